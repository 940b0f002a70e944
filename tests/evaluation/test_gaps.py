import datetime as dt

import pandas as pd
import pytest

from tests.evaluation.test_period import DAY, MONDAY, row, shift
from triagering.evaluation.definition import Definition
from triagering.evaluation.period import evaluate_period

WEEK = range(7)
OF, BEFORE = "days of the period without rows", "days before the period without rows"


def met(days, district="north", **more):
    return [row(str(day), f"z-{district}", district=district, **more) | {"date": DAY + pd.Timedelta(days=day)}
            for day in days]


def told(rows, first=0, last=6, **more):
    """Give what is missing of days, in order."""
    days = [MONDAY + dt.timedelta(day) for day in (first, last)]
    more = {"definition": Definition(days=7)} | more
    found = evaluate_period(pd.DataFrame(rows), *days, least=1, **more).missing
    return {what: needs for what, needs in found.items() if " period" in what}


def test_a_period_that_is_all_there_tells_of_no_day():
    assert told(met(WEEK)) == {}
    assert told(met(WEEK), first=3) == {}


def test_a_day_past_the_data_is_told_and_one_lost_in_the_middle():
    assert told(met(WEEK), last=7, first=1) == {f"1 {OF}": "visits: 2026-03-09"}
    assert told(met((0, 1, 4, 6))) == {f"3 {OF}": "visits: 2026-03-04 to 2026-03-05, 2026-03-07"}


def test_a_period_that_begins_before_the_data_is_told_whatever_the_window():
    assert told(met(WEEK), first=-3) == {f"3 {OF}": "visits: 2026-02-27 to 2026-03-01"}


def test_what_the_window_of_distinct_carers_needs_before_the_period_is_told_where_there_are_such_figures():
    assert told(met((0, 1, 2, 4, 5, 6)), first=6) == {f"1 {BEFORE}": "visits: 2026-03-05"}
    assert told(met((4, 5, 6)), first=6) == {f"4 {BEFORE}": "visits: 2026-03-02 to 2026-03-05"}
    assert told(met((4, 5, 6)), first=6, by="date") == {}


def test_a_hole_in_the_days_that_tell_who_is_known_is_told_as_far_back_as_they_go():
    rows = met([*range(-35, -28), *range(-21, 7)])
    assert told(rows) == {f"7 {BEFORE}": "visits: 2026-02-02 to 2026-02-08"}
    assert told(rows, definition=Definition(days=7, known_days=22)) == {f"1 {BEFORE}": "visits: 2026-02-08"}
    assert told(rows, definition=Definition(days=7, known_days=21)) == {}
    assert told(rows, definition=Definition(days=7, known_days=10**6)) == told(rows)


def test_days_before_the_data_begin_are_told_by_the_meetings_without_a_past():
    found = evaluate_period(pd.DataFrame(met(range(-3, 7))), MONDAY, MONDAY + dt.timedelta(6), least=1,
                            definition=Definition(days=7)).missing
    assert found["known_share and strangers of 7 meetings"] == "visits: the 28 days before"
    assert told(met(range(-3, 7))) == {}


def test_a_day_that_only_one_district_lost_is_told_of_it_and_one_that_all_lost_once():
    rows = [*met((0, 1, 2, 4, 5, 6)), *met((0, 1, 2, 4), "south")]
    assert told(rows) == {f"1 {OF}": "visits: 2026-03-05", f"2 {OF} of district south":
                          "visits: 2026-03-07 to 2026-03-08"}


def test_a_district_is_asked_from_its_first_day_on_and_not_once_it_is_gone():
    north = met(range(-14, 7))
    assert told([*north, *met((3, 4, 5, 6), "new")]) == {}
    assert told([*north, *met(range(-14, -3), "old")]) == {}
    assert told([*north, *met((-14, 7), "south")])[f"7 {OF} of district south"] == "visits: 2026-03-02 to 2026-03-08"


def test_a_district_with_shifts_and_no_visits_is_told_whenever_that_is():
    rows = [*met(range(-14, 7)), *met(range(-14, -3), "south")]
    shifts = pd.DataFrame([shift(f"ida-{where}", district=where, day=day)
                           for where in ("north", "south") for day in (1, 2)])
    assert told(rows, shifts=shifts) == {f"2 {OF} of district south": "visits: 2026-03-03 to 2026-03-04"}
    assert told(met(range(-14, 7)), shifts=shifts) == {}, "a district of shifts alone has no visits to miss"


@pytest.mark.parametrize("without", [
    lambda rows: rows.drop(columns="district"), lambda rows: rows.assign(district=None)])
def test_rows_of_no_district_are_asked_for_days_of_nobody(without):
    rows = without(pd.DataFrame([*met((0, 1, 2, 4, 5, 6)), *met((0, 6), "south")]))
    shifts = pd.DataFrame([shift("ida", day=day) for day in WEEK])
    assert told(rows, shifts=shifts) == {f"1 {OF}": "visits: 2026-03-05"}


def test_many_days_are_named_at_first_and_then_counted():
    found = told(met(range(0, 20, 2)), last=18, definition=Definition(days=7, daily_visits=1))
    assert found == {f"9 {OF}": "visits: 2026-03-03, 2026-03-05, 2026-03-07, 2026-03-09, 2026-03-11 and 4 more"}


@pytest.mark.parametrize("rows", [met(WEEK), met(WEEK)[:0]])
def test_a_period_without_visits_says_so_first_and_blames_no_column(rows):
    visits = pd.DataFrame(rows, columns=list(met([0])[0]))
    shifts = pd.DataFrame([shift("ida")])
    found = evaluate_period(visits, "2027-01-04", "2027-01-10", shifts=shifts)
    assert next(iter(found.missing.items())) == ("no visits in the period", "visits: 2027-01-04 to 2027-01-10")
    attendance = "attendance, direct_share, travel_share, load_spread, rest_breaches, free_day_breaches"
    assert [needs for needs in found.missing.values() if needs.startswith(("visits", "shifts"))] == [
        "visits: 2027-01-04 to 2027-01-10", "shifts: of the period"]
    assert found.missing[attendance] == "shifts: of the period"
