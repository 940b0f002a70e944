"""PyVRP: one routing profile per carer, visits as optional clients with a prize, default parameters."""

from __future__ import annotations

import time

import numpy as np
import pyvrp

from benchmarks.peers.task import Task

FORBIDDEN = 10**8


class CpuTime:
    """Stops after so many seconds of this process."""

    def __init__(self, seconds: float) -> None:
        self.until = time.process_time() + seconds

    def __call__(self, best_cost: float) -> bool:
        return time.process_time() >= self.until


def solve(task: Task, seconds: float, seed: int) -> list[list[int]]:
    """Give the visits of each route; carers who are alike share a vehicle type."""
    if task.related:
        raise ValueError("cannot state doubles or links")
    stop = CpuTime(seconds)
    ends = sorted({*task.start.tolist(), *task.end.tolist()})
    nodes = np.array([*ends, *task.place])
    kinds, profiles, prizes = _kinds(task), _profiles(task), task.prizes()
    matrices = [task.costs(routes[0], nodes, FORBIDDEN) for routes in profiles]
    late = task.returns if task.prices.overtime == 0 else task.shift_end
    types = [pyvrp.VehicleType(
        num_available=len(routes), start_depot=ends.index(task.start[routes[0]]), end_depot=ends.index(
            task.end[routes[0]]), tw_early=int(task.leaves[routes[0]]), tw_late=int(late[routes[0]]),
        profile=next(index for index, same in enumerate(profiles) if routes[0] in same)) for routes in kinds]
    clients = [pyvrp.Client(
        location=len(ends) + visit, service_duration=int(task.minutes[visit]), tw_early=earliest, tw_late=latest,
        prize=int(prizes[visit]), required=False) for visit, (earliest, _, latest) in enumerate(task.windows)]
    data = pyvrp.ProblemData(
        [pyvrp.Location(0, 0) for _ in nodes], clients, [pyvrp.Depot(place) for place in range(len(ends))], types,
        [cost for cost, _ in matrices], [minutes for _, minutes in matrices])
    best = pyvrp.solve(data, stop, seed=seed, collect_stats=False, display=False).best
    sequences: list[list[int]] = [[] for _ in range(task.m)]
    spare = [list(routes) for routes in kinds]
    if not best.is_feasible():
        return sequences
    for route in best.routes():
        carer = spare[route.vehicle_type()].pop()
        sequences[carer] = [step.idx for step in route.schedule() if step.is_client()]
    return sequences


def _profiles(task: Task) -> list[list[int]]:
    """Put routes together that may do the same at the same cost."""
    found: dict[bytes, list[int]] = {}
    for route in range(task.m):
        key = task.allowed[:, route].tobytes() + task.charge[:, route].tobytes() + bytes([task.mode[route]])
        found.setdefault(key, []).append(route)
    return list(found.values())


def _kinds(task: Task) -> list[list[int]]:
    """Put routes together that are alike in everything."""
    found: dict[tuple[int, ...], list[int]] = {}
    for index, routes in enumerate(_profiles(task)):
        for route in routes:
            key = (index, *(int(of[route]) for of in (task.start, task.end, task.leaves, task.shift_end, task.returns)))
            found.setdefault(key, []).append(route)
    return list(found.values())
