"""The master: CP-SAT picks one carer-day per route from a pool, so that everything planned stays planned.

Exact    each node (interchangeable jobs) as often as in the incumbent; groups with a price of their own may change
Links    starts of linked visits as variables, between the earliest and the latest start that a day leaves them
Left out waiting, idle time and spread of load, and what waiting for a link costs a day: a choice is timed by the
         exact layer before it counts, and choices that come out dearer or impossible are ruled out one by one
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from ortools.sat.python import cp_model

from triagering.solver.bound.columns import BEGIN, END_WINDOW, FIRST_WINDOW, LATEST, MINUTES, SCALE
from triagering.solver.bound.frame import Frame, frame_of
from triagering.solver.bound.network import Network
from triagering.solver.bound.rounding import solution_of
from triagering.solver.bound.sequences import priced
from triagering.solver.compiled import Compiled
from triagering.solver.exact import price_exact, retime
from triagering.solver.exact.running import Effort, in_thread
from triagering.solver.solution import Round, Rounds, Solution
from triagering.solver.tables import lateness

MOST = 4000
"""Carer-days that the model chooses from."""
TRIES = 20
"""Choices that are timed before it gives up."""


@dataclass(frozen=True)
class CarerDay:
    """One carer-day of the pool."""

    route: int
    nodes: tuple[int, ...]
    starts: tuple[int, ...]
    """Earliest."""
    latest: tuple[int, ...]
    cost: int
    late: int
    """Worst lateness."""
    heavy: int


def improve(
    compiled: Compiled, columns: Rounds, incumbent: Solution, seconds: float, *,
    cancel: threading.Event | None = None, workers: int = 1,
) -> Solution | None:
    """Combine carer-days of a pool into a cheaper plan; None when none is found in time.

    Parameters
    ----------
    columns
        (route, jobs in order) to cost, as the search and the bound collect them; what does not fit the day is ignored.
    incumbent
        A valid plan. What it leaves out stays left out, unless it has a price of its own.
    seconds
        Wall time.

    Examples
    --------
    >>> from triagering.io import generate_day
    >>> from triagering.solver.compiled import compile_day
    >>> from triagering.solver.solution import UNPLANNED
    >>> compiled = compile_day(generate_day(visits=8, carers=1, seed=1, meetings=False))
    >>> nothing = Solution(((),), (UNPLANNED,) * compiled.n_jobs, (None,))
    >>> improve(compiled, {}, nothing, 1.0) is None
    True
    """
    deadline = time.monotonic() + seconds
    left_out = frozenset(compiled.left_out(incumbent.planned))
    frame = frame_of(compiled, left_out)
    cost = price_exact(compiled, incumbent).cost
    if cost is None:
        return None
    own = [(route, jobs) for route, jobs in enumerate(incumbent.routes) if jobs]
    ranked = sorted(columns, key=lambda key: (columns[key] / (1 + len(key[1])), key))
    days = _days(frame, [*own, *ranked], deadline - 0.5 * seconds, left_out)
    choice = _Choice(frame, days, len(own), left_out)
    for _ in range(TRIES):
        left = deadline - time.monotonic()
        if left < 0.05 or (cancel is not None and cancel.is_set()):
            return None
        chosen = choice.solve(cost, left, workers, cancel)
        if chosen is None:
            return None
        plan = solution_of(frame, [(day.route, day.nodes, day.starts) for day in chosen])
        timed = retime(compiled, plan, max(0.05, deadline - time.monotonic()), cancel=cancel)
        if timed.cost is not None and timed.cost < cost:
            return timed.solution
        choice.rule_out(chosen)
    return None


def _days(
    frame: Frame, keys: list[Round], deadline: float, left_out: frozenset[int],
) -> list[CarerDay]:
    """Price the pool by the relaxed rules; days that cannot be are left out."""
    compiled, nodes = frame.compiled, frame.nodes
    network_of = {route: network for network in frame.networks for route in network.routes}
    fixed = {group for group in left_out if compiled.groups.rank[group] >= 0}
    found: dict[Round, CarerDay] = {}
    for number, (route, jobs) in enumerate(keys):
        if len(found) >= MOST or (number > 100 and time.monotonic() > deadline):
            break
        if not jobs or route not in network_of or not all(0 <= job < compiled.n_jobs for job in jobs):
            continue
        network, order = network_of[route], tuple(int(nodes.of_job[job]) for job in jobs)
        if (route, order) in found or len(set(order)) < len(order) or any(
                node not in network.local or int(nodes.group[node]) in fixed for node in order):
            continue
        own = tuple(network.local[node] for node in order)
        timed = priced(network, SCALE * compiled.day.settings.prices.lateness, own)
        if timed is not None:
            late = max(lateness(nodes.windows[node], start) for node, start in zip(order, timed[1], strict=True))
            heavy = sum(bool(compiled.jobs.heavy[nodes.jobs[node][0]]) for node in order)
            found[route, order] = CarerDay(route, order, _earliest(network, own), _latest(network, own),
                                           timed[0] // SCALE, late, heavy)
    return list(found.values())


def _earliest(network: Network, own: tuple[int, ...]) -> tuple[int, ...]:
    """Give the earliest starts that windows and travel allow, the break aside; the cheapest may be later."""
    free, before, found = int(network.run[BEGIN]), network.n, []
    for node in own:
        arrival = free + int(network.travel[before, node])
        own_windows = network.windows[network.table[node, FIRST_WINDOW]:network.table[node, END_WINDOW]]
        found.append(next((max(arrival, int(opens)) for opens, _, closes in own_windows if arrival <= closes), arrival))
        free, before = found[-1] + int(network.table[node, MINUTES]), node
    return tuple(found)


def _latest(network: Network, own: tuple[int, ...]) -> tuple[int, ...]:
    """Give the latest starts that windows and travel allow, the break aside."""
    limit, after, found = int(network.run[LATEST]), network.n, []
    for node in reversed(own):
        closes = int(network.windows[network.table[node, END_WINDOW] - 1, 2])
        limit = min(closes, limit - int(network.travel[node, after]) - int(network.table[node, MINUTES]))
        found.append(limit)
        after = node
    return tuple(reversed(found))


class _Choice:
    """The model of which days to take."""

    def __init__(self, frame: Frame, days: list[CarerDay], n_own: int, left_out: frozenset[int]) -> None:
        self.days = days
        compiled, nodes, prices = frame.compiled, frame.nodes, frame.compiled.day.settings.prices
        self.model = model = cp_model.CpModel()
        self.take = [model.new_bool_var("") for _ in days]
        by_route: dict[int, list[int]] = {route: [] for route in range(compiled.n_routes)}
        by_node: dict[int, list[int]] = {node: [] for node in range(len(nodes.jobs))}
        for index, day in enumerate(days):
            by_route[day.route].append(index)
            for node in day.nodes:
                by_node[node].append(index)
            model.add_hint(self.take[index], index < n_own)
        terms: list[cp_model.LinearExprT] = [day.cost * take for day, take in zip(days, self.take, strict=True)]
        empty_of = {route: network.empty // SCALE for network in frame.networks for route in network.routes}
        for route, indices in by_route.items():
            empty = model.new_bool_var("")
            model.add_exactly_one([empty, *(self.take[index] for index in indices)])
            terms.append(empty_of[route] * empty)
        self.served: dict[int, cp_model.LiteralT] = {}
        for group, rank in enumerate(compiled.groups.rank.tolist()):
            self.served[group] = (group not in left_out) if rank >= 0 else model.new_bool_var("")
            served = self.served[group]
            out: cp_model.LinearExprT = int(not served) if isinstance(served, bool) else 1 - served
            terms.append(int(compiled.groups.price[group]) * out)
        for node, indices in by_node.items():
            model.add(sum(self.take[index] for index in indices)
                      == int(nodes.need[node]) * self.served[int(nodes.group[node])])
        self._link(frame, by_node)
        worst = model.new_int_var(0, max((day.late for day in days), default=0), "")
        heavy = model.new_int_var(0, max((day.heavy for day in days), default=0), "")
        for indices in by_route.values():
            if indices:
                model.add(worst >= sum(days[index].late * self.take[index] for index in indices))
                model.add(heavy >= sum(days[index].heavy * self.take[index] for index in indices))
        self.cost = cp_model.LinearExpr.sum([*terms, prices.worst_lateness * worst, prices.worst_heavy * heavy])

    def _link(self, frame: Frame, by_node: dict[int, list[int]]) -> None:
        """Give linked nodes a start that suits all days that do them."""
        nodes, model = frame.nodes, self.model
        tied = sorted(nodes.tied)
        first = int(min((network.run[BEGIN] for network in frame.networks), default=0))
        last = int(max((network.run[LATEST] for network in frame.networks), default=0))
        start = {node: model.new_int_var(first, last, "") for node in tied}
        for node in tied:
            for index in by_node[node]:
                place = self.days[index].nodes.index(node)
                if self.days[index].latest[place] < self.days[index].starts[place]:
                    model.add(self.take[index] == 0)
                    continue
                model.add(start[node] >= self.days[index].starts[place]).only_enforce_if(self.take[index])
                model.add(start[node] <= self.days[index].latest[place]).only_enforce_if(self.take[index])
        for u, v, gap in nodes.edges:
            both = [self.served[int(nodes.group[node])] for node in (u, v)]
            if not any(lit is False for lit in both):
                model.add(start[v] >= start[u] + gap).only_enforce_if(*both)
        compiled = frame.compiled
        for one, two in {(int(nodes.of_job[a]), int(nodes.of_job[b])) for a, b in compiled.apart.tolist()}:
            both_in = [index for index in by_node[one] if one != two and two in self.days[index].nodes]
            for index in both_in:
                model.add(self.take[index] == 0)
        for one, two in frame.same:
            for index in set(by_node[one]) ^ set(by_node[two]):
                model.add(self.take[index] == 0)

    def solve(self, below: int, seconds: float, workers: int, cancel: threading.Event | None) -> list[CarerDay] | None:
        """Give the cheapest choice under a cost, as far as it is found in time."""
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.num_workers = workers
        solver.parameters.catch_sigint_signal = False
        self.model.minimize(self.cost)
        status = in_thread(solver, self.model, Effort(seconds, workers, cancel=cancel))
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE) or solver.objective_value >= below:
            return None
        return [day for day, take in zip(self.days, self.take, strict=True) if solver.boolean_value(take)]

    def rule_out(self, chosen: list[CarerDay]) -> None:
        """Forbid taking all of these days again."""
        known = {id(day) for day in chosen}
        self.model.add_bool_or([~take for day, take in zip(self.days, self.take, strict=True) if id(day) in known])
