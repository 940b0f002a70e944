"""From the clock, by which days are made, to elapsed minutes: the same but where the clocks change."""

from __future__ import annotations

import datetime as dt

from triagering.models import Visit
from triagering.models.clock import elapsed_minute

TIMEZONE = "Europe/Copenhagen"

_DAY = 1440


def elapsed(day: dt.date, minute: int) -> int:
    """Give the elapsed minutes when the clock shows a minute.

    >>> elapsed(dt.date(2026, 3, 29), 420)
    360
    """
    return elapsed_minute(day, TIMEZONE, minute)


def by_clock(day: dt.date, visit: Visit) -> Visit:
    """Give a visit whose windows are by the clock in the elapsed minutes of a day."""
    return visit if elapsed(day, _DAY) == _DAY else visit.at_times(lambda minute: elapsed(day, minute))
