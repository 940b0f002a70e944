"""Carer-days that pricing found for any leaf: the others look among these first, which takes no labelling."""

from __future__ import annotations

import numpy as np

from triagering.solver.bound.columns import FAR
from triagering.solver.bound.pricing import Column, Prices
from triagering.solver.bound.store import Store
from triagering.solver.tables import Ints


class Archive:
    """All carer-days found so far, by the routes that they are for."""

    def __init__(self) -> None:
        self.days: dict[tuple[int, ...], dict[tuple[tuple[int, ...], tuple[int, ...]], Column]] = {}

    def add(self, routes: tuple[int, ...], day: Column) -> None:
        """Take in a day that each of these routes may do."""
        self.days.setdefault(routes, {}).setdefault((day.nodes, day.starts), day)

    def of(self, route: int) -> list[Column]:
        """Give the days that a route may do."""
        return [day for routes, days in self.days.items() if route in routes for day in days.values()]


class Waiting:
    """The archived days that are possible in one network, in arrays as in its store, until the master wants them."""

    def __init__(self, store: Store, days: list[Column]) -> None:
        self.store = store
        network = store.network
        days = days if network.n else []
        longest, most = max((len(day.nodes) for day in days), default=0), max(network.local, default=0)
        nodes = np.full((len(days), longest), -1, dtype=np.int64)
        starts = np.zeros((len(days), longest), dtype=np.int64)
        for row, day in enumerate(days):
            nodes[row, :len(day.nodes)], starts[row, :len(day.nodes)] = day.nodes, day.starts
        own = np.full(max(most, int(nodes.max(initial=0))) + 2, -1, dtype=np.int64)
        own[network.ids] = np.arange(network.n)
        order = own[nodes]
        windows, over = store.spent(order, starts)
        spans = np.append(network.windows, [[-1, -1, -1]], axis=0)[windows]
        fits = (nodes < 0) | ((order >= 0) & (spans[..., 0] <= starts) & (starts <= spans[..., 2]))
        here = np.flatnonzero(fits.all(axis=1))
        self.days = [days[row] for row in here]
        self.windows, self.over = windows[here], over[here]
        self.cost = np.array([day.cost for day in self.days], dtype=np.int64)

    def priced(self, prices: Prices) -> Ints:
        """Give the price of every day at dual prices."""
        return self.cost + self.store.shifted(prices, self.windows, self.over)

    def cheapest(self, prices: Prices, below: float, most: int) -> Ints:
        """Give which days are cheaper than a price at dual prices, the cheapest first."""
        price = self.priced(prices)
        good = np.flatnonzero(price < below)
        if len(good) > most:
            good = good[np.argpartition(price[good], most)[:most]]
        return np.asarray(good[np.argsort(price[good], kind="stable")])

    def take(self, row: int) -> tuple[Column, Ints, Ints]:
        """Give a day with the windows of its stops and the minutes that each is late; it is not given again."""
        self.cost[row] = FAR
        length = len(self.days[row].nodes)
        return self.days[row], self.windows[row, :length], self.over[row, :length]
