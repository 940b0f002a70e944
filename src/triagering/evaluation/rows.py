"""Small questions that every figure of a period asks of the rows of visits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from numbers import Number
from typing import TYPE_CHECKING, Any

from triagering.errors import InputError, Issue
from triagering.models.history import GROUP, Column, table_columns

if TYPE_CHECKING:
    import pandas as pd

MET = ("date", "visit", "citizen", "carer", "start")
"""Columns of visits without which nobody can be said to have met anybody."""

READ = "read the rows with triagering.io.history.read_table"
"""What to do with values that only look right."""


def checked(rows: pd.DataFrame, table: str, *needed: str) -> pd.DataFrame:
    """Give rows with what is needed of them, their dates as midnights (ISO text and dates are read, moments cut).

    They are numbered anew; categories become what they stand for, and numbers among objects numbers.

    Raises
    ------
    InputError
        If a column is missing (E505), a date, number, time or code is none (E523), or visits were delivered without
        minutes (as 0 they would be sums of what nobody wrote down) or not delivered with some, where minutes are
        needed (E525). Dates and what contradicts itself are looked at once all else can be read.
    """
    issues = [Issue("E505", table, "", name, "", "is missing", "add the column") for name in needed if name not in rows]
    if issues:
        raise InputError(issues)
    rows = rows.reset_index(drop=True)
    rows = rows.assign(**{str(name): _plain(of) for name, of in rows.items()})
    for column in table_columns(table):
        if column.name in rows:
            values, wrong, problem = _read(rows[column.name], column)
            issues += _of_first(wrong, "E523", table, column.name, problem, READ)
            rows = rows.assign(**{column.name: values})
    if issues:
        raise InputError(issues)
    rows = rows.assign(date=_midnights(rows["date"], table))
    if "minutes" in needed:
        came, minutes = delivered(rows), rows["minutes"]
        issues += _of_first(came & minutes.isna(), "E525", table, "minutes", "delivered without minutes",
                            "fill them in")
        issues += _of_first(~came & (minutes.fillna(0) > 0), "E525", table, "minutes",
                            "undelivered with delivered minutes", "write 0 minutes, or who came")
    if issues:
        raise InputError(issues)
    return rows


def _of_first(wrong: pd.Series[bool], code: str, table: str, column: str, problem: str, hint: str) -> list[Issue]:
    """Tell of wrong rows, if there are any, at the first one."""
    if not wrong.any():
        return []
    row = f"row {int(wrong.to_numpy().argmax()) + 1}"
    return [Issue(code, table, row, column, "", f"{problem} ({int(wrong.sum())} rows)", hint)]


def _plain(column: pd.Series[Any]) -> pd.Series[Any]:
    import pandas as pd

    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(object)
    return column.where(column.notna(), None) if column.dtype == object else column


def _read(values: pd.Series[Any], column: Column) -> tuple[pd.Series[Any], pd.Series[bool], str]:
    """Give the values of a column, numbers among objects as numbers, which of them cannot be, and why."""
    import pandas as pd

    if issubclass(column.kind, StrEnum):
        wrong = ~values.isin([str(code) for code in column.kind]) & (values.notna() | (column.default is not None))
        return values, wrong, f"is none of {', '.join(column.kind)}"
    if column.kind is int and not pd.api.types.is_numeric_dtype(values):
        wrong = values.notna() & ~values.astype(object).map(lambda value: isinstance(value, Number)).astype(bool)
        if wrong.any():
            return values, wrong, "is no number of minutes"
        values = values.astype(object).where(values.notna(), None).astype(float)
    if column.is_time:  # 7.30 is a clock time that a program took for a number
        wrong = (values.astype("Float64") % 1 > 0).fillna(value=False).astype(bool)
        return values, wrong, "is no whole minute since midnight"
    return values, pd.Series(data=False, index=values.index), ""


def _midnights(dates: pd.Series[Any], table: str, *, optional: bool = False) -> pd.Series[Any]:
    import pandas as pd

    read = dates
    if pd.api.types.is_numeric_dtype(dates.infer_objects()):  # 2026 is no day of that year
        read = pd.Series(pd.NaT, dates.index)
    elif isinstance(dates.dtype, pd.ArrowDtype) or not pd.api.types.is_datetime64_any_dtype(dates):
        try:
            read = pd.to_datetime(dates.astype(object).where(dates.notna(), "NaT").astype(str), format="ISO8601")
        except ValueError:
            read = pd.Series(pd.NaT, dates.index)
    empty = dates.isna() & optional
    if read.dt.tz is not None or (read.isna() & ~empty).any():  # in another time zone it may be another day here
        raise InputError([Issue("E523", table, "", str(dates.name), "", "holds what is no local date",
                                f"write 2026-03-02, or {READ}")])
    midnights: pd.Series[Any] = read.dt.normalize()
    return midnights


def paired(sides: Sequence[pd.DataFrame], first_days: Sequence[dt.date], days: int) -> tuple[list[pd.DataFrame], int]:
    """Leave out of every side's period what not all have: a day, or of the same days that of a part which all name.

    A day that one side skipped is no better for being skipped. Parts are miniteams in districts; on other dates a small
    one may have no visits, skipped or not, so there only whole days are left out. Rows before and after stay.

    Returns
    -------
    tuple
        The rows of each side, and how many days (of parts, where sides are of the same days) were left out.
    """
    import pandas as pd

    same = len(set(first_days)) == 1
    marks = [(rows if same else rows[["date"]]).reindex(columns=["district", "miniteam"]).astype("string").fillna("")
             .assign(day=(rows["date"] - pd.Timestamp(first)).dt.days)
             for rows, first in zip(sides, first_days, strict=True)]
    found = [set(mark[mark["day"].between(0, days - 1)].drop_duplicates().itertuples(index=False, name=None))
             for mark in marks]
    cells = set.intersection(*found)
    named = set.intersection(*({cell[:2] for cell in one} for one in found))
    shared = set.intersection(*({cell[2] for cell in one} for one in found))
    lone = [cell for cell in set.union(*found) - cells if cell[2] not in shared or cell[:2] in named]
    if not lone:
        return list(sides), 0
    kept = [rows[~pd.MultiIndex.from_frame(mark).isin(lone)] for rows, mark in zip(sides, marks, strict=True)]
    return kept, len(lone)


def between(rows: pd.DataFrame, first_day: dt.date, last_day: dt.date) -> pd.DataFrame:
    """Give the rows of the days between two days, both included."""
    import pandas as pd

    return rows[(rows["date"] >= pd.Timestamp(first_day)) & (rows["date"] <= pd.Timestamp(last_day))]


def delivered(rows: pd.DataFrame) -> pd.Series[bool]:
    """Say which rows were delivered; without a ``status`` all that have a carer were."""
    return rows["carer"].notna() & (rows["status"] == "delivered" if "status" in rows else True)


def alone(rows: pd.DataFrame) -> pd.Series[bool]:
    """Say which rows are of a visit; the others say what a group activity counts for a citizen: minutes only."""
    return rows["kind"] != GROUP if "kind" in rows else rows["visit"].notna()


def once(rows: pd.DataFrame, groups: Sequence[str]) -> pd.Series[bool]:
    """Say which rows stand for their visit: one of each, delivered if anybody came; by carer, one of each carer.

    None of a group activity does.
    """
    ordered = rows.assign(missed=~delivered(rows)).sort_values("missed", kind="stable")
    again = ordered.duplicated(["date", "visit", "citizen", *({"carer"} & set(groups))])
    return ~again.reindex(rows.index) & alone(rows)


def when(rows: pd.DataFrame) -> pd.Series[Any]:
    """Give the start of each row; of undelivered ones the planned or else the agreed start."""
    start: pd.Series[Any] = rows["start"].astype("Float64")
    for other in ("planned_start", "agreed_start"):
        if other in rows:
            start = start.fillna(rows[other].astype("Float64"))
    return start


def days_away(stays: pd.DataFrame | None, first_day: dt.date, last_day: dt.date) -> pd.DataFrame:
    """Give every citizen and day away from home between two days, once; an open stay lasts to the end."""
    import pandas as pd

    first, last = pd.Timestamp(first_day), pd.Timestamp(last_day)
    if stays is None or not len(stays):
        return pd.DataFrame({"citizen": pd.Series(dtype=object), "date": pd.Series(dtype="datetime64[s]")})
    begin = _midnights(stays["first_day"], "stays")
    end = (_midnights(stays["last_day"], "stays", optional=True).fillna(last) if "last_day" in stays
           else [last] * len(stays))
    dates = [pd.date_range(max(a, first), min(b, last), unit="s") if a <= last and b >= first else []
             for a, b in zip(begin, end, strict=True)]
    return (pd.DataFrame({"citizen": stays["citizen"].to_numpy(), "date": dates})
            .explode("date").dropna().astype({"date": "datetime64[s]"}).drop_duplicates(ignore_index=True))


def at_home(rows: pd.DataFrame, away: pd.DataFrame) -> pd.DataFrame:
    """Give the rows of days that their citizen was not away."""
    import pandas as pd

    if not len(away):
        return rows
    gone = pd.MultiIndex.from_frame(away[["citizen", "date"]])
    return rows[~pd.MultiIndex.from_frame(rows[["citizen", "date"]]).isin(gone)]
