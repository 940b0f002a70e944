"""What a tree of leaves proves on its own, without a plan to go on from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from triagering.solver.bound.frame import frame_of
from triagering.solver.bound.tree import Tree
from triagering.solver.compiled import Compiled


class Proven(NamedTuple):
    """What was proven."""

    bound: int | None
    converged: bool


def column_bound(
    compiled: Compiled, *, seconds: float, incumbent: int, left_out: Iterable[int] = (),
    stop: Callable[[], bool] = lambda: False,
) -> Proven:
    """Prove what plans cost at least that leave out no more than these groups, if one that costs so much is known."""
    tree = Tree(frame_of(compiled, left_out), incumbent, stop)
    done = tree.grow(seconds, ())
    return Proven(tree.bound if tree.proven else None, done)
