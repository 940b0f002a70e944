"""VROOM: one profile of costs and durations per carer, skills for eligibility, most thorough exploration."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import vroom

from benchmarks.peers.task import Task

FORBIDDEN = 10**6


def solve(task: Task, seconds: float, seed: int) -> list[list[int]]:
    """Give the visits of each route; VROOM has no seed, and ends by itself."""
    if task.related:
        raise ValueError("cannot state doubles or links")
    ends = sorted({*task.start.tolist(), *task.end.tolist()})
    nodes = np.array([*ends, *task.place])
    problem = vroom.Input()
    late = task.returns if task.prices.overtime == 0 else task.shift_end
    for route in range(task.m):
        cost, minutes = task.costs(route, nodes, FORBIDDEN)
        problem.set_durations_matrix(f"r{route}", minutes.astype(np.uint32))
        problem.set_costs_matrix(f"r{route}", cost.astype(np.uint32))
        problem.add_vehicle(vroom.Vehicle(
            route, start=ends.index(task.start[route]), end=ends.index(task.end[route]), profile=f"r{route}",
            skills={int(visit) for visit in np.flatnonzero(task.allowed[:, route])} or {task.n},
            time_window=vroom.TimeWindow(int(task.leaves[route]), int(late[route]))))
    for visit, (earliest, _, latest) in enumerate(task.windows):
        problem.add_job(vroom.Job(
            visit, len(ends) + visit, default_service=int(task.minutes[visit]), skills={visit},
            priority=10 * int(11 - task.rank[visit]),
            time_windows=[vroom.TimeWindow(earliest, latest)]))
    found = problem.solve(exploration_level=5, nb_threads=1, timeout=timedelta(seconds=seconds))
    sequences: list[list[int]] = [[] for _ in range(task.m)]
    for step in found.routes.itertuples():
        if step.type == "job":
            sequences[step.vehicle_id].append(int(step.id))
    return sequences
