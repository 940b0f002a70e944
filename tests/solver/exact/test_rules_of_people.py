"""Coverage, competence, together, links, continuity, boundary, fairness, stability and slack, each alone."""

from __future__ import annotations

import pytest

from tests.builders import activity, carer, citizen, day, free, minute, pause, shift, visit
from tests.solver.exact.solving import best, best_plan, cost, possible
from triagering.models import (
    Acquaintance,
    CarerRelation,
    Continuity,
    Day,
    District,
    Link,
    Miniteam,
    Municipality,
    Pin,
    Term,
    Wish,
)

PAIR = [carer("c1"), carer("c2")]


def who(made: Day) -> dict[str, set[str]]:
    """Give the carers of every visit in the best plan."""
    found: dict[str, set[str]] = {}
    for route in best_plan(made).routes:
        for stop in route.stops:
            found.setdefault(stop.id, set()).add(route.carer)
    return found


@pytest.mark.parametrize(("price", "paid"), [(199, {Term.UNPLANNED: 199}), (201, {Term.TRAVEL: 200})])
def test_a_visit_with_a_price_is_left_out_when_that_is_cheaper(price: int, paid: dict[Term, int]) -> None:
    made = day([visit(unplanned_price=price)], prices=free(travel=10))
    assert best(made, droppable=True).costs == paid


def test_an_activity_needs_its_carers_who_are_at_work() -> None:
    team = [carer("c1"), carer("c2"), carer("c3")]
    made = day([visit("v1", "09:00-09:00")], team, activities=(activity(carers=("c1", "c3")),),
               shifts=[shift("c1"), shift("c2")])
    assert who(made)["a1"] == {"c1"}
    assert not possible(day([visit("v1", "12:00-12:00")], activities=(activity(),)))


def test_more_able_hands_cost_minutes_times_steps() -> None:
    made = day([visit(tasks="practical_help")], [carer("c1", "practical_help", profession="nurse")],
               prices=free(over_qualified=2))
    assert best(made).costs == {Term.OVER_QUALIFIED: 120}


def test_only_the_able_come() -> None:
    made = day([visit(tasks="lift")], [carer("c1"), carer("c2", "lift")])
    assert who(made) == {"v1": {"c2"}}
    assert not possible(day([visit(tasks="lift")], [carer("c1"), carer("c2", "lift")], shifts=[shift("c1")]))


@pytest.mark.parametrize(("hours", "fits"), [("08:50-15:00", True), ("09:51-15:00", False)])
def test_two_carers_start_together(hours: str, fits: bool) -> None:
    made = day([visit(carers_needed=2)], PAIR, shifts=[shift("c1"), shift("c2", hours)])
    assert possible(made) is fits
    assert not possible(day([visit(carers_needed=2)]))


@pytest.mark.parametrize(("gap", "fits"), [(120, True), (121, False), (-120, True)])
def test_a_least_gap_is_kept(gap: int, fits: bool) -> None:
    made = day([visit("v1"), visit("v2")], PAIR, links=(Link(id="l", first="v1", second="v2", min_gap=gap),))
    assert possible(made) is fits


@pytest.mark.parametrize(("gap", "fits"), [(30, True), (29, False)])
def test_a_largest_gap_is_kept(gap: int, fits: bool) -> None:
    both_ways = (Link(id="l", first="v1", second="v2", min_gap=0, max_gap=gap),)
    assert possible(day([visit("v1"), visit("v2")], links=both_ways)) is fits


def test_linked_carers_are_the_same_or_others() -> None:
    same = (Link(id="l", first="v1", second="v2", carers=CarerRelation.SAME),)
    other = (Link(id="l", first="v1", second="v2", carers=CarerRelation.OTHER),)
    visits = [visit("v1", "08:00-08:00"), visit("v2", "08:00-08:00")]
    assert not possible(day(visits, PAIR, links=same))
    apart = [visit("v1", "08:00-08:00"), visit("v2", "09:00-09:00")]
    made = day(apart, PAIR, links=same, shifts=[shift("c1", unused_price=9), shift("c2", unused_price=9)])
    assert best(made).costs == {Term.UNUSED_SHIFT: 9}
    assert not possible(day(apart, links=other))
    assert possible(day(apart, PAIR, links=other))


def test_all_or_none_leaves_out_both() -> None:
    visits = [visit("v1", unplanned_price=7), visit("v2", tasks="lift", unplanned_price=8)]
    made = day(visits, [carer("c1"), carer("c2", "lift")], shifts=[shift("c1")],
               links=(Link(id="l", first="v1", second="v2", all_or_none=True),))
    assert best(made, droppable=True).costs == {Term.UNPLANNED: 15}


def test_a_veto_a_circle_and_a_hard_wish_exclude() -> None:
    for refusal in ({"vetoes": ["c1"]}, {"closed_circle": ["c2"]}, {"wishes": (Wish(attribute="f", hard=True),)}):
        made = day([visit()], [carer("c1"), carer("c2", attributes=["f"])], citizens=[citizen(**refusal)])
        assert who(made) == {"v1": {"c2"}}


def test_a_pair_is_paid_once_however_often_it_meets() -> None:
    visits = [visit("v1", citizen="z1"), visit("v2", citizen="z1")]
    known = (Acquaintance(citizen="z1", carer="c2", days_since=2),)
    made = day(visits, PAIR, prices=free(face=50, stranger=300), shifts=[shift("c1")], acquaintances=known)
    assert best(made).costs == {Term.FACE: 50, Term.STRANGER: 300}
    made = day(visits, PAIR, prices=free(face=50, stranger=300), acquaintances=known)
    assert best(made).costs == {Term.FACE: 50}


@pytest.mark.parametrize("listed", [["c1", "c2", "c3"], ["c1"]])
def test_faces_beyond_the_target_cost_whether_or_not_they_are_listed_today(listed: list[str]) -> None:
    known = tuple(Acquaintance(citizen="z1", carer=f"c{n}", days_since=3) for n in (2, 3))
    made = day([visit()], [carer(one) for one in listed], shifts=[shift("c1")], acquaintances=known,
               prices=free(beyond_target=100), settings={"continuity": Continuity(target=1)})
    assert best(made).costs == {Term.BEYOND_TARGET: 200}


def test_the_less_wanted_are_paid_per_stop() -> None:
    home = citizen("z1", contact_person="c2", preferred=["c2"], wishes=(Wish(attribute="f"), Wish(attribute="g")))
    made = day([visit("v1", citizen="z1"), visit("v2", citizen="z1")], PAIR, shifts=[shift("c1")], citizens=[home],
               prices=free(not_contact=1, not_preferred=10, unmet_wish=100))
    assert best(made).costs == {Term.NOT_CONTACT: 2, Term.NOT_PREFERRED: 20, Term.UNMET_WISH: 400}


def test_whoever_was_told_of_comes_unless_that_costs_more() -> None:
    told = day([visit("v1", citizen="z1", told=["c2"]), visit("v2", citizen="z1")], PAIR,
               prices=free(not_told=5, face=3))
    assert best(told).costs == {Term.FACE: 3}
    assert best(told.replace(shifts=(shift("c1"),))).costs == {Term.FACE: 3, Term.NOT_TOLD: 5}


@pytest.mark.parametrize(("closed", "fits"), [(False, True), (True, False)])
def test_districts_and_teams_are_paid_per_stop_or_closed(closed: bool, fits: bool) -> None:
    made = day(
        [visit()], [carer("c1", miniteam="s1", substitute=True)], citizens=[citizen("z1", miniteam="n1")],
        municipality=Municipality(districts=(District(id="north", closed=closed), District(id="south")), miniteams=(
            Miniteam(id="n1", district="north"), Miniteam(id="s1", district="south"))),
        prices=free(outside_team=1, outside_district=10, substitute=100))
    assert possible(made) is fits
    paid = {Term.OUTSIDE_TEAM: 1, Term.OUTSIDE_DISTRICT: 10, Term.SUBSTITUTE: 100}
    assert best(made).costs == (paid if fits else None)


@pytest.mark.parametrize(("most", "fits"), [(40, True), (39, False)])
def test_the_load_is_limited(most: int, fits: bool) -> None:
    assert possible(day([visit()], shifts=[shift(max_load=most)])) is fits


def test_the_longest_idle_time_is_paid() -> None:
    made = day([visit()], PAIR, prices=free(worst_idle=1),
               shifts=[shift("c1", "07:00-10:00"), shift("c2", "07:00-10:30")])
    assert cost(made) == 180  # c2 comes (210 - 40), c1 idles all day


@pytest.mark.parametrize(("unused", "paid"), [(None, 180), (171, 171), (169, 170), (1_000, 210)])
def test_an_unused_shift_idles_for_as_long_as_it_says(unused: int | None, paid: int) -> None:
    made = day([visit()], PAIR, prices=free(worst_idle=1),
               shifts=[shift("c1", "07:00-10:00", unused_idle=unused), shift("c2", "07:00-10:30")])
    assert cost(made) == paid


def test_idle_time_is_shortened_by_a_longer_break() -> None:
    visits = [visit("v1", "08:00-08:00"), visit("v2", "09:00-09:00")]
    made = day(visits, prices=free(worst_idle=1), shifts=[shift("c1", "07:50-09:30", break_=pause("08:20-09:00", 5))])
    assert cost(made) == 0


def test_load_is_compared_with_the_share_of_the_shift_each_deviation_rounded_up() -> None:
    made = day([visit("v1")], PAIR, prices=free(load_spread=1),
               shifts=[shift("c1", "07:00-12:00"), shift("c2", "07:00-14:00")])
    # by c2: 40 - 40 * 420 / 720 = 16.67 -> 17, and 40 * 300 / 720 = 16.67 -> 17
    assert cost(made) == 34
    equal = made.replace(settings=made.settings.replace(load_share="equal"))
    assert cost(equal) == 40


def test_heavy_visits_are_shared() -> None:
    visits = [visit("v1", heavy=True), visit("v2", heavy=True), visit("v3")]
    assert cost(day(visits, PAIR, prices=free(worst_heavy=7))) == 7
    assert cost(day(visits, prices=free(worst_heavy=7))) == 14


def test_a_pin_keeps_the_carer_and_the_start() -> None:
    made = day([visit()], PAIR, shifts=[shift("c1", unused_price=100), shift("c2")], prices=free(lateness=1),
               pins=(Pin(visit="v1", carer="c2", start=minute("09:15")),))
    assert best(made).costs == {Term.LATENESS: 75, Term.UNUSED_SHIFT: 100}
    assert who(made) == {"v1": {"c2"}}


def test_work_beyond_the_shift_is_missing_time_although_none_shall_be_kept_free() -> None:
    made = day([visit(minutes=120)], prices=free(reserve=1), shifts=[shift("c1", "08:00-09:00", overtime=120)])
    best_plan(made)
    assert best(made).costs == {Term.RESERVE: 80}


@pytest.mark.parametrize(("pause_", "missing"), [(None, 60), (pause("07:00-08:00", 30), 90)])
def test_missing_reserve_is_paid_and_the_break_is_not_free_time(pause_: object, missing: int) -> None:
    made = day([visit()], prices=free(reserve=1), shifts=[shift("c1", "07:00-09:00", reserve=140, break_=pause_)])
    assert best(made).costs == {Term.RESERVE: missing}
