"""What a day and its plans tell a history: its rows of visits, plans and shifts."""

import datetime as dt

import pytest

from tests.builders import carer, citizen, day, pause, plan, shift, visit
from triagering.io.history.records import as_delivered, plan_records, shift_records, visit_records
from triagering.models import REASON_RULE, District, Miniteam, Municipality, Plan, Reason, Task, Unplanned
from triagering.models.history import UndeliveredReason


def test_an_undelivered_visit_tells_the_profession_of_who_was_to_come():
    known = day([visit("v1"), visit("v2")], [carer("nora", profession="nurse")])
    rows = visit_records(
        known, plan(known, "v1:no_capacity v2:no_capacity"),
        published=plan(known, "v2:no_capacity", nora="v1@08:00"))
    assert [row["profession"] for row in rows] == ["nurse", None]


@pytest.mark.parametrize(("date", "elapsed"), [
    (dt.date(2026, 3, 2), 480), (dt.date(2026, 3, 29), 420), (dt.date(2026, 10, 25), 540),
])
def test_eight_o_clock_is_480_on_every_day(date, elapsed):
    made = day([visit("v1", f"{elapsed - 30}-{elapsed}-{elapsed + 60}")], date=date,
               shifts=[shift("c1", f"{elapsed - 60}-{elapsed + 960}")])
    done = plan(made, c1=f"v1@{elapsed + 15}")
    (row,) = visit_records(made, done, published=done)
    assert (row["start"], row["planned_start"], row["agreed_start"]) == (495, 495, 480)
    assert [row["start"] for row in plan_records(made, done)] == [495]
    assert [(row["start"], row["end"]) for row in shift_records(made, done)] == [(420, 1440)]


@pytest.mark.parametrize(("planned", "came", "pairs"), [
    (("c1", "c2"), ("c2", "c3"), {"c2": "c2", "c3": "c1"}),
    (("c1", "c2"), ("c1", "c2"), {"c1": "c1", "c2": "c2"}),
    (("c1",), ("c1", "c2"), {"c1": "c1", "c2": "c1"}),
    ((), ("c1", "c2"), {"c1": None, "c2": None})])
def test_of_a_visit_by_two_only_who_came_for_somebody_else_is_another_carer(planned, came, pairs):
    made = day([visit("v1", carers_needed=2)], [carer(f"c{n}") for n in (1, 2, 3)])
    published, delivered = (plan(made, **dict.fromkeys(carers, "v1@08:00")) for carers in (planned, came))
    rows = visit_records(made, delivered, published=published)
    assert {row["carer"]: row["planned_carer"] for row in rows} == pairs


def test_the_agreed_time_is_that_of_the_window_that_was_used():
    made = day([visit("v1", "08:00-10:00, 13:00-14:00")])
    done = plan(made, c1="v1@13:05")
    assert [row["agreed_start"] for row in visit_records(made, done, published=done)] == [780]
    assert [row["agreed_start"] for row in visit_records(made, plan(made))] == [480]


def test_overtime_is_attendance_and_only_a_break_that_was_taken_is_not():
    rest = pause("11:00-13:00", 30, paid=False)
    made = day([visit("v1", "14:00-15:30")], shifts=[
        shift("c1", break_=rest, overtime=60), shift("c2", break_=rest)],
        carers=[carer("c1"), carer("c2")])
    rows = shift_records(made, plan(made, c1="v1@15:00"))
    assert [(row["end"], row["break_minutes"]) for row in rows] == [(930, 0), (900, 0)]


@pytest.mark.parametrize(("who", "over"), [("c1", 0), ("c2", 20)])
def test_only_minutes_by_more_than_the_right_hands_are_over_qualified(who, over):
    made = day([visit(tasks=(Task(competence="personal_care"),))],
               [carer("c1", "personal_care", profession="ssh"), carer("c2", "personal_care", profession="ssa")])
    [came] = visit_records(made, plan(made, **{who: "v1@08:00"}))
    assert came["over_qualified_minutes"] == over


def test_all_hands_of_a_visit_by_two_that_nobody_came_to_were_granted():
    made = day([visit(carers_needed=2)], [carer("c1"), carer("c2")])
    [missed] = visit_records(made, plan(made, "v1:no_capacity"))
    assert missed["granted_minutes"] == 40


def test_a_visit_that_the_plan_leaves_out_is_undelivered_for_want_of_capacity_and_published_as_unplanned():
    made = day([visit("v1"), visit("v2")])
    left = plan(made, "v2:no_capacity", c1="v1@08:00")
    came, missed = visit_records(made, left, published=left)
    assert (came["status"], came["travel_minutes"]) == ("delivered", 10)
    assert (missed["status"], missed["reason"], missed["planned_minutes"]) == ("undelivered", "no_capacity", None)
    assert [(row["visit"], row["carer"], row["start"]) for row in plan_records(made, left, version="draft")] == [
        ("v1", "c1", 480), ("v2", None, None)]
    assert {row["version"] for row in plan_records(made, left, version="draft")} == {"draft"}


def test_only_what_nobody_could_come_to_is_for_want_of_capacity():
    made = day([visit("v1")])
    said = {why: visit_records(made, Plan(unplanned=(Unplanned(id="v1", reason=why, rule=REASON_RULE[why]),)))
            for why in Reason}
    others = {str(why): row["reason"] for why, [row] in said.items() if row["reason"] != "no_capacity"}
    assert others == {"citizen_away": "cancelled", "linked": "other", "pin_conflict": "other", "price": "other"}
    assert visit_records(made, Plan())[0]["reason"] == "no_capacity"


@pytest.mark.parametrize(("why", "reason"), [({}, "other"), ({"v2": UndeliveredReason.HOSPITAL}, "hospital")])
def test_a_visit_that_fell_away_is_undelivered_with_its_reason_and_the_hands_that_were_planned(why, reason):
    known = day([visit("v1"), visit("v2", carers_needed=2)], [carer("c1"), carer("c2")])
    actual = day([visit("v1")], known.carers)
    published = plan(known, c1="v1@08:00 v2@09:00", c2="v2@09:00")
    came, gone = visit_records(actual, plan(actual, c1="v1@08:00"), published=published, known=known, fell_away=why)
    assert came["visit"] == "v1"
    assert (gone["visit"], gone["citizen"], gone["reason"]) == ("v2", "z2", reason)
    assert (gone["planned_carer"], gone["planned_start"], gone["planned_minutes"]) == ("c1", 540, 40)


def test_the_agreed_time_is_that_of_the_window_in_which_somebody_came_whatever_was_planned():
    made = day([visit("v1", "08:00-10:00, 13:00-14:00")])
    rows = visit_records(made, plan(made, c1="v1@13:05"), published=plan(made, c1="v1@08:00"))
    assert [(row["planned_start"], row["agreed_start"]) for row in rows] == [(480, 780)]


def test_an_acute_visit_is_a_kind_of_its_own_and_no_grant_pays_for_it():
    made = day([visit("v1"), visit("v2", package="nursing"), visit("v3", package="nursing", reason="acute")])
    rows = visit_records(made, plan(made, c1="v1@08:00 v2@08:30 v3@09:00"))
    assert [(row["kind"], row["granted_minutes"]) for row in rows] == [
        ("care", 20), ("nursing", 20), ("acute", None)]
    assert {row["planned_minutes"] for row in rows} == {None}


def test_a_row_tells_the_citizen_s_team_and_district_and_the_carer_s_own_team():
    town = Municipality(districts=(District(id="north"), District(id="south")),
                        miniteams=(Miniteam(id="m1", district="north"), Miniteam(id="m2", district="south")))
    made = day([visit("v1")], [carer("c1", miniteam="m2", substitute=True)], municipality=town,
               citizens=[citizen("z1", miniteam="m1", contact_person="c1")])
    done = plan(made, c1="v1@08:00")
    [came], [planned], [work] = visit_records(made, done), plan_records(made, done), shift_records(made, done)
    assert (came["contact_person"], came["miniteam"], came["district"]) == ("c1", "m1", "north")
    assert (came["carer_miniteam"], came["substitute"]) == ("m2", True)
    assert planned["district"] == "north"
    assert (work["miniteam"], work["district"]) == ("m2", "south")


def test_a_shift_tells_the_way_home_too_an_unpaid_break_only_and_nothing_of_a_carer_without_a_route():
    made = day([visit("v1"), visit("v2")], [carer("c1"), carer("c2"), carer("c3")], shifts=[
        shift("c1", break_=pause("11:00-13:00", 30, paid=False)), shift("c2", break_=pause("11:00-13:00", 30)),
        shift("c3")])
    routes = plan(made, c1="v1@08:00 break@11:00+30", c2="v2@08:00 break@11:00+30").routes[:2]
    rows = shift_records(made, Plan(routes=routes))
    assert [(row["break_minutes"], row["travel_minutes"]) for row in rows] == [(30, 20), (0, 20), (0, 0)]


def test_the_hands_that_a_visit_asks_for_are_those_of_its_hardest_task():
    tasks = (Task(competence="cleaning"), Task(competence="personal_care"))
    made = day([visit(tasks=tasks)], [carer("c1", "cleaning personal_care", profession="ssh")])
    [came] = visit_records(made, plan(made, c1="v1@08:00"))
    assert came["over_qualified_minutes"] == 0


def test_where_all_came_as_planned_every_row_holds_its_plan_and_no_day_gives_tables_without_rows():
    made = day([visit("v1")])
    tables = as_delivered([made], [plan(made, c1="v1@08:00")])
    assert tables["visits"][["carer", "start", "planned_carer", "planned_start"]].values.tolist() == [
        ["c1", 480, "c1", 480]]
    assert {table: len(rows) for table, rows in as_delivered([], []).items()} == {"visits": 0, "shifts": 0}
