"""The carer-days of one network that the linear master knows, priced all at once."""

from __future__ import annotations

import numpy as np

from triagering.solver.bound.columns import FAR
from triagering.solver.bound.network import Ints, Network


class Store:
    """The days of one network in arrays, to be priced all at once."""

    def __init__(self, network: Network, p_late: int) -> None:
        self.network, self.p_late = network, p_late
        self.windows = [network.windows[first:last].tolist() for first, last in network.table[:, 1:3]]
        self.late: dict[tuple[int, int], int] = {}
        self.count = 0
        self.cost = np.zeros(256, dtype=np.int64)
        self.order = np.full((256, 4), network.n, dtype=np.int64)
        self.over = np.zeros((256, 4), dtype=np.int64)

    def lateness(self, order: tuple[int, ...], starts: tuple[int, ...]) -> list[int]:
        """Give the minutes that each stop is late."""
        return [self._late(own, start) for own, start in zip(order, starts, strict=True)]

    def _late(self, own: int, start: int) -> int:
        if (own, start) not in self.late:
            self.late[own, start] = next(
                (max(0, start - due) for opens, due, closes in self.windows[own] if opens <= start <= closes), 0)
        return self.late[own, start]

    def shifts(self, price: Ints, late: Ints) -> tuple[list[int], list[int]]:
        """Give what dual prices add per stop and per minute late."""
        return (price - self.network.base).tolist(), (late - self.p_late).tolist()

    @staticmethod
    def shifted(shifts: tuple[list[int], list[int]], order: tuple[int, ...], over: list[int]) -> int:
        """Give what they add to a day."""
        return sum(shifts[0][own] for own in order) + sum(
            shifts[1][own] * late for own, late in zip(order, over, strict=True))

    def add(self, cost: int, order: tuple[int, ...], over: list[int]) -> None:
        """Take in a day."""
        if self.count == len(self.cost):
            self.cost = np.concatenate([self.cost, self.cost])
            self.order, self.over = np.concatenate([self.order, self.order]), np.concatenate([self.over, self.over])
        more = len(order) - self.order.shape[1]
        if more > 0:
            self.order = np.pad(self.order, ((0, 0), (0, more)), constant_values=self.network.n)
            self.over = np.pad(self.over, ((0, 0), (0, more)))
        self.cost[self.count], self.order[self.count], self.over[self.count] = cost, self.network.n, 0
        self.order[self.count, :len(order)], self.over[self.count, :len(order)] = order, over
        self.count += 1

    def least(self, price: Ints, late: Ints) -> int:
        """Give the price of the cheapest day at dual prices; FAR without any."""
        return int(self.priced(price, late).min(initial=FAR))

    def priced(self, price: Ints, late: Ints) -> Ints:
        """Give the price of every day at dual prices."""
        per_stop, per_minute = (np.append(part, 0) for part in (price - self.network.base, late - self.p_late))
        order, over = self.order[:self.count], self.over[:self.count]
        return np.asarray(self.cost[:self.count] + per_stop[order].sum(axis=1) + (per_minute[order] * over).sum(axis=1))
