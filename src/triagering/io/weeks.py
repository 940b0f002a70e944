"""Read and write weeks: a folder with a day in each folder, or JSON file, inside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from os import PathLike
from pathlib import Path

from triagering.errors import InputError
from triagering.io.csvfiles import is_table
from triagering.io.days import read_day, text_of, texts_of
from triagering.io.files import write_files
from triagering.io.issues import Report
from triagering.models import Day
from triagering.models.week import Week, in_order

PLAN = "plan.json"
"""The plan of a day that is written with its week, beside the tables."""


def read_week(path: str | PathLike[str]) -> tuple[Day, ...]:
    """Read the days of a week, in order of date: one for each folder of tables, or JSON file, in a folder.

    ``triagering generate DIR --days 7`` and ``write_week`` write such folders; other files, and what begins with a
    point, are left alone. A day alone, as ``read_day`` reads it, is a week of one.

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
    place, report, days = Path(path), Report(), []
    if not place.is_dir() or any(map(is_table, place.iterdir())):
        return (read_day(place),)
    for inside in _days_in(place):
        try:
            days.append(read_day(inside))
        except InputError as error:
            report.issues += [replace(issue, table=f"{inside.name}/{issue.table}") for issue in error.issues]
    if not days and not report.issues:
        report.add("E504", "week", "", "", place.name, "holds no days",
                   "give a folder with a folder of tables, or a JSON file, for each day")
    report.raise_if_any()
    return in_order(days)


def write_week(week: Week, path: str | PathLike[str]) -> None:
    """Write a week to a folder: for each day a folder of its tables, named by its date, and ``plan.json`` beside them.

    ``read_week`` and ``read_day`` read the days again as they were planned: with the visits that were moved to them,
    and whom the days before send. Each folder appears complete or not at all, and in one that is there other files
    stay, as with ``write_day``.

    Raises
    ------
    InputError
        When a place cannot be written (E501).
    """
    for day, result in zip(week.days, week.results, strict=True):
        write_files(texts_of(day) | {PLAN: text_of(result)}, Path(path) / day.date.isoformat(),
                    ours=lambda file: is_table(file) or file.name == PLAN)


def _days_in(folder: Path) -> Iterator[Path]:
    for inside in sorted(folder.iterdir()):
        if not inside.name.startswith(".") and (
                inside.suffix.lower() == ".json" or (inside.is_dir() and any(map(is_table, inside.iterdir())))):
            yield inside
