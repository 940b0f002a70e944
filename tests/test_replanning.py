"""A day planned again keeps what has begun, begins the rest from now on, and changes few lists."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.builders import activity, carer, citizen, day, free, pause, plan, shift, visit, window
from tests.solver.exact.random_days import random_day
from triagering import InputError, check, day_at, evaluate, plan_day, read_day, replan_day, write_day
from triagering.io.history.records import visit_records
from triagering.models import CarerRelation, Link, Pin, Term, TimeWindow

ROOT = Path(__file__).parents[1]
CODE = re.search(r"```python\n(.*?)```", (ROOT / "docs" / "replanning.md").read_text(encoding="utf-8"), re.DOTALL)[1]
NOW = 9 * 60


@pytest.fixture(scope="module")
def ran() -> dict[str, Any]:
    """Run the recipe of docs/replanning.md with a fixed effort."""
    names: dict[str, Any] = {}
    source = CODE.replace("seconds=5", "effort=2000, workers=1").replace('"examples/', f'"{ROOT}/examples/')
    exec(compile(source, "replanning.md", "exec"), names)
    return names


def test_what_has_begun_is_planned_as_it_was(ran: dict[str, Any]) -> None:
    again = ran["again"].plan
    assert check(ran["now"], again).valid
    begun = {pin.visit for pin in ran["now"].pins}
    assert len(begun) > 15
    for id_ in begun - {ran["last"]}:
        assert set(again.placed[id_]) == set(ran["morning"].placed[id_])
    assert again.placed[ran["last"]] == ((ran["SICK"], ran["NOW"] - 2),)


def test_nothing_else_begins_before_now_nor_is_with_who_goes_home(ran: dict[str, Any]) -> None:
    placed, begun = ran["again"].plan.placed, {pin.visit for pin in ran["now"].pins}
    others = [stop for id_ in placed.keys() & ran["now"].visit_by_id.keys() - begun for stop in placed[id_]]
    assert len(others) > 20
    assert all(start >= ran["NOW"] and carer != ran["SICK"] for carer, start in others)


def test_few_lists_change(ran: dict[str, Any]) -> None:
    """Who goes home had some visits left; of the others nearly all keep their carers."""
    before, after = ran["morning"].placed, ran["again"].plan.placed
    begun = {pin.visit for pin in ran["now"].pins}
    rest = [id_ for id_ in before if id_ in ran["now"].visit_by_id and id_ not in begun
            and ran["SICK"] not in dict(before[id_])]
    kept = [id_ for id_ in rest if dict(before[id_]).keys() == dict(after.get(id_, ())).keys()]
    assert len(rest) > 20
    assert len(kept) >= len(rest) - 3


def test_one_carer_who_goes_home_may_be_named_alone() -> None:
    one = day([visit("v1")], [carer("c10"), carer("c1")])
    told = plan(one, c10="v1@08:00")
    assert day_at(one, told, NOW, gone="c10") == day_at(one, told, NOW, gone=["c10"])


def test_a_pinned_visit_that_the_plan_leaves_out_has_not_begun() -> None:
    pins = (Pin(visit="v1", carer="c1", start=8 * 60), Pin(visit="v2", carer="c1", start=8 * 60))
    one = day([visit("v1"), visit("v2")], pins=pins)
    told = plan(one, "v2:pin_conflict", c1="v1@08:00")
    now = day_at(one, told, NOW)
    assert now.pins == (Pin(visit="v2", carer="c1"), pins[0])
    assert [found.windows[0].earliest_start for found in now.visits] == [8 * 60, NOW]
    later = day_at(now, plan(now, "v1:pin_conflict", c1="v2@09:00"), NOW + 60)
    assert {pin.visit for pin in later.pins} == {"v1", "v2"}  # v1 was done before


def test_a_pinned_start_wins_over_a_link_to_what_somebody_did_who_is_no_more_at_work() -> None:
    one = day([visit("v1", "08:00-12:00"), visit("v2")], [carer("c1"), carer("c2")], shifts=[shift("c1")],
              links=(Link(id="l1", first="v2", second="v1", max_gap=60),), pins=(Pin(visit="v1", start=10 * 60),))
    now = day_at(one, plan(one, c1="v1@10:00"), NOW, went={"v2": [("c2", 8 * 60 + 10)]})
    assert ([found.id for found in now.visits], now.pins) == (["v1"], one.pins)


@pytest.mark.parametrize(("given", "begun"), [
    ({"previous_end": -230}, "06:50"), ({"next_start": 15 * 60 + 660}, "14:50"), ({"previous_end": -200}, "07:30"),
    ({"previous_end": -100, "rest_before": 510}, "06:50"), ({"next_start": 15 * 60 + 500, "rest_after": 490}, "14:50"),
    # one rest is as short as was agreed on, the other is not, and does not become so: two in a row are refused
    ({"previous_end": -240, "rest_before": 480, "next_start": 15 * 60 + 500, "rest_after": 490}, "06:50"),
    ({"previous_end": -200, "rest_before": 480, "next_start": 15 * 60 + 660, "rest_after": 480}, "14:50")])
@pytest.mark.parametrize("gone", [(), ("c1",)])
def test_daily_rest_takes_nothing_from_what_has_begun(given: dict[str, int], begun: str, gone: tuple[str, ...]) -> None:
    one = day([visit("v1", "06:00-15:00")], shifts=[shift("c1", "07:00-15:00", **given)])
    at = window(f"{begun}-{begun}").earliest_start
    _, again = replan_day(one, plan(one, c1=f"v1@{begun}"), at + 5, went={"v1": [("c1", at)]}, gone=gone, effort=20,
                          workers=1)
    assert again.plan.placed == {"v1": (("c1", at),)}


@pytest.mark.parametrize(("given", "begun"), [
    ({"previous_end": -60, "rest_before": 510}, "07:40"), ({"previous_end": -240, "rest_before": 690}, "07:40"),
    ({"next_start": 15 * 60 + 500, "rest_after": 490}, "14:40"),
    ({"next_start": 15 * 60 + 700, "rest_after": 690}, "14:40")])
def test_a_rest_agreed_on_bounds_a_shift_that_has_begun_in_time_as_before(given: dict[str, int], begun: str) -> None:
    one = day([visit("v1", "06:00-15:00")], shifts=[shift("c1", "07:00-15:00", overtime=30, **given)])
    now = day_at(one, plan(one, c1=f"v1@{begun}"), NOW + 8 * 60)
    assert (now.shifts, now.span(now.shifts[0])) == (one.shifts, one.span(one.shifts[0]))


def test_the_windows_of_what_has_begun_hold_when_it_did_and_the_rest_begins_now() -> None:
    one = day([visit("v1", "08:30-08:40-08:50"), visit("v2", "08:00-10:00"), visit("v3", "08:00-08:30-10:00"),
               visit("v4", "08:00-08:30, 12:00-13:00"), visit("v5", "08:00-08:30"), visit("v6", "11:00-12:00")])
    told = plan(one, "v4:no_capacity v5:no_capacity v6:no_capacity", c1="v1@08:30 v2@08:59 v3@09:30")
    now = day_at(one, told, NOW, went={"v1": [("c1", 8 * 60 + 20)]}, late=15)
    assert [tuple((w.earliest_start - NOW, w.agreed_start - NOW, w.latest_start - NOW) for w in found.windows)
            for found in now.visits] == [
        ((-40, -40, -40),), ((-1, -1, -1),), ((0, 30, 60),), ((180, 180, 240),), ((0, 0, 15),),
        ((120, 120, 180),)]
    assert now.pins == (Pin(visit="v1", carer="c1", start=NOW - 40), Pin(visit="v2", carer="c1", start=NOW - 1))
    assert [found.told for found in now.visits] == [set(), set(), {"c1"}, set(), set(), set()]


def test_what_was_agreed_is_kept_beside_what_was_told_however_often_it_is_planned_again() -> None:
    one = day([visit("v1", "08:30-08:40-08:50"), visit("v2", "08:00-09:30-12:00, 14:00-15:00"),
               visit("v3", "08:00-08:30")])
    now = day_at(one, plan(one, "v3:no_capacity", c1="v1@08:45 v2@11:00"), NOW)
    later = day_at(now, plan(now, "v3:no_capacity", c1="v1@08:45 v2@11:30"), NOW + 90)
    for again, told in ((now, 11 * 60), (later, 11 * 60 + 30)):
        assert [found.agreed for found in again.visits] == [found.windows for found in one.visits]
        assert again.visit_by_id["v2"].windows[0].agreed_start == again.visit_by_id["v2"].told_at(told + 1) == told


@pytest.mark.parametrize("seed", range(12))
def test_figures_of_the_same_starts_are_the_same_by_the_first_day_and_by_the_one_planned_again(seed: int) -> None:
    """But for visits that are off the day, or late beyond all windows."""
    one = random_day(seed, visits=10)
    morning = plan_day(one, effort=100, workers=1, prove=False).plan
    for minute in (8 * 60 + 30, 9 * 60 + 30):
        now, again = replan_day(one, morning, minute, effort=100, workers=1, prove=False, late=0)
        before, after = evaluate(one, again.plan), evaluate(now, again.plan)
        assert now.visit_by_id.keys() == one.visit_by_id.keys()
        for figure in ("punctual_30", "punctual_60", "lateness_mean", "lateness_max"):
            assert getattr(before, figure) == getattr(after, figure)


def test_figures_and_histories_count_from_what_was_agreed_and_not_from_what_was_told() -> None:
    one = day([visit("v1", "08:00-08:20-10:00"), visit("v2", "08:00-09:30-12:00"), visit("v3", "08:00-08:30")],
              prices=free(lateness=1))
    now = day_at(one, plan(one, "v3:no_capacity", c1="v1@08:50 v2@11:00"), NOW)
    found = plan(now, c1="v1@08:50 v2@11:05 v3@09:40")
    figures = evaluate(now, found)
    assert check(now, found).costs == {Term.LATENESS: 5 + 40}
    assert (figures.lateness_mean, figures.lateness_max, figures.punctual_30) == ((30 + 95 + 100) / 3, 100, 1 / 3)
    rows = visit_records(now, found)
    assert [row["agreed_start"] for row in rows] == [8 * 60 + 20, 9 * 60 + 30, 8 * 60]
    assert visit_records(now, plan(now, "v1:no_capacity v2:no_capacity v3:no_capacity"))[1]["agreed_start"] == 570


@pytest.mark.parametrize(("early", "opens"), [(None, [540, 780]), (15, [705, 780]), (0, [720, 780]), (400, [540, 780])])
def test_nobody_comes_sooner_than_told_by_more_than_is_said(early: int | None, opens: list[int]) -> None:
    one = day([visit("v1", "08:00-12:30, 13:00-14:00"), visit("v2", "08:00-12:30")])
    now = day_at(one, plan(one, "v2:no_capacity", c1="v1@12:00"), NOW, early=early)
    assert [window.earliest_start for window in now.visits[0].windows] == opens
    assert now.visits[1].windows[0].earliest_start == NOW
    pinned = one.replace(pins=(Pin(visit="v1", start=10 * 60),))
    assert day_at(pinned, plan(one, "v2:no_capacity", c1="v1@12:00"), NOW, early=early).pins == pinned.pins
    later = day_at(one, plan(one, "v2:no_capacity", c1="v1@13:30"), NOW, early=20)
    assert [window.earliest_start for window in later.visits[0].windows] == [13 * 60 + 10]


def test_where_the_windows_are_over_by_then_a_visit_may_begin_sooner_than_told_and_never_outside_them() -> None:
    one = day([visit("v1", "07:00-09:30")])
    now = day_at(one, plan(day([visit("v1", "08:00-12:00")]), c1="v1@10:30"), NOW, early=15)
    assert [(found.earliest_start, found.latest_start) for found in now.visits[0].windows] == [(NOW, NOW + 30)]


def test_what_was_agreed_lies_within_what_a_link_leaves() -> None:
    one = day([visit("v1"), visit("v2", "08:00-10:00-12:00")], [carer("c1"), carer("c2")], shifts=[shift("c1")],
              links=(Link(id="l1", first="v1", second="v2", max_gap=60),))
    now = day_at(one, plan(one, c1="v2@10:00"), NOW, went={"v1": [("c2", 8 * 60 + 10)]})
    assert now.visits[0].windows == (window("09:00-09:10-09:10"),)


def test_a_plan_of_carers_whom_the_day_does_not_know_is_of_another_day() -> None:
    with pytest.raises(InputError) as refused:
        day_at(day([visit("v1")]), plan(day([visit("v1")], [carer("c1"), carer("c9")]), c9="v1@08:00"), NOW)
    assert [(issue.code, issue.table, issue.value) for issue in refused.value.issues] == [("E102", "plan", "c9")]


def test_whoever_was_to_come_but_has_not_may_come_now() -> None:
    one = day([visit("v1", "08:00-08:30")])
    now = day_at(one, plan(one, c1="v1@08:10"), NOW, went={"v1": []})
    assert (now.pins, now.visits[0].told) == ((), {"c1"})
    assert now.visits[0].windows == (TimeWindow(earliest_start=NOW, agreed_start=NOW, latest_start=NOW + 60),)


@pytest.mark.parametrize("who", [
    {"shifts": [shift("c2")]},
    {"citizens": [citizen("z1", vetoes=["c1"])]},
])
def test_what_somebody_did_whom_no_plan_can_send_holds_them_and_what_it_is_linked_to(who: dict[str, Any]) -> None:
    links = (Link(id="l1", first="v1", second="v2", min_gap=200, max_gap=205),)
    before = day([visit("v1"), visit("v2", "11:00-12:00")], [carer("c1"), carer("c2")], links=links)
    one = day([visit("v1"), visit("v2", "11:00-12:00")], [carer("c1"), carer("c2")], links=links, **who)
    now = day_at(one, plan(before, c1="v1@08:10", c2="v2@11:00"), NOW)
    assert ([found.id for found in now.visits], now.pins, now.links) == (["v2"], (), ())
    held = activity("v1", 8 * 60 + 10, carers=("c1",), place="z1", minutes=20)
    assert now.activities == (() if "shifts" in who else (held,))
    assert now.visits[0].windows == (window("11:30-11:30-11:35"),)


def test_who_goes_home_ends_where_the_last_visit_is_and_who_has_not_begun_has_no_shift() -> None:
    one = day([visit("v1", minutes=90), visit("v2", "11:00-12:00"), visit("v3", "11:00-12:00")],
              [carer("c1"), carer("c2")], shifts=[
                  shift("c1", overtime=30, reserve=15, break_=pause("10:00-12:00")), shift("c2")],
              activities=(activity("a1", 7 * 60, carers=("c1",), minutes=5), activity("a3", 15 * 60, carers=("c2",)),
                          activity("a2", 14 * 60, carers=("c1", "c2"))),
              pins=(Pin(visit="v2", carer="c1"), Pin(visit="v3", carer="c2", start=11 * 60)))
    now = day_at(one, plan(one, c1="a1@07:00 v1@08:10 v2@11:00 a2@14:00", c2="v3@11:00 a2@14:00 a3@15:00"), NOW,
                 gone=["c1", "c2"])
    assert now.shifts == (shift("c1", f"{one.shifts[0].start}-{NOW + 40}"),)
    assert [found.end_place for found in now.carers] == ["z1", None]
    assert [found.id for found in now.activities] == ["a1"]
    assert now.pins == (Pin(visit="v3", start=11 * 60), Pin(visit="v1", carer="c1", start=8 * 60 + 10))


@pytest.mark.parametrize(("opens", "taken", "held"), [
    ("08:00-10:00", "break@08:30+30", "08:30-08:30"),
    ("08:00-10:00", "", "09:00-10:00"),
    ("08:00-08:30", "", "09:00-09:00"),
    ("11:00-12:00", "", "11:00-12:00"),
])
def test_a_break_that_was_taken_stays_and_another_is_still_to_come(opens: str, taken: str, held: str) -> None:
    one = day([visit("v1", "07:00-10:00"), visit("v2", "07:00-10:00")], shifts=[shift(break_=pause(opens, 30))])
    now = day_at(one, plan(one, c1=f"v1@08:00 {taken} v2@09:30"), NOW)
    assert now.shifts == (shift(break_=pause(held, 30, at_ends=bool(taken))),)


def test_there_is_no_break_left_where_the_shift_is_nearly_over() -> None:
    one = day(shifts=[shift("c1", "07:00-09:20", break_=pause("08:00-08:40", 30))])
    assert day_at(one, plan(one, c1="v1@08:00"), NOW).shifts == (shift("c1", "07:00-09:20"),)


def test_a_link_between_what_has_begun_is_over_and_another_stays() -> None:
    links = (Link(id="l1", first="v1", second="v2", min_gap=0), Link(id="l2", first="v2", second="v3", min_gap=0))
    one = day([visit("v1"), visit("v2"), visit("v3", "09:00-12:00")], links=links)
    assert day_at(one, plan(one, c1="v1@08:00 v2@08:30 v3@10:00"), NOW).links == links[1:]


def test_whom_and_what_the_day_does_not_have_is_said_at_once() -> None:
    with pytest.raises(InputError) as refused:
        day_at(day(), plan(day(), c1="v1@08:00"), NOW, went={"v9": [("c9", 500)]}, gone={"c8"})
    assert [(issue.code, issue.table, issue.value) for issue in refused.value.issues] == [
        ("E102", "went", "v9"), ("E102", "went", "c9"), ("E102", "gone", "c8")]


@pytest.mark.parametrize("came", ["c1", [("c1",)], [("c1", "08:00")], [(1, 480)], "", None, 480, {"c1": 480}, ["c1"]])
def test_what_lists_no_carers_and_starts_is_refused(came: Any) -> None:
    with pytest.raises(InputError) as refused:
        replan_day(day(), plan(day(), c1="v1@08:00"), NOW, went={"v1": came})
    [issue] = refused.value.issues
    assert (issue.code, issue.table, issue.row, bool(issue.hint)) == ("E510", "went", "v1", True)


def test_what_went_otherwise_may_come_from_json() -> None:
    pairs: Any = [["c1", 500]]
    one = day()
    assert day_at(one, plan(one, c1="v1@08:00"), NOW, went={"v1": pairs}) == day_at(
        one, plan(one, c1="v1@08:00"), NOW, went={"v1": [("c1", 500)]})


def test_minutes_below_nothing_are_refused() -> None:
    with pytest.raises(InputError) as refused:
        replan_day(day(), plan(day(), c1="v1@08:00"), NOW, early=-5, late=-100)
    assert [(issue.code, issue.field, issue.value) for issue in refused.value.issues] == [
        ("E511", "late", "-100"), ("E511", "early", "-5")]


def test_what_was_told_is_kept_unless_something_else_is_cheaper() -> None:
    one = day([visit("v1", "08:00-08:00"), visit("v2", "10:00-12:00", citizen="z1")], [carer("c1"), carer("c2")],
              prices=free(not_told=5, face=3))
    told = plan(one, c1="v1@08:00", c2="v2@10:00")
    now, again = replan_day(one, told, NOW, effort=50, workers=1)
    assert again.plan.placed["v2"][0][0] == "c2"
    cheap = one.replace(settings=one.settings.replace(prices=free(not_told=2, face=3)))
    now, again = replan_day(cheap, told, NOW, effort=50, workers=1)
    assert again.plan.placed["v2"][0][0] == "c1"
    assert check(now, again.plan).valid


@pytest.mark.parametrize("seed", range(12))
def test_of_any_day_what_has_begun_can_be_planned_as_it_was(seed: int) -> None:
    one = random_day(seed, visits=10)
    morning = plan_day(one, effort=100, workers=1, prove=False).plan
    for minute in (8 * 60, 9 * 60, 10 * 60, 12 * 60):
        now, again = replan_day(one, morning, minute, effort=100, workers=1, prove=False)
        begun = {id_ for id_, came in morning.placed.items() if id_ in now.visit_by_id and came[0][1] < minute}
        assert {id_: set(again.plan.placed.get(id_, ())) for id_ in begun} == {
            id_: set(morning.placed[id_]) for id_ in begun}


def test_the_next_time_what_had_begun_is_still_done() -> None:
    """Also where the plan could not hold it."""
    one = day([visit("v1"), visit("v2", "10:00-12:00")])
    now = day_at(one, plan(one, c1="v1@08:00 v2@10:00"), NOW)
    later = day_at(now, plan(now, "v1:pin_conflict", c1="v2@10:00"), NOW + 30)
    assert (later.visits, later.pins) == (now.visits, now.pins)


def test_one_of_two_carers_may_have_come_and_at_one_time() -> None:
    one = day([visit("v1", carers_needed=2), visit("v2", carers_needed=2)], [carer("c1"), carer("c2"), carer("c3")])
    told = plan(one, "v2:no_capacity", c1="v1@08:00", c2="v1@08:00")
    now = day_at(one, told, NOW, went={"v1": [("c1", 485)], "v2": [("c3", 500), ("c2", 495)]})
    assert [found.carers_needed for found in now.visits] == [1, 2]
    assert now.pins == (Pin(visit="v1", carer="c1", start=485), Pin(visit="v2", carer="c2", start=495),
                        Pin(visit="v2", carer="c3", start=495))


@pytest.mark.parametrize(("link", "gone", "still"), [
    ({"min_gap": 0}, (), {"min_gap": 0}),
    ({"min_gap": 0, "max_gap": 59}, (), {"min_gap": 0}),
    ({"max_gap": 59}, (), None),
    ({"max_gap": 60}, (), {"max_gap": 60}),
    ({"carers": CarerRelation.SAME}, (), {"carers": CarerRelation.SAME}),
    ({"carers": CarerRelation.SAME}, ("c1",), None),
    ({"carers": CarerRelation.OTHER}, ("c1",), {"carers": CarerRelation.OTHER}),
])
def test_of_a_link_stays_what_can_still_be_kept(link: dict[str, Any], gone: tuple[str, ...], still: Any) -> None:
    one = day([visit("v1"), visit("v2")], links=(Link(id="l1", first="v1", second="v2", **link),))
    now = day_at(one, plan(one, c1="v1@08:00 v2@09:30"), NOW, gone=gone)
    assert now.links == (() if still is None else (Link(id="l1", first="v1", second="v2", **still),))


@pytest.mark.parametrize(("least", "still"), [(0, ()), (-90, (Link(id="l1", first="v2", second="v1", min_gap=-90),))])
def test_who_should_have_been_before_is_after(least: int, still: tuple[Link, ...]) -> None:
    one = day([visit("v1"), visit("v2")], links=(Link(id="l1", first="v2", second="v1", min_gap=least),))
    assert day_at(one, plan(one, c1="v1@08:00 v2@09:30"), NOW).links == still


def test_what_began_before_the_shift_or_ends_after_it_is_held() -> None:
    """All ways take ten minutes."""
    one = day([visit("v1", "07:00-10:00"), visit("v2", minutes=40)], shifts=[shift("c1", "08:00-09:00", overtime=10)])
    told = plan(one, c1="v1@08:00 v2@08:20")
    now, again = replan_day(one, told, NOW, went={"v1": [("c1", 470)], "v2": [("c1", 510)]}, effort=50, workers=1)
    assert now.shifts == (shift("c1", "07:40-09:00", overtime=20),)
    late, later = replan_day(one, told, NOW, went={"v1": [("c1", 490)], "v2": [("c1", 535)]}, effort=50, workers=1)
    assert late.shifts == (shift("c1", "08:00-09:00", overtime=45),)
    assert not again.plan.unplanned
    assert not later.plan.unplanned


def test_what_is_planned_all_or_none_with_what_has_begun_may_be_left_out_alone() -> None:
    links = (Link(id="l1", first="v1", second="v2", min_gap=0, all_or_none=True),)
    one = day([visit("v1"), visit("v2", "08:00-10:00")], links=links)
    assert day_at(one, plan(one, c1="v1@08:00 v2@09:30"), NOW).links == (links[0].replace(all_or_none=False),)


def test_a_break_that_cannot_have_been_taken_is_still_to_come() -> None:
    one = day([visit("v1"), visit("v2"), visit("v3", "10:00-12:00")],
              shifts=[shift(break_=pause("08:20-08:40", 30, latest_end=9 * 60))])
    told = plan(one, c1="v1@08:00 break@08:25+30 v2@08:55 v3@10:00")
    now = day_at(one, told, NOW, went={"v1": [("c1", 490)], "v2": [("c1", 530)]})
    assert now.shifts[0].break_ == pause("09:10-09:10", 30, latest_end=9 * 60 + 40, at_ends=True)


def test_a_meeting_was_held_by_those_who_were_not_elsewhere() -> None:
    one = day([visit("v1")], [carer("c1"), carer("c2"), carer("c3")],
              activities=(activity("a1", 8 * 60 + 30, carers=("c1", "c2", "c3")),))
    told = plan(one, c1="v1@08:00 a1@08:30", c2="a1@08:30")
    now = day_at(one, told, NOW, went={"v1": [("c1", 8 * 60 + 15)]})
    assert [found.carers for found in now.activities] == [("c2",)]


def test_what_has_begun_stays_though_a_planner_pins_what_is_to_come_over_it() -> None:
    one = day([visit("v1", "10:00-10:00", minutes=60), visit("v2", "09:00-09:00", citizen="z2")])
    told = plan(one, c1="v2@09:00 v1@10:00")
    new = one.replace(visits=(*one.visits, visit("v3", "10:05-10:30", citizen="z2")),
                      pins=(Pin(visit="v3", carer="c1"),))
    now, again = replan_day(new, told, NOW + 65, effort=200, workers=1)
    assert [(left.id, left.reason) for left in again.plan.unplanned] == [("v3", "pin_conflict")]
    assert check(now, again.plan).unplanned_by_class == {"pinned": 1}
    assert now.begun == {"v1", "v2"}


def test_what_has_begun_stays_though_a_meeting_becomes_possible() -> None:
    """Two were to meet, one of them was elsewhere; now the other is to go there alone, in the middle of a visit."""
    one = day([visit("v1", "10:00-10:00", minutes=60), visit("v2", "10:00-10:30", citizen="z2", minutes=30)],
              [carer("c1"), carer("c2")], activities=(activity("a1", start="10:10", minutes=30, carers=("c1", "c2")),))
    told = plan(one, "a1:pin_conflict", c1="v1@10:00", c2="v2@10:00")
    _, again = replan_day(one, told, NOW + 65, gone=["c2"], effort=200, workers=1)
    assert again.plan.placed["v1"] == (("c1", NOW + 60),)
    assert [left.id for left in again.plan.unplanned] == ["a1"]


def test_a_break_that_is_due_may_end_the_day_where_a_meeting_is_all_that_is_to_come() -> None:
    one = day([visit("v1"), visit("v2", "11:10-11:10")], shifts=[shift("c1", break_=pause("10:30-12:00", 30))],
              activities=(activity("a1", start="10:00", minutes=30),))
    told = plan(one, c1="v1@08:00 a1@10:00 break@10:30+30 v2@11:10")
    _, again = replan_day(one.replace(visits=one.visits[:1]), told, NOW, effort=200, workers=1)
    assert not again.plan.unplanned


def test_a_break_that_is_being_taken_is_not_given_up() -> None:
    one = day([visit("v1"), visit("v2", "09:00-09:30", citizen="z1")], prices=free(missed_break=1, lateness=10),
              shifts=[shift("c1", break_=pause("08:00-10:00", 30, mandatory=False))])
    told = plan(one, c1="v1@08:00 break@08:25+30 v2@09:00")
    new = one.replace(visits=(*one.visits, visit("v3", "08:40-08:50", citizen="z1")))
    _, again = replan_day(new, told, NOW - 20, effort=200, workers=1)
    assert Term.MISSED_BREAK not in again.costs
    assert [left.id for left in again.plan.unplanned] == ["v3"]
    elsewhere = day_at(new, told, NOW - 20, went={"v1": [("c1", NOW - 55)]})
    assert [one.break_.mandatory for one in elsewhere.shifts if one.break_] == [False]


def test_a_day_of_which_all_is_done_by_somebody_who_left_says_so() -> None:
    one = day([visit("v1")], [carer("c1"), carer("c2")])
    with pytest.raises(InputError, match=r"E110.*done by carers who may not do them, or are not at work"):
        day_at(one.replace(shifts=one.shifts[1:]), plan(one, c1="v1@08:00"), NOW)


@pytest.mark.parametrize("path", ["day", "day.json"])
def test_what_has_begun_is_known_when_a_day_is_read_again(tmp_path: Path, path: str) -> None:
    one = day([visit("v1"), visit("v2", "10:00-12:00")], activities=(activity("a1", start="08:30", minutes=15),))
    now = day_at(one, plan(one, c1="v1@08:00 a1@08:30 v2@10:00"), NOW)
    write_day(now, tmp_path / path)
    assert read_day(tmp_path / path) == now
    assert (now.now, now.begun) == (NOW, {"v1", "a1"})
    assert now.counted_as("v1") == "begun"


def test_when_a_day_stands_is_read_as_a_time_or_refused(tmp_path: Path) -> None:
    one = day([visit("v1")]).replace(now=NOW)
    write_day(one, tmp_path / "day")
    table = tmp_path / "day" / "day.csv"
    text = table.read_text(encoding="utf-8-sig")
    assert "now;09:00" in text
    table.write_text(text.replace("09:00", "nine"), encoding="utf-8")
    with pytest.raises(InputError, match=r"day.*nine.*is not a time"):
        read_day(tmp_path / "day")
    write_day(one, tmp_path / "day.json")
    document = (tmp_path / "day.json").read_text(encoding="utf-8")
    (tmp_path / "text.json").write_text(document.replace('"now": 540', '"now": "09:00"'), encoding="utf-8")
    assert read_day(tmp_path / "text.json") == one
    (tmp_path / "text.json").write_text(document.replace('"now": 540', '"now": "nine"'), encoding="utf-8")
    with pytest.raises(InputError, match=r"nine.*is not a time"):
        read_day(tmp_path / "text.json")


def test_of_two_alike_the_one_that_was_told_of_is_kept() -> None:
    """Also where it costs more: somebody waits for it."""
    one = day([visit("v1", "09:00-09:10", citizen="z1"), visit("v2", "09:00-09:10", citizen="z2")],
              prices=free(travel=1, not_told=100), legs={"base z2": 40, "z2 base": 40})
    told = plan(one, "v1:no_capacity", c1="v2@09:10")
    _, again = replan_day(one, told, 8 * 60, effort=100, workers=1)
    assert [left.id for left in again.plan.unplanned] == ["v1"]
    assert [left.id for left in plan_day(one, effort=100, workers=1).plan.unplanned] == ["v2"]


def test_a_day_is_not_taken_back() -> None:
    """What has begun since would not have."""
    one = day([visit("v1"), visit("v2", "10:00-12:00")])
    now = day_at(one, plan(one, c1="v1@08:00 v2@10:00"), NOW)
    assert day_at(now, plan(now, c1="v1@08:00 v2@10:00"), NOW).begun == {"v1"}
    with pytest.raises(InputError, match="E511 replan minute='08:59': is before the minute at which the day stands"):
        day_at(now, plan(now, c1="v1@08:00 v2@10:00"), NOW - 1)


@pytest.mark.parametrize(("asked", "code"), [
    ({"went": {"v1": [("c1", True)]}}, "E510"), ({"went": {"v1": [("c1", 10**9)]}}, "E510"),
    ({"went": [("v1", "c1", 480)]}, "E510"), ({"went": {1: [("c1", 480)]}}, "E102"),
    ({"late": 1.5}, "E511"), ({"late": None}, "E511"), ({"early": True}, "E511"), ({"late": 10**9}, "E511"),
    ({"minute": 540.5}, "E511"), ({"minute": None}, "E511"),
])
def test_what_is_no_answer_is_refused_with_a_code(asked: dict[str, Any], code: str) -> None:
    one = day([visit("v1"), visit("v2", "10:00-12:00")])
    with pytest.raises(InputError, match=code):
        day_at(one, plan(one, c1="v1@08:00 v2@10:00"), **{"minute": NOW} | asked)
