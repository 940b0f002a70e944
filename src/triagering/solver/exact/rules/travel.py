"""Travel: consecutive stops leave room for the way between them.

Hard   start[b] >= start[a] + minutes[a] + travel[a, b] on every arc (a, b) taken
Price  travel * sum of travel[a, b] on arcs taken, start and end place included
       + waiting * (back - begin - load - length of the break)
       with begin = start of the shift if ``wait_before_first``, else first start - travel to it (- a break before it)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from triagering.models import Term

if TYPE_CHECKING:
    from triagering.solver.exact.build import Build, Expr
    from triagering.solver.exact.tours import Tour


def add(build: Build) -> None:
    """Make room for travel, and price it and the waiting."""
    prices, minutes = build.compiled.day.settings.prices, build.compiled.jobs.minutes
    if build.scope.order is None and not build.scope.without:
        _tighten(build)
    for tour in build.tours.values():
        for arc in tour.inner:
            leave = build.starts[arc.tail] + int(minutes[arc.tail])
            build.model.add(build.starts[arc.head] >= leave + arc.minutes).only_enforce_if(arc.taken)
        for arc in tour.arcs:
            if arc.minutes:
                build.charge(Term.TRAVEL, prices.travel * arc.minutes, arc.taken)
        if prices.waiting and tour.on:
            pause = tour.pause.length if tour.pause else 0
            waiting = build.at_least(tour.back - _begin(build, tour) - tour.load - pause,
                                     upper=build.scope.horizon[1] - build.scope.horizon[0])
            build.charge(Term.WAITING, prices.waiting, waiting)


def _tighten(build: Build) -> None:
    """Bound every start by the arcs into and out of its job; implied, but its relaxation sees it."""
    spans, minutes = build.scope.spans, build.compiled.jobs.minutes
    low = {job: min(spans[job, route][0][0] for route in takers) for job, takers in build.takers.items() if takers}
    high = {job: max(spans[job, route][-1][1] for route in takers) for job, takers in build.takers.items() if takers}
    later: dict[int, list[Expr]] = {job: [] for job in low}
    sooner: dict[int, list[Expr]] = {job: [] for job in low}
    for route, tour in build.tours.items():
        for arc in tour.inner:
            gap = int(minutes[arc.tail]) + arc.minutes
            first = max(spans[arc.head, route][0][0], spans[arc.tail, route][0][0] + gap)
            last = min(spans[arc.tail, route][-1][1], spans[arc.head, route][-1][1] - gap)
            later[arc.head].append((first - low[arc.head]) * arc.taken)
            sooner[arc.tail].append((high[arc.tail] - last) * arc.taken)
        for arc in tour.out:
            later[arc.head].append((spans[arc.head, route][0][0] - low[arc.head]) * arc.taken)
        for arc in tour.home:
            sooner[arc.tail].append((high[arc.tail] - spans[arc.tail, route][-1][1]) * arc.taken)
    for job, first in low.items():
        build.model.add(build.starts[job] >= first + sum(later[job]))
        build.model.add(build.starts[job] <= high[job] - sum(sooner[job]))


def _begin(build: Build, tour: Tour) -> Expr:
    """Give the time from which waiting counts."""
    if build.compiled.day.settings.wait_before_first:
        return int(build.compiled.routes.start[tour.route])
    begin = build.model.new_int_var(*build.scope.horizon, "")
    for arc in tour.out:
        leave = build.starts[arc.head] - arc.minutes
        build.model.add(begin <= leave).only_enforce_if(arc.taken)
        if tour.pause and tour.pause.leads is not False:
            build.model.add(begin <= leave - tour.pause.length).only_enforce_if(arc.taken, tour.pause.leads)
    return begin
