"""Why something is left out: the first reason of docs/rules.md that applies, with each cause made on purpose."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import activity, carer, citizen, day, free, plan, shift, visit
from tests.solver.exact.random_days import random_day
from triagering import check, left_out, left_out_text, plan_day, run_lists
from triagering.evaluation.truth import false_reasons
from triagering.io.labels import REMEDIES
from triagering.models import CarerRelation, Day, Link, Pin, Reason
from triagering.solver.compiled import compile_day
from triagering.solver.reasons import impossible, reason_for

TWO = [visit("v1"), visit("v2")]


def carers(number: int) -> list[Any]:
    return [carer(f"c{n}") for n in range(1, number + 1)]


def linked(**relation: Any) -> tuple[Link, ...]:
    return (Link(id="l", first="v1", second="v2", **relation),)


def reasons(made: Day) -> dict[str, str]:
    """Plan a day and give the reasons of what it leaves out, which the checker accepts."""
    found = plan_day(made, effort=300, workers=1).plan
    assert check(made, found).valid
    return {out.id: str(out.reason) for out in found.unplanned}


@pytest.mark.parametrize("made", [
    day(TWO, carers(5), links=linked(min_gap=0, max_gap=0, carers=CarerRelation.SAME)),
    day(TWO, carers(5), links=linked(min_gap=600)),
    day(TWO, carers(1), links=linked(carers=CarerRelation.OTHER)),
    day([visit("v1", "12:00-13:00", carers_needed=2, priority=1), visit("v2", "12:00-13:00")], carers(2),
        links=linked(carers=CarerRelation.OTHER)),
    day(TWO, carers(2), citizens=[citizen("z1", vetoes=["c1"]), citizen("z2", vetoes=["c2"])],
        links=linked(carers=CarerRelation.SAME)),
    day(TWO, carers(2), links=linked(max_gap=25, min_gap=-25, carers=CarerRelation.SAME), minutes=30)])
def test_what_a_link_alone_keeps_out_is_out_for_the_link(made: Day) -> None:
    assert list(reasons(made).values()) == ["linked"]
    assert reasons(made.replace(links=())) == {}


def test_of_two_that_only_go_together_and_cannot_both_are_out_for_the_link() -> None:
    assert reasons(day(TWO, carers(2), links=linked(min_gap=600, all_or_none=True))) == {"v1": "linked", "v2": "linked"}


@pytest.mark.parametrize(("staff", "relation", "legs", "why"), [
    (1, {"min_gap": 120}, {}, Reason.NO_CAPACITY), (1, {"min_gap": 121}, {}, Reason.LINKED),
    (1, {"max_gap": -120}, {}, Reason.NO_CAPACITY), (1, {"max_gap": -121}, {}, Reason.LINKED),
    (2, {"max_gap": -120}, {}, Reason.NO_CAPACITY), (2, {"min_gap": 120}, {}, Reason.NO_CAPACITY),
    (1, {"min_gap": 0, "max_gap": 30}, {}, Reason.NO_CAPACITY), (1, {"min_gap": 0, "max_gap": 29}, {}, Reason.LINKED),
    (1, {"min_gap": -30, "max_gap": 0}, {}, Reason.NO_CAPACITY), (1, {"min_gap": -29, "max_gap": 0}, {}, Reason.LINKED),
    (1, {"min_gap": 0, "max_gap": 50}, {"z1 z2": 31}, Reason.LINKED),
    (1, {"min_gap": 0, "max_gap": 50}, {"z2 z1": 31}, Reason.NO_CAPACITY),
    (1, {"min_gap": -50, "max_gap": 0}, {"z2 z1": 31}, Reason.LINKED),
    (1, {"min_gap": -50, "max_gap": 0}, {"z1 z2": 31}, Reason.NO_CAPACITY)])
def test_a_link_is_a_reason_where_no_carers_can_keep_it_to_the_minute(
    staff: int, relation: dict[str, Any], legs: dict[str, int], why: Reason,
) -> None:
    made = day(TWO, carers(staff), links=linked(**relation), legs=legs)
    assert reason_for(compile_day(made), 0, {1})[0] is why


@pytest.mark.parametrize(("needed", "shifts", "why"), [
    (1, ["07:00-08:30"], None), (1, ["07:00-08:29"], Reason.NO_SHIFT_IN_WINDOW),
    (2, ["07:00-15:00"], Reason.TOO_FEW_CARERS),
    (2, ["07:00-08:40", "08:00-12:00"], None), (2, ["07:00-08:40", "08:01-12:00"], Reason.NO_SHIFT_IN_WINDOW),
    (2, ["08:01-12:00", "07:00-08:40"], Reason.NO_SHIFT_IN_WINDOW)])
def test_what_nobody_could_do_alone_is_said_to_the_minute(needed: int, shifts: list[str], why: Reason | None) -> None:
    made = day([visit(carers_needed=needed)], carers(len(shifts)),
               shifts=[shift(f"c{n}", hours) for n, hours in enumerate(shifts, 1)])
    assert impossible(compile_day(made), 0) is why


@pytest.mark.parametrize(("ends", "why"), [("12:30", None), ("12:29", Reason.NO_SHIFT_IN_WINDOW)])
def test_a_meeting_needs_all_of_its_carers_who_are_at_work(ends: str, why: Reason | None) -> None:
    made = day([visit()], carers(2), shifts=[shift("c1"), shift("c2", f"07:00-{ends}")],
               activities=(activity(carers=("c1", "c2")),))
    assert impossible(compile_day(made), 1) is why


def test_who_goes_only_with_a_pinned_visit_that_finds_no_room_is_out_for_the_link() -> None:
    late = day(TWO, carers(2), shifts=[shift("c1", "12:00-15:00"), shift("c2")], links=linked(all_or_none=True),
               pins=(Pin(visit="v2", carer="c1"),))
    assert reasons(late) == {"v1": "linked", "v2": "pin_conflict"}


def test_of_two_that_only_go_together_the_unpinned_one_is_not_out_for_a_pin_that_could_be_kept() -> None:
    full = day([*TWO, visit("v3", "08:00-08:00", minutes=300, time_critical=True)],
               [carer("c1", "lift"), carer("c2")], minutes=10, links=linked(all_or_none=True),
               citizens=[citizen("z1", closed_circle=["c1"]), citizen("z2"), citizen("z3", closed_circle=["c1"])],
               pins=(Pin(visit="v2", carer="c2"),))
    assert reasons(full.replace(pins=())) == {"v1": "no_capacity", "v2": "no_capacity"}
    assert reasons(full) == {"v3": "no_capacity"}


@pytest.mark.parametrize(("pinned", "why"), [
    ((), "linked"), ((Pin(visit="v2", carer="c2", start=725),), "pin_conflict")])
def test_who_goes_only_with_a_visit_that_other_pins_leave_out_is_out_for_the_link_unless_it_is_pinned_too(
    pinned: tuple[Pin, ...], why: str,
) -> None:
    pins = [Pin(visit=id_, carer=carer, start=start)
            for id_, carer, start in (("v1", "c1", 545), ("v3", "c1", 530), ("v4", "c1", 560), ("v5", "c2", 720))]
    crowded = day([visit("v1"), visit("v2", "12:00-13:00"), visit("v3"), visit("v4"), visit("v5", "12:00-13:00")],
                  carers(2), links=linked(all_or_none=True), pins=(*pins, *pinned))
    assert reasons(crowded) == {"v1": "pin_conflict", "v2": why}


def test_a_link_is_not_blamed_for_a_visit_that_is_only_reached_by_way_of_another() -> None:
    legs = {"base z2": 200, "base z1": 10, "z1 z2": 10, "z2 base": 10, "z1 base": 10}
    made = day([visit("v1", "08:00-08:00"), visit("v2", "08:30-08:40"), visit("v3", "08:00-08:00", time_critical=True)],
               [carer("c1")], citizens=[citizen("z1"), citizen("z2"), citizen("z3", place="z1")], legs=legs,
               links=linked(min_gap=-1000, max_gap=1000), shifts=[shift("c1", "07:00-15:00")])
    assert reasons(made) == {"v1": "no_capacity"}


@pytest.mark.parametrize(("language", "words"), [("en", "together with"), ("da", "sammen med")])
def test_what_only_goes_together_is_said_to_come_back_together(language: Any, words: str) -> None:
    busy = day([visit("v1", "08:00-08:00", tasks="lift"), visit("v2", "12:00-13:00"),
                visit("v3", "08:00-08:00", tasks="lift", priority=1)],
               [carer("c1", "lift"), carer("c2")], links=linked(all_or_none=True))
    found = plan_day(busy, effort=300, workers=1).plan
    first, second = (line for line in left_out_text(busy, left_out(busy, found), language=language).splitlines()
                     if " 20 min " in line)
    assert first.endswith(f" 08:20, {words} v2")
    assert second.endswith(f" 13:20, {words} v1")


@pytest.mark.parametrize("language", ["en", "da"])
def test_what_no_time_of_anybody_brings_back_is_not_said_to_come_back_so(language: Any) -> None:
    apart = day(TWO, carers(2), links=linked(min_gap=600))
    found = plan_day(apart, effort=300, workers=1).plan
    text = left_out_text(apart, left_out(apart, found), language=language)
    assert REMEDIES[language][Reason.LINKED] in text
    assert "min " not in text


def test_a_meeting_left_out_needs_its_own_carers_not_a_window() -> None:
    made = day([visit("v1")], [carer("c1")], activities=(activity("m1", "08:00", carers=("c1",)),),
               prices=free(travel=1))
    text = run_lists(made, plan(made, "m1:no_capacity", c1="v1@08:00"))
    assert "Would help: its carers free at its time, or another time." in text


VERIFIED = (Reason.NOBODY_QUALIFIED, Reason.NOBODY_ACCEPTED, Reason.CLOSED_DISTRICT, Reason.TOO_FEW_CARERS,
            Reason.NO_SHIFT_IN_WINDOW)
"""In the order of docs/rules.md."""


def test_what_could_not_even_be_planned_alone_is_out_for_the_first_reason_that_the_checker_finds_true() -> None:
    given = set()
    for seed in range(60):
        made = random_day(seed, visits=8)
        if seed % 2:
            made = made.replace(shifts=tuple(one.replace(end=one.start + 90, break_=None) for one in made.shifts))
        compiled = compile_day(made)
        for unit, id_ in enumerate(compiled.units):
            true = [why for why in VERIFIED if not list(false_reasons(made, plan(made, f"{id_}:{why}")))]
            found = impossible(compiled, unit)
            assert found is (true[0] if true else None), (seed, id_)
            given.add(found)
    assert given == {*VERIFIED, None}
