"""The lines of run lists (kørelister): what each carer does, in order, and what is left out, in words.

Travel can be shown in the three ways that Danish municipalities use (Rambøll for the ministry, 2018): ``hidden`` inside
the visits, gathered in ``blocks``, or ``between`` the visits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Literal, get_args

from triagering.io.labels import WORDS, called, dated, times
from triagering.io.layout import Line, RunList
from triagering.io.legs import Leg, legs_of, refuse_strangers
from triagering.io.reasons import reason_text, remedy_text
from triagering.models import (
    Day,
    Plan,
    Result,
    Route,
    Shift,
    Stop,
    StopKind,
    Task,
    Unplanned,
    Visit,
    plan_of,
    urgency_label,
)
from triagering.models.asked import carers_asked
from triagering.models.base import HORIZON, Language
from triagering.models.codes import spoken
from triagering.models.triage_rules import FollowUpCode, TriageRule

TravelDisplay = Literal["hidden", "blocks", "between"]

FOLLOW_UPS = frozenset(get_args(FollowUpCode))
"""What ``Visit.reason`` is where a triage added the visit."""
BLOCKS = 4
"""Most travel blocks of a shift."""


class ListMaker:
    """Turns routes into lines, in one language."""

    def __init__(self, day: Day, given: Plan | Result, language: Language, travel_display: TravelDisplay,
                 carer: Collection[str] | None) -> None:
        plan = plan_of(given)
        refuse_strangers(day, plan)
        self.asked, routes = carers_asked(carer, [day]), {route.carer: route for route in plan.routes}
        self.routes = plan.routes if self.asked is None else [
            routes.get(id_, Route(carer=id_)) for id_ in self.asked]
        self.day, self.plan, self.language, self.display = day, plan, language, travel_display
        self.words, self.clock = WORDS[language], day.clock

    @property
    def title(self) -> str:
        """Say what it is, and for which day."""
        return f"{self.words['run_lists']} {dated(self.day.date, self.language)}"

    def run_lists(self) -> Iterator[RunList]:
        """Give one run list per route that is asked for."""
        for route in self.routes:
            legs = legs_of(self.day, route)
            lines = sorted([*self._stops(route, legs), *self._travel(legs)], key=lambda line: line.at)
            yield RunList(self._heading(route), tuple(lines), self._footing(route, legs))

    def span(self, start: int, end: int) -> str:
        """Write a stretch of time."""
        return f"{self.clock(start)}–{self.clock(end)}"

    def length(self, minutes: int) -> str:
        """Write a length of time."""
        hours, rest = divmod(minutes, 60)
        return f"{hours} {self.words['hours']} {rest:02} min" if hours else f"{rest} min"

    def unplanned(self) -> Iterator[tuple[str, ...]]:
        """Give id, citizen, length, windows, urgency, reason and remedy of what is left out, most urgent first."""
        for entry in sorted(self.plan.unplanned, key=lambda entry: self.day.left_out_order(entry.id)):
            yield (entry.id, *self._left_out(entry), reason_text(self.day, entry, self.language),
                   remedy_text(self.day, entry, self.language))

    def _heading(self, route: Route) -> str:
        carer, shift = self.day.carer_by_id[route.carer], self.day.shift_by_carer.get(route.carer)
        parts = [carer.id, spoken(carer.profession, self.language), carer.miniteam or ""]
        return " · ".join(part for part in (*parts, self._hours(shift) if shift else "") if part)

    def _hours(self, shift: Shift) -> str:
        """Write when somebody works, and from and until when where rest lets that be less."""
        first, last = self.day.span(shift)
        rest = {"rest_from": first} if first > shift.start else {}
        rest |= {"rest_until": last} if last < shift.end else {}
        return ", ".join([self.span(shift.start, shift.end),
                          *(self.words[name].format(at=self.clock(at)) for name, at in rest.items())])

    def _footing(self, route: Route, legs: list[Leg]) -> str:
        visits = [stop for stop in route.stops if stop.kind is StopKind.VISIT]
        care = sum(stop.end - stop.start for stop in visits)
        parts = [f"{len(visits)} {self.words['visit' if len(visits) == 1 else 'visits']}",
                 f"{self.length(care)} {self.words['care']}"]
        if legs and self.display != "hidden":
            parts += [f"{self.length(sum(leg.minutes for leg in legs))} {self.words['travel']}",
                      f"{self.words['leaves']} {self.clock(legs[0].depart)}",
                      f"{self.words['back']} {self.clock(legs[-1].arrive)}"]
        return " · ".join(parts) if route.stops else self.words["nothing"]

    def _stops(self, route: Route, legs: list[Leg]) -> Iterator[Line]:
        leaves = {leg.to: leg.depart for leg in legs} if self.display == "hidden" else {}
        before = -HORIZON
        for number, stop in enumerate(route.stops):
            # a break may be taken where the next stop is: the way there lies before it
            bound = next((one for one in route.stops[number:] if one.kind is not StopKind.BREAK), stop)
            begin = max(before, min(stop.start, leaves.get(bound.id, stop.start)))
            where = self.day.place_of(bound.id) if begin < stop.start else ""
            yield Line((stop.start, 1), self.span(begin, stop.end), self._cells(route.carer, stop, where))
            before = stop.end

    def _cells(self, carer: str, stop: Stop, where: str) -> tuple[str, ...]:
        if stop.kind is StopKind.BREAK:
            return (self.words["break"], where, "", "")
        others = [other for other, _ in self.plan.placed[stop.id] if other != carer]
        company = [f"{self.words['with']} {', '.join(others)}"] if others else []
        if stop.kind is StopKind.ACTIVITY:
            activity, who = self.day.activity_by_id[stop.id], self.day.activity_by_id[stop.id].citizens
            taking_part = [f"{len(who)} {self.words['citizens']}: {', '.join(who)}"] if who else []
            return (f"{called(activity, self.language)} {stop.id}", activity.place, self._tasks(activity.needs),
                    "; ".join([*company, *taking_part]))
        visit = self.day.visit_by_id[stop.id]
        remarks = [*self._follow_up(visit), *company, *self._expected(visit, stop.start),
                   *([self.words["time_critical"]] if visit.time_critical else []),
                   *([urgency_label(self.day.urgency(stop.id), self.language)]
                     if stop.id in self.day.pins_by_visit else [])]
        return (visit.citizen, self.day.place_of(stop.id), self._tasks(visit.tasks), "; ".join([visit.id, *remarks]))

    def _tasks(self, tasks: Iterable[Task]) -> str:
        return ", ".join(dict.fromkeys(spoken(task.competence, self.language) for task in tasks))

    def _follow_up(self, visit: Visit) -> Iterator[str]:
        """Say what a visit is for that a triage added: its code is for whoever looks it up."""
        if visit.reason in FOLLOW_UPS:
            yield TriageRule(visit.reason).label(self.language)

    def _expected(self, visit: Visit, start: int) -> Iterator[str]:
        """Say since when somebody who comes later is expected: as told, and as agreed, or aimed at by a triage."""
        aimed = "aimed" if visit.reason in FOLLOW_UPS else "agreed"
        for word, at in (("told", visit.told_at(start)), (aimed, visit.window_at(start).agreed_start)):
            if at is not None and at < start:
                yield f"{self.words[word]} {self.clock(at)}"

    def _travel(self, legs: list[Leg]) -> Iterator[Line]:
        moving = [leg for leg in legs if leg.minutes]
        if self.display == "between":
            for leg in moving:
                target = self.words["home"] if leg.to is None else ""
                yield Line((leg.depart, 2 if leg.to is None else 0), self.span(leg.depart, leg.arrive),
                           (f"{self.words['travel']} {leg.minutes} {self.words['minutes']}", target, "", ""))
        elif self.display == "blocks":
            for block in _blocks(moving):
                total = sum(leg.minutes for leg in block)
                yield Line((block[0].depart, 0), self.span(block[0].depart, block[-1].arrive),
                           (f"{self.words['travel']} {total} {self.words['minutes']}", "", "", ""))

    def _left_out(self, entry: Unplanned) -> tuple[str, ...]:
        visit = self.day.visit_by_id.get(entry.id)
        if visit is None:
            activity = self.day.activity_by_id[entry.id]
            return (called(activity, self.language), f"{activity.minutes} {self.words['minutes']}",
                    self.clock(activity.start), "")
        windows = ", ".join(self.span(window.earliest_start, window.latest_start) for window in visit.windows)
        return (visit.citizen, f"{times(visit.carers_needed, visit.minutes)} {self.words['minutes']}",
                windows, urgency_label(self.day.counted_as(visit.id), self.language))


def _blocks(legs: list[Leg]) -> list[list[Leg]]:
    """Gather journeys by quarter of the time between the first departure and the last."""
    if not legs:
        return []
    first, length = legs[0].depart, legs[-1].depart - legs[0].depart + 1
    blocks: dict[int, list[Leg]] = {}
    for leg in legs:
        blocks.setdefault((leg.depart - first) * BLOCKS // length, []).append(leg)
    return list(blocks.values())
