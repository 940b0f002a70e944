"""What the clock shows at a minute of a day: minutes are elapsed, people read clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from triagering.errors import InputError, Issue


def calendar_day(day: date | str) -> date:
    """Give a day that is asked for as a date or as ISO text; of a local moment, its date.

    Raises
    ------
    InputError
        If it is none, or a moment with a time zone: elsewhere it may be another day (E213).

    >>> calendar_day("2026-03-02"), calendar_day(datetime(2026, 3, 2, 14))
    (datetime.date(2026, 3, 2), datetime.date(2026, 3, 2))
    """
    try:
        if getattr(day, "tzinfo", None) is None:
            return date.fromisoformat(day) if isinstance(day, str) else date(day.year, day.month, day.day)
    except (ValueError, TypeError, AttributeError):
        pass
    raise InputError([Issue("E213", "day", "", "", "", "is not a local date", "write 2026-03-02, without a time")])


def clock_text(day: date, timezone: str, minute: int) -> str:
    """Write a minute as ``07:30``, ``01:15+1``, ``22:30-1``; with date and offset if it occurs a second time.

    >>> summer = date(2026, 3, 29)  # 02:00 becomes 03:00 that night
    >>> [clock_text(summer, "Europe/Copenhagen", minute) for minute in (390, 1455, -120)]
    ['07:30', '01:15+1', '22:00-1']
    >>> clock_text(date(2026, 10, 25), "Europe/Copenhagen", 180)
    '2026-10-25T02:00+01:00'
    """
    local = _local(day, timezone, minute)
    if local.fold:
        return local.isoformat(timespec="minutes")
    days = (local.date() - day).days
    return f"{local:%H:%M}" + (f"{days:+d}" if days else "")


def clock_minute(day: date, timezone: str, minute: int) -> int:
    """Give the minute that the clock shows: 07:30 is 450 on every day.

    >>> [clock_minute(date(2026, 3, 29), "Europe/Copenhagen", minute) for minute in (390, 1455, -120)]
    [450, 1515, -120]
    """
    local = _local(day, timezone, minute)
    return (local.date() - day).days * 1440 + local.hour * 60 + local.minute


def elapsed_minute(day: date, timezone: str, shown: int) -> int:
    """Give the minute of a day at which its clock shows a minute: the inverse of ``clock_minute``.

    Of a time that the clock skips, when it would have been had it not; of one that comes twice, the first.

    >>> [elapsed_minute(date(2026, 3, day), "Europe/Copenhagen", 420) for day in (28, 29)]
    [420, 360]
    >>> elapsed_minute(date(2026, 3, 28), "Europe/Copenhagen", 1860)
    1800
    >>> [elapsed_minute(date(2026, month, day), "Europe/Copenhagen", 150) for month, day in ((3, 29), (10, 25))]
    [150, 150]
    """
    midnight = datetime.combine(day, time(), ZoneInfo(timezone))
    later = midnight + timedelta(minutes=shown)  # of the clock, as always within one time zone
    return (later.astimezone(UTC) - midnight.astimezone(UTC)) // timedelta(minutes=1)


def minutes_between(one: tuple[date, str], two: tuple[date, str]) -> int:
    """Give the minutes from the midnight that begins one day to that of another, each with its time zone.

    >>> minutes_between((date(2026, 3, 29), "Europe/Copenhagen"), (date(2026, 3, 30), "Europe/Copenhagen"))
    1380
    """
    first, second = (datetime.combine(day, time(), ZoneInfo(timezone)).astimezone(UTC) for day, timezone in (one, two))
    return (second - first) // timedelta(minutes=1)


def _local(day: date, timezone: str, minute: int) -> datetime:
    zone = ZoneInfo(timezone)
    midnight = datetime.combine(day, time(), zone).astimezone(UTC)
    return (midnight + timedelta(minutes=minute)).astimezone(zone)
