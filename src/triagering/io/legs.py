"""When a carer is on the road: the journeys of a route (docs/rules.md, the schedule of a route)."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from triagering.io.issues import Report
from triagering.models import Day, Plan, Route, StopKind


@dataclass(frozen=True, slots=True)
class Leg:
    """One journey; it may take no time."""

    to: str | None
    """Id of the visit or activity it leads to; none: home."""
    depart: int
    """When the carer leaves: just in time, but straight away when a break follows at the other end."""
    minutes: int
    """How long it takes."""

    @property
    def arrive(self) -> int:
        """When the carer is there."""
        return self.depart + self.minutes


def legs_of(day: Day, route: Route) -> list[Leg]:
    """List the journeys of a route from the start place to home; none for a route without visits and activities."""
    stops = [stop for stop in route.stops if stop.kind is not StopKind.BREAK]
    if not stops:
        return []
    carer = day.carer_by_id[route.carer]
    pause = next((stop for stop in route.stops if stop.kind is StopKind.BREAK), None)
    places = [carer.start_place, *(day.place_of(stop.id) for stop in stops), carer.home]
    minutes = [day.travel_minutes(carer, a, b) for a, b in itertools.pairwise(places)]
    legs = []
    for number, stop in enumerate(stops):
        earliest = stops[number - 1].end if number else None
        depart = stop.start - minutes[number]
        if number == 0 and day.settings.wait_before_first and route.carer in day.shift_by_carer:
            depart = day.shift_by_carer[route.carer].start
        elif pause is not None and pause.end <= stop.start and (earliest is None or earliest <= pause.start) \
                and (number == 0 or depart < pause.end):
            depart = pause.start - minutes[number]
        legs.append(Leg(stop.id, depart, minutes[number]))
    over = max(stops[-1].end, pause.end if pause is not None else stops[-1].end)
    return [*legs, Leg(None, over, minutes[-1])]


def refuse_strangers(day: Day, plan: Plan) -> None:
    """Refuse a plan of another day: what the day does not know has no place or citizen to write down."""
    report, tasks = Report(), {*day.visit_by_id, *day.activity_by_id}
    stops = [stop for route in plan.routes for stop in route.stops]
    for what, known, ids in (
            ("carer", day.carer_by_id, [route.carer for route in plan.routes]),
            ("visit", day.visit_by_id, [stop.id for stop in stops if stop.kind is StopKind.VISIT]),
            ("activity", day.activity_by_id, [stop.id for stop in stops if stop.kind is StopKind.ACTIVITY]),
            ("visit or activity", tasks, [entry.id for entry in plan.unplanned])):
        for id_ in dict.fromkeys(id_ for id_ in ids if id_ not in known):
            report.add("E102", "plan", "", "", id_, f"is an unknown {what}", "give the day that the plan was made for")
    report.raise_if_any()
