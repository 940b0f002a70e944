"""What fits together in a day and what does not, to the minute, whatever form the day came in."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.builders import TODAY, activity, carer, citizen, day, pause, shift, travel, visit, window
from triagering.errors import InputError
from triagering.models import (
    Acquaintance,
    CarerRelation,
    Competence,
    Delegation,
    District,
    Link,
    Miniteam,
    Municipality,
    Pin,
    Task,
)

LINK = Link(id="l1", first="v1", second="v2")
TOWN = Municipality(districts=(District(id="d1"),), miniteams=(Miniteam(id="m1", district="d1"),))
DAY = day([visit("v1"), visit("v2")], [carer("c1"), carer("c2")], activities=(activity(),), links=(LINK,),
          municipality=TOWN, settings={"daily_rest": 0})


def wrong(**changes: Any) -> list[tuple[str, str, str, str, str]]:
    """Give code, table, row, column and value of everything that is wrong with the day after some changes."""
    try:
        DAY.replace(**changes)
    except InputError as error:
        return [(issue.code, issue.table, issue.row, issue.field, issue.value) for issue in error.issues]
    return []


def codes(**changes: Any) -> list[str]:
    return [code for code, *_ in wrong(**changes)]


@pytest.mark.parametrize("table", ["citizens", "carers", "visits", "activities", "links"])
def test_every_table_gives_an_id_once(table: str) -> None:
    first = getattr(DAY, table)[0]
    assert ("E101", table, first.id, "id", first.id) in wrong(**{table: (*getattr(DAY, table), first)})


def test_districts_and_miniteams_give_an_id_once() -> None:
    twice = Municipality(districts=TOWN.districts * 2, miniteams=TOWN.miniteams * 2)
    assert wrong(municipality=twice) == [
        ("E101", "districts", "d1", "id", "d1"), ("E101", "miniteams", "m1", "id", "m1")]


def test_a_visit_and_an_activity_have_different_ids() -> None:
    assert wrong(activities=(activity("v1"),)) == [("E101", "activities", "v1", "id", "v1")]


def test_a_carer_is_named_once_at_a_meeting() -> None:
    assert codes(activities=(activity(carers=("c1", "c2")),)) == []
    assert wrong(activities=(activity(carers=("c1", "c2", "c1")),)) == [("E101", "activities", "a1", "carers", "")]


@pytest.mark.parametrize(("changes", "table", "row", "field"), [
    ({"municipality": Municipality(districts=(District(id="d1", neighbours=frozenset({"gone"})),))},
     "districts", "d1", "neighbours"),
    ({"municipality": Municipality(miniteams=(Miniteam(id="m1", district="gone"),))}, "miniteams", "m1", "district"),
    ({"citizens": (citizen("z1", contact_person="gone"), citizen("z2"))}, "citizens", "z1", "contact_person"),
    ({"citizens": (citizen("z1", preferred=["gone"]), citizen("z2"))}, "citizens", "z1", "preferred"),
    ({"citizens": (citizen("z1", vetoes=["gone"]), citizen("z2"))}, "citizens", "z1", "vetoes"),
    ({"citizens": (citizen("z1", closed_circle=["gone"]), citizen("z2"))}, "citizens", "z1", "closed_circle"),
    ({"citizens": (citizen("z1", miniteam="gone"), citizen("z2"))}, "citizens", "z1", "miniteam"),
    ({"carers": (carer("c1", end_place="gone"), carer("c2"))}, "carers", "c1", "end_place"),
    ({"carers": (carer("c1", miniteam="gone"), carer("c2"))}, "carers", "c1", "miniteam"),
    ({"carers": (carer("c1", delegations=(Delegation(area="lift", citizen="gone"),)), carer("c2"))},
     "carers", "c1", "delegations"),
    ({"activities": (activity(carers=("c1", "gone")),)}, "activities", "a1", "carers"),
    ({"activities": (activity(place="gone"),)}, "activities", "a1", "place"),
    ({"acquaintances": (Acquaintance(citizen="gone", carer="c1", days_since=3),)}, "known_carers", "gone", "citizen"),
])
def test_whatever_is_referred_to_is_there(changes: dict[str, Any], table: str, row: str, field: str) -> None:
    assert wrong(**changes) == [("E102", table, row, field, "gone")]


@pytest.mark.parametrize(("windows", "expected"), [
    ("08:00-08:00-08:00", []), ("08:00-09:00-08:59", ["E201"]), ("08:01-08:00-09:00", ["E201"]),
    ("08:00-08:30, 08:31-09:00", []), ("08:00-08:30, 08:30-09:00", ["E202"]),
])
def test_windows_are_in_order_and_the_next_minute_may_begin_another(windows: str, expected: list[str]) -> None:
    given = tuple(window(part.strip()) for part in windows.split(","))
    assert codes(visits=(DAY.visits[0].replace(windows=given), DAY.visits[1])) == expected
    agreed = wrong(visits=(DAY.visits[0].replace(agreed=given), DAY.visits[1]))
    assert [(code, field) for code, _, _, field, _ in agreed] == [(code, "agreed") for code in expected]


@pytest.mark.parametrize(("minutes", "expected"), [(10, []), (11, ["E203"])])
def test_tasks_may_fill_their_visit(minutes: int, expected: list[str]) -> None:
    tasks = (Task(competence="lift", minutes=10), Task(competence="lift", minutes=minutes))
    carers = (carer("c1", "lift"), carer("c2"))
    assert codes(visits=(visit("v1", tasks=tasks), visit("v2")), carers=carers) == expected


@pytest.mark.parametrize(("hours", "given", "expected"), [
    ("07:00-07:01", {}, []), ("07:00-07:00", {}, ["E204"]),
    ("07:00-15:00", {"previous_end": 420, "next_start": 900}, []),
    ("07:00-15:00", {"previous_end": 421}, ["E206"]),
    ("07:00-15:00", {"next_start": 899}, ["E206"]),
    ("07:00-15:00", {"next_start": 900, "overtime": 30}, []),  # overtime is only allowed, and ends before it
])
def test_shifts_of_a_carer_have_a_length_and_do_not_overlap(hours, given, expected) -> None:
    assert codes(shifts=(shift("c1", hours, **given), shift("c2"))) == expected


@pytest.mark.parametrize(("given", "expected"), [
    ({"previous_end": 899 - 660}, []), ({"previous_end": 900 - 660}, ["E207"]),
    ({"next_start": 421 + 660 + 479}, []),
    ({"next_start": 421 + 660}, []), ({"next_start": 420 + 660}, ["E207"]),
    ({"previous_end": 929 - 660, "overtime": 30}, []), ({"previous_end": 930 - 660, "overtime": 30}, ["E207"]),
    ({"previous_end": 899 - 540, "rest_before": 540}, []),
    ({"previous_end": 900 - 540, "rest_before": 540}, ["E207"]),
    ({"next_start": 421 + 540, "rest_after": 540}, []), ({"next_start": 420 + 540, "rest_after": 540}, ["E207"]),
])
def test_daily_rest_leaves_at_least_a_minute_of_a_shift(given: dict[str, int], expected: list[str]) -> None:
    settings = DAY.settings.replace(daily_rest=660)
    assert codes(shifts=(shift("c1", "07:00-15:00", **given), shift("c2")), settings=settings) == expected


@pytest.mark.parametrize(("given", "daily", "expected"), [
    ({"rest_before": 480}, 660, []), ({"rest_before": 479}, 660, [("E215", "rest_before", "479")]),
    ({"rest_after": 8}, 660, [("E215", "rest_after", "8")]), ({"rest_after": 720}, 660, []),
    ({"rest_before": 500}, 400, []), ({"rest_before": 479}, 400, [("E215", "rest_before", "479")]),
])
def test_at_least_the_shortest_rest_is_agreed_on(given, daily, expected) -> None:
    settings = DAY.settings.replace(daily_rest=daily)
    found = wrong(shifts=(shift("c1", **given), shift("c2")), settings=settings)
    assert [(code, field, value) for code, _, _, field, value in found] == expected
    assert codes(shifts=(shift("c1", **given), shift("c2")), settings=settings.replace(shortest_rest=481)) == (
        ["E215"] if min(given.values()) < 481 else [])


BOTH = {"rest_before": 480, "rest_after": 540}


@pytest.mark.parametrize(("given", "most", "expected"), [
    (BOTH | {"previous_end": 420 - 659, "next_start": 900 + 659}, 1, ["rest_after"]),
    (BOTH | {"previous_end": 420 - 659, "next_start": 900 + 659}, 2, ["rest_after"]),
    (BOTH | {"previous_end": 420 - 660, "next_start": 900 + 659}, 1, []),  # there is room for all of one of them
    (BOTH | {"previous_end": 420 - 659, "next_start": 900 + 660}, 1, []),
    (BOTH | {"previous_end": 420 - 659, "next_start": 900 + 660, "overtime": 1}, 1, ["rest_after"]),
    (BOTH, 1, []),
    ({"previous_end": 420 - 659, "rest_before": 480}, 0, ["rest_before"]),
    ({"previous_end": 420 - 660, "rest_before": 480}, 0, []),
    ({"previous_end": 420 - 659, "next_start": 900 + 659}, 0, []),  # not agreed on: the shift is shorter instead
])
def test_two_rests_in_a_row_are_not_short(given, most, expected) -> None:
    settings = DAY.settings.replace(daily_rest=660, short_rests=most)
    found = wrong(shifts=(shift("c1", **given), shift("c2")), settings=settings)
    assert [(code, field, value) for code, _, _, field, value in found] == [
        ("E216", field, str(given[field])) for field in expected]


@pytest.mark.parametrize(("window_", "given", "expected"), [
    ("11:00-11:00", {}, []), ("11:01-11:00", {}, ["E205"]),
    ("11:00-13:00", {"latest_end": 690}, []), ("11:00-13:00", {"latest_end": 689}, ["E205"]),
    ("06:00-07:00", {}, []), ("06:00-06:59", {}, ["E205"]),
    ("14:30-16:00", {}, []), ("14:31-16:00", {}, ["E205"]),
])
def test_a_break_can_be_taken_inside_its_window_and_its_shift(window_, given, expected) -> None:
    shifts = (shift("c1", "07:00-15:00", break_=pause(window_, 30, **given)), shift("c2"))
    assert codes(shifts=shifts) == expected


def test_a_break_may_end_with_overtime() -> None:
    late = pause("15:00-16:00", 30)
    assert codes(shifts=(shift("c1", "07:00-15:00", break_=late, overtime=30), shift("c2"))) == []
    assert codes(shifts=(shift("c1", "07:00-15:00", break_=late, overtime=29), shift("c2"))) == ["E205"]


@pytest.mark.parametrize(("gaps", "expected"), [((60, 60), []), ((61, 60), ["E209"]), ((None, -5), [])])
def test_the_gaps_of_a_link_may_be_equal(gaps: tuple[int | None, int], expected: list[str]) -> None:
    assert codes(links=(LINK.replace(min_gap=gaps[0], max_gap=gaps[1]),)) == expected


@pytest.mark.parametrize("pair", ["v1", "v2"])
@pytest.mark.parametrize(("relation", "expected"), [
    (CarerRelation.SAME, ["E303"]), (CarerRelation.OTHER, []), (CarerRelation.ANY, []),
])
def test_the_same_carer_is_not_asked_of_a_pair(pair: str, relation: CarerRelation, expected: list[str]) -> None:
    visits = tuple(one.replace(carers_needed=2) if one.id == pair else one for one in DAY.visits)
    assert codes(visits=visits, links=(LINK.replace(carers=relation),)) == expected


@pytest.mark.parametrize(("pins", "expected"), [
    ([("c1", 480), ("c1", 480)], []), ([("c1", None), (None, 480)], []), ([(None, 480), (None, 481)], ["E305"]),
    ([("c1", None), ("c2", None)], ["E305"]),
    ([(None, 600)], []), ([(None, 601)], ["E306"]), ([(None, 719)], ["E306"]), ([(None, 720)], []),
])
def test_pins_of_a_visit_agree_with_each_other_and_with_one_of_its_windows(pins, expected) -> None:
    visits = (visit("v1", window="08:00-10:00, 12:00-13:00"), visit("v2"))
    assert codes(visits=visits, pins=tuple(Pin(visit="v1", carer=who, start=at) for who, at in pins)) == expected


@pytest.mark.parametrize(("given", "expected"), [
    ({"delegations": (Delegation(area="lift", citizen="z1"),)}, []),
    ({"delegations": (Delegation(area="lift", citizen="z2"),)}, ["E308"]),
    ({"delegations": (Delegation(area="lift", valid_from=TODAY, valid_until=TODAY),)}, []),
    ({"delegations": (Delegation(area="lift", valid_from=TODAY + dt.timedelta(days=1)),)}, ["E308"]),
    ({"delegations": (Delegation(area="lift", valid_until=TODAY - dt.timedelta(days=1)),)}, ["E308"]),
    ({"competences": [Competence(area="lift", valid_until=TODAY)]}, []),
    ({"competences": [Competence(area="lift", valid_until=TODAY - dt.timedelta(days=1))]}, ["E308"]),
])
def test_a_pinned_carer_may_do_the_visit_of_that_citizen_on_that_day(given, expected) -> None:
    visits = (visit("v1", tasks="lift"), visit("v2"))
    assert codes(visits=visits, carers=(carer("c1", **given), carer("c2")),
                 pins=(Pin(visit="v1", carer="c1"),)) == expected


@pytest.mark.parametrize(("closed", "home", "team", "expected"), [
    (True, "m1", "m2", []), (True, "m1", "m3", ["E310"]), (True, "m1", None, ["E310"]), (True, "m1", "m4", ["E310"]),
    (False, "m1", "m3", []), (True, None, "m3", []), (True, "m3", "m1", []), (True, "m4", "m3", []),
])
def test_a_pinned_carer_is_let_in_by_the_citizens_district(
        closed: bool, home: str | None, team: str | None, expected: list[str]) -> None:
    town = Municipality(
        districts=(District(id="d1", closed=closed), District(id="d2")),
        miniteams=tuple(Miniteam(id=id_, district=of) for id_, of in (
            ("m1", "d1"), ("m2", "d1"), ("m3", "d2"), ("m4", None))))
    people = {"citizens": (citizen("z1", miniteam=home), citizen("z2")),
              "carers": (carer("c1", miniteam=team), carer("c2"))}
    assert codes(municipality=town, pins=(Pin(visit="v1", carer="c1"),), **people) == expected
    assert codes(municipality=town, pins=(Pin(visit="v1", start=480),), **people) == []


@pytest.mark.parametrize(("teams", "home", "team", "unknown"), [
    ([("m1", "gone"), ("m2", None)], "m1", "m2", ["gone"]), ([("m1", "d1")], "m1", "m2", ["m2"]),
    ([("m2", None)], "m1", "m2", ["m1"]), ([("m1", "d1"), ("m2", "gone")], "m1", "m2", ["gone"]),
])
def test_districts_that_are_not_there_are_told_beside_a_pin(
        teams: list[tuple[str, str | None]], home: str, team: str, unknown: list[str]) -> None:
    town = Municipality(districts=(District(id="d1", closed=True),),
                        miniteams=tuple(Miniteam(id=id_, district=of) for id_, of in teams))
    told = wrong(municipality=town, pins=(Pin(visit="v1", carer="c1"),),
                 citizens=(citizen("z1", miniteam=home), citizen("z2")),
                 carers=(carer("c1", miniteam=team), carer("c2")))
    assert [value for code, *_, value in told if code == "E102"] == unknown
    assert {code for code, *_ in told} <= {"E102", "E310"}


def test_a_competence_that_is_only_delegated_is_no_misspelling() -> None:
    carers = (carer("c1"), carer("c2", delegations=(Delegation(area="lift", citizen="z2"),)))
    assert codes(visits=(visit("v1", tasks="lift"), visit("v2")), carers=carers) == []
    assert codes(visits=(visit("v1", tasks="lfit"), visit("v2")), carers=carers) == ["E301"]


@pytest.mark.parametrize("change", [lambda rows: rows[:-1], lambda rows: (*rows[:-1], rows[-1][:-1])])
def test_a_matrix_has_a_row_and_in_every_row_a_column_per_place(change) -> None:
    given = travel(DAY.travel.places)
    short = given.replace(minutes={"car": change(given.minutes["car"])})
    assert codes(travel=short) == ["E401"]


@pytest.mark.parametrize("name", ["Europe", "Europe/Kobenhavn", "/etc/hosts", "../UTC", ""])
def test_what_is_no_time_zone_is_told(name: str) -> None:
    assert wrong(timezone=name) == [("E208", "day", "", "timezone", name)]
