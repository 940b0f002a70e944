"""From sheets of cells to entries, column by column, and from models back to sheets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from triagering.io.cells import TEXT, TIME, WINDOWS, Cell, Formula, Kind
from triagering.io.issues import Entry, Report, in_rows
from triagering.io.tables import Sheet, Table
from triagering.io.times import BadCell, Clock
from triagering.models import looks_like_cpr
from triagering.models.hints import did_you_mean

Formulas = dict[str, list[tuple[Entry, Formula]]]
"""By column."""


def header(sheet: Sheet) -> list[str]:
    """Give the columns in lower case without blanks around."""
    return [str(column).strip().lower().replace(" ", "_") for column in sheet.columns]


def read_sheet(table: Table, sheet: Sheet, clock: Clock, report: Report) -> list[Entry]:
    """Read every row of a sheet; cells that cannot be read are reported and left out of the entry."""
    columns = header(sheet)
    unread = _check_header(table, columns, report)
    kinds = {name: kind for name, kind in table.columns.items() if name not in unread}
    formulas: Formulas = {}
    entries = []
    for line, cells in sheet.rows:
        entry = _read_row(table, columns, kinds, line, cells, formulas, clock, report)
        entry.reported |= unread
        entries.append(entry)
    report_formulas(formulas, report)
    return entries


def report_formulas(formulas: Formulas, report: Report) -> None:
    """Report one issue per column: what a spreadsheet did not compute is often the whole of it."""
    for column, found in formulas.items():
        entry, cell = found[0]
        row = entry.row if len(found) == 1 else in_rows([entry.line for entry, _ in found])
        report.add("E514", entry.table, row, column, cell, "is a spreadsheet formula or error",
                   "save values, not formulas")


def _check_header(table: Table, columns: list[str], report: Report) -> set[str]:
    """Report what is wrong with the columns; gives those that no row can be blamed for."""
    missing = [column for column in table.required if column not in columns]
    for column in missing:
        report.add("E505", table.name, "", column, "", "is missing", f"add the column {column}")
    twice = {column for column, count in Counter(columns).items() if count > 1 and column}
    for column, count in Counter(columns).items():
        if column in twice:
            report.add("E507", table.name, "", column, "", f"occurs {count} times", "keep one column of that name")
        if column and column not in table.columns:
            hint = did_you_mean(column, table.columns) or "remove it, or see docs/data.md for the columns"
            report.add("E506", table.name, "", column, "", "is not a column of this table", hint)
    return twice.union(missing)


def _read_row(
    table: Table, columns: list[str], kinds: dict[str, Kind], line: str, cells: list[Cell], formulas: Formulas,
    clock: Clock, report: Report,
) -> Entry:
    raw = {name: cell for name, cell in zip(columns, cells, strict=False) if name in kinds and not empty(cell)}
    key = raw.get(table.key, "")
    key = "" if isinstance(key, Formula) else str(key).strip()
    entry = Entry(table.name, key, line, {}, dict.fromkeys(table.columns, ""))
    entry.raw.update({name: str(cell) for name, cell in raw.items()})
    if any(not empty(cell) for name, cell in zip(columns, cells, strict=False) if not name):
        report.add_at(entry, "E505", "", "", "has a value in a column without a name", "name the column or empty it")
    if any(not empty(cell) for cell in cells[len(columns):]):
        report.add_at(entry, "E509", "", "", "has more cells than the header", "quote cells that hold the separator")
    for name, cell in raw.items():
        kind = kinds[name]
        if isinstance(cell, Formula):
            entry.reported.add(name)
            formulas.setdefault(name, []).append((entry, cell))
            continue
        if kind is TEXT and looks_like_cpr(str(cell)):  # ids are refused by the models: E601
            report.add_at(entry, "E602", name, "", "looks like a CPR number", "leave personal data out")
            continue
        entry.clocked |= kind in (TIME, WINDOWS) and isinstance(cell, str)
        try:
            _put(entry.doc, name, kind.parse(cell, clock))
        except BadCell as bad:
            report.add_at(entry, bad.code, name, cell, bad.problem, bad.hint)
    entry.key = str(entry.doc.get(table.key, entry.key))
    return entry


def empty(cell: Cell) -> bool:
    """Say whether nothing stands in a cell; NaN from frames is nothing."""
    return cell is None or cell != cell or (isinstance(cell, str) and not cell.strip())  # noqa: PLR0124


def _put(doc: dict[str, Any], path: str, value: Any) -> None:
    *outer, last = path.split(".")
    for part in outer:
        doc = doc.setdefault(part, {})
    doc[last] = value


def _get(model: Any, path: str) -> Any:
    for part in path.split("."):
        if model is None:
            return None
        model = getattr(model, part, None) if hasattr(model, part) else getattr(model, part + "_")
    return model


def write_sheet(table: Table, owners_and_models: Iterable[tuple[str, Any]], clock: Clock) -> Sheet:
    """Write models as rows; the owner's id is the key of tables that have an owner."""
    sheet = Sheet(list(table.columns))
    for owner, model in owners_and_models:
        cells: list[Cell] = []
        for name, kind in table.columns.items():
            value = owner if table.owner and name == table.key else _get(model, name)
            cells.append(None if value is None else kind.show(value, clock))
        sheet.rows.append(("", cells))
    return sheet
