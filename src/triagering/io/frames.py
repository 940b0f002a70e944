"""Days from and to pandas frames: the same tables as the CSV files, with numbers as numbers."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from triagering.io.cells import Cell, escape
from triagering.io.day_sheets import day_from_sheets, day_to_sheets
from triagering.io.issues import Report
from triagering.io.tables import Sheet
from triagering.models import Day
from triagering.models.base import ID_LENGTH

if TYPE_CHECKING:
    from pandas import DataFrame


def day_from_frames(frames: Mapping[str, DataFrame]) -> Day:
    """Build a day of frames by table name (docs/data.md); issues name rows by position, from 0.

    Numbers in columns of times are minutes since local midnight; text, ``datetime`` and ``time`` are clock times.

    Raises
    ------
    InputError
        With everything that is wrong.

    Examples
    --------
    >>> from triagering.io import read_day
    >>> day_from_frames(day_to_frames(day)) == day  # doctest: +SKIP
    True
    """
    sheets = {name: Sheet([str(column) for column in frame.columns]) for name, frame in frames.items()}
    for name, frame in frames.items():
        filled = frame.astype(object).where(frame.notna(), None)
        for position, row in enumerate(filled.itertuples(index=False, name=None)):
            sheets[name].rows.append((f"row {position}", [_cell(value) for value in row]))
    return day_from_sheets(sheets, Report())


def day_to_frames(day: Day) -> dict[str, DataFrame]:
    """Give the tables of a day as frames, times as text."""
    from pandas import DataFrame

    return {
        name: DataFrame([cells for _, cells in sheet.rows], columns=sheet.columns).convert_dtypes()
        for name, sheet in day_to_sheets(day).items()
    }


def _whole(value: Decimal) -> bool:
    return value.is_finite() and value.adjusted() < ID_LENGTH and value == value.to_integral_value()


def _cell(value: Any) -> Cell:
    if isinstance(value, np.datetime64):
        value = value.astype("datetime64[us]")  # finer ones become whole numbers
    if isinstance(value, np.generic) or (isinstance(value, np.ndarray) and not value.ndim):
        value = value.item()
    if isinstance(value, Decimal):
        value = int(value) if _whole(value) else float(value)
    if isinstance(value, list | tuple | set | frozenset | np.ndarray):
        return "|".join(escape(str(one), "|") for one in value)
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)  # times as ISO text
