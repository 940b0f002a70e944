"""Slack: time that shifts shall keep free for acute visits."""

from __future__ import annotations

from collections.abc import Iterator

from triagering.evaluation.report import priced
from triagering.evaluation.timetable import Timetable
from triagering.models import Charge, Term


def charges(table: Timetable) -> Iterator[Charge]:
    """Price the minutes missing of each shift's reserve."""
    for run in table.runs:
        shift = run.shift
        free = shift.end - shift.start - run.load - (shift.break_.minutes if shift.break_ is not None else 0)
        yield from priced(Term.RESERVE, table.day.settings.prices.reserve, shift.reserve - free, run.carer.id)
