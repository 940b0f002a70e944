"""Reasons of unplanned visits are claims about the day; those with a * in docs/rules.md are verified here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from triagering.evaluation.report import Violation
from triagering.evaluation.rules.boundary import let_in
from triagering.evaluation.rules.competence import qualified
from triagering.evaluation.rules.continuity import accepted
from triagering.evaluation.rules.coverage import attendants
from triagering.evaluation.rules.time import open_spans
from triagering.evaluation.timetable import Run
from triagering.models import REASON_RULE, Activity, Carer, Day, Plan, Reason, Visit
from triagering.models.base import HORIZON


def false_reasons(day: Day, plan: Plan) -> Iterator[Violation]:
    """Name each unplanned visit or activity whose reason is not true, under the rule of that reason."""
    for out in plan.unplanned:
        rule = REASON_RULE[out.reason]
        if out.rule is not rule:
            yield Violation(rule, (out.id,),
                            f"is unplanned as {out.reason}, which is a matter of {rule}, not of {out.rule}")
        task = day.visit_by_id.get(out.id) or day.activity_by_id.get(out.id)
        if task is not None and out.reason in VERIFIED and not _is_true(day, task, out.reason):
            yield Violation(rule, (out.id,), f"is unplanned as {out.reason}, which is not true")


_STEPS = {Reason.NOBODY_QUALIFIED: 1, Reason.NOBODY_ACCEPTED: 2, Reason.CLOSED_DISTRICT: 3}
"""Reasons that say that nobody on shift passes so many of the tests of ``eligible``."""

VERIFIED = (Reason.CITIZEN_AWAY, *_STEPS, Reason.TOO_FEW_CARERS, Reason.NO_SHIFT_IN_WINDOW, Reason.NO_SHIFT_FITS)
"""In order of precedence."""


def _is_true(day: Day, task: Visit | Activity, reason: Reason) -> bool:
    if isinstance(task, Activity):
        there = attendants(day, task)
        carers, needed = iter(there), max(1, len(there))
    elif reason is Reason.CITIZEN_AWAY:
        return not any(open_spans(day, task))
    elif reason in _STEPS:
        return next(eligible(day, task, _STEPS[reason]), None) is None
    else:
        carers, needed = eligible(day, task), task.carers_needed
    if reason is Reason.TOO_FEW_CARERS:
        return len(list(islice(carers, needed))) < needed
    when = {Reason.NO_SHIFT_IN_WINDOW: starts, Reason.NO_SHIFT_FITS: fitting}.get(reason)
    return when is not None and not _can_start(needed, (list(when(day, task, carer)) for carer in carers))


def _at_work(day: Day) -> Iterator[Carer]:
    return (day.carer_by_id[shift.carer] for shift in day.shifts)


def eligible(day: Day, visit: Visit, steps: int | None = None) -> Iterator[Carer]:
    """Give the carers on shift who pass all, or the first, of: able, accepted by the citizen, let in by district."""
    citizen = day.citizen_by_id[visit.citizen]
    tests: tuple[Callable[[Carer], bool], ...] = (
        lambda carer: qualified(day, carer, visit),
        lambda carer: accepted(carer, citizen),
        lambda carer: let_in(day, carer, citizen),
    )
    return (carer for carer in _at_work(day) if all(test(carer) for test in tests[:steps]))


def _can_start(needed: int, carers: Iterator[list[tuple[int, int]]]) -> bool:
    """Say whether so many carers can start at the same minute, given from when until when each of them can."""
    possible: list[list[tuple[int, int]]] = []
    for spans in carers:
        possible.append(spans)
        moments = [first for them in possible for first, _ in them if _holds(spans, first)]
        if any(sum(_holds(them, moment) for them in possible) >= needed for moment in moments):
            return True
    return False


def _holds(spans: list[tuple[int, int]], moment: int) -> bool:
    return any(first <= moment <= last for first, last in spans)


def starts(day: Day, task: Visit | Activity, carer: Carer) -> Iterator[tuple[int, int]]:
    """Give the first and the last start that a carer can keep, for each window that has any."""
    if isinstance(task, Activity):
        place, windows = task.place, [(task.start, task.start)]
    else:
        place = day.citizen_by_id[task.citizen].place
        windows = list(open_spans(day, task))
    run = Run(day, carer, day.shift_by_carer[carer.id])
    rested, latest = day.span(run.shift)
    there = rested + run.minutes(carer.start_place, place)
    leave = latest - run.minutes(place, carer.home) - task.minutes
    for opens, closes in windows:
        if max(opens, there) <= min(closes, leave):
            yield max(opens, there), min(closes, leave)


def fitting(day: Day, task: Visit | Activity, carer: Carer) -> Iterator[tuple[int, int]]:
    """Give the same within the carer's most load and, where a break is due, with it before or after."""
    shift, place = day.shift_by_carer[carer.id], day.place_of(task.id)
    out, home = day.travel_minutes(carer, carer.start_place, place), day.travel_minutes(carer, place, carer.home)
    if shift.max_load is not None and out + task.minutes + home > shift.max_load:
        return
    rested, latest = day.span(shift)
    rest = shift.break_
    for first, last in starts(day, task, carer):
        if rest is None or not (rest.mandatory and rest.at_ends):
            yield first, last
            continue
        over = HORIZON if rest.latest_end is None else rest.latest_end
        begins = max(rest.earliest_start, rested + out)
        if begins <= min(rest.latest_start, over - rest.minutes) and begins + rest.minutes <= last:
            yield max(first, begins + rest.minutes), last
        begins = min(rest.latest_start, min(over, latest - home) - rest.minutes)
        if rest.earliest_start <= begins and first <= begins - task.minutes:
            yield first, min(last, begins - task.minutes)
