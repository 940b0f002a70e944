"""Who is at a meeting: its carers who have a shift and have rested; and what is said where it cannot be held."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.builders import activity, carer, day, free, minute, pause, plan, shift, visit
from triagering import (
    check,
    day_at,
    describe_week,
    find_notices,
    notices_text,
    plan_day,
    plan_week,
    run_lists,
    run_lists_html,
)
from triagering.models import Day, Rule
from triagering.models.base import Language
from triagering.solver.compiled import compile_day
from triagering.solver.export import from_plan
from triagering.solver.solution import UNPLANNED


def met(place: str = "base", start: str = "12:00", who: tuple[str, ...] = ("c1", "c2"), /, **given: Any) -> Day:
    """Give a meeting of half an hour; c2's shift is what is given."""
    hours = given.pop("hours", "07:00-15:00")
    shifts = [shift("c1"), shift("c2", hours, **given)]
    return day([visit("v1", "09:00-10:00")], [carer("c1"), carer("c2"), carer("c3")], shifts=shifts,
               activities=(activity("a1", start, carers=who, place=place),), prices=free(travel=1))


def rested(at: str) -> dict[str, int]:
    """Let the daily rest be over at a time."""
    return {"previous_end": minute(at) - 660}


def resting(at: str) -> dict[str, int]:
    """Let the daily rest begin at a time."""
    return {"next_start": minute(at) + 660}


BOUNDARIES = [
    (met("base", **rested("12:00")), True), (met("base", **rested("12:01")), False),
    (met("z1", **rested("11:50")), True), (met("z1", **rested("11:51")), False),
    (met("base", **resting("12:30")), True), (met("base", **resting("12:29")), False),
    (met("z1", **resting("12:40")), True), (met("z1", **resting("12:39")), False),
    (met("base", rest_before=481, **rested("14:59")), True), (met("base", rest_before=482, **rested("14:59")), False),
    (met("base", hours="07:00-12:29", overtime=1, **resting("12:29")), False),
]


@pytest.mark.parametrize(("made", "comes"), BOUNDARIES)
def test_whom_rest_keeps_from_a_meeting_is_not_there_and_the_others_are(made: Day, comes: bool) -> None:
    found = plan_day(made, effort=200, workers=1).plan
    assert check(made, found).valid
    assert [who for who, _ in found.placed["a1"]] == ["c1", "c2"][:1 + comes]


@pytest.mark.parametrize(("made", "comes"), BOUNDARIES)
def test_the_checker_wants_there_who_has_rested_and_nobody_else(made: Day, comes: bool) -> None:
    alone, both = plan(made, c1="v1@09:00 a1@12:00"), plan(made, c1="v1@09:00 a1@12:00", c2="a1@12:00")
    said = [[one.ids for one in check(made, found).violations if one.rule is Rule.COVERAGE] for found in (alone, both)]
    assert said == ([[("a1", "c2")], []] if comes else [[], [("a1", "c2")]])


@pytest.mark.parametrize(("given", "valid"), [
    ({"hours": "12:01-15:00", **rested("12:01")}, False), ({"hours": "12:00-15:00", **rested("12:01")}, True),
    ({"hours": "07:00-12:29", **resting("12:29")}, False), ({"hours": "07:00-12:30", **resting("12:29")}, True)])
def test_whom_the_shift_keeps_too_is_still_wanted_there(given: dict[str, Any], valid: bool) -> None:
    made = met(**given)
    assert check(made, plan(made, c1="v1@09:00 a1@12:00")).valid is valid
    assert check(made, plan(made, "a1:no_shift_in_window", c1="v1@09:00")).valid is not valid
    assert [out.reason.value for out in plan_day(made, effort=200, workers=1).plan.unplanned] == (
        [] if valid else ["no_shift_in_window"])


def test_a_meeting_whose_carers_all_rest_or_are_off_has_too_few() -> None:
    made = met("base", "12:00", ("c2", "c3"), **rested("12:01"))
    assert [out.reason.value for out in plan_day(made, effort=200, workers=1).plan.unplanned] == ["too_few_carers"]
    assert check(made, plan(made, "a1:too_few_carers", c1="v1@09:00")).valid


def test_a_plan_from_before_is_begun_with_without_whom_rest_keeps() -> None:
    made = met("base", **rested("12:01"))
    compiled = compile_day(made)
    begun = from_plan(compiled, plan(made, c1="v1@09:00 a1@12:00", c2="a1@12:00"))
    assert UNPLANNED not in begun.starts


def test_a_part_of_the_day_has_no_meeting_of_others_that_rest_keeps_its_carers_from() -> None:
    made = met("base", **rested("12:01"))
    assert [len(made.activities_among({who})) for who in ("c1", "c2")] == [1, 0]
    nobody = met("base", "12:00", ("c2", "c3"), **rested("12:01"))
    assert [len(nobody.activities_among({who})) for who in ("c1", "c2")] == [0, 1]


def test_a_day_that_has_begun_goes_on_without_whom_rest_kept() -> None:
    made = met("base", **rested("12:01"))
    morning = plan(made, c1="v1@09:00 a1@12:00")
    now = day_at(made, morning, minute("13:00"))
    assert now.activity_by_id["a1"].carers == ("c1",)
    assert check(now, morning).valid
    assert check(day_at(made, morning, minute("08:00")), morning).valid


@pytest.mark.parametrize(("rest", "at_ends"), [("12:30", True), ("12:29", False)])
def test_a_meeting_that_rest_keeps_somebody_from_is_nothing_that_their_break_lies_before(
        rest: str, at_ends: bool) -> None:
    made = met("base", break_=pause("10:00-11:00", 30), **resting(rest))
    now = day_at(made, plan(made, c1="a1@12:00", c2="v1@09:00"), minute("09:10"))
    assert [shift.break_.at_ends for shift in now.shifts if shift.break_] == [at_ends]


@pytest.mark.parametrize(("made", "told"), [
    (met("base", **rested("12:01")), [("kept_by_rest", ("a1", "c2"))]), (met("base", **rested("12:00")), []),
    (met("base", hours="12:01-15:00", **rested("12:02")), [])])
def test_that_somebody_misses_a_meeting_for_rest_is_something_to_look_at(
        made: Day, told: list[tuple[str, tuple[str, ...]]]) -> None:
    found = [one for one in find_notices(made) if one.kind.value != "no_break"]
    assert [(one.kind.value, one.ids) for one in found] == told
    if told:
        assert notices_text(found) == "Look at\n  meetings and group activities that rest keeps carers from: a1 (c2)"
        assert notices_text(found, language="da").endswith(
            "møder og gruppeaktiviteter, som hvile holder medarbejdere fra: a1 (c2)")


@pytest.mark.parametrize(("made", "why", "english", "danish"), [
    (met("base", "12:00", ("c2", "c3"), **rested("12:01")), "too_few_carers",
     "none of its carers can be there: c2 may begin 12:01 at the earliest (rest), c3 has no shift that day",
     "ingen af aktivitetens medarbejdere kan være der: c2 må tidligst begynde kl. 12:01 (hvile), "
     "c3 har ingen vagt den dag"),
    (met("z1", "12:00", ("c2",), **resting("12:39")), "too_few_carers",
     "none of its carers can be there: c2 must be home by 12:39 (rest)",
     "ingen af aktivitetens medarbejdere kan være der: c2 skal være hjemme kl. 12:39 (hvile)"),
    (met("base", "12:00", ("c1", "c2", "c3"), hours="12:01-15:00"), "no_shift_in_window",
     "not all of its carers at work can be there, travel included: c2 is at work 12:01–15:00",
     "ikke alle aktivitetens medarbejdere på arbejde kan være der, vejtid medregnet: c2 er på arbejde 12:01–15:00"),
    (met(max_load=29), "no_shift_fits",
     "it does not fit the shift of each of its carers: the most load, or the break that must be taken",
     "aktiviteten passer ikke i alle dens medarbejderes vagter: største belastning, eller pausen der skal holdes"),
    (met(), "too_few_carers", "none of its carers can be there", "ingen af aktivitetens medarbejdere kan være der"),
])
def test_why_a_meeting_is_left_out_names_who_is_kept_and_why(made: Day, why: str, english: str, danish: str) -> None:
    told = plan(made, f"a1:{why}", c1="v1@09:00")
    assert f"    {english}. Would help: another time, or shifts and rest of its carers" in run_lists(made, told)
    assert f"    {danish}. Ville hjælpe: et andet tidspunkt, eller vagter" in run_lists(made, told, language="da")
    assert danish in run_lists_html(made, told, language="da")


def test_a_week_names_who_is_off_too() -> None:
    week = plan_week([met("base", "12:00", ("c3",))], effort=50, workers=1)
    assert "møde    ingen af aktivitetens medarbejdere kan være der: c3 har ingen vagt den dag" in re.sub(
        " {2,}", "    ", describe_week(week, language="da"))


@pytest.mark.parametrize(("given", "language", "hours"), [
    (rested("09:00"), "en", "07:00–15:00, from 09:00 (rest)"),
    (rested("09:00"), "da", "07:00–15:00, fra 09:00 (hvile)"),
    (resting("14:59"), "en", "07:00–15:00, home by 14:59 (rest)"),
    (resting("14:59"), "da", "07:00–15:00, hjemme 14:59 (hvile)"),
    (rested("09:00") | resting("14:00"), "en", "07:00–15:00, from 09:00 (rest), home by 14:00 (rest)"),
    (rested("07:00") | resting("15:00"), "en", "07:00–15:00"),
])
def test_the_head_of_a_run_list_says_from_and_until_when_rest_lets_somebody_work(
        given: dict[str, int], language: Language, hours: str) -> None:
    made = met(**given)
    text = run_lists(made, plan(made, c1="v1@09:00"), language=language)
    assert f"\nc2 · ssh · {hours}\n" in text
