"""A day planned again when it has begun: what is done stays, and of what is not few lists change."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from triagering.errors import InputError
from triagering.models import Day, Plan, Result, plan_of
from triagering.models.asked import names_of, unknown
from triagering.planning import plan_day
from triagering.replanning.given import came, earlier, no_minutes
from triagering.replanning.moment import Moment


def replan_day(
    day: Day, plan: Plan | Result, minute: int, *, went: Mapping[str, Sequence[tuple[str, int]]] | None = None,
    gone: Collection[str] = (), late: int = 60, early: int | None = None, **options: Any,
) -> tuple[Day, Result]:
    """Plan the rest of a day: give the day as it stands at a minute, as ``day_at`` says, and its plan.

    ``options`` are those of ``plan_day``, but for ``start``, which is the plan so far.

    Examples
    --------
    >>> from triagering import generate_day, plan_day
    >>> day = generate_day(visits=12, carers=3, seed=1)
    >>> morning = plan_day(day, effort=300, workers=1).plan
    >>> now, again = replan_day(day, morning, 10 * 60, effort=300, workers=1)
    >>> all(morning.placed[pin.visit] == again.plan.placed[pin.visit] for pin in now.pins)
    True
    """
    plan = plan_of(plan)
    now = day_at(day, plan, minute, went=went, gone=gone, late=late, early=early)
    return now, plan_day(now, start=plan, **options)


def day_at(
    day: Day, plan: Plan | Result, minute: int, *, went: Mapping[str, Sequence[tuple[str, int]]] | None = None,
    gone: Collection[str] = (), late: int = 60, early: int | None = None,
) -> Day:
    """Give a day as it stands at a minute, its plan having been followed until then.

    What has begun is pinned to who came and when. Where one of them is no more at work, or may not do it, it is an
    activity of the others, as no plan may send them. The rest begins no sooner than now. Whom and when a citizen was
    told to expect is ``Visit.told`` and the agreed start of a window; what was agreed with them is kept in
    ``Visit.agreed``. Breaks that were taken stay where they were.

    Parameters
    ----------
    day
        As it is known now: without what is cancelled, with what is new, and with the shifts of who is at work. The next
        time, the day that was given, with its pins of what had begun.
    plan
        What people were told.
    minute
        From when new lists hold: a little later than it is, for they must be told.
    went
        What went otherwise, by visit: who came and when they began, or nobody where it has not begun.
    gone
        Carers who go home as soon as what they have begun is done.
    late
        Minutes from now in which a visit may begin of which all windows have closed.
    early
        Minutes by which a visit may at most begin sooner than the citizen was told; any number if not given, and where
        its windows are all over by then.

    Raises
    ------
    InputError
        If ``went``, ``gone`` or the plan names a carer, or ``went`` a visit, that the day does not have (E102); if all
        visits are done by carers who are not at work any more (E110); if ``went`` lists something else than carers and
        starts (E510); if the day stands later already (``Day.now``), or ``late`` or ``early`` are no minutes (E511).
    """
    plan, told = plan_of(plan), came({} if went is None else went)
    if issues := [*earlier(day, minute), *no_minutes(late=late, early=0 if early is None else early),
                  *unknown("went", "visit", told, day.visit_by_id),
                  *unknown("went", "carer", {carer for stops in told.values() for carer, _ in stops}, day.carer_by_id),
                  *unknown("gone", "carer", home := names_of(gone), day.carer_by_id),
                  *unknown("plan", "carer", {route.carer for route in plan.routes if route.stops}, day.carer_by_id)]:
        raise InputError(issues)
    return Moment(day, plan, minute, told, frozenset(home), late, early).day_now()
