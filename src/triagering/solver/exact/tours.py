"""The variables of one route: which jobs, in which order, when it begins and is back, how much it is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from ortools.sat.python import cp_model

from triagering.models import Rule
from triagering.solver.exact.scope import Scope

Lit = cp_model.LiteralT
HOME = -1
"""The start and the end of a route, among its jobs."""


@dataclass(frozen=True)
class Arc:
    """Going straight from one job to the next."""

    tail: int
    head: int
    taken: Lit
    minutes: int
    """Travel."""


@dataclass(frozen=True)
class Pause:
    """The break of a route, and where it lies."""

    taken: Lit
    start: cp_model.IntVar
    end: cp_model.IntVar
    length: cp_model.IntVar
    """0 when the break is not taken."""
    early: Lit
    """Taken at the place of the stop before it, and not of the one after."""
    after: dict[int, Lit]
    """Which job it follows; ``HOME``: it lies before the first."""
    before: dict[int, Lit]
    """Which job follows it; ``HOME``: it lies after the last."""

    @property
    def leads(self) -> Lit:
        """Whether it lies before the first stop."""
        return self.after.get(HOME, False)

    @property
    def trails(self) -> Lit:
        """Whether it lies after the last stop."""
        return self.before.get(HOME, False)


@dataclass(frozen=True)
class Tour:
    """One route of the model."""

    route: int
    on: dict[int, Lit]
    """Whether each job is in the route; other jobs cannot be."""
    arcs: tuple[Arc, ...]
    used: Lit
    """Whether it has any stop."""
    back: cp_model.IntVar
    """Return; any lower than that when nobody asks for less."""
    load: cp_model.IntVar
    """Minutes of travel and service."""
    pause: Pause | None

    @property
    def inner(self) -> list[Arc]:
        """Arcs between jobs."""
        return [arc for arc in self.arcs if HOME not in (arc.tail, arc.head)]

    @property
    def out(self) -> list[Arc]:
        """Arcs to the first job."""
        return [arc for arc in self.arcs if arc.tail == HOME]

    @property
    def home(self) -> list[Arc]:
        """Arcs from the last job."""
        return [arc for arc in self.arcs if arc.head == HOME]


def make_tour(scope: Scope, model: cp_model.CpModel, route: int) -> Tour:
    """Make the variables of a route, with what they mean: one way through its jobs, or none."""
    compiled, routes = scope.compiled, scope.compiled.routes
    if scope.order is not None:
        on, arcs, used = _fixed(scope, route)
    else:
        on, arcs, used = _free(scope, model, route)
    load = model.new_int_var(0, scope.horizon[1] - scope.horizon[0], "")
    minutes = compiled.jobs.minutes
    model.add(load == cp_model.LinearExpr.weighted_sum(
        [arc.taken for arc in arcs] + list(on.values()),
        [arc.minutes for arc in arcs] + [int(minutes[job]) for job in on]))
    latest = scope.horizon[1] if Rule.SHIFT in scope.without else int(routes.latest_return[route])
    back = model.new_int_var(scope.horizon[0], latest, "")
    has_break = routes.break_minutes[route] >= 0 and Rule.BREAK not in scope.without and on
    pause = _pause(scope, model, route, on, used) if has_break else None
    return Tour(route, on, tuple(arcs), used, back, load, pause)


def _travel(scope: Scope, route: int, tail: int, head: int) -> int:
    compiled, routes = scope.compiled, scope.compiled.routes
    a = routes.start_place[route] if tail == HOME else compiled.jobs.place[tail]
    b = routes.end_place[route] if head == HOME else compiled.jobs.place[head]
    return int(compiled.travel[routes.mode[route], a, b])


def _fixed(scope: Scope, route: int) -> tuple[dict[int, Lit], list[Arc], Lit]:
    order = scope.order[route] if scope.order is not None else ()
    chain = [HOME, *order, HOME] if order else []
    arcs = [Arc(a, b, True, _travel(scope, route, a, b)) for a, b in pairwise(chain)]
    return {job: (job, route) in scope.spans for job in order}, arcs, bool(order)


def _free(scope: Scope, model: cp_model.CpModel, route: int) -> tuple[dict[int, Lit], list[Arc], Lit]:
    jobs = [job for job in scope.jobs if (job, route) in scope.spans]
    if not jobs:
        return {}, [], False
    on: dict[int, Lit] = {job: model.new_bool_var("") for job in jobs}
    used = model.new_bool_var("")
    arcs = [Arc(HOME, job, model.new_bool_var(""), _travel(scope, route, HOME, job)) for job in jobs]
    arcs += [Arc(job, HOME, model.new_bool_var(""), _travel(scope, route, job, HOME)) for job in jobs]
    never = _never_after(scope)
    timed = not {Rule.TRAVEL, Rule.TIME, Rule.SHIFT} & scope.without
    minutes = scope.compiled.jobs.minutes
    for a in jobs:
        ready = scope.spans[a, route][0][0] + int(minutes[a])
        for b in jobs:
            travel = _travel(scope, route, a, b)
            if a != b and (a, b) not in never and (not timed or ready + travel <= scope.spans[b, route][-1][1]):
                arcs.append(Arc(a, b, model.new_bool_var(""), travel))
    node = {job: index for index, job in enumerate([HOME, *jobs])}
    loops = [(node[job], node[job], ~lit) for job, lit in on.items()]  # type: ignore[operator]
    model.add_circuit([(node[arc.tail], node[arc.head], arc.taken) for arc in arcs] + [(0, 0, ~used), *loops])
    return on, arcs, used


def _never_after(scope: Scope) -> set[tuple[int, int]]:
    """Give pairs (a, b) of jobs where b cannot follow a on one route."""
    found: set[tuple[int, int]] = set()
    if not {Rule.TOGETHER, Rule.LINKS} & scope.without:
        for a, b in scope.compiled.apart.tolist():
            found |= {(a, b), (b, a)}
        for a, b, gap in scope.compiled.edges.tolist():
            if gap > -scope.compiled.jobs.minutes[b]:  # a cannot start once b is over
                found.add((b, a))
    return found


def _pause(scope: Scope, model: cp_model.CpModel, route: int, on: dict[int, Lit], used: Lit) -> Pause:
    routes = scope.compiled.routes
    least, opens = int(routes.break_minutes[route]), int(routes.break_opens[route])
    latest = max(scope.horizon[1], int(routes.break_closes[route]) + least)
    ends = min(int(routes.break_ends[route]), latest)
    at_ends = [HOME] if routes.break_at_ends[route] else []
    places = [*at_ends, *on]
    taken = model.new_bool_var("")
    pause = Pause(
        taken=taken, start=model.new_int_var(opens, int(routes.break_closes[route]), ""),
        end=model.new_int_var(opens + least, ends, ""), length=model.new_int_var(0, ends - opens, ""),
        early=model.new_bool_var(""),
        after={job: model.new_bool_var("") for job in places}, before={job: model.new_bool_var("") for job in places})
    model.add(sum(pause.after.values()) == taken)
    model.add(sum(pause.before.values()) == taken)
    model.add_implication(taken, used)
    return pause
