"""A week: days that know each other, visits that may be done on another day, and how it is read, written and told."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.builders import TODAY, activity, carer, citizen, day, free, minute, pause, plan, shift, visit
from tests.seeds import seeds
from tests.solver.exact.random_days import random_day
from triagering import (
    InputError,
    check,
    check_week,
    describe_week,
    evaluate_week,
    generate_days,
    plan_day,
    plan_week,
    read_day,
    read_plan,
    read_planned_week,
    read_week,
    replan_week,
    week_board,
    week_html,
    write_day,
    write_plan,
    write_week,
)
from triagering.models import (
    Acquaintance,
    Day,
    DayMove,
    Link,
    Miniteam,
    Municipality,
    Pin,
    Plan,
    Result,
    Status,
    Term,
    Visit,
    Week,
    days_of_week,
)
from triagering.models.week import may_move
from triagering.planning import Progress

MONDAY = TODAY  # 3 March 2025
PAGE = Path(__file__).parents[1] / "docs" / "weeks.md"
CODE = "\n".join(re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL))


def date(index: int) -> dt.date:
    """Give a day of the week, Monday being 0."""
    return MONDAY + dt.timedelta(index)


def on(index: int, *args: Any, **given: Any) -> Day:
    """Give a tiny day of the week."""
    return day(*args, date=date(index), **given)


def planned(days: Iterable[Day], **options: Any) -> Week:
    """Plan a week that repeats exactly."""
    return plan_week(days, **{"effort": 300, "workers": 1} | options)


def who(week: Week, id_: str) -> list[str]:
    """Say who comes to a visit, day after day."""
    return [" ".join(carer_ for carer_, _ in found.placed.get(id_, ())) for found in week.plans]


def codes(error: pytest.ExceptionInfo[InputError]) -> list[tuple[str, str]]:
    """Give codes and places."""
    return [(issue.code, issue.row) for issue in error.value.issues]


STRANGERS = free(stranger=100, travel=1)
BOTH = [carer("c1", start_place="z1"), carer("c2")]
"""On their own, c1 is cheaper: at home where the citizen lives."""


# whom the other days send


def test_who_comes_on_a_later_day_comes_on_an_earlier_one_too() -> None:
    days = [on(0, [visit("v1")], BOTH, prices=STRANGERS), on(1, [visit("v1")], [BOTH[1]], prices=STRANGERS)]
    week = planned(days)
    assert who(week, "v1") == ["c2", "c2"]
    assert week.costs == {Term.TRAVEL: 40, Term.STRANGER: 100}
    assert who(planned(days[:1]), "v1") == ["c1"]


def test_a_carer_is_a_stranger_once_and_known_for_as_long_as_the_settings_say() -> None:
    days = [on(index, [visit("v1")], prices=STRANGERS, settings={"continuity": {"known_for_days": 2}})
            for index in (0, 1, 4)]
    plans = [plan(one, c1="v1@08:00") for one in days]
    assert [report.costs.get(Term.STRANGER, 0) for report in check_week(days, plans)] == [100, 0, 100]
    assert [check(one, two).costs[Term.STRANGER] for one, two in zip(days, plans, strict=True)] == [100, 100, 100]
    assert planned(days).costs[Term.STRANGER] == 200


def test_days_keep_the_acquaintances_they_list_and_do_not_learn_from_later_ones() -> None:
    known = (Acquaintance(citizen="z1", carer="c2", days_since=3),)
    days = [on(0, [visit("v1")], BOTH, acquaintances=known), on(1, [visit("v1")], BOTH, acquaintances=known)]
    first, second = days_of_week(days, [plan(days[0], c1="v1@08:00"), plan(days[1], c2="v1@08:00")])
    assert first.acquaintances == known
    assert second.acquaintances == (*known, Acquaintance(citizen="z1", carer="c1", days_since=1))


def test_a_planned_week_can_be_planned_again_as_if_it_never_was() -> None:
    """What its days list of each other is not taken for what has happened."""
    known = (Acquaintance(citizen="z1", carer="c2", days_since=8),)
    days = [on(0, [visit("v1")], BOTH, prices=STRANGERS),
            on(1, [visit("v1")], BOTH, prices=STRANGERS, acquaintances=known)]
    week = planned(days)
    assert len(week.days[1].acquaintances) == 2
    again = planned(week.days)
    assert (again.days, again.plans, again.costs) == (week.days, week.plans, week.costs)
    assert days_of_week(week.days, [Plan(), Plan()]) == days_of_week(days)


def test_days_may_come_in_any_order_and_are_given_in_order_of_date() -> None:
    days = [on(2), on(0), on(1)]
    assert [one.date for one in planned(days).days] == [date(0), date(1), date(2)]


def test_a_day_that_is_given_alone_is_planned_as_by_itself() -> None:
    (found,) = planned([on(0, [visit("v1"), visit("v2", "09:00-10:00")])]).results
    assert found.plan.placed.keys() == {"v1", "v2"}
    assert found.bound is None


def test_the_same_seed_gives_the_same_week() -> None:
    days = generate_days(2, citizens=10, carers=3, seed=3)
    assert planned(days, seed=5).plans == planned(days, seed=5).plans


def test_a_week_that_begins_with_plans_is_no_worse_than_they_are() -> None:
    days = generate_days(3, citizens=12, carers=3, seed=4)
    good = planned(days, effort=1500)
    again = planned(good.days, start=good.plans, effort=10, seed=7)
    assert again.unplanned_by_class == good.unplanned_by_class
    assert again.cost <= good.cost


@pytest.mark.parametrize("seed", seeds(6, 200))
def test_what_a_week_costs_is_the_sum_of_its_days_with_strangers_counted_once(seed: int) -> None:
    """Meetings are counted by hand here: from stops, dates and what each day lists."""
    first, *others = (random_day(10 * seed + index).replace(date=date(index)) for index in range(3))
    days = [first, *map(by_daily_rest, others)]  # else too many rests are short
    week = planned(days)
    reports = check_week(days, week.plans, week.moves)
    assert all(report.valid for report in reports)
    assert [report.cost for report in reports] == [result.cost for result in week.results]
    met: dict[tuple[str, str], dt.date] = {}
    for one, result in zip(week.days, week.results, strict=True):
        given = next(found for found in days if found.date == one.date)
        limit = one.settings.continuity.known_for_days
        listed = {(known.citizen, known.carer) for known in given.acquaintances
                  if known.days_since is None or known.days_since <= limit}
        pairs = {(one.visit_by_id[id_].citizen, carer_) for id_, came in result.plan.placed.items()
                 if id_ in one.visit_by_id for carer_, _ in came}
        new = {pair for pair in pairs - listed if pair not in met or (one.date - met[pair]).days > limit}
        assert result.costs.get(Term.STRANGER, 0) == len(new) * one.settings.prices.stranger
        met |= dict.fromkeys(pairs, one.date)


# rest between shifts


def by_daily_rest(one: Day) -> Day:
    """Give a day on which no other rest was agreed on."""
    return one.replace(shifts=tuple(shift_.replace(rest_before=None, rest_after=None) for shift_ in one.shifts))


def test_rest_is_kept_between_the_shifts_of_a_week() -> None:
    """Nine hours lie between the shifts, and eleven must: the morning begins at ten, the evening has no overtime."""
    late = on(0, [visit("v1", "21:30-22:30", minutes=75)], shifts=[shift("c1", "15:00-23:00", overtime=60)])
    early = on(1, [visit("v2", "08:00-11:00")], shifts=[shift("c1", "08:00-16:00")])
    first, second = days_of_week([late, early])
    assert first.span(first.shifts[0]) == (15 * 60, 23 * 60)
    assert second.span(second.shifts[0]) == (10 * 60, 16 * 60)
    assert [found.placed for found in planned([late, early]).plans] == [
        {"v1": (("c1", 21 * 60 + 30),)}, {"v2": (("c1", 10 * 60 + 10),)}]


@pytest.mark.parametrize(("after", "before", "latest", "rested"), [
    ({}, {}, "23:00", "10:00"),
    ({"rest_after": 500}, {}, "23:40", "08:00"), ({}, {"rest_before": 500}, "23:40", "08:00"),
    ({"rest_after": 500}, {"rest_before": 570}, "23:00", "08:30"), ({"rest_after": 720}, {}, "23:00", "11:00"),
    ({"rest_after": 500, "next_start": 32 * 60}, {"previous_end": -60}, "23:40", "08:00"),
    ({"rest_after": 500}, {"previous_end": -59}, "23:40", "10:01"),  # of another shift nothing is agreed on
    ({"next_start": 31 * 60}, {"rest_before": 500}, "20:00", "08:00"),
    ({"rest_after": 720}, {"previous_end": -59, "rest_before": 490}, "23:00", "11:00"),
    ({"rest_after": 480, "next_start": 32 * 60 - 1}, {"rest_before": 720}, "23:00", "11:00"),
    ({"rest_after": 500}, {"previous_end": -61}, "23:40", "08:00"),  # and one before the last is not the last
    ({"next_start": 32 * 60 + 1}, {"rest_before": 500}, "23:40", "08:00"),
])
def test_a_rest_is_agreed_on_where_one_of_its_two_shifts_says_so(after, before, latest, rested) -> None:
    days = [on(0, shifts=[shift("c1", "15:00-23:00", overtime=60, **after)]),
            on(1, shifts=[shift("c1", "08:00-16:00", **before)])]
    first, second = days_of_week(days)
    assert first.span(first.shifts[0]) == (15 * 60, minute(latest))
    assert second.span(second.shifts[0]) == (minute(rested), 16 * 60)
    assert days_of_week([first, second]) == (first, second)  # as a day of the week that is planned alone


@pytest.mark.parametrize(("after", "before"), [
    ({"next_start": 32 * 60}, {"previous_end": -60}),
    ({"next_start": 32 * 60, "rest_after": 480}, {"rest_before": 720}),
    ({"rest_after": 720}, {"previous_end": -60, "rest_before": 480}),
])
def test_what_the_week_knows_changes_nothing_where_a_shift_says_it_too(after, before) -> None:
    """The roster tells when the next shift begins; that it begins later, for rest, the week knows."""
    def spans(*fields: str) -> list[tuple[int, int]]:
        early, late = ({name: value for name, value in own.items() if name not in fields} for own in (before, after))
        days = days_of_week([on(0, shifts=[shift("c1", "15:00-23:00", overtime=120, **late)]),
                             on(1, shifts=[shift("c1", "08:00-16:00", **early)])])
        return [one.span(one.shifts[0]) for one in days]

    assert spans() == spans("next_start", "previous_end")


def test_what_was_agreed_on_before_and_after_the_week_stays_as_it_was() -> None:
    alone = on(0, shifts=[shift("c1", rest_before=500, rest_after=700)])
    assert days_of_week([alone]) == (alone,)


def nine_days(nights: Iterable[int], most: int) -> list[Day]:
    """Give days of one carer with nine hours of rest after some of them and thirteen after others."""
    return [on(index, settings={"short_rests": most}, shifts=[
        shift("c1", "08:00-23:00" if index - 1 in nights else "12:00-23:00", overtime=15,
              rest_after=480 if index in nights else None)]) for index in range(9)]


@pytest.mark.parametrize(("nights", "most", "expected"), [
    ([0], 1, []), ([0, 7], 1, []), ([0, 6], 1, [(6, "rest_after")]),
    ([0, 3, 7], 2, []), ([0, 3, 6], 2, [(6, "rest_after")]), ([0], 0, [(0, "rest_after"), (1, "rest_before")]),
])
def test_a_carer_has_few_short_rests_in_seven_days(nights, most, expected) -> None:
    if not expected:
        assert len(days_of_week(nine_days(nights, most))) == 9
        return
    with pytest.raises(InputError) as error:
        days_of_week(nine_days(nights, most))
    assert [(issue.code, issue.table, issue.row, issue.field) for issue in error.value.issues] == [
        ("E216", f"{date(index)}/shifts", "c1", field) for index, field in expected]


@pytest.mark.parametrize(("overtime", "too_many"), [(0, False), (15, True)])
def test_two_short_rests_of_a_week_do_not_follow_one_another(overtime: int, too_many: bool) -> None:
    """The first is short only if the overtime is used, which the day after it does not know."""
    hours = ("12:00-23:00", "10:00-23:00", "08:00-16:00")
    days = [on(index, shifts=[shift("c1", when, overtime=overtime, rest_after=480)], settings={"short_rests": 7})
            for index, when in enumerate(hours)]
    if too_many:
        with pytest.raises(InputError) as error:
            planned(days)
        assert [(issue.code, issue.table) for issue in error.value.issues] == [("E216", f"{date(1)}/shifts")]
    else:
        assert len(planned(days).days) == 3


def test_a_short_rest_is_one_rest_whatever_the_clocks_do() -> None:
    """Half an hour after midnight is 23 and a half hours after the midnight before."""
    spring = dt.date(2026, 3, 29)
    days = [day(date=spring, shifts=[shift("c1", "06:00-15:00", rest_after=480)]),
            day(date=spring + dt.timedelta(1), shifts=[shift("c1", "00:30-06:00")])]
    assert len(days_of_week(days)) == 2


@pytest.mark.parametrize(("agreed", "attendance"), [(480, 16 * 60), (None, 14 * 60)])
def test_a_week_that_keeps_rest_has_no_breach_of_it_and_nobody_at_work_before_it_ends(
        agreed: int | None, attendance: int) -> None:
    days = [on(0, shifts=[shift("c1", "15:00-23:00", rest_after=agreed)]), on(1, shifts=[shift("c1", "08:00-16:00")])]
    found = evaluate_week(planned(days), least=1, individuals=True).figures.loc["all"]
    assert (found["rest_breaches"], found["attendance"]) == (0, attendance)


@pytest.mark.parametrize(("late", "early", "breaches", "attendance"), [
    ("22:30", "10:10", 0, 14 * 60), ("22:31", "10:10", 1, 14 * 60 + 1), ("22:30", "10:09", 1, 14 * 60 + 1)])
def test_a_week_that_does_not_keep_rest_has_a_breach_of_it(late, early, breaches, attendance) -> None:
    """Back at 23:00 and away at 10:00 is eleven hours, to the minute."""
    days = days_of_week([on(0, shifts=[shift("c1", "15:00-23:00")]), on(1, shifts=[shift("c1", "08:00-16:00")])])
    results = tuple(Result(plan=plan(one, c1=f"v1@{at}"), status=Status.FEASIBLE, cost=0, costs={}, seconds=0.0)
                    for one, at in zip(days, (late, early), strict=True))
    found = evaluate_week(Week(days=days, results=results), least=1, individuals=True).figures.loc["all"]
    assert (found["rest_breaches"], found["attendance"]) == (breaches, attendance)


def test_a_shift_ends_in_the_figures_of_the_week_when_rest_makes_it_end() -> None:
    week = planned([on(0, shifts=[shift("c1", "08:00-16:00", next_start=26 * 60)])])
    assert evaluate_week(week, least=1, individuals=True).figures.loc["all", "attendance"] == 7 * 60


@pytest.mark.parametrize(("agreed", "attendance"), [("16:00-16:00", 40), ("12:00-12:00", 0)])
def test_a_shift_of_which_rest_leaves_overtime_alone_is_at_work_if_it_is_used(agreed: str, attendance: int) -> None:
    days = [on(0, [visit("v1", agreed)], [carer("c1"), carer("c2")], shifts=[
        shift("c1", "07:00-15:00", overtime=120, previous_end=4 * 60 + 50), shift("c2", "07:00-14:00")])]
    found = evaluate_week(planned(days), least=1, individuals=True)
    assert found.figures.loc["all", "attendance"] == 7 * 60 + attendance


def test_overtime_that_was_planned_makes_no_rest_shorter_than_it_could_have_been() -> None:
    """The first evening may last until eleven hours before the next shift, and lasts ten minutes less."""
    days = [on(0, [visit("v1", "21:50-21:50")], shifts=[shift("c1", "15:00-22:00", overtime=30, rest_after=480)]),
            on(1, shifts=[shift("c1", "09:30-23:00", rest_after=480)]), on(2, shifts=[shift("c1", "08:00-15:00")])]
    week = planned(days)
    assert week.plans[0].placed == {"v1": (("c1", 21 * 60 + 50),)}
    assert replan_week(days, week, date(1), effort=300, workers=1).plans[0] == week.plans[0]


def test_rest_counts_the_minutes_that_pass_and_what_a_shift_says_stays() -> None:
    spring = dt.date(2026, 3, 28)  # the night after it has 23 hours
    days = [day(date=spring, shifts=[shift("c1", "15:00-23:00", next_start=3000)]),
            day(date=spring + dt.timedelta(2), shifts=[shift("c1", "10:00-18:00")])]
    first, second = days_of_week(days)
    assert first.shifts[0].next_start == 3000
    assert second.shifts[0].previous_end == 23 * 60 - 47 * 60


def test_a_shift_ends_as_it_should_where_days_ask_for_different_rest() -> None:
    late = on(0, shifts=[shift("c1", "15:00-23:00")], settings={"daily_rest": 660})
    early = on(1, shifts=[shift("c1", "08:00-16:00")], settings={"daily_rest": 480})
    first, second = days_of_week([late, early])
    assert first.span(first.shifts[0]) == (15 * 60, 23 * 60)
    assert second.span(second.shifts[0]) == (8 * 60, 16 * 60)


def test_days_of_different_time_zones_are_as_far_apart_as_they_are() -> None:
    first, second = days_of_week([on(0), on(1, timezone="America/New_York")])
    assert first.shifts[0].next_start == (24 + 13) * 60
    assert second.shifts[0].previous_end == 9 * 60 - 24 * 60


def test_of_what_a_shift_says_and_the_week_knows_that_which_leaves_less_counts() -> None:
    """So a week that was planned before, whose roster changed, is not planned by the old one."""
    days = [on(0, shifts=[shift("c1", "07:00-15:00", next_start=30 * 60)]),
            on(1, shifts=[shift("c1", "08:00-16:00", previous_end=-60, next_start=50 * 60)]),
            on(2, shifts=[shift("c1", "07:00-15:00", previous_end=-8 * 60 + 1)])]
    first, second, third = (one.shifts[0] for one in days_of_week(days))
    assert first.next_start == 30 * 60
    assert (second.previous_end, second.next_start) == (-60, 31 * 60)
    assert third.previous_end == -8 * 60 + 1


def test_daily_rest_that_leaves_nothing_of_a_shift_is_told_before_anything_is_planned() -> None:
    days = [on(0, shifts=[shift("c1", "15:00-23:00")]), on(1, shifts=[shift("c1", "06:00-09:00")])]
    days += [on(3, shifts=[shift("c1", "15:00-23:00")]), on(4, shifts=[shift("c1", "06:00-09:00")])]
    with pytest.raises(InputError) as error:
        planned(days)
    assert [(issue.code, issue.table, issue.row) for issue in error.value.issues] == [
        ("E207", "2025-03-04/shifts", "c1"), ("E207", "2025-03-07/shifts", "c1")]


# visits that may be done on another day


def movable(id_: str, *others: int, **given: Any) -> Visit:
    """Give a visit that may be done on other days of the week."""
    return visit(id_, other_dates=frozenset(map(date, others)), **given)


def two_days(visits: Iterable[Visit], **given: Any) -> list[Day]:
    """Give two days of the same people, of which the first has little time."""
    listed = tuple(visits)
    people = {"citizens": [citizen(one.citizen) for one in listed], "prices": free(travel=1)}
    return [on(0, listed, shifts=[shift("c1", "08:00-09:00")], **people | given),
            on(1, [visit("v9", citizen=listed[0].citizen)], **people)]


def test_what_finds_no_time_is_done_on_another_day() -> None:
    week = planned(two_days([visit("v1"), movable("v2", 1)]))
    assert week.unplanned_by_class == {}
    assert week.moves == (DayMove(visit="v2", date=date(0), to=date(1)),)
    assert [sorted(one.visit_by_id) for one in week.days] == [["v1"], ["v2", "v9"]]
    assert week.days[1].visit_by_id["v2"].other_dates == {date(0)}


@pytest.mark.parametrize("window", ["08:00-10:00", "12:00-12:00"])
def test_what_is_time_critical_is_done_on_another_day_whatever_its_price(window: str) -> None:
    """The first day has no time for it, or nobody then."""
    late = movable("v2", 1, window=window, time_critical=True, unplanned_price=0)
    week = planned(two_days([visit("v1", time_critical=True, priority=1), late]))
    assert (week.unplanned_by_class, [move.visit for move in week.moves]) == ({}, ["v2"])


def test_one_visit_makes_room_for_another_that_may_not_move() -> None:
    """The first is worth more, so alone the second is left out; the first can go, the second cannot."""
    week = planned(two_days([movable("v1", 1, priority=2), visit("v2")]))
    assert (week.unplanned_by_class, [move.visit for move in week.moves]) == ({}, ["v1"])


def test_a_visit_goes_only_where_somebody_holds_its_competences_and_expects_only_who_is_listed_there() -> None:
    people = {"citizens": [citizen("z1"), citizen("z2")], "prices": free(travel=1)}
    short = {"shifts": [shift("c1", "08:00-09:00")]} | people
    told = [on(0, [visit("v1"), movable("v2", 1, told=["c1", "c2"])], [carer("c1"), carer("c2")], **short),
            on(1, [visit("v3", citizen="z1")], [carer("c2")], **people)]
    week = planned(told)
    assert week.days[1].visit_by_id["v2"].told == {"c2"}
    able = [on(0, [visit("v1"), movable("v2", 1, tasks="insulin")], [carer("c1", "insulin")], **short), told[1]]
    assert planned(able).moves == ()


def test_a_visit_does_not_go_where_the_clocks_take_its_window_away() -> None:
    summer = dt.date(2026, 3, 29)
    for windows in ("02:30-03:10", "02:10-02:40, 03:15-04:00", "02:30-02:50"):
        night = day([visit("v1", "01:00-03:00"), visit("v2", windows, other_dates=frozenset({summer}))],
                    shifts=[shift("c1", "00:00-01:25")], date=summer - dt.timedelta(1), prices=free(travel=1))
        after = day([visit("v3", citizen="z2")], shifts=[shift("c1", "00:30-12:00")], date=summer, prices=free())
        assert planned([night, after]).moves == ()
        told = night.visits[1].replace(windows=(visit("v2", "04:00-05:00").windows), agreed=night.visits[1].windows)
        assert not may_move(told, night, after)
        assert may_move(told.replace(agreed=()), night, after)


def test_a_visit_that_moves_twice_has_the_times_of_the_day_that_lists_it() -> None:
    """By way of the night that lacks an hour its window would be another."""
    dates = [dt.date(2026, 3, number) for number in (28, 29, 30)]
    people = {"citizens": [citizen("z1"), citizen("z2")], "prices": free(travel=1)}
    days = [day([visit("v1"), visit("v2", "02:10-02:40", other_dates=frozenset(dates[1:]))],
                shifts=[shift("c1", "08:00-12:00")], date=dates[0], **people),
            day([visit("v3", "01:00-05:00", citizen="z1")], shifts=[shift("c1", "00:00-08:00")],
                date=dates[1], **people),
            day([visit("v4", "03:00-04:30", citizen="z2")], shifts=[shift("c1", "02:50-08:00")],
                date=dates[2], **people)]
    week = planned(days, effort=1000)
    assert all(report.valid for report in check_week(days, week.plans, week.moves))


def test_of_visits_that_could_go_those_that_find_no_time_do_in_whatever_order_they_are_listed() -> None:
    people = {"citizens": [citizen("z1"), citizen("z2")], "prices": free(travel=1)}
    never, can = movable("v2", 1, window="14:00-15:00"), movable("v1", 1)
    for visits in ((can, never), (never, can)):
        week = planned([on(0, visits, shifts=[shift("c1", "08:00-12:00")], **people),
                        on(1, [visit("v3", citizen="z1")], **people)])
        assert [move.visit for move in week.moves] == ["v2"]


@pytest.mark.parametrize("holds", ["pin", "link", "not listed", "no such citizen", "same id"])
def test_a_visit_stays_where_it_is_held(holds: str) -> None:
    days = two_days([visit("v1", priority=1), movable("v2", *([] if holds == "not listed" else [1]))])
    if holds == "pin":
        days[0] = days[0].replace(pins=(Pin(visit="v1", carer="c1"), Pin(visit="v2", carer="c1")))
    elif holds == "link":
        days[0] = days[0].replace(links=(Link(id="l1", first="v1", second="v2", min_gap=0),))
    elif holds == "no such citizen":
        days[1] = on(1, [visit("v9", citizen="z1")])
    elif holds == "same id":
        days[1] = days[1].replace(visits=(*days[1].visits, visit("v2", citizen="z1")))
    week = planned(days)
    assert week.moves == ()
    assert sum(week.unplanned_by_class.values()) == 1
    with pytest.raises(InputError) as error:
        days_of_week(days, moves=[DayMove(visit="v2", date=date(0), to=date(1))])
    assert codes(error) == [("E112", "v2")]


def test_a_visit_goes_where_it_is_cheaper() -> None:
    people = {"citizens": [citizen("z1"), citizen("z2", contact_person="c2")],
              "prices": free(travel=1, not_contact=500)}
    days = [on(0, [visit("v1"), movable("v2", 1)], [carer("c1"), carer("c2")], shifts=[shift("c1")], **people),
            on(1, [visit("v3", citizen="z1")], [carer("c1"), carer("c2")], **people)]
    week = planned(days)
    assert [move.visit for move in week.moves] == ["v2"]
    assert who(week, "v2") == ["", "c2"]


def test_a_day_keeps_a_visit_and_what_costs_as_much_elsewhere_stays() -> None:
    people = {"citizens": [citizen("z1"), citizen("z2")], "prices": free(travel=1)}
    lonely = [on(0, [movable("v1", 1)], **people), on(1, [visit("v2")], **people)]
    assert planned(lonely).moves == ()
    assert planned([on(0, [movable("v1", 1)], prices=free()), on(1, [visit("v1")], prices=free())]).moves == ()


def test_a_visit_that_moved_may_move_back_when_the_week_is_planned_again() -> None:
    week = planned(two_days([visit("v1"), movable("v2", 1)]))
    first, second = week.days
    free_again = first.replace(shifts=(shift("c1"),))
    short = second.replace(shifts=(shift("c1", "08:00-09:00"),))
    back = planned([free_again, short], start=week.plans)
    assert back.moves == (DayMove(visit="v2", date=date(1), to=date(0)),)
    assert back.unplanned_by_class == {}


def test_of_two_visits_of_one_id_the_one_that_finds_no_time_is_moved() -> None:
    """Cleaning twice a week is one id on two days; only the second of them lacks time."""
    people = {"citizens": [citizen("z1"), citizen("z2"), citizen("z3")], "prices": free(travel=1)}
    days = [on(0, [visit("v1"), movable("v3", 2)], **people),
            on(1, [visit("v1"), movable("v3", 2)], shifts=[shift("c1", "08:00-09:00")], **people),
            on(2, [visit("v1")], **people)]
    week = planned(days)
    assert week.unplanned_by_class == {}
    assert week.moves == (DayMove(visit="v3", date=date(1), to=date(2)),)


def test_visits_exchange_days_under_one_id() -> None:
    """What leaves a day makes room there for a visit of the same id."""
    days = [on(0, [movable("v1", 1), visit("v5")]), on(1, [movable("v1", 2), visit("v5")]),
            on(2, [visit("v4", citizen="z1"), visit("v5")])]
    moves = [DayMove(visit="v1", date=date(0), to=date(1)), DayMove(visit="v1", date=date(1), to=date(2))]
    assert [sorted(one.visit_by_id) for one in days_of_week(days, moves=moves)] == [
        ["v5"], ["v1", "v5"], ["v1", "v4", "v5"]]
    with pytest.raises(InputError) as error:
        days_of_week(days, moves=moves[:1])
    assert codes(error) == [("E112", "v1")]


def test_windows_are_the_same_by_the_clock_when_the_clocks_change() -> None:
    summer = dt.date(2026, 3, 29)
    days = [day([visit("v1", "09:00-09:30-10:00", other_dates=frozenset({summer})), visit("v2")],
                date=summer - dt.timedelta(1)), day([visit("v3", citizen="z1")], date=summer)]
    _, there = days_of_week(days, moves=[DayMove(visit="v1", date=days[0].date, to=summer)])
    (window,) = there.visit_by_id["v1"].windows
    assert (window.earliest_start, window.agreed_start, window.latest_start) == (480, 510, 540)
    begun = days[0].replace(visits=tuple(one.replace(agreed=one.windows) for one in days[0].visits))
    _, there = days_of_week([begun, days[1]], moves=[DayMove(visit="v1", date=days[0].date, to=summer)])
    assert there.visit_by_id["v1"].agreed == (window,)


def test_a_visit_is_not_moved_twice() -> None:
    days = [on(0, [visit("v1"), movable("v2", 1, 2)]), on(1, [visit("v3", citizen="z2")]),
            on(2, [visit("v4", citizen="z2")])]
    with pytest.raises(InputError) as error:
        days_of_week(days, moves=[DayMove(visit="v2", date=date(0), to=date(to)) for to in (1, 2)])
    assert codes(error) == [("E102", "v2")]


@pytest.mark.parametrize("move", [
    DayMove(visit="v7", date=date(0), to=date(1)), DayMove(visit="v2", date=date(3), to=date(1)),
    DayMove(visit="v2", date=date(0), to=date(3))])
def test_moves_of_what_is_not_there_are_refused(move: DayMove) -> None:
    with pytest.raises(InputError) as error:
        check_week(days := two_days([visit("v1"), movable("v2", 1)]), [Plan()] * len(days), [move])
    assert codes(error) == [("E102", move.visit)]


def test_a_plan_without_the_visits_that_were_moved_breaks_the_week() -> None:
    days = two_days([visit("v1"), movable("v2", 1)])
    week = planned(days)
    assert all(report.valid for report in check_week(days, week.plans, week.moves))
    assert check_week(week) == check_week(days, week.plans, week.moves)
    assert [report.valid for report in check_week(days, week.plans)] == [False, False]


# a week planned again


def test_what_is_planned_before_a_date_stays_and_still_counts() -> None:
    days = [on(index, [visit("v1")], BOTH, prices=STRANGERS) for index in range(3)]
    week = planned(days)
    assert who(week, "v1") == ["c1", "c1", "c1"]
    days[2] = days[2].replace(shifts=(shift("c2"),))
    again = replan_week(days, week, "2025-03-05", effort=300, workers=1)
    assert again.plans[:2] == week.plans[:2]
    assert who(again, "v1") == ["c1", "c1", "c2"]
    assert [result.costs.get(Term.STRANGER, 0) for result in again.results] == [100, 0, 100]
    assert Acquaintance(citizen="z1", carer="c1", days_since=1) in again.days[2].acquaintances


def test_whom_citizens_were_told_to_expect_comes_unless_something_else_is_worth_more() -> None:
    """After the first plan c2 has become the cheaper one, by ten minutes of travel."""
    def with_price(not_told: int) -> list[Day]:
        return [on(index, [visit("v1")], BOTH, prices=free(travel=1, not_told=not_told)) for index in (0, 1)]

    def moved(days: list[Day]) -> list[Day]:
        return [one.replace(carers=(carer("c1"), carer("c2", start_place="z1"))) for one in days]

    week = planned(with_price(0))
    assert who(week, "v1") == ["c1", "c1"]
    for price, then in ((100, "c1"), (5, "c2")):
        again = replan_week(moved(with_price(price)), week, date(1), effort=300, workers=1)
        assert who(again, "v1") == ["c1", then]
        assert again.days[1].visit_by_id["v1"].told == {"c1"}
        assert again.days[0].visit_by_id["v1"].told == set()
    own = [one.replace(visits=tuple(told.replace(told=frozenset({"c2"})) for told in one.visits))
           for one in with_price(100)]
    again = replan_week(own, week, effort=300, workers=1)
    assert [one.visit_by_id["v1"].told for one in again.days] == [{"c1"}, {"c1"}]
    left_out = Week(days=week.days, results=tuple(one.replace(plan=plan(found, "v1:no_capacity"))
                                                  for one, found in zip(week.results, week.days, strict=True)))
    assert who(replan_week(own, left_out, effort=300, workers=1), "v1") == ["c2", "c2"]


def test_moves_stand_when_a_week_is_planned_again_and_go_when_they_are_no_more_allowed() -> None:
    days = two_days([visit("v1"), movable("v2", 1)])
    week = planned(days)
    assert replan_week(days, week, effort=300, workers=1).moves == week.moves
    held = replan_week(days, week, date(1), effort=300, workers=1)
    assert (held.moves, held.plans[0]) == (week.moves, week.plans[0])
    fixed = [days[0].replace(visits=(visit("v1"), visit("v2"))), days[1]]
    again = replan_week(fixed, week, effort=300, workers=1)
    assert again.moves == ()
    assert again.unplanned_by_class == {"priority 3": 1}
    cancelled = [days[0].replace(visits=(visit("v1"),)), days[1]]
    assert replan_week(cancelled, week, effort=300, workers=1).plans[1].placed.keys() == {"v9"}


def test_nothing_is_moved_to_or_from_a_day_that_is_held() -> None:
    days = two_days([visit("v1"), movable("v2", 1)])
    alone = [planned([one]) for one in days]
    apart = Week(days=tuple(week.days[0] for week in alone), results=tuple(week.results[0] for week in alone))
    assert replan_week(days, apart, date(1), effort=300, workers=1).moves == ()
    assert len(replan_week(days, apart, effort=300, workers=1).moves) == 1


def test_a_held_day_that_went_otherwise_does_not_stand_in_the_way() -> None:
    days = [on(0, [visit("v1")]), on(1, [visit("v1")])]
    week = planned(days)
    days[0] = days[0].replace(visits=(visit("v7", citizen="z1"),))
    again = replan_week(days, week, date(1), effort=300, workers=1)
    assert (again.days[0], again.results[0]) == (week.days[0], week.results[0])
    assert [report.valid for report in check_week(again)] == [True, True]
    assert "v1" in week_html(again)
    assert evaluate_week(again, least=1).figures.loc["all", "visits"] == 2


def test_what_was_moved_to_or_from_a_held_day_stays_where_it_was() -> None:
    there = two_days([visit("v1"), movable("v2", 1)])
    week = planned(there)
    later = [*there, on(2, [visit("v1")])]
    again = replan_week(later, replan_week(later, week, date(1), effort=300, workers=1), date(2), effort=300, workers=1)
    assert again.moves == week.moves
    assert [sorted(found.placed) for found in again.plans] == [["v1"], ["v2", "v9"], ["v1"]]
    assert all(report.valid for report in check_week(again))


def moved_on_monday() -> tuple[list[Day], Week]:
    """Give three days and their week, in which a visit of Monday is done on Tuesday, and could be on Wednesday."""
    people = {"citizens": [citizen("z1"), citizen("z2")], "prices": free(travel=1)}
    days = [on(0, [visit("v1"), movable("v2", 1, 2)], shifts=[shift("c1", "08:00-09:00")], **people),
            *(on(index, [visit("v9", citizen="z1")], **people) for index in (1, 2))]
    week = planned(days)
    assert week.moves == (DayMove(visit="v2", date=date(0), to=date(1)),)
    return days, week


@pytest.mark.parametrize("given", [slice(0, 3), slice(1, 3)])
def test_a_visit_of_a_day_that_is_over_goes_on_to_another_where_its_own_has_no_room_or_no_citizen(given: slice) -> None:
    days, week = moved_on_monday()
    gone = days[1].replace(citizens=(citizen("z1"),))
    short = days[1].replace(shifts=(shift("c1", "08:00-09:00"),))
    for tuesday in (gone, short):
        again = replan_week([days[0], tuesday, days[2]][given], week, date(1), effort=300, workers=1)
        assert again.moves == (DayMove(visit="v2", date=date(0), to=date(2)),)
        assert [sorted(found.placed) for found in again.plans] == [["v1"], ["v9"], ["v2", "v9"]]
        assert len(again.days) == 3


def test_a_visit_of_a_day_that_is_over_that_can_be_done_nowhere_is_told() -> None:
    days, week = moved_on_monday()
    nowhere = [days[0], *(one.replace(citizens=(citizen("z1"),)) for one in days[1:])]
    with pytest.raises(InputError) as error:
        replan_week(nowhere, week, date(1))
    assert codes(error) == [("E112", "v2")]
    cancelled = [days[0].replace(visits=(visit("v1"),)), *days[1:]]
    assert replan_week(cancelled, week, date(1), effort=300, workers=1).moves == ()


def test_a_visit_goes_home_or_on_when_the_day_it_moved_to_is_not_planned_any_more() -> None:
    days, week = moved_on_monday()
    again = replan_week([days[0], days[2]], week, date(1), effort=300, workers=1)
    assert again.moves == (DayMove(visit="v2", date=date(0), to=date(2)),)
    people = {"citizens": [citizen("z1"), citizen("z2")], "prices": free(travel=1)}
    later = [on(0, [visit("v9", citizen="z1")], **people), on(1, [visit("v9", citizen="z1")], **people),
             on(2, [visit("v1"), movable("v2", 1)], shifts=[shift("c1", "08:00-09:00")], **people)]
    week = planned(later)
    assert week.moves == (DayMove(visit="v2", date=date(2), to=date(1)),)
    for since in (None, date(1)):
        home = replan_week([later[0], later[2]], week, since, effort=300, workers=1)
        assert (home.moves, home.unplanned_by_class) == ((), {"priority 3": 1})
    gone = replan_week(later[:2], week, effort=300, workers=1)
    assert [sorted(one.visit_by_id) for one in gone.days] == [["v9"], ["v9"]]


def test_a_visit_that_may_no_longer_move_takes_its_place_from_a_guest_of_its_id() -> None:
    people = {"citizens": [citizen("z1"), citizen("z3")], "prices": free(travel=1)}
    short = {"shifts": [shift("c1", "08:00-09:00")]} | people
    days = [on(0, [visit("v1"), movable("v3", 1)], **short), on(1, [visit("v1"), movable("v3", 2)], **people),
            on(2, [visit("v1")], **people)]
    moves = (DayMove(visit="v3", date=date(0), to=date(1)), DayMove(visit="v3", date=date(1), to=date(2)))
    standing = days_of_week(days, moves=moves)
    results = [planned([one]).results[0] for one in standing]
    week = Week(days=standing, results=tuple(results), moves=moves)
    assert replan_week(days, week, effort=300, workers=1).moves == moves
    fixed = [days[0], days[1].replace(visits=(visit("v1"), visit("v3"))), days[2]]
    for given in (fixed, days[:2]):
        again = replan_week(given, week, effort=300, workers=1)
        assert again.moves == ()
        assert again.plans[1].placed.keys() == {"v1", "v3"}


def test_a_day_whose_visits_all_moved_away_gets_one_back_or_is_told() -> None:
    people = {"citizens": [citizen("z1"), citizen("z2"), citizen("z5")], "prices": free(travel=1)}
    days = [on(0, [visit("v1"), movable("v2", 1)], shifts=[shift("c1", "08:00-09:00")], **people),
            on(1, [visit("v1"), movable("v5", 2, window="13:00-14:00")], shifts=[shift("c1", "08:00-12:00")], **people),
            on(2, [visit("v1")], **people)]
    week = planned(days)
    assert [move.visit for move in week.moves] == ["v2", "v5"]
    cancelled = [*(one.replace(visits=one.visits[1:]) for one in days[:2]), days[2]]
    assert replan_week(cancelled, week, effort=300, workers=1).moves == ()
    done = [on(0, [visit("v1")], **people), on(1, [visit("v1"), movable("v2", 0)], shifts=[
        shift("c1", "08:00-09:00")], **people)]
    week = planned(done)
    with pytest.raises(InputError, match="E110 visits date='2025-03-04': all visits of this day are done"):
        replan_week([done[0], done[1].replace(visits=done[1].visits[1:])], week, date(1))


def test_pins_and_links_of_what_is_done_go_with_it() -> None:
    people = {"citizens": [citizen("z1"), citizen("z2")], "prices": free(travel=1)}
    days = [on(0, [visit("v1")], **people), on(1, [visit("v1"), movable("v2", 0)], shifts=[
        shift("c1", "08:00-09:00")], **people)]
    week = planned(days)
    held = days[1].replace(pins=(Pin(visit="v2", carer="c1"), Pin(visit="v1", carer="c1")),
                           links=(Link(id="l1", first="v1", second="v2", min_gap=0),))
    again = replan_week([days[0], held], week, date(1), effort=300, workers=1)
    assert (again.days[1].pins, again.days[1].links) == ((Pin(visit="v1", carer="c1"),), ())


def test_whom_somebody_expects_is_not_taken_from_another_visit_of_the_same_id() -> None:
    people = {"citizens": [citizen("z1"), citizen("z2"), citizen("z3")], "prices": free(travel=1, not_told=100)}
    two = [carer("c1"), carer("c2")]
    days = [on(0, [visit("v1"), movable("v3", 1)], two, shifts=[shift("c1", "08:00-09:00")], **people),
            on(1, [visit("v1")], two, shifts=[shift("c2")], **people)]
    week = planned(days)
    assert [move.visit for move in week.moves] == ["v3"]
    other = days[1].replace(visits=(*days[1].visits, visit("v3", citizen="z1", told=["c1"])))
    again = replan_week([days[0], other], week, effort=300, workers=1)
    assert again.days[1].visit_by_id["v3"].told == {"c1"}


def test_what_is_done_on_a_day_that_is_over_is_not_done_again_whatever_its_own_day_says() -> None:
    people = {"citizens": [citizen("z1"), citizen("z2")], "prices": free(travel=1)}
    days = [on(0, [visit("v1")], **people), on(1, [visit("v9", citizen="z1")], **people),
            on(2, [visit("v9", citizen="z1"), movable("v2", 0)], shifts=[shift("c1", "08:00-09:00")], **people)]
    week = planned(days)
    assert week.moves == (DayMove(visit="v2", date=date(2), to=date(0)),)
    other = days[2].replace(visits=(visit("v9", citizen="z1"), visit("v2")))
    for later in (other, days[2]):
        for start in (week, replan_week(days[:2], week, date(1), effort=300, workers=1)):
            again = replan_week([*days[:2], later], start, date(1), effort=300, workers=1)
            assert [sorted(found.placed) for found in again.plans] == [["v1", "v2"], ["v9"], ["v9"]]


def test_overtime_that_was_planned_counts_for_the_rest_after_it() -> None:
    two = [carer("c1"), carer("c2")]
    days = [on(0, [visit("v1", "23:20-23:30")], two, shifts=[shift("c1", "15:00-23:00", overtime=60)]),
            on(1, [visit("v2", "08:00-11:20")], two, shifts=[shift("c2", "08:00-16:00")])]
    week = planned(days)
    assert week.plans[0].placed["v1"] == (("c1", 23 * 60 + 20),)
    again = replan_week([days[0], days[1].replace(shifts=(shift("c1", "08:00-16:00"),))], week, date(1), effort=300,
                        workers=1)
    assert again.days[1].span(again.days[1].shifts[0])[0] == 10 * 60 + 50
    assert again.plans[1].placed["v2"] == (("c1", 11 * 60),)


def test_whom_a_citizen_expects_at_a_visit_that_moved_is_who_came_there() -> None:
    """The day that lists it does not know c2, who is told all the same; replanned as it was, nothing costs more."""
    people = {"citizens": [citizen("z1"), citizen("z2")], "prices": free(travel=1, not_told=100)}
    days = [on(0, [visit("v1"), movable("v2", 1, carers_needed=2)], [carer("c1")], **people),
            on(1, [visit("v9", citizen="z1")], [carer("c1"), carer("c2")], **people)]
    week = planned(days)
    for since in (None, date(1)):
        again = replan_week(days, week, since, effort=300, workers=1)
        assert again.days[1].visit_by_id["v2"].told == {"c1", "c2"}
        assert (again.cost, again.moves) == (week.cost, week.moves)


def test_a_move_goes_where_something_else_has_come_in_its_way() -> None:
    days = two_days([visit("v1"), movable("v2", 1)])
    week = planned(days)
    taken = [days[0], days[1].replace(visits=(*days[1].visits, visit("v2", citizen="z1")))]
    again = replan_week(taken, week, effort=300, workers=1)
    assert (again.moves, again.unplanned_by_class) == ((), {"priority 3": 1})
    alone = [days[0].replace(visits=days[0].visits[1:]), days[1]]
    assert replan_week(alone, week, effort=300, workers=1).moves == ()


def test_a_held_date_that_the_week_lacks_is_refused() -> None:
    days = [on(index, [visit("v1")]) for index in range(3)]
    with pytest.raises(InputError) as error:
        replan_week(days, planned(days[1:]), date(2))
    assert codes(error) == [("E102", "2025-03-03")]


@pytest.mark.parametrize("given", [{}, {"time_critical": True}, {"time_critical": True, "unplanned_price": 0}])
def test_what_a_visit_would_save_counts_nobody_who_comes_on_another_day_anyway(given: dict[str, Any]) -> None:
    """So the offer is no dearer than the way, and nobody takes it who has to go as far, time-critical or not."""
    people = {"citizens": [citizen("z1"), citizen("z2")], "prices": STRANGERS}
    days = [on(0, [visit("v1"), movable("v2", 1, **given)], **people),
            on(1, [visit("v1"), visit("v4", "12:00-12:00", citizen="z2")], **people)]
    offered: list[int | None] = []

    def spy(day_: Day, **options: Any) -> Result:
        offered.extend(one.own_price for one in day_.visits if one.id == "v2" and day_.date == date(1))
        return plan_day(day_, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("triagering.weeks.rounds.plan_day", spy)
        planned(days)
    assert offered == [10]


def test_a_date_that_the_week_lacks_is_planned_and_one_must_be_left() -> None:
    days = [on(index, [visit("v1")]) for index in range(3)]
    again = replan_week(days, planned(days[:2]), date(1), effort=300, workers=1)
    assert who(again, "v1") == ["c1", "c1", "c1"]
    for since, code in ((date(3), "E110"), ("5 March", "E213")):
        with pytest.raises(InputError) as error:
            replan_week(days, again, since)
        assert [issue.code for issue in error.value.issues] == [code]


# limits, progress, mistakes


def test_a_week_without_days_or_with_one_date_twice_is_refused() -> None:
    for days, code in (([], "E110"), ([on(0), on(1), on(0)], "E101")):
        with pytest.raises(InputError) as error:
            planned(days)
        assert [issue.code for issue in error.value.issues] == [code]


def test_as_many_plans_as_days_are_asked_for() -> None:
    for call in (lambda: planned([on(0), on(1)], start=[Plan()]), lambda: planned([on(0)], start=[]),
                 lambda: check_week([on(0)], [])):
        with pytest.raises(InputError) as error:
            call()
        assert [issue.code for issue in error.value.issues] == ["E511"]


def test_seconds_that_are_no_number_are_refused() -> None:
    with pytest.raises(InputError, match="E511"):
        plan_week([on(0)], seconds=float("nan"))


def test_a_cancelled_week_has_a_plan_of_every_day() -> None:
    cancel = threading.Event()
    cancel.set()
    week = plan_week([on(0, [visit("v1")]), on(1, [visit("v1")])], seconds=600, cancel=cancel)
    assert who(week, "v1") == ["c1", "c1"]


def test_ctrl_c_ends_a_week_with_its_plans_also_while_it_is_judged() -> None:
    code = (
        "import os, signal, threading, time\n"
        "from triagering import check, generate_days, plan_week\n"
        "from triagering.weeks import rounds\n"
        "asked = []\n"
        "def judged(*given):\n"
        "    if not asked:\n"
        "        asked.append(os.kill(os.getpid(), signal.SIGINT))\n"
        "        time.sleep(0.3)\n"
        "    return check(*given)\n"
        "rounds.check = judged\n"
        "cancel = threading.Event()\n"
        "week = plan_week(generate_days(3, citizens=12, carers=3, seed=1), effort=10, workers=1, cancel=cancel)\n"
        "print(cancel.is_set(), len(week.plans))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=500, check=False)
    assert done.stdout.strip() == "True 3", done.stderr


def test_by_the_clock_all_days_share_the_time_by_their_visits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of it is for the first round; as no time passes here, the second has all that is left of it for each day."""
    shares: list[float] = []

    def spy(day_: Day, *, seconds: float, **options: Any) -> Result:
        shares.append(seconds)
        return plan_day(day_, effort=10, **{name: value for name, value in options.items() if name != "effort"})

    monkeypatch.setattr("triagering.weeks.rounds.plan_day", spy)
    monkeypatch.setattr("triagering.weeks.rounds.Rounds.left", property(lambda rounds: rounds.seconds))
    plan_week([on(0, [visit("v1"), visit("v2"), visit("v3")]), on(1)], seconds=80, workers=1)
    assert shares == [30, 40, 48, 64]


def test_progress_names_the_day_and_what_a_listener_raises_ends_it() -> None:
    seen: list[Progress] = []
    planned([on(0), on(1)], progress=seen.append)
    assert (seen[-1].note, seen[-1].unplanned) == ("done", 0)
    days = generate_days(3, citizens=12, carers=3, seed=1)
    planned(days, effort=20_000, progress=seen.append)
    assert {news.note[:10] for news in seen} <= {"done", *(one.date.isoformat() for one in days)}
    assert any(", round 2 of 2" in news.note for news in seen)
    with pytest.raises(ZeroDivisionError):
        planned([on(0)], progress=lambda _: 1 / 0)


# figures and words


@pytest.fixture(scope="module")
def told() -> Week:
    """Give a week of two days and two teams, with a visit by two, one left out and one moved."""
    people = {
        "citizens": [citizen("z1", contact_person="c1"), citizen("z2"), citizen("z3")],
        "shifts": [shift("c1", "07:00-10:00", break_=pause("08:30-08:30", 10)), shift("c2")], "prices": free(travel=10)}
    people["activities"] = (activity("a1", "07:00", carers=("c2",)),)
    days = [on(0, [visit("v1", carers_needed=2), visit("v2", "07:00-07:00", minutes=400)], BOTH, **people),
            on(1, [visit("v1", carers_needed=2), movable("v3", 0)], BOTH, **people)]
    plans = [plan(days[0].replace(visits=(*days[0].visits, movable("v3", 1))), "v2:no_shift_in_window",
                  c1="v1@08:00 break@08:30+10 v3@09:00", c2="a1@07:00 v1@08:00"),
             plan(days[1], c1="v1@08:00", c2="a1@07:00 v1@08:00")]
    moves = (DayMove(visit="v3", date=date(1), to=date(0)),)
    standing = days_of_week(days, plans, moves)
    results = [Result(plan=found, status=Status.FEASIBLE, cost=report.cost, costs=report.costs, seconds=1.25,
                      unplanned_by_class=report.unplanned_by_class)
               for found, report in zip(plans, check_week(days, plans, moves), strict=True)]
    return Week(days=standing, results=tuple(results), moves=moves)


def test_a_week_says_who_comes_to_whom_and_what_it_costs(told: Week) -> None:
    assert told.carers_of() == {"z1": {"2025-03-03": ("c1", "c2"), "2025-03-04": ("c1", "c2")},
                                "z3": {"2025-03-03": ("c1",)}}
    assert told.unplanned_by_class == {"priority 3": 1}
    assert told.costs == {Term.TRAVEL: told.cost}
    assert told.cost == sum(result.cost for result in told.results)


def test_the_board_shows_every_citizen_on_every_day(told: Week) -> None:
    assert week_board(told) == """Week 10, 2025-03-03 – 2025-03-04

without miniteam
  citizen  contact person  Mon 3 Mar     Tue 4 Mar  different carers  by the contact person
  z1       c1              c1+ c2        c1+ c2     2                 2 of 2
  z2                       (1 left out)             0
  z3                       c1*                      1
  + the contact person
  * moved there from another day

Visits, and time with citizens
  carer  Mon 3 Mar  Tue 4 Mar  total
  c1     2 · 0:40   1 · 0:20   3 · 1:00
  c2     1 · 0:20   1 · 0:20   2 · 0:40
"""
    danish = week_board(told, language="da")
    assert "Uge 10, 2025-03-03 – 2025-03-04\n\nuden miniteam\n  borger  kontaktperson  man 3/3" in danish
    assert "(1 udeladt)" in danish
    apart = Week(days=(told.days[0], told.days[1].replace(date=date(7))), results=told.results)
    with pytest.raises(InputError, match="E102 moves v3"):
        Week(days=told.days, results=told.results, moves=(DayMove(visit="v3", date=date(0), to=date(1)),))
    with pytest.raises(InputError, match="E511"):
        Week(days=told.days, results=told.results[:1])
    with pytest.raises(InputError, match="E511"):
        Week(days=told.days[::-1], results=told.results)
    assert week_board(apart).startswith("Week 2025-03-03 – 2025-03-10\n")


def test_a_week_is_described_day_by_day(told: Week) -> None:
    assert describe_week(told).splitlines()[:10] == [
        "3 of 4 visits planned in 2.5 s.", f"  Mon 3 Mar: visits 3, left out 1, cost {told.results[0].cost}",
        f"  Tue 4 Mar: visits 1, left out 0, cost {told.results[1].cost}",
        "Different carers at a citizen who is visited on each of the 2 days: median 2, most 2.",
        "Visits by the contact person: 2 of 2 planned at citizens who have one (100 %).",
        "Unplanned: 1",
        "  Mon 3 Mar  v2  z2  priority 3  no suitable carer is at work, travel included, when it may start",
        "Moved to another day: 1", "  v3  z3  Tue 4 Mar → Mon 3 Mar", f"Cost {told.cost} (10 is a minute of travel):"]
    assert "planlagt på 2,5 s." in describe_week(told, language="da")
    assert f"planned in {told.results[1].seconds:.1f} s." in describe_week(told, since=told.days[1].date)


@pytest.mark.parametrize(("language", "middle"), [("en", "median 1.5, most 2."), ("da", "median 1,5, flest 2.")])
def test_the_median_of_different_carers_lies_between_the_two_in_the_middle(language: Any, middle: str) -> None:
    days = [on(index, [visit("v1"), visit("v2", citizen="z2")], BOTH) for index in range(2)]
    plans = [plan(days[0], c1="v1@08:00 v2@09:00"), plan(days[1], c1="v1@08:00", c2="v2@09:00")]
    week = Week(days=tuple(days), results=tuple(
        Result(plan=found, status=Status.FEASIBLE, cost=0, costs={}, seconds=1) for found in plans))
    assert middle in describe_week(week, language=language)


def test_the_contact_persons_visits_are_marked_and_counted_for_each_citizen_and_in_all() -> None:
    """Of the contact person of the day; a visit by two is one, and what is left out is none."""
    visits = [visit("v1", carers_needed=2), visit("v2", "09:00-09:00", citizen="z1"), visit("v3", "09:00-09:00")]
    days = [on(index, visits, BOTH, citizens=[citizen("z1", contact_person=contact), citizen("z3")])
            for index, contact in enumerate((None, "c1", "c2"))]
    plans = [plan(days[0], c1="v1@08:00 v2@09:00", c2="v1@08:00 v3@09:00"),
             plan(days[1], c1="v1@08:00 v3@09:00", c2="v1@08:00 v2@09:00"),
             plan(days[2], "v2:no_capacity", c1="v1@08:00", c2="v1@08:00 v3@09:00")]
    week = Week(days=tuple(days), results=tuple(
        Result(plan=found, status=Status.FEASIBLE, cost=0, costs={}, seconds=1) for found in plans))
    assert """
  z1       c2              c1 c2      c1+ c2     c1 c2+ (1 left out)  2                 2 of 3
  z3                       c2         c1         c2                   2
  + the contact person
""" in week_board(week)
    assert "Visits by the contact person: 2 of 3 planned at citizens who have one (67 %).\n" in describe_week(week)
    danish = week_html(week, language="da")
    assert "<th>forskellige hjælpere</th><th>ved kontaktpersonen</th>" in danish
    assert "<th>medarbejder</th>" in danish  # as every other list calls who is at work
    assert "<td>c1+ c2</td><td>c1 c2+ (1 udeladt)</td><td>2</td><td>2 af 3</td></tr>" in danish
    assert "<p>+ kontaktpersonen</p>" in danish
    assert "Besøg ved kontaktpersonen: 2 af 3 planlagte hos borgere, der har en (67 %).\n" in danish


def test_without_contact_persons_nothing_is_said_about_them() -> None:
    days = [on(0, [visit("v1")], citizens=[citizen("z1")])]
    week = Week(days=tuple(days), results=(
        Result(plan=plan(days[0], c1="v1@08:00"), status=Status.FEASIBLE, cost=0, costs={}, seconds=1),))
    assert "+" not in week_board(week)
    assert "contact" not in describe_week(week)


def test_the_page_has_the_board_and_all_run_lists(told: Week) -> None:
    page = week_html(told)
    assert page.count("<section>") == 2 + (1 + 2) + 2
    assert page.index("<h1>Mon 3 Mar</h1>") < page.index("2025-03-03</h2>") < page.index("2025-03-04</h2>")
    assert "<h1>Tue 4 Mar</h1>" not in page  # where nothing is left out
    assert page.count("07:00–10:00 · 2025-03-0") == 2
    assert "<td>(1 left out)</td>" in page
    assert "<td>c1*</td>" in page
    assert "v3  z3  Tue 4 Mar → Mon 3 Mar" in page
    assert told._repr_html_().count("<tr>") == 3


def crowd(number: int, off: int = 1) -> Week:
    """Give two days of so many carers in two teams and in none, one with a blank in its id and off on Monday."""
    ids = ["a b", *(f"c{n}" for n in range(1, number))]
    people = [carer(id_, miniteam=f"m{n % 2}") for n, id_ in enumerate(ids[:-1])] + [carer(ids[-1])]
    teams = Municipality(miniteams=(Miniteam(id="m0"), Miniteam(id="m1")))
    days = [on(index, [visit("v1"), visit("v2", "09:00-09:00")], people, municipality=teams,
               shifts=[shift(id_) for id_ in ids[off * (1 - index):]]) for index in range(2)]
    plans = [plan(days[0], c1="v1@08:00", c2="v2@09:00"), plan(days[1], "v2:no_capacity", c1="v1@08:00")]
    return Week(days=tuple(days), results=tuple(
        Result(plan=found, status=Status.FEASIBLE, cost=0, costs={}, seconds=1) for found in plans))


def test_a_page_of_more_than_ten_lists_begins_with_links_to_each_day_and_to_each_carers_lists() -> None:
    page = week_html(crowd(6))
    index = page.partition("<nav>")[2].partition("</nav>")[0]
    assert page.index("</h1>") < page.index("<nav>") < page.index("<section>")
    assert re.sub(r"<[^>]*>", "", index).strip().split("\n") == [
        "Mon 3 Mar · Tue 4 Mar",
        "miniteam m0", "a b: Tue 4 Mar", "c2: Mon 3 Mar · Tue 4 Mar", "c4: Mon 3 Mar · Tue 4 Mar",
        "miniteam m1", "c1: Mon 3 Mar · Tue 4 Mar", "c3: Mon 3 Mar · Tue 4 Mar",
        "without miniteam", "c5: Mon 3 Mar · Tue 4 Mar", "Unplanned: Tue 4 Mar: 1"]
    targets = re.findall('href="#([^" ]+)"', index)
    assert targets[:4] == ["2025-03-03-carer-c1", "2025-03-04-left-out", "2025-03-04-carer-a%20b",
                           "2025-03-03-carer-c2"]
    assert all(page.count(f' id="{target}">') == 1 for target in targets)
    assert len(re.findall("<section id=", page)) == 5 + 6
    assert "Ikke planlagt: <a" in week_html(crowd(6), language="da")


def test_such_a_link_leads_to_the_group_activities_of_a_day_before_its_lists() -> None:
    week = crowd(6)
    group = activity("g1", "13:00", citizens=("z1",)).replace(carers=())
    page = week_html(week.replace(days=tuple(one.replace(activities=(group,)) for one in week.days)))
    targets = re.findall('href="#([^" ]+)"', page)
    assert targets[:2] == ["2025-03-03-groups", "2025-03-04-left-out"]
    assert page.index(' id="2025-03-03-groups"') < page.index(' id="2025-03-03-carer')


def test_a_page_of_ten_lists_has_no_such_links() -> None:
    page = week_html(crowd(5, off=0))
    assert page.count("<h2>c") + page.count("<h2>a b") == 10
    assert "<nav>" not in page
    assert " id=" not in page


def test_a_carers_own_week_is_whom_they_come_to_what_they_have_to_do_and_their_lists(told: Week) -> None:
    assert week_board(told, carer="c2") == """Week 10, 2025-03-03 – 2025-03-04

without miniteam
  citizen  contact person  Mon 3 Mar  Tue 4 Mar  different carers  by the contact person
  z1       c1              c1+ c2     c1+ c2     2                 2 of 2
  + the contact person

Visits, and time with citizens
  carer  Mon 3 Mar  Tue 4 Mar  total
  c2     1 · 0:20   1 · 0:20   2 · 0:40
"""
    page = week_html(told, carer="c2", note="whom to tell what")
    assert re.findall("<h2>(.*)</h2>", page) == [
        "without miniteam", "Visits, and time with citizens", "c2 · ssh · 07:00–15:00 · 2025-03-03",
        "c2 · ssh · 07:00–15:00 · 2025-03-04"]
    assert page.count("<section>") == 1 + 1 + 2
    assert "<td>z3</td>" not in page
    assert "Cost" not in page
    assert "Unplanned" not in page
    both = week_html(told, carer=["c2", "c1"])  # each one's days together
    assert re.findall(r"<h2>(c\d).*-(\d\d)</h2>", both) == [("c1", "03"), ("c1", "04"), ("c2", "03"), ("c2", "04")]


def test_a_carers_own_week_has_no_list_of_a_day_off_and_one_who_is_never_at_work_has_none() -> None:
    week = crowd(6)
    assert [day.date for day, _ in week.days_of("a b")] == [date(1)]
    own = week_html(week, carer="a b")
    assert re.findall(r"(.{10})</h2>", own)[1:] == ["2025-03-04"]
    assert "<nav>" not in own  # which leads to everybody's
    never = on(0, [visit("v1")], BOTH, shifts=[shift("c1")])
    found = Week(days=(never,), results=(
        Result(plan=plan(never, c1="v1@08:00"), status=Status.FEASIBLE, cost=0, costs={}, seconds=1),))
    assert week_board(found, carer="c2").endswith("\n  carer  Mon 3 Mar  total\n  c2                0 · 0:00\n")
    late = found.replace(days=(never.replace(shifts=(shift("c2"),)),))
    assert len(list(late.days_of("c1"))) == 1  # who is off now has the list to hand over
    assert len(list(late.days_of("c2"))) == 1  # who is at work without a list has no visits


@pytest.mark.parametrize("give", [week_board, week_html])
def test_who_is_a_carer_on_none_of_the_days_is_refused(told: Week, give: Any) -> None:
    with pytest.raises(InputError) as error:
        give(told, carer=["c1", "nobody"])
    assert [str(issue) for issue in error.value.issues] == [
        "E102 carer nobody carer='nobody': is no carer of the week. Hint: name a carer of the week"]


def test_a_danish_page_has_danish_dates(told: Week) -> None:
    page = week_html(told, language="da")
    assert "<h1>Uge 10, 03-03-2025 – 04-03-2025</h1>" in page
    assert " · 03-03-2025</h2>" in page
    assert "2025-03-03" not in page


def test_what_a_day_of_a_week_leaves_out_is_listed_most_urgent_first() -> None:
    today = on(0, [visit("v1", priority=5), visit("v2"), visit("v3", time_critical=True)], [carer("c1")])
    out = plan(today, "v1:no_capacity v2:no_capacity v3:no_capacity")
    week = Week(days=(today,), results=(Result(plan=out, status=Status.FEASIBLE, cost=0, costs={}, seconds=0.0),))
    listed = describe_week(week).partition("Unplanned: 3")[2]
    assert re.findall(r"Mon 3 Mar  (v\d)", listed) == ["v3", "v2", "v1"]


def test_the_figures_of_a_week_are_those_of_a_history_in_which_all_came_as_planned(told: Week) -> None:
    found = evaluate_week(told, least=1)
    figures = found.figures.loc["all"]
    assert (figures["visits"], figures["undelivered"]) == (4, 1)
    assert figures["delivered"] == 5 * 20
    assert figures["contact_share"] == pytest.approx(2 / 4)
    assert found.definition.days == 2


def test_the_code_of_the_page_runs_as_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(compile(CODE.replace("seconds=20", "effort=300, workers=1"), "weeks.md", "exec"), names)
    assert read_week("planned") == names["week"].days
    assert names["week"].unplanned_by_class == {}
    assert names["again"].plans[:3] == names["week"].plans[:3]
    assert not [route for found in names["again"].plans[3:] for route in found.routes if route.carer == "c4"]


# files


def test_a_week_is_written_and_read_again(told: Week, tmp_path: Path) -> None:
    write_week(told, tmp_path / "week")
    assert read_week(tmp_path / "week") == told.days
    folders = sorted(path.name for path in (tmp_path / "week").iterdir() if path.is_dir())
    assert folders == ["2025-03-03", "2025-03-04"]
    assert read_planned_week(tmp_path / "week") == told
    assert [read_plan(tmp_path / "week" / name / "plan.json") for name in folders] == list(told.plans)
    write_week(told, tmp_path / "week")
    assert read_week(tmp_path / "week") == told.days
    (tmp_path / "week" / "moves.json").unlink()  # as while it is written
    with pytest.raises(InputError, match="E501"):
        read_planned_week(tmp_path / "week")


def test_a_week_is_not_written_beside_other_days_or_over_a_file(told: Week, tmp_path: Path) -> None:
    write_day(on(5), tmp_path / "week" / "mon")
    (tmp_path / "file").write_text("kept", encoding="utf-8")
    write_day(on(5), tmp_path / "day")
    for place, row in (("week", "mon"), ("file", ""), ("file/out", ""), ("day", "day")):
        with pytest.raises(InputError) as error:
            write_week(told, tmp_path / place)
        assert codes(error) == [("E501", row)]
    assert sorted(path.name for path in (tmp_path / "week").iterdir()) == ["mon"]


def test_a_week_is_read_from_folders_and_json_files_and_a_day_is_a_week_of_one(tmp_path: Path) -> None:
    one, two = on(0), on(1)
    write_day(two, tmp_path / "a")
    write_day(one, tmp_path / "b.json")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes.json").mkdir()
    (tmp_path / "readme.txt").write_text("not a day", encoding="utf-8")
    (tmp_path / ".hidden.json").write_text("{", encoding="utf-8")
    assert read_week(tmp_path) == (one, two)
    assert read_week(tmp_path / "a") == (two,)
    assert read_week(tmp_path / "b.json") == (one,)


def test_everything_wrong_in_any_day_is_told_with_its_folder(tmp_path: Path) -> None:
    for name in ("mon", "tue"):
        write_day(on(0), tmp_path / name)
        lines = (tmp_path / name / "visits.csv").read_text(encoding="utf-8").replace(";20;", ";x;")
        (tmp_path / name / "visits.csv").write_text(lines, encoding="utf-8")
    (tmp_path / "wed.json").write_text(json.dumps({"plan": {}}), encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_week(tmp_path)
    assert [(issue.code, issue.table) for issue in error.value.issues] == [
        ("E510", "mon/visits"), ("E510", "tue/visits"), ("E518", "wed.json/day")]


def test_a_planned_week_without_plans_costs_or_readable_moves_is_refused(told: Week, tmp_path: Path) -> None:
    write_week(told, tmp_path)
    (tmp_path / "2025-03-03" / "plan.json").unlink()
    write_plan(told.plans[1], tmp_path / "2025-03-04" / "plan.json")
    (tmp_path / "moves.json").write_text(json.dumps({"moves": [{"visit": "v3", "date": "2025-03-04"}]}), "utf-8")
    with pytest.raises(InputError) as error:
        read_planned_week(tmp_path)
    assert [(issue.code, issue.table) for issue in error.value.issues] == [
        ("E501", "2025-03-03/plan"), ("E518", "2025-03-04/plan"), ("E508", "moves")]
    for text, code in (("{", "E515"), ('{"moves": 3}', "E510"), ('{"moves": [3]}', "E510")):
        write_week(told, tmp_path)
        (tmp_path / "moves.json").write_text(text, "utf-8")
        with pytest.raises(InputError) as error:
            read_planned_week(tmp_path)
        assert [issue.code for issue in error.value.issues] == [code]


def test_a_folder_of_days_that_is_given_for_a_day_says_so(tmp_path: Path) -> None:
    write_day(on(0), tmp_path / "one")
    with pytest.raises(InputError, match="holds days") as error:
        read_day(tmp_path)
    assert len(error.value.issues) == 1


def test_a_folder_without_days_and_a_date_twice_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="E504"):
        read_week(tmp_path)
    write_day(on(0), tmp_path / "one")
    write_day(on(0), tmp_path / "two")
    with pytest.raises(InputError, match="E101 week two"):
        read_week(tmp_path)
    with pytest.raises(InputError, match="E501"):
        read_week(tmp_path / "nowhere")


def test_a_week_takes_results_for_plans() -> None:
    one = day([visit("v1")], [carer("c1")])
    found = plan_day(one, effort=20, workers=1)
    assert days_of_week([one], [found]) == days_of_week([one], [found.plan])
