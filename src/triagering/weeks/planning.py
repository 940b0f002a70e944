"""The façade of weeks: days go in, planned days come out, whatever is known of them before."""

from __future__ import annotations

import datetime as dt
import queue
import threading
from collections.abc import Callable, Iterable, Sequence

from triagering.models import Day, Plan, Result, plan_of
from triagering.models.clock import calendar_day
from triagering.models.week import Week, in_order, require_each
from triagering.planning import Progress, Stop, interruptible, time_limit
from triagering.weeks.begun import listed_again
from triagering.weeks.rounds import Rounds


def plan_week(
    days: Iterable[Day], *, seconds: float = 120.0, seed: int = 1, workers: int = 2, effort: int | None = None,
    start: Sequence[Plan | Result] | None = None, progress: Callable[[Progress], None] | None = None,
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
        leaves nothing of a shift (E207), or where too many rests are short (E216); if there are not as many plans to
        start with as days, or the seconds are no number or less than 0 (E511).

    Examples
    --------
    >>> from triagering import check_week, generate_days
    >>> week = plan_week(generate_days(3, citizens=10, carers=3, seed=1), effort=200, workers=1)
    >>> [report.valid for report in check_week(week)]
    [True, True, True]
    """
    given = in_order(days)
    if start is not None:
        require_each(given, start)
    rounds = Rounds(given, dict(enumerate(map(plan_of, start or ()))), seed, workers, time_limit(seconds), effort)
    return _planned(rounds, progress, cancel)


def replan_week(
    days: Iterable[Day], week: Week, since: dt.date | str | None = None, *, seconds: float = 120.0, seed: int = 1,
    workers: int = 2, effort: int | None = None, progress: Callable[[Progress], None] | None = None,
    cancel: threading.Event | None = None,
) -> Week:
    """Plan a week again that was planned before: what comes before a date stays, of the rest few lists change.

    Whom citizens were told to expect has its price (``not_told``): who came by the week as it was planned, else by
    ``Visit.told``. Visits that were moved to a day that is planned again begin there, if they still may; what was done
    before the date is done, wherever it is listed.

    Parameters
    ----------
    days
        The days of the week, as those given the first time, changed as need be from the date on; those before it may be
        left out. Dates that the week does not have are planned like the others.
    week
        As it was planned.
    since
        The first date that is planned again; all of them by default. Days before it are given back as they were.
    seconds, seed, workers, effort, progress, cancel
        As for ``plan_week``.

    Raises
    ------
    InputError
        As ``plan_week``; if no day is left to be planned (E110), the date is none (E213), the week has no plan of a day
        before it (E102), or a visit of such a day that was moved can be done on no day that is left (E112).

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
    again = listed_again(given, week, given[0].date if since is None else calendar_day(since))
    plans = {index: again.plans[day.date] for index, day in enumerate(again.days) if day.date in again.plans}
    rounds = Rounds(again.days, plans, seed, workers, time_limit(seconds), effort)
    return again.whole(_planned(rounds, progress, cancel))


def _planned(rounds: Rounds, progress: Callable[[Progress], None] | None, cancel: threading.Event | None) -> Week:
    """Plan on another thread, so that Ctrl-C arrives where it only asks to stop, whatever is being done."""
    stop, news = Stop(cancel or threading.Event()), queue.SimpleQueue[Progress]()
    return interruptible(lambda: rounds.run(news.put, stop), stop, news, progress)
