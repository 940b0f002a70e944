"""What is left out, in words: why, what is at risk, what would bring it back."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from triagering.io.away import visit_reason
from triagering.io.labels import REMEDIES, some_of, times
from triagering.models import Day, Reason, urgency_label
from triagering.models.base import Language
from triagering.models.codes import spoken
from triagering.models.left_out import LeftOut

WORDS = {
    "en": {
        "title": "Left out, most urgent first", "none": "Nothing is left out.", "risk": "at risk",
        "help": "would bring it back", "travel": "travel",
        "of": "of somebody with", "between": "between", "and": "and", "or": "or", "level": "level",
        "taken": "suitable carers are with", "together": "together with",
        "anybody": "of anybody", "by_delegation": "(delegation would do)", "nobody": "nobody at work is suitable",
    },
    "da": {
        "title": "Udeladt, det mest hastende først", "none": "Intet er udeladt.", "risk": "på spil",
        "help": "ville bringe det tilbage",
        "travel": "vejtid", "of": "af en med", "between": "mellem", "and": "og", "or": "eller",
        "taken": "egnede medarbejdere er hos", "level": "niveau", "anybody": "af hvem som helst",
        "together": "sammen med", "by_delegation": "(delegation rækker)", "nobody": "ingen på arbejde er egnet",
    },
}
"""Words of the list."""

NOT_TIME = frozenset({Reason.CITIZEN_AWAY, Reason.NOBODY_ACCEPTED, Reason.CLOSED_DISTRICT, Reason.NO_SHIFT_FITS,
                      Reason.LINKED, Reason.PIN_CONFLICT})
"""Reasons against which nobody's time helps."""

RISKS = {
    "en": {
        "medicine": "medicine not given", "insulin": "insulin not given", "compression": "compression not put on",
        "simple_wound": "wound not seen to", "complex_wound": "wound not seen to", "nursing": "nursing task not done",
        "observation": "no follow-up: worsening may go unseen",
        "personal_care": "personal care, meal or toilet visit missed",
        "lift": "not moved", "medicine_dispensing": "medicine not dispensed", "rehabilitation": "training missed",
        "practical_help": "cleaning or shopping postponed", "diet": "diet advice postponed",
    },
    "da": {
        "medicine": "medicin ikke givet", "insulin": "insulin ikke givet", "compression": "kompression ikke lagt",
        "simple_wound": "sår ikke tilset", "complex_wound": "sår ikke tilset", "nursing": "sygeplejeopgave ikke udført",
        "observation": "ingen opfølgning: forværring kan blive overset",
        "personal_care": "pleje, måltid eller toiletbesøg mangler", "lift": "ikke forflyttet",
        "medicine_dispensing": "medicin ikke doseret", "rehabilitation": "træning mangler",
        "practical_help": "rengøring eller indkøb udskudt", "diet": "kostvejledning udskudt",
    },
}
"""What it means that a task is not done, by competence; local competences are shown as they are."""


def left_out_text(day: Day, found: Iterable[LeftOut], *, language: Language = "en") -> str:
    """Give the list of what a plan of the day leaves out, in words.

    >>> from triagering.io import generate_day
    >>> print(left_out_text(generate_day(citizens=3, carers=2, seed=1), []), end="")
    Nothing is left out.
    """
    words, clock = WORDS[language], day.clock
    lines = [line for one in found for line in _lines(one, visit_reason(day, one.visit, one.reason, language),
                                                _partners(day, one), language, clock)]
    return "\n".join([words["title"], *lines] if lines else [words["none"]]) + "\n"


def _partners(day: Day, one: LeftOut) -> list[str]:
    """List what is only planned together with one, by a link of its own."""
    ends = [{link.first, link.second} for link in day.links if link.all_or_none]
    return sorted(set().union(*(pair for pair in ends if one.visit in pair)) - {one.visit})


def _lines(one: LeftOut, reason: str, partners: list[str], language: Language,
           clock: Callable[[int], str]) -> list[str]:
    words, risks = WORDS[language], RISKS[language]
    risk = "; ".join(dict.fromkeys(risks.get(area, area) for area in one.at_risk))
    held = ", ".join(
        f"{spoken(area, language)} ({words['level']} {level})"
        + (f" {words['by_delegation']}" if area in one.delegable else "")
        for area, level in one.competences)
    spans = f" {words['or']} ".join(f"{clock(start)} {words['and']} {clock(end)}" for start, end in one.spans)
    who = f"{words['of']} {held}" if held else words["anybody"]
    urgency, rule = urgency_label(one.urgency, language), f", {one.rule}" if one.rule else ""
    remedy = (f"{times(one.carers_needed, one.minutes)} min + {one.travel} min {words['travel']} {who} "
              f"{words['between']} {spans}")
    if partners:
        remedy += f", {words['together']} {', '.join(partners)}"
    lines = [
        f"  {one.visit} ({one.citizen}), {urgency}{rule}: {reason}",
        f"    {words['help']}: {REMEDIES[language][one.reason] if one.reason in NOT_TIME else remedy}",
    ]
    if risk:
        lines.insert(1, f"    {words['risk']}: {risk}")
    if not one.suitable:
        lines.append(f"    {words['nobody']}")
    elif one.taken_by:
        lines.append(f"    {words['taken']}: {some_of(one.taken_by)}")
    return lines
