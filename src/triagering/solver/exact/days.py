"""Whole days: proven best plans of small ones, by cost alone or class by class before cost."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from ortools.sat.python import cp_model

from triagering.solver.compiled import Compiled
from triagering.solver.exact.build import Build, build
from triagering.solver.exact.parts import price_exact
from triagering.solver.exact.running import Effort, ExactResult, ExactStatus, run
from triagering.solver.solution import Solution

LARGEST = 2**40
"""Weights beyond this are not trusted to one objective."""


def solve_exact(
    compiled: Compiled, *, seconds: float, workers: int = 2, seed: int = 1, hint: Solution | None = None,
    droppable: Iterable[int] = (), cancel: threading.Event | None = None,
) -> ExactResult:
    """Find the cheapest plan in which only ``droppable`` groups may be left out, at the prices they name.

    Parameters
    ----------
    seconds
        Wall time, building the model included.
    hint
        A plan to start from.
    droppable
        Groups that may be left out; by default everything must be planned.
    cancel
        Stops with the best plan so far when set.

    Examples
    --------
    >>> from triagering.io import generate_day
    >>> from triagering.solver.compiled import compile_day
    >>> compiled = compile_day(generate_day(visits=8, carers=2))
    >>> found = solve_exact(compiled, seconds=60.0, workers=1, droppable=range(len(compiled.groups.rank)))
    >>> found.status, found.cost == sum(found.costs.values())
    (<ExactStatus.OPTIMAL: 'optimal'>, True)
    """
    began = time.monotonic()
    made = build(compiled, droppable=droppable)
    return run(made, Effort(seconds - (time.monotonic() - began), workers, seed, cancel=cancel), hint)


def solve_day_exact(
    compiled: Compiled, seconds: float, hint: Solution | None = None, *, workers: int = 2, seed: int = 1,
    cancel: threading.Event | None = None,
) -> ExactResult:
    """Find the best plan of a day in the order of docs/rules.md: what is left out, class by class, then cost.

    When the hint leaves out nothing that could be planned at all, only cost is left to decide. Otherwise the counts of
    the classes are settled first and then held; the bound is on the cost of plans that leave out no more.
    OPTIMAL means that both are proven.

    >>> from triagering.io import generate_day
    >>> from triagering.solver.compiled import compile_day
    >>> found = solve_day_exact(compile_day(generate_day(visits=8, carers=2)), 60.0)
    >>> found.status, found.bound == found.cost
    (<ExactStatus.OPTIMAL: 'optimal'>, True)
    """
    began = time.monotonic()
    classed = set(np.flatnonzero(compiled.groups.rank >= 0).tolist())
    free = set(range(len(compiled.groups.rank))) - classed
    hopeless = classed & compiled.hopeless
    left_out = classed if hint is None else classed.intersection(compiled.left_out(hint.planned))
    if left_out <= hopeless:
        return solve_exact(compiled, seconds=seconds, workers=workers, seed=seed, hint=hint, cancel=cancel,
                           droppable=free | hopeless)

    def remaining() -> float:
        return max(0.0, seconds - (time.monotonic() - began))

    made = build(compiled, droppable=free | classed)
    best, settled = hint, True
    stages = _stages(made)
    for number, stage in enumerate(stages):
        made.model.minimize(stage)
        found = run(made, Effort(remaining() / (len(stages) - number + 1), workers, seed, cancel=cancel), best)
        if found.solution is None:
            return replace(found, bound=None)
        best, settled = found.solution, settled and found.status is ExactStatus.OPTIMAL
        out = set(compiled.left_out(best.planned))
        for left, counts in _left_out(made)[:number + 1 if len(stages) > 1 else None]:
            made.model.add(left <= sum(counts[group] for group in made.served if group in out))
    made.model.minimize(made.cost)
    found = run(made, Effort(remaining(), workers, seed, cancel=cancel), best)
    if found.solution is None and best is not None:  # no time was left, but the stages have a plan
        found = replace(price_exact(compiled, best), status=ExactStatus.FEASIBLE, bound=found.bound)
    return found if settled else replace(found, status=ExactStatus.FEASIBLE)


def _left_out(made: Build) -> list[tuple[cp_model.LinearExprT, dict[int, int]]]:
    """Give, for each class from the most urgent on, how many units are left out, and how many each group has."""
    found: list[tuple[cp_model.LinearExprT, dict[int, int]]] = []
    for column in made.compiled.groups.counts.T.tolist():
        counts = {group: column[group] for group in made.served}
        if any(counts.values()):
            found.append((sum(counts[group] * (1 - served) for group, served in made.served.items()), counts))
    return found


def _stages(made: Build) -> list[cp_model.LinearExprT]:
    """Put the classes into one objective if weights can keep them apart, or else into one after the other."""
    weight, weighted = 1, []
    for left, counts in reversed(_left_out(made)):
        weighted.append(weight * left)
        weight *= 1 + sum(counts.values())
    return [sum(weighted)] if weight <= LARGEST else [left for left, _ in _left_out(made)]
