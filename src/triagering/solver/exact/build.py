"""The model under construction: variables of jobs and routes, named charges, and the rules that fill it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from triagering.models import Rule, Term
from triagering.solver.exact.rules import MODULES
from triagering.solver.exact.scope import Scope, scope_of
from triagering.solver.exact.tours import HOME, Lit, Tour, make_tour
from triagering.solver.solution import UNPLANNED, Pause, Solution

if TYPE_CHECKING:
    from triagering.solver.compiled import Compiled

Expr = cp_model.LinearExprT


class Build:
    """A model and what its variables mean; rules add to it."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.compiled = scope.compiled
        self.model = cp_model.CpModel()
        self.charges: dict[Term, list[tuple[int, Expr]]] = {}
        self.tours: dict[int, Tour] = {route: make_tour(scope, self.model, route)
                                       for route in range(self.compiled.n_routes)}
        self.takers: dict[int, dict[int, Lit]] = {job: {} for job in scope.jobs}
        for route, tour in self.tours.items():
            for job, taken in tour.on.items():
                self.takers[job][route] = taken
        self.starts = {job: self._start(job) for job in scope.jobs}
        self.served: dict[int, Lit] = {}
        for group in sorted({int(self.compiled.jobs.group[job]) for job in scope.jobs}):
            self.served[group] = self._served(group)

    def _start(self, job: int) -> cp_model.IntVar:
        spans = [span for route in self.takers[job] for span in self.scope.spans.get((job, route), ())]
        domain = cp_model.Domain.from_intervals([list(span) for span in spans or [self.scope.horizon]])
        return self.model.new_int_var_from_domain(domain, "")

    def _served(self, group: int) -> Lit:
        if group not in self.scope.droppable:
            return True
        members = [job for job in self.compiled.group_jobs[group] if job in self.takers]
        return self.model.new_bool_var("") if all(self.takers[job] for job in members) else False

    def planned(self, job: int) -> Lit:
        """Say whether a job is planned."""
        return self.served[int(self.compiled.jobs.group[job])] if job in self.starts else False

    def charge(self, term: Term, price: int, amount: Expr) -> None:
        """Let the plan pay ``price * amount``."""
        if price:
            self.charges.setdefault(term, []).append((int(price), amount))

    def charge_stops(self, *terms: Term) -> None:
        """Let the plan pay the stop layers of these terms."""
        for term in terms:
            layer = self.compiled.stop_layers.get(term)
            if layer is not None:
                for job, takers in self.takers.items():
                    for route, taken in takers.items():
                        self.charge(term, layer[job, route], taken)

    def keep_gap(self, early: int, late: int, gap: int) -> None:
        """Demand start of ``late`` >= start of ``early`` + gap when both are planned."""
        both = (self.planned(early), self.planned(late))
        if all(lit is not False for lit in both):
            self.model.add(self.starts[late] >= self.starts[early] + gap).only_enforce_if(*both)

    def keep_apart(self, one: int, two: int) -> None:
        """Demand different carers."""
        first, second = self.takers.get(one, {}), self.takers.get(two, {})
        for route in sorted(first.keys() & second.keys()):
            self.model.add_at_most_one([first[route], second[route]])

    def at_least(self, *expressions: Expr, upper: int) -> cp_model.IntVar:
        """Give a variable that is at least 0 and all expressions; what it costs keeps it down."""
        result = self.model.new_int_var(0, max(0, upper), "")
        for expression in expressions:
            self.model.add(result >= expression)
        return result

    @property
    def cost(self) -> cp_model.LinearExprT:
        """What the plan pays."""
        entries = [entry for charges in self.charges.values() for entry in charges]
        return cp_model.LinearExpr.weighted_sum([amount for _, amount in entries], [price for price, _ in entries])

    def read(self, value: cp_model.CpSolver) -> Solution:
        """Give the plan that the solver holds."""
        routes: list[tuple[int, ...]] = [()] * self.compiled.n_routes
        breaks: list[Pause | None] = [None] * self.compiled.n_routes
        starts = [UNPLANNED] * self.compiled.n_jobs
        for route, tour in self.tours.items():
            done = [job for job, on in tour.on.items() if value.boolean_value(on)]
            for job in done:
                starts[job] = value.value(self.starts[job])
            routes[route] = tuple(sorted(done, key=lambda job: starts[job]))
            pause = tour.pause
            taken = pause is not None and value.boolean_value(pause.taken)
            breaks[route] = (value.value(pause.start), value.value(pause.end)) if pause and taken else None
        return Solution(tuple(routes), tuple(starts), tuple(breaks))

    def restart(self, solution: Solution | None) -> None:
        """Tell the solver of a plan to start from, and of nothing else."""
        self.model.clear_hints()
        if solution is not None:
            self._hint(solution)

    def _hint(self, solution: Solution) -> None:
        hints: list[tuple[Lit, int]] = []
        for route, tour in self.tours.items():
            order = [job for job in solution.routes[route] if job in tour.on]
            follows = set(zip([HOME, *order], [*order, HOME], strict=True)) if order else set()
            hints += [(on, job in order) for job, on in tour.on.items()]
            hints += [(arc.taken, (arc.tail, arc.head) in follows) for arc in tour.arcs]
            hints.append((tour.used, bool(order)))
            if tour.pause is not None:
                hints += _break_hints(self, tour, order, solution)
        for job, start in self.starts.items():
            if solution.starts[job] != UNPLANNED:
                hints.append((start, solution.starts[job]))
        planned = solution.planned
        for group, served in self.served.items():
            hints.append((served, all(job in planned for job in self.compiled.group_jobs[group])))
        for variable, number in hints:
            if isinstance(variable, cp_model.IntVar):
                self.model.add_hint(variable, int(number))


def _break_hints(build: Build, tour: Tour, order: list[int], solution: Solution) -> list[tuple[Lit, int]]:
    pause, taken = tour.pause, solution.breaks[tour.route]
    if pause is None:
        return []
    if taken is None:
        return [(pause.taken, 0), *((lit, 0) for lit in (*pause.after.values(), *pause.before.values()))]
    start, end = taken
    past = [job for job in order if solution.starts[job] < end]
    after = past[-1] if past else HOME
    before = order[len(past)] if len(past) < len(order) else HOME
    return [
        (pause.taken, 1), (pause.start, start), (pause.end, end), (pause.length, end - start),
        *((lit, job == after) for job, lit in pause.after.items()),
        *((lit, job == before) for job, lit in pause.before.items()),
    ]


def build(
    compiled: Compiled, *, order: Sequence[Sequence[int]] | None = None, droppable: Iterable[int] = (),
    without: Iterable[Rule] = (),
) -> Build:
    """Assemble the model of a day.

    Parameters
    ----------
    order
        Jobs of every route in their order, when only times and breaks are free; the others are left out.
    droppable
        Groups that may be left out; all others must be planned.
    without
        Rules to leave out.
    """
    made = Build(scope_of(compiled, order=order, droppable=droppable, without=without))
    for rule, module in MODULES.items():
        if rule not in made.scope.without:
            module.add(made)
    made.model.minimize(made.cost)
    return made
