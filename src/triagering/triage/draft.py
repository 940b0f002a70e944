"""A day while it is being triaged: every change goes through here, and none goes unrecorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from triagering.models.day import Day
from triagering.models.observations import StayKind
from triagering.models.triage_result import Alert, Cancelled, Effect, EffectKind
from triagering.models.triage_rules import TriageRule
from triagering.models.work import Activity, Pin, TimeWindow, Visit
from triagering.triage.clock import span_of, spans_of


class Draft:
    """The visits, links, pins and participants of a day, and the record of what was changed."""

    def __init__(self, day: Day, now: int, places: Mapping[str, StayKind]) -> None:
        """``now`` is when the day stands; ``places`` where citizens are while a stay, by its id, has them away."""
        self.day, self.now, self.places = day, now, places
        self.visits = dict(day.visit_by_id)
        self.pins = list(day.pins)
        self.links = list(day.links)
        self.effects: list[Effect] = []
        self.alerts: list[Alert] = []
        self.occupied: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {}  # citizen, activity: visits, because
        self.cancelled: list[Cancelled] = []
        self.of_citizen: dict[str, list[str]] = {}
        for visit in day.visits:
            self.of_citizen.setdefault(visit.citizen, []).append(visit.id)

    def visits_of(self, citizen: str) -> list[Visit]:
        """Give a citizen's visits that are still on the day, in order of time."""
        found = [self.visits[id_] for id_ in self.of_citizen.get(citizen, ()) if id_ in self.visits]
        return sorted(found, key=lambda visit: (visit.windows[0].earliest_start, visit.id))

    def ahead_of(self, citizen: str) -> list[Visit]:
        """Give those of them that have not begun."""
        return [visit for visit in self.visits_of(citizen) if self.begun(visit) is None]

    def begun(self, visit: Visit) -> int | None:
        """Give when a visit began: at a pinned start before now. What is not pinned may still have to be done."""
        return next((pin.start for pin in self.pins_of(visit) if pin.start is not None and pin.start < self.now), None)

    def note(self, kind: EffectKind, rule: TriageRule, visit: Visit, because: tuple[str, ...], *,
             before: str = "", after: str = "") -> None:
        """Record a change."""
        self.effects.append(Effect(kind=kind, rule=rule, citizen=visit.citizen, visit=visit.id, before=before,
                                   after=after, because=because, values=self._values(rule, because)))

    def take_off(self, activity: Activity, citizen: str, because: tuple[str, ...]) -> None:
        """Take a citizen off an activity, because of T34; one that is left to nobody, carers neither, is off the day.

        ``day`` changes at once: who could come to the citizen, and when, is asked of it.
        """
        rule, before = TriageRule.ADMITTED, len(activity.citizens)
        left = activity.replace(citizens=tuple(one for one in activity.citizens if one != citizen))
        kept = bool(left.citizens or left.carers)
        self.day = self.day.replace(activities=tuple(
            left if one.id == left.id else one for one in self.day.activities if kept or one.id != left.id))
        told = [(EffectKind.TAKEN_OFF_ACTIVITY, f"participants {before}", str(before - 1))]
        told += [] if kept else [(EffectKind.ACTIVITY_CANCELLED, "", "nobody takes part")]
        self.effects += [Effect(kind=kind, rule=rule, citizen=citizen, visit=activity.id, before=was, after=now,
                                because=because, values=self._values(rule, because) | {"activity": activity.id})
                         for kind, was, now in told]

    def _values(self, rule: TriageRule, because: tuple[str, ...]) -> dict[str, str]:
        """Give what the words of T34 need: where the citizen is, in hospital if there too."""
        if rule is not TriageRule.ADMITTED:
            return {}
        return {"place": min((self.places[id_] for id_ in because), key=list(StayKind).index).value}

    def change(self, visit: Visit, kind: EffectKind, rule: TriageRule, because: tuple[str, ...], *,
               before: str, after: str, **changes: object) -> Visit:
        """Change a visit and record it."""
        changed = visit.replace(**changes)
        self.visits[visit.id] = changed
        self.note(kind, rule, visit, because, before=before, after=after)
        return changed

    def retime(
        self, visit: Visit, kind: EffectKind, rule: TriageRule, because: tuple[str, ...],
        windows: tuple[TimeWindow, ...], agreed: tuple[TimeWindow, ...] = (),
    ) -> Visit:
        """Give a visit other windows, and what is left of those agreed before it was planned again; record it.

        Without ``agreed`` the windows are what is agreed, or aimed at, now.
        """
        before, after = visit.windows, windows
        if before == after:  # only what was agreed is other than it was
            before, after = visit.agreed, agreed or windows
        return self.change(visit, kind, rule, because, before=spans_of(self.day, before),
                           after=spans_of(self.day, after), windows=windows, agreed=agreed)

    def add(self, visit: Visit, rule: TriageRule, because: tuple[str, ...]) -> None:
        """Add a visit."""
        self.visits[visit.id] = visit
        self.of_citizen.setdefault(visit.citizen, []).append(visit.id)
        span = span_of(self.day, visit.windows[0].earliest_start, visit.windows[-1].latest_start)
        self.note(EffectKind.VISIT_ADDED, rule, visit, because, after=f"{visit.minutes} min, start {span}")

    def cancel(self, visit: Visit, rule: TriageRule, because: tuple[str, ...]) -> None:
        """Take a visit off the day, with its links and pins."""
        del self.visits[visit.id]
        self.cancelled.append(Cancelled(visit=visit, rule=rule, because=because,
                                        values=self._values(rule, because)))
        self.note(EffectKind.VISIT_CANCELLED, rule, visit, because)
        for link in [link for link in self.links if visit.id in (link.first, link.second)]:
            self.links.remove(link)
            self.note(EffectKind.LINK_DROPPED, rule, visit, because, before=link.id)
        for pin in self.pins_of(visit):
            self.drop_pin(pin, visit, rule, because, carer=True, start=True)

    def pins_of(self, visit: Visit) -> list[Pin]:
        """Give the pins of a visit."""
        return [pin for pin in self.pins if pin.visit == visit.id]

    def starts_of(self, visit: Visit) -> list[int]:
        """Give the starts that a visit is pinned to."""
        return [pin.start for pin in self.pins_of(visit) if pin.start is not None]

    def drop_pin(self, pin: Pin, visit: Visit, rule: TriageRule, because: tuple[str, ...], *, carer: bool = False,
                 start: bool = False) -> None:
        """Free a pin's carer, its start, or both, because it can no longer be kept; the planner decides anew."""
        at = self.pins.index(pin)
        self.pins[at:at + 1] = pin.without(carer=carer, start=start)
        at_start = None if pin.start is None else self.day.clock(pin.start)
        before = ", ".join(part for part in (pin.carer if carer else None, at_start if start else None) if part)
        self.note(EffectKind.PIN_DROPPED, rule, visit, because, before=before)

    def result(self) -> Day:
        """Give the day as changed; if it has begun, what was left alone as begun has begun for whoever plans it too."""
        return self.day.replace(visits=tuple(self.visits.values()), pins=tuple(self.pins), links=tuple(self.links),
                                now=None if self.day.now is None else self.now)


def held(day: Day) -> set[str]:
    """Give the competences that carers of the day hold, at work or not."""
    return {one.area for carer in day.carers for one in carer.competences}


def somebody_could_come(
    day: Day, visit: Visit, pinned: Sequence[int] = (), too: Sequence[Visit] = (), *,
    windows: Sequence[TimeWindow] | None = None,
) -> bool:
    """Say whether anybody at work in the visit's time, ways there and home included, may do it and is accepted.

    Its time is what its citizen's activities leave of its windows, or ``windows``; a ``pinned`` start, whatever these.
    Whoever comes must be right for the others ``too``.
    """
    citizen = day.citizen_by_id[visit.citizen]
    windows = day.windows_of(visit) if windows is None else windows
    times = [(start, start) for start in pinned] or [
        (window.earliest_start, window.latest_start) for window in windows]
    for shift in day.shifts:
        carer = day.carer_by_id[shift.carer]
        start, end = day.span(shift)
        there = start + day.travel_minutes(carer, carer.start_place, citizen.place)
        back = end - day.travel_minutes(carer, citizen.place, carer.home)
        in_time = any(there <= last and max(there, first) + visit.minutes <= back for first, last in times)
        if in_time and all(day.eligible(carer, one) for one in (visit, *too)):
            return True
    return False
