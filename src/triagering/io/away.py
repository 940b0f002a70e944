"""Where citizens are who are not at home, in words, and what is left out because of it."""

from __future__ import annotations

from triagering.io.labels import REASONS
from triagering.models import Activity, Day, Reason
from triagering.models.base import Language

WORDS = {"en": "{citizen} is at {activities}", "da": "{citizen} er til {activities}"}
"""Why nobody can visit a citizen."""


def at_activity(day: Day, activity: Activity) -> str:
    """Name an activity, and from when until when it takes."""
    return f"{activity.id} {day.clock(activity.start)}–{day.clock(activity.end)}"


def away_text(day: Day, id_: str, language: Language) -> str:
    """Say at which activities the citizen of a visit is when it may start; nothing if at none."""
    visit = day.visit_by_id.get(id_)
    there = [] if visit is None else [
        at_activity(day, one) for one in day.activities_of.get(visit.citizen, ())
        if any(one.start < window.latest_start + visit.minutes and window.earliest_start < one.end
               for window in visit.windows)]
    return "" if visit is None or not there else WORDS[language].format(
        citizen=visit.citizen, activities=", ".join(there))


def visit_reason(day: Day, id_: str, reason: Reason, language: Language) -> str:
    """Say why something is left out; of a visit whose citizen is away, where that is."""
    named = away_text(day, id_, language) if reason is Reason.CITIZEN_AWAY else ""
    return named or REASONS[language][reason]
