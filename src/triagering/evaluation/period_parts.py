"""The parts of a period's figures; each takes rows of visits and the columns to group them by."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from triagering.evaluation.continuity import averaged_coc, distinct_carers, indices
from triagering.evaluation.definition import Definition
from triagering.evaluation.rows import between, delivered, of_visits, once, when
from triagering.models.history import UndeliveredReason

if TYPE_CHECKING:
    import pandas as pd


DAYS_IN_A_ROW = 6
"""Most days with a shift between two free days (rest period and free days: Danish Working Environment Authority)."""


def amounts(rows: pd.DataFrame, groups: list[str]) -> pd.DataFrame:
    """Minutes granted, planned and delivered: three sums that stand alone; visits, and those not delivered."""
    import pandas as pd

    by = [rows[key] for key in groups]
    found = pd.DataFrame(index=rows.groupby(groups).size().index)
    names = {"granted": "granted_minutes", "planned": "planned_minutes", "delivered": "minutes",
             "over_qualified": "over_qualified_minutes"}
    for name, column in names.items():
        if column in rows:
            found[name] = rows[column].astype("Float64").groupby(by).sum(min_count=1).astype(float)
    visits = rows.assign(missed=~delivered(rows))[once(rows, groups)]
    found["visits"] = visits.groupby(groups).size()
    found["undelivered"] = visits.groupby(groups)["missed"].sum()
    for reason in UndeliveredReason if "reason" in rows else ():
        is_it = visits["missed"] & (visits["reason"] == str(reason))
        found[f"undelivered_{reason}"] = is_it.groupby([visits[key] for key in groups]).sum()
    return found.fillna(dict.fromkeys(found.filter(regex="^(visits|undelivered)"), 0))


def shares(rows: pd.DataFrame, part: pd.DataFrame, whole: pd.DataFrame, groups: list[str]) -> pd.DataFrame:
    """Every share of a group as the ratio of its sums, and the strangers met (NaN if the past is not in the data)."""
    by = [rows[key] for key in groups]
    parts, wholes = part.groupby(by).sum(), whole.groupby(by).sum()
    found = parts[list(wholes)] / wholes.where(wholes > 0)
    found["strangers"] = parts["strangers"].where(wholes["known_share"] > 0)
    return found


def attendance(shifts: pd.DataFrame, rows: pd.DataFrame, first_day: dt.date, last_day: dt.date, groups: list[str],
               least: int, *, individuals: bool, daily_rest: int) -> pd.DataFrame:
    """Time at work and what it went to; the spread of load is within a day, not between named people.

    Groups of fewer carers than ``least`` are not shown, unless ``individuals``: one carer's time is that carer's.
    """
    import pandas as pd

    work = between(_with_breaches(shifts, daily_rest), first_day, last_day).reset_index(drop=True)
    unpaid = work["break_minutes"].fillna(0) if "break_minutes" in work else 0
    work = work.assign(attendance=(work["end"] - work["start"] - unpaid).astype(float), direct=_direct(work, rows))
    by = work.groupby(groups)
    found = pd.DataFrame({"attendance": by["attendance"].sum(), "direct": by["direct"].sum()})
    found["direct_share"] = _per(found["direct"], found["attendance"])
    if "travel_minutes" in work:
        found["travel"] = by["travel_minutes"].sum(min_count=1).astype(float)
        told = work.assign(attendance=work["attendance"].where(work["travel_minutes"].notna()))
        found["travel_share"] = _per(found["travel"], told.groupby(groups)["attendance"].sum())
    days = list(dict.fromkeys([*groups, "date"]))
    loads = work.groupby(list(dict.fromkeys([*days, "carer"])))["direct"].sum().groupby(level=days)
    spread = pd.DataFrame({"load_spread": loads.max() - loads.min(), "load_stdev": loads.std(ddof=0)})
    spread = spread.groupby(level=groups).mean()
    enough = by["carer"].nunique() >= least
    found = found.join(spread.where(enough))
    found["rest_breaches"] = by["tired"].sum()
    found["free_day_breaches"] = by["seventh"].sum()
    return found if individuals else found.where(enough)


def _direct(shifts: pd.DataFrame, rows: pd.DataFrame) -> pd.Series[Any]:
    """Give the minutes with citizens in each shift; shifts are in order of start and indexed from 0.

    A visit belongs to its carer's last shift of the day to begin before it, else to the first.
    """
    came = rows.loc[delivered(rows) & of_visits(rows), ["date", "carer", "start", "minutes"]]
    came = came.astype({"start": float, "minutes": float})
    both = came.reset_index(drop=True).reset_index(names="visit").merge(
        shifts[["date", "carer", "start"]].reset_index(names="shift"), on=["date", "carer"], suffixes=("", "_of_shift"))
    begun = both["start_of_shift"].astype(float) <= both["start"]
    nearest = both.assign(order=both["shift"].where(begun, -1 - both["shift"])).sort_values("order")
    direct = nearest.drop_duplicates("visit", keep="last").groupby("shift")["minutes"].sum()
    return direct.reindex(shifts.index, fill_value=0.0)


def _with_breaches(shifts: pd.DataFrame, daily_rest: int) -> pd.DataFrame:
    """Add ``tired``: whether a carer's first shift of a day begins too soon after the last of an earlier day ended.

    And ``seventh``: whether it is on the seventh or a later day in a row with a shift.
    """
    import pandas as pd

    shifts = shifts.sort_values(["carer", "date", "start"])
    ends = shifts["date"] + pd.to_timedelta(shifts["end"], unit="min")
    last = ends.groupby([shifts["carer"], shifts["date"]]).max()
    ended = shifts.join(last.groupby(level="carer").shift().rename("ended"), on=["carer", "date"])["ended"]
    rest = shifts["date"] + pd.to_timedelta(shifts["start"], unit="min") - ended
    agreed = shifts["rest_before"].astype(float).fillna(daily_rest) if "rest_before" in shifts else daily_rest
    first = ~shifts.duplicated(["carer", "date"])  # between two duties of one day nobody goes home to sleep
    days = shifts.loc[first, ["carer", "date"]]
    ordinal = (days["date"] - pd.Timestamp(0)).dt.days - days.groupby("carer").cumcount()  # the same all along a run
    seventh = days.groupby(["carer", ordinal]).cumcount() >= DAYS_IN_A_ROW
    return shifts.assign(tired=first & (rest < pd.to_timedelta(agreed, unit="min")),
                         seventh=seventh.reindex(shifts.index, fill_value=False))


def per_citizen(rows: pd.DataFrame, first_day: dt.date, last_day: dt.date, stays: pd.DataFrame | None,
                 definition: Definition, groups: list[str], least: int) -> pd.DataFrame:
    """Medians and tails over citizens of what only makes sense for one citizen at a time."""
    table = indices(rows, first_day, last_day, stays=stays, definition=definition)
    table["coc"] = averaged_coc(table, definition)
    table = table[["upc", "coc", "secon"]].join(
        distinct_carers(rows, last_day, stays=stays, definition=definition)["distinct_carers"], how="outer")
    homes = between(rows, first_day, last_day).dropna(subset=groups)
    homes = homes.assign(at=when(homes)).sort_values(["date", "at"], kind="stable", na_position="first")
    homes = homes.drop_duplicates("citizen", keep="last")
    table = table.join(homes.set_index("citizen", drop=False)[groups]).rename_axis(None)
    by = table.groupby(groups)
    found = by[["distinct_carers", "upc", "coc", "secon"]].median().add_suffix("_median")
    found["distinct_carers_p90"] = by["distinct_carers"].quantile(0.9)
    reached = (table["distinct_carers"] <= definition.targets.get("distinct_carers", float("nan"))).astype(float)
    found["distinct_carers_reached"] = reached.where(table["distinct_carers"].notna()).groupby(
        [table[key] for key in groups]).mean()
    few = (by["distinct_carers"].count() < least) & ("citizen" not in groups)
    for name in ("distinct_carers_median", "distinct_carers_p90", "distinct_carers_reached"):
        found[name] = found[name].mask(few)
    found["distinct_carers_citizens"] = by["distinct_carers"].count()
    return found


def _per(part: pd.Series[Any], whole: pd.Series[Any]) -> pd.Series[Any]:
    return part / whole.where(whole > 0)
