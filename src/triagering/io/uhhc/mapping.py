"""From an instance of the public benchmark to a day: the same plans, the same prices (docs/uhhc.md).

For every plan of the day that the rules allow, ``priced cost / divisor + offset`` is the instance's own total.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from triagering.errors import InputError, Issue
from triagering.io.uhhc.case import UhhcCase
from triagering.io.uhhc.idle import priced_trip
from triagering.io.uhhc.instance import Caregiver, Instance, Patient
from triagering.io.uhhc.units import grain, latest, times
from triagering.models import (
    Break,
    Carer,
    CarerRelation,
    Citizen,
    Competence,
    Day,
    Link,
    Prices,
    Settings,
    Shift,
    Task,
    TimeWindow,
    Travel,
    Visit,
)
from triagering.models.base import HORIZON

DATE = datetime.date(2000, 1, 1)
"""Instances have no date."""
NEVER_HARD = (
    "travel_time", "working_time", "total_waiting_time", "max_waiting_time", "workload_balance", "max_idle_time",
)
"""Components that a day prices, if at all, but never forbids."""


class Mapper:
    """One instance on its way to a day."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.unit = grain(times(instance), 1000)
        weights = [weight for weight in instance.weights.values() if not isinstance(weight, str)]
        self.divisor = self.unit * grain(weights, 1_000_000)
        self.abilities = {ability for carer in instance.carers.values() for ability in carer.abilities}
        self.horizon = min(self.up(latest(instance)), HORIZON // 2)
        self.offset = 0.0
        self.inexact: list[str] = []

    def case(self, raw: dict[str, Any]) -> UhhcCase:
        """Put the day together."""
        instance, weight = self.instance, self.instance.weight
        served = [patient for patient in instance.patients.values() if self.servable(patient)]
        self.offset += weight("working_time") * sum(sum(patient.services.values()) for patient in served)
        self.inexact += self.unsaid()
        places = instance.places
        carers = instance.carers.values()
        day = Day(
            date=DATE, timezone="UTC",
            citizens=tuple(self.citizen(patient) for patient in served),
            carers=tuple(_carer(carer) for carer in carers),
            shifts=tuple(self.shift(carer) for carer in carers),
            visits=tuple(visit for patient in served for visit in self.visits(patient)),
            links=tuple(link for patient in served for link in self.links(patient)),
            travel=Travel(places=tuple(map(_place, places)), minutes={"car": tuple(
                tuple(self.up(instance.distances[a][b]) for b in places) for a in places)}),
            settings=self.settings(),
        )
        visits = {_visit_id(p, service): (p.id, service) for p in served for service in p.services}
        inexact = tuple(dict.fromkeys(self.inexact))
        return UhhcCase(instance, raw, day, self.unit, self.divisor, self.offset, visits, inexact)

    def unsaid(self) -> Iterator[str]:
        """Say what of the instance's prices and limits no day can hold."""
        instance = self.instance
        if "max_waiting_time" in instance.weights:
            yield "max_waiting_time is not priced"
        yield from (f"{name} is soft, and treated as hard" for name in ("qualification", "incompabilities")
                    if not instance.hard(name))
        yield from (f"{name} is hard, and neither held nor priced" for name in NEVER_HARD if instance.hard(name))
        if self.unit > 1 and instance.weight("workload_balance"):
            yield "workload_balance is rounded to fractions of minutes"
        if instance.weight("max_idle_time") and any(carer.shift is None for carer in instance.carers.values()):
            yield "carers without a shift count as idle"

    def up(self, minutes: float) -> int:
        """Give minutes in units, rounded up: a plan that fits the day fits the instance."""
        return math.ceil(round(minutes * self.unit, 3))

    def down(self, minutes: float) -> int:
        """Give minutes in units, rounded down."""
        return math.floor(round(minutes * self.unit, 3))

    def price(self, weight: float) -> int:
        """Give the price of one whole thing, as a missed lunch; prices of minutes are in ``settings``."""
        return max(0, round(weight * self.divisor))

    def servable(self, patient: Patient) -> bool:
        """Say whether the day asks for a patient; an optional one that cannot be served costs its price at once."""
        in_time = all(any(True for _ in self.windows(patient, minutes)) for minutes in patient.services.values())
        if in_time and (not patient.optional or patient.services.keys() <= self.abilities):
            return True
        if not patient.optional or self.instance.hard("optional_patients"):
            raise InputError([Issue("E542", "uhhc", patient.id, "time_windows", "", "can never be served in time",
                                    "nobody can solve this instance")])
        self.offset += self.instance.weight("optional_patients")
        return False

    def settings(self) -> Settings:
        """Turn weights into prices; what the instance does not weigh costs nothing."""
        instance = self.instance

        def price(*names: str) -> int:
            return round(sum(map(instance.weight, names)) * self.divisor / self.unit)

        nothing = dict.fromkeys(Prices.model_fields, 0)
        return Settings(
            prices=Prices(**nothing | {
                "travel": price("travel_time", "working_time"), "waiting": price("total_waiting_time"),
                "lateness": price("total_tardiness"), "worst_lateness": price("highest_tardiness"),
                "overtime": price("total_extra_time"), "worst_idle": price("max_idle_time"),
                "load_spread": price("workload_balance"),
                "missed_break": self.price(instance.weight("missed_lunch_break")),
                "not_preferred": self.price(instance.weight("caregiver_preferences")),
            }),
            wait_before_first=instance.wait_before_first, load_share="equal",
        )

    def citizen(self, patient: Patient) -> Citizen:
        """Give a patient with the carers who are welcome; hard preferences close the circle."""
        hard = self.instance.hard("caregiver_preferences")
        return Citizen(
            id=patient.id, place=_place(patient.place), vetoes=patient.incompatible.intersection(self.instance.carers),
            preferred=patient.preferred, closed_circle=patient.preferred if hard else frozenset(),
        )

    def visits(self, patient: Patient) -> Iterator[Visit]:
        """One visit per service; the price of leaving out an optional patient is on the first."""
        optional = patient.optional and not self.instance.hard("optional_patients")
        price = (self.instance.weight("optional_patients")
                 - self.instance.weight("working_time") * sum(patient.services.values()))
        if optional and price < 0:
            self.inexact.append(f"{patient.id}: leaving it out would be a gain")
        for position, (service, minutes) in enumerate(patient.services.items()):
            yield Visit(
                id=_visit_id(patient, service), citizen=patient.id, minutes=self.up(minutes),
                windows=tuple(self.windows(patient, minutes)), tasks=(Task(competence=service),),
                unplanned_price=None if not optional else 0 if position else self.price(price),
            )

    def windows(self, patient: Patient, minutes: float) -> Iterator[TimeWindow]:
        """Each window until the next one opens: "late for the latest window already open"."""
        hard = self.instance.hard("total_tardiness") or self.instance.hard("highest_tardiness")
        starts = [self.up(window.start) for window in patient.windows]
        for window, start, following in zip(patient.windows, starts, [*starts[1:], self.horizon + 1], strict=True):
            agreed = self.down(window.end - minutes if self.instance.at_end else window.end)
            if agreed < start:  # late whenever it is done
                if hard:
                    continue
                self.inexact.append(f"{patient.id}: lateness that cannot be avoided is not priced")
            last = min(agreed, following - 1) if hard else following - 1
            yield TimeWindow(earliest_start=start, agreed_start=min(max(agreed, start), last), latest_start=last)

    def links(self, patient: Patient) -> Iterator[Link]:
        """Tie the services of a patient: different carers, all or none, consecutive ones with their gap."""
        for (i, one), (j, two) in combinations(enumerate(patient.services), 2):
            gap = patient.gap if j == i + 1 else None
            yield Link(
                id=f"{patient.id}/{one}/{two}", first=_visit_id(patient, one), second=_visit_id(patient, two),
                min_gap=self.up(gap[0]) if gap else None, max_gap=self.down(gap[1]) if gap else None,
                carers=CarerRelation.OTHER, all_or_none=True,
            )

    def shift(self, carer: Caregiver) -> Shift:
        """Give a carer's shift; one who has none is at work all day."""
        start = self.up(carer.shift.start) if carer.shift else 0
        end = self.down(carer.shift.end) if carer.shift else 2 * self.horizon
        overtime = 0 if self.instance.hard("total_extra_time") else 2 * self.horizon - end
        pause = self.lunch(carer, start, end + overtime)
        trip = priced_trip(self.instance, carer) if pause else None
        return Shift(carer=carer.id, start=start, end=end, overtime=overtime, break_=pause,
                     unused_price=self.price(trip.cost) if trip else 0,
                     unused_idle=self.up(trip.idle) if trip and trip.stop and carer.shift else None)

    def lunch(self, carer: Caregiver, start: int, latest_return: int) -> Break | None:
        """Give the lunch break; one out of reach is missed in every plan, and costs its price at once."""
        lunch = self.instance.lunch
        if lunch is None or not carer.lunch:
            return None
        minutes, first, end = self.up(lunch.minutes), self.up(lunch.start), self.down(lunch.end)
        last = end - minutes if self.instance.at_end else end
        if last < max(first, start) or first + minutes > latest_return:
            self.offset += self.instance.weight("missed_lunch_break")
            return None
        return Break(minutes=minutes, earliest_start=first, latest_start=last,
                     latest_end=end if self.instance.at_end else None, paid=False,
                     mandatory=self.instance.hard("missed_lunch_break"), at_ends=True)


def _carer(carer: Caregiver) -> Carer:
    return Carer(id=carer.id, competences=tuple(Competence(area=ability) for ability in sorted(carer.abilities)),
                 start_place=_place(carer.departs), end_place=_place(carer.returns))


def _place(index: int) -> str:
    return f"at-{index}"


def _visit_id(patient: Patient, service: str) -> str:
    return f"{patient.id}/{service}"
