"""What the models of a day and of a plan say about themselves."""

from __future__ import annotations

import copy
import datetime as dt
import json
import pickle
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.builders import TODAY, carer, citizen, day, minute, plan, visit
from triagering import Day, Result, Status
from triagering.errors import InputError
from triagering.models import Delegation, District, Miniteam, Municipality, Pin, Reason, Rule, Stop, StopKind
from triagering.models.observations import Weight


def test_a_copy_with_changes_is_validated_and_remembers_nothing_from_before() -> None:
    one = day()
    assert list(one.visit_by_id) == ["v1"]
    assert list(one.model_copy(update={"visits": (visit("v9", citizen="z1"),)}).visit_by_id) == ["v9"]
    with pytest.raises(InputError, match="E110"):
        one.model_copy(update={"visits": ()})
    assert one.model_copy(deep=True) == one


@pytest.mark.parametrize("change", [
    lambda table: table.__setitem__("bike", ()), lambda table: table.__delitem__("car"),
    lambda table: table.update(bike=()), lambda table: table.pop("car"), lambda table: table.popitem(),
    lambda table: table.setdefault("bike", ()), lambda table: table.clear(), lambda table: table.__ior__({}),
])
@pytest.mark.parametrize("table", [
    lambda one: one.travel.minutes, lambda one: one.settings.levels, lambda one: one.settings.competence_levels])
def test_the_tables_of_a_day_never_change(
        table: Callable[[Day], dict[str, Any]], change: Callable[[dict[str, Any]], object]) -> None:
    one = day()
    before = dict(table(one))
    with pytest.raises(TypeError):
        change(table(one))
    assert table(one) == before


@pytest.mark.parametrize("again", [
    copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one)),
    lambda one: one.replace(), lambda one: type(one).model_validate_json(one.model_dump_json())])
def test_a_day_that_is_copied_has_tables_of_the_same_kind(again: Callable[[Day], Day]) -> None:
    one = again(day())
    assert one == day()
    for table in (one.travel.minutes, one.settings.levels, one.settings.competence_levels):
        with pytest.raises(TypeError, match="never change"):
            table["new"] = 1


def test_the_tables_of_a_day_are_written_as_any_others() -> None:
    written = day().model_dump()
    assert type(written["travel"]["minutes"]) is type(written["settings"]["levels"]) is dict
    assert json.loads(json.dumps(day().settings.levels)) == written["settings"]["levels"]


def test_hours_added_to_a_moment_are_hours_that_pass_where_the_clock_changes() -> None:
    evening = dt.datetime(2026, 3, 28, 20, tzinfo=ZoneInfo("Europe/Copenhagen"))
    seen = Weight(id="o1", citizen="z1", at=evening, by="c1", kilograms=70.0)
    later = seen.at + dt.timedelta(hours=24)
    assert seen.at == evening
    assert later.astimezone(evening.tzinfo).hour == 21


@pytest.mark.parametrize(("home", "worker", "admitted"), [
    ("n1", "n1", True), ("n1", "n2", True), ("n1", "s1", False), ("n1", "none", False), ("n1", None, False),
    ("s1", "n1", True), ("none", "s1", True), (None, "s1", True), (None, None, True),
])
def test_a_closed_district_admits_its_own_miniteams_only(home: str | None, worker: str | None, admitted: bool) -> None:
    town = Municipality(
        districts=(District(id="north", closed=True), District(id="south")),
        miniteams=(Miniteam(id="n1", district="north"), Miniteam(id="n2", district="north"),
                   Miniteam(id="s1", district="south"), Miniteam(id="none")))
    one = day([visit()], [carer(miniteam=worker)], citizens=[citizen(miniteam=home)], municipality=town)
    assert one.admits(one.carers[0], one.citizens[0]) is admitted


def test_a_carer_is_able_to_do_what_is_delegated_for_that_citizen_only() -> None:
    one = day([visit("v1", tasks="lift"), visit("v2", tasks="lift")],
              [carer(delegations=(Delegation(area="lift", citizen="z1"),))])
    assert [one.able(one.carers[0], each) for each in one.visits] == [True, False]


@pytest.mark.parametrize("keeps_out", ["nothing", "competence", "veto", "district"])
def test_eligible_is_who_is_able_accepted_and_let_in(keeps_out: str) -> None:
    one = day([visit(tasks="lift")], [carer("c1", "" if keeps_out == "competence" else "lift"), carer("c2", "lift")],
              citizens=[citizen(miniteam="n1", vetoes=["c1"] if keeps_out == "veto" else [])],
              municipality=Municipality(districts=(District(id="north", closed=keeps_out == "district"),),
                                        miniteams=(Miniteam(id="n1", district="north"),)))
    assert one.eligible(one.carers[0], one.visits[0]) is (keeps_out == "nothing")


def test_a_veto_keeps_out_a_preferred_carer_too() -> None:
    assert citizen(preferred=["c1"], vetoes=["c1"]).refusal(carer("c1")) == "veto"


@pytest.mark.parametrize(("start", "agreed"), [
    (595, 480), (600, 480),  # held by the first, though the second was agreed for a time nearer to it
    (601, 620), (700, 620), (100, 480), (540, 480),
])
def test_a_start_belongs_to_the_window_that_holds_it_else_to_the_nearest_agreed_time(start: int, agreed: int) -> None:
    assert visit(window="08:00-08:00-10:00, 10:10-10:20-11:00").window_at(start).agreed_start == agreed


@pytest.mark.parametrize(("windows", "start", "told", "late"), [
    ("09:00-09:10-10:00", "09:40", "09:10", 10), ("09:00-09:50-10:00", "09:40", "09:50", 10),
    ("09:00-09:30-10:00", "09:40", None, 10),  # told what was agreed
    ("09:40-09:40-10:00", "09:50", None, 20), ("08:00-09:10-09:10", "09:00", None, 0),  # told nothing: what is left
    ("09:40-09:50-10:00", "10:00", "09:50", 30), ("10:30-10:30-12:00", "11:00", None, 90),
    ("09:00-09:10-10:00, 13:00-13:00-14:00", "13:20", None, 20),
    ("09:00-09:10-10:00", "10:20", None, 50), ("12:00-12:00-12:00", "12:00", None, 0),
])
def test_what_was_agreed_is_known_beside_what_was_told(windows: str, start: str, told: str | None, late: int) -> None:
    made = visit(window="08:00-09:30-10:00, 13:00-13:00-14:00")
    again = visit(window=windows).replace(agreed=made.windows)
    assert again.told_at(minute(start)) == (None if told is None else minute(told))
    assert again.late_by(minute(start)) == made.late_by(minute(start)) == late
    assert made.told_at(minute(start)) is None


@pytest.mark.parametrize(("price", "pinned", "critical", "counted"), [
    (0, False, False, "own price"), (70, False, False, "own price"), (0, True, False, "pinned"),
    (None, False, False, "priority 3"), (0, False, True, "critical 3"), (70, True, True, "pinned"),
])
def test_a_visit_with_a_price_of_its_own_even_nothing_is_outside_the_classes(
        price: int | None, pinned: bool, critical: bool, counted: str) -> None:
    """Not so a time-critical one: it is never dropped for anything that is not."""
    one = day([visit(unplanned_price=price, time_critical=critical)],
              pins=(Pin(visit="v1", start=480),) if pinned else ())
    assert one.counted_as("v1") == counted


def test_what_is_proven_of_nothing_is_nothing() -> None:
    one = Result(plan=plan(day()), status=Status.FEASIBLE, cost=0, costs={}, seconds=1.0)
    assert one.gap is None
    assert str(one).splitlines()[0] == "feasible, cost 0"


@pytest.mark.parametrize(("start", "shown"), [(485, "08:05 v1"), (1530, "25:30 v1"), (-30, "-00:30 v1"),
                                              (-150, "-02:30 v1")])
def test_a_stop_is_told_in_hours_and_minutes_from_midnight(start: int, shown: str) -> None:
    assert str(Stop(kind=StopKind.VISIT, id="v1", start=start, end=start + 20)) == shown


def test_a_compact_plan_tells_why_a_visit_is_left_out() -> None:
    one = day([visit("v1"), visit("v2")], date=TODAY)
    assert str(plan(one, "v2:no_capacity", c1="v1@08:00")) == "c1: 08:00 v1\nunplanned: v2 (no_capacity)"


@pytest.mark.parametrize("names", [Rule, Reason])
def test_every_rule_and_every_reason_has_a_danish_label_of_its_own(names: type[Rule | Reason]) -> None:
    assert len({name.danish for name in names}) == len(names)
