"""Shift: carers leave after their rest and are back in time.

Hard   start[j] - travel >= rested start for the first job j (the break's start, if it lies before it)
       back >= end of the last job (or of a break after it) + travel home, back <= latest return
Price  overtime * max(0, back - shift end) + unused_price * (1 - used)
Also   load + break <= latest return - rested start (implied; it tightens the bound)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from triagering.models import Term

if TYPE_CHECKING:
    from triagering.solver.exact.build import Build
    from triagering.solver.exact.tours import Tour


def add(build: Build) -> None:
    """Keep every route inside its shift, and price overtime and unused shifts."""
    routes, prices = build.compiled.routes, build.compiled.day.settings.prices
    for route, tour in build.tours.items():
        _leave(build, tour)
        _return(build, tour)
        end, latest = int(routes.end[route]), int(routes.latest_return[route])
        if latest > end and prices.overtime and tour.on:
            over = build.at_least(tour.back - end, upper=latest - end)
            build.charge(Term.OVERTIME, prices.overtime, over)
        build.charge(Term.UNUSED_SHIFT, int(routes.unused_price[route]), 1 - tour.used)


def _leave(build: Build, tour: Tour) -> None:
    available = int(build.compiled.routes.available[tour.route])
    for arc in tour.out:
        build.model.add(build.starts[arc.head] >= available + arc.minutes).only_enforce_if(arc.taken)
        if tour.pause and tour.pause.leads is not False:
            there = tour.pause.start >= available + arc.minutes
            build.model.add(there).only_enforce_if(arc.taken, tour.pause.leads)


def _return(build: Build, tour: Tour) -> None:
    routes, pause = build.compiled.routes, tour.pause
    for arc in tour.home:
        done = build.starts[arc.tail] + int(build.compiled.jobs.minutes[arc.tail])
        build.model.add(tour.back >= done + arc.minutes).only_enforce_if(arc.taken)
        if pause and pause.trails is not False:
            build.model.add(tour.back >= pause.end + arc.minutes).only_enforce_if(arc.taken, pause.trails)
    if tour.on:
        rest = int(routes.break_minutes[tour.route]) * pause.taken if pause else 0
        whole = int(routes.latest_return[tour.route] - routes.available[tour.route])
        build.model.add(tour.load + rest <= whole)
