"""What figures are asked with: rows and days as they are needed, or refused with everything that is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from triagering.errors import InputError, Issue
from triagering.evaluation.reading import of_first, readable
from triagering.evaluation.rows import delivered, of_visits
from triagering.models.clock import calendar_day
from triagering.models.history import KEYS, ONCE, table_columns

if TYPE_CHECKING:
    import pandas as pd

MET = ("date", "visit", "citizen", "carer", "start")
"""Columns of visits without which nobody can be said to have met anybody."""

NEEDED = {"visits": (*MET, "minutes"), "shifts": ("date", "carer", "start", "end")}
"""Columns of a table without which it has no figures."""


def days_asked(first_day: dt.date | str, last_day: dt.date | str) -> tuple[dt.date, dt.date]:
    """Give the first and last day of a period; one that is none, or a last day before the first, is refused (E213)."""
    first, last = calendar_day(first_day), calendar_day(last_day)
    if last < first:
        raise InputError([Issue("E213", "period", "", "last_day", last.isoformat(), "is before the first day",
                                "exchange the two days, or correct one")])
    return first, last


def checked(rows: pd.DataFrame, table: str, *needed: str) -> pd.DataFrame:
    """Give rows with what is needed of them, their dates as midnights (ISO text and dates are read, moments cut).

    They are numbered anew; categories become what they stand for, and numbers among objects numbers.

    Raises
    ------
    InputError
        If a column is missing (E505) or a date, number, time or code is none (E523). Once all can be read: dates, and
        what a history would refuse as sums would count it: negative minutes, minutes of more than a day and times from
        48:00 on (E523), the same row twice (E524), shifts that end before they begin and, where minutes are needed,
        visits delivered without minutes (as 0 they would be sums of what nobody wrote down) or not delivered with some
        (E525).
    """
    issues = [Issue("E505", table, "", name, "", "is missing", "add the column") for name in needed if name not in rows]
    if issues:
        raise InputError(issues)
    rows = readable(rows, table)
    issues = [*_impossible(rows, table, needed)]
    if issues:
        raise InputError(issues)
    return rows


def all_checked(**tables: pd.DataFrame | None) -> dict[str, pd.DataFrame]:
    """Give the tables that there are as ``checked`` does, for sums; what is wrong in any of them is told at once."""
    found: dict[str, pd.DataFrame] = {}
    issues: list[Issue] = []
    for table, rows in tables.items():
        try:
            found |= {} if rows is None else {table: checked(rows, table, *NEEDED[table])}
        except InputError as error:
            issues += error.issues
    if issues:
        raise InputError(issues)
    return found


def _impossible(rows: pd.DataFrame, table: str, needed: Sequence[str]) -> Iterator[Issue]:
    for column in table_columns(table):
        if column.most is not None and column.name in rows:
            values = rows[column.name].astype("Float64").fillna(0)
            if not column.is_time:
                yield from of_first(values < 0, "E523", table, column.name, "is negative", "write minutes, 0 or more")
            yield from of_first(values > column.most, "E523", table, column.name, f"is more than {column.most}",
                                f"write minutes{' since midnight' * column.is_time}, no seconds", values)
    yield from of_first(_again(rows, table), "E524", table, "",
                        f"repeats the {', '.join(KEYS[table])} of an earlier row",
                        "keep one of them, also where two files hold the same days")
    if "end" in needed:
        ends_early = (rows["end"] <= rows["start"]).fillna(value=False).astype(bool)
        yield from of_first(ends_early, "E525", table, "end", "ends before it begins",
                            "a shift that ends after midnight ends beyond 24:00, as 1860")
    if "minutes" in needed:
        came, minutes = delivered(rows), rows["minutes"]
        yield from of_first(came & minutes.isna(), "E525", table, "minutes", "delivered without minutes",
                            "fill them in")
        yield from of_first(~came & (minutes.fillna(0) > 0), "E525", table, "minutes",
                            "undelivered with delivered minutes", "write 0 minutes, or who came")


def _again(rows: pd.DataFrame, table: str) -> pd.Series[bool]:
    """Say which rows are there before, in their district or under another; those of two miniteams are two.

    Where no district is given, visits of one id at two citizens may be of two districts: they are two. Of a group
    activity there is one row for each citizen.
    """
    team = {"miniteam"} & set(rows)
    again = rows["date"].isna()  # of no row yet: every date is one
    if set(ONCE[table]) <= set(rows):
        again |= rows.duplicated([*ONCE[table], *team])
    if {*KEYS[table], "district"} <= set(rows):
        whose = rows["citizen"].astype(object).where(~of_visits(rows), "") if "citizen" in rows else ""
        again |= rows["district"].notna() & rows.assign(whose=whose).duplicated(
            [*KEYS[table], "district", "whose", *team])
    return again
