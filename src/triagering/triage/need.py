"""A follow-up that a citizen needs, and the moments that it counts from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from triagering.models.base import ID_LENGTH
from triagering.models.triage import ColourDecision, Governance, TriageColour
from triagering.models.triage_rules import TriageRule
from triagering.models.triage_settings import FollowUpRule, TriageSettings
from triagering.triage.state import State


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


def need_of(state: State, rule: TriageRule, known: datetime, at: datetime, settings: TriageSettings,
            because: tuple[str, ...], name: str = "") -> Need:
    """Give a citizen's follow-up by a rule, since it is known, as of a moment; ``name`` tells it from others."""
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


def is_before(need: Need, state: State, times: Times) -> bool:
    """Say whether a follow-up is to be done before the planned day begins: it is due by then, and not overdue.

    What can begin only on that day, when the citizen comes home, is done on it.
    """
    home = state.home_from(max(need.known, times.now))
    return times.now <= need.due < times.begins and home is not None and home < times.begins
