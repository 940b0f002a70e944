"""Small questions that every figure of a period asks of the rows of visits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from triagering.evaluation.reading import midnights
from triagering.models.history import GROUP

if TYPE_CHECKING:
    import pandas as pd


def paired(sides: Sequence[pd.DataFrame], first_days: Sequence[dt.date], days: int) -> tuple[list[pd.DataFrame], int]:
    """Leave out of every side's period what not all have: a day, or of the same days that of a part which all name.

    A day that one side skipped is no better for being skipped. Parts are miniteams in districts; on other dates a small
    one may have no visits, skipped or not, so there only whole days are left out. Rows before and after stay.

    Returns
    -------
    tuple
        The rows of each side, and how many days (of parts, where sides are of the same days) were left out.
    """
    import pandas as pd

    same = len(set(first_days)) == 1
    marks = [(rows if same else rows[["date"]]).reindex(columns=["district", "miniteam"]).astype("string").fillna("")
             .assign(day=(rows["date"] - pd.Timestamp(first)).dt.days)
             for rows, first in zip(sides, first_days, strict=True)]
    found = [set(mark[mark["day"].between(0, days - 1)].drop_duplicates().itertuples(index=False, name=None))
             for mark in marks]
    cells = set.intersection(*found)
    named = set.intersection(*({cell[:2] for cell in one} for one in found))
    shared = set.intersection(*({cell[2] for cell in one} for one in found))
    lone = [cell for cell in set.union(*found) - cells if cell[2] not in shared or cell[:2] in named]
    if not lone:
        return list(sides), 0
    kept = [rows[~pd.MultiIndex.from_frame(mark).isin(lone)] for rows, mark in zip(sides, marks, strict=True)]
    return kept, len(lone)


def between(rows: pd.DataFrame, first_day: dt.date, last_day: dt.date) -> pd.DataFrame:
    """Give the rows of the days between two days, both included."""
    import pandas as pd

    return rows[(rows["date"] >= pd.Timestamp(first_day)) & (rows["date"] <= pd.Timestamp(last_day))]


def delivered(rows: pd.DataFrame) -> pd.Series[bool]:
    """Say which rows were delivered; without a ``status`` all that have a carer were."""
    return rows["carer"].notna() & (rows["status"] == "delivered" if "status" in rows else True)


def of_visits(rows: pd.DataFrame) -> pd.Series[bool]:
    """Say which rows are of a visit; the others say what a group activity counts for a citizen: minutes only."""
    import pandas as pd

    return ~rows["kind"].isin([GROUP]) if "kind" in rows else pd.Series(data=True, index=rows.index)


def once(rows: pd.DataFrame, groups: Sequence[str]) -> pd.Series[bool]:
    """Say which rows stand for their visit: one of each, delivered if anybody came; by carer, one of each carer.

    None of a group activity does.
    """
    return firsts(rows, groups) & of_visits(rows)


def firsts(rows: pd.DataFrame, groups: Sequence[str] = ()) -> pd.Series[bool]:
    """Say which rows are the first of their visit or group activity at a citizen, delivered before others."""
    ordered = rows.assign(missed=~delivered(rows)).sort_values("missed", kind="stable")
    return ~ordered.duplicated(["date", "visit", "citizen", *({"carer"} & set(groups))]).reindex(rows.index)


def when(rows: pd.DataFrame) -> pd.Series[Any]:
    """Give the start of each row; of undelivered ones the planned or else the agreed start."""
    start: pd.Series[Any] = rows["start"].astype("Float64")
    for other in ("planned_start", "agreed_start"):
        if other in rows:
            start = start.fillna(rows[other].astype("Float64"))
    return start


def days_away(stays: pd.DataFrame | None, first_day: dt.date, last_day: dt.date) -> pd.DataFrame:
    """Give every citizen and day away from home between two days, once; an open stay lasts to the end."""
    import pandas as pd

    first, last = pd.Timestamp(first_day), pd.Timestamp(last_day)
    if stays is None or not len(stays):
        return pd.DataFrame({"citizen": pd.Series(dtype=object), "date": pd.Series(dtype="datetime64[s]")})
    begin = midnights(stays["first_day"], "stays")
    end = (midnights(stays["last_day"], "stays", optional=True).fillna(last) if "last_day" in stays
           else [last] * len(stays))
    dates = [pd.date_range(max(a, first), min(b, last), unit="s") if a <= last and b >= first else []
             for a, b in zip(begin, end, strict=True)]
    return (pd.DataFrame({"citizen": stays["citizen"].to_numpy(), "date": dates})
            .explode("date").dropna().astype({"date": "datetime64[s]"}).drop_duplicates(ignore_index=True))


def at_home(rows: pd.DataFrame, away: pd.DataFrame) -> pd.DataFrame:
    """Give the rows of days that their citizen was not away."""
    import pandas as pd

    if not len(away):
        return rows
    gone = pd.MultiIndex.from_frame(away[["citizen", "date"]])
    return rows[~pd.MultiIndex.from_frame(rows[["citizen", "date"]]).isin(gone)]
