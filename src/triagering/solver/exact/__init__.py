"""The exact layer: one CP-SAT model assembled from one module per rule; proves small days, repairs large ones."""

from triagering.solver.exact.days import solve_day_exact, solve_exact
from triagering.solver.exact.parts import price_exact, reoptimise, retime
from triagering.solver.exact.running import ExactResult, ExactStatus

__all__ = ["ExactResult", "ExactStatus", "price_exact", "reoptimise", "retime", "solve_day_exact", "solve_exact"]
