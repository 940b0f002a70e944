"""What stays do to the visits and activities of a day (T34): none while the citizen is away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from triagering.models.day import Day
from triagering.models.triage_result import EffectKind
from triagering.models.triage_rules import TriageRule
from triagering.models.work import TimeWindow
from triagering.triage.clock import minute_of
from triagering.triage.draft import Draft
from triagering.triage.state import State

Away = tuple[int, int, str]
"""From and to (minutes of the day) and the stay that says so."""
EVER = 10**7


def away_times(day: Day, state: State) -> list[Away]:
    """Give when a citizen is away (``State.away``) in minutes of the day."""
    return [(minute_of(day, since) if since else -EVER, minute_of(day, to, up=True) if to else EVER, id_)
            for since, to, _, id_ in state.away()]


def clear_time_away(draft: Draft, state: State, anew: Mapping[str, tuple[TimeWindow, ...]]) -> None:
    """No visit while the citizen is away: cut windows to the time at home, cancel what has none left.

    What was agreed before the day was planned again is cut alike, so that it does not matter which was first.

    What began while the citizen was at home is left alone, however soon the stay came.
    ``anew`` are the windows of follow-ups that are due: one that the day has already gets these instead, so that a
    postponed discharge leaves the first visit after it its time.
    """
    away = away_times(draft.day, state)
    for visit in draft.visits_of(state.citizen.id):
        because = tuple(one[2] for one in away if any(
            at_home(windows, visit.minutes, [one]) != windows for windows in (visit.windows, visit.agreed)))
        began = draft.begun(visit)
        if not because or (began is not None and _was_home(began, away)):
            continue
        moved = anew.get(visit.id)
        agreed = () if moved else at_home(visit.agreed, visit.minutes, away)
        windows = moved or at_home(visit.windows, visit.minutes, away, agreed)
        if not windows:
            draft.cancel(visit, TriageRule.ADMITTED, because)
            continue
        kind = EffectKind.WINDOWS_MOVED if moved else EffectKind.WINDOWS_CUT
        changed = draft.retime(visit, kind, TriageRule.ADMITTED, because, windows, agreed)
        for pin in draft.pins_of(changed):
            if pin.start is not None and not any(window.holds(pin.start) for window in windows):
                draft.drop_pin(pin, changed, TriageRule.ADMITTED, because, start=True)


def leave_activities(draft: Draft, state: State) -> None:
    """Nobody takes part while away, not in part of an activity either.

    What began while the citizen was at home is left alone, as with visits.
    """
    away = away_times(draft.day, state)
    for one in draft.day.activities_of.get(state.citizen.id, ()):
        because = tuple(id_ for from_, to, id_ in away if from_ < one.end and one.start < to)
        if because and not (one.start < draft.now and _was_home(one.start, away)):
            draft.take_off(one, state.citizen.id, because)


def _was_home(minute: int, away: Sequence[Away]) -> bool:
    return not any(from_ <= minute < to for from_, to, _ in away)


def at_home(
    windows: tuple[TimeWindow, ...], minutes: int, away: Sequence[Away], agreed: Sequence[TimeWindow] = (),
) -> tuple[TimeWindow, ...]:
    """Give the parts of the windows in which a visit lies wholly before a time away, or starts after it.

    A start that was told and is in none of them gives way to what was ``agreed``; that to the nearest that is left.
    """
    for from_, to, _ in away:
        windows = tuple(left for window in windows for left in window.outside(from_ - minutes, to))
    return tuple(window if window.holds(window.agreed_start) else _nearest(window, agreed) for window in windows)


def _nearest(window: TimeWindow, agreed: Sequence[TimeWindow]) -> TimeWindow:
    start = next((one.agreed_start for one in agreed if one.holds(window.earliest_start)), window.agreed_start)
    return window.replace(agreed_start=min(max(start, window.earliest_start), window.latest_start))
