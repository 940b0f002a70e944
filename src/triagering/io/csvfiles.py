"""Sheets from and to a folder of CSV files, as spreadsheets write and read them.

Read: UTF-8 with or without byte order mark, separated by semicolon, comma or tab. Written: UTF-8 with byte order
mark, semicolons and decimal commas, which a Danish spreadsheet opens without asking.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from triagering.errors import InputError
from triagering.io.cells import NUMBER, Cell, Formula
from triagering.io.files import MAX_BYTES, is_rest, read_text
from triagering.io.issues import Report
from triagering.io.sheets import empty
from triagering.io.stops import is_plan
from triagering.io.tables import ALIKE, BY_NAME, Sheet, table_meant
from triagering.models.base import CPR

MAX_ROWS = 1_000_000
"""Most rows of one file."""

MAX_LINE = 1_000
"""Characters of a first line that are looked at, to tell what a file is."""

_NOT_CSV = {".xlsx": "a workbook", ".xls": "a workbook", ".ods": "a workbook", ".txt": "text"}
_COPIED = re.compile(r"(?: \(\d+\)| - (?:kopi|copy)|\.csv)+$")

_RISKY = ("=", "+", "-", "@", "\t", "\r", "#", "'")
_SPREADSHEET_ERRORS = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!",
                       "#I/T", "#VÆRDI!", "#NAVN?", "#REFERENCE!", "#DIVISION/0!", "#NUL!")


def is_table(path: Path) -> bool:
    """Say whether a file in the folder of a day would be read as one of its tables."""
    return path.suffix.lower() == ".csv" and path.stem.lower() in BY_NAME


def not_read(folder: Path) -> list[str]:
    """List the CSV files in a folder that are no tables of a day, so that nobody takes them for some; nor plans."""
    try:
        return [CPR.sub("…", path.name) for path in sorted(folder.iterdir()) if path.suffix.lower() == ".csv"
                and not is_table(path) and not path.name.startswith(".") and path.is_file()
                and not is_plan(_first_line(path))]
    except OSError:  # what cannot be looked at is told when it is read
        return []


def _first_line(path: Path) -> str:
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        return file.readline(MAX_LINE)


def plain_name(name: str) -> str:
    """Take off what programs put after the name of a file that is there, or that has its suffix already.

    >>> plain_name("links (1)"), plain_name("links - kopi"), plain_name("links.csv")
    ('links', 'links', 'links')
    """
    return _COPIED.sub("", name)


def read_folder(folder: Path, report: Report) -> dict[str, Sheet]:
    """Read every table of a folder; other files are left alone, unless their name is nearly that of a missing one.

    Raises
    ------
    InputError
        When the folder cannot be read or holds tables of two days: it is being written, or that was interrupted.
    """
    files: dict[str, Path] = {}
    paths, seen = _contents(folder, report)
    for path in paths:
        name = path.stem.lower()
        if path.suffix.lower() == ".csv" and files.setdefault(name, path) != path and name in BY_NAME:
            report.add("E507", name, "", "", path.name, f"is the same table as {files[name].name}", "keep one file")
    rests = [path.name for path in paths if is_rest(path) and not path.name.startswith(".part")]
    if "day" not in files and rests:
        report.add("E504", "day", "", "", "", "the table is missing: writing this day was interrupted, or goes on",
                   f"write it again; or take its tables from {' and '.join(rests)} in the folder")
        raise InputError(report.issues[-1:])
    sheets, missing = {}, BY_NAME.keys() - files.keys()
    for name, path in files.items():
        if name in BY_NAME:
            text = read_text(path, name, report)
            sheets[name] = parse_csv(text, name, report) if text is not None else _blank(name)
        elif table_meant(plain_name(name), missing, ALIKE):
            sheets[name] = Sheet([])
    for path in paths:
        name, kind = plain_name(path.stem.lower()), _NOT_CSV.get(path.suffix.lower())
        if kind and table_meant(name, missing, ALIKE):
            report.add("E504", name, "", "", path.name, f"is {kind}, not a table of a day", "save it as 'CSV UTF-8'")
            if name in BY_NAME:
                sheets[name] = _blank(name)
    if _contents(folder, report)[1] != seen:
        report.add("E501", "day", "", "", folder.name, "was changed while it was read", "read it again")
        raise InputError(report.issues[-1:])
    if not sheets and any(holds_tables(path, report) for path in paths if path.is_dir()):
        report.add("E504", "day", "", "", folder.name, "holds days, and is none itself",
                   "give one of the folders in it; `triagering week` takes them all")
        raise InputError(report.issues[-1:])
    if not sheets and any(_NOT_CSV.get(path.suffix.lower()) == "a workbook" for path in paths):
        report.add("E504", "day", "", "", "", "there are workbooks but no CSV files", "save every sheet as CSV UTF-8")
    return sheets


def holds_tables(folder: Path, report: Report) -> bool:
    """Say whether there are tables of a day in a folder; raises ``InputError`` if it cannot be read (E501)."""
    return bool(_contents(folder, report)[1])


def _contents(folder: Path, report: Report) -> tuple[list[Path], dict[Path, tuple[int, int]]]:
    """List a folder, and what tells its tables from others of their names."""
    try:
        paths = sorted(folder.iterdir())
        found = {path: path.stat() if path.exists() else path.lstat() for path in paths if is_table(path)}
    except OSError as error:
        report.add("E501", "day", "", "", folder.name, f"cannot be read ({type(error).__name__})", "check permissions")
        raise InputError(report.issues) from None
    return paths, {path: (told.st_ino, told.st_mtime_ns) for path, told in found.items()}


def parse_csv(text: str, table: str, report: Report) -> Sheet:
    r"""Read one file's text.

    >>> parse_csv("id;district\nm1;north\n", "miniteams", Report())
    Sheet(columns=['id', 'district'], rows=[('line 2', ['m1', 'north'])])
    """
    lines = text.splitlines(keepends=True)
    skip = 1 if lines and lines[0].lower().startswith(("sep=", '"sep=')) else 0
    delimiter = _delimiter(table, next((line for line in lines[skip:] if line.strip()), ""))
    csv.field_size_limit(MAX_BYTES)  # the outline of a district may be longer than Python's 128 KB
    reader = csv.reader(io.StringIO("".join(lines[skip:]), newline=""), delimiter=delimiter, strict=True)
    sheet: Sheet | None = None
    start = skip + 1
    try:
        for cells in reader:
            line, start = f"line {start}", skip + reader.line_num + 1
            if all(empty(cell) for cell in cells):
                continue
            if sheet is None:
                sheet = Sheet([_plain(cell) for cell in cells])
                continue
            if len(sheet.rows) >= MAX_ROWS:
                report.add("E502", table, line, "", "", f"has more than {MAX_ROWS} rows", "split the day")
                break
            sheet.rows.append((line, [_read_cell(cell) for cell in cells]))
    except csv.Error:
        report.add("E516", table, f"line {start}", "", "", "is not well-formed CSV", "check the quotation marks")
    if sheet is None:
        report.add("E504", table, "", "", "", "the file is empty", "give a header line")
        return _blank(table)
    return sheet


def _blank(table: str) -> Sheet:
    """Give a sheet without rows for a file that was reported already: no column of it is missing."""
    return Sheet(list(BY_NAME[table].columns))


def _delimiter(table: str, header: str) -> str:
    def known(delimiter: str) -> tuple[int, int]:
        names = [name.strip().strip('"').lower().replace(" ", "_") for name in header.split(delimiter)]
        return sum(name in BY_NAME[table].columns for name in names), len(names)
    return max((";", ",", "\t"), key=known)


def _read_cell(cell: str) -> str:
    if cell.isalnum():
        return cell
    return Formula(cell) if cell.startswith("=") or cell.strip() in _SPREADSHEET_ERRORS else _plain(cell)


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_RISKY) else cell


def format_csv(table: str, sheet: Sheet) -> str:
    r"""Write one file's text; text that a spreadsheet would run as a formula gets an apostrophe in front.

    >>> format_csv("pins", Sheet(["visit", "carer"], [("", ["=v1", None])]))
    "visit;carer\r\n'=v1;\r\n"
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    known = BY_NAME[table].columns if table in BY_NAME else {}
    kinds = [known.get(column) for column in sheet.columns]
    writer.writerow([_guarded(column) for column in sheet.columns])
    for _, cells in sheet.rows:
        writer.writerow([_write_cell(cell, kind is NUMBER) for cell, kind in zip(cells, kinds, strict=True)])
    return out.getvalue()


def _write_cell(cell: Cell, decimal: bool) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, str):
        return _guarded(cell)
    return repr(cell).replace(".", ",") if decimal else str(cell)


def _guarded(text: str) -> str:
    return "'" + text if text.startswith(_RISKY) else text
