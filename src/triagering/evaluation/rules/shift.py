"""Shift: one route per shift, inside the shift, its overtime and the daily rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from triagering.evaluation.report import Violation, priced
from triagering.evaluation.timetable import Timetable
from triagering.models import Charge, Rule, Term


def violations(table: Timetable) -> Iterator[Violation]:
    """Name routes without a shift, second routes, and carers who leave too early or are back too late."""
    clock = table.day.clock
    for carer, count in Counter(route.carer for route in table.plan.routes).items():
        if carer not in table.day.shift_by_carer:
            yield Violation(Rule.SHIFT, (carer,), "has a route but no shift")
        elif count > 1:
            yield Violation(Rule.SHIFT, (carer,), f"has {count} routes; only the first counts")
    for run in table.runs:
        if run.leaves is None or run.returns is None:
            continue
        first, last = table.day.span(run.shift)
        if run.leaves < first:
            yield Violation(Rule.SHIFT, (run.carer.id,),
                            f"leaves at {clock(run.leaves)}, before {clock(first)}")
        if run.returns > last:
            yield Violation(Rule.SHIFT, (run.carer.id,),
                            f"is back at {clock(run.returns)}, after {clock(last)}")


def charges(table: Timetable) -> Iterator[Charge]:
    """Price overtime, and shifts without a stop."""
    price = table.day.settings.prices.overtime
    for run in table.runs:
        if run.returns is None:
            yield from priced(Term.UNUSED_SHIFT, run.shift.unused_price, 1, run.carer.id)
        else:
            yield from priced(Term.OVERTIME, price, run.returns - run.shift.end, run.carer.id)
