"""What a period's rows could not tell, and what it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from triagering.evaluation.definition import OF_CITIZENS, Definition
from triagering.evaluation.rows import delivered, of_visits

if TYPE_CHECKING:
    import pandas as pd

NOT_IN_HISTORY = {
    "triage responsiveness, stale triage": "the triage board",
    "delegation validity": "the delegations of the day",
    "approvals and their age": "the proposals",
    "readmissions, preventable stays": "national registers",
    "what citizens and staff say": "surveys",
}
"""Figures of the evaluation that no history of visits can give, and where they come from."""


def missing(rows: pd.DataFrame, shifts: pd.DataFrame | None, keys: list[str],
            definition: Definition) -> dict[str, str]:
    """Say what cannot be computed of the rows of the period as columns, shifts or the past are not in them."""
    needs = {
        "granted, planned_share, delivered_share": "granted_minutes", "planned": "planned_minutes",
        "punctual_30, punctual_60": "agreed_start",
        "moved_share": "planned_start, planned_carer", "other_carer_share": "planned_carer",
        "over_qualified, right_hands_share": "over_qualified_minutes", "contact_share": "contact_person",
        "team_share": "miniteam, carer_miniteam", "undelivered by reason": "reason",
    }
    told = {figure: f"visits: {columns}" for figure, columns in needs.items()
            if len(rows) and _empty(rows, columns.split(", "))}
    if untold := int((rows["counts"] & ~rows["past_known"]).sum()):
        told[f"known_share and strangers of {untold} meetings"] = f"visits: the {definition.known_days} days before"
    if not set(keys) <= OF_CITIZENS:
        told["distinct_carers, upc, coc, secon"] = "groups of citizens: citizen, miniteam, district"
    if shifts is None or not set(keys) <= set(shifts) or not len(shifts):
        figures = "attendance, direct_share, travel_share, load_spread, rest_breaches, free_day_breaches"
        without = [] if shifts is None else [key for key in keys if key not in shifts] or ["of the period"]
        told[figures] = "shifts" + "".join(f": {key}" for key in without)
    else:
        told |= {"travel, travel_share": "shifts: travel_minutes"} if _empty(shifts, ["travel_minutes"]) else {}
        told |= _without_shift(rows, shifts)
    return told | NOT_IN_HISTORY


def _empty(rows: pd.DataFrame, columns: list[str]) -> bool:
    return not all(name in rows and rows[name].notna().any() for name in columns)


def _without_shift(rows: pd.DataFrame, shifts: pd.DataFrame) -> dict[str, str]:
    """Say how many delivered minutes are in no direct time, as their carer has no shift that day."""
    import pandas as pd

    came = rows[delivered(rows) & of_visits(rows)]
    carers = [pd.MultiIndex.from_frame(table[["date", "carer"]]) for table in (came, shifts)]
    lost = int(came["minutes"][~carers[0].isin(carers[1])].sum())
    return {f"direct of {lost} delivered minutes": "shifts: of the carers who came"} if lost else {}


def few_carers(shifts: pd.DataFrame, groups: list[str], least: int, *, individuals: bool) -> dict[str, str]:
    """Say of how many groups it is not shown what comes of shifts, as it would be that of single carers."""
    few = int((shifts.groupby(groups)["carer"].nunique() < least).sum())
    what = "load_spread" if individuals else "attendance, direct, travel, load_spread, rest_breaches, free_day_breaches"
    return {f"{what} of {few} groups": f"shifts: of at least {least} carers"} if few else {}


def in_no_group(rows: pd.DataFrame, shifts: pd.DataFrame | None, keys: list[str]) -> dict[str, str]:
    """Say how many rows of the period are in no group, as a group's value is empty; they are in no figure."""
    tables = {"visits": rows} | ({"shifts": shifts} if shifts is not None and set(keys) <= set(shifts) else {})
    lost = {name: int(table[keys].isna().any(axis=1).sum()) for name, table in tables.items()}
    return {f"{number} rows of {name}": f"{name}: {', '.join(keys)} empty" for name, number in lost.items() if number}
