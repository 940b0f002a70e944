"""OR-Tools routing: guided local search, an arc cost per carer, lateness and overtime as soft bounds."""

from __future__ import annotations

import time

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from benchmarks.peers.task import Task

FORBIDDEN = 10**7


def solve(task: Task, seconds: float, seed: int) -> list[list[int]]:
    """Give the visits of each route; the search has no seed."""
    until = time.process_time() + seconds
    prices, m = task.prices, task.m
    ends = sorted({*task.start.tolist(), *task.end.tolist()})
    nodes = np.array([*ends, *task.place])
    first = len(ends)
    manager = pywrapcp.RoutingIndexManager(
        len(nodes), m, [ends.index(place) for place in task.start], [ends.index(place) for place in task.end])
    routing = pywrapcp.RoutingModel(manager)
    service = np.concatenate([np.zeros(first, dtype=np.int64), task.minutes])
    transits: dict[int, int] = {}
    for route in range(m):
        cost, minutes = task.costs(route, nodes, FORBIDDEN)
        routing.SetArcCostEvaluatorOfVehicle(routing.RegisterTransitMatrix(cost.tolist()), route)
        if int(task.mode[route]) not in transits:
            transits[int(task.mode[route])] = routing.RegisterTransitMatrix((minutes + service[:, None]).tolist())
    horizon = int(max(task.returns)) + 1
    by_route = [transits[int(mode)] for mode in task.mode]
    routing.AddDimensionWithVehicleTransits(by_route, horizon, horizon, False, "time")
    clock = routing.GetDimensionOrDie("time")
    for route in range(m):
        clock.CumulVar(routing.Start(route)).SetRange(int(task.leaves[route]), horizon)
        clock.CumulVar(routing.End(route)).SetRange(0, int(task.returns[route]))
        if prices.overtime:
            clock.SetCumulVarSoftUpperBound(routing.End(route), int(task.shift_end[route]), prices.overtime)
    prizes = task.prizes()
    for job, (earliest, agreed, latest) in enumerate(task.windows):
        index = manager.NodeToIndex(first + job)
        routing.AddDisjunction([index], int(prizes[job]))
        routing.VehicleVar(index).SetValues([-1, *np.flatnonzero(task.allowed[job]).tolist()])
        clock.CumulVar(index).SetRange(earliest, latest)
        if prices.lateness:
            clock.SetCumulVarSoftUpperBound(index, agreed, prices.lateness)
    _relate(task, routing, clock, [manager.NodeToIndex(first + job) for job in range(task.n)], horizon)
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.time_limit.FromMilliseconds(int(4000 * seconds))
    routing.CloseModelWithParameters(parameters)
    routing.AddSearchMonitor(routing.solver().CustomLimit(lambda: time.process_time() >= until))
    found = routing.SolveWithParameters(parameters)
    sequences: list[list[int]] = [[] for _ in range(m)]
    if found is None:
        return sequences
    for route in range(m):
        index = found.Value(routing.NextVar(routing.Start(route)))
        while not routing.IsEnd(index):
            sequences[route].append(manager.IndexToNode(index) - first)
            index = found.Value(routing.NextVar(index))
    return sequences


def _relate(
    task: Task, routing: pywrapcp.RoutingModel, clock: pywrapcp.RoutingDimension, nodes: list[int], horizon: int,
) -> None:
    """State doubles and links; each holds if both jobs are done."""
    solver = routing.solver()
    active = [routing.ActiveVar(node) for node in nodes]
    for u, v, gap in task.edges.tolist():
        slack = (2 - active[u] - active[v]) * (2 * horizon)
        solver.Add(clock.CumulVar(nodes[v]) + slack >= clock.CumulVar(nodes[u]) + gap)
    for u, v in task.apart.tolist():
        solver.Add(solver.IsEqualVar(routing.VehicleVar(nodes[u]), routing.VehicleVar(nodes[v])) + active[u] <= 1)
    for u, v in task.same.tolist():
        equal = solver.IsEqualVar(routing.VehicleVar(nodes[u]), routing.VehicleVar(nodes[v]))
        solver.Add(equal + 1 >= active[u] + active[v])
    for group in task.groups:
        for job in group[1:]:
            solver.Add(active[group[0]] == active[job])
