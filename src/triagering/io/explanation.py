"""Why somebody comes to a visit, in words: its costs, what it would change if others came, who could not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from triagering.io.away import away_text, visit_reason
from triagering.io.labels import REASONS, TERMS, some_of
from triagering.models import Day, Reason, Term, urgency_label
from triagering.models.base import Language
from triagering.models.explanation import Alternative, Explanation, RuledOut

WORDS = {
    "en": {
        "and": "and", "at": "at", "costs": "costs {cost}", "detour": "{minutes} min of travel are for it alone",
        "left_out": "left out", "instead": "With others, compared with the plan",
        "out": "would be left out", "back": "would be planned too", "given": "would get other carers",
        "moved": "would begin at another time", "ruled_out": "Could not come", "could": "Could come",
        "nobody": "nobody", "begun": "It has begun: who is there stays",
        "not_asked": "Not asked before it was cancelled", "unknown": "not in the plan",
    },
    "da": {
        "and": "og", "at": "kl.", "costs": "koster {cost}", "detour": "{minutes} min vejtid er kun for dets skyld",
        "left_out": "udeladt", "instead": "Med andre, sammenlignet med planen",
        "out": "ville blive udeladt", "back": "ville også blive planlagt", "given": "ville få andre medarbejdere",
        "moved": "ville begynde på et andet tidspunkt", "ruled_out": "Kunne ikke komme", "could": "Kunne komme",
        "nobody": "ingen", "begun": "Det er påbegyndt: den, der er der, bliver",
        "not_asked": "Ikke undersøgt, før der blev afbrudt", "unknown": "ikke i planen",
    },
}
"""Words of an explanation."""

NOT_BY = {
    "en": {
        Reason.NOBODY_QUALIFIED: "not held today at the level asked: {lacks}",
        Reason.NOBODY_ACCEPTED: "the citizen's {lacks}",
        Reason.CLOSED_DISTRICT: "of another district, and this one is closed",
        Reason.NO_SHIFT_IN_WINDOW: "not at work, travel included, when it may start",
        Reason.NO_SHIFT_FITS: "no room in the shift: the most load, or the break that must be taken",
        Reason.PIN_CONFLICT: "no room was found for it beside what cannot be given up",
        Reason.LINKED: "not together with what it is linked to",
    },
    "da": {
        Reason.NOBODY_QUALIFIED: "mangler i dag på det krævede niveau: {lacks}",
        Reason.NOBODY_ACCEPTED: "borgerens {lacks}",
        Reason.CLOSED_DISTRICT: "fra et andet distrikt, og dette er lukket",
        Reason.NO_SHIFT_IN_WINDOW: "ikke på arbejde, vejtid medregnet, når det må starte",
        Reason.NO_SHIFT_FITS: "ikke plads i vagten: største belastning, eller pausen der skal holdes",
        Reason.PIN_CONFLICT: "der blev ikke fundet plads ved siden af det, der ikke kan opgives",
        Reason.LINKED: "ikke sammen med det, besøget er bundet til",
    },
}
"""Why one carer could not come, where it is not said as of what is left out."""

REFUSALS = {"veto": "fravalg", "closed circle": "lukkede kreds", "hard wish": "faste ønske"}
"""A citizen's word in Danish."""


def explanation_text(day: Day, found: Explanation, *, language: Language = "en") -> str:
    """Give what ``explain`` found about a visit of the day, in words.

    >>> from triagering.io import generate_day
    >>> from triagering.models.explanation import RuledOut
    >>> day = generate_day(citizens=3, carers=2, seed=1)
    >>> nobody = RuledOut(carer="c02", reason=Reason.NO_SHIFT_IN_WINDOW)
    >>> print(explanation_text(day, Explanation(
    ...     visit="v0001", citizen="z001", carers=("c01",), start=480, reason=None, costs={Term.FACE: 50}, detour=7,
    ...     alternatives=(), ruled_out=(nobody,))), end="")
    v0001 (z001): c01 at 08:00
      costs 50: face +50; 7 min of travel are for it alone
    Could not come
      c02: not at work, travel included, when it may start
    """
    words = WORDS[language]
    head, total = f"{found.visit} ({found.citizen}): ", sum(found.costs.values())
    if found.start is not None:
        head += _who(day, found.carers, found.start, language)
    else:
        head += words["unknown"] if found.reason is None else (
            f"{words['left_out']}: {visit_reason(day, found.visit, found.reason, language)}")
    said = words["costs"].format(cost=total) + (f": {_costs(found.costs, language)}" if found.costs else "")
    if found.detour:
        said += "; " + words["detour"].format(minutes=found.detour)
    lines = [head, f"  {said}"] if found.start is not None or found.costs else [head]
    if found.alternatives:  # of a visit by two, asking for either of a pair may find both: the cheapest is enough
        best = {one.carers: one for one in reversed(found.alternatives)}
        lines += [words["instead"], *(line for one in found.alternatives if best[one.carers] is one
                                      for line in _alternative(day, one, language))]
    away = any(one.reason is Reason.CITIZEN_AWAY for one in found.ruled_out)  # then it is so for everybody
    if away and (why := away_text(day, found.visit, language)):
        lines += [words["could"], f"  {words['nobody']}: {why}"]
    elif found.ruled_out:
        lines += [words["ruled_out"], *_ruled_out(found.ruled_out, language)]
    if found.visit in day.begun:
        lines += [words["begun"]]
    if found.not_asked:
        lines += [words["not_asked"], f"  {', '.join(found.not_asked)}"]
    return "\n".join(lines) + "\n"


def _alternative(day: Day, one: Alternative, language: Language) -> Iterator[str]:
    words = WORDS[language]
    costs = f" ({_costs(one.costs, language)})" if one.costs else ""
    yield f"  {_who(day, one.carers, one.start, language)}: {one.cost:+}{costs}"
    told = {
        "out": [f"{id_} ({urgency_label(day.counted_as(id_), language)})" for id_ in one.left_out],
        "back": list(one.brought_back),
        "given": [f"{id_} ({', '.join(carers)})" for id_, carers in one.handed_over],
        "moved": [f"{id_} {minutes:+} min" for id_, minutes in one.moved],
    }
    for name, shown in told.items():
        if shown:
            yield f"    {words[name]}: {some_of(shown)}"


def _who(day: Day, carers: tuple[str, ...], start: int, language: Language) -> str:
    words = WORDS[language]
    return f" {words['and']} ".join(carers) + f" {words['at']} {day.clock(start)}"


def _costs(costs: Mapping[Term, int], language: Language) -> str:
    ordered = sorted(costs.items(), key=lambda entry: -abs(entry[1]))
    return ", ".join(f"{TERMS[language][term]} {cost:+}" for term, cost in ordered)  # all: they add up to what is said


def _ruled_out(found: tuple[RuledOut, ...], language: Language) -> Iterator[str]:
    grouped: dict[str, list[str]] = {}
    for one in found:
        lacks = ", ".join(one.lacks)
        if language == "da" and one.reason is Reason.NOBODY_ACCEPTED:
            for english, danish in REFUSALS.items():
                lacks = lacks.replace(english, danish, 1) if lacks.startswith(english) else lacks
        why = NOT_BY[language].get(one.reason, REASONS[language][one.reason]).format(lacks=lacks)
        grouped.setdefault(why, []).append(one.carer)
    for why, carers in grouped.items():
        yield f"  {', '.join(carers)}: {why}"
