"""Every price, limit and local rule of a plan, in one documented place.

The price scale is 10 per minute of travel, so a price of 300 is worth half an hour on the road. Defaults are the
library's own judgement (the sources give the order of preference, not amounts) unless an attribute says otherwise.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from triagering.models.base import Fixed, Id, Minutes, Model, Price

Step = Annotated[int, Field(ge=0, le=1000)]
"""A level of hands."""

Levels = Annotated[dict[Id, Step], AfterValidator(Fixed)]
"""Levels by name."""


def _not_hours(minutes: int) -> int:
    if 1 <= minutes <= 24:
        raise PydanticCustomError("E511", "would be hours (1 to 24), not minutes", {
            "value": minutes, "hint": "write minutes, as 660"})
    return minutes


class Prices(Model):
    """What a plan pays for; 0 switches a price off."""

    travel: Price = 10
    """Per minute of travel, from leaving the start place to being back."""
    waiting: Price = 0
    """Per minute between arriving at a stop and starting it, break excluded; see ``wait_before_first``."""
    lateness: Price = 5
    """Per stop and minute started after its window's agreed start."""
    worst_lateness: Price = 10
    """Per minute of the latest stop of the whole plan."""
    overtime: Price = 30
    """Per minute back after the shift's end, where overtime is allowed at all."""
    missed_break: Price = 600
    """Per break that is due, not mandatory, and not taken."""
    over_qualified: Price = 1
    """Per minute of a visit and step between the carer's level and the level the visit asks for ("right hands")."""
    stranger: Price = 300
    """Per (citizen, carer) pair that meets today and does not know each other."""
    face: Price = 50
    """Per (citizen, carer) pair that meets today: fewer faces on one day."""
    beyond_target: Price = 100
    """Per new carer of a citizen and carer beyond the continuity target; see ``Continuity``."""
    not_contact: Price = 75
    """Per stop at a citizen with a contact person, by somebody else."""
    not_preferred: Price = 40
    """Per stop at a citizen with preferred carers, by somebody else."""
    unmet_wish: Price = 60
    """Per stop and soft wish that the carer does not meet."""
    outside_team: Price = 150
    """Per stop by a carer of another miniteam."""
    outside_district: Price = 300
    """Per stop by a carer of another district; comes on top of ``outside_team``."""
    substitute: Price = 60
    """Per stop by a substitute."""
    worst_idle: Price = 0
    """Per minute of the idlest shift."""
    load_spread: Price = 0
    """Per minute that a shift's load deviates from its fair share, each deviation rounded up; see ``load_share``."""
    worst_heavy: Price = 0
    """Per heavy visit of the carer who has most of them."""
    not_told: Price = 100
    """Per stop by somebody of whom the citizen was not told, where they were told of others, and by nobody; see
    ``Visit.told``."""
    reserve: Price = 20
    """Per minute missing of the time a shift shall keep free (``Shift.reserve``)."""


class Continuity(Model):
    """When a carer counts as known, and how many a citizen should meet."""

    known_for_days: Annotated[int, Field(ge=1, le=36_500)] = 28
    """A carer who was last met longer ago is a stranger again."""
    horizon_days: Annotated[int, Field(ge=1, le=36_500)] = 14
    """Distinct carers are counted over so many days (Swedish national indicator: 14)."""
    target: Annotated[int, Field(ge=1)] = 8
    """Distinct carers per citizen over the horizon that are fine; each further one is priced."""


class Settings(Model):
    """One object for everything that is decided locally."""

    prices: Prices = Prices()
    """What the plan pays for."""
    continuity: Continuity = Continuity()
    """Strangers and the continuity target."""
    daily_rest: Annotated[Minutes, AfterValidator(_not_hours)] = 660
    """Minutes between two shifts of one carer, unless others are agreed on for these two (11 hours: working-time
    directive); 1 to 24 are refused."""
    shortest_rest: Annotated[Minutes, AfterValidator(_not_hours)] = 480
    """Least minutes that may be agreed on instead (8 hours: the Danish state's personnel guide, 19.7.1); 1 to 24 are
    refused."""
    short_rests: Annotated[int, Field(ge=0)] = 1
    """Rests shorter than ``daily_rest`` that a carer may have in seven days, never two in a row (the same guide: one,
    local agreements may allow two)."""
    wait_before_first: bool = False
    """Whether carers leave when the shift starts, so that waiting before the first stop counts; otherwise they
    leave just in time."""
    load_share: Literal["equal", "by_shift"] = "by_shift"
    """A carer's fair share of the load: the same for all, or in proportion to the length of the shift."""
    group_minutes: Literal["full", "shared"] = "full"
    """What of a group activity counts for each citizen's package: all its minutes, or its share of them."""
    levels: Levels = Field(default_factory=lambda: Fixed(DEFAULT_LEVELS))
    """Level of hands that a profession has, for ``Prices.over_qualified``; unknown professions have 0."""
    competence_levels: Levels = Field(default_factory=lambda: Fixed(DEFAULT_COMPETENCE_LEVELS))
    """Level of hands that a competence asks for, for ``Prices.over_qualified``; unknown competences ask for 0."""


DEFAULT_LEVELS: dict[str, int] = {
    "unskilled": 0, "cleaner": 0, "student": 0, "ssh": 1, "ssa": 2, "occupational_therapist": 2,
    "physiotherapist": 2, "dietitian": 2, "nurse": 3,
}
"""Danish care professions by level; local."""

DEFAULT_COMPETENCE_LEVELS: dict[str, int] = {
    "practical_help": 0, "personal_care": 1, "lift": 1, "medicine": 2, "compression": 2, "insulin": 2,
    "simple_wound": 2, "observation": 2, "nursing": 3, "complex_wound": 3, "medicine_dispensing": 2,
    "rehabilitation": 2, "diet": 2,
}
"""Lowest level that should do each task (docs/rules.md, competence); local."""
