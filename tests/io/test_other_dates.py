"""Other days on which a visit may be done: lists of dates, in every way a day is read and written."""

import datetime as dt
import json

import pandas as pd
import pytest

from tests.builders import day, visit
from triagering import InputError, day_from_frames, day_to_frames, read_day, write_day

DATES = frozenset({dt.date(2025, 3, 5), dt.date(2025, 3, 4)})
DAY = day([visit("v1", other_dates=DATES), visit("v2")])


@pytest.mark.parametrize("name", ["day", "day.json"])
def test_dates_are_written_and_read_again(tmp_path, name):
    write_day(DAY, tmp_path / name)
    assert read_day(tmp_path / name) == DAY


def test_dates_stand_in_order_in_one_cell(tmp_path):
    write_day(DAY, tmp_path / "day")
    assert ";2025-03-04|2025-03-05;" in (tmp_path / "day" / "visits.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("cell", ["04-03-2025|2025-03-05", "04.03.2025; 2025-03-05 ; 2025-03-05"])
def test_cells_hold_dates_as_danes_write_them_in_either_kind_of_list(cell):
    frames = day_to_frames(DAY)
    frames["visits"]["other_dates"] = [cell, None]
    assert day_from_frames(frames) == DAY


def test_one_date_of_a_frame_is_one():
    frames = day_to_frames(DAY)
    frames["visits"]["other_dates"] = [pd.Timestamp("2025-03-04"), None]
    assert day_from_frames(frames).visits[0].other_dates == {dt.date(2025, 3, 4)}


def test_json_holds_lists_of_dates_as_tables_write_them(tmp_path):
    write_day(DAY, tmp_path / "day.json")
    doc = json.loads((tmp_path / "day.json").read_text(encoding="utf-8"))
    doc["visits"][0]["other_dates"] = ["04-03-2025", "2025-03-05"]
    (tmp_path / "day.json").write_text(json.dumps(doc), encoding="utf-8")
    assert read_day(tmp_path / "day.json") == DAY
    for value in (["2025-13-03"], [3], "soon", [["2025-03-04"]]):
        doc["visits"][0]["other_dates"] = value
        (tmp_path / "day.json").write_text(json.dumps(doc), encoding="utf-8")
        with pytest.raises(InputError) as error:
            read_day(tmp_path / "day.json")
        assert [(issue.code, issue.field) for issue in error.value.issues] == [("E213", "other_dates")]


@pytest.mark.parametrize(("cell", "hint"), [
    ("2025-03-04,2025-03-05", "separate dates by |, as 2026-03-03|2026-03-05"),
    ("2025-03-04 2025-03-05", "separate dates by |, as 2026-03-03|2026-03-05"),
    ("2025-03-04|soon", "write 2026-03-02, without a time")])
def test_what_is_no_list_of_dates_is_told_how_to_write_one(cell, hint):
    frames = day_to_frames(DAY)
    frames["visits"]["other_dates"] = [cell, None]
    with pytest.raises(InputError) as error:
        day_from_frames(frames)
    assert [(issue.code, issue.field, issue.hint) for issue in error.value.issues] == [("E213", "other_dates", hint)]
