"""Pricing of one network: work space, dual prices in, cheapest days out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from triagering.solver.bound.columns import BEGIN, FAR, LATEST, NODE, PARENT, START
from triagering.solver.bound.completions import BLOCK, complete, trace
from triagering.solver.bound.labelling import label
from triagering.solver.bound.network import Network
from triagering.solver.tables import Ints, Words

HEURISTIC, EXACT, NONE = range(3)
"""How labels dominate each other."""
SETTLED = 250_000
"""Settled labels that fit, shared out evenly over the nodes of a network."""


class Prices(NamedTuple):
    """What a day pays for at dual values, scaled."""

    stop: Ints
    """Per window."""
    late: Ints
    """Per own node, per minute."""


@dataclass(frozen=True)
class Column:
    """A carer-day of the relaxed problem."""

    network: int
    nodes: tuple[int, ...]
    """In order; a node may come twice."""
    starts: tuple[int, ...]
    cost: int
    """Scaled."""


class Pricer:
    """Room for labels, shared by all networks."""

    def __init__(self, room: int) -> None:
        self.lab = np.zeros((room, 7), dtype=np.int64)
        self.red = np.zeros((room, 3), dtype=np.int64)
        self.seen: dict[int, Words] = {}
        self.met: dict[int, Words] = {}
        self.front = np.zeros((SETTLED, 2), dtype=np.int64)
        self.sets: dict[int, Words] = {}
        self.ahead = np.zeros(0, dtype=np.int64)
        self.best = np.zeros(1, dtype=np.int64)

    def _words(self, store: dict[int, Words], width: int, rows: int) -> Words:
        if width not in store:
            store[width] = np.zeros((rows, width), dtype=np.uint64)
        return store[width]

    def complete(self, network: Network, prices: Prices) -> tuple[int, Ints]:
        """Give a bound on the price of every day with stops, and the table behind it (until the next call)."""
        span = max(1, int(network.run[LATEST] - network.run[BEGIN]) + 1)
        shape = (network.n, 2, 1 << network.few.shape[1], span)
        size = math.prod(shape)
        if size > len(self.ahead):
            self.ahead = np.zeros(size, dtype=np.int64)
        ahead = self.ahead[:size].reshape(shape)
        now = np.empty((2, shape[2] + 1, BLOCK), dtype=np.int64)
        steady = np.empty(shape[:3], dtype=np.int64)
        arcs = np.empty((4, max(network.n, len(network.succ))), dtype=np.int64)
        memories = 1 << (network.few >= 0).sum(axis=1)
        root = complete(network.table, network.windows, network.travel, network.ptr, network.succ, memories,
                        network.step, network.run, prices.stop + network.share[network.of_window], prices.late, ahead,
                        now, steady, arcs)
        return int(root), ahead

    def path(self, network: Network, prices: Prices, root: int, ahead: Ints) -> list[int]:
        """Give the nodes of the day behind a bound of ``complete``; some may come again."""
        nodes = np.zeros(100, dtype=np.int64)
        length = trace(network.table, network.windows, network.travel, network.ptr, network.succ, network.step,
                       network.run, prices.stop + network.share[network.of_window], prices.late, ahead, root, nodes)
        return nodes[:length].tolist()

    def label(self, network: Network, prices: Prices, *, dominance: int, ahead: Ints | None = None,
              limit: int = FAR, slack: int = FAR, keep: Words | None = None, room: int | None = None,
              ) -> tuple[int, int]:
        """Extend labels; give how many (-1: no room) and the cost of the cheapest day."""
        span = max(1, int(network.run[LATEST] - network.run[BEGIN]) + 1)
        pruned = ahead is not None
        table = np.zeros((1, 1, 1, 1), dtype=np.int64) if ahead is None else ahead
        words, pair_words = network.keep.shape[1], network.meets.shape[1]
        made = label(
            network.table, network.windows, network.travel, network.ptr, network.succ,
            network.keep if keep is None else keep, network.block, network.few, network.reach, network.meets,
            network.pair, network.kin, network.bytes_, network.run, prices.stop, network.share, prices.late, table,
            pruned, dominance, limit, slack, self.lab[:room], self.red, self._words(self.seen, words, len(self.lab)),
            self._words(self.met, pair_words, len(self.lab)), np.zeros(span, dtype=np.int64),
            np.zeros((max(1, network.n), 2), dtype=np.int64), self.front,
            self._words(self.sets, words + pair_words, SETTLED), self.best)
        return int(made), int(self.best[0])

    def days(self, made: int, most: int) -> tuple[Ints, Ints, Ints]:
        """Give the cheapest finished days, best first: (n,) prices, (n, k) own nodes and starts, -1 before a first."""
        final = self.red[:made, 1]
        good = np.flatnonzero(final < FAR)
        if len(good) > most:
            good = good[np.argpartition(final[good], most)[:most]]
        good = good[np.argsort(final[good], kind="stable")]
        chain = [good]
        while (chain[-1] >= 0).any():
            chain.append(np.where(chain[-1] >= 0, self.lab[chain[-1], PARENT], -1))
        labels = np.stack(chain[::-1], axis=1)
        return final[good], *(np.where(labels >= 0, self.lab[labels, column], -1) for column in (NODE, START))
