"""Whole days: class by class before cost, proven; limits, cancelling and repeating."""

from __future__ import annotations

import threading
from dataclasses import replace
from itertools import combinations, count
from typing import Any

import pytest
from ortools.sat.python import cp_model

from tests.builders import carer, day, free, pause, shift, visit
from tests.seeds import repeated
from tests.solver.exact.random_days import random_day
from triagering.evaluation import check
from triagering.io import generate_day
from triagering.models import Link, Pin
from triagering.solver.compiled import Compiled, compile_day
from triagering.solver.exact import ExactStatus, days, running, solve_day_exact, solve_exact
from triagering.solver.exact.build import build
from triagering.solver.exact.running import Effort, ExactResult, run
from triagering.solver.export import to_plan
from triagering.solver.solution import UNPLANNED, Solution


def least_left_out(compiled: Compiled) -> tuple[int, ...]:
    """Try every choice of what to leave out, and give the counts of the best one, class by class."""
    groups, best = range(len(compiled.groups.rank)), None
    for size in range(len(groups) + 1):
        for left in combinations(groups, size):
            counts = tuple(compiled.groups.counts[list(left)].sum(axis=0).tolist())
            if best is None or counts < best:
                made = build(compiled, droppable=left)
                for group in left:
                    made.model.add(made.served[group] == 0)
                made.model.clear_objective()
                if run(made, Effort(10.0, workers=1)).status is ExactStatus.OPTIMAL:
                    best = counts
    assert best is not None
    return best


@pytest.mark.parametrize("seed", range(6))
def test_what_is_left_out_is_least_class_by_class(seed: int) -> None:
    full = random_day(seed, visits=5, carers=2)
    tight = full.replace(shifts=tuple(one.replace(end=one.start + 110, break_=None) for one in full.shifts))
    compiled = compile_day(tight)
    found = solve_day_exact(compiled, 30.0, workers=1)
    assert found.status is ExactStatus.OPTIMAL
    assert found.solution is not None
    report = check(tight, to_plan(compiled, found.solution))
    assert report.valid
    assert report.costs == found.costs
    planned = {int(compiled.jobs.group[job]) for job in found.solution.planned}
    left = [group for group in range(len(compiled.groups.rank)) if group not in planned]
    assert tuple(compiled.groups.counts[left].sum(axis=0).tolist()) == least_left_out(compiled)


def test_one_urgent_visit_comes_before_any_number_of_others_at_any_price() -> None:
    urgent = visit("v0", "08:00-08:00", minutes=120, time_critical=True)
    others = [visit(f"v{n}", f"{8 + n // 5}:{n % 5 * 10:02}-11:00", minutes=5, priority=1) for n in range(1, 9)]
    made = day([urgent, *others], shifts=[shift("c1", "07:00-10:10")], prices=free(travel=1000))
    found = solve_day_exact(compile_day(made), 30.0, workers=1)
    assert found.status is ExactStatus.OPTIMAL
    assert found.solution is not None
    assert found.solution.planned == {0}


@pytest.mark.parametrize("largest", [1, 2**40])
def test_classes_settled_one_by_one_are_left_out_no_more_than_all_at_once(
        largest: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "LARGEST", largest)
    made = day([visit("v1", "08:00-08:00", priority=1), visit("v2", "09:00-09:00", priority=2),
                visit("v3", "09:00-09:00", priority=3)])
    hint = Solution(((0, 2),), (480, UNPLANNED, 540), (None,))
    found = solve_day_exact(compile_day(made), 20.0, hint, workers=1)
    assert (found.status, found.solution and found.solution.planned) == (ExactStatus.OPTIMAL, {0, 1})


def test_a_day_whose_classes_are_not_settled_is_not_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[ExactResult] = []

    def first_unproven(*given: Any) -> ExactResult:
        found.append(run(*given))
        return found[-1] if len(found) > 1 else replace(found[-1], status=ExactStatus.FEASIBLE)

    monkeypatch.setattr(days, "run", first_unproven)
    compiled = compile_day(day([visit("v1"), visit("v2")]))
    assert solve_day_exact(compiled, 20.0, workers=1).status is ExactStatus.FEASIBLE
    assert found[-1].status is ExactStatus.OPTIMAL


def test_what_is_proven_of_what_is_left_out_is_no_bound_on_the_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "run", lambda *_: ExactResult(ExactStatus.UNKNOWN, bound=7))
    assert solve_day_exact(compile_day(day()), 1.0).bound is None


def test_what_nobody_can_do_does_not_keep_the_rest_from_being_proven() -> None:
    made = day([visit("v1"), visit("v2", tasks="lift"), visit("v3", unplanned_price=3)],
               [carer("c1"), carer("c2", "lift")], shifts=[shift("c1")], prices=free(travel=1))
    compiled = compile_day(made)
    first = solve_day_exact(compiled, 10.0, workers=1)
    again = solve_day_exact(compiled, 10.0, first.solution, workers=1)
    assert first.status is again.status is ExactStatus.OPTIMAL
    assert first.costs == again.costs
    assert first.cost == first.bound == 23


def test_what_is_proven_is_told_although_the_solver_does_not_add_up_to_the_last_digit(
        monkeypatch: pytest.MonkeyPatch) -> None:
    exactly, noise = cp_model.CpSolver.objective_value.fget, count()
    monkeypatch.setattr(cp_model.CpSolver, "objective_value",
                        property(lambda solver: exactly(solver) + 1e-9 * next(noise)))
    compiled = compile_day(day(prices=free(travel=1)))
    first = solve_day_exact(compiled, 10.0, workers=1)
    assert solve_day_exact(compiled, 10.0, first.solution, workers=1).status is ExactStatus.OPTIMAL


def test_linked_visits_stay_out_together_and_a_pin_conflict_costs_the_less_urgent() -> None:
    made = day([visit("v1", "08:00-08:00"), visit("v2", "08:00-08:00"), visit("v3")],
               pins=(Pin(visit="v1", carer="c1"),),
               links=(Link(id="l", first="v2", second="v3", all_or_none=True),))
    found = solve_day_exact(compile_day(made), 10.0, workers=1)
    assert found.solution is not None
    left_out = to_plan(compile_day(made), found.solution).unplanned
    assert [(entry.id, entry.reason.value) for entry in left_out] == [("v2", "no_capacity"), ("v3", "no_capacity")]


def test_a_required_visit_that_cannot_be_planned_makes_the_day_infeasible() -> None:
    found = solve_exact(compile_day(day([visit(tasks="lift")], [carer("c1"), carer("c2", "lift")],
                                        shifts=[shift("c1")])), seconds=10.0)
    assert (found.status, found.solution, found.cost, found.bound) == (ExactStatus.INFEASIBLE, None, None, None)


def test_no_time_is_no_plan_and_no_claim() -> None:
    compiled = compile_day(generate_day(visits=30, carers=3))
    found = solve_exact(compiled, seconds=0.0)
    assert found.status is ExactStatus.UNKNOWN
    assert found.solution is None
    assert found.bound == 0


def test_a_plan_that_is_given_back_for_lack_of_time_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    complete = running.complete
    monkeypatch.setattr(running, "complete", lambda made, _: complete(made, Effort(20.0, workers=1)))
    made = day([visit("v1")], prices=free(lateness=1))
    found = solve_exact(compile_day(made), seconds=0.0, workers=1, hint=Solution(((0,),), (500,), (None,)))
    assert (found.cost, found.bound) == (20, 0)


def test_a_cancelled_solve_returns_at_once() -> None:
    cancel = threading.Event()
    cancel.set()
    found = solve_exact(compile_day(generate_day(visits=60, carers=6)), seconds=500.0, cancel=cancel)
    assert found.status is not ExactStatus.OPTIMAL


def test_a_plan_with_a_break_is_a_complete_hint() -> None:
    made = day([visit("v1"), visit("v2", "09:00-10:00"), visit("v3", "09:30-12:00")], [carer("c1"), carer("c2")],
               shifts=[shift("c1", break_=pause("08:30-10:00")), shift("c2")], prices=free(travel=1, waiting=1))
    compiled = compile_day(made)
    best, whole = solve_exact(compiled, seconds=20), build(compiled)
    whole.restart(best.solution)
    known, _ = running.complete(whole, Effort(20.0, workers=1))
    assert known is not None
    assert known.cost == best.cost


@pytest.mark.parametrize("seed", repeated([2, 1], 1))
def test_twenty_visits_by_three_carers_are_proven(seed: int) -> None:
    made = generate_day(visits=20, carers=3, seed=seed)
    found = solve_day_exact(compile_day(made), 120.0)
    assert found.status is ExactStatus.OPTIMAL
    assert found.bound == found.cost
