"""Whatever is wrong with the input: a code, the place, the value and a hint; all at once; nothing written."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from triagering.errors import InputError, Issue
from triagering.io import (
    csvfiles,
    day_from_frames,
    day_to_frames,
    files,
    read_day,
    read_plan,
    read_triage_settings,
    write_day,
    write_plan,
)
from triagering.io.day_sheets import day_from_sheets
from triagering.io.issues import Report, in_rows
from triagering.io.jsonfiles import parse_day
from triagering.io.tables import ALIKE, BY_NAME, DANISH, table_meant
from triagering.models import Citizen, District, Plan, Result, Status, hints
from triagering.models.hints import did_you_mean

GOOD = {
    "day": "name;value\ndate;2026-03-02\nprices.travel;10\n",
    "places": "id;lon;lat\noffice;9,9217;57,0488\nhome1;9,9300;57,0500\nhome2;9,9400;57,0400\n",
    "miniteams": "id;district\nm1;\n",
    "citizens": "id;place;miniteam;vetoes\ncitizen1;home1;m1;\ncitizen2;home2;m1;carer2\n",
    "carers": "id;start_place;mode\ncarer1;office;car\ncarer2;office;bicycle\n",
    "competences": "carer;area;level;valid_until\ncarer1;medicine;expert;\ncarer2;lift;;\n",
    "shifts": "carer;start;end;break.minutes;break.earliest_start;break.latest_start\n"
              "carer1;07:00;15:00;30;11:00;13:00\ncarer2;07:00;15:00;;;\n",
    "visits": "id;citizen;minutes;windows;tasks;priority;reason\n"
              "v1;citizen1;20;07:30/08:00/09:00;medicine:10;2;\nv2;citizen2;30;10:00/11:00;lift;3;\n",
    "links": "id;first;second;min_gap;max_gap;carers\nlink1;v1;v2;60;;any\n",
    "pins": "visit;carer;start\nv1;carer1;08:00\n",
    "known_carers": "citizen;carer;days_since\ncitizen1;carer1;3\n",
}


@dataclass(frozen=True)
class Bad:
    """One kind of bad input and the issue it must give."""

    name: str
    table: str
    old: str
    new: str
    code: str
    row: str = ""
    field: str = ""
    value: str = ""
    hint: str = ""
    place: str = ""


CASES = [
    # identity and references
    Bad("visit id twice", "visits", "v2;citizen2", "v1;citizen2", "E101", "v1 (line 2, line 3)", "id", "v1", "unique"),
    Bad("place twice", "places", "home2", "home1", "E101", "home1 (line 4)", "id", "home1", "once"),
    Bad("setting twice", "day", "prices.travel;10", "date;2026-03-03", "E101", "date (line 3)", "name", "date", "once"),
    Bad("two shifts of a carer", "shifts", "carer2;", "carer1;", "E101", "carer1 (line 2, line 3)", "carer", "carer1",
        "two carer ids"),
    Bad("misspelt citizen", "visits", "v1;citizen1", "v1;citzen1", "E102", "v1 (line 2)", "citizen", "citzen1",
        "did you mean 'citizen1'?"),
    Bad("unknown vetoed carer", "citizens", ";carer2", ";nobody", "E102", "citizen2 (line 3)", "vetoes", "nobody",
        "add the carer"),
    Bad("vetoes separated by a comma", "citizens", ";carer2", ';"carer1,carer2"', "E102", "citizen2 (line 3)", "vetoes",
        "carer1,carer2", "separate them by |: carer1|carer2"),
    Bad("carers separated by a blank", "activities", "",
        "id;carers;place;start;minutes\na1;carer2 carer1;office;12:00;30\n", "E102", "a1 (line 2)", "carers",
        "carer2 carer1", "separate them by |: carer2|carer1"),
    Bad("a known and an unknown carer", "citizens", ";carer2", ';"carer1,carer7"', "E102", "citizen2 (line 3)",
        "vetoes", "carer1,carer7", "did you mean 'carer1'?"),
    Bad("two carers where one stands", "pins", "v1;carer1;08:00", 'v1;"carer1,carer2";08:00', "E102", "v1 (line 2)",
        "carer", "carer1,carer2", "did you mean 'carer2'?"),
    Bad("competence of nobody", "competences", "carer1;", "carrer1;", "E102", "carrer1 (line 2)", "carer", "carrer1",
        "did you mean 'carer1'?"),
    Bad("unknown carer in the second row of a citizen", "known_carers", "carer1;3\n", "carer1;3\ncitizen1;carer9;\n",
        "E102", "citizen1 (line 3)", "carer", "carer9", "did you mean"),
    Bad("delegation for an unknown citizen", "delegations", "", "carer;area;citizen\ncarer2;pain;citizn2\n", "E102",
        "carer2 (line 2)", "citizen", "citizn2", "did you mean 'citizen2'?"),
    Bad("unknown place", "citizens", "home1", "hom1", "E102", "citizen1 (line 2)", "place", "hom1", "'home1'"),
    Bad("unknown travel mode", "carers", "bicycle", "bycicle", "E102", "carer2 (line 3)", "mode", "bycicle",
        "'bicycle'"),
    Bad("pin of an unknown visit", "pins", "v1", "v9", "E102", "v9 (line 2)", "visit", "v9", "add the visit"),
    Bad("visit called break", "visits", "v1;citizen1", "break;citizen1", "E103", "break (line 2)", "id", "break",
        "another id"),
    Bad("activity called break", "activities", "", "id;carers;place;start;minutes\nbreak;carer1;office;12:00;30\n",
        "E103", "break (line 2)", "id", "break", "another id"),
    Bad("visit linked to itself", "links", "v1;v2", "v2;v2", "E104", "link1 (line 2)", "second", "v2"),
    Bad("no visits", "visits", GOOD["visits"], "id;citizen;minutes;windows\n", "E110", hint="right date"),
    Bad("no shifts", "shifts", GOOD["shifts"], "carer;start;end\n", "E111", hint="at least one shift"),
    # time
    Bad("window closes before it opens", "visits", "07:30/08:00/09:00", "09:00/07:30", "E201", "v1 (line 2)", "windows",
        "09:00/07:30", "earliest_start <= agreed_start"),
    Bad("window across midnight", "visits", "07:30/08:00/09:00", "23:30/00:30", "E201", "v1 (line 2)", "windows",
        "23:30/00:30", "end in +1, as 23:30/00:30+1"),
    Bad("overlapping windows", "visits", "10:00/11:00", "10:00/11:00|11:00/12:00", "E202", "v2 (line 3)", "windows",
        "11:00/12:00", "disjoint"),
    Bad("visit shorter than its tasks", "visits", "citizen1;20", "citizen1;5", "E203", "v1 (line 2)", "minutes", "5",
        "lengthen"),
    Bad("shift ends before it starts", "shifts", "carer2;07:00;15:00", "carer2;23:00;07:00", "E204", "carer2 (line 3)",
        "end", "07:00", "07:00+1"),
    Bad("break outside the shift", "shifts", "11:00;13:00", "16:00;17:00", "E205", "carer1 (line 2)", "break", "16:00",
        "inside the shift"),
    Bad("break of the evening before", "shifts", "11:00;13:00", "22:00-1;22:30-1", "E205", "carer1 (line 2)", "break",
        "22:00-1", "inside the shift"),
    Bad("unknown time zone", "day", "date;", "timezone;Europe/Kobenhavn\ndate;", "E208", "timezone (line 2)",
        "timezone",
        "Europe/Kobenhavn", "Europe/Copenhagen"),
    Bad("gap the wrong way round", "links", "60;;any", "60;30;any", "E209", "link1 (line 2)", "min_gap", "60",
        "max_gap"),
    Bad("no time at all", "shifts", "carer2;07:00", "carer2;early", "E210", "carer2 (line 3)", "start", "early",
        "07:30"),
    Bad("minute 61", "shifts", "carer2;07:00", "carer2;07:61", "E210", "carer2 (line 3)", "start", "07:61", "07:30"),
    Bad("seconds", "shifts", "carer2;07:00", "carer2;07:00:30", "E210", "carer2 (line 3)", "start", "07:00:30",
        "07:30"),
    Bad("time with am", "shifts", "carer2;07:00", "carer2;7:00 AM", "E210", "carer2 (line 3)", "start", "7:00 AM",
        "07:30"),
    Bad("bare number as time", "shifts", "carer2;07:00", "carer2;420", "E212", "carer2 (line 3)", "start", "420",
        "07:30"),
    Bad("clock time or share of a day", "shifts", "carer2;07:00", "carer2;0.25", "E212", "carer2 (line 3)", "start",
        "0.25", "07:30"),
    Bad("share of a day that is no minute", "shifts", "carer2;07:00", "carer2;0,31234", "E212", "carer2 (line 3)",
        "start",
        "0,31234", "07:30"),
    Bad("time of the wrong day", "shifts", "carer2;07:00", "carer2;2025-03-02T07:00", "E214", "carer2 (line 3)",
        "start",
        "2025-03-02T07:00", "check the date"),
    Bad("time that the clock skips", "day", "2026-03-02", "2026-03-29", "E211", "v2 (line 3)", "windows", "02:30/11:00",
        "after the gap", place="visits:10:00/11:00=02:30/11:00"),
    Bad("date in American order", "day", "2026-03-02", "03/02/2026", "E213", "date (line 2)", "value", "03/02/2026",
        "2026-03-02"),
    Bad("date that does not exist", "competences", "expert;", "expert;2026-02-30", "E213", "carer1 (line 2)",
        "valid_until", "2026-02-30", "2026-03-02"),
    # competence and pins
    Bad("competence nobody has", "visits", "lift;3", "lfit;3", "E301", "v2 (line 3)", "tasks", "lfit", "'lift'"),
    Bad("tasks separated by a comma", "visits", "lift;3", '"lift, medicine";3', "E301", "v2 (line 3)", "tasks",
        "lift, medicine", "separate them by |: lift|medicine"),
    Bad("pin without carer or start", "pins", "v1;carer1;08:00", "v1;;", "E304", "v1 (line 2)", hint="one of them"),
    Bad("pin outside the window", "pins", "08:00", "09:01", "E306", "v1 (line 2)", "start", "09:01", "widen a window"),
    Bad("pin to an unqualified carer", "pins", "carer1", "carer2", "E308", "v1 (line 2)", "carer", "carer2",
        "delegation"),
    # travel
    Bad("place without coordinates", "places", "9,9400;57,0400", "9,9400;", "E406", "home2 (line 4)", "lat", "",
        "every place"),
    Bad("coordinates exchanged", "places", "9,9400;57,0400", "57,0400;9,9400", "E408", "home2 (line 4)", "lon", "57.04",
        "exchange lon and lat"),
    Bad("latitude out of range", "places", "57,0400", "570,04", "E511", "home2 (line 4)", "lat", "570,04"),
    Bad("leg to an unknown place", "travel", "", "mode;from;to;minutes\ncar;office;hmoe1;5\n", "E102",
        "office (line 2)",
        "to", "hmoe1", "'home1'"),
    Bad("leg missing", "travel", "", "mode;from;office;home1;home2\ncar;office;0;5;\ncar;home1;5;0;1\ncar;home2;5;1;0\n"
        "bicycle;office;0;5;5\nbicycle;home1;5;0;1\nbicycle;home2;5;1;0\n", "E404", "car", "minutes", "", "both ways"),
    Bad("negative travel", "travel", "", "mode;from;office;home1;home2\ncar;office;0;-5;5\n", "E511", "office (line 2)",
        "home1", "-5", "whole minutes"),
    Bad("travel that no plan can hold", "travel", "", "mode;from;office;home1;home2\ncar;office;0;100000001;5\n",
        "E511", "office (line 2)", "home1", "100000001", "whole minutes"),
    Bad("speed and minutes for one mode", "travel", "", "mode;from;to;minutes\ncar;office;home1;5\n", "E405", "car",
        "mode", "car", "not both", place="modes:=mode;speed_kmh\ncar;30\n"),
    Bad("leg twice", "travel", "", "mode;from;to;minutes\ncar;office;home1;5\ncar;office;home1;6\n", "E407",
        "office (line 3)", "minutes", "6", "once"),
    Bad("square with a place twice", "travel", "", "mode;from;office;home1;home1\ncar;office;0;5;6\n", "E507", "",
        "home1", "", "keep one"),
    Bad("square with a row twice", "travel", "", "mode;from;office;home1;home2\ncar;office;0;5;6\ncar;office;0;5;6\n",
        "E407", "office (line 3)", "minutes", "0", "once"),
    Bad("square without its first columns", "travel", "", "from;office;home1;home2\noffice;0;5;6\n", "E505", "", "mode",
        "", "one column per place"),
    Bad("speed of nothing", "modes", "", "mode;speed_kmh\ncar;0\nbicycle;15\n", "E511", "car (line 2)", "speed_kmh",
        "0"),
    # files and format
    Bad("column missing", "visits", "minutes", "", "E505", field="minutes", hint="add the column minutes"),
    Bad("column misspelt", "visits", "priority", "priorty", "E506", field="priorty", hint="did you mean 'priority'?"),
    Bad("setting misspelt", "day", "prices.travel", "prices.travl", "E506", "prices.travl (line 3)", "name",
        "prices.travl", "'prices.travel'"),
    Bad("column twice", "visits", "priority", "minutes", "E507", field="minutes", hint="keep one"),
    Bad("cell empty", "visits", "v1;citizen1;", "v1;;", "E508", "v1 (line 2)", "citizen", "", "fill it in"),
    Bad("date missing", "day", "date;2026-03-02\n", "", "E508", field="date", hint="date;2026-03-02"),
    Bad("no window", "visits", "10:00/11:00", "", "E508", "v2 (line 3)", "windows", "", "fill it in"),
    Bad("more cells than columns", "visits", "lift;3;", "lift;3;;;x", "E509", "v2 (line 3)", hint="quote"),
    Bad("word for a number", "visits", "citizen1;20", "citizen1;twenty", "E510", "v1 (line 2)", "minutes", "twenty",
        "digits"),
    Bad("NaN for a number", "visits", "citizen1;20", "citizen1;NaN", "E510", "v1 (line 2)", "minutes", "NaN", "digits"),
    Bad("thousands separator", "visits", "citizen1;20", "citizen1;1.000", "E510", "v1 (line 2)", "minutes", "1.000",
        "thousands"),
    Bad("neither yes nor no", "carers", "mode", "substitute", "E510", "carer1 (line 2)", "substitute", "car",
        "yes or no"),
    Bad("negative minutes", "visits", "citizen1;20", "citizen1;-20", "E511", "v1 (line 2)", "minutes", "-20"),
    Bad("priority 9", "visits", ";2;\n", ";9;\n", "E511", "v1 (line 2)", "priority", "9"),
    Bad("negative price", "day", "prices.travel;10", "prices.travel;-1", "E511", "prices.travel (line 3)", "value",
        "-1",
        "docs/data.md"),
    Bad("level unheard of", "competences", "expert", "guru", "E512", "carer1 (line 2)", "level", "guru",
        "basic, trained"),
    Bad("choice of a setting unheard of", "day", "prices.travel;10", "load_share;fair", "E512", "load_share (line 3)",
        "value", "fair", "docs/data.md"),
    Bad("relation unheard of", "links", "any", "friend", "E512", "link1 (line 2)", "carers", "friend", "same, other"),
    Bad("id too long", "miniteams", "m1;", "m1;\n" + "x" * 101 + ";", "E513", "x" * 101 + " (line 3)", "id", "x",
        "100 characters"),
    Bad("formula", "visits", "citizen1;20", "citizen1;=10+10", "E514", "v1 (line 2)", "minutes", "=10+10", "values"),
    Bad("Danish spreadsheet error", "visits", "citizen1;20", "citizen1;#REFERENCE!", "E514", "v1 (line 2)",
        "minutes", "#REFERENCE!", "values"),
    Bad("spreadsheet error", "visits", "citizen1;20", "citizen1;#REF!", "E514", "v1 (line 2)", "minutes", "#REF!",
        "values"),
    Bad("spreadsheet error between blanks", "visits", "citizen1;20", "citizen1; #REF! ", "E514", "v1 (line 2)",
        "minutes", "#REF!", "values"),
    Bad("open quotation mark", "visits", "v2;", '"v2;', "E516", "line 3", hint="quotation"),
    Bad("tasks in free text", "visits", "medicine:10", "medicine:ten", "E517", "v1 (line 2)", "tasks", "medicine:ten",
        "medicine:10"),
    Bad("window with one time", "visits", "10:00/11:00", "10:00", "E517", "v2 (line 3)", "windows", "10:00",
        "07:30/09:00"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "day"
    place.mkdir()
    for name, text in GOOD.items():
        (place / f"{name}.csv").write_text(text, encoding="utf-8")
    return place


def edit(folder: Path, table: str, old: str, new: str) -> None:
    path = folder / f"{table}.csv"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    assert old in text, "the case does not change anything"
    path.write_text(text.replace(old, new, 1) if old else new, encoding="utf-8")


def issues_of(read: Callable[[], object]) -> tuple[Issue, ...]:
    with pytest.raises(InputError) as caught:
        read()
    return caught.value.issues


def test_the_good_day_is_good(folder: Path) -> None:
    day = read_day(folder)
    assert [visit.minutes for visit in day.visits] == [20, 30]
    assert day.shift_by_carer["carer1"].break_ is not None
    assert set(day.travel.minutes) == {"car", "bicycle", "walk"}


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_bad_input_is_named_with_code_place_value_and_hint(folder: Path, case: Bad) -> None:
    edit(folder, case.table, case.old, case.new)
    if case.place:
        table, _, change = case.place.partition(":")
        edit(folder, table, *change.split("=", 1))
    before = sorted((path, path.read_bytes()) for path in folder.rglob("*"))
    found = [issue for issue in issues_of(lambda: read_day(folder)) if issue.code == case.code]
    table = case.table if not (case.place and case.code == "E211") else "visits"
    table = "modes" if case.code == "E405" else table
    assert found, "the code is missing"
    issue = found[0]
    shown = (issue.table, issue.row, issue.field)
    assert shown == (table, case.row, case.field)
    assert case.value in issue.value
    assert bool(case.value) == bool(issue.value)
    assert case.hint in issue.hint
    assert issue.problem
    assert all(issue.hint for issue in found)
    assert sorted((path, path.read_bytes()) for path in folder.rglob("*")) == before


# ---- nothing is blamed for what stands elsewhere

SQUARE = ("mode;from;office;home1;home2\ncar;office;0;=1;5\ncar;home1;5;0;1\ncar;home2;5;#N/A;0\n"
          "bicycle;office;0;5;5\nbicycle;home1;5;0;1\nbicycle;home2;5;1;0\n")


@pytest.mark.parametrize(("table", "old", "new", "row", "field"), [
    ("visits", "v1;citizen1", "=A2;citizen1", "line 2", "id"),
    ("visits", "citizen1", "#REF!", "v1 (line 2)", "citizen"),
    ("visits", "07:30/08:00/09:00", "=B2", "v1 (line 2)", "windows"),
    ("carers", "car\n", "#REF!\n", "carer1 (line 2)", "mode"),
    ("carers", "carer1;office;car\ncarer2;", "#REF!;office;car\n#REF!;", "line 2, line 3", "id"),
    ("citizens", "citizen1;", "#REF!;", "line 2", "id"),
    ("competences", "carer1;", "#REF!;", "line 2", "carer"),
    ("shifts", "carer2;07:00", "carer2;=A1", "carer2 (line 3)", "start"),
    ("pins", "carer1;08:00", "=A1;", "v1 (line 2)", "carer"),
    ("links", "v1;v2", "=A1;v2", "link1 (line 2)", "first"),
    ("places", "home1", "=A2", "line 3", "id"),
    ("places", "57,0488", "#REF!", "office (line 2)", "lat"),
    ("day", "2026-03-02", "=TODAY()", "date (line 2)", "value"),
    ("day", "date;", "=A1;", "line 2", "name"),
    ("travel", "", "mode;from;to;minutes\ncar;office;home1;=3\n", "office (line 2)", "minutes"),
    ("travel", "", SQUARE, "line 2, line 4", "home1"),
    ("travel", "", "mode;from;office;home1;home2\n=A1;office;0;1;5\n", "line 2", "mode"),
])
def test_a_formula_is_told_once_by_table_and_column_and_nothing_else_is(
        folder: Path, table: str, old: str, new: str, row: str, field: str) -> None:
    edit(folder, table, old, new)
    found = [(i.code, i.table, i.row, i.field) for i in issues_of(lambda: read_day(folder))]
    assert found == [("E514", table, row, field)]


def test_coordinates_that_are_formulas_are_told_per_column(folder: Path) -> None:
    (folder / "places.csv").write_text("id;lon;lat\noffice;=1;=2\nhome1;=1;=2\nhome2;=1;=2\n", encoding="utf-8")
    (folder / "modes.csv").write_text("mode;speed_kmh\ncar;30\nbicycle;15\n", encoding="utf-8")
    assert [(i.code, i.field) for i in issues_of(lambda: read_day(folder))] == [("E514", "lon"), ("E514", "lat")]


def test_a_column_of_formulas_is_one_issue_that_names_the_first_lines(folder: Path) -> None:
    rows = "".join(f"v{number};citizen1;#REF!;07:30/09:00\n" for number in range(1, 501))
    (folder / "visits.csv").write_text("id;citizen;minutes;windows\n" + rows, encoding="utf-8")
    (issue,) = issues_of(lambda: read_day(folder))
    assert (issue.code, issue.field, issue.value) == ("E514", "minutes", "#REF!")
    assert issue.row.startswith("line 2, line 3, ")
    assert issue.row.endswith(" and 490 more")


def test_columns_of_which_none_is_known_are_told_one_by_one(folder: Path) -> None:
    (folder / "links.csv").write_text("nr,from_visit,to_visit\nl1,v1,v2\n", encoding="utf-8")
    found = {issue.field for issue in issues_of(lambda: read_day(folder)) if issue.code == "E506"}
    assert found == {"nr", "from_visit", "to_visit"}


def test_ten_lines_are_all_named() -> None:
    assert in_rows([f"line {number}" for number in range(10)]).endswith("line 8, line 9")
    assert in_rows([f"line {number}" for number in range(11)]).endswith("line 9 and 1 more")


@pytest.mark.parametrize(("table", "old", "new", "codes"), [
    ("pins", "carer1;08:00", ";0.25", {"E212"}), ("shifts", "15:00;30;11:00", "10:00;30;0.25", {"E212"}),
    ("citizens", "id;place", "citizen_id;place", {"E505", "E506"}), ("visits", "id;", "visit_id;", {"E505", "E506"}),
    ("carers", "id;", "carer_id;", {"E505", "E506"}), ("places", "id;", "place_id;", {"E505", "E506"}),
    ("visits", "tasks;", "citizen;", {"E507"}), ("visits", "v1;citizen1", ";citizen1", {"E508"}),
    ("day", "date;2026-03-02", "date;", {"E508"}),
])
def test_what_could_not_be_read_is_not_blamed_on_the_rest(
        folder: Path, table: str, old: str, new: str, codes: set[str]) -> None:
    edit(folder, table, old, new)
    found = [issue.code for issue in issues_of(lambda: read_day(folder))]
    assert sorted(found) == sorted(codes)


def test_a_competence_whose_delegation_could_not_be_read_is_not_said_to_be_nobodys(folder: Path) -> None:
    edit(folder, "competences", "carer2;lift;;\n", "")
    (folder / "delegations.csv").write_text("carer;area;citizen\ncarer2;;\n", encoding="utf-8")
    assert [(issue.code, issue.table) for issue in issues_of(lambda: read_day(folder))] == [("E508", "delegations")]


def test_a_place_without_its_id_is_not_blamed_on_the_travel_to_it(folder: Path) -> None:
    edit(folder, "places", "home2;", ";")
    (folder / "travel.csv").write_text("mode;from;to;minutes\ncar;office;home2;5\n", encoding="utf-8")
    assert "travel" not in {issue.table for issue in issues_of(lambda: read_day(folder))}


@pytest.mark.parametrize("day", ["name;value\nprices.travel;10\n", "name;value\ndate;03/02/2026\n",
                                 "name;value\ndate;1026-03-02\n"])
def test_without_a_date_nothing_that_depends_on_it_is_wrong(folder: Path, day: str) -> None:
    edit(folder, "visits", "07:30/08:00/09:00", "2026-03-02T07:30/2026-03-02T09:00")
    edit(folder, "competences", "expert;", "expert;2025-12-31")
    (folder / "day.csv").write_text(day, encoding="utf-8")
    assert {issue.table for issue in issues_of(lambda: read_day(folder))} == {"day"}


@pytest.mark.parametrize(("shift", "windows"), [
    ("07:00;2025-03-03T15:00;;;;;", "07:30/09:00"), ("07:00;15:00;2027-03-02T22:00;;;;", "07:30/09:00"),
    ("07:00;2027-03-03T15:00;;2027-03-03T16:00;;;", "07:30/09:00"),
    ("07:00;15:00;2026-01-01T06:00;;;;", "07:30/09:00"), ("07:00;15:00;;;30;2027-03-03T11:00;13:00", "07:30/09:00"),
    ("07:00;15:00;;;;;", "07:30/2025-03-03T09:00"), ("07:00;15:00;;;;;", "2027-03-03T07:30/08:00|09:00/10:00"),
    ("07:00;15:00;;;;;", "2027-03-03T07:30/2027-03-03T08:00|09:00/10:00"),
])
def test_clock_times_and_moments_are_not_compared_without_a_date(folder: Path, shift: str, windows: str) -> None:
    edit(folder, "day", "date;2026-03-02\n", "")
    (folder / "shifts.csv").write_text(
        "carer;start;end;previous_end;next_start;break.minutes;break.earliest_start;break.latest_start\n"
        f"carer1;{shift}\ncarer2;07:00;15:00;;;;;\n", encoding="utf-8")
    edit(folder, "visits", "07:30/08:00/09:00", windows)
    edit(folder, "pins", "08:00", "")
    assert [(i.code, i.field) for i in issues_of(lambda: read_day(folder))] == [("E508", "date")]


def test_daily_rest_is_not_judged_by_settings_in_json_that_could_not_be_read(document: Document) -> None:
    path, doc = document
    doc["settings"].update(daily_rest=0, prices={"travle": 1})
    doc["shifts"][0]["previous_end"] = "04:00"
    path.write_text(json.dumps(doc), encoding="utf-8")
    assert [(i.code, i.table) for i in issues_of(lambda: read_day(path))] == [("E506", "settings")]


def test_rest_is_not_judged_by_settings_that_could_not_be_read(folder: Path) -> None:
    edit(folder, "shifts", "break.minutes;break.earliest_start;break.latest_start", "next_start;previous_end;overtime")
    edit(folder, "shifts", ";30;11:00;13:00", ";20:00;23:00-1;")
    assert [issue.code for issue in issues_of(lambda: read_day(folder))] == ["E207"]
    edit(folder, "day", "prices.travel;10", "daily_rest;8 hours")
    assert [(issue.code, issue.table) for issue in issues_of(lambda: read_day(folder))] == [("E510", "day")]


def test_a_rest_that_nobody_may_agree_on_is_named(folder: Path, document: Document) -> None:
    path, doc = document
    doc["shifts"][0].update(rest_after=8)
    path.write_text(json.dumps(doc), encoding="utf-8")
    edit(folder, "shifts", "break.minutes;break.earliest_start;break.latest_start", "rest_before;rest_after;reserve")
    edit(folder, "shifts", ";30;11:00;13:00", ";500;8;")
    for source, row in ((path, "carer1"), (folder, "carer1 (line 2)")):
        (issue,) = issues_of(lambda source=source: read_day(source))
        assert (issue.code, issue.row, issue.field, issue.value) == ("E215", row, "rest_after", "8")
        assert "as 480" in issue.hint
    edit(folder, "day", "prices.travel;10", "shortest_rest;8 hours")
    assert [(issue.code, issue.table) for issue in issues_of(lambda: read_day(folder))] == [("E510", "day")]


@pytest.mark.parametrize(("minutes", "good"), [(0, True), (1, False), (11, False), (24, False), (25, True)])
def test_daily_rest_in_hours_is_refused(folder: Path, document: Document, minutes: int, good: bool) -> None:
    path, doc = document
    doc["settings"]["daily_rest"] = minutes
    path.write_text(json.dumps(doc), encoding="utf-8")
    edit(folder, "day", "prices.travel;10", f"daily_rest;{minutes}")
    if good:
        assert read_day(path).settings.daily_rest == read_day(folder).settings.daily_rest == minutes
        return
    for source, place in ((path, ("settings", "", "daily_rest")), (folder, ("day", "daily_rest (line 3)", "value"))):
        (issue,) = issues_of(lambda source=source: read_day(source))
        assert (issue.code, (issue.table, issue.row, issue.field)) == ("E511", place)
        assert (issue.value, issue.hint) == (str(minutes), "write minutes, as 660")


@pytest.mark.parametrize("table", ["places", "citizens", "carers"])
def test_a_table_without_rows_is_not_blamed_on_those_who_refer_to_it(folder: Path, table: str) -> None:
    (folder / f"{table}.csv").write_text(GOOD[table].partition("\n")[0] + "\n", encoding="utf-8")
    assert [(issue.code, issue.table) for issue in issues_of(lambda: read_day(folder))] == [("E504", table)]


# ---- whole files


def test_every_problem_of_every_table_is_told_at_once(folder: Path) -> None:
    edit(folder, "visits", "v1;citizen1;20", "v1;citzen1;twenty")
    edit(folder, "visits", "lift;3", "lfit;9")
    edit(folder, "shifts", "carer2;07:00", "carer2;0.25")
    edit(folder, "pins", "08:00", "23:00")
    edit(folder, "citizens", ";carer2", ";carer9")
    edit(folder, "known_carers", ";3", ";three")
    found = [(issue.table, issue.code) for issue in issues_of(lambda: read_day(folder))]
    assert found == [
        ("citizens", "E102"), ("shifts", "E212"), ("visits", "E510"), ("visits", "E511"), ("visits", "E102"),
        ("visits", "E301"), ("known_carers", "E510"),
    ]


@pytest.mark.parametrize(("table", "old", "new", "codes"), [
    ("visits", "v2;citizen2;30", "v2;citizen9;x", ["E510", "E102"]),
    ("visits", "v2;citizen2;30", "v1;citizen2;x", ["E510", "E101"]),
    ("visits", "v2;citizen2;30;10:00/11:00;lift", "v2;citizen2;30;10;lfit", ["E212", "E301"]),
    ("visits", "v2;citizen2;30;10:00/11:00;lift", "v2;;30;10:00/11:00;lfit", ["E508", "E301"]),
    ("visits", "v2;citizen2;30", "break;citizen2;x", ["E510", "E103"]),
    ("shifts", "carer2;07:00", "carer9;7", ["E212", "E102"]),
    ("shifts", "carer2;07:00", "carer1;7", ["E212", "E101"]),
    ("pins", "v1;carer1;08:00", "v1;carer9;8", ["E212", "E102"]),
    ("pins", "v1;carer1;08:00", "v9;carer1;8", ["E212", "E102"]),
    ("citizens", "home2;m1;carer2", "home9;1234;carer9", ["E102", "E102", "E102"]),
    ("citizens", "home2;m1;carer2", "home9;m1;=A1", ["E514", "E102"]),
    ("competences", "carer2;lift;", "carer9;lift;exprt", ["E512", "E102"]),
    ("delegations", "", "carer;area;citizen;valid_until\ncarer1;lift;citizen9;31/12\n", ["E213", "E102"]),
    ("activities", "", "id;carers;place;start;minutes\na1;carer9;office;12;30\n", ["E212", "E102"]),
    ("links", "link1;v1;v2;60", "link1;v1;v9;x", ["E510", "E102"]),
])
def test_a_cell_that_cannot_be_read_hides_nothing_about_ids_and_competences_of_its_row(
        folder: Path, table: str, old: str, new: str, codes: list[str]) -> None:
    if old:
        edit(folder, table, old, new)
    else:
        (folder / f"{table}.csv").write_text(new, encoding="utf-8")
    if table == "visits":
        edit(folder, "links", "link1;v1;v2;60;;any\n", "")
    assert [issue.code for issue in issues_of(lambda: read_day(folder)) if issue.table == table] == codes


@pytest.mark.parametrize(("table", "old", "new", "code"), [
    ("carers", "office;bicycle", "office;=A1", "E514"),  # the default, car, is a mode that this day does not have
    ("known_carers", "carer1;3", "carer9;three", "E510"),  # with days since, a carer who is off duty is known
    ("visits", "v2;citizen2;30;10:00/11:00;lift;3;", "v2;citizen9;30;10:00/11:00;lift;3;;;x", "E509"),  # shifted?
    ("citizens", "citizen2;home2", "010150-1234;home9", "E601"),  # which row it is cannot be told
])
def test_nothing_is_told_about_what_a_row_does_not_say(
        folder: Path, table: str, old: str, new: str, code: str) -> None:
    (folder / "travel.csv").write_text("mode;from;to;minutes\n" + "".join(
        f"bicycle;{a};{b};5\n" for a in ("office", "home1", "home2") for b in ("office", "home1", "home2")),
        encoding="utf-8")
    edit(folder, "carers", "office;car", "office;bicycle")
    edit(folder, table, old, new)
    assert [issue.code for issue in issues_of(lambda: read_day(folder)) if issue.table == table] == [code]


def test_a_carer_who_cannot_be_read_in_full_hides_no_delegation_for_an_unknown_citizen(folder: Path) -> None:
    edit(folder, "carers", "carer2;office;bicycle", "carer2;office;=A1")
    (folder / "delegations.csv").write_text("carer;area;citizen\ncarer2;lift;citizen9\n", encoding="utf-8")
    assert [(issue.table, issue.code, issue.value) for issue in issues_of(lambda: read_day(folder))] == [
        ("carers", "E514", "=A1"), ("delegations", "E102", "citizen9")]


def test_minutes_of_a_frame_are_compared_without_a_date_and_clock_times_are_not(folder: Path) -> None:
    frames = day_to_frames(read_day(folder))
    frames["day"].loc[frames["day"]["name"] == "date", "value"] = "soon"
    for end, codes in ((400, ["E213", "E204"]), ("06:40", ["E213"])):
        shifts = frames["shifts"].astype(object)
        shifts.loc[1, ["start", "end"]] = [420, end]
        found = issues_of(lambda shifts=shifts: day_from_frames(frames | {"shifts": shifts}))
        assert [issue.code for issue in found] == codes


@pytest.mark.parametrize("given", [{"date": "2 March"}, {"date": None}])
def test_a_date_that_cannot_be_read_hides_no_minutes_out_of_order(document: Document, given: dict[str, object]) -> None:
    path, doc = document
    doc |= given
    doc["visits"][0]["windows"] = [{"earliest_start": 500, "agreed_start": 490, "latest_start": 510}]
    doc["shifts"][0].update(start=900, end=420)
    doc["shifts"][1]["break"] = {"minutes": 30, "earliest_start": 60, "latest_start": 90}
    doc["pins"], doc["links"] = [], []
    path.write_text(json.dumps(doc), encoding="utf-8")
    assert [issue.code for issue in issues_of(lambda: read_day(path))] == ["E213", "E204", "E205", "E205", "E201"]
    doc["shifts"][0]["start"], doc["visits"][0]["windows"][0]["latest_start"] = "15:00", "08:30"
    path.write_text(json.dumps(doc), encoding="utf-8")
    assert [issue.code for issue in issues_of(lambda: read_day(path))] == ["E213", "E205"]


def test_consistency_of_the_good_rows_is_checked_beside_the_bad_rows(folder: Path) -> None:
    edit(folder, "links", "60", "sixty")
    edit(folder, "visits", "v2;citizen2", "v2;citizen9")
    found = [(issue.table, issue.code) for issue in issues_of(lambda: read_day(folder))]
    assert found == [("visits", "E102"), ("links", "E510")]


def test_a_broken_row_is_not_blamed_on_those_who_refer_to_it(folder: Path) -> None:
    edit(folder, "carers", "carer1;office", "carer1;")
    found = [(issue.table, issue.code, issue.row) for issue in issues_of(lambda: read_day(folder))]
    assert found == [("carers", "E508", "carer1 (line 2)")]


@pytest.mark.parametrize(("table", "row", "wrong"), [
    ("shifts", "carer1;07:00;15:00;30;11:00;13:00", "carer9;0700;15:00;;;"),
    ("pins", "v1;carer1;08:00", "v9;carer1;0800"),
    ("known_carers", "citizen1;carer1;3", "citizen9;carer1;x")])
def test_a_broken_row_hides_no_wrong_id_of_another_row(folder: Path, table: str, row: str, wrong: str) -> None:
    """Both are about the id; the rows of these tables are found by ids of other tables."""
    right = row.replace("carer1", "carer9", 1) if table == "shifts" else row.replace("v1", "v9").replace("zen1", "zen9")
    edit(folder, table, row, f"{wrong}\n{right}")
    assert "E102" in [issue.code for issue in issues_of(lambda: read_day(folder))]


def test_a_column_that_is_missing_hides_no_wrong_id_of_another_table(folder: Path) -> None:
    edit(folder, "visits", "citizen;minutes", "citizen;minuts")
    edit(folder, "pins", "v1", "v9")
    assert [(i.code, i.table, i.value) for i in issues_of(lambda: read_day(folder)) if i.code == "E102"] == [
        ("E102", "pins", "v9")]


def test_thousands_of_wrong_ids_are_not_each_compared_with_all(
        folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []
    monkeypatch.setattr(hints, "get_close_matches", lambda word, *_, **__: compared.append(word) or [])
    rows = "".join(f"w{number};z{number};20;07:30/09:00\n" for number in range(1000))
    (folder / "visits.csv").write_text("id;citizen;minutes;windows\n" + rows, encoding="utf-8")
    found = [issue for issue in issues_of(lambda: read_day(folder)) if issue.table == "visits"]
    assert len(found) == 1000
    assert all(issue.hint for issue in found)
    assert 0 < len(compared) < 300


def test_the_message_lists_all_issues(folder: Path) -> None:
    edit(folder, "visits", ";minutes", ";minuts")
    with pytest.raises(InputError, match=r"2 problems in the input\nE505 visits minutes: .*\nE506 visits minuts: "):
        read_day(folder)


def test_nowhere_to_read_from(tmp_path: Path) -> None:
    (issue,) = issues_of(lambda: read_day(tmp_path / "nothing"))
    assert (issue.code, issue.value) == ("E501", "nothing")
    assert issue.hint


def test_an_empty_folder_lacks_every_required_table(tmp_path: Path) -> None:
    found = {issue.table for issue in issues_of(lambda: read_day(tmp_path)) if issue.code == "E504"}
    assert found == {"day", "places", "citizens", "carers", "shifts", "visits"}


def test_a_misspelt_file_name_gets_a_suggestion(folder: Path) -> None:
    (folder / "visits.csv").rename(folder / "vists.csv")
    found = {issue.table: issue for issue in issues_of(lambda: read_day(folder)) if issue.code == "E504"}
    assert found["vists"].hint == "did you mean 'visits'?"
    assert found["visits"].hint == "did you mean 'vists'?"


@pytest.mark.parametrize("table", ["places", "citizens", "carers", "shifts", "visits"])
def test_a_table_that_is_not_there_is_not_blamed_on_the_rows_that_refer_to_it(folder: Path, table: str) -> None:
    (folder / f"{table}.csv").rename(folder / f"{table}s.csv")
    assert {issue.code for issue in issues_of(lambda: read_day(folder))} == {"E504"}


def test_a_misspelt_optional_table_is_not_ignored(folder: Path) -> None:
    (folder / "pins.csv").rename(folder / "pin.csv")
    assert [(i.code, i.table) for i in issues_of(lambda: read_day(folder))] == [("E504", "pin")]


@pytest.mark.parametrize("places", ["id;x;y\noffice;1;1\nhome1;2;2\nhome2;3;3\n", "id\noffice\nhome1\nhome2\n"])
def test_without_travel_it_is_told_once_what_gives_minutes_beside_other_errors(
        folder: Path, places: str) -> None:
    (folder / "places.csv").write_text(places, encoding="utf-8")
    edit(folder, "citizens", "home1", "hom1")
    travel, citizen = issues_of(lambda: read_day(folder))
    assert (citizen.code, citizen.value) == ("E102", "hom1")
    assert (travel.code, travel.table) == ("E403", "travel")
    assert "travel.csv, or lon and lat, or x_km and y_km" in travel.hint


def test_a_carer_is_not_told_of_an_unknown_mode_where_there_is_none(document: Document) -> None:
    path, doc = document
    doc["travel"]["minutes"] = {}
    path.write_text(json.dumps(doc), encoding="utf-8")
    assert [issue.code for issue in issues_of(lambda: read_day(path))] == ["E403"]


@pytest.mark.parametrize(("name", "hint"), [
    ("activity.csv", "did you mean 'activities'?"), ("pins (1).csv", "did you mean 'pins'?"),
    ("pins - Kopi.csv", "did you mean 'pins'?"), ("pins - Copy (2).csv", "did you mean 'pins'?"),
    ("pins.csv.csv", "did you mean 'pins'?"), ("pins.txt", "save it as 'CSV UTF-8'"),
    ("Pins.XLSX", "save it as 'CSV UTF-8'"), ("delegation.ods", "save it as 'CSV UTF-8'"),
    ("pins.csv.txt", "save it as 'CSV UTF-8'"), ("pins (1).xls", "save it as 'CSV UTF-8'")])
def test_a_missing_table_under_another_name_or_in_another_form_is_not_ignored(
        folder: Path, name: str, hint: str) -> None:
    (folder / "pins.csv").rename(folder / name)
    assert [(issue.code, issue.hint) for issue in issues_of(lambda: read_day(folder))] == [("E504", hint)]


@pytest.mark.parametrize("name", ["pins (1).csv", "pins - Kopi.csv", "pins.csv.csv", "pin.csv", "pins.txt", "pin.ods"])
def test_a_copy_beside_its_table_is_left_alone(folder: Path, name: str) -> None:
    before = read_day(folder)
    (folder / name).write_text("a;b\n1;2\n", encoding="utf-8")
    assert read_day(folder) == before


@pytest.mark.parametrize(("danish", "table"), [
    ("aktiviteter", "activities"), ("Møder", "activities"), ("moeder", "activities"),
    ("låsninger", "pins"), ("la\u030asninger", "pins"), ("laasninger (1)", "pins"), ("bindinger", "links"),
    ("kompetencer", "competences"), ("delegationer", "delegations"), ("kendte_medarbejdere", "known_carers"),
    ("kendte-hjælpere - Kopi", "known_carers"), ("distrikter", "districts"), ("rejsetid", "travel")])
def test_a_missing_table_under_a_danish_name_is_not_ignored(folder: Path, danish: str, table: str) -> None:
    for slip in (".csv", ".xlsx"):
        (folder / f"{table}.csv").unlink(missing_ok=True)
        (folder / f"{danish}{slip}").write_text("a;b\n1;2\n", encoding="utf-8")
        [issue] = [one for one in issues_of(lambda: read_day(folder)) if one.code == "E504"]
        assert issue.hint == (f"did you mean {table!r}?" if slip == ".csv" else "save it as 'CSV UTF-8'")
        (folder / f"{danish}{slip}").unlink()


@pytest.mark.parametrize(("danish", "table"), [
    ("besøg", "visits"), ("vagter", "shifts"), ("borgere", "citizens"), ("medarbejdere", "carers"),
    ("steder", "places"), ("dag", "day")])
def test_a_needed_table_under_a_danish_name_is_told_with_the_name_meant(folder: Path, danish: str, table: str) -> None:
    (folder / f"{table}.csv").rename(folder / f"{danish}.csv")
    found = {issue.table: issue.hint for issue in issues_of(lambda: read_day(folder)) if issue.code == "E504"}
    assert found == {danish: f"did you mean {table!r}?", table: f"did you mean {danish!r}?"}


def test_every_table_has_a_danish_name_that_is_near_no_other() -> None:
    assert {*DANISH.values()} == BY_NAME.keys() - {"miniteams"}  # which is Danish too
    assert all(table_meant(name, BY_NAME) == table for name, table in DANISH.items())
    assert all(table_meant(name, BY_NAME) == name for name in BY_NAME)
    assert not any(table_meant(name, BY_NAME.keys() - {name}, ALIKE) for name in BY_NAME)


def test_a_required_table_in_a_workbook_is_told_once(folder: Path) -> None:
    (folder / "visits.csv").rename(folder / "visits.xlsx")
    (issue,) = issues_of(lambda: read_day(folder))
    assert (issue.code, issue.table, issue.value) == ("E504", "visits", "visits.xlsx")
    assert issue.problem == "is a workbook, not a table of a day"


@pytest.mark.parametrize(("table", "header"), [
    ("travel", "mode;from;to;minutes\n"), ("modes", "mode;speed_kmh;detour;access_minutes\n")])
def test_a_table_of_travel_with_a_header_only_is_as_if_it_were_not_there(
        folder: Path, table: str, header: str) -> None:
    usual = read_day(folder).travel
    (folder / f"{table}.csv").write_text(header, encoding="utf-8")
    assert read_day(folder).travel == usual


@pytest.mark.parametrize("names", [("plans.csv",), ("kpis.csv",), ("notes.csv", "Notes.CSV")])
def test_other_files_in_the_folder_are_left_alone(folder: Path, names: tuple[str, ...]) -> None:
    (folder / "pins.csv").unlink()
    for name in names:
        (folder / name).write_text("a;b\n1;2\n", encoding="utf-8")
    assert read_day(folder).pins == ()


def test_of_what_an_interrupted_writer_left_only_what_was_finished_is_offered(folder: Path) -> None:
    (folder / "day.csv").unlink()
    for name in (".old.0123456789ab", ".part.0123456789ab"):
        (folder / name).mkdir()
    (issue,) = issues_of(lambda: read_day(folder))
    assert issue.hint == "write it again; or take its tables from .old.0123456789ab in the folder"


def test_a_table_that_links_to_nothing_is_told_by_its_name(folder: Path) -> None:
    (folder / "links.csv").unlink()
    (folder / "links.csv").symlink_to(folder / "nowhere")
    assert [(i.code, i.table, i.value) for i in issues_of(lambda: read_day(folder))] == [
        ("E501", "links", "links.csv")]


def test_a_folder_that_may_not_be_read_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert [issue.code for issue in issues_of(lambda: read_day(folder))] == ["E501"]


def test_two_files_of_one_table_are_told(folder: Path) -> None:
    (folder / "Visits.CSV").write_text(GOOD["visits"], encoding="utf-8")
    if len(list(folder.iterdir())) > len(GOOD):  # not where capitals do not matter to the file system
        found = issues_of(lambda: read_day(folder))
        assert [(issue.code, issue.table, issue.value) for issue in found] == [("E507", "visits", "visits.csv")]


@pytest.mark.parametrize(("told", "separator"), [("sep=;", ";"), ("SEP=;", ";"), ('"sep=;"', ";"), ("sep=\t", "\t")])
def test_a_line_that_tells_the_separator_does_not_matter(folder: Path, told: str, separator: str) -> None:
    before = read_day(folder)
    (folder / "visits.csv").write_text(f"{told}\n" + GOOD["visits"].replace(";", separator), encoding="utf-8")
    assert read_day(folder) == before
    edit(folder, "visits", f"citizen2{separator}30", f"citizen2{separator}x")
    assert [issue.row for issue in issues_of(lambda: read_day(folder))] == ["v2 (line 4)"], "lines of the file"


def test_workbooks_are_to_be_saved_as_csv(tmp_path: Path) -> None:
    (tmp_path / "day.xlsx").write_bytes(b"PK\x03\x04")
    assert any("CSV UTF-8" in issue.hint for issue in issues_of(lambda: read_day(tmp_path)))


def test_an_empty_file(folder: Path) -> None:
    (folder / "visits.csv").write_text("\n\n", encoding="utf-8")
    assert ("E504", "visits") in [(i.code, i.table) for i in issues_of(lambda: read_day(folder))]


@pytest.mark.parametrize(("encoding", "text"), [
    ("cp1252", GOOD["visits"].replace("3;\n", "3;præcis\n")), ("utf-16", GOOD["visits"]),
    ("utf-16-le", GOOD["visits"]), ("latin-1", "PK\x03\x04"),
])
def test_other_encodings_are_refused_with_advice(folder: Path, encoding: str, text: str) -> None:
    (folder / "visits.csv").write_bytes(text.encode(encoding))
    found = [issue for issue in issues_of(lambda: read_day(folder)) if issue.code == "E503"]
    assert [(issue.table, issue.value) for issue in found] == [("visits", "visits.csv")]
    assert "CSV UTF-8" in found[0].hint
    assert found[0].row == ("line 3" if encoding == "cp1252" else "")


@pytest.mark.parametrize("content", [b"m\xe6", b""])
@pytest.mark.parametrize("table", [*GOOD, "levels", "modes", "travel", "districts", "activities", "delegations"])
def test_a_file_that_cannot_be_read_is_all_that_is_told(folder: Path, table: str, content: bytes) -> None:
    (folder / f"{table}.csv").write_bytes(content)
    found = issues_of(lambda: read_day(folder))
    assert [(issue.code, issue.table) for issue in found] == [("E503" if content else "E504", table)]


@pytest.mark.parametrize("table", sorted(GOOD))
def test_a_file_that_cannot_be_read_to_its_end_is_all_that_is_told(folder: Path, table: str) -> None:
    (folder / "travel.csv").write_text("mode;from;to;minutes\n" + "".join(
        f"{mode};{a};{b};5\n" for mode in ("car", "bicycle") for a in ("office", "home1", "home2")
        for b in ("office", "home1", "home2")), encoding="utf-8")
    header, rows = GOOD[table].split("\n", 1)
    (folder / f"{table}.csv").write_text(f'{header}\n"{rows}', encoding="utf-8")
    found = issues_of(lambda: read_day(folder))
    assert [(issue.code, issue.table) for issue in found] == [("E516", table)]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_other_separators_and_byte_order_marks_are_fine(folder: Path, separator: str) -> None:
    before = read_day(folder)
    text = GOOD["visits"].replace(";", separator).replace("\n", "\r\n") + "\r\n\r\n"
    (folder / "visits.csv").write_text(text, encoding="utf-8-sig", newline="")
    assert read_day(folder) == before


def test_what_spreadsheets_leave_around_a_table_is_nothing(folder: Path) -> None:
    before = read_day(folder)
    edit(folder, "visits", "id;citizen;minutes;", " ID ;Citizen;minutes ;")
    edit(folder, "visits", ";3;\n", ";3;  \n")
    lines = (folder / "visits.csv").read_text(encoding="utf-8").splitlines()
    for text in ([lines[0], *(line + ";;" for line in lines[1:])], [line + ";;" for line in lines],
                 ["", ";;;", *(line + ";;" for line in lines), "", ";;"],
                 ["", *(line.replace(";", ",") for line in lines)]):
        (folder / "visits.csv").write_text("\n".join(text) + "\n", encoding="utf-8")
        assert read_day(folder) == before


def test_names_of_columns_may_have_blanks_for_underscores(folder: Path) -> None:
    (folder / "visits.csv").write_text(
        "id,citizen,minutes,windows,Carers Needed\nv1,citizen1,20,07:30/09:00,2\n", encoding="utf-8")
    edit(folder, "links", "link1;v1;v2;60;;any\n", "")
    assert read_day(folder).visits[0].carers_needed == 2


@pytest.mark.parametrize("name", ["Europe", "../UTC", "/etc/hosts"])
def test_what_is_no_time_zone_is_told_by_every_form(folder: Path, document: Document, name: str) -> None:
    path, doc = document
    path.write_text(json.dumps(doc | {"timezone": name}), encoding="utf-8")
    edit(folder, "day", "date;", f"timezone;{name}\ndate;")
    for place in (folder, path):
        assert [(i.code, i.value) for i in issues_of(lambda place=place: read_day(place))] == [("E208", name)]


def test_a_level_may_be_given_twice_if_it_is_the_same(folder: Path) -> None:
    (folder / "levels.csv").write_text("of;name;level\nprofession;nurse;3\nprofession;nurse;3\ncompetence;lift;2\n",
                                       encoding="utf-8")
    settings = read_day(folder).settings
    assert (settings.levels, settings.competence_levels) == ({"nurse": 3}, {"lift": 2})
    edit(folder, "levels", "profession;nurse;3\nc", "profession;nurse;2\nc")
    assert [(i.code, i.table, i.row, i.value) for i in issues_of(lambda: read_day(folder))] == [
        ("E101", "levels", "nurse (line 3)", "nurse")]


def test_blanks_around_a_setting_are_nothing(folder: Path) -> None:
    edit(folder, "day", "prices.travel;10\n", "prices.travel; 7 \nload_share; equal \n")
    settings = read_day(folder).settings
    assert (settings.prices.travel, settings.load_share) == (7, "equal")


def test_dashes_and_minus_signs_of_printers_are_read(folder: Path) -> None:
    before = read_day(folder)
    edit(folder, "visits", "10:00/11:00", "10:00 \N{EN DASH} 11:00")
    edit(folder, "links", "60", "\N{MINUS SIGN}60")
    day = read_day(folder)
    assert day.visits == before.visits
    assert day.links[0].min_gap == -60


def test_too_many_rows_and_too_large_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csvfiles, "MAX_ROWS", 1)
    assert ("E502", "visits") in [(i.code, i.table) for i in issues_of(lambda: read_day(folder))]
    monkeypatch.setattr(files, "MAX_BYTES", 10)
    assert ("E502", "visits", "visits.csv") in [(i.code, i.table, i.value) for i in issues_of(lambda: read_day(folder))]


def test_a_table_that_is_too_large_or_leads_nowhere_is_all_that_is_told(
        folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "citizens.csv").write_text(GOOD["citizens"] + "\n" * 2000, encoding="utf-8")
    monkeypatch.setattr(files, "MAX_BYTES", 2000)
    assert [(i.code, i.table) for i in issues_of(lambda: read_day(folder))] == [("E502", "citizens")]
    (folder / "citizens.csv").unlink()
    (folder / "citizens.csv").symlink_to(folder / "nowhere")
    assert [(i.code, i.table) for i in issues_of(lambda: read_day(folder))] == [("E501", "citizens")]


@pytest.mark.parametrize(("separator", "mark"), [(";", "\ufeff"), (",", "\ufeff\ufeff")])
def test_some_programs_write_a_second_byte_order_mark(folder: Path, separator: str, mark: str) -> None:
    before = read_day(folder)
    (folder / "visits.csv").write_text(mark + GOOD["visits"].replace(";", separator), encoding="utf-8")
    assert read_day(folder) == before


def test_messages_stay_short_however_long_ids_columns_and_lists_of_lines_are(folder: Path) -> None:
    (folder / "visits.csv").write_text("id;citizen;minutes;windows;" + "m" * 100_000 + "\n" + "x" * 100_000
                                       + ";citizen1;5;07:00/08:00\n", encoding="utf-8")
    assert len(str(issues_of(lambda: read_day(folder)))) < 5000
    (folder / "visits.csv").write_text("id;citizen;minutes;windows\n" + "v1;citizen1;5;07:00/08:00\n" * 1000,
                                       encoding="utf-8")
    found = [issue for issue in issues_of(lambda: read_day(folder)) if issue.code == "E101"]
    assert [issue.row[-len("line 11 and 990 more)"):] for issue in found] == ["line 11 and 990 more)"]


# ---- JSON


@pytest.fixture
def document(folder: Path, tmp_path: Path) -> tuple[Path, dict[str, object]]:
    path = tmp_path / "day.json"
    write_day(read_day(folder), path)
    return path, json.loads(path.read_text(encoding="utf-8"))


Document = tuple[Path, dict]


@pytest.mark.parametrize(("change", "code", "table", "row", "field", "hint"), [
    (lambda d: d["visits"][0].pop("minutes"), "E508", "visits", "v1", "minutes", "fill it in"),
    (lambda d: d["visits"][0].update(priorty=1), "E506", "visits", "v1", "priorty", "did you mean 'priority'?"),
    (lambda d: d["visits"][0]["windows"][0].update(minutes=1), "E506", "visits", "v1", "windows.0.minutes",
     "remove it or correct its name"),
    (lambda d: d["visits"][0].update(minutes="20"), "E510", "visits", "v1", "minutes", ""),
    (lambda d: d["visits"][0].update(minutes=20.5), "E510", "visits", "v1", "minutes", ""),
    (lambda d: d["visits"][0]["windows"][0].update(latest_start="9 am"), "E210", "visits", "v1",
     "windows.0.latest_start", "07:30"),
    (lambda d: d["visits"].append("v3"), "E510", "visits", "entry 3", "", ""),
    (lambda d: d.update(visits={}), "E510", "visits", "", "", "schema"),
    (lambda d: d.update(vists=[]), "E506", "day", "", "vists", "'visits'"),
    (lambda d: d.update(plan={}), "E506", "day", "", "plan", "remove it"),
    (lambda d: d.pop("shifts"), "E505", "shifts", "", "shifts", "schema"),
    (lambda d: d.pop("date"), "E505", "day", "", "date", "schema"),
    (lambda d: d.update(date="2026-03-02T00:00:00"), "E213", "day", "", "date", "2026-03-02"),
    (lambda d: d.update(timezone=1), "E510", "day", "", "timezone", ""),
    (lambda d: d["settings"]["prices"].update(travl=1), "E506", "settings", "", "prices.travl", "remove it"),
    (lambda d: d["municipality"].update(teams=[]), "E506", "municipality", "", "teams", "'miniteams'"),
    (lambda d: d["travel"]["minutes"]["car"].pop(), "E401", "travel", "car", "", "row and a column"),
    (lambda d: d["travel"]["coordinates"].pop(), "E402", "travel", "", "coordinates", ""),
    (lambda d: d["travel"].update(minutes={}), "E403", "travel", "", "", "matrix or coordinates"),
    (lambda d: d["shifts"][0].update(previous_end="08:00"), "E206", "shifts", "carer1", "previous_end", "-1"),
    (lambda d: d["shifts"][0].update(previous_end="23:59-1", next_start="16:00"), "E207", "shifts", "carer1", "start",
     "roster"),
    (lambda d: (d["links"][0].update(carers="same"), d["visits"][0].update(carers_needed=2)), "E303", "links", "link1",
     "carers", "single-carer"),
    (lambda d: d["pins"].append({"visit": "v1", "start": "07:45"}), "E305", "pins", "v1", "start", "one pin"),
    (lambda d: d["shifts"].pop(0), "E307", "pins", "v1", "carer", "at work"),
    (lambda d: d["citizens"][0].update(vetoes=["carer1"]), "E309", "pins", "v1", "carer", "citizen's right"),
    (lambda d: (d["municipality"].update(districts=[{"id": "north", "closed": True}],
                                         miniteams=[{"id": "n1", "district": "north"}]),
                d["citizens"][0].update(miniteam="n1")), "E310", "pins", "v1", "carer", "open the district"),
])
def test_bad_json_is_named_too(
    document: Document, change: Callable[[dict], object], code: str, table: str, row: str, field: str, hint: str
) -> None:
    path, doc = document
    change(doc)
    path.write_text(json.dumps(doc), encoding="utf-8")
    found = issues_of(lambda: read_day(path))
    assert (code, table, row, field) in [(i.code, i.table, i.row, i.field) for i in found]
    assert any(hint in issue.hint for issue in found if issue.code == code)
    assert all(issue.hint for issue in found)


@pytest.mark.parametrize("table", ["citizens", "carers", "shifts", "visits", "miniteams", "districts"])
def test_an_entry_of_json_that_is_no_object_is_told_without_what_refers_to_it(document: Document, table: str) -> None:
    path, doc = document
    town = doc["municipality"]
    town["districts"], town["miniteams"] = [{"id": "north"}], [{"id": "m1", "district": "north"}]
    doc["citizens"][0]["miniteam"] = doc["carers"][0]["miniteam"] = "m1"
    (town if table in town else doc)[table][0] = "lost"
    path.write_text(json.dumps(doc), encoding="utf-8")
    (issue,) = issues_of(lambda: read_day(path))
    assert (issue.code, issue.table, issue.row) == ("E510", table, "entry 1")


@pytest.mark.parametrize(("put", "place"), [
    (lambda d, deep: d["visits"][0].update(tasks=deep), ("visits", "v1")),
    (lambda d, deep: d.update(timezone=deep), ("day", "")),
    (lambda d, deep: d["travel"].update(minutes=deep), ("travel", "")),
])
def test_json_nested_too_deeply_for_its_models_is_told_without_a_value(
        document: Document, put: Callable[[dict, list], object], place: tuple[str, str]) -> None:
    path, doc = document
    deep: list = []
    for _ in range(400):
        deep = [deep]
    put(doc, deep)
    path.write_text(json.dumps(doc), encoding="utf-8")
    issue, = issues_of(lambda: read_day(path))
    assert (issue.code, issue.table, issue.row, issue.value) == ("E515", *place, "")


@pytest.mark.parametrize(("asked", "by"), [
    ({"vetoes": ["carer1"]}, "veto"), ({"closed_circle": ["carer2"]}, "closed circle"),
    ({"wishes": [{"attribute": "speaks:danish"}, {"attribute": "gender:female", "hard": True}]},
     "hard wish gender:female"),
])
def test_a_pinned_carer_who_may_not_come_is_told_with_what_excludes_them(
        document: Document, asked: dict, by: str) -> None:
    path, doc = document
    doc["citizens"][0].update(asked)
    path.write_text(json.dumps(doc), encoding="utf-8")
    (issue,) = issues_of(lambda: read_day(path))
    assert (issue.code, issue.value, issue.problem) == ("E309", "carer1", f"is excluded by the citizen's {by}")


DATES = [("2026-03-02", True), ("02-03-2026", True), ("2.3.2026", True), ("03/02/2026", False), ("2026-02-30", False),
         ("2026-03-02T07:30", False), ("2026-03-02T00:00:00Z", False), ("1772409600", False), ("20260302", False)]


@pytest.mark.parametrize(("text", "good"), DATES)
def test_json_takes_the_dates_that_tables_take(folder: Path, document: Document, text: str, good: bool) -> None:
    path, doc = document
    doc["date"] = doc["carers"][0]["competences"][0]["valid_from"] = text
    path.write_text(json.dumps(doc), encoding="utf-8")
    edit(folder, "day", "2026-03-02", text)
    (folder / "competences.csv").write_text(
        f"carer;area;level;valid_from\ncarer1;medicine;expert;{text}\ncarer2;lift;;\n", encoding="utf-8")
    if good:
        assert read_day(path) == read_day(folder)
        return
    places = [("day", "date"), ("carers", "competences.0.valid_from")]
    found = issues_of(lambda: read_day(path))
    assert [(i.code, i.table, i.field, i.value) for i in found] == [("E213", *place, text) for place in places]
    assert all("2026-03-02" in issue.hint for issue in found)
    assert {(i.code, i.value) for i in issues_of(lambda: read_day(folder))} == {("E213", text)}


def test_hints_for_json_are_in_words_of_json(document: Document) -> None:
    path, doc = document
    doc["shifts"][0]["brake"] = doc["shifts"][0].pop("break")
    doc["citizens"][1]["vetoes"] = ["carer1,carer2"]
    doc["carers"][0]["delegations"] = [{"area": "pain", "citizen": "nobody"}]
    path.write_text(json.dumps(doc), encoding="utf-8")
    told = {(i.table, i.field): i.hint for i in issues_of(lambda: read_day(path))}
    assert told == {
        ("shifts", "brake"): "did you mean 'break'?", ("citizens", "vetoes"): "did you mean 'carer2'?",
        ("carers", "delegations"): "add the citizen or correct the id"}


def test_a_window_of_json_without_an_end_is_told(document: Document) -> None:
    path, doc = document
    doc["visits"][0]["windows"] = [{"earliest_start": "07:30"}]
    path.write_text(json.dumps(doc), encoding="utf-8")
    found = issues_of(lambda: read_day(path))
    assert ("E508", "visits", "windows.0.latest_start") in [(i.code, i.table, i.field) for i in found]


@pytest.mark.parametrize(("date", "good"), [
    ("1900-01-01", True), ("2199-12-31", True), ("1899-12-31", False), ("2200-01-01", False),
])
def test_a_day_lies_in_a_year_that_can_be_planned(folder: Path, document: Document, date: str, good: bool) -> None:
    path, doc = document
    path.write_text(json.dumps(doc | {"date": date}), encoding="utf-8")
    edit(folder, "day", "2026-03-02", date)
    for place in (folder, path):
        if good:
            assert read_day(place).date.isoformat() == date
        else:
            found = [(i.code, i.table, i.field, i.value) for i in issues_of(lambda place=place: read_day(place))]
            assert found == [("E213", "day", "date", date)]


@pytest.mark.parametrize("value", ["2026-03-02T00:00:00", 1772409600, 1772409600.0, 0, True, None, ["2026-03-02"], {}])
def test_moments_and_numbers_are_no_dates_in_json(document: Document, value: object) -> None:
    path, doc = document
    doc["date"] = doc["carers"][0]["competences"][0]["valid_until"] = value
    path.write_text(json.dumps(doc), encoding="utf-8")
    found = issues_of(lambda: read_day(path))
    none = value is None  # which is a validity without an end
    assert [(i.code, i.table, i.field) for i in found] == [
        ("E213", "day", "date"), ("E213", "carers", "competences.0.valid_until")][:2 - none]
    assert {issue.value for issue in found} == {"" if isinstance(value, list | dict) else str(value)}
    assert all("2026-03-02" in issue.hint for issue in found)


@pytest.mark.parametrize(("id_", "row"), [("", "entry 1"), ("no0101501234567", "entry 1"), (7, "7 (entry 1)")])
def test_an_entry_without_an_id_that_may_be_shown_is_told_by_its_position(
        document: Document, id_: object, row: str) -> None:
    path, doc = document
    doc["visits"][0].update(id=id_, minutes="x")
    path.write_text(json.dumps(doc), encoding="utf-8")
    assert [i.row for i in issues_of(lambda: read_day(path)) if i.field == "minutes"] == [row]


def test_what_stands_in_place_of_an_id_is_not_repeated(document: Document) -> None:
    path, doc = document
    doc["visits"][0]["id"] = {"name": "Jens Hansen"}
    path.write_text(json.dumps(doc), encoding="utf-8")
    found = issues_of(lambda: read_day(path))
    assert [(i.code, i.table, i.row, i.field) for i in found] == [("E510", "visits", "entry 1", "id")]
    assert "Hansen" not in repr(found)


@pytest.mark.parametrize("table", ["citizens", "carers"])
@pytest.mark.parametrize(("change", "code"), [(lambda d, name: d.pop(name), "E505"),
                                              (lambda d, name: d[name].clear(), "E504")])
def test_what_is_not_there_is_not_blamed_on_those_who_refer_to_it(
        document: Document, table: str, change: Callable[[dict, str], object], code: str) -> None:
    path, doc = document
    change(doc, table)
    path.write_text(json.dumps(doc), encoding="utf-8")
    assert [(issue.code, issue.table) for issue in issues_of(lambda: read_day(path))] == [(code, table)]


@pytest.mark.parametrize("table", ["citizens", "carers", "shifts", "visits"])
def test_what_is_no_list_is_not_blamed_on_those_who_refer_to_it(document: Document, table: str) -> None:
    path, doc = document
    doc[table] = {}
    path.write_text(json.dumps(doc), encoding="utf-8")
    assert [(issue.code, issue.table) for issue in issues_of(lambda: read_day(path))] == [("E510", table)]


def test_a_matrix_that_is_not_square_hides_nothing_else(document: Document) -> None:
    path, doc = document
    places = doc["travel"]["places"]
    n = len(places)
    doc["travel"]["minutes"]["car"].pop()
    doc["travel"]["coordinates"].pop()
    doc["citizens"][0].update(place="elsewhere")
    doc["travel"]["places"][-1] = places[0]
    path.write_text(json.dumps(doc), encoding="utf-8")
    found = [(i.code, i.value, bool(i.hint)) for i in issues_of(lambda: read_day(path))]
    assert {("E401", f"{n - 1} by {n}", True), ("E402", str(n - 1), True), ("E101", places[0], True),
            ("E102", "elsewhere", True)} <= set(found)


@pytest.mark.parametrize(("text", "code"), [
    ("{", "E515"), ("[]", "E515"), ('{"date": NaN}', "E515"), ('{"date": 1, "date": 2}', "E507"), ("[" * 100_000,
        "E515"),
    ("9" * 10_000, "E515"), ('{"date": "\\uD800"}', "E515"),
])
def test_what_is_no_json_object_is_refused(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "day.json"
    path.write_text(text, encoding="utf-8")
    assert code in {issue.code for issue in issues_of(lambda: read_day(path))}


def test_characters_that_json_writes_in_two_halves_are_whole(document: Document) -> None:
    path, doc = document
    doc["municipality"]["districts"] = [{"id": "north", "name": "\N{HOUSE BUILDING}"}]
    path.write_text(json.dumps(doc), encoding="utf-8")
    assert read_day(path).municipality.districts[0].name == "\N{HOUSE BUILDING}"


@pytest.mark.parametrize("text", ["grace = " + "9" * 10_000, "grace = " + "[" * 100_000, "grace ="])
def test_what_is_no_toml_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "triage.toml"
    path.write_text(text, encoding="utf-8")
    assert [issue.code for issue in issues_of(lambda: read_triage_settings(path))] == ["E515"]


@pytest.mark.parametrize(("text", "code"), [
    ("{}", "E518"), ("nonsense", "E515"), ('{"routes": [{"carer": "c1", "stops": [{}]}]}', "E508"),
    ('{"routes": [], "roots": []}', "E506"), ('{"plan": {"routes": []}}', "E508"),
])
def test_bad_plans_are_refused(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "plan.json"
    path.write_text(text, encoding="utf-8")
    found = issues_of(lambda: read_plan(path))
    assert {issue.code for issue in found} == {code}
    assert {issue.table for issue in found} == {"plan"}


def test_a_plan_in_place_of_a_day_is_told_in_one_line(tmp_path: Path) -> None:
    for written in (Plan(), Result(plan=Plan(), status=Status.FEASIBLE, cost=0, costs={}, seconds=1.0)):
        write_plan(written, tmp_path / "plan.json")
        (issue,) = issues_of(lambda: read_day(tmp_path / "plan.json"))
        assert (issue.code, issue.table, issue.problem) == ("E518", "day", "is a plan, not a day")


def test_frames_name_rows_by_position(folder: Path) -> None:
    frames = day_to_frames(read_day(folder))
    frames["visits"].loc[1, "citizen"] = "citizen9"
    (issue,) = issues_of(lambda: day_from_frames(frames))
    assert (issue.code, issue.table, issue.row, issue.value) == ("E102", "visits", "v2 (row 1)", "citizen9")


def test_a_truth_value_is_no_number_but_a_number_may_be_a_truth_value(folder: Path) -> None:
    frames = day_to_frames(read_day(folder))
    frames["carers"]["substitute"] = [1.0, 0.0]  # as where one is missing
    assert [carer.substitute for carer in day_from_frames(frames).carers] == [True, False]
    frames["places"]["x"] = frames["travel"]["home1"] = True
    assert {(i.code, i.field) for i in issues_of(lambda: day_from_frames(frames))} == {("E510", "x"), ("E510", "home1")}


# ---- personal data

CPR = "010150-1234"


@pytest.mark.parametrize("number", [CPR, "0101501234", "010150 1234", "610150-1234"])
@pytest.mark.parametrize(("table", "old", "code"), [
    ("visits", "v1;citizen1", "E601"), ("visits", "citizen1", "E601"), ("visits", "medicine:10", "E601"),
    ("visits", "2;\n", "E602"), ("citizens", "carer2", "E601"), ("competences", "carer1", "E601"),
    ("known_carers", "citizen1", "E601"), ("places", "home1", "E601"), ("day", "prices.travel", "E506"),
    ("day", "2026-03-02", "E602"), ("visits", "minutes", "E506"), ("shifts", "07:00", "E210"),
    ("visits", "20", "E510"), ("links", "any", "E512"),
])
def test_a_personal_number_is_refused_and_never_repeated(
    folder: Path, caplog: pytest.LogCaptureFixture, table: str, old: str, code: str, number: str
) -> None:
    edit(folder, table, old, f"2;{number}\n" if old == "2;\n" else number + ";x" * (old == "v1;citizen1"))
    with pytest.raises(InputError) as caught:
        read_day(folder)
    error: BaseException | None = caught.value
    codes = {issue.code for issue in caught.value.issues}
    assert code in codes or (codes & {"E212", "E511"} and code in ("E210", "E510"))
    digits = number[-4:]
    told = "".join(traceback.format_exception(error)) + repr(error) + caplog.text
    while error is not None:
        told += str(error) + repr(getattr(error, "issues", "")) + repr(error.args)
        error = error.__cause__ or error.__context__
    assert digits not in told


@pytest.mark.parametrize("number", [
    "010150/1234", "010150.1234", "010150_1234", "010150–1234", "z010150-1234", "010150-1234-a", "cpr 0101501234",
    "a.610150-1234b", "æ010150-1234", "010150 - 1234", "010150  1234", "010150\u20111234", "010150\u22121234",
    "010150—1234", "010150\xa01234",
    "311250-1234", "911250-1234", "801150-1234", "790950-1234",
])
def test_a_personal_number_is_refused_however_it_is_separated_and_among_other_words(folder: Path, number: str) -> None:
    edit(folder, "visits", "v1;citizen1", f"{number};citizen1")
    found = issues_of(lambda: read_day(folder))
    assert ("E601", "visits", "id") in [(issue.code, issue.table, issue.field) for issue in found]
    assert "1234" not in repr(found)
    with pytest.raises(ValueError, match="looks like a CPR number") as caught:
        Citizen(id=number, place="home1")
    assert "1234" not in str(caught.value)


def test_a_text_of_a_day_built_in_code_holds_no_personal_number(folder: Path) -> None:
    visit = read_day(folder).visits[0]
    for make in (lambda: visit.replace(reason=f"as agreed with {CPR}"), lambda: District(id="north", name=CPR)):
        with pytest.raises(ValueError, match="holds a CPR number") as caught:
            make()
        assert "1234" not in str(caught.value)


def test_in_code_a_wrong_value_is_pydantics_error_and_what_does_not_fit_together_an_input_error(folder: Path) -> None:
    day = read_day(folder)
    for wrong in ({"id": CPR}, {"minutes": "20"}, {"minutes": 0}, {"mintes": 20}):
        with pytest.raises(ValidationError):
            day.visits[0].replace(**wrong)
    with pytest.raises(InputError, match="E102"):
        day.replace(visits=(day.visits[0].replace(citizen="lost"), *day.visits[1:]))


@pytest.mark.filterwarnings("ignore:The `copy` method is deprecated")
def test_a_changed_copy_of_a_day_is_a_day_under_either_name(folder: Path) -> None:
    day = read_day(folder)
    assert len(day.visit_by_id) == 2
    for copied in (day.copy, day.model_copy):
        assert list(copied(update={"visits": day.visits[:1], "links": ()}).visit_by_id) == ["v1"]
        with pytest.raises(InputError):
            copied(update={"visits": ()})


@pytest.mark.parametrize("harmless", [
    "202603021234", "20260302-1234", "visit-01015012345", "010150-12345", "9999991234", "v0001", "0101-50-1234",
    "5c010150-1234-4d3e-8a1b-0101501234ff", "urn:uuid:aa010150-1234-4d3e-8a1b-a0101501234b",
    "d41d8cd98f00b2040101501234e9800998ecf8", "320150-1234", "590150-1234", "920150-1234", "010050-1234", "011350-1234",
    "AA010150-1234-4D3E-8A1B-A0101501234B",
])
def test_long_numbers_and_random_ids_are_ids(harmless: str) -> None:
    assert Citizen(id=harmless, place="home1").id == harmless


def test_no_hint_repeats_a_personal_number() -> None:
    report = Report()
    report.add("E102", "visits", "", "", "", "is unknown", f"did you mean {CPR}?")
    assert CPR not in report.issues[0].hint
    assert did_you_mean(f"visit {CPR}", [f"visit {CPR}"]) == ""


def test_a_personal_number_in_json_is_refused_and_never_repeated(document: Document) -> None:
    path, doc = document
    doc["visits"][0].update(id=CPR, package=CPR, reason=f"as agreed with {CPR}", priority=CPR)
    doc[CPR] = CPR
    doc["travel"]["places"][0] = CPR
    path.write_text(json.dumps(doc), encoding="utf-8")
    found = issues_of(lambda: read_day(path))
    assert {"E601", "E602"} <= {issue.code for issue in found}
    assert "1234" not in repr(found)


@pytest.mark.parametrize(("name", "code"), [(CPR, "E601"), ("", "E513"), ("x" * 101, "E513"), (" nurse", "E513")])
def test_json_takes_the_ids_of_levels_and_postal_codes_that_tables_take(
        document: Document, name: str, code: str) -> None:
    path, doc = document
    doc["settings"]["levels"][name] = doc["settings"]["competence_levels"][name] = 1
    doc["municipality"]["districts"] = [{"id": "north", "postal_codes": [name]}]
    path.write_text(json.dumps(doc), encoding="utf-8")
    found = issues_of(lambda: read_day(path))
    assert [(issue.table, issue.code) for issue in found] == [("settings", code)] * 2 + [("districts", code)]
    assert "1234" not in repr(found)


def test_a_personal_number_in_the_name_of_a_table_is_never_repeated(folder: Path) -> None:
    (folder / "pins.csv").rename(folder / f"pins ({CPR.replace('-', '')}).csv")
    (issue,) = issues_of(lambda: read_day(folder))
    assert (issue.code, issue.table, issue.hint) == ("E504", "pins (…)", "did you mean 'pins'?")


def test_an_apostrophe_that_guards_nothing_belongs_to_the_text(folder: Path) -> None:
    edit(folder, "visits", "lift;3;", "lift;3;'s-code")
    assert read_day(folder).visits[1].reason == "'s-code"


def test_long_numbers_in_texts_are_read_as_they_were_written(folder: Path) -> None:
    edit(folder, "visits", "10;2;", "10;2;grant-202603021234")
    day = read_day(folder)
    assert day.visits[0].reason == "grant-202603021234"
    write_day(day, folder / "day.json")
    assert read_day(folder / "day.json") == day


# ---- whatever else

PIECES = st.sampled_from([
    "", "=", '"', "';", "1e999", "-1", "9" * 40, "NaN", "\0", "\n", ";;;", ",", CPR, "2026-03-29T02:30", "\\", "|",
    "/", "!", ":", "0,5", "1900-01-00 07:30", "²", "١٢", "--", "\t", "{}", "\u2028", "0001-01-01", "9999-12-31",
    "07:30+99999", "()",
])


@given(st.lists(st.tuples(st.sampled_from(sorted(GOOD)), st.floats(0, 1), st.integers(0, 6), PIECES), max_size=4))
@settings(max_examples=150, deadline=None)
def test_whatever_is_written_gives_a_day_or_an_input_error(changes: list[tuple[str, float, int, str]]) -> None:
    texts = dict(GOOD)
    for table, share, length, piece in changes:
        at = round(share * len(texts[table]))
        texts[table] = texts[table][:at] + piece + texts[table][at + length:]
    report = Report()
    try:
        day = day_from_sheets({name: csvfiles.parse_csv(text, name, report) for name, text in texts.items()}, report)
        told = str(day.visits)
    except InputError as error:
        told = str(error)
    assert told
    assert CPR not in told


@pytest.mark.parametrize("value", [None, -1, "x", {"a": [10**30]}, "0001-01-01"])
def test_whatever_stands_in_json_gives_a_day_or_an_input_error(document: Document, value: object) -> None:
    _, doc = document

    def replaced(node: object) -> Iterator[None]:
        for key in list(node if isinstance(node, dict) else range(len(node[:1])) if isinstance(node, list) else ()):
            kept = node[key]
            node[key] = value
            yield
            node[key] = kept
            yield from replaced(kept)

    for _ in replaced(doc):
        text = json.dumps(doc)
        with contextlib.suppress(InputError):
            assert parse_day(text, Report()).shifts


def test_cells_of_frames_may_be_lists_decimals_and_moments_of_numpy(folder: Path) -> None:
    day = read_day(folder)
    frames = {name: frame.astype(object) for name, frame in day_to_frames(day).items()}
    frames["citizens"]["vetoes"] = [np.array([], dtype=object), ["carer2"]]
    frames["visits"].loc[0, "minutes"] = Decimal("20.0")
    frames["shifts"].loc[0, "start"] = np.datetime64("2026-03-02T07:00:00.000000000")
    assert day_from_frames(frames) == day


@pytest.mark.parametrize("cell", [
    "07:00", 420, 420.0, np.int64(420), np.array(420), dt.time(7), dt.datetime(2026, 3, 2, 7)],
    ids=["text", "int", "float", "of numpy", "array of one", "time", "datetime"])
def test_a_time_in_a_frame_is_a_number_of_minutes_or_a_clock_time_of_any_kind(folder: Path, cell: object) -> None:
    day = read_day(folder)
    frames = {name: frame.astype(object) for name, frame in day_to_frames(day).items()}
    frames["shifts"].at[0, "start"] = cell
    assert day_from_frames(frames) == day


@pytest.mark.parametrize("cell", [("carer2",), {"carer2"}, frozenset({"carer2"}), np.array(["carer2"])],
                         ids=["tuple", "set", "frozenset", "array"])
def test_a_list_in_a_frame_may_be_of_any_kind(folder: Path, cell: object) -> None:
    day = read_day(folder)
    frames = {name: frame.astype(object) for name, frame in day_to_frames(day).items()}
    frames["citizens"]["vetoes"] = [None, cell]
    assert day_from_frames(frames) == day


def test_ids_and_names_of_columns_in_frames_may_be_of_another_kind_than_text(folder: Path) -> None:
    day = read_day(folder)
    frames = {name: frame.astype(object) for name, frame in day_to_frames(day).items()}
    del frames["links"]
    frames["visits"].loc[1, "id"] = UUID(int=7)
    frames["places"]["id"] = frames["places"]["id"].replace({"home1": 1})
    frames["citizens"]["place"] = frames["citizens"]["place"].replace({"home1": 1})
    frames["travel"] = frames["travel"].replace({"home1": 1}).rename(columns={"home1": 1})
    read = day_from_frames(frames)
    assert read.visits[1].id == "00000000-0000-0000-0000-000000000007"
    assert "1" in read.travel.places


def test_frames_under_other_names_are_told_with_the_name_meant_or_that_they_are_to_go(folder: Path) -> None:
    frames = day_to_frames(read_day(folder))
    found = issues_of(lambda: day_from_frames(frames | {"weather": frames["visits"]}))
    assert [(issue.code, issue.table, issue.hint) for issue in found] == [("E504", "weather", "remove it")]
    frames["visit"] = frames.pop("visits")
    told = {issue.table: issue.hint for issue in issues_of(lambda: day_from_frames(frames)) if issue.code == "E504"}
    assert told == {"visit": "did you mean 'visits'?", "visits": "did you mean 'visit'?"}


@pytest.mark.parametrize("number", ["123456789012345678", "9007199254740993.00"])
def test_a_long_number_of_a_frame_is_an_id_to_its_last_digit(folder: Path, number: str) -> None:
    frames = {name: frame.astype(object) for name, frame in day_to_frames(read_day(folder)).items()}
    frames["visits"].loc[1, "id"] = Decimal(number)
    del frames["links"]
    assert number.partition(".")[0] in day_from_frames(frames).visit_by_id


@pytest.mark.parametrize(("number", "code"), [("1e999999999", "E510"), ("inf", "E510"), ("20.5", "E510")])
def test_a_number_of_a_frame_that_is_not_whole_or_has_no_end_is_refused(folder: Path, number: str, code: str) -> None:
    frames = {name: frame.astype(object) for name, frame in day_to_frames(read_day(folder)).items()}
    frames["visits"].loc[1, "minutes"] = Decimal(number)
    assert [issue.code for issue in issues_of(lambda: day_from_frames(frames))] == [code]


@pytest.mark.parametrize(("table", "old", "new", "code"), [
    ("visits", "medicine:10", "medicine:" + "9" * 5000, "E517")])
def test_numbers_without_end_are_refused(folder: Path, table: str, old: str, new: str, code: str) -> None:
    edit(folder, table, old, new)
    assert code in [issue.code for issue in issues_of(lambda: read_day(folder))]
