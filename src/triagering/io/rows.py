"""Rows of the tables that are not one entry of the day each: settings, levels, places and travel."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from triagering.models.base import Id, Minutes, Model


class SettingRow(Model):
    """One line of day.csv."""

    name: str
    """``date``, ``timezone``, ``now``, ``close_travel`` or the path of a setting, as ``prices.travel``."""
    value: str
    """Its value."""


class LevelRow(Model):
    """The level of hands of a profession, or the one that a competence asks for."""

    of: Literal["profession", "competence"]
    """What gets a level: ``profession`` or ``competence``."""
    name: Id
    """Which profession or competence."""
    level: int
    """The level; higher is more qualified."""


class PlaceRow(Model):
    """A place, with coordinates or without."""

    id: Id
    """Opaque id."""
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    """Longitude in degrees (Denmark: 8 to 15)."""
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    """Latitude in degrees (Denmark: 54 to 58)."""
    x_km: Annotated[float, Field(ge=-50_000, le=50_000)] | None = None
    """Kilometres to the east of any point, instead of lon and lat."""
    y_km: Annotated[float, Field(ge=-50_000, le=50_000)] | None = None
    """Kilometres to the north."""
    x: float | None = None
    """Any other coordinates, for maps only; travel is then given in travel.csv."""
    y: float | None = None
    """See x."""


class ModeRow(Model):
    """How fast a travel mode is, to compute travel from coordinates."""

    mode: Id
    """Travel mode, as in carers.csv."""
    speed_kmh: Annotated[float, Field(ge=0.1, le=1000)]
    """Average speed on the road in km/h."""
    detour: Annotated[float, Field(ge=1, le=100)] = 1.3
    """Road length per straight line."""
    access_minutes: Annotated[float, Field(ge=0, le=1000)] = 0.0
    """Added once to every leg: parking, locks, stairs."""


class LegRow(Model):
    """Travel from one place to another."""

    mode: Id
    """Travel mode, as in carers.csv."""
    from_: Id = Field(alias="from")
    """Place of departure."""
    to: Id
    """Place of arrival."""
    minutes: Minutes
    """How long it takes, access time included."""
