"""What a stop, and a meeting of citizen and carer, costs: one layer per price, none where nothing is charged."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from triagering.models import Day, Term

Ints = npt.NDArray[np.int64]


def stop_layers(day: Day, carers: tuple[str, ...]) -> dict[Term, Ints]:
    """Give the prices per stop, each (n_units, n_routes); units are visits, then activities (always 0)."""
    people = [day.carer_by_id[id_] for id_ in carers]
    n_units, n_routes = len(day.visits) + len(day.activities), len(carers)
    levels = np.array([day.settings.levels.get(p.profession, 0) for p in people], dtype=np.int64)
    teams = [p.miniteam for p in people]
    districts = [day.district_of_team.get(team or "") for team in teams]
    substitute = np.array([p.substitute for p in people], dtype=np.int64)
    amounts = {term: np.zeros((n_units, n_routes), dtype=np.int64) for term in _price(day)}
    of_citizen: dict[str, dict[Term, Ints]] = {}
    for citizen in day.citizens:
        district = day.district_of_team.get(citizen.miniteam or "")
        soft = [wish.attribute for wish in citizen.wishes if not wish.hard]
        of_citizen[citizen.id] = {
            Term.NOT_CONTACT: _ints(citizen.contact_person not in (None, id_) for id_ in carers),
            Term.NOT_PREFERRED: _ints(bool(citizen.preferred) and id_ not in citizen.preferred for id_ in carers),
            Term.UNMET_WISH: _ints(sum(wish not in p.attributes for wish in soft) for p in people),
            Term.OUTSIDE_TEAM: _ints(None not in (team, citizen.miniteam) and team != citizen.miniteam
                                     for team in teams),
            Term.OUTSIDE_DISTRICT: _ints(None not in (d, district) and d != district for d in districts),
            Term.SUBSTITUTE: substitute,
        }
    for unit, visit in enumerate(day.visits):
        asked = max((day.settings.competence_levels.get(task.competence, 0) for task in visit.tasks), default=0)
        amounts[Term.OVER_QUALIFIED][unit] = visit.minutes * np.maximum(0, levels - asked)
        for term, amount in of_citizen[visit.citizen].items():
            amounts[term][unit] = amount
    return {term: amounts[term] * price for term, price in _price(day).items() if price and amounts[term].any()}


def pair_layers(day: Day, carers: tuple[str, ...]) -> dict[Term, Ints]:
    """Give the prices per (citizen, carer) pair that meets, each (n_citizens, n_routes)."""
    prices, rules = day.settings.prices, day.settings.continuity
    citizen_of = {citizen.id: index for index, citizen in enumerate(day.citizens)}
    route_of = {id_: route for route, id_ in enumerate(carers)}
    shape = (len(day.citizens), len(carers))
    stranger, recent = np.ones(shape, dtype=bool), np.zeros(shape, dtype=bool)
    circle: dict[int, set[str]] = {}
    for known in day.acquaintances:
        z, route = citizen_of[known.citizen], route_of.get(known.carer)
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
        Term.SUBSTITUTE: prices.substitute,
    }


def _ints(values: object) -> Ints:
    return np.array(list(values), dtype=np.int64)  # type: ignore[call-overload, no-any-return]
