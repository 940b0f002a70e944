"""The exact layer: one CP-SAT model assembled from one module per rule; proves small days, sets times on large ones.

Names are loaded when they are first used, as ``exact.price_exact``: OR-Tools brings pandas, and a search needs neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from triagering.lazy import lazily

if TYPE_CHECKING:
    from triagering.solver.exact.days import solve_day_exact, solve_exact
    from triagering.solver.exact.parts import price_exact, retime
    from triagering.solver.exact.running import ExactResult, ExactStatus

__all__ = ["ExactResult", "ExactStatus", "price_exact", "retime", "solve_day_exact", "solve_exact"]

_NAMES = {
    "triagering.solver.exact.days": ("solve_day_exact", "solve_exact"),
    "triagering.solver.exact.parts": ("price_exact", "retime"),
    "triagering.solver.exact.running": ("ExactResult", "ExactStatus"),
}
__getattr__, __dir__ = lazily(__name__, _NAMES)
