"""Recreate: put every unplanned group back where it costs least, or leave it out if that is cheaper."""

from __future__ import annotations

from triagering.solver.kernels import hot
from triagering.solver.search.arrays import Problem, State
from triagering.solver.search.columns import LEFT_OUT
from triagering.solver.search.copying import copy_changed
from triagering.solver.search.moves import draw, insert, is_out
from triagering.solver.search.places import best_position
from triagering.solver.search.pricing import planned_cost, share_figures
from triagering.solver.search.timing import LATE
from triagering.solver.search.workspace import Work

BOUNDLESS = 2**62
"""More than all that can be left out costs."""
BLINK = 0.01
"""Chance that a route is passed over where a place is sought."""


@hot
def sort_absent(p: Problem, s: State, w: Work) -> None:
    """Bring the groups left out into an order drawn at random.

    Where the plan before left something out, urgent ones mostly come first; elsewhere that only narrows the choice.
    """
    kind, urgent = draw(w), s.total[0] != s.total[1] and draw(w) < 0.8
    for n in range(s.total[LEFT_OUT]):
        g = s.out[n]
        job = p.lists[p.groups[g].first_member, 0]
        members = p.groups[g].end_member - p.groups[g].first_member
        if kind < 0.35:
            key = draw(w)
        elif kind < 0.55:
            key = -float(p.node[job].minutes) / 1e9
        elif kind < 0.65:
            key = float(p.node[job].opens) / 1e9
        elif kind < 0.75:
            key = float(p.lists[p.node[job].end_window - 1, 1] - p.node[job].opens) / 1e9
        elif kind < 0.9:
            key = float(p.node[job].end_able - p.node[job].first_able) / 1e9
        else:
            key = -float(p.travel[0, p.node[job].place, p.node[p.n_jobs].place]) / 1e9
        if members > 1 and kind < 0.75 and draw(w) < 0.7:
            key -= 2.0
        if urgent:
            key += 10.0 * p.groups[g].rank
        w.keys[n] = key
    for i in range(1, s.total[LEFT_OUT]):
        key, group = w.keys[i], s.out[i]
        j = i - 1
        while j >= 0 and w.keys[j] > key:
            w.keys[j + 1], s.out[j + 1] = w.keys[j], s.out[j]
            j -= 1
        w.keys[j + 1], s.out[j + 1] = key, group


@hot
def insert_group(p: Problem, s: State, w: Work, backup: State, group: int, blink: float, left: int) -> int:
    """Insert all jobs of a group, one after the other, if that is cheaper than leaving it out; else leave no trace.

    Give what that costs, or leaving it out; something not below ``left`` if there is nothing below. Of several jobs, a
    few routes are tried for the first and the best for the rest; the cheapest combination is kept.
    """
    first, size = p.groups[group].first_member, p.groups[group].end_member - p.groups[group].first_member
    best, tried = min(left, p.groups[group].energy, LATE), -1  # what costs LATE is impossible
    found = False
    turn = int(draw(w) * size)
    if size > 1:
        copy_changed(p, s, backup)
    for attempt in range(4):
        if attempt == 2:
            turn += 1
            tried = -1
        total, ok, first_route = 0, True, -1
        for i in range(size):
            job = p.lists[first + (i + turn) % size, 0]
            delta = best_position(p, s, w, job, LATE if p.full and size > 1 else best - total, blink,
                                  tried if i == 0 else -1)
            r, before, where = w.found[0], w.found[1], w.found[2]
            ok = delta < LATE
            if size == 1 and not ok:
                return p.groups[group].energy
            ok = ok and insert(p, s, w, job, before, r, where)
            if size == 1:
                return delta if ok else LATE
            if not ok:
                break
            if i == 0:
                first_route = r
            total += delta
            w.choice[i, 0], w.choice[i, 1], w.choice[i, 2] = r, before, where
            if total >= best and delta >= 0 and not p.full:
                ok = False
                break
        if ok and total < best:
            best, found = total, True
            for i in range(size):
                w.choice[i, 3] = p.lists[first + (i + turn) % size, 0]
                w.choice[i, 4], w.choice[i, 5], w.choice[i, 6] = w.choice[i, 0], w.choice[i, 1], w.choice[i, 2]
        copy_changed(p, backup, s)
        share_figures(s.run, w.shared)
        if first_route < 0 and attempt != 1:
            if attempt >= 2:
                break
            continue
        tried = first_route
    if found:
        for i in range(size):
            if not insert(p, s, w, w.choice[i, 3], w.choice[i, 5], w.choice[i, 4], w.choice[i, 6]):
                return LATE
    return best


@hot
def recreate(p: Problem, s: State, w: Work, backup: State, blink: float, limit: int) -> bool:
    """Insert what is unplanned; False (and half done) as soon as it costs ``limit`` or more in all.

    Where idle time is priced an insertion may lower the cost, and all are made.
    """
    sort_absent(p, s, w)
    left = limit - planned_cost(p, s, w)
    if p.full:
        left = BOUNDLESS
    stay = 0
    for i in range(s.total[LEFT_OUT]):
        left -= insert_group(p, s, w, backup, s.out[i], blink, left)
        if left <= 0:
            return False
        if is_out(p, s, s.out[i]):
            s.out[stay] = s.out[i]
            stay += 1
    s.total[LEFT_OUT] = stay
    return True
