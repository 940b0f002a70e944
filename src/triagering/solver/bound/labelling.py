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
    LATEST,
    LOAD,
    MAX_LOAD,
    MINUTES,
    NEXT,
    NODE,
    P_RESERVE,
    P_TRAVEL,
    PARENT,
    SPARE,
    START,
    TAKEN,
)
from triagering.solver.bound.completions import closing, first_arrival, with_break
from triagering.solver.bound.network import Ints, Words
from triagering.solver.kernels import inner, kernel


@kernel
def label(
    table: Ints, windows: Ints, travel: Ints, ptr: Ints, succ: Ints, keep: Words, block: Words, few: Ints,
    reach: Words, meets: Words, pair: Ints, bytes_: Ints, run: Ints, price: Ints, share: Ints, late: Ints,
    ahead: Ints, pruned: bool, dominance: int, limit: int, slack: int, lab: Ints, red: Ints, seen: Words, met: Words,
    bucket: Ints, settled: Ints, best: Ints,
) -> int:
    """Extend labels in order of time; give how many there are, -1 if they do not fit.

    ``price`` is per window. ``dominance``: 0 heuristic, 1 exact, 2 none. Labels that cannot finish within ``limit``,
    or within ``slack`` of the best found, are dropped if ``pruned``. Label l is node, start, parent, load, break taken,
    next, count in ``lab[l]``; its cost, its cost with pair costs split and that of the finished day in ``red[l]``.
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
                    least = FAR
                    for window in range(table[k, FIRST_WINDOW], table[k, END_WINDOW]):
                        start = max(arrival, windows[window, 0])
                        ready = start + table[k, MINUTES]
                        if start > windows[window, 2] or ready > run[LATEST]:
                            continue
                        step = run[P_TRAVEL] * leg + price[window] + late[k] * max(0, start - windows[window, 1])
                        if step >= least:
                            continue
                        least = step
                        if made >= room:
                            return -1
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
                        most = min(limit, best[0] + slack) if best[0] < FAR else limit
                        low = step + share[k] + (0 if here < 0 else red[here, 2])
                        if pruned and final > most and low + spare + ahead[start - begin, taken, k, 0] > most:
                            continue  # most end here, before anything is copied; what follows only adds to ``low``
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


@inner
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
