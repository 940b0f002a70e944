"""A day that is triaged again in its course: what is asked again, what has been missed, what has been postponed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.triage.seen import agreed, at, change, colour, done, event, normal, stay, vitals
from triagering.models import Pin
from triagering.models.observations import Change
from triagering.models.triage_result import EffectKind
from triagering.models.triage_rules import TriageRule
from triagering.triage import triage
from triagering.triage.examples import tiny_day, window

DAY = 1440
SERIOUS = Change.SERIOUS


def run(*seen, day=None, now=420, **options):
    return triage(day or tiny_day(), seen, at=at(now), **options)


def follow_ups(result, *rules):
    row = next(row for row in result.board if row.citizen == "c1")
    return [one for one in row.follow_ups if not rules or one.rule in rules]


def spans(result, *ids):
    return [tuple((one.earliest_start, one.latest_start) for one in result.day.visit_by_id[id_].windows) for id_ in ids]


# --- asked again -------------------------------------------------------------------------------------------------

def test_a_nurse_contact_that_is_asked_for_again_on_a_day_is_a_visit_of_its_own():
    first, called = normal(pulse=110, minute=415), done(TriageRule.NURSE_CONTACT, minute=480)
    once = run(first)
    worse = normal(pulse=110, minute=600)
    again = run(first, called, worse, day=once.day, now=605)
    [contact] = follow_ups(again, "T22")
    assert contact.visit == f"triage:T22:c1:{worse.id}"
    assert spans(again, contact.visit, "triage:T22:c1") == [((605, 720),), ((420, 535),)]
    later = normal(pulse=110, minute=620)
    assert [one.visit for one in follow_ups(run(first, called, worse, later, day=again.day, now=625), "T22")] == [
        contact.visit]


def test_a_second_discharge_on_a_day_has_a_first_visit_of_its_own():
    home, seen = stay("discharge", minute=400), done(TriageRule.DISCHARGE_VISIT, by="nurse", minute=500)
    once = run(home)
    back, home_again = stay("admission", minute=520), stay("discharge", minute=560, effective=660)
    again = run(home, seen, back, home_again, day=once.day, now=570)
    [visit] = follow_ups(again, "T24")
    assert spans(again, visit.visit) == [((660, 900),)]


@pytest.mark.parametrize(("minute", "starts"), [(415, [535, 655, 775, 895]), (-25, [95, 215, 335, 455])])
def test_measurements_that_are_asked_for_again_have_visits_beyond_those_of_the_day_and_of_the_night(minute, starts):
    ids = [f"triage:T23:c1:{n}" for n in (1, 2, 3, 4)]
    first, again = normal(pulse=110, minute=minute), normal(pulse=110, minute=minute + 120)
    once = run(first, day=night_day(), now=minute + 5)
    then = run(first, again, day=once.day, now=minute + 125)
    assert [one.visit for one in follow_ups(then, "T23")] == ids[1:]
    assert spans(then, *ids) == [((start, start + 60),) for start in starts]


def test_what_measures_none_of_what_had_scored_is_no_repeat():
    pulse = normal(pulse=110, minute=300)
    for other in ({"spo2": 95}, {"temperature": 36.9}):
        assert len(follow_ups(run(pulse, vitals(minute=410, **other)), "T23")) == 3
    assert len(follow_ups(run(pulse, vitals(minute=410, pulse=80)), "T23")) == 2


@pytest.mark.parametrize(("decided", "asked"), [(["yellow", "red"], True), (["red", "red"], False), (["red"], False)])
def test_a_colour_raised_after_it_was_set_on_an_assessment_asks_for_another(decided, asked):
    seen, assessed = change("breathing", SERIOUS, minute=400), done(TriageRule.RED_ASSESSMENT, minute=430)
    decisions = [colour(name, minute=500 + 60 * n) for n, name in enumerate(decided)]
    once = run(seen)
    again = run(seen, assessed, decisions=decisions, day=once.day, now=600)
    assert [(one.visit, one.due) for one in follow_ups(again, "T20")] == (
        [(f"triage:T20:c1:{decisions[1].id}", at(560 + 240))] if asked else [])


# --- missed and postponed ----------------------------------------------------------------------------------------

def test_an_overdue_follow_up_that_the_day_has_gets_its_hour_from_now():
    seen = normal(pulse=110, minute=415)
    once = run(seen)
    assert spans(run(seen, day=once.day, now=535), "triage:T22:c1") == [((420, 535),)]
    again = run(seen, day=once.day, now=536)
    assert spans(again, "triage:T22:c1") == [((536, 596),)]
    [moved] = [one for one in again.effects if one.visit == "triage:T22:c1"]
    assert (moved.kind, moved.rule, moved.because) == (EffectKind.WINDOWS_MOVED, "T22", (seen.id,))
    assert (moved.before, moved.after) == ("07:00-08:55", "08:56-09:56")
    assert run(seen, day=again.day, now=536).effects == ()


def test_a_pinned_follow_up_stays_where_the_planner_has_put_it():
    seen = normal(pulse=110, minute=415)
    day = run(seen).day
    day = day.replace(pins=(Pin(visit="triage:T22:c1", start=480),))
    assert spans(run(seen, day=day, now=600), "triage:T22:c1") == [((420, 535),)]


@pytest.mark.parametrize("then", [899, 900, 901, 930])
def test_a_postponed_discharge_takes_the_first_visit_with_it(then):
    out, first = stay("admission", minute=-DAY), stay("discharge", minute=300, effective=660)
    day = tiny_day().replace(shifts=tuple(shift.replace(end=1380) for shift in tiny_day().shifts))
    once = run(out, first, day=day)
    later = stay("discharge", minute=500, effective=then)
    again = run(out, first, later, day=once.day, now=510)
    assert spans(again, "triage:T24:c1") == [((then, then + 240),)]
    assert "triage:T24:c1" not in {one.visit.id for one in again.cancelled}
    assert run(out, first, later, day=again.day, now=510).effects == ()


def test_a_discharge_that_is_postponed_after_its_time_was_none():
    out, first = stay("admission", minute=-DAY), stay("discharge", minute=300, effective=540)
    told = out, first, stay("discharge", minute=600, effective=735)
    result = run(*told, now=605)
    assert spans(result, "pills", "triage:T24:c1") == [((735, 750),), ((735, 975),)]
    went = run(out, first, stay("discharge", minute=600), now=605)
    assert "care" not in {one.visit.id for one in went.cancelled}


def test_a_citizen_who_comes_home_has_time_before_the_first_visit_is_due():
    """What it takes over was due in hospital, or is due in the afternoon: not at the minute of coming home."""
    out, home = stay("admission", minute=-DAY), stay("discharge", minute=400, effective=660)
    red = run(change("breathing", SERIOUS, minute=-DAY - 60), out, home)
    assert spans(red, "triage:T24:c1") == [((660, 720),)]
    late = stay("discharge", minute=400, effective=890)
    yellow = run(out, late, decisions=[colour("yellow", minute=-2 * DAY)])
    assert spans(yellow, "triage:T24:c1") == [((890, 1130),)]


def test_a_citizen_admitted_when_the_morning_begins_has_time_from_the_discharge():
    told = (done(TriageRule.RED_ASSESSMENT, minute=-300), stay("admission", minute=300, effective=420),
            stay("discharge", minute=310, effective=660))
    result = run(*told, decisions=[colour("red", minute=-DAY)], day=night_day(), now=400)
    assert spans(result, "triage:T24:c1") == [((660, 900),)]


# --- a stay of today ---------------------------------------------------------------------------------------------

def test_a_stay_that_begins_and_ends_today_brings_the_visit_after_it():
    told = stay("admission", minute=400, effective=540), stay("discharge", minute=401, effective=700)
    result = run(*told)
    [visit] = follow_ups(result)
    assert (visit.rule, visit.visit, spans(result, visit.visit)) == ("T24", "triage:T24:c1", [((700, 940),)])
    assert next(row for row in result.board if row.citizen == "c1").colour == "green"
    assert [one.visit for one in follow_ups(run(*told, day=result.day, now=800))] == ["triage:T24:c1"]
    assert run(*told, day=result.day).effects == ()


@pytest.mark.parametrize(("home", "delegable"), [(750, False), (751, True)])
def test_delegated_tasks_are_blocked_after_the_stay_and_not_before_it(home, delegable):
    told = stay("admission", minute=400, effective=760 - 15), stay("discharge", minute=401, effective=home)
    day = tiny_day()
    pills = day.visit_by_id["pills"]
    day = day.replace(visits=(*day.visits, pills.replace(id="morning", windows=(window(480, 500),))))
    visits = run(*told, day=day).day.visit_by_id
    assert [visits[id_].tasks[0].delegable for id_ in ("morning", "pills")] == [True, delegable]


def test_a_citizen_whom_nobody_has_seen_since_one_discharge_is_to_be_seen_after_the_next_too():
    told = (stay("discharge", minute=300), stay("admission", minute=400, effective=600),
            stay("discharge", minute=401, effective=700))
    result = run(*told)
    assert [spans(result, one.visit) for one in follow_ups(result, "T24")] == [[((420, 540),)], [((700, 940),)]]


def alerts(*seen, now=420):
    return {one.rule for one in run(*seen, now=now).alerts}


def test_what_an_admission_has_answered_is_no_alert_while_it_lasts():
    asked = {TriageRule.CONSIDER_ACUTE, TriageRule.PARTIAL_SCORE}
    bad, admitted = vitals(pulse=130, minute=380), stay("admission", minute=400)
    assert asked <= alerts(bad)
    assert not asked & alerts(bad, admitted)
    assert not asked & alerts(bad, stay("admission", minute=380))
    assert asked <= alerts(bad, stay("admission", minute=400, effective=421))
    assert asked <= alerts(bad, admitted, bad.replace(id="later", at=at(401)))
    assert asked <= alerts(bad, admitted, stay("discharge", minute=420))


@pytest.mark.parametrize("overtime", [0, 30])
def test_what_is_asked_for_when_nobody_is_at_work_any_more_is_no_visit_today(overtime):
    first, *others = tiny_day().shifts
    day = tiny_day().replace(shifts=(first.replace(overtime=overtime), *others))
    ends = ({"earliest": 900 + overtime - more, "deadline": 1000} for more in (1, 0))
    visits = [follow_ups(run(tasks=[agreed(id="a", **when)], day=day))[0].visit for when in ends]
    assert visits == ["triage:T25:a", None]


@pytest.mark.parametrize(("now", "when", "words", "danish"), [
    (659, 300, "to be discharged 02-03 11:00, then to be seen by authorised staff",
     "udskrives 02-03 11:00, skal derefter ses af autoriseret personale"),
    (660, 660, "discharged, not seen by authorised staff since", "udskrevet, ikke set af autoriseret personale siden"),
])
def test_a_discharge_is_told_as_one_from_its_minute(now, when, words, danish):
    told = stay("admission", minute=-DAY), stay("discharge", minute=300, effective=660)
    result = run(*told, now=now)
    [cause] = next(row for row in result.board if row.citizen == "c1").causes
    assert (cause.rule, cause.at, cause.say(), cause.say("da")) == ("T17", at(when), words, danish)


@pytest.mark.parametrize(("decided", "colours"), [(659, "yellow"), (660, "green")])
def test_a_colour_set_before_a_citizen_comes_home_does_not_answer_the_homecoming(decided, colours):
    told = stay("admission", minute=-DAY), stay("discharge", minute=300, effective=660)
    result = run(*told, decisions=[colour("green", minute=decided)], now=700)
    assert next(row for row in result.board if row.citizen == "c1").colour == colours


def test_a_discharge_that_is_told_late_is_news_then():
    told = stay("admission", minute=-DAY), stay("discharge", minute=410, effective=300)
    result = run(*told, decisions=[colour("green", minute=350)], now=420)
    found = next(row for row in result.board if row.citizen == "c1")
    assert [(cause.rule, cause.at) for cause in found.causes] == [("T17", at(410))]
    assert TriageRule.COLOUR_TO_SET in {alert.rule for alert in found.alerts}


@pytest.mark.parametrize(("minute", "told"), [(0, "TOBS 3"), (-1, "TOBS 3, 01-03 23:59")])
def test_advice_on_what_was_not_measured_today_says_when_it_was(minute, told):
    seen, home = normal(pulse=130, minute=minute), stay("discharge", minute=400)
    for one in (seen, seen.replace(at=seen.at.astimezone(UTC))):
        [alert] = [alert for alert in run(one, home).alerts if alert.rule is TriageRule.CONSIDER_ACUTE]
        assert alert.say() == f"consider acute admission / 112 ({told})"
        assert alert.say("da") == f"overvej akut indlæggelse / 112 ({told})"


# --- by day ------------------------------------------------------------------------------------------------------

def night_day(start=-60, end=1860):
    """The tiny day with an SSA at work from the evening before to the morning after."""
    day = tiny_day()
    return day.replace(shifts=tuple(
        shift.replace(start=start, end=end) if shift.carer == "ssa" else shift for shift in day.shifts))


def test_daily_follow_ups_are_not_asked_of_the_night():
    yellow, red = colour("yellow", minute=-DAY), colour("red", minute=-DAY)
    told = done(TriageRule.RED_ASSESSMENT, minute=-300)
    assert spans(run(told, decisions=[yellow], day=night_day(), now=-60), "triage:T21:c1") == [((420, 900),)]
    assert spans(run(told, decisions=[red], day=night_day(), now=-60), "triage:T20:c1") == [((420, 660),)]
    fell = run(event("fall", minute=120), day=night_day(), now=125)
    assert spans(fell, "triage:T21:c1") == [((420, 900),)]


@pytest.mark.parametrize(("last", "now", "span"), [
    (-60 - DAY, -60, (420, 660)), (-61 - DAY, -60, (-60, 180)), (1399 - DAY, 1400, (1400, 1640))])
def test_an_assessment_of_red_that_is_overdue_waits_for_no_morning(last, now, span):
    told = done(TriageRule.RED_ASSESSMENT, minute=last)
    result = run(told, decisions=[colour("red", minute=-3 * DAY)], day=night_day(), now=now)
    assert spans(result, "triage:T20:c1") == [(span,)]


@pytest.mark.parametrize(("on", "morning"), [(date(2026, 3, 29), 360), (date(2026, 10, 25), 480)])
def test_the_morning_is_what_the_clock_shows_when_it_changes_too(on, morning):
    day = night_day().replace(date=on)
    decision = colour("yellow").replace(set_at=datetime(on.year, on.month, on.day - 2, tzinfo=UTC))
    result = triage(day, decisions=[decision.replace(review_at=decision.set_at + timedelta(days=9))])
    assert spans(result, "triage:T21:c1") == [((morning, morning + 480),)]


@pytest.mark.parametrize(("now", "span"), [(1000, (1000, 1440)), (1380, (1380, 1440))])
def test_daily_follow_ups_are_due_before_midnight(now, span):
    assert spans(run(event("fall", minute=now), day=night_day(), now=now), "triage:T21:c1") == [(span,)]


def test_late_in_the_evening_a_daily_follow_up_is_tomorrow_s():
    result = run(event("fall", minute=1381), day=night_day(), now=1381)
    [one] = follow_ups(result)
    assert (one.visit, one.due) == (None, at(DAY + 420 + 480))


def test_a_daily_follow_up_of_somebody_who_comes_home_tomorrow_counts_from_then():
    told = stay("admission", minute=300, effective=390), stay("discharge", minute=310, effective=DAY + 720)
    [one] = follow_ups(run(*told, decisions=[colour("yellow", minute=300 - DAY)], day=night_day(), now=380), "T21")
    assert one.due == at(DAY + 720 + 480)


@pytest.mark.parametrize(("rule", "name", "asks"), [
    (TriageRule.RED_ASSESSMENT, "red", SERIOUS), (TriageRule.YELLOW_FOLLOW_UP, "yellow", Change.SMALL)])
def test_news_while_todays_follow_up_is_still_to_come_ask_for_no_second_one(rule, name, asks):
    decisions, yesterday = [colour(name, minute=-3000)], done(rule, minute=540 - DAY)
    once = triage(tiny_day(), [yesterday], decisions, at=at(420))
    again = triage(once.day, [yesterday, change("eating", asks, minute=450)], decisions, at=at(460))
    mine = [one.id for one in again.day.visits if one.id.startswith(f"triage:{rule}:")]
    assert mine == [f"triage:{rule}:c1"]


def test_a_postponed_discharge_has_one_first_visit_whatever_was_long_ago():
    ago = [stay("admission", minute=-9000), stay("discharge", minute=-8000),
           done(TriageRule.DISCHARGE_VISIT, by="nurse", minute=-7900)]
    away, home = stay("admission", minute=-800), stay("discharge", minute=300, effective=480)
    once = run(*ago, away, home)
    later = run(*ago, away, home, stay("discharge", minute=425, effective=600), day=once.day, now=430)
    mine = [one.id for one in later.day.visits if one.id.startswith("triage:T24:")]
    assert (mine, spans(later, *mine)) == (["triage:T24:c1"], [((600, 840),)])
