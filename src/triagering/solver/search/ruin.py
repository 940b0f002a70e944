"""Ruin: take stops out that are best put back together."""

from __future__ import annotations

from triagering.solver.kernels import hot, inner
from triagering.solver.search.arrays import Problem, State
from triagering.solver.search.moves import draw, leave_out, link_out
from triagering.solver.search.timing import touch
from triagering.solver.search.workspace import Work

AVERAGE = 10.0
"""Stops taken out in a step on average, where there are three times as many."""
LONGEST = 10.0
"""Most stops of a string."""


@hot
def remove_group(p: Problem, s: State, w: Work, group: int, mark: int) -> None:
    """Take every planned job of a group out, which must have some, and mark their routes."""
    leave_out(s, group)
    for entry in range(p.groups[group].first_member, p.groups[group].end_member):
        job = p.lists[entry, 0]
        if s.node[job].route >= 0:
            touch(s, w, s.node[job].route, mark)
            link_out(p, s, job)


@hot
def disturb(p: Problem, s: State, w: Work, group: int, mark: int) -> None:
    """Remove a group; meetings of many carers mostly stay, as they tear many routes apart and rarely move."""
    if p.groups[group].end_member - p.groups[group].first_member <= 2 or draw(w) < 0.02:
        remove_group(p, s, w, group, mark)


@inner
def ruin(p: Problem, s: State, w: Work, mark: int, average: float) -> None:
    """Remove strings of stops near a random job, or now and then something that they seldom take out together."""
    seed = int(draw(w) * p.n_jobs)
    kind = draw(w)
    if kind < 0.04:
        remove_route(p, s, w, int(draw(w) * p.n_routes), mark)
    elif kind < 0.10:
        remove_near(p, s, w, seed, mark, average)
    elif kind < 0.20:
        remove_citizens(p, s, w, seed, mark, 1.5 * average)
    elif kind < 0.30 and p.linked:
        remove_near(p, s, w, of_two(p, w, seed), mark, 1.4 * average)
    else:
        remove_strings(p, s, w, seed, mark, average)


@hot
def remove_route(p: Problem, s: State, w: Work, r: int, mark: int) -> None:
    """Remove all stops of a route."""
    node = s.node[p.n_jobs + r].nxt
    while node < p.n_jobs:
        after = s.node[node].nxt
        while after < p.n_jobs and p.node[after].group == p.node[node].group:
            after = s.node[after].nxt
        disturb(p, s, w, p.node[node].group, mark)
        node = after


@hot
def remove_near(p: Problem, s: State, w: Work, seed: int, mark: int, average: float) -> None:
    """Remove most of the stops near a job in place and time."""
    many = 1 + int(draw(w) * average)
    for entry in range(p.near.shape[1]):
        if many <= 0:
            break
        job = p.near[seed, entry]
        if s.node[job].route >= 0 and draw(w) < 0.6:
            disturb(p, s, w, p.node[job].group, mark)
            many -= 1


@hot
def remove_citizens(p: Problem, s: State, w: Work, seed: int, mark: int, average: float) -> None:
    """Remove all stops at some citizens: one visit alone would not leave the carer who comes to the others."""
    many = 1 + int(draw(w) * average)
    for entry in range(p.near.shape[1]):
        if many <= 0:
            break
        job = p.near[seed, entry]
        if s.node[job].route < 0 or (entry > 0 and draw(w) >= 0.4):
            continue
        disturb(p, s, w, p.node[job].group, mark)
        many -= 1
        for mate in range(p.node[job].first_mate, p.node[job].end_mate):
            other = p.lists[mate, 0]
            if s.node[other].route >= 0:
                disturb(p, s, w, p.node[other].group, mark)
                many -= 1


@hot
def of_two(p: Problem, w: Work, seed: int) -> int:
    """Give a job of a visit by two if a few draws find one: its time is what two routes are built around."""
    for _ in range(12):
        if p.groups[p.node[seed].group].end_member - p.groups[p.node[seed].group].first_member == 2:
            break
        seed = int(draw(w) * p.n_jobs)
    return seed


@hot
def remove_strings(p: Problem, s: State, w: Work, seed: int, mark: int, average: float) -> None:
    """Remove a string of stops from each of the routes nearest to a job."""
    planned, used = 0, 0
    for r in range(p.n_routes):
        planned += s.run[r].count
        used += int(s.run[r].count > 0)
    if used == 0:
        return
    size = min(LONGEST, max(1.0, planned / used))
    strings = int(draw(w) * (4.0 * average / (1.0 + size) - 1.0)) + 1
    for entry in range(p.near.shape[1]):
        if strings <= 0:
            break
        job = p.near[seed, entry]
        r = s.node[job].route
        if r < 0 or w.touched[r] == mark:
            continue
        strings -= 1
        touch(s, w, r, mark)
        remove_string(p, s, w, job, r, mark, min(float(s.run[r].count), size))


@hot
def remove_string(p: Problem, s: State, w: Work, job: int, r: int, mark: int, size: float) -> None:
    """Remove a run of stops around a job, half the time sparing a few in its middle."""
    length = 1 + int(draw(w) * size)
    length = min(length, s.run[r].count)
    spare = 0
    if length > 1 and draw(w) < 0.5:
        while length + spare < s.run[r].count and draw(w) > 0.01 and spare < 10:
            spare += 1
            if draw(w) < 0.5:
                break
    behind = int(draw(w) * (length + spare))
    node = job
    while behind > 0 and s.node[node].prv < p.n_jobs:
        node = s.node[node].prv
        behind -= 1
    spare_from = int(draw(w) * length)
    n = 0
    while node < p.n_jobs and n < length + spare:
        if not spare_from <= n < spare_from + spare:
            w.order[n] = node
        else:
            w.order[n] = -1
        n += 1
        node = s.node[node].nxt
    for i in range(n):
        if w.order[i] >= 0 and s.node[w.order[i]].route >= 0:
            disturb(p, s, w, p.node[w.order[i]].group, mark)
