"""Column generation: dual prices from the linear master, days from pricing, a proven bound at any time."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property

import numpy as np

from triagering.solver.bound.archive import Archive, Waiting
from triagering.solver.bound.columns import FAR, SCALE
from triagering.solver.bound.frame import Frame
from triagering.solver.bound.linear import Linear
from triagering.solver.bound.pricing import EXACT, HEURISTIC, Column, Pricer, Prices
from triagering.solver.bound.sequences import priced
from triagering.solver.bound.sharpening import sharpened
from triagering.solver.bound.store import Store
from triagering.solver.solution import Round
from triagering.solver.tables import Floats, Ints


ROOM = 1_000_000
"""Labels that fit."""
ROOM_TO_PROVE, ROOM_AT_FIRST = 300_000, 60_000
"""Labels from which a proof is given up, as it takes seconds and seldom fits in the end; sooner where dual values are
still poor, as long as the others find better ones."""
QUICK = 5_000
"""Labels up to which every round looks for the cheapest days as a proof does, and not only for good ones."""
PER_NETWORK = 15
"""Days taken into the master per network and round."""
WIDTH, NARROWER, NARROW = 0.1, 0.3, 0.01
"""By how much each row is let go of at the price of the best dual values so far, so that new ones stay near; the factor
once nothing is to be gained, and where that ends."""
SLACK = 20 * SCALE
"""How much dearer than the cheapest a day may be to be taken in."""
CLOSE, CLOSER = 1e-3, 0.05
"""Shares of the value, and of the gap to the incumbent, that are close enough to call the relaxation solved."""


class Generation:
    """One run; the bound grows while it lasts."""

    def __init__(self, frame: Frame, incumbent: int, pricer: Pricer | None = None,
                 archive: Archive | None = None) -> None:
        self.frame, self.incumbent = frame, incumbent
        self.pricer = pricer or Pricer(ROOM)
        p_late = SCALE * frame.compiled.day.settings.prices.lateness
        self.stores = [Store(network, p_late) for network in frame.networks]
        self.archive = archive or Archive()
        self.waiting = [Waiting(store, self.archive.of(store.network.routes[0])) for store in self.stores]
        self.networks = list(frame.networks)
        self.centre: Ints = np.zeros(sum(frame.sizes), dtype=np.int64)
        self.best: int | None = None
        """Scaled bound at ``centre``."""
        self.lows: list[int] = []
        """No day of each network is cheaper at ``centre``."""
        self.value = math.inf
        self.room = ROOM_AT_FIRST
        """Labels that a proof may have now."""
        self.filled = [number for number, network in enumerate(frame.networks) if network.n]
        """Networks that have nodes."""
        self.of_route = {route: number for number, network in enumerate(frame.networks) for route in network.routes}

    @cached_property
    def linear(self) -> Linear:
        """The linear master; set up when first asked for, as ascent needs none."""
        return Linear(self.frame, float(max(1000, self.incumbent)))

    @property
    def bound(self) -> int | None:
        """Give the bound on whole costs."""
        return None if self.best is None else max(0, -(-self.best // SCALE))

    def seed(self, pool: Iterable[Round], deadline: float = math.inf) -> None:
        """Take known carer-days into the master, as many as there is time for."""
        for route, jobs in pool:
            if time.monotonic() > deadline:
                return
            number = self.of_route[route]
            network = self.frame.networks[number]
            nodes = tuple(int(self.frame.nodes.of_job[job]) for job in jobs)
            if order := network.order(nodes):
                found = priced(network, self.stores[number].p_late, order)
                if found is not None:
                    day = Column(number, nodes, found[1], found[0])
                    self.archive.add(network.routes, day)
                    self._keep(day, *self.stores[number].spent(np.array(order), np.array(found[1])))

    def take_cheapest(self, dual: Ints, most: int) -> None:
        """Take over so many archived days, those least dearer at dual values than the cheapest of their network."""
        prices = [own.priced(self.frame.prices(number, dual)) for number, own in enumerate(self.waiting)]
        beyond = np.concatenate([price - price.min(initial=FAR) for price in prices])
        first = np.cumsum([0, *map(len, prices)])
        best = np.argsort(beyond, kind="stable")[:most]
        numbers = np.searchsorted(first, best, side="right") - 1
        for number, row in zip(numbers.tolist(), (best - first[numbers]).tolist(), strict=True):
            self._take_archived(number, row)

    def run(self, seconds: float, stop: Callable[[], bool], start: Ints | None = None,
            closer: float = CLOSER, enough: int = FAR) -> bool:
        """Go on until converged (True), the bound meets the incumbent (True), is ``enough``, or time is up.

        ``start``: dual values to look at first, closely. ``closer``: share of the gap to the incumbent that the bound
        may stay below the value of the relaxation.
        """
        deadline = time.monotonic() + seconds
        if start is not None:
            self.room = ROOM_TO_PROVE
        width = WIDTH
        while time.monotonic() < deadline and not stop():
            if start is not None:
                self._round(start, np.full(len(self.networks), -FAR, dtype=float), deadline, stop)
                start = None
            if self.best is not None:
                self.linear.hold(self.centre, width)
            solved = self.linear.solve(deadline - time.monotonic())
            if solved is None:
                return False
            self.value, dual, each = solved
            near = max(0.3, min(closer / CLOSER * CLOSE * self.value, closer * (self.incumbent - self.value)))
            near_enough = self.best is not None and self.best >= SCALE * (self.value - near)
            if near_enough and width > 0:
                width = NARROWER * width if width > NARROW else 0.0
                continue
            if (near_enough or (width == 0 and closer > 0)) and self.linear.complete:
                return True
            if self.bound is not None and self.bound >= enough:
                return False
            exactly = self.frame.safe(dual)
            if self._recall(exactly, each):
                continue
            before = self.best
            found = self._round(exactly, each, deadline, stop)
            if self.best != before:
                if self.bound is not None and self.bound >= self.incumbent:
                    return True
            elif not found and self.room == ROOM_TO_PROVE:
                return False  # labels of the cheapest days do not fit
        return False

    def offer(self, worth: int, dual: Ints, lows: list[int]) -> bool:
        """Keep dual values, no day of each network cheaper than its low, if they prove more; say whether they do."""
        better = self.best is None or worth > self.best
        if better:
            self.best, self.centre, self.lows = worth, dual, lows
        return better

    def undecided(self, incumbent: int) -> dict[int, int]:
        """Give the groups that a plan below an incumbent may leave out, and what it costs at least if it does."""
        if self.best is None:
            return {}
        bounds = {group: -(-(self.best + max(0, more)) // SCALE)
                  for group, more in self.frame.dropped(self.centre).items()}
        return {group: bound for group, bound in bounds.items() if bound < incumbent}

    def _recall(self, exactly: Ints, each: Floats) -> int:
        """Take over the archived days that the master wants most; give how many."""
        taken = 0
        for number, waiting in enumerate(self.waiting):
            if waiting.days:
                for row in waiting.cheapest(self.frame.prices(number, exactly), each[number] - 1, PER_NETWORK):
                    taken += self._take_archived(number, row)
        return taken

    def _take_archived(self, number: int, row: int) -> bool:
        day, windows, over = self.waiting[number].take(row)
        return self._keep(replace(day, network=number), windows, over)

    def _round(self, dual: Ints, each: Floats, deadline: float, stop: Callable[[], bool]) -> int:
        """Price all networks; give how many got new days.

        Roughly at first; then, as long as these dual values may be better than the best, as closely as a bound needs.
        """
        outside, priced = self.frame.outside(dual), [self.frame.prices(n, dual) for n in range(len(self.networks))]
        lows = [network.empty for network in self.networks]
        highs = list(lows)
        """No day of a network is cheaper than its low, and one is no dearer than its high."""
        found, outgrown = set[int](), False

        def worth(least: list[int]) -> int:
            return outside + sum(len(network.routes) * low for network, low in zip(self.networks, least, strict=True))

        for closely in (False, True):
            for number in self.filled:
                if time.monotonic() > deadline or stop():
                    return len(found)
                if closely and found and self.best is not None and worth(highs) <= self.best:
                    break
                if closely and lows[number] == highs[number]:
                    continue
                price = self._closely if closely else self._roughly
                made, low, high = price(number, priced[number], highs[number])
                if made > 0 and self._take(number, made, priced[number], each):
                    found.add(number)
                outgrown |= made < 0
                lows[number], highs[number] = max(low, lows[number]) if closely else min(low, high), high
        if not (self.offer(worth(lows), dual, lows) and found) and outgrown:
            self.room = min(ROOM_TO_PROVE, 2 * self.room)
        return len(found)

    def _roughly(self, number: int, prices: Prices, high: int) -> tuple[int, int, int]:
        """Look for cheap days of a network; give how many labels, what no day is cheaper than, and what one costs.

        ``high``: what some day costs at most.
        """
        network, known = self.frame.networks[number], self.stores[number].least(prices)
        root, ahead = self.pricer.complete(network, prices)
        for dominance, room in ((EXACT, QUICK), (HEURISTIC, None)):
            made, best = self.pricer.label(network, prices, dominance=dominance, ahead=ahead, limit=known + SLACK,
                                           slack=SLACK, room=room)
            if made >= 0:
                break
        high = min(high, known, best)
        return made, high if dominance == EXACT else min(root, high), high

    def _closely(self, number: int, prices: Prices, high: int) -> tuple[int, int, int]:
        """Look for the cheapest day of a network, likewise; -1 if the labels do not fit."""
        network, root, ahead = sharpened(self.networks[number], prices, self.pricer)
        self.networks[number] = network
        made, best = self.pricer.label(network, prices, dominance=EXACT, ahead=ahead, limit=high, slack=0,
                                       room=self.room)
        high = min(high, best) if made >= 0 else high
        return made, high if made >= 0 else min(root, high), high

    def _take(self, number: int, made: int, prices: Prices, each: Floats) -> bool:
        """Take over the days that the master wants; say whether there are any."""
        network, store = self.frame.networks[number], self.stores[number]
        final, order, starts = self.pricer.days(made, 3 * PER_NETWORK)
        windows, over = store.spent(order, starts)
        cost = final - store.shifted(prices, windows, over)
        taken = 0
        for day in np.flatnonzero(final < each[number] - 1):
            there = order[day] >= 0
            nodes, begin = network.ids[order[day][there]].tolist(), starts[day][there].tolist()
            column = Column(number, tuple(nodes), tuple(begin), int(cost[day]))
            self.archive.add(network.routes, column)
            if self._keep(column, windows[day][there], over[day][there]):
                taken += 1
                if taken == PER_NETWORK:
                    break
        return taken > 0

    def _keep(self, column: Column, windows: Ints, over: Ints) -> bool:
        if not self.linear.add(column, windows, over):
            return False
        self.stores[column.network].add(column, windows, over)
        return True
