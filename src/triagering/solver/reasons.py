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
    if not _windows(compiled, unit):
        return Reason.CITIZEN_AWAY
    if not is_activity:
        for mask, reason in ((may.competence, Reason.NOBODY_QUALIFIED), (may.continuity, Reason.NOBODY_ACCEPTED),
                             (may.boundary, Reason.CLOSED_DISTRICT)):
            eligible = eligible & mask[unit]
            if not eligible.any():
                return reason
    needed = max(1, int(eligible.sum())) if is_activity else compiled.day.visits[unit].carers_needed
    if eligible.sum() < needed:
        return Reason.TOO_FEW_CARERS
    if _most_at_once(compiled, unit, eligible, [_span(compiled, unit)]) < needed:
        return Reason.NO_SHIFT_IN_WINDOW
    return Reason.NO_SHIFT_FITS if _most_at_once(compiled, unit, eligible, _fitting(compiled, unit)) < needed else None


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
            if (members.issuperset(ends) or not planned.isdisjoint(ends)) and not _together(
                    compiled, link, *ends, planned):
                return Reason.LINKED
    return None


def _together(compiled: Compiled, link: Link, first: int, second: int, planned: Set[int]) -> bool:
    """Say whether some carers can keep a link between two visits, each with nothing else to do.

    Pins of what is planned are kept, others are set aside. Of visits that are only reached in time by way of others
    nothing is said.
    """
    units = first, second
    starts = [list(_starts(compiled, unit, pinned=unit in planned)) for unit in units]
    if not all(starts):
        return True
    if link.carers == "other":
        if len({route for own in starts for route, _, _ in own}) < sum(len(compiled.unit_jobs[unit]) for unit in units):
            return False
        taken = [_pinned_to(compiled, unit) if unit in planned else set() for unit in reversed(units)]
        starts = [[one for one in own if one[0] not in them] for own, them in zip(starts, taken, strict=True)]
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
    """Give the minutes of a visit and the way to the next; ``NEVER`` if both are too much for a carer."""
    a, b = compiled.unit_jobs[one][0], compiled.unit_jobs[two][0]
    places, minutes, routes = compiled.jobs.place, compiled.jobs.minutes, compiled.routes
    travel, start, end = compiled.travel[routes.mode[route]], routes.start_place[route], routes.end_place[route]
    takes = int(minutes[a] + travel[places[a], places[b]])
    load = travel[start, places[a]] + takes + minutes[b] + travel[places[b], end]
    return NEVER if load > routes.max_load[route] else takes


def _pinned_to(compiled: Compiled, unit: int) -> set[int]:
    """Give the routes of the carers whom a visit is pinned to."""
    pins = compiled.day.pins_by_visit.get(compiled.units[unit], ())
    return {compiled.route_of[pin.carer] for pin in pins if pin.carer is not None}


def _choice(compiled: Compiled, unit: int) -> Reason:
    id_ = compiled.units[unit]
    if id_ in compiled.day.pins_by_visit:
        return Reason.PIN_CONFLICT
    return Reason.PRICE if compiled.day.counted_as(id_) == OWN_PRICE else Reason.NO_CAPACITY


def _starts(compiled: Compiled, unit: int, *, pinned: bool) -> Iterator[tuple[int, int, int]]:
    """Give route, first and last start for each eligible carer and window of a visit, as the day has it or pinned."""
    jobs, own = compiled.jobs, compiled.unit_jobs[unit]
    eligible = jobs.allowed[list(own)].any(axis=0) if pinned else compiled.eligibility.allowed[unit]
    windows = [(opens, closes) for opens, _, closes in jobs.windows(own[0])] if pinned else _windows(compiled, unit)
    earliest, latest = _span(compiled, unit)
    for opens, closes in windows:
        for route in np.flatnonzero(eligible & (np.maximum(earliest, opens) <= np.minimum(latest, closes))).tolist():
            yield route, max(int(earliest[route]), opens), min(int(latest[route]), closes)


def _span(compiled: Compiled, unit: int) -> tuple[Ints, Ints]:
    """Give the first and the last start of each carer, with nothing else to do."""
    routes, job = compiled.routes, compiled.unit_jobs[unit][0]
    place, minutes = compiled.jobs.place[job], compiled.jobs.minutes[job]
    return (routes.available + compiled.travel[routes.mode, routes.start_place, place],
            routes.latest_return - compiled.travel[routes.mode, place, routes.end_place] - minutes)


def _fitting(compiled: Compiled, unit: int) -> list[tuple[Ints, Ints]]:
    """Give the same within the most load, and with a break that is due: once before it, once after it."""
    routes, job = compiled.routes, compiled.unit_jobs[unit][0]
    earliest, latest = _span(compiled, unit)
    load = earliest - routes.available + routes.latest_return - latest  # the way there; the visit and the way home
    latest = np.where(load <= routes.max_load, latest, -NEVER)
    due, minutes = routes.break_mandatory & routes.break_at_ends, routes.break_minutes
    closes = np.minimum(routes.break_closes, routes.break_ends - minutes)
    soonest = np.maximum(earliest, routes.break_opens)
    after = compiled.jobs.minutes[job]
    last = np.minimum(closes, latest + after - minutes)
    return [(np.where(due, np.where(soonest <= closes, soonest + minutes, NEVER), earliest), latest),
            (earliest, np.where(due, np.where(last >= routes.break_opens, np.minimum(latest, last - after), -NEVER),
                                latest))]


def _most_at_once(compiled: Compiled, unit: int, eligible: Bools, spans: list[tuple[Ints, Ints]]) -> int:
    """Give how many can start at the same minute of a window (as the day has it), each within one of their spans."""
    best = 0
    for opens, closes in _windows(compiled, unit):
        firsts, lasts = (np.array(bounds) for bounds in zip(*(
            (np.maximum(earliest, opens), np.minimum(latest, closes)) for earliest, latest in spans), strict=True))
        for moment in np.unique(firsts[eligible & (firsts <= lasts)]):
            best = max(best, int((eligible & ((firsts <= moment) & (moment <= lasts)).any(axis=0)).sum()))
    return best


def _windows(compiled: Compiled, unit: int) -> list[tuple[int, int]]:
    day = compiled.day
    if unit < len(day.visits):
        return [(window.earliest_start, window.latest_start) for window in day.windows_of(day.visits[unit])]
    activity = day.staffed[unit - len(day.visits)]
    return [(activity.start, activity.start)]
