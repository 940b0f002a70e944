"""What chance does to a municipality: sickness, holidays, admissions, citizens who come and go, and the day itself.

Rates per person and day; docs/history.md gives their sources.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

SICK_STARTS, SICK_DAYS = 0.025, 4.0
HOLIDAY_WEEKS = 0.10
ADMITTED, STAY_DAYS = 0.0025, (3, 7)
COMES, GOES = 0.025 / 30, 0.025 / 30
CANCELLED, NOT_HOME = 0.02, 0.005
ACUTE = 0.02
COVERED, COVERED_SAME_DAY, BY_COLLEAGUE = 0.98, 0.75, 0.5
"""Share of absences that are covered, if known the day before, or not; and how many of these by a colleague."""


@dataclass
class Calendar:
    """Who is away when; days count from 0."""

    absences: list[tuple[str, int, int, str]] = field(default_factory=list)
    """Carer, first day, last day, reason."""
    stays: list[tuple[str, int, int]] = field(default_factory=list)
    """Citizen, first day (the admission), last day (back the next)."""
    active: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Citizen: first and last day of the grant."""

    def absent(self, day: int, *, known: bool) -> dict[str, str]:
        """Give the carers absent on a day and why; ``known`` leaves out who calls in sick that morning."""
        return {carer: reason for carer, first, last, reason in self.absences
                if first <= day <= last and not (known and reason == "sick" and first == day)}

    def away(self, day: int, *, known: bool) -> set[str]:
        """Give the citizens in hospital on a day; ``known`` leaves out who is admitted that day."""
        return {citizen for citizen, first, last in self.stays
                if first <= day <= last and not (known and first == day)}

    def granted(self, citizen: str, day: int) -> bool:
        """Say whether a citizen has a grant on a day."""
        first, last = self.active[citizen]
        return first <= day <= last


def calendar(rng: np.random.Generator, carers: Sequence[str], citizens: Sequence[str], days: int) -> Calendar:
    """Draw the absences, stays and grants of a period.

    >>> drawn = calendar(np.random.default_rng(1), [f"c{n}" for n in range(100)], [], 100)
    >>> sick = sum(last - first + 1 for _, first, last, reason in drawn.absences if reason == "sick")
    >>> 0.06 < sick / 10_000 < 0.12
    True
    """
    found = Calendar()
    for carer in carers:
        day = 0
        while day < days:
            if day % 7 == 0 and rng.random() < HOLIDAY_WEEKS:
                found.absences.append((carer, day, min(day + 6, days - 1), "holiday"))
                day += 7
            elif rng.random() < SICK_STARTS:
                last = min(days - 1, day + int(rng.geometric(1 / SICK_DAYS)) - 1)
                found.absences.append((carer, day, last, "sick"))
                day = last + 1
            else:
                day += 1
    for citizen in citizens:
        first = int(rng.integers(1, days)) if rng.random() < COMES * days and days > 1 else 0
        last = int(rng.integers(first, days)) if rng.random() < GOES * days else days
        found.active[citizen] = first, last
        day = first
        while day < min(days, last):
            if rng.random() < ADMITTED:
                back = day + int(rng.integers(STAY_DAYS[0], STAY_DAYS[1] + 1)) - 1
                found.stays.append((citizen, day, back))
                day = back
            day += 1
    return found
