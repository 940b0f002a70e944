"""Running CP-SAT safely: in a thread of its own, interruptible, in time, values read only when there are any."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from enum import StrEnum

from ortools.sat.python import cp_model

from triagering.errors import InternalError
from triagering.models import Term
from triagering.solver.exact.build import Build
from triagering.solver.solution import Solution

COMPLETION = 2.0
"""Most effort, in the solver's own units, to complete a hint."""

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
    costs: dict[Term, int] | None = None
    bound: int | None = None
    """No plan costs less; None when there is no plan."""


@dataclass(frozen=True)
class Effort:
    """How hard to try."""

    seconds: float
    """Wall time."""
    workers: int = 2
    seed: int = 1
    cancel: threading.Event | None = None
    """Set from outside to stop with the best plan so far."""


def run(build: Build, effort: Effort, start: Solution | None = None) -> ExactResult:
    """Solve a model, from a plan if there is one: what comes out is then never worse, and never UNKNOWN.

    Raises
    ------
    InternalError
        When CP-SAT finds the model malformed.
    """
    began = time.monotonic()
    build.restart(start)
    known, worth = (None, None) if start is None else complete(build, effort)
    solver = _solver(effort, effort.seconds - (time.monotonic() - began))
    if known is not None and effort.workers in (2, 3):  # with a plan at hand, workers do better proving than improving
        solver.parameters.subsolvers.extend(["max_lp", "default_lp", "pseudo_costs"][:effort.workers])
    status = in_thread(solver, build.model, effort)
    if status == cp_model.MODEL_INVALID:
        raise InternalError(f"the model is malformed: {build.model.validate()}")
    found = _result(solver, build, _STATUS[status])
    if known is not None and (found.solution is None or (worth is not None and round(solver.objective_value) > worth)):
        return replace(known, bound=found.bound)
    return found


def _solver(effort: Effort, seconds: float) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.0, seconds)
    solver.parameters.num_workers = effort.workers
    solver.parameters.random_seed = effort.seed % 2**31
    solver.parameters.linearization_level = 2  # bounds need it; times of 400 visits: 0.8 s instead of 5 s
    solver.parameters.catch_sigint_signal = False
    return solver


def _result(solver: cp_model.CpSolver, build: Build, status: ExactStatus) -> ExactResult:
    if status is ExactStatus.INFEASIBLE:
        return ExactResult(status)
    bound = max(0, round(solver.best_objective_bound))
    if status is ExactStatus.UNKNOWN:
        return ExactResult(status, bound=bound)
    costs = {term: sum(price * solver.value(amount) for price, amount in entries)
             for term, entries in build.charges.items()}
    costs = {term: costs[term] for term in Term if costs.get(term)}
    return ExactResult(status, build.read(solver), sum(costs.values()), costs, bound)


def complete(build: Build, effort: Effort) -> tuple[ExactResult | None, int | None]:
    """Work out all variables of the plan that is hinted, as only a complete hint is sure to be used.

    Gives the plan as the model sees it and what it is worth; nothing if the model does not accept it.
    """
    solver = _solver(replace(effort, workers=1), effort.seconds)
    solver.parameters.max_deterministic_time = COMPLETION
    solver.parameters.fix_variables_to_their_hinted_value = True
    status = _STATUS.get(in_thread(solver, build.model, effort))
    if status not in (ExactStatus.OPTIMAL, ExactStatus.FEASIBLE):
        return None, None
    values = list(solver.response_proto.solution)
    build.model.clear_hints()
    build.model.proto.solution_hint.vars.extend(range(len(values)))
    build.model.proto.solution_hint.values.extend(values)
    return _result(solver, build, ExactStatus.FEASIBLE), round(solver.objective_value)


def in_thread(solver: cp_model.CpSolver, model: cp_model.CpModel, effort: Effort) -> cp_model.CpSolverStatus:
    """Solve beside the calling thread, so that it can stop the solver whenever it wants to."""
    done = threading.Event()
    outcome: list[cp_model.CpSolverStatus | BaseException] = []

    def solve() -> None:
        try:
            outcome.append(solver.solve(model))
        except BaseException as problem:  # noqa: BLE001 - raised again by the caller
            outcome.append(problem)
        finally:
            done.set()

    began = time.monotonic()
    threading.Thread(target=solve, daemon=True).start()
    while not done.wait(0.02 if effort.cancel is not None else 0.1):
        cancelled = effort.cancel is not None and effort.cancel.is_set()
        if cancelled or time.monotonic() - began > effort.seconds + GRACE:
            solver.stop_search()  # again and again: it is overlooked before the search has begun
    if isinstance(outcome[0], BaseException):
        raise outcome[0]
    return outcome[0]
