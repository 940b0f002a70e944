"""Slack: time kept free for what comes up.

Price  reserve * max(0, reserve[r] - free[r]), free = shift length - load - least length of the shift's break
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from triagering.models import Term

if TYPE_CHECKING:
    from triagering.solver.exact.build import Build


def add(build: Build) -> None:
    """Price missing reserve."""
    routes, price = build.compiled.routes, build.compiled.day.settings.prices.reserve
    for route, tour in build.tours.items():
        reserve = int(routes.reserve[route])
        if price:
            spare = int(routes.end[route] - routes.start[route] - max(0, routes.break_minutes[route]))
            missing = build.at_least(reserve - spare + tour.load,
                                     upper=reserve + build.scope.horizon[1] - build.scope.horizon[0])
            build.charge(Term.RESERVE, price, missing)
