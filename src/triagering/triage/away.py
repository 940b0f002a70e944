"""What stays do to the visits of a day (T34): none while the citizen is away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

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

    What began while the citizen was at home is left alone, however soon the stay came.
    ``anew`` are the windows of follow-ups that are due: one that the day has already gets these instead, so that a
    postponed discharge leaves the first visit after it its time.
    """
    away = away_times(draft.day, state)
    for visit in draft.visits_of(state.citizen.id):
        because = tuple(one[2] for one in away if at_home(visit.windows, visit.minutes, [one]) != visit.windows)
        began = draft.begun(visit)
        if not because or (began is not None and not any(from_ <= began < to for from_, to, _ in away)):
            continue
        moved = anew.get(visit.id)
        windows = moved or at_home(visit.windows, visit.minutes, away)
        if not windows:
            draft.cancel(visit, TriageRule.ADMITTED, because)
            continue
        kind = EffectKind.WINDOWS_MOVED if moved else EffectKind.WINDOWS_CUT
        changed = draft.retime(visit, kind, TriageRule.ADMITTED, because, windows)
        for pin in draft.pins_of(changed):
            if pin.start is not None and not any(window.holds(pin.start) for window in windows):
                draft.drop_pin(pin, changed, TriageRule.ADMITTED, because, start=True)


def at_home(windows: tuple[TimeWindow, ...], minutes: int, away: Sequence[Away]) -> tuple[TimeWindow, ...]:
    """Give what is left of a visit's windows where nobody comes while the citizen is away."""
    for from_, to, _ in away:
        windows = tuple(_outside(windows, minutes, from_, to))
    return windows


def _outside(windows: Sequence[TimeWindow], minutes: int, from_: int, to: int) -> Iterator[TimeWindow]:
    """Give the parts of the windows in which a visit lies wholly before ``from_`` or starts at ``to`` or later."""
    for window in windows:
        for left in window.outside(from_ - minutes, to):
            yield left.replace(agreed_start=min(max(left.agreed_start, left.earliest_start), left.latest_start))
