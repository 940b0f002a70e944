"""Early detection: found when something is wrong, quiet when nothing is."""

from __future__ import annotations

import numpy as np
import pytest

from triagering.models.triage_rules import TriageRule
from triagering.models.triage_settings import EarlyDetection, Habit
from triagering.triage.deviation import find_deviation

SETTINGS = EarlyDetection()
WIDE = {"lowest": -1e6, "highest": 1e6}


def habit(spread=1.0, adverse="both"):
    return Habit(spread=spread, adverse=adverse, **WIDE)


def find(values, h=None, settings=SETTINGS, days=None):
    values = np.array(values, dtype=float)
    days = np.arange(float(len(values))) if days is None else np.array(days)
    return find_deviation(days, values, h or habit(), settings)


FLAT = [10, 11, 9, 10, 10, 11, 9, 10, 10, 11, 9, 10]
DRIFT = [10, 10.9, 11.7, 12.6, 13.4, 14.2, 14.9]


def test_a_value_far_from_the_median_is_a_deviation_and_one_near_it_is_not():
    limit = find([*FLAT, 100]).spread
    assert find([*FLAT, 10 + limit + 0.01]).rule is TriageRule.DEVIATION
    assert find([*FLAT, 10 + limit - 0.01]) is None


def test_only_the_adverse_direction_counts():
    assert find([*FLAT, 100], habit(adverse="down")) is None
    assert find([*FLAT, 100], habit(adverse="up")) is not None
    assert find([*FLAT, -100], habit(adverse="down")) is not None


def test_too_little_history_says_nothing():
    short = SETTINGS.least_values
    assert find([*FLAT[:short - 1], 100]) is None
    assert find([*FLAT[:short], 100]) is not None


def test_history_outside_the_window_does_not_count():
    days = [*range(-100, -88), 0]
    assert find([*FLAT, 100], days=days) is None


def test_a_few_bad_days_do_not_move_the_habitual_state():
    assert find([*FLAT, 60, 60, 10, 60, 10, 10]) is None
    assert find([*FLAT, 60, 60, 10, 10, 10, 60]).usual == 10


def test_a_citizen_who_varies_a_lot_is_allowed_to():
    restless = [10, 20, 2, 15, 5, 18, 3, 12, 8, 16, 4, 10]
    assert find([*restless, 25]) is None
    assert find([*FLAT, 25]) is not None


def test_a_slow_drift_is_a_trend_before_any_value_is_a_deviation():
    found = find([*FLAT, *DRIFT], habit(spread=0.8))
    assert found.rule is TriageRule.TREND
    assert found.value == pytest.approx(5.0, abs=0.3)
    assert found.days == 6


def test_a_trend_needs_as_many_values_before_it_as_a_deviation():
    least, trends = SETTINGS.least_values, SETTINGS.replace(threshold=99)
    assert find([*FLAT[:least], *DRIFT], habit(spread=0.8), trends).rule is TriageRule.TREND
    assert find([*FLAT[:least - 1], *DRIFT], habit(spread=0.8), trends) is None


def test_values_of_one_moment_are_no_trend_and_hide_none():
    assert find([*FLAT, *DRIFT], habit(spread=0.8), days=[*range(12), *[20.0] * 7]) is None
    found = find([*FLAT, *DRIFT], habit(spread=0.8), days=[*range(12), 20, 20, 21, 22, 23, 24, 25])
    assert (found.rule, found.days) == (TriageRule.TREND, 5)


@pytest.mark.parametrize(("noise", "ratio", "most"), [
    ("normal", 1, 0.004), ("normal", 2, 0.012), ("t5", 1, 0.012), ("t5", 2, 0.04),
])
@pytest.mark.parametrize("length", [12, 20, 40])
def test_false_alarms_on_stable_series_stay_below_the_documented_rate(noise, ratio, most, length):
    """``ratio``: how much the citizen varies, in assumed spreads; 500 series each."""
    rng, runs = np.random.default_rng(7), 500
    draw = rng.normal(size=(runs, length)) if noise == "normal" else rng.standard_t(5, (runs, length)) / np.sqrt(5 / 3)
    alarms = sum(find(ratio * series) is not None for series in draw)
    assert alarms / runs <= most


def test_a_jump_of_seven_spreads_is_nearly_always_found():
    rng = np.random.default_rng(8)
    found = sum(find([*rng.normal(size=20), 7 + rng.normal()]) is not None for _ in range(300))
    assert found / 300 > 0.95
