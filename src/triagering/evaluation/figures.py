"""Measuring a plan: every figure of ``Kpis``, from the day and the plan alone."""

from __future__ import annotations

from collections import Counter
from statistics import fmean, pstdev
from typing import Any

from triagering.evaluation.kpis import Kpis
from triagering.evaluation.rules.competence import qualified, steps_above
from triagering.evaluation.rules.continuity import known_pairs
from triagering.evaluation.timetable import Run, Timetable
from triagering.models import OWN_PRICE, URGENCY_CLASSES, Day, Plan, Result, plan_of


def evaluate(day: Day, plan: Plan | Result) -> Kpis:
    """Measure a plan of a day: delivery, time use, punctuality, right hands, continuity, boundaries, fairness.

    Any plan can be measured, valid or not; what its day does not know counts for nothing.

    Parameters
    ----------
    day
        What was asked for.
    plan
        What was planned, by whomever.

    Returns
    -------
    Kpis
        Each field's text is its definition: share of direct time = minutes with citizens / attendance, travel
        share = travel / attendance, strangers = pairs, and so on; ``rows`` gives labels and definitions.

    Examples
    --------
    >>> import datetime
    >>> from triagering.models import Carer, Citizen, Plan, Route, Shift, Stop, StopKind, TimeWindow, Travel, Visit
    >>> day = Day(
    ...     date=datetime.date(2025, 3, 3), citizens=(Citizen(id="z1", place="p"),),
    ...     carers=(Carer(id="c1", start_place="p"),), shifts=(Shift(carer="c1", start=480, end=560),),
    ...     visits=(Visit(id="v1", citizen="z1", minutes=20,
    ...                   windows=(TimeWindow(earliest_start=480, agreed_start=490, latest_start=510),)),),
    ...     travel=Travel(places=("p",), minutes={"car": ((0,),)}))
    >>> plan = Plan(routes=(Route(carer="c1", stops=(Stop(kind=StopKind.VISIT, id="v1", start=500, end=520),)),))
    >>> figures = evaluate(day, plan)
    >>> figures.direct_share, figures.lateness_max, figures.strangers
    (0.25, 10, 1)
    >>> print(next(row for row in figures.rows("da") if row.name == "direct_share"))
    brugertidsprocent (BTP): 25,0 %
    """
    table = Timetable(day, plan_of(plan))
    return Kpis(date=day.date, **_delivery(table), **_time_use(table), **_punctuality(table), **_hands(table),
                **_continuity(table), **_boundaries(table), **_shifts(table))


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _delivery(table: Timetable) -> dict[str, Any]:
    day = table.day
    left_out = table.left_out()
    classes = Counter(map(day.counted_as, left_out))
    reasons = {out.id: out.reason.value for out in table.plan.unplanned}
    planned = sum(visit.id in table.works for visit in day.visits)
    asked = sum(visit.minutes * visit.carers_needed for visit in day.visits)
    return {
        "visits": len(day.visits), "planned": planned, "planned_share": _share(planned, len(day.visits)),
        "asked": asked, "asked_share": _share(sum(visit.minutes for _, visit, _ in table.visits()), asked),
        "unplanned_by_class": {name: classes[name] for name in (*URGENCY_CLASSES, OWN_PRICE) if classes[name]},
        "unplanned_by_reason": dict(sorted(Counter(reasons.get(id_, "missing") for id_ in left_out).items())),
    }


def _time_use(table: Timetable) -> dict[str, Any]:
    runs = table.runs
    attendance = sum(_attendance(run) for run in runs)
    direct = sum(visit.minutes for _, visit, _ in table.visits())
    travel = sum(run.travel for run in runs)
    return {
        "attendance": attendance, "direct": direct, "direct_share": _share(direct, attendance),
        "meetings": sum(run.service for run in runs) - direct,
        "travel": travel, "travel_share": _share(travel, attendance), "waiting": sum(run.waiting for run in runs),
        "overtime": sum(max(0, run.returns - run.shift.end) for run in runs if run.returns is not None),
    }


def _attendance(run: Run) -> int:
    unpaid = run.shift.break_ is not None and not run.shift.break_.paid
    end = max(run.shift.end, run.returns if run.returns is not None else run.shift.end)
    return end - run.shift.start - (sum(pause.length for pause in run.pauses) if unpaid else 0)


def _punctuality(table: Timetable) -> dict[str, Any]:
    starts = [(visit, table.works[visit.id][0].start) for visit in table.day.visits if visit.id in table.works]
    off = [abs(start - visit.window_at(start).agreed_start) for visit, start in starts]
    late = [visit.late_by(start) for visit, start in starts]
    return {
        "punctual_30": _share(sum(minutes <= 30 for minutes in off), len(off)),
        "punctual_60": _share(sum(minutes <= 60 for minutes in off), len(off)),
        "lateness_mean": fmean(late) if late else None, "lateness_max": max(late, default=0),
    }


def _hands(table: Timetable) -> dict[str, Any]:
    minutes = Counter[int]()
    right = 0
    for work, visit, _ in table.visits():
        step = steps_above(table.day, work.carer, visit)
        minutes[(step > 0) - (step < 0)] += visit.minutes
        right += visit.minutes * (step == 0 or (step < 0 and qualified(table.day, work.carer, visit)))
    return {"right_hands_share": _share(right, minutes.total()), "over_qualified": minutes[1],
            "below_level": minutes[-1]}


def _continuity(table: Timetable) -> dict[str, Any]:
    known = known_pairs(table.day)
    stops = [(citizen, work.carer.id) for work, _, citizen in table.visits()]
    pairs = {(citizen.id, carer) for citizen, carer in stops}
    faces = Counter(citizen for citizen, _ in pairs)
    with_contact = [citizen.contact_person == carer for citizen, carer in stops if citizen.contact_person is not None]
    return {
        "strangers": len(pairs - known),
        "carers_per_citizen": fmean(faces.values()) if faces else None,
        "carers_per_citizen_max": max(faces.values(), default=0),
        "contact_share": _share(sum(with_contact), len(with_contact)),
        "known_share": _share(sum((citizen.id, carer) in known for citizen, carer in stops), len(stops)),
    }


def _boundaries(table: Timetable) -> dict[str, Any]:
    stops = [(work, citizen) for work, _, citizen in table.visits()]
    teams = [(citizen.miniteam, work.carer.miniteam) for work, citizen in stops
             if citizen.miniteam is not None and work.carer.miniteam is not None]
    of = table.day.district_of_team
    outside = sum(here != there for here, there in teams)
    return {
        "team_share": _share(len(teams) - outside, len(teams)), "outside_team": outside,
        "outside_district": sum(None not in (of[here], of[there]) and of[here] != of[there] for here, there in teams),
        "substitutes": sum(work.carer.substitute for work, _ in stops),
    }


def _shifts(table: Timetable) -> dict[str, Any]:
    loads = [run.load for run in table.runs]
    heavy = [run.heavy for run in table.runs]
    used = sorted(run.load / (run.shift.end - run.shift.start) for run in table.runs)
    due = [run for run in table.runs if run.break_due]
    return {
        "breaks_due": len(due), "breaks_taken": sum(_rested(run) for run in due),
        "load_spread": max(loads) - min(loads), "load_stdev": pstdev(loads),
        "utilisation": tuple(used), "utilisation_mean": fmean(used), "heavy_spread": max(heavy) - min(heavy),
        "reserve_asked": sum(run.shift.reserve for run in table.runs),
        "reserve_held": sum(min(run.shift.reserve, max(0, run.free)) for run in table.runs),
    }


def _rested(run: Run) -> bool:
    rule = run.shift.break_
    return rule is not None and any(pause.length >= rule.minutes for pause in run.pauses)
