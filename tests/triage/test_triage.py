"""From observations and decisions to the day: the order of the board, and what holds for every effect."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.triage.seen import added, agreed, at, change, colour, done, event, normal, run, stay
from triagering.models.observations import Change
from triagering.models.triage_rules import TriageRule
from triagering.models.triage_settings import TriageSettings
from triagering.triage.examples import tiny_day
from triagering.triage.needs import Need, _folded

DAY = 1440
SERIOUS = Change.SERIOUS


def test_nothing_seen_changes_nothing():
    result = run()
    assert result.day == tiny_day()
    assert (result.effects, result.alerts, result.cancelled) == ((), (), ())
    assert {one.colour for one in result.board} == {"green"}


def test_follow_ups_are_in_order_of_deadline_in_the_hour_that_the_clock_shows_twice():
    zone = ZoneInfo("Europe/Copenhagen")
    day = tiny_day().replace(date=date(2026, 10, 25))
    first = datetime(2026, 10, 25, 0, 50, tzinfo=UTC)  # 02:50, and twenty minutes later 02:10
    tasks = [agreed("c1", id="first").replace(earliest=first, deadline=first),
             agreed("c2", id="then").replace(earliest=first, deadline=first + timedelta(minutes=20))]
    result = run(tasks=tasks, day=day, at=datetime(2026, 10, 25, 0, 30, tzinfo=zone))
    assert [one.because for one in result.follow_ups] == [("first",), ("then",)]


def test_triaging_the_triaged_day_again_changes_nothing():
    seen = [normal(pulse=130), event("fall", "c2"), stay("discharge", "c2", minute=-DAY)]
    once = run(*seen)
    again = run(*seen, day=once.day)
    assert again.day == once.day
    assert again.effects == ()


def test_a_planner_may_change_a_visit_that_triage_added():
    once = run(event("fall"))
    moved = once.day.visit_by_id["triage:T21:c1"].replace(minutes=5, tasks=())
    day = once.day.replace(visits=tuple(moved if visit.id == moved.id else visit for visit in once.day.visits))
    assert run(event("fall"), day=day).day.visit_by_id[moved.id] == moved


def test_the_board_shows_first_what_needs_attention():
    result = run(event("fall", "c1"), change("breathing", SERIOUS, "c2"))
    assert [one.citizen for one in result.board] == ["c2", "c1"]
    overdue = run(decisions=[colour("yellow", "c1"), colour("yellow", "c2", minute=-2 * DAY)])
    assert [one.citizen for one in overdue.board] == ["c2", "c1"]
    old = colour("yellow", "c1", minute=-3 * DAY, review=-2 * DAY, responsible="nurse")
    to_set = run(done(TriageRule.YELLOW_FOLLOW_UP, minute=500 - DAY), event("fall", "c2"), decisions=[old])
    assert [(one.citizen, len(one.alerts)) for one in to_set.board] == [("c2", 1), ("c1", 2)]


def test_every_effect_names_a_rule_and_something_that_was_given():
    seen = [normal(pulse=130), event("fall", "c2"), stay("discharge", "c2", minute=-DAY)]
    result = run(*seen, decisions=[colour("red", "c2", id="d")], tasks=[agreed(id="a")])
    given = {one.id for one in seen} | {"d", "a"}
    assert result.effects
    assert all(effect.because and set(effect.because) <= given for effect in result.effects)


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
def test_a_triage_without_time_zone_is_made_at_local_time_of_the_day_wherever_the_machine_stands(zone):
    told = datetime(2026, 3, 2, 11, 40)
    result = run(at=told, day=tiny_day().replace(timezone=zone))
    assert result.at == told.replace(tzinfo=ZoneInfo(zone))


def test_late_in_the_day_windows_start_at_the_triage():
    result = run(event("fall"), at=at(700))
    assert added(result)["triage:T21:c1"].windows[0].earliest_start == 700


def test_what_is_taken_over_twice_hands_on_what_it_took_over():
    """Local rules may chain: the nurse contact covers the assessment, which covers the follow-up that is overdue."""
    rules = TriageSettings()
    chained = rules.replace(follow_ups=rules.follow_ups | {
        TriageRule.NURSE_CONTACT: rules.follow_ups[TriageRule.NURSE_CONTACT].replace(
            covers=(TriageRule.RED_ASSESSMENT,))})

    def need(rule, due, **more):
        how = chained.follow_ups[rule]
        return Need(rule, "c1", rule.value, at(0), at(due), how=how, because=(rule.value,), **{
            "overdue_since": None} | more)

    (left,) = _folded([
        need(TriageRule.RED_ASSESSMENT, 700), need(TriageRule.YELLOW_FOLLOW_UP, 600, overdue_since=at(-600)),
        need(TriageRule.NURSE_CONTACT, 720)], chained, lambda _: True)
    assert (left.rule, left.late, left.due) == (TriageRule.NURSE_CONTACT, TriageRule.YELLOW_FOLLOW_UP, at(600))
    assert set(left.because) == {"T20", "T21", "T22"}
