"""What happened: delivered visits, shifts, absences, stays away from home, published plans.

One class per table; its attributes are the columns of the table's frames and files (``table_columns``).
Missing values are None here and null there. Minutes always belong to one row: a visit by two carers is two
rows with the same ``visit`` and the minutes of each. Times are those of the local clock: 07:30 is 450 on every
day, also on the two days when the clocks change.
"""

from __future__ import annotations

import datetime as dt
import types
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import Field, TypeAdapter
from pydantic.fields import FieldInfo

from triagering.models.base import (
    HORIZON,
    CarerId,
    CitizenId,
    DistrictId,
    Id,
    MiniteamId,
    Minutes,
    Model,
    VisitId,
)

SCHEMA_VERSION = 2
"""Version of the tables below; docs/history.md lists what changed and how older files are read."""

ClockMinute = Annotated[int, Field(ge=-HORIZON, le=2879)]
"""A time: minutes of the local clock since midnight, before 48:00 as in days; later ones would be seconds."""

DayMinutes = Annotated[int, Field(ge=0, le=1440)]
"""Minutes of one carer on one day."""

HandsMinutes = Annotated[int, Field(ge=0, le=4 * 1440)]
"""Minutes of as many carers as a visit may need; of one that nobody came to one row holds them all."""


class VisitStatus(StrEnum):
    """Whether a planned visit took place."""

    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"


class UndeliveredReason(StrEnum):
    """Why a visit did not take place; every undelivered visit has one."""

    CANCELLED = "cancelled"
    """By the citizen, in advance; also who is at an activity whenever the visit may be."""
    NOT_HOME = "not_home"
    """Nobody opened."""
    HOSPITAL = "hospital"
    """Admitted."""
    NO_CAPACITY = "no_capacity"
    """Nobody could come."""
    MOVED = "moved"
    """Replaced by a visit on another day."""
    CLOSED = "closed"
    """The grant had ended."""
    OTHER = "other"


GROUP = "group_activity"
"""Kind of the rows that say what a group activity counts for a citizen."""

CITIZEN_CAUSED = frozenset({
    UndeliveredReason.CANCELLED, UndeliveredReason.NOT_HOME,
    UndeliveredReason.HOSPITAL, UndeliveredReason.CLOSED,
})
"""Reasons that are not counted against the provider."""


class VisitRecord(Model):
    """One carer at one visit, delivered or not."""

    date: dt.date
    """The day the visit belongs to; visits after midnight of an evening shift keep its day."""
    visit: VisitId
    """Same for all carers at the visit (and citizens of a group activity); unique within the day and district."""
    citizen: CitizenId
    """Who was to be visited."""
    carer: CarerId | None = None
    """Who came; None when undelivered and nobody had been chosen."""
    start: ClockMinute | None = None
    """When the visit began; None when undelivered."""
    minutes: DayMinutes = 0
    """Delivered minutes; 0 when undelivered, written down when delivered."""
    status: VisitStatus = VisitStatus.DELIVERED
    """Whether it took place."""
    reason: UndeliveredReason | None = None
    """Why not; None when delivered."""
    kind: Id | None = None
    """``care``, ``nursing``, ``practical``, ``acute``, ``alarm``, ``meal_delivery``, ``group_activity`` (what one
    counts for one citizen: minutes, no visit) or a local code."""
    granted_minutes: HandsMinutes | None = None
    """What the grant pays for."""
    planned_minutes: HandsMinutes | None = None
    """What the published plan held; None when the visit was not in it."""
    planned_start: ClockMinute | None = None
    """Start in the published plan."""
    planned_carer: CarerId | None = None
    """Carer in the published plan."""
    agreed_start: ClockMinute | None = None
    """The time agreed with the citizen."""
    travel_minutes: DayMinutes | None = None
    """On the road to this visit."""
    over_qualified_minutes: DayMinutes | None = None
    """Minutes given by somebody more qualified than the visit asked for."""
    profession: Id | None = None
    """Of the carer; of an undelivered visit, of the planned one."""
    substitute: bool = False
    """Whether the carer was a temp or relief worker."""
    contact_person: CarerId | None = None
    """The citizen's, on that day."""
    miniteam: MiniteamId | None = None
    """The citizen's."""
    carer_miniteam: MiniteamId | None = None
    """The carer's."""
    district: DistrictId | None = None
    """The citizen's."""


class ShiftRecord(Model):
    """One carer at work on one day."""

    date: dt.date
    """The day the shift is planned for; its times count from that midnight, and may lie before it or after 24:00."""
    carer: CarerId
    """Who."""
    start: ClockMinute
    """When it began."""
    end: ClockMinute
    """When it ended."""
    break_minutes: DayMinutes = 0
    """Unpaid break inside it, at most as long as it."""
    rest_before: Minutes | None = None
    """Minutes of rest agreed on between the carer's last shift of an earlier day and this one; None: daily rest."""
    travel_minutes: DayMinutes | None = None
    """On the road."""
    profession: Id | None = None
    """Of the carer."""
    miniteam: MiniteamId | None = None
    """The carer's."""
    district: DistrictId | None = None
    """Where the carer worked."""


class AbsenceRecord(Model):
    """A carer who was away from work, both days included."""

    carer: CarerId
    """Who."""
    first_day: dt.date
    """First day away."""
    last_day: dt.date | None = None
    """Last day away; None: not yet known."""
    reason: Id | None = None
    """As ``sick``, ``holiday``, ``training``."""
    district: DistrictId | None = None
    """The carer's."""


class StayRecord(Model):
    """A citizen who was not at home, both days included: hospital, respite, holiday."""

    citizen: CitizenId
    """Who."""
    first_day: dt.date
    """First day away; help may have been given earlier that day."""
    last_day: dt.date | None = None
    """Last day away; None: not yet known."""
    kind: Id = "hospital"
    """Where."""
    district: DistrictId | None = None
    """The citizen's."""


class PlanRecord(Model):
    """One carer at one visit in a published plan."""

    date: dt.date
    """The planned day."""
    visit: VisitId
    """The visit."""
    citizen: CitizenId
    """Who is visited."""
    carer: CarerId | None = None
    """Who should come; None: published as unplanned."""
    start: ClockMinute | None = None
    """When."""
    minutes: DayMinutes = 0
    """How long."""
    version: Id = "published"
    """Which plan of the day, as ``published`` or the name of a replay."""
    district: DistrictId | None = None
    """The citizen's."""


TABLES: dict[str, type[Model]] = {
    "visits": VisitRecord, "shifts": ShiftRecord, "absences": AbsenceRecord, "stays": StayRecord,
    "plans": PlanRecord,
}
"""The tables of a history; each is filed per district and day."""

DAY_COLUMN = {
    "visits": "date", "shifts": "date", "absences": "first_day", "stays": "first_day", "plans": "date",
}
"""The column that says under which day a row is filed."""

KEYS = {
    "visits": ("date", "visit", "carer"), "shifts": ("date", "carer", "start"),
    "absences": ("carer", "first_day"), "stays": ("citizen", "first_day"),
    "plans": ("date", "version", "visit", "carer"),
}
"""Columns that together tell the rows of a table's district and day apart; of a group activity, with the citizen."""

ONCE = {
    "visits": (*KEYS["visits"], "citizen"), "shifts": KEYS["shifts"], "plans": (*KEYS["plans"], "citizen"),
}
"""Columns that tell a row apart whatever district it is filed under: under two it would be counted twice."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    kind: type
    """``str``, ``int``, ``bool``, ``dt.date`` or an enum of codes."""
    annotation: Any
    """The attribute's type, for validation."""
    required: bool
    """Whether the column must be there."""
    default: Any
    """What an absent column is filled with; None where it must be there."""
    most: int | None
    """Largest number that it may hold; None: it holds no numbers."""

    @property
    def is_time(self) -> bool:
        """Whether it holds times of the day, not lengths: ``08.00`` is a time to people."""
        return self.name == "end" or self.name.endswith("start")


def table_columns(table: str) -> tuple[Column, ...]:
    """Give the columns of a table, in order.

    >>> [column.name for column in table_columns("stays") if column.required]
    ['citizen', 'first_day']
    """
    return tuple(_column(name, field) for name, field in TABLES[table].model_fields.items())


def _column(name: str, field: FieldInfo) -> Column:
    union = get_origin(field.annotation) in (Union, types.UnionType)
    parts = get_args(field.annotation) if union else (field.annotation,)
    base = next(part for part in parts if part is not types.NoneType)
    kind = get_args(base)[0] if get_origin(base) is Annotated else base
    annotation: Any = Annotated[(base, *field.metadata)] if field.metadata else base
    default = None if field.is_required() else getattr(field.default, "value", field.default)
    most = TypeAdapter(annotation).json_schema()["maximum"] if kind is int else None
    return Column(name, kind, annotation, field.is_required(), default, most)
