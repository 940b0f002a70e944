"""Columns of the kernels' tables: what a row for a node, a route, a group, a stop of a line, or a job on a route says.

Few wide tables instead of many narrow arrays: a call passes every array, and a node's figures share a cache line.
Kernels read ``table[row].name``, Python reads whole columns, ``table["name"]``.
"""

from __future__ import annotations

from typing import Any, Protocol, TypeAlias, TypeVar, cast, overload

import numpy as np
import numpy.typing as npt

Row = TypeVar("Row")
Index: TypeAlias = int
"""A row or a place, kept without a sign as by ``kernels.index``."""
LEFT_OUT = 2
"""Column of ``State.total``, after energy and true cost"""


class Table(Protocol[Row]):
    """A structured array with the fields of a row."""

    def __len__(self) -> int: ...

    @overload
    def __getitem__(self, index: int) -> Row: ...

    @overload
    def __getitem__(self, index: str) -> npt.NDArray[Any]: ...

    def __setitem__(self, index: int | str, value: Any) -> None: ...

    def copy(self) -> Table[Row]:
        """Give an array of its own."""


class Node:
    """What is known of a node."""

    place: Index
    minutes: int
    opens: int
    """Of the first window"""
    due: int
    """Of the only window, FAR if there are several"""
    closes: int
    """Of the last window"""
    citizen: int
    heavy: int
    group: int
    first_window: int
    """Rows of ``lists`` from here on, as of those below, up to the end that follows"""
    end_window: int
    first_in: int
    end_in: int
    first_out: int
    end_out: int
    first_rel: int
    end_rel: int
    first_mate: int
    end_mate: int
    first_able: int
    """Rows of ``Work.memo``: the routes that may do it"""
    end_able: int


class Route:
    """What is known of a carer's day."""

    mode: int
    available: int
    start: int
    end: int
    latest_return: int
    max_load: int
    reserve: int
    unused: int
    unused_idle: int
    share: int
    break_minutes: int
    break_opens: int
    break_closes: int
    break_ends: int
    break_mandatory: int
    break_from: int
    """How many stops make a break due: 1 where it may lie at an end, else 2; FAR without one"""


class Group:
    """What is planned as one or left out."""

    first_member: int
    end_member: int
    price: int
    """True price of leaving it out: dominates class by class"""
    energy: int
    """A moderate one in the same order, which guides the annealing"""
    rank: int


class NodeState:
    """Where a node stands in a plan."""

    nxt: Index
    prv: Index
    route: int
    """-1: not planned"""
    begin: int
    """Earliest start; of an end node, the return"""
    lateness: int
    leg: int
    """Travel from the node before; 0 to the end of an empty route"""


class RouteState:
    """How a carer's day stands."""

    brk: int
    """Node that the break lies just before; -1: no break"""
    count: int
    load: int
    cost: int
    """Of its own, without what ties routes together"""
    idle: int
    burden: int
    """Heavy visits"""
    worst: int
    """Its worst lateness"""
    waiting: int
    version: int
    """Made of stops, times and break, so that a route seen before is known again; -1 while it is changed"""


class Figures:
    """What pricing a route finds beside the price."""

    load: int
    idle: int
    burden: int
    worst: int
    waiting: int
    break_begin: int
    """-1: no break"""
    break_end: int


class Stop:
    """What is asked of a stop, or of an end of a route, where a place beside it is priced."""

    node: Index
    place: Index
    leg: int
    """Travel from the one before"""
    minutes: int
    free: int
    """When it is over"""
    patience: int
    """Latest start that is no later than agreed, or than now"""
    soft: int
    """Latest start that costs nothing, neither here nor further on"""
    hard: int
    """Latest start that is possible here and further on"""


class Known:
    """What is known of the best place of a job on a route."""

    version: int
    """Of the route"""
    price: int
    """Without what ties routes together"""
    worst: int
    """The worst lateness there"""
    route: Index
    spot: Index
    """4 * node before + break choice + 1, 0 if the price is a bound"""


def table(row: type[Row], n: int, kind: type[np.signedinteger[Any]], fill: int = 0) -> Table[Row]:
    """Give an array of n rows."""
    fields = [(name, np.uint32 if of == "Index" else kind) for name, of in row.__annotations__.items()]
    return cast(Table[Row], np.full(n, fill, dtype=fields))
