"""Small questions that every figure of a period asks of the rows of visits."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def between(rows: pd.DataFrame, first_day: dt.date, last_day: dt.date) -> pd.DataFrame:
    """Give the rows of the days between two days, both included."""
    import pandas as pd

    return rows[(rows["date"] >= pd.Timestamp(first_day)) & (rows["date"] <= pd.Timestamp(last_day))]


def delivered(rows: pd.DataFrame) -> pd.Series[bool]:
    """Say which rows were delivered; without a ``status`` all that have a carer were."""
    return rows["carer"].notna() & (rows["status"] == "delivered" if "status" in rows else True)


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
    begin = pd.to_datetime(stays["first_day"])
    end = pd.to_datetime(stays["last_day"]).fillna(last) if "last_day" in stays else [last] * len(stays)
    dates = [pd.date_range(max(a, first), min(b, last), unit="s") for a, b in zip(begin, end, strict=True)]
    return (pd.DataFrame({"citizen": stays["citizen"].to_numpy(), "date": dates})
            .explode("date").dropna().astype({"date": "datetime64[s]"}).drop_duplicates(ignore_index=True))


def at_home(rows: pd.DataFrame, away: pd.DataFrame) -> pd.DataFrame:
    """Give the rows of days that their citizen was not away."""
    import pandas as pd

    if not len(away):
        return rows
    gone = pd.MultiIndex.from_frame(away[["citizen", "date"]])
    return rows[~pd.MultiIndex.from_frame(rows[["citizen", "date"]]).isin(gone)]
