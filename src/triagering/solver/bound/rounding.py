"""Carer-days of nodes as a plan of jobs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from triagering.solver.bound.frame import Frame
from triagering.solver.bound.generation import Generation
from triagering.solver.solution import UNPLANNED, Solution


def solution_of(frame: Frame, days: Iterable[tuple[int, Sequence[int], Sequence[int]]]) -> Solution:
    """Give the plan of days (route, nodes in order, starts), without breaks; no node comes more often than needed."""
    free = [list(jobs) for jobs in frame.nodes.jobs]
    routes: list[tuple[int, ...]] = [()] * frame.compiled.n_routes
    starts = [UNPLANNED] * frame.compiled.n_jobs
    for route, nodes, begins in days:
        routes[route] = tuple(free[node].pop(0) for node in nodes)
        for job, start in zip(routes[route], begins, strict=True):
            starts[job] = start
    return Solution(tuple(routes), tuple(starts), (None,) * len(routes))


def plan_of(made: Generation) -> Solution | None:
    """Give the relaxed plan, its starts as relaxed; None if it does a day or a visit in part."""
    nodes, often = made.frame.nodes, np.zeros(len(made.frame.nodes.jobs), dtype=np.int64)
    vacant, days = [list(network.routes) for network in made.frame.networks], []
    for value, column in made.linear.support:
        if abs(value - round(value)) > 1e-6 or len(set(column.nodes)) < len(column.nodes):
            return None
        for _ in range(round(value)):
            often[list(column.nodes)] += 1
            days.append((vacant[column.network].pop(), column.nodes, column.starts))
    missing = np.flatnonzero(often != nodes.need)
    if (often > nodes.need).any() or often[missing].any() or not np.isin(
            nodes.group[missing], made.frame.droppable).all():
        return None
    return solution_of(made.frame, days)
