"""Time: visits start inside a window, activities at their start; late starts are priced."""

from __future__ import annotations

from collections.abc import Iterator

from triagering.evaluation.report import Violation, priced
from triagering.evaluation.timetable import Timetable
from triagering.models import Activity, Charge, Rule, Term, Visit


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


def lateness(visit: Visit, start: int) -> int:
    """Give the minutes after the agreed start of the window that a start lies in; 0 outside all windows."""
    for window in visit.windows:
        if window.earliest_start <= start <= window.latest_start:
            return max(0, start - window.agreed_start)
    return 0
