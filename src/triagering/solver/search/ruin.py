"""Ruin: take strings of neighbouring stops out."""

from __future__ import annotations

from triagering.solver.kernels import hot, inner
from triagering.solver.search.arrays import Problem, State
from triagering.solver.search.columns import (
    COUNT,
    END_MEMBER,
    FIRST_MEMBER,
    GROUP,
    NXT,
    PRV,
    ROUTE,
)
from triagering.solver.search.moves import draw, link_out
from triagering.solver.search.timing import Work


@hot
def remove_group(p: Problem, s: State, w: Work, group: int, mark: int) -> None:
    """Take every planned job of a group out and mark their routes."""
    for entry in range(p.groups[group, FIRST_MEMBER], p.groups[group, END_MEMBER]):
        job = p.lists[entry, 0]
        if s.node[job, ROUTE] >= 0:
            w.touched[s.node[job, ROUTE]] = mark
            link_out(p, s, job)


@hot
def disturb(p: Problem, s: State, w: Work, group: int, mark: int) -> None:
    """Remove a group; meetings of many carers mostly stay, as they tear many routes apart and rarely move."""
    if p.groups[group, END_MEMBER] - p.groups[group, FIRST_MEMBER] <= 2 or draw(w) < 0.02:
        remove_group(p, s, w, group, mark)


@inner
def ruin(p: Problem, s: State, w: Work, mark: int, average: float, longest: float) -> None:
    """Remove strings of stops near a random job, all of one route now and then, or stops of one time of day."""
    seed = int(draw(w) * p.n_jobs)
    kind = draw(w)
    if kind < 0.04:
        r = int(draw(w) * p.n_routes)
        node = s.node[p.n_jobs + r, NXT]
        while node < p.n_jobs:
            after = s.node[node, NXT]
            while after < p.n_jobs and p.node[after, GROUP] == p.node[node, GROUP]:
                after = s.node[after, NXT]
            disturb(p, s, w, p.node[node, GROUP], mark)
            node = after
        return
    if kind < 0.10:
        many = 1 + int(draw(w) * average)
        for entry in range(p.near.shape[1]):
            if many <= 0:
                break
            job = p.near[seed, entry]
            if s.node[job, ROUTE] >= 0 and draw(w) < 0.6:
                disturb(p, s, w, p.node[job, GROUP], mark)
                many -= 1
        return
    planned, used = 0, 0
    for r in range(p.n_routes):
        planned += s.run[r, COUNT]
        used += int(s.run[r, COUNT] > 0)
    if used == 0:
        return
    size = min(longest, max(1.0, planned / used))
    strings = int(draw(w) * (4.0 * average / (1.0 + size) - 1.0)) + 1
    for entry in range(p.near.shape[1]):
        if strings <= 0:
            break
        job = p.near[seed, entry]
        r = s.node[job, ROUTE]
        if r < 0 or w.touched[r] == mark:
            continue
        strings -= 1
        w.touched[r] = mark
        remove_string(p, s, w, job, r, mark, min(float(s.run[r, COUNT]), size))


@hot
def remove_string(p: Problem, s: State, w: Work, job: int, r: int, mark: int, size: float) -> None:
    """Remove a run of stops around a job, half the time sparing a few in its middle."""
    length = 1 + int(draw(w) * size)
    length = min(length, s.run[r, COUNT])
    spare = 0
    if length > 1 and draw(w) < 0.5:
        while length + spare < s.run[r, COUNT] and draw(w) > 0.01 and spare < 10:
            spare += 1
            if draw(w) < 0.5:
                break
    behind = int(draw(w) * (length + spare))
    node = job
    while behind > 0 and s.node[node, PRV] < p.n_jobs:
        node = s.node[node, PRV]
        behind -= 1
    spare_from = int(draw(w) * length)
    n = 0
    while node < p.n_jobs and n < length + spare:
        if not spare_from <= n < spare_from + spare:
            w.order[n] = node
        else:
            w.order[n] = -1
        n += 1
        node = s.node[node, NXT]
    for i in range(n):
        if w.order[i] >= 0 and s.node[w.order[i], ROUTE] >= 0:
            disturb(p, s, w, p.node[w.order[i], GROUP], mark)
