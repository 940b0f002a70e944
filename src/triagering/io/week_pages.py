"""A week as a page to show or print: board, description, and every carer's run list of every day."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import partial
from html import escape

from triagering.io.contents import LISTED, anchor, contents, link
from triagering.io.groups import groups_html
from triagering.io.labels import WORDS, by_team, dated
from triagering.io.layout import noted, page, section
from triagering.io.runlist_lines import TravelDisplay
from triagering.io.runlist_pages import run_list_sections
from triagering.io.week_tables import date_text, legend, tables
from triagering.io.week_texts import describe_week, week_title
from triagering.models.asked import carers_asked
from triagering.models.base import Language
from triagering.models.html import html_table
from triagering.models.week import Week


def week_html(week: Week, *, language: Language = "en", travel_display: TravelDisplay = "between",
              note: str = "", carer: Collection[str] | None = None) -> str:
    """Give board, description and every carer's run list of every day as one HTML page that needs nothing else.

    Where there are more than ten lists, links to each day and to each carer's lists come first; they are not printed. A
    ``note``, as of whom to tell what, comes after the board. With ``carer``, the id of one or several, it is their own
    page: the board as ``week_board`` gives it then, and each one's lists in order of date.

    Raises
    ------
    InputError
        If such a carer is on none of the days (E102).
    """
    asked = carers_asked(carer, week.days)
    boards = ["\n".join([f"<h2>{escape(name)}</h2>", html_table(rows, head=head),
                         *(f"<p>{escape(mark)}</p>" for mark in legend(rows, language))])
              for name, (head, *rows) in tables(week, language, asked)]
    told = f"<pre>{escape(describe_week(week, language=language))}</pre>"
    sheets = ["\n".join(boards)] if asked is not None else [f"{boards[0]}\n{told}", *boards[1:]]
    sections = [*map(section, sheets), *noted(note)]
    linked = asked is None and sum(len(plan.routes) for plan in week.plans) > LISTED
    lists = partial(run_list_sections, language=language, travel_display=travel_display)
    if asked is None:
        sections += _by_day(week, language, lists, linked=linked)
    else:
        sections += [sheet for one in asked for day, plan in week.days_of(one) for sheet in lists(day, plan, carer=one)]
    return page(language, week_title(week, language, partial(dated, language=language)),
                [*([contents(_links(week, language))] if linked else []), *sections])


def _by_day(week: Week, language: Language, lists: Callable[..., list[str]], *, linked: bool) -> Iterator[str]:
    """Give what each day leaves out, its group activities, and everybody's lists."""
    for day, plan in zip(week.days, week.plans, strict=True):
        date = day.date.isoformat()
        *own, unplanned = lists(day, plan, under=(date,) if linked else None)
        if plan.unplanned:
            yield section(f"<h1>{date_text(day.date, language)}</h1>\n{unplanned}")
        yield from groups_html(day, plan, language, anchor(date, "groups") if linked else "")
        yield from own


def _links(week: Week, language: Language) -> Iterator[str]:
    """Lead to where each day begins, to each carer's lists by miniteam, and to what is left out."""
    begins, out, teams, lists = list[str](), list[str](), dict[str, str | None](), dict[str, list[str]]()
    for day, plan in zip(week.days, week.plans, strict=True):
        date, shown = day.date.isoformat(), date_text(day.date, language)
        targets = [anchor(date, "carer", route.carer) for route in plan.routes]
        for route, target in zip(plan.routes, targets, strict=True):
            teams[route.carer] = day.carer_by_id[route.carer].miniteam
            lists.setdefault(route.carer, []).append(link(target, shown))
        if any(one.citizens for one in day.activities):
            targets.insert(0, anchor(date, "groups"))
        if plan.unplanned:
            targets.insert(0, anchor(date, "left-out"))
            out.append(link(targets[0], f"{shown}: {len(plan.unplanned)}"))
        begins += [link(target, shown) for target in targets[:1]]
    yield " · ".join(begins)
    own = [(teams[carer], f"{escape(carer)}: {' · '.join(found)}") for carer, found in sorted(lists.items())]
    for team, lines in by_team(own, language):
        yield "<br>\n".join([escape(team), *lines])
    if out:
        yield f"{escape(WORDS[language]['unplanned'])}: {' · '.join(out)}"
