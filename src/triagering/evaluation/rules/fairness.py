"""Fairness: nobody carries more than agreed; idle time, uneven load and heavy visits are priced."""

from __future__ import annotations

from collections.abc import Iterator

from triagering.evaluation.report import Violation, priced
from triagering.evaluation.timetable import Run, Timetable
from triagering.models import Charge, Rule, Term


def violations(table: Timetable) -> Iterator[Violation]:
    """Name each carer with more load than allowed."""
    for run in table.runs:
        if run.shift.max_load is not None and run.load > run.shift.max_load:
            yield Violation(Rule.FAIRNESS, (run.carer.id,),
                            f"has a load of {run.load} minutes, more than {run.shift.max_load}")


def charges(table: Timetable) -> Iterator[Charge]:
    """Price the idlest shift, each deviation from the fair share, and the most heavy visits."""
    prices, runs = table.day.settings.prices, table.runs
    idlest = max(runs, key=lambda run: run.idle)
    yield from priced(Term.WORST_IDLE, prices.worst_idle, idlest.idle, idlest.carer.id)
    total = sum(run.load for run in runs)
    weights = [_weight(table, run) for run in runs]
    for run, weight in zip(runs, weights, strict=True):
        off = abs(run.load * sum(weights) - total * weight)
        yield from priced(Term.LOAD_SPREAD, prices.load_spread, -(-off // sum(weights)), run.carer.id)
    heaviest = max(runs, key=lambda run: run.heavy)
    yield from priced(Term.WORST_HEAVY, prices.worst_heavy, heaviest.heavy, heaviest.carer.id)


def _weight(table: Timetable, run: Run) -> int:
    return 1 if table.day.settings.load_share == "equal" else run.shift.end - run.shift.start
