"""Triage in the middle of a day: what is pinned to a start before it has begun, and is not planned anew."""

from __future__ import annotations

import pytest

from tests.triage.seen import agreed, at, colour, event, row, run, stay
from triagering.errors import InputError
from triagering.models import Activity, Pin
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


# --- a day that says when it stands (``Day.now``) -------------------------------------------------------------------

def standing(now, *pins, **changes):
    """The tiny day as it stands at a minute."""
    return tiny_day().replace(now=now, pins=pins, **changes)


@pytest.mark.parametrize(("triaged", "stood"), [(None, 540), (420, 540), (539, 540), (540, 540), (600, 600)])
def test_a_day_that_has_begun_stands_where_it_stood_or_at_the_triage_if_that_is_later(triaged, stood):
    given = {} if triaged is None else {"at": at(triaged)}
    result = run(event("fall"), day=standing(540), **given)
    assert result.day.now == stood
    assert result.at == at(540 if triaged is None else triaged)
    assert run(event("fall"), day=result.day, **given).effects == ()


def test_a_day_that_does_not_say_that_it_has_begun_says_nothing_after_a_triage_either():
    assert run(event("fall"), at=at(600)).day.now is None


def test_a_day_that_stands_before_its_first_shift_is_triaged_when_that_starts():
    assert run(day=standing(60)).at == at(420)


@pytest.mark.parametrize("triaged", [420, 535, None])
def test_what_the_day_says_has_begun_is_left_alone_whenever_the_triage_is_made(triaged):
    day = standing(540, Pin(visit="care", carer="ssh", start=485), Pin(visit="pills", carer="ssh", start=730))
    assert day.begun == {"care"}
    result = run(decisions=[colour("red", minute=410)], day=day, at=triaged and at(triaged))
    changed = {effect.visit for effect in result.effects if effect.kind is not EffectKind.VISIT_ADDED}
    assert changed == {"pills"}
    assert result.day.begun == {"care"}


@pytest.mark.parametrize("triaged", [420, 535, None])
def test_nothing_new_begins_before_the_minute_at_which_the_day_stands(triaged):
    day = standing(540)
    result = run(event("fall"), day=day, at=triaged and at(triaged),
                 tasks=[agreed(id="a", earliest=450, deadline=500), agreed(id="b", earliest=450, deadline=700)])
    opened = {visit.id: (visit.windows[0].earliest_start, visit.windows[0].latest_start)
              for visit in result.day.visits if visit.id.startswith("triage:")}
    assert opened == {"triage:T21:c1": (540, 900 + 120), "triage:T25:a": (540, 600), "triage:T25:b": (540, 700)}


@pytest.mark.parametrize(("triaged", "late"), [(500, False), (501, True)])
def test_what_is_overdue_counts_from_the_triage_not_from_when_its_lists_hold(triaged, late):
    result = run(day=standing(540), at=at(triaged), tasks=[agreed(id="a", earliest=450, deadline=500)])
    assert [one.overdue for one in row(result).follow_ups] == [late]


@pytest.mark.parametrize(("start", "left"), [(539, True), (540, False)])
def test_nobody_is_taken_off_an_activity_that_has_begun_by_the_day(start, left):
    walk = Activity(id="walk", place="base", start=start, minutes=60, citizens=("c1",))
    result = run(stay("admission", minute=530, effective=560), day=standing(540, activities=(walk,)), at=at(530))
    assert (walk in result.day.activities) is left


@pytest.mark.parametrize(("triaged", "refused"), [(-1, True), (0, False)])
def test_today_s_day_under_tomorrow_s_date_is_refused_the_evening_before(triaged, refused):
    day = standing(540, Pin(visit="care", start=485))
    if not refused:
        run(day=day, at=at(triaged))
        return
    with pytest.raises(InputError, match=r"E713.*is before 2026-03-02, of which visits have begun \(1\)"):
        run(day=day, at=at(triaged))


def test_a_day_that_is_planned_again_before_it_is_triaged_the_evening_before_as_nothing_has_begun():
    assert run(event("fall", minute=-490), day=standing(420, Pin(visit="care", start=485)), at=at(-480)).effects
