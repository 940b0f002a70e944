"""Everything that is decided locally about triage, in one object and one TOML file. Sources: docs/triage.md."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from triagering.models.base import Id, Minutes, Model
from triagering.models.people import Level
from triagering.models.scores import ScoreTable
from triagering.models.triage import Governance, TriageColour
from triagering.models.triage_rules import TriageRule

GREEN, YELLOW, RED = TriageColour
RED_ASSESSMENT, YELLOW_FOLLOW_UP = TriageRule.RED_ASSESSMENT, TriageRule.YELLOW_FOLLOW_UP
NURSE_CONTACT, REPEAT = TriageRule.NURSE_CONTACT, TriageRule.REPEAT_MEASUREMENT
DISCHARGE_VISIT = TriageRule.DISCHARGE_VISIT

Days = Annotated[int, Field(ge=0, le=36_500)]
Hours = Annotated[int, Field(ge=0, le=876_000)]
"""A hundred years at most: further back there are no dates."""


class FollowUpRule(Model):
    """A kind of follow-up: what it takes and by when."""

    competence: Id
    """Area that the carer must hold, never by delegation."""
    level: Level = Level.BASIC
    """How well."""
    minutes: Annotated[Minutes, Field(ge=1)]
    """How long it takes."""
    aim: Minutes
    """Minutes after it is known within which it should start; later counts as late."""
    within: Minutes
    """Minutes after it is known within which it must start."""
    priority: Annotated[int, Field(ge=1, le=5)]
    """As ``Visit.priority``."""
    time_critical: bool = False
    """As ``Visit.time_critical``."""
    daily: bool = False
    """Whether it comes back every day until a person changes the colour."""
    visit: bool = True
    """Whether it becomes a visit; otherwise it is on the board with its deadline only, as a phone call."""
    covers: tuple[TriageRule, ...] = ()
    """Follow-ups of the same citizen and day that this one includes."""


class ScoreAction(Model):
    """What a score leads to; the action with the highest ``at_least`` that is reached applies."""

    at_least: int
    """Total."""
    single: int | None = None
    """Or points of a single parameter, whatever the total."""
    floor: TriageColour
    """Suggested colour."""
    follow_ups: tuple[TriageRule, ...] = ()
    """What to do."""
    repeat: tuple[int, Minutes] = (0, 0)
    """How often the measurement is repeated, and every how many minutes."""
    advise: Literal["", "check", "doctor", "acute"] = ""
    """What the board advises; ``check``: look for the cause in urine, blood sugar, fluids and medicine."""


class EventRule(Model):
    """What an event leads to, if it happened ``times`` within ``hours``."""

    floor: TriageColour
    """Suggested colour."""
    times: Annotated[int, Field(ge=1)] = 1
    """How often."""
    hours: Annotated[Hours, Field(ge=1)] = 72
    """Within how long."""
    follow_ups: tuple[TriageRule, ...] = ()
    """What to do."""


class Habit(Model):
    """How far a parameter may be from the citizen's own habitual state."""

    spread: Annotated[float, Field(gt=0)]
    """Smallest spread assumed, in the parameter's unit: measurements vary by themselves."""
    adverse: Literal["up", "down", "both"] = "both"
    """Which direction is bad."""
    lowest: float
    """Values below cannot be."""
    highest: float
    """Values above cannot be."""


class EarlyDetection(Model):
    """Deviation from the habitual state; the method is in docs/triage.md."""

    on: bool = True
    """Whether it is used."""
    history_days: Annotated[Days, Field(ge=7)] = 60
    """How far back the habitual state is read."""
    least_values: Annotated[int, Field(ge=5)] = 10
    """Fewer earlier values: nothing is said."""
    threshold: Annotated[float, Field(gt=0)] = 3.5
    """Spreads from the median that count as a deviation."""
    trend_values: Annotated[int, Field(ge=4)] = 7
    """Latest values that a trend is read from."""
    trend_threshold: Annotated[float, Field(gt=0)] = 4.0
    """Spreads that the trend must have moved over those values."""
    floor: TriageColour = YELLOW
    """Suggested colour."""


class TriageSettings(Model):
    """One object for everything that is decided locally about triage."""

    scores: tuple[Id, ...] = ("tobs",)
    """Scoring sets in use: ``tobs``, ``news2``, or the name of one of ``tables``."""
    tables: tuple[ScoreTable, ...] = ()
    """Local scoring sets; one named as a shipped one replaces it."""
    score_actions: dict[Id, tuple[ScoreAction, ...]] = Field(default_factory=lambda: dict(DEFAULT_ACTIONS))
    """What each total leads to, per scoring set, in ascending order."""
    everyday: dict[Id, tuple[TriageColour, TriageColour]] = Field(default_factory=lambda: dict.fromkeys((
        "eating", "drinking", "confusion", "drowsiness", "mood", "sleep", "mobility", "pain", "breathing", "skin",
        "swelling", "urination", "bowels", "personal_care", "medicine", "behaviour",
    ), (YELLOW, RED)))
    """Areas of the change form, each with the colour for a small and for a serious change."""
    events: dict[Id, EventRule] = Field(default_factory=lambda: {
        "fall": EventRule(floor=YELLOW),
        "new_wound": EventRule(floor=YELLOW),
        "worse_wound": EventRule(floor=YELLOW),
        "pressure_ulcer": EventRule(floor=YELLOW),
        "new_medicine": EventRule(floor=YELLOW),
        "missed_dose": EventRule(floor=YELLOW),
        "new_pain": EventRule(floor=YELLOW),
        "refused_food": EventRule(floor=YELLOW, times=2, hours=48),
        "refused_help": EventRule(floor=YELLOW, times=2, hours=48),
        "relative_concern": EventRule(floor=YELLOW),
        "no_answer": EventRule(floor=YELLOW),
    })
    """Events and what they lead to."""
    weight_gain: tuple[float, Days] = (2.0, 3)
    """Kilograms within days that suggest yellow (fluid in heart failure); 0 kilograms: never."""
    weight_loss: tuple[float, Days] = (5.0, 90)
    """Per cent within days that suggest yellow (unplanned weight loss); 0 per cent: never."""
    habits: dict[Id, Habit] = Field(default_factory=lambda: {
        "pulse": Habit(spread=4, lowest=10, highest=300),
        "respiration": Habit(spread=1.5, adverse="up", lowest=1, highest=80),
        "temperature": Habit(spread=0.25, lowest=25, highest=45),
        "systolic": Habit(spread=8, lowest=30, highest=300),
        "spo2": Habit(spread=1.5, adverse="down", lowest=30, highest=100),
        "kilograms": Habit(spread=0.6, lowest=20, highest=350),
        "remarks": Habit(spread=1.0, adverse="up", lowest=0, highest=1000),
    })
    """Habitual spread and possible values per parameter; ``remarks``: changes and events noted per day, serious
    changes twice."""
    early_detection: EarlyDetection = EarlyDetection()
    """Deviation from the habitual state."""

    follow_ups: dict[TriageRule, FollowUpRule] = Field(default_factory=lambda: {
        RED_ASSESSMENT: FollowUpRule(
            competence="observation", level=Level.TRAINED, minutes=30, aim=120, within=240, priority=1,
            time_critical=True, daily=True, covers=(YELLOW_FOLLOW_UP,)),
        YELLOW_FOLLOW_UP: FollowUpRule(
            competence="observation", minutes=15, aim=360, within=480, priority=2, daily=True),
        NURSE_CONTACT: FollowUpRule(
            competence="nursing", minutes=15, aim=60, within=120, priority=1, time_critical=True,
            covers=(YELLOW_FOLLOW_UP,)),
        REPEAT: FollowUpRule(competence="observation", minutes=15, aim=30, within=60, priority=2),
        DISCHARGE_VISIT: FollowUpRule(
            competence="nursing", minutes=45, aim=120, within=240, priority=1, time_critical=True,
            covers=(RED_ASSESSMENT, YELLOW_FOLLOW_UP, NURSE_CONTACT)),
    })
    """What each follow-up takes."""
    daily_from: Annotated[int, Field(ge=0, lt=1440)] = 420
    """Minutes after midnight by the clock: daily follow-ups are not asked of the night."""
    grace: Minutes = 60
    """A follow-up that is overdue may still start so many minutes after the triage, or after it can begin at all."""
    instruction_hours: Hours = 48
    """A yellow citizen has action instructions so many hours after the decision."""
    review_hours: dict[TriageColour, Hours] = Field(default_factory=lambda: {YELLOW: 36, RED: 12})
    """Within how long after it is set a colour is to be reviewed; one that is not named, or has 0: no limit."""
    approval_days: Days = 7
    """Extra time that has waited longer for the weekly meeting is pointed out; 0: never."""
    yellow_days: Days = 14
    """Yellow for longer raises the question of a new habitual state."""
    look_back_days: Days = 30
    """Observations that nobody decided on are reasons for so long."""

    nursing: frozenset[Id] = frozenset({
        "medicine", "compression", "insulin", "eye_drops", "simple_wound", "complex_wound", "medicine_dispensing",
        "observation", "nursing",
    })
    """Competences of nursing tasks: delegated ones need green, stable, seen since discharge."""
    authorised: frozenset[Id] = frozenset({"nurse", "ssa"})
    """Professions whose visit after a discharge lets delegated tasks resume."""
    delegation_days: Days = 92
    """Follow-up of a delegation is due at the latest so many days after its start."""
    hospital_hours: Hours = 72
    """Hospital's treatment responsibility after discharge."""
    hospital_after_hours: Annotated[float, Field(ge=0)] = 24
    """Only if the stay was longer than that."""
    newly_discharged_days: Days = 3
    """How long the marker stays."""

    can_wait: frozenset[Id] = frozenset({"practical_help"})
    """Visits with only these competences are left as they are, whatever the colour."""
    priorities: dict[TriageColour, Annotated[int, Field(ge=1, le=5)]] = Field(
        default_factory=lambda: {YELLOW: 2, RED: 1})
    """Priority that care visits have at least, by colour."""
    critical: frozenset[Id] = frozenset({"medicine", "insulin", "nursing", "observation"})
    """A red citizen's visits with these competences become time-critical."""
    red_visits: Literal["all", "first", "none"] = "all"
    """Which care visits of a red citizen that have not begun ask for ``red_competence``; never where nobody at work
    could come."""
    red_competence: Id = "observation"
    """Competence that a red citizen's visits ask for."""
    governance: Governance = Governance.WITHIN_FRAME
    """Mandate of added visits that no decision stands behind."""

    def covered(self, how: FollowUpRule) -> tuple[TriageRule, ...]:
        """Give the follow-ups that this one takes over; one by phone takes over no visit."""
        return tuple(rule for rule in how.covers
                     if how.visit or rule not in self.follow_ups or not self.follow_ups[rule].visit)


_TWO_HOURLY: tuple[int, int] = (3, 120)

DEFAULT_ACTIONS: dict[str, tuple[ScoreAction, ...]] = {
    "tobs": (
        ScoreAction(at_least=1, floor=YELLOW, follow_ups=(REPEAT,), repeat=(3, 480), advise="check"),
        ScoreAction(at_least=2, floor=YELLOW, follow_ups=(NURSE_CONTACT, REPEAT), repeat=_TWO_HOURLY, advise="check"),
        ScoreAction(at_least=3, floor=RED, follow_ups=(NURSE_CONTACT, REPEAT), repeat=_TWO_HOURLY, advise="doctor"),
        ScoreAction(at_least=5, single=3, floor=RED, follow_ups=(NURSE_CONTACT, REPEAT), repeat=_TWO_HOURLY,
                    advise="acute"),
    ),
    "news2": (
        ScoreAction(at_least=1, floor=YELLOW),
        ScoreAction(at_least=3, single=3, floor=YELLOW, follow_ups=(NURSE_CONTACT,)),
        ScoreAction(at_least=5, floor=RED, follow_ups=(NURSE_CONTACT,), advise="doctor"),
        ScoreAction(at_least=7, floor=RED, follow_ups=(NURSE_CONTACT,), advise="acute"),
    ),
}
"""Actions per score; local."""
