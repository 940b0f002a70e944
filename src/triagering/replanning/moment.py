"""How far a day has come at a minute, its plan having been followed until then, and the day as it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from triagering.errors import InputError, Issue
from triagering.models import (
    Activity,
    Break,
    Carer,
    CarerRelation,
    Day,
    Link,
    Pin,
    Plan,
    Shift,
    StopKind,
    TimeWindow,
    Visit,
)
from triagering.models.base import HORIZON
from triagering.models.memory import expected
from triagering.replanning.given import Came


@dataclass(frozen=True)
class Moment:
    """A day, its plan, and how far it has come."""

    day: Day
    plan: Plan
    minute: int
    went: Mapping[str, Came]
    gone: frozenset[str]
    late: int
    early: int | None

    @cached_property
    def begun(self) -> dict[str, Came]:
        """Who came to each visit that has begun: as told, else as planned, else as pinned the last time.

        A visit that a planner pinned, and the plan leaves out, has not begun.
        """
        pinned: dict[str, Came] = {}
        left_out = {out.id for out in self.plan.unplanned}
        for pin in self.day.pins:
            if pin.carer is not None and pin.start is not None and not (
                    pin.visit in left_out and not _held(self.day.visit_by_id[pin.visit], pin.start)):
                pinned[pin.visit] = (*pinned.get(pin.visit, ()), (pin.carer, pin.start))
        came = {id_: stops for id_, stops in {**pinned, **self.plan.placed}.items() if stops[0][1] < self.minute}
        return {id_: stops for id_, stops in {**came, **self.went}.items() if stops and id_ in self.day.visit_by_id}

    @cached_property
    def otherwise(self) -> set[str]:
        """Carers who were somewhere else than planned, or at another time: their breaks may not have been taken."""
        return {carer for id_, came in self.went.items() for carer, _ in {*came, *self.plan.placed.get(id_, ())}}

    @cached_property
    def off(self) -> set[str]:
        """Visits that are done by somebody whom no plan of the day could send."""
        day = self.day
        return {id_ for id_, came in self.begun.items() for carer, _ in came if carer not in day.shift_by_carer
                or not day.eligible(day.carer_by_id[carer], day.visit_by_id[id_])}

    @cached_property
    def spans(self) -> dict[str, list[tuple[int, int, str]]]:
        """From when until when, and where, each carer was at what has begun."""
        spans: dict[str, list[tuple[int, int, str]]] = {}
        for id_, came in self.begun.items():
            for carer, _ in came:
                spans.setdefault(carer, []).append(self._span(id_, came[0][1], self.day.visit_by_id[id_].minutes))
        for one in self.day.activities:
            for carer, start in self.plan.placed.get(one.id, ()):
                span = self._span(one.id, start, one.minutes)
                if start < self.minute and not _meets(*span[:2], spans.get(carer, ())):
                    spans.setdefault(carer, []).append(span)
        return {carer: sorted(them) for carer, them in spans.items()}

    def _span(self, id_: str, start: int, minutes: int) -> tuple[int, int, str]:
        return start, start + minutes, self.day.place_of(id_)

    @cached_property
    def last(self) -> dict[str, tuple[int, str]]:
        """When and where carers who go home are done with what they have begun."""
        return {carer: max((end, place) for _, end, place in spans)
                for carer, spans in self.spans.items() if carer in self.gone}

    def day_now(self) -> Day:
        """Give the day as it stands."""
        day, begun, off = self.day, self.begun, self.off
        if not day.visit_by_id.keys() - off:
            raise InputError([_all_done(len(off))])
        return day.replace(
            now=self.minute, visits=tuple(self.done(visit) if visit.id in begun else self.to_do(visit)
                         for visit in day.visits if visit.id not in off),
            pins=(*(still for pin in day.pins if pin.visit not in begun for still in self.pin_now(pin)),
                  *(Pin(visit=id_, carer=carer, start=begun[id_][0][1]) for id_ in sorted(begun.keys() - off)
                    for carer, _ in begun[id_])),
            links=tuple(still for link in day.links for still in self.link_now(link)),
            shifts=tuple(self.shift_now(shift) for shift in day.shifts
                         if shift.carer not in self.gone or shift.carer in self.last),
            carers=tuple(self.carer_now(one) for one in day.carers),
            activities=(*(meeting for one in day.activities for meeting in self.activity_now(one)), *self.elsewhere()),
        )

    def done(self, visit: Visit) -> Visit:
        """Let what has begun begin when it did, with who came, and be late no more."""
        came = self.begun[visit.id]
        held = TimeWindow(earliest_start=came[0][1], agreed_start=came[0][1], latest_start=came[0][1])  # see _held
        return visit.replace(windows=(held,), agreed=visit.agreed or visit.windows, carers_needed=len(came))

    def elsewhere(self) -> Iterator[Activity]:
        """Give what is off the day as activities of those who are at work."""
        for id_ in sorted(self.off):
            visit, came = self.day.visit_by_id[id_], self.begun[id_]
            if carers := tuple(carer for carer, _ in came if carer in self.day.shift_by_carer):
                yield Activity(id=id_, carers=carers, place=self.day.place_of(id_), start=came[0][1],
                               minutes=visit.minutes)

    def to_do(self, visit: Visit) -> Visit:
        """Let what has not begun begin from now on, if it can be when and by whom the citizen was told."""
        came, opens, closes = self.plan.placed.get(visit.id, ()), *self.gaps(visit.id)
        soonest = max(opens, came[0][1] - self.early) if came and self.early is not None else opens
        pinned = [pin.start for pin in self.day.pins_by_visit.get(visit.id, ())
                  if pin.start is not None and pin.start >= self.minute]
        if not all(soonest <= start <= closes for start in pinned):  # a planner's pin wins
            soonest, opens, closes = self.minute, self.minute, HORIZON
        told, at = expected(self.day, self.plan, visit.id), came[0][1] if came else None
        ever = TimeWindow(earliest_start=opens, agreed_start=opens, latest_start=max(opens, self.minute + self.late))
        windows = _between(visit, soonest, closes, at) or _between(visit, opens, closes, at) or (ever,)
        return visit.replace(windows=windows, agreed=visit.agreed or visit.windows, told=told or visit.told)

    def gaps(self, id_: str) -> tuple[int, int]:
        """Give from when until when links to what is off the day let a visit begin."""
        opens, closes = self.minute, HORIZON
        for link in self.day.links:
            other = link.first if link.second == id_ else link.second
            if id_ in (link.first, link.second) and other in self.off:
                since, until = link.span_of(id_, self.begun[other][0][1])
                opens, closes = max(opens, since), min(closes, until)
        return opens, closes

    def link_now(self, link: Link) -> Iterator[Link]:
        """Give what a link still asks of what has not begun; nothing of what is off the day, see ``gaps``."""
        first, second = self.begun.get(link.first), self.begun.get(link.second)
        if first is None and second is None:
            yield link
        elif (first is None or second is None) and self.off.isdisjoint((link.first, link.second)):
            came = dict(first or second or ())
            least, most = link.min_gap, link.max_gap
            if second is not None and least is not None and second[0][1] - self.minute < least:
                least = None
            if first is not None and most is not None and first[0][1] + most < self.minute:
                most = None
            lost = link.carers is CarerRelation.SAME and self.gone.issuperset(came)
            carers = CarerRelation.ANY if lost else link.carers
            if (least, most, carers) != (None, None, CarerRelation.ANY):
                yield link.replace(min_gap=least, max_gap=most, carers=carers, all_or_none=False)

    def pin_now(self, pin: Pin) -> Iterator[Pin]:
        """Give what a pin of a visit that has not begun still says."""
        passed = pin.start is not None and pin.start < self.minute
        yield from pin.without(carer=pin.carer in self.gone, start=passed)

    def shift_now(self, shift: Shift) -> Shift:
        """End the shift of who goes home; hold what was done before or after a shift, and a break that was taken."""
        day, spans, carer = self.day, self.spans.get(shift.carer, []), self.day.carer_by_id[shift.carer]
        gone = carer.id in self.gone
        left = [since - day.travel_minutes(carer, carer.start_place, place) for since, _, place in spans[:1]]
        back = [until + (0 if gone else day.travel_minutes(carer, place, carer.home)) for _, until, place in spans]
        start, rested = min([shift.start, *left]), self.rested(shift, left, back)
        if gone:
            return rested.replace(start=start, end=max(*back, start + 1), overtime=0, break_=None, reserve=0)
        return rested.replace(start=start, overtime=max([shift.overtime, *(end - shift.end for end in back)]),
                              break_=None if shift.break_ is None else self.break_now(shift.break_, shift))

    def rested(self, shift: Shift, left: Sequence[int], back: Sequence[int]) -> Shift:
        """Let the daily rest leave room for what has begun, which began and ended with these ways."""
        rests, before, after = self.day.rests(shift), shift.previous_end, shift.next_start
        return shift.replace(previous_end=None if before is None else min([before, *(at - rests[0] for at in left)]),
                             next_start=None if after is None else max([after, *(at + rests[1] for at in back)]))

    def break_now(self, rest: Break, shift: Shift) -> Break | None:
        """Give the break as it was taken, whatever comes now, or from now on; None if the shift is nearly over.

        It may lie at an end where what was to lie behind it may be gone.
        """
        spans = self.spans.get(shift.carer, [])
        for route in self.plan.routes:
            for stop in route.stops if route.carer == shift.carer else ():
                if stop.kind is StopKind.BREAK and rest.earliest_start <= stop.start <= rest.latest_start and (
                        stop.start < self.minute and not _meets(stop.start, stop.start + rest.minutes, spans)):
                    return rest.replace(earliest_start=stop.start, latest_start=stop.start, at_ends=True,
                                        mandatory=rest.mandatory or shift.carer not in self.otherwise)
        certain = len(spans) + sum(
            shift.carer in self.day.attending[one.id] and one.start >= self.minute for one in self.day.activities)
        first = max([rest.earliest_start, self.minute, *(end for _, end, _ in spans)])
        if first + rest.minutes > shift.end + shift.overtime:
            return None
        return rest.replace(
            earliest_start=first, latest_start=max(rest.latest_start, first), at_ends=rest.at_ends or certain > 1,
            latest_end=None if rest.latest_end is None else max(rest.latest_end, first + rest.minutes))

    def carer_now(self, carer: Carer) -> Carer:
        """Let the way of who goes home end where their last stop is: the plan does not ask when they are home."""
        last = self.last.get(carer.id)
        return carer if last is None else carer.replace(end_place=last[1])

    def activity_now(self, one: Activity) -> Iterator[Activity]:
        """Give an activity with those who were there, or who are there when it begins.

        Citizens to whom somebody came meanwhile did not take part.
        """
        if one.start < self.minute:
            span = self._span(one.id, one.start, one.minutes)
            left = tuple(carer for carer in one.carers if span in self.spans.get(carer, ()))
        else:
            left = tuple(carer for carer in one.carers if carer not in self.gone)
        met = {visit.citizen for visit in map(self.day.visit_by_id.__getitem__, self.begun)
               if _meets(one.start, one.end, [self._span(visit.id, self.begun[visit.id][0][1], visit.minutes)])}
        citizens = tuple(citizen for citizen in one.citizens if citizen not in met)
        if left or (citizens and not one.carers):
            yield one.replace(carers=left, citizens=citizens)


def _between(visit: Visit, opens: int, closes: int, told: int | None) -> tuple[TimeWindow, ...]:
    """Give what is left of a visit's windows; what the citizen was told counts as agreed, where a window holds that."""
    windows = []
    for window in visit.windows:
        first, latest = max(window.earliest_start, opens), min(window.latest_start, closes)
        if latest >= first:
            agreed = told if told is not None and window.holds(told) else window.agreed_start
            windows.append(TimeWindow(
                earliest_start=first, agreed_start=min(max(agreed, first), latest), latest_start=latest))
    return tuple(windows)


def _all_done(count: int) -> Issue:
    return Issue("E110", "visits", "", "", str(count), "are all that the day has, done by carers who may not do them, "
                 "or are not at work any more", "nothing is left to plan")


def _held(visit: Visit, start: int) -> bool:
    """Say whether a visit can begin at a minute only, as what has begun does."""
    return [(window.earliest_start, window.latest_start) for window in visit.windows] == [(start, start)]


def _meets(start: int, end: int, spans: Iterable[tuple[int, int, str]]) -> bool:
    return any(start < until and since < end for since, until, _ in spans)
