"""Search, exact model and master price plans as the checker does: in all, and term by term."""

from __future__ import annotations

import math

import numpy as np
import pytest
from ortools.sat.python import cp_model

from tests.builders import day, free, plan, visit
from tests.solver.exact.random_days import random_day
from triagering.evaluation import check
from triagering.models import Day, Prices, Term
from triagering.solver.bound.frame import frame_of
from triagering.solver.compiled import Compiled, compile_day
from triagering.solver.exact import ExactStatus, price_exact, retime, solve_day_exact
from triagering.solver.export import from_plan, to_plan
from triagering.solver.master import _Choice, _days
from triagering.solver.search.arrays import most_cost
from triagering.solver.search.driver import Search
from triagering.solver.solution import Solution

SEEDS = range(60)
NOTHING = Prices(**dict.fromkeys(Prices.model_fields, 0))
LEFT_TO_TIMES = {"waiting", "worst_idle", "load_spread"}
"""What the master leaves to the exact layer, which times its choices."""


def searched(compiled: Compiled, seed: int, effort: int = 40) -> Search:
    search = Search(compiled, seed=seed, workers=1)
    search.run(0.0, effort=effort)
    return search


def only(day: Day, term: str) -> Day:
    """The same day with a single price."""
    prices = dict.fromkeys(Prices.model_fields, 0) | {term: getattr(day.settings.prices, term) or 7}
    return day.replace(settings=day.settings.replace(prices=Prices(**prices)))


def priced_by_search(compiled: Compiled, solution: Solution) -> tuple[int, Solution] | None:
    search = Search(compiled, workers=1)
    if not search.walkers[0].start_from(solution):
        return None
    search._keep(search.walkers[0])
    return search.found.price, search.found.solution


def priced_by_master(compiled: Compiled, solution: Solution) -> int:
    """Give what the master says when it may only take the carer-days of a plan, all of them."""
    planned = {int(compiled.jobs.group[job]) for job in solution.planned}
    left_out = frozenset(range(len(compiled.groups.rank))) - planned
    frame = frame_of(compiled, left_out)
    own = [(route, jobs) for route, jobs in enumerate(solution.routes) if jobs]
    days = _days(frame, own, math.inf, left_out)
    assert len(days) == len(own)
    choice = _Choice(frame, days, len(own), left_out)
    for take in choice.take:
        choice.model.add(take == 1)
    choice.model.minimize(choice.cost)
    solver = cp_model.CpSolver()
    assert solver.solve(choice.model) == cp_model.OPTIMAL
    return round(solver.objective_value)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_searched_plan_is_valid_and_costs_what_search_model_and_checker_say(seed: int) -> None:
    compiled = compile_day(random_day(seed, visits=8))
    found = searched(compiled, seed).found
    report = check(compiled.day, to_plan(compiled, found.solution))
    assert report.violations == ()
    assert found.price == report.cost
    assert price_exact(compiled, found.solution).costs == report.costs


@pytest.mark.parametrize("term", list(Prices.model_fields))
def test_each_price_alone_comes_out_as_the_checker_says(term: str) -> None:
    """Plans are made without prices, so that everything that can be charged for happens somewhere."""
    seen = 0
    for seed in range(25):
        made = random_day(seed, visits=8)
        free = compile_day(made.replace(settings=made.settings.replace(prices=NOTHING)))
        day = only(made, term)
        compiled = compile_day(day)
        taken = priced_by_search(compiled, searched(free, seed, effort=3).found.solution)
        if taken is None:
            continue
        report = check(day, to_plan(compiled, taken[1]))
        assert report.violations == ()
        assert taken[0] == report.cost, seed
        planned = report.cost - report.costs.get(Term.UNPLANNED, 0)
        assert planned < most_cost(compiled) - int(compiled.groups.price.sum()), "less than what outweighs any plan"
        seen += report.costs.get(Term(term), 0) > 0
    assert seen, "nothing was charged: the test shows nothing"


def check_master(day: Day, untimed: Solution) -> int:
    """Hold the master against the checker on a plan at its best times; give the cost if the two agree, else 0.

    The master leaves to the exact layer what waiting for each other costs: it may say less where starts are tied.
    """
    compiled = compile_day(day)
    timed = retime(compiled, untimed)
    assert timed.solution is not None
    report = check(day, to_plan(compiled, timed.solution))
    assert timed.costs == report.costs
    mine = priced_by_master(compiled, timed.solution)
    planned = timed.solution.planned
    if any({early, late} <= planned for early, late, _ in compiled.edges.tolist()):
        assert mine <= report.cost
    else:
        assert mine == report.cost
    return report.cost if mine == report.cost else 0


@pytest.mark.parametrize("term", sorted(Prices.model_fields.keys() - LEFT_TO_TIMES - {"worst_lateness"}))
def test_the_master_prices_each_term_of_a_plan_as_the_checker_does(term: str) -> None:
    """On days where nothing ties starts to each other, as the two must agree there, or is left out for its price."""
    agreed = 0
    for seed in range(25):
        made = random_day(seed, visits=8)
        single = tuple(one.replace(carers_needed=1, unplanned_price=None) for one in made.visits)
        made = made.replace(links=(), pins=(), visits=single)
        free = compile_day(made.replace(settings=made.settings.replace(prices=NOTHING)))
        agreed += check_master(only(made, term), searched(free, seed, effort=3).found.solution)
    assert agreed, "nothing was charged: the test shows nothing"


@pytest.mark.parametrize("seed", range(20))
def test_the_master_prices_a_plan_in_all_as_model_and_checker_do(seed: int) -> None:
    """But for the worst lateness: the master takes that of carer-days timed without it, which may be more."""
    made = random_day(seed, visits=8)
    prices = made.settings.prices.replace(**dict.fromkeys(LEFT_TO_TIMES | {"worst_lateness"}, 0))
    day = made.replace(settings=made.settings.replace(prices=prices))
    check_master(day, searched(compile_day(day), seed).found.solution)


@pytest.mark.parametrize("seed", range(20))
def test_a_plan_taken_over_keeps_its_price_or_gets_cheaper(seed: int) -> None:
    compiled = compile_day(random_day(seed, visits=8))
    found = searched(compiled, seed).found
    again = priced_by_search(compiled, found.solution)
    assert again is not None
    assert again[0] <= found.price
    assert again[1].routes == found.solution.routes


def test_the_same_seed_and_effort_give_the_same_plan() -> None:
    compiled = compile_day(random_day(3, visits=12))
    first, second = (searched(compiled, 5, effort=300).found for _ in range(2))
    assert first.solution == second.solution
    assert searched(compiled, 6, effort=300).walkers[0].work.rng[0] != searched(compiled, 5, 300).walkers[0].work.rng[0]


def test_a_better_class_outweighs_any_cost() -> None:
    compiled = compile_day(random_day(1, visits=12))
    price, counts = Search(compiled, workers=1).problem.groups["price"], compiled.groups.counts
    classed = np.flatnonzero(compiled.groups.rank >= 0)
    for group in classed:
        later = [g for g in classed if compiled.groups.rank[g] > compiled.groups.rank[group]]
        rest = sum(int(price[g]) for g in later if counts[g, : compiled.groups.rank[group] + 1].sum() == 0)
        assert int(price[group]) > rest


@pytest.mark.parametrize("price", [0, 1, 10_000])
def test_no_price_of_a_time_critical_visit_makes_all_judges_drop_it_for_other_care(price: int) -> None:
    made = day([visit("v1", "08:00-08:00", time_critical=True, priority=5, unplanned_price=price),
                visit("v2", "08:00-08:00", priority=1)], prices=free(travel=10))
    compiled = compile_day(made)
    proven = solve_day_exact(compiled, 20.0, workers=1)
    assert proven.status is ExactStatus.OPTIMAL
    for found in (searched(compiled, 1).found.solution, proven.solution):
        assert found is not None
        assert check(made, to_plan(compiled, found)).unplanned_by_class == {"priority 1": 1}
    dropped = plan(made, "v1:no_capacity", c1="v2@08:00")
    report, taken = check(made, dropped), priced_by_search(compiled, from_plan(compiled, dropped))
    assert report.unplanned_by_class == {"critical 5": 1}
    assert taken is not None
    cost, solution = taken
    assert {report.cost, cost, priced_by_master(compiled, solution), price_exact(compiled, solution).cost} == {200}


def test_a_visit_that_costs_nothing_to_leave_out_is_planned_where_it_saves_waiting() -> None:
    visits = [visit(f"v{n}", f"{n:02}:00-{n:02}:00", citizen="z", unplanned_price=0 if n % 2 else None)
              for n in range(8, 15)]
    found = Search(compile_day(day(visits, prices=free(waiting=10))), workers=1).run(0.0, effort=50)
    assert found.unplanned == 0
