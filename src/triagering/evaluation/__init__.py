"""The independent judge of plans; shares no code with what makes them."""

from triagering.evaluation.checker import check
from triagering.evaluation.compare import compare_periods, compare_plans
from triagering.evaluation.continuity import distinct_carers, indices
from triagering.evaluation.definition import Definition
from triagering.evaluation.distribution import distributions
from triagering.evaluation.exchange import Exchange, find_exchanges
from triagering.evaluation.figures import evaluate
from triagering.evaluation.kpis import KpiRow, Kpis
from triagering.evaluation.left_out import left_out
from triagering.evaluation.notices import find_notices
from triagering.evaluation.period import Period, evaluate_period
from triagering.evaluation.report import Report, Violation
from triagering.models.changes import PlanComparison

__all__ = [
    "Definition", "Exchange", "KpiRow", "Kpis", "Period", "PlanComparison", "Report", "Violation", "check",
    "compare_periods", "compare_plans", "distinct_carers", "distributions", "evaluate", "evaluate_period",
    "find_exchanges", "find_notices", "indices", "left_out",
]
