"""What a stop, and a meeting of citizen and carer, costs: one layer per price, none where nothing is charged."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from triagering.models import Carer, Day, Term
from triagering.solver.tables import Bools, Ints, citizen_of_visit, others


def stop_layers(day: Day, people: Sequence[Carer]) -> dict[Term, Ints]:
    """Give the prices per stop, each (n_units, n_routes); units are visits, then activities (always 0)."""
    citizens = day.citizens
    levels = np.array([day.settings.levels.get(p.profession, 0) for p in people], dtype=np.int64)
    asked = np.array([max((day.settings.competence_levels.get(task.competence, 0) for task in visit.tasks), default=0)
                      for visit in day.visits], dtype=np.int64)
    minutes = np.array([visit.minutes for visit in day.visits], dtype=np.int64)
    contacts = ([] if citizen.contact_person is None else [citizen.contact_person] for citizen in citizens)
    of_citizen: dict[Term, Ints | Bools] = {
        Term.NOT_CONTACT: others(contacts, people),
        Term.NOT_PREFERRED: others((citizen.preferred for citizen in citizens), people),
        Term.UNMET_WISH: _unmet(day, people),
        Term.OUTSIDE_TEAM: _differ([z.miniteam for z in citizens], [p.miniteam for p in people]),
        Term.OUTSIDE_DISTRICT: _differ(*([day.district_of_team.get(one.miniteam or "") for one in them]
                                         for them in (citizens, people))),
        Term.SUBSTITUTE: np.tile([p.substitute for p in people], (len(citizens), 1)),
    }
    at = citizen_of_visit(day)
    of_visit = {term: amount[at] for term, amount in of_citizen.items()}
    of_visit[Term.NOT_TOLD] = others((visit.told for visit in day.visits), people)
    of_visit[Term.OVER_QUALIFIED] = minutes[:, None] * np.maximum(0, levels - asked[:, None])
    activities = np.zeros((len(day.staffed), len(people)), dtype=np.int64)
    return {term: np.concatenate([of_visit[term] * np.int64(price), activities])
            for term, price in _price(day).items() if price and of_visit[term].any()}


def _unmet(day: Day, people: Sequence[Carer]) -> Ints:
    """Count the soft wishes of each citizen that a carer does not meet, (n_citizens, n_routes)."""
    unmet = np.zeros((len(day.citizens), len(people)), dtype=np.int64)
    lacks: dict[str, Ints] = {}
    for index, citizen in enumerate(day.citizens):
        for wish in citizen.wishes:
            if not wish.hard:
                if wish.attribute not in lacks:
                    lacks[wish.attribute] = np.array([wish.attribute not in p.attributes for p in people], np.int64)
                unmet[index] += lacks[wish.attribute]
    return unmet


def _differ(homes: Sequence[str | None], bases: Sequence[str | None]) -> Bools:
    """Say where a citizen and a carer belong to different teams, or districts; nobody differs from None."""
    home, base = np.array([[of or ""] for of in homes]).reshape(-1, 1), np.array([of or "" for of in bases])
    differ: Bools = (home != base) & (home != "") & (base != "")
    return differ


def pair_layers(day: Day, people: Sequence[Carer]) -> dict[Term, Ints]:
    """Give the prices per (citizen, carer) pair that meets, each (n_citizens, n_routes)."""
    prices, rules = day.settings.prices, day.settings.continuity
    route_of = {person.id: route for route, person in enumerate(people)}
    shape = (len(day.citizens), len(people))
    stranger, recent = np.ones(shape, dtype=bool), np.zeros(shape, dtype=bool)
    circle: dict[int, set[str]] = {}
    for known in day.acquaintances:
        z, route = day.citizen_index[known.citizen], route_of.get(known.carer)
        within = known.days_since is not None and known.days_since <= rules.horizon_days
        if within:
            circle.setdefault(z, set()).add(known.carer)
        if route is not None:
            stranger[z, route] &= known.days_since is not None and known.days_since > rules.known_for_days
            recent[z, route] |= within
    beyond = np.array([max(0, len(circle.get(z, ())) + 1 - rules.target) for z in range(shape[0])], dtype=np.int64)
    layers = {
        Term.FACE: np.full(shape, prices.face, dtype=np.int64),
        Term.STRANGER: stranger * np.int64(prices.stranger),
        Term.BEYOND_TARGET: np.where(recent, 0, beyond[:, None]) * prices.beyond_target,
    }
    return {term: layer for term, layer in layers.items() if layer.any()}


def _price(day: Day) -> dict[Term, int]:
    prices = day.settings.prices
    return {
        Term.OVER_QUALIFIED: prices.over_qualified, Term.NOT_CONTACT: prices.not_contact,
        Term.NOT_PREFERRED: prices.not_preferred, Term.UNMET_WISH: prices.unmet_wish,
        Term.OUTSIDE_TEAM: prices.outside_team, Term.OUTSIDE_DISTRICT: prices.outside_district,
        Term.SUBSTITUTE: prices.substitute, Term.NOT_TOLD: prices.not_told,
    }
