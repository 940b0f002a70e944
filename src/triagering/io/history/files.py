"""How the history lies on disk: one Parquet file per table, district and day, and a marker with the version.

A file never changes: a correction is a new file that takes the old one's place in one step, so a reader sees
the one or the other and a killed import leaves no torn file behind.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from triagering.errors import InputError, Issue, MissingExtraError
from triagering.io.files import is_part, write_bytes, write_text
from triagering.models.history import SCHEMA_VERSION, TABLES, table_columns

if TYPE_CHECKING:
    import pyarrow as pa

MARKER = "history.json"
"""Name of the file that makes a folder a history."""

CONTENT = b"triagering.content"
VERSION = b"triagering.version"

MIGRATIONS: dict[int, Callable[[str, pa.Table], pa.Table]] = {}
"""What turns a table's rows of a version into those of the next; merely new columns need no entry."""


def arrow() -> Any:
    """Give pyarrow, or say which extra holds it."""
    try:
        import pyarrow as pa
        import pyarrow.csv
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtraError("pyarrow", "history") from error
    return pa


def schema(table: str) -> pa.Schema:
    """Give the columns of a table as they are written."""
    pa = arrow()
    types = {int: pa.int32(), bool: pa.bool_(), dt.date: pa.date32()}
    return pa.schema([(column.name, types.get(column.kind, pa.string())) for column in table_columns(table)])


def place(folder: Path, table: str, district: str | None, day: dt.date) -> Path:
    """Give the path of a table's district and day; every id gives a safe and short name.

    >>> place(Path("store"), "visits", "../north", dt.date(2026, 3, 2)).as_posix()
    'store/visits/district=..%2Fnorth/2026-03-02.parquet'
    """
    name = quote(district or "", safe="")
    if len(name) > 150:
        name = name[:100] + "-" + hashlib.sha256(name.encode()).hexdigest()[:16]
    return folder / table / f"district={name}" / f"{day.isoformat()}.parquet"


def stored(folder: Path, table: str, first: dt.date | None, last: dt.date | None) -> Iterator[Path]:
    """Give the files of a table whose day lies between two days, both included, in order."""
    for path in sorted((folder / table).glob("district=*/????-??-??.parquet")):
        day = dt.date.fromisoformat(path.stem)
        if (first is None or day >= first) and (last is None or day <= last):
            yield path


def of_day(folder: Path, table: str, day: str) -> list[Path]:
    """Give the files of a table's day, of whatever district, in order."""
    return sorted((folder / table).glob(f"district=*/{day}.parquet"))


def content_hash(rows: pa.Table) -> str:
    """Give the same text for the same rows in the same order, whatever version of Parquet holds them."""
    pa = arrow()
    buffer = pa.BufferOutputStream()
    pa.csv.write_csv(rows, buffer)
    return hashlib.sha256(buffer.getvalue()).hexdigest()


def written_hash(path: Path, *, whole: bool = False) -> str | None:
    """Give the content hash of a file; None when there is none, an empty text when it is damaged.

    Its rows are only read, and found damaged, if the ``whole`` file is asked for.
    """
    pa = arrow()
    if not path.exists():
        return None
    try:
        metadata: dict[bytes, bytes] = (pa.parquet.read_table(path).schema if whole
                                        else pa.parquet.read_schema(path)).metadata or {}
    except (OSError, pa.ArrowException):
        return ""
    return metadata.get(CONTENT, b"").decode(errors="replace")


def read_rows(path: Path) -> pa.Table:
    """Give the rows of a file, or say that it is damaged (E521)."""
    pa = arrow()
    try:
        return pa.parquet.read_table(path)
    except (OSError, pa.ArrowException) as error:
        raise InputError([damage(path, error)]) from None


def damage(path: Path, error: Exception) -> Issue:
    """Say that a table's district and day cannot be read; what the error tells is not repeated."""
    return Issue("E521", path.parent.parent.name, path.stem, "district", path.parent.name.partition("=")[2],
                 f"cannot be read ({type(error).__name__})", "import that day again; replace=True takes its place")


def write_rows(path: Path, rows: pa.Table, content: str) -> None:
    """Put rows in place in one step: all of them, on disk, or nothing."""
    pa = arrow()
    marks = {CONTENT: content.encode(), VERSION: str(SCHEMA_VERSION).encode()}
    marked = rows.replace_schema_metadata(marks)
    buffer = pa.BufferOutputStream()
    pa.parquet.write_table(marked, buffer, compression="zstd")
    write_bytes(buffer.getvalue(), path, folders=True)


def open_folder(folder: Path) -> int:
    """Give the version of a history, beginning a new one in an empty or absent folder."""
    marker, hint = folder / MARKER, "give an empty folder or a history"
    if folder.exists() and not folder.is_dir():
        raise InputError([Issue("E521", "history", folder.name, "", "", "is not a folder", hint)])
    if not marker.exists():
        others = folder.exists() and not all(is_part(path, marker) for path in folder.iterdir())
        if others and not marker.exists():  # else somebody began it just now
            raise InputError([Issue("E521", "history", folder.name, "", "", "is a folder with other files", hint)])
        set_version(folder)
    try:
        version = int(json.loads(marker.read_text(encoding="utf-8"))["version"])
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError([Issue("E521", "history", MARKER, "", "", "cannot be read",
                                "restore it from a copy of the history")]) from None
    if version > SCHEMA_VERSION:
        raise InputError([Issue("E526", "history", MARKER, "version", str(version),
                                f"is newer than this library's {SCHEMA_VERSION}", "update triagering")])
    return version


def set_version(folder: Path) -> None:
    """Mark a folder as a history of the present version."""
    marker = {"format": "triagering-history", "version": SCHEMA_VERSION}
    write_text(json.dumps(marker), folder / MARKER, folders=True)


def migrate(folder: Path) -> int:
    """Bring every file of a history to the present version; give how many were rewritten.

    May be stopped anywhere and run again: each file says its own version, the marker is written last.
    """
    count = 0
    for table in TABLES:
        for path in stored(folder, table, None, None):
            rows = read_rows(path)
            version = int((rows.schema.metadata or {}).get(VERSION, b"1"))
            if version == SCHEMA_VERSION:
                continue
            for step in range(version, SCHEMA_VERSION):
                rows = MIGRATIONS[step](table, rows) if step in MIGRATIONS else rows
            rows = conform(table, rows)
            write_rows(path, rows, content_hash(rows))
            count += 1
    set_version(folder)
    return count


def conform(table: str, rows: pa.Table) -> pa.Table:
    """Give rows with exactly the columns of the present version; new ones get their defaults."""
    pa = arrow()
    columns = []
    for column, field in zip(table_columns(table), schema(table), strict=True):
        if column.name in rows.column_names:
            columns.append(rows[column.name].cast(field.type))
        else:
            columns.append(pa.array([column.default] * rows.num_rows, field.type))
    return pa.table(columns, schema=schema(table))
