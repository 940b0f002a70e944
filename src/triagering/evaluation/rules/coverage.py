"""Coverage: every visit and activity is in the plan exactly once, done in full or left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from triagering.evaluation.report import Violation, priced
from triagering.evaluation.timetable import Run, Timetable, find_task
from triagering.models import OWN_PRICE, Activity, Carer, Charge, Day, Rule, StopKind, Term


def violations(table: Timetable) -> Iterator[Violation]:
    """Name unknown ids, what is lost or listed twice, wrong numbers of stops, and wrong lengths."""
    yield from _unknown(table)
    yield from _once(table)
    yield from _attendance(table)
    for work in table.all_works():
        if work.end - work.start != work.task.minutes:
            yield Violation(Rule.COVERAGE, (work.id, work.carer.id),
                            f"lasts {work.end - work.start} minutes instead of {work.task.minutes}")


def charges(table: Timetable) -> Iterator[Charge]:
    """Price the visits left out that have a price of their own; pinned ones are counted instead."""
    for visit in table.day.visits:
        if visit.id not in table.works and table.day.counted_as(visit.id) == OWN_PRICE:
            yield from priced(Term.UNPLANNED, visit.unplanned_price or 0, 1, visit.id)


def attendants(day: Day, activity: Activity) -> list[Carer]:
    """List the carers of an activity who have a shift, but for those whom nothing but rest keeps from being there."""
    there = (Run(day, day.carer_by_id[id_], day.shift_by_carer[id_]) for id_ in activity.carers
             if id_ in day.shift_by_carer)
    return [run.carer for run in there if not _kept_by_rest(run, activity)]


def _kept_by_rest(run: Run, activity: Activity) -> bool:
    begins = activity.start - run.minutes(run.carer.start_place, activity.place)
    ends = activity.start + activity.minutes + run.minutes(activity.place, run.carer.home)
    if begins < run.shift.start or run.shift.end + run.shift.overtime < ends:
        return False
    rested, latest = run.day.span(run.shift)
    return begins < rested or latest < ends


def _unknown(table: Timetable) -> Iterator[Violation]:
    for route in table.plan.routes:
        for stop in route.stops:
            if stop.kind is not StopKind.BREAK and find_task(table.day, stop) is None:
                yield Violation(Rule.COVERAGE, (stop.id, route.carer), f"is no {stop.kind} of this day")
    known = set(table.day.to_plan)
    for out in table.plan.unplanned:
        if out.id not in known:
            yield Violation(Rule.COVERAGE, (out.id,), "is listed as unplanned, but is not on the day")


def _once(table: Timetable) -> Iterator[Violation]:
    listed = Counter(out.id for out in table.plan.unplanned)
    for id_ in table.day.to_plan:
        if listed[id_] > 1:
            yield Violation(Rule.COVERAGE, (id_,), f"is listed as unplanned {listed[id_]} times")
        if listed[id_] and id_ in table.works:
            yield Violation(Rule.COVERAGE, (id_,), "is both planned and listed as unplanned")
        if not listed[id_] and id_ not in table.works:
            yield Violation(Rule.COVERAGE, (id_,), "is neither planned nor listed as unplanned")


def _attendance(table: Timetable) -> Iterator[Violation]:
    for id_, works in table.works.items():
        task = works[0].task
        if not isinstance(task, Activity):
            if len(works) != task.carers_needed:
                yield Violation(Rule.COVERAGE, (id_,), f"has {len(works)} stops, not {task.carers_needed}")
            continue
        expected = {carer.id for carer in attendants(table.day, task)}
        there = Counter(work.carer.id for work in works)
        for carer in sorted(expected - there.keys()):
            yield Violation(Rule.COVERAGE, (id_, carer), "is missing at the activity")
        for carer, times in sorted(there.items()):
            if carer not in expected:
                yield Violation(Rule.COVERAGE, (id_, carer), "does not take part in the activity")
            elif times > 1:
                yield Violation(Rule.COVERAGE, (id_, carer), f"takes part {times} times")
