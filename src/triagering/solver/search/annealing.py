"""The loop: ruin, recreate, accept like simulated annealing, remember the best."""

from __future__ import annotations

import numpy as np

from triagering.solver.kernels import inner, kernel
from triagering.solver.search.arrays import FAR, Problem, State
from triagering.solver.search.breaks import keep_break, settle_break
from triagering.solver.search.columns import LEFT_OUT
from triagering.solver.search.copying import copy_changed, copy_state
from triagering.solver.search.moves import draw, is_out, leave_out
from triagering.solver.search.pricing import store_route, total_cost
from triagering.solver.search.recreate import BLINK, recreate
from triagering.solver.search.relaxing import relax
from triagering.solver.search.ruin import AVERAGE, remove_group, ruin
from triagering.solver.search.timing import LATE, retime_all, retime_route
from triagering.solver.search.workspace import Work


@inner
def mend(p: Problem, s: State, saved: State, w: Work, mark: int) -> bool:
    """Bring times, breaks and prices of marked routes up to date after removals.

    A route whose break fits nowhere is emptied.
    """
    for r in range(p.n_routes):
        if w.touched[r] == mark and not keep_break(p, s, w, r):
            while s.node[p.n_jobs + r].nxt < p.n_jobs:
                remove_group(p, s, w, p.node[s.node[p.n_jobs + r].nxt].group, mark)
            s.run[r].brk = -1
            for other in range(r):
                if w.touched[other] == mark and not keep_break(p, s, w, other):
                    return False
            if not retime_route(p, s, r, True):
                return False
    if p.linked and not relax(p, s, saved, w, mark):
        return False
    for r in range(p.n_routes):
        if w.touched[r] == mark and not store_route(p, s, w, r):
            return False
    return True


@kernel
def refresh(p: Problem, s: State, w: Work) -> bool:
    """Time and price a whole state from scratch; False if it breaks a rule."""
    if not retime_all(p, s, w):
        return False
    s.total[LEFT_OUT] = 0
    for g in range(len(p.groups)):
        if p.groups[g].first_member < p.groups[g].end_member and is_out(p, s, g):  # a meeting of nobody has none
            leave_out(s, g)
    for r in range(p.n_routes):
        if not store_route(p, s, w, r):
            return False
    total_cost(p, s, w)
    return True


@kernel
def lay_breaks(p: Problem, s: State, w: Work) -> bool:
    """Lay the breaks of all routes where they cost least, one by one; False if one that is due fits nowhere."""
    for job in range(p.n_jobs):
        s.node[job].begin = -FAR
    for r in range(p.n_routes):
        s.run[r].brk = -1
        if not keep_break(p, s, w, r):
            return False
    return True


@kernel
def anneal(p: Problem, s: State, best: State, saved: State, backup: State, w: Work, iterations: int,
           hot: float, cold: float) -> None:
    """Run a number of iterations between two temperatures.

    ``s`` is the current plan, ``best`` the best; both must be timed and priced. What is acceptable is drawn first,
    and rebuilding ends when it costs more; not while something is left out, as a plan that leaves out less may have
    more energy.
    """
    temperature, factor = hot, (cold / hot) ** (1.0 / max(1, iterations))
    average = min(AVERAGE, max(2.0, p.n_jobs / 3))
    copy_state(s, saved)
    for _ in range(iterations):
        w.stamp[0] += 1
        mark = w.stamp[0]
        ruin(p, s, w, mark, average)
        limit = saved.total[0] - temperature * np.log(1.0 - draw(w))
        most = int(limit) if saved.total[0] == saved.total[1] else LATE
        ok = mend(p, s, saved, w, mark) and recreate(p, s, w, backup, BLINK, most)
        if ok and draw(w) < 0.1:
            ok = polish_breaks(p, s, saved, w)
        if ok:
            total_cost(p, s, w)
            if s.total[1] < best.total[1]:
                copy_changed(p, s, best)
        if ok and s.total[0] < limit:
            copy_changed(p, s, saved)
        else:
            copy_changed(p, saved, s)
        temperature *= factor


@inner
def polish_breaks(p: Problem, s: State, saved: State, w: Work) -> bool:
    """Lay the breaks of changed routes anew where links do not tie them."""
    if p.linked:
        return True
    for r in range(p.n_routes):
        if s.run[r].count >= p.run[r].break_from and s.run[r].version != saved.run[r].version:
            s.run[r].version = -1
            if not settle_break(p, s, w, r) or not store_route(p, s, w, r):
                return False
    return True
