"""Ruin and recreate: take strings of neighbouring stops out, put every unplanned group back where it costs least."""

from __future__ import annotations

import numpy as np
from numba import njit

from triagering.solver.search.arrays import Problem, State
from triagering.solver.search.columns import (
    BEGIN, BREAK_AT_ENDS, BREAK_MANDATORY, BREAK_MINUTES, BRK, BURDEN, CITIZEN, COST, COUNT, END,
    END_MATE, END_REL, END_WINDOW, FIRST_MATE, FIRST_REL, FIRST_WINDOW, HEAVY, IDLE, LATENESS,
    LATEST_RETURN, LOAD, MAX_LOAD, MINUTES, MODE, NXT, PLACE, PRV, RESERVE, ROUTE, START, UNUSED,
    WAITING, WORST,
)
from triagering.solver.search.pricing import price_route, spread, store_route
from triagering.solver.search.timing import LATE, Work, propagate, retime_route, undo

KEEP, BEFORE_NEW, BEFORE_NEXT = 0, 1, 2
"""Where the break of a route lies after an insertion."""


@njit(cache=True, nogil=True, _nrt=False)
def draw(w: Work) -> float:
    """Give a uniform random number in [0, 1) (xorshift64*)."""
    x = w.rng[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    w.rng[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@njit(cache=True, nogil=True, _nrt=False)
def link_in(s: State, job: int, before: int, r: int) -> None:
    """Put a job after a node."""
    after = s.node[before, NXT]
    s.node[before, NXT], s.node[job, PRV], s.node[job, NXT], s.node[after, PRV] = job, before, after, job
    s.node[job, ROUTE] = r
    s.run[r, COUNT] += 1


@njit(cache=True, nogil=True, _nrt=False)
def link_out(s: State, job: int) -> None:
    """Take a job out of its route; a break before it moves before the next node."""
    r, before, after = s.node[job, ROUTE], s.node[job, PRV], s.node[job, NXT]
    if s.run[r, BRK] == job:
        s.run[r, BRK] = after
    s.node[before, NXT], s.node[after, PRV] = after, before
    s.node[job, ROUTE] = -1
    s.node[job, LATENESS] = 0
    s.run[r, COUNT] -= 1


@njit(cache=True, nogil=True, _nrt=False)
def may_join(p: Problem, s: State, job: int, r: int) -> bool:
    """Say whether a route may take a job, given who does the jobs it is related to."""
    if p.stops[job, r] >= LATE:
        return False
    for entry in range(p.node[job, FIRST_REL], p.node[job, END_REL]):
        other = s.node[p.lists[entry, 0], ROUTE]
        if other >= 0 and (other == r) != (p.lists[entry, 1] == 1):
            return False
    return True


@njit(cache=True, nogil=True, _nrt=False)
def meets(p: Problem, s: State, job: int, r: int) -> bool:
    """Say whether a route already visits the job's citizen."""
    for entry in range(p.node[job, FIRST_MATE], p.node[job, END_MATE]):
        if s.node[p.lists[entry, 0], ROUTE] == r:
            return True
    return False


@njit(cache=True, nogil=True, _nrt=False)
def join_cost(p: Problem, s: State, job: int, r: int) -> int:
    """Price a job on a route apart from time and travel."""
    cost = p.stops[job, r]
    if p.node[job, CITIZEN] >= 0 and p.pairs[p.node[job, CITIZEN], r] > 0 and not meets(p, s, job, r):
        cost += p.pairs[p.node[job, CITIZEN], r]
    if s.run[r, COUNT] == 0:
        cost -= p.run[r, UNUSED]
    return cost


@njit(cache=True, nogil=True, _nrt=False)
def others(s: State, figure: int, w: Work, stamp: int) -> int:
    """Give the largest figure among untouched routes."""
    best = 0
    for r in range(len(s.run)):
        if w.touched[r] != stamp:
            best = max(best, s.run[r, figure])
    return best


@njit(cache=True, nogil=True, _nrt=False)
def insertion_delta(p: Problem, s: State, w: Work, job: int, before: int, r: int, where: int, base: int, limit: int,
                    budget: int) -> int:
    """Price an insertion exactly, leaving the state as it was; LATE if impossible or not below ``limit``.

    ``budget`` is the most that lateness and overtime may cost for it to stay below.
    """
    after, old_break = s.node[before, NXT], s.run[r, BRK]
    link_in(s, job, before, r)
    if where == BEFORE_NEW:
        s.run[r, BRK] = job
    elif where == BEFORE_NEXT:
        s.run[r, BRK] = after
    s.node[job, BEGIN] = -LATE
    logged = propagate(p, s, w, job, budget)
    delta = LATE
    if logged >= 0:
        delta = full_delta(p, s, w, r, logged) if p.full else quick_delta(p, s, w, job, r, logged, base, old_break)
    undo(s, w, w.stamp[1])
    s.run[r, BRK] = old_break
    s.node[before, NXT], s.node[after, PRV] = after, before
    s.node[job, ROUTE] = -1
    s.node[job, LATENESS] = 0
    s.run[r, COUNT] -= 1
    return delta if delta < limit else LATE


@njit(cache=True, nogil=True, _nrt=False)
def quick_delta(p: Problem, s: State, w: Work, job: int, r: int, logged: int, base: int, old_break: int) -> int:
    """Price the move just propagated from its log: no route is walked."""
    before, after, mode = s.node[job, PRV], s.node[job, NXT], p.run[r, MODE]
    detour = p.travel[mode, p.node[before, PLACE], p.node[job, PLACE]] + p.travel[mode, p.node[job, PLACE], p.node[after, PLACE]]
    if s.run[r, COUNT] > 1:
        detour -= p.travel[mode, p.node[before, PLACE], p.node[after, PLACE]]
    load = s.run[r, LOAD] + detour + p.node[job, MINUTES]
    if load > p.run[r, MAX_LOAD]:
        return LATE
    worst_before = 0
    for other in range(p.n_routes):
        worst_before = max(worst_before, s.run[other, WORST])
    late, worst, overtime = 0, worst_before, 0
    for entry in range(logged):
        node = w.log[entry, 0]
        if node < p.n_jobs:
            late += s.node[node, LATENESS] - w.log[entry, 2]
            worst = max(worst, s.node[node, LATENESS])
        else:
            end = p.run[s.node[node, ROUTE], END]
            overtime += max(0, s.node[node, BEGIN] - end) - max(0, w.log[entry, 1] - end)
    cost = (base + p.p_travel * detour + p.p_late * late + p.p_worst_late * (worst - worst_before)
            + p.p_overtime * overtime)
    if p.run[r, BREAK_MINUTES] >= 0:
        least = 1 if p.run[r, BREAK_AT_ENDS] else 2
        missed = s.run[r, COUNT] >= least and s.run[r, BRK] < 0
        if missed and p.run[r, BREAK_MANDATORY]:
            return LATE
        cost += p.p_missed * (int(missed) - int(s.run[r, COUNT] - 1 >= least and old_break < 0))
    if p.run[r, RESERVE] > 0:
        free = p.run[r, END] - p.run[r, START] - max(0, p.run[r, BREAK_MINUTES])
        cost += p.p_reserve * (max(0, p.run[r, RESERVE] - free + load) - max(0, p.run[r, RESERVE] - free + s.run[r, LOAD]))
    if p.p_heavy > 0 and p.node[job, HEAVY] > 0:
        most = 0
        for other in range(p.n_routes):
            most = max(most, s.run[other, BURDEN])
        cost += p.p_heavy * max(0, s.run[r, BURDEN] + 1 - most)
    return cost


@njit(cache=True, nogil=True, _nrt=False)
def full_delta(p: Problem, s: State, w: Work, r: int, logged: int) -> int:
    """Price the move just propagated by walking every route it touched."""
    w.stamp[0] += 1
    stamp = w.stamp[0]
    cost, late, idle, heavy, load = 0, 0, 0, 0, s.run[r, LOAD]
    old_late, old_idle, old_heavy = 0, 0, 0
    for other in range(p.n_routes):
        old_late, old_idle, old_heavy = (
            max(old_late, s.run[other, WORST]), max(old_idle, s.run[other, IDLE]), max(old_heavy, s.run[other, BURDEN]))
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
    cost += p.p_worst_late * (max(late, others(s, WORST, w, stamp)) - old_late)
    cost += p.p_worst_idle * (max(idle, others(s, IDLE, w, stamp)) - old_idle)
    cost += p.p_heavy * (max(heavy, others(s, BURDEN, w, stamp)) - old_heavy)
    if p.p_spread > 0:
        cost += p.p_spread * (spread(p, s, r, load) - spread(p, s, r, s.run[r, LOAD]))
    return cost


@njit(cache=True, nogil=True, _nrt=False)
def break_choices(p: Problem, s: State, r: int, before: int) -> int:
    """Give the ways the break may lie after an insertion there, as bits 1 (keep), 2 (before new), 4 (before next)."""
    if p.run[r, BREAK_MINUTES] < 0:
        return 1
    after, ends = s.node[before, NXT], p.run[r, BREAK_AT_ENDS] > 0
    ahead = before < p.n_jobs or ends
    behind = after < p.n_jobs or ends
    if s.run[r, BRK] == after:
        return (2 if ahead else 0) | (4 if behind else 0)
    if s.run[r, BRK] >= 0:
        return 1
    least = 1 if ends else 2
    if s.run[r, COUNT] + 1 < least:
        return 1
    keep = 0 if p.run[r, BREAK_MANDATORY] else 1
    return keep | (2 if ahead else 0) | (4 if behind else 0)


@njit(cache=True, nogil=True, _nrt=False)
def delay_cost(p: Problem, s: State, node: int, r: int, ready: int, limit: int) -> int:
    """Give at least what it costs that a node cannot start before ``ready``: exact but for links, breaks, later windows."""
    cost, mode = 0, p.run[r, MODE]
    while node < p.n_jobs:
        if ready <= s.node[node, BEGIN] or cost >= limit:
            return cost
        last = p.node[node, END_WINDOW] - 1
        if ready > p.lists[last, 2]:
            return LATE
        if last > p.node[node, FIRST_WINDOW]:
            return cost
        cost += p.p_late * (max(0, ready - p.lists[last, 1]) - s.node[node, LATENESS])
        after = s.node[node, NXT]
        ready += p.node[node, MINUTES] + p.travel[mode, p.node[node, PLACE], p.node[after, PLACE]]
        node = after
    if ready > p.run[r, LATEST_RETURN]:
        return LATE
    return cost + p.p_overtime * max(0, ready - max(p.run[r, END], s.node[node, BEGIN]))


@njit(cache=True, nogil=True, _nrt=False)
def list_positions(p: Problem, s: State, w: Work, job: int, limit: int, blink: float, skip_route: int) -> int:
    """List the places where a job may go and a lower bound on the price of each into ``w.place``; give their number."""
    n = 0
    opens, closes = p.lists[p.node[job, FIRST_WINDOW], 0], p.lists[p.node[job, END_WINDOW] - 1, 2]
    one_window = p.node[job, END_WINDOW] - p.node[job, FIRST_WINDOW] == 1
    due = p.lists[p.node[job, FIRST_WINDOW], 1]
    minutes, here = p.node[job, MINUTES], p.node[job, PLACE]
    most, second = 0, 0
    if p.p_worst_idle > 0:
        for r in range(p.n_routes):
            idle = s.run[r, IDLE]
            if idle > most:
                most, second = idle, most
            elif idle > second:
                second = idle
    spread_now = spread(p, s, 0, s.run[0, LOAD]) if p.p_spread > 0 else 0
    for r in range(p.n_routes):
        if r == skip_route or not may_join(p, s, job, r):
            continue
        base = join_cost(p, s, job, r)
        gain = most - second if p.p_worst_idle > 0 and s.run[r, IDLE] == most else 0
        if base - p.p_worst_idle * gain >= limit and p.p_spread == 0:
            continue
        mode, finish = p.run[r, MODE], p.n_jobs + p.n_routes + r
        before, free = p.n_jobs + r, s.node[p.n_jobs + r, BEGIN]
        while before != finish:
            after = s.node[before, NXT]
            leg = p.travel[mode, p.node[before, PLACE], here]
            begin = max(free + leg, opens)
            if begin > closes:
                break
            onward = p.travel[mode, here, p.node[after, PLACE]]
            detour = leg + onward
            if s.run[r, COUNT] > 0:
                detour -= p.travel[mode, p.node[before, PLACE], p.node[after, PLACE]]
            fixed = base + p.p_travel * detour
            if p.full:
                longer = max(0, detour + minutes)
                fixed -= p.p_worst_idle * min(gain, longer) + p.p_waiting * min(longer, s.run[r, WAITING])
                if p.p_spread > 0:
                    fixed += p.p_spread * (spread(p, s, r, s.run[r, LOAD] + detour + minutes) - spread_now)
            bound = fixed
            ready = begin + minutes + onward
            if one_window:
                bound += p.p_late * max(0, begin - due)
            if bound < limit:
                bound += delay_cost(p, s, after, r, ready, limit - bound)
            if after < p.n_jobs:
                free = s.node[after, BEGIN] + p.node[after, MINUTES]
            if bound < limit and draw(w) >= blink:
                w.place[n, 0], w.place[n, 1], w.place[n, 2], w.place[n, 3], w.place[n, 4] = bound, before, r, base, fixed
                n += 1
            before = after
    return n


@njit(cache=True, nogil=True, _nrt=False)
def best_position(p: Problem, s: State, w: Work, job: int, limit: int, blink: float, skip_route: int) -> int:
    """Find the cheapest insertion, most promising places first; give its price, LATE if there is none.

    Where it is stands in ``w.found``: route, node before, break choice.
    """
    n = list_positions(p, s, w, job, limit, blink, skip_route)
    best, found = limit, False
    while n > 0:
        pick = 0
        for i in range(1, n):
            if w.place[i, 0] < w.place[pick, 0]:
                pick = i
        if w.place[pick, 0] >= best:
            break
        before, r, base, fixed = w.place[pick, 1], w.place[pick, 2], w.place[pick, 3], w.place[pick, 4]
        n -= 1
        for column in range(5):
            w.place[pick, column] = w.place[n, column]
        choices = break_choices(p, s, r, before)
        for where in range(3):
            if choices & (1 << where):
                delta = insertion_delta(p, s, w, job, before, r, where, base, best, best - fixed)
                if delta < best:
                    best, found = delta, True
                    w.found[0], w.found[1], w.found[2] = r, before, where
    return best if found else LATE


@njit(cache=True, nogil=True, _nrt=False)
def insert(p: Problem, s: State, w: Work, job: int, before: int, r: int, where: int) -> bool:
    """Insert for good, and store the routes whose times change; False (and half done) if a rule breaks."""
    after = s.node[before, NXT]
    link_in(s, job, before, r)
    if where == BEFORE_NEW:
        s.run[r, BRK] = job
    elif where == BEFORE_NEXT:
        s.run[r, BRK] = after
    s.node[job, BEGIN] = -LATE
    logged = propagate(p, s, w, job, LATE)
    if logged < 0:
        return False
    w.stamp[0] += 1
    stamp = w.stamp[0]
    for entry in range(-1, logged):
        route = r if entry < 0 else s.node[w.log[entry, 0], ROUTE]
        if w.touched[route] != stamp:
            w.touched[route] = stamp
            if not store_route(p, s, w, route):
                return False
    return True


@njit(cache=True, nogil=True, _nrt=False)
def settle_break(p: Problem, s: State, w: Work, r: int) -> bool:
    """Move the break of a route to where it costs least, other routes unmoved; False if a due break fits nowhere."""
    if p.run[r, BREAK_MINUTES] < 0:
        return retime_route(p, s, r)
    finish, ends = p.n_jobs + p.n_routes + r, p.run[r, BREAK_AT_ENDS] > 0
    if s.run[r, COUNT] < (1 if ends else 2):
        s.run[r, BRK] = -1
        return retime_route(p, s, r)
    best, best_at = LATE, -2
    node = s.node[p.n_jobs + r, NXT]
    if not ends:
        node = s.node[node, NXT]
    while True:
        if node < p.n_jobs or ends:
            s.run[r, BRK] = node
            if retime_route(p, s, r):
                cost = price_route(p, s, w, r)
                if p.p_worst_idle > 0 and cost < LATE:
                    cost += p.p_worst_idle * w.figures[1]
                if cost < best:
                    best, best_at = cost, node
        if node >= p.n_jobs:
            break
        node = s.node[node, NXT]
    if not p.run[r, BREAK_MANDATORY]:
        s.run[r, BRK] = -1
        if retime_route(p, s, r):
            cost = price_route(p, s, w, r)
            if p.p_worst_idle > 0 and cost < LATE:
                cost += p.p_worst_idle * w.figures[1]
            if cost < best:
                best, best_at = cost, -1
    if best_at == -2:
        s.run[r, BRK] = -1
        return False
    s.run[r, BRK] = best_at
    return retime_route(p, s, r)


@njit(cache=True, nogil=True, _nrt=False)
def keep_break(p: Problem, s: State, w: Work, r: int) -> bool:
    """Retime a route with its break where it is if it may lie there, else settle it anew."""
    if p.run[r, BREAK_MINUTES] < 0:
        return retime_route(p, s, r)
    finish, at, ends = p.n_jobs + p.n_routes + r, s.run[r, BRK], p.run[r, BREAK_AT_ENDS] > 0
    inside = at >= 0 and (ends or (at != finish and s.node[at, PRV] < p.n_jobs))
    if s.run[r, COUNT] >= (1 if ends else 2) and inside and retime_route(p, s, r):
        return True
    return settle_break(p, s, w, r)
