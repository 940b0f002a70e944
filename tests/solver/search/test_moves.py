"""A move costs what the plan then costs more, whatever is priced and limited: nothing of a rule is left out of it."""

from __future__ import annotations

from typing import Any

import pytest
from numba import njit

from tests.solver.exact.random_days import random_day
from triagering.solver.compiled import compile_day
from triagering.solver.search.annealing import mend
from triagering.solver.search.copying import copy_state
from triagering.solver.search.driver import Search
from triagering.solver.search.moves import insert
from triagering.solver.search.places import best_position
from triagering.solver.search.pricing import planned_cost
from triagering.solver.search.ruin import remove_group
from triagering.solver.search.timing import LATE


@njit
def take_out(p: Any, s: Any, saved: Any, w: Any, group: int) -> bool:
    """Take a group out and set times and prices of what stays."""
    w.stamp[0] += 1
    remove_group(p, s, w, group, w.stamp[0])
    return mend(p, s, saved, w, w.stamp[0])  # type: ignore[no-any-return]


@njit
def put_in(p: Any, s: Any, w: Any, job: int, taboo: int) -> tuple[int, int, int, bool]:
    """Put a job where it costs least.

    Give what that is said to cost, what the plan then costs more, by how much the worst lateness falls, and whether the
    rules allow it.
    """
    before = planned_cost(p, s, w)
    worst = w.shared[0]
    said = best_position(p, s, w, job, LATE, 0.0, taboo)
    if said >= LATE:
        return LATE, 0, 0, True
    allowed = insert(p, s, w, job, w.found[1], w.found[0], w.found[2])
    after = planned_cost(p, s, w)
    return said, after - before, worst - w.shared[0], allowed


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("full", [True, False])
def test_what_an_insertion_is_said_to_cost_is_what_the_plan_then_costs_more(seed: int, full: bool) -> None:
    made = random_day(seed, visits=10)
    prices = made.settings.prices
    changed = {"waiting": prices.waiting or 1} if full else {"waiting": 0, "worst_idle": 0, "load_spread": 0}
    settings = made.settings.replace(prices=prices.replace(**changed))
    search = Search(compile_day(made.replace(settings=settings)), seed=seed, workers=1)
    search.run(0.0, effort=20)
    p, walker = search.problem, search.walkers[0]
    s, saved, w = walker.current, walker.saved, walker.work
    assert bool(p.full) == full
    copy_state(walker.best, s)
    copy_state(s, saved)
    priced = 0
    for job in range(p.n_jobs):
        group, route = int(p.node["group"][job]), int(s.node["route"][job])
        if p.groups["end_member"][group] - p.groups["first_member"][group] > 1:
            continue
        for taboo in {-1, route}:
            if route < 0 or take_out(p, s, saved, w, group):
                said, more, fell, allowed = put_in(p, s, w, job, taboo)
                assert allowed, "a place was offered that the rules forbid"
                if said < LATE:
                    assert said == more + (0 if full else p.p_worst_late * max(0, fell))
                    priced += 1
            copy_state(saved, s)
    assert priced
