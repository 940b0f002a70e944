"""Lunch-only trips: what a carer without visits may do instead of nothing."""

from __future__ import annotations

import math
from dataclasses import dataclass

from triagering.io.uhhc.instance import Caregiver, Instance, Lunch


@dataclass(frozen=True, slots=True)
class Trip:
    """One way to spend a day without visits."""

    cost: float
    """Points, idle time apart."""
    idle: float
    """Minutes."""
    stop: tuple[str, float, float] | None
    """Patient at whose place lunch is taken, start, end; None: stays at home and misses lunch."""


def lunch_trips(instance: Instance, carer: Caregiver) -> list[Trip]:
    """Give the trips worth thinking of, cheapest first, each with less idle time than those before it.

    Empty if the carer must not miss lunch and can have none.
    """
    shift, trips = carer.shift, []
    if not (carer.lunch and instance.hard("missed_lunch_break")):
        missed = instance.weight("missed_lunch_break") if carer.lunch else 0
        trips.append(Trip(missed, shift.end - shift.start if shift else 0, None))
    if carer.lunch and instance.lunch:
        for place, patient in {patient.place: patient.id for patient in instance.patients.values()}.items():
            trips += _trip(instance, carer, instance.lunch, place, patient)
    best: list[Trip] = []
    for trip in sorted(trips, key=lambda trip: (trip.cost, trip.idle)):
        if not best or trip.idle < best[-1].idle:
            best.append(trip)
    return best


def priced_trip(instance: Instance, carer: Caregiver) -> Trip | None:
    """Give the trip that costs least, idle time included, if the carer alone decides the largest; a day prices it.

    None for carers without a right to lunch, and where there is no trip.
    """
    weight = instance.weight("max_idle_time")
    trips = lunch_trips(instance, carer) if carer.lunch else []
    return min(trips, key=lambda trip: (trip.cost + weight * trip.idle, trip.cost), default=None)


def _trip(instance: Instance, carer: Caregiver, lunch: Lunch, place: int, patient: str) -> list[Trip]:
    """Give the trip to one place: lunch as early as possible, and as long as it shortens idle time."""
    out, home = instance.distances[carer.departs][place], instance.distances[place][carer.returns]
    begin, finish = (carer.shift.start, carer.shift.end) if carer.shift else (0, math.inf)
    start = max(lunch.start, begin + out)
    end = max(start + lunch.minutes, finish - home if carer.shift else 0)
    end = min(end, lunch.end) if instance.at_end else end
    overtime = max(0, end + home - finish)
    late = end - start < lunch.minutes if instance.at_end else start > lunch.end
    if late or (overtime and instance.hard("total_extra_time")):
        return []
    waiting = start - begin - out if instance.wait_before_first else 0
    cost = (instance.weight("travel_time") * (out + home) + instance.weight("total_extra_time") * overtime
            + instance.weight("working_time") * (out + home) + instance.weight("total_waiting_time") * waiting)
    idle = max(finish, end + home) - begin - out - home - (end - start) if carer.shift else 0
    return [Trip(cost, idle, (patient, start, end))]
