"""The relaxed plan as a plan, where its days are whole."""

from __future__ import annotations

from triagering.solver.bound.generation import Generation
from triagering.solver.solution import UNPLANNED, Solution


def plan_of(made: Generation) -> Solution | None:
    """Give the relaxed plan, its starts as relaxed and without breaks; None if it does a day or a visit in part."""
    support = made.linear.support
    if any(abs(value - round(value)) > 1e-6 for value, _ in support):
        return None
    frame, compiled = made.frame, made.frame.compiled
    free = {node: list(jobs) for node, jobs in enumerate(frame.nodes.jobs) if frame.nodes.need[node]}
    routes: list[tuple[int, ...]] = [()] * compiled.n_routes
    starts, vacant = [UNPLANNED] * compiled.n_jobs, [list(network.routes) for network in frame.networks]
    for value, column in support:
        for _ in range(round(value)):
            if any(not free[node] for node in column.nodes) or len(set(column.nodes)) < len(column.nodes):
                return None
            jobs = tuple(free[node].pop(0) for node in column.nodes)
            routes[vacant[column.network].pop()] = jobs
            for job, start in zip(jobs, column.starts, strict=True):
                starts[job] = start
    left = {node for node, jobs in free.items() if jobs}
    if any(len(free[node]) < len(frame.nodes.jobs[node]) or frame.nodes.group[node] not in frame.droppable
           for node in left):
        return None
    return Solution(tuple(routes), tuple(starts), (None,) * compiled.n_routes)
