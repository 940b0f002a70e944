"""Days as they were known at 16:00 the day before, and as they came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from triagering.io.simulation import events
from triagering.io.simulation.events import Calendar
from triagering.io.simulation.human import default_rounds
from triagering.io.synthetic.clock import elapsed
from triagering.models import Carer, Day, Shift, Task, TimeWindow, Visit
from triagering.models.clock import clock_minute
from triagering.models.history import UndeliveredReason

MOST_WORKED, OF_DAYS = 5, 6
"""A colleague on a day off is asked who worked on no more than so many of so many days before."""
CARE = ("ssa", "ssh", "unskilled")
"""Professions among whom rounds are dealt; what one of them may not do goes to somebody who may."""
ACUTE_MINUTES, ACUTE_WITHIN = (20, 40), 120
NOON = 720


@dataclass(frozen=True)
class SimulatedDay:
    """One day, twice, and who works which round."""

    known: Day
    """What a planner knew at 16:00 the day before."""
    actual: Day
    """As it came: sick carers gone, substitutes called, cancelled visits gone, acute ones there."""
    fell_away: dict[str, UndeliveredReason]
    """Visits of ``known`` that are not in ``actual``, and why."""
    rounds: dict[str, str]
    """Round of every carer at work on ``known``, for a planner who keeps to rounds."""


@dataclass(frozen=True)
class _Duty:
    """Somebody on a round."""

    carer: Carer
    shift: Shift


class Staffing:
    """Finds who covers an absence: a colleague on a day off, else a substitute."""

    def __init__(self, base: tuple[Day, ...], calendar: Calendar, rng: np.random.Generator) -> None:
        self.calendar, self.rng = calendar, rng
        self.carers = {carer.id: carer for day in base for carer in day.carers}
        self.layer = {shift.carer: clock_minute(day.date, day.timezone, shift.start) < NOON
                      for day in base for shift in day.shifts}
        self.worked: dict[str, list[int]] = {}
        self.pool: dict[str, list[Carer]] = {}

    def duties(self, day: Day, index: int, *, known: bool, before: dict[str, _Duty] | None) -> dict[str, _Duty]:
        """Give who works each round; what was arranged ``before`` stands where it can."""
        absent = self.calendar.absent(index, known=known)
        if before is None:
            shifts = day.shift_by_carer
            before = {name: _Duty(self.carers[carer], shifts[carer]) for name, carer in self._dealt(day).items()}
        expected = {duty.carer.id for duty in before.values()}
        found: dict[str, _Duty] = {}
        for name, duty in sorted(before.items()):
            there = duty
            if duty.carer.id in absent:
                if self.rng.random() >= (events.COVERED if known else events.COVERED_SAME_DAY):
                    continue
                there = self._cover(duty, index, expected | {one.carer.id for one in found.values()}, absent)
            found[name] = there
        if not found:  # citizens are not left alone for a day
            name, duty = min(before.items())
            found[name] = self._cover(duty, index, expected, absent)
        return found

    def _dealt(self, day: Day) -> dict[str, str]:
        """Deal the rounds among those at work who could swap them; nobody asks who was there yesterday."""
        names = default_rounds(day)
        alike: dict[str, list[str]] = {}
        for carer, name in sorted(names.items()):
            team, profession, hours, _ = name.split("/")
            alike.setdefault(f"{team} {'care' if profession in CARE else profession} {hours}", []).append(carer)
        return {names[carer]: group[other] for group in alike.values()
                for carer, other in zip(group, self.rng.permutation(len(group)).tolist(), strict=True)}

    def _cover(self, duty: _Duty, index: int, busy: set[str], absent: dict[str, str]) -> _Duty:
        missing = duty.carer
        free = [carer for carer in self.carers.values() if carer.miniteam == missing.miniteam
                and carer.profession == missing.profession and self.layer.get(carer.id) == self.layer.get(missing.id)
                and carer.id not in busy and carer.id not in absent
                and len([day for day in self.worked.get(carer.id, []) if index - OF_DAYS <= day]) <= MOST_WORKED]
        colleague = free and self.rng.random() < events.BY_COLLEAGUE
        chosen = free[int(self.rng.integers(len(free)))] if colleague else self._substitute(missing, busy)
        return _Duty(chosen, duty.shift.replace(carer=chosen.id, previous_end=None, next_start=None, rest_before=None,
                                                rest_after=None))

    def _substitute(self, missing: Carer, busy: set[str]) -> Carer:
        pool = self.pool.setdefault(missing.profession, [])
        free = [carer for carer in pool if carer.id not in busy]
        if free and self.rng.random() < 0.8:
            moved: Carer = free[int(self.rng.integers(len(free)))].replace(
                start_place=missing.start_place, end_place=missing.end_place)
            return moved
        number = sum(map(len, self.pool.values())) + 1
        pool.append(missing.replace(id=f"s{number:03d}", substitute=True, miniteam=None, delegations=()))
        return pool[-1]


def with_calendar(base: tuple[Day, ...], calendar: Calendar, rng: np.random.Generator) -> Iterator[SimulatedDay]:
    """Give consecutive days with what the calendar and chance do to them."""
    staffing = Staffing(base, calendar, rng)
    for index, day in enumerate(base):
        planned = staffing.duties(day, index, known=True, before=None)
        came = staffing.duties(day, index, known=False, before=planned)
        for duty in came.values():
            staffing.worked.setdefault(duty.carer.id, []).append(index)
        away_known, away = calendar.away(index, known=True), calendar.away(index, known=False)
        visits = [visit for visit in day.visits
                  if calendar.granted(visit.citizen, index) and visit.citizen not in away_known]
        fell_away = {visit.id: reason for visit in visits if (reason := _falls_away(rng, visit, away)) is not None}
        acute = _acute(rng, day, {visit.citizen for visit in visits} - away)
        known = _day(day, planned, visits)
        actual = _day(day, came, [visit for visit in visits if visit.id not in fell_away] + acute)
        rounds = {duty.carer.id: name for name, duty in planned.items()}
        yield SimulatedDay(known, actual, fell_away, rounds)


def _falls_away(rng: np.random.Generator, visit: Visit, away: set[str]) -> UndeliveredReason | None:
    drawn = rng.random()
    if visit.citizen in away:
        return UndeliveredReason.HOSPITAL
    if drawn < events.CANCELLED:
        return UndeliveredReason.CANCELLED
    return UndeliveredReason.NOT_HOME if drawn < events.CANCELLED + events.NOT_HOME else None


def _acute(rng: np.random.Generator, day: Day, citizens: set[str]) -> list[Visit]:
    ordered = sorted(citizens)
    found = []
    for number in range(int(rng.poisson(events.ACUTE * len(ordered)))):
        start = elapsed(day.date, int(rng.integers(480, 1200)))
        minutes = int(rng.integers(ACUTE_MINUTES[0], ACUTE_MINUTES[1] + 1))
        found.append(Visit(
            id=f"acute-{day.date:%m%d}-{number}", citizen=ordered[int(rng.integers(len(ordered)))], minutes=minutes,
            windows=(TimeWindow(earliest_start=start, agreed_start=start, latest_start=start + ACUTE_WITHIN),),
            tasks=(Task(competence="personal_care", minutes=minutes),), priority=1, reason="acute"))
    return found


def _day(base: Day, duties: dict[str, _Duty], visits: list[Visit]) -> Day:
    """Put a day together; carers who are not at work stay, without a shift."""
    carers = {carer.id: carer for carer in base.carers} | {duty.carer.id: duty.carer for duty in duties.values()}
    ids = {visit.id for visit in visits}
    return base.replace(
        carers=tuple(carers[id_] for id_ in sorted(carers)), visits=tuple(visits), acquaintances=(),
        shifts=tuple(sorted((duty.shift for duty in duties.values()), key=lambda shift: shift.carer)),
        activities=tuple(activity for activity in base.activities
                         if {duty.carer.id for duty in duties.values()} & set(activity.carers)),
        links=tuple(link for link in base.links if {link.first, link.second} <= ids))
