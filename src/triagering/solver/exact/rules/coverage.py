"""Coverage: a visit has all its carers, or none.

Hard   sum over routes r of on[j, r] = served[group of j], for every job j
Price  unplanned_price[v] * (1 - served[group of v])
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from triagering.models import Term

if TYPE_CHECKING:
    from triagering.solver.exact.build import Build


def add(build: Build) -> None:
    """Tie stops to what is served, and price what is not."""
    group_of = build.compiled.jobs.group
    for job, takers in build.takers.items():
        served = build.served[int(group_of[job])]
        if served is True:
            build.model.add_exactly_one(takers.values())
        else:
            build.model.add(sum(takers.values()) == served)
    groups = build.compiled.groups
    for group, price in enumerate((groups.price - groups.untold).tolist()):
        build.charge(Term.UNPLANNED, price, 1 - build.served.get(group, False))
