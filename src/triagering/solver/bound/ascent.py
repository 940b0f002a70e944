"""A first bound on large days: dual values from a known plan, improved along what the cheapest days do too often.

Each step needs one table of completions per network and no linear program, so there is a bound after seconds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt

from triagering.solver.bound.columns import BEGIN, MINUTES, SCALE
from triagering.solver.bound.frame import Frame
from triagering.solver.bound.generation import Generation
from triagering.solver.bound.network import Ints
from triagering.solver.bound.nodes import lateness

Floats = npt.NDArray[np.float64]
Pool = Iterable[tuple[int, tuple[int, ...]]]

SHARE = 0.4
"""Share of what the plan would save without a stop, beyond the least it can cost, that is a good first dual value."""
HOPE, STEP, LESS = 0.9, 0.8, 0.7
"""Share of the incumbent to aim at, first length of a step, and its factor after a step that did not help."""


def ascend(made: Generation, plan: Pool, deadline: float, stop: Callable[[], bool]) -> None:
    """Raise the bound of a run from dual values of a plan, until time is up; at least as good as before."""
    frame = made.frame
    point, step = guess(frame, plan), STEP
    best = -np.inf
    while (priced := _step(made, frame.safe(point), deadline, stop)) is not None:
        worth, surplus = priced
        if worth > best:
            best, centre, missing = worth, point, surplus
        else:
            step *= LESS
        norm = float((missing ** 2).sum())
        goal = frame.spent + HOPE * (SCALE * made.incumbent - frame.spent) - best
        if norm == 0 or goal <= 0:
            return
        point = centre.copy()
        point[:len(missing)] += step * goal / norm * missing


def guess(frame: Frame, plan: Pool) -> Floats:
    """Give dual values of the nodes between the least they can cost and what a plan would save without them."""
    n, p_travel = len(frame.nodes.jobs), SCALE * frame.compiled.day.settings.prices.travel
    least = np.full(n, np.inf)
    network_of = {route: network for network in frame.networks for route in network.routes}
    for network in frame.networks:
        if network.n:
            into = network.travel[:, :network.n] + np.eye(network.n + 1, network.n) * (1 << 30)
            cost = network.base + network.share + p_travel * into.min(axis=0)
            least[network.ids] = np.minimum(least[network.ids], cost)
    least[np.isinf(least)] = 0
    saved = least.copy()
    p_late = SCALE * frame.compiled.day.settings.prices.lateness
    for route, jobs in plan:
        network = network_of[route]
        own = network.order(frame.nodes.of_job[list(jobs)].tolist())
        if own is None:
            continue
        places, clock = [network.n, *own, network.n], int(network.run[BEGIN])
        for before, here, after in zip(places, own, places[2:], strict=False):
            leg = int(network.travel[before, here])
            node = int(network.ids[here])
            clock = max(clock + leg, frame.nodes.windows[node][0][0])
            detour = leg + int(network.travel[here, after]) - int(network.travel[before, after])
            late = p_late * lateness(frame.nodes, node, clock)
            saved[node] = network.base[here] + network.share[here] + p_travel * detour + late
            clock += int(network.table[here, MINUTES])
    point = np.zeros(sum(frame.sizes))
    point[:n] = least + SHARE * np.maximum(0, saved - least)
    return point


def _step(made: Generation, point: Ints, deadline: float, stop: Callable[[], bool]) -> tuple[int, Floats] | None:
    """Give the bound at a point and what the cheapest days do too seldom; None if there was no time."""
    frame = made.frame
    worth, lows = frame.outside(point), []
    surplus = frame.nodes.need.astype(float)
    for number, network in enumerate(made.networks):
        least = network.empty
        if network.n:
            if time.monotonic() > deadline or stop():
                return None
            prices = frame.prices(number, point)
            root, ahead = made.pricer.complete(network, prices)
            if root < least:
                least = root
                path = made.pricer.path(network, prices, root, ahead)
                np.subtract.at(surplus, network.ids[path], float(len(network.routes)))
        worth += len(network.routes) * least
        lows.append(least)
    made.offer(worth, point, lows)
    return worth, surplus
