"""The bound layer: what no plan can be cheaper than, proven by column generation."""

from triagering.solver.bound.proving import BoundResult, column_bound, prove_by_columns, prove_by_lateness

__all__ = ["BoundResult", "column_bound", "prove_by_columns", "prove_by_lateness"]
