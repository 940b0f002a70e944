"""What a plan leaves out: why, what is at risk, and what would bring each visit back."""

from __future__ import annotations

from itertools import pairwise

from triagering.evaluation.rules.time import open_spans
from triagering.evaluation.timetable import Run, Timetable, Work
from triagering.evaluation.truth import eligible
from triagering.models import Day, Plan, Reason, Result, Visit, plan_of
from triagering.models.left_out import LeftOut


def left_out(day: Day, plan: Plan | Result) -> tuple[LeftOut, ...]:
    """List the visits that a plan leaves out, most urgent first.

    ``minutes`` and ``travel`` of somebody with the ``competences`` within one of the ``spans`` would bring a visit
    back; both are per carer, and the travel is the least detour, so a crowded route may need more. Visits that
    only go together come back together, or not at all.

    >>> import datetime
    >>> from triagering.models import Carer, Citizen, Reason, Rule, Shift, Task, TimeWindow, Travel, Unplanned, Visit
    >>> day = Day(
    ...     date=datetime.date(2025, 3, 3), citizens=(Citizen(id="z1", place="p"),),
    ...     carers=(Carer(id="c1", start_place="base"),), shifts=(Shift(carer="c1", start=420, end=900),),
    ...     visits=(Visit(id="v1", citizen="z1", minutes=20,
    ...                   windows=(TimeWindow(earliest_start=480, agreed_start=480, latest_start=510),)),),
    ...     travel=Travel(places=("base", "p"), minutes={"car": ((0, 6), (7, 0))}))
    >>> [one] = left_out(day, Plan(unplanned=(Unplanned(id="v1", reason=Reason.NO_CAPACITY, rule=Rule.COVERAGE),)))
    >>> one.urgency, one.minutes, one.travel, one.spans, one.suitable
    ('priority 3', 20, 13, ((480, 530),), ('c1',))
    """
    plan = plan_of(plan)
    table = Timetable(day, plan)
    found = [_describe(table, day.visit_by_id[out.id], out.reason) for out in plan.unplanned
             if out.id in day.visit_by_id]
    return tuple(sorted(found, key=lambda one: day.left_out_order(one.visit)))


def urgency(day: Day, id_: str) -> int:
    """Give the place of a visit's class, 0 the most urgent; visits with a price of their own come last."""
    return day.left_out_order(id_)[0]


def _describe(table: Timetable, visit: Visit, reason: Reason) -> LeftOut:
    day = table.day
    suitable = {carer.id for carer in eligible(day, visit)}
    spans = tuple((opens, closes + visit.minutes) for opens, closes in open_spans(day, visit))
    runs = [run for run in table.runs if run.carer.id in suitable]
    levels: dict[str, int] = {}
    for task in visit.tasks:
        levels[task.competence] = max(levels.get(task.competence, 0), int(task.level))
    longest = sorted(visit.tasks, key=lambda task: -task.minutes)
    return LeftOut(
        visit=visit.id, citizen=visit.citizen, urgency=day.counted_as(visit.id), rule=visit.reason,
        reason=reason, at_risk=tuple(dict.fromkeys(task.competence for task in longest)),
        time_critical=visit.time_critical, carers_needed=visit.carers_needed, minutes=visit.minutes,
        travel=min(_detour(run, visit, spans) for run in runs) if runs else min(
            (_there_and_back(run, visit) for run in table.runs), default=0),
        competences=tuple(sorted(levels.items())),
        delegable=tuple(sorted(area for area in levels
                               if all(task.delegable for task in visit.tasks if task.competence == area))),
        spans=spans, suitable=tuple(sorted(suitable)),
        taken_by=tuple(dict.fromkeys(
            work.id for run in runs for work in run.stops if _in_the_way(day, work, visit, spans))))


def _in_the_way(day: Day, work: Work, visit: Visit, spans: tuple[tuple[int, int], ...]) -> bool:
    overlaps = any(work.start < end and start < work.end for start, end in spans)
    return overlaps and urgency(day, work.id) <= urgency(day, visit.id)


def _detour(run: Run, visit: Visit, spans: tuple[tuple[int, int], ...]) -> int:
    """Give the least extra travel of one carer, between two of the places where they are in these spans."""
    place = run.day.place_of(visit.id)
    first, last = run.day.span(run.shift)
    times = [first, *(stop.end for stop in run.stops)]
    until = [*(stop.start for stop in run.stops), last]
    extra = [
        run.minutes(a, place) + run.minutes(place, b) - (run.minutes(a, b) if run.stops else 0)
        for (a, b), free, busy in zip(pairwise(run.places), times, until, strict=False)
        if any(free < end and start < busy for start, end in spans)
    ]
    return max(0, min(extra, default=_there_and_back(run, visit)))


def _there_and_back(run: Run, visit: Visit) -> int:
    place = run.day.place_of(visit.id)
    return run.minutes(run.carer.start_place, place) + run.minutes(place, run.carer.home)
