"""Whoever is away takes part in no activity."""

from __future__ import annotations

import pytest
from hypothesis import assume, given

from tests.triage.seen import added, at, change, rules, run, stay
from tests.triage.test_promises import told
from triagering.io.board import effects_text, triage_board
from triagering.io.board_pages import triage_board_html
from triagering.models import Activity, Delegation, Task
from triagering.models.observations import Change, StayKind
from triagering.models.triage_rules import TriageRule
from triagering.triage import triage
from triagering.triage.examples import tiny_day

DAY = 1440


def outing(*who, start=600, minutes=120, **values):
    """Two hours from 10:00."""
    return Activity(**{"id": "g1", "place": "base", "start": start, "minutes": minutes, "citizens": who} | values)


def with_(*activities):
    return tiny_day().replace(activities=activities)


def taking_part(result):
    return {one.id: one.citizens for one in result.day.activities}


def of_activities(result):
    return [(one.kind, one.citizen, one.visit, one.before, one.after) for one in result.effects
            if one.visit.startswith("g")]


def test_who_is_admitted_is_taken_off_the_activities_that_follow_on_record():
    gone = stay("admission")
    result = run(gone, day=with_(outing("c2", "c1", capacity=2), outing("c2", id="g2", start=800, minutes=30)))
    assert taking_part(result) == {"g1": ("c2",), "g2": ("c2",)}
    assert result.day.activities[0].capacity == 2
    assert of_activities(result) == [("taken_off_activity", "c1", "g1", "participants 2", "1")]
    [effect] = [one for one in result.effects if one.visit == "g1"]
    assert (effect.rule, effect.because) == (TriageRule.ADMITTED, (gone.id,))
    assert run(gone, day=result.day).effects == ()


@pytest.mark.parametrize(("out", "home", "there"), [
    (719, None, False), (720, None, True), (500, 600, True), (500, 601, False), (500, 600.5, False), (720, 800, True),
    (650, 660, False), (-DAY, 1000, False), (-DAY, 600, True)])
def test_nobody_takes_part_in_an_activity_that_a_stay_meets_to_the_minute(out, home, there):
    stays = [stay("admission", minute=-DAY, effective=out)]
    stays += [] if home is None else [stay("discharge", minute=400, effective=home)]
    assert taking_part(run(*stays, day=with_(outing("c1", "c2")))) == {"g1": ("c1", "c2") if there else ("c2",)}


@pytest.mark.parametrize(("now", "out", "there"), [
    (600, 650, False), (601, 650, True), (601, 600, False), (700, 500, False), (700, 601, True), (420, 650, False)])
def test_what_began_while_the_citizen_was_at_home_is_left_alone(now, out, there):
    result = run(stay("admission", effective=out), day=with_(outing("c1", "c2")), at=at(now))
    assert ("c1" in taking_part(result)["g1"]) is there


def test_an_activity_that_nobody_is_left_at_is_off_the_day_but_not_one_with_carers():
    day = with_(outing("c1"), outing("c1", id="g2", start=800, minutes=30, carers=("ssh",)))
    result = run(stay("admission"), day=day)
    assert [(one.id, one.carers, one.citizens) for one in result.day.activities] == [("g2", ("ssh",), ())]
    assert of_activities(result) == [
        ("taken_off_activity", "c1", "g1", "participants 1", "0"),
        ("activity_cancelled", "c1", "g1", "", "nobody takes part"),
        ("taken_off_activity", "c1", "g2", "participants 1", "0")]


def test_of_two_who_are_away_the_last_leaves_nobody():
    result = run(stay("admission"), stay("admission", "c2", effective=650), day=with_(outing("c1", "c2")))
    assert result.day.activities == ()
    assert [kind for kind, *_ in of_activities(result)] == [
        "taken_off_activity", "taken_off_activity", "activity_cancelled"]


def test_a_carer_with_a_delegation_for_who_is_away_stays_at_the_activity():
    day = tiny_day()
    helper = day.carer_by_id["ssh"].replace(delegations=(Delegation(area="medicine", citizen="c1"),))
    day = day.replace(carers=(*day.carers[:2], helper), activities=(
        outing("c1", carers=("ssh",), needs=(Task(competence="medicine"),)),))
    [left] = run(stay("admission"), day=day).day.activities
    assert (left.citizens, left.needs) == ((), (Task(competence="medicine"),))


def test_in_the_time_of_an_activity_that_a_citizen_missed_somebody_can_come():
    home = [stay("admission", minute=-DAY), stay("discharge", minute=400, effective=700)]
    seen = change("breathing", Change.SERIOUS)
    missed = run(seen, *home, day=with_(outing("c1", "c2", minutes=360)))
    assert list(added(missed)) == list(added(run(seen, *home))) == ["triage:T24:c1"]
    assert TriageRule.COMPETENCE_ABSENT not in rules(missed.alerts)
    visit = added(missed)["triage:T24:c1"]
    assert missed.day.windows_of(visit) == visit.windows


def test_after_the_return_a_citizen_takes_part_and_what_leaves_no_time_for_the_first_visit_is_told():
    home = [stay("admission", minute=-DAY), stay("discharge", minute=400, effective=700)]
    result = run(*home, day=with_(outing("c1", "c2", start=700, minutes=360)))
    assert taking_part(result) == {"g1": ("c1", "c2")}
    assert TriageRule.AT_ACTIVITY in rules(result.alerts)


@pytest.mark.parametrize(("place", "language", "said"), [
    ("hospital", "en", "taken off activity (participants 1 → 0): T34 does not take part during admission"),
    ("holiday", "en", "activity cancelled (nobody takes part): T34 does not take part while away (holiday)"),
    ("respite", "da", "taget af aktivitet (deltagere 1 → 0): T34 deltager ikke under aflastning"),
    ("hospital", "da", "aktivitet aflyst (ingen deltager): T34 deltager ikke under indlæggelse")])
def test_changes_and_board_say_who_does_not_take_part_and_why(place, language, said):
    result = run(stay("admission", place=StayKind(place)), day=with_(outing("c1")))
    assert said in effects_text(result, language=language)
    for board in (triage_board(result, language=language), triage_board_html(result, language=language)):
        assert f"g1 (c1): {said}" in board


@given(told(420))
def test_whatever_is_told_nobody_takes_part_or_not_without_an_effect(told_):
    (seen, decided), day = told_, with_(
        outing("c1", "c2", carers=("ssh",)), outing("c1", id="g2", start=480, minutes=60),
        outing("c1", "c2", id="g3", start=780))
    assume(not all(any(one.kind == "stay" and one.citizen == c for one in seen) for c in ("c1", "c2")))
    result = triage(day, seen, decided)
    then, now = ({(one.id, citizen) for one in made.activities for citizen in one.citizens}
                 for made in (day, result.day))
    effects = [one for one in result.effects if one.visit.startswith("g")]
    assert now <= then
    assert sorted(then - now) == sorted((one.visit, one.citizen) for one in effects if one.kind == "taken_off_activity")
    assert day.activity_by_id.keys() - result.day.activity_by_id.keys() == {
        one.visit for one in effects if one.kind == "activity_cancelled"}
    again = triage(result.day, seen, decided)
    assert (again.effects, again.day) == ((), result.day)
