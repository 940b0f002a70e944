"""Starts that belong together: rows of the linear master about which part of a window a tied visit starts in.

The windows of tied visits are cut at some minutes. Carers at one visit start in the same part, so each does no more
than their share of what starts there; and if the first visit of a link starts late, the second cannot start early.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from triagering.solver.bound.columns import END_WINDOW, FIRST_WINDOW
from triagering.solver.bound.nodes import Nodes
from triagering.solver.tables import Ints, Shorts, Windows

EVER = 1 << 30
"""Later than every start."""
APART = 0.05
"""Share of a stop from which a link counts as broken."""
PARTS = 5
"""Parts that the window of a visit by several carers is cut into at first."""
TORN = 0.1
"""Share of a stop that a carer does beyond theirs from which the span is cut out."""

Link = tuple[int, int, int, int]
"""u, v, gap, minute: if u starts from that minute on, v does not start before the minute plus the gap."""
Stops = Mapping[int, Sequence[tuple[int, float, int]]]
"""Relaxed stops by node: start, share, and the only route of their network, -1 if there are several."""


@dataclass(frozen=True)
class Cut:
    """Factors times stops that start from one minute to before another sum up to no more than a limit."""

    terms: tuple[tuple[int, int, int, int, int], ...]
    """(node, route or -1 for all, from, before, factor)"""
    limit: int

    @property
    def span(self) -> tuple[int, int, int, int] | None:
        """Give node, route, first minute and the minute after, if the cut is about one of several carers."""
        node, route, first, before, _ = self.terms[1]
        return None if route < 0 else (node, route, first, before)


Splits = Mapping[int, tuple[int, ...]]
"""Minutes at which the windows of a node are cut."""


def split(windows: Windows, at: Iterable[int]) -> Windows:
    """Cut windows in two at each minute that lies inside one."""
    for minute in at:
        windows = [part for opens, due, closes in windows for part in (
            ((opens, due, minute - 1), (minute, due, closes)) if opens < minute <= closes else ((opens, due, closes),))]
    return windows


def cuts_of(nodes: Nodes, splits: Splits, links: Sequence[Link]) -> tuple[Cut, ...]:
    """Give the rows for visits by several carers whose windows are cut, and for links (u, v, gap) at a minute of u."""
    found = []
    for node in sorted(splits):
        need, ends = int(nodes.need[node]), [-EVER, *splits[node], EVER]
        if need > 1:
            for first, last in itertools.pairwise(ends):
                found += [Cut(((node, -1, first, last, -1), (node, int(route), first, last, need)), 0)
                          for route in np.flatnonzero(nodes.allowed[node])]
    for u, v, gap, at in links:
        few, many = int(nodes.need[u]), int(nodes.need[v])
        found.append(Cut(((u, -1, at, EVER, many), (v, -1, -EVER, at + gap, few)), few * many))
    return tuple(found)


def factors(
    cuts: Sequence[Cut], routes: Sequence[int], local: Mapping[int, int], table: Ints,
    windows: Ints,
) -> Shorts:
    """Give the factor of each window of a network in each row; a row about one of several joined routes is weaker."""
    found = np.zeros((len(cuts), len(windows)), dtype=np.int16)
    for row, cut in enumerate(cuts):
        for node, route, first, last, factor in cut.terms:
            if node in local and (route < 0 or tuple(routes) == (route,)):
                own = local[node]
                for window in range(table[own, FIRST_WINDOW], table[own, END_WINDOW]):
                    if factor > 0:
                        inside = first <= windows[window, 0] and windows[window, 2] < last
                    else:
                        inside = first <= windows[window, 2] and windows[window, 0] < last
                    if inside:
                        found[row, window] += factor
    return found


def splits_of(nodes: Nodes, links: Sequence[Link], learned: Mapping[int, Iterable[int]] | None = None) -> Splits:
    """Give the minutes at which windows are cut: of visits by several carers evenly, of links, and what was learned."""
    found: dict[int, set[int]] = {node: set(minutes) for node, minutes in (learned or {}).items()}
    for node in np.flatnonzero(nodes.need > 1).tolist():
        for opens, _, closes in nodes.windows[node]:
            step = max(5, (closes - opens) // PARTS)
            found.setdefault(node, set()).update(range(opens + step, closes + 1, step))
    for u, v, gap, at in links:
        found.setdefault(u, set()).add(at)
        found.setdefault(v, set()).add(at + gap)
    return {node: tuple(sorted(minutes)) for node, minutes in found.items()}


def broken(nodes: Nodes, stops: Stops) -> list[Link]:
    """Give the links that relaxed days break, each at the minute where they break it most."""
    found = []
    for u, v, gap in nodes.edges:
        one, two = stops.get(u, ()), stops.get(v, ())
        minutes = sorted({start for start, *_ in one} | {start - gap + 1 for start, *_ in two})
        over = [(sum(value for start, value, _ in one if start >= at) / nodes.need[u]
                 + sum(value for start, value, _ in two if start < at + gap) / nodes.need[v] - 1, at)
                for at in {*minutes, *((low + high) // 2 for low, high in itertools.pairwise(minutes))}]
        worst = max(over, default=(0.0, 0))
        if worst[0] > APART:
            found.append((u, v, gap, worst[1]))
    return found


def torn(nodes: Nodes, stops: Stops) -> list[tuple[float, int, int, int]]:
    """Give the spans in which one of several carers does more than their share: how much, node, first minute, after.

    Of each carer the span where that is most.
    """
    found = []
    for node in stops.keys() & set(np.flatnonzero(nodes.need > 1).tolist()):
        minutes, of = np.unique([start for start, *_ in stops[node]], return_inverse=True)
        done = {route: np.zeros(len(minutes)) for *_, route in stops[node]}
        for at, (_, value, route) in zip(of.tolist(), stops[node], strict=True):
            done[route][at] += value
        everybody = sum(done.values())
        for route, own in done.items():
            over = np.concatenate([[0.0], np.cumsum(nodes.need[node] * own - everybody)])
            gained = over - np.minimum.accumulate(over)
            last = int(gained.argmax())
            if route >= 0 and gained[last] > TORN:
                first = int(over[:last + 1].argmin())
                found.append((float(gained[last]), node, int(minutes[first]), int(minutes[last - 1]) + 1))
    return sorted(found, reverse=True)
