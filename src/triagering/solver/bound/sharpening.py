"""Tables of completions closer to real days: what the cheapest bound of all gets for nothing is taken from it."""

from __future__ import annotations

import numpy as np

from triagering.solver.bound.columns import CITIZEN
from triagering.solver.bound.network import Ints, Network, remember
from triagering.solver.bound.pricing import Pricer, Prices

TRIES, RESHARED = 3, 1
"""How often a network may learn from its cheapest day, and how often if only pair costs are shared anew."""
MEMORY = 5
"""Nodes that each node remembers."""


def sharpened(network: Network, prices: Prices, pricer: Pricer) -> tuple[Network, int, Ints]:
    """Give a network that has learned, what none of its days is cheaper than, and the table of completions behind that.

    Where the cheapest day visits a node again, the node is remembered on the way; where it pays only part of a pair
    cost, the part of the nodes that it visits grows.
    """
    for attempt in range(TRIES):
        root, ahead = pricer.complete(network, prices)
        path = pricer.path(network, prices, root, ahead)
        before, network = network, remember(network, _again(path, network.n), MEMORY)
        learned = network is not before
        shared = (learned or attempt < RESHARED) and _reshare(network, set(path))
        if not (learned or shared):
            return network, root, ahead
    return network, *pricer.complete(network, prices)


def _again(path: list[int], n: int) -> list[set[int]]:
    """Give what each node has to remember for a path to visit none twice."""
    wanted: list[set[int]] = [set() for _ in range(n)]
    last: dict[int, int] = {}
    for place, node in enumerate(path):
        for between in path[last.get(node, place) + 1:place]:
            wanted[between].add(node)
        last[node] = place
    return wanted


def _reshare(network: Network, visited: set[int]) -> bool:
    """Move shares of pair costs to the nodes visited; say whether any moved."""
    changed = False
    for c in {int(network.table[node, CITIZEN]) for node in visited} - {-1}:
        members = np.flatnonzero(network.table[:, CITIZEN] == c)
        there = np.array([int(node) in visited for node in members])
        free = int(network.share[members[~there]].sum())
        if free > 0:
            moved = network.share[members[~there]] * 3 // 10
            network.share[members[~there]] -= moved
            network.share[members[there]] += int(moved.sum()) // int(there.sum())
            changed = True
    return changed
