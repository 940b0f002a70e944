"""The tables of the compiled problem: jobs, routes, groups; and whom a day names where."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from triagering.models import Carer, Day

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Shorts = npt.NDArray[np.int16]
Words = npt.NDArray[np.uint64]
"""Sets as bits."""

Windows = list[tuple[int, int, int]]
"""When something may start: opening, agreed and closing minute of each window, in order."""

NEVER = 10**12
"""Later than every time and costlier than every price."""


@dataclass(frozen=True)
class Jobs:
    """Arrays of shape (n_jobs,) unless said otherwise; windows of job j are ``ptr[j]:ptr[j + 1]``."""

    unit: Ints
    """Index of the visit or activity."""
    citizen: Ints
    """Index of the citizen; -1 for activities."""
    place: Ints
    minutes: Ints
    heavy: Bools
    ptr: Ints
    """(n_jobs + 1,)"""
    opens: Ints
    """(n_windows,) earliest start"""
    due: Ints
    """(n_windows,) agreed start"""
    closes: Ints
    """(n_windows,) latest start"""
    group: Ints
    """Jobs with the same group are planned all or none."""
    allowed: Bools
    """(n_jobs, n_routes) competence, continuity, boundary, pins and reachability together"""
    stop_cost: Ints
    """(n_jobs, n_routes) sum of the stop layers"""

    def windows(self, job: int) -> Windows:
        """Give the windows of a job."""
        return [(int(self.opens[w]), int(self.due[w]), int(self.closes[w]))
                for w in range(self.ptr[job], self.ptr[job + 1])]


@dataclass(frozen=True)
class Routes:
    """Arrays of shape (n_routes,)."""

    mode: Ints
    start_place: Ints
    end_place: Ints
    start: Ints
    end: Ints
    available: Ints
    """Rested start."""
    latest_return: Ints
    max_load: Ints
    reserve: Ints
    unused_price: Ints
    unused_idle: Ints
    """Idle minutes without stops: the shift's length unless it says otherwise."""
    share: Ints
    """Weight in the fair share of the load."""
    break_minutes: Ints
    """-1 when the shift has no break."""
    break_opens: Ints
    break_closes: Ints
    break_ends: Ints
    break_mandatory: Bools
    break_at_ends: Bools


@dataclass(frozen=True)
class Groups:
    """What is planned all or none; arrays of shape (n_groups,)."""

    rank: Ints
    """Most urgent class of its units (index into URGENCY_CLASSES); -1 when all of them have a price of their own."""
    price: Ints
    """What leaving it out costs, its classes aside: the prices its units name themselves, and ``untold``."""
    untold: Ints
    """What nobody who comes costs where somebody was told of."""
    counts: Ints
    """(n_groups, n_classes) units of each class"""


def clipped(windows: Windows, first: float, last: float) -> Windows:
    """Cut windows to starts from ``first`` to ``last``."""
    cut = [(int(max(opens, first)), due, int(min(closes, last))) for opens, due, closes in windows]
    return [window for window in cut if window[0] <= window[2]]


def lateness(windows: Windows, start: int) -> int:
    """Give the minutes after the agreed start of the window that a start lies in."""
    return next((max(0, start - due) for opens, due, closes in windows if opens <= start <= closes), 0)


def named(rows: Iterable[Iterable[str]], people: Sequence[Carer]) -> Bools:
    """Say which of these people each row of carers' ids names, (n_rows, n_people)."""
    column = {person.id: index for index, person in enumerate(people)}
    lists = [[column[id_] for id_ in ids if id_ in column] for ids in rows]
    found = np.zeros((len(lists), len(people)), dtype=bool)
    row = np.repeat(np.arange(len(lists)), [len(columns) for columns in lists])
    found[row, np.fromiter(chain.from_iterable(lists), dtype=np.int64)] = True
    return found


def others(rows: Iterable[Collection[str]], people: Sequence[Carer]) -> Bools:
    """Say whom each row of carers' ids leaves out although it names somebody, (n_rows, n_people)."""
    lists = list(rows)
    some: Bools = np.array([bool(ids) for ids in lists], dtype=bool)[:, None]
    return some & ~named(lists, people)


def citizen_of_visit(day: Day) -> Ints:
    """Give the index of each visit's citizen, (n_visits,)."""
    return np.array([day.citizen_index[visit.citizen] for visit in day.visits], dtype=np.int64)
