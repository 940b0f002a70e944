"""Taking a plan over into another one's arrays: whole, or only the routes in which they differ."""

from __future__ import annotations

from triagering.solver.kernels import hot, kernel
from triagering.solver.search.arrays import Problem, State
from triagering.solver.search.columns import LEFT_OUT


@kernel
def copy_state(source: State, target: State) -> None:
    """Copy every array."""
    for row in range(len(source.node)):
        target.node[row] = source.node[row]
    for row in range(len(source.run)):
        target.run[row] = source.run[row]
    _copy_totals(source, target)


@hot
def copy_changed(p: Problem, source: State, target: State) -> None:
    """Copy the routes whose versions differ; ``source`` must be priced, ``target`` may be half done."""
    for r in range(p.n_routes):
        if target.run[r].version != source.run[r].version:
            node = target.node[p.n_jobs + r].nxt
            while node < p.n_jobs:
                target.node[node].route, target.node[node].lateness = -1, 0
                node = target.node[node].nxt
    for r in range(p.n_routes):
        if target.run[r].version != source.run[r].version:
            node, finish = p.n_jobs + r, p.n_jobs + p.n_routes + r
            while True:
                target.node[node] = source.node[node]
                if node == finish:
                    break
                node = source.node[node].nxt
            target.run[r] = source.run[r]
    _copy_totals(source, target)


@hot
def _copy_totals(source: State, target: State) -> None:
    for entry in range(3):
        target.total[entry] = source.total[entry]
    for entry in range(source.total[LEFT_OUT]):
        target.out[entry] = source.out[entry]
