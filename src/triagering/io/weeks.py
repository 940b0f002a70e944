"""Read and write weeks: a folder with a day in each folder, or JSON file, inside it."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from os import PathLike
from pathlib import Path

from triagering.errors import InputError
from triagering.io.build import validate
from triagering.io.csvfiles import holds_tables, is_table, not_read
from triagering.io.days import read_day, read_result, text_of, texts_of
from triagering.io.files import read_text, require_folder, write_files, write_text
from triagering.io.issues import Entry, Report
from triagering.io.jsonfiles import load
from triagering.models import Day, Result
from triagering.models.week import DayMove, Week, in_order

PLAN = "plan.json"
"""The plan of a day that is written with its week, beside the tables."""
MOVES = "moves.json"
"""The visits of a week that were moved, beside its days."""


def read_week(path: str | PathLike[str]) -> tuple[Day, ...]:
    """Read the days of a week, in order of date: one for each folder of tables, or JSON file, in a folder.

    ``triagering generate DIR --days 7`` and ``write_week`` write such folders; other folders and files, and what begins
    with a point, are left alone. A day alone, as ``read_day`` reads it, is a week of one.

    Raises
    ------
    InputError
        With everything that is wrong in any of them; places begin with the name of the folder or file. If there is no
        day (E504), or two are of one date (E101).

    Examples
    --------
    >>> [len(day.visits) for day in read_week("examples/miniteam")]  # doctest: +SKIP
    [60]
    """
    place, report, days = Path(path), Report(), dict[dt.date, Day]()
    inner = days_in(place)
    if inner is None:
        return (read_day(place),)
    for inside in inner:
        with _named(inside, report):
            day = read_day(inside)
            if days.setdefault(day.date, day) is not day:
                report.add("E101", "week", inside.name, "date", day.date.isoformat(), "is the date of another day too",
                           "take one of the two days away")
    if not days and not report.issues:
        report.add("E504", "week", "", "", place.name, "holds no days",
                   "give a folder with a folder of tables, or a JSON file, for each day")
    report.raise_if_any()
    return in_order(days.values())


def read_planned_week(path: str | PathLike[str]) -> Week:
    """Read a week that ``write_week`` wrote, with its plans and what was moved.

    Raises
    ------
    InputError
        As ``read_week``; or if a day has no plan with its costs (E501, E518), or the moves cannot be read.
    """
    place, report = Path(path), Report()
    days, results, moves = read_week(place), dict[str, Result](), list[DayMove]()
    for day in days:
        name = day.date.isoformat()
        with _named(place / name, report):
            found = read_result(place / name / PLAN)
            if isinstance(found, Result):
                results[name] = found
            else:
                report.add("E518", f"{name}/plan", "", "", "", "is a plan without its costs", "write the week again")
    text = read_text(place / MOVES, "moves", report)
    if text is not None:
        listed = (load(text, "moves", report) or {"moves": []}).get("moves", [])
        for position, one in enumerate(listed if isinstance(listed, list) else [listed]):
            move = validate(DayMove, Entry("moves", "", f"entry {position + 1}", one), report)
            moves += [move] if move is not None else []
    report.raise_if_any()
    return Week(days=days, results=tuple(results[day.date.isoformat()] for day in days), moves=tuple(moves))


def write_week(week: Week, path: str | PathLike[str]) -> None:
    """Write a week to a folder: for each day a folder of its tables, named by its date, and ``plan.json`` beside them.

    What was moved stands in ``moves.json``. ``read_week`` and ``read_day`` read the days again as they were planned:
    with the visits that were moved to them, and whom the days before send. Each folder appears complete or not at all,
    and in one that is there other files stay, as with ``write_day``; ``moves.json`` comes last, and a week without it
    is not read as one that was planned.

    Raises
    ------
    InputError
        When a place cannot be written, or the folder holds days that are not of this week (E501).
    """
    require_free(path, (day.date for day in week.days))
    folder = Path(path)
    with suppress(OSError):  # a week that is half written has no moves, so that it is not read
        (folder / MOVES).unlink(missing_ok=True)
    for day, result in zip(week.days, week.results, strict=True):
        write_files(texts_of(day) | {PLAN: text_of(result)}, folder / day.date.isoformat(),
                    ours=lambda file: is_table(file) or file.name == PLAN)
    doc = {"moves": [move.model_dump(mode="json") for move in week.moves]}
    write_text(json.dumps(doc, indent=2) + "\n", folder / MOVES)


def require_free(path: str | PathLike[str], dates: Iterable[dt.date]) -> None:
    """Refuse a place for days where they could not be written, or where others are that would be read with them (E501).

    The others are days of other dates, each in a folder or file of its own, or one whose tables are there themselves.
    """
    place, report, own = require_folder(Path(path)), Report(), {date.isoformat() for date in dates}
    if place.exists():
        inner = days_in(place)
        for inside in [place] if inner is None else [one for one in inner if one.name not in own]:
            report.add("E501", "output", inside.name, "", place.name, "holds another day already",
                       "give an empty folder, or one that the same days were written to")
    report.raise_if_any()


def days_in(path: Path) -> list[Path] | None:
    """List the days in a folder: folders of tables, and JSON files; None if this is no folder, or a day itself."""
    report = Report()
    if not os.path.isdir(path) or holds_tables(path, report):  # noqa: PTH112 - what cannot be looked at is told later
        return None
    return [one for one in sorted(path.iterdir()) if not one.name.startswith(".") and one.name != MOVES and (
        holds_tables(one, report) if one.is_dir() else one.suffix.lower() == ".json")]


def not_read_in(path: Path) -> list[str]:
    """List the CSV files of a day, or in the folders of a week, that are no tables, by their place in it."""
    if days_in(path) is None:
        return not_read(path)
    inner = [one for one in sorted(path.iterdir()) if one.is_dir() and not one.name.startswith(".")]
    return [*not_read(path), *(f"{one.name}/{name}" for one in inner for name in not_read(one))]


@contextmanager
def _named(place: Path, report: Report) -> Iterator[None]:
    """Report what is wrong with a day under the name of its folder or file."""
    try:
        yield
    except InputError as error:
        report.issues += [replace(issue, table=f"{place.name}/{issue.table}") for issue in error.issues]
