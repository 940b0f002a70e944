"""How much: the price of a route as docs/rules.md defines it, and of what ties routes together."""

from __future__ import annotations

import numpy as np
from triagering.solver.kernels import hot, inner, kernel
from triagering.solver.search.arrays import FAR, Problem, State
from triagering.solver.search.columns import LEFT_OUT, RouteState, Table
from triagering.solver.search.timing import LATE, is_linked, lateness
from triagering.solver.search.workspace import Work
from triagering.solver.tables import Ints


@hot
def agreed_limit(p: Problem, job: int, begin: int) -> int:
    """Give the latest start in the same window that adds no lateness."""
    if p.node[job].due != FAR:
        return max(begin, min(p.node[job].due, p.node[job].closes))
    for window in range(p.node[job].first_window, p.node[job].end_window):
        if begin <= p.lists[window, 2]:
            return max(begin, min(p.lists[window, 1], p.lists[window, 2]))
    return begin


@hot
def tighten(p: Problem, s: State, w: Work, r: int) -> None:
    """Write the schedule of a route that wastes least time into ``w.final`` and ``w.figures``.

    From the earliest starts, stops before the break move later towards it (or towards the last stop), stops after it
    move later as far as nobody gets later than agreed and nobody works longer; the break takes what lies around it.
    Linked stops stay.
    """
    first, finish = s.node[p.n_jobs + r].nxt, p.n_jobs + p.n_routes + r
    pivot = s.run[r].brk
    node = first
    while node < p.n_jobs:
        w.final[node] = s.node[node].begin
        node = s.node[node].nxt
    w.final[finish] = s.node[finish].begin
    w.figures[0].break_begin = w.figures[0].break_end = -1
    if not p.full and pivot < 0:
        return
    if pivot >= 0 and pivot != finish and p.full:
        limit = max(s.node[finish].begin, min(p.run[r].end, p.run[r].latest_return))
        node = s.node[finish].prv
        after = finish
        while True:
            later = limit - s.node[after].leg - p.node[node].minutes
            if p.linked and is_linked(p, node):
                later = s.node[node].begin
            limit = max(s.node[node].begin, min(later, agreed_limit(p, node, s.node[node].begin)))
            w.final[node] = limit
            if node == pivot:
                break
            after = node
            node = s.node[node].prv
        end_cap = p.run[r].break_ends
        if w.final[pivot] > end_cap and w.final[pivot] > s.node[pivot].begin:
            w.final[pivot] = max(s.node[pivot].begin, end_cap)
        before, node = pivot, s.node[pivot].nxt
        while node < p.n_jobs:
            ready = w.final[before] + p.node[before].minutes + s.node[node].leg
            w.final[node] = max(s.node[node].begin, ready)
            before, node = node, s.node[node].nxt
        w.final[finish] = max(s.node[finish].begin, w.final[before] + p.node[before].minutes
                              + s.node[finish].leg)
    last = s.node[finish].prv if pivot < 0 or pivot == finish else s.node[pivot].prv
    if p.full and p.wait_first == 0 and last < p.n_jobs:
        after, node = last, s.node[last].prv
        while node < p.n_jobs:
            later = w.final[after] - s.node[after].leg - p.node[node].minutes
            if p.linked and is_linked(p, node):
                later = s.node[node].begin
            w.final[node] = max(s.node[node].begin, min(later, agreed_limit(p, node, s.node[node].begin)))
            after, node = node, s.node[node].prv
    if pivot >= 0:
        _place_break(p, s, w, r)


@inner
def _place_break(p: Problem, s: State, w: Work, r: int) -> None:
    """Lay the break of a route into the gap of its tightened schedule, as long as the gap allows when that pays."""
    finish, pivot = p.n_jobs + p.n_routes + r, s.run[r].brk
    before = s.node[pivot].prv
    opens, closes, cap = p.run[r].break_opens, p.run[r].break_closes, p.run[r].break_ends
    if before >= p.n_jobs:
        free = s.node[before].begin
    else:
        free = w.final[before] + p.node[before].minutes
    leg = s.node[pivot].leg
    if pivot == finish:
        begin = max(free, opens)
        stop = begin + p.run[r].break_minutes
        if p.full:
            stop = max(stop, min(cap, p.run[r].end - leg, p.run[r].latest_return - leg))
        w.figures[0].break_begin, w.figures[0].break_end = begin, stop
        w.final[finish] = stop + leg
        return
    begin = max(free + leg, opens)
    stop = min(cap, w.final[pivot])
    if begin <= closes and stop - begin >= p.run[r].break_minutes:
        w.figures[0].break_begin = begin
        w.figures[0].break_end = stop if p.full else begin + p.run[r].break_minutes
    if before < p.n_jobs:
        begin = max(free, opens)
        stop = min(cap, w.final[pivot] - leg)
        longer = w.figures[0].break_begin < 0 or stop - begin > w.figures[0].break_end - w.figures[0].break_begin
        if begin <= closes and stop - begin >= p.run[r].break_minutes and longer:
            w.figures[0].break_begin = begin
            w.figures[0].break_end = stop if p.full else begin + p.run[r].break_minutes


@kernel
def price_route(p: Problem, s: State, w: Work, r: int) -> int:
    """Price everything that belongs to one route alone; LATE if it breaks a rule. Fills ``w.figures``."""
    first, finish = s.node[p.n_jobs + r].nxt, p.n_jobs + p.n_routes + r
    length = p.run[r].end - p.run[r].start
    rest = p.run[r].break_minutes
    if first == finish:
        w.figures[0].load, w.figures[0].burden, w.figures[0].worst, w.figures[0].waiting = 0, 0, 0, 0
        w.figures[0].idle = p.run[r].unused_idle
        w.figures[0].break_begin = w.figures[0].break_end = -1
        return p.run[r].unused + p.p_reserve * max(0, p.run[r].reserve - (length - rest))
    tighten(p, s, w, r)
    w.stamp[2] += 1
    stamp, pivot = w.stamp[2], s.run[r].brk
    cost, travel, service, waiting, heavy, worst, count = 0, 0, 0, 0, 0, 0, 0
    before, node = p.n_jobs + r, first
    pause = w.figures[0].break_end - w.figures[0].break_begin if pivot >= 0 else 0
    while node < p.n_jobs:
        leg = s.node[node].leg
        travel += leg
        if p.p_waiting > 0 and (count > 0 or p.wait_first):
            free = w.final[before] + p.node[before].minutes if count > 0 else p.run[r].start
            waiting += w.final[node] - free - leg
            if node == pivot:
                waiting -= pause
        service += p.node[node].minutes
        heavy += p.node[node].heavy
        late = lateness(p, node, w.final[node])
        worst = max(worst, late)
        cost += p.p_late * late + p.stops[node, r]
        citizen = p.node[node].citizen
        if citizen >= 0 and w.met[citizen] != stamp:
            w.met[citizen] = stamp
            cost += p.pairs[citizen, r]
        count += 1
        before, node = node, s.node[node].nxt
    travel += s.node[finish].leg
    if pivot == finish and p.p_waiting > 0:
        waiting += w.figures[0].break_begin - w.final[before] - p.node[before].minutes
    home = w.final[finish]
    if pivot < 0 and count >= p.run[r].break_from:
        if p.run[r].break_mandatory:
            return LATE
        cost += p.p_missed
    load = travel + service
    if load > p.run[r].max_load or home > p.run[r].latest_return:
        return LATE
    w.figures[0].load = load
    w.figures[0].idle = max(p.run[r].end, home) - p.run[r].start - load - pause
    w.figures[0].burden, w.figures[0].worst, w.figures[0].waiting = heavy, worst, waiting
    cost += p.p_travel * travel + p.p_waiting * waiting + p.p_overtime * max(0, home - p.run[r].end)
    return cost + p.p_reserve * max(0, p.run[r].reserve - (length - load - rest))


@hot
def deviation(load: int, share: int, total: int, weights: int) -> int:
    """Give by how much a load deviates from its fair share of the total, rounded up."""
    return (abs(load * weights - total * share) + weights - 1) // weights


@inner
def spread_more(p: Problem, s: State, r: int, more: int) -> int:
    """Give by how much the deviations of all loads from their fair share grow with so many minutes more on a route."""
    total, weights, growth = 0, 0, 0
    for other in range(p.n_routes):
        total += s.run[other].load
        weights += p.run[other].share
    for other in range(p.n_routes):
        load, share = s.run[other].load, p.run[other].share
        growth -= deviation(load, share, total, weights)
        growth += deviation(load + (more if other == r else 0), share, total + more, weights)
    return growth


@inner
def spread(p: Problem, s: State) -> int:
    """Sum the deviations of all loads from their fair share."""
    total, weights, apart = 0, 0, 0
    for r in range(p.n_routes):
        total += s.run[r].load
        weights += p.run[r].share
    for r in range(p.n_routes):
        apart += deviation(s.run[r].load, p.run[r].share, total, weights)
    return apart


@inner
def share_figures(run: Table[RouteState], shared: Ints) -> int:
    """Write the largest lateness, idle time and number of heavy visits of any route into ``Work.shared``.

    Give what the routes cost.
    """
    cost, late, idle, heavy = 0, 0, 0, 0
    for r in range(len(run)):
        cost += run[r].cost
        late, idle, heavy = max(late, run[r].worst), max(idle, run[r].idle), max(heavy, run[r].burden)
    shared[0], shared[1], shared[2] = late, idle, heavy
    return cost


@hot
def share_more(s: State, w: Work, r: int) -> None:
    """Take a route that got more to do into ``w.shared``: lateness and heavy visits only grow by that."""
    w.shared[0], w.shared[2] = max(w.shared[0], s.run[r].worst), max(w.shared[2], s.run[r].burden)


@hot
def planned_cost(p: Problem, s: State, w: Work) -> int:
    """Price what is planned: the routes, and what ties them: worst lateness, worst idle time, heavy visits, spread."""
    cost = share_figures(s.run, w.shared)
    cost += p.p_worst_late * w.shared[0] + p.p_worst_idle * w.shared[1] + p.p_heavy * w.shared[2]
    if p.p_spread > 0:
        cost += p.p_spread * spread(p, s)
    return cost


@hot
def version_of(p: Problem, s: State, r: int) -> int:
    """Mix stops, times and break of a route into a number of 62 bits that no other is likely to have."""
    mixed = np.uint64(s.run[r].brk + 2) * np.uint64(0x9E3779B97F4A7C15)  # apart from the first stop, and never 0
    node = s.node[p.n_jobs + r].nxt
    while node < p.n_jobs:
        mixed = (mixed ^ np.uint64((np.int64(node) << 32) + s.node[node].begin)) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
        node = s.node[node].nxt
    return np.int64(mixed >> np.uint64(2))


@hot
def store_route(p: Problem, s: State, w: Work, r: int) -> bool:
    """Price a route and keep its figures; False if it breaks a rule."""
    cost = price_route(p, s, w, r)
    if cost >= LATE:
        return False
    s.run[r].cost, s.run[r].load, s.run[r].idle, s.run[r].burden, s.run[r].worst = (
        cost, w.figures[0].load, w.figures[0].idle, w.figures[0].burden, w.figures[0].worst)
    s.run[r].waiting = w.figures[0].waiting
    s.run[r].version = version_of(p, s, r)
    return True


@inner
def total_cost(p: Problem, s: State, w: Work) -> None:
    """Write [energy, true cost] of a state whose routes are stored into ``s.total``."""
    cost = energy = planned_cost(p, s, w)
    for i in range(s.total[LEFT_OUT]):
        cost += p.groups[s.out[i]].price
        energy += p.groups[s.out[i]].energy
    s.total[0], s.total[1] = energy, cost
