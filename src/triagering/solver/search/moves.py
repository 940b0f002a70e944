"""Putting a job in and taking it out: what it changes, and what that costs."""

from __future__ import annotations

import numpy as np
from triagering.solver.kernels import hot, index, inner
from triagering.solver.search.arrays import FAR, Problem, State
from triagering.solver.search.columns import LEFT_OUT
from triagering.solver.search.pricing import price_route, share_figures, share_more, spread_more, store_route
from triagering.solver.search.timing import LATE, is_linked, propagate, ride, undo
from triagering.solver.search.workspace import Work

KEEP, BEFORE_NEW, BEFORE_NEXT, NOWHERE = 0, 1, 2, 3
"""Where the break of a route lies after an insertion."""


@hot
def draw(w: Work) -> float:
    """Give a uniform random number in [0, 1) (xorshift64*)."""
    x = w.rng[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    w.rng[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@hot
def link_in(p: Problem, s: State, job: int, before: int, r: int) -> None:
    """Put a job after a node."""
    after, mode = s.node[before].nxt, p.run[r].mode
    s.node[job].leg, s.node[after].leg = ride(p, mode, before, job), ride(p, mode, job, after)
    s.node[before].nxt, s.node[job].prv, s.node[job].nxt, s.node[after].prv = job, before, after, job
    s.node[job].route = r
    s.run[r].count += 1


@hot
def link_out(p: Problem, s: State, job: int) -> None:
    """Take a job out of its route; a break before it moves before the next node."""
    r, before, after = s.node[job].route, s.node[job].prv, s.node[job].nxt
    if s.run[r].brk == job:
        s.run[r].brk = after
    s.node[before].nxt, s.node[after].prv = after, before
    s.node[job].route = -1
    s.node[job].lateness = 0
    s.run[r].count -= 1
    s.node[after].leg = ride(p, p.run[r].mode, before, after) if s.run[r].count > 0 else 0


@hot
def is_out(p: Problem, s: State, group: int) -> bool:
    """Say whether a group is not planned: all of its jobs are or none."""
    return s.node[p.lists[p.groups[group].first_member, 0]].route < 0  # type: ignore[no-any-return]


@hot
def leave_out(s: State, group: int) -> None:
    """Add a group to those left out."""
    s.out[s.total[LEFT_OUT]] = group
    s.total[LEFT_OUT] += 1


@hot
def may_join(p: Problem, s: State, job: int, r: int) -> bool:
    """Say whether a route that may do a job may take it, given who does the jobs it is related to."""
    for entry in range(p.node[job].first_rel, p.node[job].end_rel):
        other = s.node[p.lists[entry, 0]].route
        if other >= 0 and (other == r) != (p.lists[entry, 1] == 1):
            return False
    return True


@hot
def meets(p: Problem, s: State, job: int, r: int) -> bool:
    """Say whether a route already visits the job's citizen."""
    for entry in range(p.node[job].first_mate, p.node[job].end_mate):
        if s.node[p.lists[entry, 0]].route == r:
            return True
    return False


@hot
def join_cost(p: Problem, s: State, job: int, r: int) -> int:
    """Price a job on a route apart from time and travel."""
    cost = p.stops[job, r]
    if p.node[job].citizen >= 0 and p.pairs[p.node[job].citizen, r] > 0 and not meets(p, s, job, r):
        cost += p.pairs[p.node[job].citizen, r]
    if s.run[r].count == 0:
        cost -= p.run[r].unused
    return cost


@hot
def insertion_delta(p: Problem, s: State, w: Work, job: int, before: int, r: int, where: int, base: int, limit: int,
                    budget: int) -> int:
    """Price an insertion, leaving the state as it was; LATE if impossible or not below ``limit``.

    ``budget`` is the most that lateness and overtime may cost for it to stay below. The price is exact, but for one
    thing: unless routes are walked (``full_delta``), nothing is credited for a worst lateness that falls, as when a
    stop is pushed into its next window, or the break moves ahead of the job.
    """
    after, old_break = s.node[before].nxt, s.run[r].brk
    old_leg = s.node[after].leg
    link_in(p, s, job, before, r)
    if where == BEFORE_NEW:
        s.run[r].brk = job
    elif where == BEFORE_NEXT:
        s.run[r].brk = after
    elif where == NOWHERE:
        s.run[r].brk = -1
    s.node[job].begin = -FAR
    logged = propagate(p, s, w, job, budget)
    delta = LATE
    if logged >= 0:
        delta = full_delta(p, s, w, r, logged) if p.full else quick_delta(p, s, w, job, r, logged, base, old_break)
    undo(s, w, w.stamp[1])
    s.run[r].brk = old_break
    s.node[before].nxt, s.node[after].prv = after, before
    s.node[job].route = -1
    s.node[job].lateness = 0
    s.node[after].leg = old_leg
    s.run[r].count -= 1
    return delta if delta < limit else LATE


@hot
def quick_delta(p: Problem, s: State, w: Work, job: int, r: int, logged: int, base: int, old_break: int) -> int:
    """Price the move just propagated from what it moved: no route is walked."""
    before, after = s.node[job].prv, s.node[job].nxt
    detour = s.node[job].leg + s.node[after].leg
    if s.run[r].count > 1:
        detour -= ride(p, p.run[r].mode, before, after)
    load = s.run[r].load + detour + p.node[job].minutes
    if load > p.run[r].max_load:
        return LATE
    worst, alone = 0, 1
    for entry in range(logged):
        node = index(w.log[entry, 0])
        if node < p.n_jobs:
            if p.linked and is_linked(p, node):
                alone = 0
            worst = max(worst, s.node[node].lateness)
    cost = base + p.p_travel * detour + w.stamp[3]
    missed = s.run[r].count >= p.run[r].break_from and s.run[r].brk < 0
    if missed and p.run[r].break_mandatory:
        return LATE
    cost += p.p_missed * (int(missed) - int(s.run[r].count - 1 >= p.run[r].break_from and old_break < 0))
    spare = p.run[r].reserve - (p.run[r].end - p.run[r].start - p.run[r].break_minutes)
    cost += p.p_reserve * (max(0, spare + load) - max(0, spare + s.run[r].load))
    w.found[3], w.found[4], w.found[5] = cost, worst, alone
    return cost + tie_cost(p, s, w, job, r, worst)


@hot
def tie_cost(p: Problem, s: State, w: Work, job: int, r: int, worst: int) -> int:
    """Price what a job on a route, with so much lateness, adds to the largest figures of any route."""
    return (p.p_worst_late * max(0, worst - w.shared[0])
            + p.p_heavy * p.node[job].heavy * max(0, s.run[r].burden + 1 - w.shared[2]))


@inner
def full_delta(p: Problem, s: State, w: Work, r: int, logged: int) -> int:
    """Price the move just propagated by walking every route it touched."""
    w.stamp[0] += 1
    stamp = w.stamp[0]
    cost, late, idle, heavy, load = 0, 0, 0, 0, s.run[r].load
    for entry in range(-1, logged):
        route = r if entry < 0 else s.node[w.log[entry, 0]].route
        if w.touched[route] == stamp:
            continue
        w.touched[route] = stamp
        price = price_route(p, s, w, route)
        if price >= LATE:
            return LATE
        cost += price - s.run[route].cost
        idle, heavy, late = max(idle, w.figures[0].idle), max(heavy, w.figures[0].burden), max(late, w.figures[0].worst)
        if route == r:
            load = w.figures[0].load
    for other in range(p.n_routes):
        if w.touched[other] != stamp:
            late, idle = max(late, s.run[other].worst), max(idle, s.run[other].idle)
            heavy = max(heavy, s.run[other].burden)
    cost += p.p_worst_late * (late - w.shared[0]) + p.p_worst_idle * (idle - w.shared[1])
    cost += p.p_heavy * (heavy - w.shared[2])
    if p.p_spread > 0:
        cost += p.p_spread * spread_more(p, s, r, load - s.run[r].load)
    return cost


@hot
def break_choices(p: Problem, s: State, r: int, before: int) -> int:
    """Give the ways the break may lie after an insertion there.

    As bits 1 (keep), 2 (before new), 4 (before next) and 8 (nowhere any more: visits come before a break that need not
    be taken).
    """
    if s.run[r].count + 1 < p.run[r].break_from:
        return 1
    after, ends = s.node[before].nxt, p.run[r].break_from == 1
    ahead = before < p.n_jobs or ends
    behind = after < p.n_jobs or ends
    drop = 0 if p.run[r].break_mandatory else 8
    if s.run[r].brk == after:
        return drop | (2 if ahead else 0) | (4 if behind else 0)
    if s.run[r].brk >= 0:
        return drop | 1
    keep = 0 if p.run[r].break_mandatory else 1
    return keep | (2 if ahead else 0) | (4 if behind else 0)


@inner
def insert(p: Problem, s: State, w: Work, job: int, before: int, r: int, where: int) -> bool:
    """Insert for good, and store the routes whose times change; False (and half done) if a rule breaks."""
    after = s.node[before].nxt
    s.run[r].version = -1
    link_in(p, s, job, before, r)
    if where == BEFORE_NEW:
        s.run[r].brk = job
    elif where == BEFORE_NEXT:
        s.run[r].brk = after
    elif where == NOWHERE:
        s.run[r].brk = -1
    s.node[job].begin = -FAR
    logged = propagate(p, s, w, job, LATE)
    for entry in range(w.stamp[1]):
        s.run[s.node[w.log[entry, 0]].route].version = -1
    if logged < 0:
        return False
    for entry in range(-1, logged):
        route = r if entry < 0 else s.node[w.log[entry, 0]].route
        if s.run[route].version == -1:
            if not store_route(p, s, w, route):
                return False
            share_more(s, w, route)
    if p.full:  # else idle time, which may have fallen, costs nothing
        share_figures(s.run, w.shared)
    return True
