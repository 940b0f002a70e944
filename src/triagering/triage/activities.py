"""What stays do to the activities of a day (T34)."""

from __future__ import annotations

from triagering.triage.away import away_times
from triagering.triage.draft import Draft
from triagering.triage.state import State


def leave_activities(draft: Draft, state: State) -> None:
    """Nobody takes part while away, not in part of an activity either.

    What began while the citizen was at home is left alone, as with visits.
    """
    away = away_times(draft.day, state)
    for one in draft.day.activities_of.get(state.citizen.id, ()):
        because = tuple(id_ for from_, to, id_ in away if from_ < one.end and one.start < to)
        began = one.start < draft.now and not any(from_ <= one.start < to for from_, to, _ in away)
        if because and not began:
            draft.take_off(one, state.citizen.id, because)
