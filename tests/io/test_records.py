"""What a day and its plans tell a history: its rows of visits, plans and shifts."""

import datetime as dt

import pytest

from tests.builders import carer, day, pause, plan, shift, visit
from triagering.io.history.records import plan_records, shift_records, visit_records
from triagering.models import Task


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
