"""Why it is this carer who comes: who else could come to a visit and what that would change, and who could not."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from triagering.errors import InputError, Issue
from triagering.evaluation import Report, check, compare_plans
from triagering.evaluation.compare import is_about
from triagering.evaluation.timetable import Timetable
from triagering.evaluation.truth import fitting, starts
from triagering.lists import day_of_lists
from triagering.models import Carer, Day, Pin, Plan, Reason, Result, Route, Term, Visit, plan_of
from triagering.models.asked import names_of, unknown
from triagering.models.base import DEAREST, summed
from triagering.models.explanation import Alternative, Explanation, RuledOut
from triagering.models.memory import expected
from triagering.planning import Progress, plan_day

LEAST_EFFORT, EFFORT_OF_A_VISIT = 5_000, 50
"""Iterations of a try: at least so many, and so many for each visit."""
TRIES = 3
"""How often a carer is tried, each time with another seed."""
HELD = 100
"""What it costs to hand over a visit that is held, in the dearest price of the day, beside all of the plan."""
TIED = ("worst_lateness", "worst_idle", "worst_heavy", "load_spread")
"""Prices that tie lists to each other: what others do may settle them, so few lists are also planned without them."""


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
    ['c1', 'c2', 'c3']
    """
    asked = names_of(day.shift_by_carer if carers is None else carers)
    if issues := [*_no_visit(day, visit),
                  *unknown("carers", "carer at work", asked, day.shift_by_carer)]:
        raise InputError(issues)
    question = _Question(day, plan_of(plan), day.visit_by_id[visit], hold)
    asked = [] if visit in day.begun else asked  # who is there stays
    return question.explanation(asked, list(question.answers(asked, options)))


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
        True: other lists than those of who comes now and who would come stay as they are, and these keep their visits;
        more changes only where somebody would be left out otherwise. False: visits are handed over wherever that is
        cheaper.
    options
        Of ``plan_day`` but for ``start``, for each carer: by default an ``effort`` of 5,000, or 50 for each visit if
        that is more, one worker, no proof and the best of three seeds, so that the same question has the same answer.
        Who is not done with before ``cancel`` is set is missing; ``explain`` names them. It is looked at before each
        planning, so it ends as soon as one does. ``progress`` is told of each carer, too.

    Returns
    -------
    tuple of Alternative
        What leaves out least and then costs least first. Carers who cannot come are not among them; ``explain`` says
        why they cannot.

    Raises
    ------
    InputError
        If the day has no such visit, or one of the carers no shift on it (E102).

    Examples
    --------
    >>> from triagering import generate_day, plan_day
    >>> day = generate_day(visits=12, carers=3, seed=1)
    >>> plan = plan_day(day, effort=300, workers=1).plan
    >>> all(one.carer in dict(one.plan.placed["v0003"]) for one in alternatives(day, plan, "v0003"))
    True
    """
    return explain(day, plan, visit, carers=carers, hold=hold, **options).alternatives


def _no_visit(day: Day, id_: str) -> Iterator[Issue]:
    """Refuse what is no visit of the day (E102), an activity too: who is there is given."""
    for issue in unknown("visit", "visit", [id_], day.visit_by_id):
        given = id_ in day.activity_by_id
        yield replace(issue, hint="an activity is given, not chosen: name a visit") if given else issue


class _Cancelled(Exception):  # noqa: N818 - nothing went wrong
    """A carer was being tried when it was cancelled."""


@dataclass(frozen=True)
class _Question:
    """A visit of a plan."""

    day: Day
    plan: Plan
    visit: Visit
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
    def free(self) -> Day:
        """Give the day without a carer pinned to the visit."""
        return self.day.replace(pins=tuple(
            still for pin in self.day.pins for still in pin.without(carer=pin.visit == self.visit.id)))

    @cached_property
    def dear(self) -> Day:
        """Give the same day, other visits dearer to hand over than all of the plan, and dearer still to leave out."""
        settings = self.day.settings
        dearest = max(settings.prices.model_dump().values())
        dear = min(1 + self.before.cost + HELD * dearest, DEAREST // 3)
        return self.free.replace(
            settings=settings.replace(prices=settings.prices.replace(not_told=dear)),
            visits=tuple(self._kept(one, dear) for one in self.day.visits))

    def _kept(self, visit: Visit, dear: int) -> Visit:
        own, came = visit.unplanned_price, self.plan.placed.get(visit.id, ())
        if visit.id == self.visit.id or not came:
            return visit
        return visit.replace(told=expected(self.day, self.plan, visit.id),
                             unplanned_price=None if own is None else min(own + 2 * dear, DEAREST))

    def answers(self, carers: list[str], options: dict[str, Any]) -> Iterator[Alternative | RuledOut]:
        """Give what would be with each of these carers who does not come, until it is cancelled."""
        interrupted = threading.Event()
        cancel: threading.Event = options.get("cancel") or interrupted
        how = {"prove": False, "workers": 1} | options | {"cancel": cancel}
        tell, began = options.get("progress") or (lambda _: None), time.monotonic()
        for number, id_ in enumerate(carers, start=1):
            if cancel.is_set():
                return
            tell(Progress(time.monotonic() - began, note=f"asking carer {number} of {len(carers)}"))
            if id_ not in self.came:
                answer = None
                with suppress(_Cancelled):
                    answer = self.bar(self.day.carer_by_id[id_]) or self.with_carer(id_, how)
                if interrupted.is_set():
                    raise KeyboardInterrupt
                if answer is not None and not cancel.is_set():  # else it was not looked at for long enough
                    yield answer

    def bar(self, carer: Carer) -> RuledOut | None:
        """Say why a carer cannot come, whatever else there is to do."""
        day, visit = self.day, self.visit
        citizen = day.citizen_by_id[visit.citizen]
        if not day.windows_of(visit):
            return RuledOut(carer=carer.id, reason=Reason.CITIZEN_AWAY)
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
        """Say what the day is with a carer at the visit; if others are held, in few lists where that will do."""
        pin = Pin(visit=self.visit.id, carer=carer)
        asked = _pinned(self.free, pin)
        plan = self._in_few_lists(asked, pin, how) if self.hold else None
        if plan is None and self.hold:
            plan = _best(asked, _plans([_pinned(self.dear, pin)], self.plan, how))
        if plan is None or self._loses(plan):
            plan = _best(asked, [*([] if plan is None else [plan]), *_plans([asked], self.plan, how)])
        out = {entry.id: entry.reason for entry in plan.unplanned}
        if self.visit.id in out:
            reason = out[self.visit.id]
            if next(fitting(self.day, self.visit, self.day.carer_by_id[carer]), None) is None:
                return RuledOut(carer=carer, reason=Reason.NO_SHIFT_FITS)
            alone = self.visit.carers_needed > 1 and reason in (Reason.NO_SHIFT_IN_WINDOW, Reason.NO_SHIFT_FITS)
            return RuledOut(carer=carer, reason=Reason.TOO_FEW_CARERS if alone else reason)
        given_up = out.keys() & self.firm
        if given_up and len(given_up) > self.anyway(how):
            return RuledOut(carer=carer, reason=Reason.PIN_CONFLICT)
        return self._alternative(carer, plan)

    def _loses(self, plan: Plan) -> bool:
        """Say whether a plan leaves out the visit, or what the plan that was given does not."""
        out = {entry.id for entry in plan.unplanned}
        return self.visit.id in out or not out.isdisjoint(self.plan.placed)

    @property
    def firm(self) -> set[str]:
        """What may not be given up for the visit: what a planner pinned, and meetings."""
        return {*self.day.pins_by_visit, *(one.id for one in self.day.staffed)}

    def anyway(self, how: dict[str, Any]) -> int:
        """Give how much of that is left out anyway: by the plan, or by one that keeps the rules, if it does not."""
        if check(self.free, self.plan).valid:
            return len(self.firm - self.plan.placed.keys())
        kept = _best(self.free, _plans([self.free], self.plan, how))
        return len(self.firm - kept.placed.keys())

    def _in_few_lists(self, asked: Day, pin: Pin, how: dict[str, Any]) -> Plan | None:
        """Plan the lists of who comes and who would; None if that leaves out more, or breaks a rule elsewhere."""
        concerned = {*self.came, str(pin.carer)} & self.day.shift_by_carer.keys()
        try:
            few = _pinned(day_of_lists(self.dear, self.plan, concerned), pin)
        except InputError:  # as the plan breaks rules there
            return None
        prices = few.settings.prices
        without = prices.replace(**dict.fromkeys(TIED, 0))
        days = [few] if without == prices else [few, few.replace(settings=few.settings.replace(prices=without))]
        plans = [self._with_lists(found) for found in _plans(days, self.plan, how) if self.visit.id in found.placed]
        valid = [plan for plan in plans if check(asked, plan).valid]
        return _best(asked, valid) if valid else None

    def _with_lists(self, found: Plan) -> Plan:
        """Give the plan with the lists of another in place of its own."""
        lists = {route.carer: route for route in (*self.plan.routes, *found.routes)}
        return Plan(routes=tuple(lists.get(id_, Route(carer=id_)) for id_ in sorted(self.day.shift_by_carer)),
                    unplanned=tuple(entry for entry in self.plan.unplanned if entry.id not in found.placed))

    def _alternative(self, carer: str, plan: Plan) -> Alternative:
        """Say what a plan does differently."""
        change = compare_plans(self.day, self.plan, plan)
        known = self.day.visit_by_id.keys() | self.day.activity_by_id.keys()
        others = [move for move in change.moves if move.id != self.visit.id and move.id in known]
        stops = plan.placed[self.visit.id]
        return Alternative(
            carer=carer, carers=tuple(who for who, _ in stops), start=stops[-1][1], plan=plan,
            costs=summed(((one.term, one.difference) for one in change.changes), Term),
            left_out=tuple(move.id for move in others if move.changed == ("unplanned",)),
            brought_back=tuple(move.id for move in others if move.changed == ("planned",)),
            handed_over=tuple((move.id, move.carers_after) for move in others if "carer" in move.changed),
            moved=tuple((move.id, move.start_after - move.start_before) for move in others
                        if move.changed == ("time",) and move.start_after is not None
                        and move.start_before is not None))

    def explanation(self, asked: list[str], answers: list[Alternative | RuledOut]) -> Explanation:
        """Say it all, and of whom nothing is said although they were asked about."""
        visit, came = self.visit, self.came
        found = [one for one in answers if isinstance(one, Alternative)]
        answered = {*came, *(one.carer for one in answers)}
        reason = next((entry.reason for entry in self.plan.unplanned if entry.id == visit.id), None)
        about = (charge for charge in self.before.charges if is_about(charge, visit.id, visit.citizen, came))
        return Explanation(
            visit=visit.id, citizen=visit.citizen, carers=tuple(came), start=max(came.values(), default=None),
            reason=reason, costs=summed(((charge.term, charge.cost) for charge in about), Term),
            detour=Timetable(self.day, self.plan).detours().get(visit.id, 0),
            alternatives=tuple(sorted(found, key=lambda one: (check(self.day, one.plan).order, one.carer))),
            ruled_out=tuple(one for one in answers if isinstance(one, RuledOut)),
            not_asked=tuple(id_ for id_ in asked if id_ not in answered))


def _pinned(day: Day, pin: Pin) -> Day:
    return day.replace(pins=(*day.pins, pin))


def _plans(days: list[Day], start: Plan, how: dict[str, Any]) -> Iterator[Plan]:
    """Plan each of some days from a plan: a few times by effort, once by the clock; none once it is cancelled."""
    first = how.get("seed", 1)
    for day in days:
        effort = max(LEAST_EFFORT, EFFORT_OF_A_VISIT * len(day.visits))
        tries = [how] if "seconds" in how else [
            {"effort": effort} | how | {"seed": seed} for seed in range(first, first + TRIES)]
        for options in tries:
            if how["cancel"].is_set():
                raise _Cancelled
            yield plan_day(day, start=start, **options).plan


def _best(day: Day, plans: Iterable[Plan]) -> Plan:
    return min(plans, key=lambda plan: check(day, plan).order)
