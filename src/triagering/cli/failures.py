"""How commands end: 0 fine, 1 violations, 2 unusable input, 3 a bug or a broken promise of the library."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from triagering.cli.reports import json_text
from triagering.errors import InputError, InternalError, Issue, TriageringError, printable

WIDE = 140
"""Columns of a terminal that a table of issues needs to be read; elsewhere each is a line."""
WORKBOOKS = frozenset({".xlsx", ".xls", ".xlsm", ".ods"})
"""Endings of files that would hold something else than they say."""
VIOLATIONS, UNUSABLE, BROKEN, INTERRUPTED = 1, 2, 3, 130


@contextmanager
def reported(*, as_json: bool) -> Iterator[None]:
    """Turn what the library raises on purpose into a message and an exit code.

    With ``as_json`` the message goes to standard output as one JSON object, for programs; otherwise to standard error.
    """
    try:
        yield
    except InputError as error:
        _report(error, error.issues, as_json=as_json)
        raise typer.Exit(UNUSABLE) from None
    except InternalError as error:
        _report(error, (), as_json=as_json)
        raise typer.Exit(BROKEN) from None
    except (TriageringError, OSError) as error:
        if not isinstance(error, BrokenPipeError):  # whoever read it has seen enough
            _report(error, (), as_json=as_json)
        leave_output()
        raise typer.Exit(UNUSABLE) from None
    except Exception:  # noqa: BLE001 - a bug must not look like a verdict (exit code 1)
        Console(stderr=True).print_exception(show_locals=False)
        raise typer.Exit(BROKEN) from None
    except KeyboardInterrupt:
        typer.echo("interrupted; no file or folder is half-written", err=True)
        raise typer.Exit(INTERRUPTED) from None


def leave_output() -> None:
    """Write no more to standard output if it cannot be written: the end would try again, and have its own exit code."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def require_other(sources: Iterable[Path | None], *paths: Path | None) -> None:
    """Refuse outputs in place of what is read, of a table of a day that is read, or of each other (E501)."""
    if issues := _in_place_of_others(sources, paths):
        raise InputError(issues)


def require_place(source: Path, *paths: Path | None) -> None:
    """Refuse, before long work begins, files that could not be written after it, or only in place of others (E501)."""
    from triagering.io.files import place_of
    from triagering.io.issues import Report

    report = Report()
    for path in (path for path in paths if path is not None):
        try:
            place = place_of(path)
        except InputError as error:
            report.issues += error.issues
            continue
        if (place.exists() and not place.is_file()) or not place.parent.is_dir():
            report.add("E501", "output", "", "", path.name, "cannot be written: no such folder, or no plain file",
                       "create the folder, or correct the path")
        elif not os.access(place.parent, os.W_OK):
            report.add("E501", "output", "", "", path.name, "cannot be written: its folder is read-only",
                       "correct the path, or the permissions of the folder")
        elif path.suffix.lower() in WORKBOOKS:
            report.add("E501", "output", "", "", path.name, "cannot be written: no workbooks are",
                       "give a name in .csv, which spreadsheets open, or in .json")
    report.issues += _in_place_of_others([source], paths)
    report.raise_if_any()


def _in_place_of_others(sources: Iterable[Path | None], paths: Iterable[Path | None]) -> list[Issue]:
    from triagering.io.csvfiles import is_table
    from triagering.io.issues import Report

    report = Report()
    taken = {Path(os.path.realpath(source)) for source in sources if source is not None}
    for path in (path for path in paths if path is not None):
        place = Path(os.path.realpath(path))
        if place in taken or (place.parent in taken and is_table(place)):
            report.add("E501", "output", "", "", path.name, "is read or written already", "give another path")
        taken.add(place)
    return report.issues


def _report(error: Exception, issues: tuple[Issue, ...], *, as_json: bool) -> None:
    message = _message(error)
    if as_json:
        try:
            typer.echo(json_text({"error": message, "issues": [asdict(issue) for issue in issues]}))
        except OSError as lost:
            leave_output()
            if isinstance(lost, BrokenPipeError):
                return
        else:
            return
    console = Console(stderr=True)
    console.print(Text(printable(message), style="bold red"), soft_wrap=True)
    if issues and console.is_terminal and console.width >= WIDE:
        console.print(_table(issues))
    else:
        for issue in issues:
            console.print(Text(str(issue)), soft_wrap=True)


def _message(error: Exception) -> str:
    if isinstance(error, InputError):
        return str(error).partition("\n")[0]
    if isinstance(error, OSError):
        return f"{error.strerror or type(error).__name__}: {error.filename or ''}".rstrip(": ")
    return str(error)


def _table(issues: tuple[Issue, ...]) -> Table:
    """Lay out issues; values are data, never markup."""
    fields = ("code", "table", "row", "field", "value", "problem", "hint")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for field in fields:
        table.add_column(field, overflow="fold")  # an id that is cut short names nothing
    for issue in issues:
        table.add_row(*(Text(printable(getattr(issue, field))) for field in fields))
    return table
