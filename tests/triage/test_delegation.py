"""Delegated tasks: green, stable, seen since the discharge; and delegations that people must look at."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.triage.seen import colour, done, event, mark, row, rules, run, stay
from triagering.models import Delegation, Pin
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
    before = done(TriageRule.DISCHARGE_VISIT, by="nurse", minute=-DAY - 1)
    assert gate(home, before, decisions=[green])


def test_a_visit_after_discharge_by_somebody_not_authorised_is_pointed_out():
    result = run(stay("discharge", minute=-DAY), done(TriageRule.DISCHARGE_VISIT, by="ssh", minute=300))
    assert TriageRule.NOT_AUTHORISED in rules(row(result).alerts)


def test_a_planned_admission_does_not_hide_that_nobody_has_seen_a_citizen_since_the_last_discharge():
    home, planned = stay("discharge", minute=-DAY), stay("admission", minute=400, effective=5 * DAY)
    result = run(home, planned)
    assert TriageRule.DISCHARGE_VISIT in {one.rule for one in row(result).follow_ups}
    assert gate(home, planned, decisions=[colour("green", minute=410)])
    seen = done(TriageRule.DISCHARGE_VISIT, by="nurse", minute=-DAY + 60)
    back = stay("discharge", minute=401, effective=9 * DAY)
    assert row(run(home, seen, planned, back)).colour == "green"


def test_care_that_is_not_nursing_stays_delegable():
    assert run(event("fall")).day.visit_by_id["care"].tasks[0].delegable


def test_a_pin_that_the_closed_gate_forbids_is_dropped_and_recorded():
    day = tiny_day().replace(pins=(Pin(visit="pills", carer="ssh", start=730),))
    result = run(event("fall"), day=day)
    assert result.day.pins == (Pin(visit="pills", start=730),)
    assert [effect.before for effect in result.effects if effect.kind is EffectKind.PIN_DROPPED] == ["ssh"]


def test_delegations_without_a_valid_follow_up_date_are_pointed_out():
    day = tiny_day()
    ssh = day.carer_by_id["ssh"].replace(delegations=(Delegation(area="medicine"),))
    others = tuple(carer for carer in day.carers if carer.id != "ssh")
    assert TriageRule.DELEGATION_FOLLOW_UP in rules(run(day=day.replace(carers=(*others, ssh))).alerts)
    assert TriageRule.DELEGATION_FOLLOW_UP not in rules(run(day=day).alerts)


@pytest.mark.parametrize(("days", "told"), [(92, False), (93, True)])
@pytest.mark.parametrize("given", [None, date(2026, 3, 2)])
def test_a_delegation_of_unknown_start_is_followed_up_in_time_from_today(given, days, told):
    until = date(2026, 3, 2) + timedelta(days=days)
    ssh = tiny_day().carer_by_id["ssh"].replace(
        delegations=(Delegation(area="medicine", valid_from=given, valid_until=until),))
    others = tuple(carer for carer in tiny_day().carers if carer.id != "ssh")
    result = run(day=tiny_day().replace(carers=(*others, ssh)))
    assert (TriageRule.DELEGATION_FOLLOW_UP in rules(result.alerts)) is told


@pytest.mark.parametrize(("citizen", "in_row"), [("c2", True), (None, False)])
def test_an_alert_about_a_delegation_is_in_its_citizen_s_row_and_once_among_all(citizen, in_row):
    ssh = tiny_day().carer_by_id["ssh"].replace(delegations=(Delegation(area="medicine", citizen=citizen),))
    others = tuple(carer for carer in tiny_day().carers if carer.id != "ssh")
    result = run(day=tiny_day().replace(carers=(*others, ssh)))
    assert [alert.rule for alert in result.alerts] == [TriageRule.DELEGATION_FOLLOW_UP]
    assert [alert in row(result, "c2").alerts for alert in result.alerts] == [in_row]
    assert row(result, "c1").alerts == ()
