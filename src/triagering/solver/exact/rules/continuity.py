"""Continuity: as few and as familiar faces as possible.

Hard   on[j, r] = 0 if the citizen of j excludes the carer of r
Price  (not_contact + not_preferred + unmet_wish)[j, r] * on[j, r]
       + (face + stranger + beyond_target)[z, r] * meets[z, r], meets[z, r] >= on[j, r] for every job j at citizen z
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from triagering.models import Term

if TYPE_CHECKING:
    from triagering.solver.exact.build import Build
    from triagering.solver.exact.tours import Lit


def add(build: Build) -> None:
    """Price stops by the less wanted, and each pair that meets once."""
    build.charge_stops(Term.NOT_CONTACT, Term.NOT_PREFERRED, Term.UNMET_WISH)
    compiled = build.compiled
    for route, tour in build.tours.items():
        stops: dict[int, list[Lit]] = {}
        for job, on in tour.on.items():
            stops.setdefault(int(compiled.jobs.citizen[job]), []).append(on)
        for citizen, taken in stops.items():
            if citizen >= 0 and compiled.pair_cost[citizen, route]:
                meets = _any(build, taken)
                for term, layer in compiled.pair_layers.items():
                    build.charge(term, layer[citizen, route], meets)


def _any(build: Build, taken: list[Lit]) -> Lit:
    if len(taken) == 1 or taken[0] is True:
        return taken[0]
    meets = build.model.new_bool_var("")
    for one in taken:
        build.model.add_implication(one, meets)
    return meets
