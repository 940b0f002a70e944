import pytest

from tests.builders import carer, citizen, day, free, plan, visit
from tests.evaluation.judging import amounts, broken
from triagering.errors import InputError
from triagering.evaluation import check
from triagering.models import Acquaintance, Continuity, Rule, Term, Wish

SPEAKS, FEMALE = "speaks:turkish", "gender:female"


@pytest.mark.parametrize(("wanted", "times"), [
    ({}, 0),
    ({"vetoes": ["c1"]}, 1),
    ({"vetoes": ["c2"]}, 0),
    ({"closed_circle": ["c1", "c2"]}, 0),
    ({"closed_circle": ["c2"]}, 1),
    ({"closed_circle": ["c2"], "vetoes": ["c1"]}, 2),
    ({"wishes": (Wish(attribute=SPEAKS, hard=True),)}, 0),
    ({"wishes": (Wish(attribute=FEMALE, hard=True),)}, 1),
    ({"wishes": (Wish(attribute=FEMALE),)}, 0),
])
def test_vetoes_closed_circles_and_hard_wishes_are_kept(wanted, times):
    one = day([visit()], [carer("c1", attributes=[SPEAKS]), carer("c2")], citizens=[citizen("z1", **wanted)])
    assert broken(Rule.CONTINUITY, one, plan(one, c1="v1@08:00")) == [("v1", "c1")] * times


@pytest.mark.parametrize(("wanted", "costs"), [
    ({}, {}),
    ({"contact_person": "c1"}, {}),
    ({"contact_person": "c2"}, {Term.NOT_CONTACT: 2 * 20}),
    ({"preferred": ["c1", "c2"]}, {}),
    ({"preferred": ["c2"]}, {Term.NOT_PREFERRED: 2 * 40}),
    ({"wishes": (Wish(attribute=SPEAKS), Wish(attribute=SPEAKS, hard=True))}, {}),
    ({"wishes": (Wish(attribute=FEMALE), Wish(attribute="x"), Wish(attribute=SPEAKS))}, {Term.UNMET_WISH: 4 * 60}),
])
def test_contact_preference_and_wishes_are_priced_per_stop(wanted, costs):
    one = day([visit("v1"), visit("v2", citizen="z1")], [carer("c1", attributes=[SPEAKS]), carer("c2")],
              citizens=[citizen("z1", **wanted)], prices=free(not_contact=20, not_preferred=40, unmet_wish=60))
    assert check(one, plan(one, c1="v1@08:00 v2@09:00")).costs == costs


@pytest.mark.parametrize(("days", "stranger"), [
    ([], True), ([28], False), ([29], True), ([None], False), ([0], False), ([29, 28], False), ([40, None], False),
])
def test_a_stranger_is_a_carer_not_met_for_too_long(days, stranger):
    met = tuple(Acquaintance(citizen="z1", carer="c1", days_since=one) for one in days)
    one = day(acquaintances=met, prices=free(stranger=300))
    found = amounts(Term.STRANGER, Rule.CONTINUITY, one, plan(one, c1="v1@08:00"))
    assert found == ({("z1", "c1"): 1} if stranger else {})


def test_faces_and_strangers_count_once_per_pair_however_often_they_meet():
    two = day([visit("v1"), visit("v2", citizen="z1"), visit("v3", carers_needed=2)], [carer("c1"), carer("c2")],
              prices=free(face=50, stranger=300))
    done = plan(two, c1="v1@08:00 v2@08:20 v3@09:00", c2="v3@09:00")
    assert amounts(Term.FACE, Rule.CONTINUITY, two, done) == {("z1", "c1"): 1, ("z3", "c1"): 1, ("z3", "c2"): 1}
    assert check(two, done).costs == {Term.STRANGER: 900, Term.FACE: 150}


@pytest.mark.parametrize(("target", "days", "beyond"), [
    (3, {"c2": 14, "c3": 0}, 0),
    (2, {"c2": 14, "c3": 0}, 1),
    (1, {"c2": 14, "c3": 0}, 2),
    (2, {"c2": 15, "c3": 0}, 0),
    (2, {"c2": None, "c3": 0}, 0),
    (2, {"c1": 14, "c2": 14, "c3": 0}, 0),
    (2, {"c1": 15, "c2": 14, "c3": 0}, 1),
])
def test_a_new_carer_beyond_the_target_costs_as_often_as_it_is_beyond(target, days, beyond):
    met = tuple(Acquaintance(citizen="z1", carer=one, days_since=since) for one, since in days.items())
    one = day(carers=[carer("c1"), carer("c2"), carer("c3")], acquaintances=met, prices=free(beyond_target=100),
              settings={"continuity": Continuity(target=target)})
    assert check(one, plan(one, c1="v1@08:00")).cost == 100 * beyond


def test_carers_who_are_not_listed_today_are_faces_a_citizen_has_met():
    met = tuple(Acquaintance(citizen="z1", carer=one, days_since=3) for one in ("off duty", "gone"))
    one = day(acquaintances=met, prices=free(beyond_target=100), settings={"continuity": Continuity(target=1)})
    assert check(one, plan(one, c1="v1@08:00")).costs == {Term.BEYOND_TARGET: 200}
    with pytest.raises(InputError, match="E102 known_carers z1 carer='gone'"):
        one.replace(acquaintances=(Acquaintance(citizen="z1", carer="gone"),))
