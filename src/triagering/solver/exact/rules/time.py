"""Time: visits start inside a window, and late ones cost.

Hard   start[j] in the windows of j
Price  lateness * sum of late[j] + worst_lateness * max of late[j],
       late[j] >= start[j] - agreed[w] for the window w that start[j] lies in, if j is planned
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from triagering.models import Term

if TYPE_CHECKING:
    from triagering.solver.exact.build import Build


def add(build: Build) -> None:
    """Keep starts to the windows, and price lateness."""
    for job, takers in build.takers.items():
        for route, on in takers.items():
            spans = build.scope.spans.get((job, route), [])
            domain = cp_model.Domain.from_intervals([list(span) for span in spans])
            build.model.add_linear_expression_in_domain(build.starts[job], domain).only_enforce_if(on)
    prices = build.compiled.day.settings.prices
    if not prices.lateness and not prices.worst_lateness:
        return
    late = [_late(build, job) for job, takers in build.takers.items() if takers]
    for amount in late:
        build.charge(Term.LATENESS, prices.lateness, amount)
    if prices.worst_lateness:
        most = build.at_least(*late, upper=build.scope.horizon[1] - build.scope.horizon[0])
        build.charge(Term.WORST_LATENESS, prices.worst_lateness, most)


def _late(build: Build, job: int) -> cp_model.LinearExprT:
    model, start, planned = build.model, build.starts[job], build.planned(job)
    windows = build.scope.windows(job)
    most = max(0, *(closes - due for _, due, closes in windows))
    if most == 0:
        return 0
    late = model.new_int_var(0, most, "")
    if len(windows) == 1:
        model.add(late >= start - windows[0][1]).only_enforce_if(planned)
        return late
    inside = [model.new_bool_var("") for _ in windows]
    model.add_exactly_one(inside)
    for chosen, (opens, due, closes) in zip(inside, windows, strict=True):
        model.add_linear_constraint(start, opens, closes).only_enforce_if(chosen, planned)
        model.add(late >= start - due).only_enforce_if(chosen, planned)
    return late
