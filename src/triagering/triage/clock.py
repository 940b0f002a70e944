"""Between real dates and times, and the minutes of a day."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from triagering.models.day import Day
from triagering.models.work import TimeWindow


def midnight(day: Day) -> datetime:
    """Give the local midnight from which the day's minutes count."""
    return datetime(day.date.year, day.date.month, day.date.day, tzinfo=ZoneInfo(day.timezone))


def minute_of(day: Day, moment: datetime, *, up: bool = False) -> int:
    """Give elapsed whole minutes since local midnight, rounded down, or up where nothing may start before.

    >>> from triagering.triage.examples import tiny_day
    >>> minute_of(tiny_day(), datetime(2026, 3, 2, 7, 30, 20, tzinfo=UTC)), minute_of(
    ...     tiny_day(), datetime(2026, 3, 2, 7, 30, 20, tzinfo=UTC), up=True)
    (510, 511)
    """
    minutes = (moment - midnight(day).astimezone(UTC)).total_seconds() / 60
    return math.ceil(minutes) if up else math.floor(minutes)


def moment_of(day: Day, minute: int) -> datetime:
    """Give the local date and time of a minute of the day."""
    start = midnight(day)
    return (start.astimezone(UTC) + timedelta(minutes=minute)).astimezone(start.tzinfo)


def span_of(day: Day, first: int, last: int) -> str:
    """Write two minutes of the day as the clock shows them; of other days ``+1`` or ``-1`` is said.

    >>> from triagering.triage.examples import tiny_day
    >>> span_of(tiny_day(), 450, 1470)
    '07:30-00:30+1'
    """
    return f"{day.clock(first)}-{day.clock(last)}"


def spans_of(day: Day, windows: Sequence[TimeWindow]) -> str:
    """Write windows as the clock shows when a visit may start."""
    return ", ".join(span_of(day, window.earliest_start, window.latest_start) for window in windows)


def first_shift(day: Day) -> datetime:
    """Give the moment when the day's first shift starts."""
    return moment_of(day, min(shift.start for shift in day.shifts))


def stands(day: Day, moment: datetime) -> datetime:
    """Give a moment, or when a day that has begun stands (``Day.now``) if that is later.

    >>> from triagering.triage.examples import tiny_day
    >>> str(stands(tiny_day().replace(now=540), first_shift(tiny_day())))
    '2026-03-02 09:00:00+01:00'
    """
    return moment if day.now is None else max(moment, moment_of(day, day.now), key=datetime.timestamp)


def last_return(day: Day) -> datetime:
    """Give the moment when the day's last shift has ended, overtime included."""
    return moment_of(day, max(shift.end + shift.overtime for shift in day.shifts))
