"""Two plans of one day, or two periods: what differs, by how much, how surely, and which rules speak for it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from triagering.errors import InputError, Issue
from triagering.evaluation.bootstrap import DRAWS, Difference, citizen_difference, ratio_difference
from triagering.evaluation.checker import check
from triagering.evaluation.continuity import averaged_coc, distinct_carers, indices
from triagering.evaluation.definition import Definition, no_days
from triagering.evaluation.given import MET, checked
from triagering.evaluation.ratios import ratios, told_on_all
from triagering.evaluation.rows import paired
from triagering.models import Charge, Day, Plan, Result, Rule, Stop, StopKind, Term, plan_of
from triagering.models.changes import ChargeChange, Move, PlanComparison
from triagering.models.clock import calendar_day

if TYPE_CHECKING:
    import pandas as pd

PAIRS = frozenset({Term.FACE, Term.STRANGER, Term.BEYOND_TARGET})
"""Prices of a citizen and a carer who meet, however often."""


def compare_plans(day: Day, before: Plan | Result, after: Plan | Result, *,
                  day_before: Day | None = None) -> PlanComparison:
    """Say what moved between two plans of a day, and why: rule by rule, from the independent checker's charges.

    A plan from before the day changed, as from before somebody fell ill, is judged by the day as it is now, without
    what begins after a shift has ended; its moves say what it had told. Give that day too (``day_before``) where it has
    visits or activities that the day has no more, so that their moves name the citizens.

    Examples
    --------
    >>> from triagering.models import Carer, Citizen, Route, Shift, Stop, StopKind, TimeWindow, Travel, Visit
    >>> day = Day(
    ...     date=dt.date(2025, 3, 3), citizens=(Citizen(id="z1", place="p", contact_person="ida"),),
    ...     carers=(Carer(id="ida", start_place="p"), Carer(id="bo", start_place="p")),
    ...     shifts=(Shift(carer="ida", start=420, end=900), Shift(carer="bo", start=420, end=900)),
    ...     visits=(Visit(id="v1", citizen="z1", minutes=20,
    ...                   windows=(TimeWindow(earliest_start=480, agreed_start=480, latest_start=510),)),),
    ...     travel=Travel(places=("p",), minutes={"car": ((0,),)}))
    >>> stop = Stop(kind=StopKind.VISIT, id="v1", start=480, end=500)
    >>> bo, ida = (Plan(routes=(Route(carer=name, stops=(stop,)),)) for name in ("bo", "ida"))
    >>> found = compare_plans(day, bo, ida)
    >>> found.moves[0].changed, found.by_rule
    (('carer',), {<Rule.CONTINUITY: 'continuity'>: -75})
    """
    before, after = plan_of(before), plan_of(after)
    one, two = check(day, _at_work(day, before)), check(day, after)
    changes = tuple(_charge_changes(one.charges, two.charges))
    placed_before, placed_after = _placed(before), _placed(after)
    told_before, told_after = ({*placed, *(out.id for out in plan.unplanned)}
                               for placed, plan in ((placed_before, before), (placed_after, after)))
    days = [day] if day_before is None else [day, day_before]
    moves = []
    for id_ in sorted(placed_before.keys() | placed_after.keys()):
        (carers_before, start_before), (carers_after, start_after) = (
            placed.get(id_, ((), None)) for placed in (placed_before, placed_after))
        if (carers_before, start_before) != (carers_after, start_after):
            visit = day.visit_by_id.get(id_)
            people = {*carers_before, *carers_after}
            why = [change for change in changes
                   if is_about(change, id_, None if visit is None else visit.citizen, people)]
            why.sort(key=lambda change: -abs(change.difference))
            moves.append(Move(id_, carers_before, carers_after, start_before, start_after, tuple(why),
                              new=id_ not in told_before, gone=id_ not in told_after).known_on(days))
    return PlanComparison(tuple(moves), changes, one.unplanned_by_class, two.unplanned_by_class)


def _at_work(day: Day, plan: Plan) -> Plan:
    """Leave out of each route what begins when the carer has gone home: an afternoon of overtime is no plan.

    What needs more carers than are left goes too, and so does a break that would then end a route.
    """
    came = Counter(stop.id for route in plan.routes for stop in route.stops if _begins(day, route.carer, stop))
    short = {id_ for id_, stops in plan.placed.items() if came[id_] < len(stops) and id_ in day.visit_by_id
             and came[id_] < day.visit_by_id[id_].carers_needed}
    routes = []
    for route in plan.routes:
        stops = tuple(stop for stop in route.stops if _begins(day, route.carer, stop) and stop.id not in short)
        while stops != route.stops and stops and stops[-1].kind is StopKind.BREAK:
            stops = stops[:-1]
        routes.append(route.replace(stops=stops))
    kept: Plan = plan.replace(routes=tuple(routes))
    return kept


def _begins(day: Day, carer: str, stop: Stop) -> bool:
    """Say whether a stop begins within a carer's shift, overtime included; no shift at all is another matter."""
    shift = day.shift_by_carer.get(carer)
    return shift is None or stop.start < shift.end + shift.overtime


def is_about(change: Charge | ChargeChange, id_: str, citizen: str | None, carers: Container[str]) -> bool:
    """Say whether a cost is about a visit, or about its citizen and one of these carers who meet.

    Costs of a visit name it first, and then the carer; a carer may have the same id.
    """
    if change.term in PAIRS:
        return change.about[0] == citizen and change.about[1] in carers
    return (change.term is Term.UNPLANNED or len(change.about) > 1) and change.about[0] == id_


def _placed(plan: Plan) -> dict[str, tuple[tuple[str, ...], int | None]]:
    return {id_: (tuple(sorted(carer for carer, _ in stops)), stops[-1][1]) for id_, stops in plan.placed.items()}


def _charge_changes(before: Iterable[Charge], after: Iterable[Charge]) -> Iterable[ChargeChange]:
    sums: dict[tuple[Rule, Term, tuple[str, ...]], list[int]] = {}
    for index, charges in enumerate((before, after)):
        for charge in charges:
            sums.setdefault((charge.rule, charge.term, charge.about), [0, 0])[index] += charge.cost
    order = list(Rule)
    for (rule, term, about), (one, two) in sorted(sums.items(), key=lambda entry: order.index(entry[0][0])):
        if one != two:
            yield ChargeChange(rule, term, about, one, two)


def _asked(days: int, level: float) -> int:
    """Give how many days are compared, a number that dates can add; or refuse it, or the level."""
    issues = no_days("period", "days", days)
    issues += [] if 0 < level < 1 else [Issue(
        "E511", "period", "", "level", str(level), "is not between 0 and 1", "give a share, as 0.95")]
    if issues:
        raise InputError(issues)
    return int(days)


def compare_periods(before: pd.DataFrame, after: pd.DataFrame, first_before: dt.date | str,
                    first_after: dt.date | str, days: int, *, stays_before: pd.DataFrame | None = None,
                    stays_after: pd.DataFrame | None = None,
                    definition: Definition | None = None, draws: int = DRAWS, seed: int = 1,
                    level: float = 0.95) -> dict[str, Difference]:
    """Compare two periods of equal length, paired by citizen and by day.

    The n-th day of one is paired with the n-th of the other (let both begin on the same weekday). A day that only one
    side has is left out of both; of the same days, as of a replay, also a miniteam's or district's that it skipped.
    Shares are drawn over days and citizens, figures of citizens (distinct carers, UPC, COC, SECON) over the citizens
    with both. Intervals hold for the same days: of different dates they are far too narrow (``Difference``), and where
    nothing changed distinct carers came out clear in 33 of 57 cases, shares of meetings in 17 to 20.

    Parameters
    ----------
    before, after
        Rows as ``VisitRecord``: two periods of one history, or what was delivered and what a replay planned.
    first_before, first_after, days
        First day of each, and how many days.
    level
        Share of the draws that an interval holds, between 0 and 1.

    Returns
    -------
    dict
        Figure to difference; ``strangers`` is per citizen and day with a meeting that counts. It and ``known_share``
        are of the days whose past is in the data of both sides. ``distinct_carers`` is NaN when its window is longer
        than the periods: the days before are not what is compared.

    Raises
    ------
    InputError
        If a column is missing (E505), days (E213) or values (E523) cannot be read, minutes are negative (E523), a row
        is there twice (E524), or minutes contradict delivery (E525); if ``days`` or ``level`` (E511) is out of
        range.
    """
    import pandas as pd

    days = _asked(days, level)
    definition = definition or Definition()
    firsts = (calendar_day(first_before), calendar_day(first_after))
    pair, left_out = paired([checked(rows, "visits", *MET, "minutes") for rows in (before, after)], firsts, days)
    sides, persons = [], []
    for rows, first, stays in zip(pair, firsts, (stays_before, stays_after), strict=True):
        last = first + dt.timedelta(days - 1)
        sides.append(ratios(rows, first, last, stays=stays, definition=definition))
        table = indices(rows, first, last, stays=stays, definition=definition)
        circle = distinct_carers(rows, last, stays=stays, definition=definition)["distinct_carers"]
        persons.append(table.assign(coc=averaged_coc(table, definition),
                                    distinct_carers=circle if definition.days <= days else float("nan")))
    found = {name: citizen_difference(*(table[name] for table in persons), draws=draws, seed=seed, level=level)
             for name in ("distinct_carers", "upc", "coc", "secon")}
    told_on_all(sides)
    for kept, _, whole in sides:
        judged = kept["counts"] & kept["past_known"]
        whole["strangers"] = (judged & ~kept.where(judged).duplicated(["citizen", "date"])).astype(float)
    for name in sides[0][1]:
        if name in sides[1][1] and all(whole[name].any() for _, _, whole in sides):
            frames = [pd.DataFrame({"citizen": kept["citizen"], "day": kept["day"], "part": part[name],
                                    "whole": whole[name]}) for kept, part, whole in sides]
            found[str(name)] = ratio_difference(*frames, draws=draws, seed=seed, level=level)
    return {name: replace(difference, left_out=left_out) for name, difference in found.items()}
