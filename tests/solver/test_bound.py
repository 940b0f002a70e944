"""The bound never exceeds what a proven best plan costs, whatever is switched on and whenever it is stopped."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from functools import partial
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import carer, citizen, day, free, pause, shift, visit
from tests.seeds import repeated, seeds
from tests.solver.bounds import Proven, column_bound
from tests.solver.exact.random_days import random_day
from triagering.errors import InputError
from triagering.models import Day, Link
from triagering.solver.beside import latest_of
from triagering.solver.bound import prove_by_columns
from triagering.solver.bound.columns import SCALE
from triagering.solver.bound.frame import frame_of
from triagering.solver.bound.generation import Generation
from triagering.solver.bound.nodes import Nodes
from triagering.solver.bound.tree import Leaf, Tree
from triagering.solver.compiled import Compiled, compile_day
from triagering.solver.exact import ExactResult, ExactStatus, solve_day_exact
from triagering.solver.solution import Solution

pytestmark = pytest.mark.usefixtures("compiled_kernels")  # compiling is no part of the seconds that a proof has

FAR = 10**6
"""More than any tiny plan costs, so that the incumbent does not cap the bound."""


def solved(compiled: Compiled, *, proven: bool = True) -> ExactResult:
    found = solve_day_exact(compiled, 20.0, workers=1)
    assert found.status is ExactStatus.OPTIMAL or not proven
    return found


def left_out(compiled: Compiled, found: ExactResult) -> list[int]:
    assert found.solution is not None
    return compiled.left_out(found.solution.planned)


def bound_of(made: Day, seconds: float = 5.0, *, proven: bool = True) -> tuple[int, Proven]:
    """Give the least cost of a day (or what a good plan costs) and what is proven about it."""
    compiled = compile_day(made)
    found = solved(compiled, proven=proven)
    assert found.cost is not None
    result = column_bound(compiled, seconds=seconds, incumbent=FAR, left_out=left_out(compiled, found))
    return found.cost, result


def random_small(seed: int, *, plain: bool) -> Day:
    """Give a random day; ``plain`` without the prices that the bound leaves out."""
    rng = Random(seed)
    try:
        made = random_day(seed, visits=rng.randrange(3, 7), carers=rng.randrange(2, 4))
    except InputError:  # no such day
        return random_small(10**7 + seed, plain=plain)
    if plain:
        prices = made.settings.prices.replace(waiting=0, worst_idle=0, load_spread=0, worst_heavy=0)
        made = made.replace(settings=made.settings.replace(prices=prices))
    return made


def short_of_time(seed: int) -> Day:
    """Give a day on which carers mostly have no time for all visits, some of them by two, two of them linked."""
    rng = Random(seed)
    visits = [visit(f"v{number}", "08:00-10:00", minutes=rng.randrange(20, 60), citizen=f"z{rng.randrange(1, 4)}",
                    carers_needed=1 + (rng.random() < 0.2)) for number in range(1, rng.randrange(5, 7))]
    return day(visits, [carer("c1"), carer("c2")], links=(Link(id="l", first="v1", second="v2", min_gap=20),),
               shifts=[shift("c1", "08:00-10:00"), shift("c2", "08:00-09:30")],
               prices=free(travel=10, lateness=5, worst_lateness=10, face=50, stranger=70))


@pytest.mark.parametrize("seed", seeds(16, 60))
def test_the_bound_is_never_above_the_proven_best_cost(seed: int) -> None:
    cost, result = bound_of(random_small(seed, plain=seed % 2 == 0), seconds=3.0)
    assert result.bound is None or 0 <= result.bound <= cost


@given(seed=st.integers(1000, 10**6), plain=st.booleans())
@settings(max_examples=10)  # each is proven by two methods
def test_no_random_day_refutes_the_bound(seed: int, plain: bool) -> None:
    cost, result = bound_of(random_small(seed, plain=plain), seconds=2.0, proven=False)
    assert result.bound is None or 0 <= result.bound <= cost


FEATURES: dict[str, Day] = {
    "lateness": day([visit("v1", "08:00-10:00"), visit("v2", "08:00-10:00")],
                    prices=free(lateness=5, worst_lateness=10)),
    "two carers": day([visit("v1", carers_needed=2), visit("v2")], [carer("c1"), carer("c2")],
                      prices=free(travel=10, lateness=1)),
    "break": day([visit("v1", "08:00-12:00"), visit("v2", "08:00-12:00")], prices=free(lateness=1),
                 shifts=[shift(break_=pause("08:00-12:00"))]),
    "missed break": day([visit("v1", "08:00-08:00"), visit("v2", "08:30-08:30")], prices=free(missed_break=70),
                        shifts=[shift(break_=pause("08:00-12:00", mandatory=False))]),
    "break at an end": day([visit("v1", "08:00-08:00")], prices=free(missed_break=70, overtime=3),
                           shifts=[shift("c1", "07:00-08:40", overtime=60,
                                         break_=pause("07:30-08:20", mandatory=False, at_ends=True))]),
    "pair costs once": day([visit("v1", citizen="z1"), visit("v2", "10:00-12:00", citizen="z1"), visit("v3")],
                           [carer("c1"), carer("c2")], prices=free(face=50, stranger=300, travel=1)),
    "veto": day([visit()], [carer("c1"), carer("c2")], citizens=[citizen("z1", vetoes=["c1"])],
                shifts=[shift("c1", unused_price=100), shift("c2")]),
    "somebody else was told of": day([visit("v1", told=["c2"]), visit("v2", told=["c1"])], [carer("c1"), carer("c2")],
                                     shifts=[shift("c1")], prices=free(not_told=4, travel=1)),
    "overtime": day([visit("v1", "15:00-15:00")], shifts=[shift(overtime=60)], prices=free(overtime=7)),
    "reserve": day([visit("v1"), visit("v2")], shifts=[shift(reserve=440)], prices=free(reserve=20)),
    "nothing to keep free": day([visit("v1", "08:10-08:10", minutes=120)], prices=free(reserve=20),
                                shifts=[shift("c1", "08:00-09:00", overtime=120)]),
    "two windows": day([visit("v1", "08:00-08:00-09:00, 09:30-10:00"), visit("v2", "08:00-08:00-09:00")],
                       prices=free(lateness=5)),
    "price of leaving out": day([visit(unplanned_price=5)], prices=free(travel=1)),
    "unused": day([visit()], [carer("c1"), carer("c2")],
                  shifts=[shift("c1", unused_price=30), shift("c2", unused_price=40)]),
}


@pytest.mark.parametrize("name", FEATURES)
def test_the_bound_is_tight_where_nothing_ties_the_routes_in_time(name: str) -> None:
    cost, result = bound_of(FEATURES[name])
    assert result.converged
    assert result.bound == cost


def test_links_between_carers_are_priced_by_branching() -> None:
    made = day([visit("v1", "08:00-10:00"), visit("v2", "08:00-10:00")], [carer("c1"), carer("c2")],
               links=(Link(id="l", first="v1", second="v2", min_gap=45),), prices=free(lateness=5))
    cost, result = bound_of(made)
    assert cost == 45 * 5
    assert result.bound == cost


def test_one_carer_may_do_two_linked_visits_one_straight_after_the_other() -> None:
    """Two rounds by two carers would travel twice as far."""
    made = day([visit("v1", citizen="z1"), visit("v2", citizen="z1")], [carer("c1"), carer("c2")],
               links=(Link(id="l", first="v1", second="v2", min_gap=20, max_gap=20),), prices=free(travel=10))
    cost, result = bound_of(made)
    assert cost == 200
    assert result.bound == cost


@pytest.mark.parametrize("seed", seeds(8, 40))
def test_where_something_is_left_out_the_best_choice_of_what_is_proven(seed: int) -> None:
    compiled = compile_day(short_of_time(seed))
    found = solve_day_exact(compiled, 20.0, workers=1)
    if found.status is not ExactStatus.OPTIMAL or not left_out(compiled, found):
        pytest.skip("everything can be planned, or the exact model needs too long")
    assert found.cost is not None
    result = column_bound(compiled, seconds=10.0, incumbent=found.cost + 50,
                          left_out=left_out(compiled, found))
    assert result.bound is not None
    assert result.bound <= found.cost
    assert not result.converged or result.bound == found.cost


@pytest.mark.parametrize("seed", [14, 41])
def test_where_nothing_is_left_to_decide_the_relaxation_is_solved_to_the_end(seed: int) -> None:
    compiled = compile_day(short_of_time(seed))
    found = solved(compiled)
    result = column_bound(compiled, seconds=10.0, incumbent=FAR, left_out=left_out(compiled, found))
    assert (result.bound, result.converged) == (found.cost, True)


@pytest.mark.parametrize("seed", seeds(3, 8))
def test_whenever_it_is_stopped_the_bound_is_valid(seed: int) -> None:
    compiled = compile_day(random_small(3 * seed + 1, plain=True))
    found = solved(compiled)
    assert found.cost is not None
    frame = frame_of(compiled, left_out(compiled, found))
    for looks in range(0, 40, 3):
        asked = iter(range(looks))
        run = Generation(frame, FAR)
        run.run(5.0, lambda asked=asked: next(asked, None) is None)  # type: ignore[misc]
        assert run.bound is None or 0 <= run.bound <= found.cost


@pytest.mark.parametrize("seed", seeds(3, 8))
def test_whenever_branching_is_stopped_the_bound_is_valid(seed: int) -> None:
    compiled = compile_day(short_of_time(seed))
    found = solved(compiled)
    assert found.cost is not None
    frame, bounds = frame_of(compiled, left_out(compiled, found)), list[int]()
    for looks in range(0, 200, 9):
        asked = iter(range(looks))
        grown = Tree(frame, found.cost + 500, lambda asked=asked: next(asked, None) is None)  # type: ignore[misc]
        grown.grow(5.0, ())
        if grown.proven:
            bounds.append(grown.bound)
    assert 0 <= min(bounds) <= max(bounds) <= found.cost


def within(leaf: Leaf, compiled: Compiled, nodes: Nodes, plan: Solution) -> bool:
    """Say whether a plan keeps to the decisions of a leaf."""
    out = set(compiled.left_out(plan.planned))
    allowed = all(leaf.allowed[nodes.of_job[list(jobs)], route].all() for route, jobs in enumerate(plan.routes))
    return (leaf.out <= out and not leaf.kept & out and allowed and latest_of(compiled, plan) in minutes([leaf.worst])
            and all(plan.starts[job] in minutes(leaf.windows[nodes.of_job[job]]) for job in plan.planned))


def minutes(spans: Iterable[tuple[int, ...]]) -> set[int]:
    return {minute for span in spans for minute in range(span[0], span[-1] + 1)}


@pytest.mark.parametrize("seed", seeds(12, 60))
@pytest.mark.parametrize("random", [short_of_time, partial(random_small, plain=True)])
def test_a_best_plan_is_in_one_of_the_leaves_that_another_is_split_into(
        random: Callable[[int], Day], seed: int) -> None:
    compiled = compile_day(random(seed))
    found = solved(compiled)
    assert found.solution is not None
    assert found.cost is not None
    frame = frame_of(compiled, left_out(compiled, found))
    grown = Tree(frame, found.cost + 100, lambda: False)
    leaf: Leaf | None = Leaf(frame.nodes.windows, frame.nodes.allowed, frame.worst, 0)
    while leaf is not None:
        made, _ = grown._priced(leaf, time.monotonic() + 60.0)
        leaves = grown._split(leaf, made, max(leaf.bound, made.bound or 0))
        inside = [part for part in leaves or () if within(part, compiled, frame.nodes, found.solution)]
        assert bool(inside) == bool(leaves)
        assert all(part.bound <= found.cost for part in inside)
        if leaves:  # everything else is in one of them, too
            assert minutes([leaf.worst]) == minutes(part.worst for part in leaves)
            assert (made.frame.nodes.allowed == np.any([part.allowed for part in leaves], axis=0)).all()
            for node, windows in enumerate(made.frame.nodes.windows):
                assert minutes(windows) == minutes(span for part in leaves for span in part.windows[node])
        leaf = inside[-1] if inside else None


@pytest.mark.parametrize("share", [0.4, 0.6, 0.9, 3.0])
def test_dual_values_share_out_no_more_than_the_price_of_the_worst_lateness(share: float) -> None:
    frame = frame_of(compile_day(day([visit("v1"), visit("v2")], prices=free(worst_lateness=10))), ())
    dual = np.zeros(sum(frame.sizes))
    frame.split(dual)[1][:] = share * 10 * SCALE  # type: ignore[arg-type]
    late = frame.split(frame.safe(dual))[1]
    assert 0 < int((frame.nodes.need * late).sum()) <= 10 * SCALE


def test_a_bound_that_is_cancelled_at_once_claims_nothing() -> None:
    result = column_bound(compile_day(FEATURES["break"]), seconds=5.0, incumbent=FAR, stop=lambda: True)
    assert result.bound is None
    assert not result.converged


def test_the_bound_is_never_above_the_incumbent() -> None:
    result = column_bound(compile_day(FEATURES["overtime"]), seconds=5.0, incumbent=3)
    assert result.bound == 3


@pytest.mark.parametrize("seed", repeated(range(0, 24, 2), 5))
def test_a_plan_proven_by_columns_is_a_best_one(seed: int) -> None:
    compiled = compile_day(random_small(seed, plain=True))
    found = solved(compiled)
    assert found.solution is not None
    solution, bound = prove_by_columns(compiled, found.solution, 3.0)
    assert bound is None or bound <= (found.cost or 0)
    assert solution == found.solution


def test_a_proof_goes_on_below_the_best_plan_of_a_search_beside_it() -> None:
    compiled = compile_day(FEATURES["unused"])
    found = solved(compiled)
    assert found.solution is not None
    best = found.solution
    poor = Solution(best.routes[::-1], best.starts, best.breaks)
    plan, bound = prove_by_columns(compiled, poor, 20.0, latest=lambda: best)
    assert plan is best
    assert bound == found.cost


def test_a_plan_of_the_proof_is_given_up_for_a_cheaper_one_that_caps_the_bound() -> None:
    grown = Tree(frame_of(compile_day(FEATURES["unused"]), ()), 100, lambda: False, lambda: 50)
    grown.stuck, grown.solution = 70, Solution(((0,), ()), (480,), (None, None))
    grown._listen()
    assert (grown.incumbent, grown.solution, grown.bound) == (50, None, 50)
