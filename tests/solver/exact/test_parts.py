"""Days whose routes are fixed: the best times."""

from __future__ import annotations

import pytest

from tests.builders import carer, day, free, pause, shift, visit
from tests.solver.exact.random_days import random_day
from tests.solver.exact.test_prices import some_plan
from triagering.evaluation import check
from triagering.models import Term
from triagering.solver.compiled import compile_day
from triagering.solver.exact import ExactStatus, price_exact, retime, solve_exact
from triagering.solver.export import to_plan
from triagering.solver.solution import Solution


@pytest.mark.parametrize("seed", range(1, 7))
def test_the_times_of_a_best_plan_are_best_and_those_of_another_only_improve(seed: int) -> None:
    made = random_day(seed)
    compiled = compile_day(made)
    groups = range(len(compiled.groups.rank))
    best = solve_exact(compiled, seconds=30, workers=1, droppable=groups)
    assert best.status is ExactStatus.OPTIMAL
    assert best.solution is not None
    assert retime(compiled, best.solution).cost == best.cost
    other = some_plan(compiled, seed)
    found, before = retime(compiled, other), price_exact(compiled, other)
    assert found.status is ExactStatus.OPTIMAL
    assert found.solution is not None
    assert found.solution.routes == other.routes
    assert found.cost is not None
    assert before.cost is not None
    assert found.cost <= before.cost
    report = check(made, to_plan(compiled, found.solution))
    assert report.valid
    assert report.costs == found.costs


def test_late_starts_are_moved_back_and_the_break_with_them() -> None:
    made = day([visit("v1", "08:00-10:00"), visit("v2", "09:00-12:00")], prices=free(lateness=1, waiting=1),
               shifts=[shift(break_=pause("08:00-11:00"))])
    late = Solution(((0, 1),), (600, 700), ((620, 660),))
    found = retime(compile_day(made), late)
    assert found.cost == 0
    assert found.solution == Solution(((0, 1),), (480, 540), found.solution.breaks if found.solution else ())


def test_an_order_that_no_times_can_keep_is_infeasible() -> None:
    made = day([visit("v1", "08:00-08:00"), visit("v2", "08:10-08:10")])
    assert retime(compile_day(made), Solution(((0, 1),), (480, 510), (None,))).status is ExactStatus.INFEASIBLE


def test_a_break_in_a_shift_without_one_is_not_accepted() -> None:
    compiled = compile_day(day([visit("v1", "08:00-10:00"), visit("v2", "09:00-12:00")]))
    assert price_exact(compiled, Solution(((0, 1),), (480, 600), (None,))).status is ExactStatus.OPTIMAL
    assert price_exact(compiled, Solution(((0, 1),), (480, 600), ((510, 540),))).status is ExactStatus.INFEASIBLE


def test_many_routes_are_retimed_together() -> None:
    visits = [visit(f"v{n}", f"{8 + n % 5}:00-15:00", citizen=f"z{n % 20}", minutes=40) for n in range(100)]
    carers = [carer(f"c{n}") for n in range(20)]
    made = day(visits, carers, shifts=[shift(one.id, break_=pause("08:00-12:30")) for one in carers],
               prices=free(lateness=1, worst_lateness=5))
    routes = tuple(tuple(range(5 * n, 5 * n + 5)) for n in range(20))
    found = retime(compile_day(made), Solution(routes, (0,) * 100, (None,) * 20), 30.0)
    assert found.status is ExactStatus.OPTIMAL
    # the break before the last stop but one, or later, delays least: from 12:00 to 12:20 and nothing before
    assert found.costs == {Term.LATENESS: 20 * 20, Term.WORST_LATENESS: 5 * 20}
