"""Figures checked by hand on tiny days."""

import pytest

from tests.builders import activity, carer, citizen, day, pause, plan, shift, visit
from triagering.evaluation.figures import evaluate
from triagering.models import Acquaintance, Activity, Day, Delegation, District, Miniteam, Municipality, Plan, Task

TOWN = Municipality(
    districts=(District(id="north"), District(id="south")),
    miniteams=(Miniteam(id="n1", district="north"), Miniteam(id="n2", district="north"),
               Miniteam(id="s1", district="south")))


@pytest.fixture
def two_carers() -> Day:
    """c1 08:00-12:00 is an SSA of n1, c2 08:00-10:00 an unskilled substitute of s1; legs take 10 minutes."""
    care = (Task(competence="personal_care"),)
    return day(
        visits=[
            visit("v1", "08:00-08:30-09:30", citizen="z1", minutes=30, tasks="medicine"),
            visit("v2", "08:30-09:00-11:00", citizen="z2", minutes=20, tasks=care, heavy=True, carers_needed=2),
            visit("v3", "08:00-10:30-11:30", citizen="z1", minutes=15, tasks=care),
            visit("v4", "08:00-09:00", citizen="z2", priority=1),
        ],
        citizens=[citizen("z1", miniteam="n1", contact_person="c1"), citizen("z2", miniteam="n2")],
        carers=[carer("c1", "medicine personal_care", profession="ssa", miniteam="n1"),
                carer("c2", "personal_care", profession="unskilled", miniteam="s1", substitute=True)],
        shifts=[shift("c1", "08:00-12:00", break_=pause("09:00-11:00", 20, paid=False), reserve=100),
                shift("c2", "08:00-10:00", reserve=60)],
        activities=(activity("a1", "11:05", carers=("c1",), minutes=15),),
        acquaintances=(Acquaintance(citizen="z1", carer="c1", days_since=28),
                       Acquaintance(citizen="z2", carer="c1", days_since=29)),
        municipality=TOWN)


@pytest.fixture
def its_plan(two_carers: Day) -> Plan:
    """Both start v2 at 09:40; c1 is back at 11:20, c2 at 10:10."""
    return plan(two_carers, "v4:no_capacity", c1="v1@08:40 v2@09:40 break@10:00+20 v3@10:40 a1@11:05", c2="v2@09:40")


def test_delivery_counts_visits_once_and_names_what_is_left_out(two_carers: Day, its_plan: Plan) -> None:
    found = evaluate(two_carers, its_plan)
    assert (found.visits, found.planned, found.planned_share) == (4, 3, 0.75)
    assert found.unplanned_by_class == {"priority 1": 1}
    assert found.unplanned_by_reason == {"no_capacity": 1}


def test_a_visit_lost_without_a_reason_is_counted_as_missing(two_carers: Day) -> None:
    found = evaluate(two_carers, plan(two_carers, "v4:price"))
    assert found.unplanned_by_reason == {"missing": 4, "price": 1}
    assert found.unplanned_by_class == {"pinned": 1, "priority 1": 1, "priority 3": 3}


def test_a_visit_with_its_own_price_is_left_out_of_the_classes() -> None:
    tiny = day([visit("v1", unplanned_price=50)])
    assert evaluate(tiny, plan(tiny, "v1:price")).unplanned_by_class == {"own price": 1}


def test_time_use_is_of_attendance_and_attendance_excludes_unpaid_breaks(two_carers: Day, its_plan: Plan) -> None:
    found = evaluate(two_carers, its_plan)
    # c1: legs base-z1-z2-z1-base-base = 10+10+10+10+0; c2: base-z2-base = 20
    assert found.travel == 60
    # c1 is back at 11:20, c2 at 10:10, ten minutes late; the break of 20 minutes is unpaid
    assert (found.attendance, found.overtime) == (240 - 20 + 130, 10)
    assert (found.direct, found.meetings) == (30 + 20 + 20 + 15, 15)
    assert found.direct_share == pytest.approx(85 / 350)
    assert found.travel_share == pytest.approx(60 / 350)
    # c1: v1-v2 30-10 travel, v2-v3 40-10-20 break, v3-a1 10-10
    assert found.waiting == 20 + 10 + 0


def test_paid_breaks_count_as_attendance() -> None:
    tiny = day([visit("v1"), visit("v2", "13:00-14:00")], shifts=[shift(break_=pause())])
    assert evaluate(tiny, plan(tiny, c1="v1@08:00 break@11:00+30 v2@13:00")).attendance == 480


@pytest.mark.parametrize(("start", "within_30", "within_60"), [
    ("08:30", 1, 1), ("08:29", 0, 1), ("09:30", 1, 1), ("09:31", 0, 1), ("10:00", 0, 1), ("10:01", 0, 0)])
def test_punctuality_is_to_the_minute_and_either_way(start: str, within_30: int, within_60: int) -> None:
    tiny = day([visit("v1", "07:00-09:00-12:00")])
    found = evaluate(tiny, plan(tiny, c1=f"v1@{start}"))
    assert (found.punctual_30, found.punctual_60) == (within_30, within_60)


def test_punctuality_looks_at_the_window_that_the_visit_starts_in() -> None:
    tiny = day([visit("v1", "08:00-08:00-09:00, 09:30-10:30-11:00")])
    found = evaluate(tiny, plan(tiny, c1="v1@09:00"))
    assert (found.punctual_30, found.lateness_max) == (0, 60)


def test_lateness_is_per_visit_however_many_carers(two_carers: Day, its_plan: Plan) -> None:
    found = evaluate(two_carers, its_plan)
    assert (found.lateness_mean, found.lateness_max) == (pytest.approx((10 + 40 + 10) / 3), 40)


def test_right_hands_are_minutes_at_the_level_asked_for_or_by_who_may_below_it(two_carers: Day, its_plan: Plan) -> None:
    found = evaluate(two_carers, its_plan)
    # medicine by an SSA is exact; personal care (level 1) by an SSA is above, by an unskilled carer who holds it below
    assert found.right_hands_share == pytest.approx((30 + 20) / 85)
    assert (found.over_qualified, found.below_level) == (20 + 15, 20)


@pytest.mark.parametrize(("delegations", "share"), [("medicine", 1.0), ("", 0.0)])
def test_delegated_care_is_in_right_hands_and_care_that_may_not_be_given_is_not(delegations: str, share: float) -> None:
    helper = carer("c1", profession="ssh", delegations=tuple(Delegation(area=area) for area in delegations.split()))
    tiny = day([visit("v1", tasks="medicine")], carers=[helper, carer("c2", "medicine")])
    found = evaluate(tiny, plan(tiny, c1="v1@08:00"))
    assert (found.right_hands_share, found.below_level) == (share, 20)


def test_time_asked_for_counts_a_visit_by_two_twice_and_its_share_weighs_minutes(
        two_carers: Day, its_plan: Plan) -> None:
    found = evaluate(two_carers, its_plan)
    assert (found.asked, found.asked_share) == (30 + 2 * 20 + 15 + 20, pytest.approx(85 / 105))


def test_strangers_are_pairs_and_known_until_the_last_day_of_the_period(two_carers: Day, its_plan: Plan) -> None:
    found = evaluate(two_carers, its_plan)
    assert found.strangers == 2  # z2 met c1 29 days ago, and never met c2
    assert found.known_share == 0.5  # v1 and v3 of four stops


def test_two_visits_by_one_new_face_are_one_stranger() -> None:
    tiny = day([visit("v1", citizen="z1"), visit("v2", citizen="z1")])
    assert evaluate(tiny, plan(tiny, c1="v1@08:00 v2@09:00")).strangers == 1


def test_faces_are_distinct_carers_over_the_citizens_visited(two_carers: Day, its_plan: Plan) -> None:
    found = evaluate(two_carers, its_plan)
    assert (found.carers_per_citizen, found.carers_per_citizen_max) == (1.5, 2)


def test_shares_of_contact_and_team_leave_out_who_has_none(two_carers: Day, its_plan: Plan) -> None:
    found = evaluate(two_carers, its_plan)
    assert found.contact_share == 1.0  # only z1 has a contact person
    assert (found.team_share, found.outside_team) == (0.5, 2)
    assert (found.outside_district, found.substitutes) == (1, 1)


def test_breaks_due_are_those_of_shifts_with_two_stops() -> None:
    tiny = day([visit("v1"), visit("v2", "13:00-14:00")], shifts=[shift(break_=pause(mandatory=False))])
    one = evaluate(tiny, plan(tiny, "v2:no_capacity", c1="v1@08:00"))
    missed = evaluate(tiny, plan(tiny, c1="v1@08:00 v2@13:00"))
    short = evaluate(tiny, plan(tiny, c1="v1@08:00 break@11:00+29 v2@13:00"))
    taken = evaluate(tiny, plan(tiny, c1="v1@08:00 break@11:00+30 v2@13:00"))
    assert [(found.breaks_due, found.breaks_taken) for found in (one, missed, short, taken)] == [
        (0, 0), (1, 0), (1, 0), (1, 1)]


def test_load_utilisation_and_reserve_are_per_shift(two_carers: Day, its_plan: Plan) -> None:
    found = evaluate(two_carers, its_plan)
    # c1: 40 travel + 65 visits + 15 meeting = 120 of 240; c2: 20 + 20 = 40 of 120
    assert (found.load_spread, found.load_stdev) == (80, 40.0)
    assert found.utilisation == pytest.approx((1 / 3, 0.5))
    assert found.utilisation_mean == pytest.approx(5 / 12)
    assert found.heavy_spread == 0
    # free: c1 240 - 120 - 20 = 100, c2 120 - 40 = 80
    assert (found.reserve_asked, found.reserve_held) == (160, 160)
    busier = two_carers.replace(activities=(Activity(id="a1", carers=("c1",), place="base", start=665, minutes=16),))
    assert evaluate(busier, plan(busier, c1="v1@08:40 v2@09:40 break@10:00+20 v3@10:40 a1@11:05",
                                 c2="v2@09:40")).reserve_held == 159


def test_the_empty_plan_has_no_shares_to_speak_of(two_carers: Day) -> None:
    found = evaluate(two_carers, Plan())
    assert (found.planned, found.direct, found.direct_share, found.travel_share) == (0, 0, 0.0, 0.0)
    assert [found.punctual_30, found.lateness_mean, found.right_hands_share, found.carers_per_citizen,
            found.contact_share, found.known_share, found.team_share] == [None] * 7


def test_rows_carry_labels_units_and_definitions_in_both_languages(two_carers: Day, its_plan: Plan) -> None:
    found = evaluate(two_carers, its_plan)
    english, danish = found.rows("en"), found.rows("da")
    assert [row.name for row in english] == [row.name for row in danish]
    assert all(row.label and row.definition for row in (*english, *danish))
    by_name = {row.name: str(row) for row in danish}
    assert by_name["planned_share"] == "andel planlagte besøg: 75,0 %"
    assert by_name["utilisation.highest"] == "udnyttelse: højest: 50,0 %"
    assert by_name["unplanned_by_class.priority 1"].endswith(": 1")


def test_what_is_left_out_is_in_words_of_the_language() -> None:
    tiny = day([visit("v1", time_critical=True, priority=1), visit("v2", unplanned_price=50), visit("v3")],
               activities=(activity("a1"),))
    found = evaluate(tiny, plan(tiny, "v1:no_capacity v2:price"))
    shown = {language: [str(row) for row in found.rows(language) if row.name.startswith("unplanned")]
             for language in ("da", "en")}
    assert shown["da"] == [
        "ikke planlagt: låst: 1", "ikke planlagt: tidskritisk, prioritet 1: 1", "ikke planlagt: prioritet 3: 1",
        "ikke planlagt: egen pris: 1", "ikke planlagt, årsag: ingen årsag givet: 2",
        "ikke planlagt, årsag: ingen ledig tid: 1", "ikke planlagt, årsag: billigere at udelade: 1"]
    assert shown["en"] == [
        "unplanned: pinned: 1", "unplanned: time-critical, priority 1: 1", "unplanned: priority 3: 1",
        "unplanned: own price: 1", "unplanned, reason: missing: 2", "unplanned, reason: no capacity: 1",
        "unplanned, reason: price: 1"]


def test_no_row_names_a_carer_or_a_citizen(two_carers: Day, its_plan: Plan) -> None:
    shown = " ".join(f"{row.name} {row}" for row in evaluate(two_carers, its_plan).rows()).split()
    assert not {"c1", "c2", "z1", "z2"} & set(shown)


def test_a_miniteam_of_no_district_is_in_no_other_district() -> None:
    town = Municipality(districts=(District(id="north"),),
                        miniteams=(Miniteam(id="n1", district="north"), Miniteam(id="m1", district=None)))
    made = day(carers=[carer(miniteam="m1")], citizens=[citizen(miniteam="n1")], municipality=town)
    found = evaluate(made, plan(made, c1="v1@08:00"))
    assert (found.outside_team, found.outside_district) == (1, 0)


def test_a_shift_with_more_work_than_time_holds_no_reserve_and_takes_none_from_others() -> None:
    made = day([visit(minutes=60), visit("v2")], [carer(), carer("c2")],
               shifts=[shift("c1", "08:00-09:00", reserve=30, overtime=60), shift("c2", reserve=20)])
    found = evaluate(made, plan(made, c1="v1@08:10", c2="v2@08:10"))
    assert (found.reserve_asked, found.reserve_held) == (50, 20)


@pytest.mark.parametrize(("route", "attendance"), [
    ("v1@08:00 v2@09:00", 480), ("v1@08:00 break@08:20+20 v2@09:00", 460), ("v1@08:00 break@08:20+30 v2@09:00", 450)])
def test_an_unpaid_break_is_as_long_as_it_was_taken(route: str, attendance: int) -> None:
    made = day([visit(), visit("v2")], shifts=[shift(break_=pause("08:00-11:00", 20, paid=False, mandatory=False))])
    assert evaluate(made, plan(made, c1=route)).attendance == attendance
