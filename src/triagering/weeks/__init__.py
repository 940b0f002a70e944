"""Several days planned, judged and measured together."""

from triagering.weeks.judging import check_week, evaluate_week
from triagering.weeks.planning import plan_week, replan_week

__all__ = ["check_week", "evaluate_week", "plan_week", "replan_week"]
