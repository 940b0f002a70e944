"""Coverage: a visit has all its carers, or none.

Hard   sum over routes r of on[j, r] = served[group of j], for every job j
Price  unplanned_price[v] * (1 - served[group of v])
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from triagering.models import Term

if TYPE_CHECKING:
    from triagering.solver.compiled import Compiled
    from triagering.solver.exact.build import Build


def may(compiled: Compiled) -> npt.NDArray[np.bool_]:
    """Say who may take each job: at an activity, each of its carers has one of his own."""
    allowed = compiled.eligibility.attendance[compiled.jobs.unit].copy()
    route_of = {id_: route for route, id_ in enumerate(compiled.carers)}
    for unit, activity in enumerate(compiled.day.activities, len(compiled.day.visits)):
        own = [route_of[carer] for carer in activity.carers if carer in route_of]
        for job, route in zip(compiled.unit_jobs[unit], own, strict=True):
            allowed[job] = np.arange(compiled.n_routes) == route
    return allowed


def add(build: Build) -> None:
    """Tie stops to what is served, and price what is not."""
    group_of = build.compiled.jobs.group
    for job, takers in build.takers.items():
        served = build.served[int(group_of[job])]
        if served is True:
            build.model.add_exactly_one(takers.values())
        else:
            build.model.add(sum(takers.values()) == served)
    for group, price in enumerate(build.compiled.groups.price.tolist()):
        build.charge(Term.UNPLANNED, price, 1 - build.served.get(group, False))
