"""As much of a plan to start from as the day's hours, windows and people still allow."""

from __future__ import annotations

from collections.abc import Callable

from triagering.solver.compiled import Compiled
from triagering.solver.solution import UNPLANNED, Solution

Fits = Callable[[Solution], bool]

EFFORT = 60_000
"""Jobs that are timed anew in all before what is not decided yet is left out too: some tenths of a second."""


def what_fits(compiled: Compiled, plan: Solution, fits: Fits) -> Solution:
    """Leave groups out of a plan until the rest fits, the most urgent kept first.

    Looked for by halves: few groups that do not fit take few looks, each at the whole plan, and so many looks are
    taken at most. A plan that fits is given as it is.
    """
    if fits(plan):
        return plan
    # what has a price of its own (rank below 0) comes last, as where plans are compared
    ranks = compiled.groups.rank.tolist()
    planned = {int(compiled.jobs.group[job]) for job in plan.planned}
    order = sorted(planned, key=lambda group: (ranks[group] < 0, ranks[group]))
    kept: list[int] = []
    waiting = [order[len(order) // 2:], order[:len(order) // 2]]
    for _ in range(1 + EFFORT // compiled.n_jobs):
        if not waiting:
            break
        half = waiting.pop()
        if half and fits(_only(compiled, plan, [*kept, *half])):
            kept += half
        elif len(half) > 1:
            waiting += [half[len(half) // 2:], half[:len(half) // 2]]
    return _only(compiled, plan, kept)


def _only(compiled: Compiled, plan: Solution, groups: list[int]) -> Solution:
    """Give the part of a plan that plans these groups; breaks of carers with nothing to do go too."""
    jobs = {job for group in groups for job in compiled.group_jobs[group]}
    routes = tuple(tuple(job for job in route if job in jobs) for route in plan.routes)
    return Solution(routes, tuple(start if job in jobs else UNPLANNED for job, start in enumerate(plan.starts)),
                    tuple(pause if route else None for pause, route in zip(plan.breaks, routes, strict=True)))
