"""Bad input of a triage: everything at once, each with its code, and nothing is changed."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from tests.triage.seen import agreed, at, change, colour, event, normal, stay, vitals, weight
from triagering.errors import InputError
from triagering.io import read_triage_input
from triagering.models.observations import Change
from triagering.models.triage_rules import TriageRule
from triagering.models.triage_settings import FollowUpRule, Habit, TriageSettings
from triagering.triage import triage
from triagering.triage.examples import tiny_day


def issues(observations=(), decisions=(), tasks=(), **options):
    with pytest.raises(InputError) as caught:
        triage(tiny_day(), observations, decisions, tasks, **options)
    return caught.value.issues


def codes(*args, **options):
    return [issue.code for issue in issues(*args, **options)]


def test_unknown_citizens_are_refused_wherever_they_are_named():
    assert codes([event("fall", "c9")], [colour("red", "c9")], [agreed("c9")]) == ["E701"] * 3


def test_observations_and_decisions_from_the_future_are_refused_to_the_minute():
    assert codes([event("fall", minute=421)], [colour("red", minute=421)]) == ["E702", "E702"]
    triage(tiny_day(), [event("fall", minute=420)], [colour("red", minute=420)])
    triage(tiny_day(), [event("fall", minute=421)], at=at(421))


def test_a_task_that_was_agreed_after_the_triage_is_refused():
    assert codes(tasks=[agreed(agreed_at=at(421))]) == ["E702"]
    triage(tiny_day(), tasks=[agreed(agreed_at=at(420))])


def test_a_discharge_may_be_announced_for_later():
    triage(tiny_day(), [stay("discharge", minute=400, effective=800)])


@pytest.mark.parametrize(("name", "low", "high", "step"), [
    ("pulse", 10, 300, 1), ("respiration", 1, 80, 1), ("temperature", 25.0, 45.0, 0.1), ("systolic", 30, 300, 1),
    ("spo2", 30, 100, 1),
])
def test_impossible_vital_signs_are_refused_and_the_extremes_of_the_possible_are_not(name, low, high, step):
    assert codes([vitals(**{name: low - step}), vitals(**{name: high + step})]) == ["E703", "E703"]
    triage(tiny_day(), [vitals(**{name: low}), vitals(**{name: high})])


def test_impossible_weights_are_refused():
    assert codes([weight(7.5), weight(720.0)]) == ["E703", "E703"]


def test_two_colours_at_the_same_moment_are_refused():
    assert codes(decisions=[colour("green"), colour("red")]) == ["E704"]


def test_of_two_colours_at_different_moments_the_later_holds_whatever_the_order_given():
    later, earlier = colour("yellow", minute=410), colour("red", minute=400)
    assert triage(tiny_day(), (), [later, earlier]).board[0].colour == "yellow"


def test_words_without_a_rule_are_refused():
    assert codes([event("sneezed"), change("hair", Change.SMALL)]) == ["E705", "E705"]


def test_errors_repeat_neither_measurements_nor_words_nor_colours():
    found = issues([vitals(pulse=999), event("mrs-example-cried"), event("fal")], [colour("green"), colour("red")])
    text = " ".join(map(str, found))
    assert not any(told in text for told in ("999", "mrs-example", "red", "green"))
    assert "did you mean 'fall'?" in text


def test_one_id_for_two_entries_is_refused_but_the_same_entry_twice_is_one():
    assert codes([event("fall", id="o"), event("fall", "c2", id="o")]) == ["E706"]
    twice = event("fall")
    assert len(triage(tiny_day(), [twice, twice]).board[0].causes) == 1


def test_times_out_of_order_are_refused():
    found = issues(decisions=[colour("red", minute=400, review=400)], tasks=[agreed(earliest=700, deadline=699)])
    assert [(issue.code, issue.table, issue.value) for issue in found] == [
        ("E707", "decisions", at(400).isoformat()), ("E707", "tasks", at(699).isoformat())]
    assert all(issue.hint for issue in found)
    triage(tiny_day(), (), [colour("red", minute=400, review=401)], [agreed(earliest=700, deadline=700)])


def test_a_follow_up_that_nobody_of_the_house_could_do_is_refused_with_the_rule_that_asks():
    settings = TriageSettings()
    rules = settings.follow_ups | {rule: FollowUpRule(competence="magic", minutes=5, aim=5, within=5, priority=1)
                                   for rule in settings.follow_ups}
    [issue] = issues([event("fall")], settings=TriageSettings(follow_ups=rules))
    assert (issue.code, issue.row, issue.value) == ("E709", "T21", "magic")


def test_admission_and_discharge_at_the_same_moment_are_refused():
    assert codes([stay("admission"), stay("discharge")]) == ["E710"]


def test_measurements_of_nothing_are_refused():
    assert codes([vitals()]) == ["E711"]
    triage(tiny_day(), [vitals(oxygen=True)])


def test_an_unknown_scoring_set_is_refused():
    assert codes(settings=TriageSettings(scores=("apgar",))) == ["E712"]


def test_rules_for_what_is_no_follow_up_and_actions_for_no_scoring_set_are_refused():
    default = TriageSettings()
    settings = default.replace(
        follow_ups=default.follow_ups | {TriageRule.COLOUR_TO_SET: default.follow_ups[TriageRule.NURSE_CONTACT]},
        score_actions=default.score_actions | {"tobbs": ()})
    found = issues(settings=settings)
    assert [(issue.code, issue.field, issue.value) for issue in found] == [
        ("E712", "score_actions", "tobbs"), ("E712", "follow_ups", "T40")]
    assert found[1].hint == "known: T20, T21, T22, T23, T24"


def test_a_habit_of_what_nobody_measures_is_refused():
    default = TriageSettings()
    [issue] = issues(settings=default.replace(habits=default.habits | {"puls": default.habits["pulse"]}))
    assert (issue.code, issue.field, issue.value) == ("E712", "habits", "puls")


@pytest.mark.parametrize("minute", [-7 * 1440 - 1, 931])
def test_a_triage_of_another_date_is_refused(minute):
    day = tiny_day().replace(shifts=tuple(shift.replace(overtime=30) for shift in tiny_day().shifts))
    with pytest.raises(InputError) as caught:
        triage(day, at=at(minute))
    [issue] = caught.value.issues
    assert (issue.code, issue.field, issue.value) == ("E713", "at", at(minute).isoformat())
    triage(day, at=at(-7 * 1440))
    triage(day, at=at(930))


def test_the_hint_about_somebody_unknown_is_for_who_has_died_or_moved_too():
    [issue] = issues([event("fall", "c9")])
    assert "leave out the entries of somebody who has died or moved" in issue.hint


def test_reasons_that_ask_for_what_is_no_follow_up_are_refused():
    default = TriageSettings()
    rule = TriageRule.RED_COMPETENCE
    events = default.events | {"fall": default.events["fall"].replace(follow_ups=(rule,))}
    tobs = default.score_actions["tobs"]
    actions = {"tobs": (tobs[0].replace(follow_ups=(rule,)), *tobs[1:])}
    for settings in (default.replace(events=events), default.replace(score_actions=actions)):
        [issue] = issues(settings=settings)
        assert (issue.code, issue.field, issue.value) == ("E712", "follow_ups", "T31")


def test_a_day_whose_visits_are_all_cancelled_says_so():
    [issue] = issues([stay("admission", "c1"), stay("admission", "c2")])
    assert (issue.code, issue.problem) == ("E110", "all 3 visits are cancelled (T34)")
    assert "if somebody is at home" in issue.hint
    home = stay("discharge", "c1", minute=405, effective=800)
    assert len(triage(tiny_day(), [stay("admission", "c1"), stay("admission", "c2"), home]).day.visits) == 1


def test_a_task_of_a_whole_calendar_is_a_task():
    task = agreed().replace(earliest=datetime(1900, 1, 1, tzinfo=UTC), deadline=datetime(2199, 1, 1, tzinfo=UTC))
    [visit] = [one for one in triage(tiny_day(), tasks=[task]).day.visits if one.reason == "T25"]
    assert visit.windows[0].earliest_start == 420


def test_only_follow_ups_can_be_done(tmp_path):
    seen = {"id": "o1", "kind": "done", "citizen": "c1", "at": "2026-03-02T07:00:00+01:00", "by": "k1", "rule": "T40"}
    file = tmp_path / "triage.json"
    file.write_text(json.dumps({"observations": [seen]}), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_triage_input(file)
    [issue] = caught.value.issues
    assert (issue.code, issue.field) == ("E512", "observations.0.done.rule")
    assert issue.hint == "one of 'T20', 'T21', 'T22', 'T23', 'T24' or 'T25'"


def test_everything_wrong_is_said_at_once():
    decisions = [colour("red", "c8"), colour("red", review=400)]
    found = codes([event("fall", "c9", minute=500), vitals(pulse=999), normal(pulse=1)], decisions)
    assert found == ["E701", "E702", "E703", "E703", "E701", "E707"]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:00-12:00"])
def test_moments_at_the_ends_of_the_calendar_are_refused(tmp_path, moment):
    file = tmp_path / "triage.json"
    file.write_text(json.dumps({"at": moment}), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_triage_input(file)
    assert [(issue.code, issue.field) for issue in caught.value.issues] == [("E511", "at")]


@pytest.mark.parametrize(("changed", "place"), [
    ({"event": "Karen fell "}, "event"), ({"event": "Karen " * 30}, "event"), ({"source": "daughter Karen"}, "source"),
    ({"kind": "vitals", "pulse": "72, Karen says"}, "pulse"), ({"kind": "about Karen"}, "observations.0")])
def test_what_is_written_about_somebody_is_never_repeated(tmp_path, changed, place):
    seen = {"id": "o1", "kind": "event", "citizen": "c1", "at": "2026-03-02T07:00:00+01:00", "by": "k1",
            "event": "fall"}
    file = tmp_path / "triage.json"
    file.write_text(json.dumps({"observations": [seen | changed]}), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_triage_input(file)
    assert "Karen" not in str(caught.value)
    assert any(issue.field.endswith(place) and issue.problem and issue.hint for issue in caught.value.issues)


@pytest.mark.parametrize("extra", ['"note Karen fell": 1', '"note Karen fell": 1, "note Karen fell": 2'])
def test_names_of_attributes_that_are_not_known_are_not_repeated_either(tmp_path, extra):
    file = tmp_path / "triage.json"
    file.write_text('{"observations": [{"id": "o1", "kind": "event", "citizen": "c1", "by": "k1", "event": "fall", '
                    f'"at": "2026-03-02T07:00:00+01:00", {extra}}}]}}', encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_triage_input(file)
    assert "Karen" not in str(caught.value)
    assert {issue.field for issue in caught.value.issues} <= {"observations.0.event", ""}


def test_a_name_that_is_known_is_repeated(tmp_path):
    file = tmp_path / "triage.json"
    file.write_text('{"tasks": [], "tasks": []}', encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_triage_input(file)
    assert [(issue.code, issue.field) for issue in caught.value.issues] == [("E507", "tasks")]


@pytest.mark.parametrize("changed", [
    {"look_back_days": 999_999}, {"hospital_hours": 10**9}, {"newly_discharged_days": -1},
    {"weight_gain": (2.0, 10**6)}])
def test_settings_that_look_back_before_the_calendar_are_refused(changed):
    with pytest.raises(ValidationError):
        TriageSettings(**changed)


@pytest.mark.parametrize("spread", [0, -4])
def test_a_habit_varies(spread):
    with pytest.raises(ValidationError):
        Habit(spread=spread, lowest=10, highest=300)
