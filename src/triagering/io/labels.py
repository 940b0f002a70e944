"""What people read, in English and Danish. Ids from the source system are shown as they are.

In Danish a carer is ``medarbejder`` as somebody at work, and ``hjælper`` as somebody who comes to a citizen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TypeVar

from triagering.models import Activity, Reason, Term
from triagering.models.base import Language

T = TypeVar("T")

SHOWN = 6
"""Most ids in a line."""


def some_of(shown: Sequence[str]) -> str:
    """List the first of these, and how many more there are.

    >>> some_of("abcdefgh")
    'a, b, c, d, e, f … (+2)'
    """
    return ", ".join(shown[:SHOWN]) + (f" … (+{len(shown) - SHOWN})" if len(shown) > SHOWN else "")


def decimal(number: str, language: Language) -> str:
    """Give a number as it is written in a language.

    >>> decimal("2.5", "en"), decimal("2.5", "da")
    ('2.5', '2,5')
    """
    return number.replace(".", ",") if language == "da" else number


def times(carers: int, minutes: int) -> str:
    """Write the minutes of something, and how many carers need them if it is more than one.

    >>> times(1, 30), times(2, 30)
    ('30', '2 × 30')
    """
    return f"{carers} × {minutes}" if carers > 1 else str(minutes)


def called(activity: Activity, language: Language) -> str:
    """Give what people call an activity: a meeting, or a group activity where citizens take part."""
    return WORDS[language]["group" if activity.citizens else "activity"]


def dated(date: dt.date, language: Language) -> str:
    """Give a date as it is written in a language.

    >>> dated(dt.date(2026, 3, 2), "en"), dated(dt.date(2026, 3, 2), "da")
    ('2026-03-02', '02-03-2026')
    """
    return f"{date:%d-%m-%Y}" if language == "da" else date.isoformat()


def by_team(entries: Iterable[tuple[str | None, T]], language: Language) -> list[tuple[str, list[T]]]:
    """Gather what belongs to miniteams under their names, in order; what belongs to none comes last.

    >>> by_team([(None, "c3"), ("t2", "c1"), ("t1", "c2"), ("t2", "c4")], "en")
    [('miniteam t1', ['c2']), ('miniteam t2', ['c1', 'c4']), ('without miniteam', ['c3'])]
    """
    words, teams = WORDS[language], dict[str, list[T]]()
    for team, entry in entries:
        teams.setdefault(team or "", []).append(entry)
    return [(words["team"].format(team=team) if team else words["none"], teams[team])
            for team in sorted(teams, key=lambda team: (not team, team))]


def short_date(date: dt.date, language: Language) -> str:
    """Give a date where there is little room, and the year is said elsewhere.

    >>> short_date(dt.date(2026, 4, 5), "en"), short_date(dt.date(2026, 4, 5), "da")
    ('04-05', '5/4')
    """
    return f"{date.day}/{date.month}" if language == "da" else f"{date:%m-%d}"


WORDS = {
    "en": {
        "travel": "travel", "break": "break", "activity": "meeting", "with": "with",
        "time_critical": "time-critical", "agreed": "agreed", "told": "told", "aimed": "aimed at",
        "nothing": "no visits", "leaves": "leaves", "back": "back", "visit": "visit", "visits": "visits",
        "rest_from": "from {at} (rest)", "rest_until": "home by {at} (rest)", "care": "with citizens",
        "unplanned": "Unplanned", "everything": "Everything is planned.", "help": "Would help", "minutes": "min",
        "run_lists": "Run lists", "home": "home", "hours": "h",
        "team": "miniteam {team}", "none": "without miniteam", "time": "time", "what": "what", "where": "where",
        "tasks": "tasks", "remarks": "remarks", "length": "length", "may_start": "may start",
        "urgency": "urgency", "why": "why", "group": "group activity", "citizens": "citizens",
    },
    "da": {
        "travel": "vejtid", "break": "pause", "activity": "møde", "with": "sammen med",
        "time_critical": "tidskritisk", "agreed": "aftalt", "told": "meddelt", "aimed": "ønsket",
        "nothing": "ingen besøg", "leaves": "afgang", "back": "retur", "visit": "besøg", "visits": "besøg",
        "rest_from": "fra {at} (hvile)", "rest_until": "hjemme {at} (hvile)", "care": "hos borgerne",
        "unplanned": "Ikke planlagt", "everything": "Alt er planlagt.", "help": "Ville hjælpe", "minutes": "min",
        "run_lists": "Kørelister", "home": "hjem", "hours": "t",
        "team": "miniteam {team}", "none": "uden miniteam", "time": "tid", "what": "hvad", "where": "hvor",
        "tasks": "opgaver", "remarks": "bemærkninger", "length": "længde", "may_start": "må starte",
        "urgency": "hast", "why": "hvorfor", "group": "gruppeaktivitet", "citizens": "borgere",
    },
}
"""Single words and short phrases."""

REASONS = {
    "en": {
        Reason.CITIZEN_AWAY: "its citizen takes part in an activity whenever it may start",
        Reason.NOBODY_QUALIFIED: "nobody at work has the competences",
        Reason.NOBODY_ACCEPTED: "vetoes, the closed circle or firm wishes rule out everybody qualified",
        Reason.CLOSED_DISTRICT: "only carers of other districts could, and the district is closed",
        Reason.TOO_FEW_CARERS: "fewer suitable carers are at work than it needs at once",
        Reason.NO_SHIFT_IN_WINDOW: "no suitable carer is at work, travel included, when it may start",
        Reason.NO_SHIFT_FITS: "it fits no suitable carer's shift: the most load, or the break that must be taken",
        Reason.LINKED: "a visit that it is linked to leaves it out: not planned, or in no way together with it",
        Reason.PIN_CONFLICT: "no room was found for it as it is pinned",
        Reason.PRICE: "leaving it out, at its own price, is cheaper than making room for it",
        Reason.NO_CAPACITY: "no room was found beside what is at least as urgent",
    },
    "da": {
        Reason.CITIZEN_AWAY: "borgeren er til en aktivitet, når det må starte",
        Reason.NOBODY_QUALIFIED: "ingen på arbejde har kompetencerne",
        Reason.NOBODY_ACCEPTED: "fravalg, lukket kreds eller faste ønsker udelukker alle kvalificerede",
        Reason.CLOSED_DISTRICT: "kun medarbejdere fra andre distrikter kunne, og distriktet er lukket",
        Reason.TOO_FEW_CARERS: "færre egnede medarbejdere er på arbejde, end besøget kræver på én gang",
        Reason.NO_SHIFT_IN_WINDOW: "ingen egnet medarbejder er på arbejde, vejtid medregnet, når det må starte",
        Reason.NO_SHIFT_FITS:
            "det passer ikke i nogen egnet medarbejders vagt: største belastning, eller pausen der skal holdes",
        Reason.LINKED: "et besøg, det er bundet til, udelukker det: ikke planlagt, eller umuligt sammen med det",
        Reason.PIN_CONFLICT: "der blev ikke fundet plads til det, som det er låst",
        Reason.PRICE: "det er billigere at udelade besøget, til dets egen pris, end at gøre plads til det",
        Reason.NO_CAPACITY: "der blev ikke fundet plads ved siden af det, der haster mindst lige så meget",
    },
}
"""Why something is unplanned."""

REMEDIES = {
    "en": {
        Reason.CITIZEN_AWAY: "another time for the visit or the activity, or taking the citizen off the activity",
        Reason.NOBODY_QUALIFIED: "a carer at work with the competences, or a valid delegation of what may be delegated",
        Reason.NOBODY_ACCEPTED: "an agreement with the citizen about one more carer",
        Reason.CLOSED_DISTRICT: "a qualified carer of the district at work, or opening the district",
        Reason.TOO_FEW_CARERS: "more suitable carers at work, or fewer carers at the visit",
        Reason.NO_SHIFT_IN_WINDOW: "a wider time window, or a shift that covers it",
        Reason.NO_SHIFT_FITS: "more load or another break in a suitable carer's shift, or a shorter visit",
        Reason.LINKED: "planning the other visit, or loosening the link",
        Reason.PIN_CONFLICT: "moving or removing a pin, or more time of the pinned carer",
        Reason.PRICE: "more time of a suitable carer, or a higher price for leaving it out",
        Reason.NO_CAPACITY: "{minutes} minutes and travel of a suitable carer in its window, or a wider window",
    },
    "da": {
        Reason.CITIZEN_AWAY: "et andet tidspunkt for besøget eller aktiviteten, eller at tage borgeren af aktiviteten",
        Reason.NOBODY_QUALIFIED:
            "en medarbejder på arbejde med kompetencerne, eller en gyldig delegation af det, der må delegeres",
        Reason.NOBODY_ACCEPTED: "en aftale med borgeren om en medarbejder mere",
        Reason.CLOSED_DISTRICT: "en kvalificeret medarbejder fra distriktet på arbejde, eller at åbne distriktet",
        Reason.TOO_FEW_CARERS: "flere egnede medarbejdere på arbejde, eller færre medarbejdere til besøget",
        Reason.NO_SHIFT_IN_WINDOW: "et bredere tidsvindue, eller en vagt der dækker det",
        Reason.NO_SHIFT_FITS:
            "større belastning eller en anden pause i en egnet medarbejders vagt, eller et kortere besøg",
        Reason.LINKED: "at planlægge det andet besøg, eller at løsne bindingen",
        Reason.PIN_CONFLICT: "at flytte eller fjerne en låsning, eller mere tid hos den låste medarbejder",
        Reason.PRICE: "mere tid hos en egnet medarbejder, eller en højere pris for at udelade det",
        Reason.NO_CAPACITY:
            "{minutes} minutter og vejtid hos en egnet medarbejder i tidsvinduet, eller et bredere vindue",
    },
}
"""What would help, by reason."""

TERMS = {
    "en": {term: term.value.replace("_", " ") for term in Term},
    "da": {
        Term.UNPLANNED: "udeladte besøg", Term.OVER_QUALIFIED: "højere kompetence end nødvendigt",
        Term.LATENESS: "forsinkelse", Term.WORST_LATENESS: "største forsinkelse", Term.TRAVEL: "vejtid",
        Term.WAITING: "ventetid", Term.OVERTIME: "overarbejde", Term.UNUSED_SHIFT: "ubrugt vagt",
        Term.MISSED_BREAK: "mistet pause", Term.STRANGER: "fremmed hjælper", Term.FACE: "ansigter i dag",
        Term.BEYOND_TARGET: "flere hjælpere end målet", Term.NOT_CONTACT: "ikke kontaktpersonen",
        Term.NOT_PREFERRED: "ikke en foretrukken hjælper", Term.UNMET_WISH: "uopfyldt ønske",
        Term.OUTSIDE_TEAM: "uden for miniteamet", Term.OUTSIDE_DISTRICT: "uden for distriktet",
        Term.SUBSTITUTE: "afløser", Term.WORST_IDLE: "største ledige tid", Term.LOAD_SPREAD: "skæv fordeling",
        Term.WORST_HEAVY: "flest tunge besøg", Term.NOT_TOLD: "ikke den meddelte",
        Term.RESERVE: "manglende ressourcetid",
    },
}
"""The priced parts of the rules."""
