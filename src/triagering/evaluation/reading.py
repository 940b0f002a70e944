"""Values of rows as figures need them: read, or refused where they only look right."""

from __future__ import annotations

from enum import StrEnum
from numbers import Number
from typing import TYPE_CHECKING, Any

from triagering.errors import InputError, Issue
from triagering.models.history import Column, table_columns

if TYPE_CHECKING:
    import pandas as pd

READ = "read the rows with triagering.io.history.read_table"
"""What to do with values that only look right."""


def readable(rows: pd.DataFrame, table: str) -> pd.DataFrame:
    """Give rows numbered anew: dates as midnights, categories as what they stand for, numbers among objects as numbers.

    Raises
    ------
    InputError
        If a date, number, time or code is none (E523). Dates are looked at once all else can be read.
    """
    rows = rows.reset_index(drop=True)
    rows = rows.assign(**{str(name): _plain(of) for name, of in rows.items()})
    issues: list[Issue] = []
    for column in table_columns(table):
        if column.name in rows:
            values, wrong, problem = _read(rows[column.name], column)
            issues += of_first(wrong, "E523", table, column.name, problem, READ)
            rows = rows.assign(**{column.name: values})
    if issues:
        raise InputError(issues)
    return rows.assign(date=midnights(rows["date"], table))


def of_first(wrong: pd.Series[bool], code: str, table: str, column: str, problem: str, hint: str,
             numbers: pd.Series[Any] | None = None) -> list[Issue]:
    """Tell of wrong rows, if there are any, at the first one, with its number if there are numbers."""
    if not wrong.any():
        return []
    first = int(wrong.to_numpy().argmax())
    value = "" if numbers is None else f"{numbers.iloc[first]:.0f}"
    return [Issue(code, table, f"row {first + 1}", column, value, f"{problem} ({int(wrong.sum())} rows)", hint)]


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


def midnights(dates: pd.Series[Any], table: str, *, optional: bool = False) -> pd.Series[Any]:
    """Give dates as midnights: ISO text, dates and moments are read; empty ones only where they are optional (E523)."""
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
    found: pd.Series[Any] = read.dt.normalize()
    return found
