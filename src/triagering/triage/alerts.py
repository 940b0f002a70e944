"""What people must look at (T40 to T56): nothing is changed because of an alert."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from triagering.models.day import Day
from triagering.models.triage import TriageColour
from triagering.models.triage_result import Alert, Approval, Cause, FollowUp
from triagering.models.triage_rules import TriageRule
from triagering.models.triage_settings import TriageSettings
from triagering.triage.state import State

ADVICE = {"check": TriageRule.CHECK_CAUSES, "doctor": TriageRule.DOCTOR_NOW, "acute": TriageRule.CONSIDER_ACUTE}


def alerts_of(
    state: State, follow_ups: Sequence[FollowUp], approvals: Sequence[Approval], at: datetime, settings: TriageSettings,
) -> Iterator[Alert]:
    """Give the alerts about one citizen, most urgent kind first."""
    def alert(rule: TriageRule, *because: str, **values: str) -> Alert:
        return Alert(rule=rule, citizen=state.citizen.id, because=because, values=values)

    for cause in _advised(state, at):
        measured = cause.at.astimezone(at.tzinfo)
        day = "" if measured.date() == at.date() else f", {measured:%d-%m %H:%M}"
        yield alert(ADVICE[cause.values["advise"]], *cause.because,
                    score=cause.values["score"].split(":")[0].split(",")[0] + day)
    decision = state.decision
    if state.floor.rank > (decision.colour.rank if decision else 0):
        yield alert(TriageRule.COLOUR_TO_SET, *state.because, floor=state.floor.value)
    for follow_up in follow_ups:
        if follow_up.overdue_since is not None:
            yield alert(TriageRule.FOLLOW_UP_OVERDUE, *follow_up.because, what=(follow_up.late or follow_up.rule).value,
                        due=f"{follow_up.overdue_since.astimezone(at.tzinfo):%d-%m %H:%M}")
    if decision is not None:
        if decision.review_at < at:
            yield alert(TriageRule.STALE_COLOUR, decision.id,
                        due=f"{decision.review_at.astimezone(at.tzinfo):%d-%m %H:%M}")
        elif (hours := settings.review_hours.get(decision.colour, 0)) and (
                decision.review_at - decision.set_at > timedelta(hours=hours)):
            yield alert(TriageRule.REVIEW_TOO_FAR, decision.id, hours=str(hours),
                        due=f"{decision.review_at.astimezone(at.tzinfo):%d-%m %H:%M}")
        if decision.colour is not TriageColour.GREEN and decision.responsible is None:
            yield alert(TriageRule.NOBODY_RESPONSIBLE, decision.id)
        if at - _uninstructed_since(state, at) > timedelta(hours=settings.instruction_hours):
            yield alert(TriageRule.INSTRUCTION_MISSING, decision.id, hours=str(settings.instruction_hours))
        days = _yellow_days(state, at)
        if days > settings.yellow_days:
            yield alert(TriageRule.NEW_HABITUAL, decision.id, days=str(days))
    since, because = min(((one.since, one.because) for one in approvals if one.since is not None), default=(at, ()))
    if settings.approval_days and at - since > timedelta(days=settings.approval_days):
        yield alert(TriageRule.APPROVAL_WAITING, *because, since=f"{since:%d-%m %H:%M}")
    if state.score is not None and not state.answered(state.score.at, at):
        yield from _of_score(state, alert, at.astimezone(UTC) - timedelta(days=settings.look_back_days))


def _advised(state: State, at: datetime) -> list[Cause]:
    """Give the reasons that come with advice; to look for the cause is asked of the latest alone."""
    found = [cause for cause in state.fresh if cause.values.get("advise") and not state.answered(cause.at, at)]
    checks = [cause for cause in found if cause.values["advise"] == "check"]
    return [cause for cause in found if cause not in checks] + checks[-1:]


def _of_score(state: State, alert: Callable[..., Alert], since: datetime) -> Iterator[Alert]:
    """Ask for what is missing of a score that is a reason still: not decided on, not older than ``since``."""
    score = state.score
    if score is None or score.at < since or (state.decision is not None and score.at <= state.decision.set_at):
        return
    if not score.complete:
        yield alert(TriageRule.PARTIAL_SCORE, score.observation, score=f"{score.table.upper()} {score.total}",
                    missing=", ".join(score.missing))
    if score.rectal_needed:
        yield alert(TriageRule.MEASURE_RECTALLY, score.observation, value=score.table.upper())


def _yellow_days(state: State, at: datetime) -> int:
    """Give the days since the citizen was set yellow and has been ever since."""
    return (at - (state.since(lambda decision: decision.colour is TriageColour.YELLOW) or at)).days


def _uninstructed_since(state: State, at: datetime) -> datetime:
    """Give since when a citizen who is not green has been without action instructions; ``at`` if there are some."""
    return state.since(lambda one: one.colour is not TriageColour.GREEN and not one.instructions) or at


def delegation_alerts(day: Day, settings: TriageSettings) -> Iterator[Alert]:
    """Give alerts on delegated nursing tasks of carers at work whose follow-up is overdue, missing or too far away."""
    for shift in day.shifts:
        carer = day.carer_by_id[shift.carer]
        for given in carer.delegations:
            longest = (given.valid_from or day.date) + timedelta(days=settings.delegation_days)
            if given.area in settings.nursing and (
                    given.valid_until is None or not day.date <= given.valid_until <= longest):
                yield Alert(rule=TriageRule.DELEGATION_FOLLOW_UP, citizen=given.citizen,
                            values={"carer": carer.id, "competence": given.area})
