"""What the rest of a day adds to the part that pays for the worst lateness of all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from triagering.solver.compiled import Compiled
from triagering.solver.solution import Solution
from triagering.solver.tables import lateness

Steps = tuple[tuple[int, int], ...]
"""(minutes, cost): what parts cost at least if nothing is later than so many minutes; by minutes."""


@dataclass(frozen=True)
class Beside:
    """Parts of a day that share nothing with this one but the price of the worst lateness.

    A plan whose latest stop is so many minutes late pays for these minutes once, wherever that stop is; and no stop of
    the others is later, which costs them the more the fewer minutes that are.

    >>> beside = Beside(steps=((30, 900), (60, 700), (70, 650)), cost=700, latest=50, price=10)
    >>> [beside.least(minutes) for minutes in (20, 30, 31, 75)]
    [900, 900, 700, 650]
    >>> beside.whole(2000, 45), beside.whole(2000, 50)
    (2750, 2700)
    """

    steps: Steps = ()
    """Nothing is ever later than the last of these."""
    cost: int = 0
    """What the best known plan costs there, the worst lateness aside."""
    latest: int = 0
    """How late the latest stop of that plan is."""
    price: int = 0

    def least(self, most: int) -> int:
        """Give what they cost at least if no stop is later than so many minutes."""
        return next((cost for minutes, cost in self.steps if most <= minutes), self.steps[-1][1] if self.steps else 0)

    @property
    def most(self) -> int:
        """Give how late they can be at all."""
        return self.steps[-1][0] if self.steps else 0

    def whole(self, cost: int, latest: int) -> int:
        """Give the cost of the whole day with a plan of this part, its latest stop paid, and the one known there."""
        return cost + self.cost + self.price * max(0, self.latest - latest)


NOTHING = Beside()
"""Of a day that does not fall apart."""
Price = Callable[[Solution, int], int]
"""What the whole day costs with a plan of this part that costs so much."""


def latest_of(compiled: Compiled, plan: Solution, jobs: Iterable[int] | None = None) -> int:
    """Give how late the latest stop of a plan is, or the latest of some jobs."""
    return max((lateness(compiled.jobs.windows(job), plan.starts[job])
                for job in (range(compiled.n_jobs) if jobs is None else jobs)), default=0)
