"""Solving tiny days."""

from __future__ import annotations

from collections.abc import Iterable

from triagering.evaluation import check
from triagering.models import Day, Plan, Rule
from triagering.solver.compiled import compile_day
from triagering.solver.exact import ExactResult, ExactStatus
from triagering.solver.exact.build import build
from triagering.solver.exact.running import Effort, run
from triagering.solver.export import to_plan


def best(day: Day, droppable: bool = False, without: Iterable[Rule] = ()) -> ExactResult:
    """Solve to the end; everything must be planned unless ``droppable``."""
    compiled = compile_day(day)
    groups = range(len(compiled.groups.rank)) if droppable else ()
    found = run(build(compiled, droppable=groups, without=without), Effort(30.0, workers=1))
    assert found.status in (ExactStatus.OPTIMAL, ExactStatus.INFEASIBLE)
    return found


def possible(day: Day) -> bool:
    """Say whether everything on a day can be planned."""
    return best(day).status is ExactStatus.OPTIMAL


def best_plan(day: Day) -> Plan:
    """Give the best plan with everything in it; it is valid."""
    found = best(day)
    assert found.solution is not None
    made = to_plan(compile_day(day), found.solution)
    report = check(day, made)
    assert report.violations == ()
    assert report.costs == found.costs
    return made


def cost(day: Day) -> int:
    """Give the least cost of planning everything."""
    found = best(day)
    assert found.cost is not None
    return found.cost
