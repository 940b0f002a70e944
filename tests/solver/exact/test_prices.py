"""The model and the independent checker accept the same plans, and price them to the unit."""

from __future__ import annotations

from random import Random

import pytest

from tests.seeds import seeds
from tests.solver.exact.random_days import random_day, shaken
from triagering.evaluation import check
from triagering.solver.compiled import Compiled, compile_day
from triagering.solver.exact import ExactResult, ExactStatus, price_exact
from triagering.solver.exact.build import build
from triagering.solver.exact.parts import fix_times
from triagering.solver.exact.running import Effort, run
from triagering.solver.export import from_plan, to_plan
from triagering.solver.solution import Solution

EFFORT = Effort(20.0, workers=1)


def some_plan(compiled: Compiled, seed: int) -> Solution:
    """Give a random valid plan: the best one under random prices of who does what, when."""
    rng = Random(seed)
    made = build(compiled, droppable=range(len(compiled.groups.rank)))
    takers = [taken for routes in made.takers.values() for taken in routes.values()]
    served = [lit for lit in made.served.values() if lit is not False]
    starts = list(made.starts.values())
    ends = [tour.pause.end for tour in made.tours.values() if tour.pause]
    made.model.minimize(
        sum(rng.randrange(50) * taken for taken in takers) + sum(rng.choice([-1, 0, 1]) * start for start in starts)
        - sum(rng.randrange(20, 400) * lit for lit in served) + sum(rng.choice([-1, 1]) * end for end in ends))
    found = run(made, EFFORT)
    assert found.solution is not None
    return found.solution


def judged(compiled: Compiled, solution: Solution) -> ExactResult:
    """Price a plan by the full model, everything fixed."""
    made = build(compiled, droppable=range(len(compiled.groups.rank)))
    fix_times(made, solution)
    for route, tour in made.tours.items():
        for job, taken in tour.on.items():
            made.model.add(taken == (job in solution.routes[route]))
        if not set(solution.routes[route]) <= tour.on.keys():
            made.model.add(False)
    return run(made, EFFORT)


@pytest.mark.parametrize("seed", seeds(14, 40))
def test_model_and_checker_agree_on_plans_and_their_costs(seed: int) -> None:
    day = random_day(seed)
    compiled = compile_day(day)
    solution = some_plan(compiled, seed)
    report = check(day, to_plan(compiled, solution))
    assert report.violations == ()
    assert judged(compiled, solution).costs == report.costs
    for shake in range(5):
        other = shaken(compiled, solution, shake)
        report = check(day, to_plan(compiled, other))
        for found in (judged(compiled, other), price_exact(compiled, other)):
            assert (found.status is ExactStatus.OPTIMAL) == report.valid, report.violations
            assert found.costs == (report.costs if report.valid else None)


@pytest.mark.parametrize("seed", seeds(5, 10))
def test_a_plan_survives_export_and_import(seed: int) -> None:
    compiled = compile_day(random_day(seed))
    solution = some_plan(compiled, seed)
    plan = to_plan(compiled, solution)
    again = from_plan(compiled, plan)
    assert to_plan(compiled, again) == plan
    assert price_exact(compiled, again).costs == price_exact(compiled, solution).costs
