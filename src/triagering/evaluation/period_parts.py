"""The parts of a period's figures; each takes rows of visits and the columns to group them by."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from triagering.evaluation.continuity import counted, distinct_carers, indices, with_known
from triagering.evaluation.definition import Definition
from triagering.evaluation.rows import at_home, between, days_away, delivered
from triagering.models.history import CITIZEN_CAUSED, UndeliveredReason

if TYPE_CHECKING:
    import pandas as pd

REST = 660
"""Minutes of rest between two shifts (11 hours: working-time directive)."""


def amounts(rows: pd.DataFrame, groups: list[str]) -> pd.DataFrame:
    """Minutes granted, planned and delivered; each stands alone, shares say of what."""
    import pandas as pd

    found = pd.DataFrame(index=rows.groupby(groups).size().index)
    for name, column in (("granted", "granted_minutes"), ("planned", "planned_minutes"), ("delivered", "minutes")):
        amount = rows[column].astype("Float64").groupby([rows[key] for key in groups]).sum(min_count=1) \
            if column in rows else float("nan")
        found[name] = amount
    found = found.astype(float)
    found["planned_share"] = _per(found["planned"], found["granted"])
    found["delivered_share"] = _per(found["delivered"], found["granted"])
    if "over_qualified_minutes" in rows:
        over = rows["over_qualified_minutes"].astype(float)
        judged = rows["minutes"].astype(float).where(over.notna() & delivered(rows))
        found["over_qualified"] = over.groupby([rows[key] for key in groups]).sum(min_count=1)
        whole = judged.groupby([rows[key] for key in groups]).sum(min_count=1)
        found["right_hands_share"] = 1 - _per(found["over_qualified"], whole)
    return found


def undelivered(rows: pd.DataFrame, groups: list[str]) -> pd.DataFrame:
    """Count visits (of two carers: one) that were not delivered, by reason."""
    import pandas as pd

    visits = rows.assign(missed=~delivered(rows)).sort_values("missed", kind="stable")
    visits = visits.drop_duplicates(["date", "visit", "citizen"])
    by = visits.groupby(groups)
    found = pd.DataFrame({"visits": by.size(), "undelivered": by["missed"].sum()})
    found["undelivered_share"] = _per(found["undelivered"], found["visits"])
    if "reason" in rows:
        own = visits["missed"] & ~visits["reason"].isin([str(reason) for reason in CITIZEN_CAUSED])
        found["undelivered_own_share"] = _per(own.groupby([visits[key] for key in groups]).sum(), found["visits"])
        for reason in UndeliveredReason:
            is_it = visits["missed"] & (visits["reason"] == str(reason))
            found[f"undelivered_{reason}"] = is_it.groupby([visits[key] for key in groups]).sum()
    return found


def kept(rows: pd.DataFrame, groups: list[str], moved_beyond: int) -> pd.DataFrame:
    """Say how near the agreed time visits began, and what changed after the plan was published."""
    import pandas as pd

    rows = rows[delivered(rows)]
    columns: dict[str, pd.Series[Any]] = {}
    start = rows["start"].astype(float)
    if "agreed_start" in rows:
        off = (start - rows["agreed_start"].astype(float)).abs()
        for limit in (30, 60):
            columns[f"punctual_{limit}"] = (off <= limit).astype(float).where(off.notna())
    if {"planned_start", "planned_carer"} <= set(rows):
        shift = (start - rows["planned_start"].astype(float)).abs()
        other = rows["planned_carer"].notna() & (rows["planned_carer"] != rows["carer"])
        columns["moved_share"] = ((shift > moved_beyond) | other).astype(float).where(shift.notna())
        columns["other_carer_share"] = other.astype(float).where(rows["planned_carer"].notna())
    found = pd.DataFrame(columns, index=rows.index)
    return found.groupby([rows[key] for key in groups]).mean()


def meetings(rows: pd.DataFrame, first_day: dt.date, last_day: dt.date, stays: pd.DataFrame | None,
              definition: Definition, groups: list[str]) -> pd.DataFrame:
    """Shares of meetings that the continuity definition counts, and strangers met."""
    import pandas as pd

    rows = with_known(rows[delivered(rows)], definition.known_days)
    rows = at_home(between(rows[counted(rows, definition)], first_day, last_day),
                   days_away(stays, first_day, last_day))
    weight = pd.Series(1.0, rows.index) if definition.by == "visits" else rows["minutes"].astype(float)
    by = [rows[key] for key in groups]
    found = pd.DataFrame(index=rows.groupby(groups).size().index)
    agreements = {"contact_share": ("carer", "contact_person"), "team_share": ("carer_miniteam", "miniteam")}
    for name, (one, other) in agreements.items():
        if one in rows and other in rows:
            whole = weight.where(rows[other].notna()).groupby(by).sum(min_count=1)
            found[name] = _per(weight.where(rows[one] == rows[other], 0.0).groupby(by).sum(), whole)
    whole = weight.where(rows["past_known"]).groupby(by).sum(min_count=1)
    found["known_share"] = _per(weight.where(rows["past_known"] & rows["known"], 0.0).groupby(by).sum(), whole)
    strange = (rows["past_known"] & ~rows["known"]) & ~rows.duplicated([*groups, "citizen", "carer", "date"])
    found["strangers"] = strange.astype(float).groupby(by).sum().where(whole.notna())
    return found


def attendance(shifts: pd.DataFrame, rows: pd.DataFrame, groups: list[str], least: int) -> pd.DataFrame:
    """Time at work and what it went to; the spread of load is within a day, not between named people."""
    import pandas as pd

    unpaid = shifts.get("break_minutes", 0)
    shifts = shifts.assign(attendance=(shifts["end"] - shifts["start"] - unpaid).astype(float))
    direct = rows[delivered(rows)].groupby(["date", "carer"])["minutes"].sum().astype(float).rename("direct")
    work = shifts.merge(direct, on=["date", "carer"], how="left")
    work["direct"] = work["direct"].where(~work.duplicated(["date", "carer"])).fillna(0.0)
    by = work.groupby(groups)
    found = pd.DataFrame({"attendance": by["attendance"].sum(), "direct": by["direct"].sum()})
    found["direct_share"] = _per(found["direct"], found["attendance"])
    if "travel_minutes" in work:
        found["travel"] = by["travel_minutes"].sum(min_count=1).astype(float)
        found["travel_share"] = _per(found["travel"], found["attendance"])
    days = work.groupby([*groups, "date"] if "date" not in groups else groups)["direct"]
    spread = pd.DataFrame({"load_spread": days.max() - days.min(), "load_stdev": days.std(ddof=0)})
    spread = spread.groupby(level=groups).mean()
    enough = by["carer"].nunique() >= least
    found = found.join(spread.where(enough))
    work = work.sort_values(["carer", "date", "start"])
    ended = (work["date"] + pd.to_timedelta(work["end"], unit="min")).groupby(work["carer"]).shift()
    rest = work["date"] + pd.to_timedelta(work["start"], unit="min") - ended
    found["rest_breaches"] = (rest < pd.Timedelta(minutes=REST)).groupby([work[key] for key in groups]).sum()
    return found


def per_citizen(rows: pd.DataFrame, first_day: dt.date, last_day: dt.date, stays: pd.DataFrame | None,
                 definition: Definition, groups: list[str], least: int) -> pd.DataFrame:
    """Medians and tails over citizens of what only makes sense for one citizen at a time."""
    table = indices(rows, first_day, last_day, stays=stays, definition=definition)[["upc", "coc", "secon", "meetings"]]
    table["coc"] = table["coc"].where(table.pop("meetings") >= definition.least_visits)
    table = table.join(distinct_carers(rows, last_day, stays=stays, definition=definition)["distinct_carers"],
                       how="outer")
    homes = between(rows, first_day, last_day).sort_values("date").drop_duplicates("citizen", keep="last")
    table = table.join(homes.set_index("citizen", drop=False)[groups]).rename_axis(None)
    by = table.groupby(groups)
    found = by[["distinct_carers", "upc", "coc", "secon"]].median().add_suffix("_median")
    found["distinct_carers_p90"] = by["distinct_carers"].quantile(0.9)
    reached = (table["distinct_carers"] <= definition.targets.get("distinct_carers", float("nan"))).astype(float)
    found["distinct_carers_reached"] = reached.where(table["distinct_carers"].notna()).groupby(
        [table[key] for key in groups]).mean()
    few = (by["distinct_carers"].count() < least) & ("citizen" not in groups)
    ours = [name for name in found if name.startswith("distinct_carers")]
    found[ours] = found[ours].mask(few)
    found["distinct_carers_citizens"] = by["distinct_carers"].count()
    return found


def _per(part: pd.Series[Any], whole: pd.Series[Any]) -> pd.Series[Any]:
    return part / whole.where(whole > 0)
