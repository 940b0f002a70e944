"""What a model decides on: which jobs on which routes, and when each could start there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from triagering.models import Rule
from triagering.solver.compiled import Compiled, compile_day
from triagering.solver.tables import Bools, Ints, Windows

Spans = list[tuple[int, int]]

SLACK = 1440
"""Minutes around all shifts in which times may lie when no rule says more."""


@dataclass(frozen=True)
class Scope:
    """What is free, what may be left out, and which rules count."""

    compiled: Compiled
    jobs: tuple[int, ...]
    """Jobs to be placed; the others are left out."""
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
    def spans(self) -> dict[tuple[int, int], Spans]:
        """Start times (first, last) of each job on each route that may take it; the model has no other pairs."""
        return dict(_spans(self))

    def windows(self, job: int) -> Windows:
        """Give earliest, agreed and latest start of each window of a job."""
        if Rule.TIME in self.without:
            first, last = self.horizon
            return [(first, last, last)]
        return self.compiled.jobs.windows(job)


def scope_of(
    compiled: Compiled, *, order: Sequence[Sequence[int]] | None = None, droppable: Iterable[int] = (),
    without: Iterable[Rule] = (),
) -> Scope:
    """Fill in what was not said: all jobs (of the order, if given), nothing droppable."""
    without = frozenset(without)
    if Rule.STABILITY in without:
        compiled = compile_day(compiled.day.replace(pins=()))
    jobs = range(compiled.n_jobs) if order is None else (job for route in order for job in route)
    return Scope(
        compiled=compiled, jobs=tuple(sorted(jobs)), order=None if order is None else tuple(map(tuple, order)),
        droppable=frozenset(droppable), without=without)


def _spans(scope: Scope) -> Iterable[tuple[tuple[int, int], Spans]]:
    compiled, routes = scope.compiled, scope.compiled.routes
    near = nearest(scope) if scope.order is None else np.zeros_like(compiled.travel)
    bound_by_shift = Rule.SHIFT not in scope.without
    windows = {job: scope.windows(job) for job in scope.jobs}
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
        masks = [mask for rule, mask in _masks(scope.compiled).items() if rule not in scope.without]
        allowed = np.logical_and.reduce([np.ones_like(allowed), *masks])
    if scope.order is not None:
        return [(job, route) for route, own in enumerate(scope.order) for job in own if allowed[job, route]]
    return [(job, route) for job in scope.jobs for route in range(scope.compiled.n_routes) if allowed[job, route]]


def _masks(compiled: Compiled) -> dict[Rule, Bools]:
    """Say whom each rule lets do each job; at an activity, each of its carers has a job of their own."""
    may, unit = compiled.eligibility, compiled.jobs.unit
    there = may.attendance[unit].copy()
    for of, activity in enumerate(compiled.day.staffed, len(compiled.day.visits)):
        own = [compiled.route_of[carer] for carer in compiled.day.attending[activity.id]]
        there[list(compiled.unit_jobs[of])] = np.eye(compiled.n_routes, dtype=bool)[own]
    return {Rule.COVERAGE: there, Rule.COMPETENCE: may.competence[unit], Rule.CONTINUITY: may.continuity[unit],
            Rule.BOUNDARY: may.boundary[unit]}


def nearest(scope: Scope) -> Ints:
    """Close the travel matrices under shortest paths over the places of the jobs, so that bounds from them are safe.

    Matrices are used as given, so a detour may be shorter than the way: only closed ones may rule anything out.
    """
    compiled = scope.compiled
    if Rule.TRAVEL in scope.without:
        return np.zeros_like(compiled.travel)
    closed = compiled.travel.copy()
    for mode in np.unique(compiled.routes.mode):
        ends = np.concatenate([compiled.routes.start_place, compiled.routes.end_place])
        via = np.unique(compiled.jobs.place[list(scope.jobs)])
        known = np.unique(np.concatenate([via, ends]))
        part = closed[mode][np.ix_(known, known)]
        for middle in np.searchsorted(known, via):
            part = np.minimum(part, part[:, [middle]] + part[[middle], :])
        closed[mode][np.ix_(known, known)] = part
    return closed
