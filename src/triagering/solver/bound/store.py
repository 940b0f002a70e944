"""The carer-days of one network that the linear master knows, priced all at once."""

from __future__ import annotations

import numpy as np

from triagering.solver.bound.columns import FAR
from triagering.solver.bound.network import Ints, Network
from triagering.solver.bound.pricing import Prices


class Store:
    """The days of one network in arrays, to be priced all at once: windows of the stops, and minutes late in them."""

    def __init__(self, network: Network, p_late: int) -> None:
        self.network, self.p_late = network, p_late
        self.windows = [range(first, last) for first, last in network.table[:, 1:3].tolist()]
        self.spans = network.windows.tolist()
        self.known: dict[tuple[int, int], tuple[int, int]] = {}
        self.none = len(self.spans)
        self.count = 0
        self.cost = np.zeros(256, dtype=np.int64)
        self.order = np.full((256, 4), self.none, dtype=np.int64)
        self.over = np.zeros((256, 4), dtype=np.int64)

    def spent(self, order: tuple[int, ...], starts: tuple[int, ...]) -> tuple[list[int], list[int]]:
        """Give the windows that the stops start in, and the minutes that each is late."""
        found = [self._spent(own, start) for own, start in zip(order, starts, strict=True)]
        return [window for window, _ in found], [over for _, over in found]

    def _spent(self, own: int, start: int) -> tuple[int, int]:
        if (own, start) not in self.known:
            self.known[own, start] = next(
                (window, max(0, start - self.spans[window][1])) for window in self.windows[own]
                if self.spans[window][0] <= start <= self.spans[window][2])
        return self.known[own, start]

    def shifts(self, prices: Prices) -> tuple[list[int], list[int]]:
        """Give what dual prices add per stop in each window, and per minute late."""
        of = self.network.of_window
        return (prices.stop - self.network.base[of]).tolist(), (prices.late - self.p_late)[of].tolist()

    @staticmethod
    def shifted(shifts: tuple[list[int], list[int]], windows: list[int], over: list[int]) -> int:
        """Give what they add to a day."""
        return sum(shifts[0][window] for window in windows) + sum(
            shifts[1][window] * late for window, late in zip(windows, over, strict=True))

    def add(self, cost: int, windows: list[int], over: list[int]) -> None:
        """Take in a day."""
        if self.count == len(self.cost):
            self.cost = np.concatenate([self.cost, self.cost])
            self.order, self.over = np.concatenate([self.order, self.order]), np.concatenate([self.over, self.over])
        more = len(windows) - self.order.shape[1]
        if more > 0:
            self.order = np.pad(self.order, ((0, 0), (0, more)), constant_values=self.none)
            self.over = np.pad(self.over, ((0, 0), (0, more)))
        self.cost[self.count], self.order[self.count], self.over[self.count] = cost, self.none, 0
        self.order[self.count, :len(windows)], self.over[self.count, :len(windows)] = windows, over
        self.count += 1

    def nodes(self, index: int) -> list[int]:
        """Give the own nodes of a day, in order."""
        return self.network.of_window[self.order[index][self.order[index] < self.none]].tolist()

    def least(self, prices: Prices) -> int:
        """Give the price of the cheapest day at dual prices; FAR without any."""
        return int(self.priced(prices).min(initial=FAR))

    def priced(self, prices: Prices) -> Ints:
        """Give the price of every day at dual prices."""
        per_stop, per_minute = (np.append(np.array(part, dtype=np.int64), 0) for part in self.shifts(prices))
        order, over = self.order[:self.count], self.over[:self.count]
        return np.asarray(self.cost[:self.count] + per_stop[order].sum(axis=1) + (per_minute[order] * over).sum(axis=1))
