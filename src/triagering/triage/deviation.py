"""Early detection: values far from what is usual for this citizen, or drifting away from it.

The habitual state is the median of the citizen's own earlier values; its spread is the scaled median absolute
deviation, but never less than what such a measurement varies by itself (``Habit.spread``). Median and MAD are hardly
moved by a few bad days, so a citizen who is often a little ill keeps an honest baseline.

*Deviation*: the latest value is more than ``threshold`` spreads from the median. *Trend*: the median slope of the
latest ``trend_values`` values (Theil-Sen), over their time, exceeds ``trend_threshold`` spreads; the baseline is what
came before them. Few earlier values widen the spread by the factor sqrt(1 + 8 / n). docs/triage.md has the measured
false-alarm rates.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from triagering.models.triage_rules import TriageRule
from triagering.models.triage_settings import EarlyDetection, Habit

Array = NDArray[np.float64]
MAD_TO_SIGMA = 1.4826


class Finding(NamedTuple):
    """What was found in one series."""

    rule: TriageRule
    """``DEVIATION`` or ``TREND``."""
    value: float
    """The latest value; for a trend, how far it moved."""
    usual: float
    """Median of the baseline."""
    spread: float
    """How far it might have been without a finding."""
    days: float
    """Length of the trend; 0 for a deviation."""


def find_deviation(days: Array, values: Array, habit: Habit, settings: EarlyDetection) -> Finding | None:
    """Compare the latest value of a series with the citizen's own habitual state.

    Parameters
    ----------
    days
        Times in days, ascending, shape ``(n,)``; only the distances matter.
    values
        What was measured, shape ``(n,)``.
    habit
        Smallest spread and adverse direction of the parameter.
    settings
        Thresholds; fewer than ``least_values`` earlier values within ``history_days`` give no finding.

    >>> pulse = np.array([72, 70, 75, 71, 74, 73, 70, 72, 74, 71, 73, 98.0])
    >>> found = find_deviation(np.arange(12.0), pulse, Habit(spread=4, lowest=10, highest=300), EarlyDetection())
    >>> found.rule.name, found.value, found.usual, round(found.spread)
    ('DEVIATION', 98.0, 72.0, 18)
    """
    recent = days >= days[-1] - settings.history_days
    days, values = days[recent], values[recent]
    return _point(values, habit, settings) or _trend(days, values, habit, settings)


def _point(values: Array, habit: Habit, settings: EarlyDetection) -> Finding | None:
    baseline = values[:-1]
    if len(baseline) < settings.least_values:
        return None
    usual, spread = _habitual(baseline, habit)
    away, limit = float(values[-1]) - usual, settings.threshold * spread
    if not _adverse(away, habit) or abs(away) <= limit:
        return None
    return Finding(TriageRule.DEVIATION, float(values[-1]), usual, limit, 0.0)


def _trend(days: Array, values: Array, habit: Habit, settings: EarlyDetection) -> Finding | None:
    cut = len(values) - settings.trend_values
    if cut < settings.least_values:
        return None
    usual, spread = _habitual(values[:cut], habit)
    when, what = days[cut:], values[cut:]
    first, second = np.triu_indices(len(when), k=1)
    apart = when[second] - when[first] > 0
    if not apart.any():
        return None
    slope = float(np.median((what[second] - what[first])[apart] / (when[second] - when[first])[apart]))
    length = float(when[-1] - when[0])
    moved, limit = slope * length, settings.trend_threshold * spread
    if not _adverse(moved, habit) or abs(moved) <= limit:
        return None
    return Finding(TriageRule.TREND, moved, usual, limit, length)


def _habitual(baseline: Array, habit: Habit) -> tuple[float, float]:
    usual = float(np.median(baseline))
    mad = float(np.median(np.abs(baseline - usual)))
    return usual, max(MAD_TO_SIGMA * mad, habit.spread) * float(np.sqrt(1 + 8 / len(baseline)))


def _adverse(away: float, habit: Habit) -> bool:
    return habit.adverse == "both" or (away > 0) == (habit.adverse == "up")
