"""What follow-ups a citizen needs, and by when (T20 to T25)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from triagering.models.base import HORIZON
from triagering.models.observations import Done
from triagering.models.triage import AgreedTask, Governance, TriageColour
from triagering.models.triage_rules import TriageRule
from triagering.models.triage_settings import FollowUpRule, TriageSettings
from triagering.triage.need import Need, Times, is_before, need_of, visit_id
from triagering.triage.repeats import repeats_of
from triagering.triage.state import State, effective

ASKED_HOURS = 24
"""Follow-ups of a reason that a decision has overtaken stay for a day: a decision is not a nurse's contact."""


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
    found = [replace(need, overdue_since=_at_home(state, need.overdue_since), before=is_before(need, state, times))
             for need in found]
    apart = [[need for need in found if need.before is before] for before in (True, False)]
    return sorted((need for part in apart for need in _folded(part, settings, possible)),
                  key=lambda need: (need.due, need.rule, need.name))


def _at_home(state: State, moment: datetime | None) -> datetime | None:
    return moment if moment is not None and state.home_from(moment) == moment else None


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
    need = need_of(state, rule, since, times.now, settings, state.because, name)
    overdue = expected if expected < times.now else None
    if not seen:
        yellow = state.colour is TriageColour.YELLOW
        if not yellow or not need.how.daily:
            yield need
        if need.how.daily and (yellow or is_before(need, state, times)):  # on the planned day there is one all the same
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
            yield from repeats_of(state, causes, times, settings)
            continue
        done = state.done(rule, settings)
        left = [cause for cause in causes if done is None or cause.at > done]
        if left:
            because = tuple(dict.fromkeys(id_ for cause in left for id_ in cause.because))
            name = _another(done, [(cause.at, cause.because[-1]) for cause in left], times)
            yield need_of(state, rule, left[0].at, times.now, settings, because, name)


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
            yield need_of(state, TriageRule.DISCHARGE_VISIT, home, times.now, settings, (stay.id,),
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
