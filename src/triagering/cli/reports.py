"""How judgements and figures are written: for people and for programs."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import triagering

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from triagering import Day, Kpis, Report, Result
    from triagering.io import UhhcCase
    from triagering.io.runlist_lines import TravelDisplay
    from triagering.models.base import Language
    from triagering.models.changes import PlanComparison
    from triagering.models.notices import Notice
    from triagering.models.week import Week

    DayChanges = tuple[Day, Day, PlanComparison]


def json_text(content: Any) -> str:
    """Write what programs read: ASCII, so that it is JSON in any encoding of the output."""
    return json.dumps(content, indent=2)


def days_json(paths: Sequence[Path], days: Sequence[Day]) -> str:
    """Say for programs what days were written, and where."""
    return json_text({"days": _counts(paths, days)})


def days_text(paths: Sequence[Path], days: Sequence[Day]) -> str:
    """Say what days were written, and where."""
    said, groups = "{day}: {visits} visits, {citizens} citizens, {carers} carers", {0: "", 1: ", 1 group activity"}
    more = ", {group_activities} group activities"
    return "\n".join((said + groups.get(int(count["group_activities"]), more)).format(**count)
                     for count in _counts(paths, days))


def _counts(paths: Sequence[Path], days: Sequence[Day]) -> list[dict[str, str | int]]:
    return [{"day": str(path), "visits": len(day.visits), "citizens": len(day.citizens), "carers": len(day.shifts),
             "group_activities": sum(bool(activity.citizens) for activity in day.activities)}
            for path, day in zip(paths, days, strict=True)]


def part_name(name: str, by: str) -> str:
    """Give the name of a folder for a miniteam or district: its id, or what file systems take for it.

    >>> part_name("t01", "miniteam"), part_name("", "miniteam"), part_name("../nord/1", "district")
    ('t01', 'without miniteam', '%2E%2E%2Fnord%2F1')
    """
    return quote(name, safe="").replace(".", "%2E") or f"without {by}"


def week_figures(week: Week) -> dict[str, Any]:
    """Give a week for programs, without its days and plans."""
    return {
        "cost": week.cost, "costs": week.costs, "unplanned_by_class": week.unplanned_by_class,
        "days": [{"date": day.date.isoformat(), "visits": len(day.visits), "cost": result.cost, "costs": result.costs,
                  "unplanned_by_class": result.unplanned_by_class, "seconds": result.seconds}
                 for day, result in zip(week.days, week.results, strict=True)],
        "moves": [move.model_dump(mode="json") for move in week.moves], "carers": week.carers_of()}


def week_changes(week: Week, told: Week) -> Iterator[DayChanges]:
    """Give each day of a week that was planned before, as it is now and was then, and what is different."""
    before = {day.date: (day, plan) for day, plan in zip(told.days, told.plans, strict=True)}
    for day, plan in zip(week.days, week.plans, strict=True):
        if day.date in before:
            then, old = before[day.date]
            changes = triagering.compare_plans(day, old, plan, day_before=then)
            if changes.moves:
                yield day, then, changes


def week_changes_text(found: Sequence[DayChanges], language: Language) -> Iterator[str]:
    """Say of each of these days whom to tell what; what goes from day to day is told on both."""
    from triagering.io.labels import dated

    for day, then, changes in found:
        others = [(other.date, move) for other, _, theirs in found if other.date != day.date for move in theirs.moves]
        elsewhere = {move.id: date for date, move in others if move.new or move.gone}
        text = triagering.changes_text(day, changes, language=language, before=then, elsewhere=elsewhere)
        yield f"{dated(day.date, language)}\n{text}"


def week_lists_text(week: Week, language: Language, carer: Sequence[str] | None, travel_display: TravelDisplay) -> str:
    """Give the board of a week and the run lists of each day; or of some carers each one's own, in order of date."""
    from triagering.models.asked import names_of

    asked = [None] if carer is None else names_of(carer)
    sheets = [(day, plan, one) for one in asked for day, plan in (
        zip(week.days, week.plans, strict=True) if one is None else week.days_of(one))]
    return "\n".join([triagering.week_board(week, language=language, carer=carer), *(
        triagering.run_lists(day, plan, language=language, travel_display=travel_display, carer=one)
        for day, plan, one in sheets)])


def moves_of(changes: PlanComparison) -> list[dict[str, Any]]:
    """Give for programs what another plan does differently, visit by visit."""
    return [{"id": move.id, "kind": move.kind, "citizens": move.citizens,
             "changed": move.changed, "new": move.new, "gone": move.gone,
             "carers_before": move.carers_before, "start_before": move.start_before,
             "carers_after": move.carers_after, "start_after": move.start_after}
            for move in changes.moves]


def report_json(report: Report, notices: Sequence[Notice]) -> str:
    """Write a report for programs."""
    return json_text({
        "valid": report.valid,
        "violations": [{"rule": broken.rule, "ids": broken.ids, "detail": broken.detail}
                       for broken in report.violations],
        "cost": report.cost,
        "costs": report.costs,
        "unplanned_by_class": report.unplanned_by_class,
        "notices": [{"kind": notice.kind, "ids": notice.ids} for notice in notices],
    })


def report_text(report: Report) -> str:
    """Write a report for people: violations by rule, what is left out, costs."""
    lines = ["valid" if report.valid else f"not valid: {len(report.violations)} violations"]
    for rule, broken in groupby(report.violations, key=lambda violation: violation.rule):
        lines += [rule, *(f"  {', '.join(violation.ids)}: {violation.detail}" for violation in broken)]
    lines += [f"unplanned {name}: {count}" for name, count in report.unplanned_by_class.items()]
    lines += [f"cost {report.cost}", *(f"  {cost:>8}  {term}" for term, cost in report.costs.items())]
    return "\n".join(lines)


def kpis_text(figures: Kpis, language: Language) -> str:
    """Write figures for people."""
    rows = figures.rows(language)
    width = max(len(row.label) for row in rows)
    return "\n".join(f"{row.label.ljust(width)}  {row.text}" for row in rows)


def uhhc_figures(case: UhhcCase, result: Result) -> dict[str, Any]:
    """Give what became of a public instance, in its own weights."""
    bound = None if result.bound is None else case.bound(result.bound.cost)
    total = triagering.uhhc_total(case, result.plan)
    # that no plan of the day is better says nothing of what only the instance prices
    status = "feasible" if result.status == "optimal" and bound != total else result.status
    return {"total": total, "bound": bound, "status": status,
            "left_out": result.unplanned_by_class, "inexact": case.inexact, "seconds": result.seconds}


def uhhc_text(figures: dict[str, Any]) -> str:
    """Write these figures for people; what there is none of is left out."""
    lines = [f"total {figures['total']:.12g}"]
    if figures["bound"] is not None:
        lines.append(f"proven: no solution totals less than {figures['bound']:.12g}")
    lines += [f"left out, {name}: {count}" for name, count in figures["left_out"].items()]
    lines += [f"not priced exactly while planning: {what}" for what in figures["inexact"]]
    return "\n".join([*lines, f"{figures['seconds']:.1f} s"])
