"""The bound that is there at once: what stops and the ways between them cost at least."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import carer, day, free, visit
from tests.seeds import seeds
from tests.solver.test_bound import FEATURES, left_out, random_small, short_of_time, solved
from triagering import generate_day
from triagering.models import Day
from triagering.solver.bound import assignment_bound
from triagering.solver.bound.ascent import ascend
from triagering.solver.bound.assignment import assigned
from triagering.solver.bound.frame import frame_of
from triagering.solver.bound.generation import Generation
from triagering.solver.compiled import compile_day
from triagering.solver.engine import Engine


def check_bound(made: Day) -> None:
    compiled = compile_day(made)
    found = solved(compiled, proven=False)
    assert found.cost is not None
    bound = assignment_bound(compiled, left_out(compiled, found))
    assert bound is not None
    assert 0 <= bound <= found.cost


@pytest.mark.parametrize("seed", seeds(16, 60))
def test_no_plan_of_a_random_day_costs_less(seed: int) -> None:
    check_bound(random_small(seed, plain=seed % 2 == 0))
    check_bound(short_of_time(seed))


@given(seed=st.integers(1000, 10**6), plain=st.booleans())
@settings(max_examples=10)  # each is solved by the exact model
def test_no_random_day_refutes_the_bound(seed: int, plain: bool) -> None:
    check_bound(random_small(seed, plain=plain))


@pytest.mark.parametrize("name", FEATURES)
def test_no_feature_refutes_the_bound(name: str) -> None:
    check_bound(FEATURES[name])


def test_stops_are_strung_together_the_shortest_way() -> None:
    visits = [visit("v1", "08:00-08:00"), visit("v2", "09:00-09:00")]
    made = day(visits, prices=free(travel=10, face=50), legs={"z1 z2": 5})
    assert assignment_bound(compile_day(made), ()) == 10 * (10 + 5 + 10) + 2 * 50


def test_visits_that_overlap_are_not_one_after_the_other() -> None:
    first, carers = visit("v1", "08:00-08:00", minutes=60), [carer("c1"), carer("c2")]
    bounds = [assignment_bound(compile_day(day([first, visit("v2", window)], carers, prices=free(travel=1))), ())
              for window in ("08:30-08:30", "10:00-10:00")]
    assert bounds == [40, 30]


def test_where_not_all_can_be_done_nothing_is_said() -> None:
    made = day([visit("v1", "08:00-08:00", minutes=60), visit("v2", "08:30-08:30")])
    assert assignment_bound(compile_day(made), ()) is None


def test_what_is_late_after_every_other_stop_is_late() -> None:
    visits = [visit("v1", "08:00-08:00-08:20", minutes=60), visit("v2", "08:00-08:00-12:00")]
    made = day(visits, prices=free(lateness=5))
    assert assignment_bound(compile_day(made), ()) == (60 + 10) * 5


def test_a_visit_with_a_price_of_its_own_is_left_out_where_that_is_cheaper() -> None:
    made = day([visit(unplanned_price=5)], prices=free(face=50))
    assert assignment_bound(compile_day(made), ()) == 5


def test_a_meeting_is_paid_once_however_often_the_carer_comes() -> None:
    made = day([visit(name, citizen="z1") for name in ("v1", "v2", "v3")], prices=free(face=50, stranger=300))
    assert assignment_bound(compile_day(made), ()) == 350


@pytest.mark.parametrize("seed", seeds(4, 20))
def test_no_day_is_cheap_enough_at_its_dual_values_to_cost_less(seed: int) -> None:
    compiled = compile_day(generate_day(visits=20 + seed, carers=3, seed=seed))
    frame = frame_of(compiled, ())
    found, run = assigned(frame), Generation(frame, 1)
    assert found is not None
    ascend(run, float("inf"), lambda: False, 10)  # the incumbent is met by the first step already
    assert run.best is not None
    assert run.best >= found.worth - len(frame.nodes.jobs)  # dual values are rounded down
    assert np.array_equal(run.centre[:len(found.dual)], np.maximum(0, found.dual))


def test_the_largest_prices_add_up_like_small_ones() -> None:
    made = generate_day(visits=30, carers=3)

    def bound(price: int) -> int | None:
        prices = made.settings.prices.replace(lateness=price, travel=price)
        return assignment_bound(compile_day(made.replace(settings=made.settings.replace(prices=prices))), ())

    small, large, largest = bound(10**6), bound(10**7), bound(10**9)
    assert small is not None
    assert large is not None
    assert large - small == 9 * 10**6 * (small // 10**6)
    assert largest == small + (10**9 - 10**6) * (small // 10**6)


def test_however_many_visits_there_are_something_is_proven_of_the_plan() -> None:
    made = generate_day(visits=300, carers=30)
    engine = Engine(made, seconds=0.0, seed=1, workers=1, effort=20, cancel=threading.Event(),
                    tell=lambda *_, **__: None)
    outcome = engine.solve()
    assert outcome.bound_kind == "assignment"
    assert outcome.bound is not None
    assert outcome.bound > 0
