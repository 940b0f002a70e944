"""Travel matrices: from coordinates, and closed under shortest paths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from triagering.models import Travel
from triagering.models.base import HORIZON

EARTH_RADIUS_KM = 6371.0088
"""Mean radius (IUGG)."""

ROUNDING = 0.01
"""Minutes; far more than any rounding of decimals changes a leg."""


@dataclass(frozen=True, slots=True)
class ModeSpeed:
    """How fast a travel mode is."""

    speed_kmh: float
    """Average speed on the road."""
    detour: float = 1.3
    """Road length per straight line."""
    access_minutes: float = 0.0
    """Added once to every leg: parking, locks, stairs."""


DEFAULT_MODES: Mapping[str, ModeSpeed] = {
    "car": ModeSpeed(35, 1.3, 2), "bicycle": ModeSpeed(14, 1.2, 1), "walk": ModeSpeed(5, 1.2, 0),
}
"""Modes used where none are given; the library's own judgement of town traffic."""


def closed(matrix: ArrayLike) -> NDArray[np.int64]:
    """Shorten every leg to its shortest path, so that no detour over a third place is quicker.

    Parameters
    ----------
    matrix
        Whole minutes, shape (n_places, n_places), none negative; ``[a][b]`` is from a to b. The diagonal is
        kept (Floyd-Warshall over the third place).

    Examples
    --------
    >>> closed([[0, 9, 2], [9, 0, 3], [2, 3, 0]]).tolist()
    [[0, 5, 2], [5, 0, 3], [2, 3, 0]]
    """
    given = np.array(matrix, dtype=np.int64)
    longest = 2 * int(given.max(initial=0))
    fits = (np.int16, np.int32, np.int64)
    short = given.astype(next(kind for kind in fits if longest <= np.iinfo(kind).max))  # small numbers are quick
    detour = np.empty_like(short)
    for via in range(len(short)):
        np.add(short[:, via, None], short[None, via, :], out=detour)
        np.minimum(short, detour, out=short)
    np.fill_diagonal(short, given.diagonal())
    return short.astype(np.int64)


def distances_km(points: ArrayLike, unit: Literal["degrees", "km"] = "degrees") -> NDArray[np.float64]:
    """Give straight-line kilometres between points, shape (n_points, n_points).

    ``degrees``: points are (longitude, latitude), distances along the great circle (haversine);
    ``km``: points are (x, y) in a plane.

    >>> distances_km([(0, 0), (3, 4)], "km").tolist()
    [[0.0, 5.0], [5.0, 0.0]]
    """
    xy = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    if unit == "km":
        return np.asarray(np.hypot(*(xy[:, None, :] - xy[None, :, :]).transpose(2, 0, 1)))
    lon, lat = np.radians(xy).T
    half = (
        np.sin((lat[:, None] - lat) / 2) ** 2
        + np.cos(lat[:, None]) * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    )
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1))))


def travel_from_coordinates(
    places: Mapping[str, tuple[float, float]],
    modes: Mapping[str, ModeSpeed] = DEFAULT_MODES,
    unit: Literal["degrees", "km"] = "degrees",
) -> Travel:
    """Build travel minutes from coordinates.

    Minutes = access + 60 x detour x km / speed, rounded up, at most ``HORIZON``; 0 between places at the very same
    point. The result is closed under shortest paths.

    Parameters
    ----------
    places
        (longitude, latitude) or plane (x, y) of every place, by id; their order is the order of the matrices.
    modes
        Speed of every travel mode.
    unit
        What the coordinates are: ``degrees`` or ``km``.

    Examples
    --------
    >>> places = {"office": (0.0, 0.0), "p1": (3.0, 4.0)}
    >>> travel = travel_from_coordinates(places, {"car": ModeSpeed(30, 1.2, 2)}, "km")
    >>> travel.minutes["car"]
    ((0, 14), (14, 0))
    """
    points = tuple((float(x), float(y)) for x, y in places.values())
    km = distances_km(points, unit)
    return Travel(
        places=tuple(places), coordinates=points,
        minutes={mode: as_rows(_closed_minutes(km, speed)) for mode, speed in modes.items()},
    )


def as_rows(matrix: NDArray[Any]) -> tuple[tuple[int, ...], ...]:
    """Give a matrix as the tuples of ints that ``Travel`` holds.

    >>> as_rows(np.array([[0, 1], [2, 0]]))
    ((0, 1), (2, 0))
    """
    return tuple(tuple(row) for row in matrix.tolist())


def _closed_minutes(km: NDArray[np.float64], mode: ModeSpeed) -> NDArray[np.int64]:
    """Give minutes that are closed, closing them only where rounding could have opened them.

    Why they are closed already when access is positive: let x = access + k d be a leg before rounding, with k >= 0
    for detour and speed. Distances obey d(a,c) <= d(a,b) + d(b,c), so x(a,c) <= x(a,b) + x(b,c) - access. Cutting to
    six decimals moves each side by far less than ``ROUNDING``, and rounding up is subadditive:
    ceil(u) <= ceil(v + w) <= ceil(v) + ceil(w) whenever u <= v + w. Legs of 0 minutes join places at the same
    point, whose other legs are equal.
    """
    minutes = _minutes(km, mode)
    return minutes if mode.access_minutes >= ROUNDING else closed(minutes)


def _minutes(km: NDArray[np.float64], mode: ModeSpeed) -> NDArray[np.int64]:
    exact = mode.access_minutes + 60 * mode.detour * km / mode.speed_kmh
    rounded = np.ceil(np.round(np.minimum(exact, HORIZON), 6))  # 5.0000000001 is 5
    return np.where(km > 0, rounded, 0).astype(np.int64)
