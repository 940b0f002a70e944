"""Time, travel, shift and break, alone: possible and impossible to the minute, and what they cost."""

from __future__ import annotations

import pytest

from tests.builders import carer, day, free, minute, pause, shift, visit
from tests.solver.exact.solving import best, best_plan, cost, possible
from triagering.models import Day, Link, Shift, Stop, Term


def stops(made: Day, carer_id: str = "c1") -> list[str]:
    return [str(stop) for route in best_plan(made).routes if route.carer == carer_id for stop in route.stops]


def the_break(made: Day) -> Stop:
    found = [stop for route in best_plan(made).routes for stop in route.stops if stop.kind == "break"]
    assert len(found) == 1
    return found[0]


def two_visits(pause_: object, second: str = "09:00-09:00", **given: object) -> Day:
    """Twenty minutes at 08:00 and at ``second``, ten minutes apart."""
    return day([visit("v1", "08:00-08:00"), visit("v2", second)], shifts=[shift(break_=pause_)], **given)


@pytest.mark.parametrize(("latest", "fits"), [("08:30", True), ("08:29", False)])
def test_a_second_visit_needs_the_travel_after_the_first(latest: str, fits: bool) -> None:
    assert possible(day([visit("v1", "08:00-08:00"), visit("v2", f"08:00-{latest}")])) is fits


@pytest.mark.parametrize(("out", "home", "first", "second"), [(60, 5, "08:10", "08:30"), (5, 60, "08:30", "08:10")])
def test_a_way_may_be_shorter_by_another_visit(out: int, home: int, first: str, second: str) -> None:
    legs = {"base z1": 5, "z1 base": 5, "z1 z2": 5, "z2 z1": 5, "base z2": out, "z2 base": home}
    assert possible(day([visit("v1", f"{first}-{first}", minutes=10), visit("v2", f"{second}-{second}", minutes=10)],
                        legs=legs, shifts=[shift("c1", "08:00-09:00")]))


def test_who_does_the_first_of_two_linked_visits_may_go_on_with_the_second_at_once() -> None:
    assert possible(day([visit("v1", citizen="z1"), visit("v2", citizen="z1")],
                        links=(Link(id="l", first="v1", second="v2", min_gap=20, max_gap=20),)))


@pytest.mark.parametrize(("opens", "fits"), [("07:50", True), ("07:51", False)])
def test_carers_leave_when_the_shift_starts(opens: str, fits: bool) -> None:
    assert possible(day([visit("v1", "08:00-08:00")], shifts=[shift("c1", f"{opens}-15:00")])) is fits


@pytest.mark.parametrize(("hours", "overtime", "fits"), [
    ("07:00-08:30", 0, True), ("07:00-08:29", 0, False), ("07:00-08:20", 10, True), ("07:00-08:20", 9, False)])
def test_carers_are_back_when_the_shift_and_its_overtime_end(hours: str, overtime: int, fits: bool) -> None:
    assert possible(day([visit("v1", "08:00-08:00")], shifts=[shift("c1", hours, overtime=overtime)])) is fits


@pytest.mark.parametrize(("given", "fits"), [
    ({"previous_end": minute("20:50") - 1440}, True), ({"previous_end": minute("20:51") - 1440}, False),
    ({"next_start": minute("19:30")}, True), ({"next_start": minute("19:29")}, False),
    ({"previous_end": minute("22:50") - 1440, "rest_before": 540}, True),
    ({"previous_end": minute("22:51") - 1440, "rest_before": 540}, False),
    ({"next_start": minute("17:30"), "rest_after": 540}, True),
    ({"next_start": minute("17:29"), "rest_after": 540}, False)])
def test_eleven_hours_of_rest_or_what_was_agreed_on_lie_between_shifts(given: dict[str, int], fits: bool) -> None:
    worked = Shift(carer="c1", start=420, end=minute("08:30"), **given)
    assert possible(day([visit("v1", "08:00-08:00")], shifts=[worked])) is fits


def test_overtime_is_paid_per_minute_and_an_unused_shift_as_a_whole() -> None:
    made = day([visit("v1", "08:00-08:00")], [carer("c1"), carer("c2")], prices=free(overtime=30),
               shifts=[shift("c1", "07:00-08:20", overtime=10), shift("c2", unused_price=299)])
    assert cost(made) == 0  # by c2; c1 would cost 300 and leave c2 unused
    made = day([visit("v1", "08:00-08:00")], prices=free(overtime=30),
               shifts=[shift("c1", "07:00-08:20", overtime=15)])
    assert best(made).costs == {Term.OVERTIME: 300}


def test_travel_is_paid_from_leaving_to_being_back() -> None:
    made = day([visit("v1"), visit("v2")], legs={"base z1": 3, "z1 z2": 4, "z2 base": 5}, prices=free(travel=10))
    assert best(made).costs == {Term.TRAVEL: 120}


def test_a_visit_starts_in_one_of_its_windows() -> None:
    short = [shift("c1", "08:00-10:00")]
    assert possible(day([visit("v1", "08:00-08:30"), visit("v2", "08:00-08:10, 09:00-09:30")], shifts=short))
    assert not possible(day([visit("v1", "08:10-08:10"), visit("v2", "08:00-08:10, 08:31-08:39")], shifts=short))


@pytest.mark.parametrize(("first", "last", "late"), [
    ("08:00-08:00", "09:30-09:30", 10), ("07:00-07:00", "09:30-09:30", 0), ("08:00-08:00", "11:00-11:00", 0),
    ("08:05-08:05", "09:30-09:30", 15), ("08:15-08:15", "09:30-09:30", 20)])
def test_lateness_counts_from_what_was_agreed_for_the_window_it_starts_in(first: str, last: str, late: int) -> None:
    made = day([visit("v1", first), visit("v2", "08:00-08:20-09:00, 09:40-09:40-10:00"), visit("v3", last)],
               shifts=[shift("c1", "06:00-15:00")], prices=free(lateness=5))
    assert cost(made) == late * 5


def test_the_worst_lateness_is_paid_once() -> None:
    visits = [visit("v1", "08:00-08:00-09:00"), visit("v2", "08:00-08:00-09:00"), visit("v3", "08:00-08:00-09:00")]
    assert best(day(visits, prices=free(lateness=1, worst_lateness=10))).costs == {
        Term.LATENESS: 90, Term.WORST_LATENESS: 600}


def test_waiting_before_the_first_stop_counts_only_if_carers_leave_at_the_start_of_the_shift() -> None:
    visits = [visit("v1", "08:00-08:00"), visit("v2", "09:00-09:00")]
    assert best(day(visits, prices=free(waiting=2))).costs == {Term.WAITING: 60}
    assert best(day(visits, prices=free(waiting=2), settings={"wait_before_first": True})).costs == {Term.WAITING: 160}


def test_the_break_is_lengthened_when_that_saves_waiting() -> None:
    made = two_visits(pause("08:00-09:00", 10), prices=free(waiting=2))
    assert best(made).costs == {}
    assert the_break(made).end - the_break(made).start == 30


def test_a_latest_end_limits_the_lengthening() -> None:
    made = two_visits(pause("08:00-09:00", 10, latest_end=minute("08:45")), prices=free(waiting=2))
    assert best(made).costs == {Term.WAITING: 10}


@pytest.mark.parametrize(("window", "second", "fits"), [
    ("08:20-08:20", "08:50-08:50", True), ("08:19-08:19", "08:50-08:50", False),
    ("08:20-08:20", "08:49-08:49", False),
    ("08:30-08:30", "08:50-08:50", True), ("08:29-08:29", "08:50-08:50", False),
    ("08:31-08:31", "08:50-08:50", False), ("08:25-08:25", "08:55-08:55", True), ("08:25-08:25", "08:54-08:54", False),
])
def test_the_break_lies_at_the_place_of_the_stop_before_or_after_it(window: str, second: str, fits: bool) -> None:
    assert possible(two_visits(pause(window, 20), f"{second}")) is fits


@pytest.mark.parametrize(("latest_end", "fits"), [("08:40", True), (None, True)])
def test_the_break_ends_in_time(latest_end: str | None, fits: bool) -> None:
    limit = None if latest_end is None else minute(latest_end)
    assert possible(two_visits(pause("08:20-08:40", 20, latest_end=limit))) is fits


def test_a_break_is_due_from_two_stops_on() -> None:
    assert possible(day([visit("v1", "08:00-08:00")], shifts=[shift(break_=pause())]))
    assert not possible(two_visits(pause("11:00-13:00")))


def test_a_break_that_may_lie_at_the_ends_is_due_from_one_stop_on() -> None:
    ends = pause("07:10-07:30", 30, at_ends=True)
    made = day([visit("v1", "08:00-08:00")], shifts=[shift(break_=ends)])
    assert stops(made)[0].endswith("break")
    late = pause("08:31-08:40", 30, at_ends=True)
    assert not possible(day([visit("v1", "08:00-08:00")], shifts=[shift("c1", "07:00-09:10", break_=late)]))


@pytest.mark.parametrize(("window", "hours", "fits"), [
    ("07:10-07:10", "07:00-10:00", True), ("07:09-07:09", "07:00-10:00", False),
    ("07:30-07:30", "07:00-10:00", True), ("07:31-07:31", "07:00-10:00", False),
    ("08:20-08:20", "07:00-09:00", True), ("08:20-08:20", "07:00-08:59", False)])
def test_a_break_at_the_ends_lies_inside_the_shift_with_the_travel(window: str, hours: str, fits: bool) -> None:
    made = day([visit("v1", "08:00-08:00")], shifts=[shift("c1", hours, break_=pause(window, 30, at_ends=True))])
    assert possible(made) is fits


def test_a_missed_break_has_its_price() -> None:
    made = two_visits(pause("11:00-13:00", mandatory=False), prices=free(missed_break=600))
    assert best(made).costs == {Term.MISSED_BREAK: 600}


def test_a_break_after_the_last_stop_ends_the_waiting_and_delays_the_return() -> None:
    worked = shift("c1", "07:00-09:00", overtime=60, break_=pause("08:50-09:00", 20, at_ends=True))
    made = day([visit("v1", "08:00-08:00")], shifts=[worked], prices=free(waiting=1, overtime=1))
    assert best(made).costs == {Term.WAITING: 30, Term.OVERTIME: 20}
