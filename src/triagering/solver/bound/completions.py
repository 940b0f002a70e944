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
    LATEST,
    MANDATORY,
    MINUTES,
    OPENS,
    P_MISSED,
    P_OVERTIME,
    P_TRAVEL,
)
from triagering.solver.bound.network import Ints
from triagering.solver.kernels import hot, inner, kernel

LATE = 1 << 40


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
def offer(cell: Ints, after: Ints, moves: Ints, cost: int, masks: int) -> None:
    """Lower the price of finishing, per memory, to that of going on over an arc."""
    for mask in range(masks):
        if moves[mask] >= 0:
            cell[mask] = min(cell[mask], cost + after[moves[mask]])


@kernel
def complete(
    table: Ints, windows: Ints, travel: Ints, ptr: Ints, succ: Ints, memories: Ints, step: Ints, run: Ints, price: Ints,
    late: Ints, ahead: Ints, steady: Ints, arcs: Ints,
) -> int:
    """Fill ``ahead[start, break taken, node, memory]``: no way to finish from there is cheaper; give that of a day.

    Only nodes in a small memory are kept from being visited again; the load is not looked at. ``price`` is per window.
    Node i has ``memories[i]`` of them; what ``ahead`` says of others means nothing.
    Going back in time, an arc whose head would be waited for costs the same from every earlier start: it is priced
    once, into ``steady[break taken, node, memory]``, and leaves its node's part of ``arcs[break on the way]``; where
    that part then ends stands in the two rows behind, one per node.
    """
    n, begin = len(table), run[BEGIN]
    span = ahead.shape[0]
    steady[:] = FAR
    remain = arcs[2:]
    for i in range(n):
        remain[0, i] = remain[1, i] = ptr[i + 1]
        for arc in range(ptr[i], ptr[i + 1]):
            arcs[0, arc] = arcs[1, arc] = arc
    for t in range(begin + span - 1, begin - 1, -1):
        for i in range(n):
            inside, masks = False, memories[i]
            for window in range(table[i, FIRST_WINDOW], table[i, END_WINDOW]):
                if windows[window, 0] <= t <= windows[window, 2]:
                    inside = True
            if not inside:
                for taken in range(2):
                    for mask in range(masks):
                        ahead[t - begin, taken, i, mask] = FAR
                continue
            done = t + table[i, MINUTES]
            for taken in range(2):
                alone = closing(run, done, travel[i, n], taken, True)
                for mask in range(masks):
                    ahead[t - begin, taken, i, mask] = min(alone, steady[taken, i, mask])
            for pause in range(1 if run[BREAK] < 0 else 2):
                entry = ptr[i]
                while entry < remain[pause, i]:
                    arc = arcs[pause, entry]
                    k, leg = succ[arc], travel[i, succ[arc]]
                    arrival = with_break(run, done, leg) if pause else done + leg
                    settled = arrival <= windows[table[k, FIRST_WINDOW], 0] or (pause and done + leg <= run[OPENS])
                    for window in range(table[k, FIRST_WINDOW], table[k, END_WINDOW]):
                        start = max(arrival, windows[window, 0])
                        if arrival > windows[window, 2] or start >= begin + span:
                            continue
                        cost = run[P_TRAVEL] * leg + price[window] + late[k] * max(0, start - windows[window, 1])
                        for taken in range(max(pause, int(run[BREAK] < 0)), 2):
                            after = ahead[start - begin, taken, k]
                            offer(ahead[t - begin, taken - pause, i], after, step[arc], cost, masks)
                            if settled:
                                offer(steady[taken - pause, i], after, step[arc], cost, masks)
                    if settled:
                        remain[pause, i] -= 1
                        arcs[pause, entry] = arcs[pause, remain[pause, i]]
                    else:
                        entry += 1
    best = FAR
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
                alone = closing(run, start + table[k, MINUTES], travel[k, n], taken, due)
                best = min(best, cost + min(alone, ahead[start - begin, taken, k, 0]))
    return best


@kernel
def trace(
    table: Ints, windows: Ints, travel: Ints, ptr: Ints, succ: Ints, step: Ints, run: Ints, price: Ints, late: Ints,
    ahead: Ints, root: int, path: Ints,
) -> int:
    """Write the nodes of the day that ``complete`` found cheapest; give how many."""
    n, begin, span = len(table), run[BEGIN], ahead.shape[0]
    tail, done, was, memory, value, length = n, begin, 0, 0, root, 0
    while length < len(path):
        if tail < n and value == closing(run, done, travel[tail, n], was, length > 1 or run[AT_ENDS] != 0):
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
                    alone = closing(run, ready, travel[k, n], taken, length > 0 or run[AT_ENDS] != 0)
                    if rest == ahead[start - begin, taken, k, after] or rest == alone:
                        path[length] = k
                        length += 1
                        if rest == alone:
                            return length
                        tail, done, was, memory, value, moved = k, ready, taken, after, rest, True
        if not moved:
            return length
    return length
