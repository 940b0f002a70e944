"""Fairness: load, idle time and heavy visits, shared.

Hard   load[r] <= max_load[r]
Price  worst_idle * max of idle[r], idle = max(shift end, back) - shift start - load - length of the break,
         or unused_idle[r] without stops
       + load_spread * sum of d[r], W * d[r] >= |W * load[r] - w[r] * sum of load|, W = sum of w
       + worst_heavy * max over r of the heavy stops of r
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from triagering.models import Term

if TYPE_CHECKING:
    from triagering.solver.exact.build import Build, Expr


def add(build: Build) -> None:
    """Limit the load, and price what is uneven."""
    compiled, prices = build.compiled, build.compiled.day.settings.prices
    for route, tour in build.tours.items():
        build.model.add(tour.load <= int(compiled.routes.max_load[route]))
    long = build.scope.horizon[1] - build.scope.horizon[0]
    if prices.worst_idle:
        idle = [_idle(build, route) for route in build.tours]
        most = max(long, int(compiled.routes.unused_idle.max()))
        build.charge(Term.WORST_IDLE, prices.worst_idle, build.at_least(*idle, upper=most))
    if prices.load_spread:
        load = {route: tour.load for route, tour in build.tours.items()}
        total, share = sum(load.values()), compiled.routes.share.tolist()
        for route, minutes in load.items():
            spread = build.model.new_int_var(0, long * len(load), "")
            off = sum(share) * minutes - share[route] * total
            build.model.add(sum(share) * spread >= off)
            build.model.add(sum(share) * spread >= -off)
            build.charge(Term.LOAD_SPREAD, prices.load_spread, spread)
    if prices.worst_heavy:
        heavy = [sum(on for job, on in tour.on.items() if compiled.jobs.heavy[job]) for tour in build.tours.values()]
        build.charge(Term.WORST_HEAVY, prices.worst_heavy, build.at_least(*heavy, upper=compiled.n_jobs))


def _idle(build: Build, route: int) -> Expr:
    tour, routes = build.tours[route], build.compiled.routes
    start, end = int(routes.start[route]), int(routes.end[route])
    finish = build.model.new_int_var(end, build.scope.horizon[1], "")
    build.model.add(finish >= tour.back)
    idle = finish - start - tour.load - (tour.pause.length if tour.pause else 0)
    return idle + (int(routes.unused_idle[route]) - (end - start)) * (1 - tour.used)
