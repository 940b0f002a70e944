"""Plans past days as they were known then, and carries them through as they came."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from triagering.evaluation.rows import firsts, of_visits
from triagering.io.history.records import as_frame, plan_records, shift_records, visit_records
from triagering.io.issues import Report
from triagering.io.simulation import SimulatedDay, deliver
from triagering.models import Day, Plan
from triagering.models.memory import Memory
from triagering.parts import By, split_day
from triagering.replay.batch import Cancel, Outcome, Workers, solve_many
from triagering.replay.past import Known, Past, beginning, told_before
from triagering.replay.store import Task
from triagering.replay.strategies import Strategy, require_names

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 5_000
"""Visits of a strategy that are kept as they were made; reading a few days at a time takes longer than all at once."""

Stretch = Sequence[SimulatedDay]
"""Days that are planned together, in order: one, or those of a calendar week."""

DAYS_AT_ONCE = 64
"""Days whose tasks, with all whom their citizens know, are held in memory when days are not planned in sequence."""


@dataclass
class Replay:
    """What every strategy would have delivered, as tables of a history, and the days that could not be planned."""

    tables: dict[str, dict[str, pd.DataFrame]]
    """Strategy to table (``visits``, ``shifts``, ``plans``) to rows."""
    failed: tuple[Outcome, ...] = ()
    """Days and parts that were skipped, each with its reason; their visits are in no table of that strategy."""
    cancelled: bool = False
    """Whether it was ended early; call ``replay`` again with the same folder to go on."""


@dataclass
class _Side:
    """One strategy on its way through the days."""

    strategy: Strategy
    memory: Memory | None = None
    """Whom it sent so far; none out of sequence, where every strategy knows what the history knew."""
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {"visits": [], "shifts": [], "plans": []})
    """Of the last days, as they were made …"""
    frames: dict[str, list[pd.DataFrame]] = field(default_factory=lambda: {"visits": [], "shifts": [], "plans": []})
    """… and of those before, packed: the rows of two years do not fit in memory."""

    def task(self, days: Sequence[Day], part: str, told: Iterable[Known]) -> Task:
        """Give days to be planned with what is told, beside those known without a date: no memory holds them.

        Visits stay on their dates, as for every strategy: all sides have the same rows.
        """
        known = []
        for day, recently in zip(days, told, strict=True):
            always = tuple(one for one in day.acquaintances if one.days_since is None)
            known.append(day.replace(settings=self.strategy.settings(day.settings), acquaintances=(*always, *recently)))
        dates = " – ".join(dict.fromkeys(str(day.date) for day in (days[0], days[-1])))
        name = f"{self.strategy.name} {part} {dates}".replace("  ", " ")
        if not self.strategy.weeks:
            return Task(name, known[0], self.strategy.options)
        return Task(name, tuple(map(_staying, known)), self.strategy.week_options(len(known)))

    def take(self, day: SimulatedDay, result: dict[str, Any]) -> None:
        """Carry a plan through the day as it came, and remember it."""
        published = Plan.model_validate_json(json.dumps(result["plan"]))
        came = deliver(day.actual, published)
        self.rows["visits"] += visit_records(day.actual, came, published=published, known=day.known,
                                             fell_away=day.fell_away)
        self.rows["shifts"] += shift_records(day.actual, came)
        self.rows["plans"] += plan_records(day.known, published, version=self.strategy.name)
        if self.memory is not None:
            self.memory.remember(day.actual, came)
        if len(self.rows["visits"]) >= MOST_ROWS:
            self.pack()

    def pack(self) -> None:
        """Turn the rows into frames."""
        for table, rows in self.rows.items():
            self.frames[table].append(as_frame(rows, table))
            rows.clear()

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give everything so far."""
        import pandas as pd

        self.pack()
        found = {table: pd.concat(frames, ignore_index=True) for table, frames in self.frames.items()}
        return found | {"visits": _groups_once(found["visits"])}


def _staying(day: Day) -> Day:
    """Give a day without other dates of its visits."""
    return day.replace(visits=tuple(visit.replace(other_dates=frozenset()) if visit.other_dates else visit
                                    for visit in day.visits))


def _groups_once(visits: pd.DataFrame) -> pd.DataFrame:
    """Give visits with one row of a citizen's group activity that carers of several parts take part in."""
    return visits[of_visits(visits) | firsts(visits)].reset_index(drop=True)


def replay(days: Iterable[SimulatedDay | Day], strategies: Sequence[Strategy], *, out_dir: Path | str,
           history: pd.DataFrame | None = None, sequence: bool = True, by: By | None = None,
           executor: Executor | Callable[[], Executor] | None = None, threads_per_solve: int = 1,
           cancel: Cancel | None = None, progress: Callable[[int, int, Outcome], None] | None = None) -> Replay:
    """Plan days again under several strategies.

    Each day is planned on what was known at 16:00 the day before (``SimulatedDay.known``), then carried through the
    day as it came by the same simple rules for all strategies (``deliver``): sick carers' visits, acute visits and
    cancellations fall on every plan alike. ``Strategy.weeks`` plans the days of a week at once, each on what the others
    know of it. Results are kept in ``out_dir``: run again after a crash, nothing is planned twice.

    Parameters
    ----------
    days
        In any order, each once; districts of one date may be days apart. A plain ``Day`` is taken as having come as it
        was known. Whom it lists as known without a date stays known. Dated ones are replaced by what is remembered: in
        sequence they are where the first day's memory begins (beside the history), else they count where there is no
        history.
    strategies
        Each with a name of its own.
    history
        Delivered visits (rows as ``VisitRecord``). In sequence, those before the first day are what strategies
        begin with; else those before each day are what was known then. Both until midnight: who came in the evening
        counts as met, although the plan is made at 16:00.
    sequence
        Whether each strategy remembers its own days, so that continuity compounds; days are then planned one after
        the other, strategies and parts side by side. Otherwise many days are planned at once.
    by
        Plan each ``district`` or ``miniteam`` of a day apart; default: the day as one.
    executor, threads_per_solve, cancel, progress
        As for ``solve_many``; in sequence progress is told of each day, else of so many days as are planned at once.

    Raises
    ------
    InputError
        If there is none of the strategies (E508), two have one name, or days of one date the same visit or shift (E101)
        or one week that is planned at once (E101), the history lacks a column (E505) or has dates that are none (E523),
        or the folder cannot be made (E501).
    """
    require_names(strategies)
    listed = sorted(map(_as_known, days), key=lambda day: day.known.date)
    _refuse_repeated(listed, weeks=by is None and any(strategy.weeks for strategy in strategies))
    sides = [_Side(strategy) for strategy in strategies]
    past = None if history is None else Past(history)
    if sequence and listed:
        for side in sides:
            side.memory = beginning(listed, past)
    failed: list[Outcome] = []
    with ExitStack() as stack:
        if executor is None:
            executor = stack.enter_context(Workers())
        for own, batch in _batches(listed, sides, sequence=sequence):
            work = list(_work(batch, own, past, by, sequence=sequence))
            lost = _nowhere(chain.from_iterable(batch), (part for _, parts, _ in work for part in parts))
            failed += [outcome for outcome in lost if outcome not in failed]
            outcomes = solve_many([task for _, _, task in work], executor=executor, out_dir=out_dir,
                                  threads_per_solve=threads_per_solve, cancel=cancel, progress=progress)
            if any(outcome.reason == "cancelled" for outcome in outcomes):
                return Replay(_tables(sides), tuple(failed), cancelled=True)
            for (side, parts, _), outcome in zip(work, outcomes, strict=True):
                if outcome.result is None:
                    failed.append(outcome)
                else:
                    results = outcome.result["results"] if side.strategy.weeks else [outcome.result]
                    for part, result in zip(parts, results, strict=True):
                        side.take(part, result)
    return Replay(_tables(sides), tuple(failed))


def _batches(days: list[SimulatedDay], sides: list[_Side], *,
             sequence: bool) -> Iterator[tuple[list[_Side], list[Stretch]]]:
    """Give what is planned at once, and by whom: strategies that plan each day alone come first, then the others."""
    for weeks in (False, True):
        own = [side for side in sides if side.strategy.weeks == weeks]
        stretches: list[Stretch] = [[day] for day in days]
        if weeks:
            stretches = [list(week) for _, week in groupby(days, key=lambda day: day.known.date.isocalendar()[:2])]
        at_once = 1 if sequence else max(1, DAYS_AT_ONCE // 7) if weeks else DAYS_AT_ONCE
        for start in range(0, len(stretches) if own else 0, at_once):
            yield own, stretches[start:start + at_once]


def _work(stretches: list[Stretch], sides: list[_Side], past: Past | None, by: By | None, *,
          sequence: bool) -> Iterator[tuple[_Side, Stretch, Task]]:
    for stretch in stretches:
        parts: dict[str, list[SimulatedDay]] = {}
        for day in stretch:
            for name, part in _parts(day, by):
                parts.setdefault(name, []).append(part)
        for name, listed in parts.items():
            days = [part.known for part in listed]
            common = [] if sequence else told_before(days, stretch[0].known.date, past)
            for side in sides:
                told = common if side.memory is None else map(side.memory.tell, days)
                yield side, listed, side.task(days, name, told)


def _parts(day: SimulatedDay, by: By | None) -> Iterator[tuple[str, SimulatedDay]]:
    if by is None:
        yield "", day
        return
    actual = split_day(day.actual, by, pins=day.known.pins)  # else a visit could be in one part, and come in another
    for name, known in split_day(day.known, by).items():
        if name in actual:
            gone = {id_: reason for id_, reason in day.fell_away.items() if id_ in known.visit_by_id}
            yield name, SimulatedDay(known, actual[name], gone, day.rounds)


def _nowhere(days: Iterable[SimulatedDay], parts: Iterable[SimulatedDay]) -> Iterator[Outcome]:
    """Say on which days visits are in no part: those of districts where nobody is at work, or all is cancelled."""
    placed: dict[dt.date, set[str]] = {}
    for part in parts:
        placed.setdefault(part.known.date, set()).update(part.known.visit_by_id, part.actual.visit_by_id)
    for day in days:
        left = {*day.known.visit_by_id, *day.actual.visit_by_id} - placed.get(day.known.date, set())
        if left:
            yield Outcome(str(day.known.date), "", None,
                          f"visits in parts with nobody at work or nothing left to do: {len(left)}")


def _refuse_repeated(days: list[SimulatedDay], *, weeks: bool) -> None:
    """Raise ``InputError`` (E101) where days of one date hold the same: it would be delivered twice.

    Weeks are of one day of each date.
    """
    report = Report()
    for date, several in groupby(days, key=lambda day: day.known.date):
        same = list(several)
        if weeks and len(same) > 1:
            report.add("E101", "days", "", "date", date, "is the date of two days of a week",
                       "give the day as one, and `by` what it is split")
        held: set[tuple[str, str | int]] = set()
        for day in same:
            has: set[tuple[str, str | int]] = {
                *((visit.id, visit.citizen) for visit in (*day.known.visits, *day.actual.visits)),
                *((shift.carer, shift.start) for shift in day.actual.shifts)}
            if not held.isdisjoint(has):
                report.add("E101", "days", "", "date", date, "is the date of two days with the same visits or shifts",
                           "give each day once")
            held |= has
    report.raise_if_any()


def _as_known(day: SimulatedDay | Day) -> SimulatedDay:
    return SimulatedDay(day, day, {}, {}) if isinstance(day, Day) else day


def _tables(sides: list[_Side]) -> dict[str, dict[str, pd.DataFrame]]:
    return {side.strategy.name: side.tables() for side in sides}
