"""Commands about a plan that there is: its run lists, its rules, its figures, and why."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

import triagering
from triagering.cli.failures import VIOLATIONS, reported, require_other, require_place
from triagering.cli.options import (
    AsJson,
    Carers,
    DayPath,
    Language,
    ListsHtml,
    PlanPath,
    Quiet,
    Read,
    Travel,
    TravelDisplay,
    path_argument,
)
from triagering.cli.progress import display
from triagering.cli.reports import json_text, kpis_text, report_json, report_text, week_lists_text
from triagering.cli.shared import look_at, read_day, tell_not_read, written


def runlists(
    path: Annotated[Path, path_argument(metavar="DAY", help="A day; or a folder as written by `triagering week -o`.")],
    plan_path: Annotated[Path | None, path_argument(metavar="PLAN", show_default=False, help="The plan of a day, as "
                                                    "written by `triagering plan`. [default: plan.json in it]")] = None,
    carers: Carers = None,
    html: ListsHtml = None,
    language: Read = Language.ENGLISH,
    travel: Travel = TravelDisplay.BETWEEN,
) -> None:
    """Print the run lists of a day or a week that was planned before, of everybody or of some carers."""
    from triagering.io.files import write_text
    from triagering.io.weeks import MOVES, PLAN, days_in

    how: dict[str, Any] = {"language": language.value, "travel_display": travel.value, "carer": carers}
    with reported(as_json=False):
        inner = days_in(path) if plan_path is None else None
        plans = [path / PLAN if plan_path is None else plan_path] if inner is None else [one / PLAN for one in inner]
        require_place(path, html)
        require_other([path, path / MOVES, *(inner or ()), *plans], html)
        if inner is None:
            day, found = read_day(path), triagering.read_plan(plans[0])
            lists, page = triagering.run_lists(day, found, **how), partial(triagering.run_lists_html, day, found)
        else:
            week = triagering.read_planned_week(path)
            tell_not_read(path)
            lists, page = week_lists_text(week, **how), partial(triagering.week_html, week)
        if html is not None:
            write_text(page(**how), html)
        typer.echo(lists, nl=False)
        written(html)


def check(day_path: DayPath, plan_path: PlanPath, as_json: AsJson = False) -> None:
    """Say whether a plan keeps every rule; list violations by rule (exit 1) and what it costs."""
    from triagering.io.outcome import told_line

    with reported(as_json=as_json):
        day = read_day(day_path)
        found = triagering.read_plan(plan_path)
        report, notices = triagering.check(day, found), triagering.find_notices(day, found)
        typer.echo(report_json(report, notices) if as_json else report_text(report))
        if not as_json:
            for line in told_line([day], [found], report.costs, Language.ENGLISH.value):
                typer.echo(line)
            look_at(notices, Language.ENGLISH)
    if not report.valid:
        raise typer.Exit(VIOLATIONS)


def kpis(
    day_path: DayPath, plan_path: PlanPath, as_json: AsJson = False, language: Read = Language.ENGLISH,
) -> None:
    """Print the figures of a plan: delivery, continuity, travel, load."""
    with reported(as_json=as_json):
        day, found = read_day(day_path), triagering.read_plan(plan_path)
        figures, broken = triagering.evaluate(day, found), len(triagering.check(day, found).violations)
        if broken:
            typer.echo(f"the plan breaks rules of this day ({broken} violations, see `triagering check`)", err=True)
        typer.echo(json_text(figures.model_dump(mode="json")) if as_json
                   else kpis_text(figures, language.value))


def explain(
    day_path: DayPath,
    plan_path: PlanPath,
    visit: Annotated[str, typer.Argument(metavar="VISIT", help="Id of a visit, planned or left out.")],
    carers: Annotated[list[str] | None, typer.Option("--carer", help="Only this carer; may be given again.")] = None,
    free: Annotated[bool, typer.Option("--free", help="Hand over other visits too, wherever that is cheaper.")] = False,
    language: Read = Language.ENGLISH,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Say who comes to a visit and what that costs, what others would change, and who could not come."""
    with reported(as_json=as_json):
        day, found = read_day(day_path), triagering.read_plan(plan_path)
        with display(None, quiet=quiet) as shown:  # whom it asks, and a word while the search is compiled: no costs
            said = triagering.explain(day, found, visit, carers=carers, hold=not free,
                                      progress=lambda news: shown.show(news) if news.cost is None else None)
        typer.echo(json_text(said.model_dump(mode="json", exclude={"alternatives": {"__all__": {"plan"}}})) if as_json
                   else triagering.explanation_text(day, said, language=language.value), nl=as_json)
