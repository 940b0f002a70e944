"""The search prices plans as the checker does: in all, and term by term."""

from __future__ import annotations

import numpy as np
import pytest

from tests.solver.exact.random_days import random_day
from triagering.evaluation import check
from triagering.models import Day, Prices, Term
from triagering.solver.compiled import Compiled, compile_day
from triagering.solver.exact import price_exact
from triagering.solver.export import to_plan
from triagering.solver.search.driver import Search
from triagering.solver.solution import Solution

SEEDS = range(60)
NOTHING = Prices(**dict.fromkeys(Prices.model_fields, 0))


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
        seen += report.costs.get(Term(term), 0) > 0
    assert seen, "nothing was charged: the test shows nothing"


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
    problem = Search(compiled, workers=1).problem
    groups, counts = problem.groups, compiled.groups.counts
    classed = np.flatnonzero(compiled.groups.rank >= 0)
    for group in classed:
        later = [g for g in classed if compiled.groups.rank[g] > compiled.groups.rank[group]]
        rest = sum(int(groups[g, 2]) for g in later if counts[g, : compiled.groups.rank[group] + 1].sum() == 0)
        assert int(groups[group, 2]) > rest
