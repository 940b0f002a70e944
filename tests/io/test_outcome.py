"""What is said about a plan is what is known, and no more."""

import pytest

from tests.builders import activity, carer, day, free, plan, visit
from triagering import check, describe_week
from triagering.io import describe_result
from triagering.models import Bound, Result, Status, Term
from triagering.models.week import Week

DAY = day([visit("v1"), visit("v2")], [carer()], prices=free(travel=10))
PLAN = plan(DAY, "v2:no_capacity", c1="v1@08:00")


def result(**changes: object) -> Result:
    """Give a result that cost 1000."""
    facts = {"plan": PLAN, "status": Status.FEASIBLE, "cost": 1000,
             "costs": {Term.TRAVEL: 200, Term.STRANGER: 800}, "seconds": 1.25}
    return Result(**(facts | changes))


def test_costs_are_named_largest_first() -> None:
    lines = describe_result(DAY, result()).splitlines()
    assert lines[:4] == ["1 of 2 visits planned in 1.2 s.", "Cost 1000 (10 is a minute of travel):",
                         "       800  stranger (continuity)", "       200  travel (travel)"]


@pytest.mark.parametrize(("changes", "said"), [
    ({}, "Nothing is proven"),
    ({"bound": Bound(kind="trivial", cost=0)}, "Nothing is proven"),
    ({"bound": Bound(kind="cp-sat", cost=900)}, "less than 900 (cp-sat). A better plan may exist, cheaper by 10.0 %"),
    ({"bound": Bound(kind="cp-sat", cost=9438), "cost": 9440}, "cheaper by 0.1 % at the most."),
    ({"bound": Bound(kind="cp-sat", cost=971)}, "cheaper by 2.9 % at the most."),
    ({"bound": Bound(kind="cp-sat", cost=1000)}, "costs less than 1000 (cp-sat). That no plan leaves out less"),
    ({"bound": Bound(kind="cp-sat", cost=1000), "status": Status.OPTIMAL}, "Proven: no plan is better."),
])
def test_the_proof_is_stated_as_far_as_it_goes(changes: dict[str, object], said: str) -> None:
    assert said in describe_result(DAY, result(**changes)).splitlines()[-1]


def test_that_more_could_be_planned_is_only_ruled_out_by_proof() -> None:
    doubt, everything = "That no plan leaves out less is not proven.", plan(DAY, c1="v1@08:00 v2@08:30")
    assert describe_result(DAY, result()).endswith(doubt)
    assert doubt not in describe_result(DAY, result(plan=everything))
    assert doubt not in describe_result(DAY, result(status=Status.OPTIMAL))


@pytest.mark.parametrize(("reason", "doubtful"), [
    ("no_capacity", True), ("pin_conflict", True), ("nobody_qualified", False), ("price", False),
])
def test_only_of_what_another_plan_might_hold_less_could_be_left_out(reason: str, doubtful: bool) -> None:
    text = describe_result(DAY, result(plan=plan(DAY, f"v2:{reason}", c1="v1@08:00")))
    assert ("That no plan leaves out less" in text) is doubtful


def test_a_meeting_that_is_left_out_is_no_visit() -> None:
    met = DAY.replace(activities=(activity("a1"),))
    text = describe_result(met, result(plan=plan(met, "a1:no_capacity v2:no_capacity", c1="v1@08:00")))
    assert text.startswith("1 of 2 visits planned")


@pytest.mark.parametrize(("travel", "said"), [(25, "Cost 1000 (25 is a minute of travel):"), (0, "Cost 1000:")])
def test_what_a_minute_costs_is_what_the_day_says(travel: int, said: str) -> None:
    priced = DAY.replace(settings=DAY.settings.replace(prices=free(travel=travel)))
    assert describe_result(priced, result()).splitlines()[1] == said


def test_danish_readers_are_told_in_danish_how_it_was_proven() -> None:
    proven = result(bound=Bound(kind="column generation", cost=900))
    assert "900 (søjlegenerering)" in describe_result(DAY, proven, language="da")


def test_danish_readers_get_danish_words() -> None:
    text = describe_result(DAY, result(), language="da")
    assert "1 af 2 besøg planlagt på 1,2 s." in text
    assert "fremmed hjælper (kontinuitet)" in text
    assert "Intet er bevist" in text


def test_of_a_day_planned_again_the_cost_to_compare_with_the_first_plan_is_said() -> None:
    """Lateness of two carers at v1, 20 minutes each, and the worst of all."""
    prices = free(travel=10, lateness=5, worst_lateness=2)
    first = day([visit("v1", carers_needed=2), visit("v2")], [carer("c1"), carer("c2")], prices=prices)
    again = first.replace(visits=(visit("v1", "08:00-08:15-10:00", carers_needed=2).replace(
        agreed=first.visits[0].windows), first.visits[1]))
    found = plan(again, "v2:no_capacity", c1="v1@08:20", c2="v1@08:20")
    costs = {Term.TRAVEL: 400, Term.LATENESS: 50, Term.WORST_LATENESS: 10}
    given = result(plan=found, cost=460, costs=costs)
    line = describe_result(again, given).splitlines()[-2]
    assert line == ("Lateness counts from the times told (60). To compare with the day's first plan, count from the "
                    "times agreed: lateness 240, cost 640.")
    assert check(first, found).costs == costs | {Term.LATENESS: 200, Term.WORST_LATENESS: 40}
    assert "de aftalte tider: forsinkelse 240, pris 640." in describe_result(again, given, language="da")
    assert "told" not in describe_result(first, given)
    week = Week(days=(again,), results=(given,))
    assert line in describe_week(week).splitlines()


def test_a_free_plan_needs_no_proof_of_its_price() -> None:
    assert describe_result(DAY, result(cost=0, costs={}, status=Status.OPTIMAL)).endswith("Proven: no plan is better.")
