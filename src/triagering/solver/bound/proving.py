"""From column generation to a bound on every plan that leaves out no more than the incumbent."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from triagering.solver.bound.columns import SCALE
from triagering.solver.bound.generation import Generation, frame_of
from triagering.solver.compiled import Compiled

Pool = Mapping[tuple[int, tuple[int, ...]], int]


@dataclass
class BoundResult:
    """What was proven."""

    bound: int | None
    """No plan that leaves out no more is cheaper; None when nothing was proven."""
    converged: bool
    """Whether more time would not have made it better."""
    columns: dict[tuple[int, tuple[int, ...]], int]
    """Good carer-days: (route, jobs in order) to cost, without what links may add to it."""
    lp: float
    """Value of the first relaxation when it ended; at least the bound it gave."""
    stats: dict[str, float] = field(default_factory=dict)


def column_bound(
    compiled: Compiled, *, seconds: float, incumbent: int, columns: Pool, left_out: Iterable[int] = (),
    cancel: threading.Event | None = None, progress: Callable[[int], None] | None = None,
) -> BoundResult:
    """Prove what every plan costs at least that leaves out no more than an incumbent, class by class.

    Parameters
    ----------
    seconds
        Wall time; a bound is there before it has converged.
    incumbent
        Cost of the best known plan, groups left out at a price of their own included. The bound is never above it.
    columns
        Carer-days to start from, as the search collects them: (route, jobs in order).
    left_out
        Groups that the incumbent leaves out.
    cancel
        Stops with what is proven so far when set.
    progress
        Told of every better bound.
    """
    began = time.monotonic()

    def stop() -> bool:
        return cancel is not None and cancel.is_set()

    frame = frame_of(compiled, left_out)
    made = Generation(frame, incumbent)
    made.seed(columns)
    converged = made.run(seconds - (time.monotonic() - began), stop, progress)
    bound = None if made.bound is None else min(made.bound, incumbent)
    return BoundResult(bound, converged, good_columns(made), made.value, made.stats)


def good_columns(made: Generation, most: int = 5000) -> dict[tuple[int, tuple[int, ...]], int]:
    """Give the carer-days with the least price at the best dual values, in jobs."""
    ranked = []
    for number, store in enumerate(made.stores):
        prices = store.priced(*made.frame.prices(number, made.centre))
        least = int(prices.min(initial=0))
        ranked += [(int(price) - least, number, index) for index, price in enumerate(prices)]
    ranked.sort()
    found: dict[tuple[int, tuple[int, ...]], int] = {}
    for _, number, index in ranked[:most]:
        store, network = made.stores[number], made.frame.networks[number]
        own = store.order[index][store.order[index] < network.n].tolist()
        if len(set(own)) == len(own):
            jobs = tuple(made.frame.nodes.jobs[network.ids[one]][0] for one in own)
            for route in network.routes:
                key, cost = (route, jobs), int(store.cost[index]) // SCALE
                found[key] = min(found.get(key, cost), cost)
    return found
