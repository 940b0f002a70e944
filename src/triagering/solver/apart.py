"""A proof in parts: bounds on parts of a day that have nothing to do with each other but the worst lateness add up."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np

from triagering.solver.beside import NOTHING, Beside, Steps, latest_of
from triagering.solver.bound import prove_by_columns, prove_by_lateness
from triagering.solver.compiled import Compiled
from triagering.solver.components import Component, components, part_of, share_of
from triagering.solver.exact import price_exact
from triagering.solver.search.carving import Part
from triagering.solver.solution import Rounds, Solution

SHARPLY = 6
"""Power of its lateness by which a component's share of the price of the worst lateness grows."""
BESIDE, SETTLED = 3, 50
"""Components, and jobs of the largest, up to which that one pays for the worst lateness of all: larger ones are not
settled within a minute, and shares are 0.1 % better until then."""
BRIEFLY = 0.7
"""Share of its time that a component beside another needs."""
WASTE = 0.03
"""Share of its cost that a whole plan may be above the best: a component so much dearer is in no better one."""


def prove_apart(
    compiled: Compiled, incumbent: Solution, seconds: float, *, columns: Rounds, links: bool = True,
    stop: Callable[[], bool] = lambda: False, latest: Callable[[], Solution] | None = None,
    tell: Callable[[int], None] = lambda _: None,
) -> tuple[Solution, int | None]:
    """Prove as ``prove_by_columns`` does, component by component where a day falls apart.

    What they share is the price of the worst lateness. The last of a few small components pays it all, and the others
    say what they cost at least if nothing is later than so many minutes. Else each pays a share of the price: the worst
    of all is at least any average of theirs. What is left out anywhere might be left out of any component instead.
    """
    found = components(compiled, links=links)
    if len(found) < 2:
        return prove_by_columns(compiled, incumbent, seconds, columns=columns, stop=stop, latest=latest, tell=tell)
    apart = _Apart(compiled, found, incumbent, time.monotonic() + seconds, columns, stop, latest, tell)
    few = len(found) <= BESIDE and len(found[-1].jobs) <= SETTLED
    bounds = apart.beside() if few else apart.shared()
    if all(bound is None for bound in bounds):
        return apart.whole, None
    return apart.whole, apart.proven


class _Apart:
    """A proof in parts: bounds that add up, and the best plan so far."""

    def __init__(self, compiled: Compiled, found: Sequence[Component], incumbent: Solution, deadline: float,
                 columns: Rounds, stop: Callable[[], bool], latest: Callable[[], Solution] | None,
                 tell: Callable[[int], None]) -> None:
        self.compiled, self.found, self.deadline = compiled, found, deadline
        self.columns, self.stop, self.latest, self.tell = columns, stop, latest, tell
        self.within = {int(compiled.jobs.group[job]) for component in found for job in component.jobs}
        """Groups that somebody can do."""
        left_out = sorted(self.within & set(compiled.left_out(incumbent.planned)))
        self.left = compiled.groups.counts[left_out].sum(axis=0)
        hopeless = set(range(len(compiled.groups.rank))) - self.within
        self.proven = int(compiled.groups.price[sorted(hopeless)].sum())
        """What the components done with, and what nobody can do, cost at least."""
        self.whole, self.cost = incumbent, price_exact(compiled, incumbent).cost

    def shared(self) -> list[int | None]:
        """Prove each component with a share of the price of the worst lateness."""
        shares = _shares(self.compiled, self.found, self.whole)
        return [self._prove(number, share, NOTHING) for number, share in enumerate(shares)]

    def beside(self) -> list[int | None]:
        """Prove the last component with the others beside it."""
        price, latest = self.compiled.day.settings.prices.worst_lateness, latest_of(self.compiled, self.whole)
        others, cost, late = list[Steps](), 0, 0
        for number, component in enumerate(self.found[:-1]):
            part = part_of(self.compiled, component, self.whole, 0)
            known = price_exact(part.compiled, part.start).cost
            if known is None:
                return self.shared()
            dear = known + price * latest + int(WASTE * (self.cost or 0))
            mine, steps = prove_by_lateness(
                part.compiled, part.start, dear, BRIEFLY * share_of(self.found[number:], self.deadline),
                columns=_within(component, self.columns), latest=latest, stop=self.stop, left=self.left)
            self._put_back(part, mine)
            others.append(steps)
            cost += price_exact(part.compiled, component.of(self.whole)).cost or known
            late = max(late, latest_of(part.compiled, component.of(self.whole)))
        beside = Beside(_together(others), cost, late, price)
        whole = self._prove(len(self.found) - 1, price, beside)
        if whole is None and beside.steps:
            whole = beside.least(beside.most)
            self.proven += whole
        return [whole]

    def _prove(self, number: int, price: int, beside: Beside) -> int | None:
        """Prove a component that pays so much for its worst lateness."""
        component = self.found[number]
        part = part_of(self.compiled, component, self.whole, price)
        mine, bound = prove_by_columns(
            part.compiled, part.start, share_of(self.found[number:], self.deadline), stop=self.stop, left=self.left,
            columns=_within(component, self.columns), latest=self.latest and _seen_from(component, self.latest),
            beside=beside, tell=lambda bound: self.tell(self.proven + bound))
        self._put_back(part, mine)
        self.proven += bound or 0
        return bound

    def _put_back(self, part: Part, mine: Solution) -> None:
        """Take over a better plan of a part if the whole is better, too: the part may pay less for its lateness."""
        better = part.put_back(self.whole, mine)
        if better is not None and mine.planned >= part.start.planned:
            price = price_exact(self.compiled, better).cost  # none where a link between parts is broken
            if price is not None and (self.cost is None or price < self.cost or mine.planned > part.start.planned):
                self.whole, self.cost = better, price


def _together(others: Sequence[Steps]) -> Steps:
    """Give what all others cost at least, where nothing is later than so many minutes."""
    minutes = sorted({most for steps in others for most, _ in steps})
    return tuple((most, sum(Beside(steps).least(most) for steps in others)) for most in minutes)


def _seen_from(component: Component, latest: Callable[[], Solution]) -> Callable[[], Solution]:
    """Give what gives a component's part of the latest plan, the same object while that stays the same."""
    of = cache(component.of)
    return lambda: of(latest())


def _shares(compiled: Compiled, found: Sequence[Component], plan: Solution) -> list[int]:
    """Share out the price of the worst lateness, most of it to those who are as late as anybody.

    A share is lost where a component is less late than the worst; but without one it would be free to be as late.
    """
    price = compiled.day.settings.prices.worst_lateness
    late = np.array([1 + latest_of(compiled, plan, component.jobs) for component in found])
    weight = np.cumsum((late / late.max()) ** SHARPLY)
    shares: list[int] = np.diff(np.rint(price * weight / weight[-1]).astype(int), prepend=0).tolist()
    return shares


def _within(component: Component, columns: Rounds) -> Rounds:
    route_of = {route: index for index, route in enumerate(component.routes)}
    new = {job: index for index, job in enumerate(component.jobs)}
    return {(route_of[route], tuple(new[job] for job in jobs)): cost for (route, jobs), cost in columns.items()
            if route in route_of and new.keys() >= set(jobs)}
