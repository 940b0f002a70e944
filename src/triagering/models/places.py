"""Municipality, districts, miniteams, and how long it takes from place to place."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from triagering.errors import InputError, Issue
from triagering.models.base import DistrictId, Id, MiniteamId, Minutes, Model, PlaceId


class District(Model):
    """A part of the municipality with its own teams."""

    id: DistrictId
    """Opaque id."""
    name: str = ""
    """For people."""
    neighbours: frozenset[DistrictId] = frozenset()
    """Districts it borders on."""
    closed: bool = False
    """Whether only carers of its own miniteams may visit its citizens."""
    postal_codes: frozenset[str] = frozenset()
    """Postal codes it covers, if known."""
    boundary: tuple[tuple[float, float], ...] = ()
    """Its outline as (x, y) points, if known; not closed."""


class Miniteam(Model):
    """About ten people who carry a group of citizens."""

    id: MiniteamId
    """Opaque id."""
    district: DistrictId | None = None
    """The district it belongs to."""


class Municipality(Model):
    """Districts and their miniteams."""

    districts: tuple[District, ...] = ()
    """All districts."""
    miniteams: tuple[Miniteam, ...] = ()
    """All miniteams."""


class Travel(Model):
    """Minutes from every place to every other, per travel mode.

    Matrices are used as given; ``triagering.io`` builds them from coordinates and closes them under shortest paths.
    """

    places: tuple[PlaceId, ...]
    """Places in the order of rows and columns."""
    minutes: dict[Id, tuple[tuple[Minutes, ...], ...]]
    """Mode to matrix; ``minutes[mode][a][b]`` is from the a-th place to the b-th, access time included."""
    coordinates: tuple[tuple[float, float], ...] | None = None
    """(x, y) of every place, for maps only: kilometres or degrees, as the source has them."""

    @model_validator(mode="after")
    def _square(self) -> Self:
        n, issues = len(self.places), []
        if len(set(self.places)) != n:
            issues.append(Issue("E101", "travel", "", "places", "", "a place is listed twice", "list each place once"))
        for mode, matrix in self.minutes.items():
            if len(matrix) != n or any(len(row) != n for row in matrix):
                issues.append(Issue("E401", "travel", mode, "", "", f"the matrix is not {n} by {n}",
                                    "give a row and a column per place, in the order of places"))
        if self.coordinates is not None and len(self.coordinates) != n:
            issues.append(Issue("E402", "travel", "", "coordinates", "", "not one point per place"))
        if issues:
            raise InputError(issues)
        return self
