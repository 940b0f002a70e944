"""Slack: time that shifts shall keep free for acute visits."""

from __future__ import annotations

from collections.abc import Iterator

from triagering.evaluation.report import priced
from triagering.evaluation.timetable import Timetable
from triagering.models import Charge, Term


def charges(table: Timetable) -> Iterator[Charge]:
    """Price the minutes missing of each shift's reserve."""
    for run in table.runs:
        missing = run.shift.reserve - run.free
        yield from priced(Term.RESERVE, table.day.settings.prices.reserve, missing, run.carer.id)
