import pytest

from tests.builders import carer, day, plan, visit
from tests.evaluation.judging import broken
from triagering.models import CarerRelation, Link, Rule


def linked(second_needs=1, **link):
    return day([visit("v1", "08:00-12:00"), visit("v2", "06:00-14:00", citizen="z1", carers_needed=second_needs)],
               [carer("c1"), carer("c2")], links=(Link(id="l1", first="v1", second="v2", **link),))


@pytest.mark.parametrize(("link", "second", "holds"), [
    ({"min_gap": 60}, "09:59", False),
    ({"min_gap": 60}, "10:00", True),
    ({"max_gap": 90}, "10:30", True),
    ({"max_gap": 90}, "10:31", False),
    ({"min_gap": 60, "max_gap": 90}, "09:59", False),
    ({"min_gap": 60, "max_gap": 90}, "10:15", True),
    ({"min_gap": 60, "max_gap": 90}, "10:31", False),
    ({"min_gap": 0, "max_gap": 0}, "09:00", True),
    ({"min_gap": 0, "max_gap": 0}, "09:01", False),
    ({"min_gap": 0, "max_gap": 0}, "08:59", False),
    ({"min_gap": -30, "max_gap": 30}, "08:30", True),
    ({"min_gap": -30, "max_gap": 30}, "08:29", False),
])
def test_the_gap_between_starts_is_kept_to_the_minute(link, second, holds):
    one = linked(**link)
    found = broken(Rule.LINKS, one, plan(one, c1="v1@09:00", c2=f"v2@{second}"))
    assert found == ([] if holds else [("l1", "v1", "v2")])


@pytest.mark.parametrize(("relation", "routes", "holds"), [
    (CarerRelation.SAME, {"c1": "v1@08:00 v2@09:00"}, True),
    (CarerRelation.SAME, {"c1": "v1@08:00", "c2": "v2@09:00"}, False),
    (CarerRelation.OTHER, {"c1": "v1@08:00 v2@09:00"}, False),
    (CarerRelation.OTHER, {"c1": "v1@08:00", "c2": "v2@09:00"}, True),
    (CarerRelation.ANY, {"c1": "v1@08:00 v2@09:00"}, True),
])
def test_linked_visits_are_done_by_the_same_or_by_other_carers(relation, routes, holds):
    one = linked(carers=relation)
    assert broken(Rule.LINKS, one, plan(one, **routes)) == ([] if holds else [("l1", "v1", "v2")])


def test_other_means_no_carer_in_common_at_a_visit_by_two():
    one = linked(second_needs=2, carers=CarerRelation.OTHER)
    assert broken(Rule.LINKS, one, plan(one, c1="v1@08:00 v2@09:00", c2="v2@09:00")) == [("l1", "v1", "v2")]


@pytest.mark.parametrize(("all_or_none", "route", "unplanned", "holds"), [
    (True, "v1@08:00 v2@09:00", "", True),
    (True, "v1@08:00", "v2:no_capacity", False),
    (True, "v2@08:00", "v1:no_capacity", False),
    (True, "", "v1:no_capacity v2:linked", True),
    (False, "v1@08:00", "v2:no_capacity", True),
])
def test_all_or_none_never_plans_one_without_the_other(all_or_none, route, unplanned, holds):
    one = linked(all_or_none=all_or_none, max_gap=60)
    assert broken(Rule.LINKS, one, plan(one, unplanned, c1=route)) == ([] if holds else [("l1", "v1", "v2")])
