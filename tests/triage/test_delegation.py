"""Delegated tasks: green, stable, seen since the discharge; and delegations that people must look at."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.triage.seen import colour, done, event, mark, only, row, rules, run, stay
from triagering.models import Delegation, Pin, Task
from triagering.models.triage_result import EffectKind
from triagering.models.triage_rules import TriageRule
from triagering.triage.examples import tiny_day

DAY = 1440


def gate(*observations, **options):
    result = run(*observations, **options)
    closed = not result.day.visit_by_id["pills"].tasks[0].delegable
    assert row(result).delegation_open is not closed
    return closed


def test_delegated_medicine_needs_green():
    assert not gate()
    assert not gate(decisions=[colour("green")])
    assert gate(decisions=[colour("yellow")])
    assert gate(event("fall"))


def test_delegated_medicine_needs_stability():
    assert gate(mark("unstable"))
    assert not gate(mark("unstable", minute=300), mark("unstable", minute=400, on=False))


def test_after_a_discharge_delegation_waits_for_an_authorised_visit():
    home, green = stay("discharge", minute=-DAY), colour("green", minute=410)
    assert gate(home, decisions=[green])
    assert gate(home, done(TriageRule.DISCHARGE_VISIT, by="ssh", minute=300), decisions=[green])
    assert not gate(home, done(TriageRule.DISCHARGE_VISIT, by="nurse", minute=300), decisions=[green])
    assert not gate(home, done(TriageRule.DISCHARGE_VISIT, by="nurse", minute=-DAY), decisions=[green])
    before = done(TriageRule.DISCHARGE_VISIT, by="nurse", minute=-DAY - 1)
    assert gate(home, before, decisions=[green])


@pytest.mark.parametrize("came", [-DAY, 300])
def test_a_visit_after_discharge_by_somebody_not_authorised_is_pointed_out(came):
    result = run(stay("discharge", minute=-DAY), done(TriageRule.DISCHARGE_VISIT, by="ssh", minute=came))
    assert TriageRule.NOT_AUTHORISED in rules(row(result).alerts)


def test_a_planned_admission_does_not_hide_that_nobody_has_seen_a_citizen_since_the_last_discharge():
    home, planned = stay("discharge", minute=-DAY), stay("admission", minute=400, effective=5 * DAY)
    result = run(home, planned)
    assert TriageRule.DISCHARGE_VISIT in {one.rule for one in row(result).follow_ups}
    assert gate(home, planned, decisions=[colour("green", minute=410)])
    seen = done(TriageRule.DISCHARGE_VISIT, by="nurse", minute=-DAY + 60)
    back = stay("discharge", minute=401, effective=9 * DAY)
    assert row(run(home, seen, planned, back)).colour == "green"


def test_a_closed_gate_names_the_latest_mark():
    marks = mark("unstable", minute=300), mark("unstable", minute=350)
    [closed] = [one for one in run(*marks).effects if one.kind is EffectKind.DELEGATION_CLOSED]
    assert closed.because == (marks[1].id,)


def test_care_that_is_not_nursing_stays_delegable():
    assert run(event("fall")).day.visit_by_id["care"].tasks[0].delegable


def test_care_beside_medicine_in_one_visit_stays_delegable():
    day = only(tasks=(Task(competence="medicine"), Task(competence="personal_care")))
    tasks = run(event("fall"), day=day).day.visit_by_id["v"].tasks
    assert [(task.competence, task.delegable) for task in tasks] == [("medicine", False), ("personal_care", True)]


def test_a_pin_that_the_closed_gate_forbids_is_dropped_and_recorded():
    day = tiny_day().replace(pins=(Pin(visit="pills", carer="ssh", start=730),))
    result = run(event("fall"), day=day)
    assert result.day.pins == (Pin(visit="pills", start=730),)
    assert [effect.before for effect in result.effects if effect.kind is EffectKind.PIN_DROPPED] == ["ssh"]


def delegated(**given):
    """The tiny day with another delegation of medicine to the helper."""
    return tiny_day().replace(carers=tuple(
        one.replace(delegations=(Delegation(area="medicine", **given),)) if one.id == "ssh" else one
        for one in tiny_day().carers))


def test_delegations_without_a_valid_follow_up_date_are_pointed_out():
    assert TriageRule.DELEGATION_FOLLOW_UP in rules(run(day=delegated()).alerts)
    assert TriageRule.DELEGATION_FOLLOW_UP not in rules(run(day=tiny_day()).alerts)


TODAY, NEW_YEAR = date(2026, 3, 2), date(2026, 1, 1)


@pytest.mark.parametrize(("given", "until", "told"), [
    *((given, TODAY + timedelta(days), told) for given in (None, TODAY) for days, told in ((92, False), (93, True))),
    *((given, TODAY - timedelta(days), told) for given in (None, NEW_YEAR) for days, told in ((0, False), (1, True))),
    (NEW_YEAR, NEW_YEAR + timedelta(92), False), (NEW_YEAR, NEW_YEAR + timedelta(93), True)])
def test_a_delegation_that_is_over_or_given_for_too_long_from_its_start_else_from_today_is_pointed_out(
        given, until, told):
    result = run(day=delegated(valid_from=given, valid_until=until))
    assert (TriageRule.DELEGATION_FOLLOW_UP in rules(result.alerts)) is told


@pytest.mark.parametrize(("citizen", "in_row"), [("c2", True), (None, False)])
def test_an_alert_about_a_delegation_is_in_its_citizen_s_row_and_once_among_all(citizen, in_row):
    result = run(day=delegated(citizen=citizen))
    assert [alert.rule for alert in result.alerts] == [TriageRule.DELEGATION_FOLLOW_UP]
    assert [alert in row(result, "c2").alerts for alert in result.alerts] == [in_row]
    assert row(result, "c1").alerts == ()
