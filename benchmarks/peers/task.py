"""A day as any routing engine understands it: windows, shifts, travel, what each arc costs; relations for the few."""

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
    """Jobs are numbered 0 to n - 1, routes 0 to m - 1; times are minutes since midnight.

    A job is one carer's share of a visit: the visit itself, or one of two jobs if two carers come.
    """

    day: Day
    visit: Ints
    """(n,) which visit each job belongs to"""
    place: Ints
    """(n,) where it is"""
    minutes: Ints
    windows: tuple[tuple[int, int, int], ...]
    """(n, 3) earliest, agreed and latest start"""
    rank: Ints
    """(n,) class of urgency, 1 the most urgent"""
    allowed: npt.NDArray[np.bool_]
    """(n, m) who may do what"""
    charge: Ints
    """(n, m) what one job by one carer costs; meeting a citizen is charged at each visit"""
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
    edges: Ints
    """(k, 3) rows (u, v, w): v starts at least w after u, if both are done"""
    apart: Ints
    """(k, 2) jobs of different carers"""
    same: Ints
    """(k, 2) jobs of the same carer"""
    groups: tuple[tuple[int, ...], ...]
    """Jobs that are done all or none"""

    @property
    def related(self) -> bool:
        """Whether there are doubles or links."""
        return len(self.edges) + len(self.apart) + len(self.same) + len(self.groups) > 0

    @property
    def n(self) -> int:
        """Number of jobs."""
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

        ``nodes`` are places; the last n of them are those of the jobs, whose charges are on the arcs into them.
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
        """Give a prize per job, larger than any cost of visiting, and larger for urgent visits."""
        most = self.prices.travel * int(self.travel.max()) * 3 + int(self.charge.max(initial=0)) * 2
        return np.asarray(most * (12 - self.rank), dtype=np.int64)


def task_of(day: Day) -> Task:
    """Read a day; refuses what hardly any engine can state (breaks, pins, several windows)."""
    compiled = compile_day(day)
    jobs, routes = compiled.jobs, compiled.routes
    if any(len(visit.windows) > 1 for visit in day.visits) or day.pins or (routes.break_minutes >= 0).any():
        raise ValueError("the day has several windows, pins or breaks")
    leaves = routes.available.copy()
    for activity in day.activities:
        for carer in activity.carers:
            route = compiled.carers.index(carer)
            if (activity.place, activity.start) != (day.carer_by_id[carer].start_place, leaves[route]):
                raise ValueError("a meeting is not where and when its carers start")
            leaves[route] += activity.minutes
    n = int((jobs.unit < len(day.visits)).sum())
    citizen, windows = jobs.citizen[:n], [visit.windows[0] for visit in day.visits]
    return Task(
        day=day, visit=jobs.unit[:n], place=jobs.place[:n], minutes=jobs.minutes[:n], allowed=jobs.allowed[:n],
        windows=tuple((windows[v].earliest_start, windows[v].agreed_start, windows[v].latest_start)
                      for v in jobs.unit[:n]),
        rank=compiled.groups.rank[jobs.group[:n]], charge=jobs.stop_cost[:n] + compiled.pair_cost[citizen],
        travel=compiled.travel, mode=routes.mode, start=routes.start_place, end=routes.end_place, leaves=leaves,
        shift_end=routes.end, returns=routes.latest_return,
        edges=compiled.edges[(compiled.edges[:, :2] < n).all(axis=1)],
        apart=compiled.apart[(compiled.apart < n).all(axis=1)], same=compiled.same,
        groups=tuple(group for group in compiled.group_jobs if len(group) > 1 and group[-1] < n))


def plan_of(task: Task, sequences: list[list[int]]) -> Plan:
    """Give the plan in which every route does its jobs in the given order, each as early as relations allow."""
    day, starts = task.day, _starts(task, sequences)
    routes = []
    for carer, sequence in zip(sorted(day.shift_by_carer), sequences, strict=True):
        stops = [Stop(kind=StopKind.ACTIVITY, id=a.id, start=a.start, end=a.start + a.minutes)
                 for a in day.activities if carer in a.carers]
        stops += [Stop(kind=StopKind.VISIT, id=day.visits[task.visit[job]].id, start=starts[job],
                       end=starts[job] + int(task.minutes[job])) for job in sequence]
        routes.append(Route(carer=carer, stops=tuple(stops)))
    done = {int(task.visit[job]) for job in starts}
    left = sorted(visit.id for index, visit in enumerate(day.visits) if index not in done)
    return Plan(routes=tuple(routes), unplanned=tuple(
        Unplanned(id=id_, reason=Reason.NO_CAPACITY, rule=Rule.COVERAGE) for id_ in left))


def _starts(task: Task, sequences: list[list[int]]) -> dict[int, int]:
    """Give the earliest start of each job: the least that routes and relations agree on, if they do."""
    starts = {job: task.windows[job][0] for sequence in sequences for job in sequence}
    for _ in range(10 + 2 * len(task.edges)):
        before = dict(starts)
        for route, sequence in enumerate(sequences):
            clock, minutes = int(task.leaves[route]), task.travel[task.mode[route]]
            places = [task.start[route], *(task.place[job] for job in sequence)]
            for job, (a, b) in zip(sequence, pairwise(places), strict=True):
                starts[job] = max(starts[job], clock + int(minutes[a, b]))
                clock = starts[job] + int(task.minutes[job])
        for u, v, gap in task.edges.tolist():
            if u in starts and v in starts:
                starts[v] = max(starts[v], starts[u] + gap)
        if starts == before:
            break
    return starts
