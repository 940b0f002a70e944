"""Days whose routes are fixed: the best times, and the price of a plan."""

from __future__ import annotations

import threading

from triagering.solver.compiled import Compiled
from triagering.solver.exact.build import Build, build
from triagering.solver.exact.running import Effort, ExactResult, run
from triagering.solver.solution import Solution


def retime(compiled: Compiled, solution: Solution, seconds: float = 5.0, *,
           cancel: threading.Event | None = None) -> ExactResult:
    """Set the best times and breaks for routes whose jobs and order stay as they are.

    INFEASIBLE means that no times make the routes valid.

    >>> from triagering.io import generate_day
    >>> from triagering.solver.compiled import compile_day
    >>> from triagering.solver.exact import solve_day_exact
    >>> compiled = compile_day(generate_day(visits=8, carers=2))
    >>> best = solve_day_exact(compiled, 60.0)
    >>> retime(compiled, best.solution).cost == price_exact(compiled, best.solution).cost == best.cost
    True
    """
    return run(build(compiled, order=solution.routes), Effort(seconds, workers=1, cancel=cancel), solution)


def price_exact(compiled: Compiled, solution: Solution, seconds: float = 60.0) -> ExactResult:
    """Price a plan by the model, term by term; INFEASIBLE when the model does not accept it.

    That takes a moment; ``seconds`` are for days on which it does not.
    """
    made = build(compiled, order=solution.routes)
    fix_times(made, solution)
    return run(made, Effort(seconds, workers=1))


def fix_times(made: Build, solution: Solution) -> None:
    """Fix the starts of planned jobs, and the breaks."""
    planned = solution.planned
    for job in planned & made.starts.keys():
        start = made.starts[job]
        made.model.add(start == solution.starts[job])
    for route, tour in made.tours.items():
        taken = solution.breaks[route]
        if tour.pause is None:
            if taken is not None:
                made.model.add(False)
            continue
        made.model.add(tour.pause.taken == (taken is not None))
        if taken is not None:
            made.model.add(tour.pause.start == taken[0])
            made.model.add(tour.pause.end == taken[1])
