"""The independent judge of plans; shares no code with what makes them."""

from triagering.evaluation.checker import check
from triagering.evaluation.exchange import Exchange, find_exchanges
from triagering.evaluation.figures import evaluate
from triagering.evaluation.kpis import KpiRow, Kpis
from triagering.evaluation.left_out import left_out
from triagering.evaluation.report import Report, Violation

__all__ = [
    "Exchange", "KpiRow", "Kpis", "Report", "Violation", "check", "evaluate", "find_exchanges", "left_out",
]
