"""The parts that everything waits for, one at a time: pytest benchmarks/test_*.py --benchmark-enable."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from triagering import check, evaluate, generate_day, read_day, write_day
from triagering.io import closed
from triagering.models import Plan
from triagering.solver.compiled import compile_day
from triagering.solver.export import from_plan, to_plan
from triagering.solver.search.driver import Search

VISITS = 150


@pytest.fixture(scope="module")
def planned() -> tuple[object, Plan]:
    """A day of 150 visits with a plan that any seed finds."""
    day = generate_day(visits=VISITS, seed=1)
    compiled = compile_day(day)
    found = Search(compiled, workers=1).run(0.0, effort=500)
    return day, to_plan(compiled, found.solution)


@pytest.mark.parametrize("visits", [50, 400])
def test_making_a_day(benchmark: BenchmarkFixture, visits: int) -> None:
    assert len(benchmark(generate_day, visits=visits, seed=1).visits) == visits


def test_reading_a_day(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    day = generate_day(visits=VISITS, seed=1)
    write_day(day, tmp_path / "day")
    assert benchmark(read_day, tmp_path / "day") == day


def test_closing_a_matrix(benchmark: BenchmarkFixture) -> None:
    minutes = generate_day(visits=400, seed=1).travel.minutes["car"]
    assert benchmark(closed, minutes).shape == (len(minutes), len(minutes))


@pytest.mark.parametrize("visits", [50, 400])
def test_compiling_a_day(benchmark: BenchmarkFixture, visits: int) -> None:
    day = generate_day(visits=visits, seed=1)
    assert benchmark(compile_day, day).n_jobs >= visits


@pytest.mark.parametrize("visits", [50, 400])
def test_a_thousand_steps_of_search(benchmark: BenchmarkFixture, visits: int) -> None:
    search = Search(compile_day(generate_day(visits=visits, seed=1)), workers=1)
    search.run(0.0, effort=200)
    assert benchmark(search.run, 0.0, effort=1000).solution.planned


def test_checking_a_plan(benchmark: BenchmarkFixture, planned: tuple[object, Plan]) -> None:
    assert benchmark(check, *planned).valid


def test_figures_of_a_plan(benchmark: BenchmarkFixture, planned: tuple[object, Plan]) -> None:
    assert benchmark(evaluate, *planned)


def test_taking_a_plan_to_start_from(benchmark: BenchmarkFixture, planned: tuple[object, Plan]) -> None:
    compiled = compile_day(planned[0])
    assert benchmark(from_plan, compiled, planned[1]).planned
