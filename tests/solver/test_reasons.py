"""Why something is left out: the first reason of docs/rules.md that applies, with each cause made on purpose."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from tests.builders import activity, carer, citizen, day, free, minute, pause, plan, shift, visit
from tests.solver.exact.random_days import random_day
from triagering import check, left_out, left_out_text, plan_day, run_lists
from triagering.evaluation.truth import false_reasons
from triagering.io.labels import REMEDIES
from triagering.models import CarerRelation, Day, Link, Pin, Reason, Shift
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


@pytest.mark.parametrize(("most", "why"), [([40, 39], None), ([39, 39], Reason.NO_SHIFT_FITS)])
def test_a_visit_that_is_too_much_load_for_anybody_fits_no_shift(most: list[int], why: Reason | None) -> None:
    made = day([visit()], carers(2), shifts=[shift(f"c{n}", max_load=load) for n, load in enumerate(most, 1)])
    assert impossible(compile_day(made), 0) is why


@pytest.mark.parametrize(("needed", "rest", "why"), [
    (1, pause("08:01-09:58", 60, at_ends=True), Reason.NO_SHIFT_FITS),
    (1, pause("08:00-09:58", 60, at_ends=True), None), (1, pause("08:01-09:59", 60, at_ends=True), None),
    (1, pause("08:01-09:58", 60, at_ends=True, mandatory=False), None), (1, pause("08:01-09:58", 60), None),
    (2, pause("07:30-10:30", 10, at_ends=True), Reason.NO_SHIFT_FITS)])
def test_a_break_that_must_be_taken_at_an_end_leaves_room_for_a_visit_or_not_to_the_minute(
    needed: int, rest: Any, why: Reason | None,
) -> None:
    made = day([visit("v1", "08:59-09:00", minutes=60, carers_needed=needed)], carers(needed),
               shifts=[shift("c1", break_=rest), shift("c2", break_=pause("08:55-09:55", 10, at_ends=True))][:needed])
    assert impossible(compile_day(made), 0) is why


def test_what_fits_no_shift_is_not_said_to_need_somebodys_time() -> None:
    made = day([visit(minutes=100)], carers(2), shifts=[shift("c1", max_load=110), shift("c2", max_load=110)])
    assert reasons(made) == {"v1": "no_shift_fits"}
    text = left_out_text(made, left_out(made, plan(made, "v1:no_shift_fits")))
    assert "would bring it back: more load or another break" in text


@pytest.mark.parametrize(("relation", "held", "why"), [
    ({"carers": CarerRelation.SAME}, [("c1", None)], "linked"),
    ({"carers": CarerRelation.SAME}, [("c2", None)], None),
    ({"carers": CarerRelation.OTHER}, [("c2", None)], "linked"),
    ({"carers": CarerRelation.OTHER}, [("c1", None)], None),
    ({"min_gap": 60}, [(None, "09:00")], None), ({"min_gap": 60}, [(None, "09:01")], "linked"),
    ({"carers": CarerRelation.OTHER}, [("c2", None), ("c1", None)], "linked")])
def test_a_link_to_a_planned_visit_is_asked_as_that_is_pinned(
    relation: dict[str, Any], held: list[tuple[str | None, str | None]], why: str | None,
) -> None:
    pins = tuple(Pin(visit="v1", carer=who, start=None if at is None else minute(at)) for who, at in held)
    made = day([visit("v1", carers_needed=len(held)), visit("v2", tasks="lift")],
               [carer("c1"), carer("c2", "lift"), carer("c3")], links=linked(**relation), pins=pins)
    assert reasons(made) == ({} if why is None else {"v2": why})
    assert reasons(made.replace(pins=())) == {}


def test_of_a_visit_by_two_a_pin_of_one_alone_may_rule_out_the_other_visit() -> None:
    made = day([visit("v1", carers_needed=2), visit("v2", tasks="lift")],
               [carer("c1"), carer("c2", "lift"), carer("c3")], links=linked(carers=CarerRelation.OTHER),
               pins=(Pin(visit="v1", carer="c2"),))
    assert reasons(made) == {"v2": "linked"}
    assert reasons(made.replace(pins=())) == {}


@pytest.mark.parametrize(("most", "why"), [(70, None), (69, "linked")])
def test_the_same_carer_of_linked_visits_has_load_for_both(most: int, why: str | None) -> None:
    made = day(TWO, carers(1), shifts=[shift("c1", max_load=most)], links=linked(carers=CarerRelation.SAME))
    assert list(reasons(made).values()) == ([] if why is None else [why])


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
            Reason.NO_SHIFT_IN_WINDOW, Reason.NO_SHIFT_FITS)
"""In the order of docs/rules.md."""


def hurried(one: Shift, how: int) -> Shift:
    """Give a shift as it is, a short one, one with little load, or one with a break that must be taken early."""
    early = pause("08:50-08:50", 30, at_ends=True)
    return (one, one.replace(end=one.start + 90, break_=None), one.replace(max_load=30),
            one.replace(break_=early, overtime=0, end=one.start + 150))[how]


def test_what_could_not_even_be_planned_alone_is_out_for_the_first_reason_that_the_checker_finds_true() -> None:
    given = set()
    for seed in range(60):
        made = random_day(seed, visits=8)
        made = made.replace(shifts=tuple(hurried(one, seed % 4) for one in made.shifts))
        compiled = compile_day(made)
        for unit, id_ in enumerate(compiled.units):
            true = [why for why in VERIFIED if not list(false_reasons(made, plan(made, f"{id_}:{why}")))]
            found = impossible(compiled, unit)
            assert found is (true[0] if true else None), (seed, id_)
            given.add((found, seed % 4))
    assert {found for found, _ in given} == {*VERIFIED, None}
    assert {how for found, how in given if found is Reason.NO_SHIFT_FITS} == {2, 3}


def possible(made: Day) -> bool:
    """Try every start of the only visit, with every break and without, and let the checker judge."""
    [due], rest = made.visits, made.shifts[0].break_
    starts = [f"v1@{start}" for one in due.windows for start in range(one.earliest_start, one.latest_start + 1)]
    breaks = [] if rest is None else [
        f"break@{at}+{rest.minutes}" for at in range(rest.earliest_start, rest.latest_start + 1)]
    routes = [*starts, *(text for one in starts for two in breaks for text in (f"{one} {two}", f"{two} {one}"))]
    return any(check(made, plan(made, c1=route)).valid for route in routes)


def alone(rng: Random) -> Day:
    """Give a visit and a carer whose day is full with it, with a break and the ways."""
    opens = rng.randrange(480, 500)
    rest = pause(f"{opens + rng.randrange(-12, 8)}-{opens + rng.randrange(8, 25)}", rng.randrange(5, 40),
                 at_ends=rng.random() < 0.8, mandatory=rng.random() < 0.8,
                 latest_end=rng.choice([None, None, opens + rng.randrange(48, 70)]))
    return day([visit("v1", f"{opens}-{opens + 4}, {opens + 15}-{opens + 18}", minutes=rng.randrange(5, 20))],
               [carer("c1", end_place="home")], legs={"base z1": rng.randrange(15), "z1 home": rng.randrange(15)},
               shifts=[shift("c1", f"{rng.randrange(440, 480)}-{opens + rng.randrange(50, 60)}", break_=rest,
                             overtime=rng.choice([0, 9]), max_load=rng.choice([None, 30]),
                             next_start=rng.choice([None, opens + 715]))])


def test_a_visit_fits_a_shift_if_and_only_if_some_plan_of_it_alone_keeps_every_rule() -> None:
    rng, found = Random(1), []
    for _ in range(150):
        made = alone(rng)
        found.append(possible(made))
        assert (impossible(compile_day(made), 0) is None) is found[-1]
        assert bool(list(false_reasons(made, plan(made, "v1:no_shift_fits")))) is found[-1]
    assert 20 < found.count(False) < found.count(True)
