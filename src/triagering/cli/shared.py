"""What several commands do: read a day, say what was not read, what there is to look at, and what was written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

import triagering
from triagering.cli.options import Language
from triagering.errors import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from triagering.models.notices import Notice


def read_day(path: Path) -> triagering.Day:
    """Read a day, and say which files beside its tables are none."""
    day = triagering.read_day(path)
    tell_not_read(path)
    return day


def read_week(path: Path) -> tuple[triagering.Day, ...]:
    """Read the days of a week, and say the same."""
    days = triagering.read_week(path)
    tell_not_read(path)
    return days


def tell_not_read(path: Path) -> None:
    """Say which files are no tables of a day, if there are any."""
    from triagering.io.labels import some_of
    from triagering.io.weeks import not_read_in

    if names := not_read_in(path):
        typer.echo(f"not read: {printable(some_of(names))}", err=True)


def look_at(notices: Iterable[Notice], language: Language) -> None:
    """Print what there is to look at, if there is anything."""
    if said := triagering.notices_text(notices, language=language.value):
        typer.echo(said)


def written(*paths: Path | None) -> None:
    """Say what was written."""
    for path in paths:
        if path is not None:
            typer.echo(f"written: {path}", err=True)
