"""Days that fall apart: carers and their visits in parts that have nothing to do with each other.

Two carers belong together if both may do some visit, or if visits of theirs are tied: planned all or none, by the same
carer, or with start times that depend on each other. Visits by *different* carers tie nobody who could not do both
anyway, and a citizen's faces are priced carer by carer. What is left in common are prices of the whole plan: the worst
lateness and fairness.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import networkx as nx
import numpy as np

from triagering.models import Day
from triagering.solver.beside import NOTHING, Beside, latest_of
from triagering.solver.compiled import NEVER, Compiled, compile_day
from triagering.solver.exact.figures import lateness
from triagering.solver.search.carving import Part, carve
from triagering.solver.search.driver import Found, Search
from triagering.solver.solution import UNPLANNED, Solution

Columns = dict[tuple[int, tuple[int, ...]], int]
Steps = tuple[tuple[int, int], ...]
"""(minutes, cost): what a component costs at least if nothing is later than so many minutes; by minutes."""

SHARPLY = 6
"""Power of its lateness by which a component's share of the price of the worst lateness grows."""
BESIDE, SETTLED = 3, 50
"""Components, and jobs of the largest, up to which that one pays for the worst lateness of all: larger ones are not
settled within a minute, and shares are 0.1 % better until then."""
BRIEFLY = 0.7
"""Share of its time that a component beside another needs."""
WASTE = 0.03
"""Share of its cost that a whole plan may be above the best: a component so much dearer is in no better one."""


@dataclass(frozen=True)
class Component:
    """Routes, and the jobs that nobody else may do; both sorted."""

    routes: tuple[int, ...]
    jobs: tuple[int, ...]

    def of(self, whole: Solution) -> Solution:
        """Give a plan's part here, in numbers of its own."""
        new = {job: index for index, job in enumerate(self.jobs)}
        return Solution(tuple(tuple(new[job] for job in whole.routes[route]) for route in self.routes),
                        tuple(whole.starts[job] for job in self.jobs),
                        tuple(whole.breaks[route] for route in self.routes))


def components(compiled: Compiled, *, links: bool = True) -> list[Component]:
    """Give the parts of a day that have nothing to do with each other, the smallest first.

    What nobody can do is in no part. Carers with no visit that they may do, and meetings among them, are in the
    largest. Without ``links``, start times that depend on each other tie nothing: the parts then relax the day.

    >>> from triagering.io import generate_day
    >>> [len(part.routes) for part in components(compile_day(generate_day(visits=60, carers=6)), links=False)]
    [2, 4]
    """
    allowed = compiled.jobs.allowed
    able = [job for jobs in compiled.group_jobs if allowed[list(jobs)].any(axis=1).all() for job in jobs]
    taker = {job: int(allowed[job].argmax()) for job in able}
    graph = nx.Graph()
    graph.add_nodes_from(range(compiled.n_routes))
    for row in np.unique(allowed[able], axis=0):
        nx.add_star(graph, np.flatnonzero(row).tolist())
    graph.add_edges_from((taker[one], taker[two]) for one, two in _ties(compiled, links)
                         if one in taker and two in taker)
    found: list[tuple[set[int], set[int]]] = []
    idle: tuple[set[int], set[int]] = (set(), set())
    for routes in sorted(nx.connected_components(graph), key=min):
        jobs = {job for job in able if taker[job] in routes}
        visited = any(compiled.jobs.citizen[job] >= 0 for job in jobs)
        if visited:
            found.append((routes, jobs))
        else:
            idle = (idle[0] | routes, idle[1] | jobs)
    found.sort(key=lambda part: len(part[1]))
    if found:
        found[-1] = (found[-1][0] | idle[0], found[-1][1] | idle[1])
    return [Component(tuple(sorted(routes)), tuple(sorted(jobs))) for routes, jobs in found]


def _ties(compiled: Compiled, links: bool) -> Iterator[tuple[int, int]]:
    """Give pairs of jobs that belong together whoever does them."""
    jobs = compiled.jobs
    for members in compiled.group_jobs:
        yield from ((members[0], job) for job in members[1:])
    yield from ((one, two) for one, two in compiled.same.tolist())
    for early, late, gap in compiled.edges.tolist() if links else ():
        last = jobs.closes[jobs.ptr[early]:jobs.ptr[early + 1]].max(initial=-NEVER)
        if last + gap > jobs.opens[jobs.ptr[late]:jobs.ptr[late + 1]].min(initial=NEVER):  # windows do not ensure it
            yield early, late


def part_of(compiled: Compiled, component: Component, whole: Solution, worst_lateness: int | None = None) -> Part:
    """Give a component as a day of its own; with a price given for its worst lateness, fairness costs nothing."""
    day = compiled.day
    units = {compiled.units[compiled.jobs.unit[job]] for job in component.jobs}
    carers = {compiled.carers[route] for route in component.routes}
    visits = tuple(visit for visit in day.visits if visit.id in units)
    citizens = {visit.citizen for visit in visits}
    settings = day.settings
    if worst_lateness is not None:
        settings = settings.replace(prices=settings.prices.replace(
            worst_lateness=worst_lateness, worst_idle=0, load_spread=0, worst_heavy=0))
    own: Day = day.replace(
        visits=visits, settings=settings, shifts=tuple(shift for shift in day.shifts if shift.carer in carers),
        activities=tuple(activity for activity in day.activities if activity.id in units),
        links=tuple(link for link in day.links if {link.first, link.second} <= units),
        pins=tuple(pin for pin in day.pins if pin.visit in units),
        acquaintances=tuple(known for known in day.acquaintances if known.citizen in citizens))
    return Part(compile_day(own), np.array(component.jobs, dtype=np.int64),
                np.array(component.routes, dtype=np.int64), frozenset(), component.of(whole))


def search_apart(
    search: Search, found: Sequence[Component], seconds: float, *, effort: int | None = None,
    cancel: threading.Event | None = None, report: Callable[[Found], None] | None = None,
) -> None:
    """Search each component by itself, the others held still; what makes the whole plan cheaper is taken over at once.

    Effort (iterations of each walker) is shared by size; seconds by its square, as the larger ones also need more
    iterations per job.
    """
    deadline = time.monotonic() + seconds
    for number, component in enumerate(found):
        if cancel is not None and cancel.is_set():
            return
        whole = search.found.solution
        part = carve(search.compiled, whole, list(component.routes),
                     [job for job in component.jobs if whole.starts[job] == UNPLANNED])

        def take_over(own: Found, part: Part = part) -> None:
            better = part.put_back(search.found.solution, own.solution)
            if better is not None and search.offer(better) and report is not None:
                report(search.found)

        own = Search(part.compiled, seed=search.seed, workers=search.crew)
        own.run(_share(found[number:], deadline, 2), cancel=cancel, start=part.start, report=take_over,
                effort=None if effort is None else effort * len(component.jobs) // search.compiled.n_jobs)
        take_over(own.found)
        search.found.columns |= {
            (int(part.routes[route]), tuple(part.jobs[list(jobs)].tolist())): cost
            for (route, jobs), cost in own.found.columns.items()}


def prove_apart(
    compiled: Compiled, incumbent: Solution, seconds: float, *, columns: Columns, links: bool = True,
    stop: Callable[[], bool] = lambda: False, latest: Callable[[], Solution] | None = None,
) -> tuple[Solution, int | None, bool]:
    """Prove as ``prove_by_columns`` does, component by component where a day falls apart.

    What they share is the price of the worst lateness. The last of a few small components pays it all, and the others
    say what they cost at least if nothing is later than so many minutes. Else each pays a share of the price: the worst
    of all is at least any average of theirs. What is left out anywhere might be left out of any component instead.
    """
    from triagering.solver.bound import prove_by_columns

    found = components(compiled, links=links)
    if len(found) < 2:
        return prove_by_columns(compiled, incumbent, seconds, columns=columns, stop=stop, latest=latest)
    apart = _Apart(compiled, found, incumbent, time.monotonic() + seconds, columns, stop, latest)
    few = len(found) <= BESIDE and len(found[-1].jobs) <= SETTLED
    bounds = apart.beside() if few else apart.shared()
    if all(bound is None for bound in bounds):
        return apart.whole, None, False
    hopeless = set(range(len(compiled.groups.rank))) - apart.within
    total = sum(bound or 0 for bound in bounds) + int(compiled.groups.price[sorted(hopeless)].sum())
    return apart.whole, total, False


class _Apart:
    """A proof in parts: bounds that add up, and the best plan so far."""

    def __init__(self, compiled: Compiled, found: Sequence[Component], incumbent: Solution, deadline: float,
                 columns: Columns, stop: Callable[[], bool], latest: Callable[[], Solution] | None) -> None:
        from triagering.solver.exact import price_exact

        self.compiled, self.found, self.deadline = compiled, found, deadline
        self.columns, self.stop, self.latest = columns, stop, latest
        self.within = {int(compiled.jobs.group[job]) for component in found for job in component.jobs}
        """Groups that somebody can do."""
        left_out = sorted(self.within & set(compiled.left_out(incumbent.planned)))
        self.left = compiled.groups.counts[left_out].sum(axis=0)
        self.price_exact = price_exact
        self.whole, self.cost = incumbent, price_exact(compiled, incumbent).cost

    def shared(self) -> list[int | None]:
        """Prove each component with a share of the price of the worst lateness."""
        shares = _shares(self.compiled, self.found, self.whole)
        return [self._prove(number, share, NOTHING) for number, share in enumerate(shares)]

    def beside(self) -> list[int | None]:
        """Prove the last component with the others beside it."""
        from triagering.solver.bound import prove_by_lateness

        price, latest = self.compiled.day.settings.prices.worst_lateness, latest_of(self.compiled, self.whole)
        others, cost, late = list[Steps](), 0, 0
        for number, component in enumerate(self.found[:-1]):
            part = part_of(self.compiled, component, self.whole, 0)
            known = self.price_exact(part.compiled, part.start).cost
            if known is None:
                return self.shared()
            dear = known + price * latest + int(WASTE * (self.cost or 0))
            mine, steps = prove_by_lateness(
                part.compiled, part.start, dear, BRIEFLY * _share(self.found[number:], self.deadline),
                columns=_within(component, self.columns), latest=latest, stop=self.stop, left=self.left)
            self._put_back(part, mine)
            others.append(steps)
            cost += self.price_exact(part.compiled, component.of(self.whole)).cost or known
            late = max(late, latest_of(part.compiled, component.of(self.whole)))
        beside = Beside(_together(others), cost, late, price)
        whole = self._prove(len(self.found) - 1, price, beside)
        return [whole if whole is not None or not beside.steps else beside.least(beside.most)]

    def _prove(self, number: int, price: int, beside: Beside) -> int | None:
        """Prove a component that pays so much for its worst lateness."""
        from triagering.solver.bound import prove_by_columns

        component = self.found[number]
        part = part_of(self.compiled, component, self.whole, price)
        mine, bound, _ = prove_by_columns(
            part.compiled, part.start, _share(self.found[number:], self.deadline), stop=self.stop, left=self.left,
            columns=_within(component, self.columns), latest=self.latest and _seen_from(component, self.latest),
            beside=beside)
        self._put_back(part, mine)
        return bound

    def _put_back(self, part: Part, mine: Solution) -> None:
        """Take over a better plan of a part if the whole is better, too: the part may pay less for its lateness."""
        better = part.put_back(self.whole, mine)
        if better is not None and mine.planned >= part.start.planned and _keeps_gaps(self.compiled, better):
            price = self.price_exact(self.compiled, better).cost
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


def _share(found: Sequence[Component], deadline: float, power: int = 1) -> float:
    """Give the seconds for the first of these, in proportion to its jobs or a power of their number."""
    sizes = [float(len(part.jobs)) ** power for part in found]
    return max(0.05, deadline - time.monotonic()) * sizes[0] / sum(sizes)


def _shares(compiled: Compiled, found: Sequence[Component], plan: Solution) -> list[int]:
    """Share out the price of the worst lateness, most of it to those who are as late as anybody.

    A share is lost where a component is less late than the worst; but without one it would be free to be as late.
    """
    price = compiled.day.settings.prices.worst_lateness
    late = np.array([1 + max((lateness(compiled, job, plan.starts[job]) for job in component.jobs), default=0)
                     for component in found])
    weight = np.cumsum((late / late.max()) ** SHARPLY)
    shares: list[int] = np.diff(np.rint(price * weight / weight[-1]).astype(int), prepend=0).tolist()
    return shares


def _keeps_gaps(compiled: Compiled, plan: Solution) -> bool:
    return all(plan.starts[late] >= plan.starts[early] + gap for early, late, gap in compiled.edges.tolist()
               if UNPLANNED not in (plan.starts[early], plan.starts[late]))


def _within(component: Component, columns: Columns) -> Columns:
    route_of = {route: index for index, route in enumerate(component.routes)}
    new = {job: index for index, job in enumerate(component.jobs)}
    return {(route_of[route], tuple(new[job] for job in jobs)): cost for (route, jobs), cost in columns.items()
            if route in route_of and new.keys() >= set(jobs)}
