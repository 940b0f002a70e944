"""What the clock shows at a minute of a day: minutes are elapsed, people read clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


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


def _local(day: date, timezone: str, minute: int) -> datetime:
    zone = ZoneInfo(timezone)
    midnight = datetime.combine(day, time(), zone).astimezone(UTC)
    return (midnight + timedelta(minutes=minute)).astimezone(zone)
