"""The carer-days of one network that the linear master knows, priced all at once."""

from __future__ import annotations

import numpy as np

from triagering.solver.bound.columns import END_WINDOW, FAR, FIRST_WINDOW
from triagering.solver.bound.network import Network
from triagering.solver.bound.pricing import Column, Prices
from triagering.solver.tables import Ints


class Store:
    """The days of one network in arrays, to be priced all at once: windows of the stops, and minutes late in them."""

    def __init__(self, network: Network, p_late: int) -> None:
        self.network, self.p_late = network, p_late
        self.none = len(network.windows)
        self.count = 0
        self.cost = np.zeros(256, dtype=np.int64)
        self.order = np.full((256, 4), self.none, dtype=np.int64)
        self.over = np.zeros((256, 4), dtype=np.int64)

    def spent(self, order: Ints, starts: Ints) -> tuple[Ints, Ints]:
        """Give the windows that the stops start in, and the minutes that each is late; of -1 ``none`` and 0."""
        table, spans = self.network.table, self.network.windows
        windows, last = table[order, FIRST_WINDOW], table[order, END_WINDOW] - 1
        while (later := (windows < last) & (starts > spans[windows, 2])).any():
            windows = windows + later
        over = np.maximum(0, starts - spans[windows, 1])
        return np.where(order >= 0, windows, self.none), np.where(order >= 0, over, 0)

    def shifted(self, prices: Prices, windows: Ints, over: Ints) -> Ints:
        """Give what dual prices add to days with such stops."""
        of = self.network.of_window
        per_stop, per_minute = prices.stop - self.network.base[of], (prices.late - self.p_late)[of]
        return np.asarray(
            np.append(per_stop, 0)[windows].sum(axis=1) + (np.append(per_minute, 0)[windows] * over).sum(axis=1))

    def add(self, day: Column, windows: Ints, over: Ints) -> None:
        """Take in a day, its starts in these windows, so late."""
        count = self.count
        self.count += 1
        if count == len(self.cost):
            self.cost = np.concatenate([self.cost, self.cost])
            self.order, self.over = np.concatenate([self.order, self.order]), np.concatenate([self.over, self.over])
        more = len(windows) - self.order.shape[1]
        if more > 0:
            self.order = np.pad(self.order, ((0, 0), (0, more)), constant_values=self.none)
            self.over = np.pad(self.over, ((0, 0), (0, more)))
        self.cost[count], self.order[count], self.over[count] = day.cost, self.none, 0
        self.order[count, :len(windows)], self.over[count, :len(windows)] = windows, over

    def least(self, prices: Prices) -> int:
        """Give the price of the cheapest day at dual prices; FAR without any."""
        return int(self.priced(prices).min(initial=FAR))

    def priced(self, prices: Prices) -> Ints:
        """Give the price of every day at dual prices."""
        return self.cost[:self.count] + self.shifted(prices, self.order[:self.count], self.over[:self.count])
