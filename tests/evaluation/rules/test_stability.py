import pytest

from tests.builders import carer, day, free, plan, visit
from tests.evaluation.judging import amounts, broken
from triagering.evaluation import check
from triagering.models import Pin, Rule, Term


@pytest.mark.parametrize(("pin", "named"), [
    ({"carer": "c1"}, []),
    ({"carer": "c2"}, [("v1", "c2")]),
    ({"start": 480}, []),
    ({"start": 481}, [("v1", "c1")]),
    ({"carer": "c1", "start": 480}, []),
    ({"carer": "c2", "start": 481}, [("v1", "c2"), ("v1", "c1")]),
])
def test_a_pinned_visit_has_its_carer_and_its_start(pin, named):
    one = day(carers=[carer("c1"), carer("c2")], pins=(Pin(visit="v1", **pin),))
    assert broken(Rule.STABILITY, one, plan(one, c1="v1@08:00")) == named


def test_two_pins_ask_for_two_carers():
    one = day([visit(carers_needed=2)], [carer("c1"), carer("c2"), carer("c3")],
              pins=(Pin(visit="v1", carer="c1"), Pin(visit="v1", carer="c2")))
    assert broken(Rule.STABILITY, one, plan(one, c1="v1@08:00", c2="v1@08:00")) == []
    assert broken(Rule.STABILITY, one, plan(one, c1="v1@08:00", c3="v1@08:00")) == [("v1", "c2")]


def test_a_pinned_visit_left_out_is_counted_first():
    one = day(pins=(Pin(visit="v1", carer="c1"),))
    report = check(one, plan(one, "v1:pin_conflict"))
    assert report.valid
    assert report.unplanned_by_class == {"pinned": 1}


@pytest.mark.parametrize(("told", "others"), [
    ((), []),
    (("c1", "c2"), []),
    (("c1",), [("v1", "c2")]),
    (("c3",), [("v1", "c1"), ("v1", "c2")]),
])
def test_whoever_comes_without_being_told_of_is_priced_at_each_stop(told, others):
    one = day([visit("v1", carers_needed=2, told=told), visit("v2")], [carer("c1"), carer("c2"), carer("c3")],
              prices=free(not_told=100))
    planned = plan(one, c1="v1@08:00", c2="v1@08:00", c3="v2@08:00")
    assert amounts(Term.NOT_TOLD, Rule.STABILITY, one, planned) == dict.fromkeys(others, 1)
    assert check(one, planned).costs == ({Term.NOT_TOLD: 100 * len(others)} if others else {})


@pytest.mark.parametrize(("told", "price", "out"), [([], None, 0), (["c1"], None, 2), (["c1", "c2"], 70, 2)])
def test_nobody_who_comes_is_nobody_of_those_told(told: list[str], price: int | None, out: int) -> None:
    """For each who was to come, whatever leaving it out costs besides."""
    one = day([visit("v1", told=told, carers_needed=2, unplanned_price=price)], [carer("c1"), carer("c2")],
              prices=free(not_told=100))
    left = plan(one, f"v1:{'no_capacity' if price is None else 'price'}")
    assert check(one, left).costs.get(Term.NOT_TOLD, 0) == 100 * out
