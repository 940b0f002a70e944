"""A week: days of the same people, each of which knows whom the days before it send."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Self

from pydantic import model_validator

from triagering.errors import InputError, Issue
from triagering.models.base import Model, PlannedDate, VisitId, summed
from triagering.models.clock import clock_minute, elapsed_minute
from triagering.models.day import URGENCY_CLASSES, Day
from triagering.models.html import html_table
from triagering.models.memory import Memory
from triagering.models.plan import Plan, Result, plan_of
from triagering.models.rests import rested_shifts, too_short_rests
from triagering.models.rules import Term
from triagering.models.work import TimeWindow, Visit


class DayMove(Model):
    """A visit that is done on another day of its week than it was listed on."""

    visit: VisitId
    """Which."""
    date: PlannedDate
    """The day that lists it."""
    to: PlannedDate
    """The day that does it."""


class Week(Model):
    """Planned days, one after the other; any number of them."""

    days: tuple[Day, ...]
    """As they are planned, in order: with the visits that are done on them, each knowing whom the days before send."""
    results: tuple[Result, ...]
    """One for each of these days; nothing is proven about them."""
    moves: tuple[DayMove, ...] = ()
    """Visits done on another day than they were listed on, in order of that day."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if in_order(self.days) != self.days:
            raise InputError([Issue("E511", "week", "", "days", "", "are not in order of date", "put them in order")])
        require_each(self.days, self.results)
        by_date = {day.date: day for day in self.days}
        issues = [Issue("E102", "moves", move.visit, "to", move.to.isoformat(), "is a day that does not do the visit",
                        "take the move away") for move in self.moves
                  if move.to not in by_date or move.visit not in by_date[move.to].visit_by_id]
        if issues:
            raise InputError(issues)
        return self

    @property
    def plans(self) -> tuple[Plan, ...]:
        """The plan of each day."""
        return tuple(result.plan for result in self.results)

    @property
    def cost(self) -> int:
        """Sum over the days."""
        return sum(result.cost for result in self.results)

    @property
    def costs(self) -> dict[Term, int]:
        """Cost per term over the days, in order of rule; terms that cost nothing are left out."""
        return summed((item for result in self.results for item in result.costs.items()), Term)

    @property
    def unplanned_by_class(self) -> dict[str, int]:
        """Visits and activities left out per class over the days, most urgent class first; empty ones are left out."""
        return summed((item for result in self.results for item in result.unplanned_by_class.items()), URGENCY_CLASSES)

    def carers_of(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """Say who comes to each citizen on each date (ISO), in order of time; who comes to nobody has no entry."""
        found: dict[str, dict[str, list[str]]] = {}
        for day, plan in zip(self.days, self.plans, strict=True):
            stops = sorted((start, carer, day.visit_by_id[id_].citizen) for id_, came in plan.placed.items()
                           if id_ in day.visit_by_id for carer, start in came)
            for _, carer, citizen in stops:
                carers = found.setdefault(citizen, {}).setdefault(day.date.isoformat(), [])
                if carer not in carers:
                    carers.append(carer)
        return {citizen: {date: tuple(carers) for date, carers in found[citizen].items()} for citizen in sorted(found)}

    def days_of(self, carer: str) -> Iterator[tuple[Day, Plan]]:
        """Give the days that a carer is at work, or has a run list to hand over, each with its plan."""
        for day, plan in zip(self.days, self.plans, strict=True):
            if carer in day.shift_by_carer or any(route.carer == carer for route in plan.routes):
                yield day, plan

    def _repr_html_(self) -> str:
        """Give what each day costs and leaves out, for notebooks; ``week_board`` tells who comes to whom."""
        rows = [(day.date.isoformat(), len(day.visits), len(result.plan.unplanned), result.cost)
                for day, result in zip(self.days, self.results, strict=True)]
        return html_table(rows, head=("date", "visits", "unplanned", "cost"))


def in_order(days: Iterable[Day]) -> tuple[Day, ...]:
    """Give days in order of date.

    Raises
    ------
    InputError
        If there is none (E110), or two are of one date (E101).
    """
    ordered = tuple(sorted(days, key=lambda day: day.date))
    issues = [Issue("E101", "day", "", "date", one.date.isoformat(), "is the date of two days of a week",
                    "give each date once") for one, two in pairwise(ordered) if one.date == two.date]
    if not ordered:
        issues = [Issue("E110", "week", "", "", "", "the week has no days", "give at least one day")]
    if issues:
        raise InputError(issues)
    return ordered


def require_each(days: Sequence[Day], plans: Sequence[Plan | Result]) -> None:
    """Refuse plans that are not one for each day (E511)."""
    if len(plans) != len(days):
        raise InputError([Issue("E511", "week", "", "plans", str(len(plans)), f"plans are not one for each of "
                                f"{len(days)} days", "give a plan for each day, in order of date")])


def may_move(visit: Visit, source: Day, target: Day) -> bool:
    """Say whether a visit of one day may be done on another: its date is listed, and its citizen there.

    A pin holds a visit on its day, and so does a link. Where nobody whom the other day lists may do it, or where the
    clocks change over its windows, it may not move either.
    """
    return (target.date in visit.other_dates and visit.citizen in target.citizen_by_id
            and visit.id not in source.pins_by_visit and visit.id not in target.activity_by_id
            and any(target.able(carer, visit) for carer in target.carers)
            and not any(visit.id in (link.first, link.second) for link in source.links)
            and _keeps_times(visit, source, target))


def _keeps_times(visit: Visit, source: Day, target: Day) -> bool:
    """Say whether the clock can show the same times, in the same order, on another day."""
    def kept(before: Sequence[TimeWindow], after: Sequence[TimeWindow]) -> bool:
        here, there = ([minute for one in windows for _, minute in one] for windows in (before, after))
        return there == sorted(there) and all(
            one.latest_start < two.earliest_start for one, two in pairwise(after)) and all(
            clock_minute(source.date, source.timezone, one) == clock_minute(target.date, target.timezone, two)
            for one, two in zip(here, there, strict=True))

    moved = visit_on(visit, source, target)
    return kept(visit.windows, moved.windows) and kept(visit.agreed, moved.agreed)


def days_of_week(days: Iterable[Day], plans: Sequence[Plan | Result] = (),
                 moves: Iterable[DayMove] = ()) -> tuple[Day, ...]:
    """Give the days of a week as they are planned.

    Visits are where they are done, at the times by the clock that they had. Shifts know when the carer's last one of
    the week ended, and the next one begins; where they tell of one that is nearer, what leaves less time counts. A rest
    that was agreed on for one of two shifts is agreed on for both; of two, the longer counts. Whom citizens meet on
    days of the week is what the plans say: what a day itself lists of those days, as it does after it was planned with
    them before, is left out.

    Raises
    ------
    InputError
        If there are no days (E110), two of one date (E101), or a move that is not allowed (E112) or of what is not
        there (E102); if a day does not hold together then, as when daily rest leaves nothing of a shift (E207); or if
        a carer's short rests are too many (E216).
    """
    ordered, memory = in_order(days), Memory()
    if plans:
        require_each(ordered, plans)
    visits, rests = _moved(ordered, tuple(moves)), rested_shifts(ordered)
    found, issues = list[Day](), list[Issue]()
    for index, day in enumerate(ordered):
        away = {(day.date - other.date).days for other in ordered} - {0}
        before = tuple(one for one in day.acquaintances if one.days_since not in away)
        changes = {"visits": visits.get(index, day.visits), "shifts": rests[index],
                   "acquaintances": (*before, *memory.tell(day))}
        changed = {name: value for name, value in changes.items() if value != getattr(day, name)}
        try:
            found.append(day.replace(**changed) if changed else day)
        except InputError as error:
            issues += [replace(issue, table=f"{day.date.isoformat()}/{issue.table}") for issue in error.issues]
        if plans and not issues:
            memory.remember(found[-1], plan_of(plans[index]))
    issues = issues or list(too_short_rests(found))
    if issues:
        raise InputError(issues)
    return tuple(found)


def visit_on(visit: Visit, source: Day, target: Day) -> Visit:
    """Give a visit of one day as it is on another: at the same times by the clock, free to move back.

    Of whom the citizen was told to expect those are left out whom the other day does not list.
    """
    def there(minute: int) -> int:
        return elapsed_minute(target.date, target.timezone, clock_minute(source.date, source.timezone, minute))

    return visit.at_times(there).replace(told=visit.told & frozenset(target.carer_by_id),
                                         other_dates=(visit.other_dates | {source.date}) - {target.date})


def _moved(days: tuple[Day, ...], moves: tuple[DayMove, ...]) -> dict[int, tuple[Visit, ...]]:
    """Give the visits of each day that gives some away or gets some, by its place in the week."""
    place = {day.date: index for index, day in enumerate(days)}
    visits: dict[int, dict[str, Visit]] = {}
    issues, coming = [], list[tuple[int, DayMove, Visit]]()
    for move in moves:
        source, target = place.get(move.date), place.get(move.to)
        there = {} if source is None else visits.setdefault(source, dict(days[source].visit_by_id))
        visit = there.pop(move.visit, None)
        if source is None or target is None or visit is None:
            issues.append(Issue("E102", "moves", move.visit, "date", move.date.isoformat(), "is of a visit or a day "
                                "that is not there, or that was moved already", "take the move away"))
        elif may_move(visit, days[source], days[target]):
            coming.append((target, move, visit_on(visit, days[source], days[target])))
        else:
            issues.append(_refused(move))
    for target, move, visit in coming:
        there = visits.setdefault(target, dict(days[target].visit_by_id))
        if there.setdefault(visit.id, visit) is not visit:
            issues.append(_refused(move))
    if issues:
        raise InputError(issues)
    return {index: tuple(found.values()) for index, found in visits.items()}


def _refused(move: DayMove) -> Issue:
    return Issue("E112", "moves", move.visit, "to", move.to.isoformat(), "may not be done on that day",
                 "list the day in other_dates and the citizen on it; nothing may hold the visit or have its id there")
