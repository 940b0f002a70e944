"""What the kernels read and write: named tuples of arrays, cheap to pass and to copy.

Nodes are jobs ``0 .. n_jobs - 1``, then one start node and one end node per route. A route is the chain of ``nxt`` from
its start node to its end node; its break lies just before node ``brk`` (-1: no break).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from triagering.errors import InputError, Issue
from triagering.models import URGENCY_CLASSES
from triagering.solver.compiled import NEVER, Compiled
from triagering.solver.search.columns import Group, Node, NodeState, Route, RouteState, Table, table
from triagering.solver.tables import Ints

Small = npt.NDArray[np.int32]
"""Half the width, like the figures of nodes: a day of some hundred visits stays in the cache next to the core."""
FAR = 10**9
"""No time of day is later; none is earlier than its negative."""


class Problem(NamedTuple):
    """Read-only arrays."""

    n_jobs: int
    n_routes: int
    node: Table[Node]
    run: Table[Route]
    groups: Table[Group]
    lists: Small
    """(n, 3) rows of windows [opens, due, closes], links [node, gap, 0], relations [job, 1 same or 2 different carers,
    0], members of groups and visits of the same citizen [job, 0, 0]; ``first_x`` and ``end_x`` delimit them"""
    stops: Ints
    """(n_jobs, n_routes) cost of a stop, LATE where the route may not do the job"""
    pairs: Ints
    """(n_citizens, n_routes)"""
    travel: Small
    back: Small
    """``travel`` with from and to exchanged: all that a place is reached from lies side by side"""
    near: npt.NDArray[np.uint32]
    """(n_jobs, k) jobs nearest in travel and time, itself first"""
    p_travel: int
    p_waiting: int
    p_late: int
    p_worst_late: int
    p_overtime: int
    p_missed: int
    p_worst_idle: int
    p_spread: int
    p_heavy: int
    p_reserve: int
    wait_first: int
    linked: int
    """Whether any link or double couples times."""
    full: int
    """Whether a move must be priced by walking whole routes (waiting, idle time or spread priced)."""


class State(NamedTuple):
    """A plan under construction."""

    node: Table[NodeState]
    run: Table[RouteState]
    out: Small
    """(n_groups,) groups left out, as many as ``total`` says"""
    total: Ints
    """[energy, true cost, groups left out]"""


def arrays(compiled: Compiled) -> Problem:
    """Lay a compiled problem out for the kernels."""
    jobs, routes, prices = compiled.jobs, compiled.routes, compiled.day.settings.prices
    n_jobs, n_routes, edges = compiled.n_jobs, compiled.n_routes, compiled.edges
    relations = np.array(
        [(one, two, kind) for kind, pairs in ((1, compiled.same), (2, compiled.apart))
         for a, b in pairs for one, two in ((a, b), (b, a))], dtype=np.int64).reshape(-1, 3)
    rows, lists = 0, []
    node, groups = table(Node, n_jobs + 2 * n_routes, np.int32), table(Group, len(compiled.groups.rank), np.int64)
    windows = np.clip(np.stack([jobs.opens, jobs.due, jobs.closes], axis=1), -FAR, FAR)
    last, mine = jobs.ptr[1:] - 1, slice(n_jobs)
    node["due"], node["closes"] = FAR, FAR
    node["place"] = np.concatenate([jobs.place, routes.start_place, routes.end_place])
    node["minutes"][mine], node["citizen"][mine] = jobs.minutes, jobs.citizen
    node["heavy"][mine], node["group"][mine] = jobs.heavy, jobs.group
    node["due"][mine] = np.where(np.diff(jobs.ptr) == 1, windows[last, 1], FAR)
    node["opens"][mine], node["closes"][mine] = windows[jobs.ptr[:-1], 0], windows[last, 2]
    every = np.arange(n_jobs)
    for name, keys, entries in (
        ("window", np.repeat(every, np.diff(jobs.ptr)), windows),
        ("in", edges[:, 1], _wide(edges[:, 0], edges[:, 2])),
        ("out", edges[:, 0], _wide(edges[:, 1], edges[:, 2])),
        ("rel", relations[:, 0], _wide(relations[:, 1], relations[:, 2])),
    ):
        ends, order = _csr(keys, n_jobs)
        node[f"first_{name}"][mine], node[f"end_{name}"][mine] = ends[:-1] + rows, ends[1:] + rows
        lists.append(entries[order])
        rows += len(entries)
    ends, order = _csr(jobs.citizen + 1, len(compiled.citizens) + 1)
    node["first_mate"][mine], node["end_mate"][mine] = ends[jobs.citizen + 1] + rows, ends[jobs.citizen + 2] + rows
    lists.append(_wide(order))
    rows += n_jobs
    stops = np.where(jobs.allowed, jobs.stop_cost, NEVER)
    ends = np.concatenate([[0], np.cumsum((stops < NEVER).sum(axis=1))])
    node["first_able"][mine], node["end_able"][mine] = ends[:-1], ends[1:]
    ends, order = _csr(jobs.group, len(compiled.groups.rank))
    groups["first_member"], groups["end_member"] = ends[:-1] + rows, ends[1:] + rows
    lists.append(_wide(order))
    most = most_cost(compiled)
    if most >= NEVER:
        raise InputError([Issue("E511", "settings", "", "prices", str(most), "add up to more than can be told apart "
                                "from what is forbidden", "only ratios of prices matter: make them smaller")])
    groups["price"], groups["energy"] = _unplanned_prices(compiled, most)
    groups["rank"] = np.where(compiled.groups.rank < 0, len(URGENCY_CLASSES), compiled.groups.rank)
    pairs = compiled.pair_cost if len(compiled.citizens) else np.zeros((1, n_routes), dtype=np.int64)
    run = table(Route, n_routes, np.int64)
    for column, values in {
        "mode": routes.mode, "available": routes.available, "start": routes.start, "end": routes.end,
        "latest_return": routes.latest_return, "max_load": routes.max_load, "reserve": routes.reserve,
        "unused": routes.unused_price, "unused_idle": routes.unused_idle, "share": routes.share,
        "break_minutes": routes.break_minutes.clip(0), "break_opens": routes.break_opens,
        "break_closes": routes.break_closes, "break_ends": routes.break_ends,
        "break_mandatory": routes.break_mandatory,
        "break_from": np.where(routes.break_minutes < 0, FAR, np.where(routes.break_at_ends, 1, 2)),
    }.items():
        run[column] = values
    return Problem(
        n_jobs=n_jobs, n_routes=n_routes, node=node, run=run, groups=groups,
        lists=np.concatenate(lists).astype(np.int32),
        stops=np.ascontiguousarray(stops), pairs=np.ascontiguousarray(pairs),
        travel=np.ascontiguousarray(compiled.travel, dtype=np.int32),
        back=np.ascontiguousarray(compiled.travel.transpose(0, 2, 1), dtype=np.int32),
        near=np.ascontiguousarray(_neighbours(compiled)),
        p_travel=prices.travel, p_waiting=prices.waiting, p_late=prices.lateness,
        p_worst_late=prices.worst_lateness, p_overtime=prices.overtime, p_missed=prices.missed_break,
        p_worst_idle=prices.worst_idle, p_spread=prices.load_spread, p_heavy=prices.worst_heavy,
        p_reserve=prices.reserve, wait_first=int(compiled.day.settings.wait_before_first), linked=int(len(edges) > 0),
        full=int(prices.waiting > 0 or prices.load_spread > 0 or prices.worst_idle > 0),
    )


def _wide(*columns: Ints) -> Ints:
    table = np.zeros((len(columns[0]), 3), dtype=np.int64)
    for index, column in enumerate(columns):
        table[:, index] = column
    return table


def _csr(keys: Ints, n: int) -> tuple[Ints, Ints]:
    """Give pointers (n + 1,) and the stable order that sorts entries by key."""
    order = np.argsort(keys, kind="stable").astype(np.int64)
    return np.concatenate([[0], np.cumsum(np.bincount(keys, minlength=n))]).astype(np.int64), order


def _neighbours(compiled: Compiled, most: int = 100, rows: int = 256) -> npt.NDArray[np.uint32]:
    """For every job, the jobs nearest in travel and time of day, itself first; so many rows at a time."""
    jobs = compiled.jobs
    travel = compiled.travel.min(axis=0)
    away = (travel + travel.T) / 2
    first, last = jobs.ptr[:-1], jobs.ptr[1:] - 1
    middle = (jobs.opens[first] + jobs.due[last]) / 2
    k = min(most, compiled.n_jobs)
    near = np.empty((compiled.n_jobs, k), dtype=np.uint32)
    for begin in range(0, compiled.n_jobs, rows):
        some = np.arange(begin, min(begin + rows, compiled.n_jobs))
        nearness = away[jobs.place[some][:, None], jobs.place] + 0.1 * np.abs(middle[some][:, None] - middle)
        nearness[np.arange(len(some)), some] = -1
        nearest = np.argpartition(nearness, k - 1, axis=1)[:, :k]
        order = np.argsort(np.take_along_axis(nearness, nearest, axis=1), axis=1, kind="stable")
        near[some] = np.take_along_axis(nearest, order, axis=1)
    return near


def most_cost(compiled: Compiled) -> int:
    """Give more than the cost of any plan, unplanned visits aside."""
    jobs, routes, prices = compiled.jobs, compiled.routes, compiled.day.settings.prices
    n_jobs, n_routes = compiled.n_jobs, compiled.n_routes
    leg = int(compiled.travel.max())
    span = int(max(routes.end.max(), routes.latest_return.max()) - routes.start.min())
    late = int((jobs.closes - jobs.due).max(initial=0))  # a pin may be before what was agreed
    over = int((routes.latest_return - routes.end).max(initial=0))  # a rest may end shifts early
    per_job = (2 * leg * prices.travel + int(jobs.stop_cost.max(initial=0)) + int(compiled.pair_cost.max(initial=0))
               + late * prices.lateness)
    per_route = (2 * leg * prices.travel + span * (prices.waiting + 2 * prices.load_spread)
                 + over * prices.overtime + prices.missed_break
                 + int((routes.reserve + routes.break_minutes.clip(0)).max() + over) * prices.reserve
                 + int(routes.unused_price.max()))
    idle = max(span, int(routes.unused_idle.max()))
    shared = late * prices.worst_lateness + idle * prices.worst_idle + n_jobs * prices.worst_heavy
    return n_jobs * per_job + n_routes * per_route + shared + int(compiled.groups.price.sum()) + 1


def _unplanned_prices(compiled: Compiled, most: int) -> tuple[Ints, Ints]:
    """Price what is left out so that each class outweighs everything after it; and a moderate copy to search by.

    Should the dominating prices not fit 60 bits (thousands of visits in many classes), a class outweighs only as many
    visits of later classes as do fit.
    """
    counts, own = compiled.groups.counts, compiled.groups.price
    in_class = counts.sum(axis=0)
    ceiling, cap = 2**60, int(in_class.max(initial=1))
    while True:
        prices, rest = np.zeros(len(in_class), dtype=object), most
        for rank in range(len(in_class) - 1, -1, -1):
            if in_class[rank]:
                prices[rank] = rest
                rest += rest * min(int(in_class[rank]), cap)
        if sum(int(n) * int(p) for n, p in zip(in_class, prices, strict=True)) < ceiling or cap == 1:
            break
        cap //= 2
    price = own + counts @ prices.astype(np.int64)
    prices_ = compiled.day.settings.prices
    leg, allowed = int(compiled.travel.max()), compiled.jobs.allowed
    typical = 10 * leg * (prices_.travel + prices_.lateness + prices_.worst_lateness) + 1000 + 2 * leg * (
        prices_.overtime + prices_.worst_idle + prices_.waiting) + int(compiled.pair_cost.max(initial=0)) + int(
        np.where(allowed, compiled.jobs.stop_cost, 0).max(initial=0))
    added = int(compiled.jobs.minutes.max(initial=0)) + 2 * leg  # what a visit may add to a load
    reserve = prices_.reserve if compiled.routes.reserve.any() else 0
    loaded = added * (reserve + 2 * prices_.load_spread) + prices_.missed_break + prices_.worst_heavy
    typical = max(typical, 5 * loaded // 4)
    steps = np.cumsum(in_class[::-1] > 0)[::-1]
    energy = own + counts @ (typical * steps)
    return np.minimum(price, NEVER * 10**6).astype(np.int64), energy.astype(np.int64)


def empty_state(problem: Problem) -> State:
    """Give the state in which nothing is planned."""
    n, r = problem.n_jobs, problem.n_routes
    node, run = table(NodeState, n + 2 * r, np.int32), table(RouteState, r, np.int64)
    begin, finish = slice(n, n + r), slice(n + r, None)
    node["route"] = -1
    node["nxt"][begin], node["prv"][finish] = np.arange(n + r, n + 2 * r), np.arange(n, n + r)
    node["route"][begin] = node["route"][finish] = np.arange(r)
    node["begin"][begin] = node["begin"][finish] = problem.run["available"]
    run["brk"] = run["version"] = -1
    return State(node=node, run=run, out=np.zeros(len(problem.groups), dtype=np.int32),
                 total=np.zeros(3, dtype=np.int64))
