"""Colours: what people decide, what the day is planned by, and what of it people are asked to look at."""

from __future__ import annotations

import pytest

from tests.triage.seen import colour, event, mark, normal, row, rules, run, vitals
from triagering.models.observations import Site
from triagering.models.triage import Marker, TriageColour
from triagering.models.triage_rules import TriageRule
from triagering.models.triage_settings import TriageSettings

DAY = 1440


def test_a_reason_after_the_decision_raises_what_the_day_is_planned_by_and_asks_a_person():
    result = run(event("fall", minute=410), decisions=[colour("green", minute=400)])
    assert (row(result).colour, row(result).decision.colour) == ("yellow", "green")
    assert TriageRule.COLOUR_TO_SET in rules(row(result).alerts)


def test_a_decision_after_the_reason_holds_even_below_the_floor():
    result = run(event("fall", minute=400), decisions=[colour("green", minute=410)])
    assert row(result).colour == "green"
    assert [cause.rule for cause in row(result).causes] == [TriageRule.EVENT]


@pytest.mark.parametrize(("decided", "fallen", "to_be_set"), [
    (None, False, False), (None, True, True), ("green", True, True), ("yellow", True, False), ("red", True, False),
    ("red", False, False),
])
def test_a_colour_is_to_be_set_where_it_is_higher_than_what_was_decided(decided, fallen, to_be_set):
    decisions = [colour(decided, minute=400)] if decided else []
    result = run(*[event("fall", minute=410)] * fallen, decisions=decisions)
    assert row(result).to_be_set is to_be_set


@pytest.mark.parametrize("decided", ["yellow", "red"])
def test_no_observation_and_no_time_lowers_a_decided_colour(decided):
    result = run(normal(minute=410), decisions=[colour(decided, minute=400 - 40 * DAY, review=-30 * DAY)])
    assert row(result).colour == decided
    assert TriageRule.STALE_COLOUR in rules(row(result).alerts)


def test_a_colour_is_stale_from_the_minute_after_its_review():
    assert TriageRule.STALE_COLOUR not in rules(run(decisions=[colour("green", minute=0, review=420)]).alerts)
    assert TriageRule.STALE_COLOUR in rules(run(decisions=[colour("green", minute=0, review=419)]).alerts)


def test_action_instructions_are_missed_after_48_hours_and_not_before():
    late = colour("yellow", minute=419 - 2 * DAY)
    assert TriageRule.INSTRUCTION_MISSING in rules(run(decisions=[late]).alerts)
    assert TriageRule.INSTRUCTION_MISSING not in rules(run(decisions=[late.replace(instructions=("i1",))]).alerts)
    assert TriageRule.INSTRUCTION_MISSING not in rules(run(decisions=[colour("yellow", minute=420 - 2 * DAY)]).alerts)


def test_missing_action_instructions_count_from_the_first_decision_without_them():
    def missed(*decisions):
        return TriageRule.INSTRUCTION_MISSING in rules(run(decisions=decisions).alerts)
    first, again = colour("yellow", minute=419 - 2 * DAY), colour("red", minute=-DAY)
    assert missed(first, again)
    assert not missed(first, colour("green", minute=-2 * DAY + 500), again)
    assert not missed(first.replace(instructions=("i1",)), again)
    assert not missed(first, again.replace(instructions=("i1",)))


@pytest.mark.parametrize(("decided", "responsible", "asked"), [
    ("green", None, False), ("yellow", None, True), ("red", None, True), ("yellow", "ssa", False),
    ("red", "ssa", False)])
def test_a_colour_other_than_green_has_somebody_who_follows_it_up(decided, responsible, asked):
    result = run(decisions=[colour(decided, responsible=responsible)])
    assert (TriageRule.NOBODY_RESPONSIBLE in rules(row(result).alerts)) is asked


def test_only_the_decision_that_holds_needs_a_responsible_person():
    first, then = colour("yellow", minute=300), colour("yellow", minute=400, responsible="ssa")
    assert TriageRule.NOBODY_RESPONSIBLE not in rules(run(decisions=[first, then]).alerts)
    assert TriageRule.NOBODY_RESPONSIBLE not in rules(run(event("fall")).alerts)


def too_far(decided, hours, settings=None, minute=400):
    decision = colour(decided, minute=minute, review=minute + hours * 60)
    return [alert for alert in run(decisions=[decision], settings=settings).alerts
            if alert.rule is TriageRule.REVIEW_TOO_FAR]


@pytest.mark.parametrize(("decided", "hours", "told"), [
    ("green", 900, False), ("yellow", 36, False), ("yellow", 36.1, True), ("red", 12, False), ("red", 12.1, True)])
def test_a_review_further_ahead_than_the_colour_allows_is_pointed_out(decided, hours, told):
    assert bool(too_far(decided, hours)) is told


def test_a_review_that_was_set_too_far_ahead_is_stale_once_it_is_past_and_no_more_than_that():
    found = rules(run(decisions=[colour("red", minute=419 - 900, review=419)]).alerts)
    assert TriageRule.STALE_COLOUR in found
    assert TriageRule.REVIEW_TOO_FAR not in found
    assert too_far("red", 15, minute=420 - 900)


@pytest.mark.parametrize(("hours", "told"), [
    ({}, False), ({TriageColour.RED: 0}, False), ({TriageColour.RED: 23}, True), ({TriageColour.YELLOW: 1}, False)])
def test_a_colour_without_hours_has_no_limit(hours, told):
    assert bool(too_far("red", 24, TriageSettings(review_hours=hours))) is told


def test_alerts_about_a_decision_are_in_words():
    [alert] = too_far("red", 24)
    assert alert.say() == "review not until 03-03 06:40: the colour is to be reviewed within 12 hours"
    assert alert.say("da") == "revurderes først 03-03 06:40: farven skal revurderes inden for 12 timer"
    assert TriageRule.NOBODY_RESPONSIBLE.say("da") == "ingen ansvarlig for opfølgningen"


def test_yellow_for_more_than_two_weeks_raises_the_question_of_a_new_habitual_state():
    def asked(*decisions):
        return TriageRule.NEW_HABITUAL in rules(run(decisions=decisions).alerts)
    old, again = colour("yellow", minute=420 - 15 * DAY, review=-14 * DAY), colour("yellow", minute=-DAY)
    assert asked(old, again)
    assert not asked(colour("yellow", minute=421 - 15 * DAY), again)
    assert not asked(old, colour("green", minute=-2 * DAY), again)


@pytest.mark.parametrize(("values", "said"), [
    ({"pulse": 89}, []), ({"pulse": 90}, ["T54"]), ({"pulse": 110}, ["T54"]),
    ({"pulse": 110, "systolic": 99}, ["T46"]), ({"pulse": 130}, ["T47"]),
])
def test_a_low_score_asks_to_look_for_the_cause_a_higher_one_for_the_doctor(values, said):
    alerts = rules(run(normal(**values)).alerts)
    assert sorted(alerts & {TriageRule.CHECK_CAUSES, TriageRule.DOCTOR_NOW, TriageRule.CONSIDER_ACUTE}) == said


def test_looking_for_the_cause_is_asked_once_after_urgent_advice_and_until_a_person_decides():
    seen = [normal(pulse=90, minute=380), normal(pulse=130, minute=390), normal(pulse=110, minute=400)]
    alerts = row(run(*seen)).alerts
    assert [one.rule for one in alerts[:2]] == [TriageRule.CONSIDER_ACUTE, TriageRule.CHECK_CAUSES]
    assert [one.because for one in alerts if one.rule is TriageRule.CHECK_CAUSES] == [(seen[2].id,)]
    assert alerts[1].say() == "check urine, blood sugar, fluids and medicine; perhaps call the GP (TOBS 2)"
    assert alerts[1].say("da") == "tjek urin, blodsukker, væske og medicin; ring evt. til egen læge (TOBS 2)"
    decided = run(*seen, decisions=[colour("yellow", minute=400)])
    assert TriageRule.CHECK_CAUSES not in rules(decided.alerts)


def test_looking_for_the_cause_is_advice_and_no_visit():
    seen, settings = normal(pulse=90), TriageSettings()
    with_it = run(seen)
    silent = {"tobs": tuple(one.replace(advise="") for one in settings.score_actions["tobs"])}
    without = run(seen, settings=settings.replace(score_actions=silent))
    assert (with_it.day, with_it.effects) == (without.day, without.effects)
    assert TriageRule.CHECK_CAUSES not in rules(without.alerts)


def test_terminal_citizens_are_marked_and_not_scored():
    result = run(normal(pulse=130), mark("terminal", minute=300))
    assert (row(result).colour, row(result).markers) == ("green", (Marker.TERMINAL,))


def test_terminal_citizens_have_no_score_and_no_alert_about_one():
    partly = vitals(temperature=35.0, site=Site.ORAL)
    assert rules(row(run(partly)).alerts) >= {TriageRule.PARTIAL_SCORE, TriageRule.MEASURE_RECTALLY}
    result = run(partly, mark("terminal", minute=300))
    assert (row(result).score, row(result).alerts) == (None, ())


@pytest.mark.parametrize(("minute", "asked"), [(420, True), (419, False)])
def test_nobody_is_asked_about_a_score_that_is_older_than_reasons_are(minute, asked):
    result = run(vitals(minute=minute - 30 * DAY, temperature=35.0, site=Site.ORAL))
    alerts = {TriageRule.PARTIAL_SCORE, TriageRule.MEASURE_RECTALLY}
    assert alerts & rules(row(result).alerts) == (alerts if asked else set())
    assert row(result).score is not None


def test_a_score_of_the_minute_of_the_decision_is_decided_on():
    partly = vitals(minute=400, temperature=35.0, site=Site.ORAL)
    asked = {TriageRule.PARTIAL_SCORE, TriageRule.MEASURE_RECTALLY}
    assert not asked & rules(run(partly, decisions=[colour("green", minute=400)]).alerts)


@pytest.mark.parametrize(("later", "shown"), [
    ({"spo2": 95}, "TOBS 2"),
    ({"pulse": 90}, "TOBS 1, partial (1-13; not measured: respiration, temperature, systolic, consciousness)"),
])
def test_the_score_on_the_board_is_of_what_the_scoring_set_holds(later, shown):
    result = run(normal(pulse=110, minute=380), vitals(minute=410, **later))
    assert str(row(result).score) == shown
    assert (TriageRule.PARTIAL_SCORE in rules(row(result).alerts)) is ("partial" in shown)
