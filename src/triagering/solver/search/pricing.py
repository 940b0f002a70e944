"""How much: the price of a route as docs/rules.md defines it, and of what ties routes together."""

from __future__ import annotations

import numpy as np
from triagering.solver.kernels import hot, inner, kernel
from triagering.solver.search.arrays import Problem, State
from triagering.solver.search.columns import (
    BEGIN,
    BREAK_CLOSES,
    BREAK_ENDS,
    BREAK_FROM,
    BREAK_MANDATORY,
    BREAK_MINUTES,
    BREAK_OPENS,
    BRK,
    BURDEN,
    CITIZEN,
    COST,
    END,
    END_WINDOW,
    ENERGY,
    FIRST_WINDOW,
    HEAVY,
    IDLE,
    LATEST_RETURN,
    LEFT_OUT,
    LEG,
    LOAD,
    MAX_LOAD,
    MINUTES,
    NXT,
    PRICE,
    PRV,
    RESERVE,
    SHARE,
    START,
    UNUSED,
    UNUSED_IDLE,
    VERSION,
    WAITING,
    WORST,
)
from triagering.solver.search.timing import LATE, Work, is_linked, lateness


@hot
def agreed_limit(p: Problem, job: int, begin: int) -> int:
    """Give the latest start in the same window that adds no lateness."""
    for window in range(p.node[job, FIRST_WINDOW], p.node[job, END_WINDOW]):
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
    first, finish = s.node[p.n_jobs + r, NXT], p.n_jobs + p.n_routes + r
    pivot = s.run[r, BRK]
    node = first
    while node < p.n_jobs:
        w.final[node] = s.node[node, BEGIN]
        node = s.node[node, NXT]
    w.final[finish] = s.node[finish, BEGIN]
    w.figures[5] = w.figures[6] = -1
    if not p.full and pivot < 0:
        return
    if pivot >= 0 and pivot != finish and p.full:
        limit = max(s.node[finish, BEGIN], min(p.run[r, END], p.run[r, LATEST_RETURN]))
        node = s.node[finish, PRV]
        after = finish
        while True:
            later = limit - s.node[after, LEG] - p.node[node, MINUTES]
            if p.linked and is_linked(p, node):
                later = s.node[node, BEGIN]
            limit = max(s.node[node, BEGIN], min(later, agreed_limit(p, node, s.node[node, BEGIN])))
            w.final[node] = limit
            if node == pivot:
                break
            after = node
            node = s.node[node, PRV]
        end_cap = p.run[r, BREAK_ENDS]
        if w.final[pivot] > end_cap and w.final[pivot] > s.node[pivot, BEGIN]:
            w.final[pivot] = max(s.node[pivot, BEGIN], end_cap)
        before, node = pivot, s.node[pivot, NXT]
        while node < p.n_jobs:
            ready = w.final[before] + p.node[before, MINUTES] + s.node[node, LEG]
            w.final[node] = max(s.node[node, BEGIN], ready)
            before, node = node, s.node[node, NXT]
        w.final[finish] = max(s.node[finish, BEGIN], w.final[before] + p.node[before, MINUTES]
                              + s.node[finish, LEG])
    last = s.node[finish, PRV] if pivot < 0 or pivot == finish else s.node[pivot, PRV]
    if p.full and p.wait_first == 0 and last < p.n_jobs:
        after, node = last, s.node[last, PRV]
        while node < p.n_jobs:
            later = w.final[after] - s.node[after, LEG] - p.node[node, MINUTES]
            if p.linked and is_linked(p, node):
                later = s.node[node, BEGIN]
            w.final[node] = max(s.node[node, BEGIN], min(later, agreed_limit(p, node, s.node[node, BEGIN])))
            after, node = node, s.node[node, PRV]
    if pivot >= 0:
        _place_break(p, s, w, r)


@inner
def _place_break(p: Problem, s: State, w: Work, r: int) -> None:
    """Lay the break of a route into the gap of its tightened schedule, as long as the gap allows when that pays."""
    finish, pivot = p.n_jobs + p.n_routes + r, s.run[r, BRK]
    before = s.node[pivot, PRV]
    opens, closes, cap = p.run[r, BREAK_OPENS], p.run[r, BREAK_CLOSES], p.run[r, BREAK_ENDS]
    if before >= p.n_jobs:
        free = s.node[before, BEGIN]
    else:
        free = w.final[before] + p.node[before, MINUTES]
    leg = s.node[pivot, LEG]
    if pivot == finish:
        begin = max(free, opens)
        stop = begin + p.run[r, BREAK_MINUTES]
        if p.full:
            stop = max(stop, min(cap, p.run[r, END] - leg, p.run[r, LATEST_RETURN] - leg))
        w.figures[5], w.figures[6] = begin, stop
        w.final[finish] = stop + leg
        return
    begin = max(free + leg, opens)
    stop = min(cap, w.final[pivot])
    if begin <= closes and stop - begin >= p.run[r, BREAK_MINUTES]:
        w.figures[5] = begin
        w.figures[6] = stop if p.full else begin + p.run[r, BREAK_MINUTES]
    if before < p.n_jobs:
        begin = max(free, opens)
        stop = min(cap, w.final[pivot] - leg)
        longer = w.figures[5] < 0 or stop - begin > w.figures[6] - w.figures[5]
        if begin <= closes and stop - begin >= p.run[r, BREAK_MINUTES] and longer:
            w.figures[5] = begin
            w.figures[6] = stop if p.full else begin + p.run[r, BREAK_MINUTES]


@kernel
def price_route(p: Problem, s: State, w: Work, r: int) -> int:
    """Price everything that belongs to one route alone; LATE if it breaks a rule. Fills ``w.figures``."""
    first, finish = s.node[p.n_jobs + r, NXT], p.n_jobs + p.n_routes + r
    length = p.run[r, END] - p.run[r, START]
    rest = p.run[r, BREAK_MINUTES]
    if first == finish:
        w.figures[0], w.figures[1], w.figures[2], w.figures[3], w.figures[4] = (
            0, p.run[r, UNUSED_IDLE], 0, 0, 0)
        w.figures[5] = w.figures[6] = -1
        w.figures[7] = 0
        return p.run[r, UNUSED] + p.p_reserve * max(0, p.run[r, RESERVE] - (length - rest))
    tighten(p, s, w, r)
    w.stamp[2] += 1
    stamp, pivot = w.stamp[2], s.run[r, BRK]
    cost, travel, service, waiting, heavy, worst, count = 0, 0, 0, 0, 0, 0, 0
    before, node = p.n_jobs + r, first
    pause = w.figures[6] - w.figures[5] if pivot >= 0 else 0
    while node < p.n_jobs:
        leg = s.node[node, LEG]
        travel += leg
        if p.p_waiting > 0 and (count > 0 or p.wait_first):
            free = w.final[before] + p.node[before, MINUTES] if count > 0 else p.run[r, START]
            waiting += w.final[node] - free - leg
            if node == pivot:
                waiting -= pause
        service += p.node[node, MINUTES]
        heavy += p.node[node, HEAVY]
        late = lateness(p, node, w.final[node])
        worst = max(worst, late)
        cost += p.p_late * late + p.stops[node, r]
        citizen = p.node[node, CITIZEN]
        if citizen >= 0 and w.met[citizen] != stamp:
            w.met[citizen] = stamp
            cost += p.pairs[citizen, r]
        count += 1
        before, node = node, s.node[node, NXT]
    travel += s.node[finish, LEG]
    if pivot == finish and p.p_waiting > 0:
        waiting += w.figures[5] - w.final[before] - p.node[before, MINUTES]
    home = w.final[finish]
    if pivot < 0 and count >= p.run[r, BREAK_FROM]:
        if p.run[r, BREAK_MANDATORY]:
            return LATE
        cost += p.p_missed
    load = travel + service
    if load > p.run[r, MAX_LOAD] or home > p.run[r, LATEST_RETURN]:
        return LATE
    w.figures[0] = load
    w.figures[1] = max(p.run[r, END], home) - p.run[r, START] - load - pause
    w.figures[2], w.figures[3], w.figures[4], w.figures[7] = heavy, worst, travel, waiting
    cost += p.p_travel * travel + p.p_waiting * waiting + p.p_overtime * max(0, home - p.run[r, END])
    return cost + p.p_reserve * max(0, p.run[r, RESERVE] - (length - load - rest))


@inner
def spread(p: Problem, s: State, r: int, load: int) -> int:
    """Sum the rounded-up deviations of all loads from their fair share, with route r at another load."""
    total, weights = load - s.run[r, LOAD], 0
    for other in range(p.n_routes):
        total += s.run[other, LOAD]
        weights += p.run[other, SHARE]
    deviation = 0
    for other in range(p.n_routes):
        mine = load if other == r else s.run[other, LOAD]
        off = abs(mine * weights - total * p.run[other, SHARE])
        deviation += (off + weights - 1) // weights
    return deviation


@hot
def share_figures(p: Problem, s: State, w: Work) -> None:
    """Write the largest lateness, idle time and number of heavy visits of any route into ``w.shared``."""
    late, idle, heavy = 0, 0, 0
    for r in range(p.n_routes):
        late, idle, heavy = max(late, s.run[r, WORST]), max(idle, s.run[r, IDLE]), max(heavy, s.run[r, BURDEN])
    w.shared[0], w.shared[1], w.shared[2] = late, idle, heavy


@hot
def share_more(s: State, w: Work, r: int) -> None:
    """Take a route that got more to do into ``w.shared``: lateness and heavy visits only grow by that."""
    w.shared[0], w.shared[2] = max(w.shared[0], s.run[r, WORST]), max(w.shared[2], s.run[r, BURDEN])


@hot
def shared_cost(p: Problem, s: State, w: Work) -> int:
    """Price what ties routes together: worst lateness, worst idle time, heavy visits, spread of load."""
    share_figures(p, s, w)
    cost = p.p_worst_late * w.shared[0] + p.p_worst_idle * w.shared[1] + p.p_heavy * w.shared[2]
    if p.p_spread > 0:
        cost += p.p_spread * spread(p, s, 0, s.run[0, LOAD])
    return cost


@hot
def version_of(p: Problem, s: State, r: int) -> int:
    """Mix stops, times and break of a route into a number of 62 bits that no other is likely to have."""
    mixed = np.uint64(s.run[r, BRK] + 2) * np.uint64(0x9E3779B97F4A7C15)  # apart from the first stop, and never 0
    node = s.node[p.n_jobs + r, NXT]
    while node < p.n_jobs:
        mixed = (mixed ^ np.uint64((node << 32) + s.node[node, BEGIN])) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
        node = s.node[node, NXT]
    return np.int64(mixed >> np.uint64(2))


@hot
def store_route(p: Problem, s: State, w: Work, r: int) -> bool:
    """Price a route and keep its figures; False if it breaks a rule."""
    cost = price_route(p, s, w, r)
    if cost >= LATE:
        return False
    s.run[r, COST], s.run[r, LOAD], s.run[r, IDLE], s.run[r, BURDEN], s.run[r, WORST] = (
        cost, w.figures[0], w.figures[1], w.figures[2], w.figures[3])
    s.run[r, WAITING] = w.figures[7]
    s.run[r, VERSION] = version_of(p, s, r)
    return True


@inner
def total_cost(p: Problem, s: State, w: Work) -> None:
    """Write [energy, true cost] of a state whose routes are stored into ``s.total``."""
    cost = shared_cost(p, s, w)
    for r in range(p.n_routes):
        cost += s.run[r, COST]
    energy = cost
    for i in range(s.total[LEFT_OUT]):
        cost += p.groups[s.out[i], PRICE]
        energy += p.groups[s.out[i], ENERGY]
    s.total[0], s.total[1] = energy, cost
