"""What was known before a day: of a history, or as the days themselves list it."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable
from typing import TYPE_CHECKING

from triagering.evaluation.given import checked
from triagering.evaluation.rows import delivered, of_visits
from triagering.io.simulation import SimulatedDay
from triagering.models import Acquaintance, Day
from triagering.models.memory import Memory

if TYPE_CHECKING:
    import pandas as pd

Known = tuple[Acquaintance, ...]
"""Whom the citizens of a day are told to have met."""


class Past:
    """The history's meetings, learned once as the days go by."""

    def __init__(self, history: pd.DataFrame) -> None:
        columns = ["citizen", "carer", "date"]
        history = checked(history, "visits", *columns)
        came = history.loc[delivered(history) & of_visits(history), columns].drop_duplicates().sort_values("date")
        self.met = list(zip(came["citizen"], came["carer"], came["date"].dt.date, strict=True))
        self.learned, self.memory = 0, Memory()

    def until(self, day: dt.date) -> Memory:
        """Give whom citizens had met before a day; days are asked for in order, perhaps more than once."""
        end = bisect_left(self.met, day, key=lambda entry: entry[2])
        if end < self.learned:
            self.learned, self.memory = 0, Memory()
        self.memory.learn(self.met[self.learned:end])
        self.learned = end
        return self.memory


def beginning(days: list[SimulatedDay], past: Past | None) -> Memory:
    """Give what a strategy remembers on the first day: of the history, and what that day itself lists with a date."""
    first = days[0].known.date
    memory = Memory(dict(past.until(first).last_met) if past is not None else {})
    memory.learn((one.citizen, one.carer, first - dt.timedelta(one.days_since)) for day in days
                 if day.known.date == first for one in day.known.acquaintances if one.days_since is not None)
    return memory


def told_before(days: Iterable[Day], first: dt.date, past: Past | None) -> list[Known]:
    """Give what the history knew before the first day; without one, what the days themselves list with a date."""
    if past is None:
        return [tuple(one for one in day.acquaintances if one.days_since is not None) for day in days]
    return list(map(past.until(first).tell, days))
