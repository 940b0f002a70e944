"""From column generation to a bound on every plan that leaves out no more than the incumbent."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from triagering.solver import exact
from triagering.solver.beside import NOTHING, Beside, Steps, latest_of
from triagering.solver.bound.archive import Archive
from triagering.solver.bound.frame import frame_of
from triagering.solver.bound.tree import Tree
from triagering.solver.compiled import Compiled
from triagering.solver.solution import Rounds, Solution
from triagering.solver.tables import Ints

STEP = 8
"""Minutes by which less lateness is tried."""


def prove_by_columns(
    compiled: Compiled, incumbent: Solution, seconds: float, *, columns: Rounds | None = None,
    stop: Callable[[], bool] = lambda: False, left: Ints | None = None,
    latest: Callable[[], Solution] | None = None, beside: Beside = NOTHING,
    tell: Callable[[int], None] = lambda _: None,
) -> tuple[Solution, int | None]:
    """Prove a plan the cheapest of those that leave out no more, or find a better one.

    Gives the plan, and a bound on plans that leave out no more than it; none if nothing was proven. Plans may leave
    out ``left`` of each class, if that is given. ``latest`` gives the best plan that a search beside the proof knows:
    what costs more need not be looked at. ``tell`` is told the bound as it grows. With something ``beside`` it, the
    bound is on the cost of the whole day.
    """
    began = time.monotonic()

    def price(plan: Solution) -> int | None:
        cost = exact.price_exact(compiled, plan).cost
        return None if cost is None else beside.whole(cost, latest_of(compiled, plan))

    known, heard, priced = incumbent, incumbent, price(incumbent)
    if priced is None:
        return incumbent, None
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
    tree = Tree(frame_of(compiled, compiled.left_out(incumbent.planned), left), least, stop, news, beside,
                tell=tell)
    tree.grow(seconds - (time.monotonic() - began), pool)
    return tree.solution or known, tree.bound if tree.proven else None


def prove_by_lateness(
    compiled: Compiled, incumbent: Solution, dear: int, seconds: float, *, columns: Rounds, latest: int,
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
        found[most] = tree.bound if tree.proven else 0
        if tree.solution is not None and most == latest:
            best = tree.solution
    steps, least = list[tuple[int, int]](), 0
    for most in sorted(found, reverse=True):
        least = max(least, found[most])
        steps.append((most, least))
    return best, tuple(reversed(steps))
