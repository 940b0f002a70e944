"""Days planned from beginning to end at fixed effort, on one thread: what a change does to speed and to cost."""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from triagering import generate_day, plan_day


@pytest.mark.parametrize("visits", [30, 60, 150, 400])
def test_a_day_with_everything(benchmark: BenchmarkFixture, visits: int) -> None:
    day = generate_day(visits=visits, seed=1)
    plan_day(day, effort=20, workers=1)
    result = benchmark.pedantic(plan_day, [day], {"effort": 2000, "workers": 1}, rounds=3)
    benchmark.extra_info |= {"cost": result.cost, "left out": sum(result.unplanned_by_class.values())}


def test_a_plain_day(benchmark: BenchmarkFixture) -> None:
    day = generate_day(visits=150, seed=1, doubles=False, links=False, breaks=False)
    plan_day(day, effort=20, workers=1)
    result = benchmark.pedantic(plan_day, [day], {"effort": 2000, "workers": 1}, rounds=3)
    assert not result.unplanned_by_class
    benchmark.extra_info |= {"cost": result.cost}
