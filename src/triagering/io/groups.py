"""The group activities of a day, each with everybody who takes part, as they are listed beside run lists."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from triagering.io.labels import WORDS as COMMON
from triagering.io.labels import dated
from triagering.io.layout import columns, section
from triagering.models import Day, Plan
from triagering.models.base import Language
from triagering.models.html import html_table

WORDS = {
    "en": {"title": "Group activities", "carers": "carers", "out": "left out", "citizen": "1 citizen"},
    "da": {"title": "Gruppeaktiviteter", "carers": "medarbejdere", "out": "udeladt", "citizen": "1 borger"},
}
"""Words of the list."""


def groups_text(day: Day, plan: Plan, language: Language) -> list[str]:
    """Give the list as one part of a text; none where the day has no group activities."""
    rows = list(_rows(day, plan, language))
    return ["\n".join([f"{WORDS[language]['title']}: {len(rows)}", *columns(rows)])] if rows else []


def groups_html(day: Day, plan: Plan, language: Language, anchor: str = "") -> list[str]:
    """Give the list as one section of a page, which an anchor leads to; none where the day has no group activities."""
    rows, words = list(_rows(day, plan, language)), COMMON[language] | WORDS[language]
    head = [words[word] for word in ("time", "group", "where", "carers", "citizens")]
    heading = escape(f"{words['title']}: {len(rows)} · {dated(day.date, language)}")
    return [section(f"<h2>{heading}</h2>\n{html_table(rows, head=head)}", anchor)] if rows else []


def _rows(day: Day, plan: Plan, language: Language) -> Iterator[tuple[str, ...]]:
    """Give time, id, place, carers and citizens of each, in order of time; most have no carers of the plan."""
    out = {entry.id for entry in plan.unplanned}
    for one in sorted(day.activities, key=lambda one: (one.start, one.id)):
        if one.citizens:
            count, carers = len(one.citizens), ", ".join(carer for carer, _ in plan.placed.get(one.id, ()))
            who = WORDS[language]["citizen"] if count == 1 else f"{count} {COMMON[language]['citizens']}"
            yield (f"{day.clock(one.start)}–{day.clock(one.end)}", one.id, one.place,
                   WORDS[language]["out"] if one.id in out else carers, f"{who}: {', '.join(one.citizens)}")
