"""The carer-days of one network that the linear master knows, priced all at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from triagering.solver.bound.columns import END_WINDOW, FAR, FIRST_WINDOW
from triagering.solver.bound.network import Ints, Network
from triagering.solver.bound.pricing import Column, Prices
from triagering.solver.bound.triples import spread


class Stops(NamedTuple):
    """What dual prices apply to in days, one per row, or in a single day."""

    windows: Ints
    """That the stops start in."""
    over: Ints
    """Minutes that each stop is late."""
    pairs: Ints
    """Pairs of each triple that are done."""

    def of(self, row: int, length: int) -> Stops:
        """Give one of the days, which has so many stops."""
        return Stops(self.windows[row, :length], self.over[row, :length], self.pairs[row])


class Store:
    """The days of one network in arrays, to be priced all at once."""

    def __init__(self, network: Network, p_late: int) -> None:
        self.network, self.p_late = network, p_late
        self.none = len(network.windows)
        self.triples, self.kept = np.append(network.triples, 0), np.append(network.kept, -1)
        self.days: list[Column] = []
        self.cost = np.zeros(256, dtype=np.int64)
        self.stops = Stops(*(np.zeros((256, width), dtype=np.int64) for width in (4, 4, network.n_triples)))

    def spent(self, order: Ints, starts: Ints) -> Stops:
        """Give what is to be priced of stops, in own nodes; of -1 (no stop) the window is ``none``."""
        table, spans = self.network.table, self.network.windows
        windows, last = table[order, FIRST_WINDOW], table[order, END_WINDOW] - 1
        while (later := (windows < last) & (starts > spans[windows, 2])).any():
            windows = windows + later
        over = np.maximum(0, starts - spans[windows, 1])
        return Stops(np.where(order >= 0, windows, self.none), np.where(order >= 0, over, 0), self.paired(order))

    def paired(self, order: Ints) -> Ints:
        """Give how many pairs of each triple are done on the way."""
        count = self.network.n_triples
        pairs = np.zeros((*order.shape[:-1], count), dtype=np.int64)
        if count:
            odd = np.zeros(order.shape[:-1], dtype=np.int64)
            for here in np.moveaxis(order, -1, 0):
                pairs += spread(odd & self.triples[here], count)
                odd = odd & self.kept[here] ^ self.triples[here]
        return pairs

    def shifted(self, prices: Prices, stops: Stops) -> Ints:
        """Give what dual prices add to days with such stops."""
        of = self.network.of_window
        per_stop, per_minute = prices.stop - self.network.base[of], (prices.late - self.p_late)[of]
        added = np.append(per_stop, 0)[stops.windows].sum(axis=1)
        added += (np.append(per_minute, 0)[stops.windows] * stops.over).sum(axis=1)
        return np.asarray(added + stops.pairs @ prices.per_pair(self.network.n_triples))

    def add(self, day: Column, stops: Stops) -> None:
        """Take in a day with these stops."""
        count, length = len(self.days), len(stops.windows)
        self.days.append(day)
        if count == len(self.cost):
            self.cost = np.concatenate([self.cost, self.cost])
            self.stops = Stops(*(np.concatenate([part, part]) for part in self.stops))
        windows, over, pairs = self.stops
        more = length - windows.shape[1]
        if more > 0:
            windows, over = (np.pad(part, ((0, 0), (0, more)), constant_values=filler)
                             for part, filler in ((windows, self.none), (over, 0)))
            self.stops = Stops(windows, over, pairs)
        self.cost[count], windows[count], over[count], pairs[count] = day.cost, self.none, 0, stops.pairs
        windows[count, :length], over[count, :length] = stops.windows, stops.over

    def least(self, prices: Prices) -> int:
        """Give the price of the cheapest day at dual prices; FAR without any."""
        return int(self.priced(prices).min(initial=FAR))

    def priced(self, prices: Prices) -> Ints:
        """Give the price of every day at dual prices."""
        count = len(self.days)
        return self.cost[:count] + self.shifted(prices, Stops(*(part[:count] for part in self.stops)))
