"""One module per rule of docs/rules.md: its formula, and ``add(build)``."""

from triagering.models import Rule
from triagering.solver.exact.rules import (
    boundary,
    break_,
    competence,
    continuity,
    coverage,
    fairness,
    links,
    shift,
    slack,
    stability,
    time,
    together,
    travel,
)

MODULES = {
    Rule.COVERAGE: coverage,
    Rule.COMPETENCE: competence,
    Rule.TIME: time,
    Rule.TRAVEL: travel,
    Rule.SHIFT: shift,
    Rule.BREAK: break_,
    Rule.TOGETHER: together,
    Rule.LINKS: links,
    Rule.CONTINUITY: continuity,
    Rule.BOUNDARY: boundary,
    Rule.FAIRNESS: fairness,
    Rule.STABILITY: stability,
    Rule.SLACK: slack,
}
"""The whole model, rule by rule."""

__all__ = ["MODULES"]
