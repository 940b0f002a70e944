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
