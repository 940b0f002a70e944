"""Why something is left out and what would help, in words; of an activity, which of its carers cannot be there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from triagering.io.away import visit_reason
from triagering.io.labels import REMEDIES, some_of, times
from triagering.models import Activity, Day, Reason, Unplanned
from triagering.models.base import Language

Words = Mapping[str, str]
"""By reason, or by what keeps a carer."""

WORDS: dict[Language, Words] = {
    "en": {
        Reason.TOO_FEW_CARERS: "none of its carers can be there",
        Reason.NO_SHIFT_IN_WINDOW: "not all of its carers at work can be there, travel included",
        Reason.NO_SHIFT_FITS: "it does not fit the shift of each of its carers: the most load, or the break that must "
                              "be taken",
        "no_shift": "{carer} has no shift that day", "shift": "{carer} is at work {start}–{end}",
        "from": "{carer} may begin {at} at the earliest (rest)", "until": "{carer} must be home by {at} (rest)",
        "help": "its carers free at its time, or another time",
        "other": "another time, or shifts and rest of its carers that leave room for it",
    },
    "da": {
        Reason.TOO_FEW_CARERS: "ingen af aktivitetens medarbejdere kan være der",
        Reason.NO_SHIFT_IN_WINDOW: "ikke alle aktivitetens medarbejdere på arbejde kan være der, vejtid medregnet",
        Reason.NO_SHIFT_FITS: "aktiviteten passer ikke i alle dens medarbejderes vagter: største belastning, eller "
                              "pausen der skal holdes",
        "no_shift": "{carer} har ingen vagt den dag", "shift": "{carer} er på arbejde {start}–{end}",
        "from": "{carer} må tidligst begynde kl. {at} (hvile)", "until": "{carer} skal være hjemme kl. {at} (hvile)",
        "help": "at aktivitetens medarbejdere er fri på det tidspunkt, eller et andet tidspunkt",
        "other": "et andet tidspunkt, eller vagter og hvile hos aktivitetens medarbejdere, der giver plads til den",
    },
}
"""Of an activity; of visits labels.py says it."""


def reason_text(day: Day, entry: Unplanned, language: Language) -> str:
    """Say why something is left out; of an activity, which of its carers cannot be there, and why."""
    activity, words = day.activity_by_id.get(entry.id), WORDS[language]
    if activity is None or entry.reason not in words:
        return visit_reason(day, entry.id, entry.reason, language)
    absent = {Reason.TOO_FEW_CARERS: _missing, Reason.NO_SHIFT_IN_WINDOW: _too_short}.get(entry.reason)
    who = [] if absent is None else [*absent(day, activity, words)]
    return words[entry.reason] + (f": {some_of(who)}" if who else "")


def _missing(day: Day, activity: Activity, words: Words) -> Iterator[str]:
    """Say of the carers of an activity that nobody attends what keeps each: no shift, or rest."""
    for carer in activity.carers:
        shift = day.shift_by_carer.get(carer)
        if shift is None:
            yield words["no_shift"].format(carer=carer)
        elif day.rest_keeps(carer, activity):
            first, last = day.span(shift)
            early = day.way_to(carer, activity)[0] < first
            yield words["from" if early else "until"].format(carer=carer, at=day.clock(first if early else last))


def _too_short(day: Day, activity: Activity, words: Words) -> Iterator[str]:
    """Say when those are at work whose shift leaves no room for an activity."""
    for carer in day.attending[activity.id]:
        shift, (leaves, returns) = day.shift_by_carer[carer], day.way_to(carer, activity)
        if leaves < shift.start or shift.end + shift.overtime < returns:
            yield words["shift"].format(carer=carer, start=day.clock(shift.start), end=day.clock(shift.end))


def remedy_text(day: Day, entry: Unplanned, language: Language) -> str:
    """Say what would help."""
    visit = day.visit_by_id.get(entry.id)
    if visit is None:
        return WORDS[language]["other" if entry.reason in WORDS[language] else "help"]
    return REMEDIES[language][entry.reason].format(minutes=times(visit.carers_needed, visit.minutes))
