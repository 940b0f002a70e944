"""The façade: a day goes in, a checked plan comes out, at any time limit and whatever any solver does."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from triagering.errors import InputError, InternalError, Issue
from triagering.evaluation import check
from triagering.models import Bound, Day, Plan, Result, Route, Status, plan_of

T = TypeVar("T")

LONGEST = 86_400.0
"""Seconds that a planning takes at most: who gives no end, as ``inf``, ends it when the plan is good enough."""


@dataclass(frozen=True)
class Progress:
    """What a waiting person may want to know."""

    seconds: float
    """Since the start; the first compilation on a machine does not count."""
    cost: int | None = None
    """Cost of the best plan so far, without what is left out; None before the first plan."""
    unplanned: int | None = None
    """How much is left out, what is planned all or none counted once until the end; None before the first plan."""
    bound: int | None = None
    """Proven lower bound on the cost, if any."""
    note: str = ""
    """What happens now, in words."""


class Stop(threading.Event):
    """Set when a listener fails, and whenever ``asked`` is: that one is the caller's, who may share it among plans."""

    def __init__(self, asked: threading.Event) -> None:
        super().__init__()
        self.asked = asked

    def is_set(self) -> bool:
        """Say whether to stop."""
        return super().is_set() or self.asked.is_set()


def plan_day(
    day: Day, *, seconds: float = 20.0, seed: int = 1, workers: int = 2, effort: int | None = None,
    start: Plan | Result | None = None, prove: bool = True, progress: Callable[[Progress], None] | None = None,
    cancel: threading.Event | None = None,
) -> Result:
    """Plan a day: the best plan found within the time, checked independently, with every cost named.

    Parameters
    ----------
    seconds
        Wall time for everything but the first compilation on a machine, at most a day. At least one plan is always
        made.
    seed
        Where chance begins; matters little in quality.
    workers
        Threads; at most two for each core of the machine, unless ``effort`` is given.
    effort
        Iterations of the search instead of seconds. With one worker the same seed then gives the same plan, anywhere.
        Nothing but the search plans then, and it starts all as early as can be, whatever waiting costs.
    start
        A plan to begin with, as yesterday's or a planner's; what does not fit the day is left out of it, the least
        urgent first. A plan that keeps every rule is given back if no better one is found.
    prove
        Whether to spend part of the time on a bound; without it all of it goes into the plan.
    progress
        Called now and then from the calling thread, the last time with what is returned. What comes while it is busy is
        passed over but for the latest. What it raises ends the planning.
    cancel
        Ends the planning early when set; the best plan so far is returned. Ctrl-C sets it, nothing else here does;
        where it is set already, or a listener failed, Ctrl-C gives up.

    Raises
    ------
    InputError
        If prices add up to more than can be told apart from what is forbidden, or the seconds are no number or less
        than 0 (E511).
    InternalError
        If the independent checker rejects the plan; then nothing is returned.

    Examples
    --------
    >>> from triagering.io import generate_day
    >>> result = plan_day(generate_day(visits=12, carers=3, seed=1), effort=300, workers=1)
    >>> check(generate_day(visits=12, carers=3, seed=1), result.plan).valid
    True
    """
    began = time.monotonic()  # loading the solver takes its share of the time limit
    from triagering.solver.engine import LAYERS, Engine, Outcome
    from triagering.solver.export import from_plan, to_plan

    start = None if start is None else plan_of(start)
    stop, seconds = Stop(cancel or threading.Event()), time_limit(seconds)
    news: queue.SimpleQueue[Progress] = queue.SimpleQueue()

    def work() -> tuple[Engine, Outcome]:
        def tell(cost: int | None = None, unplanned: int | None = None, bound: int | None = None,
                 note: str = "") -> None:
            news.put(Progress(time.monotonic() - engine.began, cost, unplanned, bound, note))

        engine = Engine(day, seconds=seconds, seed=seed, workers=workers, effort=effort, cancel=stop, tell=tell,
                        layers=LAYERS if prove else LAYERS - {"bound"}, began=began)
        return engine, engine.solve(from_plan(engine.compiled, start) if start is not None else None)

    engine, found = interruptible(work, stop, news, progress)
    plan = to_plan(engine.compiled, found.solution)
    report = check(day, plan)
    if not report.valid:
        raise InternalError("the planned day broke a rule: " + "; ".join(map(str, report.violations[:5])))
    optimal, holds = found.optimal, found.bound is not None
    if start is not None:
        given = check(day, start)
        if given.valid and given.order < report.order:
            no_more = all(mine <= theirs for mine, theirs in zip(given.order[0], report.order[0], strict=True))
            plan, report, optimal, holds = _in_order(day, start), given, False, holds and no_more
    bound = None
    if found.bound is not None and holds:
        bound = Bound(kind=found.bound_kind, cost=min(found.bound, report.cost))
    took = time.monotonic() - engine.began
    if progress is not None:
        progress(Progress(took, report.cost, len(plan.unplanned), bound.cost if bound else None, "done"))
    return Result(
        plan=plan, status=Status.OPTIMAL if optimal else Status.FEASIBLE, cost=report.cost, costs=report.costs,
        unplanned_by_class=report.unplanned_by_class, bound=bound, seconds=round(took, 3), info=found.info,
    )


def time_limit(seconds: float) -> float:
    """Give how long a planning takes at most, ``LONGEST`` if not less.

    Raises ``InputError`` if it is no number, or less than 0 (E511).

    >>> time_limit(float("inf")), time_limit(2)
    (86400.0, 2)
    """
    if not seconds >= 0:
        raise InputError([Issue("E511", "settings", "", "seconds", str(seconds), "is not a number of seconds from 0 on",
                                "give how long to plan, or inf")])
    return min(seconds, LONGEST)


def _in_order(day: Day, plan: Plan) -> Plan:
    """Give a plan with a route per shift, in order of carer, and what is unplanned in order of id."""
    routes = {route.carer: route for route in plan.routes}
    return Plan(routes=tuple(routes.get(carer, Route(carer=carer)) for carer in sorted(day.shift_by_carer)),
                unplanned=tuple(sorted(plan.unplanned, key=lambda out: out.id)))


def interruptible(
    work: Callable[[], T], stop: Stop, news: queue.SimpleQueue[Progress],
    progress: Callable[[Progress], None] | None,
) -> T:
    """Do all the work on another thread, so that Ctrl-C can arrive nowhere but here, where it only asks to stop.

    News are passed on from the calling thread, of several at once the latest. Whatever the listener raises stops the
    work and is raised at its end.
    """
    done = threading.Event()
    results: list[T] = []
    errors: list[BaseException] = []

    def guarded() -> None:
        try:
            results.append(work())
        except BaseException as error:  # noqa: BLE001 - raised by the waiting thread
            errors.append(error)
        finally:
            done.set()

    threading.Thread(target=guarded, daemon=True).start()
    finished = False
    while not finished or not news.empty():
        try:
            finished = done.wait(0.05)
            told = None
            while not news.empty():
                told = news.get()
            if told is not None and progress is not None and not errors:
                progress(told)
        except KeyboardInterrupt:
            if stop.is_set():
                raise  # asked before: given up
            stop.asked.set()
        except BaseException as error:  # noqa: BLE001 - raised below
            stop.set()
            errors.append(error)
    if errors:
        raise errors[0]
    return results[0]
