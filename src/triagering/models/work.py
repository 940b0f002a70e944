"""What has to be done: visits and their tasks, activities, links between visits, pins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from triagering.models.base import (
    HORIZON,
    ActivityId,
    CarerId,
    CitizenId,
    Id,
    LinkId,
    Minute,
    Minutes,
    Model,
    PlaceId,
    PlannedDate,
    Price,
    Text,
    VisitId,
)
from triagering.models.people import Level


class Task(Model):
    """One thing done during a visit."""

    competence: Id
    """Area that the carer must hold."""
    level: Level = Level.BASIC
    """Lowest level of it."""
    minutes: Minutes = 0
    """Its share of the visit; the visit is never shorter than its tasks."""
    delegable: bool = True
    """Whether a delegation may stand in for the competence today."""


class TimeWindow(Model):
    """When a visit may start, all ends included.

    Starting between ``agreed_start`` and ``latest_start`` is allowed and counts as late.
    """

    earliest_start: Minute
    """Not before."""
    agreed_start: Minute
    """What was agreed; a later start is late by the difference."""
    latest_start: Minute
    """Not after."""

    def holds(self, start: int) -> bool:
        """Say whether a start lies in it."""
        return self.earliest_start <= start <= self.latest_start

    def outside(self, last: int, first: int) -> Iterator[TimeWindow]:
        """Give what is left of it without the starts between two minutes; agreed is what was, even outside.

        >>> window = TimeWindow(earliest_start=480, agreed_start=500, latest_start=600)
        >>> [(one.earliest_start, one.latest_start) for one in window.outside(490, 580)]
        [(480, 490), (580, 600)]
        """
        for opens, closes in ((self.earliest_start, min(self.latest_start, last)),
                              (max(self.earliest_start, first), self.latest_start)):
            if opens <= closes:
                yield self.replace(earliest_start=opens, latest_start=closes)


class Visit(Model):
    """A visit to a citizen, done by ``carers_needed`` carers at once or not at all."""

    id: VisitId
    """Opaque id."""
    citizen: CitizenId
    """Who is visited."""
    minutes: Annotated[Minutes, Field(ge=1)]
    """How long it takes; the same for every carer at it."""
    windows: Annotated[tuple[TimeWindow, ...], Field(min_length=1)]
    """When it may start: disjoint windows in order."""
    tasks: tuple[Task, ...] = ()
    """What is done; every carer at the visit must be able to do all of it."""
    carers_needed: Annotated[int, Field(ge=1, le=4)] = 1
    """Carers who start together and stay throughout."""
    time_critical: bool = False
    """Medicine, insulin, toileting: never dropped for anything that is not time-critical."""
    priority: Annotated[int, Field(ge=1, le=5)] = 3
    """Triage priority: 1 is the most urgent, 5 can best wait."""
    heavy: bool = False
    """Whether it counts as heavy work for fairness."""
    told: frozenset[CarerId] = frozenset()
    """Carers whom the citizen was told to expect; others are priced per stop."""
    agreed: tuple[TimeWindow, ...] = ()
    """Its windows as agreed with the citizen, kept where planning again put what was told into ``windows``; none: the
    same."""
    other_dates: frozenset[PlannedDate] = frozenset()
    """Other days of its week on which it may be done instead, at the same times."""
    unplanned_price: Price | None = None
    """None: leaving it out is worse than any price, in order of priority. A number: leaving it out costs just that.
    Of no effect on what is time-critical."""
    package: Id | None = None
    """The package or grant it comes from."""
    reason: Text = ""
    """Code of what created the visit, as a triage rule; never free text about a person."""

    @property
    def own_price(self) -> int | None:
        """What leaving it out costs; None where no price outweighs it, as when it is time-critical."""
        return None if self.time_critical else self.unplanned_price

    def at_times(self, there: Callable[[int], int]) -> Visit:
        """Give the visit with all times of its windows turned into others."""
        return self.replace(**{name: tuple(TimeWindow(**{bound: there(minute) for bound, minute in window})
                                           for window in windows)
                               for name, windows in (("windows", self.windows), ("agreed", self.agreed))})

    def window_at(self, start: int) -> TimeWindow:
        """Give the window, as agreed, that a start lies in, else the one with the nearest agreed start."""
        return min(self.agreed or self.windows, key=lambda window: (
            not window.holds(start), abs(start - window.agreed_start)))

    def late_by(self, start: int) -> int:
        """Give the minutes by which a start is later than was agreed, whatever the citizen was told since."""
        return max(0, start - self.window_at(start).agreed_start)

    def told_at(self, start: int) -> int | None:
        """Give when the citizen was told that somebody comes, if that is not when it was agreed.

        It is that of the window that a start lies in. Where only a part of a window is left, beside its agreed start,
        the nearest minute of it takes that one's place, and was told nobody.
        """
        for window in self.windows if self.agreed else ():
            if window.holds(start):
                agreed = self.window_at(window.earliest_start).agreed_start
                nearest = min(max(agreed, window.earliest_start), window.latest_start)
                return None if window.agreed_start == nearest else window.agreed_start
        return None


class Activity(Model):
    """What is scheduled: a meeting, an office hour, training; with citizens a group activity.

    All carers named take part who are at work and have rested. Without any, as at a day centre, it only says where its
    citizens are.
    """

    id: ActivityId
    """Opaque id."""
    carers: tuple[CarerId, ...] = ()
    """Who of the carers takes part."""
    place: PlaceId
    """Where."""
    start: Minute
    """When it starts, for everybody."""
    minutes: Annotated[Minutes, Field(ge=1)]
    """How long it takes."""
    citizens: tuple[CitizenId, ...] = ()
    """Who of the citizens takes part: nobody visits them meanwhile. How they get there is no part of the plan."""
    needs: tuple[Task, ...] = ()
    """What each of its carers must be able to do; minutes are of no effect."""
    capacity: Annotated[int, Field(ge=1)] | None = None
    """Most citizens; none: no limit."""

    @property
    def end(self) -> int:
        """When it is over."""
        return self.start + self.minutes

    def counted(self, citizen: str, how: str) -> int:
        """Give the minutes that count for a citizen, ``full`` or ``shared``: whole ones, the first get one more.

        >>> walk = Activity(id="a", place="park", start=600, minutes=50, citizens=("z1", "z2", "z3"))
        >>> [walk.counted(citizen, "shared") for citizen in walk.citizens], walk.counted("z1", "full")
        ([17, 17, 16], 50)
        """
        each, rest = divmod(self.minutes, len(self.citizens))
        return self.minutes if how == "full" else each + (self.citizens.index(citizen) < rest)


class CarerRelation(StrEnum):
    """Who does two linked visits."""

    ANY = "any"
    SAME = "same"
    OTHER = "other"


class Link(Model):
    """A relation between two visits; it holds whenever both are planned.

    With gap = start of ``second`` - start of ``first``: ``min_gap`` <= gap <= ``max_gap``. Both 0 is the same start.
    """

    id: LinkId
    """Opaque id."""
    first: VisitId
    """One visit."""
    second: VisitId
    """The other visit."""
    min_gap: Minute | None = None
    """Least gap; none: no limit."""
    max_gap: Minute | None = None
    """Largest gap; none: no limit."""
    carers: CarerRelation = CarerRelation.ANY
    """Same carer (single-carer visits only), no carer in common, or no matter."""
    all_or_none: bool = False
    """Whether one may only be planned together with the other."""

    def span_of(self, visit: str, other: int) -> tuple[int, int]:
        """Give from when until when one of its visits may start if the other starts at a minute.

        >>> link = Link(id="l1", first="v1", second="v2", min_gap=30)
        >>> link.span_of("v2", 480), link.span_of("v1", 480)[1]
        ((510, 100000480), 450)
        """
        least = -HORIZON if self.min_gap is None else self.min_gap
        most = HORIZON if self.max_gap is None else self.max_gap
        return (other + least, other + most) if visit == self.second else (other - most, other - least)


class Pin(Model):
    """A planner's decision that every plan keeps: this carer, this start, or both."""

    visit: VisitId
    """The visit."""
    carer: CarerId | None = None
    """Must be among its carers."""
    start: Minute | None = None
    """Must be its start."""

    def without(self, *, carer: bool = False, start: bool = False) -> tuple[Pin, ...]:
        """Give what is left of it without its carer, its start, or both: a pin, or none."""
        kept = self.replace(carer=None if carer else self.carer, start=None if start else self.start)
        return () if kept.carer is None and kept.start is None else (kept,)
