"""What a leaf takes over from the one it came from, so that its relaxation need not be solved from nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from triagering.solver.bound.cuts import Cut
from triagering.solver.bound.generation import MEMORY, Generation
from triagering.solver.bound.network import Ints, Network, remember
from triagering.solver.bound.pricing import Column
from triagering.solver.bound.triples import Triple

PER_NODE = 20
"""Carer-days per node that are handed on."""


class Memory(NamedTuple):
    """What pricing learned of a network."""

    ids: Ints
    few: Ints
    share: Ints
    """Of own nodes, as in the network."""


@dataclass(frozen=True)
class Heritage:
    """Days and dual values, and what pricing learned."""

    days: tuple[tuple[int, Column], ...]
    """Good carer-days with their starts, each with one of the routes that may do it."""
    centre: Ints
    cuts: tuple[Cut, ...]
    triples: tuple[Triple, ...]
    """What the last of the dual values at the centre are of."""
    memories: Mapping[tuple[int, ...], Memory]
    """By the routes of a network."""


def left_by(made: Generation) -> Heritage:
    """Give what a run leaves to those that split its leaf."""
    networks = made.frame.networks
    days = tuple((networks[column.network].routes[0], column)
                 for column in made.good(PER_NODE * len(made.frame.nodes.jobs)))
    memories = {network.routes: Memory(network.ids, network.few, network.share) for network in made.networks}
    return Heritage(days, made.centre, made.frame.cuts, made.frame.triples, memories)


def take_over(made: Generation, heritage: Heritage) -> Ints | None:
    """Enrich a run of a narrower leaf; give the dual values to start from, None if they are of something else."""
    new = {triple.nodes: place for place, triple in enumerate(made.frame.triples)}
    places = [new.get(triple.nodes, -1) for triple in heritage.triples]
    made.networks = [_recalled(network, heritage.memories.get(network.routes), places) for network in made.networks]
    for route, column in heritage.days:
        made.take_in(made.of_route[route], column)
    centre, of_cuts, of_triples = np.split(heritage.centre, np.cumsum(
        (len(heritage.centre) - len(heritage.cuts) - len(heritage.triples), len(heritage.cuts))))
    tolls = np.zeros(len(made.frame.triples), dtype=np.int64)
    tolls[[place for place in places if place >= 0]] = of_triples[np.array(places, dtype=np.int64) >= 0]
    start = np.concatenate([centre, _of_cuts(heritage.cuts, of_cuts, made.frame.cuts), tolls])
    return start if len(start) == len(made.centre) else None


def _recalled(network: Network, memory: Memory | None, places: list[int]) -> Network:
    """Give a network with the memories, and pair costs shared out, as they were; each triple in its new place."""
    if memory is None or not network.local.keys() <= set(memory.ids.tolist()):
        return network
    wanted: list[set[int]] = [set() for _ in range(network.n)]
    for node, few, share in zip(*(part.tolist() for part in memory), strict=True):
        if node in network.local:
            own = network.local[node]
            others = (int(memory.ids[other]) for other in few if 0 <= other < len(memory.ids))
            wanted[own] = {network.local[other] for other in others if other in network.local}
            now = (places[other - len(memory.ids)] for other in few if other >= len(memory.ids))
            wanted[own] |= {network.n + place for place in now if place >= 0}
            if network.table[own, 3] >= 0:
                network.share[own] = share
    return remember(network, wanted, MEMORY)


def _of_cuts(before: tuple[Cut, ...], values: Ints, cuts: tuple[Cut, ...]) -> Ints:
    """Give the dual values of cuts: what they were, or what that of a longer span was."""
    known = dict(zip(before, values.tolist(), strict=True))
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
