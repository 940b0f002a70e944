"""Continuity of care per citizen, from delivered visits: how many carers, how often the same, how many strangers.

Formulas and sources: docs/continuity.md. A *meeting* is one carer at one visit, n_i the meetings with carer i,
N = sum of n_i, M the number of carers.

    UPC   = max n_i / N                                    usual provider
    COC   = (sum n_i^2 - N) / (N (N - 1))                  Bice-Boxerman, N >= 2
    MMCI  = (1 - M / (N + 0.1)) / (1 - 1 / (N + 0.1))      modified modified continuity index
    SECON = share of consecutive visits by the same set of carers
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from triagering.evaluation.definition import Definition
from triagering.evaluation.given import MET, checked, days_asked
from triagering.evaluation.rows import at_home, between, days_away, delivered, of_visits, when
from triagering.models.clock import calendar_day

if TYPE_CHECKING:
    import pandas as pd

NOT_DUE = ("closed", "moved", "hospital")
"""Reasons for which an undelivered visit was not due that day after all."""


def distinct_carers(visits: pd.DataFrame, last_day: dt.date | str, *, stays: pd.DataFrame | None = None,
                    definition: Definition | None = None) -> pd.DataFrame:
    """Count the different carers met in the window that ends on a day (D7, D14, D28).

    Parameters
    ----------
    visits
        Rows as ``triagering.models.history.VisitRecord``: at least ``date``, ``visit``, ``citizen``, ``carer``,
        ``start``; other columns are used when they are there. Undelivered visits help to tell who has daily visits.
    last_day
        Last day of the window, included.
    stays
        Days away from home, as ``StayRecord``.

    Raises
    ------
    InputError
        If a column is missing (E505), the day (E213) or values (E523) cannot be read, or a row is there twice (E524).

    Returns
    -------
    pandas.DataFrame
        Index ``citizen``, of those whom the definition includes; ``distinct_carers``, ``visits``, ``days_home``.

    Examples
    --------
    >>> import pandas as pd
    >>> visits = pd.DataFrame({"date": pd.to_datetime(["2026-03-02"] * 2), "visit": ["v1", "v2"],
    ...                        "citizen": "c1", "carer": ["ida", "bo"], "start": [480, 1140]})
    >>> distinct_carers(visits, dt.date(2026, 3, 2), definition=Definition(days=1))["distinct_carers"].to_dict()
    {'c1': 2}
    """
    definition = definition or Definition()
    rows = with_counts(checked(visits, "visits", *MET), definition)
    return circles(rows, calendar_day(last_day), stays, definition)


def circles(visits: pd.DataFrame, last_day: dt.date, stays: pd.DataFrame | None,
            definition: Definition) -> pd.DataFrame:
    """Do what ``distinct_carers`` does with rows that say what counts (``with_counts``)."""
    import pandas as pd

    first_day = last_day - dt.timedelta(definition.days - 1)
    rows = between(visits, first_day, last_day)
    away = days_away(stays, first_day, last_day)
    due = at_home(rows[_due(rows) & rows["counts"]], away)
    enough = due.groupby(["citizen", "date"])["visit"].nunique().loc[lambda n: n >= definition.daily_visits]
    days = pd.DataFrame({"good": enough.groupby("citizen").size()})
    days["away"] = away.groupby("citizen").size().reindex(days.index, fill_value=0)
    days["home"] = definition.days - days["away"]
    included = days[(days["good"] == days["home"]) & (days["away"] <= definition.away_days)]
    meetings = at_home(rows[delivered(rows) & rows["counts"]], away)
    meetings = meetings[meetings["citizen"].isin(included.index)]
    return pd.DataFrame({
        "distinct_carers": meetings.groupby("citizen")["carer"].nunique(),
        "visits": meetings.drop_duplicates(["citizen", "date", "visit"]).groupby("citizen").size(),
        "days_home": included["home"],
    }, index=included.index).fillna(0).astype(int).sort_index()


def indices(visits: pd.DataFrame, first_day: dt.date | str, last_day: dt.date | str, *,
            stays: pd.DataFrame | None = None, definition: Definition | None = None) -> pd.DataFrame:
    """Compute every index for every citizen with a counted visit between two days, both included.

    Parameters
    ----------
    visits
        As for ``distinct_carers``. Rows before ``first_day`` tell whom a citizen already knew; meetings whose past
        the rows do not reach (``known_days``) are left out of ``known_share`` and ``strangers``.

    Raises
    ------
    InputError
        If a column is missing (E505), days (E213) or values (E523) cannot be read, the last day is before the first
        (E213), or a row is there twice (E524).

    Returns
    -------
    pandas.DataFrame
        Index ``citizen``; ``meetings`` (N), ``carers`` (M), ``upc``, ``coc`` (NaN if N < 2), ``mmci``, ``secon``
        (NaN with one visit), ``contact_share`` (NaN without a contact person), ``team_share`` (NaN without a
        miniteam), ``known_share``, ``strangers`` (citizen, carer and day that meet and are not known).

    Examples
    --------
    >>> import pandas as pd
    >>> visits = pd.DataFrame({"date": pd.date_range("2026-03-02", periods=4), "visit": list("abcd"),
    ...                        "citizen": "c1", "carer": ["ida", "ida", "ida", "bo"], "start": 480})
    >>> found = indices(visits, dt.date(2026, 3, 2), dt.date(2026, 3, 5))
    >>> found.loc["c1", ["upc", "coc", "secon"]].round(3).tolist()
    [0.75, 0.5, 0.667]
    """
    definition = definition or Definition()
    visits = checked(visits, "visits", *MET, *(["minutes"] if definition.by == "minutes" else []))
    rows = judged(visits, *days_asked(first_day, last_day), stays, definition)
    rows = rows[rows["counts"]]
    rows = rows.assign(weight=1.0 if definition.by == "visits" else rows["minutes"].astype(float))
    found = _concentration(rows)
    found["secon"] = _secon(rows)
    found["contact_share"] = _share(rows, "carer", "contact_person")
    found["team_share"] = _share(rows, "carer_miniteam", "miniteam")
    told = rows[rows["past_known"]]
    found["known_share"] = _ratio(told[told["known"]], told)
    strangers = told[~told["known"]].drop_duplicates(["citizen", "carer", "date"]).groupby("citizen").size()
    seen = found.index.isin(told["citizen"])
    found["strangers"] = strangers.reindex(found.index, fill_value=0).where(seen)
    return found


def averaged_coc(figures: pd.DataFrame, definition: Definition) -> pd.Series[float]:
    """Give COC of the citizens with enough meetings for it to be averaged."""
    return figures["coc"].where(figures["meetings"] >= definition.least_visits)


def _due(rows: pd.DataFrame) -> pd.Series[bool]:
    return ~rows["reason"].isin(NOT_DUE) if "reason" in rows else rows["visit"].notna()


def with_counts(rows: pd.DataFrame, definition: Definition) -> pd.DataFrame:
    """Add which visits the definition counts: by time of day (planned or agreed if undelivered), kind, profession.

    Ask it of all rows at hand: any of them may tell the profession that another leaves empty.
    """
    start = when(rows) % 1440
    counts = ((start >= definition.first_minute) & (start < definition.last_minute)).fillna(value=False).astype(bool)
    counts &= of_visits(rows)
    if "kind" in rows:
        counts &= ~rows["kind"].isin(definition.without_kinds)
    if "profession" in rows:
        counts &= ~_profession(rows).isin(definition.without_professions)
    return rows.assign(counts=counts)


def _profession(rows: pd.DataFrame) -> pd.Series[Any]:
    """Give the profession of who came or, undelivered, should have come; where empty, the carer's latest."""
    if "planned_carer" in rows:
        rows = rows.assign(carer=rows["carer"].where(delivered(rows), rows["planned_carer"].fillna(rows["carer"])))
    told = rows.assign(at=when(rows)).dropna(subset=["carer", "profession"])
    told = told.sort_values(["date", "at", "profession"], na_position="first").drop_duplicates("carer", keep="last")
    profession: pd.Series[Any] = rows["profession"].fillna(rows["carer"].map(told.set_index("carer")["profession"]))
    return profession


def judged(rows: pd.DataFrame, first_day: dt.date, last_day: dt.date, stays: pd.DataFrame | None,
           definition: Definition) -> pd.DataFrame:
    """Give the rows of the period with ``known``, ``past_known`` and ``counts`` (for continuity, delivered)."""
    import pandas as pd

    rows = with_counts(rows, definition)
    known = _with_known(rows[delivered(rows)], definition.known_days)
    rows = pd.concat([known, rows[~delivered(rows)].assign(known=False, past_known=False)], ignore_index=True)
    rows = between(rows, first_day, last_day).reset_index(drop=True)
    home = at_home(rows, days_away(stays, first_day, last_day)).index
    first = pd.Timestamp(first_day)
    return rows.assign(
        day=(rows["date"] - first).dt.days, told=(rows["told"] - first).dt.days,
        counts=rows["counts"] & delivered(rows) & rows.index.isin(home))


def _with_known(rows: pd.DataFrame, days: int) -> pd.DataFrame:
    """Add to delivered rows whether they tell whom the citizen had met, and whether that was this carer.

    ``told`` is the first day whose days before are all in the rows of a district of the citizen (it may be in the data
    later than others; of several, as where it was renamed, the first); ``past_known`` whether the row is of that day
    or later; ``known`` whether they met on one of the days before.
    """
    import pandas as pd

    if not len(rows):
        return rows.assign(known=False, past_known=False, told=rows["date"])
    places = rows["district"] if "district" in rows else pd.Series("", rows.index)
    begun = rows["date"].groupby(places, dropna=False).transform("min").groupby(rows["citizen"]).transform("min")
    rows = rows.assign(told=begun + pd.Timedelta(days=days))
    met = rows.loc[of_visits(rows), ["citizen", "carer", "date"]].drop_duplicates().sort_values("date")
    met["known"] = met["date"] - met.groupby(["citizen", "carer"])["date"].shift() <= pd.Timedelta(days=days)
    return rows.merge(met, on=["citizen", "carer", "date"], how="left").assign(
        known=lambda found: found["known"].eq(other=True), past_known=lambda found: found["date"] >= found["told"])


def _concentration(rows: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    carers = rows.groupby(["citizen", "carer"]).agg(n=("weight", "size"), weight=("weight", "sum")).reset_index()
    of = carers.assign(squared=carers["n"] ** 2).groupby("citizen")
    n, m = of["n"].sum(), of["n"].size()
    return pd.DataFrame({
        "meetings": n, "carers": m,
        "upc": of["weight"].max() / of["weight"].sum(),
        "coc": ((of["squared"].sum() - n) / (n * (n - 1)).where(n >= 2)).astype(float),
        "mmci": (1 - m / (n + 0.1)) / (1 - 1 / (n + 0.1)),
    })


def _secon(rows: pd.DataFrame) -> pd.Series[float]:
    """Compare each visit's set of carers with that of the citizen's visit before it."""
    import pandas as pd

    visit, place = ["citizen", "date", "visit"], ["citizen", "nth"]
    visits = rows.groupby(visit, as_index=False).agg(start=("start", "min"), carers=("carer", "nunique"))
    visits = visits.sort_values(["citizen", "date", "start", "visit"])
    visits["nth"] = visits.groupby("citizen").cumcount()
    met = rows.merge(visits, on=visit)[[*place, "carer"]].drop_duplicates()
    again = met.merge(met.assign(nth=met["nth"] + 1), on=[*place, "carer"]).groupby(place).size()
    common = again.reindex(pd.MultiIndex.from_frame(visits[place]), fill_value=0).to_numpy()
    before = visits.groupby("citizen")["carers"].shift()
    same = ((visits["carers"] == before) & (visits["carers"] == common)).astype(float)
    return same[before.notna()].groupby(visits["citizen"]).mean()


def _share(rows: pd.DataFrame, column: str, wanted: str) -> pd.Series[float] | float:
    """Give the share of the rows where the two columns agree, among those where the wanted one is known."""
    if column not in rows or wanted not in rows:
        return float("nan")
    known = rows[rows[wanted].notna()]
    return _ratio(known[known[column] == known[wanted]], known)


def _ratio(part: pd.DataFrame, whole: pd.DataFrame) -> pd.Series[float]:
    total = whole.groupby("citizen")["weight"].sum()
    return part.groupby("citizen")["weight"].sum().reindex(total.index, fill_value=0.0) / total
