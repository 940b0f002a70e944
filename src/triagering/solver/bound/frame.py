"""The relaxed problem: what couples the days of the carers, and which decisions it already holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from triagering.solver.bound.columns import SCALE
from triagering.solver.bound.cuts import Cut, Link, Splits, cuts_of, split
from triagering.solver.bound.network import Network, networks_of
from triagering.solver.bound.nodes import Nodes, nodes_of, tightened
from triagering.solver.bound.pricing import Prices
from triagering.solver.compiled import Compiled
from triagering.solver.tables import Bools, Floats, Ints, Windows


@dataclass(frozen=True)
class Frame:
    """What couples the days of the relaxed problem."""

    compiled: Compiled
    nodes: Nodes
    droppable: tuple[int, ...]
    """Groups that may be left out."""
    left: Ints
    """(n_classes,) how many units of each class may be left out"""
    same: tuple[tuple[int, int], ...]
    """Nodes that are on the same route in every plan."""
    worst: tuple[int, int]
    """Least and most minutes that the latest stop of the plan may be late."""
    averaged: bool = True
    """Whether each node's mean lateness bounds the worst; otherwise only the limits of the worst count."""
    cuts: tuple[Cut, ...] = ()
    """Starts that belong together."""
    spent: int = 0
    """Scaled price of groups that are left out in any case, their nodes needed nowhere, and of the rest of the day."""
    beside: int = 0
    """What the rest of the day costs at least."""

    @cached_property
    def networks(self) -> tuple[Network, ...]:
        """Networks of all routes; laid out when first asked for, as that takes long."""
        return tuple(networks_of(self.compiled, self.nodes, self.cuts))

    @property
    def exactly(self) -> bool:
        """Whether visiting a node too often must be ruled out, since a route with a needless visit may be cheaper.

        Otherwise dual values need not be negative, and convergence is quicker.
        """
        return any(network.empty > 0 for network in self.networks)

    @property
    def sizes(self) -> tuple[int, ...]:
        """Numbers of dual values: of nodes, of their lateness, of classes, of pairs on the same route, of cuts."""
        return (len(self.nodes.jobs), len(self.nodes.jobs), len(self.left), len(self.same) * len(self.networks),
                len(self.cuts))

    def split(self, dual: Ints) -> list[Ints]:
        """Give the dual values by kind."""
        return np.split(dual, np.cumsum(self.sizes)[:-1])

    def safe(self, dual: Floats) -> Ints:
        """Round dual values to whole ones that are allowed, so that the bound they give is exact."""
        cover, late, classes, same, cuts = self.split(np.rint(dual).astype(np.int64))
        late = np.maximum(0, late)
        most = SCALE * self.compiled.day.settings.prices.worst_lateness if self.averaged else 0
        total = int((self.nodes.need * late).sum())
        if total > most:
            late = (late.astype(object) * most // total).astype(np.int64)  # of large prices, too large for 64 bits
        return np.concatenate([cover if self.exactly else np.maximum(0, cover), late, np.maximum(0, classes), same,
                               np.maximum(0, cuts)])

    def prices(self, number: int, dual: Ints) -> Prices:
        """Give what a day of a network pays for."""
        network = self.networks[number]
        cover, late, _, same, cuts = self.split(dual)
        price = network.base - cover[network.ids]
        for pair, (one, two) in enumerate(self.same):
            for node, sign in ((one, -1), (two, 1)):
                if node in network.local:
                    price[network.local[node]] += sign * same[pair * len(self.networks) + number]
        paid = np.flatnonzero(cuts)
        return Prices(price[network.of_window] + cuts[paid] @ network.cuts[paid],
                      SCALE * self.compiled.day.settings.prices.lateness + late[network.ids])

    def dropped(self, dual: Ints) -> dict[int, int]:
        """Give what each group that may be left out adds, at dual values, where it is."""
        cover, _, classes, *_ = self.split(dual)
        groups = self.compiled.groups
        members = np.zeros(len(groups.rank), dtype=np.int64)
        np.add.at(members, self.nodes.group, self.nodes.need * cover)
        return {group: SCALE * int(groups.price[group]) - int(members[group])
                + int((classes * groups.counts[group]).sum()) for group in self.droppable}

    def outside(self, dual: Ints) -> int:
        """Give what the dual values are worth apart from the days."""
        cover, late, classes, _, cuts = self.split(dual)
        worth = int((self.nodes.need * cover).sum()) - int((classes * self.left).sum())
        worth -= sum(int(value) * cut.limit for value, cut in zip(cuts, self.cuts, strict=True))
        p_worst = SCALE * self.compiled.day.settings.prices.worst_lateness
        worth += self.worst[0] * (p_worst - int((self.nodes.need * late).sum()))
        return worth + self.spent + sum(min(0, more) for more in self.dropped(dual).values())


def frame_of(compiled: Compiled, left_out: Iterable[int], left: Ints | None = None) -> Frame:
    """Give the relaxed problem for plans that leave out no more than these groups (or ``left``), class by class."""
    counts = compiled.groups.counts
    left = counts[sorted(set(left_out))].sum(axis=0).astype(np.int64) if left is None else left
    may: Bools = np.array((counts <= left).all(axis=1))
    nodes = nodes_of(compiled, ~may)
    same = tuple((int(nodes.of_job[one]), int(nodes.of_job[two])) for one, two in compiled.same
                 if compiled.jobs.group[one] == compiled.jobs.group[two]
                 or not (may[compiled.jobs.group[one]] or may[compiled.jobs.group[two]]))
    most = max((closes - due for windows in nodes.windows for _, due, closes in windows), default=0)
    frame = Frame(compiled, nodes, tuple(np.flatnonzero(may).tolist()), left, same, (0, max(0, most)))
    return framed(frame, nodes.windows, nodes.allowed, frame.worst)


def framed(
    frame: Frame, windows: Sequence[Windows], allowed: Bools, worst: tuple[int, int],
    splits: Splits | None = None, links: Sequence[Link] = (), out: Iterable[int] = (), kept: Iterable[int] = (),
    beside: int = 0,
) -> Frame:
    """Give the same problem with other windows, routes for the nodes, limits of the worst lateness, and cuts.

    ``out`` are groups that are left out, ``kept`` groups that are not; ``beside``: what the rest of the day costs.
    """
    groups, out = frame.compiled.groups, list(out)
    counts = groups.counts
    left = frame.left - counts[out].sum(axis=0)
    droppable = tuple(group for group in frame.droppable
                      if group not in {*out, *kept} and (counts[group] <= left).all())
    sure = np.ones(len(counts), dtype=bool)
    sure[[*droppable, *out]] = False
    gone = np.isin(frame.nodes.group, out)
    short = [[(opens, due, min(closes, due + worst[1]))
              for opens, due, closes in split(own, (splits or {}).get(node, ()))] for node, own in enumerate(windows)]
    short = [[window for window in own if window[0] <= window[2]] for own in short]
    nodes = replace(frame.nodes, allowed=allowed & ~gone[:, None], need=np.where(gone, 0, frame.nodes.need),
                    windows=tuple(tightened(frame.nodes, short, sure)),
                    edges=tuple(edge for edge in frame.nodes.edges if not gone[list(edge[:2])].any()))
    cuts = cuts_of(nodes, splits or {}, links)
    return replace(frame, nodes=nodes, worst=worst, cuts=cuts, droppable=droppable, left=left, beside=beside,
                   spent=SCALE * (int(groups.price[out].sum()) + beside))
