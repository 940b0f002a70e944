"""What every layer of the solver hands to the next: a plan in indices of the compiled problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

UNPLANNED = -2**60
"""Stands where a job has no start, no minute of any day; ``Solution.routes`` says which jobs are planned."""

Pause = tuple[int, int]
"""Start and end of a break."""

Round = tuple[int, tuple[int, ...]]
"""A carer-day: the route, and its jobs in order."""

Rounds = Mapping[Round, int]
"""Carer-days with what each costs by itself."""


@dataclass(frozen=True)
class Solution:
    """A plan in compiled indices.

    >>> Solution(routes=((1, 0), ()), starts=(480, 450, UNPLANNED), breaks=(None, None)).planned
    frozenset({0, 1})
    """

    routes: tuple[tuple[int, ...], ...]
    """Jobs of each route, in order of start."""
    starts: tuple[int, ...]
    """(n_jobs,) start of each job; ``UNPLANNED`` for those in no route."""
    breaks: tuple[Pause | None, ...]
    """Break of each route; None when there is none."""

    @property
    def planned(self) -> frozenset[int]:
        """Jobs that are in a route."""
        return frozenset(job for route in self.routes for job in route)
