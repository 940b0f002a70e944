"""Where each citizen stands at the triage: colour, floor, reasons, markers, stays, delegation gate."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import groupby, takewhile
from typing import TypeVar

from triagering.models.day import Day
from triagering.models.observations import Done, Marking, Observation, Stay, StayKind, Vitals
from triagering.models.people import Citizen
from triagering.models.scores import Score
from triagering.models.triage import ColourDecision, Marker, TriageColour
from triagering.models.triage_result import Alert, Cause
from triagering.models.triage_rules import TriageRule
from triagering.models.triage_settings import TriageSettings
from triagering.triage.causes import find_causes, tables
from triagering.triage.clock import last_return, midnight
from triagering.triage.scores import score

_Entry = TypeVar("_Entry", Observation, ColourDecision)


@dataclass(frozen=True)
class State:
    """One citizen at the moment of the triage."""

    citizen: Citizen
    seen: tuple[Observation, ...]
    """Observations in order of time."""
    decisions: tuple[ColourDecision, ...]
    """Decisions in order of time."""
    causes: tuple[Cause, ...]
    """All reasons in order of time."""
    stays: tuple[Stay, ...]
    """Admissions and discharges that hold (``_holding``), in order of their effect."""
    hospital: tuple[Stay, ...]
    """Of these, into hospital and out of it (``_of_hospital``)."""
    markers: tuple[Marker, ...]
    """Beside the colour."""
    discharge: Stay | None
    """The latest discharge from hospital, if no authorised person has visited since."""
    coming: Stay | None
    """A discharge from hospital that ends a stay which is still ahead; both on the planned day."""
    score: Score | None
    """The latest score of the first scoring set; None for terminal citizens, who are not scored."""

    @property
    def decision(self) -> ColourDecision | None:
        """The latest decision."""
        return self.decisions[-1] if self.decisions else None

    @cached_property
    def fresh(self) -> tuple[Cause, ...]:
        """Reasons that came up after the latest decision: no person has judged them yet."""
        return tuple(cause for cause in self.causes if not self.judged(cause))

    def judged(self, cause: Cause) -> bool:
        """Say whether a reason was known when the latest decision was made."""
        return self.decision is not None and cause.at <= self.decision.set_at

    @cached_property
    def floor(self) -> TriageColour:
        """The lowest colour that the fresh reasons suggest."""
        return max((c.floor for c in self.fresh), key=lambda colour: colour.rank, default=TriageColour.GREEN)

    @cached_property
    def colour(self) -> TriageColour:
        """What the day is planned by: the decided colour, never less, or the floor if that is more."""
        decided = self.decision.colour if self.decision else TriageColour.GREEN
        return max(decided, self.floor, key=lambda colour: colour.rank)

    @cached_property
    def because(self) -> tuple[str, ...]:
        """Ids behind the colour."""
        ids = [id_ for cause in self.fresh if cause.floor is self.colour for id_ in cause.because]
        if self.decision and self.decision.colour is self.colour:
            ids.insert(0, self.decision.id)
        return tuple(dict.fromkeys(ids))

    def since(self, holds: Callable[[ColourDecision], bool]) -> datetime | None:
        """Give when the first of the latest decisions in a row that ``holds`` was made; None if the latest is none."""
        return min((one.set_at for one in takewhile(holds, reversed(self.decisions))), default=None)

    def gate(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Say why delegated nursing tasks are blocked, and the ids behind it; both empty when they are not."""
        why: list[str] = []
        because: list[str] = []
        if self.colour is not TriageColour.GREEN:
            why.append(self.colour.value)
            because += self.because
        if Marker.UNSTABLE in self.markers:
            why.append(Marker.UNSTABLE.value)
            because += [one.id for one in self.seen if isinstance(one, Marking) and one.marker == "unstable"][-1:]
        if self.discharge is not None:
            why.append(Marker.NEWLY_DISCHARGED.value)
            because.append(self.discharge.id)
        return tuple(why), tuple(dict.fromkeys(because))

    def away(self) -> list[tuple[datetime | None, datetime | None, StayKind, str]]:
        """Give when the citizen is away, where, and the stay that says so; None: ever before, or ever after.

        Before a discharge without an admission that is all the time, back to the discharge from another place.
        """
        found: list[tuple[datetime | None, datetime | None, StayKind, str]] = []
        since = last = None
        for stay in self.stays:
            if since is not None:
                says = since if stay.move == "admission" else stay
                found.append((effective(since), effective(stay), since.place, says.id))
            elif stay.move == "discharge" and (last is None or last.place is not stay.place):
                found.append((effective(last) if last else None, effective(stay), stay.place, stay.id))
            since, last = stay if stay.move == "admission" else None, stay
        if since is not None:
            found.append((effective(since), None, since.place, since.id))
        return found

    def home_from(self, moment: datetime) -> datetime | None:
        """Give the first moment, this one or later, at which the citizen is at home; None: no return is known."""
        for since, to, *_ in self.away():
            if (since is None or since <= moment) and (to is None or moment < to):
                if to is None:
                    return None
                moment = to
        return moment

    def answered(self, moment: datetime, at: datetime) -> bool:
        """Say whether the citizen is in hospital at ``at`` and went there at ``moment`` or later."""
        return any(place is StayKind.HOSPITAL and since is not None and moment <= since <= at
                   and (to is None or at < to) for since, to, place, _ in self.away())

    def done(self, rule: TriageRule, settings: TriageSettings) -> datetime | None:
        """Give when a follow-up was last carried out, itself or in one that covers it."""
        doing = {rule, *(other for other, how in settings.follow_ups.items()
                         if rule in settings.covered(how))}
        return max((one.at for one in self.seen if isinstance(one, Done) and one.rule in doing
                    and not self._in_vain(one)), default=None)

    def _in_vain(self, one: Done) -> bool:
        """Say whether this is a visit after the latest discharge that does not count (T51)."""
        return (self.discharge is not None and one.rule is TriageRule.DISCHARGE_VISIT
                and one.at >= effective(self.discharge))


def states(
    day: Day, observations: Sequence[Observation], decisions: Sequence[ColourDecision], at: datetime,
    settings: TriageSettings,
) -> tuple[list[State], list[Alert]]:
    """Give the state of every citizen of the day, and alerts about visits after discharge that do not count."""
    seen_by = _sorted(observations, lambda one: one.at)
    decided = _sorted(decisions, lambda one: one.set_at)
    last = last_return(day)
    alerts: list[Alert] = []
    found = []
    for citizen in day.citizens:
        seen = seen_by.get(citizen.id, ())
        stays = _holding([one for one in seen if isinstance(one, Stay)])
        begun = list(takewhile(lambda stay: stay.move == "discharge" or effective(stay) <= at, stays))
        hospital = _of_hospital(stays)
        left = hospital[:len(_of_hospital(begun))]
        discharge, ignored = _unseen_discharge(day, left, seen, settings)
        ahead = (stay for stay in hospital[len(left):] if stay.move == "discharge" and effective(stay) <= last)
        alerts += ignored
        marks: dict[str, bool] = {one.marker: one.on for one in seen if isinstance(one, Marking)}
        scored = not marks.get("terminal")
        causes = find_causes(seen, at, settings, scored=scored)
        if discharge is not None:
            causes.append(_discharged(day, discharge, at))
        found.append(State(
            citizen=citizen, seen=seen, decisions=decided.get(citizen.id, ()),
            causes=tuple(sorted(causes, key=lambda cause: cause.at)), stays=stays, hospital=hospital,
            discharge=discharge, coming=next(ahead, None), markers=_markers(stays, hospital, marks, at, settings),
            score=_latest_score(seen, settings) if scored else None))
    return found, alerts


def effective(stay: Stay) -> datetime:
    """Give when a stay's move takes effect."""
    return stay.effective or stay.at


def _holding(told: Sequence[Stay]) -> tuple[Stay, ...]:
    """Give the stays that hold, in order of their effect; of several of one kind in a row not all do.

    What had not taken effect when the move was told anew is replaced (a discharge is postponed). So is a discharge that
    had, when the next one was ahead: whoever is to be discharged is in hospital. Of admissions that are left the first
    counts (the others are transfers). All of this per place: a stay elsewhere is another stay.
    """
    def replaced(one: Stay, later: Stay) -> bool:
        ahead = one.move == "discharge" and later.at < effective(later)
        return one.place is later.place and one.at < later.at and (later.at < effective(one) or ahead)

    found: list[Stay] = []
    for move, group in groupby(sorted(told, key=effective), key=lambda stay: stay.move):
        row = list(group)
        left = [one for one in row if not any(replaced(one, later) for later in row)]
        found += left if move == "discharge" else [next(same) for _, same in groupby(left, lambda stay: stay.place)]
    return tuple(found)


def _of_hospital(stays: Sequence[Stay]) -> tuple[Stay, ...]:
    """Give the moves into hospital and out of it, also on to another place: there that admission is the discharge.

    A discharge that says hospital is one, wherever the stay began: what came between may not have been told.
    """
    found: list[Stay] = []
    inside = False
    for stay in stays:
        if stay.move == "admission" and stay.place is StayKind.HOSPITAL:
            found.append(stay)
            inside = True
        elif inside or (stay.move == "discharge" and stay.place is StayKind.HOSPITAL):
            found.append(stay.replace(move="discharge"))
            inside = False
    return tuple(found)


def _sorted(entries: Iterable[_Entry], moment: Callable[[_Entry], datetime]) -> dict[str, tuple[_Entry, ...]]:
    """Group by citizen, in order of time; of entries with the same id one stays."""
    ordered = sorted({one.id: one for one in entries}.values(), key=lambda one: (one.citizen, moment(one), one.id))
    return {citizen: tuple(group) for citizen, group in groupby(ordered, key=lambda one: one.citizen)}


def _unseen_discharge(
    day: Day, stays: Sequence[Stay], seen: Sequence[Observation], settings: TriageSettings,
) -> tuple[Stay | None, list[Alert]]:
    """Give the latest discharge of hospital stays that have begun, unless an authorised person has visited since.

    People who are not on the day are believed.
    """
    if not stays or stays[-1].move == "admission":
        return None, []
    alerts = []
    for one in seen:
        if isinstance(one, Done) and one.rule is TriageRule.DISCHARGE_VISIT and one.at >= effective(stays[-1]):
            carer = day.carer_by_id.get(one.by)
            if carer is None or carer.profession in settings.authorised:
                return None, []
            alerts.append(Alert(rule=TriageRule.NOT_AUTHORISED, citizen=one.citizen, because=(one.id,),
                                values={"by": one.by}))
    return stays[-1], alerts


def _discharged(day: Day, discharge: Stay, at: datetime) -> Cause:
    """Give the reason that is a discharge: news when it is told, and again when the citizen comes home."""
    home = effective(discharge)
    values = {} if home <= at else {"home": f"{home.astimezone(midnight(day).tzinfo):%d-%m %H:%M}"}
    return Cause(rule=TriageRule.DISCHARGED, citizen=discharge.citizen, floor=TriageColour.YELLOW,
                 at=discharge.at if values else max(home, discharge.at), because=(discharge.id,), values=values)


_AWAY = {StayKind.HOSPITAL: Marker.ADMITTED, StayKind.RESPITE: Marker.RESPITE, StayKind.HOLIDAY: Marker.HOLIDAY}


def _markers(
    stays: Sequence[Stay], hospital: Sequence[Stay], marks: Mapping[str, bool], at: datetime, settings: TriageSettings,
) -> tuple[Marker, ...]:
    found = {Marker(name) for name, on in marks.items() if on}
    past = [stay for stay in stays if effective(stay) <= at]
    if past and past[-1].move == "admission":
        found.add(_AWAY[past[-1].place])
    past = [stay for stay in hospital if effective(stay) <= at]
    if past and past[-1].move == "discharge":
        since = at - effective(past[-1])
        hours = past[-1].admitted_hours
        if hours is None and len(past) > 1 and past[-2].move == "admission":
            hours = (effective(past[-1]) - effective(past[-2])).total_seconds() / 3600
        if since <= timedelta(days=settings.newly_discharged_days):
            found.add(Marker.NEWLY_DISCHARGED)
        long = hours is None or hours > settings.hospital_after_hours
        if long and since <= timedelta(hours=settings.hospital_hours):
            found.add(Marker.HOSPITAL_RESPONSIBLE)
    return tuple(marker for marker in Marker if marker in found)


def _latest_score(seen: Sequence[Observation], settings: TriageSettings) -> Score | None:
    """Score the latest vital signs that hold anything of the first scoring set."""
    used = tables(settings)[:1]
    scores = (score(one, table) for one in reversed(seen) if isinstance(one, Vitals) for table in used)
    return next((found for found in scores if found.points), None)
