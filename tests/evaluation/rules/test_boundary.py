import pytest

from tests.builders import carer, citizen, day, free, plan, visit
from tests.evaluation.judging import broken
from triagering.evaluation import check
from triagering.models import District, Miniteam, Municipality, Rule, Term


def town(home, worker, closed=False, **given):
    return day(
        [visit()], [carer(miniteam=worker, **given)], citizens=[citizen(miniteam=home)],
        municipality=Municipality(
            districts=(District(id="north", closed=closed), District(id="south")),
            miniteams=(Miniteam(id="n1", district="north"), Miniteam(id="n2", district="north"),
                       Miniteam(id="s1", district="south"), Miniteam(id="none"))),
        prices=free(outside_team=150, outside_district=300, substitute=60))


@pytest.mark.parametrize(("home", "worker", "admitted"), [
    ("n1", "n1", True), ("n1", "n2", True), ("n1", "s1", False), ("n1", "none", False), ("n1", None, False),
    ("s1", "n1", True), ("none", "s1", True), (None, "s1", True),
])
def test_a_closed_district_is_visited_by_its_own_miniteams_only(home, worker, admitted):
    one = town(home, worker, closed=True)
    assert broken(Rule.BOUNDARY, one, plan(one, c1="v1@08:00")) == ([] if admitted else [("v1", "c1")])


@pytest.mark.parametrize(("home", "worker", "costs"), [
    ("n1", "n1", {}),
    ("n1", "n2", {Term.OUTSIDE_TEAM: 150}),
    ("n1", "s1", {Term.OUTSIDE_TEAM: 150, Term.OUTSIDE_DISTRICT: 300}),
    ("n1", "none", {Term.OUTSIDE_TEAM: 150}),
    ("n1", None, {}),
    (None, "s1", {}),
])
def test_strange_miniteams_and_districts_are_priced_when_both_are_known(home, worker, costs):
    one = town(home, worker)
    assert check(one, plan(one, c1="v1@08:00")).costs == costs


def test_substitutes_are_priced_per_stop_at_a_citizen():
    one = town("n1", "n1", substitute=True)
    assert check(one, plan(one, c1="v1@08:00")).costs == {Term.SUBSTITUTE: 60}
