"""From the clock, by which days are made, to elapsed minutes: the same but where the clocks change."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from triagering.models import TimeWindow, Visit

TIMEZONE = "Europe/Copenhagen"

_MINUTE = dt.timedelta(minutes=1)
_DAY = 1440


def elapsed(day: dt.date, minute: int) -> int:
    """Give the elapsed minutes when the clock shows a minute: 420 is 07:00 on every day, 1860 the next morning.

    >>> [elapsed(dt.date(2026, 3, day), 420) for day in (28, 29)], elapsed(dt.date(2026, 3, 28), 1860)
    ([420, 360], 1800)
    """
    midnight = dt.datetime.combine(day, dt.time(), ZoneInfo(TIMEZONE))
    shown = midnight + minute * _MINUTE  # of the clock, as always within one time zone
    return (shown.astimezone(dt.UTC) - midnight.astimezone(dt.UTC)) // _MINUTE


def visit_on(day: dt.date, visit: Visit) -> Visit:
    """Give a visit whose windows are by the clock in the elapsed minutes of a day."""
    if elapsed(day, _DAY) == _DAY:
        return visit
    windows = tuple(TimeWindow(**{bound: elapsed(day, minute) for bound, minute in window})
                    for window in visit.windows)
    return visit.replace(windows=windows)
