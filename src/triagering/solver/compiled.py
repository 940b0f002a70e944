"""The compiled problem: a day as dense integer arrays, built once and shared by every layer of the solver.

A *job* is one carer's share of a visit or activity (a visit by two carers is two jobs), a *route* is one shift.
Costs that belong to one route alone come in layers, one per price, so that every figure can be explained.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from triagering.models import Carer, Day, Shift, Term
from triagering.solver.eligibility import Eligibility, eligibility
from triagering.solver.layers import pair_layers, stop_layers
from triagering.solver.relations import groups_of, relations_of
from triagering.solver.tables import NEVER, Bools, Groups, Ints, Jobs, Routes

__all__ = ["NEVER", "Compiled", "Groups", "Jobs", "Routes", "compile_day"]


@dataclass(frozen=True)
class Compiled:
    """A day in arrays."""

    day: Day
    units: tuple[str, ...]
    """Ids of visits, then activities."""
    citizens: tuple[str, ...]
    carers: tuple[str, ...]
    """Carer of each route, sorted."""
    jobs: Jobs
    routes: Routes
    groups: Groups
    travel: Ints
    """(n_modes, n_places, n_places)"""
    edges: Ints
    """(n_edges, 3) rows (u, v, w): start of v >= start of u + w whenever both are planned"""
    apart: Ints
    """(n, 2) jobs by different carers"""
    same: Ints
    """(n, 2) jobs by the same carer"""
    stop_layers: dict[Term, Ints] = field(repr=False)
    """Each (n_jobs, n_routes)."""
    pair_layers: dict[Term, Ints] = field(repr=False)
    """Each (n_citizens, n_routes)."""
    pair_cost: Ints = field(repr=False)
    """(n_citizens, n_routes) sum of the pair layers"""
    eligibility: Eligibility = field(repr=False)
    """Why a carer may or may not do a visit."""

    @property
    def n_jobs(self) -> int:
        """Number of jobs."""
        return len(self.jobs.unit)

    @property
    def n_routes(self) -> int:
        """Number of routes."""
        return len(self.carers)

    @cached_property
    def route_of(self) -> dict[str, int]:
        """Route of each carer."""
        return {id_: route for route, id_ in enumerate(self.carers)}

    @cached_property
    def unit_of(self) -> dict[str, int]:
        """Unit of each visit and activity."""
        return {id_: unit for unit, id_ in enumerate(self.units)}

    @cached_property
    def unit_jobs(self) -> tuple[tuple[int, ...], ...]:
        """Jobs of each unit."""
        found: list[list[int]] = [[] for _ in self.units]
        for job, unit in enumerate(self.jobs.unit):
            found[unit].append(job)
        return tuple(map(tuple, found))

    @cached_property
    def group_jobs(self) -> tuple[tuple[int, ...], ...]:
        """Jobs of each group."""
        found: list[list[int]] = [[] for _ in self.groups.rank]
        for job, group in enumerate(self.jobs.group):
            found[group].append(job)
        return tuple(map(tuple, found))

    @cached_property
    def hopeless(self) -> frozenset[int]:
        """Groups with a job that nobody may do."""
        return frozenset(self.jobs.group[~self.jobs.allowed.any(axis=1)].tolist())

    def left_out(self, planned: Iterable[int]) -> list[int]:
        """Give the groups of which no job is planned, in ascending order."""
        there = {int(self.jobs.group[job]) for job in planned}
        return [group for group in range(len(self.groups.rank)) if group not in there]

    def units_left(self, planned: Iterable[int]) -> Ints:
        """Give how many units of each class are left out."""
        left: Ints = self.groups.counts[self.left_out(planned)].sum(axis=0)
        return left


def compile_day(day: Day) -> Compiled:
    """Build the arrays of a day."""
    carers = tuple(sorted(day.shift_by_carer))
    citizens = tuple(citizen.id for citizen in day.citizens)
    units = (*(visit.id for visit in day.visits), *(activity.id for activity in day.staffed))
    travel = np.array([day.travel.minutes[mode] for mode in sorted(day.travel.minutes)], dtype=np.int64)
    people = [day.carer_by_id[id_] for id_ in carers]
    routes = _routes(day, people, int(travel.max(initial=0)))
    may = eligibility(day, people)
    jobs, pinned_to = _jobs(day, carers)
    layers = stop_layers(day, people)
    stops = {term: layer[jobs.unit] for term, layer in layers.items()}
    pairs = pair_layers(day, people)
    allowed = may.allowed[jobs.unit] & _reachable(jobs, routes, travel)
    for job, route in pinned_to:
        only = np.zeros(len(carers), dtype=bool)
        only[route] = True
        allowed[job] &= only
    edges, apart, same = relations_of(day, jobs)
    group, groups = groups_of(day, units, jobs.unit)
    return Compiled(
        day=day, units=units, citizens=citizens, carers=carers, routes=routes, groups=groups, travel=travel,
        jobs=replace(jobs, group=group[jobs.unit], allowed=allowed, stop_cost=_total(stops, allowed.shape)),
        edges=edges, apart=apart, same=same, stop_layers=stops, pair_layers=pairs,
        pair_cost=_total(pairs, (len(citizens), len(carers))), eligibility=may,
    )


def _total(layers: dict[Term, Ints], shape: tuple[int, ...]) -> Ints:
    return sum(layers.values(), np.zeros(shape, dtype=np.int64))


def _routes(day: Day, people: Sequence[Carer], longest: int) -> Routes:
    shifts = [day.shift_by_carer[person.id] for person in people]
    modes = sorted(day.travel.minutes)
    spans = [day.span(shift) for shift in shifts]
    pauses = [shift.break_ for shift in shifts]

    def ints(values: object) -> Ints:
        return np.array(list(values), dtype=np.int64)  # type: ignore[call-overload, no-any-return]

    return Routes(
        mode=ints(modes.index(p.mode) for p in people),
        start_place=ints(day.place_index[p.start_place] for p in people),
        end_place=ints(day.place_index[p.home] for p in people),
        start=ints(s.start for s in shifts),
        end=ints(s.end for s in shifts),
        available=ints(rested for rested, _ in spans),
        latest_return=np.minimum(_last_minutes(day, shifts, longest), ints(latest for _, latest in spans)),
        max_load=ints(NEVER if s.max_load is None else s.max_load for s in shifts),
        reserve=ints(s.reserve for s in shifts),
        unused_price=ints(s.unused_price for s in shifts),
        unused_idle=ints(s.end - s.start if s.unused_idle is None else s.unused_idle for s in shifts),
        share=ints(1 if day.settings.load_share == "equal" else s.end - s.start for s in shifts),
        break_minutes=ints(-1 if b is None else b.minutes for b in pauses),
        break_opens=ints(0 if b is None else b.earliest_start for b in pauses),
        break_closes=ints(0 if b is None else b.latest_start for b in pauses),
        break_ends=ints(NEVER if b is None or b.latest_end is None else b.latest_end for b in pauses),
        break_mandatory=np.array([b is not None and b.mandatory for b in pauses], dtype=bool),
        break_at_ends=np.array([b is not None and b.at_ends for b in pauses], dtype=bool),
    )


def _last_minutes(day: Day, shifts: Sequence[Shift], longest: int) -> Ints:
    """Give by when each shift is over or nothing is left to do, so that tables stay small whatever overtime may be.

    ``longest`` is the longest way.
    """
    ends = [activity.end for activity in day.staffed]
    ends += [window.latest_start + visit.minutes for visit in day.visits for window in visit.windows]
    last = [max(ends) if shift.break_ is None else max(*ends, shift.break_.latest_start) + shift.break_.minutes
            for shift in shifts]
    return np.array([max(shift.end, end + longest) for shift, end in zip(shifts, last, strict=True)], dtype=np.int64)


def _jobs(day: Day, carers: tuple[str, ...]) -> tuple[Jobs, list[tuple[int, int]]]:
    """Give the jobs without group, eligibility and costs, and the (job, route) pairs that pins and activities fix."""
    route_of = {id_: route for route, id_ in enumerate(carers)}
    rows: list[tuple[int, int, int, int, bool]] = []
    windows: list[list[tuple[int, int, int]]] = []
    fixed: list[tuple[int, int]] = []
    for unit, visit in enumerate(day.visits):
        pins = day.pins_by_visit.get(visit.id, ())
        starts = [pin.start for pin in pins if pin.start is not None]
        spans = [
            (starts[0], w.agreed_start, starts[0]) if starts else (w.earliest_start, w.agreed_start, w.latest_start)
            for w in day.windows_of(visit) if not starts or w.holds(starts[0])
        ] or [(w.latest_start + 1, w.agreed_start, w.latest_start) for w in visit.windows[-1:]]  # at no minute
        place = day.place_index[day.citizen_by_id[visit.citizen].place]
        taken = sorted({pin.carer for pin in pins if pin.carer is not None})
        for slot in range(visit.carers_needed):
            if slot < len(taken):
                fixed.append((len(rows), route_of[taken[slot]]))
            rows.append((unit, day.citizen_index[visit.citizen], place, visit.minutes, visit.heavy))
            windows.append(spans)
    for unit, activity in enumerate(day.staffed, len(day.visits)):
        for carer in day.attending[activity.id]:
            fixed.append((len(rows), route_of[carer]))
            rows.append((unit, -1, day.place_index[activity.place], activity.minutes, False))
            windows.append([(activity.start, activity.start, activity.start)])
    unit_, citizen, place_, minutes, heavy = (np.array(column) for column in zip(*rows, strict=True))
    flat = np.array([span for spans in windows for span in spans], dtype=np.int64).reshape(-1, 3)
    empty = np.zeros(0, dtype=np.int64)
    jobs = Jobs(
        unit=unit_, citizen=citizen, place=place_, minutes=minutes.astype(np.int64), heavy=heavy.astype(bool),
        ptr=np.concatenate([[0], np.cumsum([len(spans) for spans in windows])]).astype(np.int64),
        opens=flat[:, 0].copy(), due=flat[:, 1].copy(), closes=flat[:, 2].copy(),
        group=empty, allowed=empty.astype(bool), stop_cost=empty,
    )
    return jobs, fixed


def _reachable(jobs: Jobs, routes: Routes, travel: Ints) -> Bools:
    """Say which route could do each job if it did nothing else, or came by where that is shorter."""
    out, home = travel[routes.mode, routes.start_place], travel[routes.mode, :, routes.end_place]
    possible = _in_time(jobs, routes, out, home)
    legs = np.where(np.eye(travel.shape[1], dtype=bool), NEVER, travel)
    at_best = _in_time(jobs, routes, np.minimum(out, legs.min(axis=1)[routes.mode]),
                       np.minimum(home, legs.min(axis=2)[routes.mode]))
    doubtful = np.flatnonzero((at_best & ~possible).any(axis=0))
    for mode in np.unique(routes.mode[doubtful]):
        those = doubtful[routes.mode[doubtful] == mode]
        out[those] = _shortest(travel[mode], routes.start_place[those])
        home[those] = _shortest(np.ascontiguousarray(travel[mode].T), routes.end_place[those])
    return _in_time(jobs, routes, out, home) if len(doubtful) else possible


def _shortest(ways: Ints, starts: Ints) -> Ints:
    """Give the minutes from places to all others: ways are used as given, so that a detour may be shorter."""
    minutes: Ints = ways[starts]
    while True:
        before = minutes.copy()
        for place, onward in enumerate(ways):
            np.minimum(minutes, minutes[:, place, None] + onward, out=minutes)
        if (minutes == before).all():
            return minutes


def _in_time(jobs: Jobs, routes: Routes, out: Ints, home: Ints) -> Bools:
    """Say which route can start each job in time, given the minutes to and from each place, (n_routes, n_places)."""
    earliest = routes.available + out[:, jobs.place].T  # (n_jobs, n_routes)
    latest = routes.latest_return - home[:, jobs.place].T - jobs.minutes[:, None]
    last = jobs.ptr[1:] - 1
    possible = np.zeros(earliest.shape, dtype=bool)
    for number in range(int(np.diff(jobs.ptr).max(initial=0))):
        window = np.minimum(jobs.ptr[:-1] + number, last)[:, None]
        has = np.diff(jobs.ptr)[:, None] > 0
        possible |= has & (np.maximum(earliest, jobs.opens[window]) <= np.minimum(latest, jobs.closes[window]))
    return possible
