"""The checker's rules: for each, what breaks it and what it costs, from docs/rules.md alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from triagering.evaluation.report import Violation
from triagering.evaluation.rules import (
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
from triagering.evaluation.timetable import Timetable
from triagering.models import Charge, Rule


def _none(table: Timetable) -> Iterator[Violation]:
    return iter(())


def _free(table: Timetable) -> Iterator[Charge]:
    return iter(())


class Judge(NamedTuple):
    """The two sides of a rule."""

    violations: Callable[[Timetable], Iterator[Violation]]
    """The hard side."""
    charges: Callable[[Timetable], Iterator[Charge]]
    """The priced side."""


RULES: dict[Rule, Judge] = {
    Rule.COVERAGE: Judge(coverage.violations, coverage.charges),
    Rule.COMPETENCE: Judge(competence.violations, competence.charges),
    Rule.TIME: Judge(time.violations, time.charges),
    Rule.TRAVEL: Judge(travel.violations, travel.charges),
    Rule.SHIFT: Judge(shift.violations, shift.charges),
    Rule.BREAK: Judge(break_.violations, break_.charges),
    Rule.TOGETHER: Judge(together.violations, _free),
    Rule.LINKS: Judge(links.violations, _free),
    Rule.CONTINUITY: Judge(continuity.violations, continuity.charges),
    Rule.BOUNDARY: Judge(boundary.violations, boundary.charges),
    Rule.FAIRNESS: Judge(fairness.violations, fairness.charges),
    Rule.STABILITY: Judge(stability.violations, stability.charges),
    Rule.SLACK: Judge(_none, slack.charges),
}
"""Every rule, in the order of docs/rules.md."""
