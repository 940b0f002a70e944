"""Stays: which visits they leave, which they bring, and what is marked."""

from __future__ import annotations

import pytest

from tests.triage.seen import added, change, normal, row, run, stay
from triagering.models import Link, Pin
from triagering.models.observations import Change, StayKind
from triagering.models.triage import Marker
from triagering.models.triage_result import EffectKind
from triagering.models.triage_rules import TriageRule
from triagering.triage.examples import tiny_day

DAY = 1440
SERIOUS = Change.SERIOUS


def test_admission_cancels_what_cannot_be_done_before_it_and_nothing_is_lost():
    admitted = stay("admission", minute=400, effective=600)
    result = run(admitted)
    assert [one.visit for one in result.cancelled] == [tiny_day().visit_by_id["pills"]]
    assert result.cancelled[0].because == (admitted.id,)
    assert {visit.id for visit in tiny_day().visits} == {
        *(visit.id for visit in result.day.visits), *(one.visit.id for one in result.cancelled)}


@pytest.mark.parametrize(("admitted", "left"), [(570, 540), (569, 539), (511, 481), (510, 480)])
def test_windows_are_cut_so_that_the_visit_is_over_before_the_admission(admitted, left):
    result = run(stay("admission", effective=admitted))
    assert result.day.visit_by_id["care"].windows[0].latest_start == left


def test_a_visit_that_does_not_fit_before_the_admission_is_cancelled():
    assert "care" in {one.visit.id for one in run(stay("admission", effective=509)).cancelled}


@pytest.mark.parametrize(("effective", "first"), [(735, 735), (735.5, 736), (750, 750)])
def test_visits_resume_from_the_minute_of_the_discharge(effective, first):
    out, home = stay("admission", minute=-DAY), stay("discharge", minute=400, effective=effective)
    visit = run(out, home).day.visit_by_id["pills"]
    assert (visit.windows[0].earliest_start, visit.windows[0].latest_start) == (first, 750)


def test_what_is_over_before_the_discharge_is_cancelled():
    result = run(stay("admission", minute=-DAY), stay("discharge", minute=400, effective=751))
    assert {"care", "pills"} == {one.visit.id for one in result.cancelled}


@pytest.mark.parametrize(("first", "then"), [(600, 735), (900, 735)])
def test_of_announced_discharges_the_one_told_last_holds(first, then):
    told = (stay("admission", minute=-DAY), stay("discharge", minute=300, effective=first),
            stay("discharge", minute=400, effective=then))
    visits = run(*told).day.visit_by_id
    assert "care" not in visits
    assert [visits[id_].windows[0].earliest_start for id_ in ("pills", "triage:T24:c1")] == [735, 735]


def test_a_postponed_admission_leaves_the_visits_before_it():
    told = stay("admission", minute=300, effective=500), stay("admission", minute=400, effective=900)
    assert run(*told).cancelled == ()


def test_an_admission_that_is_postponed_at_its_minute_has_begun():
    told = stay("admission", minute=300, effective=420), stay("admission", minute=420, effective=700)
    assert Marker.ADMITTED in row(run(*told)).markers


def test_a_transfer_that_is_announced_keeps_the_citizen_in_hospital():
    result = run(stay("admission", minute=300), stay("admission", minute=400, effective=900))
    assert {one.visit.id for one in result.cancelled} == {"care", "pills"}
    assert Marker.ADMITTED in row(result).markers


def test_a_transfer_is_no_new_admission():
    told = [stay("admission", minute=-DAY), stay("admission", minute=300), stay("discharge", minute=410)]
    assert Marker.HOSPITAL_RESPONSIBLE in row(run(*told)).markers
    assert Marker.HOSPITAL_RESPONSIBLE not in row(run(*told[1:])).markers


def test_links_and_pins_of_cancelled_visits_go_with_them_on_record():
    day = tiny_day().replace(links=(Link(id="l1", first="care", second="pills", min_gap=60),),
                             pins=(Pin(visit="pills", start=730),))
    result = run(stay("admission"), day=day)
    assert (result.day.links, result.day.pins) == ((), ())
    kinds = [effect.kind for effect in result.effects]
    assert EffectKind.LINK_DROPPED in kinds
    assert EffectKind.PIN_DROPPED in kinds


def test_an_admitted_citizen_gets_no_follow_up():
    result = run(change("breathing", SERIOUS), stay("admission", minute=410))
    assert added(result) == {}
    assert row(result).markers == (Marker.ADMITTED,)


def test_a_discharge_adds_an_authorised_visit_from_its_minute_that_covers_the_rest():
    result = run(change("breathing", SERIOUS), stay("discharge", minute=405, effective=660))
    assert list(added(result)) == ["triage:T24:c1"]
    visit = added(result)["triage:T24:c1"]
    assert visit.windows[0].earliest_start == 660
    assert (visit.tasks[0].competence, visit.tasks[0].delegable) == ("nursing", False)


@pytest.mark.parametrize(("hours_ago", "hours_in", "marked"), [
    (72, 25, True), (73, 25, False), (1, 24, False), (1, None, True),
])
def test_the_72_hour_marker_needs_a_stay_of_more_than_a_day(hours_ago, hours_in, marked):
    result = run(stay("discharge", minute=420 - hours_ago * 60, admitted_hours=hours_in))
    assert (Marker.HOSPITAL_RESPONSIBLE in row(result).markers) is marked


@pytest.mark.parametrize(("minutes", "marked"), [(3 * DAY, True), (3 * DAY + 1, False)])
def test_newly_discharged_is_marked_for_three_days(minutes, marked):
    result = run(stay("discharge", minute=420 - minutes, admitted_hours=1))
    assert (Marker.NEWLY_DISCHARGED in row(result).markers) is marked


@pytest.mark.parametrize(("effective", "marked"), [(421, ()), (420, (Marker.NEWLY_DISCHARGED,
                                                                     Marker.HOSPITAL_RESPONSIBLE))])
def test_a_discharge_is_marked_from_the_minute_it_happens(effective, marked):
    result = run(stay("discharge", minute=400, effective=effective))
    assert row(result).markers == marked


def test_an_admission_announced_for_later_takes_no_marker_of_the_last_discharge_away():
    out = stay("admission", minute=-3 * DAY), stay("discharge", minute=-DAY)
    result = run(*out, stay("admission", minute=400, effective=800))
    assert row(result).markers == (Marker.NEWLY_DISCHARGED, Marker.HOSPITAL_RESPONSIBLE)


# --- respite and holidays ----------------------------------------------------------------------------------------

AWAY = [StayKind.RESPITE, StayKind.HOLIDAY]


def followed(result):
    """Say what follows a discharge from hospital: reason, visit, closed delegation, markers."""
    found = row(result)
    return (TriageRule.DISCHARGED in {cause.rule for cause in found.causes}, "triage:T24:c1" in added(result),
            not found.delegation_open, Marker.HOSPITAL_RESPONSIBLE in found.markers)


@pytest.mark.parametrize("place", StayKind)
@pytest.mark.parametrize(("effective", "first"), [(735, 735), (735.5, 736), (750, 750)])
def test_visits_are_cancelled_while_away_anywhere_and_resume_from_the_minute_of_the_return(place, effective, first):
    told = stay("admission", minute=-DAY, place=place), stay("discharge", effective=effective, place=place)
    result = run(*told)
    assert result.day.visit_by_id["pills"].windows[0].earliest_start == first
    assert [(one.visit.id, one.because) for one in result.cancelled] == [("care", (told[1].id,))]


@pytest.mark.parametrize(("place", "follows"), [("hospital", True), ("respite", False), ("holiday", False)])
@pytest.mark.parametrize("admitted", [True, False])
def test_only_a_discharge_from_hospital_is_followed_by_its_visit_and_closes_delegation(place, follows, admitted):
    place = StayKind(place)
    told = [stay("admission", minute=-3 * DAY, place=place)] * admitted + [stay("discharge", place=place)]
    assert followed(run(*told)) == (follows,) * 4
    result = run(*told)
    assert follows or (result.effects, row(result).markers, row(result).colour) == ((), (), "green")


@pytest.mark.parametrize(("place", "closed"), [("hospital", True), ("respite", False), ("holiday", False)])
def test_only_a_stay_of_today_in_hospital_closes_delegation_after_it(place, closed):
    told = (stay("admission", effective=600, place=StayKind(place)),
            stay("discharge", minute=401, effective=700, place=StayKind(place)))
    result = run(*told)
    assert result.day.visit_by_id["pills"].tasks[0].delegable is not closed
    assert ("triage:T24:c1" in added(result)) is closed


@pytest.mark.parametrize(("there", "back", "follows"), [
    ("respite", "hospital", True), ("hospital", "respite", True), ("respite", "respite", False)])
def test_a_stay_is_one_in_hospital_if_either_of_its_ends_is(there, back, follows):
    told = stay("admission", minute=-DAY, place=StayKind(there)), stay("discharge", place=StayKind(back))
    assert followed(run(*told))[:3] == (follows,) * 3


@pytest.mark.parametrize(("place", "marker", "danish", "english"), [
    ("hospital", Marker.ADMITTED, "ingen besøg under indlæggelse", "no visit during admission"),
    ("respite", Marker.RESPITE, "ingen besøg under aflastning", "no visit while away (respite)"),
    ("holiday", Marker.HOLIDAY, "ingen besøg under ferie", "no visit while away (holiday)"),
])
def test_board_and_changes_say_where_a_citizen_is(place, marker, danish, english):
    result = run(stay("admission", place=StayKind(place)))
    assert row(result).markers == (marker,)
    said = {(one.say("da"), one.say("en")) for one in (*result.cancelled, *result.effects)}
    assert said == {(danish, english)}


def test_a_visit_that_a_holiday_and_a_hospital_stay_leave_no_time_for_is_cancelled_by_the_latter():
    told = (stay("admission", effective=490, place=StayKind.HOLIDAY),
            stay("discharge", effective=520, place=StayKind.HOLIDAY), stay("admission", effective=530))
    [care] = [one for one in run(*told).cancelled if one.visit.id == "care"]
    assert (care.because, care.say()) == ((told[1].id, told[2].id), "no visit during admission")


def test_a_holiday_does_not_hide_that_nobody_has_seen_a_citizen_since_the_hospital():
    home = stay("discharge", minute=-DAY, admitted_hours=48)
    away = stay("admission", minute=-600, place=StayKind.HOLIDAY)
    assert followed(run(home, away)) == (True, False, True, True)
    back = stay("discharge", minute=410, effective=600, place=StayKind.HOLIDAY)
    result = run(home, away, back)
    assert followed(result) == (True, True, True, True)
    assert added(result)["triage:T24:c1"].windows[0].earliest_start == 600
    assert row(run(home, back)).markers == row(run(home)).markers
    assert "care" in {one.visit.id for one in run(home, back).cancelled}


def test_respite_after_hospital_is_no_homecoming_but_ends_the_hospital_s_days():
    out, on = stay("admission", minute=-9 * DAY), stay("admission", minute=-4 * DAY, place=StayKind.RESPITE)
    assert row(run(out, on)).markers == (Marker.RESPITE,)
    assert added(run(out, on)) == {}
    back = stay("discharge", minute=400, effective=600, place=StayKind.RESPITE)
    result = run(out, on, back)
    assert followed(result) == (True, True, True, False)
    visit = added(result)["triage:T24:c1"]
    assert (visit.windows[0].earliest_start, visit.windows[0].latest_start) == (600, 840)
    late = run(out, stay("admission", minute=-2 * DAY, place=StayKind.RESPITE), back)
    assert followed(late) == (True, True, True, True)


def test_from_respite_to_hospital_the_citizen_is_admitted_and_what_was_measured_is_in_good_hands():
    on = stay("admission", minute=-4 * DAY, place=StayKind.RESPITE)
    measured, ill = normal(pulse=130, minute=-100), stay("admission", minute=300)
    assert TriageRule.CONSIDER_ACUTE in {alert.rule for alert in run(on, measured).alerts}
    result = run(on, measured, ill)
    assert row(result).markers == (Marker.ADMITTED,)
    assert TriageRule.CONSIDER_ACUTE not in {alert.rule for alert in result.alerts}
    assert followed(run(on, ill, stay("discharge", minute=410)))[:3] == (True,) * 3


@pytest.mark.parametrize(("place", "asked"), [("hospital", False), ("respite", True), ("holiday", True)])
def test_only_the_hospital_answers_what_was_measured_before(place, asked):
    result = run(normal(pulse=130, minute=390), stay("admission", place=StayKind(place)))
    assert (TriageRule.CONSIDER_ACUTE in {alert.rule for alert in result.alerts}) is asked


def test_on_a_day_between_hospital_and_respite_each_visit_is_cancelled_by_where_the_citizen_would_be():
    out, on = stay("admission", minute=-DAY), stay("admission", effective=600, place=StayKind.RESPITE)
    said = {one.visit.id: (one.because, one.say()) for one in run(out, on).cancelled}
    assert said == {"care": ((out.id,), "no visit during admission"),
                    "pills": ((on.id,), "no visit while away (respite)")}


def test_a_postponed_return_keeps_the_citizen_away_and_another_place_s_does_not_replace_it():
    place = StayKind.HOLIDAY
    told = (stay("admission", minute=-DAY, place=place), stay("discharge", minute=300, effective=600, place=place),
            stay("discharge", minute=400, effective=735, place=place))
    assert run(*told).day.visit_by_id["pills"].windows[0].earliest_start == 735
    assert added(run(*told)) == {}
    told = stay("discharge", minute=-DAY), stay("discharge", minute=400, effective=735, place=place)
    assert followed(run(*told))[0]
