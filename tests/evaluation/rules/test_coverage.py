import pytest

from tests.builders import activity, carer, day, free, plan, shift, visit
from tests.evaluation.judging import amounts, broken
from triagering.evaluation import check
from triagering.models import Pin, Rule, StopKind, Term

COVERAGE = Rule.COVERAGE


@pytest.mark.parametrize(("needed", "routes", "expected"), [
    (1, {"c1": "v1@08:00"}, []),
    (1, {}, [("v1",)]),
    (1, {"c1": "v1@08:00", "c2": "v1@08:00"}, [("v1",)]),
    (1, {"c1": "v1@08:00 v1@09:00"}, [("v1",)]),
    (2, {"c1": "v1@08:00", "c2": "v1@08:00"}, []),
    (2, {"c1": "v1@08:00"}, [("v1",)]),
    (1, {"c1": "v1@08:00+19"}, [("v1", "c1")]),
    (1, {"c1": "v1@08:00+21"}, [("v1", "c1")]),
    (1, {"c1": "v1@08:00+-20"}, [("v1", "c1")]),
])
def test_a_visit_has_as_many_stops_as_carers_needed_each_of_its_length(needed, routes, expected):
    two = day([visit(carers_needed=needed)], [carer("c1"), carer("c2")])
    assert broken(COVERAGE, two, plan(two, **routes)) == expected


@pytest.mark.parametrize(("unplanned", "routes", "expected"), [
    ("v1:no_capacity", {}, []),
    ("v1:no_capacity", {"c1": "v1@08:00"}, [("v1",)]),
    ("v1:no_capacity v1:no_capacity", {}, [("v1",)]),
    ("v1:no_capacity v9:no_capacity", {}, [("v9",)]),
])
def test_a_visit_is_in_the_plan_exactly_once(unplanned, routes, expected):
    assert broken(COVERAGE, day(), plan(day(), unplanned, **routes)) == expected


def test_stops_that_the_day_does_not_know_are_named():
    assert broken(COVERAGE, day(), plan(day(), c1="v1@08:00 v9@09:00")) == [("v9", "c1")]


def test_a_visit_is_not_an_activity():
    good = plan(day(), c1="v1@08:00")
    stop = good.routes[0].stops[0].replace(kind=StopKind.ACTIVITY)
    assert broken(COVERAGE, day(), good.replace(routes=(good.routes[0].replace(stops=(stop,)),))) == [
        ("v1", "c1"), ("v1",)]


@pytest.mark.parametrize(("routes", "expected"), [
    ({"c1": "v1@08:00 a1@12:00", "c2": "a1@12:00"}, []),
    ({"c1": "v1@08:00 a1@12:00"}, [("a1", "c2")]),
    ({"c1": "v1@08:00 a1@12:00", "c2": "a1@12:00 a1@13:00"}, [("a1", "c2")]),
    ({"c1": "v1@08:00 a1@12:00", "c2": "a1@12:00", "c4": "a1@12:00"}, [("a1", "c4")]),
    ({"c1": "v1@08:00 a1@12:00", "c2": "a1@12:00+29"}, [("a1", "c2")]),
    ({"c1": "v1@08:00"}, [("a1",)]),
])
def test_an_activity_is_done_by_all_its_carers_at_work_and_nobody_else(routes, expected):
    meeting = activity(carers=("c1", "c2", "c3"))
    team = day([visit()], [carer(f"c{n}") for n in range(1, 5)], shifts=[shift("c1"), shift("c2"), shift("c4")],
               activities=(meeting,))
    assert broken(COVERAGE, team, plan(team, **routes)) == expected


def test_only_visits_with_a_price_of_their_own_and_without_a_pin_cost_something():
    three = day([visit("v1", unplanned_price=70), visit("v2"), visit("v3", unplanned_price=90)],
                pins=(Pin(visit="v3", start=480),))
    none = plan(three, "v1:price v2:no_capacity v3:no_capacity")
    report = check(three, none)
    assert report.valid
    assert report.costs == {Term.UNPLANNED: 70}
    assert report.unplanned_by_class == {"pinned": 1, "priority 3": 1}


def test_a_visit_with_a_price_costs_nothing_when_it_is_planned():
    one = day([visit(unplanned_price=70)], prices=free())
    assert amounts(Term.UNPLANNED, COVERAGE, one, plan(one, c1="v1@08:00")) == {}


def test_what_is_left_out_is_counted_most_urgent_first():
    four = day([visit("v1", priority=5), visit("v2", time_critical=True, priority=2), visit("v3", priority=1),
                visit("v4", priority=5)], activities=(activity(),))
    report = check(four, plan(four, "v1:no_capacity v2:no_capacity v3:no_capacity v4:no_capacity a1:no_capacity"))
    assert list(report.unplanned_by_class.items()) == [
        ("pinned", 1), ("critical 2", 1), ("priority 1", 1), ("priority 5", 2)]
