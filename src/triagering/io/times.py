"""Clock times of people and files to minutes of the library and back.

A minute is *elapsed* since local midnight of the planned day. On the two days a year when the clocks change,
07:30 is therefore 390 or 510, and a shift from 23:00 to 07:00 lasts 7 or 9 hours.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from triagering.errors import InputError, Issue
from triagering.models.clock import clock_text

if TYPE_CHECKING:
    from triagering.models import Day

MINUTE = timedelta(minutes=1)
FARTHEST = timedelta(days=31)
"""A date and time on a day farther than this from the planned day is taken for a mistake."""

_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?::00(?:[.,]0+)?)?\s*([+-]\d{1,5})?")
_AMBIGUOUS = re.compile(r"[01]\.\d{2}|0,\d0|1,\d{2}")  # as a share of a day, 0,30 would be written 0,3
_FRACTION = re.compile(r"[01][.,]\d+")
_DAY_ZERO = re.compile(r"(?:1900-01-00|00-01-1900|1899-12-3[01]|3[01]-12-1899)[ T](\d{1,2}:\d{2})(?::00(?:[.,]0+)?)?")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:?\d{2}.*")
_DANISH = re.compile(r"(\d{1,2})[-.](\d{1,2})[-.](\d{4})(?: (\d{1,2}[:.]\d{2})(?::00)?)?")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d*)?")
HINT = "write 07:30, 01:15+1 for the following night, 22:30-1 for the evening before, or 2026-03-02T07:30"


class BadCell(Exception):  # noqa: N818 - becomes an Issue, never reaches a caller
    """A cell that cannot be read."""

    def __init__(self, code: str, problem: str, hint: str = "") -> None:
        super().__init__(code)
        self.code, self.problem, self.hint = code, problem, hint


def minute_of(day: Day, text: str, field: str) -> int:
    """Read a time of a day that a person gave, as a table's would be read.

    Raises
    ------
    InputError
        If it is none (E210, E211, E212, E214).
    """
    try:
        return Clock(day.date, day.timezone).minute(text)
    except BadCell as bad:
        raise InputError([Issue(bad.code, "input", "", field, text, bad.problem, bad.hint)]) from None


class Clock:
    """The local clock of one planned day.

    >>> from datetime import date
    >>> clock = Clock(date(2026, 3, 29), "Europe/Copenhagen")  # 02:00 becomes 03:00 that night
    >>> clock.minute("07:30"), clock.minute("01:15+1"), clock.minute("22:00-1")
    (390, 1455, -120)
    >>> clock.text(390), clock.text(1455)
    ('07:30', '01:15+1')
    """

    def __init__(self, day: date, timezone: str, *, known: bool = True) -> None:
        """``known``: whether this is the planned day, so that a moment can be too far from it."""
        self.day, self.zone, self.known = day, ZoneInfo(timezone), known
        self._midnight = datetime.combine(day, time(), self.zone).astimezone(UTC)

    def minute(self, text: str) -> int:
        """Read a time; ``docs/data.md`` lists the ways to write it. Raises ``BadCell`` (E210, E211, E212, E214)."""
        text = text.strip()
        if _AMBIGUOUS.fullmatch(text):
            raise BadCell("E212", "may be a clock time or a spreadsheet's share of a day", HINT)
        if found := _CLOCK.fullmatch(text):
            return self._from_clock(int(found[1]), int(found[2]), found[3])
        if _FRACTION.fullmatch(text):
            return self._from_fraction(float(text.replace(",", ".")))
        if found := _DAY_ZERO.fullmatch(text):
            return self.minute(found[1])
        if _NUMBER.fullmatch(text):
            raise BadCell("E212", "is a bare number", HINT)
        if text.startswith(("1900-01-01", "01-01-1900")):
            raise BadCell("E212", "has no date, and spreadsheets disagree about which day this is", HINT)
        moment = self._moment(text)
        if moment.second or moment.microsecond:
            raise BadCell("E210", "is not a whole minute", HINT)
        if self.known and abs(moment.date() - self.day) > FARTHEST:
            raise BadCell("E214", f"is more than {FARTHEST.days} days from the planned day", "check the date")
        return self._elapsed(moment) if moment.tzinfo is None else (moment - self._midnight) // MINUTE

    def text(self, minute: int) -> str:
        """Write a minute as the clock shows it, in a way that ``minute`` reads."""
        return clock_text(self.day, self.zone.key, minute)

    def _from_clock(self, hour: int, minute: int, days: str | None) -> int:
        if minute > 59 or hour > 47 or (days and hour > 23):
            raise BadCell("E210", "is not a time", HINT)
        moment = datetime.combine(self.day, time(hour % 24, minute))
        return self._elapsed(moment + timedelta(days=int(days or 0) + hour // 24))

    def _from_fraction(self, days: float) -> int:
        minutes = days * 1440
        if abs(minutes - round(minutes)) > 0.02:
            raise BadCell("E212", "is a number, and not a whole minute as a share of a day", HINT)
        return self._from_clock(round(minutes) // 60, round(minutes) % 60, None)

    def _moment(self, text: str) -> datetime:
        try:
            if found := _DANISH.fullmatch(text):
                at = (found[4] or "").replace(".", ":").rjust(5, "0")
                return datetime.fromisoformat(f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}T{at}")
            if _ISO.fullmatch(text):
                return datetime.fromisoformat(text)
        except ValueError:
            pass
        raise BadCell("E210", "is not a time", HINT)

    def _elapsed(self, wall: datetime) -> int:
        """Minutes to a wall time; the first of two where the clock is turned back."""
        moment = wall.replace(tzinfo=self.zone).astimezone(UTC)
        if moment.astimezone(self.zone).replace(tzinfo=None) != wall:
            raise BadCell("E211", "does not exist: the clock is turned forward over it", "take the time after the gap")
        return (moment - self._midnight) // MINUTE


def read_date(text: str, *, midnight: bool = True) -> date:
    """Read ``2026-03-02`` or ``02-03-2026``. Raises ``BadCell`` (E213).

    ``midnight``: ignore a time of 00:00 after it, which spreadsheets and frames give to dates.

    >>> read_date("02-03-2026").isoformat()
    '2026-03-02'
    """
    text = re.sub(r"[ T]00:00(:00)?$", "", text.strip()) if midnight else text
    found = _DANISH.fullmatch(text)
    iso = f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}" if found and not found[4] else text
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", iso):
            return date.fromisoformat(iso)
    except ValueError:
        pass
    raise BadCell("E213", "is not a date", "write 2026-03-02, without a time")
