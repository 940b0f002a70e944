"""Together: the stops of one visit, or of one activity, start at once, by different carers.

Hard   start[a] = start[b], on[a, r] + on[b, r] <= 1 for jobs a, b of one visit
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from triagering.solver.exact.build import Build


def add(build: Build) -> None:
    """Tie the jobs of each visit to each other."""
    unit = build.compiled.jobs.unit
    for early, late, gap in build.compiled.edges.tolist():
        if unit[early] == unit[late]:
            build.keep_gap(early, late, gap)
    for one, two in build.compiled.apart.tolist():
        if unit[one] == unit[two]:
            build.keep_apart(one, two)
