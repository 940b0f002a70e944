"""The independent judge of plans; shares no code with what makes them."""

from triagering.evaluation.checker import check
from triagering.evaluation.report import Report, Violation

__all__ = ["Report", "Violation", "check"]
