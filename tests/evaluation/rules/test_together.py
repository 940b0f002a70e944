import pytest

from tests.builders import activity, carer, day, plan, visit
from tests.evaluation.judging import broken
from triagering.models import Rule


@pytest.mark.parametrize(("routes", "named"), [
    ({"c1": "v1@08:00", "c2": "v1@08:00"}, []),
    ({"c1": "v1@08:00", "c2": "v1@08:01"}, [("v1",)]),
    ({"c1": "v1@08:00 v1@08:00"}, [("v1",)]),
    ({"c1": "v1@08:00 v1@08:20"}, [("v1",), ("v1",)]),
])
def test_the_carers_of_a_visit_are_different_and_start_together(routes, named):
    two = day([visit(carers_needed=2)], [carer("c1"), carer("c2")])
    assert broken(Rule.TOGETHER, two, plan(two, **routes)) == named


@pytest.mark.parametrize(("second", "named"), [("12:00", []), ("12:01", [("a1",)])])
def test_the_carers_of_an_activity_start_together(second, named):
    two = day([visit()], [carer("c1"), carer("c2")], activities=(activity(carers=("c1", "c2")),))
    assert broken(Rule.TOGETHER, two, plan(two, c1="v1@08:00 a1@12:00", c2=f"a1@{second}")) == named
