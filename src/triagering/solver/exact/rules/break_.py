"""Break: one, of at least its length, inside its window, between two stops.

Hard   earliest_start <= start <= latest_start, end >= start + minutes, end <= latest_end
       the break follows one stop and is followed by the next (``at_ends``: or lies before the first or after the last);
       at the place of the stop before it: start >= end of that stop, end + travel <= start of the next;
       at the place of the next: start >= end of the stop before + travel, end <= start of the next
       (implied, for the bound: start[b] >= end of a + travel + minutes * (break after a) on arcs (a, b) taken)
       mandatory: a route of two stops (one, with ``at_ends``) takes it
Price  missed_break for such a route that does not take it
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from triagering.models import Term

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from triagering.solver.exact.build import Build
    from triagering.solver.exact.tours import Arc, Pause, Tour


def add(build: Build) -> None:
    """Place the break of every route that has one."""
    for tour in build.tours.values():
        if tour.pause is not None:
            _length(build, tour, tour.pause)
            _place(build, tour, tour.pause)
            _due(build, tour, tour.pause)


def _length(build: Build, tour: Tour, pause: Pause) -> None:
    least = int(build.compiled.routes.break_minutes[tour.route])
    build.model.add(pause.end >= pause.start + least)
    build.model.add(pause.length <= pause.end - pause.start)
    build.model.add(pause.length == pause.end - pause.start).only_enforce_if(pause.taken)
    build.model.add(pause.length == 0).only_enforce_if(~pause.taken)


def _place(build: Build, tour: Tour, pause: Pause) -> None:
    model, starts, minutes = build.model, build.starts, build.compiled.jobs.minutes
    for arc in tour.arcs:
        after, before = pause.after.get(arc.tail), pause.before.get(arc.head)
        if after is not None:
            model.add_bool_or([] if before is None else [before]).only_enforce_if(after, arc.taken)
        elif before is not None:
            model.add_bool_or([]).only_enforce_if(before, arc.taken)
    least = int(build.compiled.routes.break_minutes[tour.route])
    for arc in tour.inner:
        done = starts[arc.tail] + int(minutes[arc.tail]) + arc.minutes
        model.add(starts[arc.head] >= done + least * pause.after[arc.tail]).only_enforce_if(arc.taken)
    for job, on in tour.on.items():
        after, before = pause.after[job], pause.before[job]
        model.add_implication(after, on)
        model.add_implication(before, on)
        done = starts[job] + int(minutes[job])
        onward = _minutes(arc for arc in tour.arcs if arc.tail == job)
        inward = _minutes(arc for arc in tour.arcs if arc.head == job)
        model.add(pause.start >= done).only_enforce_if(after)
        model.add(pause.start >= done + onward).only_enforce_if(after, ~pause.early)
        model.add(pause.end <= starts[job]).only_enforce_if(before)
        model.add(pause.end + inward <= starts[job]).only_enforce_if(before, pause.early)


def _minutes(arcs: Iterable[Arc]) -> cp_model.LinearExprT:
    return sum(arc.minutes * arc.taken for arc in arcs)


def _due(build: Build, tour: Tour, pause: Pause) -> None:
    routes, prices = build.compiled.routes, build.compiled.day.settings.prices
    excused = [~pause.taken]
    if not routes.break_mandatory[tour.route]:
        missed = build.model.new_bool_var("")
        build.charge(Term.MISSED_BREAK, prices.missed_break, missed)
        excused.append(~missed)
    most = 0 if routes.break_at_ends[tour.route] else 1
    build.model.add(sum(tour.on.values()) <= most).only_enforce_if(*excused)
