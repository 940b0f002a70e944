import pytest

from tests.builders import REASON_RULE, activity, carer, citizen, day, minute, pause, plan, shift, visit
from triagering.evaluation import check
from triagering.models import REASON_RULE as JUDGED_RULE
from triagering.models import District, Miniteam, Municipality, Reason, Wish


def accepts(day_, why, id_="v1"):
    """Say whether a plan without stops, with one reason, is judged true."""
    others = [one for one in (*day_.visit_by_id, *day_.activity_by_id) if one != id_]
    return check(day_, plan(day_, " ".join([f"{id_}:{why}", *(f"{one}:no_capacity" for one in others)]))).valid


def test_every_reason_has_its_rule():
    assert set(JUDGED_RULE) == set(Reason)
    assert {str(reason): rule for reason, rule in JUDGED_RULE.items()} == REASON_RULE


@pytest.mark.parametrize(("window", "is_true"), [
    ("09:41-10:29", True), ("09:40-10:29", False), ("09:41-10:30", False), ("09:41-10:29, 12:00-12:00", False)])
def test_a_citizen_is_away_who_is_at_an_activity_at_every_minute_of_the_windows(window, is_true):
    one = day([visit(window=window)], activities=(activity(start="10:00", carers=(), citizens=("z1",)),))
    assert check(one, plan(one, "v1:citizen_away")).valid is is_true


@pytest.mark.parametrize(("ends", "is_true"), [("11:00", False), ("10:59", True)])
def test_no_shift_in_window_knows_when_the_citizen_is_at_home(ends, is_true):
    one = day([visit(window="09:41-12:00")], shifts=[shift("c1", f"07:00-{ends}")],
              activities=(activity(start="10:00", carers=(), citizens=("z1",)),))
    assert check(one, plan(one, "v1:no_shift_in_window")).valid is is_true


@pytest.mark.parametrize(("on_shift", "is_true"), [(["c1"], True), (["c1", "c2"], False)])
def test_nobody_qualified_is_about_carers_on_shift(on_shift, is_true):
    one = day([visit(tasks="medicine")], [carer("c1"), carer("c2", "medicine")],
              shifts=[shift(who) for who in on_shift])
    assert accepts(one, "nobody_qualified") is is_true


@pytest.mark.parametrize(("wanted", "is_true"), [
    ({"vetoes": ["c2"]}, True),
    ({"closed_circle": ["c1"]}, True),
    ({"wishes": (Wish(attribute="x", hard=True),)}, True),
    ({"wishes": (Wish(attribute="x"),)}, False),
    ({"vetoes": ["c1"]}, False),
    ({}, False),
])
def test_nobody_accepted_is_about_qualified_carers(wanted, is_true):
    one = day([visit(tasks="medicine")], [carer("c1"), carer("c2", "medicine")], citizens=[citizen(**wanted)])
    assert accepts(one, "nobody_accepted") is is_true


@pytest.mark.parametrize(("closed", "vetoes", "is_true"), [
    (True, ["c2"], True), (True, [], False), (False, ["c2"], False),
])
def test_closed_district_is_about_accepted_carers(closed, vetoes, is_true):
    town = Municipality(districts=(District(id="north", closed=closed), District(id="south")),
                        miniteams=(Miniteam(id="n", district="north"), Miniteam(id="s", district="south")))
    one = day([visit()], [carer("c1", miniteam="s"), carer("c2", miniteam="n")], municipality=town,
              citizens=[citizen(miniteam="n", vetoes=vetoes)])
    assert accepts(one, "closed_district") is is_true


@pytest.mark.parametrize(("needed", "vetoes", "is_true"), [
    (2, [], False), (2, ["c1"], True), (3, [], True), (1, ["c1"], False),
])
def test_too_few_carers_counts_the_eligible(needed, vetoes, is_true):
    one = day([visit(carers_needed=needed)], [carer("c1"), carer("c2")], citizens=[citizen(vetoes=vetoes)])
    assert accepts(one, "too_few_carers") is is_true


@pytest.mark.parametrize(("hours", "given", "is_true"), [
    ("07:50-15:00", {}, False),
    ("08:20-15:00", {}, False),
    ("08:21-15:00", {}, True),
    ("07:00-08:30", {}, False),
    ("07:00-08:29", {}, True),
    ("07:00-08:29", {"overtime": 1}, False),
    ("07:00-15:00", {"previous_end": minute("21:20") - 1440}, False),
    ("07:00-15:00", {"previous_end": minute("21:21") - 1440}, True),
    ("07:00-12:00", {"next_start": minute("19:30")}, False),
    ("07:00-12:00", {"next_start": minute("19:29")}, True),
    ("07:00-15:00", {"previous_end": minute("23:20") - 1440, "rest_before": 540}, False),
    ("07:00-15:00", {"previous_end": minute("23:21") - 1440, "rest_before": 540}, True),
    ("07:00-12:00", {"next_start": minute("17:30"), "rest_after": 540}, False),
    ("07:00-12:00", {"next_start": minute("17:29"), "rest_after": 540}, True),
    ("11:00-15:00", {}, True),
])
def test_no_shift_in_window_is_about_getting_there_and_back(hours, given, is_true):
    one = day([visit(window="08:00-08:30")], shifts=[shift("c1", hours, **given)])
    assert accepts(one, "no_shift_in_window") is is_true


@pytest.mark.parametrize(("first", "second", "is_true"), [
    ("07:00-09:00", "08:00-12:00", False),
    ("07:00-08:30", "07:50-12:00", False),
    ("07:00-08:29", "07:50-12:00", True),
    ("07:00-08:40", "08:00-12:00", False),
    ("07:00-08:40", "08:01-12:00", True),
    ("08:00-12:00", "07:00-08:40", False),
    ("08:01-12:00", "07:00-08:40", True),
])
def test_two_carers_must_be_able_to_start_at_the_same_minute(first, second, is_true):
    one = day([visit(window="08:00-09:00, 11:00-11:30", carers_needed=2)], [carer("c1"), carer("c2")],
              shifts=[shift("c1", first), shift("c2", second)])
    assert accepts(one, "no_shift_in_window") is is_true


@pytest.mark.parametrize(("most", "is_true"), [(None, False), (40, False), (39, True)])
def test_no_shift_fits_is_about_the_most_load(most, is_true):
    one = day([visit()], shifts=[shift("c1", max_load=most)])
    assert accepts(one, "no_shift_fits") is is_true


@pytest.mark.parametrize("why", ["no_shift_fits", "no_shift_in_window"])
@pytest.mark.parametrize(("hours", "needed"), [("07:00-08:29", 1), ("07:00-15:00", 2)])
def test_whoever_is_not_at_work_fits_no_shift_either(why, hours, needed):
    one = day([visit(window="08:00-08:30", carers_needed=needed)], [carer("c1"), carer("c2")],
              shifts=[shift("c1", hours), shift("c2", "11:00-15:00")])
    assert accepts(one, why)


def test_one_carer_whose_break_may_lie_before_or_after_counts_once():
    one = day([visit(carers_needed=2)], [carer("c1"), carer("c2")],
              shifts=[shift("c1", break_=pause("07:30-11:00", 10, at_ends=True)), shift("c2", max_load=39)])
    assert accepts(one, "no_shift_fits")


@pytest.mark.parametrize(("why", "at_work", "start", "is_true"), [
    ("nobody_qualified", "c1", "12:00", False),
    ("nobody_accepted", "c1", "12:00", False),
    ("closed_district", "c1", "12:00", False),
    ("too_few_carers", "c1", "12:00", False),
    ("too_few_carers", "c2", "12:00", True),
    ("no_shift_in_window", "c1", "14:30", False),
    ("no_shift_in_window", "c1", "14:31", True),
    ("no_capacity", "c1", "12:00", True),
])
def test_an_activity_needs_those_of_its_carers_who_are_at_work(why, at_work, start, is_true):
    one = day([visit()], [carer("c1"), carer("c2")], shifts=[shift(at_work)], activities=(activity(start=start),))
    assert accepts(one, why, "a1") is is_true


@pytest.mark.parametrize(("ends", "is_true"), [("12:30", False), ("12:29", True)])
def test_an_activity_needs_all_of_its_carers_who_are_at_work(ends, is_true):
    one = day([visit()], [carer("c1"), carer("c2")], shifts=[shift("c1"), shift("c2", f"07:00-{ends}")],
              activities=(activity(carers=("c1", "c2")),))
    assert accepts(one, "no_shift_in_window", "a1") is is_true


@pytest.mark.parametrize("why", ["linked", "pin_conflict", "price", "no_capacity"])
def test_the_other_reasons_are_not_verified(why):
    assert accepts(day(), why)
