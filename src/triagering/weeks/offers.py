"""Visits that may be done on another day of the week: what they would save where they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence

from triagering.evaluation import check
from triagering.evaluation.compare import is_about
from triagering.evaluation.timetable import Timetable
from triagering.models import Charge, Day, Plan, Reason, Term, Visit
from triagering.models.base import DEAREST
from triagering.models.week import may_move, visit_on


def offers(days: Sequence[Day], plans: Mapping[int, Plan], index: int,
           sources: Iterable[int]) -> dict[str, tuple[int, Visit]]:
    """Give the visits of some days that may be done on another: whose they are, priced at what that day would save.

    Of a day that has too little time, they have no price: the others' time is worth more than any. Of two days' visits
    of one id it is the one that is worth more.
    """
    target, found = days[index], dict[str, tuple[int, Visit]]()
    for source in sources:
        day = days[source]
        movable = [visit for visit in day.visits if source != index and may_move(visit, day, target)
                   and visit.id not in target.visit_by_id][:len(day.visits) - 1]  # a day has visits
        full = any(entry.reason is Reason.NO_CAPACITY for entry in plans[source].unplanned)
        saved = _savings(day, plans[source], movable) if movable and not full else {}
        for visit in movable:
            price = saved.get(visit.id, visit.unplanned_price)
            before = found[visit.id][1].unplanned_price if visit.id in found else 0
            if before is not None and (price is None or price > before):
                found[visit.id] = source, visit_on(visit, day, target).replace(unplanned_price=price)
    return found


def without(plan: Plan, ids: Container[str]) -> Plan:
    """Give a plan that does not speak of some visits."""
    return Plan(unplanned=tuple(entry for entry in plan.unplanned if entry.id not in ids), routes=tuple(
        route.replace(stops=tuple(stop for stop in route.stops if stop.id not in ids)) for route in plan.routes))


def _savings(day: Day, plan: Plan, visits: Iterable[Visit]) -> dict[str, int | None]:
    """Give about what a plan would save without each of some visits; None for what it leaves out and has to plan."""
    charges: dict[str, list[Charge]] = {}
    for charge in check(day, plan).charges:
        if charge.about and charge.term is not Term.WORST_LATENESS:  # the next latest is hardly earlier
            charges.setdefault(charge.about[0], []).append(charge)
    met: dict[str, Counter[str]] = {}
    for visit in day.visits:
        met.setdefault(visit.citizen, Counter()).update(carer for carer, _ in plan.placed.get(visit.id, ()))
    detours, found = Timetable(day, plan).detours(), dict[str, int | None]()
    for visit in visits:
        came = {carer for carer, _ in plan.placed.get(visit.id, ())}
        only = {carer for carer in came if met[visit.citizen][carer] == 1}
        about = sum(charge.cost for key in {visit.id, visit.citizen} for charge in charges.get(key, ())
                    if is_about(charge, visit.id, visit.citizen, only))
        cost = about + day.settings.prices.travel * detours.get(visit.id, 0)
        found[visit.id] = min(cost, DEAREST) if came else visit.unplanned_price
    return found
