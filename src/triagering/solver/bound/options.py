"""What a leaf may be split by: wherever its relaxed days do not agree, with how much deciding that may raise the bound.

Days of the relaxed problem start as early as they can, whatever they are linked to, and average what only the latest
stop of the plan should pay.
"""

from __future__ import annotations

import numpy as np

from triagering.solver.beside import Beside
from triagering.solver.bound.generation import Generation
from triagering.solver.bound.pricing import Column
from triagering.solver.tables import lateness

Option = tuple[float, str, int, int]
"""(worth, kind, node, minute or route)"""
Support = list[tuple[float, Column]]
"""Days of the relaxed plan with their values."""


def on_worst(made: Generation, support: Support) -> list[Option]:
    """Split the range of the worst lateness between its mean over the relaxed days and the latest of them."""
    price, nodes, least = made.frame.compiled.day.settings.prices.worst_lateness, made.frame.nodes, made.frame.worst[0]
    average = np.zeros(len(nodes.jobs))
    latest = 0
    for value, column in support:
        for node, start in zip(column.nodes, column.starts, strict=True):
            late = lateness(nodes.windows[node], start)
            average[node] += value * late / nodes.need[node]
            latest = max(latest, late)
    paid = max(float(least), float(average.max(initial=0)))
    if not price or latest <= paid + 0.5:
        return []
    at = min(max(least, int((paid + latest) / 2)), latest - 1)
    return [(price * (latest - paid) / 2, "worst", 0, at)]


def on_others(made: Generation, beside: Beside) -> list[Option]:
    """Split the range of the worst lateness where the rest of the day costs more if it may not be later."""
    price, (least, most) = made.frame.compiled.day.settings.prices.worst_lateness, made.frame.worst
    found = [(min(cost - beside.least(most), price * (minutes + 1 - least)), "worst", 0, minutes)
             for minutes, cost in beside.steps if least <= minutes < most]
    return [option for option in found if option[0] > 0]


def on_starts(made: Generation, support: Support) -> list[Option]:
    """Split the window of a visit whose carers come apart, or of one of two that break their link."""
    nodes, found = made.frame.nodes, list[Option]()
    tied = nodes.tied
    starts: dict[int, list[tuple[int, float]]] = {node: [] for node in tied}
    for value, column in support:
        for node, start in zip(column.nodes, column.starts, strict=True):
            if node in tied:
                starts[node].append((start, value))
    price = made.frame.compiled.day.settings.prices.lateness + 1
    for node in tied:
        if nodes.need[node] > 1 and starts[node]:
            mean = np.average([s for s, _ in starts[node]], weights=[v for _, v in starts[node]])
            off = sum(v * abs(s - mean) for s, v in starts[node])
            last = max(s for s, _ in starts[node])
            if last > min(s for s, _ in starts[node]):
                found.append((price * off, "start", node, min(last, int(np.ceil(mean + 1e-6)))))
    for u, v, gap in nodes.edges:
        if starts[u] and starts[v]:
            one, two = (np.average([s for s, _ in starts[x]], weights=[w for _, w in starts[x]]) for x in (u, v))
            first, last = min(s for s, _ in starts[v]), max(s for s, _ in starts[u])
            if first < last + gap:
                at = max(int(np.ceil(one)), min(s for s, _ in starts[u]))
                spans = nodes.windows[u]
                if spans[0][0] < at <= spans[-1][2]:
                    found.append((price * max(0.1, one + gap - two), "start", u, at))
                    continue
                then, spans = max(first + 1, int(np.ceil(two))), nodes.windows[v]
                if spans[0][0] < then <= spans[-1][2]:
                    found.append((price * max(0.1, one + gap - two) / 2, "start", v, then))
    return found


def on_routes(made: Generation, support: Support) -> list[Option]:
    """Find the visit shared most evenly between a route and others."""
    share: dict[tuple[int, int], float] = {}
    for value, column in support:
        for node in column.nodes:
            share[node, column.network] = share.get((node, column.network), 0.0) + value
    found = []
    for (node, number), value in sorted(share.items()):
        routes = made.frame.networks[number].routes
        if made.frame.nodes.need[node] == 1 and len(routes) == 1 and 0.01 < value < 0.99:
            found.append((0.5 - abs(0.5 - value), "route", node, routes[0]))
    return found
