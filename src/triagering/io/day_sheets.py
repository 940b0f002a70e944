"""A day to sheets and back; CSV folders and frames differ only in where the sheets come from."""

from __future__ import annotations

from triagering.io.build import IN_MUNICIPALITY, Parts, build_day
from triagering.io.csvfiles import plain_name
from triagering.io.head import head_to_sheets, make_clock, read_head
from triagering.io.issues import Report
from triagering.io.sheets import read_sheet, write_sheet
from triagering.io.tables import BY_NAME, REQUIRED, TABLES, Sheet, table_meant
from triagering.io.travel_tables import is_closed, travel_from_sheets, travel_to_sheets
from triagering.models import Day


def day_from_sheets(sheets: dict[str, Sheet], report: Report) -> Day:
    """Build a day of sheets by table name; raises ``InputError`` with everything that is wrong."""
    for name in sheets.keys() - BY_NAME.keys():
        meant = table_meant(plain_name(name), BY_NAME)
        report.add("E504", name, "", "", "", "is not a table of a day",
                   f"did you mean {meant!r}?" if meant else "remove it")
    for name in REQUIRED:
        if name not in sheets:
            close = next((other for other in sheets if other not in BY_NAME and table_meant(other, [name])), "")
            report.add("E504", name, "", "", "", "the table is missing",
                       f"did you mean {close!r}?" if close else f"add {name}.csv, see docs/data.md")
    if any(issue.code == "E504" for issue in report.issues):
        sheets = {name: Sheet(list(BY_NAME[name].columns)) for name in REQUIRED} | sheets
    head = read_head(sheets, report)
    clock = head.clock
    travel = travel_from_sheets(sheets, head.close_travel, clock, report)
    parts = Parts(head.day, head.timezone, head.now, head.settings, travel, {"day": head.entries})
    for table in TABLES:
        if table.into and table.name in sheets:
            parts.entries[table.name] = read_sheet(table, sheets[table.name], clock, report)
    return build_day(parts, clock, report)


def day_to_sheets(day: Day) -> dict[str, Sheet]:
    """Write a day as sheets; tables without rows are left out."""
    clock = make_clock(day.date, day.timezone)
    sheets = head_to_sheets(day, is_closed(day.travel)) | travel_to_sheets(day.travel)
    for table in TABLES:
        if not table.into:
            continue
        if table.owner:
            rows = [(carer.id, found) for carer in day.carers for found in getattr(carer, table.into)]
        else:
            holder = day.municipality if table.name in IN_MUNICIPALITY else day
            rows = [("", found) for found in getattr(holder, table.into)]
        if rows:
            sheets[table.name] = write_sheet(table, rows, clock)
    return sheets
