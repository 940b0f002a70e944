"""Measurements that are to be repeated (T23): how often, and which of it was done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from triagering.models.observations import Done, Vitals
from triagering.models.triage_result import Cause
from triagering.models.triage_rules import TriageRule
from triagering.models.triage_settings import TriageSettings
from triagering.triage.causes import action_for, tables
from triagering.triage.need import Need, Times, is_before, need_of
from triagering.triage.scores import score
from triagering.triage.state import State


def repeats_of(state: State, causes: Sequence[Cause], times: Times, settings: TriageSettings) -> Iterator[Need]:
    """Repeat the measurement behind a reason; of those that could begin together, as all that were missed, the last.

    Of several reasons it is the one that asks for the shortest interval and has repeats left, of equal ones the latest:
    a better measurement does not stretch the others. Visits are numbered on from those that the day may have.
    """
    rule = TriageRule.REPEAT_MEASUREMENT
    left: list[tuple[int, Cause, range]] = []
    for cause in reversed(causes):
        number, every = _repeat(state, cause, settings)
        since = _repeated(state, cause, times.now, settings)
        if since < number:
            left.append((every, cause, range(since + 1, number + 1)))
    if not left:
        return
    every, cause, numbers = min(left, key=lambda one: one[0])
    first = next((one for one in state.causes if rule in one.follow_ups and one.at >= times.clock(-1)), cause)
    before = _repeated(state, first, cause.at, settings)
    due = [need_of(state, rule, cause.at + timedelta(minutes=n * every), times.now, settings, cause.because,
                   f":{before + n}") for n in numbers]
    together: dict[datetime, Need] = {}
    for need in due:
        if is_before(need, state, times):
            yield need
            continue
        begins = max(need.known, times.start)
        begins = state.home_from(begins) or begins
        late = together[begins].overdue_since if begins in together else None
        together[begins] = replace(need, overdue_since=need.overdue_since or late)
    yield from together.values()


def _repeated(state: State, cause: Cause, until: datetime, settings: TriageSettings) -> int:
    """Count the repeats of a measurement: new vital signs of all that had scored, or done; told as both it is one.

    One that was made counts for those that were missed before it, too.
    """
    vitals = _measured(state, cause)
    found = [score(vitals, table) for table in tables(settings)] if vitals is not None else []
    scored = [name for one in found for name, points in one.points.items() if points]
    later = [one for one in state.seen if cause.at < one.at <= until]
    number, every = _repeat(state, cause, settings)
    measured, told = 0, 0
    for one in later:
        begun = min(number, int((one.at - cause.at) / timedelta(minutes=every))) if every else 0
        if isinstance(one, Vitals) and all(getattr(one, name) is not None for name in scored):
            measured = max(measured + 1, begun)
        elif isinstance(one, Done) and one.rule is TriageRule.REPEAT_MEASUREMENT:
            told = max(told + 1, begun)
    return max(measured, told)


def _measured(state: State, cause: Cause) -> Vitals | None:
    return next((one for one in state.seen if one.id in cause.because and isinstance(one, Vitals)), None)


def _repeat(state: State, cause: Cause, settings: TriageSettings) -> tuple[int, int]:
    """Give how often a measurement is to be repeated, and every how many minutes."""
    vitals = _measured(state, cause)
    if vitals is None:
        return 1, settings.follow_ups[TriageRule.REPEAT_MEASUREMENT].within
    actions = [action_for(score(vitals, table), settings) for table in tables(settings)]
    return max((action.repeat for action in actions if action is not None), default=(0, 0),
               key=lambda repeat: (repeat[0], -repeat[1]))
