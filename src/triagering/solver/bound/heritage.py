"""What a leaf takes over from the one it came from, so that its relaxation need not be solved from nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from triagering.solver.bound.columns import CITIZEN
from triagering.solver.bound.cuts import Cut
from triagering.solver.bound.generation import Generation
from triagering.solver.bound.network import Network
from triagering.solver.bound.sharpening import MEMORY, remember
from triagering.solver.tables import Ints

PER_NODE = 8
"""Carer-days per node to begin with."""


class Memory(NamedTuple):
    """What pricing learned of a network."""

    ids: Ints
    few: Ints
    share: Ints


@dataclass(frozen=True)
class Heritage:
    """Dual values, and what pricing learned; the carer-days are in the archive."""

    dual: list[Ints]
    """By kind."""
    cuts: tuple[Cut, ...]
    """What the last kind is of."""
    memories: Mapping[tuple[int, ...], Memory]
    """By the routes of a network."""


def left_by(made: Generation) -> Heritage:
    """Give what a run leaves to those that split its leaf."""
    memories = {network.routes: Memory(network.ids, network.few, network.share) for network in made.networks}
    return Heritage(made.frame.split(made.centre), made.frame.cuts, memories)


def take_over(made: Generation, heritage: Heritage) -> Ints:
    """Enrich a run of a narrower leaf; give the dual values to start from."""
    frame, (*others, same, of_cuts) = made.frame, heritage.dual
    none = frame.split(np.zeros_like(made.centre))[-2]
    made.networks = [_recalled(network, heritage.memories.get(network.routes)) for network in made.networks]
    if len(same) != len(none):  # routes that were alike no longer are
        same = none
    start = np.concatenate([*others, same, _of_cuts(heritage.cuts, of_cuts, frame.cuts)])
    made.take_cheapest(start, PER_NODE * len(frame.nodes.jobs))
    return start


def _recalled(network: Network, memory: Memory | None) -> Network:
    """Give a network with the memories, and pair costs shared out, as they were."""
    if memory is None or not network.local.keys() <= set(memory.ids.tolist()):
        return network
    wanted: list[set[int]] = [set() for _ in range(network.n)]
    for node, few, share in zip(*(part.tolist() for part in memory), strict=True):
        if node in network.local:
            own = network.local[node]
            others = (int(memory.ids[other]) for other in few if other >= 0)
            wanted[own] = {network.local[other] for other in others if other in network.local}
            if network.table[own, CITIZEN] >= 0:
                network.share[own] = share
    return remember(network, wanted, MEMORY)


def _of_cuts(old: tuple[Cut, ...], values: Ints, cuts: tuple[Cut, ...]) -> Ints:
    """Give the dual values of cuts: what they were, or what that of a longer span was."""
    known = dict(zip(old, values.tolist(), strict=True))
    spans: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
    for cut, value in known.items():
        if cut.span is not None:
            node, route, first, before = cut.span
            spans.setdefault((node, route), []).append((first, before, value))

    def value_of(cut: Cut) -> int:
        if cut in known or cut.span is None:
            return known.get(cut, 0)
        node, route, first, before = cut.span
        longer = (value for begin, end, value in spans.get((node, route), ()) if begin <= first and before <= end)
        return next(longer, 0)

    return np.array([value_of(cut) for cut in cuts], dtype=np.int64)
