"""Observations become reasons: the floor, what is behind it, and the words."""

from __future__ import annotations

import pytest

from tests.triage.seen import at, change, event, normal, vitals, weight
from triagering.models.observations import Change, Consciousness, Site
from triagering.models.scores import Band, Parameter, ScoreTable
from triagering.models.triage import TriageColour
from triagering.models.triage_rules import TriageRule
from triagering.models.triage_settings import ScoreAction, TriageSettings
from triagering.triage.causes import find_causes

DEFAULT = TriageSettings()
DAY = 1440


def causes(*seen, settings=DEFAULT, **options):
    ordered = sorted(seen, key=lambda one: one.at)
    return find_causes(ordered, at(420), settings, **options)


@pytest.mark.parametrize(("size", "floor"), [(Change.SMALL, "yellow"), (Change.SERIOUS, "red")])
def test_an_everyday_change_suggests_a_colour_by_its_size(size, floor):
    [cause] = causes(change("eating", size))
    assert (cause.rule, cause.floor) == (TriageRule.EVERYDAY_CHANGE, floor)


def test_the_usual_is_no_reason():
    assert causes(change("eating", Change.USUAL), normal()) == []


def test_every_event_of_the_settings_suggests_at_least_yellow_when_it_is_complete():
    for name, rule in DEFAULT.events.items():
        seen = [event(name, minute=400 - n) for n in range(rule.times)]
        assert causes(*seen)[-1].floor.rank >= 1, name


def test_food_refused_once_is_no_reason_and_twice_within_two_days_is():
    assert causes(event("refused_food")) == []
    first, second = event("refused_food", minute=400 - 2 * DAY), event("refused_food", minute=400)
    assert causes(first, second)[0].because == (first.id, second.id)
    assert causes(event("refused_food", minute=400 - 2 * DAY - 1), second) == []


@pytest.mark.parametrize(("kilograms", "days", "found"), [(72.0, 3, True), (71.99, 3, False), (72.0, 3.01, False)])
def test_weight_gain_counts_from_two_kilograms_in_three_days(kilograms, days, found):
    rules = [c.rule for c in causes(weight(70.0, minute=400 - days * DAY), weight(kilograms))]
    assert (TriageRule.WEIGHT_GAIN in rules) is found


@pytest.mark.parametrize(("kilograms", "days", "found"), [(66.5, 90, True), (66.51, 90, False), (66.5, 90.01, False)])
def test_weight_loss_counts_from_five_per_cent_in_ninety_days(kilograms, days, found):
    rules = [c.rule for c in causes(weight(70.0, minute=400 - days * DAY), weight(kilograms))]
    assert (TriageRule.WEIGHT_LOSS in rules) is found


def test_no_kilograms_and_no_per_cent_switch_the_weight_rules_off():
    off = DEFAULT.replace(weight_gain=(0.0, 3), weight_loss=(0.0, 90))
    assert causes(weight(70.0, minute=300), weight(70.0), settings=off) == []


@pytest.mark.parametrize(("values", "floor", "advise"), [
    ({"pulse": 90}, "yellow", "check"), ({"pulse": 110}, "yellow", "check"),
    ({"pulse": 110, "systolic": 99}, "red", "doctor"),
    ({"pulse": 110, "systolic": 99, "consciousness": Consciousness.PAIN}, "red", "acute"),
    ({"pulse": 130}, "red", "acute"),
])
def test_tobs_totals_lead_to_their_actions(values, floor, advise):
    [cause] = causes(normal(**values))
    assert (cause.floor, cause.values["advise"]) == (floor, advise)


def test_tobs_from_two_on_asks_for_the_nurse():
    assert TriageRule.NURSE_CONTACT not in causes(normal(pulse=90))[0].follow_ups
    assert TriageRule.NURSE_CONTACT in causes(normal(pulse=110))[0].follow_ups


def test_terminal_citizens_are_not_scored():
    assert causes(normal(pulse=130), scored=False) == []


def test_a_local_table_replaces_the_shipped_one_and_brings_its_own_actions():
    table = ScoreTable(name="local", title="Local", source="here",
                       parameters=(Parameter(name="spo2", bands=(Band(up_to=89, points=2), Band(points=0))),))
    settings = TriageSettings(scores=("local",), tables=(table,),
                              score_actions={"local": (ScoreAction(at_least=2, floor=TriageColour.RED),)})
    assert causes(vitals(spo2=89), settings=settings)[0].floor == "red"
    assert causes(vitals(spo2=90, pulse=200), settings=settings) == []


def test_a_deviation_from_the_habitual_state_is_a_reason_even_where_the_score_is_nought():
    history = [normal(minute=400 - n * DAY, pulse=52 + n % 3) for n in range(1, 15)]
    [cause] = causes(*history, normal(pulse=84))
    assert cause.rule is TriageRule.DEVIATION
    assert "pulse 84 against usually 53" in cause.say()
    assert "sædvanligt 53" in cause.say("da")


def test_a_temperature_taken_elsewhere_is_no_deviation_and_a_fever_is_one_wherever_it_is_taken():
    usual = [normal(temperature=37.0, minute=400 - days * DAY) for days in range(1, 31)]
    assert not [cause for cause in causes(*usual, normal(temperature=36.0, site=Site.AXILLARY))
                if cause.rule is TriageRule.DEVIATION]
    assert [cause for cause in causes(*usual, normal(temperature=37.0, site=Site.AXILLARY))
            if cause.rule is TriageRule.DEVIATION]


def test_many_remarks_on_a_day_that_is_usually_quiet_are_a_deviation():
    quiet = [change("mood", Change.USUAL, minute=400 - n * DAY) for n in range(1, 15)]
    busy = [change(area, Change.SMALL) for area in ("eating", "drinking", "mood", "sleep", "pain", "mobility")]
    assert TriageRule.DEVIATION in [cause.rule for cause in causes(*quiet, *busy)]
    assert TriageRule.DEVIATION not in [cause.rule for cause in causes(*quiet, busy[0])]


def test_the_first_remarks_in_weeks_of_measurements_are_many():
    quiet = [normal(minute=400 - days * DAY) for days in range(20, 0, -1)]
    remarks = [change(area, Change.SERIOUS) for area in ("eating", "sleep", "mood")]
    assert TriageRule.DEVIATION in {cause.rule for cause in causes(*quiet, *remarks)}
    assert TriageRule.DEVIATION not in {cause.rule for cause in causes(*remarks)}


def test_a_deviation_that_is_older_than_reasons_are_is_history_only():
    usual = [normal(minute=400 - days * DAY, pulse=70) for days in range(33, 51)]
    assert [cause.rule for cause in causes(*usual, normal(minute=400 - 29 * DAY, pulse=89))] == [TriageRule.DEVIATION]
    assert causes(*usual, normal(minute=400 - 31 * DAY, pulse=89)) == []


def test_early_detection_can_be_switched_off():
    history = [normal(minute=400 - n * DAY, pulse=52) for n in range(1, 15)]
    off = TriageSettings(early_detection=DEFAULT.early_detection.replace(on=False))
    assert causes(*history, normal(pulse=84), settings=off) == []


@pytest.mark.parametrize(("minute", "found"), [(420, 1), (419, 0)])
def test_observations_older_than_the_look_back_are_history_only(minute, found):
    assert len(causes(event("fall", minute=minute - 30 * DAY))) == found
