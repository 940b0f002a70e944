"""What people see while a plan is searched: a live line on a terminal, a line now and then elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

if TYPE_CHECKING:
    from rich.live import Live

    from triagering import Progress

QUIET_SECONDS = 10.0
"""Without a terminal, figures are written no more often than this."""


class Display:
    """Shows the latest progress on standard error; anybody may call ``show`` from any thread."""

    def __init__(self, console: Console, live: Live | None, seconds: float | None) -> None:
        self._console, self._live, self._limit = console, live, seconds
        self._note, self._written_at = "", float("-inf")

    def show(self, progress: Progress) -> None:
        """Show where the search is."""
        noted = progress.note != self._note
        self._note = progress.note
        if self._live is not None:
            self._live.update(Text(progress_line(progress, self._limit)))
        elif noted or progress.seconds - self._written_at >= QUIET_SECONDS:
            self._written_at = progress.seconds
            self.say(progress_line(progress, self._limit))

    def say(self, message: str) -> None:
        """Write a line that stays."""
        self._console.print(Text(message), soft_wrap=True)


@contextmanager
def display(seconds: float | None, *, quiet: bool) -> Iterator[Display]:
    """Give a display for a search of ``seconds``; none where it does not end by the clock."""
    console = Console(stderr=True, quiet=quiet)
    if console.is_terminal and not quiet:
        from rich.live import Live

        with Live(Text(""), console=console, transient=True) as live:
            yield Display(console, live, seconds)
    else:
        yield Display(console, None, seconds)


def progress_line(progress: Progress, limit: float | None) -> str:
    """Say in one line where the search is.

    >>> from types import SimpleNamespace
    >>> progress_line(SimpleNamespace(seconds=3.2, cost=4120, unplanned=1, bound=4000, note="searching"), 20)
    '   3 of 20 s   cost 4120   unplanned 1   bound 4000   searching'
    """
    parts = [f"{progress.seconds:4.0f}{'' if limit is None or limit == inf else f' of {limit:.0f}'} s"]
    parts += [f"{name} {value}" for name, value in (
        ("cost", progress.cost), ("unplanned", progress.unplanned), ("bound", progress.bound)) if value is not None]
    parts += [progress.note] if progress.note else []
    return "   ".join(parts)
