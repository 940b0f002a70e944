"""What strategies cost and give, in one table: the figures that a decision about continuity needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from functools import reduce
from math import isnan, nan
from operator import and_
from typing import TYPE_CHECKING

from triagering.evaluation.continuity import circles, with_counts
from triagering.evaluation.definition import Definition
from triagering.evaluation.distribution import LEAST_GROUP
from triagering.evaluation.given import NEEDED, checked, days_asked
from triagering.evaluation.period import evaluate_period
from triagering.evaluation.ratios import ratios, told_on_all
from triagering.evaluation.rows import between, delivered, of_visits, once, paired

if TYPE_CHECKING:
    import pandas as pd

Tables = Mapping[str, Mapping[str, "pd.DataFrame"]]
"""Strategy (or ``people``) to the tables of its history."""

SHARES = ("delivered_share", "undelivered_own_share", "punctual_30", "punctual_60", "contact_share", "team_share",
          "known_share", "right_hands_share")


def summarise(sides: Tables, first_day: dt.date | str, last_day: dt.date | str, *,
              stays: pd.DataFrame | None = None, before: pd.DataFrame | None = None,
              definition: Definition | None = None, least: int = LEAST_GROUP) -> pd.DataFrame:
    """Put the figures of several plans of the same days side by side.

    Days, or days of a miniteam, that one side skipped are left out of all, and so are shifts that not all have: a bad
    day is no better for being skipped. A citizen with a day left out has no distinct carers in windows that hold it.

    Parameters
    ----------
    sides
        Strategy to ``visits`` and ``shifts``.
    before
        Visits before ``first_day``, the same for all, to tell whom citizens knew.

    Returns
    -------
    pandas.DataFrame
        A row per side: ``days`` with visits, distinct carers of 7, 14 and 28 days (median and 90th percentile over
        citizens, in the window that ends on ``last_day``; NaN for fewer citizens than ``least``, and where the window
        begins before ``first_day``: those carers came to all sides), UPC, COC and SECON (medians), strangers a day and
        known share (of the days whose past is in the data of all sides), travel minutes a visit (of the carers and days
        whose shifts say them) and of attendance (both NaN for fewer carers than ``least``), and shares as in
        ``evaluate_period``.

    Raises
    ------
    InputError
        If a column is missing (E505), days (E213) or values (E523) cannot be read, or rows are what ``evaluate_period``
        refuses (E523 to E525).
    """
    import pandas as pd

    definition = definition or Definition()
    first_day, last_day = days_asked(first_day, last_day)
    visits = together(sides, "visits", first_day, last_day, before)
    shifts = together(sides, "shifts", first_day, last_day)
    judged = [ratios(rows, first_day, last_day, stays=stays, definition=definition) for rows in visits.values()]
    told_on_all(judged)
    found = {}
    for (name, rows), (kept, part, whole) in zip(visits.items(), judged, strict=True):
        figures = evaluate_period(rows, first_day, last_day, shifts=shifts.get(name), stays=stays,
                                  definition=definition, least=least).figures.reindex(["all"])
        period = {str(figure): float(figures[figure].iloc[0]) for figure in figures}
        days = kept["day"][of_visits(kept)].drop_duplicates().sort_values()
        row: dict[str, float] = {"days": float(len(days))}
        counted = with_counts(rows, definition)
        for window in (7, 14, 28):
            values = circle(counted, first_day, last_day, stays, replace(definition, days=window)).astype(float)
            values = values if len(values) >= least else values.iloc[:0]
            row[f"D{window}_median"], row[f"D{window}_p90"] = float(values.median()), float(values.quantile(0.9))
        row |= {f"{index}_median": period[f"{index}_median"] for index in ("upc", "coc", "secon")}
        judged_meetings = whole["known_share"].sum()
        told = kept["told"].where(kept["past_known"], 0.0)
        strangers = (part["strangers"] / (len(days) - days.searchsorted(told))).sum()
        row["strangers_a_day"] = strangers if judged_meetings and not isnan(period["strangers"]) else nan
        if "travel" in period:
            row["travel_a_visit"] = _per(period["travel"], _driven_to(kept, shifts[name]))
            row["travel_share"] = period["travel_share"]
        if not isnan(period["known_share"]):
            period["known_share"] = _per(part["known_share"].sum(), judged_meetings)
        found[name] = row | {share: period[share] for share in SHARES if share in period}
    return pd.DataFrame.from_dict(found, orient="index").astype(float)


def _driven_to(rows: pd.DataFrame, shifts: pd.DataFrame) -> int:
    """Count the visits delivered by carers on days whose shifts say how far they drove."""
    import pandas as pd

    came, told = (pd.MultiIndex.from_frame(table[["date", "carer"]])
                  for table in (rows, shifts[shifts["travel_minutes"].notna()]))
    return int(once(rows[delivered(rows) & came.isin(told)], ()).sum())


def _per(part: float, whole: float) -> float:
    return part / whole if whole > 0 else nan


def over_time(sides: Tables, first_day: dt.date | str, last_day: dt.date | str, *,
              stays: pd.DataFrame | None = None, before: pd.DataFrame | None = None,
              definition: Definition | None = None, every: int = 7, least: int = LEAST_GROUP) -> pd.DataFrame:
    """Give the median of distinct carers in the window that ends on each ``every``-th day, a column per side.

    As in ``summarise``, NaN where the window begins before ``first_day``.
    """
    import pandas as pd

    definition = definition or Definition()
    first_day, last_day = days_asked(first_day, last_day)
    ends = [last_day - dt.timedelta(back) for back in range(0, (last_day - first_day).days + 1, every)][::-1]
    columns = {}
    for name, visits in together(sides, "visits", first_day, last_day, before).items():
        counted = with_counts(visits, definition)  # once: it asks all rows, a window only its own
        found = [circle(counted, first_day, end, stays, definition) for end in ends]
        columns[name] = [float(values.median()) if len(values) >= least else nan for values in found]
    return pd.DataFrame(columns, index=pd.Index(ends, name="last_day"))


def circle(visits: pd.DataFrame, first_day: dt.date, end: dt.date, stays: pd.DataFrame | None,
           definition: Definition) -> pd.Series[int]:
    """Give the distinct carers of each citizen in the window that ends on a day; of nobody if it begins too early.

    The rows say what counts (``with_counts``).
    """
    found: pd.Series[int] = circles(visits, end, stays, definition)["distinct_carers"]
    return found if (end - first_day).days + 1 >= definition.days else found.iloc[:0]


def together(sides: Tables, table: str, first_day: dt.date, last_day: dt.date,
             before: pd.DataFrame | None = None) -> dict[str, pd.DataFrame]:
    """Give a table of every side that has it, after the common past, of the days that all sides with any day have.

    Of shifts it is the carers' days that all have: a substitute may be of no miniteam, skipped or not.
    """
    import pandas as pd

    needed = NEEDED[table]
    found = {name: checked(tables[table], table, *needed) for name, tables in sides.items() if table in tables}
    if before is not None:
        start, past = pd.Timestamp(first_day), checked(before, table, *needed)
        found = {name: pd.concat([past[past["date"] < start], rows[rows["date"] >= start]], ignore_index=True)
                 for name, rows in found.items()}
    there = [name for name, rows in found.items() if len(between(rows, first_day, last_day))]
    if there and table == "shifts":
        held = {name: pd.MultiIndex.from_frame(found[name][["date", "carer"]]) for name in there}
        found |= {name: found[name][reduce(and_, (own.isin(other) for other in held.values()))]
                  for name, own in held.items()}
    elif there:
        kept, _ = paired([found[name] for name in there], [first_day] * len(there), (last_day - first_day).days + 1)
        found |= zip(there, kept, strict=True)
    return found
