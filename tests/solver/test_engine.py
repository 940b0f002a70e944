"""What a proof finds beside the search is taken over if it is better and leaves out no more."""

from __future__ import annotations

import pytest

from tests.builders import carer, day, free, shift, visit
from triagering.solver.engine import Engine, Outcome, _Prover
from triagering.solver.search.driver import Found
from triagering.solver.solution import UNPLANNED, Solution

DAY = day([visit("v1", "08:30-08:30"), visit("v2", "09:30-09:30"), visit("v3", "09:00-12:00")], [carer("c1")],
          shifts=[shift("c1", "08:00-10:20")], prices=free(lateness=1))


def plan(*jobs: int) -> Solution:
    starts = [UNPLANNED] * 3
    for place, job in enumerate(jobs):
        starts[job] = 510 + 60 * place
    return Solution((jobs,), tuple(starts), (None,))


def after(mine: Solution, begun: Solution, found: Solution, bound: int) -> Outcome:
    """Give what the engine has when a proof ends that began with one plan and found another."""
    engine = Engine(DAY, seconds=5.0, seed=1, workers=1, effort=None, cancel=None, tell=lambda *_, **__: None)
    engine.best = Outcome(mine)
    prover = _Prover(engine, Found(begun, 0))
    prover.result = (found, bound, True)
    prover.done.set()
    prover.finish(engine, 1.0)
    return engine.best


@pytest.mark.parametrize(("mine", "theirs", "taken"), [
    (plan(0, 2), plan(0, 1), True), (plan(0, 1), plan(0, 2), False), (plan(0, 2), plan(0), False)])
def test_another_choice_of_what_is_left_out_is_taken_if_it_is_cheaper(
        mine: Solution, theirs: Solution, taken: bool) -> None:
    assert after(mine, mine, theirs, 0).solution == (theirs if taken else mine)


def test_a_bound_counts_for_any_plan_that_leaves_out_as_much_of_each_class() -> None:
    assert after(plan(0, 2), plan(0, 1), plan(0, 1), 7).bound == 7
