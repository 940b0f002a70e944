"""A plan as one table: a row per carer and stop, then a row for each thing that is left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from triagering.io.cells import Cell
from triagering.io.legs import legs_of, refuse_strangers
from triagering.io.tables import Sheet
from triagering.models import Day, Plan, Result, Route, Stop, StopKind, plan_of

if TYPE_CHECKING:
    from pandas import DataFrame

COLUMNS = {
    "date": "The planned day.",
    "carer": "Who comes; empty where something is left out.",
    "profession": "Of the carer.",
    "miniteam": "The carer's.",
    "kind": "``visit``, ``activity`` or ``break``.",
    "id": "Of the visit or activity; ``break`` for a break.",
    "citizen": "Who is visited.",
    "place": "Where; empty for a break.",
    "start": "When it starts, as a clock time.",
    "end": "When it ends.",
    "travel": "Minutes on the road to it; the way home belongs to no stop.",
    "waiting": "Minutes waited before it (docs/rules.md, the schedule of a route).",
    "reason": "Why it is left out, as a code; empty for a stop.",
}
"""Columns of the table, and what they hold."""


def is_plan(text: str) -> bool:
    """Say whether text is a plan as it is written for spreadsheets."""
    return text.startswith(";".join(COLUMNS))


def plan_to_frame(day: Day, plan: Plan | Result) -> DataFrame:
    """Give a plan of the day as a frame: a row per carer and stop, then what is left out, the most urgent first.

    Times are text, as in ``day_to_frames``; docs/data.md lists the columns.

    Raises
    ------
    InputError
        If the plan names carers, visits or activities that the day does not know (E102).

    Examples
    --------
    >>> from triagering import Plan, generate_day
    >>> from triagering.models import Reason, Rule, Unplanned
    >>> day = generate_day(carers=1)
    >>> out = Unplanned(id=day.visits[0].id, reason=Reason.NO_CAPACITY, rule=Rule.COVERAGE)
    >>> plan_to_frame(day, Plan(unplanned=(out,)))[["kind", "id", "reason"]].values.tolist()
    [['visit', 'v0001', 'no_capacity']]
    """
    from pandas import DataFrame

    sheet = plan_to_sheet(day, plan)
    frame = DataFrame([cells for _, cells in sheet.rows], columns=sheet.columns, dtype=object)
    return frame.astype({name: "Int64" if name in ("travel", "waiting") else "string" for name in COLUMNS})


def plan_to_sheet(day: Day, plan: Plan | Result) -> Sheet:
    """Give the same as a sheet, to be written."""
    plan = plan_of(plan)
    refuse_strangers(day, plan)
    rows = [row for route in plan.routes for row in _stops(day, route)]
    rows += [{"kind": "visit" if out.id in day.visit_by_id else "activity", "id": out.id, "reason": out.reason.value,
              **_where(day, out.id)} for out in sorted(plan.unplanned, key=lambda out: day.left_out_order(out.id))]
    date = day.date.isoformat()
    return Sheet(list(COLUMNS), [("", [({"date": date} | row).get(name) for name in COLUMNS]) for row in rows])


def _stops(day: Day, route: Route) -> Iterator[dict[str, Cell]]:
    carer, shift = day.carer_by_id[route.carer], day.shift_by_carer.get(route.carer)
    ways = [leg.minutes for leg in legs_of(day, route)[:-1]]
    free = shift.start if shift is not None and day.settings.wait_before_first and ways else None
    paused, ahead = 0, len(ways)
    for stop in route.stops:
        row: dict[str, Cell] = {
            "carer": carer.id, "profession": carer.profession, "miniteam": carer.miniteam, "kind": stop.kind.value,
            "id": stop.id, "start": day.clock(stop.start), "end": day.clock(stop.end)}
        if stop.kind is StopKind.BREAK:
            yield row | {"waiting": _gap(free, stop) if not ahead else 0}
            paused += stop.end - stop.start
            continue
        travel = ways[-ahead]
        yield row | {**_where(day, stop.id), "travel": travel, "waiting": _gap(free, stop, travel + paused)}
        free, paused, ahead = stop.end, 0, ahead - 1


def _gap(free: int | None, stop: Stop, used: int = 0) -> int:
    """Give the minutes between being free and a stop that are not used; none where waiting does not count."""
    return 0 if free is None else max(0, stop.start - free - used)


def _where(day: Day, id_: str) -> dict[str, Cell]:
    visit = day.visit_by_id.get(id_)
    return {"citizen": None if visit is None else visit.citizen, "place": day.place_of(id_)}
