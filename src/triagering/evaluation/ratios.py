"""Every share of a period as a part and a whole per row, so that any group or resample is a ratio of sums."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from triagering.evaluation.continuity import judged
from triagering.evaluation.definition import Definition
from triagering.evaluation.rows import delivered, of_visits, once
from triagering.models.history import CITIZEN_CAUSED, UndeliveredReason

if TYPE_CHECKING:
    import pandas as pd

MOVED_BEYOND = 30
"""Minutes between published and delivered start beyond which a visit counts as moved."""
NOT_OURS = CITIZEN_CAUSED | {UndeliveredReason.MOVED}
"""Reasons for which a visit that did not take place was not left undone by the provider."""


def ratios(rows: pd.DataFrame, first_day: dt.date, last_day: dt.date, *, stays: pd.DataFrame | None,
           definition: Definition, moved_beyond: int = MOVED_BEYOND,
           groups: Sequence[str] = ()) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Give the rows of the period and, per row, the part and the whole of every share; 0 where a row has no say.

    ``strangers`` is a part only: a count, of one row for each in each of the ``groups`` (columns to add up by). Columns
    whose data are missing are left out. The rows say on which ``day`` of the period they are, from 0, and from which on
    it is ``told`` whom citizens had met.
    """
    import pandas as pd

    rows = _without_moved(judged(rows, first_day, last_day, stays, definition))
    came = delivered(rows) & of_visits(rows)
    minutes, start = rows["minutes"].astype(float), rows["start"].astype(float)
    parts: dict[str, Any] = {}
    wholes: dict[str, Any] = {}

    def share(name: str, part: pd.Series[Any], whole: pd.Series[Any]) -> None:
        parts[name], wholes[name] = part.astype(float).where(whole.astype(bool)), whole.astype(float)

    if "granted_minutes" in rows:
        granted = rows["granted_minutes"].astype(float)  # what nobody granted, as an acute visit, has no say
        for name, column in (("delivered_share", "minutes"), ("planned_share", "planned_minutes")):
            if column in rows:
                parts[name], wholes[name] = rows[column].astype(float).where(granted.notna()), granted
    one = once(rows, groups)
    share("undelivered_share", ~came, one)
    if "reason" in rows:
        share("undelivered_own_share", ~came & ~rows["reason"].isin([str(reason) for reason in NOT_OURS]), one)
    if "agreed_start" in rows:
        off = (start - rows["agreed_start"].astype(float)).abs()
        for limit in (30, 60):
            share(f"punctual_{limit}", off <= limit, came & off.notna())
    if "planned_carer" in rows:
        planned, other = rows["planned_carer"].notna(), rows["planned_carer"] != rows["carer"]
        if "planned_start" in rows:
            shift = (start - rows["planned_start"].astype(float)).abs()
            share("moved_share", (shift > moved_beyond) | other, came & planned & shift.notna())
        share("other_carer_share", other, came & planned)
    if "over_qualified_minutes" in rows:
        over = rows["over_qualified_minutes"].astype(float)
        share("right_hands_share", minutes - over, minutes.where(came & over.notna(), 0.0))
    counts = rows["counts"]
    weight = pd.Series(1.0, rows.index) if definition.by == "visits" else minutes
    for name, one_column, other_column in (("contact_share", "carer", "contact_person"),
                                           ("team_share", "carer_miniteam", "miniteam")):
        if one_column in rows and other_column in rows:
            share(name, weight.where(rows[one_column] == rows[other_column], 0.0),
                  weight.where(counts & rows[other_column].notna(), 0.0))
    told = counts & rows["past_known"]
    share("known_share", weight.where(rows["known"], 0.0), weight.where(told, 0.0))
    strange = told & ~rows["known"]
    parts["strangers"] = strange & ~rows.where(strange).duplicated(["citizen", "carer", "date", *groups])
    part = pd.DataFrame(parts, index=rows.index).astype(float).fillna(0.0)
    return rows, part, pd.DataFrame(wholes, index=rows.index).astype(float).fillna(0.0)


def _without_moved(rows: pd.DataFrame) -> pd.DataFrame:
    """Take granted and planned minutes off what was moved to another day: the row of that day has them."""
    if "reason" not in rows:
        return rows
    stays = delivered(rows) | (rows["reason"] != str(UndeliveredReason.MOVED))
    return rows.assign(**{name: rows[name].where(stays) for name in ("granted_minutes", "planned_minutes")
                          if name in rows})


def told_on_all(sides: Sequence[tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]]) -> None:
    """Take known share and strangers of each side (``ratios``) where all sides tell whom the citizen had met.

    Before that a side with a longer past would call known whom the other calls nobody. Changes ``told`` of the rows to
    that day, ``past_known``, and parts and wholes.
    """
    import pandas as pd

    if not sides:
        return
    told = pd.concat([kept.groupby("citizen")["told"].max() for kept, _, _ in sides], axis=1, keys=range(len(sides)))
    latest = told.fillna(told.max()).max(axis=1)
    for kept, part, whole in sides:
        kept["told"] = kept["citizen"].map(latest).astype(float)
        kept["past_known"] = kept["day"] >= kept["told"]
        part[["known_share", "strangers"]] = part[["known_share", "strangers"]].where(kept["past_known"], 0.0)
        whole["known_share"] = whole["known_share"].where(kept["past_known"], 0.0)
