"""Time: visits start inside a window, their citizen at home, activities at their start; late starts are priced."""

from __future__ import annotations

from collections.abc import Iterator

from triagering.evaluation.report import Violation, priced
from triagering.evaluation.timetable import Timetable
from triagering.models import Activity, Charge, Day, Rule, Term, Visit


def violations(table: Timetable) -> Iterator[Violation]:
    """Name each stop that starts when it may not."""
    clock = table.day.clock
    for work in table.all_works():
        if isinstance(work.task, Activity):
            if work.start != work.task.start:
                yield Violation(Rule.TIME, (work.id, work.carer.id),
                                f"starts at {clock(work.start)} instead of {clock(work.task.start)}")
        elif not any(w.earliest_start <= work.start <= w.latest_start for w in work.task.windows):
            open_ = ", ".join(f"{clock(w.earliest_start)}-{clock(w.latest_start)}" for w in work.task.windows)
            yield Violation(Rule.TIME, (work.id, work.carer.id),
                            f"starts at {clock(work.start)}, outside {open_}")
        elif work.citizen is not None:
            for activity in table.day.activities_of.get(work.citizen.id, ()):
                if work.start < activity.end and activity.start < work.start + work.task.minutes:
                    yield Violation(Rule.TIME, (work.id, work.carer.id),
                                    f"overlaps the activity {activity.id}, which its citizen takes part in")


def charges(table: Timetable) -> Iterator[Charge]:
    """Price the lateness of every stop, and the worst of all."""
    prices = table.day.settings.prices
    worst, who = 0, ("", "")
    for work, visit, _ in table.visits():
        late = lateness(visit, work.start)
        yield from priced(Term.LATENESS, prices.lateness, late, visit.id, work.carer.id)
        if late > worst:
            worst, who = late, (visit.id, work.carer.id)
    yield from priced(Term.WORST_LATENESS, prices.worst_lateness, worst, *who)


def open_spans(day: Day, visit: Visit) -> Iterator[tuple[int, int]]:
    """Give from when until when a visit may start: while a window is open, and its citizen not away."""
    for window in visit.windows:
        opens = window.earliest_start
        for activity in day.activities_of.get(visit.citizen, ()):
            if opens <= (last := min(activity.start - visit.minutes, window.latest_start)):
                yield opens, last
            opens = max(opens, activity.end)
        if opens <= window.latest_start:
            yield opens, window.latest_start


def lateness(visit: Visit, start: int) -> int:
    """Give the minutes after the agreed start of the window that a start lies in; 0 outside all windows."""
    for window in visit.windows:
        if window.earliest_start <= start <= window.latest_start:
            return max(0, start - window.agreed_start)
    return 0
