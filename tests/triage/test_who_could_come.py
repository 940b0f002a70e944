"""Whoever a follow-up or a red citizen needs: at work in its time, able, accepted, let in."""

from __future__ import annotations

from datetime import date

import pytest

from tests.triage.seen import added, agreed, at, change, colour, event, normal, row, rules, run, stay
from triagering import plan_day
from triagering.models import CarerRelation, Competence, District, Link, Miniteam, Municipality, Pin, Task, Visit
from triagering.models.observations import Change
from triagering.models.triage_rules import TriageRule
from triagering.models.triage_settings import TriageSettings
from triagering.triage.examples import tiny_day, window

DAY = 1440
DEFAULT = TriageSettings()
SERIOUS = Change.SERIOUS


def test_a_follow_up_by_phone_needs_nobody_who_could_visit():
    rule = TriageRule.NURSE_CONTACT
    by_phone = DEFAULT.follow_ups | {rule: DEFAULT.follow_ups[rule].replace(visit=False, competence="telephone")}
    result = run(normal(pulse=110, minute=415), settings=DEFAULT.replace(follow_ups=by_phone))
    assert rule in {one.rule for one in row(result).follow_ups}


def test_where_no_carer_is_a_nurse_everybody_else_is_triaged_and_the_nurse_contact_is_an_alert():
    day = tiny_day()
    day = day.replace(carers=tuple(carer.replace(competences=tuple(
        one for one in carer.competences if one.area != "nursing")) for carer in day.carers))
    result = run(normal(pulse=110, minute=415), event("fall", "c2"), day=day)
    contact = next(one for one in row(result).follow_ups if one.rule is TriageRule.NURSE_CONTACT)
    assert (contact.visit, contact.due) == (None, at(415 + 120))
    [alert] = [one for one in row(result).alerts if one.rule is TriageRule.COMPETENCE_ABSENT]
    assert alert.say() == "none of the day's carers holds nursing: nurse contact is not on the day"
    assert {"triage:T21:c1", "triage:T21:c2"} <= added(result).keys()


def shifts_of(carer, **times):
    """The tiny day with the shift of one carer at another time; ``start=None`` takes it away."""
    day = tiny_day()
    return day.replace(shifts=tuple(
        shift.replace(**times) if shift.carer == carer else shift for shift in day.shifts
        if shift.carer != carer or times["start"] is not None))


def without_nursing(day, **changes):
    """The day with the nurse's competence in nursing changed."""
    return day.replace(carers=tuple(carer.replace(competences=tuple(
        one.replace(**changes) if one.area == "nursing" else one for one in carer.competences))
        for carer in day.carers))


@pytest.mark.parametrize("day", [
    shifts_of("nurse", start=None), shifts_of("nurse", start=901, end=1380),
    shifts_of("nurse", start=420, previous_end=-120),
    without_nursing(tiny_day(), valid_until=date(2026, 3, 1)),
])
def test_a_first_visit_that_nobody_at_work_could_do_takes_over_no_assessment(day):
    told = stay("discharge", minute=-600), change("breathing", SERIOUS, minute=300)
    result = run(*told, day=day, at=at(420))
    assert "triage:T20:c1" in added(result)
    [alert] = [one for one in row(result).alerts if one.rule is TriageRule.COMPETENCE_ABSENT]
    assert alert.say() == "visit after discharge: nobody at work with nursing could come (start 07:00-08:00)"
    assert run(*told, day=result.day, at=at(420)).effects == ()


def test_a_deadline_that_a_nurse_cannot_keep_is_not_taken_over():
    out, seen = stay("discharge", minute=400, effective=700), change("breathing", SERIOUS, minute=500)
    found = {one.rule: one.due for one in row(run(out, seen, day=shifts_of("nurse", start=800), at=at(710))).follow_ups}
    assert found == {TriageRule.RED_ASSESSMENT: at(740), TriageRule.DISCHARGE_VISIT: at(940)}
    [both] = row(run(out, seen, at=at(710))).follow_ups
    assert (both.rule, both.due) == (TriageRule.DISCHARGE_VISIT, at(740))


@pytest.mark.parametrize(("starts", "told"), [(510, False), (511, True)])
def test_a_nurse_contact_that_nobody_at_work_could_make_in_time_is_an_alert(starts, told):
    result = run(normal(pulse=110, minute=395), day=shifts_of("nurse", start=starts), at=at(420))
    assert added(result)["triage:T22:c1"].windows[0].latest_start == 515
    assert (TriageRule.COMPETENCE_ABSENT in rules(row(result).alerts)) is told


@pytest.mark.parametrize(("earliest", "told"), [(540, True), (2 * DAY, False)])
def test_an_agreed_task_that_nobody_holds_is_an_alert_on_its_day_and_stops_nobody_s_triage(earliest, told):
    task = agreed("c2", competence="rehabilitation", earliest=earliest, deadline=earliest + 60)
    result = run(change("breathing", SERIOUS), tasks=[task])
    assert list(added(result)) == ["triage:T20:c1"]
    assert [one.visit for one in row(result, "c2").follow_ups] == [None]
    assert [alert.say() for alert in row(result, "c2").alerts] == [
        "none of the day's carers holds rehabilitation: agreed at the triage meeting is not on the day"] * told


@pytest.mark.parametrize(("pinned", "asked"), [(815, True), (816, False)])
def test_a_pinned_start_at_which_nobody_could_come_is_not_asked_for(pinned, asked):
    day = tiny_day(Visit(id="v", citizen="c1", minutes=30, windows=(window(480, 860),),
                         tasks=(Task(competence="personal_care"),)))
    day = day.replace(pins=(Pin(visit="v", start=pinned),), shifts=tuple(
        shift.replace(end=850) if shift.carer != "ssh" else shift for shift in day.shifts))
    result = run(decisions=[colour("red")], day=day)
    assert (TriageRule.COMPETENCE_ABSENT in rules(result.alerts)) is not asked
    assert len(result.day.visit_by_id["v"].tasks) == 1 + asked


@pytest.mark.parametrize(("relation", "pinned", "asked"), [
    (CarerRelation.SAME, "ssh", set()), (CarerRelation.SAME, "nurse", {"wash", "dress", "noon"}),
    (CarerRelation.ANY, "ssh", {"dress", "noon"})])
def test_a_visit_that_a_link_gives_to_a_pinned_carer_without_it_is_not_asked_for(relation, pinned, asked):
    visits = [Visit(id=id_, citizen="c1", minutes=20, windows=(window(opens, opens + 60),),
                    tasks=(Task(competence="personal_care"),))
              for id_, opens in (("wash", 480), ("dress", 500), ("noon", 720))]
    links = tuple(Link(id=f"l{second}", first=first, second=second, min_gap=20, carers=relation)
                  for first, second in (("wash", "dress"), ("dress", "noon")))
    day = tiny_day(*visits).replace(links=links, pins=(Pin(visit="wash", carer=pinned),))
    result = run(decisions=[colour("red")], day=day)
    assert {one.visit for one in result.effects if one.rule is TriageRule.RED_COMPETENCE} == asked
    assert plan_day(result.day, effort=100, workers=1).plan.placed.keys() >= {"wash", "dress", "noon"}


def test_a_visit_that_goes_with_one_that_no_nurse_or_ssa_may_do_is_not_asked_for_and_is_told():
    visits = [Visit(id=id_, citizen="c1", minutes=20, windows=(window(opens, opens + 60),),
                    tasks=(Task(competence=area),))
              for id_, opens, area in (("wash", 480, "personal_care"), ("talk", 520, "signing"))]
    signs = tuple(carer.replace(competences=(*carer.competences, Competence(area="signing"))) if carer.id == "ssh"
                  else carer for carer in tiny_day().carers)
    day = tiny_day().replace(carers=signs, visits=tuple(visits), links=(
        Link(id="l1", first="wash", second="talk", min_gap=20, carers=CarerRelation.SAME),))
    result = run(decisions=[colour("red")], day=day)
    told = {one.values["visit"] for one in result.alerts if one.rule is TriageRule.COMPETENCE_ABSENT}
    assert told == {"wash", "talk"}


def test_the_requirement_never_leaves_a_visit_to_nobody():
    evening = Visit(id="late", citizen="c1", minutes=30, windows=(window(840, 860),),
                    tasks=(Task(competence="personal_care", minutes=30),))
    day = tiny_day(evening)
    day = day.replace(shifts=tuple(
        shift.replace(end=780) if shift.carer != "ssh" else shift.replace(end=960) for shift in day.shifts))
    result = run(decisions=[colour("red")], day=day)
    assert [task.competence for task in result.day.visit_by_id["late"].tasks] == ["personal_care"]
    assert TriageRule.COMPETENCE_ABSENT in rules(result.alerts)


def town(closed, home):
    """The tiny day with nurse and SSA of the south; c1 and the helper are of ``home``."""
    day = tiny_day()
    towns = Municipality(
        districts=(District(id="north", closed=closed), District(id="south")),
        miniteams=(Miniteam(id="m1", district=None), Miniteam(id="n1", district="north"),
                   Miniteam(id="s1", district="south")))
    return day.replace(
        municipality=towns,
        citizens=tuple(one.replace(miniteam=home) if one.id == "c1" else one for one in day.citizens),
        carers=tuple(one.replace(miniteam=home if one.id == "ssh" else "s1") for one in day.carers))


@pytest.mark.parametrize(("closed", "home", "asked"), [
    (True, "n1", False), (False, "n1", True), (True, "s1", True), (True, "m1", True),
])
def test_a_nurse_whom_a_closed_district_keeps_out_is_nobody(closed, home, asked):
    result = run(decisions=[colour("red")], day=town(closed, home))
    assert ("observation" in {task.competence for task in result.day.visit_by_id["care"].tasks}) is asked
    assert (TriageRule.COMPETENCE_ABSENT in rules(result.alerts)) is not asked


@pytest.mark.parametrize(("vetoes", "told"), [((), False), (("ssa",), False), (("nurse",), True)])
def test_a_nurse_whom_the_citizen_does_not_accept_is_nobody(vetoes, told):
    day = tiny_day()
    day = day.replace(citizens=tuple(one.replace(vetoes=frozenset(vetoes)) for one in day.citizens))
    result = run(normal(pulse=110, minute=415), day=day)
    assert (TriageRule.COMPETENCE_ABSENT in rules(result.alerts)) is told


@pytest.mark.parametrize(("end", "told"), [(449, True), (450, False)])
def test_the_way_home_is_to_where_the_shift_ends(end, told):
    """Five minutes there, fifteen with the citizen, ten to where the nurse ends."""
    day = shifts_of("nurse", start=420, end=end)
    day = day.replace(
        travel=day.travel.replace(minutes={"car": ((0, 5, 5), (5, 0, 10), (5, 10, 0))}),
        carers=tuple(one.replace(end_place="p2") if one.id == "nurse" else one for one in day.carers))
    result = run(normal(pulse=110, minute=415), day=day)
    assert (TriageRule.COMPETENCE_ABSENT in rules(result.alerts)) is told
