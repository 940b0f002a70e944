"""Early-warning scores: what a scoring table says, and what a citizen scored."""

from __future__ import annotations

from itertools import pairwise
from math import inf
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, model_validator
from pydantic_core import PydanticCustomError

from triagering.models.base import CitizenId, Id, Model
from triagering.models.observations import MEASURED, Observed, Vitals

_VALUES = Vitals.model_fields.keys() - Observed.model_fields.keys() - {"kind"}

Points = Annotated[int, Field(ge=0, le=10)]


class Band(Model):
    """Points for values up to and including ``up_to``; the last band has no upper end."""

    up_to: float | None = None
    """Largest value of the band, in the parameter's unit."""
    points: Points
    """What it scores."""


class Parameter(Model):
    """One row of a scoring table: bands of a number, or points per choice; several rows may share a ``name``."""

    name: Id
    """Attribute of ``Vitals``."""
    bands: tuple[Band, ...] = ()
    """Ascending, without holes: each band starts right above the one before it."""
    choices: dict[str, Points] = {}
    """Points per value, for values that are not numbers (``true`` and ``false`` for yes and no)."""
    decimals: Annotated[int, Field(ge=0, le=3)] = 0
    """Values are rounded to so many decimals (half up) before they are scored, so that no value falls between bands."""
    when: dict[str, int | bool] = {}
    """The row applies only when these attributes of ``Vitals`` have these values."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        strange = [name for name in (self.name, *self.when) if name not in _VALUES]
        if strange or (self.bands and self.name not in MEASURED):
            raise PydanticCustomError("E708", "{name} is nothing measured, or has bands and is no number", {
                "name": strange[0] if strange else self.name, "value": "",
                "hint": f"one of {', '.join(sorted(_VALUES))}; bands for {', '.join(MEASURED)}"})
        if bool(self.bands) == bool(self.choices):
            raise PydanticCustomError("E708", "{name} needs either bands or choices", {
                "name": self.name, "value": f"{len(self.bands)} bands, {len(self.choices)} choices",
                "hint": "give bands for a number, choices for anything else"})
        ends = [inf if band.up_to is None else band.up_to for band in self.bands]
        if self.bands and (ends[-1] < inf or any(one >= two for one, two in pairwise(ends))):
            raise PydanticCustomError("E708", "bands of {name} have gaps or are not in ascending order", {
                "name": self.name, "value": ", ".join("none" if end == inf else f"{end:g}" for end in ends),
                "hint": "each up_to is above the one before; the last band, and that one only, has none"})
        return self


class ScoreTable(Model):
    """A scoring set, as TOBS or NEWS2; read from a table file."""

    name: Id
    """Short name, key of ``TriageSettings.scores``."""
    title: str
    """For people."""
    source: str
    """Where the table comes from."""
    status: Literal["law", "guideline", "local practice", "our default"] = "local practice"
    """What kind of rule the source makes it."""
    parameters: Annotated[tuple[Parameter, ...], Field(min_length=1)]
    """The rows."""
    site_correction: dict[str, float] = {}
    """Added to the temperature per site of measurement."""
    rectal_below: float | None = None
    """Below this corrected temperature another site than rectal is not trusted."""
    rectal_above: float | None = None
    """Above it likewise."""

    @property
    def names(self) -> tuple[str, ...]:
        """Parameters in order, each once."""
        return tuple(dict.fromkeys(row.name for row in self.parameters))

    def highest(self, name: str) -> int:
        """Most points that a parameter can give in any of its rows."""
        return max(points for row in self.parameters if row.name == name
                   for points in (*row.choices.values(), *(band.points for band in row.bands)))


class Score(Model):
    """What one set of vital signs scored."""

    table: Id
    """Name of the scoring set."""
    citizen: CitizenId
    """Who was measured."""
    at: AwareDatetime
    """When."""
    observation: Id
    """The vital signs it comes from."""
    points: dict[str, int]
    """Points per parameter that was measured."""
    missing: tuple[str, ...] = ()
    """Parameters that were not measured."""
    at_most: int
    """The total if every missing parameter were at its worst."""
    rectal_needed: bool = False
    """Whether the temperature should be taken again, rectally."""

    @property
    def total(self) -> int:
        """Points of what was measured: the true total is at least this."""
        return sum(self.points.values())

    @property
    def complete(self) -> bool:
        """Whether everything was measured."""
        return not self.missing

    @property
    def worst(self) -> int:
        """Most points given by a single parameter."""
        return max(self.points.values(), default=0)

    @property
    def detail(self) -> str:
        """What scored, and whether the score is partial, in one line."""
        scored = ", ".join(f"{name} {points}" for name, points in self.points.items() if points)
        return f"{self}: {scored}" if scored else str(self)

    def __str__(self) -> str:
        """Say the score, and that it is partial if it is.

        >>> from datetime import UTC, datetime
        >>> print(Score(table="tobs", citizen="c1", at=datetime(2026, 1, 5, 8, tzinfo=UTC), observation="o1",
        ...             points={"pulse": 1, "respiration": 2}, missing=("temperature",), at_most=6))
        TOBS 3, partial (3-6; not measured: temperature)
        """
        text = f"{self.table.upper()} {self.total}"
        return text if self.complete else (
            f"{text}, partial ({self.total}-{self.at_most}; not measured: {', '.join(self.missing)})")
