"""The bound layer: what no plan can be cheaper than, proven by an assignment at once, by column generation in time."""

from triagering.solver.bound.assignment import assignment_bound
from triagering.solver.bound.proving import prove_by_columns, prove_by_lateness

__all__ = ["assignment_bound", "prove_by_columns", "prove_by_lateness"]
