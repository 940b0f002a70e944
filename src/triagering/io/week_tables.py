"""The tables of a week's board: who comes to whom on each day, and how much each carer has to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence

from triagering.io.away import at_activity
from triagering.io.labels import by_team
from triagering.io.outcome import left_out
from triagering.models import StopKind
from triagering.models.base import Language
from triagering.models.week import Week

WORDS = {
    "en": {
        "week": "Week", "citizen": "citizen", "contact": "contact person", "carers": "different carers",
        "left_out": "{count} left out",
        "days": "Mon Tue Wed Thu Fri Sat Sun", "date": "{day} {number} {month}",
        "months": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        "total": "total", "carer": "carer",
        "day": "{date}: visits {visits}, left out {out}, cost {cost}",
        "faces": "Different carers at a citizen who is visited on each of the {days} days: "
                 "median {median}, most {most}.",
        "moved": "Moved to another day", "*": "* moved there from another day", "+": "+ the contact person",
        "out": "Unplanned",
        "by_contact": "by the contact person", "share": "{made} of {all}",
        "contacts": "Visits by the contact person: {made} of {all} planned at citizens who have one ({percent} %).",
        "by_carer": "Visits, and time with citizens",
        "unproven": "Nothing is proven about how much better the plans could be.",
    },
    "da": {
        "week": "Uge", "citizen": "borger", "contact": "kontaktperson", "carers": "forskellige hjælpere",
        "left_out": "{count} udeladt",
        "days": "man tir ons tor fre lør søn", "date": "{day} {number}/{month}",
        "months": "1 2 3 4 5 6 7 8 9 10 11 12",
        "total": "i alt", "carer": "medarbejder",
        "day": "{date}: besøg {visits}, udeladt {out}, pris {cost}",
        "faces": "Forskellige hjælpere hos en borger, der besøges alle {days} dage: median {median}, flest {most}.",
        "moved": "Flyttet til en anden dag", "*": "* flyttet dertil fra en anden dag", "+": "+ kontaktpersonen",
        "out": "Ikke planlagt",
        "by_contact": "ved kontaktpersonen", "share": "{made} af {all}",
        "contacts": "Besøg ved kontaktpersonen: {made} af {all} planlagte hos borgere, der har en ({percent} %).",
        "by_carer": "Besøg, og tid hos borgerne",
        "unproven": "Intet er bevist om, hvor meget bedre planerne kunne være.",
    },
}
"""Words of the week."""

SIGNS = "+*"
"""What stands behind names on the board; each has its words."""


def date_text(date: dt.date, language: Language) -> str:
    """Give a date with its weekday, as people read it."""
    words = WORDS[language]
    return words["date"].format(day=words["days"].split()[date.weekday()], number=date.day,
                                month=words["months"].split()[date.month - 1])


def tables(week: Week, language: Language,
           asked: Collection[str] | None = None) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """Give name and rows of each table of the board, headings first; for some carers theirs, if asked."""
    dates = [date_text(day.date, language) for day in week.days]
    yield from _teams(week, language, dates, asked)
    words = WORDS[language]
    yield words["by_carer"], [(words["carer"], *dates, words["total"]), *_workload(week, asked)]


def legend(rows: Sequence[tuple[str, ...]], language: Language) -> list[str]:
    """Say what the signs behind names in these rows mean, if there are any."""
    names = [name for row in rows for cell in row for name in cell.split()]
    signs = {sign for name in names for sign in name[len(name.rstrip(SIGNS)):]}
    return [WORDS[language][sign] for sign in SIGNS if sign in signs]


def contact_visits(week: Week) -> dict[str, tuple[int, int]]:
    """Give of each citizen with a contact person the planned visits that this carer is at, and all of them."""
    found: dict[str, tuple[int, int]] = {}
    for day, plan in zip(week.days, week.plans, strict=True):
        for id_ in plan.placed.keys() & day.visit_by_id.keys():
            citizen = day.citizen_by_id[day.visit_by_id[id_].citizen]
            if citizen.contact_person is not None:
                made, visits = found.get(citizen.id, (0, 0))
                came = any(carer == citizen.contact_person for carer, _ in plan.placed[id_])
                found[citizen.id] = made + came, visits + 1
    return found


def _teams(week: Week, language: Language, dates: list[str],
           asked: Collection[str] | None) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """Give each miniteam's citizens with the carers who come.

    Everybody with a visit, or who takes part in an activity, on one of the days is in one; or to whom one of those
    comes who are asked for.
    """
    words, came, contacts = WORDS[language], week.carers_of(), contact_visits(week)
    out = [[day.visit_by_id[id_].citizen for id_ in left_out(day, plan)]
           for day, plan in zip(week.days, week.plans, strict=True)]
    signs, elsewhere = list(_signs(week)), list(_away(week, words["left_out"]))
    rows: list[tuple[str | None, tuple[str, ...]]] = []
    citizens = {citizen.id: citizen for day in week.days for citizen in day.citizens
                if citizen.id in came or any(citizen.id in about for about in (*out, *elsewhere))}
    for id_, citizen in sorted(citizens.items()):
        cells, met = [], set[str]()
        for day, gone, signed, away in zip(week.days, out, signs, elsewhere, strict=True):
            carers = came.get(id_, {}).get(day.date.isoformat(), ())
            met.update(carers)
            missing = [f"({words['left_out'].format(count=gone.count(id_))})"] if id_ in gone else []
            missing += [f"({said})" for said in away.get(id_, ())]
            cells.append(" ".join([*(carer + signed.get((id_, carer), "") for carer in carers), *missing]))
        if asked is not None and met.isdisjoint(asked):
            continue
        made, visits = contacts.get(id_, (0, 0))
        share = words["share"].format(made=made, all=visits) if visits else ""
        rows.append((citizen.miniteam, (id_, citizen.contact_person or "", *cells, str(len(met)), share)))
    head = (words["citizen"], words["contact"], *dates, words["carers"], words["by_contact"])
    for name, own in by_team(rows, language):
        yield name, [head, *own]


def _signs(week: Week) -> Iterator[dict[tuple[str, str], str]]:
    """Give the signs of each day's citizens and carers: the contact person, and who comes to what was moved there."""
    moved = {(move.to, move.visit) for move in week.moves}
    for day, plan in zip(week.days, week.plans, strict=True):
        signs = {(citizen.id, citizen.contact_person): "+" for citizen in day.citizens if citizen.contact_person}
        stars = {(day.visit_by_id[id_].citizen, carer) for id_, stops in plan.placed.items() for carer, _ in stops
                 if (day.date, id_) in moved}
        yield signs | {pair: signs.get(pair, "") + "*" for pair in stars}


def _away(week: Week, left_out: str) -> Iterator[dict[str, list[str]]]:
    """Give what citizens take part in on each day, and when, by citizen."""
    for day, plan in zip(week.days, week.plans, strict=True):
        out = {entry.id for entry in plan.unplanned}
        yield {citizen: [left_out.format(count=said) if one.id in out else said for one in activities
                         for said in (at_activity(day, one),)]
               for citizen, activities in day.activities_of.items()}


def _workload(week: Week, asked: Collection[str] | None) -> Iterator[tuple[str, ...]]:
    """Give number and length of each carer's visits, day by day and in all; nothing where they have no shift."""
    totals: dict[str, list[tuple[int, int] | None]] = {carer: [None] * len(week.days) for carer in asked or ()}
    for index, (day, plan) in enumerate(zip(week.days, week.plans, strict=True)):
        for carer in day.shift_by_carer:
            totals.setdefault(carer, [None] * len(week.days))[index] = (0, 0)
        for route in plan.routes:
            lengths = [stop.end - stop.start for stop in route.stops if stop.kind is StopKind.VISIT]
            totals.setdefault(route.carer, [None] * len(week.days))[index] = (len(lengths), sum(lengths))
    for carer in sorted(totals if asked is None else asked):
        cells = totals[carer]
        there = [cell for cell in cells if cell is not None]
        total = (sum(number for number, _ in there), sum(minutes for _, minutes in there))
        yield carer, *("" if cell is None else _work(*cell) for cell in cells), _work(*total)


def _work(number: int, minutes: int) -> str:
    return f"{number} · {minutes // 60}:{minutes % 60:02}"
