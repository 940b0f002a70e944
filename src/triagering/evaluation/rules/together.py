"""Together: the carers at a visit or activity are different people who start at the same minute."""

from __future__ import annotations

from collections.abc import Iterator

from triagering.evaluation.report import Violation
from triagering.evaluation.timetable import Timetable
from triagering.models import Rule


def violations(table: Timetable) -> Iterator[Violation]:
    """Name each visit and activity that is split in time, or has the same carer twice."""
    for id_, works in table.works.items():
        starts = sorted({work.start for work in works})
        if len(starts) > 1:
            yield Violation(Rule.TOGETHER, (id_,), f"starts at {', '.join(map(table.day.clock, starts))}")
        if len({work.carer.id for work in works}) < len(works):
            yield Violation(Rule.TOGETHER, (id_,), "has the same carer more than once")
