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

import networkx as nx
import numpy as np

from triagering.solver.compiled import NEVER, Compiled, compile_day
from triagering.solver.search.carving import Part, carve
from triagering.solver.search.driver import Found, Search
from triagering.solver.solution import UNPLANNED, Solution


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
    able = [job for job, group in enumerate(compiled.jobs.group.tolist()) if group not in compiled.hopeless]
    taker = {job: int(allowed[job].argmax()) for job in able}
    graph = nx.Graph()
    graph.add_nodes_from(range(compiled.n_routes))
    for row in {row.tobytes(): row for row in allowed[able]}.values():
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
    own = day.replace(
        visits=visits, settings=settings, shifts=tuple(shift for shift in day.shifts if shift.carer in carers),
        activities=tuple(one if one.id in units else one.replace(carers=()) for one in day.activities
                         if one.id in units or one.citizens),
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
        own.run(share_of(found[number:], deadline, 2), cancel=cancel, start=part.start, report=take_over,
                effort=None if effort is None else effort * len(component.jobs) // search.compiled.n_jobs)
        take_over(own.found)
        search.found.columns |= {
            (int(part.routes[route]), tuple(part.jobs[list(jobs)].tolist())): cost
            for (route, jobs), cost in own.found.columns.items()}


def share_of(found: Sequence[Component], deadline: float, power: int = 1) -> float:
    """Give the seconds for the first of these, in proportion to its jobs or a power of their number."""
    sizes = [float(len(part.jobs)) ** power for part in found]
    return max(0.05, deadline - time.monotonic()) * sizes[0] / sum(sizes)
