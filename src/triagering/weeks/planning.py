"""The façade of weeks: days go in, planned days come out, whatever is known of them before."""

from __future__ import annotations

import datetime as dt
import queue
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence

from triagering.errors import InputError, Issue
from triagering.models import Day, Plan, Result, Visit
from triagering.models.clock import calendar_day
from triagering.models.memory import expected
from triagering.models.week import DayMove, Week, days_of_week, in_order, may_move, require_each
from triagering.planning import Progress, Stop, interruptible, time_limit
from triagering.weeks.rounds import Moves, Rounds


def plan_week(
    days: Iterable[Day], *, seconds: float = 120.0, seed: int = 1, workers: int = 2, effort: int | None = None,
    start: Sequence[Plan] | None = None, progress: Callable[[Progress], None] | None = None,
    cancel: threading.Event | None = None,
) -> Week:
    """Plan several days together: who comes on one day is no stranger on the others.

    The days are planned one after the other, and then each once more, knowing who comes on all the others; where that
    is cheaper for the week, it gets visits of other days that may be done on it (``Visit.other_dates``). Days are
    compared as everywhere: what the week leaves out, class by class, and then what it costs.

    Parameters
    ----------
    days
        Each as it would be planned alone, acquaintances from before the week included; in any order, one of each date.
        Two weeks, or Monday and Thursday, will do too.
    seconds
        Wall time for all days, without the first compilation on a machine. At least one plan of each is always made.
    seed, workers
        As for ``plan_day``.
    effort
        Iterations of the search instead of seconds, for each day and round; a day that is offered visits, and each that
        gives some, takes a fifth more. With one worker the same seed then gives the same plans, anywhere.
    start
        Plans to begin with, one for each day in order of date, as those of ``Week.plans`` for ``Week.days``. If they
        keep every rule, the week is no worse than they are.
    progress
        Called as by ``plan_day``; figures are those of one day, as its round sees it, and the note begins with its
        date. The last time they are those of the week.
    cancel
        Ends the planning early when set; Ctrl-C sets it too. Days that were not planned yet get a quick plan.

    Raises
    ------
    InputError
        If there are no days (E110), two of one date (E101), or a day that contradicts the others, as where daily rest
        leaves nothing of a shift (E207); if there are not as many plans to start with as days (E511).

    Examples
    --------
    >>> from triagering import check_week, generate_days
    >>> week = plan_week(generate_days(3, citizens=10, carers=3, seed=1), effort=200, workers=1)
    >>> [report.valid for report in check_week(week)]
    [True, True, True]
    """
    given = in_order(days)
    days_of_week(given)  # what contradicts is told before anything is planned
    if start is not None:
        require_each(given, start)
    return _planned(Rounds(given, dict(enumerate(start or ())), {}, 0, seed, workers, time_limit(seconds), effort),
                    progress, cancel)


def replan_week(
    days: Iterable[Day], week: Week, since: dt.date | str | None = None, *, seconds: float = 120.0, seed: int = 1,
    workers: int = 2, effort: int | None = None, progress: Callable[[Progress], None] | None = None,
    cancel: threading.Event | None = None,
) -> Week:
    """Plan a week again that was planned before: what comes before a date stays, of the rest few lists change.

    Whom citizens were told to expect has its price (``not_told``): who came by the week as it was planned, else by
    ``Visit.told``. Visits that were moved begin on the day to which they were moved.

    Parameters
    ----------
    days
        All days of the week, as those given the first time, changed as need be from the date on. Dates that the week
        does not have are planned like the others.
    week
        As it was planned.
    since
        The first date that is planned again; all of them by default. Days before it are given back as they were.
    seconds, seed, workers, effort, progress, cancel
        As for ``plan_week``.

    Raises
    ------
    InputError
        As ``plan_week``; if no day is left to be planned (E110), the date is none (E213), or the week has no plan of a
        day before it (E102).

    Examples
    --------
    >>> from triagering import generate_days
    >>> days = generate_days(3, citizens=10, carers=3, seed=1)
    >>> week = plan_week(days, effort=200, workers=1)
    >>> again = replan_week(days, week, days[1].date, effort=200, workers=1)
    >>> again.plans[0] == week.plans[0], len(again.days)
    (True, 3)
    """
    given = in_order(days)
    first = given[0].date if since is None else calendar_day(since)
    held = sum(day.date < first for day in given)
    before = {day.date: (day, result) for day, result in zip(week.days, week.results, strict=True)}
    issues = [Issue("E102", "week", day.date.isoformat(), "", "", "is not in the week as it was planned",
                    "give an earlier `since`, or leave the day out") for day in given[:held] if day.date not in before]
    if held == len(given):
        issues.append(Issue("E110", "week", "", "since", first.isoformat(), "leaves no day to plan",
                            "give a date of the week"))
    if issues:
        raise InputError(issues)
    moves = _still(given, week.moves)
    told = tuple(_as_it_was(before[day.date][0], day, moves) if index < held else _told(day, before, moves)
                 for index, day in enumerate(given))
    days_of_week(told)
    plans = {index: before[day.date][1].plan for index, day in enumerate(given) if day.date in before}
    found = _planned(Rounds(told, plans, moves, held, seed, workers, time_limit(seconds), effort), progress, cancel)
    kept = [before[day.date] for day in given[:held]]
    return found.replace(days=(*(day for day, _ in kept), *found.days[held:]),
                         results=(*(result for _, result in kept), *found.results[held:]))


def _planned(rounds: Rounds, progress: Callable[[Progress], None] | None, cancel: threading.Event | None) -> Week:
    """Plan on another thread, so that Ctrl-C arrives where it only asks to stop, whatever is being done."""
    stop, news = Stop(cancel or threading.Event()), queue.SimpleQueue[Progress]()
    return interruptible(lambda: rounds.run(news.put, stop), stop, news, progress)


def _still(days: tuple[Day, ...], moves: Iterable[DayMove]) -> Moves:
    """Give the moves that are still allowed."""
    by_date, found = {day.date: day for day in days}, Moves()
    for move in moves:
        source, target = by_date.get(move.date), by_date.get(move.to)
        visit = None if source is None else source.visit_by_id.get(move.visit)
        if source is not None and target is not None and visit is not None and may_move(visit, source, target):
            found[move.date, move.visit] = move.to
    return found


def _as_it_was(planned: Day, given: Day, moves: Moves) -> Day:
    """Give a day that is held with what it did itself, and what was moved away from it, as if that was listed."""
    came = {id_ for (_, id_), to in moves.items() if to == planned.date}
    went = (visit for visit in given.visits if (given.date, visit.id) in moves)
    return planned.replace(visits=(*(visit for visit in planned.visits if visit.id not in came), *went))


def _told(day: Day, before: Mapping[dt.date, tuple[Day, Result]], moves: Moves) -> Day:
    """Let visits know whom their citizens were told to expect."""
    def known(visit: Visit) -> Visit:
        at = moves.get((day.date, visit.id), day.date)
        told = expected(day, before[at][1].plan, visit.id) if at in before else None
        return visit.replace(told=told) if told else visit

    return day.replace(visits=tuple(map(known, day.visits)))
