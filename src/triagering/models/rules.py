"""The rules of home-care planning: one name each, the same in model, search, checker, price, reason and docs."""

from __future__ import annotations

from enum import StrEnum


class Rule(StrEnum):
    """Everything a plan is held to; each is described in docs/rules.md."""

    COVERAGE = "coverage"
    COMPETENCE = "competence"
    TIME = "time"
    TRAVEL = "travel"
    SHIFT = "shift"
    BREAK = "break"
    TOGETHER = "together"
    LINKS = "links"
    CONTINUITY = "continuity"
    BOUNDARY = "boundary"
    FAIRNESS = "fairness"
    STABILITY = "stability"
    SLACK = "slack"

    @property
    def danish(self) -> str:
        """The label a planner reads."""
        return _DANISH[self]


_DANISH = {
    Rule.COVERAGE: "dækning",
    Rule.COMPETENCE: "rette hænder",
    Rule.TIME: "tid",
    Rule.TRAVEL: "vejtid",
    Rule.SHIFT: "vagt",
    Rule.BREAK: "pause",
    Rule.TOGETHER: "to hjælpere",
    Rule.LINKS: "afhængige besøg",
    Rule.CONTINUITY: "kontinuitet",
    Rule.BOUNDARY: "distrikt og miniteam",
    Rule.FAIRNESS: "fordeling",
    Rule.STABILITY: "stabilitet",
    Rule.SLACK: "ressourcetid",
}


class Term(StrEnum):
    """The priced parts of the rules; ``TERM_RULE`` says which rule each belongs to."""

    UNPLANNED = "unplanned"
    OVER_QUALIFIED = "over_qualified"
    LATENESS = "lateness"
    WORST_LATENESS = "worst_lateness"
    TRAVEL = "travel"
    WAITING = "waiting"
    OVERTIME = "overtime"
    UNUSED_SHIFT = "unused_shift"
    MISSED_BREAK = "missed_break"
    STRANGER = "stranger"
    FACE = "face"
    BEYOND_TARGET = "beyond_target"
    NOT_CONTACT = "not_contact"
    NOT_PREFERRED = "not_preferred"
    UNMET_WISH = "unmet_wish"
    OUTSIDE_TEAM = "outside_team"
    OUTSIDE_DISTRICT = "outside_district"
    SUBSTITUTE = "substitute"
    WORST_IDLE = "worst_idle"
    LOAD_SPREAD = "load_spread"
    WORST_HEAVY = "worst_heavy"
    NOT_TOLD = "not_told"
    RESERVE = "reserve"


TERM_RULE = {
    Term.UNPLANNED: Rule.COVERAGE,
    Term.OVER_QUALIFIED: Rule.COMPETENCE,
    Term.LATENESS: Rule.TIME,
    Term.WORST_LATENESS: Rule.TIME,
    Term.TRAVEL: Rule.TRAVEL,
    Term.WAITING: Rule.TRAVEL,
    Term.OVERTIME: Rule.SHIFT,
    Term.UNUSED_SHIFT: Rule.SHIFT,
    Term.MISSED_BREAK: Rule.BREAK,
    Term.STRANGER: Rule.CONTINUITY,
    Term.FACE: Rule.CONTINUITY,
    Term.BEYOND_TARGET: Rule.CONTINUITY,
    Term.NOT_CONTACT: Rule.CONTINUITY,
    Term.NOT_PREFERRED: Rule.CONTINUITY,
    Term.UNMET_WISH: Rule.CONTINUITY,
    Term.OUTSIDE_TEAM: Rule.BOUNDARY,
    Term.OUTSIDE_DISTRICT: Rule.BOUNDARY,
    Term.SUBSTITUTE: Rule.BOUNDARY,
    Term.WORST_IDLE: Rule.FAIRNESS,
    Term.LOAD_SPREAD: Rule.FAIRNESS,
    Term.WORST_HEAVY: Rule.FAIRNESS,
    Term.NOT_TOLD: Rule.STABILITY,
    Term.RESERVE: Rule.SLACK,
}
