"""Whoever is at an activity when somebody could come: people decide what gives way."""

from __future__ import annotations

import pytest

from tests.triage.seen import agreed, at, change, colour, only, row, rules, run
from triagering import check, plan_day
from triagering.io.board import triage_board
from triagering.models import Activity, CarerRelation, Competence, Link, Pin, Task, Visit
from triagering.models.observations import Change
from triagering.models.triage_rules import TriageRule
from triagering.triage.examples import tiny_day, window

SERIOUS = Change.SERIOUS
WASH = (Task(competence="personal_care", minutes=10),)


def centre(start=420, minutes=360, **values):
    """From 07:00 to 13:00, with both citizens of the tiny day, unless told otherwise."""
    values = {"id": "dc1", "citizens": ("c1", "c2")} | values
    return Activity(place="base", start=start, minutes=minutes, **values)


def with_(*activities, day=None):
    return (day or tiny_day()).replace(activities=activities)


def told(result, rule=TriageRule.AT_ACTIVITY, citizen="c1"):
    return [alert for alert in row(result, citizen).alerts if alert.rule is rule]


def asked_for(result):
    return {visit.id for visit in result.day.visits if not visit.id.startswith("triage:")
            and "observation" in {task.competence for task in visit.tasks}}


def test_a_red_citizen_at_an_activity_is_one_alert_about_all_that_has_no_time_and_nobody_is_taken_off():
    seen, day = change("breathing", SERIOUS), with_(centre())
    result = run(seen, day=day)
    [alert] = told(result)
    assert alert.because == (seen.id,)
    assert alert.say() == ("is at activity dc1 07:00-13:00: take the citizen off it, or see them there "
                           "(about care, pills, triage:T20:c1)")
    assert alert.say("da") == ("er til aktivitet dc1 07:00-13:00: tag borgeren af, eller se til borgeren der "
                               "(gælder care, pills, triage:T20:c1)")
    assert f"  ! T56 {alert.say('da')}\n" in triage_board(result, language="da")
    assert TriageRule.COMPETENCE_ABSENT not in rules(result.alerts)
    assert result.day.activities == day.activities
    assert told(result, citizen="c2") == []
    again = run(seen, day=result.day)
    assert (again.effects, again.board) == ((), result.board)


def test_what_a_red_citizen_s_visits_ask_for_is_there_when_somebody_has_taken_the_citizen_off():
    result = run(change("breathing", SERIOUS), day=with_(centre()))
    assert asked_for(result) == {"care", "pills"}
    planned = plan_day(result.day.replace(activities=()), effort=100, workers=1)
    by = {stop.id: route.carer for route in planned.plan.routes for stop in route.stops}
    assert check(result.day.replace(activities=()), planned.plan).valid
    assert {by[id_] for id_ in ("care", "pills", "triage:T20:c1")} <= {"nurse", "ssa"}


@pytest.mark.parametrize(("end", "hindered"), [(651, True), (650, False)])
def test_an_activity_that_leaves_a_follow_up_one_start_is_not_in_its_way(end, hindered):
    result = run(change("breathing", SERIOUS, minute=410), day=with_(centre(minutes=end - 420)))
    assert row(result).follow_ups[0].due == at(650)
    assert any("triage:T20:c1" in alert.values["visits"] for alert in told(result)) is hindered


def test_of_several_activities_those_in_the_visit_s_time_are_told():
    day = with_(centre(start=540, minutes=80), centre(start=620, minutes=80, id="g2"), centre(start=700, id="g3"))
    result = run(tasks=[agreed(earliest=560, deadline=680)], day=day)
    assert [alert.values["activity"] for alert in told(result)] == ["dc1", "g2"]


def short(end, **values):
    """One visit of c1 from 12:00 to 13:30; nurse and SSA go home at ``end``."""
    day = only().replace(visits=(only().visits[0].replace(windows=(window(720, 810),), tasks=WASH),), **values)
    return day.replace(shifts=tuple(
        shift.replace(end=end) if shift.carer != "ssh" else shift for shift in day.shifts))


@pytest.mark.parametrize(("end", "asked"), [(795, True), (794, False)])
def test_what_is_asked_for_is_dropped_only_where_others_could_come_outside_the_activity(end, asked):
    """Ten minutes with the citizen and five home, from 13:00 on."""
    result = run(decisions=[colour("red")], day=with_(centre(), day=short(end)))
    assert asked_for(result) == ({"v"} if asked else set())
    assert ("v" in told(result)[0].values["visits"].split(", ")) is not asked
    absent = [alert for alert in told(result, TriageRule.COMPETENCE_ABSENT) if "visit" in alert.values]
    said = [(alert.say(), alert.say("da")) for alert in absent]
    assert said == ([] if asked else [
        ("nobody at work with observation could come to visit v outside activity dc1; not required there",
         "ingen på arbejde med observation kan komme til besøg v uden for aktivitet dc1; kravet er ikke sat")])


def test_where_nobody_is_at_work_that_is_what_is_told_whatever_the_activity():
    day = with_(centre(), day=tiny_day().replace(shifts=tuple(
        shift for shift in tiny_day().shifts if shift.carer == "ssh")))
    result = run(change("breathing", SERIOUS), day=day)
    assert [alert.values["visits"] for alert in told(result)] == ["care"]  # to which the helper could come
    assert {alert.say() for alert in told(result, TriageRule.COMPETENCE_ABSENT)} == {
        "nobody at work with observation could come to visit care; not required there",
        "nobody at work with observation could come to visit pills; not required there",
        "assessment, red: nobody at work with observation could come (start 07:00-10:40)"}
    assert asked_for(result) == set()


@pytest.mark.parametrize(("end", "latest", "said"), [
    (551, 580, True), (550, 580, False), (600, 550, True), (600, 549, False)])
def test_of_an_activity_or_a_visit_that_is_over_nothing_is_told(end, latest, said):
    day = only().replace(visits=(only().visits[0].replace(windows=(window(480, latest),), tasks=WASH),),
                         shifts=tuple(shift.replace(end=555) for shift in tiny_day().shifts))
    result = run(decisions=[colour("red")], day=with_(centre(minutes=end - 420), day=day), at=at(550))
    assert any("v" in alert.values["visits"].split(", ") for alert in told(result)) is said
    assert asked_for(result) == {"v"}


def test_a_visit_that_a_planner_has_pinned_to_a_start_is_judged_by_that():
    day = with_(centre(minutes=60), day=only(tasks=WASH)).replace(pins=(Pin(visit="v", start=480),))
    result = run(decisions=[colour("red")], day=day)
    assert (asked_for(result), told(result)) == ({"v"}, [])
    visit = day.visits[0].replace(windows=(window(480, 500), window(890, 890)))
    late = run(decisions=[colour("red")], day=with_(centre(), day=day.replace(
        visits=(visit,), pins=(Pin(visit="v", start=890),))))
    assert ["v" in alert.values["visits"].split(", ") for alert in told(late)] == [False]
    assert len(told(late, TriageRule.COMPETENCE_ABSENT)) == 1


def test_what_a_link_gives_to_a_carer_who_may_not_is_not_asked_for_beside_an_activity_either():
    visits = tuple(Visit(id=id_, citizen="c1", minutes=20, windows=(window(opens, opens + 60),),
                         tasks=(Task(competence=area),))
                   for id_, opens, area in (("wash", 480, "personal_care"), ("talk", 520, "signing")))
    signs = tuple(one.replace(competences=(*one.competences, Competence(area="signing"))) if one.id == "ssh" else one
                  for one in tiny_day().carers)
    link = Link(id="l1", first="wash", second="talk", min_gap=20, carers=CarerRelation.SAME)
    result = run(decisions=[colour("red")], day=with_(centre(), day=tiny_day().replace(
        carers=signs, visits=visits, links=(link,))))
    assert asked_for(result) == set()


@pytest.mark.parametrize(("code", "danish"), [
    ("nursing", "sygepleje"), ("compression", "kompression"), ("practical_help", "praktisk hjælp")])
def test_a_competence_that_nobody_at_work_has_is_a_danish_word(code, danish):
    assert TriageRule.COMPETENCE_ABSENT.say("da", what="T22", competence=code, start="07:00-08:40") == (
        f"kontakt til sygeplejerske: ingen på arbejde med {danish} kan komme (start 07:00-08:40)")
