"""Reads a table of the history from CSV, Parquet or a frame, and checks every value of it in one pass."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from triagering.errors import InputError, Issue, MissingExtraError
from triagering.io.cells import WORDS
from triagering.io.history.rows import SHOWN, contradictions, duplicates, place_in
from triagering.io.times import BadCell, read_date
from triagering.models import looks_like_cpr, mentions_cpr
from triagering.models.history import TABLES, Column, table_columns

if TYPE_CHECKING:
    import pandas as pd

SAID = {
    int: ("a number of minutes", "write whole minutes, as 30"), bool: ("yes or no", "write yes or no"),
    dt.date: ("a date", "write the local date, as 2026-03-02 or 02-03-2026"),
    str: ("text", "docs/history.md says what each column holds"),
}
"""What values of a kind are, and how they are written."""

_CLOCK, _DANISH_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)"), re.compile(r"(\d{1,2})[:.]([0-5]\d)")
_WHOLE, _ZERO = re.compile(r"[+-]?\d+(\.0)?"), re.compile(r"[+-]?0\d")
"""Numbers as people and, with the nought, programs write them."""


def read_table(table: str, source: pd.DataFrame | Path | str) -> pd.DataFrame:
    """Read one table of the history into a frame that keeps the column contract.

    Parameters
    ----------
    table
        Key of ``triagering.models.history.TABLES``.
    source
        A frame, or the path of a ``.csv`` (UTF-8, comma or semicolon, times as minutes or ``HH:MM``) or
        ``.parquet`` file. Absent optional columns are filled with their defaults; delivered visits need minutes.

    Raises
    ------
    InputError
        Lists every problem with columns and values, or, where there is none, the first duplicate rows (20) and the
        first row of each kind of contradiction, with how many there are.

    Examples
    --------
    >>> import pandas as pd
    >>> stays = pd.DataFrame({"citizen": ["c1"], "first_day": ["2026-03-02"]})
    >>> read_table("stays", stays)[["citizen", "kind"]].values.tolist()
    [['c1', 'hospital']]
    """
    if table not in TABLES:
        raise InputError([Issue("E522", table, "", "", "", "is not a table", f"one of {sorted(TABLES)}")])
    raw = _load(table, source)
    columns = table_columns(table)
    issues = list(_header(table, raw, columns))
    raw = raw.loc[:, ~raw.columns.duplicated()]
    frame: dict[str, Any] = {}
    for column in columns:
        if column.name in raw:
            frame[column.name], found = _convert(table, raw[column.name], column)
            issues += found
        elif not column.required:
            frame[column.name] = _constant(column, len(raw))
    if issues:
        raise InputError(issues)
    import pandas as pd

    tidy = pd.DataFrame(frame)
    blank = raw["minutes"].isna().to_numpy() if "minutes" in raw else True
    placed = tidy.set_axis(raw.index)
    issues = [*duplicates(table, placed), *contradictions(table, placed.assign(blank=blank))]
    if issues:
        raise InputError(issues)
    return tidy


def _load(table: str, source: pd.DataFrame | Path | str) -> pd.DataFrame:
    """Give the rows as they came; their index says where each is: in which row or, of CSV files, in which line."""
    import pandas as pd

    if isinstance(source, pd.DataFrame):
        return _placed(source, range(1, len(source) + 1), "row")
    path = Path(source)
    try:
        if path.suffix.lower() == ".parquet":
            return _load(table, pd.read_parquet(path, engine="pyarrow"))
        with path.open(encoding="utf-8-sig") as file:
            separator = ";" if ";" in file.readline() else ","
            file.seek(0)
            lines = [number for number, text in enumerate(file, 1) if text.strip()][1:]
        how: dict[str, Any] = {"dtype": str, "sep": separator, "encoding": "utf-8-sig", "na_values": [""],
                               "keep_default_na": False}
        raw: pd.DataFrame = pd.read_csv(path, **how)
        if isinstance(raw.index, pd.RangeIndex):
            return _placed(raw, lines, "line")
        surplus = list(range(raw.index.nlevels))  # fields beyond the header, for which pandas shifts the columns
        raw = pd.read_csv(path, header=0, names=[*raw.columns, *surplus], **how)
    except ImportError as error:
        raise MissingExtraError("pyarrow", "history") from error
    except (OSError, ValueError) as error:  # its text may repeat what the file holds
        raise InputError([Issue("E521", table, _shown(path.name), "", "", f"cannot be read ({type(error).__name__})",
                                "give a UTF-8 CSV file with a header, or a Parquet file")]) from None
    if raw[surplus].notna().any(axis=None):
        raise InputError([Issue("E521", table, _shown(path.name), "", "", "rows have more fields than the header",
                                "name every column, or put text that holds the separator in quotes")])
    return _placed(raw.drop(columns=surplus), lines, "line")  # rows that end in a separator


def _placed(raw: pd.DataFrame, places: Sequence[int], kind: str) -> pd.DataFrame:
    """Say in the index where rows are; where a value spans lines, in which row."""
    import pandas as pd

    if len(places) != len(raw):
        places, kind = range(1, len(raw) + 1), "row"
    return raw.set_axis(pd.Index(places, name=kind))


def _header(table: str, raw: pd.DataFrame, columns: tuple[Column, ...]) -> Iterator[Issue]:
    known = {column.name for column in columns}
    for name in map(str, raw.columns[raw.columns.duplicated()].unique()):
        yield Issue("E522", table, "", _shown(name), "", "is the name of more than one column", "keep one of them")
    for name in map(str, raw.columns.unique()):
        if name not in known:
            yield Issue("E522", table, "", _shown(name), "", "is not a column of the table",
                        f"one of {sorted(known)}")
    for column in columns:
        if column.required and column.name not in raw:
            yield Issue("E522", table, "", column.name, "", "the column is missing", "add it")


def _constant(column: Column, rows: int) -> pd.Series[Any]:
    import pandas as pd

    filled: pd.Series[Any] = pd.Series([column.default] * rows, dtype=_dtype(column), index=range(rows))
    return filled


def _dtype(column: Column) -> Any:
    if column.kind is int:
        return "Int64"
    if column.kind is bool:
        return "bool"
    return "datetime64[s]" if column.kind is dt.date else "object"


def _convert(table: str, raw: pd.Series[Any],
             column: Column) -> tuple[pd.Series[Any], list[Issue]]:
    """Give the column in the contract's type, and what is wrong with it; work is per distinct value."""
    import pandas as pd

    try:
        codes, uniques = pd.factorize(raw, use_na_sentinel=True)
    except (TypeError, NotImplementedError):  # of a list, or alike
        lists = [row for row, value in enumerate(raw) if not pd.api.types.is_scalar(value)]
        return raw, [Issue("E523", table, place_in(raw.index, lists[0]) if lists else "", column.name, "",
                           f"is more than one value ({len(lists)} rows)", "write one value in each cell")]
    values: list[Any] = []
    bad: dict[int, str] = {}
    adapter = TypeAdapter(column.annotation)
    for index, unique in enumerate(uniques):
        try:
            values.append(_value(unique, column, adapter))
        except ValidationError as error:
            values.append(None)
            bad[index] = error.errors(include_input=False, include_url=False)[0]["msg"].removeprefix("Value error, ")
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
            values.append(None)
            bad[index] = f"is not {_said(column)[0]}"
    issues = [_bad_value(table, column, str(uniques[index]), bad[index], raw.index[codes == index])
              for index in list(bad)[:SHOWN]]
    if len(bad) > SHOWN:
        issues.append(Issue("E523", table, "", column.name, "", f"{len(bad) - SHOWN} more bad values",
                            "correct the values shown first"))
    absent = raw.index[codes < 0]
    if len(absent) and column.required:
        issues.append(Issue("E523", table, place_in(absent, 0), column.name, "",
                            f"is missing in {len(absent)} rows", "fill it in"))
    lookup = pd.Series([*values, column.default], dtype="object")
    converted = lookup.take(codes % len(lookup)).reset_index(drop=True).astype(_dtype(column))
    return converted, issues


def _bad_value(table: str, column: Column, value: str, problem: str, rows: Any) -> Issue:
    told = f"{problem} ({len(rows)} rows)"
    if looks_like_cpr(value):
        return Issue("E601", table, place_in(rows, 0), column.name, "", told, "use opaque ids")
    return Issue("E523", table, place_in(rows, 0), column.name, _shown(value), told, _said(column)[1])


def _said(column: Column) -> tuple[str, str]:
    if issubclass(column.kind, StrEnum):
        return "one of the codes", f"one of {', '.join(column.kind)}"
    return ("a time", "write 07:30, or 31:00 for 07:00 after midnight") if column.is_time else SAID[column.kind]


def _shown(text: str) -> str:
    return "" if mentions_cpr(text) else text[:40]


def _value(value: Any, column: Column, adapter: TypeAdapter[Any]) -> Any:
    """Give one value in the contract's type; the model's own validation decides about ids and ranges."""
    kind, text = column.kind, value.strip() if isinstance(value, str) else None
    if issubclass(kind, StrEnum):
        return kind(text or "").value
    if kind is str:
        return adapter.validate_python(value)
    if kind is bool:
        return WORDS[text.lower()] if text is not None else _exactly(value, bool(value))
    if kind is dt.date:
        if text is not None:
            return _midnight(text)
        return _local(value)
    if text is not None:
        clock = (_DANISH_CLOCK if column.is_time else _CLOCK).fullmatch(text)
        if clock is None and _WHOLE.fullmatch(text) is None:
            raise ValueError
        value = int(clock[1]) * 60 + int(clock[2]) if clock else float(text)
        if column.is_time and not clock and _ZERO.match(text):
            raise ValueError
    if column.is_time and column.most is not None and value > column.most:
        raise ValueError
    return adapter.validate_python(_exactly(value, int(value)))


def _midnight(text: str) -> dt.datetime:
    """Read a date as days do (``2026-03-02`` or, from a Danish spreadsheet, ``02-03-2026``), or a moment of it."""
    try:
        return dt.datetime.combine(read_date(text), dt.time())
    except BadCell:
        return _local(dt.datetime.fromisoformat(text))


def _local(moment: dt.datetime | dt.date) -> dt.datetime:
    """Give midnight of a date, or of a moment's date; one of another time zone may be another day here: refused."""
    if isinstance(moment, dt.datetime) and moment.tzinfo is not None:
        raise ValueError
    return dt.datetime(moment.year, moment.month, moment.day)


def _exactly(value: Any, converted: Any) -> Any:
    if value != converted:
        raise ValueError
    return converted
