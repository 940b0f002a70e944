"""All carer-days that a better plan may contain, and all ways to combine them: where they are few, a leaf is settled.

Proof: at dual values, a plan costs at least the bound plus what each of its days costs beyond the cheapest of its
route. A day further from that than the gap is therefore in no better plan, and together they must stay in the gap.
What combines is priced with the links, then by the exact layer.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from triagering.solver import exact
from triagering.solver.beside import Price
from triagering.solver.bound.columns import END_WINDOW, FAR, FIRST_WINDOW, NODE, PARENT, SCALE
from triagering.solver.bound.generation import Generation
from triagering.solver.bound.network import Network
from triagering.solver.bound.pricing import NONE
from triagering.solver.bound.rounding import solution_of
from triagering.solver.bound.sequences import earliest
from triagering.solver.kernels import kernel
from triagering.solver.solution import Solution
from triagering.solver.tables import Ints

LABELS = 400_000
"""Labels of one network up to which its days are listed."""
PREFIXES, COMBINED, RETIMED = 20_000, 20_000, 15
"""Beginnings of combinations, combinations of orders, and of those priced exactly, before it gives up."""

Order = tuple[int, ...]


class TooManyError(Exception):
    """There are too many; branching goes on."""


@dataclass(frozen=True)
class Listed:
    """The days of one network that a better plan may contain, by the set of nodes they visit."""

    network: Network
    keys: Ints
    """Of each set: the sum of its nodes' numbers. Ascending."""
    beyond: Ints
    """Scaled price of the cheapest day of each set, beyond the cheapest of all."""
    last: list[Ints]
    """Last labels of each set's days; none: the day without stops."""
    lab: Ints

    def orders(self, index: int, most: int | None = None) -> list[Order]:
        """Give the orders, in own nodes, of a set; no more than ``most``."""
        found: set[Order] = set() if len(self.last[index]) else {()}
        for end in self.last[index][:most].tolist():
            order, here = [], end
            while here >= 0:
                order.append(int(self.lab[here, 0]))
                here = int(self.lab[here, 1])
            found.add(tuple(reversed(order)))
        return sorted(found)


class Combining:
    """One leaf whose relaxation is solved."""

    def __init__(self, made: Generation, stop: Callable[[], bool], whole: Price = lambda _, cost: cost) -> None:
        self.made, self.stop, self.frame, self.whole = made, stop, made.frame, whole
        self.numbers = np.random.default_rng(0).integers(1 << 50, size=len(self.frame.nodes.jobs))
        self.priced: dict[tuple[int, Order], tuple[int, Ints]] = {}
        self.sets: dict[tuple[int, int], list[tuple[int, int, Order]]] = {}
        self.incumbent = 0
        self.tied = self.frame.nodes.tied

    def settle(self, incumbent: int) -> tuple[int, Solution | None] | None:
        """Give the least cost below an incumbent's and its plan (or the incumbent's and None).

        None if there are too many, if a plan below the incumbent may leave out what another does not, or if other times
        may suit the rest of the day better.
        """
        made, frame = self.made, self.frame
        if made.undecided(incumbent) or made.best is None:
            return None
        best: Solution | None = None
        retimed, self.incumbent = 0, incumbent
        self.sets.clear()
        try:
            gap = SCALE * (incumbent - 1) - made.best
            listed = [self._list(number, gap) for number in range(len(frame.networks))]
            routes = sorted((listed[made.of_route[route]] for route in made.of_route), key=lambda one: len(one.keys))
            numbers = sorted(made.of_route, key=lambda route: len(listed[made.of_route[route]].keys))
            for count, orders in enumerate(self._orders(routes, numbers, gap)):
                if count > COMBINED or self.stop():
                    return None
                if self._least(orders) >= self.incumbent:
                    continue
                retimed += 1
                timed = exact.retime(frame.compiled, self._solution(orders), 1.0)
                if retimed > RETIMED or timed.status not in (exact.ExactStatus.OPTIMAL, exact.ExactStatus.INFEASIBLE):
                    return None
                if timed.cost is None or timed.solution is None or timed.cost + frame.beside >= self.incumbent:
                    continue
                if self.whole(timed.solution, timed.cost) > timed.cost + frame.beside:
                    return None
                self.incumbent, best = timed.cost + frame.beside, timed.solution
        except TooManyError:
            return None
        return self.incumbent, best

    def _list(self, number: int, gap: int) -> Listed:
        """List the days of a network within the gap."""
        made, network = self.made, self.frame.networks[number]
        low = made.lows[number]
        keys, price, lab = np.zeros(1, np.int64), np.array([network.empty]), np.zeros((0, 2), dtype=np.int64)
        ends = np.array([-1])
        if network.n:
            prices = self.frame.prices(number, made.centre)
            network = made.networks[number]
            _, ahead = made.pricer.complete(network, prices)
            labels, _ = made.pricer.label(network, prices, dominance=NONE, ahead=ahead, limit=low + gap,
                                          keep=np.full_like(network.keep, np.uint64(2**64 - 1)), room=LABELS)
            if labels < 0:
                raise TooManyError
            lab = np.ascontiguousarray(made.pricer.lab[:labels, [NODE, PARENT]])
            sums = np.zeros(labels, dtype=np.int64)
            _add_up(lab, self.numbers[network.ids], sums)
            final = made.pricer.red[:labels, 1]
            own = np.flatnonzero(final <= low + gap)
            keys, price, ends = (np.concatenate(pair) for pair in (
                (keys, sums[own]), (price, final[own]), (ends, own)))
        sets, which = np.unique(keys, return_inverse=True)
        least = np.full(len(sets), FAR, dtype=np.int64)
        np.minimum.at(least, which, price)
        by_set = np.split(ends[np.argsort(which, kind="stable")], np.cumsum(np.bincount(which))[:-1])
        fits = least <= low + gap
        return Listed(network, sets[fits], least[fits] - low,
                      [part[part >= 0] for part, fit in zip(by_set, fits, strict=True) if fit], lab)

    def _orders(self, routes: list[Listed], numbers: list[int], gap: int) -> Iterator[list[tuple[int, Order]]]:
        """Give (route, order) for every choice of one day per route that covers everything within the gap."""
        nodes, seen = self.frame.nodes, itertools.count()
        target = int((self.numbers * nodes.need).sum())

        def chosen(place: int, key: int, left: int) -> Iterator[list[int]]:
            if next(seen) > PREFIXES or self.stop():
                raise TooManyError
            one = routes[place]
            if place == len(routes) - 1:
                at = int(np.searchsorted(one.keys, target - key))
                if at < len(one.keys) and one.keys[at] == target - key and one.beyond[at] <= left:
                    yield [at]
                return
            fits = np.flatnonzero(one.beyond <= left)
            if place == len(routes) - 2:
                after = routes[place + 1]
                rest = target - key - one.keys[fits]
                at_ = np.minimum(np.searchsorted(after.keys, rest), len(after.keys) - 1)
                fits = fits[(after.keys[at_] == rest) & (one.beyond[fits] + after.beyond[at_] <= left)] if len(
                    after.keys) else fits[:0]
            for index in fits.tolist():
                for rest_ in chosen(place + 1, key + int(one.keys[index]), left - int(one.beyond[index])):
                    yield [index, *rest_]

        for choice in chosen(0, 0, gap):
            count = np.zeros(len(nodes.jobs), dtype=np.int64)
            for one, index in zip(routes, choice, strict=True):
                count[one.network.ids[list(one.orders(index, 1)[0])]] += 1
            if (count == nodes.need).all():
                yield from self._below([self._set(route, one, index) for route, one, index in zip(
                    numbers, routes, choice, strict=True)], numbers)

    def _set(self, route: int, one: Listed, index: int) -> list[tuple[int, int, Order]]:
        """Give scaled cost, worst lateness and order of the days of a set, cheapest first."""
        if (route, index) not in self.sets:
            found = []
            for order in one.orders(index):
                cost, starts = self._alone(route, order)
                late = self._latest(dict(zip(one.network.ids[list(order)].tolist(), starts.tolist(), strict=True)))
                found.append((cost, late, order))
            self.sets[route, index] = sorted(found)
        return self.sets[route, index]

    def _below(self, sets: list[list[tuple[int, int, Order]]], numbers: list[int],
               ) -> Iterator[list[tuple[int, Order]]]:
        """Give one order of each set in every way that costs less than the incumbent, links aside."""
        dear = SCALE * self.frame.compiled.day.settings.prices.worst_lateness
        most = SCALE * (self.incumbent - 1) - self.frame.spent
        cheapest = [0, *itertools.accumulate(days[0][0] for days in reversed(sets))][::-1]
        latest = [0, *itertools.accumulate((min(day[1] for day in days) for days in reversed(sets)), max)][::-1]

        def chosen(place: int, cost: int, late: int) -> Iterator[list[tuple[int, Order]]]:
            if cost + cheapest[place] + dear * max(late, latest[place]) > most:
                return
            if place == len(sets):
                yield []
                return
            for more, over, order in sets[place]:
                if cost + more + cheapest[place + 1] + dear * late > most:
                    return
                for rest in chosen(place + 1, cost + more, max(late, over)):
                    yield [(numbers[place], order), *rest]

        yield from chosen(0, 0, self.frame.worst[0])

    def _alone(self, route: int, order: Order) -> tuple[int, Ints]:
        if (route, order) not in self.priced:
            self.priced[route, order] = self._timed(route, order, {})
        return self.priced[route, order]

    def _timed(self, route: int, order: Order, release: dict[int, int]) -> tuple[int, Ints]:
        """Give the least scaled cost of a day and its earliest starts, some nodes not before a minute."""
        network = self.frame.networks[self.made.of_route[route]]
        if not order:
            return network.empty, np.zeros(0, dtype=np.int64)
        windows = network.windows
        if release:
            windows = windows.copy()
            for own in order:
                spans = windows[network.table[own, FIRST_WINDOW]:network.table[own, END_WINDOW], 0]
                np.maximum(spans, release.get(int(network.ids[own]), -FAR), out=spans)
        return earliest(network, windows, SCALE * self.frame.compiled.day.settings.prices.lateness, order)

    def _least(self, orders: list[tuple[int, Order]]) -> int:
        """Give what days in these orders cost together at least, links and worst lateness included."""
        nodes, dear = self.frame.nodes, self.frame.compiled.day.settings.prices.worst_lateness
        timed = [self._alone(route, order) for route, order in orders]
        visited = [self.frame.networks[self.made.of_route[route]].ids[list(order)].tolist() for route, order in orders]
        release: dict[int, int] = {}
        while True:
            cost = self.frame.spent + sum(one for one, _ in timed)
            if cost >= FAR:
                return FAR
            starts: dict[int, int] = {}
            for own, (_, early) in zip(visited, timed, strict=True):
                for node, start in zip(own, early.tolist(), strict=True):
                    starts[node] = max(start, starts.get(node, start))
            total = -(-cost // SCALE) + dear * max(self.frame.worst[0], self._latest(starts))
            if total >= self.incumbent:
                return total
            wanted = {node: starts[node] for node in self.tied}
            for u, v, gap in nodes.edges:
                wanted[v] = max(wanted[v], wanted[u] + gap)
            if wanted == release:
                return total
            if any(start > nodes.windows[node][-1][2] for node, start in wanted.items()):
                return FAR
            release = wanted
            timed = [self._timed(route, order, release) for route, order in orders]

    def _latest(self, starts: dict[int, int]) -> int:
        """Give the least worst lateness of nodes that start no earlier."""
        late = 0
        for node, start in starts.items():
            spans = self.frame.nodes.windows[node]
            late = max(late, min((max(0, max(start, opens) - due) for opens, due, closes in spans if closes >= start),
                                 default=0))
        return late

    def _solution(self, orders: list[tuple[int, Order]]) -> Solution:
        days = []
        for route, order in orders:
            ids = self.frame.networks[self.made.of_route[route]].ids
            days.append((route, ids[list(order)].tolist(), self._alone(route, order)[1].tolist()))
        return solution_of(self.frame, days)


@kernel
def _add_up(lab: Ints, numbers: Ints, sums: Ints) -> None:
    """Add up the numbers of the nodes behind each label; parents come first."""
    for label in range(len(lab)):
        sums[label] = numbers[lab[label, 0]]
        if lab[label, 1] >= 0:
            sums[label] += sums[lab[label, 1]]

