"""What strategies cost and give, in one table: the figures that a decision about continuity needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from math import nan
from typing import TYPE_CHECKING

from triagering.evaluation.continuity import distinct_carers, told_from
from triagering.evaluation.definition import Definition
from triagering.evaluation.distribution import LEAST_GROUP
from triagering.evaluation.period import evaluate_period

if TYPE_CHECKING:
    import pandas as pd

Tables = Mapping[str, Mapping[str, "pd.DataFrame"]]
"""Strategy (or ``people``) to the tables of its history."""

SHARES = ("delivered_share", "undelivered_own_share", "punctual_30", "punctual_60", "contact_share", "team_share",
          "known_share", "right_hands_share")


def summarise(sides: Tables, first_day: dt.date, last_day: dt.date, *, stays: pd.DataFrame | None = None,
              before: pd.DataFrame | None = None, definition: Definition | None = None,
              least: int = LEAST_GROUP) -> pd.DataFrame:
    """Put the figures of several plans of the same days side by side.

    Parameters
    ----------
    sides
        Strategy to ``visits`` and ``shifts``.
    before
        Visits before ``first_day``, the same for all, to tell whom citizens knew.

    Returns
    -------
    pandas.DataFrame
        A row per side: distinct carers of 7, 14 and 28 days (median and 90th percentile over citizens, in the
        window that ends on ``last_day``; NaN for fewer citizens than ``least``), UPC, COC and SECON (medians),
        strangers a day (of the days whose past is in the data), travel minutes a visit, and shares as in
        ``evaluate_period``.
    """
    import pandas as pd

    definition = definition or Definition()
    found = {}
    for name, tables in sides.items():
        visits = with_past(tables["visits"], before, first_day)
        figures = evaluate_period(visits, first_day, last_day, shifts=tables.get("shifts"), stays=stays,
                                  definition=definition, least=least).figures.reindex(["all"])
        period = {str(figure): float(figures[figure].iloc[0]) for figure in figures}
        row: dict[str, float] = {}
        for window in (7, 14, 28):
            of = distinct_carers(visits, last_day, stays=stays, definition=replace(definition, days=window))
            values = of["distinct_carers"] if len(of) >= least else of["distinct_carers"].astype(float).iloc[:0]
            row[f"D{window}_median"], row[f"D{window}_p90"] = float(values.median()), float(values.quantile(0.9))
        row |= {f"{index}_median": period[f"{index}_median"] for index in ("upc", "coc", "secon")}
        told = max(pd.Timestamp(first_day), told_from(visits, definition.known_days))
        row["strangers_a_day"] = _per(period["strangers"], (pd.Timestamp(last_day) - told).days + 1)
        if "travel" in period:
            row["travel_a_visit"] = _per(period["travel"], period["visits"] - period["undelivered"])
            row["travel_share"] = period["travel_share"]
        found[name] = row | {share: period[share] for share in SHARES if share in period}
    return pd.DataFrame.from_dict(found, orient="index").astype(float)


def _per(part: float, whole: float) -> float:
    return part / whole if whole > 0 else nan


def over_time(sides: Tables, first_day: dt.date, last_day: dt.date, *, stays: pd.DataFrame | None = None,
              before: pd.DataFrame | None = None, definition: Definition | None = None, every: int = 7,
              least: int = LEAST_GROUP) -> pd.DataFrame:
    """Give the median of distinct carers in the window that ends on each ``every``-th day, a column per side."""
    import pandas as pd

    definition = definition or Definition()
    ends = [last_day - dt.timedelta(back) for back in range(0, (last_day - first_day).days + 1, every)][::-1]
    columns = {}
    for name, tables in sides.items():
        visits = with_past(tables["visits"], before, first_day)
        found = [distinct_carers(visits, end, stays=stays, definition=definition)["distinct_carers"] for end in ends]
        columns[name] = [float(values.median()) if len(values) >= least else float("nan") for values in found]
    return pd.DataFrame(columns, index=pd.Index(ends, name="last_day"))


def with_past(visits: pd.DataFrame, before: pd.DataFrame | None, first_day: dt.date) -> pd.DataFrame:
    """Put the common past before a side's own visits."""
    import pandas as pd

    start = pd.Timestamp(first_day)
    if before is None:
        return visits
    return pd.concat([before[before["date"] < start], visits[visits["date"] >= start]], ignore_index=True)
