"""The master combines days of a pool into valid, cheaper plans, and nothing else."""

from __future__ import annotations

import threading
from random import Random

import pytest

from tests.builders import carer, day, free, visit
from tests.seeds import seeds
from tests.solver.exact.random_days import random_day
from tests.solver.test_bound import solved
from triagering.evaluation import check
from triagering.solver.compiled import Compiled, compile_day
from triagering.solver.exact import retime
from triagering.solver.export import to_plan
from triagering.solver.master import improve
from triagering.solver.search.driver import Search
from triagering.solver.solution import UNPLANNED, Solution

Pool = dict[tuple[int, tuple[int, ...]], int]

APART = day(
    [visit(f"v{n}", "08:00-12:00") for n in range(1, 5)], [carer("c1"), carer("c2")], prices=free(travel=1),
    minutes=30, legs={"z1 z2": 1, "z2 z1": 1, "z3 z4": 1, "z4 z3": 1})
"""Best: v1 and v2 together, v3 and v4 together, by whomever."""


def plan_of(compiled: Compiled, *routes: tuple[int, ...]) -> Solution:
    bare = Solution(routes, (UNPLANNED,) * compiled.n_jobs, (None,) * compiled.n_routes)
    timed = retime(compiled, bare)
    assert timed.solution is not None
    return timed.solution


def test_days_of_two_poor_plans_make_a_good_one() -> None:
    compiled = compile_day(APART)
    poor = plan_of(compiled, (0, 2), (1, 3))
    pool: Pool = {(0, (0, 1)): 61, (1, (0, 3)): 90, (1, (2, 3)): 61, (0, (1, 2)): 90}
    found = improve(compiled, pool, poor, 10.0)
    assert found is not None
    assert set(found.routes) == {(0, 1), (2, 3)}
    assert check(APART, to_plan(compiled, found)).cost < check(APART, to_plan(compiled, poor)).cost


def test_a_pool_without_a_better_choice_gives_nothing() -> None:
    compiled = compile_day(APART)
    best = plan_of(compiled, (0, 1), (2, 3))
    assert improve(compiled, {(0, (0, 2)): 0, (1, (1, 3)): 0}, best, 5.0) is None


def test_odd_pools_are_ignored() -> None:
    compiled = compile_day(APART)
    poor = plan_of(compiled, (0, 2), (1, 3))
    pool: Pool = {(0, (0, 0)): 1, (7, (0,)): 1, (0, (99,)): 1, (0, ()): 0, (1, (3, 2, 1, 0, 1)): 1, (-1, (0,)): 0}
    assert improve(compiled, pool, poor, 5.0) is None


def test_no_time_and_a_cancelled_run_give_nothing() -> None:
    compiled = compile_day(APART)
    poor, pool = plan_of(compiled, (0, 2), (1, 3)), {(0, (0, 1)): 61, (1, (2, 3)): 61}
    assert improve(compiled, pool, poor, 0.0) is None
    cancel = threading.Event()
    cancel.set()
    assert improve(compiled, pool, poor, 5.0, cancel=cancel) is None


@pytest.mark.parametrize("seed", seeds(8, 30))
def test_what_comes_out_is_valid_and_cheaper_and_leaves_out_no_more(seed: int) -> None:
    made = random_day(seed)
    compiled = compile_day(made)
    first = solved(compiled)
    assert first.solution is not None
    rng = Random(seed)
    pool = Search(compiled, workers=1).run(0.0, effort=300).columns
    pool |= {(rng.randrange(3), tuple(rng.sample(range(compiled.n_jobs), 2))): 0 for _ in range(30)}
    start = worse(compiled, first.solution, seed)
    found = improve(compiled, pool, start, 3.0)
    before = check(made, to_plan(compiled, start))
    if found is not None:
        after = check(made, to_plan(compiled, found))
        assert after.violations == ()
        assert after.cost < before.cost
        assert after.unplanned_by_class == before.unplanned_by_class


def worse(compiled: Compiled, solution: Solution, seed: int) -> Solution:
    """Swap something in a plan, if a valid plan comes out."""
    rng = Random(seed)
    for _ in range(20):
        routes = [list(route) for route in solution.routes]
        one, two = rng.sample(range(len(routes)), 2)
        if not routes[one]:
            continue
        routes[two].insert(rng.randint(0, len(routes[two])), routes[one].pop(rng.randrange(len(routes[one]))))
        bare = Solution(tuple(map(tuple, routes)), solution.starts, (None,) * len(routes))
        if any(not compiled.jobs.allowed[job, route] for route, jobs in enumerate(bare.routes) for job in jobs):
            continue
        timed = retime(compiled, bare)
        if timed.solution is not None:
            return timed.solution
    return solution
