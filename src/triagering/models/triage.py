"""What a triage is told: colours, who sets them, what people agreed on."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from triagering.models.base import CitizenId, Id, Minutes, Model, Moment
from triagering.models.observations import Observation
from triagering.models.people import Level


class TriageColour(StrEnum):
    """How far a citizen is from the own habitual state; not an emergency-department scale."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"

    @property
    def rank(self) -> int:
        """0 green, 1 yellow, 2 red.

        >>> max(TriageColour.RED, TriageColour.YELLOW, key=lambda colour: colour.rank)
        <TriageColour.RED: 'red'>
        """
        return ("green", "yellow", "red").index(self.value)

    @property
    def danish(self) -> str:
        """The word on the board."""
        return {"green": "grøn", "yellow": "gul", "red": "rød"}[self.value]


class Marker(StrEnum):
    """What is shown beside a colour; never a colour itself."""

    ADMITTED = "admitted"
    RESPITE = "respite"
    HOLIDAY = "holiday"
    NEWLY_DISCHARGED = "newly_discharged"
    HOSPITAL_RESPONSIBLE = "hospital_responsible"
    TERMINAL = "terminal"
    UNSTABLE = "unstable"

    @property
    def danish(self) -> str:
        """The words on the board."""
        return {"admitted": "indlagt", "respite": "aflastning", "holiday": "ferie", "newly_discharged": "nyudskrevet",
                "hospital_responsible": "72 timer", "terminal": "terminal", "unstable": "ustabil"}[self.value]


class Governance(StrEnum):
    """Who may change the help: the team within the citizen's frame, or the assessor at the weekly meeting."""

    WITHIN_FRAME = "within_frame"
    WEEKLY_APPROVAL = "weekly_approval"

    @property
    def fsiii(self) -> str:
        """Follow-up result in FSIII: *Ændres inden for rammen* or *Revisitation*."""
        return {"within_frame": "c6e71993-5d72-409a-8ab9-ecc094968635",
                "weekly_approval": "61b9a5c2-2ea7-45ad-82b8-53cbb513290e"}[self.value]


class ColourDecision(Model):
    """A person's decision; the library never makes one and never lowers one."""

    id: Id
    """Opaque id; effects refer to it."""
    citizen: CitizenId
    """Whose colour."""
    colour: TriageColour
    """The colour."""
    set_by: Id
    """Who decided."""
    set_at: Moment
    """When; observations up to then were known."""
    review_at: Moment
    """When it is to be looked at again; past that it is stale, and stays as it is."""
    responsible: Id | None = None
    """Who follows it up."""
    instructions: tuple[Id, ...] = ()
    """Action instructions, as ids in the care record."""
    governance: Governance = Governance.WITHIN_FRAME
    """Under which mandate the help is changed."""


class AgreedTask(Model):
    """A task that people agreed on, at a triage meeting or elsewhere."""

    id: Id
    """Opaque id."""
    citizen: CitizenId
    """For whom."""
    competence: Id
    """What the carer must hold."""
    level: Level = Level.BASIC
    """How well."""
    minutes: Annotated[Minutes, Field(ge=1)]
    """How long it takes."""
    earliest: Moment
    """Not before."""
    deadline: Moment
    """Starts at the latest."""
    priority: Annotated[int, Field(ge=1, le=5)] = 2
    """As ``Visit.priority``."""
    time_critical: bool = False
    """As ``Visit.time_critical``."""
    agreed_by: Id
    """Who agreed to it."""
    agreed_at: Moment | None = None
    """When, if known: so long its approval has been waiting."""
    governance: Governance = Governance.WITHIN_FRAME
    """Under which mandate."""


class TriageInput(Model):
    """What a triage is told, as one file holds it; times carry their zone."""

    observations: tuple[Observation, ...] = ()
    """What was seen."""
    decisions: tuple[ColourDecision, ...] = ()
    """Colours that people have set."""
    tasks: tuple[AgreedTask, ...] = ()
    """What people agreed on."""
    at: Moment | None = None
    """When the triage is made; None: when the first shift starts, or when a day that has begun stands, if later."""
