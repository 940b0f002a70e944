"""What a model decides on: which jobs on which routes, when each could start there, and what lies fixed around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from triagering.models import Rule
from triagering.solver.compiled import Compiled, compile_day
from triagering.solver.exact.rules import boundary, competence, continuity, coverage
from triagering.solver.solution import Solution

Ints = npt.NDArray[np.int64]
Spans = list[tuple[int, int]]

MAY = {Rule.COVERAGE: coverage, Rule.COMPETENCE: competence, Rule.CONTINUITY: continuity, Rule.BOUNDARY: boundary}
"""Rules that forbid a carer outright."""

SLACK = 1440
"""Minutes around all shifts in which times may lie when no rule says more."""


@dataclass(frozen=True)
class Scope:
    """The free part of a day."""

    compiled: Compiled
    routes: tuple[int, ...]
    """Routes that may change."""
    jobs: tuple[int, ...]
    """Jobs to be placed on them; the others stay as they are in ``around``."""
    around: Solution | None
    """Routes outside stay like this; None: they are empty."""
    order: tuple[tuple[int, ...], ...] | None
    """Jobs of every route in a fixed order, or None when assignment and order are free."""
    droppable: frozenset[int]
    """Groups that may be left out."""
    without: frozenset[Rule]
    """Rules left out of the model (to show that they matter)."""

    @cached_property
    def horizon(self) -> tuple[int, int]:
        """Earliest and latest minute of anything."""
        routes = self.compiled.routes
        return int(routes.start.min()) - SLACK, int(routes.latest_return.max()) + SLACK

    @cached_property
    def outside(self) -> tuple[int, ...]:
        """Routes that stay as they are."""
        return tuple(sorted(set(range(self.compiled.n_routes)) - set(self.routes)))

    @cached_property
    def outside_starts(self) -> dict[int, int]:
        """Start of every job on a route that stays as it is."""
        if self.around is None:
            return {}
        return {job: self.around.starts[job] for route in self.outside for job in self.around.routes[route]}

    @cached_property
    def spans(self) -> dict[tuple[int, int], Spans]:
        """Start times (first, last) of each job on each route that may take it; the model has no other pairs."""
        return dict(_spans(self))

    def windows(self, job: int) -> Iterable[tuple[int, int, int]]:
        """Give earliest, agreed and latest start of each window of a job."""
        if Rule.TIME in self.without:
            first, last = self.horizon
            return [(first, last, last)]
        jobs = self.compiled.jobs
        return [(int(jobs.opens[w]), int(jobs.due[w]), int(jobs.closes[w]))
                for w in range(jobs.ptr[job], jobs.ptr[job + 1])]


def scope_of(
    compiled: Compiled, *, routes: Iterable[int] | None = None, jobs: Iterable[int] | None = None,
    around: Solution | None = None, order: Sequence[Sequence[int]] | None = None,
    droppable: Iterable[int] = (), without: Iterable[Rule] = (),
) -> Scope:
    """Fill in what was not said: all routes, all jobs (of the order, if given), nothing droppable."""
    without = frozenset(without)
    if Rule.STABILITY in without:
        compiled = compile_day(compiled.day.replace(pins=()))
    routes = range(compiled.n_routes) if routes is None else routes
    if jobs is None:
        jobs = range(compiled.n_jobs) if order is None else (job for route in order for job in route)
    return Scope(
        compiled=compiled, routes=tuple(sorted(routes)), jobs=tuple(sorted(jobs)), around=around,
        order=None if order is None else tuple(map(tuple, order)), droppable=frozenset(droppable), without=without)


def _spans(scope: Scope) -> Iterable[tuple[tuple[int, int], Spans]]:
    compiled, routes = scope.compiled, scope.compiled.routes
    near = nearest(scope) if scope.order is None else np.zeros_like(compiled.travel)
    bound_by_shift = Rule.SHIFT not in scope.without
    windows = {job: list(scope.windows(job)) for job in scope.jobs}
    for job, route in _pairs(scope):
        first, last = scope.horizon
        if bound_by_shift:
            mode, place = routes.mode[route], compiled.jobs.place[job]
            first = int(routes.available[route] + near[mode, routes.start_place[route], place])
            last = int(routes.latest_return[route] - near[mode, place, routes.end_place[route]]
                       - compiled.jobs.minutes[job])
        found = [(max(first, opens), min(last, closes)) for opens, _, closes in windows[job]]
        found = [span for span in found if span[0] <= span[1]]
        if found:
            yield (job, route), found


def _pairs(scope: Scope) -> Iterable[tuple[int, int]]:
    """Give the (job, route) pairs that no rule forbids."""
    allowed = scope.compiled.jobs.allowed
    if scope.without:
        masks = [module.may(scope.compiled) for rule, module in MAY.items() if rule not in scope.without]
        allowed = np.logical_and.reduce([np.ones_like(allowed), *masks])
    if scope.order is not None:
        return [(job, route) for route in scope.routes for job in scope.order[route] if allowed[job, route]]
    return [(job, route) for job in scope.jobs for route in scope.routes if allowed[job, route]]


def nearest(scope: Scope) -> Ints:
    """Close the travel matrices under shortest paths over the places of the jobs, so that bounds from them are safe.

    Matrices are used as given, so a detour may be shorter than the way: only closed ones may rule anything out.
    """
    compiled = scope.compiled
    if Rule.TRAVEL in scope.without:
        return np.zeros_like(compiled.travel)
    closed = compiled.travel.copy()
    routes = list(scope.routes)
    for mode in np.unique(compiled.routes.mode[routes]):
        ends = np.concatenate([compiled.routes.start_place[routes], compiled.routes.end_place[routes]])
        via = np.unique(compiled.jobs.place[list(scope.jobs)])
        known = np.unique(np.concatenate([via, ends]))
        part = closed[mode][np.ix_(known, known)]
        for middle in np.searchsorted(known, via):
            part = np.minimum(part, part[:, [middle]] + part[[middle], :])
        closed[mode][np.ix_(known, known)] = part
    return closed
