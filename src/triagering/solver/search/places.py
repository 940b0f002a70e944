"""Where a job goes best: bounds on every place first, then exact prices, most promising first."""

from __future__ import annotations

from triagering.solver.kernels import index, inlined, inner
from triagering.solver.search.arrays import Problem, State
from triagering.solver.search.lines import ONE, delay_cost, draw_line, first_of
from triagering.solver.search.moves import NOWHERE, break_choices, draw, insertion_delta, join_cost, may_join, tie_cost
from triagering.solver.search.pricing import spread_more
from triagering.solver.search.timing import LATE
from triagering.solver.search.workspace import Work


@inner
def list_positions(p: Problem, s: State, w: Work, job: int, entry: int, n: int, limit: int, gain: int) -> int:
    """Append the places of a job on a route whose price may be below ``limit`` to ``w.place``; give their number.

    ``entry`` is the row of ``w.memo`` for both. A place comes with a lower bound on its price, as ``delay_cost`` has
    it; what the others cost at least is kept there. ``gain`` is what the worst idle time may fall by.
    """
    known = w.memo[index(entry)]
    r, opens, due, closes = known.route, p.node[job].opens, p.node[job].due, p.node[job].closes
    minutes, here, mode = p.node[job].minutes, p.node[job].place, index(p.run[r].mode)
    known.version, known.price, known.spot = s.run[r].version, LATE, 0
    base = join_cost(p, s, job, r)
    floor = base - p.p_worst_idle * gain - p.p_waiting * s.run[r].waiting - (LATE if p.p_spread > 0 else 0)
    if floor >= limit:
        known.price = floor
        return n
    if w.lined[r] != s.run[r].version:
        draw_line(p, s, w, r)
    at, finish, least = first_of(p, r), p.n_jobs + p.n_routes + r, LATE
    while w.line[at + ONE].hard < opens + minutes:
        at += ONE
        if w.line[at].node == finish:
            return n
    before, free, there = w.line[at].node, w.line[at].free, w.line[at].place
    while before != finish and free <= closes:  # priced first, then asked whether it will do: few of them do
        at += ONE
        stop = w.line[at]
        leg, onward = p.back[mode, here, there], p.travel[mode, here, stop.place]
        begin = max(free + leg, opens)
        ready, detour = begin + minutes + onward, leg + onward - stop.leg
        late = p.p_late * max(0, begin - due)
        bound = floor + p.p_travel * detour + late + p.p_late * max(0, ready - stop.patience)
        bound = LATE if (begin > closes) | (ready > stop.hard) else bound
        if bound < limit:
            fixed = base + p.p_travel * detour
            if p.full:
                longer = max(0, detour + minutes)
                fixed -= p.p_worst_idle * min(gain, longer) + p.p_waiting * min(longer, s.run[r].waiting)
                if p.p_spread > 0:
                    fixed += p.p_spread * spread_more(p, s, r, detour + minutes)
            bound = fixed + late
            if bound < limit and ready > stop.soft:
                bound += delay_cost(p, w, at, ready, limit - bound)
            if bound < limit:
                w.place[n, 0], w.place[n, 1], w.place[n, 2] = bound, before, entry
                w.place[n, 3], w.place[n, 4] = base, fixed
                n += 1
                bound = LATE
        least = min(least, bound)
        before, free, there = stop.node, stop.free, stop.place
    known.price = least
    return n


@inlined
def recall(p: Problem, s: State, w: Work, job: int, limit: int, blink: float, skip_route: int) -> int:
    """Find the cheapest place among those known from before into ``w.found``; give its price, or ``limit``.

    The rows of ``w.memo`` of the other routes that may take the job are listed in ``w.order``, up to a -1, the most
    promising one first.
    """
    best, unknown, promise = limit, 0, LATE
    for entry in range(p.node[job].first_able, p.node[job].end_able):
        known = w.memo[index(entry)]
        r = known.route
        if r == skip_route or not may_join(p, s, job, r) or draw(w) < blink:
            continue
        if p.full or known.version != s.run[r].version:
            known.version, known.price, known.spot = -1, 0, 0
        if known.spot > 0:
            price = known.price + tie_cost(p, s, w, job, r, known.worst)
            if price < best:
                best = price
                w.found[0], w.found[1], w.found[2] = r, (known.spot - 1) >> 2, (known.spot - 1) & 3
        elif p.full or known.price < best:  # where time is priced, an insertion may cost less than nothing
            w.order[unknown], w.rank[r] = entry, unknown
            if known.version >= 0 and known.price < promise:
                promise = known.price
                w.order[0], w.order[unknown] = entry, w.order[0]
            unknown += 1
    w.order[unknown] = -1
    if promise == LATE and unknown > 1:
        for near in range(1, min(12, p.near.shape[1])):
            route = s.node[p.near[job, near]].route
            rank = w.rank[route] if route >= 0 else unknown
            if rank < unknown and w.memo[index(w.order[rank])].route == route:
                w.order[0], w.order[rank] = w.order[rank], w.order[0]
                return best
    return best


@inlined
def try_positions(p: Problem, s: State, w: Work, job: int, n: int, limit: int) -> int:
    """Price the listed places exactly, most promising first; give the least price, and keep in mind what was learnt."""
    best = limit
    while n > 0:
        pick = 0
        for i in range(1, n):
            if w.place[i, 0] < w.place[pick, 0]:
                pick = i
        if w.place[pick, 0] >= best:
            break
        bound, before, known, base, fixed = (w.place[pick, 0], w.place[pick, 1], w.memo[index(w.place[pick, 2])],
                                             w.place[pick, 3], w.place[pick, 4])
        n -= 1
        for column in range(5):
            w.place[pick, column] = w.place[n, column]
        r = known.route
        choices = break_choices(p, s, r, before)
        for where in range(4):
            if choices & (1 << where) and (where != NOWHERE or bound + p.p_missed < best):
                delta = insertion_delta(p, s, w, job, before, r, where, base, best, best - fixed)
                better = delta < best
                if better:
                    best = delta
                    w.found[0], w.found[1], w.found[2] = r, before, where
                if better and w.found[5] > 0 and w.found[3] < known.price:
                    known.price, known.worst, known.spot = w.found[3], w.found[4], 4 * before + where + 1
                elif bound < known.price:
                    known.price, known.spot = bound, 0
    for i in range(n):
        known = w.memo[index(w.place[i, 2])]
        if w.place[i, 0] < known.price:
            known.price, known.spot = w.place[i, 0], 0
    return best


@inlined
def explore(p: Problem, s: State, w: Work, job: int, limit: int) -> int:
    """Find the cheapest place below ``limit`` on the routes of ``w.order``, most promising first, into ``w.found``."""
    most, second = 0, 0
    if p.p_worst_idle > 0:
        for r in range(p.n_routes):
            idle = s.run[r].idle
            if idle > most:
                most, second = idle, most
            elif idle > second:
                second = idle
    best, i = limit, 0
    while w.order[i] >= 0:
        n, only = 0, i == 0 and not p.full
        while w.order[i] >= 0:
            entry = index(w.order[i])
            i += 1
            if w.memo[entry].price < best or p.full:
                idle = s.run[w.memo[entry].route].idle
                n = list_positions(p, s, w, job, entry, n, best,
                                   most - second if p.p_worst_idle > 0 and idle == most else 0)
            if only:
                break
        best = try_positions(p, s, w, job, n, best)
    return best


@inner
def best_position(p: Problem, s: State, w: Work, job: int, limit: int, blink: float, skip_route: int) -> int:
    """Find the cheapest insertion; give its price, LATE if there is none below ``limit``.

    Where it is stands in ``w.found``: route, node before, break choice. Only routes that changed since they were last
    looked at for this job are looked at again.
    """
    w.found[0], job = -1, index(job)
    best = explore(p, s, w, job, recall(p, s, w, job, limit, blink, skip_route))
    return best if w.found[0] >= 0 else LATE
