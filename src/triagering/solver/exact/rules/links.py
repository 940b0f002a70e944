"""Links: order, gap and carers of linked visits.

Hard   start[v] >= start[u] + w for every bound on a gap; on[u, r] + on[v, r] <= 1 (other carer) or
       on[u, r] = on[v, r] (same carer), all when both are planned;
       all-or-none visits share one served literal
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from triagering.solver.exact.build import Build


def add(build: Build) -> None:
    """Tie linked visits to each other."""
    unit = build.compiled.jobs.unit
    for early, late, gap in build.compiled.edges.tolist():
        if unit[early] != unit[late]:
            build.keep_gap(early, late, gap)
    for one, two in build.compiled.apart.tolist():
        if unit[one] != unit[two]:
            build.keep_apart(one, two)
    for one, two in build.compiled.same.tolist():
        _same(build, one, two)


def _same(build: Build, one: int, two: int) -> None:
    if one in build.takers and two in build.takers:
        first, second, both = build.takers[one], build.takers[two], (build.planned(one), build.planned(two))
        for route in sorted(first.keys() | second.keys()):
            build.model.add(first.get(route, 0) == second.get(route, 0)).only_enforce_if(*both)
