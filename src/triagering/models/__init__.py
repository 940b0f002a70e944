"""The vocabulary: frozen, validated models of a day and of a plan. No input, no output, no solver."""

from triagering.models.base import looks_like_cpr, mentions_cpr
from triagering.models.day import OWN_PRICE, URGENCY_CLASSES, Day, urgency_label
from triagering.models.people import Acquaintance, Carer, Citizen, Competence, Delegation, Level, Wish
from triagering.models.places import District, Miniteam, Municipality, Travel
from triagering.models.plan import (
    REASON_RULE,
    Bound,
    Charge,
    Plan,
    Reason,
    Result,
    Route,
    Status,
    Stop,
    StopKind,
    Unplanned,
    plan_of,
)
from triagering.models.rules import TERM_RULE, Rule, Term
from triagering.models.settings import Continuity, Prices, Settings
from triagering.models.shifts import Break, Shift
from triagering.models.week import DayMove, Week, days_of_week
from triagering.models.work import Activity, CarerRelation, Link, Pin, Task, TimeWindow, Visit

__all__ = [
    "OWN_PRICE", "REASON_RULE", "TERM_RULE", "URGENCY_CLASSES", "Acquaintance", "Activity", "Bound", "Break",
    "Carer", "CarerRelation", "Charge",
    "Citizen", "Competence", "Continuity", "Day", "DayMove", "Delegation", "District", "Level", "Link", "Miniteam",
    "Municipality", "Pin", "Plan", "Prices", "Reason", "Result", "Route", "Rule", "Settings", "Shift", "Status",
    "Stop", "StopKind", "Task", "Term", "TimeWindow", "Travel", "Unplanned", "Visit", "Week", "Wish",
    "days_of_week", "looks_like_cpr", "mentions_cpr", "plan_of", "urgency_label",
]
