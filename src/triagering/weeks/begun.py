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
        If no day is left, or one of which all visits are done elsewhere (E110); if the week has no plan of a day before
        the date (E102), or a visit that was moved from such a day can be done on no day that is left (E112).
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
    lists = _relisted(given, rest, week, first)
    plans = dict(zip((day.date for day in week.days), week.plans, strict=True))
    days = [_with_visits(day, _told(day, lists[day.date], plans, week.moves)) for day in rest]
    ended = [_as_it_ended(day, result.plan) for day, result in kept]
    known = days_of_week([*ended, *days], [*(result.plan for _, result in kept), *[Plan()] * len(days)])
    return Again(
        days=known[len(kept):], plans=plans,
        kept=Week(days=tuple(day for day, _ in kept), results=tuple(result for _, result in kept),
                  moves=tuple(move for move in week.moves if move.to < first)) if kept else None,
        homes={(date, id_): home for date, listed in lists.items() for id_, (_, home) in listed.items()
               if home != date})


def _relisted(given: Sequence[Day], rest: Sequence[Day], week: Week, first: dt.date) -> dict[dt.date, Listed]:
    """Give the visits of the days that are left: without what is done, and where the week did them if they may be."""
    left, now, then = ({day.date: day for day in days} for days in (rest, given, week.days))
    lists: dict[dt.date, Listed] = {day.date: {visit.id: (visit, day.date) for visit in day.visits} for day in rest}
    going = dict[tuple[dt.date, str], _Guest]()
    for move in week.moves:
        lists.get(move.date, {}).pop(move.visit, None)
        source = now.get(move.date)
        if move.to >= first and source is not None and move.visit in source.visit_by_id:
            going[move.date, move.visit] = _Guest(source.visit_by_id[move.visit], source, move)
        elif move.to >= first and source is None and move.date < first:  # as it was where it moved to
            visit = then[move.to].visit_by_id[move.visit]
            visit = visit.replace(other_dates=visit.other_dates | {move.to})
            going[move.date, move.visit] = _Guest(visit, then[move.to], move)  # else it is done, or it was cancelled
    stay = {key for key, guest in going.items() if guest.may_go(left, guest.move.to)}
    while blocked := {key for key in stay if key[1] in lists[going[key].move.to] or (
            (going[key].move.to, key[1]) in going.keys() - stay)}:
        stay -= blocked  # what goes home first takes its place
    issues = []
    for key, guest in sorted(going.items(), key=lambda item: item[0] not in stay):
        dates = [guest.move.to] if key in stay else [key[0]] if key[0] in left else sorted(guest.visit.other_dates)
        to = next((date for date in dates if guest.may_go(left, date) and key[1] not in lists[date]), None)
        if to is not None:
            lists[to][key[1]] = guest.on(left[to]), key[0]
        else:
            issues.append(Issue("E112", "moves", key[1], "date", key[0].isoformat(),
                                "can be done on no day that is left",
                                "take it off its day, or list its citizen on one of its other dates"))
    if issues:
        raise InputError(issues)
    _fill(lists, left)
    return lists


@dataclass(frozen=True)
class _Guest:
    """A visit that the week did on another day than it was listed on."""

    visit: Visit
    source: Day
    move: DayMove

    def may_go(self, left: Mapping[dt.date, Day], date: dt.date) -> bool:
        """Say whether it may be done on a date: where it was listed first, or may move to."""
        return date in left and (date == self.move.date or may_move(self.visit, self.source, left[date]))

    def on(self, day: Day) -> Visit:
        """Give it as it is on a day."""
        return self.visit if day.date == self.move.date else visit_on(self.visit, self.source, day)


def _fill(lists: dict[dt.date, Listed], left: Mapping[dt.date, Day]) -> None:
    """Let days that have no visits any more do one that they list themselves; raise if one has none (E110)."""
    while empty := next((date for date, listed in lists.items() if not listed), None):
        found = next(((listed, id_) for listed in lists.values() for id_, (_, home) in listed.items()
                      if home == empty), None)
        if found is None:
            raise InputError([Issue("E110", "visits", "", "date", empty.isoformat(),
                                    "all visits of this day are done on other days", "leave the day out")])
        del found[0][found[1]]
        lists[empty][found[1]] = left[empty].visit_by_id[found[1]], empty


def _with_visits(day: Day, visits: tuple[Visit, ...]) -> Day:
    """Give a day with these visits; pins and links of others go."""
    there = {visit.id for visit in visits}
    return day.replace(visits=visits, pins=tuple(pin for pin in day.pins if pin.visit in there),
                       links=tuple(link for link in day.links if {link.first, link.second} <= there))


def _told(day: Day, listed: Listed, plans: Mapping[dt.date, Plan], moves: Sequence[DayMove]) -> tuple[Visit, ...]:
    """Give the visits of a day, whom their citizens were told to expect known."""
    to = {(move.date, move.visit): move.to for move in moves}
    came = {(move.to, move.visit): move.date for move in moves}
    found = []
    for visit, home in listed.values():
        done = to.get((home, visit.id), home)
        own = done in plans and came.get((done, visit.id), done) == home  # not another visit of its id
        told = expected(day, plans[done], visit.id) if own else None
        found.append(visit.replace(told=told) if told else visit)
    return tuple(found)


def _as_it_ended(day: Day, plan: Plan) -> Day:
    """Give a day with shifts that end when their carers were back; what overtime is left is no more than it was."""
    over = {run.carer.id: max(0, (run.returns or 0) - run.shift.end) for run in Timetable(day, plan).runs}
    return day.replace(shifts=tuple(
        shift.replace(end=shift.end + over[shift.carer], overtime=max(0, shift.overtime - over[shift.carer]))
        for shift in day.shifts))
