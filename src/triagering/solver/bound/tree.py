"""Branch and price: where the relaxed days do not agree, what they disagree on is decided one way and the other.

A branch says whether a group is left out, splits the range of the worst lateness or the window of a linked visit, or
says whether a route does a visit.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from triagering.solver import exact
from triagering.solver.beside import NOTHING, Beside, latest_of
from triagering.solver.bound.archive import Archive
from triagering.solver.bound.ascent import ascend
from triagering.solver.bound.columns import FAR
from triagering.solver.bound.combining import Combining
from triagering.solver.bound.cuts import Link, broken, splits_of, torn
from triagering.solver.bound.frame import Frame, framed
from triagering.solver.bound.generation import CLOSER, ROOM, Generation
from triagering.solver.bound.heritage import Heritage, left_by, take_over
from triagering.solver.bound.options import on_others, on_routes, on_starts, on_worst
from triagering.solver.bound.pricing import Column, Pricer
from triagering.solver.bound.rounding import plan_of
from triagering.solver.solution import Round, Solution
from triagering.solver.tables import Bools, Windows, clipped

STEPS = 10
"""Steps of ascent, for a bound at once."""
LARGE, SPARE = 140, 40
"""Nodes beyond which a round of pricing takes seconds: the first relaxation then has no starts tied together, and is
solved only where there is time for so many steps more; else the bound comes from ascent alone."""
ALONE, NARROW = 50, 0.12
"""Nodes up to which branching alone is quicker; beyond, cuts tie starts together, and the range of the worst
lateness, whose mean says too little, is split first until what it leaves open is such a share of the gap."""
OFTEN, TEARS = 3, 6
"""Minutes at which a link is looked at; spans learned per leaf in which one of several carers does too much."""
PARTS = 8
"""Parts that the whole range of the worst lateness is split into."""
WEIGHT = 0.01
"""Share of a route below which a relaxed day does not count in branching."""
FEW, ROUGH = 80, 0.2
"""Nodes up to which combining most likely settles all, so that the relaxation need not be solved as closely; how
closely, as a share of the gap. The same holds where the worst lateness is split in any case."""
SHARES = (1, 2, 4)
"""Quarters of the gap that are tried: what a poor incumbent leaves open is far too much to list at once."""
ENOUGH = 0.3
"""Share of the gap above the weakest other leaf from which a leaf is put back before its relaxation is solved."""
AGAIN = 0.7
"""Share of a gap too wide for combining from which it is tried again."""
WORTH = 3.0
"""How much longer than a leaf's relaxation combining may take: by then branching has got as far."""


@dataclass(frozen=True)
class Leaf:
    """Plans that keep to these decisions."""

    windows: tuple[Windows, ...]
    allowed: Bools
    worst: tuple[int, int]
    bound: int
    heritage: Heritage | None = None
    """None of the first: it begins with the carer-days that the search knows."""
    out: frozenset[int] = frozenset()
    """Groups that are left out."""
    kept: frozenset[int] = frozenset()
    """Groups that are not."""
    closely: bool = False
    """Whether its relaxation is solved to the end, as there is nothing else to decide."""


class Tree:
    """Open leaves; the least of their bounds is the bound of the whole."""

    def __init__(self, frame: Frame, incumbent: int, stop: Callable[[], bool],
                 news: Callable[[], int] = lambda: FAR, beside: Beside = NOTHING,
                 archive: Archive | None = None, tell: Callable[[int], None] = lambda _: None) -> None:
        worst = (frame.worst[0], max(frame.worst[1], beside.most))
        self.frame, self.incumbent, self.stop = replace(frame, worst=worst), incumbent, stop
        self.news, self.beside, self.tell = news, beside, tell
        self.solution: Solution | None = None
        self.pricer, self.archive = Pricer(ROOM), archive or Archive()
        self.open: list[tuple[int, int, Leaf]] = []
        self.stuck: int | None = None
        """Least bound of leaves that cannot be split."""
        self.leaves = 0
        """How many leaves were ever open."""
        self.first: Generation | None = None
        """The relaxation of the whole, while it is being solved."""
        self.root: int | None = None
        """What it proved."""
        self.pool: tuple[Round, ...] = ()
        self.links: list[Link] = []
        self.spans: dict[int, set[int]] = {}
        """Minutes at which the windows of visits by several carers are cut, beside the even ones."""
        self.small = len(frame.nodes.jobs) <= ALONE
        self.averaged = self.small or not frame.compiled.day.settings.prices.worst_lateness
        self.tried = np.inf
        """Widest gap at which combining is tried."""

    @property
    def proven(self) -> bool:
        """Whether anything is proven at all."""
        return self.leaves > 1 or self._bound_of_first is not None

    @property
    def bound(self) -> int:
        """Give what every plan costs at least, or the incumbent if that is less."""
        return min([self.bound_of_stuck, *(entry[0] for entry in self.open[:1])])

    def grow(self, seconds: float, pool: tuple[Round, ...]) -> bool:
        """Split the weakest leaf until nothing can raise the bound (True), or time is up."""
        deadline = time.monotonic() + seconds
        nodes, self.pool = self.frame.nodes, pool
        self._push(Leaf(nodes.windows, nodes.allowed, self.frame.worst, 0))
        while self.open and self.open[0][0] < self.bound_of_stuck:
            if time.monotonic() > deadline or self._asked():
                return False
            self._listen()
            leaf, enough = self.open[0][2], self._enough()
            began = time.monotonic()
            made, solved = self._priced(leaf, deadline, enough)
            took = time.monotonic() - began
            heapq.heappop(self.open)
            self.root, self.first = self._bound_of_first, None
            bound = max(leaf.bound, made.bound or 0)
            if time.monotonic() > deadline or self.stop():
                self._push(replace(leaf, bound=bound))
                return False
            if not solved and enough <= bound < self.incumbent:
                self._push(replace(leaf, bound=bound, heritage=left_by(made)))
                continue
            if bound < self.incumbent:
                self._round_off(made, deadline)
                bound = self._combined(made, bound, min(deadline, time.monotonic() + WORTH * took))
            children = self._split(leaf, made, bound) if bound < self.incumbent else []
            if children is None and not leaf.closely:
                children = [replace(leaf, bound=bound, heritage=left_by(made), closely=True)]
            if children is None:
                self.stuck = bound if self.stuck is None else min(bound, self.stuck)
            for child in children or []:
                self._push(child)
        return True

    @property
    def bound_of_stuck(self) -> int:
        """Give the least bound that no splitting can raise."""
        return self.incumbent if self.stuck is None else min(self.stuck, self.incumbent)

    @property
    def _bound_of_first(self) -> int | None:
        return self.root if self.first is None else self.first.bound

    def _asked(self) -> bool:
        """Tell what is proven so far, which holds while every leaf is open or closed, and say whether to stop."""
        if self.proven:
            self.tell(max(self.bound, min(self._bound_of_first or 0, self.incumbent)))
        return self.stop()

    def _listen(self) -> None:
        """Go on below the cost of a better plan that somebody else found."""
        cost = self.news()
        if cost < self.incumbent:
            self.incumbent, self.solution = cost, None

    def _push(self, leaf: Leaf) -> None:
        self.leaves += 1
        heapq.heappush(self.open, (leaf.bound, self.leaves, leaf))

    def _enough(self) -> int:
        """Give the bound from which the weakest leaf is not worth more time now."""
        if self.leaves == 1:
            return FAR
        bound = self.open[0][0]
        weakest = min((entry[0] for entry in self.open[1:3]), default=bound)
        return max(bound + 1, weakest + int(ENOUGH * (self.incumbent - weakest)))

    def _priced(self, leaf: Leaf, deadline: float, enough: int = FAR) -> tuple[Generation, bool]:
        """Give the relaxation of a leaf, and whether it is solved."""
        large = len(self.frame.nodes.jobs) > LARGE
        loose = self.small or (large and leaf.heritage is None)
        splits = {} if loose else splits_of(self.frame.nodes, self.links, self.spans)
        frame = replace(framed(self.frame, leaf.windows, leaf.allowed, leaf.worst, splits, self.links,
                               leaf.out, leaf.kept, self.beside.least(leaf.worst[1])), averaged=self.averaged)
        made = Generation(frame, self.incumbent, self.pricer, self.archive)
        if self.leaves == 1:
            self.first = made
        start = None if leaf.heritage is None else take_over(made, leaf.heritage)
        if leaf.heritage is None:
            if not self.small:
                ascend(made, deadline, self._asked, STEPS, SPARE if large else 0)
            made.seed(self.pool, time.monotonic() + 0.3 * (deadline - time.monotonic()))
        rough = self._wide(leaf) or (self.tried == np.inf and len(frame.nodes.jobs) <= FEW)
        closer = 0.0 if leaf.closely else ROUGH if rough else CLOSER
        solved = made.run(deadline - time.monotonic(), self._asked, start=start, closer=closer, enough=enough)
        return made, solved

    def _whole(self, solution: Solution, cost: int) -> int:
        return self.beside.whole(cost, latest_of(self.frame.compiled, solution))

    def _wide(self, leaf: Leaf) -> bool:
        """Say whether a leaf is split by the worst lateness first, whatever its days look like."""
        return not self.averaged and leaf.worst[1] - leaf.worst[0] > self._narrow(leaf.bound)

    def _narrow(self, bound: int) -> int:
        """Give the minutes that a range of the worst lateness may span, so that what it leaves open is little.

        Not a minute before anything is proven.
        """
        price = self.frame.compiled.day.settings.prices.worst_lateness
        return int(NARROW * (self.incumbent - bound) / price) if bound else 0

    def _split(self, leaf: Leaf, made: Generation, bound: int) -> list[Leaf] | None:
        """Give leaves that share out the plans of this one; None if there is nothing to decide."""
        support = [(value, column) for value, column in made.linear.support if value > WEIGHT and column.nodes]
        if not self.small:
            self._learn(made, support)
        windows, allowed, worst = made.frame.nodes.windows, made.frame.nodes.allowed, leaf.worst
        same = replace(leaf, windows=windows, allowed=allowed, bound=bound, heritage=left_by(made))
        undecided = made.undecided(self.incumbent)
        if any(made.linear.left_out[group] > WEIGHT for group in undecided):
            return self._on_group(same, made, undecided)
        if self._wide(leaf):
            return self._by_worst(same, made)
        options = [*on_worst(made, support), *on_others(made, self.beside), *on_starts(made, support)]
        options = options or on_routes(made, support)
        if not options:
            return self._on_group(same, made, undecided) if undecided else None
        _, kind, node, at = max(options)
        if kind == "worst" and not self.small:
            return self._by_worst(same, made)
        if kind == "worst":
            return [replace(same, worst=(worst[0], at)), replace(same, worst=(at + 1, worst[1]))]
        if kind == "start":
            low, high = list(windows), list(windows)
            low[node], high[node] = clipped(windows[node], -np.inf, at - 1), clipped(windows[node], at, np.inf)
            return [replace(same, windows=tuple(low)), replace(same, windows=tuple(high))]
        without, only = allowed.copy(), allowed.copy()
        without[node, at] = False
        only[node] = False
        only[node, at] = True
        return [replace(same, allowed=without), replace(same, allowed=only)]

    def _on_group(self, leaf: Leaf, made: Generation, undecided: dict[int, int]) -> list[Leaf]:
        """Give one leaf that leaves out the group that the relaxed plan wants to most, and one that does not."""
        _, group = max((made.linear.left_out[group], group) for group in undecided)
        return [replace(leaf, out=leaf.out | {group}, bound=max(leaf.bound, undecided[group])),
                replace(leaf, kept=leaf.kept | {group})]

    def _learn(self, made: Generation, support: list[tuple[float, Column]]) -> None:
        """Keep, for all leaves to come, the links that relaxed days break and where carers do too much of a visit."""
        nodes, stops = made.frame.nodes, dict[int, list[tuple[int, float, int]]]()
        for value, column in support:
            routes = made.frame.networks[column.network].routes
            for node, start in zip(column.nodes, column.starts, strict=True):
                stops.setdefault(node, []).append((start, value, routes[0] if len(routes) == 1 else -1))
        for link in broken(nodes, stops):
            if link not in self.links and sum(link[:3] == known[:3] for known in self.links) < OFTEN:
                self.links.append(link)
        for _, node, first, after in torn(nodes, stops)[:TEARS]:
            self.spans.setdefault(node, set()).update((first, after))

    def _by_worst(self, leaf: Leaf, made: Generation) -> list[Leaf]:
        """Give leaves with a part of the range of the worst lateness each: the whole range in eighths, then halves.

        The later half is halved on: what its days cost is known from here, as only the last minute matters to them.
        """
        price, (first, last) = self.frame.compiled.day.settings.prices.worst_lateness, leaf.worst
        narrow = self._narrow(made.bound or 0)
        parts = max(2, min(PARTS, (last - first) // (narrow + 1))) if leaf.worst == self.frame.worst else 2
        least = (made.bound or 0) - price * first - self.beside.least(last)
        """No plan of this leaf costs less, the worst lateness and the rest of the day aside."""
        step = -(-(last - first + 1) // parts)
        ranges = [(low, min(last, low + step - 1)) for low in range(first, last + 1, step)]
        while ranges[-1][1] - ranges[-1][0] > narrow:
            low, high = ranges.pop()
            middle = (low + high) // 2
            ranges += [(low, middle), (middle + 1, high)]
        return [replace(leaf, worst=(low, high), bound=max(leaf.bound, least + price * low + self.beside.least(high)))
                for low, high in ranges]

    def _combined(self, made: Generation, bound: int, deadline: float) -> int:
        """Combine all days that a better plan may contain, in ever more of the gap; give what is proven.

        Gaps like those that were too wide are not tried again.
        """
        gap = self.incumbent - bound
        if gap <= 0 or gap > self.tried:
            return bound
        combining = Combining(made, lambda: self.stop() or time.monotonic() > deadline, self._whole)
        for share in SHARES:
            below = self.incumbent - gap + -(-gap * share // 4)
            found = combining.settle(below)
            if found is None:
                self.tried = min(self.tried, AGAIN * gap * share / 4)
                return bound
            bound = found[0]
            if found[1] is not None:
                self.incumbent, self.solution = found
                return bound
        return bound

    def _round_off(self, made: Generation, deadline: float) -> None:
        """Take the relaxed plan for an incumbent if it is a plan and better."""
        plan = plan_of(made)
        if plan is None:
            return
        timed = exact.retime(self.frame.compiled, plan, max(0.1, min(3.0, deadline - time.monotonic())))
        if timed.solution is not None and timed.cost is not None:
            cost = self._whole(timed.solution, timed.cost)
            if cost < self.incumbent:
                self.incumbent, self.solution = cost, timed.solution
