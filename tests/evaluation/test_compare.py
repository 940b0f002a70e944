import datetime as dt
from math import isnan

import numpy as np
import pandas as pd
import pytest

from tests.builders import activity, carer, citizen, day, free, plan, visit
from triagering import changes_text
from triagering.errors import InputError
from triagering.evaluation.bootstrap import citizen_difference, ratio_difference
from triagering.evaluation.checker import check
from triagering.evaluation.compare import compare_periods, compare_plans
from triagering.evaluation.definition import Definition
from triagering.models import Rule, Term

MONDAY = dt.date(2026, 3, 2)


@pytest.fixture
def tiny():
    return day([visit("v1"), visit("v2"), visit("v3")], [carer("c1"), carer("c2")],
               citizens=[citizen("z1", contact_person="c1"), citizen("z2"), citizen("z3")],
               prices=free(travel=10, not_contact=20, lateness=5))


def test_equal_plans_have_no_moves_and_no_changes(tiny):
    same = plan(tiny, "v3:no_capacity", c1="v1@08:00", c2="v2@08:00")
    found = compare_plans(tiny, same, same)
    assert (found.moves, found.changes, str(found)) == ((), (), "0 moved; no rule costs more or less")


def test_moves_say_what_changed_and_which_charges_speak_for_it(tiny):
    before = plan(tiny, "v3:no_capacity", c1="v2@08:00", c2="v1@08:30")
    after = plan(tiny, c1="v1@08:00 v2@08:30", c2="v3@08:00")
    found = compare_plans(tiny, before, after)
    assert [(move.id, move.changed) for move in found.moves] == [
        ("v1", ("carer", "time")), ("v2", ("time",)), ("v3", ("planned",))]
    terms = {change.term: change.difference for change in found.moves[0].why}
    assert terms == {Term.LATENESS: -150, Term.NOT_CONTACT: -20}
    assert [change.term for change in found.moves[0].why] == [Term.LATENESS, Term.NOT_CONTACT]
    assert found.left_out_before == {"priority 3": 1}
    assert found.left_out_after == {}


def test_a_plan_from_before_a_carer_fell_ill_leaves_her_visits_out_of_the_day_and_says_that_she_was_to_come(tiny):
    ill = tiny.replace(shifts=tiny.shifts[1:])
    found = compare_plans(ill, plan(tiny, c1="v1@08:00 v2@08:30", c2="v3@08:00"), plan(tiny, c2="v1@08:00 v3@08:30"))
    assert found.left_out_before == {"priority 3": 2}
    assert [(move.carers_before, move.changed) for move in found.moves] == [
        (("c1",), ("carer",)), (("c1",), ("unplanned",)), (("c2",), ("time",))]


def test_what_was_planned_after_a_carer_goes_home_is_left_out_before_and_no_overtime(tiny):
    told = plan(tiny, c1="v1@08:00 break@08:30+20 v2@08:50", c2="v3@08:00")
    home = tiny.replace(shifts=(tiny.shifts[0].replace(end=8 * 60 + 35), tiny.shifts[1]),
                        settings=tiny.settings.replace(prices=free(travel=10, overtime=1000)))
    found = compare_plans(home, told, plan(home, c1="v1@08:00", c2="v3@08:00 v2@08:30"))
    assert found.left_out_before == {"priority 3": 1}
    assert found.by_rule == {Rule.TRAVEL: check(home, plan(home, c2="v3@08:00 v2@08:30")).costs[Term.TRAVEL] - check(
        home, plan(home, c2="v3@08:00")).costs[Term.TRAVEL]}
    assert [(move.id, move.carers_before, move.carers_after) for move in found.moves] == [("v2", ("c1",), ("c2",))]


def test_a_visit_by_two_of_whom_one_goes_home_is_left_out_before():
    both = day([visit("v1"), visit("v2", "12:00-14:00", carers_needed=2)], [carer("c1"), carer("c2")])
    home = both.replace(shifts=(both.shifts[0].replace(end=9 * 60), both.shifts[1]))
    told = plan(both, c1="v1@08:00 v2@13:00", c2="v2@13:00")
    found = compare_plans(home, told, plan(home, "v2:no_capacity", c1="v1@08:00"))
    assert (found.left_out_before, found.left_out_after) == ({"priority 3": 1}, {"priority 3": 1})


@pytest.mark.parametrize(("before", "after", "told"), [
    ("v1@08:00", "v1@08:10", False), ("v1@08:59", "v1@09:00", True), ("v1@09:00", "v1@09:10", True),
    ("v1@08:00", "", True), ("", "v1@09:00", True)])
def test_of_what_had_begun_nobody_is_told(before, after, told):
    one = day([visit("v1")])
    plans = [plan(one, *([] if stops else ["v1:no_capacity"]), c1=stops) for stops in (before, after)]
    assert bool(compare_plans(one, *plans).ahead(9 * 60).moves) is told
    gone = compare_plans(day([visit("v2")]), plans[0], plan(day([visit("v2")]), "v2:no_capacity"))
    assert bool(gone.ahead(9 * 60).moves) is (before == "v1@09:00")


def test_who_is_told_what_knows_new_and_vanished_visits_from_those_left_out_and_meetings_from_visits():
    then = day([visit("v1"), visit("v2"), visit("v3", citizen="z1"), visit("v5")], [carer("c1"), carer("c2")],
               activities=(activity("a1", "11:00", carers=("c1",)),))
    now = day([visit("v1"), visit("v3", citizen="z1"), visit("v4"), visit("v6"), visit("v5")],
              [carer("c1"), carer("c2")], activities=(activity("a1", "12:00", carers=("c1",)),))
    found = compare_plans(now, plan(then, "v3:no_capacity v5:no_capacity", c1="v1@08:00 v2@09:00 a1@11:00"),
                          plan(now, "v6:no_capacity v5:no_capacity", c1="v3@08:00 v4@08:40 a1@12:00", c2="v1@08:00"))
    assert [(move.id, move.new, move.gone) for move in found.moves] == [
        ("a1", False, False), ("v1", False, False), ("v2", False, True), ("v3", False, False), ("v4", True, False)]
    lines = changes_text(now, found, before=then).splitlines()
    assert lines[:6] == [
        "Changed: 4 visits of 3 citizens and 1 meeting", "  meeting  a1  11:00 c1 → 12:00 c1",
        "  z1       v1  08:00 c1 → 08:00 c2", "  z1       v3  left out → 08:00 c1",
        "  z2       v2  09:00 c1 → not on this day", "  z4       v4  new → 08:40 c1"]
    elsewhere = changes_text(now, found, language="da", elsewhere={"v2": MONDAY, "v4": MONDAY})
    assert "–     v2  09:00 c1 → 02-03-2026" in elsewhere
    assert "z4    v4  02-03-2026 → 08:40 c1" in elsewhere
    assert elsewhere.startswith("Ændret: 4 besøg hos 2 borgere og 1 møde\n")


@pytest.mark.parametrize(("language", "moved", "title", "kinds"), [
    ("en", "08:10", "Changed for 1 citizen: 1 visit, 1 meeting and 2 group activities", ("group activity", "meeting")),
    ("en", "08:00", "Changed for 1 citizen: 1 meeting and 2 group activities", ("group activity", "meeting")),
    ("da", "08:10", "Ændret for 1 borger: 1 besøg, 1 møde og 2 gruppeaktiviteter", ("gruppeaktivitet", "møde")),
])
def test_who_is_told_what_knows_group_activities_from_meetings_also_where_nobody_is_left_to_take_part(
    language, moved, title, kinds,
):
    group, meeting = kinds
    tell = {"en": "tell z1", "da": "sig det til z1"}[language]
    then, now = (day([visit("v1")], activities=(
        activity("a1", one), activity("g1", two, citizens=("z1",)), activity("g2", three, citizens=left)))
        for one, two, three, left in (("11:00", "09:00", "13:00", ("z1",)), ("12:00", "10:00", "14:00", ())))
    found = compare_plans(now, plan(then, c1="v1@08:00 g1@09:00 a1@11:00 g2@13:00"),
                          plan(now, c1=f"v1@{moved} g1@10:00 a1@12:00 g2@14:00"))
    lines = [" ".join(line.split()) for line in changes_text(now, found, language=language, before=then).splitlines()]
    assert lines[0] == title
    assert [line for line in lines if line.startswith(kinds)] == [
        f"{group} g1 09:00 c1 → 10:00 c1; {tell}", f"{meeting} a1 11:00 c1 → 12:00 c1",
        f"{group} g2 13:00 c1 → 14:00 c1; {tell}"]


@pytest.mark.parametrize(("language", "told"), [
    ("en", ["Changed for 3 citizens: 1 visit and 1 group activity",
            "  group activity  g1  10:00 c1 → called off; tell z1, z2",
            "  z3              v3  08:40 c1 → 08:40 c2"]),
    ("da", ["Ændret for 3 borgere: 1 besøg og 1 gruppeaktivitet",
            "  gruppeaktivitet  g1  10:00 c1 → aflyst; sig det til z1, z2",
            "  z3               v3  08:40 c1 → 08:40 c2"]),
])
def test_who_took_part_in_a_group_activity_that_is_called_off_is_named_and_counted(language, told):
    staff = [carer("c1"), carer("c2")]
    then = day([visit("v1"), visit("v2"), visit("v3")], staff,
               activities=(activity("g1", "10:00", citizens=("z1", "z2")),))
    now, stays = then.replace(activities=()), "v1@08:00 v2@08:20"
    plans = (plan(then, c1="v3@08:40 g1@10:00", c2=stays), plan(now, c2=f"{stays} v3@08:40"))
    found = compare_plans(now, *plans, day_before=then)
    assert [(move.id, move.citizens, move.gone) for move in found.moves] == [
        ("g1", ("z1", "z2"), True), ("v3", ("z3",), False)]
    assert changes_text(now, found, language=language, before=then).splitlines()[:3] == told
    assert changes_text(now, found, language=language).splitlines()[:3] == told


def test_what_a_move_is_and_whom_it_concerns_is_known_from_the_day_that_plans_were_compared_with():
    then = day([visit("v1"), visit("v2")],
               activities=(activity("a1", "10:00"), activity("g1", "11:00", citizens=("z1",))))
    now = day([visit("v1")], citizens=then.citizens)
    plans = plan(then, c1="v1@08:00 v2@09:00 a1@10:00 g1@11:00"), plan(now, c1="v1@08:00")
    found = compare_plans(now, *plans, day_before=then)
    assert [(move.id, move.kind, move.citizens) for move in found.moves] == [
        ("a1", "meeting", ()), ("g1", "group", ("z1",)), ("v2", "visit", ("z2",))]
    assert changes_text(now, found) == changes_text(now, compare_plans(now, *plans), before=then)
    unknown = compare_plans(now, *plans)
    assert [(move.kind, move.citizens) for move in unknown.moves] == [(None, ())] * 3
    assert "–  a1  10:00 c1 → not on this day" in changes_text(now, unknown)


def test_who_takes_part_is_told_that_another_carer_comes_or_nobody():
    staff, group = [carer("c1"), carer("c2")], activity("g1", "10:00", carers=("c1", "c2"), citizens=("z1",))
    then = day([visit("v1")], staff, activities=(group,))
    told = plan(then, c1="v1@08:00 g1@10:00", c2="g1@10:00")
    now = then.replace(activities=(group.replace(carers=("c1",)),))
    after = [plan(now, c1="v1@08:00 g1@10:00"), plan(now, "g1:no_capacity", c1="v1@08:00")]
    assert [changes_text(now, compare_plans(now, told, one)).splitlines()[1] for one in after] == [
        "  group activity  g1  10:00 c1, c2 → 10:00 c1; tell z1",
        "  group activity  g1  10:00 c1, c2 → left out; tell z1"]


def test_a_charge_of_a_carer_is_no_reason_for_a_visit_of_the_same_id():
    one = day([visit("1"), visit("2")], [carer("1"), carer("2")], citizens=[citizen("z1"), citizen("z2")],
              prices=free(travel=10, lateness=5), minutes=15)
    found = compare_plans(one, plan(one, **{"1": "1@08:00 2@08:40"}), plan(one, **{"1": "2@08:40", "2": "1@08:10"}))
    assert {change.about for change in found.changes} == {("1",), ("2",), ("1", "2")}
    assert [change.about for change in found.moves[0].why] == [("1", "2")]


def test_the_differences_by_rule_add_up_to_the_difference_in_cost(tiny):
    before = plan(tiny, "v3:no_capacity", c1="v2@08:00", c2="v1@08:30")
    after = plan(tiny, c1="v1@08:00 v2@08:30", c2="v3@08:00")
    found = compare_plans(tiny, before, after)
    one, two = (sum(check(tiny, each).costs.values()) for each in (before, after))
    assert sum(found.by_rule.values()) == two - one
    assert found.by_rule[Rule.CONTINUITY] == -20
    assert {rule: -amount for rule, amount in compare_plans(tiny, after, before).by_rule.items()} == found.by_rule


def test_a_difference_per_citizen_takes_those_with_both_and_is_certain_when_all_agree():
    before = pd.Series({"a": 14.0, "b": 12.0, "c": 14.0, "d": 12.0, "e": 14.0, "f": 12.0, "gone": 9.0})
    after = (before - 5).rename({"gone": "new"})
    found = citizen_difference(before, after)
    assert (found.before, found.after, found.difference, found.low, found.high) == (13, 8, -5, -5, -5)
    assert (found.citizens, found.clear) == (6, True)
    assert isnan(citizen_difference(before, after.iloc[:0]).difference)


def made(rng, effect=0.0, citizens=30, days=20):
    """Shares with an effect of the day and of the citizen that both periods have in common."""
    shared = np.random.default_rng(7)
    base = 0.5 + 0.2 * shared.normal(size=(citizens, 1)) + 0.2 * shared.normal(size=(1, days))
    part = base + effect + 0.02 * rng.normal(size=(citizens, days))
    grid = pd.DataFrame([(c, d) for c in range(citizens) for d in range(days)], columns=["citizen", "day"])
    return grid.assign(part=part.ravel(), whole=1.0)


def test_what_both_periods_have_in_common_falls_out_of_the_difference():
    rng = np.random.default_rng(1)
    found = ratio_difference(made(rng), made(rng, effect=0.05))
    assert found.difference == pytest.approx(0.05, abs=0.01)
    assert found.clear
    assert found.high - found.low < 0.02
    assert not ratio_difference(made(rng), made(rng)).clear


def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(3)
    hits = 0
    for seed in range(60):
        noise = rng.normal(size=(15, 1)) * 0.05 + rng.normal(size=(1, 14)) * 0.05 + rng.normal(size=(15, 14)) * 0.02
        before = made(rng, citizens=15, days=14)
        after = before.assign(part=before["part"] + 0.1 + noise.ravel())
        found = ratio_difference(before, after, draws=300, seed=seed)
        hits += found.low <= 0.1 <= found.high
    assert 52 <= hits <= 60


def test_one_citizen_or_one_day_alone_can_not_make_a_clear_difference_out_of_noise():
    grid = made(np.random.default_rng(1), citizens=10, days=10)
    one_bad_day = grid.assign(part=grid["part"] + (grid["day"] == 3) * 0.5)
    assert not ratio_difference(grid, one_bad_day).clear


def visits(first, carers, minutes=30):
    return pd.DataFrame([
        {"date": pd.Timestamp(first) + pd.Timedelta(days=number), "visit": f"{who}-{start}", "citizen": f"z{who}",
         "carer": f"c{(number + start) % carers}", "start": start, "minutes": minutes, "granted_minutes": 30,
         "planned_minutes": 30, "contact_person": "c0"}
        for who in range(6) for number in range(14) for start in (480, 1140)])


def test_two_periods_are_compared_by_citizen_and_by_day():
    later = MONDAY + dt.timedelta(28)
    found = compare_periods(visits(MONDAY, 14), visits(later, 7, minutes=15), MONDAY, later, 14)
    assert (found["distinct_carers"].before, found["distinct_carers"].after) == (14, 7)
    assert found["distinct_carers"].clear
    assert found["delivered_share"].difference == -0.5
    assert (found["delivered_share"].citizens, found["delivered_share"].days) == (6, 14)
    assert found["contact_share"].after > found["contact_share"].before
    assert "punctual_30" not in found


def test_a_period_compared_with_itself_differs_in_nothing():
    found = compare_periods(visits(MONDAY, 5), visits(MONDAY, 5), MONDAY, MONDAY, 14, definition=Definition(days=7))
    assert all(isnan(one.difference) or one.difference == one.low == one.high == 0 for one in found.values())


def test_strangers_are_compared_on_the_days_whose_past_is_in_the_data_or_not_at_all():
    """A new carer comes to everybody every day; the data begin on Monday, or 28 days and a half before."""
    def strange(first, days):
        return visits(first, 1).assign(
            carer=lambda rows: rows["date"].astype(str) + rows["start"].astype(str)).query("start == 480").iloc[
                :6 * days]

    known, later = strange(MONDAY, 14), MONDAY + dt.timedelta(21)
    assert "strangers" not in compare_periods(known, known, MONDAY, MONDAY, 14)
    half = pd.concat([known, strange(later, 14)])
    found = compare_periods(half, half, later, later, 14)["strangers"]
    assert (found.before, found.after, found.days) == (1, 1, 14)


def test_days_without_a_meeting_make_nobody_meet_fewer_strangers():
    """Everybody who comes is new, both times; in the second period half of the days are spent in hospital."""
    later = MONDAY + dt.timedelta(21)
    new = visits(MONDAY, 1).assign(carer=lambda rows: rows["date"].astype(str) + rows["start"].astype(str),
                                   status="delivered", reason=None)
    after = new.assign(date=new["date"] + pd.Timedelta(days=21), carer="other " + new["carer"])
    gone = after["date"] < pd.Timestamp(later) + pd.Timedelta(days=7)
    after.loc[gone, ["status", "reason"]] = "undelivered", "hospital"
    after.loc[gone, ["carer", "start", "minutes"]] = None, None, 0
    past = new.assign(date=new["date"] - pd.Timedelta(days=35), carer="long ago")
    found = compare_periods(pd.concat([past, new]), pd.concat([past, new, after]), MONDAY, later, 14)["strangers"]
    assert found.before == found.after == 2


@pytest.mark.parametrize("compare", [
    lambda: citizen_difference(pd.Series([9.0], ["a"]), pd.Series([8.0], ["a"])),
    lambda: ratio_difference(*(pd.DataFrame({"citizen": ["a", "b"] * 2, "day": [0, 0, 1, 1], "part": [part, 0] * 2,
                                             "whole": [1, 0] * 2}) for part in (1, 0)))])
def test_one_citizen_makes_no_difference_clear(compare):
    found = compare()
    assert found.difference == -1
    assert isnan(found.low)
    assert not found.clear


def daily(days, who=lambda day: "ida", citizens=6, **more):
    """One visit a day to every citizen, by whom the day says."""
    return pd.DataFrame([
        {"date": pd.Timestamp(MONDAY) + pd.Timedelta(days=day), "visit": f"v{one}", "citizen": f"z{one}", "start": 480,
         "carer": who(day), "minutes": 30, "granted_minutes": 30, **more} for one in range(citizens) for day in days])


def nothing_differs(found):
    told = [one for one in found.values() if not isnan(one.difference)]
    return bool(told) and all(one.difference == 0 and not one.clear for one in told)


def test_the_same_deliveries_are_the_same_when_one_side_lacks_its_past():
    """New carers for four weeks, then ida; one side knows the four weeks before, which were ida's too."""
    full = daily(range(-28, 56), lambda day: f"new{day}" if 0 <= day < 28 else "ida")
    for other in (full[full["date"] >= pd.Timestamp(MONDAY)], full[full["date"] >= pd.Timestamp(MONDAY)].assign(
            district="north")):
        found = compare_periods(full, other, MONDAY, MONDAY, 56)
        assert found["known_share"].before == found["known_share"].after == 27 / 28
        assert nothing_differs(found)


@pytest.mark.parametrize(("parts", "left_out"), [({}, 1), ({"district": "north"}, 1)])
def test_a_day_that_one_side_skipped_is_left_out_of_both_and_told(parts, left_out):
    full = daily(range(-28, 14), lambda day: "new" if day == 3 else "ida", **parts)
    full.loc[full["date"] == pd.Timestamp(MONDAY) + pd.Timedelta(days=3), "minutes"] = 5
    found = compare_periods(full, full[full["minutes"] > 5], MONDAY, MONDAY, 14)
    assert nothing_differs(found)
    assert {(one.left_out, one.days or 13) for one in found.values()} == {(left_out, 13)}
    assert compare_periods(full, full, MONDAY, MONDAY, 14)["delivered_share"].left_out == 0


@pytest.mark.parametrize("column", ["district", "miniteam"])
def test_a_day_that_was_skipped_in_one_part_is_left_out_there_only(column):
    north, south = (daily(range(14), **{column: name}).assign(citizen=lambda rows, name=name: name + rows["citizen"])
                    for name in ("north", "south"))
    north.loc[north["date"] == pd.Timestamp(MONDAY), "minutes"] = 0
    full = pd.concat([north, south])
    found = compare_periods(full, full[full["minutes"] > 0], MONDAY, MONDAY, 14)["delivered_share"]
    assert (found.before, found.after, found.left_out, found.days) == (1, 1, 1, 14)


def test_parts_with_other_names_are_compared_by_the_days_of_the_whole():
    found = compare_periods(daily(range(14), district="north"), daily(range(14), district="nord"), MONDAY, MONDAY, 14)
    assert (found["delivered_share"].citizens, found["delivered_share"].left_out) == (6, 0)


def noise(rng, citizens, days):
    """Two sides that differ by chance only: some citizens and some days were luckier on one of them."""
    luck = rng.normal(size=(citizens, 1)) + rng.normal(size=(1, days)) + rng.normal(size=(citizens, days))
    grid = pd.DataFrame([(c, d) for c in range(citizens) for d in range(days)], columns=["citizen", "day"])
    return grid.assign(part=0.5, whole=1.0), grid.assign(part=0.5 + 0.05 * luck.ravel(), whole=1.0)


@pytest.mark.parametrize(("citizens", "days", "told"), [(6, 2, True), (5, 14, False), (20, 1, False)])
def test_too_few_citizens_or_days_make_nothing_clear(citizens, days, told):
    before, after = noise(np.random.default_rng(1), citizens, days)
    found = ratio_difference(before, after.assign(part=after["part"] + 9))
    assert (found.clear, isnan(found.low), isnan(found.high)) == (told, not told, not told)
    if days > 1:
        people = citizen_difference(*(side.groupby("citizen")["part"].sum() for side in (before, after)))
        assert isnan(people.low) != told


def test_only_citizens_and_days_with_a_say_make_a_difference_sure():
    """Two of thirty have a contact person on one side; all have on the other."""
    before = daily(range(14), citizens=30, contact_person="ida")
    after = before.assign(contact_person=before["citizen"].map({"z1": "bo", "z2": "bo"}))
    found = compare_periods(before, after, MONDAY, MONDAY, 14)
    assert (found["contact_share"].difference, found["contact_share"].citizens) == (-1, 2)
    assert not found["contact_share"].clear
    assert found["delivered_share"].citizens == 30
    one_day = before.assign(contact_person=before["contact_person"].where(before["date"] == pd.Timestamp(MONDAY)))
    assert isnan(compare_periods(before, one_day, MONDAY, MONDAY, 14)["contact_share"].low)


def test_a_window_longer_than_the_periods_is_not_filled_with_the_days_before():
    """Fourteen carers in the week before, ida in the two weeks that are compared."""
    rows = pd.concat([daily(range(-7, 14), lambda day: f"new{day}" if day < 0 else "ida").assign(
        start=start, visit=lambda rows, start=start: rows["visit"] + str(start)) for start in (480, 1140)])
    sides = rows, rows, MONDAY, MONDAY + dt.timedelta(7), 7
    assert isnan(compare_periods(*sides)["distinct_carers"].before)
    weeks = compare_periods(*sides, definition=Definition(days=7))["distinct_carers"]
    assert (weeks.before, weeks.after) == (1, 1)


def test_periods_of_rows_that_lack_what_is_compared_are_refused_with_the_column():
    rows = daily(range(7))
    for wrong, code in ((rows.drop(columns="minutes"), "E505 visits minutes"), (rows.assign(date="2/3"), "E523 visits"),
                        (rows.assign(minutes=None), "E525 visits row 1 minutes")):
        with pytest.raises(InputError, match=code):
            compare_periods(rows, wrong, MONDAY, MONDAY, 7)


def test_a_side_without_any_day_of_the_period_makes_no_difference():
    rows = daily(range(7))
    found = compare_periods(rows, rows, MONDAY, MONDAY + dt.timedelta(70), 7)
    assert all(isnan(one.difference) for one in found.values())


def test_days_of_other_dates_on_which_a_small_team_has_nothing_due_are_not_skipped():
    """A team that has visits every other day; in the second period, on the other days, nobody came to them."""
    later = MONDAY + dt.timedelta(28)
    one = pd.concat([daily(range(14), miniteam="day"), daily(range(0, 14, 2), citizens=1, miniteam="night")])
    two = pd.concat([daily(range(28, 42), miniteam="day"),
                     daily(range(29, 42, 2), citizens=1, miniteam="night").assign(carer=None, start=None, minutes=0)])
    found = compare_periods(one, two, MONDAY, later, 14)["delivered_share"]
    assert (found.before, found.after, found.left_out) == (1, 84 / 91, 0)
    missing = two[two["date"] != pd.Timestamp(later)]
    found = compare_periods(one, missing, MONDAY, later, 14)["delivered_share"]
    assert (found.before, found.after, found.left_out) == (1, 78 / 85, 1)


def test_a_day_after_the_period_is_no_day_that_one_side_skipped():
    assert compare_periods(daily(range(3)), daily(range(2)), MONDAY, MONDAY, 2)["delivered_share"].left_out == 0


def test_who_no_longer_comes_is_a_reason_for_a_move_too():
    made = day([visit("v1")], [carer("c1"), carer("c2")], prices=free(face=7))
    [move] = compare_plans(made, plan(made, c1="v1@08:00"), plan(made, c2="v1@08:00")).moves
    assert {(one.about, one.difference) for one in move.why} == {(("z1", "c1"), -7), (("z1", "c2"), 7)}
