"""The town: districts, miniteams with a base, and citizens who live around it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from triagering.models import District, Miniteam, Municipality

TEAM_SIZE = 10
TEAMS_PER_DISTRICT = 4
SPACING_KM = 1.6
SPREAD_KM = 0.48
HOT_SPOTS = 3
HOT_SHARE = 0.45
HOT_SPREAD_KM = 0.12


@dataclass(frozen=True)
class Area:
    """Where one miniteam works."""

    team: str
    base: str
    centre: tuple[float, float]


def layout(carers: int) -> tuple[Municipality, list[Area]]:
    """Lay out a municipality: a miniteam per ten carers on a grid of neighbourhoods, four to a district."""
    teams = max(1, round(carers / TEAM_SIZE))
    columns = int(np.ceil(np.sqrt(teams)))
    areas = [Area(f"t{n + 1:02d}", f"b{n + 1:02d}", (SPACING_KM * (n % columns), SPACING_KM * (n // columns)))
             for n in range(teams)]
    count = -(-teams // TEAMS_PER_DISTRICT)
    names = [f"d{n + 1}" for n in range(count)]
    districts = tuple(
        District(id=name, name=f"District {n + 1}",
                 neighbours=frozenset(names[m] for m in (n - 1, n + 1) if 0 <= m < count))
        for n, name in enumerate(names))
    miniteams = tuple(Miniteam(id=area.team, district=names[n // TEAMS_PER_DISTRICT])
                      for n, area in enumerate(areas))
    return Municipality(districts=districts, miniteams=miniteams), areas


def homes(rng: np.random.Generator, area: Area, count: int) -> list[tuple[float, float]]:
    """Give coordinates in km; nearly half of the citizens live in blocks and sheltered housing, close together."""
    def around(*shape: int) -> np.ndarray:
        return np.array(area.centre) + np.clip(rng.normal(0, SPREAD_KM, shape), -2 * SPREAD_KM, 2 * SPREAD_KM)

    spots = around(HOT_SPOTS, 2)
    found = []
    for _ in range(count):
        if rng.random() < HOT_SHARE:
            point = spots[rng.integers(HOT_SPOTS)] + rng.normal(0, HOT_SPREAD_KM, 2)
        else:
            point = around(2)
        found.append((round(float(point[0]), 3), round(float(point[1]), 3)))
    return found
