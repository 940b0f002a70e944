"""A nurse who reads docs/triage.md finds every rule, every setting and the defaults as they are."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

import pytest

from triagering.io.triage_files import read_meeting, read_triage_input, read_triage_settings
from triagering.models import Pin
from triagering.models.observations import Observation
from triagering.models.triage import Marker
from triagering.models.triage_rules import TriageRule, in_words
from triagering.models.triage_settings import EarlyDetection, TriageSettings
from triagering.triage.scores import SHIPPED, score_table

TEXT = (Path(__file__).parents[2] / "docs" / "triage.md").read_text(encoding="utf-8")
DEFAULT = TriageSettings()
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in TEXT.splitlines() if line.startswith("| T")]


@pytest.mark.parametrize("rule", list(TriageRule))
def test_every_rule_has_a_row_with_a_source_or_a_status(rule):
    rows = [row for row in ROWS if row[0] == rule]
    assert rows
    assert all(re.search(r"our default|local practice|guideline|law|the task", row[-1]) for row in rows)


NAMES = {*TriageSettings.model_fields, *EarlyDetection.model_fields} - {"follow_ups", "early_detection", "on", "floor"}


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_setting_is_named(name):
    assert f"`{name}`" in TEXT or f"`{name} =" in TEXT


@pytest.mark.parametrize("rule", list(DEFAULT.follow_ups))
def test_the_follow_ups_are_described_as_they_are(rule):
    how = DEFAULT.follow_ups[rule]
    row = next(row for row in ROWS if row[0] == rule and len(row) == 6)
    assert f"`{how.competence}`" in row[2]
    assert row[3] == str(how.minutes)
    assert row[4].startswith(f"{how.aim} / {how.within} min")


@pytest.mark.parametrize("shown", [
    "2.0 kg in 3 days", "5 % in 90 days", "14 days (`yellow_days`)", "48 hours (`instruction_hours`)",
    "60 minutes from now (`grace`)", "92 days (`delegation_days`)", "yellow 2, red 1 (`priorities`)",
    "72 hours after a discharge (`hospital_hours`)", "24 hours (`hospital_after_hours`)", "30 days (`look_back_days`",
    "3.5 spreads (`threshold`)", "latest 7 values", "4.0\n  spreads (`trend_threshold`)",
    "Fewer than 10 earlier values", "yellow 36 hours, red 12",
    "more than 7 days (`approval_days`",
])
def test_the_numbers_in_the_text_are_the_defaults(shown):
    assert shown in TEXT
    numbers = {str(number) for number in (
        *DEFAULT.weight_gain, *DEFAULT.weight_loss, DEFAULT.yellow_days, DEFAULT.instruction_hours, DEFAULT.grace,
        DEFAULT.delegation_days, *DEFAULT.priorities.values(), *DEFAULT.review_hours.values(),
        DEFAULT.hospital_hours, DEFAULT.approval_days, round(DEFAULT.hospital_after_hours), DEFAULT.look_back_days,
        *DEFAULT.early_detection.model_dump().values(), 5)}
    assert set(re.findall(r"\d+(?:\.\d+)?", shown)) <= numbers


def test_markers_and_impossible_values_are_named():
    assert all(f"| {marker.value.replace('_', ' ')} |" in TEXT for marker in Marker)
    for name in ("respiration", "temperature", "systolic"):
        assert f"{name} {DEFAULT.habits[name].lowest:g}–{DEFAULT.habits[name].highest:g}" in TEXT


@pytest.mark.parametrize("name", SHIPPED)
def test_the_score_tables_are_printed_as_they_are_scored(name):
    """Each printed band end occurs in the table file; every cell is tested in test_scores.py."""
    part = TEXT[TEXT.index("TOBS (range" if name == "tobs" else "NEWS2 (range"):]
    for row in score_table(name).parameters:
        if row.name in {"pulse", "respiration", "systolic", "temperature"}:
            line = next(line for line in part.splitlines() if line.startswith(f"| {row.name} "))
            for band in row.bands[:-1]:
                assert f"{band.up_to:.{row.decimals}f}" in line


CODE = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)


def run_shown(code, names, folder):
    shown = code.replace('"examples/', f'"{Path(__file__).parents[2]}/examples/').replace(
        '"meeting.json"', f'"{folder}/meeting.json"')
    exec(compile(shown.replace("seconds=20", "effort=50, workers=1"), "docs/triage.md", "exec"), names)


def test_tomorrow_has_not_begun_though_today_has(tmp_path):
    names = {}
    run_shown(CODE[0], names, tmp_path)
    visit = names["day"].visits[0]
    names["day"] = names["day"].replace(now=600, pins=(Pin(visit=visit.id, start=visit.windows[0].earliest_start),))
    assert names["day"].begun
    run_shown(next(code for code in CODE if "tomorrow =" in code), names, tmp_path)
    assert (names["ahead"].day.now, names["ahead"].day.begun) == (None, frozenset())


def test_the_code_shown_runs(tmp_path, capsys):
    names = {}
    for code in CODE:
        run_shown(code, names, tmp_path)
    assert "Triagetavle" in capsys.readouterr().out
    before, after = ({row.citizen: row.colour for row in names[of].board} for of in ("result", "after"))
    assert {citizen for citizen in before if before[citizen] != after[citizen]} == {"z013"}
    assert read_meeting(tmp_path / "meeting.json") == names["meeting"]


def test_an_observation_of_every_kind_is_shown_with_all_that_it_can_hold(tmp_path):
    shown = re.search(r"One of each kind.*?```json\n(.*?)```", TEXT, re.DOTALL)[1]
    (tmp_path / "triage.json").write_text(f'{{"observations": {shown}}}', encoding="utf-8")
    seen = read_triage_input(tmp_path / "triage.json").observations
    assert {type(one) for one in seen} == set(get_args(get_args(Observation)[0]))
    named = {name for one in json.loads(shown) for name in one}
    assert {name for one in seen for name in type(one).model_fields} - named == {"about"}


def test_every_code_of_the_change_form_and_of_events_is_listed_in_both_languages():
    for code in (*DEFAULT.everyday, *DEFAULT.events):
        assert f"`{code}` ({in_words(code, 'da')})" in TEXT.replace("\n", " ")


def test_the_local_rules_shown_can_be_read(tmp_path):
    shown = re.search(r"```toml\n(.*?)```", TEXT, re.DOTALL)[1]
    (tmp_path / "triage.toml").write_text(shown)
    settings = read_triage_settings(tmp_path / "triage.toml")
    assert not settings.follow_ups["T22"].visit
    assert settings.review_hours == {"yellow": 72, "red": 12}
    assert (settings.grace, settings.early_detection.threshold, settings.events["fall"].floor) == (45, 4.0, "red")
