"""Reasons of unplanned visits are claims about the day; the first five of docs/rules.md are verified here."""

from __future__ import annotations

from collections.abc import Iterator

from triagering.evaluation.report import Violation
from triagering.evaluation.rules.boundary import admitted
from triagering.evaluation.rules.competence import qualified
from triagering.evaluation.rules.continuity import accepted
from triagering.evaluation.rules.shift import span
from triagering.evaluation.timetable import Run
from triagering.models import Activity, Carer, Day, Plan, Reason, Rule, Visit

REASON_RULE = {
    Reason.NOBODY_QUALIFIED: Rule.COMPETENCE,
    Reason.NOBODY_ACCEPTED: Rule.CONTINUITY,
    Reason.CLOSED_DISTRICT: Rule.BOUNDARY,
    Reason.TOO_FEW_CARERS: Rule.TOGETHER,
    Reason.NO_SHIFT_IN_WINDOW: Rule.TIME,
    Reason.LINKED: Rule.LINKS,
    Reason.PIN_CONFLICT: Rule.STABILITY,
    Reason.PRICE: Rule.COVERAGE,
    Reason.NO_CAPACITY: Rule.COVERAGE,
}
"""The rule behind each reason: the section of docs/rules.md that names it."""


def false_reasons(day: Day, plan: Plan) -> Iterator[Violation]:
    """Name each unplanned visit or activity whose reason is not true, under the rule of that reason."""
    for out in plan.unplanned:
        rule = REASON_RULE[out.reason]
        if out.rule is not rule:
            yield Violation(rule, (out.id,), f"is unplanned as {out.reason}, no matter of {out.rule}")
        task = day.visit_by_id.get(out.id) or day.activity_by_id.get(out.id)
        if task is not None and out.reason in _VERIFIED and not _is_true(day, task, out.reason):
            yield Violation(rule, (out.id,), f"is unplanned as {out.reason}, which is not true")


_VERIFIED = (Reason.NOBODY_QUALIFIED, Reason.NOBODY_ACCEPTED, Reason.CLOSED_DISTRICT, Reason.TOO_FEW_CARERS,
             Reason.NO_SHIFT_IN_WINDOW)


def _is_true(day: Day, task: Visit | Activity, reason: Reason) -> bool:
    at_work = [day.carer_by_id[shift.carer] for shift in day.shifts]
    if isinstance(task, Activity):
        eligible = [carer for carer in at_work if carer.id in task.carers]
        needed = max(1, len(eligible))
    else:
        citizen = day.citizen_by_id[task.citizen]
        qualified_ones = [carer for carer in at_work if qualified(day, carer, task)]
        if reason is Reason.NOBODY_QUALIFIED:
            return not qualified_ones
        accepted_ones = [carer for carer in qualified_ones if accepted(carer, citizen)]
        if reason is Reason.NOBODY_ACCEPTED:
            return not accepted_ones
        eligible = [carer for carer in accepted_ones if admitted(day, carer, citizen)]
        if reason is Reason.CLOSED_DISTRICT:
            return not eligible
        needed = task.carers_needed
    if reason is Reason.TOO_FEW_CARERS:
        return len(eligible) < needed
    return reason is Reason.NO_SHIFT_IN_WINDOW and _most_at_once(day, task, eligible) < needed


def _most_at_once(day: Day, task: Visit | Activity, eligible: list[Carer]) -> int:
    """Give the largest number of carers who can start at the same minute, each with nothing else to do."""
    starts = [(task.start, task.start)] if isinstance(task, Activity) else [
        (window.earliest_start, window.latest_start) for window in task.windows]
    place = task.place if isinstance(task, Activity) else day.citizen_by_id[task.citizen].place
    possible: list[tuple[int, int]] = []
    for carer in eligible:
        shift = day.shift_by_carer[carer.id]
        run = Run(day, carer, shift)
        first, last = span(day, shift)
        there = first + run.minutes(carer.start_place, place)
        leave = last - run.minutes(place, carer.home) - task.minutes
        possible += [(max(lo, there), min(hi, leave)) for lo, hi in starts]
    possible = [(lo, hi) for lo, hi in possible if lo <= hi]
    return max((sum(lo <= moment <= hi for lo, hi in possible) for moment, _ in possible), default=0)
