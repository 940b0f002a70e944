"""Continuity: who a citizen accepts, and how familiar the faces at the door are."""

from __future__ import annotations

from collections.abc import Iterator

from triagering.evaluation.report import Violation, priced
from triagering.evaluation.timetable import Timetable
from triagering.models import Carer, Charge, Citizen, Day, Rule, Term


def violations(table: Timetable) -> Iterator[Violation]:
    """Name each stop by a carer whom the citizen does not accept."""
    for work, visit, citizen in table.visits():
        for problem in _objections(work.carer, citizen):
            yield Violation(Rule.CONTINUITY, (visit.id, work.carer.id), problem)


def charges(table: Timetable) -> Iterator[Charge]:
    """Price stops by others than the contact person and the preferred, unmet wishes, and new faces."""
    prices = table.day.settings.prices
    for work, visit, citizen in table.visits():
        about = (visit.id, work.carer.id)
        if citizen.contact_person not in (None, work.carer.id):
            yield from priced(Term.NOT_CONTACT, prices.not_contact, 1, *about)
        if citizen.preferred and work.carer.id not in citizen.preferred:
            yield from priced(Term.NOT_PREFERRED, prices.not_preferred, 1, *about)
        unmet = sum(not wish.hard and wish.attribute not in work.carer.attributes for wish in citizen.wishes)
        yield from priced(Term.UNMET_WISH, prices.unmet_wish, unmet, *about)
    yield from _faces(table)


def accepted(carer: Carer, citizen: Citizen) -> bool:
    """Say whether a citizen accepts a carer."""
    return not any(_objections(carer, citizen))


def _objections(carer: Carer, citizen: Citizen) -> Iterator[str]:
    if carer.id in citizen.vetoes:
        yield "is visited by a carer whom the citizen does not want"
    if citizen.closed_circle and carer.id not in citizen.closed_circle:
        yield "is visited by a carer outside the closed circle"
    for wish in citizen.wishes:
        if wish.hard and wish.attribute not in carer.attributes:
            yield f"is visited by a carer without {wish.attribute}"


def known_pairs(day: Day) -> set[tuple[str, str]]:
    """Give the citizens and carers who know each other."""
    days = day.settings.continuity.known_for_days
    return {(one.citizen, one.carer) for one in day.acquaintances if one.days_since is None or one.days_since <= days}


def _faces(table: Timetable) -> Iterator[Charge]:
    prices, continuity = table.day.settings.prices, table.day.settings.continuity
    known = known_pairs(table.day)
    met: dict[str, set[str]] = {}
    for one in table.day.acquaintances:
        if one.days_since is not None and one.days_since <= continuity.horizon_days:
            met.setdefault(one.citizen, set()).add(one.carer)
    for citizen, carer in sorted({(citizen.id, work.carer.id) for work, _, citizen in table.visits()}):
        yield from priced(Term.FACE, prices.face, 1, citizen, carer)
        if (citizen, carer) not in known:
            yield from priced(Term.STRANGER, prices.stranger, 1, citizen, carer)
        recent = met.get(citizen, set())
        if carer not in recent:
            beyond = len(recent) + 1 - continuity.target
            yield from priced(Term.BEYOND_TARGET, prices.beyond_target, beyond, citizen, carer)
