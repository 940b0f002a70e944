"""Why something stays unplanned: the first reason of docs/rules.md that applies."""

from __future__ import annotations

from collections.abc import Iterator, Set

import numpy as np

from triagering.models import OWN_PRICE, REASON_RULE, Link, Reason, Rule
from triagering.solver.compiled import Compiled
from triagering.solver.tables import NEVER, Bools, Ints


def reason_for(compiled: Compiled, unit: int, planned: Set[int] = frozenset()) -> tuple[Reason, Rule]:
    """Say why a unit is unplanned, given that it is, and which units are planned.

    >>> from triagering.io import generate_day
    >>> from triagering.solver.compiled import compile_day
    >>> reason_for(compile_day(generate_day(visits=10, carers=2)), 0)
    (<Reason.NO_CAPACITY: 'no_capacity'>, <Rule.COVERAGE: 'coverage'>)
    """
    reason = impossible(compiled, unit) or _linked(compiled, unit, planned) or _choice(compiled, unit)
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


def _linked(compiled: Compiled, unit: int, planned: Set[int]) -> Reason | None:
    """Say whether what it is planned all or none with is impossible or, unlike it, pinned, or a link keeps it out."""
    members = {int(compiled.jobs.unit[job]) for own in compiled.unit_jobs[unit][:1]
               for job in compiled.group_jobs[int(compiled.jobs.group[own])]}
    names, pinned = {compiled.units[member] for member in members}, compiled.day.pins_by_visit.keys()
    if any(impossible(compiled, other) for other in members - {unit}) or (
            compiled.units[unit] not in pinned and not names.isdisjoint(pinned)):
        return Reason.LINKED
    for link in compiled.day.links:
        if link.first in names or link.second in names:
            ends = compiled.unit_of[link.first], compiled.unit_of[link.second]
            if (members.issuperset(ends) or not planned.isdisjoint(ends)) and not _together(compiled, link, *ends):
                return Reason.LINKED
    return None


def _together(compiled: Compiled, link: Link, first: int, second: int) -> bool:
    """Say whether some carers can keep a link between two visits, pins aside, each with nothing else to do.

    Of visits that are only reached in time by way of others nothing is said.
    """
    starts = list(_starts(compiled, first)), list(_starts(compiled, second))
    if not all(starts):
        return True
    if link.carers == "other" and len({route for own in starts for route, _, _ in own}) < sum(
            len(compiled.unit_jobs[unit]) for unit in (first, second)):
        return False
    least = -NEVER if link.min_gap is None else link.min_gap
    most = NEVER if link.max_gap is None else link.max_gap
    for one, begins, ends in starts[0]:
        for two, opens, closes in starts[1]:
            if (link.carers == "same" and one != two) or (link.carers == "other" and one == two):
                continue
            gaps = [(least, most)]
            if one == two:  # nobody is at two visits at once
                after, before = (_takes(compiled, one, *pair) for pair in ((first, second), (second, first)))
                gaps = [(max(least, after), most), (least, min(most, -before))]
            if any(low <= high and opens - ends <= high and closes - begins >= low for low, high in gaps):
                return True
    return False


def _takes(compiled: Compiled, route: int, one: int, two: int) -> int:
    """Give the minutes of a visit and the way to the next."""
    a, b = compiled.unit_jobs[one][0], compiled.unit_jobs[two][0]
    places = compiled.jobs.place
    return int(compiled.jobs.minutes[a] + compiled.travel[compiled.routes.mode[route], places[a], places[b]])


def _choice(compiled: Compiled, unit: int) -> Reason:
    id_ = compiled.units[unit]
    if id_ in compiled.day.pins_by_visit:
        return Reason.PIN_CONFLICT
    return Reason.PRICE if compiled.day.counted_as(id_) == OWN_PRICE else Reason.NO_CAPACITY


def _starts(compiled: Compiled, unit: int) -> Iterator[tuple[int, int, int]]:
    """Give route, first and last start for each eligible carer and window of a visit (as the day has it)."""
    eligible = compiled.eligibility.allowed[unit]
    earliest, latest = _span(compiled, unit)
    for opens, closes in _windows(compiled, unit):
        for route in np.flatnonzero(eligible & (np.maximum(earliest, opens) <= np.minimum(latest, closes))).tolist():
            yield route, max(int(earliest[route]), opens), min(int(latest[route]), closes)


def _span(compiled: Compiled, unit: int) -> tuple[Ints, Ints]:
    """Give the first and the last start of each carer, with nothing else to do."""
    routes, job = compiled.routes, compiled.unit_jobs[unit][0]
    place, minutes = compiled.jobs.place[job], compiled.jobs.minutes[job]
    return (routes.available + compiled.travel[routes.mode, routes.start_place, place],
            routes.latest_return - compiled.travel[routes.mode, place, routes.end_place] - minutes)


def _most_at_once(compiled: Compiled, unit: int, eligible: Bools) -> int:
    """Give how many can start at the same minute of a window (as the day has it), each with nothing else to do."""
    earliest, latest = _span(compiled, unit)
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
