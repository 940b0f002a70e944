"""Run lists (kørelister) as a page to show or print: a dated section per carer, and links to them if they are many."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from html import escape

from triagering.io.contents import LISTED, anchor, contents, link
from triagering.io.groups import groups_html
from triagering.io.labels import by_team, dated
from triagering.io.layout import as_html, noted, page
from triagering.io.runlist_lines import ListMaker, TravelDisplay
from triagering.models import Day, Plan, Result
from triagering.models.base import Language
from triagering.models.html import html_table


def run_lists_html(day: Day, plan: Plan | Result, *, language: Language = "en",
                   travel_display: TravelDisplay = "between", note: str = "",
                   carer: Collection[str] | None = None) -> str:
    """Give the same as ``run_lists`` as one HTML page that needs nothing else, a dated printed page per carer.

    Where there are more than ten carers, links to their lists come first, by miniteam; they are not printed. A ``note``
    (as ``changes_text``, whom to tell what) and the group activities have printed pages of their own before the lists.
    """
    maker = ListMaker(day, plan, language, travel_display, carer)
    index = [_index(maker)] if len(maker.routes) > LISTED else []
    groups = groups_html(day, maker.plan, language) if carer is None else []
    return page(language, maker.title, [*index, *noted(note), *groups, *_sections(maker, ())])


def run_list_sections(day: Day, plan: Plan, *, language: Language, travel_display: TravelDisplay,
                      under: tuple[str, ...] | None = None, carer: Collection[str] | None = None) -> list[str]:
    """Give the sections of such a page: a dated run list per carer, then what is unplanned unless for some carers.

    Their anchors begin with what they are ``under``; without it they have none.
    """
    return _sections(ListMaker(day, plan, language, travel_display, carer), under)


def _sections(maker: ListMaker, under: tuple[str, ...] | None) -> list[str]:
    date = dated(maker.day.date, maker.language)
    head = [maker.words[word] for word in ("time", "what", "where", "tasks", "remarks")]
    sections = [as_html(replace(run_list, heading=f"{run_list.heading} · {date}"), head,
                        "" if under is None else anchor(*under, "carer", route.carer))
                for route, run_list in zip(maker.routes, maker.run_lists(), strict=True)]
    if maker.asked is not None:
        return sections
    return [*sections, _unplanned_html(maker, "" if under is None else f' id="{anchor(*under, "left-out")}"')]


def _index(maker: ListMaker) -> str:
    """List the carers by miniteam, each a link to the section."""
    links = [(maker.day.carer_by_id[route.carer].miniteam, link(anchor("carer", route.carer), route.carer))
             for route in maker.routes]
    lines = [f"{escape(team)}: {' · '.join(found)}" for team, found in by_team(links, maker.language)]
    count = len(maker.plan.unplanned) if maker.asked is None else 0
    return contents([*lines, *([link(anchor("left-out"), f"{maker.words['unplanned']}: {count}")] if count else [])])


def _unplanned_html(maker: ListMaker, named: str) -> str:
    rows = list(maker.unplanned())
    if not rows:
        return f"<p>{escape(maker.words['everything'])}</p>"
    head = [maker.words[word] for word in ("visit", "what", "length", "may_start", "urgency", "why", "help")]
    return f"<h2{named}>{escape(maker.words['unplanned'])}: {len(rows)}</h2>\n{html_table(rows, head=head)}"
