"""An instance of the public benchmark together with the day it stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from triagering.io.uhhc.idle import lunch_trips, priced_trip
from triagering.io.uhhc.instance import Instance
from triagering.models import Day


@dataclass(frozen=True)
class UhhcCase:
    """An instance, the day it stands for, and how to get back."""

    instance: Instance
    raw: dict[str, Any]
    """The JSON object of the instance."""
    day: Day
    """Every time in units of 1/``unit`` minute."""
    unit: int
    """Time units per minute: 1 unless the instance has fractions of minutes."""
    divisor: int
    """Priced cost of the day per point of the instance's total."""
    offset: float
    """Points that no plan of the day can avoid and that the day does not price."""
    visits: dict[str, tuple[str, str]]
    """Visit id to (patient, service)."""
    inexact: tuple[str, ...]
    """What the day cannot say exactly, in words; empty: priced cost and total always agree."""

    def total(self, cost: int) -> float:
        """Turn a priced cost of the day into points of the instance."""
        return round(cost / self.divisor + self.offset, 9)

    def bound(self, cost: int) -> float | None:
        """Turn a bound on the priced cost of the day into one on the instance; none if the day is inexact.

        A carer without visits may take a cheaper lunch trip than the day prices, if another decides the largest idle
        time: what all of them could save is taken off (docs/uhhc.md).
        """
        if self.inexact:
            return None
        saved = 0.0
        for shift in self.day.shifts:
            carer = self.instance.carers[shift.carer]
            trip = priced_trip(self.instance, carer) if shift.break_ else None
            if trip:
                saved += trip.cost - lunch_trips(self.instance, carer)[0].cost
        return round(self.total(cost) - saved, 9)
