"""Where a job goes best: bounds on every place first, then exact prices, most promising first."""

from __future__ import annotations

from triagering.solver.kernels import hot, index, inlined, inner
from triagering.solver.search.arrays import FAR, Problem, State
from triagering.solver.search.moves import NOWHERE, break_choices, draw, insertion_delta, join_cost, may_join, tie_cost
from triagering.solver.search.pricing import spread_more
from triagering.solver.search.timing import LATE, Work


@hot
def delay_cost(p: Problem, s: State, node: int, r: int, ready: int, limit: int) -> int:
    """Give at least what it costs that a node cannot start before ``ready``.

    Exact but for links, breaks and later windows.
    """
    cost = 0
    while node < p.n_jobs:
        if ready <= s.node[node].begin or cost >= limit:
            return cost
        if ready > p.node[node].closes:
            return LATE
        if p.node[node].due == FAR:
            return cost
        cost += p.p_late * (max(0, ready - p.node[node].due) - s.node[node].lateness)
        after = s.node[node].nxt
        ready += p.node[node].minutes + s.node[after].leg
        node = after
    if ready > p.run[r].latest_return:
        return LATE
    return cost + p.p_overtime * max(0, ready - max(p.run[r].end, s.node[node].begin))


@hot
def list_positions(p: Problem, s: State, w: Work, job: int, r: int, n: int, limit: int, gain: int) -> int:
    """Append the places of a job on a route whose price may be below ``limit`` to ``w.place``; give their number.

    A place comes with a lower bound on its price; what the others cost at least is kept in ``w.memo``. ``gain`` is
    what the worst idle time may fall by.
    """
    known = w.memo[job * p.n_routes + r]
    known.version, known.price, known.spot = s.run[r].version, LATE, -1
    opens, due, closes = p.lists[p.node[job].first_window, 0], p.node[job].due, p.node[job].closes
    minutes, here = p.node[job].minutes, p.node[job].place
    base = join_cost(p, s, job, r)
    floor = base - p.p_worst_idle * gain - p.p_waiting * s.run[r].waiting - (LATE if p.p_spread > 0 else 0)
    if floor >= limit:
        known.price = floor
        return n
    mode, finish = index(p.run[r].mode), p.n_jobs + p.n_routes + r
    after = index(p.n_jobs + r)
    while after != finish:
        before, after = after, s.node[after].nxt
        free = s.node[before].begin + p.node[before].minutes
        if free > closes:
            break
        late = floor + p.p_late * max(0, free - due)
        if late >= limit:
            known.price = min(known.price, late)
            break
        if opens + minutes > p.node[after].closes:
            continue
        early = opens + minutes - p.node[after].due
        pushed = floor + p.p_late * (early - s.node[after].lateness)
        if early > 0 and pushed >= limit:
            known.price = min(known.price, pushed)
            continue
        leg = p.back[mode, here, p.node[before].place]
        begin = max(free + leg, opens)
        if begin > closes:
            break
        onward = p.travel[mode, here, p.node[after].place]
        detour = leg + onward - s.node[after].leg
        fixed = base + p.p_travel * detour
        if p.full:
            longer = max(0, detour + minutes)
            fixed -= p.p_worst_idle * min(gain, longer) + p.p_waiting * min(longer, s.run[r].waiting)
            if p.p_spread > 0:
                fixed += p.p_spread * spread_more(p, s, r, detour + minutes)
        bound = fixed + p.p_late * max(0, begin - due)
        if bound < limit:
            bound += delay_cost(p, s, after, r, begin + minutes + onward, limit - bound)
        if bound < limit:
            w.place[n, 0], w.place[n, 1], w.place[n, 2] = bound, before, r
            w.place[n, 3], w.place[n, 4] = base, fixed
            n += 1
        else:
            known.price = min(known.price, bound)
    return n


@inlined
def recall(p: Problem, s: State, w: Work, job: int, limit: int, blink: float, skip_route: int) -> int:
    """Find the cheapest place among those known from before into ``w.found``; give its price, or ``limit``.

    The other routes that may take the job are listed in ``w.order``, up to a -1, the most promising one first.
    """
    best, unknown, promise = limit, 0, LATE
    for r in range(p.n_routes):
        if r == skip_route or not may_join(p, s, job, r) or draw(w) < blink:
            continue
        known = w.memo[job * p.n_routes + r]
        if p.full or known.version != s.run[r].version:
            known.version, known.price, known.spot = -1, 0, -1
        if known.spot >= 0:
            price = known.price + tie_cost(p, s, w, job, r, known.worst)
            if price < best:
                best = price
                w.found[0], w.found[1], w.found[2] = r, known.spot // 4, known.spot % 4
        elif p.full or known.price < best:  # where time is priced, an insertion may cost less than nothing
            w.order[unknown] = r
            if known.version >= 0 and known.price < promise:
                promise = known.price
                w.order[0], w.order[unknown] = r, w.order[0]
            unknown += 1
    w.order[unknown] = -1
    if promise == LATE and unknown > 1:
        for near in range(1, min(12, p.near.shape[1])):
            r = s.node[p.near[job, near]].route
            for i in range(unknown):
                if w.order[i] == r:
                    w.order[0], w.order[i] = r, w.order[0]
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
        bound, before, r, base, fixed = (
            w.place[pick, 0], w.place[pick, 1], w.place[pick, 2], w.place[pick, 3], w.place[pick, 4])
        n -= 1
        for column in range(5):
            w.place[pick, column] = w.place[n, column]
        choices, known = break_choices(p, s, r, before), w.memo[job * p.n_routes + r]
        for where in range(4):
            if choices & (1 << where) and (where != NOWHERE or bound + p.p_missed < best):
                delta = insertion_delta(p, s, w, job, before, r, where, base, best, best - fixed)
                better = delta < best
                if better:
                    best = delta
                    w.found[0], w.found[1], w.found[2] = r, before, where
                if better and w.found[5] > 0 and w.found[3] < known.price:
                    known.price, known.worst, known.spot = w.found[3], w.found[4], 4 * before + where
                elif bound < known.price:
                    known.price, known.spot = bound, -1
    for i in range(n):
        known = w.memo[job * p.n_routes + w.place[i, 2]]
        if w.place[i, 0] < known.price:
            known.price, known.spot = w.place[i, 0], -1
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
    best, entry = limit, 0
    while w.order[entry] >= 0:
        n, only = 0, entry == 0 and not p.full
        while w.order[entry] >= 0:
            r = w.order[entry]
            entry += 1
            if w.memo[job * p.n_routes + r].price < best or p.full:
                n = list_positions(p, s, w, job, r, n, best,
                                   most - second if p.p_worst_idle > 0 and s.run[r].idle == most else 0)
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
