"""The engine: search, master and exact model in turn on one compiled problem, within one time limit."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import Any, Protocol

from triagering.models import Day
from triagering.solver.compiled import Compiled, compile_day
from triagering.solver.exact import ExactStatus, retime, solve_day_exact
from triagering.solver.search.driver import Search
from triagering.solver.solution import Solution

SMALL = 40 * 4
"""Jobs times routes up to which the exact model is tried on the whole day."""


class Tell(Protocol):
    """Progress as the engine reports it."""

    def __call__(self, cost: int | None = None, unplanned: int | None = None, bound: int | None = None,
                 note: str = "") -> None:
        """Report what is known."""


@dataclass
class Outcome:
    """What the engine found."""

    solution: Solution
    optimal: bool = False
    bound: int | None = None
    bound_kind: str = ""
    info: dict[str, Any] = field(default_factory=dict)


class Engine:
    """Plans one day."""

    def __init__(self, day: Day, *, seconds: float, seed: int, workers: int, effort: int | None,
                 cancel: threading.Event | None, tell: Tell) -> None:
        self.began = time.monotonic()
        self.day, self.seconds, self.seed, self.workers, self.effort = day, seconds, seed, max(1, workers), effort
        self.cancel = cancel or threading.Event()
        self.tell = tell
        self.compiled: Compiled = compile_day(day)

    def left(self) -> float:
        """Give the seconds that are left."""
        return max(0.0, self.seconds - (time.monotonic() - self.began))

    def solve(self, start: Solution | None = None) -> Outcome:
        """Find the best plan within the limits."""
        if not compiled_before():
            self.tell(note="first run on this machine: compiling the search, once (about half a minute)")
            warm_up(self.compiled)
            self.began = time.monotonic()
        search = Search(self.compiled, seed=self.seed, workers=self.workers)
        small = self.compiled.n_jobs * self.compiled.n_routes <= SMALL
        share = 0.25 if small else 0.97
        found = search.run(self.left() * share, effort=self.effort, cancel=self.cancel, start=start,
                           report=lambda found: self.tell(found.price, found.unplanned))
        outcome = Outcome(found.solution, info={"iterations": found.iterations})
        if small and self.effort is None and not self.cancel.is_set() and self.left() > 0.3:
            self._prove(outcome)
        elif search.problem.full:
            self._retime(outcome)
        return outcome

    def _retime(self, outcome: Outcome) -> None:
        better = retime(self.compiled, outcome.solution, max(0.5, min(5.0, self.left())))
        if better.solution is not None:
            outcome.solution = better.solution

    def _prove(self, outcome: Outcome) -> None:
        result = solve_day_exact(self.compiled, self.left(), outcome.solution, workers=self.workers, seed=self.seed,
                                 cancel=self.cancel)
        if result.solution is not None:
            outcome.solution = result.solution
        outcome.optimal = result.status is ExactStatus.OPTIMAL
        if result.bound is not None:
            outcome.bound, outcome.bound_kind = result.bound, "cp-sat"


def compiled_before() -> bool:
    """Say whether the kernels are compiled, in this process or in the cache on disk."""
    from pathlib import Path

    from triagering.solver.search.annealing import anneal

    if anneal.signatures:
        return True
    folder = Path(anneal.stats.cache_path or "")
    return folder.is_dir() and any(folder.glob("annealing.anneal-*.nbi"))


def warm_up(compiled: Compiled) -> None:
    """Compile the kernels, or load them from the cache on disk."""
    Search(compiled, workers=1).run(0.0, effort=1)
