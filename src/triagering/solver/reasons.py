"""Why something stays unplanned: the first reason of docs/rules.md that applies."""

from __future__ import annotations

import numpy as np

from triagering.models import REASON_RULE, Reason, Rule
from triagering.solver.compiled import Compiled


def reason_for(compiled: Compiled, unit: int) -> tuple[Reason, Rule]:
    """Say why a unit is unplanned, given that it is.

    >>> from triagering.io import generate_day
    >>> from triagering.solver.compiled import compile_day
    >>> reason_for(compile_day(generate_day(visits=10, carers=2)), 0)
    (<Reason.NO_CAPACITY: 'no_capacity'>, <Rule.COVERAGE: 'coverage'>)
    """
    reason = impossible(compiled, unit) or _partner(compiled, unit) or _choice(compiled, unit)
    return reason, REASON_RULE[reason]


def impossible(compiled: Compiled, unit: int) -> Reason | None:
    """Give the reason why a unit could not even be planned alone, pins aside; None if it could."""
    may, is_activity = compiled.eligibility, unit >= len(compiled.day.visits)
    eligible = may.attendance[unit]
    if not is_activity:
        for mask, reason in ((may.competence, Reason.NOBODY_QUALIFIED), (may.continuity, Reason.NOBODY_ACCEPTED),
                             (may.boundary, Reason.CLOSED_DISTRICT)):
            eligible = eligible & mask[unit]
            if not eligible.any():
                return reason
    needed = max(1, int(eligible.sum())) if is_activity else compiled.day.visits[unit].carers_needed
    if eligible.sum() < needed:
        return Reason.TOO_FEW_CARERS
    return Reason.NO_SHIFT_IN_WINDOW if _most_at_once(compiled, unit, eligible) < needed else None


def _partner(compiled: Compiled, unit: int) -> Reason | None:
    """Say whether a visit it is planned all or none with is impossible."""
    members = {int(compiled.jobs.unit[job]) for own in compiled.unit_jobs[unit][:1]
               for job in compiled.group_jobs[int(compiled.jobs.group[own])]}
    return Reason.LINKED if any(impossible(compiled, other) for other in members - {unit}) else None


def _choice(compiled: Compiled, unit: int) -> Reason:
    id_ = compiled.units[unit]
    if id_ in compiled.day.pins_by_visit:
        return Reason.PIN_CONFLICT
    visit = compiled.day.visit_by_id.get(id_)
    return Reason.PRICE if visit is not None and visit.unplanned_price is not None else Reason.NO_CAPACITY


def _most_at_once(compiled: Compiled, unit: int, eligible: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> int:
    """Give how many can start at the same minute of a window (as the day has it), each with nothing else to do."""
    routes, job = compiled.routes, compiled.unit_jobs[unit][0]
    place, minutes = compiled.jobs.place[job], compiled.jobs.minutes[job]
    earliest = routes.available + compiled.travel[routes.mode, routes.start_place, place]
    latest = routes.latest_return - compiled.travel[routes.mode, place, routes.end_place] - minutes
    best = 0
    for opens, closes in _windows(compiled, unit):
        first = np.maximum(earliest, opens)
        there = eligible & (first <= np.minimum(latest, closes))
        for moment in np.unique(first[there]):
            best = max(best, int((there & (first <= moment) & (moment <= latest)).sum()))
    return best


def _windows(compiled: Compiled, unit: int) -> list[tuple[int, int]]:
    if unit < len(compiled.day.visits):
        return [(window.earliest_start, window.latest_start) for window in compiled.day.visits[unit].windows]
    activity = compiled.day.activities[unit - len(compiled.day.visits)]
    return [(activity.start, activity.start)]
