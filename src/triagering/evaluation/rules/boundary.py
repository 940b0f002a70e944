"""Boundary: closed districts stay closed; carers from elsewhere and substitutes are priced."""

from __future__ import annotations

from collections.abc import Iterator

from triagering.evaluation.report import Violation, priced
from triagering.evaluation.timetable import Timetable
from triagering.models import Carer, Charge, Citizen, Day, Rule, Term


def violations(table: Timetable) -> Iterator[Violation]:
    """Name each stop by an outsider in a closed district."""
    for work, visit, citizen in table.visits():
        if not let_in(table.day, work.carer, citizen):
            yield Violation(Rule.BOUNDARY, (visit.id, work.carer.id), "is in a district closed to the carer")


def charges(table: Timetable) -> Iterator[Charge]:
    """Price stops outside the carer's miniteam and district, and stops by substitutes."""
    prices = table.day.settings.prices
    for work, visit, citizen in table.visits():
        about = (visit.id, work.carer.id)
        if None not in (work.carer.miniteam, citizen.miniteam) and work.carer.miniteam != citizen.miniteam:
            yield from priced(Term.OUTSIDE_TEAM, prices.outside_team, 1, *about)
        here, there = _district(table.day, citizen.miniteam), _district(table.day, work.carer.miniteam)
        if None not in (here, there) and here != there:
            yield from priced(Term.OUTSIDE_DISTRICT, prices.outside_district, 1, *about)
        if work.carer.substitute:
            yield from priced(Term.SUBSTITUTE, prices.substitute, 1, *about)


def let_in(day: Day, carer: Carer, citizen: Citizen) -> bool:
    """Say whether no closed district keeps a carer from a citizen."""
    home = _district(day, citizen.miniteam)
    return home is None or not day.district_by_id[home].closed or _district(day, carer.miniteam) == home


def _district(day: Day, miniteam: str | None) -> str | None:
    return None if miniteam is None else day.district_of_team[miniteam]
