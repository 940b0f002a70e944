"""Where the break of a route lies."""

from __future__ import annotations

from triagering.solver.kernels import hot, inner
from triagering.solver.search.arrays import Problem, State
from triagering.solver.search.pricing import price_route
from triagering.solver.search.timing import LATE, retime_route
from triagering.solver.search.workspace import Work


@inner
def price_with(p: Problem, s: State, w: Work, r: int, node: int) -> int:
    """Price a route with its break before a node (-1: without one), other routes unmoved; LATE if that cannot be."""
    s.run[r].brk = node
    if not retime_route(p, s, r, True):
        return LATE
    cost = price_route(p, s, w, r)
    if p.p_worst_idle > 0 and cost < LATE:
        cost += p.p_worst_idle * w.figures[0].idle
    return cost


@inner
def settle_break(p: Problem, s: State, w: Work, r: int) -> bool:
    """Move the due break of a route to where it costs least, other routes unmoved; False if it fits nowhere."""
    ends, best, best_at = p.run[r].break_from == 1, LATE, -2
    node = s.node[p.n_jobs + r].nxt
    if not ends:
        node = s.node[node].nxt
    while True:
        if node < p.n_jobs or ends:
            cost = price_with(p, s, w, r, node)
            if cost < best:
                best, best_at = cost, node
        if node >= p.n_jobs:
            break
        node = s.node[node].nxt
    if not p.run[r].break_mandatory and price_with(p, s, w, r, -1) < best:
        best_at = -1
    if best_at == -2:
        s.run[r].brk = -1
        return False
    s.run[r].brk = best_at
    return retime_route(p, s, r, True)


@hot
def keep_break(p: Problem, s: State, w: Work, r: int) -> bool:
    """Retime a route with its break, if one is due, where it is if it may lie there, else where it costs least."""
    finish, at, due = p.n_jobs + p.n_routes + r, s.run[r].brk, p.run[r].break_from
    if s.run[r].count < due:
        s.run[r].brk = -1
        return retime_route(p, s, r, True)
    inside = at >= 0 and (due == 1 or (at != finish and s.node[at].prv < p.n_jobs))
    return (inside and retime_route(p, s, r, True)) or settle_break(p, s, w, r)
