import datetime as dt
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest

from triagering.errors import InputError, MissingExtraError
from triagering.io.history import History, files, read_table, store, with_history
from triagering.models import Acquaintance, Carer, Citizen, Day, Shift, TimeWindow, Travel, Visit
from triagering.models.history import DAY_COLUMN, KEYS, TABLES, VisitRecord, table_columns

MONDAY = dt.date(2026, 3, 2)


def visit(day=MONDAY, visit="v1", citizen="c1", carer="ida", start=480, minutes=30, **more):
    return {"date": day, "visit": visit, "citizen": citizen, "carer": carer, "start": start,
            "minutes": minutes, "district": "north", **more}


def ago(days):
    return MONDAY - dt.timedelta(days)


def frame(*rows):
    return pd.DataFrame(list(rows))


def problems(call):
    with pytest.raises(InputError) as caught:
        call()
    return caught.value.issues


@pytest.fixture
def history(tmp_path):
    return History(tmp_path / "store")


def test_every_table_files_its_rows_under_a_column_it_has_and_tells_them_apart_by_columns_it_has():
    for table in TABLES:
        names = {column.name for column in table_columns(table)}
        assert {DAY_COLUMN[table], *KEYS[table], "district"} <= names


def test_what_was_added_comes_back_as_it_was(history):
    rows = [visit(), visit(visit="v2", carer=None, start=None, minutes=0, status="undelivered",
                           reason="hospital")]
    history.add("visits", frame(*rows))
    back = history.frame("visits")
    assert list(back.columns) == list(VisitRecord.model_fields)
    assert back["visit"].tolist() == ["v1", "v2"]
    assert back["status"].tolist() == ["delivered", "undelivered"]
    assert back["date"].dt.date.tolist() == [MONDAY, MONDAY]
    assert back["start"].tolist()[0] == 480
    assert pd.isna(back["carer"][1])
    assert pd.isna(back["start"][1])


def test_csv_parquet_and_frame_give_the_same_history(tmp_path):
    rows = frame(visit(), visit(visit="v2", start=1140, substitute=True),
                 visit(visit="v3", carer=None, start=None, minutes=0, status="undelivered",
                       reason="not_home"))
    rows.to_csv(tmp_path / "comma.csv", index=False)
    rows.assign(start=["08:00", "19:00", ""]).to_csv(tmp_path / "semicolon.csv", index=False, sep=";")
    for name in ("rows.parquet", "ROWS.PARQUET"):
        rows.to_parquet(tmp_path / name)
    expected = read_table("visits", rows)
    for name in ("comma.csv", "semicolon.csv", "rows.parquet", "ROWS.PARQUET"):
        pd.testing.assert_frame_equal(read_table("visits", tmp_path / name), expected)


def test_adding_the_same_rows_again_in_another_order_writes_nothing(history):
    rows = frame(visit(), visit(visit="v2"), visit(day=MONDAY + dt.timedelta(1)))
    assert history.add("visits", rows).added == 2
    before = {path: path.stat().st_mtime_ns for path in history.folder.rglob("*.parquet")}
    again = history.add("visits", rows.iloc[::-1])
    assert (again.added, again.unchanged, again.replaced) == (0, 2, 0)
    assert {path: path.stat().st_mtime_ns for path in history.folder.rglob("*.parquet")} == before


def test_a_day_with_other_content_is_refused_and_nothing_is_written(history):
    history.add("visits", frame(visit()))
    changed = frame(visit(minutes=45), visit(day=MONDAY + dt.timedelta(1)))
    assert [issue.code for issue in problems(lambda: history.add("visits", changed))] == ["E527"]
    assert history.frame("visits")["minutes"].tolist() == [30]


def test_every_day_with_other_content_is_named(history):
    days = (MONDAY, ago(-1))
    history.add("visits", frame(*(visit(day=day) for day in days)))
    found = problems(lambda: history.add("visits", frame(*(visit(day=day, minutes=45) for day in days))))
    assert [(issue.code, issue.row) for issue in found] == [("E527", "2026-03-02"), ("E527", "2026-03-03")]


def test_a_correction_takes_the_place_of_the_day(history):
    history.add("visits", frame(visit(), visit(visit="v2")))
    assert history.add("visits", frame(visit(minutes=45)), replace=True).replaced == 1
    assert history.frame("visits")["minutes"].tolist() == [45]


def test_rows_are_chosen_by_day_district_and_citizen(history):
    history.add("visits", frame(
        visit(), visit(visit="v2", citizen="c2"), visit(visit="v3", district="south"),
        visit(day=MONDAY + dt.timedelta(1), visit="v4"), visit(visit="v5", district=None)))
    assert history.frame("visits", MONDAY, MONDAY)["visit"].tolist() == ["v1", "v2", "v3", "v5"]
    assert history.frame("visits", MONDAY + dt.timedelta(1))["visit"].tolist() == ["v4"]
    assert history.frame("visits", districts=["south"])["visit"].tolist() == ["v3"]
    assert history.frame("visits", citizens=["c2"])["visit"].tolist() == ["v2"]


def test_of_no_district_and_of_no_citizen_there_are_no_rows(history):
    history.add("visits", frame(visit()))
    assert history.frame("visits", districts=[]).empty
    assert history.frame("visits", citizens=[]).empty


def test_a_table_without_rows_has_its_columns(history):
    assert list(history.frame("stays").columns) == ["citizen", "first_day", "last_day", "kind", "district"]


def test_odd_districts_stay_inside_the_folder(history):
    for number, district in enumerate(("../../out", "a/b", "..", "æ" * 100, "CON")):
        history.add("visits", frame(visit(visit=f"v{number}", district=district)))
    assert {path.parent.parent for path in history.folder.rglob("*.parquet")} == {history.folder / "visits"}
    assert history.frame("visits", districts=["a/b"])["visit"].tolist() == ["v1"]
    assert len(history.frame("visits")) == 5


def test_met_days_are_counted_to_the_day(history):
    history.add("visits", frame(
        visit(day=MONDAY, visit="today"),
        visit(day=ago(7), visit="a"), visit(day=ago(7), visit="b", start=1200),
        visit(day=ago(8)), visit(day=ago(14)), visit(day=ago(15)), visit(day=ago(28)),
        visit(day=ago(29)),
        visit(day=ago(29), visit="x", carer="bo"), visit(day=ago(28), visit="y", carer="eva"),
        visit(day=ago(3), visit="z", carer="liv", minutes=0, start=None, status="undelivered",
              reason="cancelled")))
    known = history.known(MONDAY)
    assert known[["carer", "days_since", "met_7", "met_14", "met_28"]].values.tolist() == [
        ["eva", 28, 0, 0, 1], ["ida", 7, 2, 4, 6]]
    assert history.circles(MONDAY)[["circle_7", "circle_14", "circle_28"]].values.tolist() == [[1, 1, 2]]
    assert [a.carer for a in history.acquaintances(MONDAY, days=29)] == ["bo", "eva", "ida"]
    assert history.acquaintances(MONDAY, carers=["eva"]) == (
        Acquaintance(citizen="c1", carer="eva", days_since=28),)
    assert history.acquaintances(MONDAY, citizens=[]) == ()


def test_long_districts_that_differ_in_their_last_letter_are_two(history):
    long = "æ" * 99
    history.add("visits", frame(visit(district=long + "a"), visit(visit="v2", district=long + "b")))
    assert history.frame("visits", districts=[long + "b"])["visit"].tolist() == ["v2"]
    assert len(list(history.folder.rglob("*.parquet"))) == 2


def test_who_has_met_whom_is_in_order_of_citizens_and_then_of_carers(history):
    history.add("visits", frame(*(visit(day=ago(1), visit=citizen + carer, citizen=citizen, carer=carer)
                                  for citizen, carer in (("c2", "bo"), ("c1", "ida"), ("c1", "bo")))))
    assert [(a.citizen, a.carer) for a in history.acquaintances(MONDAY)] == [
        ("c1", "bo"), ("c1", "ida"), ("c2", "bo")]


def test_whom_a_citizen_meets_on_the_day_itself_is_not_in_the_circle_before_it(history):
    history.add("visits", frame(visit(day=ago(1)), visit(carer="bo")))
    assert history.circles(MONDAY)["circle_7"].tolist() == [1]


def test_a_day_learns_whom_its_own_citizens_have_met_as_far_back_as_its_settings_ask(history):
    history.add("visits", frame(visit(day=ago(27)), visit(day=ago(27), visit="v2", carer="gone"),
                                visit(day=ago(29), visit="v3", carer="bo"),
                                visit(day=ago(2), visit="v4", citizen="moved")))
    window = TimeWindow(earliest_start=480, agreed_start=500, latest_start=540)
    day = Day(
        date=MONDAY, citizens=(Citizen(id="c1", place="p"),),
        carers=(Carer(id="ida", start_place="p"), Carer(id="bo", start_place="p")),
        shifts=(Shift(carer="ida", start=420, end=900),),
        visits=(Visit(id="v", citizen="c1", minutes=20, windows=(window,)),),
        acquaintances=(Acquaintance(citizen="c1", carer="bo"),),
        travel=Travel(places=("p",), minutes={"car": ((0,),)}))
    assert with_history(day, history).acquaintances == (
        Acquaintance(citizen="c1", carer="bo"), Acquaintance(citizen="c1", carer="gone", days_since=27),
        Acquaintance(citizen="c1", carer="ida", days_since=27))
    further = day.settings.continuity.replace(horizon_days=29)
    farther = day.replace(acquaintances=(), settings=day.settings.replace(continuity=further))
    assert [a.carer for a in with_history(farther, history).acquaintances] == ["bo", "gone", "ida"]


def test_the_same_visit_under_two_districts_is_counted_once(history):
    """The column of districts was added later; then v1 moved to the south."""
    first = frame(visit(district=None), visit(visit="v2", citizen="c2", district=None))
    history.add("visits", first)
    named = first.assign(district=["north", "south"])
    (issue,) = problems(lambda: history.add("visits", named))
    assert (issue.code, issue.row, issue.value, issue.problem) == (
        "E527", "2026-03-02", "", "holds 2 of these rows already")
    assert len(history.frame("visits")) == 2
    done = history.add("visits", named, replace=True)
    assert (done.added, done.replaced) == (2, 1)
    assert history.frame("visits")["district"].tolist() == ["north", "south"]
    corrected = frame(visit(district="south"), visit(visit="v2", citizen="c2", district="south"))
    assert [issue.value for issue in problems(lambda: history.add("visits", corrected))] == ["south", "north"]
    history.add("visits", corrected, replace=True)
    assert history.frame("visits")["district"].tolist() == ["south", "south"]
    assert [(issue.code, issue.value) for issue in problems(lambda: history.add("visits", first))] == [
        ("E527", "south")]
    assert history.add("visits", corrected).unchanged == 1


@pytest.mark.parametrize(("table", "row"), [
    ("shifts", {"date": MONDAY, "carer": "ida", "start": 420, "end": 900}),
    ("plans", {"date": MONDAY, "visit": "v1", "citizen": "c1", "carer": "ida", "start": 480})])
def test_shifts_and_plans_too_lie_under_one_district_only(history, table, row):
    history.add(table, frame(row | {"district": "north"}))
    moved = frame(row | {"district": "south"})
    assert [(issue.code, issue.value) for issue in problems(lambda: history.add(table, moved))] == [("E527", "north")]
    history.add(table, moved, replace=True)
    assert history.frame(table)["district"].tolist() == ["south"]


@pytest.mark.parametrize("other", [
    {"visit": "v9"}, {"carer": "bo"}, {"citizen": "c9"}, {"day": MONDAY + dt.timedelta(1)}])
def test_another_visit_of_another_district_is_another_visit(history, other):
    history.add("visits", frame(visit()))
    history.add("visits", frame(visit(**{"district": "south"} | other)))
    assert len(history.frame("visits")) == 2


def test_what_else_is_filed_under_the_other_district_stays_there(history):
    history.add("visits", frame(visit(), visit(visit="v2", citizen="c2")))
    history.add("visits", frame(visit(district="south")), replace=True)
    assert history.frame("visits")[["visit", "district"]].values.tolist() == [["v1", "south"], ["v2", "north"]]
    assert history.add("visits", frame(visit(visit="v2", citizen="c2"))).unchanged == 1


def test_a_whole_correction_moves_what_its_own_files_say(history):
    history.add("visits", frame(visit(), visit(visit="v2", district="south")))
    swapped = frame(visit(district="south"), visit(visit="v2"))
    assert {issue.problem for issue in problems(lambda: history.add("visits", swapped))} == {
        "is already there with other content"}
    assert history.add("visits", swapped, replace=True).replaced == 2
    assert history.frame("visits")["district"].tolist() == ["south", "north"]


def test_versions_of_a_plan_lie_side_by_side_and_each_is_corrected_alone(history):
    def planned(version, carer, **more):
        return {"date": MONDAY, "visit": "v1", "citizen": "c1", "carer": carer, "start": 480, "version": version,
                "district": "north"} | more

    def held():
        return history.frame("plans")[["version", "carer"]].values.tolist()

    history.add("plans", frame(planned("replay x2", "ida")))
    assert history.add("plans", frame(planned("published", "ida"))).added == 1
    assert held() == [["published", "ida"], ["replay x2", "ida"]]
    for version in ("published", "replay x2"):
        assert history.add("plans", frame(planned(version, "ida"))).unchanged == 1
    assert [issue.code for issue in problems(
        lambda: history.add("plans", frame(planned("replay x2", "bo"), planned("third", "bo"))))] == ["E527"]
    assert history.add("plans", frame(planned("replay x2", "bo")), replace=True).replaced == 1
    assert held() == [["published", "ida"], ["replay x2", "bo"]]
    both = frame(planned("replay x2", "bo"), planned("published", "ida"))
    assert history.add("plans", both).unchanged == 1
    third = history.add("plans", frame(planned("replay x2", "bo"), planned("third", "bo")))
    assert (third.added, third.replaced) == (1, 0)
    assert held() == [["published", "ida"], ["replay x2", "bo"], ["third", "bo"]]


@pytest.mark.parametrize(("table", "row"), [
    ("visits", visit()), ("shifts", {"date": MONDAY, "carer": "ida", "start": 420, "end": 900}),
    ("plans", {"date": MONDAY, "visit": "v1", "citizen": "c1", "carer": "ida", "start": 480})])
def test_one_table_does_not_say_the_same_of_two_districts(table, row):
    found = problems(lambda: read_table(table, frame(row | {"district": "north"}, row | {"district": "south"})))
    assert [issue.problem for issue in found if issue.code == "E524"] == ["is filed under another district too"]


def test_a_damaged_district_is_named_when_it_may_hold_the_same_rows(history):
    history.add("visits", frame(visit()))
    files.place(history.folder, "visits", "north", MONDAY).write_bytes(b"")
    (issue,) = problems(lambda: history.add("visits", frame(visit(district="south"))))
    assert (issue.code, issue.value) == ("E521", "north")


def test_two_damaged_districts_of_a_day_are_imported_again_one_after_the_other(history):
    north, south = frame(visit()), frame(visit(visit="v2", citizen="c2", district="south"))
    history.add("visits", pd.concat([north, south]))
    for district in ("north", "south"):
        files.place(history.folder, "visits", district, MONDAY).write_bytes(b"torn")
    for own in (north, south):
        assert history.add("visits", own, replace=True).replaced == 1
    assert history.frame("visits")["district"].tolist() == ["north", "south"]


def test_a_district_that_lost_all_its_rows_of_a_day_to_another_is_new_again(history):
    history.add("visits", frame(visit()))
    history.add("visits", frame(visit(district="south")), replace=True)
    assert history.add("visits", frame(visit(visit="v9", citizen="c9"))).added == 1
    assert history.frame("visits")["district"].tolist() == ["south", "north"]


def test_an_import_looks_once_at_each_file_of_its_own_days(history, monkeypatch):
    looked = []
    keys, stored = store._keys, files.stored
    monkeypatch.setattr(store, "_keys", lambda table, rows: looked.append(len(rows)) or keys(table, rows))
    monkeypatch.setattr(files, "stored", lambda *given: looked.append(given) or stored(*given))
    for name in "ab":
        looked.clear()
        history.add("visits", frame(*(visit(visit=name + str(n), citizen=name, district=name + str(n))
                                      for n in range(5))))
    assert looked == [1] * 10


def test_met_days_are_those_of_their_windows_whoever_is_asked_for(history):
    history.add("visits", frame(visit(day=ago(3)), visit(day=ago(10)), visit(day=ago(20)),
                                visit(day=ago(9), carer="bo", visit="x")))
    asked = ["carer", "days_since", "met_7", "met_14", "met_28"]
    assert history.known(MONDAY, days=7)[asked].values.tolist() == [["ida", 3, 1, 2, 3]]
    assert history.known(MONDAY, days=9)[asked].values.tolist() == [["bo", 9, 0, 1, 1], ["ida", 3, 1, 2, 3]]


@pytest.mark.parametrize("day", ["2026-03-02", dt.datetime(2026, 3, 2, 14)])
def test_the_history_is_asked_for_days_as_dates_text_or_moments(history, day):
    history.add("visits", frame(visit(), visit(day=ago(1))))
    assert history.known(day)["days_since"].tolist() == [1]
    assert history.circles(day)["circle_7"].tolist() == [1]
    assert history.frame("visits", day, day)["date"].dt.date.tolist() == [MONDAY]
    for ask in (history.known, history.circles, lambda word: history.frame("visits", word)):
        assert [issue.code for issue in problems(lambda ask=ask: ask("yesterday"))] == ["E213"]


@pytest.mark.parametrize("table", ["shifts", "absences"])
def test_rows_that_are_no_citizens_are_not_chosen_by_citizen(history, table):
    (issue,) = problems(lambda: history.frame(table, citizens=["c1"]))
    assert (issue.code, issue.table, issue.field) == ("E522", table, "citizen")


@pytest.mark.parametrize("minutes", [None, "absent"])
def test_delivered_minutes_that_nobody_wrote_down_are_not_0(minutes):
    rows = frame(visit(), visit(visit="v2", minutes=minutes),
                 visit(visit="v3", carer=None, start=None, minutes=None, status="undelivered", reason="hospital"))
    rows["status"] = rows["status"].fillna("delivered")
    rows = rows.drop(columns="minutes") if minutes == "absent" else rows
    (issue,) = problems(lambda: read_table("visits", rows))
    count = 2 if minutes == "absent" else 1
    assert (issue.code, issue.problem) == ("E525", f"delivered without minutes ({count} rows)")
    assert read_table("visits", rows.assign(minutes=[30, 0, None]))["minutes"].tolist() == [30, 0, 0]


@pytest.mark.parametrize(("shifts", "problem"), [
    ([("ida", 420, 900, 481)], "has a break longer than itself"), ([("ida", 420, 900, 480)], None),
    ([("ida", 600, 900, 0), ("ida", 420, 601, 0)], "begins before another shift of the carer that day has ended"),
    ([("ida", 600, 900, 0), ("ida", 420, 600, 0)], None), ([("ida", 600, 900, 0), ("bo", 420, 700, 0)], None),
    ([("ida", 420, 900, 0), ("ida", 430, 440, 0), ("ida", 500, 510, 0)],
     "begins before another shift of the carer that day has ended")])
def test_a_break_is_inside_its_shift_and_shifts_of_a_carer_are_apart(shifts, problem):
    rows = frame(*({"date": MONDAY, "carer": carer, "start": start, "end": end, "break_minutes": pause}
                   for carer, start, end, pause in shifts))
    if problem is None:
        assert len(read_table("shifts", rows)) == len(rows)
    else:
        (issue,) = problems(lambda: read_table("shifts", rows))
        assert issue.code == "E525"
        assert issue.problem.startswith(problem)


@pytest.mark.parametrize(("word", "truth"), [
    ("Ja", True), ("sand", True), ("x", True), ("nej", False), ("falsk", False)])
def test_flags_are_read_as_days_read_them(word, truth):
    assert read_table("visits", frame(visit(substitute=word)))["substitute"].tolist() == [truth]


def test_every_problem_is_listed_at_once_and_personal_numbers_are_not_repeated():
    rows = frame(visit(citizen="010150-1234"), visit(visit="v2", minutes=-5),
                 visit(visit="v3", start="25.5"), visit(visit="v4", day="2026-02-30"),
                 visit(visit="v5", status="maybe"), visit(visit="v6", note="x"))
    found = problems(lambda: read_table("visits", rows))
    assert sorted((issue.code, issue.field) for issue in found) == [
        ("E522", "note"), ("E523", "date"), ("E523", "minutes"), ("E523", "start"), ("E523", "status"),
        ("E601", "citizen")]
    assert "1234" not in str(InputError(list(found)))


def test_every_bad_value_of_a_column_is_told_with_its_first_row_and_beside_them_what_is_missing():
    rows = frame({"citizen": "c1", "first_day": "3/2"}, {"citizen": "c2", "first_day": "soon"},
                 {"citizen": "c3", "first_day": "3/2"}, {"citizen": "c4", "first_day": None})
    found = problems(lambda: read_table("stays", rows))
    assert [(issue.row, issue.value, issue.problem) for issue in found] == [
        ("row 1", "3/2", "is not a date (2 rows)"), ("row 2", "soon", "is not a date (1 rows)"),
        ("row 4", "", "is missing in 1 rows")]


@pytest.mark.parametrize(("bad", "told"), [(20, []), (23, ["3 more bad values"])])
def test_twenty_bad_values_of_a_column_are_listed_and_the_rest_is_counted(bad, told):
    found = problems(lambda: read_table("visits", frame(
        *(visit(visit=f"v{n}", minutes=f"{n} min") for n in range(bad)))))
    assert [issue.value for issue in found[:20]] == [f"{n} min" for n in range(20)]
    assert [issue.problem for issue in found[20:]] == told


def test_a_long_text_in_the_wrong_place_is_cut():
    (issue,) = problems(lambda: read_table("visits", frame(visit(minutes="x" * 99))))
    assert issue.value == "x" * 40


@pytest.mark.parametrize(("column", "value"), [("minutes", 20.5), ("start", 480.5), ("substitute", 2)])
def test_a_number_that_is_not_quite_what_the_column_holds_is_refused_not_cut(column, value):
    (issue,) = problems(lambda: read_table("visits", frame(visit() | {column: value})))
    assert (issue.code, issue.field, issue.value) == ("E523", column, str(value))


def test_an_id_that_programs_take_for_nothing_stays_an_id_and_blanks_around_a_code_do_not_matter(tmp_path):
    (tmp_path / "visits.csv").write_text("date,visit,citizen,carer,start,minutes,status,reason\n"
                                         "2026-03-02,NA,null,nan,480,30, delivered ,\n")
    read = read_table("visits", tmp_path / "visits.csv")
    assert read[["visit", "citizen", "carer", "status"]].values.tolist() == [["NA", "null", "nan", "delivered"]]


@pytest.mark.parametrize("number", ["010150.1234", "z010150-1234", "010150-1234-a"])
def test_personal_numbers_are_not_repeated_wherever_they_stand(tmp_path, number):
    rows = frame(visit(citizen=number, start=f"99{number}99", **{f"note {number}": "x"}))
    found = problems(lambda: read_table("visits", rows))
    assert [(issue.code, issue.field) for issue in found] == [("E522", ""), ("E601", "citizen"), ("E523", "start")]
    found += problems(lambda: read_table("visits", tmp_path / f"{number}.csv"))
    assert "1234" not in str(InputError(list(found)))


@pytest.mark.parametrize(("text", "minute"), [
    ("08.00", 480), ("8.00", 480), ("07.30", 450), ("7:30", 450), ("480", 480), ("480.0", 480), (" 480 ", 480)])
def test_times_of_the_day_are_read_as_people_write_them(text, minute):
    row = {"date": "2026-03-02", "visit": "v1", "citizen": "z1", "carer": "c1", "minutes": "30.0"}
    frame = read_table("visits", pd.DataFrame([row | {"start": text}]))
    assert (frame["start"].tolist(), frame["minutes"].tolist()) == ([minute], [30])


@pytest.mark.parametrize(("text", "minute"), [
    ("0730", None), ("007", None), ("-030", None), ("2880", None), ("2500000", None), ("48:00", None), ("99:00", None),
    ("0", 0), ("0.0", 0), ("00:00", 0), ("730", 730), ("2879", 2879), ("47:59", 2879)])
@pytest.mark.parametrize("column", ["start", "planned_start"])
def test_clock_times_without_a_colon_and_from_48_hours_are_no_times(tmp_path, column, text, minute):
    frame(visit() | {column: text}).to_csv(tmp_path / "visits.csv", index=False)
    if minute is None:
        (issue,) = problems(lambda: read_table("visits", tmp_path / "visits.csv"))
        assert (issue.code, issue.field, issue.problem) == ("E523", column, "is not a time (1 rows)")
        assert "write 07:30" in issue.hint
    else:
        assert read_table("visits", tmp_path / "visits.csv")[column].tolist() == [minute]
    assert read_table("visits", frame(visit(minutes="0300")))["minutes"].tolist() == [300]


@pytest.mark.parametrize(("table", "row", "column", "most", "problem", "hint"), [
    ("visits", visit(), "start", 2879, "is not a time", "write 07:30"),
    ("visits", visit(), "agreed_start", 2879, "is not a time", "write 07:30"),
    ("plans", {"date": MONDAY, "visit": "v1", "citizen": "c1"}, "start", 2879, "is not a time", "write 07:30"),
    ("shifts", {"date": MONDAY, "carer": "ida", "start": 420}, "end", 2879, "is not a time", "write 07:30"),
    ("visits", visit(), "minutes", 1440, "Input should be less than or equal to 1440", "write whole minutes"),
    ("visits", visit(), "granted_minutes", 5760, "Input should be less than or equal to 5760", "write whole minutes"),
    ("shifts", {"date": MONDAY, "carer": "ida", "start": 420, "end": 900}, "travel_minutes", 1440,
     "Input should be less than or equal to 1440", "write whole minutes")])
@pytest.mark.parametrize("kind", ["frame", "parquet", "csv"])
def test_times_from_48_hours_and_minutes_of_more_than_a_day_are_mistakes_wherever_they_stand(
        tmp_path, kind, table, row, column, most, problem, hint):
    def source(value):
        rows, path = frame(row | {column: value}), tmp_path / f"rows.{kind}"
        if kind == "frame":
            return rows
        rows.to_parquet(path) if kind == "parquet" else rows.to_csv(path, index=False)
        return path

    assert read_table(table, source(most))[column].tolist() == [most]
    (issue,) = problems(lambda: read_table(table, source(most + 1)))
    place = "line 2" if kind == "csv" else "row 1"
    assert (issue.code, issue.row, issue.field, issue.value, issue.problem) == (
        "E523", place, column, str(most + 1), f"{problem} (1 rows)")
    assert hint in issue.hint


def test_a_long_rest_that_was_agreed_on_is_no_mistake():
    row = {"date": MONDAY, "carer": "ida", "start": 420, "end": 900, "rest_before": 2880}
    assert read_table("shifts", frame(row))["rest_before"].tolist() == [2880]


@pytest.mark.parametrize(("column", "value", "problem", "hint"), [
    ("status", "leveret", "is not one of the codes", "one of delivered, undelivered"),
    ("reason", "aflyst", "is not one of the codes", "one of cancelled, not_home, hospital"),
    ("minutes", "20,5", "is not a number of minutes", "write whole minutes, as 30"),
    ("date", "3/2", "is not a date", "as 2026-03-02"), ("substitute", "perhaps", "is not yes or no", "write yes or no"),
    ("start", "noon", "is not a time", "write 07:30")])
def test_wrong_values_are_told_in_words_with_what_may_stand_there(column, value, problem, hint):
    (issue,) = problems(lambda: read_table("visits", frame(visit() | {column: value})))
    assert issue.problem == f"{problem} (1 rows)"
    assert hint in issue.hint


@pytest.mark.parametrize(("column", "text"), [
    ("start", "1e2"), ("start", "8.5"), ("minutes", "08.00"), ("minutes", "inf")])
def test_numbers_that_nobody_writes_so_are_refused(column, text):
    row = {"date": "2026-03-02", "visit": "v1", "citizen": "z1", "carer": "c1", "minutes": "30", "start": "480"}
    with pytest.raises(InputError) as error:
        read_table("visits", pd.DataFrame([row, row | {"visit": "v2", column: text}]))
    assert [(issue.code, issue.row, issue.field) for issue in error.value.issues] == [("E523", "row 2", column)]


def test_missing_columns_and_values_are_told():
    assert problems(lambda: read_table("visits", pd.DataFrame({"visit": ["v1", None]})))[0].code == "E522"
    found = problems(lambda: read_table("stays", pd.DataFrame(
        {"citizen": ["c1", None], "first_day": ["2026-03-02"] * 2})))
    assert [(issue.code, issue.problem) for issue in found] == [("E523", "is missing in 1 rows")]


@pytest.mark.parametrize(("text", "read"), [
    ("2026-03-02", "2026-03-02"), ("02-03-2026", "2026-03-02"), ("2026-03-02T14:00:00", "2026-03-02"), ("3/2", None)])
def test_dates_are_read_as_days_read_them(text, read):
    rows = frame(visit(day=text))
    if read is None:
        (issue,) = problems(lambda: read_table("visits", rows))
        assert (issue.code, issue.field) == ("E523", "date")
        assert "2026-03-02" in issue.hint
    else:
        assert read_table("visits", rows)["date"].dt.strftime("%Y-%m-%d").tolist() == [read]


@pytest.mark.parametrize(("row", "problem"), [
    ({"carer": None}, "delivered without a carer or a start"),
    ({"start": None}, "delivered without a carer or a start"),
    ({"reason": "cancelled"}, "delivered, and with a reason for not being so"),
    ({"status": "undelivered", "minutes": 0}, "undelivered without a reason"),
    ({"status": "undelivered", "reason": "moved"}, "undelivered with delivered minutes"),
])
def test_rows_may_not_contradict_themselves(row, problem):
    assert problem in problems(lambda: read_table("visits", frame(visit(**row))))[0].problem


@pytest.mark.parametrize(("table", "row", "hint"), [
    ("shifts", {"date": MONDAY, "carer": "ida", "start": "23:00", "end": "07:00"}, "beyond 24:00"),
    ("stays", {"citizen": "c1", "first_day": MONDAY, "last_day": ago(1)}, "correct the days"),
    ("absences", {"carer": "ida", "first_day": MONDAY, "last_day": ago(1)}, "correct the days")])
def test_nothing_ends_before_it_begins(table, row, hint):
    (issue,) = problems(lambda: read_table(table, frame(row)))
    assert (issue.code, issue.problem) == ("E525", "ends before it begins (1 rows)")
    assert hint in issue.hint


def test_a_day_s_stay_and_shifts_at_the_same_hours_of_two_days_are_well():
    assert len(read_table("stays", frame({"citizen": "c1", "first_day": MONDAY, "last_day": MONDAY}))) == 1
    days = [{"date": day, "carer": "ida", "start": 420, "end": 900} for day in (MONDAY, ago(1))]
    assert len(read_table("shifts", frame(*days))) == 2
    (issue,) = problems(lambda: read_table("shifts", frame(days[0] | {"end": 420})))
    assert issue.problem == "ends before it begins (1 rows)"


def test_of_rows_that_contradict_themselves_alike_the_first_is_named_and_all_are_counted():
    missed = {"carer": None, "start": None, "status": "undelivered", "reason": "moved"}
    rows = frame(visit(), *(visit(visit=f"v{n}", minutes=1, **missed) for n in (2, 3)))
    (issue,) = problems(lambda: read_table("visits", rows))
    assert (issue.code, issue.row, issue.problem) == ("E525", "row 2", "undelivered with delivered minutes (2 rows)")


def test_a_shift_that_begins_too_early_is_named_in_whatever_order_the_rows_are():
    hours = [("liv", 420, 900), ("ida", 600, 900), ("bo", 420, 900), ("ida", 420, 601)]
    rows = frame(*({"date": MONDAY, "carer": carer, "start": start, "end": end} for carer, start, end in hours))
    assert [issue.row for issue in problems(lambda: read_table("shifts", rows))] == ["row 2"]


@pytest.mark.parametrize(("repeated", "told"), [(20, []), (23, ["3 more repeated rows"])])
def test_twenty_repeated_rows_are_listed_and_the_rest_is_counted(repeated, told):
    found = problems(lambda: read_table("visits", frame(*[visit()] * (repeated + 1))))
    assert [issue.row for issue in found[:20]] == [f"row {n}" for n in range(2, 22)]
    assert [issue.problem for issue in found[20:]] == told


@pytest.mark.parametrize("day", ["2026-03-02T23:00:00Z", pd.Timestamp("2026-03-01T23:00Z")])
def test_moments_of_another_time_zone_are_no_dates(day):
    (issue,) = problems(lambda: read_table("stays", pd.DataFrame({"citizen": ["c1"], "first_day": [day]})))
    assert (issue.code, issue.field) == ("E523", "first_day")
    assert "local date" in issue.hint


def test_the_same_carer_at_the_same_visit_is_listed_once_and_two_carers_twice():
    read_table("visits", frame(visit(), visit(carer="bo")))
    found = problems(lambda: read_table("visits", frame(visit(), visit())))
    assert [issue.code for issue in found] == ["E524"]


def test_a_file_that_is_no_table_is_refused_without_repeating_it(tmp_path):
    (tmp_path / "broken.parquet").write_bytes(b"010150-1234")
    (tmp_path / "latin.csv").write_bytes(b"citizen,first_day\n\xf8010150-1234,2026-03-02\n")
    for name in ("broken.parquet", "latin.csv", "absent.csv"):
        found = problems(lambda name=name: read_table("stays", tmp_path / name))
        assert found[0].code == "E521"
        assert "1234" not in str(found[0])


@pytest.mark.parametrize(("rows", "place"), [
    (("c1;02-03-2026;", "", "  ", "c2;x;"), "line 5"), (("c1;02-03-2026;", "c1;02-03-2026;"), "line 3"),
    (("", "c1;02-03-2026;", "c2;02-03-2026;01-03-2026"), "line 4"), (("", ";02-03-2026;"), "line 3"),
    (("c1;02-03-2026;;", "010150-1234;02-03-2026;;"), "line 3"), (('"c\n1";02-03-2026;',), "row 1")])
def test_what_is_wrong_in_a_csv_file_is_told_with_its_line(tmp_path, rows, place):
    (tmp_path / "stays.csv").write_text("\n".join(["citizen;first_day;last_day", *rows]))
    (issue,) = problems(lambda: read_table("stays", tmp_path / "stays.csv"))
    assert issue.row == place


@pytest.mark.parametrize(("rows", "citizens"), [
    (("001;02-03-2026;05-03-2026;",), ["001"]), (("c1;02-03-2026;;;", "c2;02-03-2026;"), ["c1", "c2"]),
    (("c1;02-03-2026;05-03-2026;", "c2;02-03-2026;05-03-2026;x"), None),
    (("c1;02-03-2026;05-03-2026", "c2;02-03-2026;05-03-2026;x"), None)])
def test_rows_that_end_in_a_separator_shift_no_column_and_no_value_is_dropped(tmp_path, rows, citizens):
    (tmp_path / "stays.csv").write_text("\n".join(["citizen;first_day;last_day", *rows]))
    if citizens:
        read = read_table("stays", tmp_path / "stays.csv")
        assert read["citizen"].tolist() == citizens
        assert read["first_day"].dt.date.tolist() == [MONDAY] * len(rows)
    else:
        (issue,) = problems(lambda: read_table("stays", tmp_path / "stays.csv"))
        assert issue.code == "E521"


@pytest.mark.parametrize(("rows", "code", "field"), [
    (pd.concat([frame(visit()), frame({"carer": "bo"})], axis=1), "E522", "carer"),
    (frame(visit(), visit(visit="v2", kind=["care"])), "E523", "kind"),
    (frame(visit(minutes={"a": 1})), "E523", "minutes")])
def test_two_columns_of_a_name_and_lists_in_cells_are_refused(rows, code, field):
    (issue,) = problems(lambda: read_table("visits", rows))
    assert (issue.code, issue.field) == (code, field)


@pytest.mark.parametrize(("text", "minute"), [
    ("07:30", 450), ("7:05", 425), ("25:30", 1530), ("450", 450), ("-30", -30), ("07:75", None), ("1:90", None),
    ("-1:30", None), (":30", None), ("7:5", None), ("07:30:00", None), ("07:30.5", None),
])
def test_times_are_minutes_or_clock_times(text, minute):
    if minute is None:
        (issue,) = problems(lambda: read_table("visits", frame(visit(start=text))))
        assert (issue.code, issue.field, issue.value) == ("E523", "start", text)
    else:
        assert read_table("visits", frame(visit(start=text)))["start"].tolist() == [minute]


@pytest.mark.parametrize("damage", [lambda data: data[:-20], lambda data: data[:len(data) // 2], lambda data: b""])
def test_a_damaged_day_is_named_and_can_be_imported_again(history, damage):
    history.add("visits", frame(visit(), visit(day=MONDAY + dt.timedelta(1))))
    path = files.place(history.folder, "visits", "north", MONDAY)
    path.write_bytes(damage(path.read_bytes()))
    for ask in (history.frame, lambda _: history.known(ago(-1)), lambda _: History.migrate(history.folder)):
        (issue,) = problems(lambda ask=ask: ask("visits"))
        assert (issue.code, issue.table, issue.row, issue.value) == ("E521", "visits", "2026-03-02", "north")
    assert len(history.frame("visits", ago(-1))) == 1
    assert [issue.code for issue in problems(lambda: history.add("visits", frame(visit())))] == ["E527"]
    history.add("visits", frame(visit()), replace=True)
    assert len(history.frame("visits")) == 2


def test_rows_damaged_behind_a_sound_end_of_file_are_written_anew(history):
    history.add("visits", frame(visit()))
    path = files.place(history.folder, "visits", "north", MONDAY)
    data = path.read_bytes()
    path.write_bytes(data[:40] + bytes(255 - byte for byte in data[40:400]) + data[400:])
    assert [issue.code for issue in problems(lambda: history.frame("visits"))] == ["E521"]
    assert history.add("visits", frame(visit()), replace=True).replaced == 1
    assert history.frame("visits")["carer"].tolist() == ["ida"]


def test_an_unknown_table_is_refused(history):
    (issue,) = problems(lambda: history.frame("visit"))
    assert (issue.code, issue.table) == ("E522", "visit")


def test_a_file_or_a_folder_with_other_files_or_a_newer_history_is_refused(tmp_path):
    (tmp_path / "letter.txt").write_text("hello")
    for place in (tmp_path, tmp_path / "letter.txt"):
        (issue,) = problems(lambda place=place: History(place))
        assert (issue.code, issue.row) == ("E521", place.name)
    newer = tmp_path / "newer"
    History(newer)
    (newer / files.MARKER).write_text(json.dumps({"version": files.SCHEMA_VERSION + 1}))
    assert problems(lambda: History(newer))[0].code == "E526"


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"version": null}', '{"version": "x"}'])
def test_a_marker_that_says_no_version_is_refused_and_left_as_it_is(history, text):
    (history.folder / files.MARKER).write_text(text)
    (issue,) = problems(lambda: History(history.folder))
    assert (issue.code, issue.row) == ("E521", "history.json")
    assert (history.folder / files.MARKER).read_text() == text


def test_an_older_history_is_refused_until_it_is_migrated(history, monkeypatch):
    history.add("visits", frame(visit(), visit(day=MONDAY + dt.timedelta(1))))
    newer = files.SCHEMA_VERSION + 1
    for module in (files, store):
        monkeypatch.setattr(module, "SCHEMA_VERSION", newer)
    column = list(VisitRecord.model_fields).index("district")
    monkeypatch.setitem(files.MIGRATIONS, newer - 1, lambda table, rows: rows.set_column(
        column, "district", [["renamed"] * rows.num_rows]) if table == "visits" else rows)
    assert problems(lambda: History(history.folder))[0].code == "E526"
    assert History.migrate(history.folder) == 2
    assert History.migrate(history.folder) == 0
    assert History(history.folder).frame("visits")["district"].tolist() == ["renamed", "renamed"]


def test_files_two_versions_old_take_both_steps_and_get_the_columns_of_today(history, monkeypatch):
    history.add("shifts", frame({"date": MONDAY, "carer": "ida", "start": 420, "end": 900, "profession": "a"}))
    path = next(history.folder.rglob("*.parquet"))
    first = pq.read_table(path).drop_columns(["travel_minutes"]).replace_schema_metadata(None)  # as version 1
    pq.write_table(first.set_column(first.column_names.index("start"), "start", [[420]]), path)
    for module in (files, store):
        monkeypatch.setattr(module, "SCHEMA_VERSION", 3)
    for version in (1, 2):
        monkeypatch.setitem(files.MIGRATIONS, version, lambda table, rows, step=version: rows.set_column(
            rows.column_names.index("profession"), "profession", [[f"{rows['profession'][0]}{step}"]]))
    assert History.migrate(history.folder) == 1
    assert pq.read_schema(path).remove_metadata().equals(files.schema("shifts"))
    assert History(history.folder).frame("shifts")["profession"].tolist() == ["a12"]


def test_columns_that_an_older_file_lacks_get_their_defaults(history):
    history.add("visits", frame(visit()))
    path = next(history.folder.rglob("*.parquet"))
    old = pq.read_table(path).drop_columns(["substitute", "agreed_start"])
    assert files.conform("visits", old).to_pylist()[0]["substitute"] is False


def test_readers_are_not_in_the_way_of_each_other_or_of_an_import(history):
    history.add("visits", frame(visit()))
    code = ("import datetime as dt, sys; from triagering.io.history import History;"
            "print(len(History(sys.argv[1]).frame('visits')))")
    with duckdb.connect(":memory:") as other:
        other.read_parquet([str(path) for path in history.folder.rglob("*.parquet")])
        history.add("visits", frame(visit(day=MONDAY + dt.timedelta(1))))
        done = subprocess.run([sys.executable, "-c", code, str(history.folder)], capture_output=True,
                              check=True)
    assert done.stdout.strip() == b"2"


def test_an_import_killed_halfway_leaves_whole_files_and_is_finished_by_the_next(tmp_path):
    days = 60
    rows = frame(*(visit(day=MONDAY + dt.timedelta(n)) for n in range(days)))
    rows.to_parquet(tmp_path / "rows.parquet")
    code = ("import sys; from triagering.io.history import History;"
            "History(sys.argv[1]).add('visits', sys.argv[2])")
    arguments = [str(tmp_path / "store"), str(tmp_path / "rows.parquet")]
    child = subprocess.Popen([sys.executable, "-c", code, *arguments])
    while not list((tmp_path / "store").rglob("*.parquet")) and child.poll() is None:
        time.sleep(0.001)
    child.kill()
    child.wait()
    history = History(tmp_path / "store")
    before = len(history.frame("visits"))
    done = history.add("visits", tmp_path / "rows.parquet")
    assert done.unchanged == before
    assert done.added == days - before
    assert len(history.frame("visits")) == days


def test_a_failed_write_leaves_the_day_as_it_was(history, monkeypatch):
    history.add("visits", frame(visit()))

    def full(descriptor):
        raise OSError(28, "No space left on device")

    kept = sorted(history.folder.rglob("*"))
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match=r"E501 output=.*No space left on device"):
        history.add("visits", frame(visit(minutes=45)), replace=True)
    assert history.frame("visits")["minutes"].tolist() == [30]
    assert sorted(history.folder.rglob("*")) == kept


def test_without_duckdb_the_extra_is_named(history, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(MissingExtraError, match=r"triagering\[history\]"):
        history.frame("visits")


def test_what_somebody_else_writes_to_begin_a_history_is_no_other_file(tmp_path):
    (tmp_path / ".history.json.0123456789ab").touch()
    assert History(tmp_path).frame("visits").empty


def test_a_new_history_may_be_opened_by_several_at_once(tmp_path):
    def opened(folder):
        return History(folder).add("visits", frame(visit())).rows

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(opened, [tmp_path / str(number // 4) for number in range(80)])) == {1}


def test_rows_that_move_to_another_district_while_they_are_read_are_read_there(history, monkeypatch):
    history.add("visits", frame(visit()))
    real, moves = store._rows, [frame(visit(district="south"))]

    def moving(*asked):
        if moves:
            history.add("visits", moves.pop(), replace=True)
        return real(*asked)

    monkeypatch.setattr(store, "_rows", moving)
    assert history.frame("visits")["district"].tolist() == ["south"]


def test_files_that_are_gone_whenever_they_are_read_are_not_listed_for_ever(history, monkeypatch, tmp_path):
    listed = []
    monkeypatch.setattr(files, "stored", lambda *_: listed.append(1) or [tmp_path / "district=" / "2026-03-02.parquet"])
    with pytest.raises(InputError, match="E521"):
        history.frame("visits")
    assert len(listed) == store.AGAIN + 1
