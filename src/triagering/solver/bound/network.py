"""What pricing works on: one network per route, identical routes joined."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from triagering.solver.bound.columns import CITIZEN, END_WINDOW, FAR, FIRST_WINDOW, MINUTES, SCALE, SHUTS
from triagering.solver.bound.cuts import Cut, factors
from triagering.solver.bound.memories import byte_sums, packed, sets, steps
from triagering.solver.bound.nodes import Nodes
from triagering.solver.compiled import Compiled
from triagering.solver.tables import Bools, Floats, Ints, Shorts, Windows, Words, clipped


NEAREST = 20
"""Nodes with the shortest detours that labels remember having visited."""


@dataclass(frozen=True)
class Network:
    """One route, or several that are alike: its own nodes 0 .. n - 1, and n for start and end."""

    routes: tuple[int, ...]
    ids: Ints
    """Node of each own node."""
    local: dict[int, int]
    table: Ints
    """(n, 6) minutes, windows, citizen among those with several nodes here (-1: pair cost is in ``base``), minutes
    home, last start"""
    windows: Ints
    """(n_windows, 3)"""
    of_window: Ints
    """(n_windows,) own node"""
    cuts: Shorts
    """(n_cuts, n_windows) factors"""
    travel: Ints
    """(n + 1, n + 1)"""
    base: Ints
    """(n,) scaled cost of the stop"""
    share: Ints
    """(n,) scaled pair cost, split over all nodes of its citizen here"""
    pair: Ints
    """(n_citizens,) scaled pair cost of citizens with several nodes"""
    kin: Words
    """(n_citizens, words) nodes of each of them"""
    bytes_: Ints
    """(n_bytes, 256) sums of ``pair`` over the citizens in a byte of a set"""
    ptr: Ints
    succ: Ints
    """Successors of node i (n: first nodes) are ``succ[ptr[i]:ptr[i + 1]]``."""
    keep: Words
    """(n, words) nodes remembered at a node"""
    block: Words
    """(n, words) the node itself and all that may not follow it"""
    conflicts: list[list[int]]
    """Nodes that may not follow each node."""
    few: Ints
    """(n, k) nodes remembered in the table of completions, -1: fewer"""
    step: Ints
    """(n_arcs, 2 ** k) what becomes of that memory along an arc; -1: forbidden"""
    reach: Words
    """(minutes of the shift + 1, words) nodes that may still start at a minute"""
    meets: Words
    """(minutes of the shift + 1, words) citizens of ``pair`` who may still be visited"""
    run: Ints
    empty: int
    """Scaled cost of a day without stops."""

    @property
    def n(self) -> int:
        """Number of own nodes."""
        return len(self.ids)

    def order(self, nodes: Iterable[int]) -> list[int] | None:
        """Give the own nodes of these, in their order; None if one of them is not here."""
        own = [self.local.get(node, -1) for node in nodes]
        return None if -1 in own else own


def networks_of(compiled: Compiled, nodes: Nodes, cuts: Sequence[Cut] = ()) -> list[Network]:
    """Give the networks of all routes, identical ones joined; nothing is remembered in tables of completions yet."""
    alike: dict[bytes, list[int]] = {}
    routes = compiled.routes
    skipped = {"share"}
    for route in range(compiled.n_routes):
        key = b"".join(np.ascontiguousarray(part).tobytes() for part in (
            *(array[route] for name, array in vars(routes).items() if name not in skipped), nodes.allowed[:, route],
            compiled.jobs.stop_cost[:, route], compiled.pair_cost[:, route]))
        alike.setdefault(key, []).append(route)
    return [_network(compiled, nodes, cuts, tuple(same)) for same in alike.values()]


def _network(compiled: Compiled, nodes: Nodes, cuts: Sequence[Cut], alike: tuple[int, ...]) -> Network:
    routes, prices, route = compiled.routes, compiled.day.settings.prices, alike[0]
    first = np.array([jobs[0] for jobs in nodes.jobs])
    begin, latest = int(routes.available[route]), int(routes.latest_return[route])
    windows = [clipped(spans, begin, latest) for spans in nodes.windows]
    ids = np.array([node for node in range(len(nodes.jobs)) if nodes.allowed[node, route] and windows[node]],
                   dtype=np.int64)
    ids = ids[np.argsort([windows[node][0][0] for node in ids], kind="stable")] if len(ids) else ids
    n, local = len(ids), {int(node): index for index, node in enumerate(ids)}
    jobs = first[ids] if n else np.zeros(0, dtype=np.int64)
    places = compiled.jobs.place[jobs]
    out = np.concatenate([places, [routes.start_place[route]]])
    into = np.concatenate([places, [routes.end_place[route]]])
    travel = compiled.travel[routes.mode[route]][np.ix_(out, into)].astype(np.int64)
    citizen = compiled.jobs.citizen[jobs]
    several = [c for c in np.unique(citizen)
               if c >= 0 and (citizen == c).sum() > 1 and compiled.pair_cost[c, route] > 0]
    index = {int(c): number for number, c in enumerate(several)}
    table = np.zeros((n, 6), dtype=np.int64)
    base, share = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    flat: Windows = []
    for i, node in enumerate(ids):
        own = windows[node]
        table[i] = (compiled.jobs.minutes[jobs[i]], len(flat), len(flat) + len(own), index.get(int(citizen[i]), -1),
                    travel[i, n], own[-1][2])
        flat += own
        base[i] = SCALE * compiled.jobs.stop_cost[jobs[i], route]
        if citizen[i] >= 0:
            pair = SCALE * int(compiled.pair_cost[citizen[i], route])
            if table[i, CITIZEN] < 0:
                base[i] += pair
            else:
                share[i] = pair // int((citizen == citizen[i]).sum())
    length = int(routes.end[route] - routes.start[route])
    rest, reserve = max(0, int(routes.break_minutes[route])), int(routes.reserve[route])
    run = np.array([
        begin, latest, routes.end[route], routes.break_minutes[route], routes.break_opens[route],
        routes.break_closes[route], routes.break_ends[route], routes.break_mandatory[route],
        routes.break_at_ends[route], routes.max_load[route], length - rest - reserve, SCALE * prices.travel,
        SCALE * prices.overtime, SCALE * prices.missed_break, SCALE * prices.reserve], dtype=np.int64)
    spans = np.array(flat, dtype=np.int64).reshape(-1, 3)
    can = _arcs(table, spans, travel, begin)
    conflicts = [[local[other] for other in nodes.before[node] if other in local] for node in ids]
    for i, conflict in enumerate(conflicts):
        can[i, conflict] = False
    ptr = np.concatenate([[0], np.cumsum(can.sum(axis=1))]).astype(np.int64)
    succ = _last_first(can, table[:, SHUTS] - travel[:, :n])
    words = max(1, -(-n // 64))
    near = _cyclic(table, spans, travel)
    nearest = np.argsort(near, axis=1, kind="stable")[:, :NEAREST]
    finite = np.isfinite(np.take_along_axis(near, nearest, axis=1)).sum(axis=1).tolist()
    keep_sets = [own[:count] for own, count in zip(nearest.tolist(), finite, strict=True)]
    stays = sorted({k for conflict in conflicts for k in conflict})
    keep = sets([sorted({i, *own, *stays}) for i, own in enumerate(keep_sets)], words)
    block = sets([[i, *conflict] for i, conflict in enumerate(conflicts)], words)
    few = np.zeros((n, 0), dtype=np.int64)
    pair_cost = np.array([SCALE * compiled.pair_cost[c, route] for c in several], dtype=np.int64)
    members = [np.flatnonzero(table[:, CITIZEN] == number) for number in range(len(several))]
    minutes = np.arange(begin, max(begin, latest) + 2)[:, None]
    last_of = np.array([table[nodes_of, SHUTS].max() for nodes_of in members], dtype=np.int64)
    return Network(
        reach=packed(table[None, :, SHUTS] >= minutes, words),
        meets=packed(last_of[None, :] >= minutes, max(1, -(-len(several) // 64))),
        of_window=np.repeat(np.arange(n), table[:, END_WINDOW] - table[:, FIRST_WINDOW]),
        cuts=factors(cuts, alike, local, table, spans), routes=alike, ids=ids, local=local, table=table, windows=spans,
        travel=travel, base=base, share=share,
        pair=pair_cost, kin=sets([nodes_of.tolist() for nodes_of in members], words), bytes_=byte_sums(pair_cost),
        ptr=ptr, succ=succ, keep=keep, block=block,
        conflicts=conflicts, few=few, step=steps(few, ptr, succ, conflicts), run=run,
        empty=SCALE * (int(routes.unused_price[route]) + prices.reserve * max(0, reserve - (length - rest))))


def _arcs(table: Ints, windows: Ints, travel: Ints, begin: int) -> Bools:
    """Say which node can follow which in time, and which can be first (last row)."""
    n = len(table)
    can = np.zeros((n + 1, n), dtype=bool)
    if n:
        earliest = windows[table[:, FIRST_WINDOW], 0] + table[:, MINUTES]
        latest = table[:, SHUTS]
        can[:n] = earliest[:, None] + travel[:n, :n] <= latest[None, :]
        can[n] = begin + travel[n, :n] <= latest
        can[np.arange(n), np.arange(n)] = False
    return can


def _last_first(can: Bools, until: Ints) -> Ints:
    """Give the heads of all arcs, tail by tail; first those that can be reached until last."""
    order = np.argsort(np.where(can, -until, FAR), axis=1, kind="stable")
    return np.asarray(order[np.arange(can.shape[1]) < can.sum(axis=1)[:, None]])


def _cyclic(table: Ints, windows: Ints, travel: Ints) -> Floats:
    """Give minutes of the detour i -> k -> i where time allows it, infinite elsewhere."""
    n = len(table)
    if not n:
        return np.zeros((0, 0))
    opens, closes, minutes = windows[table[:, FIRST_WINDOW], 0], table[:, SHUTS], table[:, MINUTES]
    there = travel[:n, :n]
    at = np.maximum(opens[:, None] + minutes[:, None] + there, opens[None, :])
    again = at + minutes[None, :] + there.T
    possible = ((at <= closes[None, :]) & (again <= closes[:, None]))
    possible |= possible.T
    detour = np.where(possible, there + there.T + 0.0, np.inf)
    np.fill_diagonal(detour, np.inf)
    return detour
