"""What rows of a history table say that cannot be, of themselves or of one another, once each value can."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from triagering.errors import Issue
from triagering.models.history import GROUP, KEYS, ONCE, VisitStatus

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 20
"""Bad values of a column, or rows that are repeated, that are listed; the rest is counted."""


def place_in(rows: pd.Index[Any], position: int) -> str:
    """Say where a row stands: its line in a file, or its number."""
    return f"{rows.name} {rows[position]}"


def duplicates(table: str, frame: pd.DataFrame) -> Iterator[Issue]:
    """Give rows that are there twice, or under two districts (E524); a group activity has one of each citizen."""
    whose = frame["citizen"].astype(object).where(frame["kind"] == GROUP, "") if table == "visits" else ""
    again = frame.assign(whose=whose).duplicated([*KEYS[table], "district", "whose"])
    elsewhere = frame.duplicated(list(ONCE[table])) & ~again if table in ONCE else again & False
    for wrong, problem, hint in (
            (again, f"repeats the {', '.join(KEYS[table])} of an earlier row",
             "one row per carer at a visit" if table == "visits" else "keep one of them"),
            (elsewhere, "is filed under another district too", "keep one of them, or it is counted twice")):
        for row in wrong.to_numpy().nonzero()[0][:SHOWN]:
            yield Issue("E524", table, place_in(frame.index, row), "", "", problem, hint)
        if int(wrong.sum()) > SHOWN:
            yield Issue("E524", table, "", "", "", f"{int(wrong.sum()) - SHOWN} more repeated rows",
                        "keep one of each")


def contradictions(table: str, frame: pd.DataFrame) -> Iterator[Issue]:
    """Give the first row of each kind that contradicts itself or another (E525); ``blank``: minutes not written."""
    for wrong, problem, hint in _impossible(table, frame):
        if wrong.any():
            yield Issue("E525", table, place_in(frame.index, int(wrong.to_numpy().argmax())), "", "",
                        f"{problem} ({int(wrong.sum())} rows)", hint)


def _impossible(table: str, frame: pd.DataFrame) -> Iterator[tuple[pd.Series[Any], str, str]]:
    """Give which rows cannot be, why, and what to do."""
    if table == "visits":
        delivered = frame["status"] == VisitStatus.DELIVERED
        yield (delivered & (frame["carer"].isna() | frame["start"].isna()), "delivered without a carer or a start",
               "fill both in, or say undelivered and why")
        yield (delivered & frame["reason"].notna(), "delivered, and with a reason for not being so",
               "leave the reason empty, or say undelivered")
        yield ~delivered & frame["reason"].isna(), "undelivered without a reason", "fill it in"
        yield ~delivered & (frame["minutes"] > 0), "undelivered with delivered minutes", "write 0 minutes"
        yield (delivered & frame["blank"], "delivered without minutes",
               "write how long the visit took: a sum of what nobody wrote down would look like a fact")
    elif table == "shifts":
        yield (frame["end"] <= frame["start"], "ends before it begins",
               "a shift that ends after midnight ends beyond 24:00, as 31:00")
        yield (frame["break_minutes"] > (frame["end"] - frame["start"]).clip(lower=0), "has a break longer than itself",
               "correct the break, or the times")
        yield _overlapping(frame), "begins before another shift of the carer that day has ended", "correct the times"
    elif "last_day" in frame:
        yield frame["last_day"] < frame["first_day"], "ends before it begins", "correct the days"


def _overlapping(shifts: pd.DataFrame) -> pd.Series[Any]:
    """Say which shifts begin inside an earlier one of the day; days are imported one by one, so only of the day."""
    ordered = shifts.sort_values(["carer", "date", "start"])
    day = [ordered["carer"], ordered["date"]]
    ended = ordered.groupby(day)["end"].cummax().groupby(day).shift()
    return (ordered["start"] < ended).fillna(value=False).reindex(shifts.index)
