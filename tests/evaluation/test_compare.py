import datetime as dt
from math import isnan

import numpy as np
import pandas as pd
import pytest

from tests.builders import carer, citizen, day, free, plan, visit
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
    before, after = pd.Series({"a": 14.0, "b": 12.0, "gone": 9.0}), pd.Series({"a": 9.0, "b": 7.0, "new": 1.0})
    found = citizen_difference(before, after)
    assert (found.before, found.after, found.difference, found.low, found.high) == (13, 8, -5, -5, -5)
    assert (found.citizens, found.clear) == (2, True)
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
    after.loc[gone, ["carer", "start"]] = None
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
