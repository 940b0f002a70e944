"""Tiny days and plans in a line: sensible defaults, everything can be overridden.

A carer ``c1`` starts at place ``base`` and works 07:00-15:00; a visit ``v1`` is at citizen ``z1``, who lives
at place ``z1``; it takes 20 minutes and starts 08:00-10:00. All places are 10 minutes apart, nothing is priced.

>>> tiny = day(visits=[visit("v1"), visit("v2", window="09:00-11:00")])
>>> print(plan(tiny, c1="v1@08:00 v2@09:00"))
c1: 08:00 v1 · 09:00 v2
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from triagering.models import (
    Activity,
    Break,
    Carer,
    Citizen,
    Competence,
    Day,
    Plan,
    Prices,
    Reason,
    Route,
    Rule,
    Settings,
    Shift,
    Stop,
    StopKind,
    Task,
    TimeWindow,
    Travel,
    Unplanned,
    Visit,
)

TODAY = dt.date(2025, 3, 3)

REASON_RULE = {
    "citizen_away": Rule.TIME,
    "nobody_qualified": Rule.COMPETENCE, "nobody_accepted": Rule.CONTINUITY, "closed_district": Rule.BOUNDARY,
    "too_few_carers": Rule.TOGETHER, "no_shift_in_window": Rule.TIME, "no_shift_fits": Rule.SHIFT,
    "linked": Rule.LINKS, "pin_conflict": Rule.STABILITY, "price": Rule.COVERAGE, "no_capacity": Rule.COVERAGE,
}


def minute(text: str | int) -> int:
    """Give minutes since midnight: ``"07:30"``, ``"450"`` and 450 are the same."""
    if isinstance(text, int):
        return text
    hours, colon, rest = text.partition(":")
    return int(hours) * 60 + int(rest) if colon else int(text)


def window(text: str) -> TimeWindow:
    """Read ``"08:00-10:00"``, agreed at its beginning, or ``"08:00-08:15-10:00"``, agreed at 08:15."""
    times = [minute(part) for part in text.split("-")]
    return TimeWindow(earliest_start=times[0], agreed_start=times[-2], latest_start=times[-1])


def visit(id_: str = "v1", window_: str = "", /, **given: Any) -> Visit:
    """Give a visit; ``window="08:00-10:00, 12:00-13:00"``, ``tasks="medicine lift"`` are at basic level."""
    windows = given.pop("window", window_) or "08:00-10:00"
    tasks = given.pop("tasks", ())
    if isinstance(tasks, str):
        tasks = tuple(Task(competence=area) for area in tasks.split())
    given["told"] = frozenset(given.get("told", ()))
    defaults: dict[str, Any] = {"citizen": "z" + id_.lstrip("v"), "minutes": 20}
    return Visit(id=id_, windows=tuple(window(part.strip()) for part in windows.split(",")), tasks=tasks,
                 **defaults | given)


def citizen(id_: str = "z1", /, **given: Any) -> Citizen:
    """Give a citizen who lives at the place of the same name."""
    for field in ("preferred", "vetoes", "closed_circle"):
        if field in given:
            given[field] = frozenset(given[field])
    return Citizen(id=id_, **{"place": id_} | given)


def carer(id_: str = "c1", /, competences: str | Iterable[Competence] = (), **given: Any) -> Carer:
    """Give a carer from ``base``; ``competences="medicine lift"`` are held at basic level without end."""
    if isinstance(competences, str):
        competences = [Competence(area=area) for area in competences.split()]
    given["attributes"] = frozenset(given.get("attributes", ()))
    return Carer(id=id_, competences=tuple(competences), **{"start_place": "base"} | given)


def shift(carer_: str = "c1", hours: str = "07:00-15:00", /, **given: Any) -> Shift:
    """Give a shift; ``break_=pause()`` adds a break."""
    start, end = (minute(part) for part in hours.split("-"))
    return Shift(carer=carer_, start=start, end=end, **given)


def pause(window_: str = "11:00-13:00", minutes: int = 30, **given: Any) -> Break:
    """Give a break that starts inside a window."""
    first, last = (minute(part) for part in window_.split("-"))
    return Break(minutes=minutes, earliest_start=first, latest_start=last, **given)


def activity(id_: str = "a1", /, start: str | int = "12:00", **given: Any) -> Activity:
    """Give half an hour's meeting of carer c1 at ``base``."""
    defaults: dict[str, Any] = {"carers": ("c1",), "place": "base", "minutes": 30}
    return Activity(id=id_, start=minute(start), **defaults | given)


def free(**prices: int) -> Prices:
    """Give prices that are all 0, but for those named."""
    return Prices(**dict.fromkeys(Prices.model_fields, 0) | prices)


def travel(places: Iterable[str], minutes: int = 10, legs: Mapping[str, int] | None = None) -> Travel:
    """Put all places equally far apart in mode ``car``; ``legs={"z1 z2": 25}`` overrides, one way."""
    names, legs = tuple(places), legs or {}
    rows = tuple(tuple(0 if a == b else legs.get(f"{a} {b}", minutes) for b in names) for a in names)
    return Travel(places=names, minutes={"car": rows})


def day(
    visits: Iterable[Visit] = (), carers: Iterable[Carer] = (), *, citizens: Iterable[Citizen] = (),
    shifts: Iterable[Shift] | None = None, minutes: int = 10, legs: Mapping[str, int] | None = None,
    prices: Prices | None = None, settings: Mapping[str, Any] | None = None, **given: Any,
) -> Day:
    """Give a day: one visit and one carer by default; missing citizens, shifts and travel are filled in."""
    visits, carers = tuple(visits) or (visit(),), tuple(carers) or (carer(),)
    shifts = tuple(shift(one.id) for one in carers) if shifts is None else tuple(shifts)
    known = {one.id: one for one in citizens}
    known |= {one.citizen: citizen(one.citizen) for one in visits if one.citizen not in known}
    places = dict.fromkeys([
        *(one.start_place for one in carers), *(one.home for one in carers),
        *(one.place for one in known.values()), *(one.place for one in given.get("activities", ())),
    ])
    defaults: dict[str, Any] = {"date": TODAY, "travel": travel(places, minutes, legs)}
    return Day(
        citizens=tuple(known.values()), carers=carers, shifts=shifts, visits=visits,
        settings=Settings(prices=prices or free(), **settings or {}), **defaults | given,
    )


def stop(day_: Day, text: str) -> Stop:
    """Read ``"v1@08:00"`` (as long as the day says) or ``"break@12:00+30"`` (30 minutes)."""
    id_, _, when = text.partition("@")
    when, _, length = when.partition("+")
    start, work = minute(when), day_.visit_by_id.get(id_) or day_.activity_by_id.get(id_)
    kind = StopKind.ACTIVITY if id_ in day_.activity_by_id else StopKind.VISIT
    kind = StopKind.BREAK if id_ == "break" else kind
    lasts = int(length) if length else work.minutes if work else 20
    return Stop(kind=kind, id=id_, start=start, end=start + lasts)


def plan(day_: Day, unplanned: str = "", /, **routes: str) -> Plan:
    """Give a plan, as ``plan(day, "v3:price", c1="v1@08:00 break@11:00+30 v2@12:00")``; others are idle."""
    left_out = [entry.split(":") for entry in unplanned.split()]
    carers = sorted({*day_.shift_by_carer, *routes})
    return Plan(
        routes=tuple(
            Route(carer=one, stops=tuple(stop(day_, text) for text in routes.get(one, "").split()))
            for one in carers
        ),
        unplanned=tuple(Unplanned(id=id_, reason=Reason(why), rule=REASON_RULE[why])
                        for id_, why in left_out),
    )
