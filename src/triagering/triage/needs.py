"""What follow-ups a citizen needs, and by when (T20 to T25)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import pairwise

from triagering.models.base import HORIZON, ID_LENGTH
from triagering.models.observations import Done, Vitals
from triagering.models.triage import AgreedTask, ColourDecision, Governance, TriageColour
from triagering.models.triage_result import Cause
from triagering.models.triage_rules import TriageRule
from triagering.models.triage_settings import FollowUpRule, TriageSettings
from triagering.triage.causes import action_for, tables
from triagering.triage.scores import score
from triagering.triage.state import State, effective

ASKED_HOURS = 24
"""Follow-ups of a reason that a decision has overtaken stay for a day: a decision is not a nurse's contact."""


@dataclass(frozen=True)
class Times:
    """The moments that the follow-ups of a triage count from, in UTC: hours added to them are hours that pass."""

    now: datetime
    """The triage."""
    stands: datetime
    """When the day stands: at the triage, or later if the day says so."""
    first: datetime
    """The first shift."""
    midnight: datetime
    """Local midnight with which the day begins, in the day's zone."""

    @property
    def start(self) -> datetime:
        """When the day can first be used: from when it stands or its first shift, the later one."""
        return max(self.stands, self.first)

    @property
    def begins(self) -> datetime:
        """When the planned day begins: with its midnight, or the evening before with its first shift."""
        return min(self.clock(0), self.first)

    def clock(self, days: int, minutes: int = 0) -> datetime:
        """Give when the clock shows so many minutes after midnight, so many days from the planned one."""
        return (self.midnight + timedelta(days=days, minutes=minutes)).astimezone(UTC)


@dataclass(frozen=True)
class Need:
    """A follow-up that is due."""

    rule: TriageRule
    citizen: str
    name: str
    """Id of the visit that would do it."""
    known: datetime
    """Since when: nothing starts before."""
    due: datetime
    """By when."""
    overdue_since: datetime | None
    """When it should have been done, if that is past."""
    how: FollowUpRule
    """What it takes."""
    because: tuple[str, ...]
    responsible: str | None = None
    instructions: tuple[str, ...] = ()
    governance: Governance = Governance.WITHIN_FRAME
    waiting: datetime | None = None
    """Since when people know that it has to be approved, if it has and that is known."""
    late: TriageRule | None = None
    """The follow-up that is overdue, if it is one that was folded in."""
    before: bool = False
    """Whether it is to be done before the planned day begins, so that it is no visit of that day."""


def visit_id(rule: TriageRule, of: str) -> str:
    """Give the id of the visit that does a follow-up; of long ids the end is a digest, as ids have 100 characters.

    >>> visit_id(TriageRule.RED_ASSESSMENT, "c1"), len(visit_id(TriageRule.RED_ASSESSMENT, "c" * 100))
    ('triage:T20:c1', 100)
    """
    whole = f"triage:{rule}:{of}"
    if len(whole) <= ID_LENGTH:
        return whole
    return whole[:ID_LENGTH - 12] + blake2b(of.encode(), digest_size=6).hexdigest()


def needs(
    state: State, tasks: Sequence[AgreedTask], times: Times, settings: TriageSettings, possible: Callable[[Need], bool],
) -> list[Need]:
    """List what one citizen needs, in order of deadline; what another follow-up covers is folded into it.

    ``possible`` says whether somebody could come for a follow-up. What was due while away is not overdue.
    """
    found = [
        *_colour(state, times, settings), *_asked(state, times, settings), *_discharge(state, times, settings),
        *(_agreed(task, times.now) for task in tasks if _open(task, state)),
    ]
    found = [replace(need, overdue_since=_at_home(state, need.overdue_since), before=_before(need, state, times))
             for need in found]
    apart = [[need for need in found if need.before is before] for before in (True, False)]
    return sorted((need for part in apart for need in _folded(part, settings, possible)),
                  key=lambda need: (need.due, need.rule, need.name))


def _before(need: Need, state: State, times: Times) -> bool:
    """Say whether a follow-up is to be done before the planned day begins: it is due by then, and not overdue.

    What can begin only on that day, when the citizen comes home, is done on it.
    """
    home = state.home_from(max(need.known, times.now))
    return times.now <= need.due < times.begins and home is not None and home < times.begins


def _at_home(state: State, moment: datetime | None) -> datetime | None:
    return moment if moment is not None and state.home_from(moment) == moment else None


def _need(state: State, rule: TriageRule, known: datetime, at: datetime, settings: TriageSettings,
          because: tuple[str, ...], name: str = "") -> Need:
    how = settings.follow_ups[rule]
    due = known + timedelta(minutes=how.within)
    decision = state.decision
    of_colour = decision is not None and decision.id in because
    return Need(
        rule=rule, citizen=state.citizen.id, name=visit_id(rule, f"{state.citizen.id}{name}"), known=known, due=due,
        overdue_since=due if due < at else None, how=how, because=because,
        responsible=decision.responsible if decision else None,
        instructions=decision.instructions if decision else (),
        governance=decision.governance if decision and of_colour else settings.governance,
        waiting=state.since(_to_approve) if of_colour else None)


def _to_approve(decision: ColourDecision) -> bool:
    return decision.colour is not TriageColour.GREEN and decision.governance is Governance.WEEKLY_APPROVAL


def _another(done: datetime | None, asked: Sequence[tuple[datetime, str]], times: Times) -> str:
    """Tell a follow-up from the one that was done today, whose visit the day may have: name what first asks again."""
    return f":{min(asked)[1]}" if asked and done is not None and done >= times.clock(0) else ""


def _colour(state: State, times: Times, settings: TriageSettings) -> Iterator[Need]:
    """Red: an assessment; yellow: a follow-up; both every day until a person changes the colour.

    A reason for the colour that came up after the last one asks for another; a decision alone asks for none when one
    was made today, unless it raises a colour that was decided after that one.
    """
    rule = _OF_COLOUR.get(state.colour)
    if rule is None or rule not in settings.follow_ups:
        return
    since, done = _since(state), state.done(rule, settings)
    expected = max(since, done or since) + timedelta(hours=24)
    done_today = done is not None and done >= times.clock(0)
    later = [cause for cause in state.causes if done is not None and cause.at > done]
    again = [cause.at for cause in later if cause.floor.rank >= state.colour.rank]
    raised = [(two.set_at, two.id) for one, two in pairwise(state.decisions) if done is not None
              and done < one.set_at and one.colour.rank < two.colour.rank and two.colour is state.colour]
    if done is not None and done >= since:
        seen, since = not again, min(again, default=since)
    else:
        seen = done_today and not later and not raised
    name = _another(done, [*((cause.at, cause.because[-1]) for cause in later), *raised], times)
    need = _need(state, rule, since, times.now, settings, state.because, name)
    overdue = expected if expected < times.now else None
    if not seen:
        yellow = state.colour is TriageColour.YELLOW
        if not yellow or not need.how.daily:
            yield need
        if need.how.daily and (yellow or _before(need, state, times)):  # on the planned day there is one all the same
            yield _of_today(need, overdue if yellow else None, state, times, settings)
    elif need.how.daily and not done_today:
        yield _of_today(need, overdue, state, times, settings)


def _of_today(
    need: Need, overdue: datetime | None, state: State, times: Times, settings: TriageSettings,
) -> Need:
    """Let a daily follow-up be due by day: from the morning, or the return, and before midnight.

    Late in the evening it is tomorrow's. An assessment of red that is overdue waits for no morning.
    """
    if overdue is not None and state.colour is TriageColour.RED:
        begins, ends = times.start, times.clock(2)
    else:
        begins, ends = max(times.start, times.clock(0, settings.daily_from)), times.clock(1)
    begins = state.home_from(begins) or begins
    if begins + timedelta(minutes=settings.grace) > ends:
        begins, ends = max(begins, times.clock(1, settings.daily_from)), times.clock(2)
    due = min(begins + timedelta(minutes=need.how.within), ends)
    return replace(need, known=begins, due=due, overdue_since=overdue)


_OF_COLOUR = {TriageColour.RED: TriageRule.RED_ASSESSMENT, TriageColour.YELLOW: TriageRule.YELLOW_FOLLOW_UP}


def _since(state: State) -> datetime:
    """Give since when the citizen has had the present colour."""
    moments = [cause.at for cause in state.fresh if cause.floor is state.colour]
    for decision in reversed(state.decisions):
        if decision.colour is not state.colour:
            break
        moments.append(decision.set_at)
    return min(moments)


def _asked(state: State, times: Times, settings: TriageSettings) -> Iterator[Need]:
    """Give what reasons ask for: until it is done, while the reason is fresh, and a day beyond a decision."""
    recent = times.now - timedelta(hours=ASKED_HOURS)
    asking = [*(cause for cause in state.causes if cause.at >= recent and state.judged(cause)), *state.fresh]
    for rule in sorted({rule for cause in asking for rule in cause.follow_ups}):
        if rule not in settings.follow_ups:
            continue
        causes = [cause for cause in asking if rule in cause.follow_ups]
        if rule is TriageRule.REPEAT_MEASUREMENT:
            yield from _repeats(state, causes, times, settings)
            continue
        done = state.done(rule, settings)
        left = [cause for cause in causes if done is None or cause.at > done]
        if left:
            because = tuple(dict.fromkeys(id_ for cause in left for id_ in cause.because))
            name = _another(done, [(cause.at, cause.because[-1]) for cause in left], times)
            yield _need(state, rule, left[0].at, times.now, settings, because, name)


def _repeats(state: State, causes: Sequence[Cause], times: Times, settings: TriageSettings) -> Iterator[Need]:
    """Repeat the measurement behind a reason; of those that could begin together, as all that were missed, the last.

    Of several reasons it is the one that asks for the shortest interval and has repeats left, of equal ones the latest:
    a better measurement does not stretch the others. Visits are numbered on from those that the day may have.
    """
    rule = TriageRule.REPEAT_MEASUREMENT
    left: list[tuple[int, Cause, range]] = []
    for cause in reversed(causes):
        number, every = _repeat(state, cause, settings)
        since = _repeated(state, cause, times.now, settings)
        if since < number:
            left.append((every, cause, range(since + 1, number + 1)))
    if not left:
        return
    every, cause, numbers = min(left, key=lambda one: one[0])
    first = next((one for one in state.causes if rule in one.follow_ups and one.at >= times.clock(-1)), cause)
    before = _repeated(state, first, cause.at, settings)
    due = [_need(state, rule, cause.at + timedelta(minutes=n * every), times.now, settings, cause.because,
                 f":{before + n}") for n in numbers]
    together: dict[datetime, Need] = {}
    for need in due:
        if _before(need, state, times):
            yield need
            continue
        begins = max(need.known, times.start)
        begins = state.home_from(begins) or begins
        late = together[begins].overdue_since if begins in together else None
        together[begins] = replace(need, overdue_since=need.overdue_since or late)
    yield from together.values()


def _repeated(state: State, cause: Cause, until: datetime, settings: TriageSettings) -> int:
    """Count the repeats of a measurement: new vital signs of all that had scored, or done; told as both it is one.

    One that was made counts for those that were missed before it, too.
    """
    vitals = _measured(state, cause)
    found = [score(vitals, table) for table in tables(settings)] if vitals is not None else []
    scored = [name for one in found for name, points in one.points.items() if points]
    later = [one for one in state.seen if cause.at < one.at <= until]
    number, every = _repeat(state, cause, settings)
    measured, told = 0, 0
    for one in later:
        begun = min(number, int((one.at - cause.at) / timedelta(minutes=every))) if every else 0
        if isinstance(one, Vitals) and all(getattr(one, name) is not None for name in scored):
            measured = max(measured + 1, begun)
        elif isinstance(one, Done) and one.rule is TriageRule.REPEAT_MEASUREMENT:
            told = max(told + 1, begun)
    return max(measured, told)


def _measured(state: State, cause: Cause) -> Vitals | None:
    return next((one for one in state.seen if one.id in cause.because and isinstance(one, Vitals)), None)


def _repeat(state: State, cause: Cause, settings: TriageSettings) -> tuple[int, int]:
    """Give how often a measurement is to be repeated, and every how many minutes."""
    vitals = _measured(state, cause)
    if vitals is None:
        return 1, settings.follow_ups[TriageRule.REPEAT_MEASUREMENT].within
    actions = [action_for(score(vitals, table), settings) for table in tables(settings)]
    return max((action.repeat for action in actions if action is not None), default=(0, 0),
               key=lambda repeat: (repeat[0], -repeat[1]))


def _discharge(state: State, times: Times, settings: TriageSettings) -> Iterator[Need]:
    if TriageRule.DISCHARGE_VISIT not in settings.follow_ups:
        return
    seen_to = max((one.at for one in state.seen if isinstance(one, Done) and one.rule is TriageRule.DISCHARGE_VISIT
                   and one.at < times.clock(0)), default=None)
    first = next((stay for stay in state.hospital if stay.move == "discharge"
                  and (seen_to is None or effective(stay) > seen_to)), None)
    for stay in (state.discharge, state.coming):
        if stay is not None:  # the day may have the visit after the discharge before this one
            home = state.home_from(effective(stay)) or effective(stay)  # by way of respite, perhaps
            yield _need(state, TriageRule.DISCHARGE_VISIT, home, times.now, settings, (stay.id,),
                        "" if stay is first else f":{stay.id}")


def _open(task: AgreedTask, state: State) -> bool:
    return task.citizen == state.citizen.id and not any(
        isinstance(one, Done) and one.rule is TriageRule.AGREED_TASK
        and (one.about == task.id or (one.about is None and one.at >= task.earliest)) for one in state.seen)


def _agreed(task: AgreedTask, at: datetime) -> Need:
    length = min(HORIZON, int((task.deadline - task.earliest).total_seconds() // 60))
    how = FollowUpRule(competence=task.competence, level=task.level, minutes=task.minutes, aim=length, within=length,
                       priority=task.priority, time_critical=task.time_critical)
    return Need(rule=TriageRule.AGREED_TASK, citizen=task.citizen, name=visit_id(TriageRule.AGREED_TASK, task.id),
                known=task.earliest, due=task.deadline,
                overdue_since=task.deadline if task.deadline < at else None, how=how, because=(task.id,),
                responsible=task.agreed_by, governance=task.governance, waiting=task.agreed_at)


def _folded(found: list[Need], settings: TriageSettings, possible: Callable[[Need], bool]) -> list[Need]:
    """Let a follow-up that covers others take over their reasons and the earliest deadline that it can keep.

    Where a deadline is past before it can begin, ``grace`` is kept. The stricter mandate holds. Nothing is taken over
    by a visit that nobody could then come for.
    """
    left = {need.name: need for need in found}
    for need in sorted(found, key=lambda one: -len(one.how.covers)):
        if need.name not in left:
            continue
        covered = settings.covered(need.how)
        for other in found:
            if other.rule in covered and other.name in left and (
                    left[other.name].rule is not need.rule):
                mine = left[need.name]
                taken = left[other.name]
                if mine.overdue_since is None and taken.overdue_since is not None:
                    mine = replace(mine, overdue_since=taken.overdue_since, late=taken.late or taken.rule)
                if taken.governance is Governance.WEEKLY_APPROVAL:
                    mine = replace(mine, governance=taken.governance, waiting=mine.waiting or taken.waiting)
                kept = taken.due >= mine.known
                due = taken.due if kept else mine.known + timedelta(minutes=settings.grace)
                mine = replace(mine, due=min(mine.due, due),
                               because=tuple(dict.fromkeys((*mine.because, *taken.because))))
                if possible(mine):
                    del left[other.name]
                    left[need.name] = mine
    return list(left.values())
