"""Planning as people watch it: progress, Ctrl-C, and the promise that the best plan so far is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import triagering
from triagering.cli.progress import display
from triagering.cli.running import run_cancellable

if TYPE_CHECKING:
    from triagering import Day, Result


@dataclass(frozen=True, slots=True)
class Search:
    """How long and how hard to search."""

    seconds: float
    seed: int
    workers: int
    effort: int | None
    prove: bool = True


def plan_with_progress(day: Day, search: Search, *, quiet: bool) -> Result:
    """Plan a day, showing progress; the first Ctrl-C ends the search with the best plan so far."""
    with display(search.seconds if search.effort is None else None, quiet=quiet) as shown:
        return run_cancellable(
            lambda cancel: triagering.plan_day(
                day, seconds=search.seconds, seed=search.seed, workers=search.workers, effort=search.effort,
                prove=search.prove, progress=shown.show, cancel=cancel,
            ),
            on_cancel=lambda: shown.say("interrupted: keeping the best plan so far (again to give up)"),
        )
