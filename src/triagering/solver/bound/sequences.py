"""The price of a carer-day whose order is given, by the relaxed rules of the bound."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from triagering.solver.bound.columns import (
    AT_ENDS,
    BREAK,
    CITIZEN,
    END_WINDOW,
    FAR,
    FIRST_WINDOW,
    MAX_LOAD,
    MINUTES,
    P_RESERVE,
    P_TRAVEL,
    SPARE,
)
from triagering.solver.bound.completions import LATE, closing, first_arrival, with_break
from triagering.solver.bound.network import Network
from triagering.solver.kernels import kernel
from triagering.solver.tables import Ints

WIDTH = 32
"""Schedules of one order that are kept side by side: break taken or not, which window."""


@kernel
def timed(
    table: Ints, windows: Ints, travel: Ints, run: Ints, late: Ints, order: Ints, front: Ints, starts: Ints,
) -> int:
    """Give what times and travel of an order cost at least, and write the starts that cost it; FAR if impossible.

    ``front[position, schedule]`` holds start, cost, break taken and the schedule before. Should there be more than
    ``WIDTH`` schedules, the earliest start and least cost stand for all.
    """
    n, length = len(table), len(order)
    load, before = 0, 0
    for place in range(length):
        k = order[place]
        tail = n if place == 0 else order[place - 1]
        leg, found = travel[tail, k], 0
        load += leg + table[k, MINUTES]
        for one in range(max(1, before)):
            was = 0 if place == 0 else front[place - 1, one, 2]
            for pause in range(2 - was):
                if place == 0:
                    if run[BREAK] < 0 and pause == 0:
                        continue
                    arrival = first_arrival(run, leg, pause)
                else:
                    free = front[place - 1, one, 0] + table[tail, MINUTES]
                    arrival = with_break(run, free, leg) if pause else free + leg
                if arrival >= LATE:
                    continue
                for window in range(table[k, FIRST_WINDOW], table[k, END_WINDOW]):
                    start = max(arrival, windows[window, 0])
                    if start > windows[window, 2]:
                        continue
                    cost = run[P_TRAVEL] * leg + late[k] * max(0, start - windows[window, 1])
                    cost += 0 if place == 0 else front[place - 1, one, 1]
                    needless = False
                    for other in range(found):
                        if (front[place, other, 0] <= start and front[place, other, 1] <= cost
                                and front[place, other, 2] >= was + pause):
                            needless = True
                    if needless:
                        continue
                    taken = was + pause
                    if found == WIDTH:
                        found = WIDTH - 1
                        start, cost = min(start, front[place, found, 0]), min(cost, front[place, found, 1])
                        taken = max(taken, front[place, found, 2])
                    front[place, found, 0], front[place, found, 1] = start, cost
                    front[place, found, 2], front[place, found, 3] = taken, one
                    found += 1
        if found == 0:
            return FAR
        before = found
    load += travel[order[length - 1], n]
    if load > run[MAX_LOAD]:
        return FAR
    best, chosen, tail = FAR, -1, order[length - 1]
    for one in range(before):
        done = front[length - 1, one, 0] + table[tail, MINUTES]
        home = closing(run, done, travel[tail, n], front[length - 1, one, 2], length >= 2 or run[AT_ENDS] != 0)
        if home < FAR and front[length - 1, one, 1] + home < best:
            best, chosen = front[length - 1, one, 1] + home, one
    if chosen < 0:
        return FAR
    for place in range(length - 1, -1, -1):
        starts[place] = front[place, chosen, 0]
        chosen = front[place, chosen, 3]
    return best + run[P_RESERVE] * max(0, load - run[SPARE])


def priced(network: Network, p_late: int, order: Sequence[int]) -> tuple[int, tuple[int, ...]] | None:
    """Give the least scaled cost of a day with these own nodes in this order, and its starts; None if impossible."""
    cost, starts, _ = _worked_out(network, network.windows, p_late, order)
    return None if cost >= FAR else (cost, tuple(starts.tolist()))


def earliest(network: Network, windows: Ints, p_late: int, order: Sequence[int]) -> tuple[int, Ints]:
    """Give the least scaled cost of a day in this order within these windows, and the earliest start of each stop.

    The starts need not belong together: one break may suit one stop, another the next.
    """
    cost, _, front = _worked_out(network, windows, p_late, order)
    return cost, front[:, :, 0].min(axis=1)


def _worked_out(network: Network, windows: Ints, p_late: int, order: Sequence[int]) -> tuple[int, Ints, Ints]:
    """Give cost and starts of a day in this order within these windows, and all its schedules side by side."""
    sequence, starts = np.array(order, dtype=np.int64), np.zeros(len(order), dtype=np.int64)
    front = np.full((len(order), WIDTH, 4), LATE, dtype=np.int64)
    late = np.full(network.n, p_late, dtype=np.int64)
    cost = timed(network.table, windows, network.travel, network.run, late, sequence, front, starts)
    if cost < FAR:
        met = {int(c) for c in network.table[sequence, CITIZEN]} - {-1}
        cost += int(network.base[sequence].sum()) + sum(int(network.pair[c]) for c in met)
    return int(cost), starts, front
