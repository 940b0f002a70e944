"""Stability: a pinned visit that is planned has its pinned carers and its pinned start; who was told to come, comes."""

from __future__ import annotations

from collections.abc import Iterator

from triagering.evaluation.report import Violation, priced
from triagering.evaluation.timetable import Timetable
from triagering.models import Charge, Rule, Term


def violations(table: Timetable) -> Iterator[Violation]:
    """Name each planned visit that ignores a pin."""
    clock = table.day.clock
    for pin in table.day.pins:
        works = table.works.get(pin.visit, [])
        if works and pin.carer is not None and pin.carer not in {work.carer.id for work in works}:
            yield Violation(Rule.STABILITY, (pin.visit, pin.carer), "is planned without its pinned carer")
        for work in works:
            if pin.start is not None and work.start != pin.start:
                yield Violation(Rule.STABILITY, (pin.visit, work.carer.id),
                                f"is pinned to {clock(pin.start)}, but planned at {clock(work.start)}")


def charges(table: Timetable) -> Iterator[Charge]:
    """Price stops by others than the citizen was told to expect, and by nobody."""
    price = table.day.settings.prices.not_told
    for work, visit, _ in table.visits():
        if visit.told and work.carer.id not in visit.told:
            yield from priced(Term.NOT_TOLD, price, 1, visit.id, work.carer.id)
    for visit in table.day.visits:
        if visit.told and visit.id not in table.works:
            yield from priced(Term.NOT_TOLD, price, visit.carers_needed, visit.id)
