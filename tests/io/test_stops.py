"""A plan as a table has every stop once, says what the checker counts, and opens in a spreadsheet."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.builders import activity, carer, citizen, day, free, pause, plan, shift, visit
from triagering import Result, Status, check, left_out, plan_to_frame, write_plan
from triagering.errors import InputError
from triagering.io import read_plan
from triagering.models import Miniteam, Municipality, Pin, Plan, Term

DAY = day(
    [visit("v1", carers_needed=2), visit("v2", "09:00-10:00"), visit("v3", priority=5), visit("v4", "07:00-08:00"),
     visit("v5", "06:00-07:00", unplanned_price=1)],
    [carer("c1", miniteam="m1"), carer("c2", profession="nurse")], date=dt.date(2026, 3, 29),
    shifts=[shift("c1", break_=pause("08:00-13:00", minutes=15)), shift("c2")], activities=(activity("a1"),),
    municipality=Municipality(miniteams=(Miniteam(id="m1"),)), prices=free(waiting=1))
PLAN = plan(DAY, "v5:price v3:no_capacity v4:no_capacity a1:no_capacity",
            c1="v1@08:00 break@08:20+15 v2@09:00", c2="v1@08:00")
NONE = [None]


def rows(*columns: str, made: Plan = PLAN) -> list[list[object]]:
    """Give columns of the table, row by row; None where nothing stands."""
    frame = plan_to_frame(DAY, made)[list(columns)].astype(object)
    return frame.where(frame.notna(), None).values.tolist()


def test_every_stop_is_a_row_with_what_the_clock_shows() -> None:
    assert rows("carer", "profession", "miniteam", "kind", "id", "citizen", "place", "start", "end", "travel",
                "waiting")[:4] == [
        ["c1", "ssh", "m1", "visit", "v1", "z1", "z1", "09:00", "09:20", 10, 0],  # the clock was turned forward
        ["c1", "ssh", "m1", "break", "break", None, None, "09:20", "09:35", None, 0],
        ["c1", "ssh", "m1", "visit", "v2", "z2", "z2", "10:00", "10:20", 10, 15],
        ["c2", "nurse", None, "visit", "v1", "z1", "z1", "09:00", "09:20", 10, 0],
    ]
    assert set(plan_to_frame(DAY, PLAN)["date"]) == {"2026-03-29"}


def test_what_is_left_out_comes_last_without_a_carer_the_most_urgent_first() -> None:
    found = rows("carer", "kind", "id", "citizen", "place", "start", "travel", "reason")
    assert [row[-1] for row in found[:4]] == NONE * 4
    assert found[4:] == [
        [None, "activity", "a1", None, "base", None, None, "no_capacity"],
        [None, "visit", "v4", "z4", "z4", None, None, "no_capacity"],
        [None, "visit", "v3", "z3", "z3", None, None, "no_capacity"],
        [None, "visit", "v5", "z5", "z5", None, None, "price"],
    ]
    assert [row[2] for row in found[5:]] == [one.visit for one in left_out(DAY, PLAN)]


@pytest.mark.parametrize("early", [False, True])
@pytest.mark.parametrize("stops", [
    "v1@08:00 break@08:20+15 v2@09:00", "v1@08:00 break@08:50+15 v2@09:05", "v1@08:00 v2@08:30",
    "break@08:00+15 v1@08:20 v2@09:00", "v1@08:00 v2@09:00 break@09:40+15", "break@08:00+15", ""])
def test_waiting_adds_up_to_what_the_checker_counts(stops: str, early: bool) -> None:
    one = day([visit("v1"), visit("v2", "08:30-10:00")], prices=free(waiting=1), settings={"wait_before_first": early},
              shifts=[shift(break_=pause("08:00-13:00", minutes=15, at_ends=True))])
    made = plan(one, c1=stops)
    assert plan_to_frame(one, made)["waiting"].sum() == check(one, made).costs.get(Term.WAITING, 0)


def test_a_carer_whose_shift_is_gone_keeps_the_stops_to_hand_over() -> None:
    one = day([visit("v1")], [carer("c1"), carer("c2")], settings={"wait_before_first": True})
    made = plan(one, c1="v1@08:00")
    assert plan_to_frame(one.replace(shifts=(shift("c2"),)), made)["carer"].tolist() == ["c1"]


def test_a_plan_without_stops_is_a_table_without_rows() -> None:
    empty = plan_to_frame(DAY, Plan())
    assert empty.shape == (0, 13)
    assert empty.dtypes.equals(plan_to_frame(DAY, PLAN).dtypes)


def test_a_plan_of_another_day_is_refused() -> None:
    with pytest.raises(InputError) as found:
        plan_to_frame(day([visit("v1")]), PLAN)
    assert {(issue.code, issue.value) for issue in found.value.issues} == {
        ("E102", id_) for id_ in ("c2", "v2", "v3", "v4", "v5", "a1")}


def test_a_path_that_ends_in_csv_gets_the_table_as_spreadsheets_read_it(tmp_path: Path) -> None:
    one = day([visit("=v1", citizen="+z")], citizens=[citizen("+z")], pins=(Pin(visit="=v1", carer="c1"),))
    result = Result(plan=plan(one, c1="=v1@08:00"), status=Status.FEASIBLE, cost=0, costs={}, seconds=0.0)
    write_plan(result, tmp_path / "plan.CSV", one)
    assert (tmp_path / "plan.CSV").read_bytes().decode() == (
        "\N{ZERO WIDTH NO-BREAK SPACE}date;carer;profession;miniteam;kind;id;citizen;place;start;end;travel;waiting;"
        "reason\r\n2025-03-03;c1;ssh;;visit;'=v1;'+z;'+z;08:00;08:20;10;0;\r\n")
    write_plan(result, tmp_path / "plan.json", one)
    assert read_plan(tmp_path / "plan.json") == result.plan


def test_a_table_without_its_day_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a table of stops needs their day"):
        write_plan(PLAN, tmp_path / "plan.csv")
    assert not list(tmp_path.iterdir())
