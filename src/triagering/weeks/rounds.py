"""How a week is planned: day after day, then each day once more, knowing who comes on the others."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from triagering.errors import InternalError
from triagering.evaluation import Report, check
from triagering.models import REASON_RULE, Acquaintance, Day, Plan, Reason, Result, Status, Unplanned, Visit
from triagering.models.memory import meetings
from triagering.models.week import DayMove, Week, days_of_week, may_move, visit_on
from triagering.planning import Progress, plan_day
from triagering.weeks.offers import priced, without

FIRST_ROUND, OFFERING = 0.5, 0.2
"""Shares of the time: of all of it for the first round; of a day's turn in the second for what others may give it."""

FITTING = 50
"""Iterations for each visit that it takes to fit a few more in."""

Moves = dict[tuple[dt.date, str], dt.date]
"""Where visits are done that are not done on the day that lists them: by that day and the visit."""

Order = tuple[int, tuple[int, ...], int]
"""How many rules are broken, what is left out, class by class, and the cost: less is better."""


@dataclass
class Rounds:
    """The days that were given, and how far they are planned."""

    given: tuple[Day, ...]
    plans: dict[int, Plan]
    """Of each day that has one."""
    seed: int
    workers: int
    seconds: float
    effort: int | None
    moves: Moves = field(default_factory=dict)
    took: dict[int, float] = field(default_factory=dict)
    """Seconds of planning, by day."""
    compiling: float = 0.0
    """Seconds of compiling, which do not count."""
    began: float = field(default_factory=time.monotonic)
    days: tuple[Day, ...] = field(init=False)
    """With the visits that are done on them."""
    judged: list[Report] = field(default_factory=list)
    """Of the plans, once each day has one."""
    tell: Callable[[Progress], None] = field(init=False)
    cancel: threading.Event = field(init=False)

    def __post_init__(self) -> None:
        self.days = self.standing(self.moves)

    def run(self, tell: Callable[[Progress], None], cancel: threading.Event) -> Week:
        """Plan every day twice, and give the week."""
        self.tell, self.cancel = tell, cancel
        self.first_round()
        self.second_round()
        return self.week()

    def first_round(self) -> None:
        """Plan each day with what the days before it, and the plans to start with, say.

        If those keep every rule, only what is better takes their place.
        """
        kept = False
        if len(self.plans) == len(self.given):
            self.judged = self.judge(self.plans, self.moves)
            kept = all(report.valid for report in self.judged)
        for index in range(len(self.given)):
            share = (self.left - (1 - FIRST_ROUND) * self.seconds) * self.part(index)
            plans = self.again(index, share, 0)
            if kept:
                self.keep_better(plans, self.moves, index)
            else:
                self.plans = plans
        if not kept:
            self.judged = self.judge(self.plans, self.moves)

    def second_round(self) -> None:
        """Plan each day once more with what all others say, then offer it visits of theirs; keep what is better."""
        for index in range(len(self.given)):
            if self.cancel.is_set() or (self.effort is None and self.left <= 0):
                break
            share = self.left * self.part(index)
            self.keep_better(self.again(index, (1 - OFFERING) * share, 1), self.moves, index)
            if guests := self.guests(index):
                self.keep_better(*self.offer(index, guests, OFFERING * share))

    def keep_better(self, plans: dict[int, Plan], moves: Moves, first: int) -> None:
        """Take plans over if the week is better with them; ``first`` is the first day that has another."""
        judged = self.judge(plans, moves, first)
        if self.order(judged) < self.order(self.judged):
            self.plans, self.judged = plans, judged
            if moves != self.moves:
                self.moves, self.days = moves, self.standing(moves)

    def again(self, index: int, share: float, round_: int) -> dict[int, Plan]:
        """Plan a day, from the plan it has if there is one."""
        day = self.beside(self.days, index, self.plans)
        return self.plans | {index: self.plan(index, day, share, self.effort, round_)}

    def guests(self, index: int) -> dict[str, tuple[int, Visit]]:
        """Give the visits of other days that a day may do: who has them now, and what they are worth there."""
        here, candidates = self.given[index], dict[int, list[Visit]]()
        place = {day.date: number for number, day in enumerate(self.given)}
        for home, listed in enumerate(self.given):
            for visit in listed.visits:
                source = place[self.moves.get((listed.date, visit.id), listed.date)]
                if source != index and visit.id not in self.days[index].visit_by_id and (
                        home == index or may_move(visit, listed, here)):
                    candidates.setdefault(source, []).append(
                        visit if home == index else visit_on(visit, listed, here))
        known = {source: self.beside(self.days, source, self.plans) for source in candidates}
        return priced(known, self.plans, candidates)

    def offer(self, index: int, guests: dict[str, tuple[int, Visit]],
              share: float) -> tuple[dict[int, Plan], Moves, int]:
        """Offer a day visits of others, which it takes where they cost less than they save; plan those days without."""
        least = FITTING * len(self.given[index].visits)
        effort = self.effort and max(round(OFFERING * self.effort), min(self.effort, least))
        day, alone = self.beside(self.days, index, self.plans), self.plans[index]
        offered = day.replace(visits=(*day.visits, *(visit for _, visit in guests.values())))
        refused = (_left_out(id_, visit) for id_, (_, visit) in guests.items())
        start = alone.replace(unplanned=(*alone.unplanned, *refused))
        found = self.plan(index, offered, share / 2, effort, 1, start)
        plans, moves = dict(self.plans), dict(self.moves)
        plans[index] = without(found, guests.keys() - found.placed.keys())
        took = {id_: source for id_, (source, _) in guests.items() if id_ in found.placed}
        for id_, source in took.items():
            self.move(moves, id_, source, index)
            plans[source] = without(plans[source], {id_})
        days, gave = self.standing(moves), sorted(set(took.values()))
        for source in gave:
            day = self.beside(days, source, plans)
            plans[source] = self.plan(source, day, share / 2 / len(gave), effort, 1, plans[source])
        return plans, moves, min([index, *gave])

    def plan(self, index: int, day: Day, share: float, effort: int | None, round_: int,
             start: Plan | None = None) -> Plan:
        """Plan one of the days in its share of the time, from the plan that it has."""
        def told(news: Progress) -> None:
            note = [f"{day.date.isoformat()}, round {round_ + 1} of 2",
                    *([news.note] if news.note not in ("", "done") else [])]
            self.tell(replace(news, seconds=spent + news.seconds, note=" · ".join(note)))

        began, spent = time.monotonic(), self.seconds - self.left
        result = plan_day(day, seconds=max(0.0, share), effort=effort, start=start or self.plans.get(index),
                          seed=self.seed + round_, workers=self.workers, prove=False, progress=told, cancel=self.cancel)
        self.compiling += time.monotonic() - began - result.seconds
        self.took[index] = self.took.get(index, 0.0) + result.seconds
        return result.plan

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return self.seconds - (time.monotonic() - self.began - self.compiling)

    def part(self, index: int) -> float:
        """Give a day's part of the time that it and the days after it have."""
        sizes = [len(day.visits) for day in self.given[index:]]
        return sizes[0] / sum(sizes)

    def standing(self, moves: Moves) -> tuple[Day, ...]:
        """Give the days with the visits that are done on them."""
        return days_of_week(self.given, moves=_as_moves(moves))

    def beside(self, days: Sequence[Day], index: int, plans: Mapping[int, Plan]) -> Day:
        """Give a day that knows whom the others send, before or after it.

        Whoever comes on another day of the week is a stranger once, on whatever day is first: on this day it costs
        nothing more.
        """
        day, nearest = days[index], dict[tuple[str, str], int]()
        rules = day.settings.continuity
        for other, plan in plans.items():
            away = abs((days[other].date - day.date).days)
            if 0 < away <= max(rules.known_for_days, rules.horizon_days):
                for pair in meetings(days[other], plan):
                    nearest[pair] = min(away, nearest.get(pair, away))
        known = tuple(Acquaintance(citizen=citizen, carer=carer, days_since=away)
                      for (citizen, carer), away in sorted(nearest.items()) if citizen in day.citizen_by_id)
        return day.replace(acquaintances=(*day.acquaintances, *known)) if known else day

    def move(self, moves: Moves, id_: str, source: int, target: int) -> None:
        """Note that a visit that was done on one day is done on another."""
        here, there = self.given[source].date, self.given[target].date
        listed = next((key for key, to in moves.items() if key[1] == id_ and to == here), (here, id_))
        moves[listed] = there
        if listed[0] == there:
            del moves[listed]

    def judge(self, plans: Mapping[int, Plan], moves: Moves, first: int = 0) -> list[Report]:
        """Judge plans of all days; those before ``first`` are as they were judged before."""
        ordered = [plans[index] for index in range(len(self.given))]
        days = days_of_week(self.given, ordered, _as_moves(moves))
        return [*self.judged[:first], *map(check, days[first:], ordered[first:])]

    def order(self, reports: Sequence[Report]) -> Order:
        """Give what the week breaks, leaves out and costs."""
        return (sum(len(report.violations) for report in reports),
                tuple(map(sum, zip(*(report.order[0] for report in reports), strict=True))),
                sum(report.cost for report in reports))

    def week(self) -> Week:
        """Give what was found."""
        plans, moves = [self.plans[index] for index in range(len(self.given))], _as_moves(self.moves)
        if broken := [str(violation) for report in self.judged for violation in report.violations]:
            raise InternalError("a planned week broke a rule: " + "; ".join(broken[:5]))
        results = tuple(
            Result(plan=plan, status=Status.FEASIBLE, cost=report.cost, costs=report.costs,
                   unplanned_by_class=report.unplanned_by_class, seconds=round(self.took[index], 3))
            for index, (plan, report) in enumerate(zip(plans, self.judged, strict=True)))
        week = Week(days=days_of_week(self.given, plans, moves), results=results, moves=moves)
        unplanned = sum(len(plan.unplanned) for plan in plans)
        self.tell(Progress(self.seconds - self.left, week.cost, unplanned, note="done"))
        return week


def _left_out(id_: str, visit: Visit) -> Unplanned:
    reason = Reason.NO_CAPACITY if visit.unplanned_price is None else Reason.PRICE
    return Unplanned(id=id_, reason=reason, rule=REASON_RULE[reason])


def _as_moves(moves: Moves) -> tuple[DayMove, ...]:
    return tuple(DayMove(visit=id_, date=date, to=to) for (date, id_), to in sorted(moves.items()))
