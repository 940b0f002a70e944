"""Running CP-SAT safely: in a thread of its own, interruptible, within its time, values read only when there are any."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from ortools.sat.python import cp_model

from triagering.errors import InternalError
from triagering.models import Term
from triagering.solver.exact.build import Build
from triagering.solver.solution import Solution

GRACE = 1.0
"""Seconds after which a solver that overlooks its limit is told to stop."""


class ExactStatus(StrEnum):
    """What is known after a solve."""

    OPTIMAL = "optimal"
    """A best plan."""
    FEASIBLE = "feasible"
    """A plan; a better one may exist."""
    INFEASIBLE = "infeasible"
    """Proven: there is no plan."""
    UNKNOWN = "unknown"
    """Nothing was found and nothing proven in the time given."""


_STATUS = {
    cp_model.OPTIMAL: ExactStatus.OPTIMAL, cp_model.FEASIBLE: ExactStatus.FEASIBLE,
    cp_model.INFEASIBLE: ExactStatus.INFEASIBLE, cp_model.UNKNOWN: ExactStatus.UNKNOWN,
}


@dataclass(frozen=True)
class ExactResult:
    """What came out; ``solution`` and its costs are None unless the status is OPTIMAL or FEASIBLE."""

    status: ExactStatus
    solution: Solution | None = None
    cost: int | None = None
    """Of the part that was free, and of everything that ties it to the rest."""
    costs: dict[Term, int] | None = None
    bound: int | None = None
    """No plan costs less; None when there is no plan."""
    seconds: float = 0.0


@dataclass(frozen=True)
class Effort:
    """How hard to try."""

    seconds: float
    """Wall time."""
    workers: int = 2
    seed: int = 1
    deterministic: float | None = None
    """Limit in the solver's own units, for runs that repeat exactly (with one worker)."""
    cancel: threading.Event | None = None
    """Set from outside to stop with the best plan so far."""
    on_solution: Callable[[Solution, int], None] | None = None
    """Told of every better plan and its objective, from another thread."""


def run(build: Build, effort: Effort) -> ExactResult:
    """Solve a model.

    Raises
    ------
    InternalError
        When CP-SAT finds the model malformed.
    """
    began = time.monotonic()
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.max_time_in_seconds = max(0.0, effort.seconds)
    parameters.num_workers = effort.workers
    parameters.random_seed = effort.seed
    parameters.catch_sigint_signal = False
    if effort.deterministic is not None:
        parameters.max_deterministic_time = effort.deterministic
    status = _in_thread(solver, build, effort)
    if status == cp_model.MODEL_INVALID:
        raise InternalError(f"the model is malformed: {build.model.validate()}")
    known = _STATUS[status]
    seconds = time.monotonic() - began
    if known is ExactStatus.INFEASIBLE:
        return ExactResult(known, seconds=seconds)
    bound = max(0, round(solver.best_objective_bound))
    if known is ExactStatus.UNKNOWN:
        return ExactResult(known, bound=bound, seconds=seconds)
    costs = {term: sum(price * solver.value(amount) for price, amount in entries)
             for term, entries in build.charges.items()}
    return ExactResult(known, build.read(solver), sum(costs.values()),
                       {term: cost for term, cost in costs.items() if cost}, bound, seconds)


class _Listener(cp_model.CpSolverSolutionCallback):
    """Passes plans on; whatever goes wrong there must not end the solve."""

    def __init__(self, build: Build, tell: Callable[[Solution, int], None]) -> None:
        super().__init__()
        self.build = build
        self.tell = tell
        self.problem: Exception | None = None

    def on_solution_callback(self) -> None:
        """Read the plan and pass it on."""
        try:
            self.tell(self.build.read(self), round(self.objective_value))
        except Exception as problem:  # noqa: BLE001 - raised again after the solve
            self.problem = problem


def _in_thread(solver: cp_model.CpSolver, build: Build, effort: Effort) -> cp_model.CpSolverStatus:
    """Solve beside the calling thread, so that it can stop the solver whenever it wants to."""
    done = threading.Event()
    outcome: list[cp_model.CpSolverStatus | BaseException] = []
    listener = _Listener(build, effort.on_solution) if effort.on_solution else None

    def solve() -> None:
        try:
            outcome.append(solver.solve(build.model, listener))
        except BaseException as problem:  # noqa: BLE001 - raised again by the caller
            outcome.append(problem)
        finally:
            done.set()

    began, interrupted = time.monotonic(), False
    threading.Thread(target=solve, daemon=True).start()
    while not done.is_set():  # not join(): an interrupt inside join() marks a live thread as stopped (Python 3.11)
        try:
            done.wait(0.02 if effort.cancel is not None else 0.1)
            cancelled = effort.cancel is not None and effort.cancel.is_set()
            if interrupted or cancelled or time.monotonic() - began > effort.seconds + GRACE:
                solver.stop_search()  # again and again: it is overlooked before the search has begun
        except KeyboardInterrupt:
            interrupted = True
    if interrupted:
        raise KeyboardInterrupt
    if isinstance(outcome[0], BaseException):
        raise outcome[0]
    if listener is not None and listener.problem is not None:
        raise listener.problem
    return outcome[0]
