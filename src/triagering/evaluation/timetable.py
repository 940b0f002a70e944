"""A plan read against its day: who is where when, recomputed from ids and times alone.

Whatever a plan says that its day does not know (stops with unknown ids, routes of carers without a shift, a
second route of a carer) is left out here, and reported by coverage and shift.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from triagering.models import Activity, Carer, Citizen, Day, Plan, Route, Shift, Stop, StopKind, Visit


@dataclass(frozen=True, slots=True)
class Work:
    """A stop at a visit or an activity."""

    carer: Carer
    """Who does it."""
    task: Visit | Activity
    """What is done."""
    citizen: Citizen | None
    """At whom; none for activities."""
    place: str
    """Where."""
    start: int
    """As planned."""
    end: int
    """As planned."""

    @property
    def id(self) -> str:
        """Id of the visit or activity."""
        return self.task.id


@dataclass(frozen=True, slots=True)
class Pause:
    """A break in a route."""

    stop: Stop
    """As planned."""
    after: int
    """How many stops lie before it."""

    @property
    def length(self) -> int:
        """Minutes from start to end, never below 0."""
        return max(0, self.stop.end - self.stop.start)


@dataclass(frozen=True)
class Run:
    """One carer's route on one shift, with everything that docs/rules.md says about its schedule."""

    day: Day
    carer: Carer
    shift: Shift
    stops: tuple[Work, ...] = ()
    pauses: tuple[Pause, ...] = ()

    def minutes(self, origin: str, target: str) -> int:
        """Travel of this carer from place to place."""
        return self.day.travel_minutes(self.carer, origin, target)

    @cached_property
    def places(self) -> tuple[str, ...]:
        """Where the carer starts, is at each stop, and goes home."""
        return (self.carer.start_place, *(stop.place for stop in self.stops), self.carer.home)

    @cached_property
    def legs(self) -> tuple[int, ...]:
        """Travel to each stop, and home; nothing without stops."""
        if not self.stops:
            return ()
        return tuple(self.minutes(a, b) for a, b in pairwise(self.places))

    @property
    def travel(self) -> int:
        """Minutes on the road."""
        return sum(self.legs)

    @property
    def service(self) -> int:
        """Minutes of visits and activities."""
        return sum(stop.task.minutes for stop in self.stops)

    @property
    def load(self) -> int:
        """Travel and service."""
        return self.travel + self.service

    @property
    def heavy(self) -> int:
        """Heavy visits."""
        return sum(isinstance(stop.task, Visit) and stop.task.heavy for stop in self.stops)

    @property
    def free(self) -> int:
        """Minutes of the shift without load and the least length of its break; below 0 if there are too few."""
        rest = self.shift.break_.minutes if self.shift.break_ is not None else 0
        return self.shift.end - self.shift.start - self.load - rest

    @property
    def break_due(self) -> bool:
        """Whether the shift has a break, and stops enough to need it."""
        rule = self.shift.break_
        return rule is not None and len(self.stops) >= (1 if rule.at_ends else 2)

    def pauses_at(self, after: int) -> list[Pause]:
        """List the breaks that follow so many stops; a valid plan has one in all."""
        return [pause for pause in self.pauses if pause.after == after]

    def paused(self, after: int) -> int:
        """Add up the minutes of break that follow so many stops."""
        return sum(pause.length for pause in self.pauses_at(after))

    @property
    def leaves(self) -> int | None:
        """When the carer leaves the start place at the latest; none without stops."""
        if not self.stops:
            return None
        before = self.pauses_at(0)
        return (before[0].stop.start if before else self.stops[0].start) - self.legs[0]

    @property
    def returns(self) -> int | None:
        """When the carer is back; none without stops."""
        if not self.stops:
            return None
        after = self.pauses_at(len(self.stops))
        return (after[-1].stop.end if after else self.stops[-1].end) + self.legs[-1]

    @property
    def waiting(self) -> int:
        """Minutes without travel, service and break, from the first stop (or the shift's start) on."""
        if not self.stops:
            return 0
        total = 0
        if self.day.settings.wait_before_first:
            total += max(0, self.stops[0].start - self.shift.start - self.legs[0] - self.paused(0))
        for index, (a, b) in enumerate(pairwise(self.stops), start=1):
            total += max(0, b.start - a.end - self.legs[index] - self.paused(index))
        for pause in self.pauses_at(len(self.stops)):
            total += max(0, pause.stop.start - self.stops[-1].end)
        return total

    @property
    def idle(self) -> int:
        """Minutes of the shift (overtime included) without travel, service and break; unused, what the shift says."""
        if self.returns is None:
            length = self.shift.end - self.shift.start
            return length if self.shift.unused_idle is None else self.shift.unused_idle
        paused = sum(pause.length for pause in self.pauses)
        return max(0, max(self.shift.end, self.returns) - self.shift.start - self.load - paused)


class Timetable:
    """All runs of a plan, one per shift, and the stops of every visit and activity."""

    def __init__(self, day: Day, plan: Plan) -> None:
        self.day = day
        self.plan = plan
        routes: dict[str, Route] = {}
        for route in plan.routes:
            routes.setdefault(route.carer, route)
        self.runs = tuple(_run(day, shift, routes.get(shift.carer)) for shift in day.shifts)
        self.works: dict[str, list[Work]] = {}
        for work in self.all_works():
            self.works.setdefault(work.id, []).append(work)

    def left_out(self) -> list[str]:
        """Ids of the visits and activities that are in no run."""
        return [id_ for id_ in self.day.to_plan if id_ not in self.works]

    def all_works(self) -> Iterator[Work]:
        """Every stop at a visit or activity, run by run."""
        for run in self.runs:
            yield from run.stops

    def visits(self) -> Iterator[tuple[Work, Visit, Citizen]]:
        """Every stop at a visit, with its visit and citizen, run by run."""
        for work in self.all_works():
            if isinstance(work.task, Visit) and work.citizen is not None:
                yield work, work.task, work.citizen

    def detours(self) -> dict[str, int]:
        """Minutes of travel that are there for each stop alone, over all its carers: to it and on, less the direct way.

        Never below 0; ids that no run has are not in it.
        """
        found: dict[str, int] = {}
        for run in self.runs:
            for index, stop in enumerate(run.stops):
                direct = run.minutes(run.places[index], run.places[index + 2]) if len(run.stops) > 1 else 0
                found[stop.id] = found.get(stop.id, 0) + run.legs[index] + run.legs[index + 1] - direct
        return {id_: max(0, minutes) for id_, minutes in found.items()}


def find_task(day: Day, stop: Stop) -> Visit | Activity | None:
    """Look up what a stop does; none if its day has no visit (or activity) of that id."""
    if stop.kind is StopKind.VISIT:
        return day.visit_by_id.get(stop.id)
    if stop.kind is StopKind.ACTIVITY:
        return day.activity_by_id.get(stop.id)
    return None


def _run(day: Day, shift: Shift, route: Route | None) -> Run:
    carer = day.carer_by_id[shift.carer]
    stops: list[Work] = []
    pauses: list[Pause] = []
    for stop in route.stops if route is not None else ():
        if stop.kind is StopKind.BREAK:
            pauses.append(Pause(stop, len(stops)))
            continue
        task = find_task(day, stop)
        if isinstance(task, Visit):
            citizen = day.citizen_by_id[task.citizen]
            stops.append(Work(carer, task, citizen, citizen.place, stop.start, stop.end))
        elif task is not None:
            stops.append(Work(carer, task, None, task.place, stop.start, stop.end))
    return Run(day, carer, shift, tuple(stops), tuple(pauses))
