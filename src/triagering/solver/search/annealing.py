"""The loop: ruin, recreate, accept like simulated annealing, remember the best."""

from __future__ import annotations

import numpy as np
from numba import njit

from triagering.solver.search.arrays import Ints, Problem, State
from triagering.solver.search.columns import (
    BREAK_MINUTES, BRK, COUNT, END_MEMBER, END_WINDOW, ENERGY, FIRST_MEMBER, FIRST_WINDOW, GROUP,
    MINUTES, NXT, PLACE, PRV, RANK, ROUTE,
)
from triagering.solver.search.moves import best_position, draw, insert, keep_break, link_out, settle_break
from triagering.solver.search.pricing import store_route, total_cost
from triagering.solver.search.timing import LATE, Work, retime_all, retime_route


@njit(cache=True, nogil=True, _nrt=False)
def copy_state(source: State, target: State) -> None:
    """Copy every array."""
    for row in range(len(source.node)):
        for column in range(5):
            target.node[row, column] = source.node[row, column]
    for row in range(len(source.run)):
        for column in range(8):
            target.run[row, column] = source.run[row, column]
    target.total[0], target.total[1] = source.total[0], source.total[1]


@njit(cache=True, nogil=True, _nrt=False)
def remove_group(p: Problem, s: State, w: Work, group: int, mark: int) -> None:
    """Take every planned job of a group out and mark their routes."""
    for entry in range(p.groups[group, FIRST_MEMBER], p.groups[group, END_MEMBER]):
        job = p.lists[entry, 0]
        if s.node[job, ROUTE] >= 0:
            w.touched[s.node[job, ROUTE]] = mark
            link_out(s, job)


@njit(cache=True, nogil=True, _nrt=False)
def disturb(p: Problem, s: State, w: Work, group: int, mark: int) -> None:
    """Remove a group; meetings of many carers mostly stay, as they tear many routes apart and rarely move."""
    if p.groups[group, END_MEMBER] - p.groups[group, FIRST_MEMBER] <= 2 or draw(w) < 0.02:
        remove_group(p, s, w, group, mark)


@njit(cache=True, nogil=True, _nrt=False)
def ruin(p: Problem, s: State, w: Work, mark: int, average: float, longest: float) -> None:
    """Remove strings of stops near a random job, all of one route now and then, or stops of one time of day."""
    seed = int(draw(w) * p.n_jobs)
    kind = draw(w)
    if kind < 0.04:
        r = int(draw(w) * p.n_routes)
        node = s.node[p.n_jobs + r, NXT]
        while node < p.n_jobs:
            after = s.node[node, NXT]
            while after < p.n_jobs and p.node[after, GROUP] == p.node[node, GROUP]:
                after = s.node[after, NXT]
            disturb(p, s, w, p.node[node, GROUP], mark)
            node = after
        return
    if kind < 0.10:
        many = 1 + int(draw(w) * average)
        for entry in range(p.near.shape[1]):
            if many <= 0:
                break
            job = p.near[seed, entry]
            if s.node[job, ROUTE] >= 0 and draw(w) < 0.6:
                disturb(p, s, w, p.node[job, GROUP], mark)
                many -= 1
        return
    planned, used = 0, 0
    for r in range(p.n_routes):
        planned += s.run[r, COUNT]
        used += int(s.run[r, COUNT] > 0)
    if used == 0:
        return
    size = min(longest, max(1.0, planned / used))
    strings = int(draw(w) * (4.0 * average / (1.0 + size) - 1.0)) + 1
    for entry in range(p.near.shape[1]):
        if strings <= 0:
            break
        job = p.near[seed, entry]
        r = s.node[job, ROUTE]
        if r < 0 or w.touched[r] == mark:
            continue
        strings -= 1
        w.touched[r] = mark
        remove_string(p, s, w, job, r, mark, min(float(s.run[r, COUNT]), size))


@njit(cache=True, nogil=True, _nrt=False)
def remove_string(p: Problem, s: State, w: Work, job: int, r: int, mark: int, size: float) -> None:
    """Remove a run of stops around a job, half the time sparing a few in its middle."""
    length = 1 + int(draw(w) * size)
    length = min(length, s.run[r, COUNT])
    spare = 0
    if length > 1 and draw(w) < 0.5:
        while length + spare < s.run[r, COUNT] and draw(w) > 0.01 and spare < 10:
            spare += 1
            if draw(w) < 0.5:
                break
    behind = int(draw(w) * (length + spare))
    node = job
    while behind > 0 and s.node[node, PRV] < p.n_jobs:
        node = s.node[node, PRV]
        behind -= 1
    spare_from = int(draw(w) * length)
    n = 0
    while node < p.n_jobs and n < length + spare:
        if not spare_from <= n < spare_from + spare:
            w.order[n] = node
        else:
            w.order[n] = -1
        n += 1
        node = s.node[node, NXT]
    for i in range(n):
        if w.order[i] >= 0 and s.node[w.order[i], ROUTE] >= 0:
            disturb(p, s, w, p.node[w.order[i], GROUP], mark)


@njit(cache=True, nogil=True, _nrt=False)
def mend(p: Problem, s: State, w: Work, mark: int) -> bool:
    """Bring times, breaks and prices of marked routes up to date after removals; empties routes whose break fits nowhere."""
    for r in range(p.n_routes):
        if w.touched[r] == mark and not keep_break(p, s, w, r):
            while s.node[p.n_jobs + r, NXT] < p.n_jobs:
                remove_group(p, s, w, p.node[s.node[p.n_jobs + r, NXT], GROUP], mark)
            s.run[r, BRK] = -1
            for other in range(r):
                if w.touched[other] == mark and not keep_break(p, s, w, other):
                    return False
            if not retime_route(p, s, r):
                return False
    if p.linked and not retime_all(p, s, w):
        return False
    for r in range(p.n_routes):
        if (p.linked or w.touched[r] == mark) and not store_route(p, s, w, r):
            return False
    return True


@njit(cache=True, nogil=True, _nrt=False)
def sort_absent(p: Problem, s: State, w: Work) -> int:
    """List the unplanned groups in an order drawn at random, most urgent first more often than not; give their number."""
    n, kind, urgent = 0, draw(w), draw(w) < 0.8
    for g in range(len(p.groups)):
        job = p.lists[p.groups[g, FIRST_MEMBER], 0]
        if s.node[job, ROUTE] >= 0:
            continue
        w.absent[n] = g
        members = p.groups[g, END_MEMBER] - p.groups[g, FIRST_MEMBER]
        if kind < 0.35:
            key = draw(w)
        elif kind < 0.55:
            key = -float(p.node[job, MINUTES]) / 1e9
        elif kind < 0.65:
            key = float(p.lists[p.node[job, FIRST_WINDOW], 0]) / 1e9
        elif kind < 0.75:
            key = float(p.lists[p.node[job, END_WINDOW] - 1, 1] - p.lists[p.node[job, FIRST_WINDOW], 0]) / 1e9
        elif kind < 0.9:
            able = 0
            for r in range(p.n_routes):
                able += int(p.stops[job, r] < LATE)
            key = float(able) / 1e9
        else:
            key = -float(p.travel[0, p.node[job, PLACE], p.node[p.n_jobs, PLACE]]) / 1e9
        if members > 1 and kind < 0.75 and draw(w) < 0.7:
            key -= 2.0
        if urgent:
            key += 10.0 * p.groups[g, RANK]
        w.keys[n] = key
        n += 1
    for i in range(1, n):
        key, group = w.keys[i], w.absent[i]
        j = i - 1
        while j >= 0 and w.keys[j] > key:
            w.keys[j + 1], w.absent[j + 1] = w.keys[j], w.absent[j]
            j -= 1
        w.keys[j + 1], w.absent[j + 1] = key, group
    return n


@njit(cache=True, nogil=True, _nrt=False)
def insert_group(p: Problem, s: State, w: Work, backup: State, group: int, blink: float) -> bool:
    """Insert all jobs of a group, one after the other, if that is cheaper than leaving it out; else leave no trace."""
    first, last = p.groups[group, FIRST_MEMBER], p.groups[group, END_MEMBER]
    price = p.groups[group, ENERGY]
    if last - first == 1:
        job = p.lists[first, 0]
        if best_position(p, s, w, job, price, blink, -1) >= LATE:
            return True
        return insert(p, s, w, job, w.found[1], w.found[0], w.found[2])
    return insert_several(p, s, w, backup, group, price, blink)


@njit(cache=True, nogil=True, _nrt=False)
def insert_several(p: Problem, s: State, w: Work, backup: State, group: int, price: int, blink: float) -> bool:
    """Insert a group of several jobs: try a few routes for the first, the best for the rest, keep the cheapest."""
    first, last = p.groups[group, FIRST_MEMBER], p.groups[group, END_MEMBER]
    copy_state(s, backup)
    size = last - first
    best, tried = price, -1
    found = False
    turn = int(draw(w) * size)
    for attempt in range(4):
        if attempt == 2:
            turn += 1
            tried = -1
        total, ok, first_route = 0, True, -1
        for i in range(size):
            job = p.lists[first + (i + turn) % size, 0]
            delta = best_position(p, s, w, job, LATE if p.full else best - total, blink, tried if i == 0 else -1)
            r, before, where = w.found[0], w.found[1], w.found[2]
            if delta >= LATE or not insert(p, s, w, job, before, r, where):
                ok = False
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
        copy_state(backup, s)
        if first_route < 0 and attempt != 1:
            if attempt >= 2:
                break
            continue
        tried = first_route
    if found:
        for i in range(size):
            if not insert(p, s, w, w.choice[i, 3], w.choice[i, 5], w.choice[i, 4], w.choice[i, 6]):
                return False
    return True


@njit(cache=True, nogil=True, _nrt=False)
def recreate(p: Problem, s: State, w: Work, backup: State, blink: float) -> bool:
    """Insert what is unplanned."""
    n = sort_absent(p, s, w)
    for i in range(n):
        if not insert_group(p, s, w, backup, w.absent[i], blink):
            return False
    return True


@njit(cache=True, nogil=True, _nrt=False)
def refresh(p: Problem, s: State, w: Work) -> bool:
    """Time and price a whole state from scratch; False if it breaks a rule."""
    if not retime_all(p, s, w):
        return False
    for r in range(p.n_routes):
        if not store_route(p, s, w, r):
            return False
    total_cost(p, s)
    return True


@njit(cache=True, nogil=True, _nrt=False)
def anneal(p: Problem, s: State, best: State, saved: State, backup: State, w: Work, iterations: int,
           hot: float, cold: float, average: float, longest: float, blink: float, figures: Ints) -> int:
    """Run a number of iterations between two temperatures; give how many improved the best.

    ``s`` is the current plan, ``best`` the best; both must be refreshed. ``figures`` counts [accepted, failed].
    """
    improved = 0
    temperature, factor = hot, (cold / hot) ** (1.0 / max(1, iterations))
    for _ in range(iterations):
        copy_state(s, saved)
        w.stamp[0] += 1
        mark = w.stamp[0]
        ruin(p, s, w, mark, average, longest)
        ok = mend(p, s, w, mark) and recreate(p, s, w, backup, blink)
        if ok and draw(w) < 0.1:
            ok = polish_breaks(p, s, w)
        if ok:
            total_cost(p, s)
            if s.total[1] < best.total[1]:
                copy_state(s, best)
                improved += 1
            if s.total[0] >= saved.total[0] - temperature * np.log(1.0 - draw(w)):
                copy_state(saved, s)
            else:
                figures[0] += 1
        else:
            figures[1] += 1
            copy_state(saved, s)
        temperature *= factor
    return improved


@njit(cache=True, nogil=True, _nrt=False)
def polish_breaks(p: Problem, s: State, w: Work) -> bool:
    """Lay the breaks of all routes anew where links do not tie them."""
    if p.linked:
        return True
    for r in range(p.n_routes):
        if p.run[r, BREAK_MINUTES] >= 0 and s.run[r, COUNT] >= 2:
            if not settle_break(p, s, w, r) or not store_route(p, s, w, r):
                return False
    return True
