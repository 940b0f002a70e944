"""A few routes of a plan as a problem of their own: small arrays, quick kernels, the rest of the plan held still."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from triagering.solver.compiled import NEVER, Compiled, Groups, Jobs, Routes
from triagering.solver.solution import UNPLANNED, Solution
from triagering.solver.tables import Ints, Windows, clipped


@dataclass(frozen=True)
class Part:
    """A carved problem and how its indices map back."""

    compiled: Compiled
    jobs: Ints
    """Job of the whole for each job here."""
    routes: Ints
    """Route of the whole for each route here."""
    held: frozenset[int]
    """Jobs here whose group has planned jobs elsewhere: they must stay planned."""
    start: Solution
    """The plan as it is."""

    def put_back(self, whole: Solution, mine: Solution) -> Solution | None:
        """Give the whole plan with these routes replaced; None if a job that is held was dropped."""
        if not self.held <= mine.planned:
            return None
        routes, starts, breaks = list(whole.routes), list(whole.starts), list(whole.breaks)
        for job, start in zip(self.jobs.tolist(), mine.starts, strict=True):
            starts[job] = start
        for here, route in enumerate(self.routes.tolist()):
            routes[route] = tuple(int(self.jobs[job]) for job in mine.routes[here])
            breaks[route] = mine.breaks[here]
        return Solution(tuple(routes), tuple(starts), tuple(breaks))


def carve(compiled: Compiled, whole: Solution, chosen: list[int], extra: list[int]) -> Part:
    """Cut out some routes with all their jobs, and ``extra`` unplanned jobs (whole groups).

    Starts of linked jobs elsewhere are taken as fixed and narrow the windows here.
    """
    routes = np.array(sorted(chosen), dtype=np.int64)
    jobs = np.array(sorted({job for r in chosen for job in whole.routes[r]} | set(extra)), dtype=np.int64)
    new = np.full(compiled.n_jobs, -1, dtype=np.int64)
    new[jobs] = np.arange(len(jobs))
    old_groups, group = np.unique(compiled.jobs.group[jobs], return_inverse=True)
    ptr, opens, due, closes = _windows(compiled, jobs, new, whole)
    citizens, citizen = np.unique(compiled.jobs.citizen[jobs], return_inverse=True)
    shift = int(len(citizens) > 0 and citizens[0] < 0)
    kept = citizens[shift:]
    cut = _sliced(compiled.jobs, jobs)
    part = replace(
        compiled, carers=tuple(compiled.carers[r] for r in routes), citizens=tuple(compiled.citizens[z] for z in kept),
        jobs=replace(cut, citizen=citizen - shift, group=group, allowed=cut.allowed[:, routes],
                     stop_cost=cut.stop_cost[:, routes], ptr=ptr, opens=opens, due=due, closes=closes),
        routes=Routes(**{name: values[routes] for name, values in vars(compiled.routes).items()}),
        groups=_groups(compiled, old_groups, jobs),
        edges=_inside(compiled.edges, new), apart=_inside(compiled.apart, new), same=_inside(compiled.same, new),
        pair_cost=compiled.pair_cost[np.ix_(kept, routes)],
    )
    held = frozenset(
        int(new[job]) for job in jobs.tolist() if any(
            new[mate] < 0 for mate in compiled.group_jobs[int(compiled.jobs.group[job])]))
    return Part(part, jobs, routes, held, Solution(
        tuple(tuple(int(new[job]) for job in whole.routes[r]) for r in routes.tolist()),
        tuple(whole.starts[job] for job in jobs.tolist()), tuple(whole.breaks[r] for r in routes.tolist())))


def holds_together(compiled: Compiled, solution: Solution) -> bool:
    """Say whether no job is planned twice, no group in part, and same and different carers are kept."""
    planned = [job for jobs in solution.routes for job in jobs]
    route = np.full(compiled.n_jobs, -1, dtype=np.int64)
    for r, jobs in enumerate(solution.routes):
        route[list(jobs)] = r
    there = route >= 0
    sizes = np.bincount(compiled.jobs.group, minlength=len(compiled.groups.rank))
    taken = np.bincount(compiled.jobs.group[there], minlength=len(sizes))

    def agree(pairs: Ints, same: bool) -> bool:
        both = pairs[there[pairs].all(axis=1)]
        return bool(((route[both[:, 0]] == route[both[:, 1]]) == same).all())

    return (len(planned) == int(there.sum()) and bool(((taken == 0) | (taken == sizes)).all())
            and agree(compiled.same, True) and agree(compiled.apart, False))


def _sliced(jobs: Jobs, chosen: Ints) -> Jobs:
    return Jobs(**{name: values[chosen] if len(values) == len(jobs.unit) else values
                   for name, values in vars(jobs).items()})


def _inside(rows: Ints, new: Ints) -> Ints:
    """Keep relations whose jobs are all here, renumbered."""
    mapped = rows.copy()
    mapped[:, :2] = new[rows[:, :2]]
    return mapped[(mapped[:, :2] >= 0).all(axis=1)]


def _groups(compiled: Compiled, old: Ints, jobs: Ints) -> Groups:
    """Keep the groups that are here; those with jobs elsewhere count as pinned, so that they are dropped last."""
    groups = compiled.groups
    counts, rank = groups.counts[old].copy(), groups.rank[old].copy()
    here = np.bincount(compiled.jobs.group[jobs], minlength=len(groups.rank))[old]
    sizes = np.bincount(compiled.jobs.group, minlength=len(groups.rank))[old]
    for index in np.flatnonzero(here < sizes):
        counts[index] = 0
        counts[index, 0] = 1
        rank[index] = 0
    return Groups(rank=rank, price=groups.price[old], untold=groups.untold[old], counts=counts)


def _windows(compiled: Compiled, jobs: Ints, new: Ints, whole: Solution) -> tuple[Ints, Ints, Ints, Ints]:
    """Give the windows of the chosen jobs, narrowed by linked jobs elsewhere."""
    low: dict[int, int] = {}
    high: dict[int, int] = {}
    for u, v, gap in compiled.edges.tolist():
        if new[v] >= 0 > new[u] and whole.starts[u] != UNPLANNED:
            low[v] = max(low.get(v, -NEVER), whole.starts[u] + gap)
        elif new[u] >= 0 > new[v] and whole.starts[v] != UNPLANNED:
            high[u] = min(high.get(u, NEVER), whole.starts[v] - gap)
    ptr, found = [0], Windows()
    for job in jobs.tolist():
        own = clipped(compiled.jobs.windows(job), low.get(job, -NEVER), high.get(job, NEVER))
        found += own or [(whole.starts[job],) * 3]  # while the whole plan is valid, some of a window is left
        ptr.append(len(found))
    opens, due, closes = np.array(found, dtype=np.int64).reshape(-1, 3).T.copy()
    return np.array(ptr, dtype=np.int64), opens, due, closes


def nearby_routes(
        whole: Solution, near: npt.NDArray[np.uint32], seed: int, most_jobs: int, busy: set[int]) -> list[int]:
    """Give routes around a job, nearest first, until together they have about so many jobs."""
    route_of = {job: r for r, jobs in enumerate(whole.routes) for job in jobs}
    chosen: list[int] = []
    size = 0
    for job in near[seed].tolist():
        r = route_of.get(job, -1)
        if r < 0 or r in busy or r in chosen:
            continue
        if size + len(whole.routes[r]) > most_jobs and len(chosen) >= 2:
            break
        chosen.append(r)
        size += len(whole.routes[r])
    return chosen
