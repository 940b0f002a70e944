"""From compiled indices to a plan that people and programs read, and back."""

from __future__ import annotations

from triagering.models import Plan, Route, Stop, StopKind, Unplanned
from triagering.solver.compiled import Compiled
from triagering.solver.reasons import reason_for
from triagering.solver.solution import UNPLANNED, Pause, Solution


def to_plan(compiled: Compiled, solution: Solution) -> Plan:
    """Give the plan: stops in order of time, what is left out with its reason, in order of id.

    >>> from triagering.io import generate_day
    >>> from triagering.solver.compiled import compile_day
    >>> compiled = compile_day(generate_day(visits=10, carers=1, meetings=False))
    >>> nothing = Solution(((),), (UNPLANNED,) * compiled.n_jobs, (None,))
    >>> len(to_plan(compiled, nothing).unplanned)
    10
    """
    planned = {int(compiled.jobs.unit[job]) for job in solution.planned}
    left_out = []
    for unit, id_ in enumerate(compiled.units):
        if unit not in planned:
            reason, rule = reason_for(compiled, unit, planned)
            left_out.append(Unplanned(id=id_, reason=reason, rule=rule))
    return Plan(
        routes=tuple(Route(carer=carer, stops=_stops(compiled, solution, route))
                     for route, carer in enumerate(compiled.carers)),
        unplanned=tuple(sorted(left_out, key=lambda entry: entry.id)))


def _stops(compiled: Compiled, solution: Solution, route: int) -> tuple[Stop, ...]:
    stops = []
    for job in solution.routes[route]:
        unit, start = int(compiled.jobs.unit[job]), int(solution.starts[job])
        kind = StopKind.VISIT if unit < len(compiled.day.visits) else StopKind.ACTIVITY
        end = start + int(compiled.jobs.minutes[job])
        stops.append(Stop(kind=kind, id=compiled.units[unit], start=start, end=end))
    pause = solution.breaks[route]
    if pause is not None:
        stops.append(Stop(kind=StopKind.BREAK, id="break", start=int(pause[0]), end=int(pause[1])))
    return tuple(sorted(stops, key=lambda stop: (stop.start, stop.end)))


def from_plan(compiled: Compiled, plan: Plan) -> Solution:
    """Give a plan in compiled indices, to start from or to compare with.

    What the day does not know (an older plan's visits, carers without a shift today, a carer too many at a visit)
    is left out, and so are visits that would then have too few carers, what is planned all or none with them, and the
    second of two visits whose link asks for other carers.
    """
    route_of, unit_of = compiled.route_of, compiled.unit_of
    breaks: list[Pause | None] = [None] * compiled.n_routes
    there: dict[int, dict[int, int]] = {}
    for run in plan.routes:
        for stop in run.stops if run.carer in route_of else ():
            if stop.kind is StopKind.BREAK:
                breaks[route_of[run.carer]] = (stop.start, stop.end)
            elif stop.id in unit_of:
                there.setdefault(unit_of[stop.id], {})[route_of[run.carer]] = stop.start
    placed: dict[int, tuple[int, int]] = {}
    for unit, start_of in there.items():
        jobs = compiled.unit_jobs[unit]
        takers = _slots(compiled, unit, sorted(start_of))
        if len(takers) == len(jobs):
            placed |= {job: (start_of[route], route) for job, route in zip(jobs, takers, strict=True)}
    group = compiled.jobs.group.tolist()
    out = {group[job] for job in range(compiled.n_jobs) if job not in placed}
    out |= {group[two] for pairs, together in ((compiled.same, True), (compiled.apart, False))
            for one, two in pairs.tolist()
            if {one, two} <= placed.keys() and (placed[one][1] == placed[two][1]) != together}
    starts, routes = [UNPLANNED] * compiled.n_jobs, list[list[int]]([] for _ in compiled.carers)
    for job, (start, route) in sorted(placed.items(), key=lambda item: item[1][0]):
        if group[job] not in out:
            starts[job] = start
            routes[route].append(job)
    return Solution(tuple(map(tuple, routes)), tuple(starts), tuple(breaks))


def _slots(compiled: Compiled, unit: int, routes: list[int]) -> list[int]:
    """Put carers in the order of the unit's jobs: pinned carers and attendants have jobs of their own."""
    route_of, id_ = compiled.route_of, compiled.units[unit]
    if id_ in compiled.day.activity_by_id:
        own = [route_of[carer] for carer in compiled.day.attending[id_]]
        return [route for route in own if route in routes]
    pinned = sorted({pin.carer for pin in compiled.day.pins_by_visit.get(id_, ()) if pin.carer is not None})
    first = [route_of[carer] for carer in pinned if route_of[carer] in routes]
    return [*first, *(route for route in routes if route not in first)][:len(compiled.unit_jobs[unit])]
