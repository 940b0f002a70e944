"""The façade: any day, any limit, a checked plan."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import Any

import pytest

from tests.builders import carer, citizen, day, free, pause, plan, shift, visit
from triagering import InputError, check, generate_day, plan_day
from triagering.models import (
    CarerRelation,
    Day,
    Link,
    Pin,
    Plan,
    Prices,
    Route,
    Shift,
    Status,
    Stop,
    StopKind,
    TimeWindow,
)
from triagering.planning import Progress
from triagering.solver import engine
from triagering.solver.compiled import compile_day
from triagering.solver.engine import Engine, Outcome
from triagering.solver.export import from_plan
from triagering.solver.search.driver import Search
from triagering.solver.solution import UNPLANNED, Solution


@pytest.fixture(scope="module")
def made() -> Day:
    return generate_day(visits=24, carers=4, seed=2)


@pytest.mark.parametrize("seconds", [0.0, 0.1, 1.0])
def test_any_time_limit_gives_a_valid_plan(made: Day, seconds: float) -> None:
    result = plan_day(made, seconds=seconds)
    report = check(made, result.plan)
    assert report.valid
    assert (result.cost, result.costs) == (report.cost, report.costs)
    assert result.bound is None or 0 < result.bound.cost <= result.cost


def test_every_visit_is_in_the_books_when_almost_nobody_is_at_work(made: Day) -> None:
    short = made.replace(shifts=made.shifts[:1])
    result = plan_day(short, effort=100, workers=1)
    planned = {stop.id for route in result.plan.routes for stop in route.stops}
    left = [entry.id for entry in result.plan.unplanned]
    assert {*planned, *left} - {"break"} == {*made.visit_by_id, *made.activity_by_id}
    assert len(left) == len(set(left)) == sum(result.unplanned_by_class.values())


def test_what_is_proven_is_told_at_last_and_comes_with_the_plan(made: Day) -> None:
    told: list[Progress] = []
    result = plan_day(made, effort=50, workers=1, progress=told.append)
    assert result.bound is not None
    assert (told[-1].bound, result.bound.kind) == (result.bound.cost, "assignment")
    assert (told[-1].cost, told[-1].unplanned) == (result.cost, len(result.plan.unplanned))


def test_a_plan_that_costs_more_than_is_proven_is_not_called_optimal(made: Day) -> None:
    result = plan_day(made, effort=50, workers=1)
    assert result.bound is not None
    assert result.bound.cost < result.cost
    assert result.unplanned_by_class == {}
    assert result.status is Status.FEASIBLE


@pytest.mark.parametrize("limit", [{"effort": 50}, {"seconds": 2.0}])
def test_who_wants_no_proof_gets_no_bound(made: Day, limit: dict[str, Any]) -> None:
    result = plan_day(made, workers=1, prove=False, **limit)
    assert (result.status, result.bound) == (Status.FEASIBLE, None)


def test_of_two_first_plans_at_once_one_compiles_for_both(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    both, asked = threading.Barrier(2), threading.local()

    def all_compiled() -> bool:
        if not hasattr(asked, "once"):
            asked.once = True
            both.wait(60)
            return False
        return bool(compiled)

    monkeypatch.setattr(engine, "all_compiled", all_compiled)
    monkeypatch.setattr(engine, "warm_up", lambda: compiled.append("here"))
    plans = [threading.Thread(target=plan_day, args=(day(),), kwargs={"effort": 1, "workers": 1}) for _ in range(2)]
    for one in plans:
        one.start()
    for one in plans:
        one.join()
    assert compiled == ["here"]


def test_one_worker_and_fixed_effort_repeat_exactly(made: Day) -> None:
    first, second = (plan_day(made, effort=500, workers=1, seed=4).plan for _ in range(2))
    assert first == second


def test_a_tiny_day_is_proven_whatever_it_starts_from() -> None:
    tiny = day(visits=[visit("v1"), visit("v2", window="09:00-11:00")], prices=Prices(travel=10))
    result = plan_day(tiny, seconds=5)
    assert result.status is Status.OPTIMAL
    assert result.gap == 0
    assert plan_day(tiny, seconds=5, start=result.plan).status is Status.OPTIMAL


def test_a_tiny_day_on_which_something_has_to_be_left_out_is_proven_too() -> None:
    tiny = day(visits=[visit("v1", "08:00-08:00"), visit("v2", "08:00-08:00")], prices=Prices(travel=10))
    result = plan_day(tiny, seconds=5)
    assert (result.status, len(result.plan.unplanned)) == (Status.OPTIMAL, 1)


def test_what_costs_nothing_cannot_be_cheaper() -> None:
    free_of_charge = generate_day(visits=24, carers=3, seed=1)
    result = plan_day(free_of_charge.replace(settings=free_of_charge.settings.replace(prices=free())),
                      effort=50, workers=1)
    assert (result.status, result.cost, result.gap) == (Status.OPTIMAL, 0, 0)


@pytest.mark.parametrize("seconds", [float("nan"), -1, float("-inf")])
def test_no_number_of_seconds_is_refused_nor_one_below_nothing(made: Day, seconds: float) -> None:
    with pytest.raises(InputError, match=r"E511.*seconds"):
        plan_day(made, seconds=seconds)


def test_an_effort_below_nothing_makes_one_plan_all_the_same(made: Day) -> None:
    assert check(made, plan_day(made, effort=-1, workers=1).plan).valid


def test_any_seed_will_do() -> None:
    tiny = day(visits=[visit("v1"), visit("v2", window="09:00-11:00")], prices=Prices(travel=10))
    assert plan_day(tiny, seconds=2, seed=3_000_000_000).status is Status.OPTIMAL


def test_a_planners_pin_is_kept(made: Day) -> None:
    free = plan_day(made, effort=100, workers=1).plan
    mover = next(stop for route in free.routes for stop in route.stops if stop.kind == "visit")
    carer = next(route.carer for route in free.routes if mover in route.stops)
    pinned = made.replace(pins=(Pin(visit=mover.id, carer=carer, start=mover.start),))
    result = plan_day(pinned, effort=100, workers=1)
    assert mover in next(route for route in result.plan.routes if route.carer == carer).stops


def test_a_plan_to_start_from_is_never_made_worse(made: Day) -> None:
    good = plan_day(made, effort=2000, workers=1)
    again = plan_day(made, effort=1, workers=1, start=good.plan)
    assert again.unplanned_by_class == good.unplanned_by_class
    assert again.cost <= good.cost


@pytest.mark.parametrize("limit", [{"effort": 0}, {"seconds": 0.0}])
def test_what_still_fits_of_a_plan_to_start_from_stays_where_it_is(limit: dict[str, Any]) -> None:
    carers, visits = [carer("c1"), carer("c2")], [visit(f"v{n}") for n in (1, 2, 3, 4)]
    start = plan(day(visits, carers), c1="v3@08:00", c2="v2@08:00 v4@08:30 v1@09:00")
    today = day(visits, carers, citizens=[citizen("z4", vetoes=["c1", "c2"])])
    found = plan_day(today, workers=1, start=start, **limit).plan
    by = {stop.id: route.carer for route in found.routes for stop in route.stops}
    assert by == {"v1": "c2", "v2": "c2", "v3": "c1"}


def test_a_plan_to_start_from_that_knows_better_when_is_kept_in_order_of_ids() -> None:
    one = day([visit("v1", "08:00-09:00, 10:00-11:00"), *(visit(f"v{n}", "07:00-07:00", minutes=500) for n in (8, 9))],
              [carer("c1"), carer("c2")], prices=free(lateness=1),
              shifts=[shift("c2", "08:20-08:30"), shift("c1", "08:20-15:00")])
    later = plan(one, "v9:no_shift_in_window v8:no_shift_in_window", c1="v1@10:00")
    found = plan_day(one, effort=5, workers=1, start=later.replace(routes=later.routes[:1]))
    assert (found.cost, [route.carer for route in found.plan.routes]) == (0, ["c1", "c2"])
    assert [entry.id for entry in found.plan.unplanned] == ["v8", "v9"]


def test_what_is_left_out_is_listed_by_id() -> None:
    made = day([visit("v2", "07:00-07:00", minutes=500), visit("v1", "07:00-07:00", minutes=500)])
    assert [entry.id for entry in plan_day(made, effort=5, workers=1).plan.unplanned] == ["v1", "v2"]


def test_a_bound_on_plans_that_leave_out_what_the_plan_kept_holds_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    made = day([visit("v1", "08:00-08:10", priority=1), visit("v2", "08:00-08:10", priority=5)])
    worse, better = plan(made, "v1:no_capacity", c1="v2@08:00"), plan(made, "v2:no_capacity", c1="v1@08:00")

    def found(engine: Engine, _: Any) -> Outcome:
        return Outcome(from_plan(engine.compiled, worse), bound=0, bound_kind="column generation")

    monkeypatch.setattr(Engine, "solve", found)
    assert plan_day(made).bound is not None
    result = plan_day(made, start=better)
    assert (result.unplanned_by_class, result.bound) == ({"priority 5": 1}, None)


WAITING = ("08:00-08:20, 08:40-09:00", "08:20-10:00", "08:35-08:40")


def waiting(carers: int) -> Day:
    """Give a day on which a carer who waits for a next window, as the next stop allows, misses the one after it."""
    visits = [visit(f"{name}{n}", window, citizen=f"z{n}", minutes=minutes) for n in range(carers)
              for name, window, minutes in zip("abx", WAITING, (10, 10, 100), strict=True)]
    names = [f"c{n}" for n in range(carers)]
    return day(visits, [carer(name) for name in names], shifts=[shift(name, "08:15-15:00") for name in names],
               minutes=0, prices=Prices())


def test_who_waits_for_a_window_that_makes_others_late_is_planned_all_the_same() -> None:
    tied = waiting(2)
    assert check(tied, plan_day(tied, effort=20_000, workers=1).plan).valid


def test_a_plan_to_start_from_loses_nothing_that_could_only_wait_too_long() -> None:
    tied = waiting(1)
    kept = plan(tied, c0="a0@08:15 b0@08:25 x0@08:35")
    pinned = tied.replace(pins=tuple(Pin(visit=one.id, carer="c0") for one in tied.visits))
    for made in (tied, pinned):
        assert plan_day(made, effort=0, workers=1, start=kept).unplanned_by_class == {}


LINKED = day([visit("v1"), visit("v2")], [carer("c1"), carer("c2")], shifts=[shift("c1"), shift("c2", unused_price=9)])


@pytest.mark.parametrize(("link", "routes"), [
    (Link(id="l", first="v1", second="v2", carers=CarerRelation.SAME), {"c1": "v1@08:00", "c2": "v2@08:00"}),
    (Link(id="l", first="v1", second="v2", carers=CarerRelation.OTHER), {"c1": "v1@08:00 v2@09:00"}),
    (Link(id="l", first="v1", second="v2", all_or_none=True), {"c1": "v1@08:00"})])
def test_a_plan_to_start_from_may_break_a_link_of_the_day(link: Link, routes: dict[str, str]) -> None:
    linked = LINKED.replace(links=(link,))
    assert plan_day(linked, seconds=0.0, workers=1, start=plan(LINKED, **routes)).plan


@pytest.mark.parametrize("route", ["break@07:20+30 v1@08:00 v2@09:00", "v1@08:00 v2@09:00 break@09:30+30"])
def test_a_plan_to_start_from_may_have_a_break_where_none_may_lie(route: str) -> None:
    paused = LINKED.replace(shifts=(shift("c1", break_=pause("07:00-10:00", mandatory=False)),))
    assert plan_day(paused, seconds=0.0, workers=1, start=plan(paused, c1=route)).unplanned_by_class == {}


@pytest.mark.parametrize("first", [shift("c1"), shift("c1", break_=pause("08:00-10:00")),
                                   shift("c1", break_=pause("13:00-14:00", at_ends=True))])
@pytest.mark.parametrize("route", ["v1@08:00 v2@09:00", "v1@08:00 break@08:20+30 v2@09:00"])
def test_a_plan_to_start_from_keeps_its_visits_whatever_became_of_the_break(first: Shift, route: str) -> None:
    paused = LINKED.replace(shifts=(first,))
    assert plan_day(paused, seconds=0.0, workers=1, start=plan(paused, c1=route)).unplanned_by_class == {}


def test_a_plan_to_start_from_may_have_a_break_before_midnight_where_there_is_none() -> None:
    night = day([visit("v1"), visit("v2")], shifts=[Shift(carer="c1", start=-120, end=480)])
    night = night.replace(visits=tuple(
        one.replace(windows=(TimeWindow(earliest_start=first, agreed_start=first, latest_start=last),))
        for one, first, last in zip(night.visits, (-100, -30), (-100, 60), strict=True)))
    start = Plan(routes=(Route(carer="c1", stops=(
        Stop(kind=StopKind.VISIT, id="v1", start=-100, end=-80),
        Stop(kind=StopKind.BREAK, id="break", start=-70, end=-40),
        Stop(kind=StopKind.VISIT, id="v2", start=-30, end=-10))),))
    assert plan_day(night, seconds=0.0, workers=1, start=start).unplanned_by_class == {}


PLANNABLE = {
    "no time for a second window": day(
        [visit("v1", "08:00-08:00-10:00, 10:30-11:00")], shifts=[shift("c1", "09:30-10:40")], minutes=0,
        prices=Prices()),
    "a next stop that closes before it": day(
        [visit("v1", "08:00-08:00-10:00, 10:30-11:00"), visit("v2", "10:00-10:20")],
        shifts=[shift("c1", "09:30-15:00")], minutes=0, prices=Prices()),
    "a break at the end before the next duty": day(
        [visit("v1", "10:00-10:00")], prices=free(waiting=1),
        shifts=[shift("c1", "08:00-16:00", next_start=1560, break_=pause("12:00-13:00", at_ends=True))]),
}


@pytest.mark.parametrize("name", PLANNABLE)
def test_the_search_alone_plans_what_can_be_planned(name: str) -> None:
    assert plan_day(PLANNABLE[name], effort=50, workers=1).unplanned_by_class == {}


def test_of_a_plan_to_start_from_the_least_urgent_of_what_no_longer_fits_is_left_out() -> None:
    carers = [carer("c1"), carer("c2")]
    others = [visit("v1"), visit("v2"), visit("v4", window="08:00-08:40")]
    before = day([*others, visit("v3")], carers)
    start = plan(before, c1="v1@08:00 v2@08:30", c2="v3@08:00 v4@08:30")
    today = day([*others, visit("v3", window="08:31-08:32", priority=1)], carers)
    search = Search(compile_day(today), workers=1)
    fits = search.what_fits(from_plan(search.compiled, start))
    ids = [[search.compiled.units[search.compiled.jobs.unit[job]] for job in route] for route in fits.routes]
    assert ids == [["v1", "v2"], ["v3"]]


def test_of_two_carers_in_a_plan_to_start_from_the_pinned_one_has_the_job_that_is_pinned() -> None:
    made = day([visit("v1", carers_needed=2)], [carer("c1"), carer("c2")], pins=(Pin(visit="v1", carer="c2"),))
    compiled = compile_day(made)
    found = from_plan(compiled, plan(made, c1="v1@08:00", c2="v1@08:00"))
    assert all(compiled.jobs.allowed[job, route] for route, jobs in enumerate(found.routes) for job in jobs)
    assert len(found.planned) == 2


def test_a_carer_too_many_at_a_visit_of_a_plan_to_start_from_is_left_out_of_it() -> None:
    made = day([visit("v1")], [carer("c1"), carer("c2")])
    assert from_plan(compile_day(made), plan(made, c1="v1@08:00", c2="v1@08:00")).routes == ((0,), ())


@pytest.mark.parametrize("seconds", [600, float("inf")])
def test_cancelling_returns_the_best_so_far(made: Day, seconds: float) -> None:
    cancel, seen = threading.Event(), []

    def watch(progress: Progress) -> None:
        seen.append(progress)
        if progress.cost is not None:
            cancel.set()

    result = plan_day(made, seconds=seconds, progress=watch, cancel=cancel)
    assert check(made, result.plan).valid
    assert seen[-1].unplanned is not None


def test_who_cancels_before_it_begins_has_a_plan_whatever_the_effort(made: Day) -> None:
    cancel = threading.Event()
    cancel.set()
    result = plan_day(made, effort=2000, workers=1, cancel=cancel)
    assert check(made, result.plan).valid
    assert 0 < result.info["iterations"] < 2000


def test_a_failing_listener_stops_the_planning_and_is_heard_of(made: Day) -> None:
    def fail(progress: Progress) -> None:
        raise OSError("the screen is gone")

    with pytest.raises(OSError, match="the screen is gone"):
        plan_day(made, seconds=600, progress=fail)


def test_a_listener_that_failed_is_told_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    def solve(engine: Engine, _: Any) -> Outcome:
        engine.tell(note="first")
        engine.tell(note="second")
        return Outcome(Solution(((),), (UNPLANNED,), (None,)))

    def fail(progress: Progress) -> None:
        told.append(progress.note)
        raise OSError("the screen is gone")

    monkeypatch.setattr(Engine, "solve", solve)
    with pytest.raises(OSError, match="the screen is gone"):
        plan_day(day(), progress=fail)
    assert len(told) == 1


def test_a_listener_that_ends_the_program_stops_the_planning(made: Day) -> None:
    cancel = threading.Event()

    def leave(progress: Progress) -> None:
        raise SystemExit(7)

    with pytest.raises(SystemExit):
        plan_day(made, seconds=600, progress=leave, cancel=cancel)
    assert not cancel.is_set()  # others may plan until it is


def test_a_listener_that_is_busy_is_told_the_latest_only(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int | None] = []
    listening, solved = threading.Event(), threading.Event()

    def solve(engine: Engine, _: Any) -> Outcome:
        engine.tell(cost=9)
        assert listening.wait(60)
        for cost in (8, 7, 6):
            engine.tell(cost=cost)
        solved.set()
        return Outcome(Solution(((),), (UNPLANNED,), (None,)))

    def listen(progress: Progress) -> None:
        told.append(progress.cost)
        listening.set()
        assert solved.wait(60)

    monkeypatch.setattr(Engine, "solve", solve)
    result = plan_day(day(), progress=listen)
    assert told == [9, 6, result.cost]


def test_ctrl_c_returns_the_best_so_far_and_leaves_the_handler_alone() -> None:
    code = (
        "import signal, os, threading, time\n"
        "from triagering import generate_day, plan_day\n"
        "day = generate_day(visits=40, carers=5)\n"
        "plan_day(day, effort=1)\n"
        "before = signal.getsignal(signal.SIGINT)\n"
        "threading.Timer(0.7, lambda: os.kill(os.getpid(), signal.SIGINT)).start()\n"
        "cancel = threading.Event()\n"
        "result = plan_day(day, seconds=600, cancel=cancel)\n"
        "assert cancel.is_set()\n"
        "assert signal.getsignal(signal.SIGINT) is before\n"
        "print('planned', len(result.plan.routes))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=500, check=False)
    assert done.stdout.strip() == "planned 5", done.stderr


def test_a_break_of_no_minutes_is_taken_where_it_fits() -> None:
    """It fits only before the way, with no minute to spare."""
    tight = day([visit("v1", "09:20-09:20", minutes=30), visit("v2", "10:20-10:20")], minutes=30,
                shifts=[shift("c1", break_=pause("08:00-10:00", 0))])
    assert not plan_day(tight, effort=50, workers=1).plan.unplanned


def test_overtime_without_end_makes_no_tables_without_end() -> None:
    long = day([visit("v1", minutes=60)], shifts=[shift("c1", overtime=100_000_000, break_=pause("15:00-16:00"))])
    assert compile_day(long).routes.latest_return.tolist() == [16 * 60 + 30 + 10]
