"""What colours and follow-ups do to the visits of a day (T20 to T33)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from triagering.models.people import Level
from triagering.models.triage import Marker, TriageColour
from triagering.models.triage_result import Alert, EffectKind
from triagering.models.triage_rules import TriageRule
from triagering.models.triage_settings import TriageSettings
from triagering.models.work import CarerRelation, Task, TimeWindow, Visit
from triagering.triage.away import at_home, away_times
from triagering.triage.clock import minute_of, spans_of
from triagering.triage.draft import Draft, held, somebody_could_come
from triagering.triage.need import Need
from triagering.triage.occupied import in_the_way
from triagering.triage.state import State, effective


def close_delegations(draft: Draft, state: State, settings: TriageSettings) -> None:
    """Block delegated nursing tasks unless green, stable, and seen by authorised staff since the latest discharge.

    Before a stay of today they stay open: only what may start after its discharge is blocked. So do those of a visit
    that has begun.
    """
    (why, because), since = state.gate(), None
    if not why and state.coming is not None:
        why, because = (Marker.NEWLY_DISCHARGED.value,), (state.coming.id,)
        since = minute_of(draft.day, effective(state.coming))
    if not why:
        return
    for visit in draft.ahead_of(state.citizen.id):
        if since is not None and visit.windows[-1].latest_start < since:
            continue
        closed = [task for task in visit.tasks if task.delegable and task.competence in settings.nursing]
        if not closed:
            continue
        tasks = tuple(task.replace(delegable=False) if task in closed else task for task in visit.tasks)
        areas = ", ".join(sorted({task.competence for task in closed}))
        changed = draft.change(visit, EffectKind.DELEGATION_CLOSED, TriageRule.DELEGATION_CLOSED, because,
                               before=areas, after=", ".join(why), tasks=tasks)
        for pin in draft.pins_of(changed):
            if pin.carer is not None and not draft.day.able(draft.day.carer_by_id[pin.carer], changed):
                draft.drop_pin(pin, changed, TriageRule.DELEGATION_CLOSED, because, carer=True)


def apply_colour(draft: Draft, state: State, settings: TriageSettings) -> None:
    """Raise priorities, make a red citizen's care time-critical, and ask for a nurse or SSA there."""
    colour, because = state.colour, state.because
    care = [visit for visit in draft.ahead_of(state.citizen.id) if _is_care(visit, settings)]
    for visit in care:
        wanted = min(visit.priority, settings.priorities.get(colour, visit.priority))
        if wanted < visit.priority or (colour in settings.priorities and visit.unplanned_price is not None):
            draft.change(visit, EffectKind.PRIORITY_RAISED, TriageRule.PRIORITY, because,
                         before=_and_price(str(visit.priority), visit), after=str(wanted), priority=wanted,
                         unplanned_price=None)
        if colour is not TriageColour.RED:
            continue
        told = draft.day.visit_by_id[visit.id].tasks  # T30 may have made a task the same as what T31 adds
        own = [task.competence for task in told if task != _presence(settings)]
        now = draft.visits[visit.id]
        if not somebody_could_come(draft.day, now, draft.starts_of(now)):
            in_the_way(draft, now, because)
        if settings.critical.intersection(own) and not (now.time_critical and now.unplanned_price is None):
            draft.change(now, EffectKind.TIME_CRITICAL_SET, TriageRule.TIME_CRITICAL, because,
                         before=_and_price("yes" if now.time_critical else "no", now), after="yes",
                         time_critical=True, unplanned_price=None)
    if colour is TriageColour.RED and settings.red_visits != "none":
        for visit in care[:1] if settings.red_visits == "first" else care:
            _ask_for_competence(draft, draft.visits[visit.id], because, settings)


def _is_care(visit: Visit, settings: TriageSettings) -> bool:
    """Say whether a colour is about this visit; what one without tasks is for is not known, so it is."""
    practical = visit.tasks and all(task.competence in settings.can_wait for task in visit.tasks)
    return not practical and not visit.id.startswith("triage:")


def _and_price(text: str, visit: Visit) -> str:
    """Add the price that a visit loses: with one of its own it would be outside the classes of urgency."""
    return text if visit.unplanned_price is None else f"{text}, unplanned_price {visit.unplanned_price}"


def _presence(settings: TriageSettings) -> Task:
    """Give the task that stands for the right hands at a red citizen: no minutes, never delegated."""
    return Task(competence=settings.red_competence, level=Level.BASIC, delegable=False)


def _ask_for_competence(draft: Draft, visit: Visit, because: tuple[str, ...], settings: TriageSettings) -> None:
    """Never where that would leave the visit to nobody, nor against a pin, nor of both carers of a double.

    What a link gives to the same carer counts with it. A visit that an activity leaves to nobody as it is keeps what it
    asks for: somebody may take the citizen off.
    """
    area = settings.red_competence
    double = [visit, *_beside(draft, visit)]
    if visit.carers_needed > 1 or any(
            task.competence == area and not task.delegable for one in double for task in one.tasks):
        return
    wanted = visit.replace(tasks=(*visit.tasks, _presence(settings)))
    day = draft.day
    pins, same = draft.pins_of(visit), _by_the_same(draft, visit)
    held = [*pins, *(pin for one in same for pin in draft.pins_of(one))]
    if not all(day.able(day.carer_by_id[pin.carer], wanted) for pin in held if pin.carer is not None):
        return
    starts = draft.starts_of(visit)
    if not somebody_could_come(day, wanted, starts, same):
        activities = in_the_way(draft, wanted, because, same)
        if not activities or somebody_could_come(day, visit, starts, same):
            beside = {"activity": ", ".join(one.id for one in activities)} if activities else {}
            draft.alerts.append(Alert(rule=TriageRule.COMPETENCE_ABSENT, citizen=visit.citizen, because=because,
                                      values={"visit": visit.id, "competence": area} | beside))
            return
    draft.change(visit, EffectKind.COMPETENCE_ADDED, TriageRule.RED_COMPETENCE, because, before="", after=area,
                 tasks=wanted.tasks)


def _by_the_same(draft: Draft, visit: Visit) -> list[Visit]:
    """Give the other visits that links, of each other too, give to the same carer."""
    found = {visit.id}
    pairs = [{link.first, link.second} for link in draft.links if link.carers is CarerRelation.SAME]
    while more := {id_ for pair in pairs if pair & found for id_ in pair} - found:
        found |= more
    return [draft.visits[id_] for id_ in sorted(found - {visit.id})]


def _beside(draft: Draft, visit: Visit) -> Iterator[Visit]:
    """Give the citizen's visits that start together with this one, by another carer."""
    for link in draft.links:
        if link.min_gap == link.max_gap == 0 and visit.id in (link.first, link.second):
            other = draft.visits[link.second if visit.id == link.first else link.first]
            if other.citizen == visit.citizen:
                yield other


def windows_of(
    draft: Draft, need: Need, state: State, start: datetime, settings: TriageSettings,
) -> tuple[TimeWindow, ...]:
    """Give when a follow-up may start; never if it is no visit, to be done before the day, or not due at home on it.

    It starts by its deadline; ``grace`` is for one whose deadline is past before it can begin.
    """
    if not need.how.visit or need.before:
        return ()
    day, away = draft.day, away_times(draft.day, state)
    minutes = draft.visits[need.name].minutes if need.name in draft.visits else need.how.minutes
    earliest = max(minute_of(day, need.known, up=True), minute_of(day, start, up=True))
    for from_, to, _ in away:
        if from_ < earliest + minutes and earliest < to:
            earliest = to
    latest = minute_of(day, need.due)
    if latest < earliest:
        latest = earliest + settings.grace
    if earliest >= max(shift.end + shift.overtime for shift in day.shifts):
        return ()
    agreed = min(max(minute_of(day, need.known) + need.how.aim, earliest), latest)
    window = TimeWindow(earliest_start=earliest, agreed_start=agreed, latest_start=latest)
    return at_home((window,), minutes, away)


def add_visit(draft: Draft, need: Need, state: State, start: datetime, settings: TriageSettings) -> str | None:
    """Put a follow-up on the day as a visit and give its id; None if it is no visit, or not due at home today.

    Where nobody could come for it, or could but for an activity, there is an alert, and no visit if no carer of the day
    holds what it takes. A visit that is there already stays as it is, a planner may have changed it; unless it
    cannot begin any more, and nobody has pinned it.
    """
    windows = windows_of(draft, need, state, start, settings)
    if not windows:
        return None
    there = draft.visits.get(need.name)
    over = there is not None and not draft.pins_of(there) and (
        there.windows[-1].latest_start < minute_of(draft.day, start, up=True))
    visit = _visit(draft, need, windows) if there is None or over else there
    starts = draft.starts_of(visit)
    if not somebody_could_come(draft.day, visit, starts) and not in_the_way(draft, visit, need.because):
        unheard = there is None and need.how.competence not in held(draft.day)
        draft.alerts.append(Alert(
            rule=TriageRule.COMPETENCE_ABSENT, citizen=need.citizen, because=need.because,
            values={"what": need.rule.value, "competence": need.how.competence} | (
                {} if unheard else {"start": spans_of(draft.day, visit.windows)})))
        if unheard:
            return None
    if there is None:
        draft.add(visit, need.rule, need.because)
    elif over:
        draft.retime(there, EffectKind.WINDOWS_MOVED, need.rule, need.because, windows)
    return need.name


def could_come(draft: Draft, state: State, start: datetime, settings: TriageSettings, need: Need) -> bool:
    """Say whether somebody could come for a follow-up; where it is no visit today nobody has to."""
    windows = windows_of(draft, need, state, start, settings)
    return not windows or somebody_could_come(draft.day, _visit(draft, need, windows))


def _visit(draft: Draft, need: Need, windows: tuple[TimeWindow, ...]) -> Visit:
    """Give the visit that the day has, or gets, for a follow-up, with these windows."""
    there = draft.visits.get(need.name)
    if there is not None:
        return there.replace(windows=windows)
    how = need.how
    return Visit(
        id=need.name, citizen=need.citizen, minutes=how.minutes, reason=need.rule.value, windows=windows,
        tasks=(Task(competence=how.competence, level=how.level, minutes=how.minutes, delegable=False),),
        time_critical=how.time_critical, priority=how.priority)
