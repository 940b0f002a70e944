"""Triples of visits: no plan has two carer-days that each do two of the same three visits.

With visits by several carers: no more such pairs than half of what the three need, rounded down. Relaxed days, done in
part, break that: these are subset-row cuts (Jepsen, Petersen, Spoorendonk and Pisinger, Operations Research 56, 2008).
On the way through a day it is enough to know whether an odd number of the three was done, and that only among the nodes
where it matters: elsewhere it is forgotten, and fewer pairs are counted (limited memory: Pecin, Pessoa, Poggi and
Uchoa, Mathematical Programming Computation 9, 2017).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from triagering.solver.bound.nodes import Nodes

Ints = npt.NDArray[np.int64]
Nodes3 = tuple[int, int, int]
"""Ascending."""


@dataclass(frozen=True)
class Triple:
    """Three nodes, and all where it is remembered whether an odd number of them was done; they are among these."""

    nodes: Nodes3
    memory: frozenset[int]

    def limit(self, nodes: Nodes) -> int:
        """Give how many pairs any plan does."""
        return int(nodes.need[list(self.nodes)].sum()) // 2

    def along(self, days: Iterable[Sequence[int]]) -> Triple:
        """Give the same with all nodes remembered that lie between the two of a pair in one of these days."""
        memory = {*self.memory, *self.nodes}
        for day in days:
            own = [place for place, node in enumerate(day) if node in self.nodes]
            for first, second in zip(own[::2], own[1::2], strict=False):
                memory.update(day[first:second])
        return replace(self, memory=frozenset(memory))


BITS = 60
"""Triples that fit: a label has one bit for each."""
OVER = 0.05
"""Pairs beyond the limit from which a triple counts as overdone."""


def bits_of(local: Mapping[int, int], triples: Sequence[Triple]) -> tuple[Ints, Ints]:
    """Give the triples that each own node of a network is in, and those it remembers, as bits.

    Triples of which fewer than two nodes are there are left aside.
    """
    members, kept = np.zeros((2, len(local)), dtype=np.int64)
    for number, triple in enumerate(triples):
        own = [local[node] for node in triple.nodes if node in local]
        if len(own) > 1:
            members[own] |= 1 << number
            kept[[local[node] for node in triple.memory if node in local]] |= 1 << number
    return members, kept


def spread(bits: Ints, count: int) -> Ints:
    """Give 1 where a bit is set, along a last axis."""
    return np.asarray((np.asarray(bits)[..., None] >> np.arange(count)) & 1)


def overdone(nodes: Nodes, days: Iterable[tuple[float, Sequence[int]]]) -> list[tuple[float, Nodes3]]:
    """Give the triples of which days, each done in part, do too many pairs: by how much, the most first.

    >>> from types import SimpleNamespace
    >>> overdone(SimpleNamespace(need=np.ones(4, dtype=int)), [(0.5, (0, 1)), (0.5, (2, 1)), (0.5, (0, 2, 3))])
    [(0.5, (0, 1, 2))]
    """
    n = len(nodes.need)
    pairs, all_three = np.zeros((n, n)), np.zeros((n, n, n))
    for value, day in days:
        own = sorted(set(day))
        pairs[np.ix_(own, own)] += value
        for triple in itertools.combinations(own, 3):
            all_three[triple] += value
    first, second = np.triu_indices(n, 1)
    done = pairs[first] + pairs[second] + pairs[first, second][:, None] - 2 * all_three[first, second]
    most = (nodes.need[first][:, None] + nodes.need[second][:, None] + nodes.need) // 2
    over = np.where(np.arange(n) > second[:, None], done - most, 0.0)
    found = np.argwhere(over > OVER)
    return sorted(((round(float(over[row, third]), 6), (int(first[row]), int(second[row]), int(third)))
                   for row, third in found), reverse=True)
