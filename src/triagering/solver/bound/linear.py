"""The linear master: each route one day, each node covered, solved by GLOP; its dual values guide pricing."""

from __future__ import annotations

import time

import numpy as np
from ortools.linear_solver import pywraplp

from triagering.solver.bound.columns import SCALE
from triagering.solver.bound.frame import Frame
from triagering.solver.bound.pricing import Column
from triagering.solver.tables import Floats, Ints

WAYS = ("use_preprocessing: false use_scaling: false", "", "use_dual_simplex: true", "use_preprocessing: false")
"""Settings of GLOP, tried in turn. As it stands, a program with new columns goes on from its last basis."""


class Linear:
    """The restricted master and its columns."""

    def __init__(self, frame: Frame, dear: float) -> None:
        self.frame = frame
        self.columns: list[Column] = []
        self.chosen: list[pywraplp.Variable] = []
        self.values = np.zeros(0)
        self.left_out: dict[int, float] = dict.fromkeys(frame.droppable, 0.0)
        """Share of each group that the last solution leaves out; nothing before the first."""
        self.known: set[tuple[int, tuple[int, ...], tuple[int, ...]]] = set()
        solver = pywraplp.Solver.CreateSolver("GLOP")
        self.solver, big = solver, solver.infinity()
        nodes, compiled = frame.nodes, frame.compiled
        self.objective = solver.Objective()
        exactly = frame.exactly
        self.cover = [solver.Constraint(float(need), float(need) if exactly else big) for need in nodes.need]
        self.late = [solver.Constraint(-big, 0.0) for _ in nodes.need]
        self.classes = [solver.Constraint(-big, float(left)) for left in frame.left]
        self.same = [solver.Constraint(0.0, 0.0) for _ in range(len(frame.same) * len(frame.networks))]
        self.cuts = [solver.Constraint(-big, float(cut.limit)) for cut in frame.cuts]
        self.each = [solver.Constraint(float(len(network.routes)), float(len(network.routes)))
                     for network in frame.networks]
        self.near: Ints | None = None
        self.width = 0.0
        """Dual values that the rows are held near, and by how much they let go."""
        self.signed = [*((row, 1.0) for row in self.cover), *((row, -1.0) for row in self.late + self.classes),
                       *((row, 1.0) for row in self.same), *((row, -1.0) for row in self.cuts)]
        """Rows in the order of dual values; with -1, those that say at most."""
        self.held = [[solver.NumVar(0.0, 0.0, "") for _ in (1, -1)] for _ in self.signed]
        for (row, _), both in zip(self.signed, self.held, strict=True):
            for more, variable in zip((1.0, -1.0), both, strict=True):
                row.SetCoefficient(variable, more)
        self.short = []
        for row in self.cover:
            missing = solver.NumVar(0.0, big, "")
            row.SetCoefficient(missing, 1.0)
            self.objective.SetCoefficient(missing, dear)
            self.short.append(missing)
        worst = solver.NumVar(float(frame.worst[0]), big, "")
        self.objective.SetCoefficient(worst, float(compiled.day.settings.prices.worst_lateness))
        for row, need in zip(self.late, nodes.need, strict=True):
            row.SetCoefficient(worst, -float(need))
        self.objective.SetOffset(frame.spent / SCALE)
        self.out = {group: solver.NumVar(0.0, 1.0, "") for group in frame.droppable}
        for group, out in self.out.items():
            self.objective.SetCoefficient(out, float(compiled.groups.price[group]))
            for node in np.flatnonzero(nodes.group == group):
                self.cover[node].SetCoefficient(out, float(nodes.need[node]))
            for row, count in zip(self.classes, compiled.groups.counts[group], strict=True):
                row.SetCoefficient(out, float(count))
        for number, network in enumerate(frame.networks):
            self.add(Column(number, (), (), network.empty), *np.zeros((2, 0), dtype=np.int64))

    def add(self, column: Column, windows: Ints, over: Ints) -> bool:
        """Take a column in, its starts in these windows of its network, so late; False if it is there already."""
        key = (column.network, column.nodes, column.starts)
        if key in self.known:
            return False
        self.known.add(key)
        self.columns.append(column)
        variable = self.solver.NumVar(0.0, self.solver.infinity(), "")
        self.objective.SetCoefficient(variable, column.cost / SCALE)
        self.each[column.network].SetCoefficient(variable, 1.0)
        self.chosen.append(variable)
        counts: dict[int, int] = {}
        late: dict[int, int] = {}
        for node, minutes in zip(column.nodes, over.tolist(), strict=True):
            counts[node] = counts.get(node, 0) + 1
            if minutes and self.frame.averaged:
                late[node] = late.get(node, 0) + minutes
        for node, count in counts.items():
            self.cover[node].SetCoefficient(variable, float(count))
        for node, minutes in late.items():
            self.late[node].SetCoefficient(variable, float(minutes))
        if self.cuts and len(windows):
            factors = self.frame.networks[column.network].cuts[:, windows].sum(axis=1)
            for row in np.flatnonzero(factors):
                self.cuts[row].SetCoefficient(variable, float(factors[row]))
        for pair, (one, two) in enumerate(self.frame.same):
            balance = counts.get(one, 0) - counts.get(two, 0)
            if balance:
                self.same[pair * len(self.frame.networks) + column.network].SetCoefficient(variable, float(balance))
        return True

    def hold(self, dual: Ints, width: float) -> None:
        """Let go of each row by up to ``width`` at the price of these dual values, so that the next stay near them.

        Dual values that are no better for the program would move far otherwise, as many are equally good. The value is
        then what the program is worth at its dual values less ``width`` times their distance, no more than it is worth.
        """
        if dual is self.near and width == self.width:
            return
        self.near, self.width = dual, width
        for (_, sign), both, price in zip(self.signed, self.held, (dual / SCALE).tolist(), strict=True):
            for more, variable in zip((sign, -sign), both, strict=True):
                self.objective.SetCoefficient(variable, more * price)
                variable.SetUb(width)

    def solve(self, seconds: float) -> tuple[float, Floats, Floats] | None:
        """Give the value, the scaled dual values and those of the networks; None if there was no time."""
        began = time.monotonic()
        for way in WAYS:
            left = seconds - (time.monotonic() - began)
            if left <= 0:
                return None
            self.solver.SetTimeLimit(max(1, int(1000 * left)))
            self.solver.SetSolverSpecificParametersAsString(way)
            how = pywraplp.MPSolverParameters()
            if way != WAYS[0]:  # numerical trouble: from scratch, and another way
                how.SetIntegerParam(how.INCREMENTALITY, how.INCREMENTALITY_OFF)
            if self.solver.Solve(how) == pywraplp.Solver.OPTIMAL:
                break
        else:
            return None
        dual = np.array([sign * row.dual_value() for row, sign in self.signed])
        each = np.array([row.dual_value() for row in self.each])
        self.values = np.array([variable.solution_value() for variable in self.chosen])
        self.left_out = {group: out.solution_value() for group, out in self.out.items()}
        return self.objective.Value(), SCALE * dual, SCALE * each

    @property
    def support(self) -> list[tuple[float, Column]]:
        """Give the columns of the last solution with their values."""
        return [(float(self.values[index]), self.columns[index]) for index in np.flatnonzero(self.values > 1e-6)]

    @property
    def complete(self) -> bool:
        """Whether the last solution covers everything, as closely as it was asked to."""
        return max((missing.solution_value() for missing in self.short), default=0.0) < self.width + 1e-7
