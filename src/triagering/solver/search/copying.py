"""Taking a plan over into another one's arrays: whole, or only the routes in which they differ."""

from __future__ import annotations

from triagering.solver.kernels import hot, kernel
from triagering.solver.search.arrays import Problem, State
from triagering.solver.search.columns import (
    LATENESS,
    LEFT_OUT,
    NXT,
    ROUTE,
    STATE_NODE_WIDTH,
    STATE_RUN_WIDTH,
    VERSION,
)


@kernel
def copy_state(source: State, target: State) -> None:
    """Copy every array."""
    for row in range(len(source.node)):
        for column in range(STATE_NODE_WIDTH):
            target.node[row, column] = source.node[row, column]
    for row in range(len(source.run)):
        for column in range(STATE_RUN_WIDTH):
            target.run[row, column] = source.run[row, column]
    _copy_totals(source, target)


@hot
def copy_changed(p: Problem, source: State, target: State) -> None:
    """Copy the routes whose versions differ; ``source`` must be priced, ``target`` may be half done."""
    for r in range(p.n_routes):
        if target.run[r, VERSION] != source.run[r, VERSION]:
            node = target.node[p.n_jobs + r, NXT]
            while node < p.n_jobs:
                target.node[node, ROUTE], target.node[node, LATENESS] = -1, 0
                node = target.node[node, NXT]
    for r in range(p.n_routes):
        if target.run[r, VERSION] != source.run[r, VERSION]:
            node, finish = p.n_jobs + r, p.n_jobs + p.n_routes + r
            while True:
                for column in range(STATE_NODE_WIDTH):
                    target.node[node, column] = source.node[node, column]
                if node == finish:
                    break
                node = source.node[node, NXT]
            for column in range(STATE_RUN_WIDTH):
                target.run[r, column] = source.run[r, column]
    _copy_totals(source, target)


@hot
def _copy_totals(source: State, target: State) -> None:
    for entry in range(3):
        target.total[entry] = source.total[entry]
    for entry in range(source.total[LEFT_OUT]):
        target.out[entry] = source.out[entry]
