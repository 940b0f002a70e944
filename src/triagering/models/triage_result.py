"""What a triage gives: an ordinary day, and behind it every reason, effect and alert, the board, the meeting."""

from __future__ import annotations

from enum import StrEnum

from pydantic import AwareDatetime

from triagering.models.base import CarerId, CitizenId, Id, Language, MiniteamId, Minutes, Model, VisitId
from triagering.models.day import Day
from triagering.models.scores import Score
from triagering.models.triage import AgreedTask, ColourDecision, Marker, TriageColour
from triagering.models.triage_rules import TriageRule
from triagering.models.work import Visit


class Cause(Model):
    """A reason for a colour."""

    rule: TriageRule
    """Which rule saw it."""
    citizen: CitizenId
    """Whom it is about."""
    floor: TriageColour
    """The colour is suggested to be at least this."""
    at: AwareDatetime
    """When it came up."""
    because: tuple[Id, ...]
    """Observations behind it."""
    values: dict[str, str] = {}
    """What the words need."""
    follow_ups: tuple[TriageRule, ...] = ()
    """Follow-ups it asks for, beside those of the colour."""

    def say(self, language: Language = "en") -> str:
        """Give the reason in words."""
        return self.rule.say(language, **self.values)


class EffectKind(StrEnum):
    """What was done to the day."""

    VISIT_ADDED = "visit_added"
    VISIT_CANCELLED = "visit_cancelled"
    WINDOWS_CUT = "windows_cut"
    WINDOWS_MOVED = "windows_moved"
    DELEGATION_CLOSED = "delegation_closed"
    COMPETENCE_ADDED = "competence_added"
    PRIORITY_RAISED = "priority_raised"
    TIME_CRITICAL_SET = "time_critical_set"
    LINK_DROPPED = "link_dropped"
    PIN_DROPPED = "pin_dropped"
    TAKEN_OFF_ACTIVITY = "taken_off_activity"
    ACTIVITY_CANCELLED = "activity_cancelled"


class Effect(Model):
    """One change of the day, with the rule and the observations or decisions that caused it."""

    kind: EffectKind
    """What was done."""
    rule: TriageRule
    """Why, as a code."""
    citizen: CitizenId
    """For whom."""
    visit: VisitId
    """To which visit; the last two kinds: to which activity."""
    before: str = ""
    """What it was."""
    after: str = ""
    """What it is now."""
    because: tuple[Id, ...]
    """Ids of observations, decisions and tasks behind it."""
    values: dict[str, str] = {}
    """What the words need."""

    def say(self, language: Language = "en") -> str:
        """Give its rule in words."""
        return self.rule.say(language, **self.values)


class Alert(Model):
    """Something a person must look at; nothing was changed because of it."""

    rule: TriageRule
    """Which."""
    citizen: CitizenId | None
    """About whom; None: about a carer's delegation in general."""
    because: tuple[Id, ...] = ()
    """Ids behind it."""
    values: dict[str, str] = {}
    """What the words need."""

    def say(self, language: Language = "en") -> str:
        """Give the alert in words."""
        return self.rule.say(language, **self.values)


class FollowUp(Model):
    """Something to be done for a citizen by a time."""

    rule: TriageRule
    """Which."""
    citizen: CitizenId
    """For whom."""
    due: AwareDatetime
    """By when."""
    overdue_since: AwareDatetime | None
    """When it should have been done, if that is past."""
    late: TriageRule | None = None
    """Which follow-up should have been done then, if it is one that this one has taken over."""
    visit: VisitId | None
    """The visit that does it on this day; None: it is none, of another day, or no carer holds what it takes (T49)."""
    competence: Id
    """What it takes."""
    minutes: Minutes
    """How long it takes."""
    responsible: Id | None = None
    """Who sees to it."""
    instructions: tuple[Id, ...] = ()
    """Action instructions, as ids in the care record."""
    because: tuple[Id, ...]
    """Ids behind it."""

    @property
    def overdue(self) -> bool:
        """Whether it should have been done already."""
        return self.overdue_since is not None


class Cancelled(Model):
    """A visit that is not to be done today, kept in the books."""

    visit: Visit
    """The visit as it was."""
    rule: TriageRule
    """Why, as a code."""
    because: tuple[Id, ...]
    """Observations behind it."""
    values: dict[str, str] = {}
    """What the words need."""

    def say(self, language: Language = "en") -> str:
        """Give its rule in words."""
        return self.rule.say(language, **self.values)


class Approval(Model):
    """Extra time given now that the weekly meeting has to approve."""

    citizen: CitizenId
    """For whom."""
    visit: VisitId
    """The temporary visit."""
    minutes: Minutes
    """Its length."""
    because: tuple[Id, ...]
    """Decisions and tasks behind it."""
    since: AwareDatetime | None = None
    """When the first of the latest decisions in a row that ask for approval, or the task, was made; None: not known."""


class BoardRow(Model):
    """One citizen on the triage board."""

    citizen: CitizenId
    """Who."""
    miniteam: MiniteamId | None
    """Whose."""
    colour: TriageColour
    """What the day is planned by: the decided colour, or more if new reasons ask for more."""
    floor: TriageColour
    """What the reasons suggest at least."""
    decision: ColourDecision | None
    """The latest decision, if any."""
    markers: tuple[Marker, ...]
    """Beside the colour."""
    causes: tuple[Cause, ...]
    """All reasons, those that are newer than the decision first."""
    alerts: tuple[Alert, ...]
    """What to look at."""
    follow_ups: tuple[FollowUp, ...]
    """What to do, in order of deadline."""
    delegation_open: bool
    """Whether delegated nursing tasks may be done today."""
    score: Score | None
    """The latest score; None without measurements, and for terminal citizens, who are not scored."""

    @property
    def overdue(self) -> bool:
        """Whether a follow-up is overdue."""
        return any(follow_up.overdue for follow_up in self.follow_ups)

    @property
    def to_be_set(self) -> bool:
        """Whether a person has to set the colour: it is higher than what was decided."""
        return self.colour.rank > (self.decision.colour.rank if self.decision else 0)


class TriageResult(Model):
    """A triaged day. Nothing is lost: every visit of the day before is in ``day`` or in ``cancelled``."""

    day: Day
    """An ordinary day, to be looked at, changed and planned."""
    at: AwareDatetime
    """When it was triaged."""
    board: tuple[BoardRow, ...]
    """One row per citizen, what needs attention first."""
    effects: tuple[Effect, ...]
    """Every change of the day."""
    alerts: tuple[Alert, ...]
    """What people must look at."""
    cancelled: tuple[Cancelled, ...]
    """Visits taken off the day."""
    approvals: tuple[Approval, ...]
    """What the weekly meeting has to approve."""

    @property
    def follow_ups(self) -> tuple[FollowUp, ...]:
        """Everything to be done, in order of deadline."""
        found = [follow_up for row in self.board for follow_up in row.follow_ups]
        return tuple(sorted(found, key=lambda one: (one.due.timestamp(), one.citizen, one.rule)))


class Meeting(Model):
    """The record of a triage meeting: what was decided, what changed, what is still to be discussed."""

    id: Id
    """Opaque id."""
    at: AwareDatetime
    """When."""
    participants: tuple[Id, ...]
    """Who took part."""
    decisions: tuple[ColourDecision, ...]
    """New colours."""
    tasks: tuple[AgreedTask, ...] = ()
    """New tasks."""
    changes: tuple[tuple[CitizenId, TriageColour, TriageColour], ...] = ()
    """Citizen, colour before, colour decided; where they differ."""
    below_floor: tuple[CitizenId, ...] = ()
    """Citizens whose decided colour is lower than what the reasons suggested: a person's right, on record."""
    not_discussed: tuple[CitizenId, ...] = ()
    """Yellow and red citizens without a new decision."""
    approvals: tuple[Id, ...] = ()
    """Decisions and tasks that go to the weekly meeting."""
    carers: tuple[CarerId, ...] = ()
    """Responsible people named in the decisions."""
