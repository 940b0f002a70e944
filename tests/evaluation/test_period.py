import datetime as dt

import pandas as pd
import pytest

from triagering.errors import InputError
from triagering.evaluation.compare import compare_periods
from triagering.evaluation.continuity import distinct_carers, indices
from triagering.evaluation.definition import Definition
from triagering.evaluation.period import evaluate_period

MONDAY = dt.date(2026, 3, 2)
DAY = pd.Timestamp(MONDAY)


def row(visit, citizen="c1", carer="ida", start=480, minutes=30, **more):
    return {"date": DAY, "visit": visit, "citizen": citizen, "carer": carer, "start": start, "minutes": minutes,
            "status": "delivered", "reason": None, "granted_minutes": 30, "planned_minutes": 30,
            "planned_start": start, "planned_carer": carer, "agreed_start": start, "over_qualified_minutes": 0,
            "contact_person": "ida", "miniteam": "m1", "carer_miniteam": "m1", "district": "north"} | more


def missed(visit, reason, **more):
    return row(visit, carer=None, start=None, minutes=0, status="undelivered", reason=reason,
               planned_start=480, planned_carer="ida") | more


def figures(*rows, days=1, least=1, **more):
    visits = pd.DataFrame(list(rows))
    return evaluate_period(visits, MONDAY, MONDAY + dt.timedelta(days - 1), least=least, **more).figures


def test_granted_planned_and_delivered_are_three_sums():
    found = figures(row("v1", granted_minutes=40, planned_minutes=35, minutes=20),
                    missed("v2", "no_capacity", granted_minutes=60, planned_minutes=45)).loc["all"]
    assert found[["granted", "planned", "delivered", "planned_share", "delivered_share"]].tolist() == [
        100, 80, 20, 0.8, 0.2]


def test_a_group_is_the_ratio_of_sums_not_the_mean_of_ratios():
    rows = row("v1", granted_minutes=10, minutes=10), row("v2", "c2", granted_minutes=90, minutes=0)
    found = figures(*rows).loc["all"]
    assert found["delivered_share"] == 0.1


def test_undelivered_visits_are_told_by_reason_and_those_the_citizen_caused_are_told_apart():
    found = figures(row("v1"), row("v2"), missed("v3", "cancelled"), missed("v4", "no_capacity")).loc["all"]
    assert found[["visits", "undelivered", "undelivered_share", "undelivered_own_share"]].tolist() == [4, 2, 0.5, 0.25]
    assert found[["undelivered_cancelled", "undelivered_no_capacity", "undelivered_hospital"]].tolist() == [1, 1, 0]


def test_what_was_moved_to_another_day_is_granted_and_planned_there_and_nobody_failed_to_come():
    moved = missed("v1", "moved", granted_minutes=60, planned_minutes=60)
    done = row("v1", minutes=60, granted_minutes=60, planned_minutes=60) | {"date": DAY + pd.Timedelta(days=1)}
    found = figures(moved, done, days=2).loc["all"]
    assert found[["granted", "planned", "delivered", "planned_share", "delivered_share"]].tolist() == [60, 60, 60, 1, 1]
    assert found[["visits", "undelivered", "undelivered_moved", "undelivered_own_share"]].tolist() == [2, 1, 1, 0]
    lost = figures(moved | {"reason": "no_capacity"}, done, days=2).loc["all"]
    assert lost[["granted", "delivered_share", "undelivered_own_share"]].tolist() == [120, 0.5, 0.5]


def test_a_visit_by_two_carers_is_one_visit_and_delivered_when_one_of_them_came():
    found = figures(row("v1"), row("v1", carer="bo"), row("v2"), missed("v2", "no_capacity")).loc["all"]
    assert found[["visits", "undelivered"]].tolist() == [2, 0]


@pytest.mark.parametrize(("off", "within_30", "within_60"), [
    (0, 1, 1), (30, 1, 1), (-31, 0, 1), (60, 0, 1), (61, 0, 0)])
def test_punctual_means_within_the_minutes_both_ways(off, within_30, within_60):
    found = figures(row("v1", agreed_start=480 - off)).loc["all"]
    assert found[["punctual_30", "punctual_60"]].tolist() == [within_30, within_60]


@pytest.mark.parametrize(("change", "moved", "other"), [
    ({}, 0, 0), ({"planned_start": 450}, 0, 0), ({"planned_start": 449}, 1, 0), ({"planned_carer": "bo"}, 1, 1)])
def test_a_visit_is_moved_by_time_or_by_carer(change, moved, other):
    found = figures(row("v1", **change)).loc["all"]
    assert found[["moved_share", "other_carer_share"]].tolist() == [moved, other]


def test_visits_without_a_published_plan_or_an_agreed_time_are_left_out_of_what_needs_them():
    found = figures(row("v1", planned_start=None, planned_carer=None, agreed_start=None),
                    row("v2", planned_start=400)).loc["all"]
    assert found[["moved_share", "punctual_30"]].tolist() == [1, 1]


def test_without_a_planned_carer_nobody_can_tell_whether_a_visit_was_moved():
    rows = row("v1", planned_carer="bo"), row("v2", planned_carer=None)
    assert figures(*rows).loc["all", ["moved_share", "other_carer_share"]].tolist() == [1, 1]
    assert figures(rows[1])[["moved_share", "other_carer_share"]].isna().all(axis=None)
    told = evaluate_period(pd.DataFrame([rows[1]]), MONDAY, MONDAY).missing
    assert (told["moved_share"], told["other_carer_share"]) == (
        "visits: planned_start, planned_carer", "visits: planned_carer")
    told = pd.DataFrame([row("v1", planned_start=None)])
    for without in (told, told.drop(columns="planned_start")):
        found = evaluate_period(without, MONDAY, MONDAY, least=1)
        assert "moved_share" in found.missing
        assert "other_carer_share" not in found.missing
        assert found.figures["other_carer_share"].notna().all()


def test_right_hands_are_the_minutes_that_were_not_over_qualified():
    found = figures(row("v1", over_qualified_minutes=30), row("v2", minutes=90)).loc["all"]
    assert found[["over_qualified", "right_hands_share"]].tolist() == [30, 0.75]


def test_shares_of_meetings_and_strangers_are_sums_over_the_group():
    past = [row(f"p{n}", carer="eva") | {"date": DAY - pd.Timedelta(days=n)} for n in (20, 40)]
    found = figures(*past, row("v1"), row("v2", carer="eva", carer_miniteam="m2"), row("v3", start=900)).loc["all"]
    assert found[["contact_share", "team_share", "known_share"]].tolist() == pytest.approx([2 / 3, 2 / 3, 1 / 3])
    assert found["strangers"] == 1


def test_day_parts_follow_the_clock_and_undelivered_visits_their_plan():
    found = figures(row("a", start=419), row("b", start=420), row("c", start=900), row("d", start=1379),
                    row("e", start=1380), row("f", start=1500), missed("g", "cancelled"), by="day_part")
    assert found["visits"].to_dict() == {"day": 2, "evening": 2, "night": 3}


def test_groups_of_too_few_citizens_show_nothing_but_their_size():
    rows = [row(f"v{n}", citizen=f"c{n}", district="south" if n == 0 else "north") for n in range(6)]
    found = figures(*rows, by="district", least=5)
    assert found["suppressed"].to_dict() == {"north": False, "south": True}
    assert found.loc["south"].drop(["citizens", "suppressed"]).isna().all()
    assert found.loc["north", "delivered"] == 150
    assert not figures(*rows, by="citizen", least=5)["suppressed"].any()


def test_nobody_is_in_the_count_of_distinct_carers_where_nobody_had_a_visit_that_counts():
    found = figures(row("v1"), row("v2", "c2", start=100, district="south"), by="district")
    assert found["distinct_carers_citizens"].to_dict() == {"north": 0, "south": 0}


def test_carers_are_not_compared_unless_asked_for_by_name():
    with pytest.raises(InputError, match="individual employees"):
        figures(row("v1"), by="carer")
    assert figures(row("v1"), row("v2", carer="bo"), by="carer", individuals=True).index.tolist() == ["bo", "ida"]
    with pytest.raises(InputError, match="is not a group"):
        figures(row("v1"), by="shoe_size")


def test_a_group_that_the_rows_do_not_tell_is_an_input_error_and_shifts_without_it_give_no_attendance():
    without = pd.DataFrame([row("v1")]).drop(columns="district")
    with pytest.raises(InputError, match="E505 visits district: is missing"):
        evaluate_period(without, MONDAY, MONDAY, by=["district", "day_part"])
    shifts = pd.DataFrame([shift("ida")]).drop(columns="district")
    found = figures(row("v1"), by="district", shifts=shifts)
    assert found.loc["north", "delivered"] == 30
    assert "attendance" not in found


def shift(carer, start=420, end=900, day=0, **more):
    return {"date": DAY + pd.Timedelta(days=day), "carer": carer, "start": start, "end": end, "break_minutes": 0,
            "travel_minutes": 48, "miniteam": "m1", "district": "north"} | more


def test_direct_and_travel_time_are_shares_of_attendance():
    shifts = pd.DataFrame([shift("ida", break_minutes=30), shift("bo"), shift("bo", 1000, 1030, travel_minutes=0)])
    found = figures(row("v1", minutes=96), row("v2", carer="bo", minutes=60), shifts=shifts, by="miniteam").loc["m1"]
    assert found[["attendance", "direct", "travel"]].tolist() == [960, 156, 96]
    assert found[["direct_share", "travel_share"]].tolist() == [156 / 960, 0.1]


def test_a_shift_whose_break_is_empty_is_attendance():
    shifts = pd.DataFrame([shift("ida", break_minutes=30), shift("bo", break_minutes=None)])
    assert figures(row("v1"), shifts=shifts).loc["all", "attendance"] == 930


def test_a_shift_whose_travel_is_empty_is_in_no_share_of_travel():
    shifts = pd.DataFrame([shift("ida"), shift("bo", travel_minutes=None)])
    found = figures(row("v1"), shifts=shifts).loc["all"]
    assert found[["attendance", "travel", "travel_share"]].tolist() == [960, 48, 0.1]


def test_a_group_that_is_named_twice_is_one():
    pd.testing.assert_frame_equal(figures(row("v1"), by=["district", "district"]), figures(row("v1"), by=["district"]))


def test_the_spread_of_load_is_within_a_day_and_needs_enough_carers():
    shifts = pd.DataFrame([shift("ida"), shift("bo"), shift("ida", day=1), shift("bo", day=1)])
    rows = [row("v1", minutes=60), row("v2", carer="bo", minutes=20),
            row("v3", minutes=20) | {"date": DAY + pd.Timedelta(days=1)}]
    found = figures(*rows, days=2, shifts=shifts).loc["all"]
    assert found[["load_spread", "load_stdev"]].tolist() == [30, 15]
    assert figures(*rows, days=2, shifts=shifts, least=3)[["load_spread", "load_stdev"]].isna().all(axis=None)


def test_a_split_duty_is_one_load():
    shifts = pd.DataFrame([shift("ida"), shift("bo", 420, 600), shift("bo", 900, 1200)])
    found = figures(row("v1", minutes=60), row("v2", carer="bo", minutes=40), shifts=shifts).loc["all"]
    assert found[["load_spread", "load_stdev"]].tolist() == [20, 10]


@pytest.mark.parametrize(("start", "breaches"), [(420, 0), (419, 1)])
def test_less_than_eleven_hours_between_two_shifts_is_counted(start, breaches):
    shifts = pd.DataFrame([shift("ida", 720, 1200), shift("ida", start, 800, day=1), shift("bo", 420, 800, day=1)])
    found = figures(row("v1"), days=2, shifts=shifts).loc["all"]
    assert found["rest_breaches"] == breaches


@pytest.mark.parametrize(("agreed", "start", "breaches"), [(480, 420, 0), (480, 419, 1), (720, 660, 0), (720, 659, 1),
                                                           (None, 600, 0), (None, 599, 1)])
def test_a_rest_agreed_on_for_one_shift_counts_for_that_one(agreed, start, breaches):
    shifts = pd.DataFrame([shift("ida", 720, 1380), shift("ida", start, 800, day=1, rest_before=agreed),
                           shift("bo", 720, 1380), shift("bo", 599, 800, day=1)])
    assert figures(row("v1"), days=2, shifts=shifts).loc["all", "rest_breaches"] == breaches + 1


def test_an_agreed_shorter_rest_is_no_breach():
    shifts = pd.DataFrame([shift("ida", 720, 1380), shift("ida", 420, 800, day=1)])
    assert figures(row("v1"), days=2, shifts=shifts, daily_rest=480).loc["all", "rest_breaches"] == 0
    assert figures(row("v1"), days=2, shifts=shifts, daily_rest=481).loc["all", "rest_breaches"] == 1


@pytest.mark.parametrize(("worked", "breaches"), [
    (range(6), 0), (range(7), 1), ((0, 1, 2, 4, 5, 6), 0), (range(-4, 2), 0), (range(-5, 2), 1), (range(-1, 7), 2)])
def test_a_seventh_day_in_a_row_is_a_breach_and_days_before_the_first_count(worked, breaches):
    shifts = pd.DataFrame([shift("ida", day=day) for day in worked] + [shift("ida", 960, 1000, day=worked[-1])]
                          + [shift("bo", day=day) for day in (0, 2, 4)])
    assert figures(row("v1"), days=7, shifts=shifts).loc["all", "free_day_breaches"] == breaches


def test_rest_before_the_first_day_counts_where_the_shift_before_is_known():
    shifts = pd.DataFrame([shift("ida", 900, 1380, day=-1), shift("ida")])
    assert figures(row("v1"), shifts=shifts).loc["all", ["rest_breaches", "attendance"]].tolist() == [1, 480]


def test_medians_are_over_citizens_and_few_daily_citizens_are_not_shown():
    rows = [row(f"{citizen}-{start}", citizen=f"c{citizen}", start=start, carer=f"m{citizen if start == 480 else 0}")
            for citizen in range(5) for start in (480, 1140)]
    day = Definition(days=1)
    found = figures(*rows, least=5, definition=day).loc["all"]
    assert found[["distinct_carers_median", "distinct_carers_citizens", "upc_median"]].tolist() == [2, 5, 0.5]
    single = [*rows, row("x", citizen="c9")]
    assert figures(*single[2:], least=5, definition=day)["distinct_carers_median"].isna().all()


def test_what_the_data_cannot_tell_is_listed_with_what_it_needs():
    visits = pd.DataFrame([row("v1")]).drop(columns=["agreed_start"])
    missing = evaluate_period(visits, MONDAY, MONDAY).missing
    assert missing["punctual_30, punctual_60"] == "visits: agreed_start"
    assert any(needed == "shifts" for needed in missing.values())
    assert "granted, planned_share, delivered_share" not in missing


def test_what_nobody_granted_is_in_no_share_of_what_was_granted():
    found = figures(row("v1"), row("acute", minutes=40, granted_minutes=None, planned_minutes=40)).loc["all"]
    assert found[["delivered", "delivered_share", "planned_share"]].tolist() == [70, 1, 1]


def test_a_visit_by_two_is_one_of_each_carer_s():
    found = figures(row("v1"), row("v1", carer="bo"), by="carer", individuals=True)
    assert found["visits"].to_dict() == {"bo": 1, "ida": 1}


@pytest.mark.parametrize("order", [1, -1])
def test_what_two_groups_have_a_row_of_is_in_both_whatever_the_order_of_rows(order):
    """Bo is new to c1 in the morning and in the evening; each of two carers has a share of one visit."""
    past = row("old") | {"date": DAY - pd.Timedelta(days=28)}
    rows = [past, row("v1", carer="bo"), row("v2", carer="bo", start=1000), row("v3"), row("v3", carer="bo")][::order]
    assert figures(*rows, by="day_part")["strangers"].to_dict() == {"day": 1, "evening": 1}
    assert figures(*rows).loc["all", "strangers"] == 1
    found = figures(*rows, by="carer", individuals=True)
    assert found["undelivered_share"].to_dict() == {"bo": 0, "ida": 0}
    rows = [row("v1"), missed("v1", "no_capacity", carer="bo"), row("v2", carer="bo")][::order]
    found = figures(*rows, by="carer", individuals=True)
    assert found["undelivered_share"].to_dict() == {"bo": 0.5, "ida": 0}


def test_rows_in_no_group_are_told():
    rows = pd.DataFrame([row("v1"), row("v2", miniteam=None)])
    shifts = pd.DataFrame([shift("ida", miniteam="m1"), shift("bo", miniteam=None), shift("eva", miniteam=None),
                           shift("eva", day=-1, miniteam=None)])
    told = evaluate_period(rows, MONDAY, MONDAY, by="miniteam", least=1, shifts=shifts).missing
    assert told["1 rows of visits"] == "visits: miniteam empty"
    assert told["2 rows of shifts"] == "shifts: miniteam empty"


def test_what_was_delivered_without_minutes_is_not_taken_for_nothing():
    with pytest.raises(InputError, match=r"E525 visits row 2 minutes: delivered without minutes \(1 rows\)"):
        figures(row("v1"), row("v2", minutes=None))
    assert figures(row("v1"), missed("v2", "cancelled", minutes=None)).loc["all", "delivered"] == 30


def test_minutes_of_what_was_not_delivered_are_in_no_sum():
    with pytest.raises(InputError, match=r"E525 visits row 2 minutes: undelivered with delivered minutes \(1 rows\)"):
        figures(row("v1"), missed("v2", "cancelled", minutes=30))
    with pytest.raises(InputError, match="write 0 minutes, or who came"):
        figures(row("v1", carer=None))


@pytest.mark.parametrize(("column", "value"), [
    ("start", "07:30"), ("start", 7.3), ("start", dt.time(7, 30)), ("start", DAY), ("planned_start", "07:30"),
    ("agreed_start", 11.15), ("minutes", "20,5"), ("granted_minutes", "x"), ("status", "leveret"),
    ("status", "Delivered"), ("status", None), ("reason", "aflyst")])
@pytest.mark.parametrize("rest", [[], [row("v2", "c2")]])
def test_what_is_no_minute_and_no_code_is_refused(column, value, rest):
    rows = [*rest, row("v1") | {column: value}]
    with pytest.raises(InputError, match=rf"E523 visits row {len(rows)} {column}: is no.* \(1 rows\)") as caught:
        figures(*rows)
    assert len(caught.value.issues) == 1


@pytest.mark.parametrize("day", ["2026-03-02", dt.datetime(2026, 3, 2, 14), DAY + pd.Timedelta(hours=14)])
def test_days_are_asked_for_as_dates_text_or_moments(day):
    visits = pd.DataFrame([row("v1"), row("v2", "c2")])
    assert evaluate_period(visits, day, day, least=1).figures.loc["all", "delivered"] == 60
    one = Definition(days=1, daily_visits=1)
    assert distinct_carers(visits, day, definition=one).index.tolist() == ["c1", "c2"]
    assert indices(visits, day, day)["meetings"].tolist() == [1, 1]
    assert compare_periods(visits, visits, day, day, 1)["delivered_share"].after == 1


@pytest.mark.parametrize("day", ["02-03-2026", "2026-03-02T14:00", 20260302, None, pd.Timestamp("2026-03-02T14:00Z")])
def test_a_day_that_is_none_is_refused(day):
    with pytest.raises(InputError, match="E213 day: is not a local date"):
        evaluate_period(pd.DataFrame([row("v1")]), MONDAY, day)


def test_clock_times_that_a_program_took_for_numbers_are_refused_of_shifts_too():
    with pytest.raises(InputError, match="E523 shifts row 1 end: is no whole minute since midnight"):
        figures(row("v1"), shifts=pd.DataFrame([shift("ida", 7, 15.3)]))


@pytest.mark.parametrize("column", ["date", "visit", "citizen", "carer", "start", "minutes"])
def test_a_column_without_which_nothing_can_be_said_is_named(column):
    with pytest.raises(InputError, match=f"E505 visits {column}: is missing"):
        evaluate_period(pd.DataFrame([row("v1")]).drop(columns=column), MONDAY, MONDAY)
    if column not in ("visit", "citizen", "minutes"):
        with pytest.raises(InputError, match=f"E505 shifts {column}: is missing"):
            figures(row("v1"), shifts=pd.DataFrame([shift("ida")]).drop(columns=column))


@pytest.mark.parametrize("date", ["2026-03-02", MONDAY, DAY, "2026-03-02T14:00"])
def test_dates_are_read_however_they_are_written(date):
    shifts = pd.DataFrame([shift("ida") | {"date": date}])
    found = figures(row("v1", date=date), shifts=shifts).loc["all"]
    assert found[["delivered", "direct", "attendance"]].tolist() == [30, 30, 480]


@pytest.mark.parametrize("kind", ["date32[pyarrow]", "timestamp[us][pyarrow]", "datetime64[s]"])
def test_dates_of_parquet_files_are_dates(kind):
    visits = pd.DataFrame([row("v1")])
    found = evaluate_period(visits.assign(date=visits["date"].astype(kind)), MONDAY, MONDAY, least=1).figures
    assert found["delivered"].tolist() == [30]


@pytest.mark.parametrize("kind", [
    lambda rows: rows.set_index("date", drop=False),
    lambda rows: rows.astype({name: "category" for name in ("carer", "planned_carer", "start") if name in rows}),
    lambda rows: rows.astype(object).where(rows.notna(), pd.NA)])
def test_frames_of_any_kind_tell_the_same(kind):
    rows = pd.DataFrame([row("v1", contact_person="eva"), row("v2", "c2", "bo", agreed_start=None, planned_carer=None),
                         missed("v3", "no_capacity", planned_minutes=None)])
    shifts = pd.DataFrame([shift("ida"), shift("bo", travel_minutes=None)])
    expected, found = (evaluate_period(made(rows), MONDAY, MONDAY, shifts=made(shifts), least=1).figures
                       for made in (lambda rows: rows, kind))
    pd.testing.assert_frame_equal(found, expected)


@pytest.mark.parametrize("date", ["02-03-2026", "Monday", None, 7, 2026, 2026.0, pd.Timestamp("2026-03-01T23:00Z")])
def test_what_is_no_date_is_refused(date):
    with pytest.raises(InputError, match="E523 visits date"):
        figures(row("v1", date=date))


@pytest.mark.parametrize(("start", "north", "south"), [
    (420, 30, 0), (899, 30, 0), (900, 0, 30), (1190, 0, 30), (400, 30, 0)])
def test_a_visit_belongs_to_the_carers_last_shift_to_begin_before_it_else_to_the_first(start, north, south):
    shifts = pd.DataFrame([shift("ida", 900, 1200, district="south"), shift("ida", 420, 700)])
    found = figures(row("v1", start=start), row("v2", "c2", "bo", district="south"), shifts=shifts, by="district")
    assert found["direct"].to_dict() == {"north": north, "south": south}


def test_time_of_carers_without_a_shift_is_told():
    rows = pd.DataFrame([row("v1"), row("v2", carer="bo", minutes=40), row("v3", carer="bo") | {
        "date": DAY - pd.Timedelta(days=1)}])
    told = evaluate_period(rows, MONDAY, MONDAY, least=1, shifts=pd.DataFrame([shift("ida"), shift("bo", day=1)]))
    assert told.figures.loc["all", ["delivered", "direct"]].tolist() == [70, 30]
    assert told.missing["direct of 40 delivered minutes"] == "shifts: of the carers who came"
    all_there = evaluate_period(rows, MONDAY, MONDAY, shifts=pd.DataFrame([shift("ida"), shift("bo")])).missing
    assert not any("delivered minutes" in what for what in all_there)


def test_medians_of_a_group_are_of_those_whose_last_cell_says_so_whatever_the_order_of_rows():
    """c1 moved to m2 in the afternoon; the miniteam of c2's last visit is empty."""
    rows = [row("a", start=600, miniteam="m2"), row("b"), row("c", "c2"), row("d", "c2", start=900, miniteam=None)]
    for order in (rows, rows[::-1]):
        found = figures(*order, by="miniteam", definition=Definition(days=1, daily_visits=1))
        assert found["distinct_carers_citizens"].to_dict() == {"m1": 1, "m2": 1}


def test_two_duties_of_one_day_are_no_breach_of_rest_and_too_early_a_day_is_one():
    late = shift("ida", 720, 1300, day=-1)
    split = [shift("ida", 420, 600), shift("ida", 660, 900)]
    assert figures(row("v1"), shifts=pd.DataFrame(split)).loc["all", "rest_breaches"] == 0
    assert figures(row("v1"), shifts=pd.DataFrame([late, *split])).loc["all", "rest_breaches"] == 1
    early = [shift("ida", 420, 500, day=-1), shift("ida", 1000, 1300, day=-1)]
    assert figures(row("v1"), shifts=pd.DataFrame([*early, *split])).loc["all", "rest_breaches"] == 1


def test_the_attendance_of_few_carers_is_not_shown_unless_individuals_are_asked_for():
    rows = [row(f"v{n}", citizen=f"c{n}", carer="ida") for n in range(5)]
    shifts = pd.DataFrame([shift("ida")])
    hidden = ["attendance", "direct", "direct_share", "travel", "travel_share", "rest_breaches"]
    found = figures(*rows, by="district", least=5, shifts=shifts)
    assert found[hidden].isna().all(axis=None)
    assert found.loc["north", "delivered"] == 150
    told = evaluate_period(pd.DataFrame(rows), MONDAY, MONDAY, by="district", shifts=shifts).missing
    told_of = "attendance, direct, travel, load_spread, rest_breaches, free_day_breaches of 1 groups"
    assert told[told_of] == "shifts: of at least 5 carers"
    shown = figures(*rows, by="district", least=5, shifts=shifts, individuals=True)
    assert shown.loc["north", ["attendance", "direct"]].tolist() == [480, 150]
    five = pd.DataFrame([shift(name) for name in ("ida", "bo", "eva", "liv", "ole")])
    told = evaluate_period(pd.DataFrame(rows), MONDAY, MONDAY, shifts=five).missing
    assert not any("groups" in what for what in told)
    assert figures(*rows, by="district", least=5, shifts=five).loc["north", "attendance"] == 2400


def test_every_figure_that_is_not_there_is_listed():
    visits = pd.DataFrame([row("v1")])
    shifts = pd.DataFrame([shift("ida")]).drop(columns=["travel_minutes", "district"])
    told = evaluate_period(visits, MONDAY, MONDAY, shifts=shifts).missing
    assert told["travel, travel_share"] == "shifts: travel_minutes"
    assert told["known_share and strangers of 1 meetings"] == "visits: the 28 days before"
    attendance = "attendance, direct_share, travel_share, load_spread, rest_breaches, free_day_breaches"
    assert attendance not in told
    told = evaluate_period(visits, MONDAY, MONDAY, by="district", shifts=shifts).missing
    assert told[attendance] == "shifts: district"
    assert "distinct_carers, upc, coc, secon" in evaluate_period(visits, MONDAY, MONDAY, by="day_part").missing
    past = [row("old", agreed_start=400) | {"date": DAY - pd.Timedelta(days=28)}, row("v1", agreed_start=None)]
    told = evaluate_period(pd.DataFrame(past), MONDAY, MONDAY).missing
    assert told["punctual_30, punctual_60"] == "visits: agreed_start"
    assert not any("strangers" in what for what in told)


def test_a_district_that_begins_later_has_no_past_before_it_is_in_the_data():
    """Everybody is met every day; the south is in the data since ten days ago."""
    rows = [row(f"{who}{ago}", citizen=who, district=where) | {"date": DAY - pd.Timedelta(days=ago)}
            for who, where, days in (("c1", "north", 40), ("c2", "south", 11)) for ago in range(days)]
    found = evaluate_period(pd.DataFrame(rows), MONDAY - dt.timedelta(10), MONDAY, by="district", least=1)
    assert found.figures["known_share"].fillna(-1).to_dict() == {"north": 1, "south": -1}
    assert found.figures["strangers"].fillna(-1).to_dict() == {"north": 0, "south": -1}
    assert found.missing["known_share and strangers of 11 meetings"] == "visits: the 28 days before"


def test_a_short_rest_before_a_split_duty_is_one_breach():
    shifts = pd.DataFrame([shift("ida", 900, 1380, day=-1), shift("ida", 420, 540), shift("ida", 560, 700)])
    assert figures(row("v1"), shifts=shifts).loc["all", "rest_breaches"] == 1


def test_a_stranger_whose_first_visit_of_the_day_does_not_count_is_met_at_the_next():
    before = row("v0", date=DAY - pd.Timedelta(days=28))
    found = figures(before, row("v1", carer="bo", start=420, kind="alarm"), row("v2", carer="bo", kind="care"))
    assert found.loc["all", "strangers"] == 1


def test_visits_of_one_id_at_two_citizens_are_two():
    found = figures(row("v1"), missed("v1", "no_capacity", citizen="c2"))
    assert found.loc["all", "undelivered_share"] == 0.5


def test_a_visit_planned_at_a_time_and_to_nobody_is_not_moved_to_another_carer():
    found = figures(row("v1", planned_carer=None), row("v2"))
    assert found.loc["all", ["moved_share", "other_carer_share"]].tolist() == [0, 0]


def test_the_last_minute_of_the_day_is_of_the_night():
    found = figures(row("v1", start=1439), row("v2", start=1379), by="day_part")
    assert found["visits"].to_dict() == {"evening": 1, "night": 1}
