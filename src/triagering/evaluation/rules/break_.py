"""Break: at most one, long enough, in its window, at the place of a neighbouring stop."""

from __future__ import annotations

from collections.abc import Iterator

from triagering.evaluation.report import Violation, priced
from triagering.evaluation.timetable import Pause, Run, Timetable
from triagering.models import Break, Charge, Rule, Term


def violations(table: Timetable) -> Iterator[Violation]:
    """Name each carer whose break is missing, forbidden, too short, misplaced or out of its window."""
    for run in table.runs:
        for problem in _problems(run):
            yield Violation(Rule.BREAK, (run.carer.id,), problem)


def charges(table: Timetable) -> Iterator[Charge]:
    """Price the breaks that are due, not mandatory and not taken."""
    for run in table.runs:
        rule = run.shift.break_
        if rule is not None and not rule.mandatory and not run.pauses and run.break_due:
            yield from priced(Term.MISSED_BREAK, table.day.settings.prices.missed_break, 1, run.carer.id)


def _problems(run: Run) -> Iterator[str]:
    rule = run.shift.break_
    if rule is None:
        if run.pauses:
            yield "takes a break, but the shift has none"
        return
    if rule.mandatory and not run.pauses and run.break_due:
        yield "takes no break"
    if len(run.pauses) > 1:
        yield f"takes {len(run.pauses)} breaks"
    for pause in run.pauses:
        yield from _pause_problems(run, rule, pause)


def _pause_problems(run: Run, rule: Break, pause: Pause) -> Iterator[str]:
    start, end, clock = pause.stop.start, pause.stop.end, run.day.clock
    if pause.stop.id != "break":
        yield "has a break with an id of its own"
    if end - start < rule.minutes:
        yield f"takes {end - start} minutes of break instead of {rule.minutes}"
    if not rule.earliest_start <= start <= rule.latest_start:
        yield (f"takes the break at {clock(start)}, outside "
               f"{clock(rule.earliest_start)}-{clock(rule.latest_start)}")
    if rule.latest_end is not None and end > rule.latest_end:
        yield f"has a break until {clock(end)}, after {clock(rule.latest_end)}"
    if not run.stops:
        yield "takes a break in a shift without stops"
    elif pause.after in (0, len(run.stops)) and not rule.at_ends:
        yield "takes the break before the first or after the last stop"
    elif not _fits(run, pause):
        yield f"has no room for the break at {clock(start)} beside its neighbours and the travel between them"


def _fits(run: Run, pause: Pause) -> bool:
    """Say whether the break lies between its neighbours, travel wholly before or wholly after it."""
    start, end = pause.stop.start, pause.stop.end
    if pause.after == 0:
        return end <= run.stops[0].start
    ended = run.stops[pause.after - 1].end
    if pause.after == len(run.stops):
        return ended <= start
    begins, leg = run.stops[pause.after].start, run.legs[pause.after]
    return (start >= ended and begins >= end + leg) or (start >= ended + leg and begins >= end)
