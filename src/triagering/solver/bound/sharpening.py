"""Tables of completions closer to real days: what the cheapest bound of all gets for nothing is taken from it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from triagering.solver.bound.columns import CITIZEN
from triagering.solver.bound.memories import sets, steps
from triagering.solver.bound.network import Network
from triagering.solver.bound.pricing import Pricer, Prices
from triagering.solver.tables import Ints

TRIES, RESHARED, MOVED = 3, 1, 0.3
"""How often a network may learn from its cheapest day, how often if only pair costs are shared anew, and how much of
what others of their nodes have is moved to those that the day visits."""
MEMORY = 5
"""Nodes that each node may remember; none at first."""


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
        shared = (learned or attempt < RESHARED) and reshare(network, set(path), MOVED)
        if not (learned or shared):
            return network, root, ahead
    return network, *pricer.complete(network, prices)


def remember(network: Network, wanted: list[set[int]], most: int) -> Network:
    """Give the same network with other nodes in the small memories as well, up to ``most`` each: the latest stay.

    The network itself, if it remembers all of them: what its arcs do to memories takes long to lay out.
    """
    if all(more <= set(row) for row, more in zip(network.few.tolist(), wanted, strict=True)):
        return network
    rows = [[*sorted(more - set(row)), *(int(other) for other in row if other >= 0)][:most]
            for row, more in zip(network.few.tolist(), wanted, strict=True)]
    few = np.full((network.n, max(map(len, rows), default=0)), -1, dtype=np.int64)
    for i, own in enumerate(rows):
        few[i, :len(own)] = own
    keep = network.keep | sets(rows, network.keep.shape[1])
    return replace(network, few=few, keep=keep, step=steps(few, network.ptr, network.succ, network.conflicts))


def _again(path: list[int], n: int) -> list[set[int]]:
    """Give what each node has to remember for a path to visit none twice."""
    wanted: list[set[int]] = [set() for _ in range(n)]
    last: dict[int, int] = {}
    for place, node in enumerate(path):
        for between in path[last.get(node, place) + 1:place]:
            wanted[between].add(node)
        last[node] = place
    return wanted


def reshare(network: Network, visited: set[int], part: float) -> bool:
    """Move a part of the shares of pair costs to the nodes visited; say whether there were any."""
    changed = False
    for c in {int(network.table[node, CITIZEN]) for node in visited} - {-1}:
        members = np.flatnonzero(network.table[:, CITIZEN] == c)
        there = np.array([int(node) in visited for node in members])
        free = int(network.share[members[~there]].sum())
        if free > 0:
            moved = (part * network.share[members[~there]]).astype(np.int64)
            network.share[members[~there]] -= moved
            network.share[members[there]] += int(moved.sum()) // int(there.sum())
            changed = True
    return changed
