"""Several days planned, judged and measured together."""

from triagering.weeks.judging import check_week, evaluate_week
from triagering.weeks.rounds import plan_week

__all__ = ["check_week", "evaluate_week", "plan_week"]
