"""Where a job goes best: bounds on every place first, then exact prices, most promising first."""

from __future__ import annotations

from triagering.solver.kernels import inner
from triagering.solver.search.arrays import Problem, State
from triagering.solver.search.columns import (
    BEGIN,
    COUNT,
    END,
    END_WINDOW,
    FIRST_WINDOW,
    IDLE,
    LATENESS,
    LATEST_RETURN,
    LOAD,
    MINUTES,
    MODE,
    NXT,
    PLACE,
    WAITING,
)
from triagering.solver.search.moves import break_choices, draw, insertion_delta, join_cost, may_join
from triagering.solver.search.pricing import spread
from triagering.solver.search.timing import LATE, Work, ride


@inner
def delay_cost(p: Problem, s: State, node: int, r: int, ready: int, limit: int) -> int:
    """Give at least what it costs that a node cannot start before ``ready``.

    Exact but for links, breaks and later windows.
    """
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
        ready += p.node[node, MINUTES] + ride(p, mode, node, after)
        node = after
    if ready > p.run[r, LATEST_RETURN]:
        return LATE
    return cost + p.p_overtime * max(0, ready - max(p.run[r, END], s.node[node, BEGIN]))


@inner
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
                detour -= ride(p, mode, before, after)
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
                w.place[n, 0], w.place[n, 1], w.place[n, 2] = bound, before, r
                w.place[n, 3], w.place[n, 4] = base, fixed
                n += 1
            before = after
    return n


@inner
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
