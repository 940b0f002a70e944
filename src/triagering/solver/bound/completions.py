"""A table of what it takes at least to finish a carer-day from anywhere, under dual prices."""

from __future__ import annotations

from triagering.solver.bound.columns import (
    AT_ENDS,
    BEGIN,
    BREAK,
    CLOSES,
    END,
    END_WINDOW,
    ENDS,
    FAR,
    FIRST_WINDOW,
    HOME,
    LATEST,
    MANDATORY,
    MINUTES,
    OPENS,
    P_MISSED,
    P_OVERTIME,
    P_TRAVEL,
    SHUTS,
)
from triagering.solver.kernels import hot, inner, kernel
from triagering.solver.tables import Ints

LATE = 1 << 40
BLOCK = 32
"""Minutes filled at once, at most."""


@inner
def with_break(run: Ints, free: int, leg: int) -> int:
    """Give the arrival after a leg with the break on the way; LATE if it does not fit."""
    begin = max(free + leg, run[OPENS])
    if begin <= run[CLOSES] and begin + run[BREAK] <= run[ENDS]:
        return begin + run[BREAK]
    begin = max(free, run[OPENS])
    if begin <= run[CLOSES] and begin + run[BREAK] <= run[ENDS]:
        return begin + run[BREAK] + leg
    return LATE


@inner
def closing(run: Ints, done: int, home: int, taken: int, due: bool) -> int:
    """Price going home, break and overtime included; FAR if that is impossible."""
    best = FAR
    back = done + home
    if back <= run[LATEST] and (taken or not due or not run[MANDATORY]):
        best = run[P_TRAVEL] * home + run[P_OVERTIME] * max(0, back - run[END])
        if due and not taken:
            best += run[P_MISSED]
    if not taken and run[AT_ENDS]:
        begin = max(done, run[OPENS])
        back = begin + run[BREAK] + home
        if begin <= run[CLOSES] and begin + run[BREAK] <= run[ENDS] and back <= run[LATEST]:
            best = min(best, run[P_TRAVEL] * home + run[P_OVERTIME] * max(0, back - run[END]))
    return best


@inner
def first_arrival(run: Ints, leg: int, taken: int) -> int:
    """Give the arrival at a first stop, a break before it included if asked for; LATE if that is impossible."""
    if not taken or run[BREAK] < 0:
        return run[BEGIN] + leg
    begin = max(run[BEGIN] + leg, run[OPENS])
    if not run[AT_ENDS] or begin > run[CLOSES] or begin + run[BREAK] > run[ENDS]:
        return LATE
    return begin + run[BREAK]


@hot
def lesser(cells: Ints, prices: Ints, price: int) -> None:
    """Set prices to others, or to one where that is less."""
    for t in range(len(cells)):
        cells[t] = min(prices[t], price)


@hot
def offer(now: Ints, after: Ints, moves: Ints, masks: int, since: int, until: int, shift: int, cost: int, late: int,
          over: int) -> None:
    """Lower prices, per memory, to those of going on to a start ``shift`` minutes later, at first so much over due."""
    for mask in range(masks):
        if moves[mask] >= 0:
            cells, prices = now[mask, since:until + 1], after[moves[mask], since + shift:until + shift + 1]
            for t in range(len(cells)):
                cells[t] = min(cells[t], cost + prices[t] + late * max(0, t + over))


@hot
def offer_waiting(now: Ints, after: Ints, still: Ints, moves: Ints, masks: int, since: int, until: int, start: int,
                  cost: int, settled: bool) -> None:
    """The same of a start that is waited for; ``still`` is lowered, too, if it is from all earlier minutes."""
    for mask in range(masks):
        if moves[mask] >= 0:
            price = cost + after[moves[mask], start]
            cells = now[mask, since:until + 1]
            for t in range(len(cells)):
                cells[t] = min(cells[t], price)
            if settled:
                still[mask] = min(still[mask], price)


@inner
def latest_break(run: Ints) -> int:
    """Give the last minute at which the break may begin."""
    return min(run[CLOSES], run[ENDS] - run[BREAK])


@inner
def straight(run: Ints, first: int, last: int, leg: int) -> bool:
    """Say whether an arrival with the break on the way is later by a minute for each that one is done later."""
    most = latest_break(run)
    return (run[OPENS] <= first + leg and last + leg <= most) or (run[OPENS] <= first and last <= most < first + leg)


@hot
def go_on(
    table: Ints, windows: Ints, run: Ints, price: Ints, late: Ints, ahead: Ints, now: Ints, still: Ints, moves: Ints,
    masks: int, low: int, k: int, leg: int, pause: int, since: int, until: int, arrival: int, settled: bool,
) -> None:
    """Lower the price of finishing from ``since`` to ``until`` to that of going on to node k, where one arrives last.

    Who leaves earlier arrives as much earlier; all arrive at once if that is ``settled``.
    """
    begin, span, shift = run[BEGIN], ahead.shape[3], arrival - run[BEGIN] - until
    for window in range(table[k, FIRST_WINDOW], table[k, END_WINDOW]):
        opens, due = windows[window, 0] - begin, windows[window, 1] - begin
        closes = min(windows[window, 2] - begin, span - 1)
        cost = run[P_TRAVEL] * leg + price[window]
        if settled:
            opens, to, waited = max(opens, until + shift), until, until
        else:
            to = min(until, closes - shift)
            waited = min(to, opens - shift - 1)
        if since > to or opens > closes:
            continue
        begins = max(since, waited + 1)
        for taken in range(max(pause, int(run[BREAK] < 0)), 2):
            after, cells = ahead[k, taken], now[taken - pause]
            if since <= waited:
                offer_waiting(cells, after, still[taken - pause], moves, masks, since - low, waited - low, opens,
                              cost + late[k] * max(0, opens - due), settled)
            if begins <= to:
                offer(cells, after, moves, masks, begins - low, to - low, shift + low, cost, late[k],
                      begins + shift - due)


@inner
def cheapest(
    table: Ints, windows: Ints, travel: Ints, ptr: Ints, succ: Ints, run: Ints, price: Ints, late: Ints, ahead: Ints,
) -> int:
    """Give the price of a day by what finishing it costs at least from its first stop."""
    n, begin, span, best = len(table), run[BEGIN], ahead.shape[3], FAR
    for arc in range(ptr[n], ptr[n + 1]):
        k, leg = succ[arc], travel[n, succ[arc]]
        due = run[AT_ENDS] != 0
        for pause in range(2):
            arrival = first_arrival(run, leg, pause)
            taken = 1 if pause or run[BREAK] < 0 else 0
            for window in range(table[k, FIRST_WINDOW], table[k, END_WINDOW]):
                start = max(arrival, windows[window, 0])
                if start > windows[window, 2] or start >= begin + span:
                    continue
                cost = run[P_TRAVEL] * leg + price[window] + late[k] * max(0, start - windows[window, 1])
                alone = closing(run, start + table[k, MINUTES], table[k, HOME], taken, due)
                best = min(best, cost + min(alone, ahead[k, taken, 0, start - begin]))
    return best


@kernel
def complete(
    table: Ints, windows: Ints, travel: Ints, ptr: Ints, succ: Ints, memories: Ints, step: Ints, run: Ints, price: Ints,
    late: Ints, ahead: Ints, now: Ints, steady: Ints, arcs: Ints,
) -> int:
    """Fill ``ahead[node, break taken, memory, start]``: no way to finish from there is cheaper; give that of a day.

    Only nodes in a small memory are kept from being visited again; the load is not looked at. ``price`` is per window.
    Node i has ``memories[i]`` of them; what ``ahead`` says of others means nothing.
    Going back in time, as many minutes are filled at once, in ``now``, as the shortest visit with the way to the next
    takes. An arc whose head would be waited for costs the same from every earlier start: it is priced once, into
    ``steady[node, break taken, memory]``, and leaves its node's part of ``arcs[break on the way]``; where that part
    then ends stands in the two rows behind, one per node.
    """
    n, begin, span = len(table), run[BEGIN], ahead.shape[3]
    steady[:] = FAR
    ends, block = arcs[2:], BLOCK
    for i in range(n):
        ends[0, i] = ends[1, i] = ptr[i + 1]
        for arc in range(ptr[i], ptr[i + 1]):
            arcs[0, arc] = arcs[1, arc] = arc
            block = min(block, table[i, MINUTES] + travel[i, succ[arc]])
        ahead[i, :, :memories[i]] = FAR
    block = max(1, block)
    for high in range(span - 1, -1, -block):
        low = max(0, high - block + 1)
        for i in range(n):
            first = max(low, windows[table[i, FIRST_WINDOW], 0] - begin)
            last = min(high, table[i, SHUTS] - begin)
            if first > last:
                continue
            masks, lag = memories[i], begin + table[i, MINUTES]
            for taken in range(2):
                alone = now[taken, masks, first - low:last - low + 1]
                for t in range(len(alone)):
                    alone[t] = closing(run, first + t + lag, table[i, HOME], taken, True)
                for mask in range(masks):
                    lesser(now[taken, mask, first - low:last - low + 1], alone, steady[i, taken, mask])
            for pause in range(1 if run[BREAK] < 0 else 2):
                end = min(last, latest_break(run) - lag) if pause else last
                entry = ptr[i] if first <= end else ends[pause, i]
                while entry < ends[pause, i]:
                    arc = arcs[pause, entry]
                    k, leg, until = succ[arc], travel[i, succ[arc]], end
                    arrival = with_break(run, until + lag, leg) if pause else until + lag + leg
                    settled = arrival <= windows[table[k, FIRST_WINDOW], 0] or (
                        pause and until + lag + leg <= run[OPENS])
                    at_once = settled or not pause or straight(run, first + lag, until + lag, leg)
                    while until >= first:
                        since = first if at_once else until
                        go_on(table, windows, run, price, late, ahead, now, steady[i], step[arc], masks, low, k, leg,
                              pause, since, until, arrival, settled)
                        until = since - 1
                        if until >= first:
                            arrival = with_break(run, until + lag, leg)
                    if settled:
                        ends[pause, i] -= 1
                        arcs[pause, entry] = arcs[pause, ends[pause, i]]
                    else:
                        entry += 1
            for window in range(table[i, FIRST_WINDOW], table[i, END_WINDOW]):
                opens, closes = max(low, windows[window, 0] - begin), min(high, windows[window, 2] - begin)
                if opens <= closes:
                    for taken in range(2):
                        for mask in range(masks):
                            lesser(ahead[i, taken, mask, opens:closes + 1],
                                   now[taken, mask, opens - low:closes - low + 1], FAR)
    return cheapest(table, windows, travel, ptr, succ, run, price, late, ahead)


@kernel
def trace(
    table: Ints, windows: Ints, travel: Ints, ptr: Ints, succ: Ints, step: Ints, run: Ints, price: Ints, late: Ints,
    ahead: Ints, root: int, path: Ints,
) -> int:
    """Write the nodes of the day that ``complete`` found cheapest; give how many."""
    n, begin, span = len(table), run[BEGIN], ahead.shape[3]
    tail, done, was, memory, value, length = n, begin, 0, 0, root, 0
    while length < len(path):
        if tail < n and value == closing(run, done, table[tail, HOME], was, length > 1 or run[AT_ENDS] != 0):
            return length
        moved = False
        for arc in range(ptr[tail], ptr[tail + 1]):
            k, leg = succ[arc], travel[tail, succ[arc]]
            if tail < n and step[arc, memory] < 0:
                continue
            after = step[arc, memory] if tail < n else 0
            for pause in range(2 - was):
                if tail == n:
                    arrival = first_arrival(run, leg, pause)
                    taken = 1 if pause or run[BREAK] < 0 else 0
                else:
                    arrival = with_break(run, done, leg) if pause else done + leg
                    taken = was + pause
                for window in range(table[k, FIRST_WINDOW], table[k, END_WINDOW]):
                    start = max(arrival, windows[window, 0])
                    if moved or start > windows[window, 2] or start >= begin + span:
                        continue
                    rest = value - run[P_TRAVEL] * leg - price[window] - late[k] * max(0, start - windows[window, 1])
                    ready = start + table[k, MINUTES]
                    alone = closing(run, ready, table[k, HOME], taken, length > 0 or run[AT_ENDS] != 0)
                    if rest == ahead[k, taken, after, start - begin] or rest == alone:
                        path[length] = k
                        length += 1
                        if rest == alone:
                            return length
                        tail, done, was, memory, value, moved = k, ready, taken, after, rest, True
        if not moved:
            return length
    return length
