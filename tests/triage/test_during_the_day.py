"""Triage in the middle of a day: what is pinned to a start before it has begun, and is not planned anew."""

from __future__ import annotations

import pytest

from tests.triage.seen import at, colour, event, run, stay
from triagering.models import Pin
from triagering.models.triage_result import EffectKind
from triagering.models.triage_settings import TriageSettings
from triagering.triage.examples import tiny_day

DONE = Pin(visit="pills", carer="ssh", start=730)


def touched(*told, pins=(DONE,), now=800, **options):
    """The visits of the tiny day that a triage changes, cancels or unpins."""
    result = run(*told, day=tiny_day().replace(pins=pins), at=at(now), **options)
    return {effect.visit for effect in result.effects if effect.kind is not EffectKind.VISIT_ADDED}


@pytest.mark.parametrize(("now", "closed"), [(731, False), (730.5, False), (730, True)])
def test_delegation_stays_open_for_what_began_before_the_triage(now, closed):
    assert ("pills" in touched(event("fall"), now=now)) is closed


@pytest.mark.parametrize("pin", [Pin(visit="pills", carer="ssh"), None])
def test_what_nobody_pinned_to_a_start_may_still_have_to_be_done(pin):
    assert "pills" in touched(event("fall"), pins=() if pin is None else (pin,))


def test_a_colour_changes_nothing_that_has_begun():
    red = [colour("red", minute=790)]
    assert touched(decisions=red, pins=(DONE, Pin(visit="care", start=500))) == set()
    assert touched(decisions=red, pins=()) == {"care", "pills"}


def test_the_first_care_visit_of_a_red_citizen_is_the_first_that_has_not_begun():
    result = run(decisions=[colour("red", minute=510)], settings=TriageSettings(red_visits="first"), at=at(520),
                 day=tiny_day().replace(pins=(Pin(visit="care", start=500),)))
    assert [effect.visit for effect in result.effects if effect.kind is EffectKind.COMPETENCE_ADDED] == ["pills"]


@pytest.mark.parametrize(("admitted", "cancelled"), [(731, False), (730, True)])
def test_an_admission_during_a_visit_leaves_it_where_it_began(admitted, cancelled):
    assert ("pills" in touched(stay("admission", minute=790, effective=admitted))) is cancelled


@pytest.mark.parametrize(("back", "cancelled"), [(730, False), (731, True)])
def test_a_visit_pinned_to_a_time_in_hospital_did_not_begin(back, cancelled):
    away = stay("admission", minute=600), stay("discharge", minute=790, effective=back)
    assert ("pills" in touched(*away)) is cancelled
