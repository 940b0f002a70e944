"""The linear master: what holding dual values near others does to them, and to the value."""

from __future__ import annotations

import numpy as np
import pytest

from tests.seeds import seeds
from triagering import generate_day
from triagering.solver.bound.columns import SCALE
from triagering.solver.bound.frame import frame_of
from triagering.solver.bound.generation import Generation
from triagering.solver.compiled import compile_day

WIDTH = 0.2


def solved(seed: int) -> Generation:
    frame = frame_of(compile_day(generate_day(visits=14, carers=3, seed=seed)), ())
    run = Generation(frame, 20_000)
    assert run.run(20.0, lambda: False)
    return run


@pytest.mark.parametrize("seed", seeds(2, 6))
def test_held_dual_values_are_nearer_and_cost_no_more_than_their_distance(seed: int) -> None:
    linear, near = (run := solved(seed)).linear, np.zeros_like(run.centre)
    linear.hold(near, 0.0)
    free = linear.solve(5.0)
    linear.hold(near, WIDTH)
    held = linear.solve(5.0)
    assert free is not None
    assert held is not None
    far, closer = (float(np.abs(dual).sum()) for _, dual, _ in (free, held))
    assert closer <= far + 1e-3
    assert free[0] - WIDTH * far / SCALE - 1e-3 <= held[0] <= free[0] + 1e-6


@pytest.mark.parametrize("seed", seeds(2, 6))
def test_a_program_that_is_let_go_is_worth_what_it_was(seed: int) -> None:
    linear, near = (run := solved(seed)).linear, run.centre
    linear.hold(near, 0.0)
    before = linear.solve(5.0)
    linear.hold(near, WIDTH)
    linear.solve(5.0)
    linear.hold(near, 0.0)
    after = linear.solve(5.0)
    assert before is not None
    assert after is not None
    assert after[0] == pytest.approx(before[0])
    assert linear.complete


def test_held_at_the_best_dual_values_the_value_is_no_less_than_the_bound() -> None:
    run = solved(1)
    run.linear.hold(run.centre, WIDTH)
    held = run.linear.solve(5.0)
    assert held is not None
    assert run.best is not None
    assert held[0] >= run.best / SCALE - 1e-6


def test_dual_values_stay_allowed_where_prices_are_too_large_for_64_bits() -> None:
    made = generate_day(visits=14, carers=3, seed=1)
    dear = made.settings.prices.replace(worst_lateness=10**8)
    frame = frame_of(compile_day(made.replace(settings=made.settings.replace(prices=dear))), ())
    nodes = len(frame.nodes.jobs)
    dual = np.zeros(sum(frame.sizes))
    dual[nodes:nodes + 2] = 6e10, 5e10
    late = frame.safe(dual)[nodes:2 * nodes]
    assert (late >= 0).all()
    assert 0.99 <= int((frame.nodes.need * late).sum()) / (SCALE * 10**8) <= 1
