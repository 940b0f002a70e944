"""Putting a job in and taking it out: what it changes, and what that costs."""

from __future__ import annotations

import numpy as np
from triagering.solver.kernels import hot, inner
from triagering.solver.search.arrays import FAR, Problem, State
from triagering.solver.search.columns import (
    BEGIN,
    BREAK_FROM,
    BREAK_MANDATORY,
    BREAK_MINUTES,
    BRK,
    BURDEN,
    CITIZEN,
    COST,
    COUNT,
    END,
    END_MATE,
    END_REL,
    FIRST_MATE,
    FIRST_MEMBER,
    FIRST_REL,
    HEAVY,
    IDLE,
    LATENESS,
    LEFT_OUT,
    LEG,
    LOAD,
    MAX_LOAD,
    MINUTES,
    MODE,
    NXT,
    PRV,
    RESERVE,
    ROUTE,
    START,
    UNUSED,
    VERSION,
    WORST,
)
from triagering.solver.search.pricing import price_route, share_more, spread, store_route
from triagering.solver.search.timing import LATE, Work, is_linked, propagate, ride, undo

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
    after, mode = s.node[before, NXT], p.run[r, MODE]
    s.node[job, LEG], s.node[after, LEG] = ride(p, mode, before, job), ride(p, mode, job, after)
    s.node[before, NXT], s.node[job, PRV], s.node[job, NXT], s.node[after, PRV] = job, before, after, job
    s.node[job, ROUTE] = r
    s.run[r, COUNT] += 1


@hot
def link_out(p: Problem, s: State, job: int) -> None:
    """Take a job out of its route; a break before it moves before the next node."""
    r, before, after = s.node[job, ROUTE], s.node[job, PRV], s.node[job, NXT]
    if s.run[r, BRK] == job:
        s.run[r, BRK] = after
    s.node[before, NXT], s.node[after, PRV] = after, before
    s.node[job, ROUTE] = -1
    s.node[job, LATENESS] = 0
    s.run[r, COUNT] -= 1
    s.node[after, LEG] = ride(p, p.run[r, MODE], before, after) if s.run[r, COUNT] > 0 else 0


@hot
def is_out(p: Problem, s: State, group: int) -> bool:
    """Say whether a group is not planned: all of its jobs are or none."""
    return s.node[p.lists[p.groups[group, FIRST_MEMBER], 0], ROUTE] < 0  # type: ignore[no-any-return]


@hot
def leave_out(s: State, group: int) -> None:
    """Add a group to those left out."""
    s.out[s.total[LEFT_OUT]] = group
    s.total[LEFT_OUT] += 1


@hot
def may_join(p: Problem, s: State, job: int, r: int) -> bool:
    """Say whether a route may take a job, given who does the jobs it is related to."""
    if p.stops[job, r] >= LATE:
        return False
    for entry in range(p.node[job, FIRST_REL], p.node[job, END_REL]):
        other = s.node[p.lists[entry, 0], ROUTE]
        if other >= 0 and (other == r) != (p.lists[entry, 1] == 1):
            return False
    return True


@hot
def meets(p: Problem, s: State, job: int, r: int) -> bool:
    """Say whether a route already visits the job's citizen."""
    for entry in range(p.node[job, FIRST_MATE], p.node[job, END_MATE]):
        if s.node[p.lists[entry, 0], ROUTE] == r:
            return True
    return False


@hot
def join_cost(p: Problem, s: State, job: int, r: int) -> int:
    """Price a job on a route apart from time and travel."""
    cost = p.stops[job, r]
    if p.node[job, CITIZEN] >= 0 and p.pairs[p.node[job, CITIZEN], r] > 0 and not meets(p, s, job, r):
        cost += p.pairs[p.node[job, CITIZEN], r]
    if s.run[r, COUNT] == 0:
        cost -= p.run[r, UNUSED]
    return cost


@inner
def others(s: State, figure: int, w: Work, stamp: int) -> int:
    """Give the largest figure among untouched routes."""
    best = 0
    for r in range(len(s.run)):
        if w.touched[r] != stamp:
            best = max(best, s.run[r, figure])
    return best


@hot
def insertion_delta(p: Problem, s: State, w: Work, job: int, before: int, r: int, where: int, base: int, limit: int,
                    budget: int) -> int:
    """Price an insertion exactly, leaving the state as it was; LATE if impossible or not below ``limit``.

    ``budget`` is the most that lateness and overtime may cost for it to stay below.
    """
    after, old_break = s.node[before, NXT], s.run[r, BRK]
    old_leg = s.node[after, LEG]
    link_in(p, s, job, before, r)
    if where == BEFORE_NEW:
        s.run[r, BRK] = job
    elif where == BEFORE_NEXT:
        s.run[r, BRK] = after
    elif where == NOWHERE:
        s.run[r, BRK] = -1
    s.node[job, BEGIN] = -FAR
    logged = propagate(p, s, w, job, budget)
    delta = LATE
    if logged >= 0:
        delta = full_delta(p, s, w, r, logged) if p.full else quick_delta(p, s, w, job, r, logged, base, old_break)
    undo(s, w, w.stamp[1])
    s.run[r, BRK] = old_break
    s.node[before, NXT], s.node[after, PRV] = after, before
    s.node[job, ROUTE] = -1
    s.node[job, LATENESS] = 0
    s.node[after, LEG] = old_leg
    s.run[r, COUNT] -= 1
    return delta if delta < limit else LATE


@hot
def quick_delta(p: Problem, s: State, w: Work, job: int, r: int, logged: int, base: int, old_break: int) -> int:
    """Price the move just propagated from what it moved: no route is walked."""
    before, after = s.node[job, PRV], s.node[job, NXT]
    detour = s.node[job, LEG] + s.node[after, LEG]
    if s.run[r, COUNT] > 1:
        detour -= ride(p, p.run[r, MODE], before, after)
    load = s.run[r, LOAD] + detour + p.node[job, MINUTES]
    if load > p.run[r, MAX_LOAD]:
        return LATE
    worst, alone = 0, 1
    for entry in range(logged):
        node = w.log[entry, 0]
        if node < p.n_jobs:
            if p.linked and is_linked(p, node):
                alone = 0
            worst = max(worst, s.node[node, LATENESS])
    cost = base + p.p_travel * detour + w.stamp[3]
    missed = s.run[r, COUNT] >= p.run[r, BREAK_FROM] and s.run[r, BRK] < 0
    if missed and p.run[r, BREAK_MANDATORY]:
        return LATE
    cost += p.p_missed * (int(missed) - int(s.run[r, COUNT] - 1 >= p.run[r, BREAK_FROM] and old_break < 0))
    spare = p.run[r, RESERVE] - (p.run[r, END] - p.run[r, START] - p.run[r, BREAK_MINUTES])
    cost += p.p_reserve * (max(0, spare + load) - max(0, spare + s.run[r, LOAD]))
    w.found[3], w.found[4], w.found[5] = cost, worst, alone
    return cost + tie_cost(p, s, w, job, r, worst)


@hot
def tie_cost(p: Problem, s: State, w: Work, job: int, r: int, worst: int) -> int:
    """Price what a job on a route, with so much lateness, adds to the largest figures of any route."""
    return (p.p_worst_late * max(0, worst - w.shared[0])
            + p.p_heavy * p.node[job, HEAVY] * max(0, s.run[r, BURDEN] + 1 - w.shared[2]))


@inner
def full_delta(p: Problem, s: State, w: Work, r: int, logged: int) -> int:
    """Price the move just propagated by walking every route it touched."""
    w.stamp[0] += 1
    stamp = w.stamp[0]
    cost, late, idle, heavy, load = 0, 0, 0, 0, s.run[r, LOAD]
    for entry in range(-1, logged):
        route = r if entry < 0 else s.node[w.log[entry, 0], ROUTE]
        if w.touched[route] == stamp:
            continue
        w.touched[route] = stamp
        price = price_route(p, s, w, route)
        if price >= LATE:
            return LATE
        cost += price - s.run[route, COST]
        idle, heavy, late = max(idle, w.figures[1]), max(heavy, w.figures[2]), max(late, w.figures[3])
        if route == r:
            load = w.figures[0]
    cost += p.p_worst_late * (max(late, others(s, WORST, w, stamp)) - w.shared[0])
    cost += p.p_worst_idle * (max(idle, others(s, IDLE, w, stamp)) - w.shared[1])
    cost += p.p_heavy * (max(heavy, others(s, BURDEN, w, stamp)) - w.shared[2])
    if p.p_spread > 0:
        cost += p.p_spread * (spread(p, s, r, load) - spread(p, s, r, s.run[r, LOAD]))
    return cost


@hot
def break_choices(p: Problem, s: State, r: int, before: int) -> int:
    """Give the ways the break may lie after an insertion there.

    As bits 1 (keep), 2 (before new), 4 (before next) and 8 (nowhere any more: visits come before a break that need not
    be taken).
    """
    if s.run[r, COUNT] + 1 < p.run[r, BREAK_FROM]:
        return 1
    after, ends = s.node[before, NXT], p.run[r, BREAK_FROM] == 1
    ahead = before < p.n_jobs or ends
    behind = after < p.n_jobs or ends
    drop = 0 if p.run[r, BREAK_MANDATORY] else 8
    if s.run[r, BRK] == after:
        return drop | (2 if ahead else 0) | (4 if behind else 0)
    if s.run[r, BRK] >= 0:
        return drop | 1
    keep = 0 if p.run[r, BREAK_MANDATORY] else 1
    return keep | (2 if ahead else 0) | (4 if behind else 0)


@inner
def insert(p: Problem, s: State, w: Work, job: int, before: int, r: int, where: int) -> bool:
    """Insert for good, and store the routes whose times change; False (and half done) if a rule breaks."""
    after = s.node[before, NXT]
    s.run[r, VERSION] = -1
    link_in(p, s, job, before, r)
    if where == BEFORE_NEW:
        s.run[r, BRK] = job
    elif where == BEFORE_NEXT:
        s.run[r, BRK] = after
    elif where == NOWHERE:
        s.run[r, BRK] = -1
    s.node[job, BEGIN] = -FAR
    logged = propagate(p, s, w, job, LATE)
    for entry in range(w.stamp[1]):
        s.run[s.node[w.log[entry, 0], ROUTE], VERSION] = -1
    if logged < 0:
        return False
    for entry in range(-1, logged):
        route = r if entry < 0 else s.node[w.log[entry, 0], ROUTE]
        if s.run[route, VERSION] == -1:
            if not store_route(p, s, w, route):
                return False
            share_more(s, w, route)
    return True
