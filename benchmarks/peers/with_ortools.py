"""OR-Tools routing: guided local search, an arc cost per carer, lateness and overtime as soft bounds."""

from __future__ import annotations

import time
from collections import defaultdict

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
    together = defaultdict(list)
    for visit, (earliest, agreed, latest) in enumerate(task.windows):
        index = manager.NodeToIndex(first + visit)
        together[int(task.citizen[visit])].append(index)
        routing.AddDisjunction([index], int(prizes[visit]))
        routing.VehicleVar(index).SetValues([-1, *np.flatnonzero(task.allowed[visit]).tolist()])
        clock.CumulVar(index).SetRange(earliest, latest)
        if prices.lateness:
            clock.SetCumulVarSoftUpperBound(index, agreed, prices.lateness)
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
