import pytest

from tests.builders import carer, day, free, pause, plan, shift, visit
from tests.evaluation.judging import amounts, broken
from triagering.evaluation import check
from triagering.models import Rule, Term, Travel

LEGS = {"base z1": 5, "z1 z2": 10, "z2 z1": 25, "z2 base": 7, "z1 base": 3, "base z2": 9}


def two_visits(**given):
    return day([visit("v1"), visit("v2")], legs=LEGS, **given)


@pytest.mark.parametrize(("route", "named"), [
    ("v1@08:00 v2@08:30", []),
    ("v1@08:00 v2@08:29", [("v2", "v1", "c1")]),
    ("v2@08:00 v1@08:45", []),
    ("v2@08:00 v1@08:44", [("v1", "v2", "c1")]),
    ("v2@08:30 v1@08:00", [("v1", "v2", "c1")]),
    ("v1@08:00 v2@08:00", [("v2", "v1", "c1")]),
])
def test_the_next_stop_waits_for_the_travel_in_its_direction(route, named):
    assert broken(Rule.TRAVEL, two_visits(), plan(two_visits(), c1=route)) == named


def test_a_break_does_not_shorten_the_road():
    one = two_visits(shifts=[shift(break_=pause("08:00-09:00", 5))])
    assert broken(Rule.TRAVEL, one, plan(one, c1="v1@08:00 break@08:20+9 v2@08:29")) == [("v2", "v1", "c1")]


def test_each_carer_travels_in_his_or_her_own_mode():
    both = Travel(places=("base", "z1"), minutes={"car": ((0, 4), (4, 0)), "bike": ((0, 9), (9, 0))})
    one = day(carers=[carer(mode="bike")], travel=both, prices=free(travel=1))
    assert amounts(Term.TRAVEL, Rule.TRAVEL, one, plan(one, c1="v1@08:00")) == {("c1",): 18}


def test_travel_is_paid_from_the_start_place_to_the_end_place():
    one = two_visits(prices=free(travel=10))
    assert check(one, plan(one, c1="v1@08:00 v2@09:00")).costs == {Term.TRAVEL: 10 * (5 + 10 + 7)}


def test_the_end_place_may_be_another():
    one = day(carers=[carer(end_place="depot")], legs={"z1 depot": 44}, prices=free(travel=1))
    assert amounts(Term.TRAVEL, Rule.TRAVEL, one, plan(one, c1="v1@08:00")) == {("c1",): 10 + 44}


@pytest.mark.parametrize(("route", "before_first", "waiting"), [
    ("v1@08:00 v2@08:30", False, 0),
    ("v1@08:00 v2@08:31", False, 1),
    ("v1@08:00 break@08:20+30 v2@09:05", False, 5),
    ("v1@08:00 break@08:20+45 v2@09:15", False, 0),
    ("v1@08:00 break@08:30+30 v2@09:00", False, 0),
    ("v1@08:00 v2@08:30 break@08:50+30", False, 0),
    ("v1@08:00 v2@08:30 break@09:00+30", False, 10),
    ("break@07:10+30 v1@08:00 v2@08:30", False, 0),
    ("v1@08:00 v2@08:30", True, 55),
    ("break@07:10+30 v1@08:00 v2@08:30", True, 25),
    ("", True, 0),
])
def test_waiting_is_what_is_left_between_stops_without_travel_and_break(route, before_first, waiting):
    one = two_visits(shifts=[shift(break_=pause("07:00-10:00", 30, at_ends=True, mandatory=False))],
                     prices=free(waiting=1), settings={"wait_before_first": before_first})
    found = amounts(Term.WAITING, Rule.TRAVEL, one, plan(one, c1=route))
    assert found == ({("c1",): waiting} if waiting else {})
