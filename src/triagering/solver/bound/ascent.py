"""A first bound on large days: dual values of an assignment, improved along what the cheapest days do too often.

Each step needs one table of completions per network and no linear program, so there is a bound after seconds.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable

import numpy as np

from triagering.solver.bound.assignment import assigned
from triagering.solver.bound.columns import SCALE
from triagering.solver.bound.generation import Generation
from triagering.solver.bound.sharpening import MOVED, reshare
from triagering.solver.tables import Floats, Ints


HOPE, AT_LEAST = 0.95, 0.25
"""Share of the incumbent to aim at, and of the gap to it that is left."""
LESS, KEPT = 0.85, 0.7
"""Factor of the steps' length after one that did not help, and how much of the direction so far goes into the next."""


def ascend(made: Generation, deadline: float, stop: Callable[[], bool], steps: int, spare: int = 0) -> None:
    """Raise the bound of a run from dual values of an assignment, in so many steps.

    Goes on until time is up if that is so near that it would not do for ``spare`` steps more.
    """
    frame, found = made.frame, assigned(made.frame)
    point = np.zeros(sum(frame.sizes))
    if found is not None:
        point[:len(found.dual)] = found.dual
    length, way, best = 1.0, np.zeros(len(frame.nodes.jobs)), -np.inf
    most = SCALE * made.incumbent - frame.spent
    began = time.monotonic()
    for step in itertools.count():
        now = time.monotonic()
        if step >= steps and (deadline - now) * step >= spare * (now - began):
            return
        priced = _step(made, frame.safe(point), length * MOVED, deadline, stop)
        if priced is None:
            return
        worth, surplus = priced[0] - frame.spent, priced[1]
        way = surplus + KEPT * way
        if worth > best:
            best, centre = worth, point
        else:
            length *= LESS
        norm = float((way ** 2).sum())
        if norm == 0 or best >= most:
            return
        point = centre.copy()
        point[:len(way)] += length * max(HOPE * most - best, AT_LEAST * (most - best)) / norm * way


def _step(
    made: Generation, point: Ints, moved: float, deadline: float, stop: Callable[[], bool],
) -> tuple[int, Floats] | None:
    """Give the bound at a point and what the cheapest days do too seldom; None if there was no time.

    Shares of pair costs are dual values, too: some of them are moved to what these days visit.
    """
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
                reshare(network, set(path), moved)
        worth += len(network.routes) * least
        lows.append(least)
    made.offer(worth, point, lows)
    return worth, surplus
