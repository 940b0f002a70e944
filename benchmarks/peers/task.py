"""A day as any routing engine understands it: one carer per visit, windows, shifts, travel, and what each arc costs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from triagering.models import Day, Plan, Prices, Reason, Route, Rule, Settings, Stop, StopKind, Unplanned
from triagering.solver.compiled import compile_day

Ints = npt.NDArray[np.int64]
MINUTES_ONLY = Settings(prices=Prices(**{name: 0 for name in Prices.model_fields if name != "travel"}))
"""Prices that every engine can state: travel, and nothing else."""


@dataclass(frozen=True)
class Task:
    """Visits are numbered 0 to n - 1, routes 0 to m - 1; times are minutes since midnight."""

    day: Day
    place: Ints
    """(n,) place of each visit"""
    minutes: Ints
    windows: tuple[tuple[int, int, int], ...]
    """(n, 3) earliest, agreed and latest start of each visit"""
    citizen: Ints
    rank: Ints
    """(n,) class of urgency, 1 the most urgent"""
    allowed: npt.NDArray[np.bool_]
    """(n, m) who may do what"""
    charge: Ints
    """(n, m) what one visit by one carer costs; meeting a citizen is charged at each visit"""
    travel: Ints
    """(n_modes, n_places, n_places)"""
    mode: Ints
    """(m,) travel mode of each route"""
    start: Ints
    end: Ints
    """(m,) places where routes start and end"""
    leaves: Ints
    """(m,) earliest departure, after a meeting at the start place if there is one"""
    shift_end: Ints
    returns: Ints
    """(m,) latest return; later than ``shift_end`` is overtime"""

    @property
    def n(self) -> int:
        """Number of visits."""
        return len(self.place)

    @property
    def m(self) -> int:
        """Number of routes."""
        return len(self.mode)

    @property
    def prices(self) -> Prices:
        """What the day pays for."""
        return self.day.settings.prices

    def costs(self, route: int, nodes: Ints, forbidden: int) -> tuple[Ints, Ints]:
        """Give cost and minutes between places of nodes for one route, each (len(nodes), len(nodes)).

        ``nodes`` are places; the last n of them are those of the visits, whose charges are on the arcs into them.
        """
        minutes = self.travel[self.mode[route]][np.ix_(nodes, nodes)]
        into = np.zeros(len(nodes), dtype=np.int64)
        into[len(nodes) - self.n:] = np.where(self.allowed[:, route], self.charge[:, route], forbidden)
        cost = self.prices.travel * minutes + into
        np.fill_diagonal(cost, 0)
        minutes = minutes.copy()
        np.fill_diagonal(minutes, 0)
        return cost, minutes

    def prizes(self) -> Ints:
        """Give a prize per visit, larger than any cost of visiting, and larger for urgent visits."""
        most = self.prices.travel * int(self.travel.max()) * 3 + int(self.charge.max(initial=0)) * 2
        return np.asarray(most * (12 - self.rank), dtype=np.int64)


def task_of(day: Day) -> Task:
    """Read a plain day; refuses what not every engine can state (doubles, links, breaks, pins)."""
    compiled = compile_day(day)
    jobs, routes = compiled.jobs, compiled.routes
    n = len(day.visits)
    if (any(v.carers_needed > 1 or len(v.windows) > 1 for v in day.visits) or day.links or day.pins
            or (routes.break_minutes >= 0).any()):
        raise ValueError("the day has doubles, several windows, links, pins or breaks")
    leaves = routes.available.copy()
    for activity in day.activities:
        for carer in activity.carers:
            route = compiled.carers.index(carer)
            if (activity.place, activity.start) != (day.carer_by_id[carer].start_place, leaves[route]):
                raise ValueError("a meeting is not where and when its carers start")
            leaves[route] += activity.minutes
    citizen = jobs.citizen[:n]
    return Task(
        day=day, place=jobs.place[:n], minutes=jobs.minutes[:n], citizen=citizen, allowed=jobs.allowed[:n],
        windows=tuple((w.earliest_start, w.agreed_start, w.latest_start) for v in day.visits for w in v.windows),
        rank=compiled.groups.rank[jobs.group[:n]], charge=jobs.stop_cost[:n] + compiled.pair_cost[citizen],
        travel=compiled.travel, mode=routes.mode, start=routes.start_place, end=routes.end_place, leaves=leaves,
        shift_end=routes.end, returns=routes.latest_return)


def plan_of(task: Task, sequences: list[list[int]]) -> Plan:
    """Give the plan in which every route does its visits in the given order, each as early as possible."""
    day = task.day
    carers = sorted(day.shift_by_carer)
    routes = []
    for route, carer in enumerate(carers):
        stops = [Stop(kind=StopKind.ACTIVITY, id=a.id, start=a.start, end=a.start + a.minutes)
                 for a in day.activities if carer in a.carers]
        clock = int(task.leaves[route])
        minutes = task.travel[task.mode[route]]
        places = [task.start[route], *(task.place[visit] for visit in sequences[route])]
        for visit, (a, b) in zip(sequences[route], pairwise(places), strict=True):
            begin = max(clock + int(minutes[a, b]), task.windows[visit][0])
            clock = begin + int(task.minutes[visit])
            stops.append(Stop(kind=StopKind.VISIT, id=day.visits[visit].id, start=begin, end=clock))
        routes.append(Route(carer=carer, stops=tuple(stops)))
    done = {visit for sequence in sequences for visit in sequence}
    left = sorted(day.visits[visit].id for visit in range(task.n) if visit not in done)
    return Plan(routes=tuple(routes), unplanned=tuple(
        Unplanned(id=id_, reason=Reason.NO_CAPACITY, rule=Rule.COVERAGE) for id_ in left))
