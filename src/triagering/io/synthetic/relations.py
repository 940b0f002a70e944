"""Who belongs to whom: contact persons, known carers, vetoes, wishes, delegations by name."""

from __future__ import annotations

import datetime as dt

import numpy as np

from triagering.io.synthetic.care import KINDS
from triagering.io.synthetic.needs import Need
from triagering.io.synthetic.staff import Staff
from triagering.models import Acquaintance, Carer, Citizen, Delegation, Visit, Wish

CONTACT_PROFESSIONS = ("ssh", "ssa", "nurse")
KNOWN_SHARE, KNOWN_SHARE_WEEKLY = 0.60, 0.35
PREFERS_SHARE, VETO_SHARE, SOFT_WISH_SHARE, HARD_WISH_SHARE = 0.08, 0.03, 0.06, 0.02
SOFT_WISHES, HARD_WISH = ("speaks:turkish", "speaks:arabic", "gender:female"), "gender:female"
SPARE = 2
"""A veto or hard wish is only made where so many eligible carers remain beyond those needed."""


def citizens_of(
    rng: np.random.Generator, places: dict[str, str], team: str, staff: Staff, needs: dict[str, list[Need]],
) -> list[Citizen]:
    """Make the citizens of a miniteam; every one has a contact person among its qualified day carers."""
    contacts = [carer for carer in staff.layer("day") if carer.profession in CONTACT_PROFESSIONS]
    contacts = [contacts[n] for n in rng.permutation(len(contacts))]
    everybody = staff.everybody()
    found = []
    for n, (id_, place) in enumerate(places.items()):
        contact = contacts[n % len(contacts)]
        other = everybody[int(rng.integers(len(everybody)))]
        prefers, vetoed, soft, hard = (
            rng.random(4) < [PREFERS_SHARE, VETO_SHARE, SOFT_WISH_SHARE, HARD_WISH_SHARE]).tolist()
        mine = needs.get(id_, [])
        wishes = [Wish(attribute=str(rng.choice(SOFT_WISHES)))] if soft else []
        hard = hard and _served(staff, mine, {c.id for c in everybody if HARD_WISH in c.attributes})
        if hard:
            wishes = [Wish(attribute=HARD_WISH, hard=True)]
        vetoed = (vetoed and not hard and other != contact
                  and _served(staff, mine, {c.id for c in everybody if c != other}))
        found.append(Citizen(
            id=id_, place=place, miniteam=team, contact_person=contact.id, wishes=tuple(wishes),
            preferred=frozenset({contact.id, other.id}) if prefers and not vetoed else frozenset(),
            vetoes=frozenset({other.id}) if vetoed else frozenset()))
    return found


def _served(staff: Staff, needs: list[Need], accepted: set[str]) -> bool:
    return all(
        sum(carer.id in accepted and _masters(carer, need.visit) for carer in staff.layer(KINDS[need.kind].layer))
        >= need.visit.carers_needed + SPARE
        for need in needs)


def _masters(carer: Carer, visit: Visit) -> bool:
    return all(any(held.area == task.competence and held.level >= task.level for held in carer.competences)
               for task in visit.tasks)


def acquaintances_of(
    rng: np.random.Generator, citizens: list[Citizen], staff: Staff, needs: dict[str, list[Need]],
) -> list[Acquaintance]:
    """Say who has met whom: the contact person lately, most of the team within four weeks, a few longer ago."""
    found = []
    for citizen in citizens:
        mine = needs.get(citizen.id, [])
        layers = {KINDS[need.kind].layer for need in mine} or {"day"}
        share = KNOWN_SHARE if len(mine) > 1 else KNOWN_SHARE_WEEKLY
        for layer in sorted(layers):
            for carer in staff.layer(layer):
                met, when, long_ago = rng.random(3).tolist()
                if carer.id == citizen.contact_person:
                    found.append(Acquaintance(citizen=citizen.id, carer=carer.id, days_since=1 + int(5 * when)))
                elif met < share and carer.id not in citizen.vetoes:
                    days = None if long_ago < 0.05 else int(29 + 40 * when) if long_ago < 0.15 else int(1 + 27 * when)
                    found.append(Acquaintance(citizen=citizen.id, carer=carer.id, days_since=days))
    return found


def delegate_insulin(rng: np.random.Generator, staff: Staff, needs: dict[str, list[Need]], date: dt.date) -> None:
    """Hand every insulin citizen's injections to one named helper per layer, followed up within three months."""
    for citizen, mine in needs.items():
        for layer in sorted({KINDS[need.kind].layer for need in mine if need.kind.startswith("insulin")}):
            group = staff.groups.get((layer, "ssh"), [])
            if group:
                n = int(rng.integers(len(group)))
                until = date + dt.timedelta(days=int(rng.integers(30, 90)))
                given = Delegation(area="insulin", citizen=citizen, valid_until=until)
                group[n] = group[n].replace(delegations=(*group[n].delegations, given))
