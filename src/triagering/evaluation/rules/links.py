"""Links: gaps between visits, same or different carers, all or none."""

from __future__ import annotations

from collections.abc import Iterator

from triagering.evaluation.report import Violation
from triagering.evaluation.timetable import Timetable
from triagering.models import CarerRelation, Link, Rule


def violations(table: Timetable) -> Iterator[Violation]:
    """Name each link that does not hold, with both of its visits."""
    for link in table.day.links:
        for problem in _problems(table, link):
            yield Violation(Rule.LINKS, (link.id, link.first, link.second), problem)


def _problems(table: Timetable, link: Link) -> Iterator[str]:
    first, second = table.works.get(link.first), table.works.get(link.second)
    if first is None or second is None:
        if link.all_or_none and first is not second:
            yield "one is planned without the other"
        return
    gaps = [b.start - a.start for a in first for b in second]
    if link.min_gap is not None and min(gaps) < link.min_gap:
        yield f"starts {min(gaps)} minutes apart, less than {link.min_gap}"
    if link.max_gap is not None and max(gaps) > link.max_gap:
        yield f"starts {max(gaps)} minutes apart, more than {link.max_gap}"
    one, other = {work.carer.id for work in first}, {work.carer.id for work in second}
    if link.carers is CarerRelation.SAME and one != other:
        yield "is not done by the same carer"
    if link.carers is CarerRelation.OTHER and one & other:
        yield "is done by the same carer"
