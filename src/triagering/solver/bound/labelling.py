"""Pricing kernels: the cheapest carer-days of one route under dual prices, and a table of what it takes to finish.

Starting as early as possible is best, because waiting and idle time are left out of the bound (they cost nothing or
more) and everything else grows with time.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from triagering.solver.bound.columns import (
    AT_ENDS, BEGIN, BREAK, CITIZEN, CLOSES, COUNT, END, END_WINDOW, ENDS, FAR, FIRST_WINDOW, LATEST, LOAD, MANDATORY,
    MAX_LOAD, MINUTES, NEXT, NODE, OPENS, P_MISSED, P_OVERTIME, P_RESERVE, P_TRAVEL, PARENT, SPARE, START, TAKEN,
)
from triagering.solver.bound.network import Ints, Words

LATE = 1 << 40


@njit(cache=True, nogil=True, _nrt=False)
def with_break(run: Ints, free: int, leg: int) -> int:
    """Give the arrival after a leg with the break on the way; LATE if it does not fit."""
    begin = max(free + leg, run[OPENS])
    if begin <= run[CLOSES] and begin + run[BREAK] <= run[ENDS]:
        return begin + run[BREAK]
    begin = max(free, run[OPENS])
    if begin <= run[CLOSES] and begin + run[BREAK] <= run[ENDS]:
        return begin + run[BREAK] + leg
    return LATE


@njit(cache=True, nogil=True, _nrt=False)
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


@njit(cache=True, nogil=True, _nrt=False)
def first_arrival(run: Ints, leg: int, taken: int) -> int:
    """Give the arrival at a first stop, a break before it included if asked for; LATE if that is impossible."""
    if not taken or run[BREAK] < 0:
        return run[BEGIN] + leg
    begin = max(run[BEGIN] + leg, run[OPENS])
    if not run[AT_ENDS] or begin > run[CLOSES] or begin + run[BREAK] > run[ENDS]:
        return LATE
    return begin + run[BREAK]


@njit(cache=True, nogil=True, _nrt=False)
def complete(
    table: Ints, windows: Ints, travel: Ints, ptr: Ints, succ: Ints, step: Ints, run: Ints, price: Ints, late: Ints,
    ahead: Ints,
) -> int:
    """Fill ``ahead[start, break taken, node, memory]``: no way to finish from there is cheaper; give that of a day.

    Only nodes in a small memory are kept from being visited again; the load is not looked at.
    """
    n, begin = len(table), run[BEGIN]
    span, masks = ahead.shape[0], ahead.shape[3]
    for t in range(begin + span - 1, begin - 1, -1):
        for i in range(n):
            inside = False
            for window in range(table[i, FIRST_WINDOW], table[i, END_WINDOW]):
                if windows[window, 0] <= t <= windows[window, 2]:
                    inside = True
            for taken in range(2):
                cell = ahead[t - begin, taken, i]
                if not inside:
                    cell[:] = FAR
                    continue
                done = t + table[i, MINUTES]
                cell[:] = closing(run, done, travel[i, n], taken, True)
                for arc in range(ptr[i], ptr[i + 1]):
                    k, leg = succ[arc], travel[i, succ[arc]]
                    for pause in range(2 - taken):
                        arrival = with_break(run, done, leg) if pause else done + leg
                        for window in range(table[k, FIRST_WINDOW], table[k, END_WINDOW]):
                            if arrival > windows[window, 2]:
                                continue
                            start = max(arrival, windows[window, 0])
                            if start >= begin + span:
                                continue
                            cost = (run[P_TRAVEL] * leg + price[k]
                                    + late[k] * max(0, start - windows[window, 1]))
                            after = ahead[start - begin, taken + pause, k]
                            for mask in range(masks):
                                if step[arc, mask] >= 0:
                                    cell[mask] = min(cell[mask], cost + after[step[arc, mask]])
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
                cost = run[P_TRAVEL] * leg + price[k] + late[k] * max(0, start - windows[window, 1])
                alone = closing(run, start + table[k, MINUTES], travel[k, n], taken, due)
                best = min(best, cost + min(alone, ahead[start - begin, taken, k, 0]))
    return best


@njit(cache=True, nogil=True, _nrt=False)
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
                    rest = value - run[P_TRAVEL] * leg - price[k] - late[k] * max(0, start - windows[window, 1])
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


@njit(cache=True, nogil=True, _nrt=False)
def label(
    table: Ints, windows: Ints, travel: Ints, ptr: Ints, succ: Ints, keep: Words, block: Words, few: Ints,
    reach: Words, meets: Words, pair: Ints, bytes_: Ints, run: Ints, price: Ints, share: Ints, late: Ints,
    ahead: Ints, pruned: bool, dominance: int, limit: int, slack: int, lab: Ints, red: Ints, seen: Words, met: Words,
    bucket: Ints, settled: Ints, best: Ints,
) -> int:
    """Extend labels in order of time; give how many there are, -1 if they do not fit.

    ``dominance``: 0 heuristic, 1 exact, 2 none. Labels that cannot finish within ``limit``, or within ``slack`` of the
    best found, are dropped if ``pruned``. Label l is node, start, parent, load, break taken, next, count in
    ``lab[l]``; its cost, its cost with pair costs split and that of the finished day in ``red[l]``.
    ``best[0]`` is the cost of the cheapest day.
    """
    n, begin = len(table), run[BEGIN]
    room, words, pair_words = len(lab), seen.shape[1], met.shape[1]
    bucket[:] = -1
    settled[:] = -1
    best[0] = FAR
    made = 0
    for t in range(begin - 1, begin + len(bucket)):
        here = -1 if t < begin else bucket[t - begin] if t < begin + len(bucket) else -1
        while here >= 0 or t == begin - 1:
            follow = -1
            if here >= 0:
                follow = lab[here, NEXT]
                if dominance < 2 and _dominated(
                        here, table, reach, meets, bytes_, run, dominance, lab, red, seen, met, settled):
                    here = follow
                    continue
            tail = n if here < 0 else lab[here, NODE]
            done = begin if here < 0 else t + table[tail, MINUTES]
            for arc in range(ptr[tail], ptr[tail + 1]):
                k = succ[arc]
                if here >= 0 and (seen[here, k >> 6] >> np.uint64(k & 63)) & np.uint64(1):
                    continue
                leg = travel[tail, k]
                was = 0 if here < 0 else lab[here, TAKEN]
                for pause in range(2 - was):
                    if here < 0:
                        arrival = first_arrival(run, leg, pause)
                        if run[BREAK] < 0 and pause == 0:
                            continue
                    else:
                        arrival = with_break(run, done, leg) if pause else done + leg
                    taken = was + pause
                    load = (0 if here < 0 else lab[here, LOAD]) + leg + table[k, MINUTES]
                    if load > run[MAX_LOAD]:
                        continue
                    clean = False
                    for window in range(table[k, FIRST_WINDOW], table[k, END_WINDOW]):
                        start = max(arrival, windows[window, 0])
                        ready = start + table[k, MINUTES]
                        if start > windows[window, 2] or ready > run[LATEST] or clean:
                            continue
                        over = max(0, start - windows[window, 1])
                        clean = over == 0
                        if made >= room:
                            return -1
                        step = run[P_TRAVEL] * leg + price[k] + late[k] * over
                        cost = step + (0 if here < 0 else red[here, 0])
                        c = table[k, CITIZEN]
                        if c >= 0 and (here < 0 or not (met[here, c >> 6] >> np.uint64(c & 63)) & np.uint64(1)):
                            cost += pair[c]
                        count = 1 if here < 0 else lab[here, COUNT] + 1
                        due = count >= 2 or run[AT_ENDS] != 0
                        spare = run[P_RESERVE] * max(0, load - run[SPARE])
                        final = closing(run, ready, travel[k, n], taken, due)
                        home = load + travel[k, n]
                        if final < FAR and home > run[MAX_LOAD]:
                            final = FAR
                        if final < FAR:
                            final += cost + run[P_RESERVE] * max(0, home - run[SPARE])
                            best[0] = min(best[0], final)
                        for word in range(words):
                            bits = block[k, word]
                            if here >= 0:
                                bits |= seen[here, word] & keep[k, word]
                            seen[made, word] = bits & reach[ready - begin, word]
                        most = min(limit, best[0] + slack) if best[0] < FAR else limit
                        for word in range(pair_words):
                            met[made, word] = met[here, word] if here >= 0 else np.uint64(0)
                        if c >= 0:
                            met[made, c >> 6] |= np.uint64(1) << np.uint64(c & 63)
                        low = step + share[k] + (0 if here < 0 else red[here, 2])
                        for word in range(pair_words):
                            over_now = met[made, word] & ~meets[ready - begin, word]
                            met[made, word] ^= over_now
                            number = 64 * word
                            while over_now:
                                if over_now & np.uint64(1):
                                    low += pair[number]
                                    if number == c:
                                        low -= share[k]
                                    back = here
                                    while back >= 0:
                                        if table[lab[back, NODE], CITIZEN] == number:
                                            low -= share[lab[back, NODE]]
                                        back = lab[back, PARENT]
                                over_now >>= np.uint64(1)
                                number += 1
                        alive = True
                        if pruned:
                            mask = 0
                            for bit in range(few.shape[1]):
                                other = few[k, bit]
                                if other >= 0 and (seen[made, other >> 6] >> np.uint64(other & 63)) & np.uint64(1):
                                    mask |= 1 << bit
                            alive = low + spare + ahead[start - begin, taken, k, mask] <= most
                        if not alive and final > most:
                            continue
                        lab[made, 0], lab[made, 1], lab[made, 2], lab[made, 3] = k, start, here, load
                        lab[made, 4], lab[made, 6] = taken, count
                        red[made, 0], red[made, 1], red[made, 2] = cost, final, low
                        lab[made, NEXT] = -1
                        if alive:
                            lab[made, NEXT] = bucket[start - begin]
                            bucket[start - begin] = made
                        made += 1
            here = follow
            if t == begin - 1:
                break
    return made


@njit(cache=True, nogil=True, _nrt=False)
def _dominated(
    new: int, table: Ints, reach: Words, meets: Words, bytes_: Ints, run: Ints, dominance: int, lab: Ints, red: Ints,
    seen: Words, met: Words, settled: Ints,
) -> bool:
    """Say whether a settled label at the same node makes this one needless; settle it if not."""
    node, taken, cost, load = lab[new, NODE], lab[new, TAKEN], red[new, 0], lab[new, LOAD]
    done = lab[new, START] + table[node, MINUTES]
    minute, left = done - run[BEGIN], run[LATEST] - done
    for kind in range(1, taken - 1, -1):
        last, old = -1, settled[node, kind]
        while old >= 0 and red[old, 0] <= cost:
            room = cost - red[old, 0]
            worse = dominance == 0
            if not worse:
                worse = True
                for word in range(seen.shape[1]):
                    if seen[old, word] & reach[minute, word] & ~seen[new, word]:
                        worse = False
                        break
                if worse and lab[old, LOAD] > load:
                    more = min(lab[old, LOAD] - load, lab[old, LOAD] + left - run[SPARE])
                    room -= run[P_RESERVE] * max(0, more)
                    worse = room >= 0 and lab[old, LOAD] + left <= run[MAX_LOAD]
                if worse:
                    for word in range(met.shape[1]):
                        extra = met[new, word] & ~met[old, word] & meets[minute, word]
                        byte = 8 * word
                        while extra:
                            room -= bytes_[byte, np.int64(extra & np.uint64(255))]
                            extra >>= np.uint64(8)
                            byte += 1
                    worse = room >= 0
            if worse:
                return True
            last, old = old, lab[old, NEXT]
        if kind == taken:
            lab[new, NEXT] = old
            if last < 0:
                settled[node, kind] = new
            else:
                lab[last, NEXT] = new
    return False
