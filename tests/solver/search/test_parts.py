"""Parts of large plans: carved out, searched, put back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from triagering import generate_day
from triagering.evaluation import check
from triagering.solver.compiled import Compiled, compile_day
from triagering.solver.export import to_plan
from triagering.solver.search.annealing import anneal
from triagering.solver.search.carving import carve, holds_together, nearby_routes
from triagering.solver.search.driver import Search


@pytest.fixture(scope="module")
def searched() -> tuple[Compiled, Search]:
    compiled = compile_day(generate_day(visits=60, carers=8, seed=3))
    search = Search(compiled, workers=2)
    search.run(0.0, effort=60)
    return compiled, search


def test_a_part_put_back_as_it_was_is_the_same_plan(searched: tuple[Compiled, Search]) -> None:
    compiled, search = searched
    whole = search.found.solution
    part = carve(compiled, whole, [0, 2, 5], [])
    again = part.put_back(whole, part.start)
    assert again == whole


def test_routes_around_a_job_are_distinct_and_not_busy(searched: tuple[Compiled, Search]) -> None:
    _, search = searched
    chosen = nearby_routes(search.found.solution, search.problem.near, 5, 30, busy={1, 2})
    assert chosen
    assert len(set(chosen)) == len(chosen)
    assert not {1, 2} & set(chosen)


def test_a_plan_that_does_not_hold_together_is_noticed(searched: tuple[Compiled, Search]) -> None:
    compiled, search = searched
    whole = search.found.solution
    assert holds_together(compiled, whole)
    one, two = compiled.apart[0].tolist()
    away = [tuple(job for job in jobs if job not in (one, two)) for jobs in whole.routes]
    together = replace(whole, routes=((*away[0], one, two), *away[1:]))
    twice = replace(whole, routes=((*whole.routes[0], whole.routes[1][0]), *whole.routes[1:]))
    partly = replace(whole, routes=((*away[0], one), *away[1:]))
    assert not any(holds_together(compiled, plan) for plan in (together, twice, partly))


def test_refining_never_makes_a_plan_worse_and_keeps_it_valid(searched: tuple[Compiled, Search]) -> None:
    compiled, search = searched
    before = search.found.cost
    search.refine(1.5, size=25)
    assert search.found.cost <= before
    assert check(compiled.day, to_plan(compiled, search.found.solution)).valid


def test_parts_use_the_kernels_that_are_compiled_already(searched: tuple[Compiled, Search]) -> None:
    _, search = searched
    search.refine(0.3, size=25)
    assert len(anneal.signatures) == 1


def test_any_whole_number_is_a_seed(searched: tuple[Compiled, Search]) -> None:
    compiled, whole = searched
    search = Search(compiled, seed=-1, workers=1)
    search.offer(whole.found.solution)
    assert search.refine(0.05).cost <= whole.found.cost
