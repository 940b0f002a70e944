"""Early-warning scores from table files: TOBS and NEWS2 are shipped, others are read the same way."""

from __future__ import annotations

import json
import tomllib
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files

from triagering.models.observations import Site, Vitals
from triagering.models.scores import Parameter, Score, ScoreTable

SHIPPED = ("tobs", "news2")


@cache
def score_table(name: str) -> ScoreTable:
    """Give a scoring set that comes with the library.

    Raises
    ------
    KeyError
        If there is none of that name.

    >>> score_table("tobs").names
    ('pulse', 'respiration', 'temperature', 'systolic', 'consciousness')
    """
    if name not in SHIPPED:
        raise KeyError(name)
    text = files("triagering.triage").joinpath("tables", f"{name}.toml").read_text(encoding="utf-8")
    return ScoreTable.model_validate_json(json.dumps(tomllib.loads(text)))


def score(vitals: Vitals, table: ScoreTable | str = "tobs") -> Score:
    """Score one set of vital signs.

    A parameter that was not measured, or whose row cannot be chosen because something else was not measured, scores
    nothing and is listed as missing; the true total then lies between ``total`` and ``at_most``. The temperature is
    corrected for its site, then rounded to the table's decimals.

    >>> from datetime import UTC, datetime
    >>> seen = Vitals(id="o1", citizen="c1", at=datetime(2026, 1, 5, 8, tzinfo=UTC), by="k2", pulse=104, respiration=22,
    ...               temperature=37.4, site=Site.AXILLARY, systolic=128)
    >>> print(score(seen))
    TOBS 4, partial (4-7; not measured: consciousness)
    """
    if isinstance(table, str):
        table = score_table(table)
    points = {row.name: found for row in table.parameters
              if _applies(row, vitals) and (found := _points(row, vitals, table)) is not None}
    missing = tuple(name for name in table.names if name not in points)
    temperature = temperature_of(vitals, table)
    return Score(
        table=table.name, citizen=vitals.citizen, at=vitals.at, observation=vitals.id, points=points, missing=missing,
        at_most=sum(points.values()) + sum(map(table.highest, missing)),
        rectal_needed=temperature is not None and vitals.site is not Site.RECTAL and (
            (table.rectal_below is not None and temperature < table.rectal_below)
            or (table.rectal_above is not None and temperature > table.rectal_above)),
    )


def _applies(row: Parameter, vitals: Vitals) -> bool:
    return all(getattr(vitals, name) == value for name, value in row.when.items())


def _points(row: Parameter, vitals: Vitals, table: ScoreTable) -> int | None:
    value = temperature_of(vitals, table) if row.name == "temperature" else getattr(vitals, row.name)
    if value is None:
        return None
    if row.choices:
        return row.choices.get(str(value).lower())
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-row.decimals), ROUND_HALF_UP)
    return next(band.points for band in row.bands if band.up_to is None or exact <= Decimal(str(band.up_to)))


def temperature_of(vitals: Vitals, table: ScoreTable) -> float | None:
    """Give the temperature corrected for its site; None if it was not taken."""
    if vitals.temperature is None:
        return None
    return float(Decimal(str(vitals.temperature)) + Decimal(str(table.site_correction.get(vitals.site, 0.0))))
