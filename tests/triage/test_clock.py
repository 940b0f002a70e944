"""Minutes of the day and real times, on the two days that are not 24 hours long too."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from triagering.triage.clock import first_shift, minute_of, moment_of, span_of
from triagering.triage.examples import tiny_day

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


@pytest.mark.parametrize(("on", "hour", "minute"), [
    (date(2026, 3, 2), 7, 420), (date(2026, 3, 29), 7, 360), (date(2026, 10, 25), 7, 480), (date(2026, 3, 29), 1, 60),
])
def test_minutes_are_elapsed_minutes_since_local_midnight(on, hour, minute):
    day = tiny_day().replace(date=on)
    moment = datetime(on.year, on.month, on.day, hour, tzinfo=COPENHAGEN)
    assert minute_of(day, moment) == minute
    assert moment_of(day, minute) == moment


def test_the_day_before_is_negative_and_the_first_shift_is_a_moment():
    day = tiny_day()
    assert minute_of(day, datetime(2026, 3, 1, 23, 59, tzinfo=COPENHAGEN)) == -1
    assert first_shift(day) == datetime(2026, 3, 2, 7, tzinfo=COPENHAGEN)


def test_spans_are_what_the_clock_shows_when_it_changes_too():
    summer = tiny_day().replace(date=date(2026, 3, 29))
    assert span_of(summer, 60, 360) == "01:00-07:00"
    assert span_of(tiny_day(), -30, 1470) == "23:30-1-00:30+1"
