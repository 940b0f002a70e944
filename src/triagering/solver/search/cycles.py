"""Cooling cycles: a few from nothing, as they end in different places, then short ones that warm the best plan up.

Where there is time for one good cycle only, it gets all of it; docs/experiments.md has the measurements.
"""

from __future__ import annotations

from typing import NamedTuple

SINGLE = 2000
"""Iterations per job up to which one cycle is best."""
SHORT = 333
"""Iterations per job of a cycle that warms the best plan up, and of one from nothing."""
LINKED = 600
"""Iterations per job of one from nothing where times are coupled: visits by two take longer to settle."""
HEAT = 0.25
"""How hot that begins, in first temperatures."""
MOST = 1000
"""Cycles in half of the time at most: a day of few visits with hours to plan it gets longer ones."""


class Cycle(NamedTuple):
    """One cooling: when, in shares of the whole time, and from which plan."""

    begin: float
    end: float
    heat: float
    """Temperature at its begin, in first temperatures."""
    fresh: bool
    """Whether it starts from nothing instead of the best plan."""

    def phase(self, share: float) -> float:
        """Give how much of the cycle is over, from 0 to 1, when so much of the whole time is."""
        return min(1.0, max(0.0, (share - self.begin) / (self.end - self.begin)))


def cycles(per_job: float, warm: float = 1.0, *, linked: bool = False) -> list[Cycle]:
    """Give the cycles for so many iterations per job; those from nothing take half of the time.

    With ``warm`` below 1 a plan is refined: no cycle is hotter, and none starts from nothing.

    >>> [(cycle.begin, cycle.end, cycle.heat, cycle.fresh) for cycle in cycles(2500, linked=True)]
    [(0.0, 0.25, 1.0, True), (0.25, 0.5, 1.0, True), (0.5, 0.625, 0.25, False), (0.625, 0.75, 0.25, False), \
(0.75, 0.875, 0.25, False), (0.875, 1.0, 0.25, False)]
    >>> cycles(1000)
    [Cycle(begin=0.0, end=1.0, heat=1.0, fresh=True)]
    """
    fresh = warm >= 1.0
    if per_job < SINGLE:
        return [Cycle(0.0, 1.0, warm, fresh)]
    return [*_half(0.0, per_job, LINKED if linked else SHORT, warm, fresh),
            *_half(0.5, per_job, SHORT, min(warm, HEAT), fresh=False)]


def _half(begin: float, per_job: float, length: int, heat: float, fresh: bool) -> list[Cycle]:
    """Fill half of the time with like cycles of about so many iterations per job."""
    n = round(min(MOST, 0.5 * per_job / length))
    return [Cycle(begin + 0.5 * i / n, begin + 0.5 * (i + 1) / n, heat, fresh) for i in range(n)]
