"""The independent judge of plans; shares no code with what makes them."""

from triagering.evaluation.checker import check
from triagering.evaluation.figures import evaluate
from triagering.evaluation.kpis import KpiRow, Kpis
from triagering.evaluation.report import Report, Violation

__all__ = ["KpiRow", "Kpis", "Report", "Violation", "check", "evaluate"]
