"""A bound in a moment: every stop comes after one other, or first in a shift, and nothing comes before two.

The cheapest such assignment knows no carer-days: who does a stop, and what the carer costs there, is chosen stop by
stop, and a leg takes what it takes the quickest mode. Whatever else a plan pays for adds to that. A thousand visits
take a second, and the dual values are a good place to begin looking for better ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from ortools.graph.python.linear_sum_assignment import SimpleLinearSumAssignment

from triagering.solver.bound.columns import FAR, SCALE
from triagering.solver.bound.frame import Frame, frame_of
from triagering.solver.compiled import Compiled
from triagering.solver.tables import Ints

ROWS = 256
"""Stops whose ways to all others are worked out at once."""


class Assignment(NamedTuple):
    """The cheapest assignment."""

    worth: int
    """Scaled: no plan costs less."""
    dual: Ints
    """Per node, scaled: what a day may be paid for each; so no day of any route is cheap enough to cost less."""


class _Arcs(NamedTuple):
    """What may follow what: tails and heads are stops, each as often as it is needed, then routes; scaled costs."""

    tail: Ints
    head: Ints
    cost: Ints


def assignment_bound(compiled: Compiled, left_out: Iterable[int]) -> int | None:
    """Prove what every plan costs at least that leaves out no more than some groups, class by class.

    None if prices are too large to add up.

    >>> from triagering.io import generate_day
    >>> from triagering.solver.compiled import compile_day
    >>> 0 < assignment_bound(compile_day(generate_day(visits=400, carers=40)), left_out=())
    True
    """
    found = assigned(frame_of(compiled, left_out))
    return None if found is None else max(0, -(-found.worth // SCALE))


def assigned(frame: Frame) -> Assignment | None:
    """Give the cheapest assignment; None where there is none, or prices are too large to add up."""
    stops = np.repeat(np.arange(len(frame.nodes.jobs)), frame.nodes.need)
    arcs = _Arcs(*(np.concatenate(parts) for parts in zip(*_arcs(frame, stops), strict=True)))
    solver = SimpleLinearSumAssignment()
    solver.add_arcs_with_cost(arcs.tail, arcs.head, arcs.cost)
    if solver.solve() != solver.OPTIMAL:
        return None
    size = len(stops) + frame.compiled.n_routes
    after = np.array([solver.right_mate(tail) for tail in range(size)])
    dual = _dual(arcs, after, np.array([solver.assignment_cost(tail) for tail in range(size)]))[:len(stops)]
    mean = np.bincount(stops, dual, len(frame.nodes.jobs)) / np.maximum(1, frame.nodes.need)
    worst = SCALE * frame.compiled.day.settings.prices.worst_lateness * frame.worst[0]
    return Assignment(int(solver.optimal_cost()) + frame.spent + worst, np.floor(mean).astype(np.int64))


def _arcs(frame: Frame, stops: Ints) -> Iterator[_Arcs]:
    """Give all arcs, some tails at a time."""
    compiled, nodes, n = frame.compiled, frame.nodes, len(stops)
    routes, prices, allowed = compiled.routes, compiled.day.settings.prices, nodes.allowed[stops]
    first = _first(frame)[stops]
    place, minutes, who = compiled.jobs.place[first], compiled.jobs.minutes[first], _who(frame)[stops]
    windows, able = _windows(frame)[:, stops], allowed.astype(np.float32)
    quickest = compiled.travel[np.unique(routes.mode)].min(axis=0)
    for low in range(0, n, ROWS):
        some = np.arange(low, min(n, low + ROWS))
        leg = quickest[place[some]][:, place]
        late = _lateness(windows, windows[0, some, 0][:, None] + minutes[some][:, None] + leg)
        follows = (late < FAR) & (able[some] @ able.T > 0)
        for row, node in enumerate(stops[some].tolist()):
            follows[row, np.isin(stops, [node, *nodes.before[node]])] = False
        tail, head = np.nonzero(follows)
        cost = SCALE * (prices.travel * leg[tail, head] + prices.lateness * late[tail, head]) + who[head]
        yield _Arcs(some[tail], head, cost)
    for route, mode in enumerate(routes.mode):
        can, end = np.flatnonzero(allowed[:, route]), n + route
        out = compiled.travel[mode, routes.start_place[route], place[can]]
        home = compiled.travel[mode, place[can], routes.end_place[route]]
        yield _Arcs(np.full_like(can, end), can, SCALE * prices.travel * out + who[can])
        yield _Arcs(can, np.full_like(can, end), SCALE * prices.travel * home)
    own = n + np.arange(compiled.n_routes)
    yield _Arcs(own, own, SCALE * routes.unused_price)
    out = np.flatnonzero(np.isin(nodes.group[stops], frame.droppable))
    of = nodes.group[stops]
    yield _Arcs(out, out, SCALE * compiled.groups.price[of[out]] // np.bincount(of)[of[out]])


def _first(frame: Frame) -> Ints:
    """Give a job of each node."""
    return np.array([jobs[0] for jobs in frame.nodes.jobs], dtype=np.int64)


def _who(frame: Frame) -> Ints:
    """Give what each node costs at least to whoever does it: their stop, and a part of meeting its citizen."""
    compiled, nodes = frame.compiled, frame.nodes
    first = _first(frame)
    citizen, cost = compiled.jobs.citizen[first], SCALE * compiled.jobs.stop_cost[first]
    visited = np.flatnonzero(citizen >= 0)
    often = np.zeros_like(compiled.pair_cost)
    np.add.at(often, citizen[visited], nodes.allowed[visited])
    cost[visited] += SCALE * compiled.pair_cost[citizen[visited]] // np.maximum(1, often[citizen[visited]])
    return np.where(nodes.allowed, cost, FAR).min(axis=1)


def _windows(frame: Frame) -> Ints:
    """Give opening, due and closing times, (n_windows, n_nodes, 3); nothing starts in a window that is missing."""
    most = max(1, *map(len, frame.nodes.windows))
    return np.array([[spans[number] if number < len(spans) else (FAR, FAR, -FAR) for spans in frame.nodes.windows]
                     for number in range(most)], dtype=np.int64)


def _lateness(windows: Ints, arrival: Ints) -> Ints:
    """Give how late stops that are reached at some minute start at least; FAR if they cannot."""
    late = np.full(arrival.shape, FAR)
    for opens, due, closes in np.moveaxis(windows, -1, 1):
        start = np.maximum(arrival, opens)
        late = np.where(start <= closes, np.minimum(late, np.maximum(0, start - due)), late)
    return late


def _dual(arcs: _Arcs, after: Ints, least: Ints) -> Ints:
    """Give what head and tail together are worth, so that no arc is cheaper than the worth of its ends."""
    order = np.argsort(arcs.head, kind="stable")
    tail, begins = arcs.tail[order], np.searchsorted(arcs.head[order], np.arange(len(after)))
    beyond, worth = (arcs.cost - least[arcs.tail])[order], np.zeros(len(after), dtype=np.int64)
    while ((better := np.minimum(worth, np.minimum.reduceat(worth[after[tail]] + beyond, begins))) < worth).any():
        worth = better
    return worth + least - worth[after]
