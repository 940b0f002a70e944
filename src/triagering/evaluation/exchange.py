"""The exchange test: finds urgent visits left out although less urgent stops could make room for them.

Independent of what made the plan: room is sought by plain enumeration, and an exchange only counts if the checker
finds nothing in the changed plan that it did not find before. Sound, not complete: what it finds is real; it keeps the
order of the other stops, and the times of doubles, linked visits, pins and activities, so it may miss an exchange that
moves those.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from itertools import combinations
from typing import NamedTuple

from triagering.evaluation.checker import check
from triagering.evaluation.left_out import urgency
from triagering.evaluation.report import Violation
from triagering.evaluation.rules.time import open_spans
from triagering.evaluation.timetable import Run, find_task
from triagering.evaluation.truth import eligible
from triagering.models import (
    URGENCY_CLASSES,
    Carer,
    Day,
    Plan,
    Reason,
    Result,
    Route,
    Rule,
    Stop,
    StopKind,
    Unplanned,
    Visit,
    plan_of,
)
from triagering.models.base import HORIZON

LAST_CRITICAL = URGENCY_CLASSES.index("critical 5")
LATE = 10**9


class Exchange(NamedTuple):
    """An urgent visit left out that could be done instead of less urgent ones."""

    visit: str
    """The urgent visit."""
    carers: tuple[str, ...]
    """Who could do it."""
    start: int
    """When."""
    removed: tuple[str, ...]
    """Less urgent visits of these carers that would make room, all of them."""


def find_exchanges(day: Day, plan: Plan | Result, *, critical: bool = True) -> list[Exchange]:
    """Find urgent visits left out that their carers could do by leaving out less urgent ones only.

    Parameters
    ----------
    critical
        True: time-critical visits against those that are not. False: every class against all later ones.

    Returns
    -------
    list of Exchange
        At most one per visit; empty for a plan that keeps the promise. Other rules that a plan breaks do not count.
    """
    plan = plan_of(plan)
    known, found = set(check(day, plan).violations), []
    for out in plan.unplanned:
        visit = day.visit_by_id.get(out.id)
        if visit is None or urgency(day, visit.id) > (LAST_CRITICAL if critical else len(URGENCY_CLASSES) - 1):
            continue
        limit = LAST_CRITICAL if critical else urgency(day, visit.id)
        exchange = next(_exchanges(day, plan, visit, limit, known), None)
        if exchange is not None:
            found.append(exchange)
    return found


def _exchanges(day: Day, plan: Plan, visit: Visit, limit: int, known: Set[Violation]) -> Iterator[Exchange]:
    routes = {route.carer: route for route in plan.routes}
    pinned = {pin.start for pin in day.pins_by_visit.get(visit.id, ()) if pin.start is not None}
    starts: Set[int | None] = pinned or {None, *_linked(day, plan, visit)}
    for group in combinations(eligible(day, visit), visit.carers_needed):
        removed = tuple(dict.fromkeys(
            stop.id for carer in group for stop in routes.get(carer.id, Route(carer=carer.id)).stops
            if stop.kind is StopKind.VISIT and urgency(day, stop.id) > limit))
        options = [list(_with_visit(day, carer, routes.get(carer.id, Route(carer=carer.id)), visit, removed, starts))
                   for carer in group]
        for start in sorted(set.intersection(*({start for start, _ in option} for option in options))):
            for chosen in _choices(options, start):
                changed = _changed(plan, visit, removed, {route.carer: route for route in chosen})
                if known >= set(check(day, changed).violations):
                    yield Exchange(visit.id, tuple(carer.id for carer in group), start, removed)


def _linked(day: Day, plan: Plan, visit: Visit) -> set[int]:
    """Give the first start that each link to a planned visit leaves in each window."""
    gaps = [(link.second, link.first, link.min_gap) for link in day.links if link.min_gap is not None]
    gaps += [(link.first, link.second, -link.max_gap) for link in day.links if link.max_gap is not None]
    return {start for one, other, gap in gaps if one == visit.id for _, there in plan.placed.get(other, ())[-1:]
            for opens, closes in open_spans(day, visit) if (start := max(there + gap, opens)) <= closes}


def _choices(options: list[list[tuple[int, Route]]], start: int) -> Iterator[tuple[Route, ...]]:
    at_start = [[route for moment, route in option if moment == start] for option in options]
    if len(at_start) == 1:
        yield from ((route,) for route in at_start[0])
    else:
        yield tuple(routes[0] for routes in at_start)


def _with_visit(
    day: Day, carer: Carer, route: Route, visit: Visit, removed: tuple[str, ...], starts: Set[int | None],
) -> Iterator[tuple[int, Route]]:
    """Give routes with the visit in every gap, at these starts (None: as early as possible, or at window starts)."""
    run = Run(day, carer, day.shift_by_carer[carer.id])
    kept = [stop for stop in route.stops if stop.id not in removed and find_task(day, stop) is not None]
    if visit.carers_needed > 1 and None in starts:
        there = day.place_of(visit.id)
        moments = {stop.end + run.minutes(day.place_of(stop.id), there) for stop in kept}
        spans = list(open_spans(day, visit))
        starts = starts - {None} | {opens for opens, _ in spans} | {
            moment for moment in moments if any(opens <= moment <= closes for opens, closes in spans)}
    new = Stop(kind=StopKind.VISIT, id=visit.id, start=0, end=0)
    for start in starts:
        for place in range(len(kept) + 1):
            stops = [*kept[:place], new, *kept[place:]]
            for pause in _pauses(run, len(stops)):
                scheduled = _schedule(run, stops, pause, start)
                if scheduled is not None:
                    moment = next(stop.start for stop in scheduled if stop.id == visit.id)
                    yield moment, Route(carer=carer.id, stops=tuple(scheduled))


class _Pause(NamedTuple):
    """Where a break is taken."""

    after: int
    """How many stops lie before it."""
    there: bool
    """Whether at the place of the next stop, after travelling."""


def _pauses(run: Run, stops: int) -> Iterator[_Pause | None]:
    yield None
    if run.shift.break_ is not None:
        yield from (_Pause(after, there) for after in range(1, stops) for there in (False, True))
        if run.shift.break_.at_ends:
            yield from (_Pause(0, there=True), _Pause(stops, there=False))


def _schedule(run: Run, stops: list[Stop], pause: _Pause | None, start: int | None) -> list[Stop] | None:
    """Start every stop as early as it can, fixed ones as planned; None where that fails."""
    day, rule = run.day, run.shift.break_
    free, last = day.span(run.shift)
    place, done = run.carer.start_place, list[Stop]()

    def rest(free: int) -> int:
        if rule is None or free > rule.latest_start:
            return LATE
        begin = max(free, rule.earliest_start)
        done.append(Stop(kind=StopKind.BREAK, id="break", start=begin, end=begin + rule.minutes))
        return begin + rule.minutes

    for number, stop in enumerate(stops):
        there = (rest(free) if pause == (number, False) else free) + run.minutes(place, day.place_of(stop.id))
        if pause == (number, True):
            there = rest(there)
        visit = day.visit_by_id.get(stop.id) if stop.kind is StopKind.VISIT else None
        fixed = start if stop.end == stop.start else (stop.start if visit is None or _is_fixed(day, visit) else None)
        begin = max(there, fixed) if fixed is not None else _earliest(day, visit, there)
        length = visit.minutes if visit is not None else stop.end - stop.start
        if begin + length > HORIZON or (fixed is not None and begin != fixed):
            return None
        done.append(Stop(kind=stop.kind, id=stop.id, start=begin, end=begin + length))
        free, place = begin + length, day.place_of(stop.id)
    back = rest(free) if pause == (len(stops), False) else free
    return done if back + run.minutes(place, run.carer.home) <= last else None


def _earliest(day: Day, visit: Visit | None, there: int) -> int:
    if visit is None:
        return LATE
    return next((max(there, opens) for opens, closes in open_spans(day, visit) if there <= closes), LATE)


def _is_fixed(day: Day, visit: Visit) -> bool:
    return (visit.carers_needed > 1 or visit.id in day.pins_by_visit
            or any(visit.id in (link.first, link.second) for link in day.links))


def _changed(plan: Plan, visit: Visit, removed: tuple[str, ...], new: dict[str, Route]) -> Plan:
    routes = {route.carer: _without(route, removed) for route in plan.routes} | new
    gone = tuple(Unplanned(id=id_, reason=Reason.NO_CAPACITY, rule=Rule.COVERAGE) for id_ in removed)
    kept = tuple(out for out in plan.unplanned if out.id != visit.id)
    return Plan(routes=tuple(routes.values()), unplanned=tuple(sorted((*kept, *gone), key=lambda out: out.id)))


def _without(route: Route, removed: tuple[str, ...]) -> Route:
    """Take removed visits out of another carer's route; a break that is no longer between two stops goes too."""
    stops = [stop for stop in route.stops if stop.id not in removed]
    if sum(stop.kind is not StopKind.BREAK for stop in stops) < len(stops) and (
            stops[0].kind is StopKind.BREAK or stops[-1].kind is StopKind.BREAK):
        stops = [stop for stop in stops if stop.kind is not StopKind.BREAK]
    return Route(carer=route.carer, stops=tuple(stops))
