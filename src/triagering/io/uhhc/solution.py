"""From a plan back to the benchmark: a solution in its format, priced from the instance alone."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from triagering.io.uhhc.case import UhhcCase
from triagering.io.uhhc.idle import Trip, lunch_trips
from triagering.io.uhhc.instance import LUNCH, RESIDUE, Caregiver, Instance
from triagering.models import Plan, Result, Route, StopKind, plan_of

MAXIMA = frozenset({"highest_tardiness", "max_waiting_time", "max_idle_time"})


class Location(NamedTuple):
    """One entry of a route in the benchmark's format; times in minutes."""

    patient: str
    service: str
    start: float
    end: float


Routes = Mapping[str, Sequence[Location]]
Amounts = dict[str, Sequence[float]]
"""Component to its values, one per stop or carer."""


def uhhc_solution(case: UhhcCase, plan: Plan | Result, *, trips: bool = True) -> dict[str, Any]:
    """Write a plan in the benchmark's solution format; ``cost_components`` holds what was recomputed.

    With ``trips``, entitled carers without visits are sent to lunch where that makes the total smaller. Days have no
    such routes but price the cheapest of them, so the total can only fall below the plan's priced cost by it.

    Examples
    --------
    >>> from triagering.io.uhhc import read_uhhc
    >>> case = read_uhhc("tests/data/uhhc/lunch.json")
    >>> [route["caregiver_id"] for route in uhhc_solution(case, Plan())["routes"]]
    ['c0', 'c1']
    >>> uhhc_solution(case, Plan())["routes"][0]["locations"]
    [{'patient': 'p0', 'service': 'lunch_break', 'arrival_time': 180, 'departure_time': 468}]
    """
    routes = uhhc_routes(case, plan, trips=trips)
    return {
        "cost_components": uhhc_components(case.instance, routes),
        "routes": [{"caregiver_id": carer, "locations": [
            {"patient": stop.patient, "service": stop.service, "arrival_time": stop.start, "departure_time": stop.end}
            for stop in stops]} for carer, stops in routes.items()],
    }


def uhhc_total(case: UhhcCase, plan: Plan | Result, *, trips: bool = True) -> float:
    """Give the total of ``uhhc_solution``, in the instance's own weights; mandatory patients left out cost nothing.

    Examples
    --------
    >>> from triagering.io.uhhc import read_uhhc
    >>> case = read_uhhc("tests/data/uhhc/lunch.json")
    >>> uhhc_total(case, Plan(), trips=False), uhhc_total(case, Plan())
    (1580.0, 1168.0)
    """
    return total(case.instance, uhhc_routes(case, plan, trips=trips))


def uhhc_routes(case: UhhcCase, plan: Plan | Result, *, trips: bool = True) -> dict[str, list[Location]]:
    """Give what every carer with a route does, in order of time."""
    routes = {route.carer: _locations(case, route) for route in plan_of(plan).routes if route.stops}
    return _with_lunch_trips(case.instance, routes) if trips else routes


def _locations(case: UhhcCase, route: Route) -> list[Location]:
    """Lunch is taken where the stop before or after it is, whichever the times allow (docs/rules.md)."""
    found = []
    for index, stop in enumerate(route.stops):
        patient, service = case.visits.get(stop.id, ("", LUNCH))
        if stop.kind is StopKind.BREAK:
            before, after = route.stops[index - 1:index], route.stops[index + 1:index + 2]
            stay = [case.visits[neighbour.id][0] for neighbour in (*before, *after)]
            patient = stay[0]
            if len(stay) == 2:
                one, two = (case.instance.patients[id_].place for id_ in stay)
                travel = case.instance.distances[one][two] * case.unit
                patient = stay[0] if after[0].start >= stop.end + travel - RESIDUE else stay[1]
        found.append(Location(patient, service, _minutes(stop.start, case.unit), _minutes(stop.end, case.unit)))
    return found


def _minutes(units: int, unit: int) -> float:
    return units if unit == 1 else units / unit


def _with_lunch_trips(instance: Instance, routes: dict[str, list[Location]]) -> dict[str, list[Location]]:
    """Send carers without visits to lunch as cheaply as each limit on their idle time allows; keep the best."""
    choices = {carer.id: trips for carer in instance.carers.values()
               if carer.id not in routes and (trips := lunch_trips(instance, carer))}
    options = [] if choices and instance.hard("missed_lunch_break") else [routes]
    for limit in sorted({trip.idle for trips in choices.values() for trip in trips}):
        chosen = {carer: next((trip for trip in trips if trip.idle <= limit), trips[-1])
                  for carer, trips in choices.items()}
        options.append(routes | {carer: _route(trip) for carer, trip in chosen.items() if trip.stop})
    return min(options, key=lambda option: total(instance, option))


def _route(trip: Trip) -> list[Location]:
    patient, start, end = trip.stop or ("", 0, 0)
    return [Location(patient, LUNCH, start, end)]


def total(instance: Instance, routes: Routes) -> float:
    """Give the weighted sum of the components; hard ones count nothing."""
    return round(sum(instance.weight(name) * amount for name, amount in uhhc_components(instance, routes).items()), 9)


def uhhc_components(instance: Instance, routes: Routes) -> dict[str, float]:
    """Price routes from the instance alone; components as the benchmark names them."""
    amounts: dict[str, list[float]] = {name: [0] for name in MAXIMA}
    for carer in instance.carers.values():
        stops = routes.get(carer.id, ())
        for name, values in (_driven(instance, carer, stops) | _served(instance, carer, stops)).items():
            amounts.setdefault(name, []).extend(values)
    loads = amounts["working_time"]
    mean = sum(loads) / max(1, len(loads))
    amounts["workload_balance"] = [math.ceil(abs(load - mean) - RESIDUE) for load in loads]
    visited = {stop.patient for stops in routes.values() for stop in stops if stop.service != LUNCH}
    amounts["optional_patients"] = [patient.optional and patient.id not in visited
                                    for patient in instance.patients.values()]
    return {name: round(max(values) if name in MAXIMA else sum(values), 9) for name, values in amounts.items()}


def _driven(instance: Instance, carer: Caregiver, stops: Sequence[Location]) -> Amounts:
    """Price the time of one carer."""
    places = [carer.departs, *(instance.patients[stop.patient].place for stop in stops), carer.returns]
    legs = [instance.distances[a][b] for a, b in pairwise(places)] if stops else [0]
    lunches = [stop.end - stop.start for stop in stops if stop.service == LUNCH]
    service = sum(stop.end - stop.start for stop in stops if stop.service != LUNCH)
    begin = free = carer.shift.start if carer.shift else 0
    waiting, waits = [0.0], instance.wait_before_first
    for stop, leg in zip(stops, legs, strict=False):
        waiting.append(max(0, stop.start - free - leg) if waits else 0)
        free, waits = stop.end, waits or stop.service != LUNCH
    amounts: Amounts = {
        "travel_time": [sum(legs)], "working_time": [sum(legs) + service],
        "total_waiting_time": waiting, "max_waiting_time": waiting,
        "missed_lunch_break": [carer.lunch and not lunches],
    }
    if carer.shift:
        back = max(free + legs[-1], carer.shift.end)
        amounts["total_extra_time"] = [back - carer.shift.end]
        amounts["max_idle_time"] = [back - begin - sum(legs) - service - sum(lunches)]
    return amounts


def _served(instance: Instance, carer: Caregiver, stops: Sequence[Location]) -> Amounts:
    """Price the services of one carer."""
    services = [(instance.patients[stop.patient], stop) for stop in stops if stop.service != LUNCH]
    late = [max(0.0, (stop.end if instance.at_end else stop.start) - patient.window(stop.start).end)
            for patient, stop in services]
    return {
        "total_tardiness": late, "highest_tardiness": late,
        "caregiver_preferences": [bool(patient.preferred) and carer.id not in patient.preferred
                                  for patient, _ in services],
        "qualification": [stop.service not in carer.abilities for _, stop in services],
        "incompabilities": [carer.id in patient.incompatible for patient, _ in services],
    }
