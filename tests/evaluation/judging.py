"""One rule at a time: which ids it names, and what it costs."""

from __future__ import annotations

from triagering.evaluation.rules import RULES
from triagering.evaluation.timetable import Timetable
from triagering.models import Day, Plan, Rule, Term


def broken(rule: Rule, day: Day, plan: Plan) -> list[tuple[str, ...]]:
    """List the ids of one rule's violations, all other rules left aside."""
    return [violation.ids for violation in RULES[rule].violations(Timetable(day, plan))]


def amounts(term: Term, rule: Rule, day: Day, plan: Plan) -> dict[tuple[str, ...], int]:
    """Give the units that one term charges, by whom they are about."""
    return {charge.about: charge.amount for charge in RULES[rule].charges(Timetable(day, plan)) if charge.term is term}
