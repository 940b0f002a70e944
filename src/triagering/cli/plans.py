"""Commands that plan: a day, the rest of one, a week, an instance of the public benchmark."""

from __future__ import annotations

import json
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

import triagering
from triagering.cli.failures import VIOLATIONS, reported, require_other, require_place
from triagering.cli.options import (
    DATES,
    AsJson,
    Carers,
    DayPath,
    Effort,
    Language,
    ListsHtml,
    PlanOutput,
    Quiet,
    Read,
    Seconds,
    Seed,
    Travel,
    TravelDisplay,
    Workers,
    path_argument,
    path_option,
)
from triagering.cli.planning import plan_with_progress
from triagering.cli.reports import (
    json_text,
    moves_of,
    uhhc_figures,
    uhhc_text,
    week_changes,
    week_changes_text,
    week_figures,
)
from triagering.cli.shared import look_at, read_day, read_week, written


def _hand_out(day: triagering.Day, result: triagering.Result, output: Path | None, html: Path | None,
              language: Language, travel: TravelDisplay, *, as_json: bool, more: dict[str, Any] | None = None,
              changes: str = "", carers: list[str] | None = None) -> None:
    """Write a plan and its run lists, and print them for people or programs, with what is different from another.

    Whom to tell what is for those who tell it: it is printed, but not laid out with some carers' own lists.
    """
    from triagering.io.files import write_text

    how: dict[str, Any] = {"language": language.value, "travel_display": travel.value, "carer": carers}
    if output is not None:
        triagering.write_plan(result, output, day)
    if html is not None:
        write_text(triagering.run_lists_html(day, result.plan, note="" if carers else changes, **how), html)
    if as_json:
        typer.echo(json_text(result.model_dump(mode="json") | (more or {})))
        return
    typer.echo(triagering.run_lists(day, result.plan, **how))
    if changes:
        typer.echo(changes)
    typer.echo(triagering.describe_result(day, result, language=language.value))
    look_at(triagering.find_notices(day, result), language)
    written(output, html)


def plan(
    day_path: DayPath,
    output: PlanOutput = None,
    html: ListsHtml = None,
    seconds: Seconds = 20.0,
    seed: Seed = 1,
    workers: Workers = 2,
    effort: Effort = None,
    carers: Carers = None,
    language: Read = Language.ENGLISH,
    travel: Travel = TravelDisplay.BETWEEN,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Plan a day, check the plan, print a run list per carer and what the plan costs by rule."""
    from triagering.models.asked import carers_asked

    with reported(as_json=as_json):
        require_place(day_path, output, html)
        day = read_day(day_path)
        carers_asked(carers, [day])
        result = plan_with_progress(partial(triagering.plan_day, day), seconds=seconds, effort=effort, quiet=quiet,
                                    seed=seed, workers=workers)
        _hand_out(day, result, output, html, language, travel, as_json=as_json, carers=carers)


def replan(
    day_path: DayPath,
    plan_path: Annotated[Path, path_argument(metavar="PLAN", help="What people were told, as written by "
                                             "`triagering plan`.")],
    at: Annotated[str | None, typer.Option(metavar="TIME", help="What began before this time stays, as 10:05. "
                                           "[default: nothing has begun, or what has by when DAY stands]")] = None,
    gone: Annotated[list[str] | None, typer.Option("--gone", metavar="CARER", help="Goes home when what has begun is "
                                                   "done; may be given again.")] = None,
    early: Annotated[int | None, typer.Option(min=0, metavar="MINUTES", help="Nobody comes more than so much sooner "
                                              "than was told. [default: within the visit's window]")] = None,
    output: PlanOutput = None,
    now_path: Annotated[Path | None, path_option("--now", help="Write the day as it stands here, folder or .json: the "
                                                 "new plan is one of it.")] = None,
    html: ListsHtml = None,
    seconds: Seconds = 20.0,
    seed: Seed = 1,
    workers: Workers = 2,
    effort: Effort = None,
    carers: Carers = None,
    language: Read = Language.ENGLISH,
    travel: Travel = TravelDisplay.BETWEEN,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Plan a day again that people were told of, and the rest of one that has begun; few lists change."""
    from triagering.io.files import require_folder
    from triagering.io.times import minute_of
    from triagering.models.asked import carers_asked

    with reported(as_json=as_json):
        folder = now_path if now_path is not None and now_path.suffix.lower() != ".json" else None
        require_place(day_path, output, html, None if folder else now_path)
        require_other([day_path, plan_path], now_path, output, html)
        if folder is not None:
            require_folder(folder)
        day, told = read_day(day_path), triagering.read_plan(plan_path)
        carers_asked(carers, [day])
        first = min(shift.start for shift in day.shifts) if day.now is None else day.now
        minute = first if at is None else minute_of(day, at, "--at")
        now = triagering.day_at(day, told, minute, gone=gone or (), early=early)
        result = plan_with_progress(partial(triagering.plan_day, now, start=told), seconds=seconds, effort=effort,
                                    quiet=quiet, seed=seed, workers=workers)
        changes = triagering.compare_plans(now, told, result.plan, day_before=day).ahead(minute)
        if now_path is not None:
            triagering.write_day(now, now_path)
        _hand_out(now, result, output, html, language, travel, as_json=as_json, more={"changes": moves_of(changes)},
                  changes=triagering.changes_text(now, changes, language=language.value, before=day),
                  carers=carers)
        written(now_path)


def week(
    folder: Annotated[Path, path_argument(metavar="DIR", help="Folder with a folder, or JSON file, for each day.")],
    output: Annotated[Path | None, path_option("--output", "-o", help="Write each day and its plan into this folder.")]
        = None,
    html: Annotated[Path | None, path_option(help="Write board and run lists here, as one HTML file.")] = None,
    again: Annotated[Path | None, path_option(help="What -o wrote before: few lists change.")] = None,
    since: Annotated[datetime | None, typer.Option(formats=DATES, metavar="DATE", help="With --again: what is planned "
                                                   "before this date stays.")] = None,
    seconds: Seconds = 120.0,
    seed: Seed = 1,
    workers: Workers = 2,
    effort: Effort = None,
    carers: Carers = None,
    language: Read = Language.ENGLISH,
    travel: Travel = TravelDisplay.BETWEEN,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Plan several days together; print who comes to whom on each day, and what that costs by rule."""
    from triagering.io.files import write_text
    from triagering.io.weeks import days_in, require_free
    from triagering.models.asked import carers_asked

    if since is not None and again is None:
        raise typer.BadParameter("is only for a week that is planned --again", param_hint="--since")
    with reported(as_json=as_json):
        require_place(folder, html)
        days = read_week(folder)
        carers_asked(carers, days)
        sources = [one for given in (folder, again) if given is not None for one in (given, *(days_in(given) or ()))]
        places = [] if output is None else [output, *(output / day.date.isoformat() for day in days)]
        require_other(sources, html, *places)
        if output is not None:
            require_free(output, (day.date for day in days))
        told = None if again is None else triagering.read_planned_week(again)
        work = partial(triagering.plan_week, days) if told is None else partial(
            triagering.replan_week, days, told, since)
        found = plan_with_progress(work, seconds=seconds, effort=effort, quiet=quiet, seed=seed, workers=workers)
        changed = None if told is None else list(week_changes(found, told))
        texts = list(week_changes_text(changed or (), language.value))
        if output is not None:
            triagering.write_week(found, output)
        if html is not None:
            write_text(triagering.week_html(found, language=language.value, travel_display=travel.value,
                                            carer=carers, note="" if carers else "\n".join(texts)), html)
        if as_json:
            told_by_day = {} if changed is None else {"changes": {
                day.date.isoformat(): moves_of(changes) for day, _, changes in changed}}
            typer.echo(json_text(week_figures(found) | told_by_day))
            return
        typer.echo(triagering.week_board(found, language=language.value, carer=carers))
        for text in texts:
            typer.echo(text)
        typer.echo(triagering.describe_week(found, language=language.value,
                                            since=None if since is None else since.date()))
        written(output, html)


def uhhc(
    instance: Annotated[Path, path_argument(metavar="INSTANCE", help="An instance of the public benchmark, JSON.")],
    output: Annotated[Path | None, path_option("--output", "-o", help="Write the solution here.")] = None,
    seconds: Seconds = 60.0,
    seed: Seed = 1,
    workers: Workers = 2,
    effort: Effort = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Plan an instance of the public home-care benchmark; write the solution in its own format.

    Ends with exit code 1 if a patient who must be served is left out.
    """
    from triagering.io.files import write_text

    with reported(as_json=as_json):
        require_place(instance, output)
        case = triagering.read_uhhc(instance)
        result = plan_with_progress(partial(triagering.plan_day, case.day), seconds=seconds, effort=effort, quiet=quiet,
                                    seed=seed, workers=workers, prove=False)
        if output is not None:
            write_text(json.dumps(triagering.uhhc_solution(case, result.plan), indent=1) + "\n", output)
        figures = uhhc_figures(case, result)
        typer.echo(json_text(figures) if as_json else uhhc_text(figures))
    if result.unplanned_by_class:
        raise typer.Exit(VIOLATIONS)
