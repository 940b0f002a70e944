"""The example day: three red, eight yellow, a discharge and an admission, from observations to plan."""

from __future__ import annotations

import importlib.util
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from triagering import check, plan_day, read_day
from triagering.evaluation.left_out import left_out
from triagering.io.left_out import left_out_text
from triagering.models.triage import Marker
from triagering.models.triage_result import EffectKind
from triagering.models.triage_rules import TriageRule

EXAMPLES = Path(__file__).parents[2] / "examples"


@cache
def result():
    spec = importlib.util.spec_from_file_location("triage_day", EXAMPLES / "triage_day" / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.triaged()


@cache
def before():
    return read_day(EXAMPLES / "triage_day" / "day")


def row(citizen):
    return next(row for row in result().board if row.citizen == citizen)


def test_three_are_red_eight_yellow_one_comes_home_and_one_is_admitted():
    assert Counter(str(row.colour) for row in result().board) == {"green": 19, "yellow": 8, "red": 3}
    assert [row.citizen for row in result().board if row.markers == (Marker.ADMITTED,)] == ["z012", "z019"]
    assert [one.citizen for one in result().follow_ups if one.rule == "T24"] == ["z012"]
    assert [row.colour for row in result().board[:4]] == ["red", "red", "red", "yellow"]


@pytest.mark.parametrize(("citizen", "rules"), [
    ("z007", ["T14"]), ("z013", ["T10", "T11"]), ("z003", ["T11"]), ("z005", ["T11"]), ("z008", ["T12"]),
    ("z009", ["T14"]), ("z011", ["T15"]), ("z012", ["T17"]), ("z017", ["T11"]),
])
def test_every_reason_is_named(citizen, rules):
    assert [cause.rule for cause in row(citizen).causes] == rules


def test_nothing_is_lost_from_the_books():
    ids = {visit.id for visit in before().visits}
    cancelled = {one.visit.id for one in result().cancelled}
    assert cancelled == {"v0034", "v0057", "v0058", "v0059"}
    assert ids == cancelled | (ids & result().day.visit_by_id.keys())


def test_every_difference_of_the_day_is_an_effect():
    changed = {visit.id for visit in result().day.visits if before().visit_by_id.get(visit.id) != visit}
    changed |= {one.visit.id for one in result().cancelled}
    assert changed == {effect.visit for effect in result().effects}


def test_every_kind_of_effect_that_the_day_calls_for_is_there():
    kinds = {effect.kind for effect in result().effects}
    assert kinds >= {EffectKind.VISIT_ADDED, EffectKind.VISIT_CANCELLED, EffectKind.DELEGATION_CLOSED,
                     EffectKind.COMPETENCE_ADDED, EffectKind.PRIORITY_RAISED, EffectKind.TIME_CRITICAL_SET}
    added = Counter(effect.rule for effect in result().effects if effect.kind is EffectKind.VISIT_ADDED)
    assert added == {"T20": 3, "T21": 7, "T22": 1, "T23": 5, "T24": 1, "T25": 1}


def test_what_people_must_look_at_is_said():
    assert [alert.rule for alert in row("z016").alerts] == ["T42", "T41", "T43", "T44"]
    assert TriageRule.CONSIDER_ACUTE in {alert.rule for alert in row("z007").alerts}
    assert {one.citizen for one in result().approvals} == {"z006", "z016"}


def test_the_plan_of_the_day_is_valid_puts_the_right_hands_at_red_and_explains_what_is_left_out():
    day = result().day
    planned = plan_day(day, effort=3000, workers=1, seed=1)
    assert check(day, planned.plan).valid
    by = {stop.id: day.carer_by_id[route.carer].profession for route in planned.plan.routes for stop in route.stops}
    for citizen in ("z007", "z013", "z018"):
        assert by[f"triage:T20:{citizen}"] in {"nurse", "ssa"}
    assert by["triage:T24:z012"] == "nurse"
    assert all(by[id_] in {"nurse", "ssa"} for id_ in ("v0054", "v0055", "v0056"))
    assert not any(one.time_critical for one in left_out(day, planned))
    text = left_out_text(day, left_out(day, planned), language="da")
    assert text.count("ville bringe det tilbage") == len(planned.plan.unplanned)
