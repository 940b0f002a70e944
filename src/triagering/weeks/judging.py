"""What a week is worth: each day judged as the week has it, and figures over all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from triagering.evaluation import Definition, Period, Report, check, evaluate_period
from triagering.evaluation.distribution import LEAST_GROUP
from triagering.evaluation.timetable import Timetable
from triagering.io.history.records import as_delivered
from triagering.models import Day, Plan, Result, plan_of
from triagering.models.clock import clock_minute
from triagering.models.week import DayMove, Week, days_of_week, in_order, require_each

if TYPE_CHECKING:
    import pandas as pd


def check_week(days: Week | Iterable[Day], plans: Sequence[Plan | Result] | None = None,
               moves: Iterable[DayMove] = ()) -> tuple[Report, ...]:
    """Judge the plans of several days, each as the week has it: its visits, and whom the days before send.

    Parameters
    ----------
    days
        A week; or days, with plans: as given to ``plan_week`` with the moves it found, or ``Week.days`` without.
    plans
        One for each day, in order of date; those of the week by default.

    Raises
    ------
    InputError
        As ``plan_week``; or if a move is not allowed (E112).
    """
    if plans is None:
        plans = days.plans if isinstance(days, Week) else ()
    ordered = in_order(days.days if isinstance(days, Week) else days)
    require_each(ordered, plans)
    planned = list(map(plan_of, plans))
    standing = days_of_week(ordered, planned, moves)
    return tuple(check(day, plan) for day, plan in zip(standing, planned, strict=True))


def evaluate_week(week: Week, *, by: str | Sequence[str] = (), definition: Definition | None = None,
                  least: int = LEAST_GROUP, individuals: bool = False) -> Period:
    """Give the figures of a week as if it came as planned: distinct carers, contact and team shares, travel, load.

    ``by``, ``least`` and ``individuals`` are those of ``evaluate_period``, and so are the errors; the definition is its
    own but for a window of as many days as the week spans. Whom citizens knew before is not among the rows: strangers
    are those of ``evaluate``, day by day. Rest is asked for as the days do, the shortest of them, or as agreed on; a
    shift lasts as long as rest lets it.
    """
    first, last = week.days[0].date, week.days[-1].date
    tables = as_delivered(week.days, week.plans)
    return evaluate_period(tables["visits"], first, last, by=by, shifts=_at_work(tables["shifts"], week), least=least,
                           individuals=individuals, daily_rest=min(day.settings.daily_rest for day in week.days),
                           definition=definition or Definition(days=(last - first).days + 1))


def _at_work(shifts: pd.DataFrame, week: Week) -> pd.DataFrame:
    """Give the rows of shifts as long as rest lets them be; those of which it leaves nothing that is used go."""
    times = dict(_rested(week))
    keys = list(zip(shifts["date"].dt.date, shifts["carer"], strict=True))
    there = [times[key] for key in keys if key in times]
    return shifts.loc[[key in times for key in keys]].assign(
        start=[begin for begin, _ in there], end=[end for _, end in there]).astype(shifts.dtypes)


def _rested(week: Week) -> Iterator[tuple[tuple[dt.date, str], tuple[int, int]]]:
    """Tell of days and carers when these are at work by the clock: as rest allows, and as plans say beyond that."""
    for day, plan in zip(week.days, week.plans, strict=True):
        for run in Timetable(day, plan).runs:
            first, last = day.span(run.shift)
            begin = min(minute for minute in (first, run.leaves) if minute is not None)
            end = max(minute for minute in (min(run.shift.end, last), run.returns) if minute is not None)
            if begin < end:  # else only overtime is left, and nobody asks for it
                yield (day.date, run.carer.id), (clock_minute(day.date, day.timezone, begin),
                                                 clock_minute(day.date, day.timezone, end))
