"""One day to be planned: everything that is known before it starts."""

from __future__ import annotations

from collections.abc import Set
from functools import cached_property
from typing import Self

from pydantic import model_validator

from triagering.errors import InputError
from triagering.models.base import Language, Minute, Model, PlannedDate
from triagering.models.clock import clock_text
from triagering.models.consistency import find_issues
from triagering.models.people import Acquaintance, Carer, Citizen
from triagering.models.places import District, Miniteam, Municipality, Travel
from triagering.models.settings import Settings
from triagering.models.shifts import Shift
from triagering.models.work import Activity, Link, Pin, TimeWindow, Visit

URGENCY_CLASSES = (
    "begun",
    "pinned",
    *(f"critical {priority}" for priority in range(1, 6)),
    *(f"priority {priority}" for priority in range(1, 6)),
)
"""Classes of visits, most urgent first; leaving out one visit is worse than all of the later classes together."""

_URGENCY = {
    "en": {"critical": "time-critical, priority"},
    "da": {"critical": "tidskritisk, prioritet", "priority": "prioritet", "begun": "påbegyndt", "pinned": "låst",
           "own": "egen", "price": "pris"},
}


OWN_PRICE = "own price"
"""How a visit outside the classes counts: leaving it out costs what the day says."""


def urgency_label(urgency: str, language: Language = "en") -> str:
    """Give one of ``URGENCY_CLASSES``, or ``own price`` (a visit outside them), as people read it.

    >>> urgency_label("critical 1"), urgency_label("critical 1", "da"), urgency_label("own price", "da")
    ('time-critical, priority 1', 'tidskritisk, prioritet 1', 'egen pris')
    """
    return " ".join(_URGENCY[language].get(word, word) for word in urgency.split())


class Day(Model):
    """A day: who needs what, who is at work, and how it shall be priced. Consistent by construction."""

    date: PlannedDate
    """The planned day."""
    timezone: str = "Europe/Copenhagen"
    """Where minutes count from local midnight."""
    now: Minute | None = None
    """Minute at which the day stands, once it has begun: what is pinned to an earlier start has, and activities that
    start earlier."""
    municipality: Municipality = Municipality()
    """Districts and miniteams."""
    citizens: tuple[Citizen, ...]
    """Everybody visited, at least."""
    carers: tuple[Carer, ...]
    """Everybody with a shift, at least."""
    shifts: tuple[Shift, ...]
    """Who works when; one per carer."""
    visits: tuple[Visit, ...]
    """What is to be done at citizens."""
    activities: tuple[Activity, ...] = ()
    """Meetings, group activities and other scheduled work."""
    links: tuple[Link, ...] = ()
    """Relations between visits."""
    pins: tuple[Pin, ...] = ()
    """What a planner has decided."""
    acquaintances: tuple[Acquaintance, ...] = ()
    """Who has met whom."""
    travel: Travel
    """How long it takes from place to place."""
    settings: Settings = Settings()
    """Prices, limits, local rules."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        issues = find_issues(self)
        if issues:
            raise InputError(issues)
        return self

    @cached_property
    def citizen_by_id(self) -> dict[str, Citizen]:
        """Citizens by id."""
        return {citizen.id: citizen for citizen in self.citizens}

    @cached_property
    def citizen_index(self) -> dict[str, int]:
        """Place of every citizen among ``citizens``."""
        return {citizen.id: index for index, citizen in enumerate(self.citizens)}

    @cached_property
    def carer_by_id(self) -> dict[str, Carer]:
        """Carers by id."""
        return {carer.id: carer for carer in self.carers}

    @cached_property
    def visit_by_id(self) -> dict[str, Visit]:
        """Visits by id."""
        return {visit.id: visit for visit in self.visits}

    @cached_property
    def activity_by_id(self) -> dict[str, Activity]:
        """Activities by id."""
        return {activity.id: activity for activity in self.activities}

    @cached_property
    def staffed(self) -> tuple[Activity, ...]:
        """Activities that ask for carers; no plan has, or leaves out, the others."""
        return tuple(activity for activity in self.activities if activity.carers)

    @cached_property
    def attending(self) -> dict[str, tuple[str, ...]]:
        """Carers who are at each activity, if it takes place: those named who have a shift and have rested, by id."""
        return {activity.id: tuple(carer for carer in activity.carers if carer in self.shift_by_carer
                                   and not self.rest_keeps(carer, activity)) for activity in self.activities}

    @cached_property
    def to_plan(self) -> tuple[str, ...]:
        """Ids of what a plan has or leaves out: visits, then activities."""
        return (*self.visit_by_id, *(activity.id for activity in self.staffed))

    @cached_property
    def activities_of(self) -> dict[str, tuple[Activity, ...]]:
        """Activities that each citizen takes part in, planned or left out, in order of time; only those with any."""
        found: dict[str, list[Activity]] = {}
        for activity in sorted(self.activities, key=lambda one: one.start):
            for citizen in activity.citizens:
                found.setdefault(citizen, []).append(activity)
        return {citizen: tuple(own) for citizen, own in found.items()}

    @cached_property
    def shift_by_carer(self) -> dict[str, Shift]:
        """Shifts by carer id."""
        return {shift.carer: shift for shift in self.shifts}

    @cached_property
    def pins_by_visit(self) -> dict[str, tuple[Pin, ...]]:
        """Pins by visit id."""
        pins: dict[str, list[Pin]] = {}
        for pin in self.pins:
            pins.setdefault(pin.visit, []).append(pin)
        return {visit: tuple(found) for visit, found in pins.items()}

    @cached_property
    def place_index(self) -> dict[str, int]:
        """Row of every place in the travel matrices."""
        return {place: index for index, place in enumerate(self.travel.places)}

    @cached_property
    def district_of_team(self) -> dict[str, str | None]:
        """District of every miniteam."""
        return {team.id: team.district for team in self.municipality.miniteams}

    @cached_property
    def district_by_id(self) -> dict[str, District]:
        """Districts by id."""
        return {district.id: district for district in self.municipality.districts}

    @cached_property
    def miniteam_by_id(self) -> dict[str, Miniteam]:
        """Miniteams by id."""
        return {team.id: team for team in self.municipality.miniteams}

    def admits(self, carer: Carer, citizen: Citizen) -> bool:
        """Say whether district borders let a carer visit a citizen: a closed district is for its own miniteams."""
        team = citizen.miniteam
        home = None if team is None else self.district_of_team[team]
        if home is None or not self.district_by_id[home].closed:
            return True
        return carer.miniteam is not None and self.district_of_team[carer.miniteam] == home

    def able(self, carer: Carer, visit: Visit) -> bool:
        """Say whether a carer may do every task of a visit on this day."""
        return all(carer.may_do(task, visit.citizen, self.date) for task in visit.tasks)

    def eligible(self, carer: Carer, visit: Visit) -> bool:
        """Say whether a carer may do a visit at all: competence, the citizen's word, the district."""
        citizen = self.citizen_by_id[visit.citizen]
        return self.able(carer, visit) and citizen.accepts(carer) and self.admits(carer, citizen)

    def activities_among(self, carers: Set[str]) -> tuple[Activity, ...]:
        """Give the activities as a part of the day with these carers has them.

        Those of other carers ask for nobody there, but still keep their citizens away.
        """
        return tuple(one if there else one.replace(carers=()) for one in self.activities
                     if (there := not carers.isdisjoint(self.attending[one.id] or one.carers)) or one.citizens)

    def windows_of(self, visit: Visit) -> tuple[TimeWindow, ...]:
        """Give when a visit may start: its windows without what would overlap an activity of its citizen.

        An agreed start stays what it is, so that lateness counts from there, even outside what is left.
        """
        windows = visit.windows
        for one in self.activities_of.get(visit.citizen, ()):
            windows = tuple(part for window in windows for part in window.outside(one.start - visit.minutes, one.end))
        return windows

    def place_of(self, id_: str) -> str:
        """Give the place of a visit or an activity."""
        visit = self.visit_by_id.get(id_)
        return self.activity_by_id[id_].place if visit is None else self.citizen_by_id[visit.citizen].place

    def citizens_of(self, id_: str) -> tuple[str, ...]:
        """Give whom a visit or an activity concerns; nobody where the day does not have it."""
        visit, activity = self.visit_by_id.get(id_), self.activity_by_id.get(id_)
        return (visit.citizen,) if visit else activity.citizens if activity else ()

    def travel_minutes(self, carer: Carer, origin: str, target: str) -> int:
        """Give a carer's minutes from place to place."""
        return self.travel.minutes[carer.mode][self.place_index[origin]][self.place_index[target]]

    def span(self, shift: Shift) -> tuple[int, int]:
        """Give the rested start and the latest return of a shift."""
        before, after = self.rests(shift)
        first, last = shift.start, shift.end + shift.overtime
        if shift.previous_end is not None:
            first = max(first, shift.previous_end + before)
        if shift.next_start is not None:
            last = min(last, shift.next_start - after)
        return first, last

    def way_to(self, carer: str, activity: Activity) -> tuple[int, int]:
        """Give when a carer who does nothing else leaves for an activity, and is back from it."""
        who = self.carer_by_id[carer]
        return (activity.start - self.travel_minutes(who, who.start_place, activity.place),
                activity.end + self.travel_minutes(who, activity.place, who.home))

    def rest_keeps(self, carer: str, activity: Activity) -> bool:
        """Say whether rest alone keeps a carer from an activity: the shift, with the way there and home, does not."""
        shift, (leaves, returns) = self.shift_by_carer[carer], self.way_to(carer, activity)
        first, last = self.span(shift)
        return (shift.start <= leaves and returns <= shift.end + shift.overtime
                and not (first <= leaves and returns <= last))

    def rests(self, shift: Shift) -> tuple[int, int]:
        """Give the rest before and after a shift: the daily rest, unless another was agreed on.

        A shorter one is lengthened where the times leave room, up to the daily rest: it is short where it has to be.
        """
        daily = self.settings.daily_rest
        before = daily if shift.previous_end is None else shift.start - shift.previous_end
        after = daily if shift.next_start is None else shift.next_start - shift.end - shift.overtime
        return (daily if shift.rest_before is None else max(shift.rest_before, min(before, daily)),
                daily if shift.rest_after is None else max(shift.rest_after, min(after, daily)))

    def clock(self, minute: int) -> str:
        """Give what the clock shows at a minute of this day, as ``07:30`` or ``01:15+1``."""
        return clock_text(self.date, self.timezone, minute)

    @cached_property
    def begun(self) -> frozenset[str]:
        """Ids of visits and activities that have begun by ``now``."""
        if self.now is None:
            return frozenset()
        pinned = {pin.visit for pin in self.pins if pin.start is not None and pin.start < self.now}
        return frozenset(pinned.union(one.id for one in self.activities if one.start < self.now))

    def urgency(self, id_: str) -> str:
        """Give the class of a visit or activity among ``URGENCY_CLASSES``; activities count as pinned or begun."""
        visit = self.visit_by_id.get(id_)
        if id_ in self.begun:
            return "begun"
        if visit is None or id_ in self.pins_by_visit:
            return "pinned"
        return f"{'critical' if visit.time_critical else 'priority'} {visit.priority}"

    def counted_as(self, id_: str) -> str:
        """Give how a visit or activity counts if it is left out: its class, or ``own price`` where that counts."""
        visit = self.visit_by_id.get(id_)
        own = visit is not None and visit.own_price is not None and id_ not in self.pins_by_visit
        return OWN_PRICE if own else self.urgency(id_)

    def left_out_order(self, id_: str) -> tuple[int, int, str]:
        """Give what sorts visits and activities that are left out: by class, own prices last; by start; by id.

        What the day does not know comes first.
        """
        visit, activity = self.visit_by_id.get(id_), self.activity_by_id.get(id_)
        start = visit.windows[0].earliest_start if visit else activity.start if activity else 0
        return (*URGENCY_CLASSES, OWN_PRICE).index(self.counted_as(id_)), start, id_
