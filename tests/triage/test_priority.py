"""What a colour does to visits: their priority, and the right hands at a red citizen."""

from __future__ import annotations

import pytest

from tests.triage.seen import colour, only, run
from triagering.models import Link, Pin, Task, Visit
from triagering.models.triage_result import EffectKind
from triagering.models.triage_settings import TriageSettings
from triagering.triage.examples import tiny_day, window


def test_colours_raise_the_priority_of_care_and_leave_cleaning_alone():
    result = run(decisions=[colour("yellow", "c1"), colour("red", "c2")])
    priorities = {visit.id: visit.priority for visit in result.day.visits}
    assert (priorities["care"], priorities["pills"], priorities["cleaning"]) == (2, 2, 5)
    assert run(decisions=[colour("red")]).day.visit_by_id["care"].priority == 1


@pytest.mark.parametrize("price", [None, 300])
def test_no_priority_is_ever_lowered_and_a_price_is_lost_all_the_same(price):
    day = only(tasks=(Task(competence="personal_care"),), priority=1, unplanned_price=price)
    visit = run(decisions=[colour("yellow")], day=day).day.visit_by_id["v"]
    assert (visit.priority, visit.unplanned_price) == (1, None)


def test_red_makes_nursing_time_critical_and_asks_for_nurse_or_ssa():
    visits = run(decisions=[colour("red")]).day.visit_by_id
    assert (visits["care"].time_critical, visits["pills"].time_critical) == (False, True)
    assert all("observation" in {task.competence for task in visits[id_].tasks} for id_ in ("care", "pills"))


def test_a_red_citizen_s_observation_is_protected_also_when_its_delegation_is_closed():
    day = only(tasks=(Task(competence="observation"),))
    result = run(decisions=[colour("red")], day=day)
    assert result.day.visit_by_id["v"].time_critical
    assert run(decisions=[colour("red")], day=result.day).effects == ()


def test_what_cannot_wait_loses_a_price_of_its_own_on_record():
    day = only(tasks=(Task(competence="medicine", minutes=10),), unplanned_price=300)
    result = run(decisions=[colour("yellow")], day=day)
    assert result.day.visit_by_id["v"].unplanned_price is None
    [effect] = [one for one in result.effects if one.kind is EffectKind.PRIORITY_RAISED]
    assert (effect.before, effect.after) == ("3, unplanned_price 300", "2")
    urgent = day.replace(visits=tuple(one.replace(priority=1, time_critical=True) for one in day.visits))
    assert run(decisions=[colour("red")], day=urgent).day.visit_by_id["v"].unplanned_price is None
    cleaning = only(tasks=(Task(competence="practical_help"),), unplanned_price=300)
    assert run(decisions=[colour("red")], day=cleaning).day.visit_by_id["v"].unplanned_price == 300


def test_a_visit_that_says_no_tasks_is_care():
    visit = run(decisions=[colour("red")], day=only()).day.visit_by_id["v"]
    assert (visit.priority, [task.competence for task in visit.tasks]) == (1, ["observation"])


def test_which_visits_ask_for_nurse_or_ssa_is_a_setting():
    def asking(mode):
        result = run(decisions=[colour("red")], settings=TriageSettings(red_visits=mode))
        return [effect.visit for effect in result.effects if effect.kind is EffectKind.COMPETENCE_ADDED]
    assert (asking("all"), asking("first"), asking("none")) == (["care", "pills"], ["care"], [])


@pytest.mark.parametrize(("gaps", "citizen", "asked"), [
    ((0, 0), "c1", ["a"]), ((0, 0), "c2", ["a", "b"]),
    *((gaps, "c1", ["a", "b"]) for gaps in ((0, 1), (-1, 0), (0, None), (None, None), (30, 30))),
])
@pytest.mark.parametrize("first", ["a", "b"])
def test_of_two_visits_at_the_same_start_one_asks_for_nurse_or_ssa(gaps, citizen, asked, first):
    care = Visit(id="a", citizen="c1", minutes=30, windows=(window(500, 540),))
    lift = care, care.replace(id="b", citizen=citizen)
    day = tiny_day(*lift).replace(links=(
        Link(id="l1", first=first, second="ab".replace(first, ""), min_gap=gaps[0], max_gap=gaps[1]),))
    red = [colour("red", "c1"), colour("red", "c2")]
    result = run(decisions=red, day=day)
    assert [one.visit for one in result.effects if one.kind is EffectKind.COMPETENCE_ADDED] == asked
    assert run(decisions=red, day=result.day).effects == ()


def test_a_pin_wins_over_the_requirement():
    day = tiny_day().replace(pins=(Pin(visit="care", carer="ssh"),))
    result = run(decisions=[colour("red")], day=day)
    assert result.day.pins == day.pins
    assert len(result.day.visit_by_id["care"].tasks) == 1


def test_no_more_is_asked_of_a_visit_by_two_carers():
    day = only(tasks=(Task(competence="personal_care"),), carers_needed=2)
    tasks = run(decisions=[colour("red")], day=day).day.visit_by_id["v"].tasks
    assert [task.competence for task in tasks] == ["personal_care"]
