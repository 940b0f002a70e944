"""Stability: a planner's pins are kept.

Hard   start[j] = pinned start for every job j of the visit; some job of it is on the pinned carer's route
       (compiled windows and carers say the same; the rule is repeated here so that the model states it)
Price  not_told * on[j, r] for every r that the citizen was not told, if anybody was
       not_told * carers_needed[v] * (1 - served[group of v]) of such visits
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from triagering.models import Term

if TYPE_CHECKING:
    from triagering.solver.exact.build import Build


def add(build: Build) -> None:
    """Keep every pin of a visit that is planned, and price who comes unannounced, and who was announced in vain."""
    build.charge_stops(Term.NOT_TOLD)
    compiled = build.compiled
    for group, price in enumerate(compiled.groups.untold.tolist()):
        build.charge(Term.NOT_TOLD, price, 1 - build.served.get(group, False))
    unit_of, route_of = compiled.unit_of, compiled.route_of
    for pin in compiled.day.pins:
        jobs = [job for job in compiled.unit_jobs[unit_of[pin.visit]] if job in build.takers]
        for job in jobs:
            if pin.start is not None:
                build.model.add(build.starts[job] == pin.start).only_enforce_if(build.planned(job))
        if pin.carer is not None and route_of[pin.carer] in build.tours and jobs:
            takers = [build.takers[job][route_of[pin.carer]] for job in jobs
                      if route_of[pin.carer] in build.takers[job]]
            build.model.add_bool_or(takers).only_enforce_if(build.planned(jobs[0]))
