"""What is left out, why, and what would bring it back; and the exchange test on plans that break the promise."""

from __future__ import annotations

import pytest

from tests import builders
from triagering.evaluation import check
from triagering.evaluation.exchange import find_exchanges
from triagering.evaluation.left_out import left_out
from triagering.io.labels import REMEDIES
from triagering.io.left_out import left_out_text
from triagering.models import (
    Break,
    Level,
    Link,
    Pin,
    Plan,
    Reason,
    Route,
    Rule,
    Shift,
    Stop,
    StopKind,
    Task,
    Unplanned,
    Visit,
)
from triagering.models.base import HORIZON
from triagering.triage.examples import tiny_day, window


def visit(id_, earliest, latest, *, minutes=30, competence="personal_care", **values):
    return Visit(id=id_, citizen=values.pop("citizen", "c1"), minutes=minutes, windows=(window(earliest, latest),),
                 tasks=(Task(competence=competence, minutes=minutes),), **values)


def day_of(*visits, shifts=None):
    day = tiny_day(*visits)
    return day.replace(shifts=shifts) if shifts is not None else day


def plan_of(day, routes, out):
    """``routes``: carer to {visit: start}; everybody else is free."""
    return Plan(
        routes=tuple(Route(carer=shift.carer, stops=tuple(
            Stop(kind=StopKind.VISIT, id=id_, start=start, end=start + day.visit_by_id[id_].minutes)
            for id_, start in routes.get(shift.carer, {}).items()))
            for shift in sorted(day.shifts, key=lambda shift: shift.carer)),
        unplanned=tuple(Unplanned(id=id_, reason=Reason.NO_CAPACITY, rule=Rule.COVERAGE) for id_ in sorted(out)))


ONE = (Shift(carer="ssh", start=420, end=900),)
BOTH = (*ONE, Shift(carer="ssa", start=420, end=900))


def critical_and_not():
    return day_of(visit("urgent", 480, 490, time_critical=True), visit("later", 480, 490, citizen="c2"), shifts=ONE)


def test_a_critical_visit_left_out_for_an_ordinary_one_is_found():
    day = critical_and_not()
    plan = plan_of(day, {"ssh": {"later": 480}}, ["urgent"])
    assert check(day, plan).valid
    [exchange] = find_exchanges(day, plan)
    assert (exchange.visit, exchange.carers, exchange.removed) == ("urgent", ("ssh",), ("later",))


def test_what_else_a_plan_breaks_hides_no_exchange():
    day = critical_and_not()
    plan = plan_of(day, {"ssh": {"later": 480}}, ["stray", "urgent"])
    assert not check(day, plan).valid
    assert [exchange.visit for exchange in find_exchanges(day, plan)] == ["urgent"]


def test_an_ordinary_visit_left_out_for_a_critical_one_is_right():
    day = critical_and_not()
    assert find_exchanges(day, plan_of(day, {"ssh": {"urgent": 480}}, ["later"])) == []


def test_a_critical_visit_left_out_for_another_critical_one_is_no_exchange():
    day = day_of(visit("a", 480, 490, time_critical=True), visit("b", 480, 490, time_critical=True, citizen="c2"),
                 shifts=ONE)
    assert find_exchanges(day, plan_of(day, {"ssh": {"a": 480}}, ["b"])) == []


def test_a_carer_who_may_not_do_it_is_no_exchange():
    day = day_of(visit("urgent", 480, 490, time_critical=True, competence="nursing"),
                 visit("later", 480, 490, citizen="c2"), shifts=ONE)
    assert find_exchanges(day, plan_of(day, {"ssh": {"later": 480}}, ["urgent"])) == []


def test_other_stops_are_moved_within_their_windows_to_make_room():
    day = day_of(visit("urgent", 480, 485, time_critical=True),
                 visit("movable", 470, 600, time_critical=True, citizen="c2"),
                 visit("later", 530, 540, citizen="c2"), shifts=ONE)
    plan = plan_of(day, {"ssh": {"movable": 475, "later": 530}}, ["urgent"])
    assert check(day, plan).valid
    assert [exchange.visit for exchange in find_exchanges(day, plan)] == ["urgent"]


def test_a_carer_without_a_route_can_do_it():
    day = day_of(visit("urgent", 480, 490, time_critical=True), shifts=ONE)
    assert [exchange.carers for exchange in find_exchanges(day, Plan(unplanned=plan_of(day, {}, ["urgent"]).unplanned))
            ] == [("ssh",)]


def test_a_pinned_stop_that_ends_at_midnight_stays_where_it_is():
    day = day_of(visit("urgent", -20, 20, time_critical=True), visit("fixed", -40, 10, time_critical=True),
                 visit("later", 30, 40, citizen="c2"), shifts=(Shift(carer="ssh", start=-100, end=300),))
    day = day.replace(pins=(Pin(visit="fixed", start=-30),))
    plan = plan_of(day, {"ssh": {"fixed": -30, "later": 30}}, ["urgent"])
    assert check(day, plan).valid
    assert [(exchange.visit, exchange.start) for exchange in find_exchanges(day, plan)] == [("urgent", 0)]


def test_a_fixed_stop_is_not_moved():
    day = day_of(visit("urgent", 480, 485, time_critical=True),
                 visit("fixed", 470, 475, time_critical=True, citizen="c2"),
                 shifts=ONE)
    assert find_exchanges(day, plan_of(day, {"ssh": {"fixed": 475}}, ["urgent"])) == []


@pytest.mark.parametrize("needed", [1, 2])
def test_a_pinned_start_is_the_one_looked_at(needed):
    day = day_of(visit("urgent", 480, 600, time_critical=True, carers_needed=needed),
                 visit("later", 480, 600, citizen="c2"), shifts=BOTH).replace(pins=(Pin(visit="urgent", start=570),))
    [exchange] = find_exchanges(day, plan_of(day, {"ssh": {"later": 570}}, ["urgent"]))
    assert exchange.start == 570


@pytest.mark.parametrize("needed", [1, 2])
@pytest.mark.parametrize(("first", "second", "gaps", "start"), [
    ("other", "urgent", {"min_gap": 10}, 550), ("urgent", "other", {"max_gap": -10}, 550),
    ("other", "urgent", {"min_gap": 31, "max_gap": 90}, 600), ("other", "urgent", {"min_gap": 61}, None)])
def test_a_linked_visit_starts_when_its_link_lets_it(needed, first, second, gaps, start):
    urgent = visit("urgent", 480, 550, time_critical=True, carers_needed=needed)
    day = day_of(urgent.replace(windows=(*urgent.windows, window(600, 600))),
                 visit("other", 540, 540, time_critical=True, citizen="c2"),
                 shifts=(*BOTH, Shift(carer="nurse", start=420, end=900)))
    day = day.replace(links=(Link(id="l", first=first, second=second, **gaps),))
    found = find_exchanges(day, plan_of(day, {"nurse": {"other": 540}}, ["urgent"]))
    assert [exchange.start for exchange in found] == ([] if start is None else [start])


def test_a_visit_that_a_plan_has_at_the_end_of_time_is_no_error():
    day = critical_and_not().replace(pins=(Pin(visit="later", start=480),))
    plan = plan_of(day, {}, ["urgent"])
    stop = Stop(kind=StopKind.VISIT, id="later", start=HORIZON - 1, end=HORIZON)
    assert find_exchanges(day, plan.replace(routes=(Route(carer="ssh", stops=(stop,)),))) == []


def test_a_double_needs_two_carers_at_once():
    visits = (visit("urgent", 480, 490, time_critical=True, carers_needed=2), visit("later", 480, 490, citizen="c2"),
              visit("busy", 480, 490, citizen="c2", time_critical=True))
    day = day_of(*visits, shifts=BOTH)
    assert find_exchanges(day, plan_of(day, {"ssh": {"later": 480}, "ssa": {"busy": 480}}, ["urgent"])) == []
    assert len(find_exchanges(day, plan_of(day, {"ssh": {"later": 480}}, ["busy", "urgent"]))) == 2


def test_the_break_that_becomes_due_is_part_of_the_exchange():
    pause = Break(minutes=29, earliest_start=600, latest_start=660)
    shifts = (Shift(carer="ssh", start=420, end=900, **{"break": pause}),)
    day = day_of(visit("urgent", 700, 710, time_critical=True), visit("first", 480, 490, time_critical=True),
                 visit("later", 700, 710, citizen="c2"), shifts=shifts)
    plan = plan_of(day, {"ssh": {"first": 480, "later": 700}}, ["urgent"])
    stops = plan.routes[0].stops
    with_break = Plan(routes=(Route(carer="ssh", stops=(
        stops[0], Stop(kind=StopKind.BREAK, id="break", start=600, end=629), stops[1])),), unplanned=plan.unplanned)
    assert check(day, with_break).valid
    assert [exchange.removed for exchange in find_exchanges(day, with_break)] == [("later",)]


def test_a_break_at_the_end_of_a_round_is_part_of_the_exchange():
    pause = Break(minutes=29, earliest_start=600, latest_start=660, mandatory=True, at_ends=True)
    day = day_of(visit("urgent", 540, 570, time_critical=True),
                 shifts=(Shift(carer="ssh", start=420, end=900, **{"break": pause}),))
    assert [exchange.start for exchange in find_exchanges(day, plan_of(day, {}, ["urgent"]))] == [540]


def test_a_break_may_be_taken_where_the_next_visit_is():
    pause = Break(minutes=29, earliest_start=485, latest_start=660, mandatory=True)
    day = day_of(visit("first", 440, 450, time_critical=True),
                 visit("urgent", 510, 515, time_critical=True, citizen="c2"),
                 shifts=(Shift(carer="ssh", start=420, end=900, **{"break": pause}),))
    plan = plan_of(day, {"ssh": {"first": 440}}, ["urgent"])
    assert [exchange.start for exchange in find_exchanges(day, plan)] == [514]


def test_a_stop_that_the_day_does_not_know_is_passed_over():
    day = critical_and_not()
    plan = plan_of(day, {"ssh": {"later": 480}}, ["urgent"])
    [route] = plan.routes
    stray = Stop(kind=StopKind.VISIT, id="stray", start=600, end=610)
    plan = plan.replace(routes=(route.replace(stops=(*route.stops, stray)),))
    assert [exchange.removed for exchange in find_exchanges(day, plan)] == [("later",)]


@pytest.mark.parametrize(("critical", "found"), [(True, 0), (False, 1)])
def test_every_class_can_be_held_against_all_later_ones(critical, found):
    day = day_of(visit("p2", 480, 490, priority=2), visit("p3", 480, 490, citizen="c2"), shifts=ONE)
    assert len(find_exchanges(day, plan_of(day, {"ssh": {"p3": 480}}, ["p2"]), critical=critical)) == found


def test_what_is_left_out_says_what_is_at_risk_and_what_would_bring_it_back():
    day = day_of(visit("pills", 480, 490, minutes=10, competence="medicine", priority=2),
                 visit("done", 480, 495, time_critical=True, citizen="c2"), shifts=ONE)
    [one] = left_out(day, plan_of(day, {"ssh": {"done": 495}}, ["pills"]))
    assert (one.urgency, one.minutes, one.travel) == ("priority 2", 10, 5)
    [busy] = left_out(day, plan_of(day, {"ssh": {"done": 480}}, ["pills"]))
    assert busy.travel == 10
    assert (one.at_risk, one.competences, one.delegable) == (("medicine",), (("medicine", 1),), ("medicine",))
    assert (one.spans, one.suitable, one.taken_by) == (((480, 500),), ("ssh",), ("done",))


def test_what_is_left_out_is_listed_most_urgent_first_and_less_urgent_stops_are_not_in_its_way():
    day = day_of(visit("p4", 480, 490, priority=4), visit("p1", 480, 490, priority=1),
                 visit("p5", 480, 490, priority=5),
                 shifts=ONE)
    found = left_out(day, plan_of(day, {"ssh": {"p5": 480}}, ["p1", "p4"]))
    assert [one.visit for one in found] == ["p1", "p4"]
    assert all(one.taken_by == () for one in found)


@pytest.mark.parametrize(("values", "danish", "english"), [
    ({"time_critical": True, "priority": 1}, "tidskritisk, prioritet 1", "time-critical, priority 1"),
    ({"priority": 2}, "prioritet 2", "priority 2"), ({"unplanned_price": 50}, "egen pris", "own price"),
])
def test_urgency_is_said_in_words_of_the_language(values, danish, english):
    day = day_of(visit("a", 480, 490, **values), shifts=ONE)
    found = left_out(day, plan_of(day, {}, ["a"]))
    assert left_out_text(day, found, language="da").splitlines()[1].startswith(f"  a (c1), {danish}: ")
    assert left_out_text(day, found, language="en").splitlines()[1].startswith(f"  a (c1), {english}: ")


@pytest.mark.parametrize(("shift", "travel"), [
    (Shift(carer="ssh", start=420, end=485, overtime=30), 0), (Shift(carer="ssh", start=420, end=485), 10)])
def test_the_way_is_that_of_a_shift_with_its_overtime(shift, travel):
    day = day_of(visit("left", 490, 490, minutes=10), visit("done", 450, 450), shifts=(shift,))
    [one] = left_out(day, plan_of(day, {"ssh": {"done": 450}}, ["left"]))
    assert one.travel == travel


def test_nobody_suitable_still_says_how_far_it_is():
    day = day_of(visit("wound", 480, 490, competence="nursing"), shifts=ONE)
    [one] = left_out(day, plan_of(day, {}, ["wound"]))
    assert (one.suitable, one.travel) == ((), 10)


def test_whoever_passes_by_but_may_not_do_it_makes_the_way_no_shorter():
    day = day_of(visit("wound", 480, 490, competence="nursing"), visit("done", 480, 490), shifts=ONE)
    [one] = left_out(day, plan_of(day, {"ssh": {"done": 480}}, ["wound"]))
    assert (one.suitable, one.travel) == ((), 10)


def test_of_two_equally_urgent_visits_none_is_exchanged_for_the_other():
    day = day_of(visit("a", 480, 490), visit("b", 480, 490, citizen="c2"), shifts=ONE)
    assert find_exchanges(day, plan_of(day, {"ssh": {"a": 480}}, ["b"]), critical=False) == []


@pytest.mark.parametrize(("start", "priority", "taken"), [
    ("08:00", 2, ("v2",)), ("08:00", 3, ()), ("08:19", 2, ("v2",)), ("08:20", 2, ()), ("08:20", 1, ())])
def test_in_the_way_is_what_is_as_urgent_at_the_same_time(start, priority, taken):
    day = builders.day([builders.visit("v1", "08:00-08:00", priority=2), builders.visit("v2", priority=priority)])
    [one] = left_out(day, builders.plan(day, "v1:no_capacity", c1=f"v2@{start}"))
    assert one.taken_by == taken


@pytest.mark.parametrize(("number", "more"), [(6, False), (7, True)])
def test_at_most_six_visits_in_the_way_are_named(number, more):
    day = builders.day([builders.visit("v0", "08:00-11:30"),
                        *(builders.visit(f"v{n}") for n in range(1, number + 1))], minutes=0)
    route = " ".join(f"v{n}@{480 + 20 * n}" for n in range(1, number + 1))
    text = left_out_text(day, left_out(day, builders.plan(day, "v0:no_capacity", c1=route)))
    assert ("(+1)" in text, "(+0)" in text) == (more, False)


def test_the_way_of_a_carer_with_nothing_to_do_is_there_and_to_where_the_shift_ends():
    day = builders.day(carers=[builders.carer(end_place="home")])
    assert left_out(day, builders.plan(day, "v1:no_capacity"))[0].travel == 20


def test_a_way_round_that_is_quicker_costs_nothing():
    day = builders.day([builders.visit(), builders.visit("v2"), builders.visit("v3")], legs={"z2 z3": 30})
    assert left_out(day, builders.plan(day, "v1:no_capacity", c1="v2@08:00 v3@09:00"))[0].travel == 0


def test_of_several_tasks_the_highest_level_counts_and_all_must_be_delegable():
    tasks = (Task(competence="lift", minutes=5), Task(competence="medicine", level=Level.EXPERT, minutes=3),
             Task(competence="medicine", delegable=False, minutes=2), Task(competence="care", minutes=10))
    day = builders.day([builders.visit(tasks=tasks)], [builders.carer("c1", "lift medicine care")])
    [one] = left_out(day, builders.plan(day, "v1:nobody_qualified"))
    assert one.competences == (("care", 1), ("lift", 1), ("medicine", 3))
    assert one.delegable == ("care", "lift")
    assert one.at_risk == ("care", "lift", "medicine")


def test_each_risk_is_said_once_and_delegation_only_of_what_may_be_delegated():
    tasks = (Task(competence="simple_wound", minutes=3), Task(competence="complex_wound", minutes=2, delegable=False))
    day = builders.day([builders.visit(tasks=tasks)], [builders.carer("c1", "simple_wound complex_wound")])
    text = left_out_text(day, left_out(day, builders.plan(day, "v1:no_capacity")))
    assert "    at risk: wound not seen to\n" in text
    assert "of somebody with complex_wound (level 1), simple_wound (level 1) (delegation would do) between" in text
    danish = left_out_text(day, left_out(day, builders.plan(day, "v1:no_capacity")), language="da")
    assert "af en med kompleks sårpleje (niveau 1), enkel sårpleje (niveau 1) (delegation rækker) mellem" in danish


@pytest.mark.parametrize(("reason", "time_helps"), [
    ("nobody_accepted", False), ("closed_district", False), ("linked", False), ("pin_conflict", False),
    ("no_capacity", True), ("nobody_qualified", True), ("too_few_carers", True), ("no_shift_in_window", True),
    ("no_shift_fits", False),
])
@pytest.mark.parametrize("language", ["en", "da"])
def test_time_is_asked_for_where_time_helps(reason, time_helps, language):
    day = builders.day()
    text = left_out_text(day, left_out(day, builders.plan(day, f"v1:{reason}")), language=language)
    remedy = REMEDIES[language][Reason(reason)]
    assert ("20 min + 20 min" in text, remedy in text) == (time_helps, not time_helps)


@pytest.mark.parametrize(("bound", "together"), [(True, True), (False, False)])
def test_only_what_goes_with_all_or_none_is_said_to_come_back_together(bound, together):
    day = builders.day([builders.visit("v1"), builders.visit("v2")],
                       links=(Link(id="l1", first="v1", second="v2", all_or_none=bound),))
    text = left_out_text(day, left_out(day, builders.plan(day, "v1:no_capacity v2:no_capacity")))
    assert (", together with v2\n" in text, ", together with v1\n" in text) == (together, together)


def test_of_equally_urgent_visits_the_earliest_comes_first():
    day = builders.day([builders.visit("v1", "09:00-10:00"), builders.visit("v2", "08:00-10:00"),
                        builders.visit("v3", "11:00-12:00", priority=1)])
    found = left_out(day, builders.plan(day, "v1:no_capacity v2:no_capacity v3:no_capacity"))
    assert [one.visit for one in found] == ["v3", "v2", "v1"]


@pytest.mark.parametrize(("leg", "minutes", "latest"), [(HORIZON, 20, 510), (5, HORIZON, 510), (5, 20, HORIZON)])
def test_places_out_of_reach_and_lengths_without_end_are_told_as_they_are(leg, minutes, latest):
    day = day_of(visit("far", 480, latest, minutes=minutes), shifts=ONE)
    legs = tuple(tuple(leg if a != b else 0 for b in day.travel.places) for a in day.travel.places)
    day = day.replace(travel=day.travel.replace(minutes=dict.fromkeys(day.travel.minutes, legs)))
    plan = plan_of(day, {}, ["far"])
    [one] = left_out(day, plan)
    assert (one.minutes, one.travel, one.spans) == (minutes, 2 * leg, ((480, latest + minutes),))
    assert left_out_text(day, [one])
