"""Reasons of unplanned visits are claims about the day; those with a * in docs/rules.md are verified here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from triagering.evaluation.report import Violation
from triagering.evaluation.rules.boundary import let_in
from triagering.evaluation.rules.competence import qualified
from triagering.evaluation.rules.continuity import accepted
from triagering.evaluation.timetable import Run
from triagering.models import REASON_RULE, Activity, Carer, Day, Plan, Reason, Visit


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

VERIFIED = (*_STEPS, Reason.TOO_FEW_CARERS, Reason.NO_SHIFT_IN_WINDOW)
"""In order of precedence."""


def _is_true(day: Day, task: Visit | Activity, reason: Reason) -> bool:
    if isinstance(task, Activity):
        there = [carer for carer in _at_work(day) if carer.id in task.carers]
        carers, needed = iter(there), max(1, len(there))
    elif reason in _STEPS:
        return next(eligible(day, task, _STEPS[reason]), None) is None
    else:
        carers, needed = eligible(day, task), task.carers_needed
    if reason is Reason.TOO_FEW_CARERS:
        return len(list(islice(carers, needed))) < needed
    return reason is Reason.NO_SHIFT_IN_WINDOW and not _can_start(day, task, carers, needed)


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


def _can_start(day: Day, task: Visit | Activity, carers: Iterator[Carer], needed: int) -> bool:
    """Say whether so many of the carers can start at the same minute, each with nothing else to do."""
    possible: list[tuple[int, int]] = []
    for carer in carers:
        for first, last in starts(day, task, carer):
            possible.append((first, last))
            moments = [one for one, _ in possible if first <= one <= last]
            if any(sum(lo <= moment <= hi for lo, hi in possible) >= needed for moment in moments):
                return True
    return False


def starts(day: Day, task: Visit | Activity, carer: Carer) -> Iterator[tuple[int, int]]:
    """Give the first and the last start that a carer can keep, for each window that has any."""
    if isinstance(task, Activity):
        place, windows = task.place, [(task.start, task.start)]
    else:
        place = day.citizen_by_id[task.citizen].place
        windows = [(window.earliest_start, window.latest_start) for window in task.windows]
    run = Run(day, carer, day.shift_by_carer[carer.id])
    rested, latest = day.span(run.shift)
    there = rested + run.minutes(carer.start_place, place)
    leave = latest - run.minutes(place, carer.home) - task.minutes
    for opens, closes in windows:
        if max(opens, there) <= min(closes, leave):
            yield max(opens, there), min(closes, leave)
