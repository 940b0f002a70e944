import datetime as dt

import pandas as pd
import pytest

from tests.evaluation.test_period import DAY, MONDAY, figures, missed, row, shift
from triagering.errors import InputError
from triagering.evaluation.compare import compare_periods
from triagering.evaluation.continuity import distinct_carers, indices
from triagering.evaluation.period import evaluate_period


def told(*rows, shifts=None):
    with pytest.raises(InputError) as caught:
        figures(*rows, shifts=None if shifts is None else pd.DataFrame(shifts))
    return [str(issue).split(". Hint: ") for issue in caught.value.issues]


AGAIN = "repeats the date, visit, carer of an earlier row (1 rows)"


@pytest.mark.parametrize("again", [
    row("v1"), row("v1", "c2"), row("v1", district="south"), row("v1", start=900, minutes=10)])
def test_a_row_that_is_there_twice_would_be_counted_twice(again):
    [(problem, hint)] = told(row("v0"), row("v1"), again)
    assert problem == f"E524 visits row 3: {AGAIN}"
    assert hint == "keep one of them, also where two files hold the same days"


def test_an_undelivered_row_that_is_there_twice_is_one_too_many():
    assert told(missed("v1", "no_capacity"), missed("v1", "no_capacity"))[0][0] == f"E524 visits row 2: {AGAIN}"


@pytest.mark.parametrize("other", [
    row("v1", carer="bo"), row("v2"), row("v1", "c2", district="south"), missed("v1", "no_capacity"),
    row("v1") | {"date": DAY + pd.Timedelta(days=1)}])
def test_two_carers_at_a_visit_two_days_and_two_districts_are_no_repetition(other):
    assert figures(row("v1"), other, days=2).loc["all", "granted"] == 60


@pytest.mark.parametrize("without", [
    lambda rows: rows.drop(columns="district"), lambda rows: rows.assign(district=None)])
def test_without_districts_one_id_at_two_citizens_is_two_visits(without):
    rows = without(pd.DataFrame([row("v1"), row("v1", "c2")]))
    assert evaluate_period(rows, MONDAY, MONDAY, least=1).figures.loc["all", "visits"] == 2
    with pytest.raises(InputError, match="E524 visits row 3"):
        evaluate_period(pd.concat([rows, rows[:1]]), MONDAY, MONDAY)


@pytest.mark.parametrize("again", [shift("ida"), shift("ida", end=1200), shift("ida", district="south")])
def test_a_shift_that_is_there_twice_would_be_attendance_twice(again):
    [(problem, _)] = told(row("v1"), shifts=[shift("ida"), again])
    assert problem == "E524 shifts row 2: repeats the date, carer, start of an earlier row (1 rows)"


@pytest.mark.parametrize("column", [
    "minutes", "granted_minutes", "planned_minutes", "over_qualified_minutes", "travel_minutes"])
def test_negative_minutes_are_refused(column):
    [(problem, hint)] = told(row("v1"), row("v2") | {column: -1})
    assert (problem, hint) == (f"E523 visits row 2 {column}: is negative (1 rows)", "write minutes, 0 or more")
    assert figures(row("v1") | {column: 0}, row("v2", planned_start=-5, agreed_start=-5)).loc["all", "visits"] == 2


@pytest.mark.parametrize("column", ["break_minutes", "travel_minutes", "rest_before"])
def test_negative_minutes_of_a_shift_are_refused(column):
    assert told(row("v1"), shifts=[shift("ida") | {column: -1}])[0][0] == (
        f"E523 shifts row 1 {column}: is negative (1 rows)")


@pytest.mark.parametrize(("column", "most", "hint"), [
    ("start", 2879, "write minutes since midnight, no seconds"),
    ("planned_start", 2879, "write minutes since midnight, no seconds"),
    ("agreed_start", 2879, "write minutes since midnight, no seconds"),
    ("minutes", 1440, "write minutes, no seconds"), ("granted_minutes", 5760, "write minutes, no seconds")])
def test_times_and_minutes_in_seconds_are_refused_at_the_first_with_its_value(column, most, hint):
    assert figures(row("v1"), row("v2") | {column: most}).loc["all", "visits"] == 2
    assert told(row("v1"), row("v2") | {column: most + 1}, row("v3") | {column: 90_000}) == [
        [f"E523 visits row 2 {column}='{most + 1}': is more than {most} (2 rows)", hint]]


def test_shifts_in_seconds_are_refused_and_a_long_rest_is_not():
    assert figures(row("v1"), shifts=pd.DataFrame([shift("ida", 420, 2879, rest_before=2880)])).loc[
        "all", "attendance"] == 2459
    assert told(row("v1"), shifts=[shift("ida", 25_200, 54_000)]) == [
        [f"E523 shifts row 1 {at}: is more than 2879 (1 rows)", "write minutes since midnight, no seconds"]
        for at in ("start='25200'", "end='54000'")]


@pytest.mark.parametrize("end", [420, 419])
def test_a_shift_that_ends_before_it_begins_is_refused_and_one_across_midnight_is_not(end):
    [(problem, hint)] = told(row("v1"), shifts=[shift("ida", 1380, 1860), shift("bo", 420, end)])
    assert problem == "E525 shifts row 2 end: ends before it begins (1 rows)"
    assert hint == "a shift that ends after midnight ends beyond 24:00, as 1860"
    nights = pd.DataFrame([shift("ida", 1380, 1860), shift("bo", -60, 421)])
    assert figures(row("v1"), shifts=nights).loc["all", "attendance"] == 961


def test_everything_that_contradicts_is_told_at_once_table_by_table():
    problems = [problem for problem, _ in told(
        row("v1"), row("v1", granted_minutes=-30), row("v2", minutes=None),
        shifts=[shift("ida"), shift("ida"), shift("bo", 900, 420, break_minutes=-1)])]
    assert problems == [
        "E523 visits row 2 granted_minutes: is negative (1 rows)", f"E524 visits row 2: {AGAIN}",
        "E525 visits row 3 minutes: delivered without minutes (1 rows)",
        "E523 shifts row 3 break_minutes: is negative (1 rows)",
        "E524 shifts row 2: repeats the date, carer, start of an earlier row (1 rows)",
        "E525 shifts row 3 end: ends before it begins (1 rows)"]


def test_whatever_sums_rows_refuses_what_is_there_twice():
    rows = pd.DataFrame([row("v1"), row("v1")])
    for ask in (lambda: compare_periods(rows[:1], rows, MONDAY, MONDAY, 1), lambda: distinct_carers(rows, MONDAY),
                lambda: indices(rows, MONDAY, MONDAY)):
        with pytest.raises(InputError, match="E524 visits row 2"):
            ask()


def test_a_last_day_before_the_first_is_refused():
    rows = pd.DataFrame([row("v1")])
    for ask in (evaluate_period, indices):
        with pytest.raises(InputError, match="E213 period last_day='2026-03-01': is before the first day"):
            ask(rows, MONDAY, MONDAY - dt.timedelta(1))
