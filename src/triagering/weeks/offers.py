"""Visits that may be done on another day of the week: what they would save where they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence

from triagering.evaluation import check
from triagering.evaluation.compare import is_about
from triagering.evaluation.timetable import Timetable
from triagering.models import Charge, Day, Plan, Reason, Term, Visit
from triagering.models.base import DEAREST


def priced(days: Mapping[int, Day], plans: Mapping[int, Plan],
           candidates: Mapping[int, Sequence[Visit]]) -> dict[str, tuple[int, Visit]]:
    """Give visits that days could give away, by id: whose they are, priced at what that day would save.

    Of a day that has too little time, they have no price: the others' time is worth more than any. Of two days' visits
    of one id it is the one that is worth more; and a day keeps a visit, what it would save least by.
    """
    found: dict[str, tuple[int, Visit]] = {}
    for source, visits in candidates.items():
        day, plan = days[source], plans[source]
        full = any(entry.reason is Reason.NO_CAPACITY for entry in plan.unplanned)
        saved = {} if full else _savings(day, plan, [visit.id for visit in visits])
        offered = [_at(visit, saved.get(visit.id, visit.own_price)) for visit in visits]
        for visit in sorted(offered, key=_worth)[:len(day.visits) - 1]:
            if visit.unplanned_price != 0 and (
                    visit.id not in found or _worth(visit) < _worth(found[visit.id][1])):
                found[visit.id] = source, visit
    return found


def _at(visit: Visit, price: int | None) -> Visit:
    """Give a visit at a price; what would be planned elsewhere is not time-critical here."""
    return visit.replace(unplanned_price=price, time_critical=visit.time_critical and price is None)


def _worth(visit: Visit) -> tuple[bool, int]:
    """Give what visits are sorted by, the dearest first."""
    return visit.unplanned_price is not None, -(visit.unplanned_price or 0)


def without(plan: Plan, ids: Container[str]) -> Plan:
    """Give a plan that does not speak of some visits."""
    return Plan(unplanned=tuple(entry for entry in plan.unplanned if entry.id not in ids), routes=tuple(
        route.replace(stops=tuple(stop for stop in route.stops if stop.id not in ids)) for route in plan.routes))


def _savings(day: Day, plan: Plan, ids: Iterable[str]) -> dict[str, int | None]:
    """Give about what a plan would save without each of some visits; None for what it leaves out and has to plan."""
    charges: dict[str, list[Charge]] = {}
    for charge in check(day, plan).charges:
        if charge.about and charge.term is not Term.WORST_LATENESS:  # the next latest is hardly earlier
            charges.setdefault(charge.about[0], []).append(charge)
    met: dict[str, Counter[str]] = {}
    for visit in day.visits:
        met.setdefault(visit.citizen, Counter()).update(carer for carer, _ in plan.placed.get(visit.id, ()))
    detours, found = Timetable(day, plan).detours(), dict[str, int | None]()
    for visit in map(day.visit_by_id.__getitem__, ids):
        came = {carer for carer, _ in plan.placed.get(visit.id, ())}
        only = {carer for carer in came if met[visit.citizen][carer] == 1}
        about = sum(charge.cost for key in {visit.id, visit.citizen} for charge in charges.get(key, ())
                    if is_about(charge, visit.id, visit.citizen, only))
        cost = about + day.settings.prices.travel * detours.get(visit.id, 0)
        found[visit.id] = min(cost, DEAREST) if came else visit.own_price
    return found
