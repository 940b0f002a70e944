"""One part pays for the worst lateness of all, the others say what they cost at least if nothing is later than that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.builders import carer, free, shift, visit
from tests.seeds import seeds
from tests.solver.test_bound import solved
from tests.solver.test_components import many, two_teams
from triagering.models import Acquaintance, Day
from triagering.solver import apart as parts_of_days
from triagering.solver.apart import _together, prove_apart
from triagering.solver.beside import Beside, Steps, latest_of
from triagering.solver.bound import prove_by_lateness
from triagering.solver.bound.proving import STEP
from triagering.solver.compiled import compile_day
from triagering.solver.components import components, part_of
from triagering.solver.exact import price_exact, retime
from triagering.solver.prover import Proof
from triagering.solver.search.driver import Search
from triagering.solver.solution import Solution


def no_later(made: Day, minutes: int) -> Day:
    """Cut windows so that nothing may start so many minutes after what was agreed."""
    return made.replace(visits=tuple(
        one.replace(windows=tuple(
            window.replace(latest_start=min(window.latest_start, window.agreed_start + minutes))
            for window in one.windows)) for one in made.visits))


@pytest.mark.parametrize("seed", seeds(6, 30))
def test_no_plan_of_a_part_without_later_stops_is_cheaper_than_proven(seed: int) -> None:
    compiled = compile_day(many(seed, 10, worst_lateness=10))
    best = solved(compiled).solution
    assert best is not None
    component = components(compiled)[0]
    part = part_of(compiled, component, best, 0)
    known = price_exact(part.compiled, part.start).cost
    assert known is not None
    dear = known + 300
    mine, steps = prove_by_lateness(part.compiled, part.start, dear, 20.0, columns={}, latest=latest_of(compiled, best))
    assert latest_of(part.compiled, mine) <= latest_of(compiled, best)
    costs = [cost for _, cost in steps]
    assert costs == sorted(costs, reverse=True)
    left = part.compiled.units_left(part.start.planned)
    for minutes, cost in steps[:-1]:
        found = solved(compile_day(no_later(part.compiled.day, minutes)))
        if found.solution is not None and (part.compiled.units_left(found.solution.planned) <= left).all():
            assert found.cost is not None
            assert cost <= found.cost


def test_most_small_days_that_fall_apart_are_proven_in_full_though_parts_share_the_worst_lateness() -> None:
    """All, but for those whose first part is cheaper if it may be later than the best plan is."""
    proven = 0
    for seed in range(8):
        compiled = compile_day(many(seed, 8, worst_lateness=10))
        best = solved(compiled)
        assert best.solution is not None
        assert best.cost is not None
        plan, bound = prove_apart(compiled, best.solution, 20.0, columns={})
        assert price_exact(compiled, plan).cost == best.cost
        assert bound is not None
        assert bound <= best.cost
        proven += bound == best.cost
    assert proven >= 5


@pytest.mark.parametrize("most", [1, 3])
def test_of_many_parts_each_pays_a_share_and_the_bound_is_valid_too(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts_of_days, "BESIDE", most)
    bounded = 0
    for seed in range(4):
        compiled = compile_day(many(seed, 8, worst_lateness=10))
        best = solved(compiled)
        assert best.cost is not None
        poor = Search(compiled, seed=seed, workers=1).run(0.0, effort=30).solution
        plan, bound = prove_apart(compiled, poor, 5.0, columns={})
        cost = price_exact(compiled, plan).cost
        assert cost is not None
        if (compiled.units_left(plan.planned) == 0).all():
            assert bound is not None
            assert bound <= best.cost <= cost
            bounded += 1
    assert bounded > 0


@pytest.mark.parametrize(("bounds", "proven", "heard"), [
    ((None, None), None, []), ((None, 30), 37, [37]), ((20, 30), 57, [27, 57])])
def test_what_is_proven_of_parts_and_the_price_of_what_nobody_can_do_add_up(
        bounds: tuple[int | None, ...], proven: int | None, heard: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = visit("v4", "20:00-21:00", citizen="z1", unplanned_price=7)
    compiled = compile_day(two_teams([visit("v1"), visit("v3"), nobody], prices=free(travel=1)))
    told, coming = list[int](), iter(bounds)

    def prove(_: object, plan: Solution, *__: object, tell: Callable[[int], None], **___: object) -> Proof:
        bound = next(coming)
        if bound is not None:
            tell(bound)
        return plan, bound

    monkeypatch.setattr(parts_of_days, "BESIDE", 1)
    monkeypatch.setattr(parts_of_days, "prove_by_columns", prove)
    best = solved(compiled).solution
    assert best is not None
    assert prove_apart(compiled, best, 20.0, columns={}, tell=told.append) == (best, proven)
    assert told == heard


@pytest.mark.parametrize(("steps", "proven"), [((), None), (((30, 900), (60, 700)), 707)])
def test_of_parts_beside_one_that_proves_nothing_it_counts_what_they_cost_in_any_case(
        steps: Steps, proven: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = visit("v4", "20:00-21:00", citizen="z1", unplanned_price=7)
    compiled = compile_day(two_teams([visit("v1"), visit("v3"), nobody]))
    monkeypatch.setattr(parts_of_days, "prove_by_lateness", lambda _, plan, *__, **___: (plan, steps))
    monkeypatch.setattr(parts_of_days, "prove_by_columns", lambda _, plan, *__, **___: (plan, None))
    best = solved(compiled).solution
    assert best is not None
    assert prove_apart(compiled, best, 20.0, columns={}) == (best, proven)


@pytest.mark.parametrize("most", [1, 3])
def test_what_is_better_is_found_in_every_part(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """One carer does all in each district for half the way that two travel."""
    monkeypatch.setattr(parts_of_days, "BESIDE", most)
    visits = [visit(f"v{n}", "08:00-12:00-12:00", citizen=f"z{1 + n // 3}") for n in (1, 2, 3, 4, 5)]
    made = two_teams(visits, prices=free(travel=1))
    made = made.replace(
        carers=(*made.carers, carer("c4", miniteam="s")), shifts=(*made.shifts, shift("c4")),
        citizens=tuple(one.replace(miniteam="s" if one.id == "z2" else "n") for one in made.citizens))
    compiled = compile_day(made)
    poor = retime(compiled, Solution(((0,), (1,), (2, 3), (4,)), (480,) * 5, (None,) * 4)).solution
    assert poor is not None
    plan, bound = prove_apart(compiled, poor, 20.0, columns={})
    assert bound == price_exact(compiled, plan).cost == 40


def test_others_may_be_later_than_the_part_that_pays_for_it_can_ever_be() -> None:
    """The known carer in the north comes an hour late; in the south nobody can be late."""
    known = tuple(Acquaintance(citizen=who, carer=by, days_since=3) for who, by in (("z1", "c2"), ("z3", "c3")))
    made = two_teams([visit("v1", "08:00-08:00-10:00"), visit("v3", "08:00-08:00")], acquaintances=known,
                     shifts=[shift("c1"), shift("c2", "08:50-15:00"), shift("c3")],
                     prices=free(worst_lateness=1, stranger=900))
    compiled = compile_day(made)
    assert solved(compiled).cost == 60
    poor = Solution(((0,), (), (1,)), (480, 480), (None,) * 3)
    assert price_exact(compiled, poor).cost == 900
    _, bound = prove_apart(compiled, poor, 20.0, columns={})
    assert bound is not None
    assert bound <= 60


def test_a_plan_of_a_part_is_taken_only_if_it_is_better_than_all_that_was_found_before(
        monkeypatch: pytest.MonkeyPatch) -> None:
    visits = [visit(f"v{n}", "08:00-08:00-10:00") for n in (1, 3)]
    compiled = compile_day(two_teams(visits, prices=free(lateness=1)))
    north, south = Solution(((0,), ()), (480,), (None,) * 2), Solution(((0,),), (490,), (None,))
    coming = iter([north, south])
    monkeypatch.setattr(parts_of_days, "BESIDE", 1)
    monkeypatch.setattr(parts_of_days, "prove_by_columns", lambda *_, **__: (next(coming), 0))
    poor = Solution(((0,), (), (1,)), (510, 480), (None,) * 3)
    assert prove_apart(compiled, poor, 20.0, columns={}) == (replace(poor, starts=(480, 480)), 0)


def test_what_several_others_cost_adds_up_for_every_lateness() -> None:
    assert _together([((30, 900), (60, 700)), ((45, 50),)]) == ((30, 950), (45, 750), (60, 750))


def test_what_nobody_can_do_makes_no_room_for_leaving_out_anything_else() -> None:
    compiled = compile_day(two_teams([visit("v1"), visit("v3"), visit("v4", "20:00-21:00")], prices=free(travel=1)))
    best = solved(compiled)
    assert best.solution is not None
    assert prove_apart(compiled, best.solution, 20.0, columns={}) == (best.solution, best.cost)
    assert best.cost == 40


@pytest.mark.parametrize(("north", "south", "steps"), [
    ("08:50", "08:50", 0), ("08:20", "08:50", 0), ("08:50", "08:20", 1)])
def test_the_worst_lateness_is_paid_once_whichever_part_is_later(north: str, south: str, steps: int) -> None:
    """How late the north, which is the first part, can be is known to a step only."""
    visits = [visit(f"v{n}", "08:00-08:00-10:00") for n in (1, 3)]
    made = two_teams(visits, prices=free(worst_lateness=10, travel=1),
                     shifts=[shift("c1", f"{north}-15:00"), shift("c3", f"{south}-15:00")])
    compiled = compile_day(made)
    best = solved(compiled)
    assert best.solution is not None
    assert best.cost == 640
    proven = prove_apart(compiled, best.solution, 20.0, columns={})
    assert proven == (best.solution, 640 - 10 * steps * (STEP - 1))


def test_what_the_others_cost_is_known_for_every_lateness() -> None:
    beside = Beside(steps=((30, 900), (60, 700)), cost=700, latest=50, price=10)
    assert [beside.least(minutes) for minutes in (0, 30, 31, 60, 61)] == [900, 900, 700, 700, 700]
    assert beside.most == 60
    assert beside.whole(2000, 70) == 2700
