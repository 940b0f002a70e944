"""Plans past days as they were known then, and carries them through as they came."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from triagering.io.history.records import as_frame, plan_records, shift_records, visit_records
from triagering.io.simulation import SimulatedDay, deliver
from triagering.models import Day, Plan
from triagering.replay.batch import Cancel, Outcome, Workers, solve_many
from triagering.replay.districts import By, split_day
from triagering.replay.store import Task
from triagering.replay.strategies import Memory, Strategy, refuse_same_names

if TYPE_CHECKING:
    import pandas as pd


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
    memory: Memory
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {"visits": [], "shifts": [], "plans": []})

    def task(self, day: Day, part: str) -> Task:
        """Give a day to be planned with what this strategy remembers."""
        known = day.replace(settings=self.strategy.settings(day.settings), acquaintances=self.memory.tell(day))
        return Task(f"{self.strategy.name} {part} {day.date}".replace("  ", " "), known, self.strategy.options)

    def take(self, day: SimulatedDay, result: dict[str, Any]) -> None:
        """Carry a plan through the day as it came, and remember it."""
        published = Plan.model_validate_json(json.dumps(result["plan"]))
        delivered = deliver(day.actual, published)
        self.rows["visits"] += visit_records(day.actual, delivered, published=published, known=day.known,
                                             fell_away=day.fell_away)
        self.rows["shifts"] += shift_records(day.actual, delivered)
        self.rows["plans"] += plan_records(day.known, published, version=self.strategy.name)
        self.memory.remember(day.actual, delivered)


def replay(days: Iterable[SimulatedDay | Day], strategies: Sequence[Strategy], *, out_dir: Path | str,
           history: pd.DataFrame | None = None, sequence: bool = True, by: By | None = None,
           executor: Executor | Callable[[], Executor] | None = None, threads_per_solve: int = 1,
           cancel: Cancel | None = None, progress: Callable[[int, int, Outcome], None] | None = None) -> Replay:
    """Plan days again under several strategies.

    Each day is planned on what was known at 16:00 the day before (``SimulatedDay.known``), then carried through the
    day as it came by the same simple rules for all strategies (``deliver``): sick carers' visits, acute visits and
    cancellations fall on every plan alike. Results are kept in ``out_dir``: run again after a crash, nothing is
    planned twice.

    Parameters
    ----------
    days
        In order of date; a plain ``Day`` is taken as having come as it was known.
    strategies
        Each with a name of its own.
    history
        Delivered visits (rows as ``VisitRecord``). In sequence, those before the first day are what strategies
        begin with; else those before each day are what was known then.
    sequence
        Whether each strategy remembers its own days, so that continuity compounds; days are then planned one after
        the other, strategies and parts side by side. Otherwise all days may be planned at once.
    by
        Plan each ``district`` or ``miniteam`` of a day apart; default: the day as one.
    executor, threads_per_solve, cancel, progress
        As for ``solve_many``.

    Raises
    ------
    InputError
        If strategies have the same name (E101).
    """
    refuse_same_names(strategies)
    listed = [_as_known(day) for day in days]
    sides = [_Side(strategy, Memory()) for strategy in strategies]
    met = _met(history)
    failed: list[Outcome] = []
    workers = Workers() if executor is None else None
    batches = [[day] for day in listed] if sequence else [listed]
    if sequence and listed:
        for side in sides:
            side.memory.learn(entry for entry in met if entry[2] < listed[0].known.date)
    try:
        for batch in batches:
            work = list(_work(batch, sides, met, by, sequence=sequence))
            failed += _nowhere(batch, (part for _, part, _ in work))
            outcomes = solve_many([task for _, _, task in work], executor=workers or executor, out_dir=out_dir,
                                  threads_per_solve=threads_per_solve, cancel=cancel, progress=progress)
            if any(outcome.reason == "cancelled" for outcome in outcomes):
                return Replay(_tables(sides), tuple(failed), cancelled=True)
            for (side, day, _), outcome in zip(work, outcomes, strict=True):
                if outcome.result is None:
                    failed.append(outcome)
                else:
                    side.take(day, outcome.result)
    finally:
        if workers is not None:
            workers.__exit__()
    return Replay(_tables(sides), tuple(failed))


def _work(days: list[SimulatedDay], sides: list[_Side], met: list[Any], by: By | None, *,
          sequence: bool) -> Iterator[tuple[_Side, SimulatedDay, Task]]:
    for day in days:
        if not sequence:
            for side in sides:
                side.memory = Memory()
                side.memory.learn(entry for entry in met if entry[2] < day.known.date)
        for name, part in _parts(day, by):
            for side in sides:
                yield side, part, side.task(part.known, name)


def _parts(day: SimulatedDay, by: By | None) -> Iterator[tuple[str, SimulatedDay]]:
    if by is None:
        yield "", day
        return
    actual = split_day(day.actual, by)
    for name, known in split_day(day.known, by).items():
        if name in actual:
            gone = {id_: reason for id_, reason in day.fell_away.items() if id_ in known.visit_by_id}
            yield name, SimulatedDay(known, actual[name], gone, day.rounds)


def _nowhere(days: list[SimulatedDay], parts: Iterable[SimulatedDay]) -> Iterator[Outcome]:
    """Say on which days visits are in no part: those of districts where nobody is at work, or all is cancelled."""
    placed: dict[dt.date, set[str]] = {}
    for part in parts:
        placed.setdefault(part.known.date, set()).update(part.known.visit_by_id, part.actual.visit_by_id)
    for day in days:
        left = {*day.known.visit_by_id, *day.actual.visit_by_id} - placed.get(day.known.date, set())
        if left:
            yield Outcome(str(day.known.date), "", None,
                          f"visits in parts with nobody at work or nothing left to do: {len(left)}")


def _as_known(day: SimulatedDay | Day) -> SimulatedDay:
    return SimulatedDay(day, day, {}, {}) if isinstance(day, Day) else day


def _met(history: pd.DataFrame | None) -> list[Any]:
    if history is None:
        return []
    came = history[history["carer"].notna()]
    came = came[came["status"] == "delivered"] if "status" in came else came
    return list(zip(came["citizen"], came["carer"], came["date"].dt.date, strict=True))


def _tables(sides: list[_Side]) -> dict[str, dict[str, pd.DataFrame]]:
    return {side.strategy.name: {table: as_frame(rows, table) for table, rows in side.rows.items()} for side in sides}

