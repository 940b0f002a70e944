"""Fewer visits are left out whatever that costs, and prices are such that this can be told."""

from __future__ import annotations

import threading

import pytest

from tests.builders import activity, carer, day, free, pause, shift, visit
from triagering import InputError, generate_day
from triagering.models import Day, Pin, Prices, Settings
from triagering.solver.compiled import compile_day
from triagering.solver.search import driver
from triagering.solver.search.annealing import refresh
from triagering.solver.search.arrays import arrays, most_cost
from triagering.solver.search.carving import carve
from triagering.solver.search.columns import LEFT_OUT
from triagering.solver.search.driver import PART_ABSENT, Search
from triagering.solver.search.timing import LATE
from triagering.solver.search.walker import Walker, extract
from triagering.solver.solution import Solution

LONG = visit("v1", "07:00-07:00", minutes=120)
DEAR = {
    "overtime": day([LONG], shifts=[shift("c1", "07:00-08:00", overtime=120)], minutes=0, prices=Prices()),
    "time to keep free": day([LONG], shifts=[shift("c1", "07:00-09:00", reserve=120)], minutes=0, prices=Prices()),
    "idle rest of the shift": day(shifts=[shift("c1", unused_idle=0)], prices=free(worst_idle=10)),
    "waiting for a late break": day(shifts=[shift("c1", break_=pause("13:00-14:00", at_ends=True))],
                                    prices=free(waiting=20)),
}


@pytest.mark.parametrize("why", DEAR)
def test_a_visit_is_planned_however_dear_it_is(why: str) -> None:
    found = Search(compile_day(DEAR[why]), workers=1).run(0.0, effort=50)
    assert found.unplanned == 0
    assert found.price is not None
    assert found.price > 2000


@pytest.mark.parametrize("prices", [{"reserve": 2000}, {"load_spread": 1000}])
def test_nobody_is_left_out_of_many_because_each_costs_a_lot(prices: dict[str, int]) -> None:
    made = generate_day(visits=100, carers=10, seed=2, settings=Settings(prices=Prices(**prices)))
    shifts = tuple(one.replace(reserve=300) for one in made.shifts)
    assert Search(compile_day(made.replace(shifts=shifts)), workers=1).run(0.0, effort=2000).unplanned == 0


@pytest.mark.parametrize(("prices", "least"), [
    ({"reserve": 2000}, 2000 * 120), ({"load_spread": 1000}, 2 * 1000 * 120), ({"missed_break": 10**6}, 10**6),
    ({"worst_heavy": 10**6}, 10**6)])
def test_what_is_left_out_costs_the_search_more_than_a_visit_may_add_to_any_load(
        prices: dict[str, int], least: int) -> None:
    made = day([visit("v1", minutes=120)], shifts=[shift("c1", reserve=60)], prices=free(**prices))
    assert arrays(compile_day(made)).groups["energy"].min() > least


def test_as_many_as_some_hundred_left_out_are_insisted_on(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(Search, "_insist", lambda *given: asked.append(given))
    short = generate_day(visits=150, carers=15, seed=1)
    search = Search(compile_day(short.replace(shifts=short.shifts[:3], activities=(), pins=())), workers=1)
    found = search.run(0.0, effort=20)
    assert 50 < (found.unplanned or 0) < 500
    assert asked


def test_a_break_that_need_not_be_taken_makes_room_for_a_visit() -> None:
    made = day([visit("v1", "11:20-11:20"), visit("v2", "11:35-12:05", priority=2, time_critical=True)],
               shifts=[shift("c1", break_=pause("12:00-12:00", 30, mandatory=False, at_ends=True))],
               prices=free(missed_break=600))
    found = Search(compile_day(made), workers=1).run(0.0, effort=200)
    assert (found.unplanned, found.price) == (0, 600)


def test_a_visit_pinned_before_what_was_agreed_is_planned() -> None:
    made = day([visit("v1", "08:00-09:00-10:00")], pins=(Pin(visit="v1", start=480),), prices=Prices())
    assert most_cost(compile_day(made)) > 0
    assert Search(compile_day(made), workers=1).run(0.0, effort=50).unplanned == 0


def test_a_meeting_of_nobody_at_work_leaves_the_plan_alone() -> None:
    made = day([visit("v1")], [carer("c1"), carer("c2")], shifts=[shift("c1", "07:00-11:00")],
               activities=(activity("a1", carers=("c2",)), activity("a2", start="12:00")))
    found = Search(compile_day(made), workers=1).run(0.0, effort=50)
    assert found.unplanned == 1
    assert found.solution.planned == {0}


def test_neither_time_that_is_up_nor_an_unfinished_plan_is_spent_on_insisting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "INSISTED", 0)
    search = Search(compile_day(DEAR["overtime"]), workers=1)
    assert search.run(0.0, effort=50).unplanned == 1
    search._insist(until=0.0, cancel=threading.Event())
    assert search.found.unplanned == 1
    search._insist(until=float("inf"), cancel=threading.Event())
    assert search.found.unplanned == 0


def test_what_is_impossible_stays_out_however_dear_leaving_out_is() -> None:
    made = generate_day(visits=60, carers=3, seed=1, meetings=False)
    search = Search(compile_day(made), workers=1)
    search.run(0.0, effort=20)
    groups = search.problem.groups.copy()
    groups["energy"] = groups["price"] = 100 * LATE
    walker = Walker(search.problem._replace(groups=groups), 1)
    assert walker.start_from(search.found.solution)
    walker.run(200, 10.0, 10.0)
    planned = [job for jobs in extract(walker.problem, walker.current, walker.work).routes for job in jobs]
    assert len(planned) == len(set(planned))
    assert walker.current.total[LEFT_OUT] > 0
    followed = walker.current.total.copy()
    assert refresh(walker.problem, walker.current, walker.work)
    assert walker.current.total.tolist() == followed.tolist()


def test_visits_are_planned_where_all_shifts_end_early_for_the_rest_before_the_next() -> None:
    made = generate_day(visits=10, carers=4, seed=1, meetings=False)
    rested = made.replace(shifts=tuple(
        one.replace(next_start=one.end + made.settings.daily_rest - 30, overtime=0, break_=None)
        for one in made.shifts))
    compiled = compile_day(rested)
    assert (compiled.routes.latest_return < compiled.routes.end).all()
    assert most_cost(compiled) > 0
    assert Search(compiled, workers=1).run(0.0, effort=50).unplanned < len(made.visits)


def test_prices_that_cannot_be_told_from_what_is_forbidden_are_refused() -> None:
    made = generate_day(visits=10, carers=2)
    dear = made.replace(settings=made.settings.replace(prices=made.settings.prices.replace(lateness=10**9)))
    with pytest.raises(InputError, match=r"E511 settings prices='\d+'"):
        Search(compile_day(dear))


def test_groups_left_out_are_tried_whole_in_a_part() -> None:
    compiled = compile_day(short_staffed())
    nothing = Solution(((),) * compiled.n_routes, (-1,) * compiled.n_jobs, (None,) * compiled.n_routes)
    absent = Search(compiled, workers=1)._absent(nothing)
    assert len(absent) == PART_ABSENT + 1
    assert not carve(compiled, nothing, [0, 1], absent).held


def short_staffed() -> Day:
    """Give a day of one single visit and many by two for which nobody has the time."""
    visits = [visit(f"v{n}", "08:00-08:00", carers_needed=1 + (n > 1)) for n in range(1, 40)]
    return day(visits, [carer("c1"), carer("c2"), carer("c3")])
