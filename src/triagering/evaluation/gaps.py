"""Days on which nothing is in the data: figures fall or vanish there, as if nobody had come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING

from triagering.evaluation.rows import of_visits

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 5
"""Stretches of days that are named; the rest is counted."""


def gaps(visits: pd.DataFrame, shifts: pd.DataFrame | None, first_day: dt.date, last_day: dt.date, *,
         window: int, known_days: int) -> dict[str, str]:
    """Name the days without a visit of the period, and of the days before it that its figures need.

    These are the ``window`` that ends on the last day and, as far back as the data reach, ``known_days`` before the
    first: of meetings whose past they do not reach it is told elsewhere. Days of nobody are told once; of a district
    the others on which it has shifts or, from its first visit on, is in the data (not if that ends before the period).
    """
    visits = visits[of_visits(visits)]
    on = {day.date() for day in visits["date"].unique()}
    if not any(first_day <= day <= last_day for day in on):
        return {"no visits in the period": f"visits: {first_day} to {last_day}"}
    begun = min(on)
    whole = min(first_day, last_day - dt.timedelta(window - 1))
    first = min(whole, first_day - dt.timedelta(min(known_days, (first_day - begun).days)))
    days = {first + dt.timedelta(ahead) for ahead in range((last_day - first).days + 1)}
    nobody = {day for day in days - on if day >= whole or day > begun}
    found = _told(nobody, first_day, "")
    at_work = {} if shifts is None else _by_district(shifts)
    for district, came in _by_district(visits).items():
        since = min(came) if max(came) >= first_day else last_day
        lost = {day for day in days - came - nobody if day > since or day in at_work.get(district, ())}
        found |= _told(lost, first_day, f" of district {district}")
    return found


def _by_district(rows: pd.DataFrame) -> dict[str, set[dt.date]]:
    """Give the days that each district has rows of."""
    if "district" not in rows:
        return {}
    days = rows[["district", "date"]].drop_duplicates().groupby("district")["date"]
    return {str(district): {day.date() for day in dates} for district, dates in days}


def _told(lost: Collection[dt.date], first_day: dt.date, where: str) -> dict[str, str]:
    parts = {"of": sorted(day for day in lost if day >= first_day), "before": sorted(
        day for day in lost if day < first_day)}
    return {f"{len(days)} days {when} the period without rows{where}": f"visits: {_stretches(days)}"
            for when, days in parts.items() if days}


def _stretches(days: list[dt.date]) -> str:
    """Write days in order, those that follow one another as one stretch.

    >>> _stretches([dt.date(2026, 3, day) for day in (1, 2, 3, 9, 10, 12)])
    '2026-03-01 to 2026-03-03, 2026-03-09 to 2026-03-10, 2026-03-12'
    """
    runs: list[list[dt.date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == dt.timedelta(1):
            runs[-1].append(day)
        else:
            runs.append([day])
    shown = [f"{run[0]} to {run[-1]}" if run[1:] else str(run[0]) for run in runs[:SHOWN]]
    rest = sum(map(len, runs[SHOWN:]))
    return ", ".join(shown) + (f" and {rest} more" if rest else "")
