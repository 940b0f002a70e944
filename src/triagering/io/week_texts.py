"""A week as people read it: who comes to whom on each day, and what it costs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from html import escape
from statistics import median_low

from triagering.io.labels import some_of
from triagering.io.layout import columns, page
from triagering.io.outcome import cost_lines, decimal
from triagering.io.runlist import TravelDisplay, run_list_sections
from triagering.models import Day, Plan
from triagering.models.base import Language
from triagering.models.html import html_table
from triagering.models.week import Week

WORDS = {
    "en": {
        "week": "Week", "citizen": "citizen", "contact": "contact person", "carers": "carers",
        "none": "without miniteam", "left_out": "{count} left out", "days": "Mon Tue Wed Thu Fri Sat Sun",
        "planned": "{planned} of {all} visits planned in {seconds} s.",
        "day": "{date}: {visits} visits, {out} left out, cost {cost}",
        "faces": "Different carers at a citizen who is visited on each of these {days} days: {median} in the median, "
                 "{most} at most.",
        "moved": "On another day than listed",
        "unproven": "Nothing is proven about how much better the plans could be.",
    },
    "da": {
        "week": "Uge", "citizen": "borger", "contact": "kontaktperson", "carers": "hjælpere",
        "none": "uden miniteam", "left_out": "{count} udeladt", "days": "man tir ons tor fre lør søn",
        "planned": "{planned} af {all} besøg planlagt på {seconds} s.",
        "day": "{date}: {visits} besøg, {out} udeladt, pris {cost}",
        "faces": "Forskellige hjælpere hos en borger, som besøges på hver af disse {days} dage: {median} i medianen, "
                 "højst {most}.",
        "moved": "På en anden dag end angivet",
        "unproven": "Intet er bevist om, hvor meget bedre planerne kunne være.",
    },
}
"""Words of the week."""


def week_board(week: Week, *, language: Language = "en") -> str:
    """Give who comes to each citizen on each day, by miniteam, as text; and how many different carers that are.

    Parameters
    ----------
    week
        As ``plan_week`` gives it.
    language
        ``en`` or ``da``; ids stay as they are.
    """
    parts = ["\n".join([name, *columns(rows)]) for name, rows in _teams(week, language)]
    return "\n\n".join([_title(week, language), *parts]) + "\n"


def week_html(week: Week, *, language: Language = "en", travel_display: TravelDisplay = "between") -> str:
    """Give the board and every carer's run list of every day as one HTML page that needs nothing else."""
    boards = [f"<section><h2>{escape(name)}</h2>\n{html_table(rows[1:], head=rows[0])}</section>"
              for name, rows in _teams(week, language)]
    lists = [section for day, plan in zip(week.days, week.plans, strict=True) for section in (
        f"<h2>{_date(day.date, language)}</h2>",
        *run_list_sections(day, plan, language=language, travel_display=travel_display))]
    return page(language, _title(week, language), [*boards, *lists])


def describe_week(week: Week, *, language: Language = "en") -> str:
    """Say how much of a week is planned, day by day, what was moved, and what it costs by rule."""
    words = WORDS[language]
    left_out = [_left_out(day, plan) for day, plan in zip(week.days, week.plans, strict=True)]
    total, seconds = sum(len(day.visits) for day in week.days), sum(result.seconds for result in week.results)
    lines = [words["planned"].format(planned=total - sum(map(len, left_out)), all=total,
                                     seconds=decimal(f"{seconds:.1f}", language))]
    lines += ["  " + words["day"].format(date=_date(day.date, language), visits=len(day.visits), out=len(out),
                                         cost=result.cost)
              for day, out, result in zip(week.days, left_out, week.results, strict=True)]
    faces = [len({carer for carers in came.values() for carer in carers}) for came in week.carers_of().values()
             if len(came) == len(week.days)]
    if faces:
        lines.append(words["faces"].format(days=len(week.days), median=median_low(faces), most=max(faces)))
    if week.moves:
        moved = [f"{move.visit} {_date(move.date, language)} → {_date(move.to, language)}" for move in week.moves]
        lines.append(f"{words['moved']}: {some_of(moved)}")
    lines += cost_lines(week.costs, week.days[0].settings.prices.travel, language)
    return "\n".join([*lines, words["unproven"]])


def _title(week: Week, language: Language) -> str:
    first, last = week.days[0].date.isoformat(), week.days[-1].date.isoformat()
    return f"{WORDS[language]['week']} {first}" + (f" – {last}" if last != first else "")


def _date(date: dt.date, language: Language) -> str:
    return f"{WORDS[language]['days'].split()[date.weekday()]} {date:%d-%m}"


def _left_out(day: Day, plan: Plan) -> set[str]:
    return {entry.id for entry in plan.unplanned} & day.visit_by_id.keys()


def _teams(week: Week, language: Language) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """Give name and rows of each miniteam, headings first; everybody with a visit on one of the days is in one."""
    words, came = WORDS[language], week.carers_of()
    out = [[day.visit_by_id[id_].citizen for id_ in _left_out(day, plan)]
           for day, plan in zip(week.days, week.plans, strict=True)]
    teams: dict[str, list[tuple[str, ...]]] = {}
    citizens = {citizen.id: citizen for day in week.days for citizen in day.citizens
                if citizen.id in came or any(citizen.id in gone for gone in out)}
    for id_, citizen in sorted(citizens.items()):
        cells, met = [], set[str]()
        for day, gone in zip(week.days, out, strict=True):
            carers = came.get(id_, {}).get(day.date.isoformat(), ())
            met.update(carers)
            missing = [f"({words['left_out'].format(count=gone.count(id_))})"] if id_ in gone else []
            cells.append(" ".join([*carers, *missing]))
        teams.setdefault(citizen.miniteam or "", []).append(
            (id_, citizen.contact_person or "", *cells, str(len(met))))
    head = (words["citizen"], words["contact"], *(_date(day.date, language) for day in week.days), words["carers"])
    for team, rows in sorted(teams.items()):
        yield team or words["none"], [head, *rows]
