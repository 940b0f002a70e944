"""A day planned again when it has begun: what is done stays, and of what is not few lists change."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from triagering.errors import InputError, Issue
from triagering.models import Activity, Break, Carer, Day, Pin, Plan, Result, Shift, StopKind, TimeWindow, Visit
from triagering.models.base import mentions_cpr
from triagering.planning import plan_day

Came = tuple[tuple[str, int], ...]
"""Who came, and when they began; in order of start."""


def replan_day(
    day: Day, plan: Plan, minute: int, *, went: Mapping[str, Sequence[tuple[str, int]]] | None = None,
    gone: Collection[str] = (), late: int = 60, **options: Any,
) -> tuple[Day, Result]:
    """Plan the rest of a day: give the day as it stands at a minute, as ``day_at`` says, and its plan.

    ``options`` are those of ``plan_day``, but for ``start``, which is the plan so far.

    Examples
    --------
    >>> from triagering import generate_day, plan_day
    >>> day = generate_day(visits=12, carers=3, seed=1)
    >>> morning = plan_day(day, effort=300, workers=1).plan
    >>> now, again = replan_day(day, morning, 10 * 60, effort=300, workers=1)
    >>> all(morning.placed[pin.visit] == again.plan.placed[pin.visit] for pin in now.pins)
    True
    """
    now = day_at(day, plan, minute, went=went, gone=gone, late=late)
    return now, plan_day(now, start=plan, **options)


def day_at(
    day: Day, plan: Plan, minute: int, *, went: Mapping[str, Sequence[tuple[str, int]]] | None = None,
    gone: Collection[str] = (), late: int = 60,
) -> Day:
    """Give a day as it stands at a minute, its plan having been followed until then.

    What has begun is pinned to who came and when; where they are no more at work, or may not do it, it is done and off
    the day. The rest begins no sooner than now. Whom and when a citizen was told to expect is ``Visit.told`` and the
    agreed start. Breaks that were taken stay where they were.

    Parameters
    ----------
    day
        As it is known now: without what is cancelled, with what is new, and with the shifts of who is at work.
    plan
        What people were told.
    minute
        From when new lists hold: a little later than it is, for they must be told.
    went
        What went otherwise, by visit: who came and when they began, or nobody where it has not begun.
    gone
        Carers who go home as soon as what they have begun is done.
    late
        Minutes from now in which a visit may begin of which all windows have closed.

    Raises
    ------
    InputError
        If ``went`` or ``gone`` names a visit or a carer that the day does not have (E102).
    """
    told = {id_: tuple(sorted(came, key=lambda one: one[1])) for id_, came in (went or {}).items()}
    if issues := [*_unknown("went", "visit", told, day.visit_by_id),
                  *_unknown("went", "carer", {carer for came in told.values() for carer, _ in came}, day.carer_by_id),
                  *_unknown("gone", "carer", gone, day.carer_by_id)]:
        raise InputError(issues)
    return _Moment(day, plan, minute, told, frozenset(gone), late).day_now()


def _unknown(argument: str, what: str, names: Collection[str], known: Collection[str]) -> Iterator[Issue]:
    for name in sorted(set(names) - set(known)):
        shown = "" if mentions_cpr(name) else name[:40]
        yield Issue("E102", argument, shown, what, shown, f"is no {what} of the day", f"name a {what} of the day")


@dataclass(frozen=True)
class _Moment:
    """A day, its plan, and how far it has come."""

    day: Day
    plan: Plan
    minute: int
    went: Mapping[str, Came]
    gone: frozenset[str]
    late: int

    @cached_property
    def begun(self) -> dict[str, Came]:
        """Who came to each visit that has begun."""
        planned = {id_: came for id_, came in self.plan.placed.items() if came[0][1] < self.minute}
        return {id_: came for id_, came in {**planned, **self.went}.items() if came and id_ in self.day.visit_by_id}

    @cached_property
    def off(self) -> set[str]:
        """Visits that are done by somebody whom no plan of the day could send."""
        day = self.day
        return {id_ for id_, came in self.begun.items() for carer, _ in came if carer not in day.shift_by_carer
                or not day.eligible(day.carer_by_id[carer], day.visit_by_id[id_])}

    @cached_property
    def last(self) -> dict[str, tuple[int, str]]:
        """When and where carers who go home are done with what they have begun."""
        done: dict[str, tuple[int, str]] = {}
        for id_, came in self.begun.items():
            for carer, start in came:
                over = start + self.day.visit_by_id[id_].minutes, self.day.place_of(id_)
                done[carer] = max(done.get(carer, over), over)
        for one in self.day.activities:
            if one.start < self.minute:
                for carer in one.carers:
                    done[carer] = max(done.get(carer, (0, "")), (one.start + one.minutes, one.place))
        return {carer: over for carer, over in done.items() if carer in self.gone}

    def day_now(self) -> Day:
        """Give the day as it stands."""
        day, begun, off = self.day, self.begun, self.off
        now: Day = day.replace(
            visits=tuple(self.done(visit) if visit.id in begun else self.to_do(visit)
                         for visit in day.visits if visit.id not in off),
            pins=(*(still for pin in day.pins if pin.visit not in begun for still in self.still(pin)),
                  *(Pin(visit=id_, carer=carer, start=start) for id_ in sorted(begun.keys() - off)
                    for carer, start in begun[id_])),
            links=tuple(link for link in day.links if not {link.first, link.second} <= begun.keys()
                        and off.isdisjoint((link.first, link.second))),
            shifts=tuple(self.shift(shift) for shift in day.shifts
                         if shift.carer not in self.gone or shift.carer in self.last),
            carers=tuple(self.carer(one) for one in day.carers),
            activities=tuple(meeting for one in day.activities for meeting in self.activity(one)),
        )
        return now

    def done(self, visit: Visit) -> Visit:
        """Let what has begun begin when it did, whatever its windows said."""
        start = self.begun[visit.id][0][1]
        window = visit.window_at(start)
        held = TimeWindow(
            earliest_start=min(window.earliest_start, start), agreed_start=min(window.agreed_start, start),
            latest_start=max(window.latest_start, start))
        return cast(Visit, visit.replace(windows=(held,)))

    def to_do(self, visit: Visit) -> Visit:
        """Let what has not begun begin from now on, if it can be when and by whom the citizen was told."""
        came = self.plan.placed.get(visit.id, ())
        windows = []
        for window in visit.windows:
            if window.latest_start >= self.minute:
                agreed = came[0][1] if came and window.holds(came[0][1]) else window.agreed_start
                windows.append(TimeWindow(
                    earliest_start=max(window.earliest_start, self.minute), agreed_start=max(agreed, self.minute),
                    latest_start=window.latest_start))
        ever = TimeWindow(earliest_start=self.minute, agreed_start=self.minute, latest_start=self.minute + self.late)
        told = frozenset(carer for carer, _ in came if carer in self.day.carer_by_id)
        return cast(Visit, visit.replace(windows=tuple(windows) or (ever,), told=told or visit.told))

    def still(self, pin: Pin) -> Iterator[Pin]:
        """Give what a pin of a visit that has not begun still says."""
        carer = None if pin.carer in self.gone else pin.carer
        start = pin.start if pin.start is not None and pin.start >= self.minute else None
        if carer is not None or start is not None:
            yield Pin(visit=pin.visit, carer=carer, start=start)

    def shift(self, shift: Shift) -> Shift:
        """End the shift of who goes home, and leave a break that was taken where it was."""
        if shift.carer in self.gone:
            return cast(Shift, shift.replace(end=self.last[shift.carer][0], overtime=0, break_=None, reserve=0))
        return cast(Shift, shift.replace(break_=self.rest(shift.break_, shift))) if shift.break_ is not None else shift

    def rest(self, rest: Break, shift: Shift) -> Break | None:
        """Give the break as it was taken, or from now on; None if the shift is nearly over."""
        taken = [stop.start for route in self.plan.routes if route.carer == shift.carer for stop in route.stops
                 if stop.kind is StopKind.BREAK and stop.start < self.minute]
        if taken:
            return cast(Break, rest.replace(earliest_start=taken[0], latest_start=taken[0]))
        first = max(rest.earliest_start, self.minute)
        if first + rest.minutes > shift.end + shift.overtime:
            return None
        return cast(Break, rest.replace(
            earliest_start=first, latest_start=max(rest.latest_start, first),
            latest_end=None if rest.latest_end is None else max(rest.latest_end, first + rest.minutes)))

    def carer(self, carer: Carer) -> Carer:
        """Let the way of who goes home end where their last stop is: the plan does not ask when they are home."""
        last = self.last.get(carer.id)
        return carer if last is None else cast(Carer, carer.replace(end_place=last[1]))

    def activity(self, one: Activity) -> Iterator[Activity]:
        """Give an activity without those who go home before it."""
        left = tuple(carer for carer in one.carers if carer not in self.gone or one.start < self.minute)
        if left:
            yield one.replace(carers=left)
