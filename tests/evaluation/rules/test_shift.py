import pytest

from tests.builders import carer, day, free, minute, pause, plan, shift, visit
from tests.evaluation.judging import amounts, broken
from triagering.evaluation import check
from triagering.models import Route, Rule, Term

EARLY = visit(window="06:00-14:00")


@pytest.mark.parametrize(("given", "start", "inside"), [
    ({}, "07:10", True),
    ({}, "07:09", False),
    ({"previous_end": minute("20:00") - 1440}, "07:10", True),
    ({"previous_end": minute("20:01") - 1440}, "07:10", False),
    ({"previous_end": minute("20:01") - 1440}, "07:11", True),
    ({"previous_end": minute("22:01") - 1440, "rest_before": 540}, "07:11", True),
    ({"previous_end": minute("22:01") - 1440, "rest_before": 540}, "07:10", False),
    ({"previous_end": minute("22:01") - 1440, "rest_after": 540}, "09:10", False),
    ({"previous_end": minute("19:01") - 1440, "rest_before": 720}, "07:11", True),
    ({"previous_end": minute("19:01") - 1440, "rest_before": 720}, "07:10", False),
])
def test_the_carer_leaves_after_the_start_of_the_shift_and_the_daily_rest(given, start, inside):
    one = day([EARLY], shifts=[shift(**given)])
    assert broken(Rule.SHIFT, one, plan(one, c1=f"v1@{start}")) == ([] if inside else [("c1",)])


@pytest.mark.parametrize(("given", "start", "inside"), [
    ({}, "11:30", True),
    ({}, "11:31", False),
    ({"overtime": 15}, "11:45", True),
    ({"overtime": 15}, "11:46", False),
    ({"next_start": minute("23:00")}, "11:30", True),
    ({"next_start": minute("22:59")}, "11:30", False),
    ({"overtime": 15, "next_start": minute("23:05")}, "11:35", True),
    ({"overtime": 15, "next_start": minute("23:05")}, "11:36", False),
    ({"overtime": 15, "next_start": minute("21:05"), "rest_after": 540}, "11:35", True),
    ({"overtime": 15, "next_start": minute("21:05"), "rest_after": 540}, "11:36", False),
    ({"overtime": 15, "next_start": minute("23:00"), "rest_before": 540}, "11:31", False),
])
def test_the_carer_is_back_before_the_end_its_overtime_and_the_next_daily_rest(given, start, inside):
    one = day([EARLY], shifts=[shift("c1", "07:00-12:00", **given)])
    assert broken(Rule.SHIFT, one, plan(one, c1=f"v1@{start}")) == ([] if inside else [("c1",)])


def test_the_daily_rest_is_a_local_agreement():
    late = [shift(previous_end=minute("23:00") - 1440)]
    early_start = plan(day(), c1="v1@07:10")
    assert broken(Rule.SHIFT, day([EARLY], shifts=late), early_start) == [("c1",)]
    assert broken(Rule.SHIFT, day([EARLY], shifts=late, settings={"daily_rest": 480}), early_start) == []


@pytest.mark.parametrize(("route", "inside"), [
    ("break@07:10+30 v1@08:00", True),
    ("break@07:09+30 v1@08:00", False),
    ("v1@11:00 break@11:20+30", True),
    ("v1@11:00 break@11:21+30", False),
])
def test_a_break_at_either_end_is_within_the_shift_too(route, inside):
    one = day([EARLY], shifts=[shift("c1", "07:00-12:00", break_=pause("07:00-12:00", at_ends=True))])
    assert broken(Rule.SHIFT, one, plan(one, c1=route)) == ([] if inside else [("c1",)])


def test_only_carers_with_a_shift_have_a_route_and_only_one():
    two = day(carers=[carer("c1"), carer("c2")], shifts=[shift("c1")])
    good = plan(two, c1="v1@08:00")
    assert broken(Rule.SHIFT, two, good) == []
    assert broken(Rule.SHIFT, two, plan(two, c2="v1@08:00")) == [("c2",)]
    assert broken(Rule.SHIFT, two, good.replace(routes=(*good.routes, Route(carer="c1")))) == [("c1",)]
    assert broken(Rule.SHIFT, two, good.replace(routes=(*good.routes, Route(carer="nobody")))) == [("nobody",)]


def test_a_shift_without_a_route_is_a_shift_without_stops():
    two = day(carers=[carer("c1"), carer("c2")])
    good = plan(two, c1="v1@08:00")
    assert check(two, good.replace(routes=good.routes[:1])).valid


@pytest.mark.parametrize(("start", "over"), [("11:30", 0), ("11:31", 1), ("11:45", 15)])
def test_overtime_is_priced_by_the_minute(start, over):
    one = day([EARLY], shifts=[shift("c1", "07:00-12:00", overtime=15)], prices=free(overtime=30))
    assert check(one, plan(one, c1=f"v1@{start}")).cost == 30 * over


def test_a_break_after_the_last_stop_delays_the_return():
    one = day([EARLY], shifts=[shift("c1", "07:00-12:00", overtime=60, break_=pause(at_ends=True))],
              prices=free(overtime=30))
    assert check(one, plan(one, c1="v1@11:00 break@11:30+30")).costs == {Term.OVERTIME: 30 * 10}


def test_a_shift_without_stops_has_a_price_of_its_own():
    two = day(carers=[carer("c1"), carer("c2")],
              shifts=[shift("c1", unused_price=7), shift("c2", unused_price=11)])
    assert amounts(Term.UNUSED_SHIFT, Rule.SHIFT, two, plan(two, c1="v1@08:00")) == {("c2",): 1}
    assert check(two, plan(two, c1="v1@08:00")).cost == 11
