"""From days and plans, in elapsed minutes, to the rows of a history, in minutes of the local clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from triagering.io.legs import legs_of
from triagering.models import Activity, Carer, Day, Plan, Reason, Route, StopKind, Visit
from triagering.models.base import ID_LENGTH
from triagering.models.clock import clock_minute
from triagering.models.history import GROUP, UndeliveredReason, VisitStatus

if TYPE_CHECKING:
    import pandas as pd

Stops = Sequence[tuple[str, int]]
"""Carers and starts of one visit."""

WHY = {Reason.CITIZEN_AWAY: UndeliveredReason.CANCELLED, Reason.LINKED: UndeliveredReason.OTHER,
       Reason.PIN_CONFLICT: UndeliveredReason.OTHER, Reason.PRICE: UndeliveredReason.OTHER}
"""What a history says of a plan's reasons; of all others that nobody could come."""


def visit_records(day: Day, delivered: Plan, *, published: Plan | None = None, known: Day | None = None,
                  fell_away: Mapping[str, UndeliveredReason] | None = None) -> list[dict[str, Any]]:
    """Give the rows of a day's visits, as ``VisitRecord``: one per carer at a visit, and one per undelivered visit.

    Of a group activity with carers there is one per citizen, of the first carer who came, as ``Settings.group_minutes``
    says; its ``visit`` is the activity and the citizen's number in it, of one with a very long id the activity alone.

    Parameters
    ----------
    day
        The day as it came.
    delivered
        Who came when; what it leaves unplanned was not delivered, for its reason there (``WHY``).
    published
        The plan of the day before, if any.
    known
        The day that plan was made for; default: ``day``.
    fell_away
        Why visits of ``known`` are not in ``day``.
    """
    before = known or day
    planned = published.placed if published is not None else {}
    rows = []
    done = delivered.placed
    why = defaultdict(lambda: UndeliveredReason.NO_CAPACITY, {
        out.id: WHY[out.reason] for out in delivered.unplanned if out.reason in WHY})
    travel = {(route.carer, leg.to): leg.minutes for route in delivered.routes for leg in legs_of(day, route)}
    for visit in day.visits:
        if visit.id not in done:
            rows.append(_missed(day, before, visit, planned.get(visit.id), why[visit.id]))
        came = done.get(visit.id, ())
        for (carer, start), instead in zip(came, _instead_of(came, planned.get(visit.id, ())), strict=True):
            rows.append(_row(day, visit, instead, start) | {
                "carer": carer, "start": _shown(day, start), "minutes": visit.minutes,
                "status": VisitStatus.DELIVERED.value, "travel_minutes": travel[carer, visit.id],
                **_hands(day, day.carer_by_id[carer], visit)})
    for visit in before.visits:
        if visit.id not in day.visit_by_id:
            reason = (fell_away or {}).get(visit.id, UndeliveredReason.OTHER)
            rows.append(_missed(before, before, visit, planned.get(visit.id), reason))
    for activity in day.staffed:
        rows += _group(day, activity, planned.get(activity.id, ()), done.get(activity.id, ()), why[activity.id])
    return rows


def _group(day: Day, activity: Activity, planned: Stops, came: Stops,
           reason: UndeliveredReason) -> Iterator[dict[str, Any]]:
    for number, citizen in enumerate(activity.citizens, start=1):
        minutes = activity.counted(citizen, day.settings.group_minutes)
        name = f"{activity.id}/{number}"
        row = _of_citizen(day, citizen) | {
            "visit": name if len(name) <= ID_LENGTH else activity.id, "kind": GROUP, "granted_minutes": minutes,
            "planned_minutes": minutes if planned else None, "agreed_start": _shown(day, activity.start)}
        carer = day.carer_by_id[came[0][0]] if came else None
        yield row | ({"status": VisitStatus.UNDELIVERED.value, "reason": reason.value}
                     if carer is None else {
            "carer": carer.id, "start": _shown(day, activity.start), "minutes": minutes,
            "status": VisitStatus.DELIVERED.value, "profession": carer.profession, "substitute": carer.substitute,
            "carer_miniteam": carer.miniteam})


def shift_records(day: Day, plan: Plan) -> list[dict[str, Any]]:
    """Give the rows of a day's shifts, as ``ShiftRecord``: travel as planned, home included; overtime; breaks taken."""
    routes = {route.carer: route for route in plan.routes}
    rows = []
    for shift in day.shifts:
        carer, route = day.carer_by_id[shift.carer], routes.get(shift.carer, Route(carer=shift.carer))
        legs = legs_of(day, route)
        back = legs[-1].arrive if legs else shift.end
        breaks = [stop.end - stop.start for stop in route.stops if stop.kind is StopKind.BREAK]
        rows.append({
            "date": day.date, "carer": carer.id, "start": _shown(day, shift.start),
            "end": _shown(day, max(shift.end, back)),
            "break_minutes": sum(breaks) if shift.break_ and not shift.break_.paid else 0,
            "rest_before": shift.rest_before,
            "travel_minutes": sum(leg.minutes for leg in legs), "profession": carer.profession,
            "miniteam": carer.miniteam, "district": day.district_of_team.get(carer.miniteam or "")})
    return rows


def plan_records(day: Day, plan: Plan, *, version: str = "published") -> list[dict[str, Any]]:
    """Give the rows of a published plan, as ``PlanRecord``."""
    return [{
        "date": day.date, "visit": visit.id, "citizen": visit.citizen, "carer": carer,
        "start": _shown(day, start), "minutes": visit.minutes, "version": version,
        "district": _district(day, visit.citizen),
    } for visit in day.visits for carer, start in plan.placed.get(visit.id, ((None, None),))]


def as_delivered(days: Iterable[Day], plans: Iterable[Plan]) -> dict[str, pd.DataFrame]:
    """Give the visits and shifts of a history in which all came as planned."""
    planned = list(zip(days, plans, strict=True))
    visits = [row for day, plan in planned for row in visit_records(day, plan, published=plan)]
    shifts = [row for day, plan in planned for row in shift_records(day, plan)]
    return {"visits": as_frame(visits, "visits"), "shifts": as_frame(shifts, "shifts")}


def as_frame(rows: list[dict[str, Any]], table: str) -> pd.DataFrame:
    """Give rows as the frame of a table, checked against its columns."""
    import pandas as pd

    from triagering.io.history.tables import read_table
    from triagering.models.history import TABLES

    return read_table(table, pd.DataFrame(rows, columns=None if rows else list(TABLES[table].model_fields)))


def _shown(day: Day, minute: int | None) -> int | None:
    return None if minute is None else clock_minute(day.date, day.timezone, minute)


def _district(day: Day, citizen: str) -> str | None:
    return day.district_of_team.get(day.citizen_by_id[citizen].miniteam or "")


def _instead_of(came: Stops, planned: Stops) -> Iterator[tuple[str, int] | None]:
    """Give, for each who came, the same carer as planned; else one of the planned who did not come."""
    start_of, arrived = dict(planned), {carer for carer, _ in came}
    absent = [entry for entry in planned if entry[0] not in arrived]
    for carer, _ in came:
        if carer in start_of:
            yield carer, start_of[carer]
        else:
            yield absent.pop(0) if absent else planned[-1] if planned else None


def _row(day: Day, visit: Visit, planned: tuple[str, int] | None, came: int | None = None) -> dict[str, Any]:
    carer, start = planned or (None, None)
    began = start if came is None else came
    window = (visit.agreed or visit.windows)[0] if began is None else visit.window_at(began)
    acute = visit.reason == "acute"
    return _of_citizen(day, visit.citizen) | {
        "visit": visit.id, "kind": "acute" if acute else visit.package or "care",
        "granted_minutes": None if acute else visit.minutes, "planned_minutes": visit.minutes if planned else None,
        "planned_start": _shown(day, start), "planned_carer": carer,
        "agreed_start": _shown(day, window.agreed_start),
    }


def _of_citizen(day: Day, id_: str) -> dict[str, Any]:
    citizen = day.citizen_by_id[id_]
    return {"date": day.date, "citizen": id_, "contact_person": citizen.contact_person, "miniteam": citizen.miniteam,
            "district": _district(day, id_)}


def _missed(day: Day, before: Day, visit: Visit, planned: Stops | None,
            reason: UndeliveredReason) -> dict[str, Any]:
    row = _row(day, visit, planned[0] if planned else None)
    hands = visit.carers_needed
    return row | {
        "profession": before.carer_by_id[row["planned_carer"]].profession if planned else None,
        "granted_minutes": row["granted_minutes"] and hands * visit.minutes,
        "planned_minutes": row["planned_minutes"] and hands * visit.minutes,
        "status": VisitStatus.UNDELIVERED.value, "reason": reason.value}


def _hands(day: Day, carer: Carer, visit: Visit) -> dict[str, Any]:
    levels = day.settings.competence_levels
    asked = max((levels.get(task.competence, 0) for task in visit.tasks), default=0)
    step = day.settings.levels.get(carer.profession, 0) - asked
    return {"over_qualified_minutes": visit.minutes if step > 0 else 0, "profession": carer.profession,
            "substitute": carer.substitute, "carer_miniteam": carer.miniteam}
