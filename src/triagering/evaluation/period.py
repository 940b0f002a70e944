"""The figures of a period, per citizen, miniteam, district or part of the day: granted, planned and delivered apart.

Every figure is a sum or a ratio of sums over the rows of its group, so a group is never the average of averages.
Groups of too few citizens are not shown, and carers are not ranked unless it is asked for by name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from triagering.errors import InputError, Issue
from triagering.evaluation import period_parts as parts
from triagering.evaluation.definition import GROUPS, OF_CITIZENS, Definition
from triagering.evaluation.distribution import LEAST_GROUP
from triagering.evaluation.gaps import gaps
from triagering.evaluation.given import all_checked, days_asked
from triagering.evaluation.period_missing import few_carers, in_no_group, missing
from triagering.evaluation.ratios import MOVED_BEYOND, ratios
from triagering.evaluation.rows import between, of_visits, when
from triagering.models import Settings

if TYPE_CHECKING:
    import pandas as pd

DAY_PARTS = ((0, 420, "night"), (420, 900, "day"), (900, 1380, "evening"), (1380, 1440, "night"))
"""From, to (minutes of the day), name."""


@dataclass(frozen=True)
class Period:
    """The figures of a period with what they mean."""

    figures: pd.DataFrame
    """A row per group; docs/continuity.md defines each column. NaN: nothing to take it of, or of too few citizens
    (``suppressed``) or, for attendance and what comes of it, carers (``missing`` counts such groups)."""
    definition: Definition
    """What counts for continuity."""
    least: int
    """Groups of fewer citizens are suppressed."""
    missing: dict[str, str]
    """Days without visits that figures need, figures that could not be computed and rows that are in none, with the
    data that they need."""


def evaluate_period(visits: pd.DataFrame, first_day: dt.date | str, last_day: dt.date | str, *,
                    by: str | Sequence[str] = (), shifts: pd.DataFrame | None = None, stays: pd.DataFrame | None = None,
                    definition: Definition | None = None, least: int = LEAST_GROUP, moved_beyond: int = MOVED_BEYOND,
                    individuals: bool = False, daily_rest: int = Settings().daily_rest) -> Period:
    """Compute the figures of the days between two days, both included.

    Parameters
    ----------
    visits
        Rows as ``VisitRecord``; earlier rows tell whom citizens already knew.
    by
        Any of ``GROUPS``; none: one row for everything. A citizen or carer belongs to the miniteam and district
        written in its rows. ``carer`` needs ``individuals``.
    shifts, stays
        Rows as ``ShiftRecord`` and ``StayRecord``; without shifts there is no attendance to take shares of. Earlier
        shifts tell who had rested. A carer's visits belong to the last shift of the day to begin before them.
    definition
        What counts for continuity; its window ends on ``last_day``.
    least
        Groups of fewer citizens, or of which fewer are visited, are suppressed (not when split by citizen: that is
        casework, not statistics), and so is the attendance of fewer carers.
    moved_beyond
        Minutes between published and delivered start from which a visit counts as moved.
    daily_rest
        Minutes between the shifts of two days; fewer are a breach, unless others were agreed on (``rest_before``).

    Raises
    ------
    InputError
        If a group is unknown, or carers are asked for without ``individuals`` (E528); if a column is missing (E505),
        days (E213) or values (E523) cannot be read, the last day is before the first (E213), minutes are negative or
        those of more than a day, or a time is 48:00 or later (E523), a row is there twice (E524), minutes contradict
        delivery or a shift ends before it begins (E525).

    Examples
    --------
    >>> import pandas as pd
    >>> visits = pd.DataFrame({
    ...     "date": pd.to_datetime(["2026-03-02"] * 2), "visit": ["v1", "v2"], "citizen": ["c1", "c2"],
    ...     "carer": ["ida", None], "start": [480, None], "minutes": [30, 0], "status": ["delivered", "undelivered"],
    ...     "reason": [None, "no_capacity"], "granted_minutes": [30, 30], "planned_minutes": [30, 30]})
    >>> day = dt.date(2026, 3, 2)
    >>> found = evaluate_period(visits, day, day, least=1).figures
    >>> found[["granted", "delivered", "delivered_share", "undelivered_share"]].values.tolist()
    [[60.0, 30.0, 0.5, 0.5]]
    """
    import pandas as pd

    first_day, last_day = days_asked(first_day, last_day)
    keys = [by] if isinstance(by, str) else list(dict.fromkeys(by))
    _refuse(keys, individuals, visits)
    definition = definition or Definition()
    given = all_checked(visits=visits, shifts=shifts)
    visits, shifts = given["visits"], given.get("shifts")
    if "carer" in keys:  # what a group activity counts is its citizens', not what a carer did
        visits = visits[of_visits(visits)].reset_index(drop=True)
    everything = visits.assign(all="all", day_part=_day_part(visits))
    groups = keys or ["all"]
    rows, part, whole = ratios(everything, first_day, last_day, stays=stays, definition=definition,
                               moved_beyond=moved_beyond, groups=groups)
    few: dict[str, str] = {}
    found = [parts.amounts(rows, groups), parts.shares(rows, part, whole, groups)]
    if shifts is not None and set(keys) <= set(shifts):
        shifts = shifts.assign(all="all")
        found.append(parts.attendance(shifts, rows, first_day, last_day, groups, least, individuals=individuals,
                                      daily_rest=daily_rest))
        few = few_carers(between(shifts, first_day, last_day), groups, least, individuals=individuals)
    if set(groups) <= OF_CITIZENS:
        found.append(parts.per_citizen(everything, first_day, last_day, stays, definition, groups, least))
    figures = pd.concat(found, axis=1).astype(float).fillna({"distinct_carers_citizens": 0})
    at_work = None if shifts is None else between(shifts, first_day, last_day)
    lost = gaps(visits, shifts, first_day, last_day, window=definition.days if set(groups) <= OF_CITIZENS else 1,
                known_days=definition.known_days)
    told = missing(rows, at_work, keys, definition) | few | in_no_group(rows, at_work, keys)
    return Period(_of_enough(figures, rows, groups, least), definition, least, lost | told)


def _of_enough(figures: pd.DataFrame, rows: pd.DataFrame, groups: list[str], least: int) -> pd.DataFrame:
    """Leave out the figures of groups of too few citizens, or of which too few are visited.

    With the length of the others' group activities known, the minutes of these few could be found by subtraction.
    """
    everybody, visited = (of.groupby(groups)["citizen"].nunique().reindex(figures.index, fill_value=0)
                          for of in (rows, rows[of_visits(rows)]))
    small = ((everybody < least) | visited.between(1, least - 1)) & ("citizen" not in groups)
    return figures.mask(small).assign(citizens=visited, suppressed=small).sort_index()


def _refuse(keys: list[str], individuals: bool, visits: pd.DataFrame) -> None:
    issues = [Issue("E528", "period", "", "by", key, "is not a group", f"any of {GROUPS}")
              for key in keys if key not in GROUPS]
    issues += [Issue("E505", "visits", "", key, "", "is missing", "add the column, or group by something else")
               for key in keys if key in GROUPS and key != "day_part" and key not in visits]
    if "carer" in keys and not individuals:
        issues.append(Issue("E528", "period", "", "by", "carer", "individual employees are not compared by default",
                            "individuals=True, with an agreement about what it is for"))
    if issues:
        raise InputError(issues)


def _day_part(rows: pd.DataFrame) -> pd.Series[Any]:
    import pandas as pd

    minute = when(rows) % 1440
    part = pd.Series(pd.NA, index=rows.index, dtype="object")
    for first, last, name in DAY_PARTS:
        part[((minute >= first) & (minute < last)).fillna(value=False).astype(bool)] = name
    return part
