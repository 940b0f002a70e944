"""Pricing kernel: the cheapest carer-days of one route under dual prices.

Starting as early as possible is best, because waiting and idle time are left out of the bound (they cost nothing or
more) and everything else grows with time.
"""

from __future__ import annotations

import numpy as np

from triagering.solver.bound.columns import (
    AT_ENDS,
    BEGIN,
    BREAK,
    CITIZEN,
    COUNT,
    END_WINDOW,
    FAR,
    FIRST_WINDOW,
    HOME,
    LATEST,
    LOAD,
    MAX_LOAD,
    MINUTES,
    NEXT,
    NODE,
    P_RESERVE,
    P_TRAVEL,
    PARENT,
    SHUTS,
    SPARE,
    START,
    TAKEN,
)
from triagering.solver.bound.completions import closing, first_arrival, with_break
from triagering.solver.kernels import hot, kernel
from triagering.solver.tables import Ints, Words


@kernel
def label(
    table: Ints, windows: Ints, travel: Ints, ptr: Ints, succ: Ints, keep: Words, block: Words, few: Ints,
    reach: Words, meets: Words, pair: Ints, kin: Words, bytes_: Ints, run: Ints, price: Ints, share: Ints, late: Ints,
    ahead: Ints, pruned: bool, dominance: int, limit: int, slack: int, lab: Ints, red: Ints, seen: Words, met: Words,
    bucket: Ints, settled: Ints, front: Ints, sets: Words, best: Ints,
) -> int:
    """Extend labels in order of time; give how many there are, -1 if they do not fit.

    ``price`` is per window. ``dominance``: 0 heuristic, 1 exact, 2 none. Labels that cannot finish within ``limit``,
    or within ``slack`` of the best found, are dropped if ``pruned``. Label l is node, start, parent, load, break taken,
    next, count in ``lab[l]``; its cost, that of the finished day, and its cost without what ``ahead`` may count of
    pair costs that are paid (the shares of nodes it may still visit) in ``red[l]``. A node it has forgotten is one of
    these, or labels that it dominates would be dropped with it. ``best[0]`` is the cost of the cheapest day.
    """
    n, begin, latest, most_load = len(table), run[BEGIN], run[LATEST], run[MAX_LOAD]
    p_travel, p_reserve, to_spare = run[P_TRAVEL], run[P_RESERVE], run[SPARE]
    room, words, pair_words = len(lab), seen.shape[1], met.shape[1]
    bucket[:] = -1
    settled[:] = 0
    best[0] = FAR
    made, most = 0, limit
    for t in range(begin - 1, begin + len(bucket)):
        here = -1 if t < begin else bucket[t - begin]
        while here >= 0 or t == begin - 1:
            follow, tail, done, was, count = -1, n, begin, 0, 1
            load_here, cost_here, low_here = 0, 0, 0
            if here >= 0:
                follow = lab[here, NEXT]
                if dominance < 2 and _dominated(
                        here, table, reach, meets, bytes_, run, dominance, lab, red, seen, met, settled, front, sets):
                    here = follow
                    continue
                tail, was, count, load_here = lab[here, NODE], lab[here, TAKEN], lab[here, COUNT] + 1, lab[here, LOAD]
                cost_here, low_here = red[here, 0], red[here, 2]
                done = t + table[tail, MINUTES]
            due = count >= 2 or run[AT_ENDS] != 0
            for arc in range(ptr[tail], ptr[tail + 1]):
                k = succ[arc]
                leg, minutes, c = travel[tail, k], table[k, MINUTES], table[k, CITIZEN]
                if done + leg > table[k, SHUTS]:
                    break
                if here >= 0 and (seen[here, k >> 6] >> np.uint64(k & 63)) & np.uint64(1):
                    continue
                load = load_here + leg + minutes
                if load > most_load:
                    continue
                spare, home = p_reserve * max(0, load - to_spare), load + table[k, HOME]
                for pause in range(2 - was):
                    if here < 0:
                        arrival = first_arrival(run, leg, pause)
                        if run[BREAK] < 0 and pause == 0:
                            continue
                    else:
                        arrival = with_break(run, done, leg) if pause else done + leg
                    taken, least = was + pause, FAR
                    for window in range(table[k, FIRST_WINDOW], table[k, END_WINDOW]):
                        start = max(arrival, windows[window, 0])
                        ready = start + minutes
                        if start > windows[window, 2] or ready > latest:
                            continue
                        step = p_travel * leg + price[window] + late[k] * max(0, start - windows[window, 1])
                        if step >= least:
                            continue
                        least = step
                        low = step + share[k] + low_here
                        for word in range(words if pruned and here >= 0 else 0):
                            forgotten = seen[here, word] & ~keep[k, word] & ~block[k, word] & reach[ready - begin, word]
                            low -= _shares(share, word, forgotten)
                        hopeless = pruned and low + spare + ahead[k, taken, 0, start - begin] > most
                        if hopeless and due:  # most end here; a day of one stop may do without a break, others not
                            continue
                        cost = step + cost_here
                        if c >= 0 and (here < 0 or not (met[here, c >> 6] >> np.uint64(c & 63)) & np.uint64(1)):
                            cost += pair[c]
                        final = closing(run, ready, table[k, HOME], taken, due)
                        if final < FAR and home > most_load:
                            final = FAR
                        if final < FAR:
                            final += cost + p_reserve * max(0, home - to_spare)
                            if final < best[0]:
                                best[0] = final
                                most = min(limit, final + slack)
                        if hopeless and final > most:
                            continue
                        if made >= room:
                            return -1
                        for word in range(words):
                            bits = block[k, word]
                            if here >= 0:
                                bits |= seen[here, word] & keep[k, word]
                            seen[made, word] = bits & reach[ready - begin, word]
                        for word in range(pair_words):
                            met[made, word] = met[here, word] if here >= 0 else np.uint64(0)
                        if c >= 0:
                            met[made, c >> 6] |= np.uint64(1) << np.uint64(c & 63)
                        for word in range(pair_words):
                            met[made, word] &= meets[ready - begin, word]
                        alive = True
                        if pruned:
                            low = cost - _still_shared(kin, share, reach[ready - begin], seen[made], met[made])
                            mask = 0
                            for bit in range(few.shape[1]):
                                other = few[k, bit]
                                if other >= 0 and (seen[made, other >> 6] >> np.uint64(other & 63)) & np.uint64(1):
                                    mask |= 1 << bit
                            alive = low + spare + ahead[k, taken, mask, start - begin] <= most
                        if not alive and final > most:
                            continue
                        lab[made, NODE], lab[made, START], lab[made, PARENT] = k, start, here
                        lab[made, LOAD], lab[made, TAKEN], lab[made, COUNT] = load, taken, count
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


@hot
def _shares(share: Ints, word: int, nodes: np.uint64) -> int:
    """Add up the shares of the nodes in one word of a set."""
    total, k = 0, 64 * word
    while nodes:
        if nodes & np.uint64(1):
            total += share[k]
        nodes >>= np.uint64(1)
        k += 1
    return total


@hot
def _still_shared(kin: Words, share: Ints, reach: Words, seen: Words, met: Words) -> int:
    """Add up the shares of nodes that may still be visited at citizens already met."""
    total = 0
    for word in range(len(met)):
        citizens, number = met[word], 64 * word
        while citizens:
            if citizens & np.uint64(1):
                for own in range(len(seen)):
                    total += _shares(share, own, kin[number, own] & reach[own] & ~seen[own])
            citizens >>= np.uint64(1)
            number += 1
    return total


@hot
def _dominated(
    new: int, table: Ints, reach: Words, meets: Words, bytes_: Ints, run: Ints, dominance: int, lab: Ints, red: Ints,
    seen: Words, met: Words, settled: Ints, front: Ints, sets: Words,
) -> bool:
    """Say whether a settled label at the same node makes this one needless; settle it if not.

    What is compared of the ``settled[node, taken]`` labels lies side by side, the dearest first: cost and load in
    ``front``, nodes seen and citizens met in ``sets``. Once there is no room, labels are not settled.
    """
    node, taken, cost, load = lab[new, NODE], lab[new, TAKEN], red[new, 0], lab[new, LOAD]
    done = lab[new, START] + table[node, MINUTES]
    minute, left = done - run[BEGIN], run[LATEST] - done
    words, each = seen.shape[1], len(front) // settled.size
    first = reach[minute, 0] & ~seen[new, 0]  # most labels differ in the first or second word
    second = reach[minute, 1] & ~seen[new, 1] if words > 1 else np.uint64(0)
    beside = min(1, words - 1)
    for kind in range(1, taken - 1, -1):
        dearest = (2 * node + kind) * each
        old = dearest + settled[node, kind] - 1
        while old >= dearest and front[old, 0] <= cost:
            worse = dominance == 0
            if not worse and not sets[old, 0] & first and not sets[old, beside] & second:
                worse = True
                for word in range(2, words):
                    if sets[old, word] & reach[minute, word] & ~seen[new, word]:
                        worse = False
                        break
                room, its_load = cost - front[old, 0], front[old, 1]
                if worse and its_load > load:
                    more = min(its_load - load, its_load + left - run[SPARE])
                    room -= run[P_RESERVE] * max(0, more)
                    worse = room >= 0 and its_load + left <= run[MAX_LOAD]
                if worse:
                    for word in range(met.shape[1]):
                        extra = met[new, word] & ~sets[old, words + word] & meets[minute, word]
                        byte = 8 * word
                        while extra:
                            room -= bytes_[byte, np.int64(extra & np.uint64(255))]
                            extra >>= np.uint64(8)
                            byte += 1
                    worse = room >= 0
            if worse:
                return True
            old -= 1
        if kind == taken and settled[node, kind] < each:
            place = dearest + settled[node, kind]
            while place > old + 1:
                front[place, 0], front[place, 1] = front[place - 1, 0], front[place - 1, 1]
                for word in range(sets.shape[1]):
                    sets[place, word] = sets[place - 1, word]
                place -= 1
            front[place, 0], front[place, 1] = cost, load
            for word in range(words):
                sets[place, word] = seen[new, word]
            for word in range(met.shape[1]):
                sets[place, words + word] = met[new, word]
            settled[node, kind] += 1
    return False
