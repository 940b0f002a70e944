"""What figures are asked with: rows as they are needed, or refused with what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from triagering.errors import InputError, Issue
from triagering.evaluation.reading import of_first, readable
from triagering.evaluation.rows import delivered

if TYPE_CHECKING:
    import pandas as pd

MET = ("date", "visit", "citizen", "carer", "start")
"""Columns of visits without which nobody can be said to have met anybody."""


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
    rows = readable(rows, table)
    if "minutes" in needed:
        came, minutes = delivered(rows), rows["minutes"]
        issues += of_first(came & minutes.isna(), "E525", table, "minutes", "delivered without minutes",
                           "fill them in")
        issues += of_first(~came & (minutes.fillna(0) > 0), "E525", table, "minutes",
                           "undelivered with delivered minutes", "write 0 minutes, or who came")
    if issues:
        raise InputError(issues)
    return rows
