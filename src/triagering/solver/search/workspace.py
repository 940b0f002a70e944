"""Scratch space of the kernels: what a thread writes while it searches, beside its plans."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from triagering.solver.search.arrays import Problem
from triagering.solver.search.columns import Figures, Known, Stop, Table, table
from triagering.solver.tables import NEVER, Floats, Ints, Words


class Work(NamedTuple):
    """Scratch space of one thread."""

    stack: Ints
    log: Ints
    """(room, 3) rows [node, start, lateness] to undo"""
    touched: Ints
    """Stamp per route."""
    met: Ints
    """Stamp per citizen."""
    final: Ints
    """Start of every node in the tightened schedule."""
    figures: Table[Figures]
    """One row: of the route priced last"""
    stamp: Ints
    """[routes touched, length of the log, citizens met, what the last move costs in lateness and overtime]"""
    rng: Words
    order: npt.NDArray[np.int32]
    keys: Floats
    place: Ints
    """(n_nodes, 5) candidate places of one job: [bound, node before, row of ``memo``, cost of joining, bound without
    time]"""
    found: Ints
    """Best place: [route, node before, break choice]; of the move priced last: [price of its own, worst lateness,
    whether nothing tied to others moved]"""
    shared: Ints
    """Largest [lateness, idle time, heavy visits] of any route now"""
    memo: Table[Known]
    """A row for every route that may do a job, ``first_able`` to ``end_able`` of it"""
    rank: Ints
    """Where a route stands in ``order``, if it does"""
    line: Table[Stop]
    """(n_routes * (n_jobs + 2),) the stops of each route in their order, ends included"""
    lined: Ints
    """Version of each route that is written there"""
    choice: Ints
    """Where the jobs of one group go: [route, before, break] tried, [job, route, before, break] best so far."""


def work_space(problem: Problem, seed: int) -> Work:
    """Allocate the scratch space of one thread."""
    nodes, groups = len(problem.node), len(problem.groups)
    largest = int((problem.groups["end_member"] - problem.groups["first_member"]).max())
    room = 20 * nodes + 1000
    memo = table(Known, int(problem.node["end_able"].max()), np.int64, fill=-1)
    memo["route"], memo["spot"] = np.nonzero(problem.stops < NEVER)[1], 0
    return Work(
        stack=np.zeros(room, dtype=np.int64), log=np.zeros((room, 3), dtype=np.int64),
        touched=np.zeros(problem.n_routes, dtype=np.int64), met=np.zeros(len(problem.pairs) + 1, dtype=np.int64),
        final=np.zeros(nodes, dtype=np.int64), figures=table(Figures, 1, np.int64, fill=-1),
        stamp=np.zeros(4, dtype=np.int64),
        rng=np.array([(seed * 2654435761 + 88172645463325252) % 2**64], dtype=np.uint64),
        order=np.zeros(nodes + groups, dtype=np.int32),
        keys=np.zeros(groups, dtype=np.float64),
        place=np.zeros((nodes, 5), dtype=np.int64), found=np.zeros(6, dtype=np.int64),
        shared=np.zeros(3, dtype=np.int64),
        memo=memo, rank=np.zeros(problem.n_routes, dtype=np.int64),
        line=table(Stop, problem.n_routes * (problem.n_jobs + 2), np.int32),
        lined=np.full(problem.n_routes, -1, dtype=np.int64),
        choice=np.zeros((largest, 7), dtype=np.int64),
    )
