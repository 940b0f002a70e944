"""What a proof finds beside the search is taken over if it is better and leaves out no more."""

from __future__ import annotations

import os
import threading

import pytest

from tests.builders import carer, day, free, shift, visit
from triagering import generate_day
from triagering.solver import engine
from triagering.solver.compiled import compile_day
from triagering.solver.engine import LAYERS, Engine, Outcome
from triagering.solver.exact import price_exact
from triagering.solver.prover import Prover
from triagering.solver.search.driver import Found, Search
from triagering.solver.solution import UNPLANNED, Solution

DAY = day([visit("v1", "08:30-08:30"), visit("v2", "09:30-09:30"), visit("v3", "09:00-12:00")], [carer("c1")],
          shifts=[shift("c1", "08:00-10:20")], prices=free(lateness=1))


def plan(*jobs: int) -> Solution:
    starts = [UNPLANNED] * 3
    for place, job in enumerate(jobs):
        starts[job] = 510 + 60 * place
    return Solution((jobs,), tuple(starts), (None,))


def after(mine: Solution, found: Solution, bound: int) -> Outcome:
    """Give what the engine has when a proof ends with another plan than its own."""
    engine = Engine(DAY, seconds=5.0, seed=1, workers=1, effort=None, cancel=None, tell=lambda *_, **__: None)
    engine.best = Outcome(mine)
    engine._take_over(found, bound)
    return engine.best


@pytest.mark.parametrize(("mine", "theirs", "taken"), [
    (plan(0, 2), plan(0, 1), True), (plan(0, 1), plan(0, 2), False), (plan(0, 2), plan(0), False)])
def test_another_choice_of_what_is_left_out_is_taken_if_it_is_cheaper(
        mine: Solution, theirs: Solution, taken: bool) -> None:
    assert after(mine, theirs, 0).solution == (theirs if taken else mine)


def test_a_bound_counts_for_a_plan_that_is_taken_although_the_one_before_left_out_more() -> None:
    late = Solution(((2,),), (UNPLANNED, UNPLANNED, 570), (None,))
    best = after(late, plan(0, 1), 7)
    assert (best.solution, best.bound) == (plan(0, 1), 7)


def test_a_bound_counts_for_any_plan_that_leaves_out_as_much_of_each_class() -> None:
    assert after(plan(0, 2), plan(0, 1), 7).bound == 7


def test_a_bound_on_plans_that_leave_out_more_is_one_on_those_that_leave_out_less() -> None:
    assert after(plan(0, 1), plan(0), 7).bound == 7
    assert after(plan(0), plan(0, 1), 7).bound is None


def test_a_proof_begins_anew_when_the_search_leaves_out_less() -> None:
    compiled = compile_day(DAY)
    found = Found(plan(0), 0)
    prover = Prover(compiled, found, apart=True)
    found.solution = plan(0, 2)
    prover.start(300.0)
    proof = prover.finish(300.0, threading.Event())
    assert proof is not None
    assert proof[0].planned in ({0, 1}, {0, 2})
    assert proof[1] == price_exact(compiled, proof[0]).cost


@pytest.mark.parametrize("early", [0.0, 100.0])
def test_a_large_day_has_a_bound_whether_its_proof_begins_early_or_waits(
        early: float, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("LARGE", 20), ("SWIFT", 20), ("PATIENT", 1.0), ("EARLY", early)):
        monkeypatch.setattr(engine, name, value)
    made = generate_day(visits=30, carers=3, seed=1)
    planned = Engine(made, seconds=6.0, seed=1, workers=2, effort=None, cancel=None,
                     tell=lambda *_, **__: None)
    outcome = planned.solve()
    cost = price_exact(planned.compiled, outcome.solution).cost
    assert cost is not None
    assert outcome.bound is not None
    assert outcome.bound <= cost


@pytest.mark.parametrize(("effort", "most"), [(None, 2 * (os.cpu_count() or 1)), (5, 1000)])
def test_more_threads_than_cores_can_serve_are_used_only_where_they_are_part_of_the_plan(
        effort: int | None, most: int) -> None:
    planned = Engine(DAY, seconds=1.0, seed=1, workers=1000, effort=effort, cancel=None, tell=lambda *_, **__: None)
    assert planned.workers == most


@pytest.mark.parametrize("workers", [1, 2])
def test_a_proof_beside_the_search_is_what_bounds_a_plan(workers: int) -> None:
    made = DAY.replace(settings=DAY.settings.replace(prices=free(travel=10)))
    planned = Engine(made, seconds=3.0, seed=1, workers=workers, effort=None, cancel=None, tell=lambda *_, **__: None,
                     layers=LAYERS - {"exact"})
    outcome = planned.solve()
    assert outcome.bound_kind == "column generation"
    assert outcome.bound == price_exact(planned.compiled, outcome.solution).cost


def test_what_the_search_finds_in_the_rest_of_the_time_is_what_counts() -> None:
    planned = Engine(DAY, seconds=0.0, seed=1, workers=1, effort=None, cancel=None, tell=lambda *_, **__: None,
                     layers=frozenset({"search"}))
    planned.best = Outcome(plan(0))
    search = Search(planned.compiled, workers=1)
    search.offer(plan(0, 1))
    planned._beside(search, 0.0)
    assert planned.best.solution.planned == {0, 1}


@pytest.mark.parametrize(("best", "bound", "proven"), [
    (1, 300, True), (1, 299, False), (0, 300, False), (0, 400, True)])
def test_what_is_proven_is_the_plan_that_is_kept_whatever_the_search_found(
        best: int, bound: int, proven: bool) -> None:
    made = day([visit("v1"), visit("v2")], [carer("c1"), carer("c2")], prices=free(travel=10))
    planned = Engine(made, seconds=5.0, seed=1, workers=1, effort=None, cancel=None, tell=lambda *_, **__: None)
    search = Search(planned.compiled, workers=1)
    search.offer(Solution(((0,), (1,)), (480, 480), (None, None)))
    plans = search.found.solution, Solution(((0, 1), ()), (480, 510), (None, None))
    planned.best = Outcome(plans[best], bound=bound)
    assert planned._proven(search) is proven


def test_a_bound_by_assignment_takes_the_place_of_a_lower_one_only() -> None:
    made = day([visit("v1"), visit("v2")], [carer("c1")], prices=free(travel=10))
    planned = Engine(made, seconds=5.0, seed=1, workers=1, effort=None, cancel=None, tell=lambda *_, **__: None)
    bounds = []
    for known in (None, 5, 300):
        planned.best = Outcome(Solution(((0, 1),), (480, 510), (None,)), bound=known)
        planned._assign()
        bounds.append(planned.best.bound)
    assert bounds[0] == bounds[1] > 5
    assert bounds[2] == 300


def test_that_nothing_costs_less_than_nothing_is_said_only_of_what_costs_nothing() -> None:
    assert after(plan(0, 1), plan(0, 1), 0).bound == 0
    assert after(plan(0, 2), plan(0, 2), 0).bound is None


def test_fewer_than_one_thread_is_one() -> None:
    planned = Engine(DAY, seconds=0.0, seed=1, workers=0, effort=5, cancel=None, tell=lambda *_, **__: None)
    assert planned.workers == 1
    assert planned.solve().solution.planned


@pytest.mark.parametrize(("second", "optimal"), [("10:00-10:00", True), ("09:00-09:00", False)])
def test_a_bound_by_assignment_that_is_met_proves_the_plan_unless_another_might_leave_out_less(
        second: str, optimal: bool) -> None:
    visits = [visit("v1", "09:00-09:00"), visit("v2", second, citizen="z1"),
              visit("v3", "11:00-11:00", citizen="z1", priority=1)]
    made = day(visits, [carer("c1")], prices=free(travel=10))
    planned = Engine(made, seconds=0.0, seed=1, workers=1, effort=20, cancel=None, tell=lambda *_, **__: None)
    outcome = planned.solve()
    assert outcome.bound_kind == "assignment"
    assert outcome.bound == price_exact(planned.compiled, outcome.solution).cost
    assert outcome.optimal is optimal
