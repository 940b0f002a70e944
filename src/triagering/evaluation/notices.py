"""What keeps every rule, and still looks wrong."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from triagering.models import Day, Plan, Result, plan_of
from triagering.models.notices import Notice, NoticeKind

LONG = 360
"""Minutes of a shift beyond which there is a break (guide to breaks, FOA and KL)."""


def find_notices(day: Day, plan: Plan | Result | None = None) -> tuple[Notice, ...]:
    """List what is allowed but should be looked at: of a day, and of a plan of it if there is one.

    >>> from triagering.io import generate_day
    >>> day = generate_day(carers=2, seed=1)
    >>> without = day.replace(shifts=tuple(shift.replace(break_=None) for shift in day.shifts))
    >>> find_notices(day), [(one.kind.value, one.ids) for one in find_notices(without)]
    ((), [('no_break', ('c1',)), ('no_break', ('c2',))])
    """
    plan = None if plan is None else plan_of(plan)
    return (*_contacts(day), *_breaks(day), *_rests(day), *(() if plan is None else _overlaps(day, plan)))


def _contacts(day: Day) -> Iterator[Notice]:
    for citizen in day.citizens:
        contact = day.carer_by_id.get(citizen.contact_person or "")
        if contact is None:
            continue
        about = citizen.id, contact.id
        if contact.substitute or day.settings.levels.get(contact.profession, 0) == 0:
            yield Notice(NoticeKind.CONTACT_UNFIT, about)
        if None not in (citizen.miniteam, contact.miniteam) and citizen.miniteam != contact.miniteam:
            yield Notice(NoticeKind.CONTACT_ELSEWHERE, about)


def _breaks(day: Day) -> Iterator[Notice]:
    for shift in day.shifts:
        if shift.end - shift.start > LONG and shift.break_ is None:
            yield Notice(NoticeKind.NO_BREAK, (shift.carer,))


def _rests(day: Day) -> Iterator[Notice]:
    for activity in day.staffed:
        for carer in activity.carers:
            if carer in day.shift_by_carer and day.rest_keeps(carer, activity):
                yield Notice(NoticeKind.KEPT_BY_REST, (activity.id, carer))


def _overlaps(day: Day, plan: Plan) -> Iterator[Notice]:
    tied = {frozenset((link.first, link.second)) for link in day.links}
    planned: dict[str, list[tuple[int, int, str]]] = {}
    for id_, stops in plan.placed.items():
        if (visit := day.visit_by_id.get(id_)) is not None:
            planned.setdefault(visit.citizen, []).append((stops[0][1], stops[0][1] + visit.minutes, id_))
    for citizen, visits in sorted(planned.items()):
        for (_, ends, first), (begins, _, second) in pairwise(sorted(visits)):
            if begins < ends and frozenset((first, second)) not in tied:
                yield Notice(NoticeKind.VISITS_OVERLAP, (citizen, first, second))
