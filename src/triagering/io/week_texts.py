"""A week as people read it: who comes to whom on each day, and what it costs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from statistics import median

from triagering.io.labels import called, decimal
from triagering.io.layout import columns
from triagering.io.outcome import cost_lines, planned_line, told_line
from triagering.io.reasons import reason_text
from triagering.io.week_tables import WORDS, contact_visits, date_text, legend, tables
from triagering.models import urgency_label
from triagering.models.asked import carers_asked
from triagering.models.base import Language
from triagering.models.week import Week


def week_board(week: Week, *, language: Language = "en", carer: Collection[str] | None = None) -> str:
    """Give who comes to each citizen on each day, by miniteam, as text; and how many different carers that are.

    Parameters
    ----------
    week
        As ``plan_week`` gives it.
    language
        ``en`` or ``da``; ids stay as they are.
    carer
        Id of a carer, or several: only whom they come to, and what they have to do.

    Raises
    ------
    InputError
        If such a carer is on none of the days (E102).
    """
    asked = carers_asked(carer, week.days)
    parts = ["\n".join([name, *columns(rows), *(f"  {mark}" for mark in legend(rows, language))])
             for name, rows in tables(week, language, asked)]
    return "\n\n".join([week_title(week, language), *parts]) + "\n"


def describe_week(week: Week, *, language: Language = "en", since: dt.date | None = None) -> str:
    """Say how much of a week is planned, day by day, what is left out, what was moved, and what it costs by rule.

    Where it was planned again ``since`` a date, the time that this took is that of the days from then on.
    """
    words = WORDS[language]
    lines = [planned_line(week.days, week.results, language, since)]
    lines += ["  " + words["day"].format(date=date_text(day.date, language), visits=len(day.visits),
                                         out=len(result.plan.unplanned), cost=result.cost)
              for day, result in zip(week.days, week.results, strict=True)]
    faces = [len({carer for carers in came.values() for carer in carers}) for came in week.carers_of().values()
             if len(came) == len(week.days)]
    if faces and len(week.days) > 1:
        middle = decimal(f"{median(faces):g}", language)
        lines.append(words["faces"].format(days=len(week.days), median=middle, most=max(faces)))
    if contacts := contact_visits(week).values():
        made, visits = map(sum, zip(*contacts, strict=True))
        lines.append(words["contacts"].format(made=made, all=visits, percent=round(100 * made / visits)))
    for title, rows in ((words["out"], list(_missing(week, language))), (words["moved"], list(_moves(week, language)))):
        lines += [f"{title}: {len(rows)}", *columns(rows)] if rows else []
    lines += cost_lines(week.costs, week.days[0].settings.prices.travel, language)
    lines += told_line(week.days, week.plans, week.costs, language)
    return "\n".join([*lines, words["unproven"]])


def _missing(week: Week, language: Language) -> Iterator[tuple[str, ...]]:
    """Give date, id, citizen, urgency and reason of what is left out, of each day the most urgent first."""
    for day, plan in zip(week.days, week.plans, strict=True):
        for entry in sorted(plan.unplanned, key=lambda entry: day.left_out_order(entry.id)):
            visit = day.visit_by_id.get(entry.id)
            about = (called(day.activity_by_id[entry.id], language), "") if visit is None else (
                visit.citizen, urgency_label(day.counted_as(entry.id), language))
            yield (date_text(day.date, language), entry.id, *about, reason_text(day, entry, language))


def _moves(week: Week, language: Language) -> Iterator[tuple[str, ...]]:
    """Give id, citizen and dates of what was moved."""
    days = {day.date: day for day in week.days}
    for move in week.moves:
        yield (move.visit, days[move.to].visit_by_id[move.visit].citizen,
               f"{date_text(move.date, language)} → {date_text(move.to, language)}")


def week_title(week: Week, language: Language, shown: Callable[[dt.date], str] = dt.date.isoformat) -> str:
    """Give the number of the week, if the days are all of one, and the first and the last date."""
    first, last, name = week.days[0].date, week.days[-1].date, WORDS[language]["week"]
    number = f" {first.isocalendar().week}," if first.isocalendar()[:2] == last.isocalendar()[:2] else ""
    return f"{name}{number} {shown(first)}" + (f" – {shown(last)}" if last != first else "")
