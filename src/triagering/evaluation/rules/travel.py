"""Travel: nobody is faster than the road; minutes on the road and waiting are priced."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from triagering.evaluation.report import Violation, priced
from triagering.evaluation.timetable import Timetable
from triagering.models import Charge, Rule, Term


def violations(table: Timetable) -> Iterator[Violation]:
    """Name each pair of consecutive stops without room for the travel between them, or out of order."""
    clock = table.day.clock
    for run in table.runs:
        for leg, (a, b) in zip(run.legs[1:], pairwise(run.stops), strict=False):
            if b.start < a.end + leg:
                yield Violation(Rule.TRAVEL, (b.id, a.id, run.carer.id),
                                f"starts at {clock(b.start)}, {leg} minutes of travel after {clock(a.end)}")


def charges(table: Timetable) -> Iterator[Charge]:
    """Price each carer's travel and waiting."""
    prices = table.day.settings.prices
    for run in table.runs:
        yield from priced(Term.TRAVEL, prices.travel, run.travel, run.carer.id)
        yield from priced(Term.WAITING, prices.waiting, run.waiting, run.carer.id)
