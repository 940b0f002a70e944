"""A week that has begun, or was planned before: what is still to be planned of it, listed where it was planned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from triagering.errors import InputError, Issue
from triagering.evaluation.timetable import Timetable
from triagering.models import Day, DayMove, Plan, Visit, Week, days_of_week
from triagering.models.memory import expected
from triagering.models.week import may_move, visit_on

Listed = dict[str, tuple[Visit, dt.date]]
"""The visits of a day by id, and the date on which each was listed first."""


@dataclass(frozen=True)
class Again:
    """The days that are planned again, and what stays of the week as it was."""

    days: tuple[Day, ...]
    """Visits listed where the week did them, citizens told whom to expect; each knows whom the days that stay sent."""
    plans: Mapping[dt.date, Plan]
    """As they were, of any date."""
    kept: Week | None
    """The days that stay, and what was moved to them."""
    homes: Mapping[tuple[dt.date, str], dt.date]
    """Where visits were listed first that are listed elsewhere now."""

    def whole(self, found: Week) -> Week:
        """Put the days that were planned again behind those that stay, moves as from where visits were listed first."""
        homes, moves = dict(self.homes), list(self.kept.moves if self.kept is not None else ())
        for move in found.moves:
            home = homes.pop((move.date, move.visit), move.date)
            if home != move.to:
                moves.append(DayMove(visit=move.visit, date=home, to=move.to))
        moves += [DayMove(visit=id_, date=home, to=to) for (to, id_), home in homes.items()]
        before = self.kept
        return Week(days=(*(before.days if before else ()), *found.days),
                    results=(*(before.results if before else ()), *found.results),
                    moves=tuple(sorted(moves, key=lambda move: (move.date, move.visit))))


def listed_again(given: tuple[Day, ...], week: Week, first: dt.date) -> Again:
    """Give what is to be planned again from a date on.

    Raises
    ------
    InputError
        If no day is left (E110), the week has no plan of a day before the date (E102), or a visit that was moved from
        such a day can be done on no day that is left (E112).
    """
    kept = [(day, result) for day, result in zip(week.days, week.results, strict=True) if day.date < first]
    rest, dates = [day for day in given if day.date >= first], {day.date for day, _ in kept}
    issues = [Issue("E102", "week", day.date.isoformat(), "", "", "is not in the week as it was planned",
                    "give an earlier `since`, or leave the day out")
              for day in given if day.date < first and day.date not in dates]
    if not rest:
        issues.append(Issue("E110", "week", "", "since", first.isoformat(), "leaves no day to plan",
                            "give a date of the week"))
    if issues:
        raise InputError(issues)
    lists = _relisted(given, rest, week)
    plans = dict(zip((day.date for day in week.days), week.plans, strict=True))
    days = [_told(day.replace(visits=tuple(visit for visit, _ in lists[day.date].values())), plans) for day in rest]
    ended = [_as_it_ended(day, result.plan) for day, result in kept]
    known = days_of_week([*ended, *days], [*(result.plan for _, result in kept), *[Plan()] * len(days)])
    return Again(
        days=known[len(kept):], plans=plans,
        kept=Week(days=tuple(day for day, _ in kept), results=tuple(result for _, result in kept),
                  moves=tuple(move for move in week.moves if move.to < first)) if kept else None,
        homes={(date, id_): home for date, listed in lists.items() for id_, (_, home) in listed.items()
               if home != date})


def _relisted(given: Sequence[Day], rest: Sequence[Day], week: Week) -> dict[dt.date, Listed]:
    """Give the visits of the days that are left: without what is done, and where the week did them if they may be."""
    left, now = {day.date: day for day in rest}, {day.date: day for day in given}
    then, first = {day.date: day for day in week.days}, rest[0].date
    lists: dict[dt.date, Listed] = {day.date: {visit.id: (visit, day.date) for visit in day.visits} for day in rest}
    going = list[tuple[Visit, Day, DayMove]]()
    for move in week.moves:
        lists.get(move.date, {}).pop(move.visit, None)
        if move.to >= first and move.date in now:
            visit = now[move.date].visit_by_id.get(move.visit)
            going += [(visit, now[move.date], move)] if visit is not None else []  # else it was cancelled
        elif move.to >= first:  # of a day that is over and not given: as it was where it moved to
            visit = then[move.to].visit_by_id[move.visit]
            going.append((visit.replace(other_dates=visit.other_dates | {move.to}), then[move.to], move))
    issues = []
    for visit, source, move in going:
        dates = [move.to, *([move.date] if move.date in left else sorted(visit.other_dates))]
        to = next((date for date in dates if date in left and visit.id not in lists[date]
                   and (date == move.date or may_move(visit, source, left[date]))), None)
        if to is not None:
            lists[to][visit.id] = (visit if to == move.date else visit_on(visit, source, left[to])), move.date
        else:
            issues.append(Issue("E112", "moves", visit.id, "date", move.date.isoformat(),
                                "can be done on no day that is left",
                                "take it off its day, or list its citizen on one of its other dates"))
    if issues:
        raise InputError(issues)
    for date in [date for date, listed in lists.items() if not listed]:
        _give_back(lists, date, left[date])
    return lists


def _give_back(lists: dict[dt.date, Listed], date: dt.date, day: Day) -> None:
    """Let a day that has no visits any more do one that it lists itself: a day has visits."""
    for other in lists.values():
        for id_, (_, home) in list(other.items()):
            if home == date:
                del other[id_]
                lists[date][id_] = day.visit_by_id[id_], date
                return


def _told(day: Day, plans: Mapping[dt.date, Plan]) -> Day:
    """Let visits know whom their citizens were told to expect."""
    def known(visit: Visit) -> Visit:
        told = expected(day, plans[day.date], visit.id) if day.date in plans else None
        return visit.replace(told=told) if told else visit

    return day.replace(visits=tuple(map(known, day.visits)))


def _as_it_ended(day: Day, plan: Plan) -> Day:
    """Give a day with shifts that end when their carers were back."""
    back = {run.carer.id: run.returns for run in Timetable(day, plan).runs}
    return day.replace(shifts=tuple(
        shift.replace(end=max(shift.end, back[shift.carer] or shift.end)) for shift in day.shifts))
