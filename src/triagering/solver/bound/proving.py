"""From column generation to a bound on every plan that leaves out no more than the incumbent."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from triagering.solver import exact
from triagering.solver.beside import NOTHING, Beside, Steps, latest_of
from triagering.solver.bound.archive import Archive
from triagering.solver.bound.frame import frame_of
from triagering.solver.bound.tree import Tree
from triagering.solver.compiled import Compiled, Ints
from triagering.solver.solution import Solution

STEP = 8
"""Minutes by which less lateness is tried."""

Pool = Mapping[tuple[int, tuple[int, ...]], int]


@dataclass
class BoundResult:
    """What was proven."""

    bound: int | None
    """No plan that leaves out no more is cheaper; None when nothing was proven."""
    converged: bool
    """Whether more time would not have made it better."""
    columns: dict[tuple[int, tuple[int, ...]], int]
    """Good carer-days: (route, jobs in order) to cost, without what links may add to it."""


def column_bound(
    compiled: Compiled, *, seconds: float, incumbent: int, columns: Pool, left_out: Iterable[int] = (),
    stop: Callable[[], bool] = lambda: False,
) -> BoundResult:
    """Prove what every plan costs at least that leaves out no more than an incumbent, class by class.

    Parameters
    ----------
    seconds
        Wall time; a bound is there before it has converged.
    incumbent
        Cost of the best known plan, groups left out at a price of their own included. The bound is never above it.
    columns
        Carer-days to start from, as the search collects them: (route, jobs in order).
    left_out
        Groups that the incumbent leaves out.
    stop
        Asked now and then whether to stop with what is proven so far.
    """
    began = time.monotonic()
    tree = Tree(frame_of(compiled, left_out), incumbent, stop)
    done = tree.grow(seconds - (time.monotonic() - began), tuple(columns))
    found = {} if tree.first is None else tree.first.on_routes(5000)
    return BoundResult(tree.bound if tree.proven else None, done, found)


def prove_by_columns(
    compiled: Compiled, incumbent: Solution, seconds: float, *, columns: Pool | None = None,
    stop: Callable[[], bool] = lambda: False, left: Ints | None = None,
    latest: Callable[[], Solution] | None = None, beside: Beside = NOTHING,
) -> tuple[Solution, int | None, bool]:
    """Prove a plan the cheapest of those that leave out no more, or find a better one.

    Gives the plan, a bound on plans that leave out no more than it, and whether they meet. Plans may leave out ``left``
    of each class, if that is given. ``latest`` gives the best plan that a search beside the proof knows: what costs
    more need not be looked at. With something ``beside`` it, the bound is on the cost of the whole day.
    """
    began = time.monotonic()

    def price(plan: Solution) -> int | None:
        cost = exact.price_exact(compiled, plan).cost
        return None if cost is None else beside.whole(cost, latest_of(compiled, plan))

    known, heard, priced = incumbent, incumbent, price(incumbent)
    if priced is None:
        return incumbent, None, False
    least = priced

    def news() -> int:
        nonlocal known, heard, least
        plan = heard if latest is None else latest()
        if plan is not heard:
            heard, cost = plan, price(plan)
            if cost is not None and cost < least and (
                    compiled.units_left(plan.planned) <= compiled.units_left(incumbent.planned)).all():
                known, least = plan, cost
        return least

    pool = tuple(columns or ()) + tuple(enumerate(incumbent.routes))
    tree = Tree(frame_of(compiled, compiled.left_out(incumbent.planned), left), least, stop, news, beside)
    done = tree.grow(seconds - (time.monotonic() - began), pool)
    return tree.solution or known, tree.bound if tree.proven else None, done and tree.bound >= tree.incumbent


def prove_by_lateness(
    compiled: Compiled, incumbent: Solution, dear: int, seconds: float, *, columns: Pool, latest: int,
    stop: Callable[[], bool] = lambda: False, left: Ints | None = None,
) -> tuple[Solution, Steps]:
    """Prove what a part costs at least if nothing is later than so many minutes.

    Up to ``latest`` minutes, the latest stop of the whole plan, in steps of ``STEP``; what costs ``dear`` is dear
    enough. Gives the plan, or a better one with nothing later than that, too. The worst lateness has no price in
    ``compiled``.
    """
    deadline = time.monotonic() + seconds
    cost, best, archive = exact.price_exact(compiled, incumbent).cost, incumbent, Archive()
    if cost is None:
        return incumbent, ()
    frame = frame_of(compiled, compiled.left_out(incumbent.planned), left)
    longest = frame.worst[1]
    latest = min(latest, longest)
    pool = (*columns, *enumerate(incumbent.routes))
    found: dict[int, int] = {}
    wanted = list(dict.fromkeys((longest, latest, *range(latest % STEP, latest, STEP))))  # the least are soon done with
    for number, most in enumerate(wanted):
        tree = Tree(replace(frame, worst=(0, most)), cost if most >= latest else dear, stop, archive=archive)
        tree.grow((deadline - time.monotonic()) / min(3, len(wanted) - number), pool)
        found[most] = tree.bound if tree.first is not None else 0
        if tree.solution is not None and most == latest:
            best = tree.solution
    steps, least = list[tuple[int, int]](), 0
    for most in sorted(found, reverse=True):
        least = max(least, found[most])
        steps.append((most, least))
    return best, tuple(reversed(steps))
