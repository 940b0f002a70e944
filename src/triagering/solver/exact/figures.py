"""What a finished route amounts to, for routes that stay as they are."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from triagering.solver.compiled import Compiled
    from triagering.solver.solution import Solution


@dataclass(frozen=True)
class Figures:
    """Minutes and stops of one route that matter to the other carers."""

    load: int
    idle: int
    heavy: int


def figures(compiled: Compiled, solution: Solution | None, route: int) -> Figures:
    """Work out load, idle time and heavy stops of a route; without a solution it is empty."""
    routes, jobs = compiled.routes, compiled.jobs
    start, end = int(routes.start[route]), int(routes.end[route])
    order = solution.routes[route] if solution is not None else ()
    if solution is None or not order:
        return Figures(0, int(routes.unused_idle[route]), 0)
    places = [routes.start_place[route], *(jobs.place[job] for job in order), routes.end_place[route]]
    legs = [int(compiled.travel[routes.mode[route], a, b]) for a, b in pairwise(places)]
    load = sum(legs) + sum(int(jobs.minutes[job]) for job in order)
    pause = solution.breaks[route]
    done = solution.starts[order[-1]] + int(jobs.minutes[order[-1]])
    back = max(done, pause[1] if pause else done) + legs[-1]
    idle = max(end, back) - start - load - (pause[1] - pause[0] if pause else 0)
    return Figures(load, idle, sum(bool(jobs.heavy[job]) for job in order))


def lateness(compiled: Compiled, job: int, start: int) -> int:
    """Give the minutes a start lies after what was agreed for its window."""
    jobs = compiled.jobs
    return max((max(0, start - int(jobs.due[w])) for w in range(jobs.ptr[job], jobs.ptr[job + 1])
                if jobs.opens[w] <= start <= jobs.closes[w]), default=0)
