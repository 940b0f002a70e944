"""Triage of a day: observations and decisions in, an ordinary day and everything behind it out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from functools import partial

from triagering.errors import InputError, Issue
from triagering.models.day import Day
from triagering.models.observations import Observation
from triagering.models.triage import AgreedTask, ColourDecision, Governance
from triagering.models.triage_result import Alert, Approval, BoardRow, FollowUp, TriageResult
from triagering.models.triage_rules import TriageRule
from triagering.models.triage_settings import TriageSettings
from triagering.triage.alerts import alerts_of, delegation_alerts
from triagering.triage.away import clear_time_away, leave_activities
from triagering.triage.checks import find_issues
from triagering.triage.clock import first_shift, midnight, minute_of, stands
from triagering.triage.draft import Draft, held
from triagering.triage.effects import (
    add_visit,
    apply_colour,
    close_delegations,
    could_come,
    windows_of,
)
from triagering.triage.need import Need, Times
from triagering.triage.needs import needs
from triagering.triage.occupied import activity_alerts
from triagering.triage.state import State, states


def triage(
    day: Day,
    observations: Sequence[Observation] = (),
    decisions: Sequence[ColourDecision] = (),
    tasks: Sequence[AgreedTask] = (),
    *,
    at: datetime | None = None,
    settings: TriageSettings | None = None,
) -> TriageResult:
    """Turn observations and decisions into competence, deadlines and priority.

    Parameters
    ----------
    day
        The day as it would be without triage.
    observations
        What was seen, today and before: history makes early detection possible.
    decisions
        Colours that people have set; of several for one citizen the latest holds.
    tasks
        What people agreed on beyond what the rules ask for.
    at
        When the triage is made; by default when the day's first shift starts, or when a day that has begun stands
        (``Day.now``) if that is later. Nothing may be later than this. It may be before ``now``, from when new lists
        hold: what the day says has begun is left alone all the same, and nothing new begins sooner. Without a time
        zone it is local time of the day.
    settings
        Local rules; default: ``TriageSettings()``.

    Returns
    -------
    TriageResult
        ``day`` is an ordinary day that a planner may look at, change, and plan; ``effects`` says what was changed and
        why, ``board`` where everybody stands, ``alerts`` what people must look at, ``cancelled`` what was taken off.
        Triaging that day again with the same input changes nothing more. One that has begun stands where it stood, or
        at the triage if that is later.

    Raises
    ------
    InputError
        With all problems of the input at once, codes E701 to E713; E110 if no visit is left on the day.

    >>> from datetime import UTC
    >>> from triagering.models.observations import Vitals
    >>> from triagering.triage.examples import tiny_day
    >>> seen = Vitals(id="o1", citizen="c1", at=datetime(2026, 3, 2, 5, 30, tzinfo=UTC), by="ssa", pulse=118,
    ...               respiration=22, temperature=38.4, systolic=105)
    >>> result = triage(tiny_day(), [seen])
    >>> for cause in result.board[0].causes: print(cause.floor, cause.say())
    red TOBS 5, partial (5-8; not measured: consciousness): pulse 2, respiration 2, temperature 1
    >>> [visit.id for visit in result.day.visits if visit.reason == "T20"]
    ['triage:T20:c1']
    """
    settings = settings or TriageSettings()
    zone = midnight(day).tzinfo
    at = at or stands(day, first_shift(day))
    at = at.replace(tzinfo=zone) if at.tzinfo is None else at.astimezone(zone)
    issues = find_issues(day, observations, decisions, tasks, at, settings)
    if issues:
        raise InputError(issues)
    tasks = tuple({task.id: task for task in tasks}.values())
    now = at.astimezone(UTC)
    times = Times(now, stands(day, now).astimezone(UTC), first_shift(day).astimezone(UTC), midnight(day))
    people, unauthorised = states(day, observations, decisions, now, settings)
    places = {id_: place for state in people for *_, place, id_ in state.away()}
    draft = Draft(day, minute_of(day, times.stands, up=True), places)
    rows: list[BoardRow] = []
    for state in people:  # first of all: in the time of an activity that a citizen has left somebody could come
        leave_activities(draft, state)
    wanted = {state.citizen.id: [] if state.home_from(now) is None
              else needs(state, tasks, times, settings, partial(could_come, draft, state, times.start, settings))
              for state in people}
    _check_competences(wanted, held(day))
    approvals: list[Approval] = []
    delegations = list(delegation_alerts(day, settings))
    for state in people:
        needed = wanted[state.citizen.id]
        clear_time_away(draft, state, {
            need.name: windows_of(draft, need, state, times.start, settings) for need in needed})
        close_delegations(draft, state, settings)
        apply_colour(draft, state, settings)
        follow_ups = []
        for need in needed:
            visit = add_visit(draft, need, state, times.start, settings)
            follow_ups.append(_follow_up(need, visit, zone))
            if visit is not None and need.governance is Governance.WEEKLY_APPROVAL:
                approvals.append(Approval(
                    citizen=need.citizen, visit=visit, minutes=need.how.minutes, because=need.because,
                    since=need.waiting and need.waiting.astimezone(zone)))
        mine = [*activity_alerts(draft, state.citizen.id), *(
            alert for alert in (*draft.alerts, *unauthorised, *delegations) if alert.citizen == state.citizen.id)]
        to_approve = [one for one in approvals if one.citizen == state.citizen.id]
        rows.append(_row(state, follow_ups, [*alerts_of(state, follow_ups, to_approve, at, settings), *mine]))
    _check_visits(draft)
    return TriageResult(
        day=draft.result(), at=at, board=tuple(sorted(rows, key=attention)), effects=tuple(draft.effects),
        alerts=(*(alert for row in sorted(rows, key=attention) for alert in row.alerts),
                *(alert for alert in delegations if alert.citizen is None)),
        cancelled=tuple(draft.cancelled), approvals=tuple(approvals))


def attention(row: BoardRow) -> tuple[object, ...]:
    """Sort key of the board: colour, then what is overdue, then colours to be set, then alerts, then deadline."""
    due = min((follow_up.due.timestamp() for follow_up in row.follow_ups), default=float("inf"))
    return (-row.colour.rank, not row.overdue, not row.to_be_set, -len(row.alerts), due, row.citizen)


def _row(state: State, follow_ups: list[FollowUp], alerts: list[Alert]) -> BoardRow:
    fresh = {id(cause) for cause in state.fresh}
    causes = sorted(state.causes, key=lambda cause: (id(cause) not in fresh, -cause.floor.rank, cause.at))
    return BoardRow(
        citizen=state.citizen.id, miniteam=state.citizen.miniteam, colour=state.colour, floor=state.floor,
        decision=state.decision, markers=state.markers, causes=tuple(causes), alerts=tuple(alerts),
        follow_ups=tuple(follow_ups), delegation_open=not state.gate()[0], score=state.score)


def _follow_up(need: Need, visit: str | None, zone: tzinfo | None) -> FollowUp:
    since = need.overdue_since
    return FollowUp(rule=need.rule, late=need.late, citizen=need.citizen, due=need.due.astimezone(zone),
                    overdue_since=since and since.astimezone(zone), visit=visit,
                    competence=need.how.competence, minutes=need.how.minutes, responsible=need.responsible,
                    instructions=need.instructions, because=need.because)


def _check_visits(draft: Draft) -> None:
    """Say why there is nothing to plan; a day without visits is no day."""
    if not draft.visits:
        raise InputError([Issue("E110", "visits", "", "", "", f"all {len(draft.cancelled)} visits are cancelled (T34)",
                                "nothing is left to plan; correct the stays if somebody is at home")])


def _check_competences(wanted: dict[str, list[Need]], known: set[str]) -> None:
    """Refuse follow-ups by competences that nobody of the house has heard of: a mistake in the settings.

    The shipped ones are none, nor are those of agreed tasks: the day is triaged, and alert T49 says what is not done.
    """
    shipped = {how.competence for how in TriageSettings().follow_ups.values()}
    missing = sorted({(need.how.competence, int(need.how.level), need.rule.value) for needed in wanted.values()
                      for need in needed if need.rule is not TriageRule.AGREED_TASK and need.how.visit
                      and need.how.competence not in known | shipped})
    if missing:
        raise InputError([Issue("E709", "settings", rule, "competence", area,
                                f"is asked for (level {level}), and no carer of the day holds it",
                                "name a competence that the carers have: follow_ups in the settings")
                          for area, level, rule in missing])
