"""Why it is this carer who comes: who else could come to a visit and what that would change, and who could not."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from triagering.errors import InputError
from triagering.evaluation import Report, check, compare_plans
from triagering.evaluation.compare import is_about
from triagering.evaluation.timetable import Timetable
from triagering.evaluation.truth import starts
from triagering.models import Carer, Day, Pin, Plan, Prices, Reason, Result, Term, Visit
from triagering.models.asked import unknown
from triagering.models.explanation import Alternative, Explanation, RuledOut
from triagering.planning import plan_day

LEAST_EFFORT, EFFORT_OF_A_VISIT = 5_000, 50
"""Iterations for each alternative: at least so many, and so many for each visit of the day."""

OTHERS_MOVE = 10
"""What a change of carer costs at other visits that are held, in the dearest price of the day."""


def explain(
    day: Day, plan: Plan | Result, visit: str, *, carers: Collection[str] | None = None, hold: bool = True,
    **options: Any,
) -> Explanation:
    """Say who comes to a visit and what that costs, what it would change if somebody else came, and who could not.

    Takes what ``alternatives`` takes, and raises the same.

    Examples
    --------
    >>> from triagering import generate_day, plan_day
    >>> day = generate_day(visits=12, carers=3, seed=1)
    >>> plan = plan_day(day, effort=300, workers=1).plan
    >>> found = explain(day, plan, "v0003")
    >>> sorted([*found.carers, *(one.carer for one in (*found.alternatives, *found.ruled_out))])
    ['c01', 'c02', 'c03']
    """
    question = _question(day, plan, visit, carers, hold=hold)
    found = list(question.answers(options))
    return question.explanation([one for one in found if isinstance(one, Alternative)],
                                [one for one in found if isinstance(one, RuledOut)])


def alternatives(
    day: Day, plan: Plan | Result, visit: str, *, carers: Collection[str] | None = None, hold: bool = True,
    **options: Any,
) -> tuple[Alternative, ...]:
    """Say what it would change if somebody else came to a visit, or came too where more than one is needed.

    Each carer is tried in turn: the visit is pinned to them and the day planned again from the plan, with its own
    prices. What the plan could do better anyway, as one made by hand, is found there too and counts as a difference.

    Parameters
    ----------
    visit
        Planned or left out. A pin of it to a carer is set aside, a pinned start is not.
    carers
        Only these, all with a shift; everybody else at work if not given.
    hold
        True: other visits keep their carers unless one would be left out otherwise, or would be far dearer. False: they
        are handed over wherever that is cheaper.
    options
        Of ``plan_day``, for each carer: by default an ``effort`` of 5,000, or 50 for each visit if that is more, one
        worker and no proof, so that the same question has the same answer. Who is not tried before ``cancel`` is set
        is missing.

    Returns
    -------
    tuple of Alternative
        What leaves out least and then costs least first. Carers who cannot come are not among them; ``explain`` says
        why they cannot.

    Raises
    ------
    InputError
        If the day has no such visit, or one of the carers no shift on it (E102).
    """
    return explain(day, plan, visit, carers=carers, hold=hold, **options).alternatives


def _question(day: Day, plan: Plan | Result, visit: str, carers: Collection[str] | None, *, hold: bool) -> _Question:
    asked = day.shift_by_carer.keys() if carers is None else carers
    if issues := [*unknown("visit", "visit", [visit], day.visit_by_id),
                  *unknown("carers", "carer", asked, day.shift_by_carer)]:
        raise InputError(issues)
    return _Question(day, plan.plan if isinstance(plan, Result) else plan, day.visit_by_id[visit],
                     tuple(sorted(set(asked))), hold)


@dataclass(frozen=True)
class _Question:
    """A visit of a plan, and who is asked about."""

    day: Day
    plan: Plan
    visit: Visit
    carers: tuple[str, ...]
    hold: bool

    @cached_property
    def before(self) -> Report:
        """What the checker says of the plan."""
        return check(self.day, self.plan)

    @cached_property
    def came(self) -> dict[str, int]:
        """Who comes, and when."""
        return dict(self.plan.placed.get(self.visit.id, ()))

    @cached_property
    def held(self) -> Day:
        """Give the day without a carer pinned to the visit; other visits are dear to hand over, if they are held."""
        pins = tuple(still for pin in self.day.pins
                     for still in ((pin,) if pin.visit != self.visit.id else pin.without(carer=True)))
        if not self.hold:
            return self.day.replace(pins=pins)
        prices = self.day.settings.prices
        dearest = max(getattr(prices, name) for name in Prices.model_fields)
        most = min(OTHERS_MOVE * max(1, dearest), 1_000_000_000)
        visits = tuple(one if one.id == self.visit.id else one.replace(told=self._told(one)) for one in self.day.visits)
        return self.day.replace(
            pins=pins, visits=visits,
            settings=self.day.settings.replace(prices=prices.replace(not_told=most)))

    def _told(self, visit: Visit) -> frozenset[str]:
        return frozenset(carer for carer, _ in self.plan.placed.get(visit.id, ()) if carer in self.day.carer_by_id)

    def answers(self, options: dict[str, Any]) -> Iterator[Alternative | RuledOut]:
        """Give what would be with each carer who does not come, in order of id, until it is cancelled."""
        interrupted = threading.Event()
        cancel: threading.Event = options.get("cancel") or interrupted
        effort = max(LEAST_EFFORT, EFFORT_OF_A_VISIT * len(self.day.visits))
        how = {"prove": False, "workers": 1} | ({} if "seconds" in options else {"effort": effort}) | options
        for id_ in self.carers:
            if id_ not in self.came and not cancel.is_set():
                yield self.bar(self.day.carer_by_id[id_]) or self.with_carer(id_, how | {"cancel": cancel})
                if interrupted.is_set():
                    raise KeyboardInterrupt

    def bar(self, carer: Carer) -> RuledOut | None:
        """Say why a carer cannot come, whatever else there is to do."""
        day, visit = self.day, self.visit
        citizen = day.citizen_by_id[visit.citizen]
        if not day.able(carer, visit):
            lacks = {task.competence for task in visit.tasks if not carer.may_do(task, visit.citizen, day.date)}
            return RuledOut(carer=carer.id, reason=Reason.NOBODY_QUALIFIED, lacks=tuple(sorted(lacks)))
        if refusal := citizen.refusal(carer):
            return RuledOut(carer=carer.id, reason=Reason.NOBODY_ACCEPTED, lacks=(refusal,))
        if not day.admits(carer, citizen):
            return RuledOut(carer=carer.id, reason=Reason.CLOSED_DISTRICT)
        if next(starts(day, visit, carer), None) is None:
            return RuledOut(carer=carer.id, reason=Reason.NO_SHIFT_IN_WINDOW)
        return None

    def with_carer(self, carer: str, how: dict[str, Any]) -> Alternative | RuledOut:
        """Plan the day with a carer at the visit; if others are held, only the lists concerned where that will do."""
        pin = Pin(visit=self.visit.id, carer=carer)
        for still in ([(*self.still(carer), pin), (pin,)] if self.hold else [(pin,)]):
            plan = plan_day(self.held.replace(pins=(*self.held.pins, *still)), start=self.plan, **how).plan
            if not {out.id for out in plan.unplanned} - {out.id for out in self.plan.unplanned}:
                break
        stops, out = plan.placed.get(self.visit.id), {out.id: out.reason for out in plan.unplanned}
        if stops is None:
            return RuledOut(carer=carer, reason=out[self.visit.id])
        if not out.keys().isdisjoint(self.day.pins_by_visit.keys() & self.plan.placed.keys()):
            return RuledOut(carer=carer, reason=Reason.PIN_CONFLICT)
        return self.alternative(carer, stops, plan)

    def still(self, carer: str) -> Iterator[Pin]:
        """Hold what neither this carer does nor anybody who comes now, as far as the day allows it."""
        day, concerned = self.day, {carer, *self.came}
        for id_, stops in self.plan.placed.items():
            visit, people = day.visit_by_id.get(id_), [who for who, _ in stops]
            if visit is None or id_ in day.pins_by_visit or not concerned.isdisjoint(people):
                continue
            if any(window.holds(stops[0][1]) for window in visit.windows) and all(
                    who in day.shift_by_carer and day.eligible(day.carer_by_id[who], visit) for who in people):
                yield from (Pin(visit=id_, carer=who, start=start) for who, start in stops)

    def alternative(self, carer: str, stops: tuple[tuple[str, int], ...], plan: Plan) -> Alternative:
        """Say what a plan does differently."""
        change = compare_plans(self.day, self.plan, plan)
        costs = dict.fromkeys(Term, 0)
        for one in change.changes:
            costs[one.term] += one.difference
        others = [move for move in change.moves if move.id != self.visit.id]
        return Alternative(
            carer=carer, carers=tuple(who for who, _ in stops), start=stops[-1][1], plan=plan,
            costs={term: cost for term, cost in costs.items() if cost},
            left_out=tuple(move.id for move in others if move.changed == ("unplanned",)),
            brought_back=tuple(move.id for move in others if move.changed == ("planned",)),
            handed_over=tuple((move.id, move.carers_after) for move in others if "carer" in move.changed),
            moved=tuple((move.id, move.start_after - move.start_before) for move in others
                        if move.changed == ("time",) and move.start_after is not None
                        and move.start_before is not None))

    def explanation(self, found: list[Alternative], out: list[RuledOut]) -> Explanation:
        """Say it all."""
        visit, came = self.visit, self.came
        reason = next((out.reason for out in self.plan.unplanned if out.id == visit.id), None)
        costs: dict[Term, int] = {}
        for charge in self.before.charges:
            if is_about(charge, visit.id, visit.citizen, came):
                costs[charge.term] = costs.get(charge.term, 0) + charge.cost
        return Explanation(
            visit=visit.id, citizen=visit.citizen, carers=tuple(came), start=max(came.values(), default=None),
            reason=reason, costs={term: costs[term] for term in Term if term in costs}, detour=self.detour(),
            alternatives=tuple(sorted(found, key=lambda one: (check(self.day, one.plan).order, one.carer))),
            ruled_out=tuple(out))

    def detour(self) -> int:
        """Give the travel that is there for the visit alone, as the routes are."""
        total = 0
        for run in Timetable(self.day, self.plan).runs:
            places = [run.carer.start_place, *(stop.place for stop in run.stops), run.carer.home]
            for index, stop in enumerate(run.stops):
                if stop.id == self.visit.id:
                    direct = run.minutes(places[index], places[index + 2]) if len(run.stops) > 1 else 0
                    total += run.legs[index] + run.legs[index + 1] - direct
        return max(0, total)
