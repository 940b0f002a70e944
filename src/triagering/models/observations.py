"""What was seen at citizens, one small model per kind. Observations outlive the day, so they have real dates."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Annotated, Literal

from pydantic import Field

from triagering.models.base import CitizenId, Id, Model, Moment
from triagering.models.triage_rules import FollowUpCode


class Observed(Model):
    """What every observation has."""

    id: Id
    """Opaque id; effects refer to it."""
    citizen: CitizenId
    """Whom it is about."""
    at: Moment
    """When it was seen, measured or told, with time zone."""
    by: Id
    """Who recorded it."""
    source: Literal["carer", "citizen", "relative"] = "carer"
    """Who noticed it."""


class Change(IntEnum):
    """How far something is from the citizen's own habitual state."""

    USUAL = 0
    SMALL = 1
    SERIOUS = 2


class Everyday(Observed):
    """An entry of the change form: one area of daily life, compared with the citizen's habitual state."""

    kind: Literal["everyday"] = "everyday"
    """Always ``everyday``: which kind of observation this is."""
    area: Id
    """What it is about, as ``eating`` or ``confusion``; key of ``TriageSettings.everyday``."""
    change: Change
    """How different from usual."""


class Consciousness(StrEnum):
    """Level of consciousness, worst last; each score table says how many points each gives."""

    HABITUAL = "habitual"
    AGITATED = "agitated"
    NEW_CONFUSION = "new_confusion"
    VOICE = "voice"
    PAIN = "pain"
    UNRESPONSIVE = "unresponsive"


class Site(StrEnum):
    """Where the temperature was taken."""

    RECTAL = "rectal"
    ORAL = "oral"
    AXILLARY = "axillary"
    EAR = "ear"


class Vitals(Observed):
    """A set of measurements taken together; what was not measured is None, never guessed."""

    kind: Literal["vitals"] = "vitals"
    """Always ``vitals``: which kind of observation this is."""
    pulse: int | None = None
    """Beats per minute."""
    respiration: int | None = None
    """Breaths per minute."""
    temperature: float | None = None
    """Degrees Celsius as read; score tables correct for ``site``."""
    site: Site = Site.RECTAL
    """Where the temperature was taken; tables correct for it."""
    systolic: int | None = None
    """Systolic blood pressure, mmHg."""
    consciousness: Consciousness | None = None
    """Compared with the habitual state."""
    spo2: int | None = None
    """Oxygen saturation, per cent."""
    oxygen: bool | None = None
    """Whether oxygen is given."""
    spo2_scale: Literal[1, 2] = 1
    """2 only when a doctor has set the target 88-92 %."""


MEASURED = ("pulse", "respiration", "temperature", "systolic", "spo2")
"""Attributes of ``Vitals`` that are numbers."""


class Weight(Observed):
    """A weighing."""

    kind: Literal["weight"] = "weight"
    """Always ``weight``: which kind of observation this is."""
    kilograms: float
    """Body weight."""


class Event(Observed):
    """Something that happened: a fall, a wound, refused food or help, a relative's concern, a missed dose."""

    kind: Literal["event"] = "event"
    """Always ``event``: which kind of observation this is."""
    event: Id
    """Key of ``TriageSettings.events``, as ``fall``."""
    about: Id | None = None
    """Which wound or medicine, as an opaque id."""


class StayKind(StrEnum):
    """Where somebody is who is not at home; only a hospital brings what follows a discharge (T17, T24, T30)."""

    HOSPITAL = "hospital"
    RESPITE = "respite"
    HOLIDAY = "holiday"


class Stay(Observed):
    """Somebody goes to hospital, to respite care or on holiday, or comes back."""

    kind: Literal["stay"] = "stay"
    """Always ``stay``: which kind of observation this is."""
    move: Literal["admission", "discharge"]
    """Which of them: there, or back; also of respite and holidays."""
    place: StayKind = StayKind.HOSPITAL
    """Where to, or where from; a stay is one in hospital unless its admission and its discharge both say otherwise."""
    effective: Moment | None = None
    """When it happens, if that is not ``at``: an announced discharge may lie in the future."""
    admitted_hours: Annotated[float, Field(ge=0)] | None = None
    """Length of the stay that a discharge ends, if known."""


class Marking(Observed):
    """A person puts a marker on the board or takes it off."""

    kind: Literal["marking"] = "marking"
    """Always ``marking``: which kind of observation this is."""
    marker: Literal["terminal", "unstable"]
    """Which one; the other markers follow from stays."""
    on: bool = True
    """Put on, or taken off."""


class Done(Observed):
    """A follow-up was carried out."""

    kind: Literal["done"] = "done"
    """Always ``done``: which kind of observation this is."""
    rule: FollowUpCode
    """Code of the follow-up, as ``T20``."""
    about: Id | None = None
    """Id of the agreed task (``T25``) that was done; None: all of the citizen's tasks that had begun."""


Observation = Annotated[
    Everyday | Vitals | Weight | Event | Stay | Marking | Done, Field(discriminator="kind"),
]
"""Any of them, told apart by ``kind``."""
