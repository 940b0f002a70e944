"""A week as people read it: who comes to whom on each day, and what it costs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from html import escape
from statistics import median_low

from triagering.io.labels import REASONS
from triagering.io.layout import columns, page
from triagering.io.outcome import cost_lines, decimal
from triagering.io.runlist import TravelDisplay, run_list_sections
from triagering.models import Day, Plan, StopKind, urgency_label
from triagering.models.base import Language
from triagering.models.html import html_table
from triagering.models.week import Week

WORDS = {
    "en": {
        "week": "Week", "citizen": "citizen", "contact": "contact person", "carers": "different carers",
        "none": "without miniteam", "left_out": "{count} left out", "days": "Mon Tue Wed Thu Fri Sat Sun",
        "months": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec", "date": "{day} {number} {month}",
        "planned": "{planned} of {all} visits planned in {seconds} s.", "total": "total", "carer": "carer",
        "day": "{date}: visits {visits}, left out {out}, cost {cost}",
        "faces": "Different carers at a citizen who is visited on all {days} days: median {median}, highest {most}.",
        "moved": "Moved to another day", "mark": "* moved there from another day", "out": "Left out",
        "by_carer": "Visits, and time with citizens",
        "unproven": "Nothing is proven about how much better the plans could be.",
    },
    "da": {
        "week": "Uge", "citizen": "borger", "contact": "kontaktperson", "carers": "forskellige hjælpere",
        "none": "uden miniteam", "left_out": "{count} udeladt", "days": "man tir ons tor fre lør søn",
        "months": "1 2 3 4 5 6 7 8 9 10 11 12", "date": "{day} {number}/{month}",
        "planned": "{planned} af {all} besøg planlagt på {seconds} s.", "total": "i alt", "carer": "hjælper",
        "day": "{date}: besøg {visits}, udeladt {out}, pris {cost}",
        "faces": "Forskellige hjælpere hos en borger, der besøges alle {days} dage: median {median}, højeste {most}.",
        "moved": "Flyttet til en anden dag", "mark": "* flyttet dertil fra en anden dag", "out": "Udeladt",
        "by_carer": "Besøg, og tid hos borgerne",
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
    parts = ["\n".join([name, *columns(rows)]) for name, rows in _tables(week, language)]
    marked = [WORDS[language]["mark"]] if week.moves else []
    return "\n\n".join([_title(week, language), *parts, *marked]) + "\n"


def week_html(week: Week, *, language: Language = "en", travel_display: TravelDisplay = "between") -> str:
    """Give board, description and every carer's run list of every day as one HTML page that needs nothing else."""
    tables = [f"<h2>{escape(name)}</h2>\n{html_table(rows, head=head)}"
              for name, (head, *rows) in _tables(week, language)]
    marked = [f"<p>{escape(WORDS[language]['mark'])}</p>"] if week.moves else []
    told = f"<pre>{escape(describe_week(week, language=language))}</pre>"
    sections = [f"<section>{table}</section>" for table in ("\n".join([tables[0], *marked, told]), *tables[1:])]
    for day, plan in zip(week.days, week.plans, strict=True):
        *lists, unplanned = run_list_sections(day, plan, language=language, travel_display=travel_display)
        if plan.unplanned:
            sections.append(f"<section><h1>{_date(day.date, language)}</h1>\n{unplanned}</section>")
        sections += lists
    return page(language, _title(week, language), sections)


def describe_week(week: Week, *, language: Language = "en") -> str:
    """Say how much of a week is planned, day by day, what is left out, what was moved, and what it costs by rule."""
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
    if faces and len(week.days) > 1:
        lines.append(words["faces"].format(days=len(week.days), median=median_low(faces), most=max(faces)))
    for title, rows in ((words["out"], list(_missing(week, language))), (words["moved"], list(_moves(week, language)))):
        lines += [f"{title}: {len(rows)}", *columns(rows)] if rows else []
    lines += cost_lines(week.costs, week.days[0].settings.prices.travel, language)
    return "\n".join([*lines, words["unproven"]])


def _missing(week: Week, language: Language) -> Iterator[tuple[str, ...]]:
    """Give date, id, citizen, urgency and reason of what is left out."""
    for day, plan in zip(week.days, week.plans, strict=True):
        for entry in plan.unplanned:
            visit = day.visit_by_id.get(entry.id)
            yield (_date(day.date, language), entry.id, "" if visit is None else visit.citizen,
                   urgency_label(day.counted_as(entry.id), language), REASONS[language][entry.reason])


def _moves(week: Week, language: Language) -> Iterator[tuple[str, ...]]:
    """Give id, citizen and dates of what was moved."""
    days = {day.date: day for day in week.days}
    for move in week.moves:
        yield (move.visit, days[move.to].visit_by_id[move.visit].citizen,
               f"{_date(move.date, language)} → {_date(move.to, language)}")


def _title(week: Week, language: Language) -> str:
    """Give the number of the week, if the days are all of one, and the first and the last date."""
    first, last, name = week.days[0].date, week.days[-1].date, WORDS[language]["week"]
    number = f" {first.isocalendar().week}," if first.isocalendar()[:2] == last.isocalendar()[:2] else ""
    return f"{name}{number} {first.isoformat()}" + (f" – {last.isoformat()}" if last != first else "")


def _date(date: dt.date, language: Language) -> str:
    words = WORDS[language]
    return words["date"].format(day=words["days"].split()[date.weekday()], number=date.day,
                                month=words["months"].split()[date.month - 1])


def _left_out(day: Day, plan: Plan) -> set[str]:
    return {entry.id for entry in plan.unplanned} & day.visit_by_id.keys()


def _tables(week: Week, language: Language) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """Give name and rows of each table of the board, headings first."""
    dates = [_date(day.date, language) for day in week.days]
    yield from _teams(week, language, dates)
    words = WORDS[language]
    yield words["by_carer"], [(words["carer"], *dates, words["total"]), *_workload(week)]


def _teams(week: Week, language: Language, dates: list[str]) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """Give each miniteam's citizens with the carers who come; everybody with a visit on one of the days is in one."""
    words, came = WORDS[language], week.carers_of()
    moved = {(move.to, move.visit) for move in week.moves}
    out = [[day.visit_by_id[id_].citizen for id_ in _left_out(day, plan)]
           for day, plan in zip(week.days, week.plans, strict=True)]
    marked = [{(day.visit_by_id[id_].citizen, carer) for id_, stops in plan.placed.items() for carer, _ in stops
               if (day.date, id_) in moved} for day, plan in zip(week.days, week.plans, strict=True)]
    teams: dict[str, list[tuple[str, ...]]] = {}
    citizens = {citizen.id: citizen for day in week.days for citizen in day.citizens
                if citizen.id in came or any(citizen.id in gone for gone in out)}
    for id_, citizen in sorted(citizens.items()):
        cells, met = [], set[str]()
        for day, gone, stars in zip(week.days, out, marked, strict=True):
            carers = came.get(id_, {}).get(day.date.isoformat(), ())
            met.update(carers)
            missing = [f"({words['left_out'].format(count=gone.count(id_))})"] if id_ in gone else []
            cells.append(" ".join([*(carer + "*" * ((id_, carer) in stars) for carer in carers), *missing]))
        teams.setdefault(citizen.miniteam or "", []).append(
            (id_, citizen.contact_person or "", *cells, str(len(met))))
    for team, rows in sorted(teams.items()):
        yield team or words["none"], [(words["citizen"], words["contact"], *dates, words["carers"]), *rows]


def _workload(week: Week) -> Iterator[tuple[str, ...]]:
    """Give number and length of each carer's visits, day by day and in all; nothing where they have no shift."""
    totals: dict[str, list[tuple[int, int] | None]] = {}
    for index, (day, plan) in enumerate(zip(week.days, week.plans, strict=True)):
        for carer in day.shift_by_carer:
            totals.setdefault(carer, [None] * len(week.days))[index] = (0, 0)
        for route in plan.routes:
            lengths = [stop.end - stop.start for stop in route.stops if stop.kind is StopKind.VISIT]
            totals.setdefault(route.carer, [None] * len(week.days))[index] = (len(lengths), sum(lengths))
    for carer, cells in sorted(totals.items()):
        there = [cell for cell in cells if cell is not None]
        total = (sum(number for number, _ in there), sum(minutes for _, minutes in there))
        yield carer, *("" if cell is None else _work(*cell) for cell in cells), _work(*total)


def _work(number: int, minutes: int) -> str:
    return f"{number} · {minutes // 60}:{minutes % 60:02}"
