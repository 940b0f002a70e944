import pytest

from tests.builders import activity, carer, day, free, pause, plan, shift, visit
from tests.evaluation.judging import amounts, broken
from triagering.evaluation import check
from triagering.models import Rule, Term


@pytest.mark.parametrize(("most", "holds"), [(None, True), (70, True), (69, False)])
def test_the_load_is_travel_and_service_without_waiting_and_break(most, holds):
    two = day([visit("v1"), visit("v2", "12:00-14:00")], shifts=[shift(max_load=most, break_=pause())])
    found = broken(Rule.FAIRNESS, two, plan(two, c1="v1@08:00 break@11:00+30 v2@12:00"))
    assert found == ([] if holds else [("c1",)])


def test_activities_are_load_too():
    one = day(shifts=[shift(max_load=69)], activities=(activity(),))
    assert broken(Rule.FAIRNESS, one, plan(one, c1="v1@08:00 a1@12:00")) == [("c1",)]


@pytest.mark.parametrize(("routes", "idlest", "minutes"), [
    ({"c1": "v1@08:00 break@08:20+30 v2@09:00", "c2": ""}, "c2", 240),
    ({"c1": "v1@08:00 break@08:20+30 v2@09:00", "c2": "v3@08:00"}, "c1", 300 - 70 - 30),
    ({"c1": "v1@08:00 break@08:20+50 v2@09:20", "c2": "v3@08:00"}, "c2", 200),
    ({"c1": "v1@08:00 break@08:20+30 v2@11:50", "c2": "v3@08:00"}, "c1", 320 - 70 - 30),
])
def test_the_idlest_shift_has_the_most_minutes_without_travel_service_and_break(routes, idlest, minutes):
    two = day([visit("v1"), visit("v2", "08:00-12:00"), visit("v3", unplanned_price=0)], [carer("c1"), carer("c2")],
              shifts=[shift("c1", "07:00-12:00", overtime=60, break_=pause("08:00-09:00")), shift("c2", "07:00-11:00")],
              prices=free(worst_idle=2))
    assert amounts(Term.WORST_IDLE, Rule.FAIRNESS, two, plan(two, **routes)) == {(idlest,): minutes}


@pytest.mark.parametrize(("unused", "amount"), [(None, {("c2",): 240}), (201, {("c2",): 201}), (199, {("c1",): 200})])
def test_a_shift_without_stops_is_idle_for_as_long_as_it_says(unused, amount):
    two = day([visit("v1")], [carer("c1"), carer("c2")], prices=free(worst_idle=1),
              shifts=[shift("c1", "07:00-11:00", unused_idle=0), shift("c2", "07:00-11:00", unused_idle=unused)])
    assert amounts(Term.WORST_IDLE, Rule.FAIRNESS, two, plan(two, c1="v1@08:00")) == amount


@pytest.mark.parametrize(("share", "expected"), [
    ("equal", {("c1",): 14, ("c2",): 7, ("c3",): 7}),
    ("by_shift", {("c1",): 20, ("c3",): 20}),
])
def test_the_spread_of_load_is_rounded_up_per_shift(share, expected):
    """Loads 40, 20 and 20 of 80: fair are 26 2/3 each, or 20, 20 and 40 by shifts of 2, 2 and 4 hours."""
    three = day([visit("v1"), visit("v2", minutes=10), visit("v3", minutes=10)],
                [carer("c1"), carer("c2"), carer("c3")], minutes=5, legs={"base z1": 10, "z1 base": 10},
                shifts=[shift("c1", "07:00-09:00"), shift("c2", "07:00-09:00"), shift("c3", "07:00-11:00")],
                prices=free(load_spread=1), settings={"load_share": share})
    found = amounts(Term.LOAD_SPREAD, Rule.FAIRNESS, three, plan(three, c1="v1@08:00", c2="v2@08:00", c3="v3@08:00"))
    assert found == expected


def test_heavy_visits_count_for_the_carer_who_has_most():
    four = day([visit(f"v{n}", heavy=n < 4) for n in range(1, 5)], [carer("c1"), carer("c2")],
               prices=free(worst_heavy=25))
    report = check(four, plan(four, c1="v1@08:00 v4@09:00", c2="v2@08:00 v3@09:00"))
    assert report.costs == {Term.WORST_HEAVY: 50}
    assert report.charges[0].about == ("c2",)


@pytest.mark.parametrize(("end", "idle"), [("07:40", 0), ("07:41", 1)])
def test_a_shift_filled_to_the_minute_is_not_idle(end, idle):
    one = day([visit(window="07:00-08:00")], shifts=[shift("c1", f"07:00-{end}")], prices=free(worst_idle=1))
    assert check(one, plan(one, c1="v1@07:10")).cost == idle
