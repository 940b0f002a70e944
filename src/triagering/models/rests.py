"""Rest over several days: each shift knows the carer's shifts before and after it, and what was agreed on between."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from triagering.errors import Issue
from triagering.models.clock import clock_minute, minutes_between
from triagering.models.consistency import too_short
from triagering.models.day import Day
from triagering.models.shifts import Shift

FAR = 2 * 1440
"""Minutes between two shifts from which no rest ties them."""

WEEK = 7
"""Days in which a carer may have ``Settings.short_rests``."""


@dataclass(frozen=True)
class _Duty:
    """A shift of a carer, by its day."""

    index: int
    day: Day
    shift: Shift


@dataclass(frozen=True)
class _Known:
    """What the week knows of the shift before or after another."""

    planned: int
    """When that one ends, or begins, as the week was given."""
    time: int
    """The same, but that one that would begin too soon begins when rest lets it."""
    agreed: int | None
    """The rest that was agreed on between the two."""


def rested_shifts(days: Sequence[Day]) -> list[tuple[Shift, ...]]:
    """Give the shifts of each day with the end of the shift before, the begin of the next, and the rests between.

    Where less than the rest lies between, it is the later one that begins later: it is for the earlier as if it did.
    """
    duties: dict[str, list[_Duty]] = {}
    for index, day in enumerate(days):
        for shift in day.shifts:
            duties.setdefault(shift.carer, []).append(_Duty(index, day, shift))
    ends: dict[tuple[int, str], _Known] = {}
    begins: dict[tuple[int, str], _Known] = {}
    for carer, them in duties.items():
        for one, two in pairwise(them):
            between = minutes_between((one.day.date, one.day.timezone), (two.day.date, two.day.timezone))
            end, begin = one.shift.end, two.shift.start + between
            if begin - end <= FAR:
                said = (rest for rest in (one.shift.rest_after, two.shift.rest_before) if rest is not None)
                agreed = max(said, default=None)
                rest = one.day.settings.daily_rest if agreed is None else agreed
                ends[two.index, carer] = _Known(end - between, end - between, agreed)
                begins[one.index, carer] = _Known(begin, max(begin, end + rest), agreed)
    return [tuple(_rested(day, shift, ends.get((index, shift.carer)), begins.get((index, shift.carer)))
                  for shift in day.shifts) for index, day in enumerate(days)]


def _rested(day: Day, shift: Shift, before: _Known | None, after: _Known | None) -> Shift:
    """Give a shift with what is known of the one before and the one after."""
    daily = day.settings.daily_rest
    end, rest_before = _counting(before, shift.previous_end, shift.rest_before, daily, 1)
    begin, rest_after = _counting(after, shift.next_start, shift.rest_after, daily, -1)
    changes = {"previous_end": end, "next_start": begin, "rest_before": rest_before, "rest_after": rest_after}
    return shift if changes == {name: getattr(shift, name) for name in changes} else shift.replace(**changes)


def _counting(known: _Known | None, told: int | None, agreed: int | None, daily: int,
              sign: int) -> tuple[int | None, int | None]:
    """Give the time and the rest that count: those the week knows, or those the shift tells; what leaves less of it.

    What is told counts where it lies nearer: else it is the shift of the week, of which the week knows more, or one
    that is not the next. ``sign`` is 1 before the shift, -1 after it.
    """
    if known is None:
        return told, agreed
    both = [(known.time, known.agreed)]
    if told is not None and sign * told > sign * known.planned:
        both.append((told, agreed))
    return max(both, key=lambda one: sign * one[0] + (daily if one[1] is None else one[1]))


def too_short_rests(days: Iterable[Day]) -> Iterator[Issue]:
    """Tell of short rests of a carer that follow one another, or are too many in seven days."""
    nights: dict[str, dict[dt.date, tuple[Day, Shift, str]]] = {}
    for day in days:
        for shift in day.shifts:
            ends = {"rest_before": day.span(shift)[0], "rest_after": shift.next_start or 0}
            for (field, end), rest in zip(ends.items(), day.rests(shift), strict=True):
                if rest < day.settings.daily_rest:
                    date = day.date + dt.timedelta(clock_minute(day.date, day.timezone, end) // 1440)
                    nights.setdefault(shift.carer, {}).setdefault(date, (day, shift, field))
    for short in nights.values():
        dates = sorted(short)
        for index, date in enumerate(dates):
            day, shift, field = short[date]
            most = day.settings.short_rests
            if index >= most and (date - dates[index - most]).days < WEEK:
                which = f"{most + 1} rests in seven days"
            elif index and (date - dates[index - 1]).days == 1:
                which, most = "2 rests in a row", 1
            else:
                continue
            issue = too_short(shift, field, which, most, day.settings.daily_rest)
            yield replace(issue, table=f"{day.date.isoformat()}/{issue.table}")
