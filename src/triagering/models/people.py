"""Citizens, carers, what carers can and may do, and who knows whom."""

from __future__ import annotations

from datetime import date
from enum import IntEnum
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from triagering.models.base import CarerId, CitizenId, Id, MiniteamId, Model, PlaceId

if TYPE_CHECKING:
    from triagering.models.work import Task


class Level(IntEnum):
    """How well a competence is mastered."""

    BASIC = 1
    TRAINED = 2
    EXPERT = 3


class Competence(Model):
    """One area a carer masters."""

    area: Id
    """What it is about, as ``medicine``."""
    level: Level = Level.BASIC
    """How well."""
    valid_from: date | None = None
    """First day it holds; none: always has."""
    valid_until: date | None = None
    """Last day it holds; none: no end."""

    def holds(self, area: str, level: int, on: date) -> bool:
        """Say whether this covers a task of that area and level on a day (both ends included)."""
        return (
            self.area == area
            and self.level >= level
            and (self.valid_from is None or self.valid_from <= on)
            and (self.valid_until is None or on <= self.valid_until)
        )


class Delegation(Model):
    """A task handed to a named carer who does not hold the competence, for one citizen or for all."""

    area: Id
    """Competence that is delegated, at any level."""
    citizen: CitizenId | None = None
    """The citizen it is given for; none: every citizen."""
    valid_from: date | None = None
    """First day it holds."""
    valid_until: date | None = None
    """Last day it holds (follow-up is due then)."""

    def holds(self, area: str, citizen: str | None, on: date) -> bool:
        """Say whether this covers a delegable task of that area at that citizen on a day."""
        return (
            self.area == area
            and (self.citizen is None or self.citizen == citizen)
            and (self.valid_from is None or self.valid_from <= on)
            and (self.valid_until is None or on <= self.valid_until)
        )


class Wish(Model):
    """Something a citizen asks of a carer, as ``speaks:turkish`` or ``gender:female``."""

    attribute: Id
    """What a carer must have among ``Carer.attributes``."""
    hard: bool = False
    """A veto on everybody else, or priced as an unmet wish."""


class Citizen(Model):
    """Somebody who receives help."""

    id: CitizenId
    """Opaque id."""
    place: PlaceId
    """Where the citizen lives."""
    miniteam: MiniteamId | None = None
    """The miniteam that carries the citizen."""
    contact_person: CarerId | None = None
    """The fixed carer."""
    preferred: frozenset[CarerId] = frozenset()
    """Carers the citizen prefers; others are priced per stop."""
    vetoes: frozenset[CarerId] = frozenset()
    """Carers who must not come."""
    closed_circle: frozenset[CarerId] = frozenset()
    """If not empty, nobody else may come."""
    wishes: tuple[Wish, ...] = ()
    """What is asked of the carers."""

    def accepts(self, carer: Carer) -> bool:
        """Say whether vetoes, closed circle and hard wishes let a carer come."""
        return not self.refusal(carer)

    def refusal(self, carer: Carer) -> str:
        """Say what keeps a carer from coming; nothing if the carer may come."""
        if carer.id in self.vetoes:
            return "veto"
        if self.closed_circle and carer.id not in self.closed_circle:
            return "closed circle"
        return next((f"hard wish {wish.attribute}" for wish in self.wishes
                     if wish.hard and wish.attribute not in carer.attributes), "")


class Carer(Model):
    """Somebody who gives help."""

    id: CarerId
    """Opaque id."""
    profession: Id = "ssh"
    """Key of ``Settings.levels``."""
    competences: tuple[Competence, ...] = ()
    """What the carer masters."""
    delegations: tuple[Delegation, ...] = ()
    """What was delegated to the carer by name."""
    miniteam: MiniteamId | None = None
    """Home miniteam."""
    substitute: bool = False
    """A temp or relief worker."""
    mode: Id = "car"
    """Travel mode, key of ``Travel.minutes``."""
    start_place: PlaceId
    """Where the shift's travel starts."""
    end_place: PlaceId | None = None
    """Where it ends; none: where it started."""
    attributes: frozenset[Id] = frozenset()
    """What wishes refer to, as ``gender:female``."""

    @property
    def home(self) -> str:
        """Where the shift's travel ends."""
        return self.end_place or self.start_place

    def may_do(self, task: Task, citizen: str, on: date) -> bool:
        """Say whether the carer holds a task's competence on a day, or has it delegated for the citizen."""
        return any(held.holds(task.competence, task.level, on) for held in self.competences) or (
            task.delegable and any(given.holds(task.competence, citizen, on) for given in self.delegations))


class Acquaintance(Model):
    """A citizen and a carer who have met before."""

    citizen: CitizenId
    """Who was visited."""
    carer: CarerId
    """By whom; with ``days_since`` also somebody who is not among the day's carers: off duty, or gone."""
    days_since: Annotated[int, Field(ge=0)] | None = None
    """Days since they last met; none: known, but nobody wrote down when (never counts as met within the horizon)."""
