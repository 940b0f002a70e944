"""Municipality, districts, miniteams, and how long it takes from place to place."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from triagering.models.base import DistrictId, Fixed, Id, MiniteamId, Minutes, Model, PlaceId, Text


class District(Model):
    """A part of the municipality with its own teams."""

    id: DistrictId
    """Opaque id."""
    name: Text = ""
    """For people."""
    neighbours: frozenset[DistrictId] = frozenset()
    """Districts it borders on."""
    closed: bool = False
    """Whether only carers of its own miniteams may visit its citizens."""
    postal_codes: frozenset[Id] = frozenset()
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
    Whether they have a row and a column per place is for the day to see.
    """

    places: tuple[PlaceId, ...]
    """Places in the order of rows and columns."""
    minutes: Annotated[dict[Id, tuple[tuple[Minutes, ...], ...]], AfterValidator(Fixed)]
    """Mode to matrix; ``minutes[mode][a][b]`` is from the a-th place to the b-th, access time included."""
    coordinates: tuple[tuple[float, float], ...] | None = None
    """(x, y) of every place, for maps only: kilometres or degrees, as the source has them."""
