"""Read and write days and plans; the form follows from the path."""

from __future__ import annotations

import os
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from triagering.errors import InputError
from triagering.io.csvfiles import format_csv, is_table, read_folder
from triagering.io.day_sheets import day_from_sheets, day_to_sheets
from triagering.io.files import BYTE_ORDER_MARK, decoded, place_of, read_text, write_files, write_text
from triagering.io.issues import Report
from triagering.io.jsonfiles import day_to_json, parse_day, result_from_json
from triagering.io.stops import plan_to_sheet
from triagering.models import Day, Plan, Result, plan_of


def read_day(path: str | PathLike[str]) -> Day:
    """Read a day from a folder of CSV tables or from one JSON file; docs/data.md describes both.

    Raises
    ------
    InputError
        With everything that is wrong, each with code, table, line, column, value and hint. ``day_from_json`` reads
        what is no file.

    Examples
    --------
    >>> day = read_day("examples/miniteam")  # doctest: +SKIP
    >>> len(day.visits)  # doctest: +SKIP
    60
    """
    place, report = Path(path), Report()
    if os.path.isdir(place):  # noqa: PTH112 - what cannot be looked at is told when it is read
        return day_from_sheets(read_folder(place, report), report)
    return parse_day(_text(place, "day", report), report)


def day_from_json(source: str | bytes | Mapping[str, Any]) -> Day:
    """Build a day of the JSON that ``read_day`` reads from a file: text, bytes, or what a program made of it.

    Raises
    ------
    InputError
        As ``read_day``.

    Examples
    --------
    >>> from pathlib import Path
    >>> day_from_json(Path("day.json").read_bytes()) == read_day("day.json")  # doctest: +SKIP
    True
    """
    report = Report()
    try:
        data = source.encode() if isinstance(source, str) else source if isinstance(source, bytes) else to_json(source)
    except (ValueError, RecursionError):
        report.add("E515", "day", "", "", "", "holds what cannot be written as JSON", "give text, numbers and lists")
        raise InputError(report.issues) from None
    text = decoded(data, "day", "", report)
    report.raise_if_any()
    return parse_day(text or "", report)


def write_day(day: Day, path: str | PathLike[str]) -> None:
    """Write a day to one JSON file (a path ending in ``.json``) or to a folder of CSV tables.

    The file or folder appears complete or not at all. In a folder that exists, the tables of a day are replaced;
    other files stay; if the process is killed meanwhile, the folder is the old day, the new day, or lacks ``day.csv``,
    which ``read_day`` refuses (E504). ``read_day`` gives back an equal day; coordinates have become travel times.

    Raises
    ------
    InputError
        When the place cannot be written (E501).
    """
    place = place_of(Path(path))
    if place.suffix.lower() == ".json":
        write_text(day_to_json(day), place)
    else:
        write_files(texts_of(day), place, ours=is_table)


def texts_of(day: Day) -> dict[str, str]:
    """Give the files of a day's folder, by name."""
    return {f"{name}.csv": BYTE_ORDER_MARK + format_csv(name, table) for name, table in day_to_sheets(day).items()}


def read_result(path: str | PathLike[str]) -> Result | Plan:
    """Read a result as ``triagering plan -o`` writes it, or a plan alone.

    Raises
    ------
    InputError
        With everything that is wrong.
    """
    report = Report()
    return result_from_json(_text(Path(path), "plan", report), report)


def read_plan(path: str | PathLike[str]) -> Plan:
    """Read a plan from a result or plan file; see ``read_result``."""
    found = read_result(path)
    return plan_of(found)


def write_plan(plan: Result | Plan, path: str | PathLike[str], day: Day | None = None) -> None:
    """Write a result or a plan as JSON, or its stops as a table (a path ending in ``.csv``), for spreadsheets.

    The file appears complete or not at all. The table is that of ``plan_to_frame`` and needs the ``day``; only JSON
    can be read again.

    Raises
    ------
    InputError
        When the place cannot be written, or the day is missing (E501), or is not that of the plan (E102).
    """
    place = Path(path)
    if place.suffix.lower() != ".csv":
        write_text(text_of(plan), place)
    elif day is None:
        report = Report()
        report.add("E501", "output", "", "", place.name, "cannot be written: a table of stops needs their day",
                   "give the day, or a path ending in .json")
        report.raise_if_any()
    else:
        write_text(BYTE_ORDER_MARK + format_csv("plan", plan_to_sheet(day, plan)), place)


def text_of(plan: Result | Plan) -> str:
    """Give the file of a result or a plan."""
    return plan.model_dump_json(by_alias=True, indent=2) + "\n"


def _text(path: Path, table: str, report: Report) -> str:
    text = read_text(path, table, report)
    report.raise_if_any()
    return text or ""
