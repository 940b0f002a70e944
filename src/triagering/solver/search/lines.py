"""Routes as lines: what is asked of each stop where a place is sought, side by side and in order."""

from __future__ import annotations

import numpy as np
from triagering.solver.kernels import hot, index, inner
from triagering.solver.search.arrays import Problem, State
from triagering.solver.search.columns import Index
from triagering.solver.search.workspace import Work

ONE: Index = np.uint32(1)  # type: ignore[assignment]
"""An index and this are an index; an index and a number are a number, which may be below nothing."""


@inner
def draw_line(p: Problem, s: State, w: Work, r: int) -> None:
    """Write a stored route into ``w.line``, and how late each stop may be reached.

    Links, breaks and that later windows may have to be waited for are left out: they only make stops later.
    """
    w.lined[r] = s.run[r].version
    at, node, finish = first_of(p, r), index(p.n_jobs + r), p.n_jobs + p.n_routes + r
    while True:
        stop, begin, minutes = w.line[at], s.node[node].begin, p.node[node].minutes
        stop.node, stop.place, stop.leg = node, p.node[node].place, s.node[node].leg
        stop.minutes, stop.free = minutes, begin + minutes
        stop.patience = max(p.node[node].due, begin)
        if node == finish:
            break
        at, node = at + ONE, s.node[node].nxt
    stop.hard = max(p.run[r].latest_return, begin)
    stop.soft = min(stop.hard, max(p.run[r].end, begin)) if p.p_overtime > 0 else stop.hard
    while node < p.n_jobs or node == finish:
        hard, soft = stop.hard - stop.leg, stop.soft - stop.leg
        at -= ONE
        stop = w.line[at]
        node, begin = stop.node, stop.free - stop.minutes
        stop.hard = max(min(hard - stop.minutes, p.node[node].closes), begin)
        soft = min(soft - stop.minutes, stop.patience) if p.p_late > 0 else soft - stop.minutes
        stop.soft = max(min(soft, stop.hard), begin)


@hot
def first_of(p: Problem, r: int) -> int:
    """Give the row of ``w.line`` where a route starts."""
    return index(r * (p.n_jobs + 2))


@hot
def delay_cost(p: Problem, w: Work, at: int, ready: int, limit: int) -> int:
    """Give what it costs that a stop of a line starts no sooner than ``ready``, which must be possible.

    Exact, up to ``limit``, but for links, breaks and later windows: it may be more, and less where whoever is late
    waits for a later window, or the break moves.
    """
    cost, at = 0, index(at)
    stop = w.line[at]
    while ready > stop.soft and cost < limit:
        if stop.node >= p.n_jobs:
            return cost + p.p_overtime * (ready - stop.soft)
        cost += p.p_late * max(0, ready - stop.patience)
        ready += stop.minutes
        at += ONE
        stop = w.line[at]
        ready += stop.leg
    return cost
