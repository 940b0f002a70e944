"""The commands. Heavy parts are loaded when a command runs, so that help and mistakes are answered at once."""

from __future__ import annotations

import json
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import triagering
from triagering.cli.failures import VIOLATIONS, reported, require_other, require_place
from triagering.cli.options import (
    DATES,
    AsJson,
    By,
    Carers,
    DayPath,
    Effort,
    Language,
    PlanPath,
    Quiet,
    Read,
    SchemaOf,
    Seconds,
    Seed,
    Travel,
    TravelDisplay,
    Workers,
    path_argument,
    path_option,
)
from triagering.cli.planning import plan_with_progress
from triagering.cli.progress import display
from triagering.cli.reports import (
    days_json,
    days_text,
    json_text,
    kpis_text,
    moves_of,
    part_name,
    report_json,
    report_text,
    uhhc_figures,
    uhhc_text,
    week_changes,
    week_changes_text,
    week_figures,
    week_lists_text,
)
from triagering.errors import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from triagering.models.notices import Notice

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_show_locals=False, rich_markup_mode=None,
    help="Plan a home-care day. People decide; this proposes, prices and explains.",
    epilog="Exit codes: 0 fine, 1 the plan breaks a rule (uhhc: leaves out who must be served), 2 the input cannot be "
           "used, 3 an internal error, 130 given up by Ctrl-C.",
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"triagering {triagering.__version__}")
        raise typer.Exit


def _written(*paths: Path | None) -> None:
    for path in paths:
        if path is not None:
            typer.echo(f"written: {path}", err=True)


def _read(path: Path) -> triagering.Day:
    """Read a day, and say which files beside its tables are none."""
    day = triagering.read_day(path)
    _tell_not_read(path)
    return day


def _read_week(path: Path) -> tuple[triagering.Day, ...]:
    """Read the days of a week, and say the same."""
    days = triagering.read_week(path)
    _tell_not_read(path)
    return days


def _tell_not_read(path: Path) -> None:
    from triagering.io.labels import some_of
    from triagering.io.weeks import not_read_in

    if names := not_read_in(path):
        typer.echo(f"not read: {printable(some_of(names))}", err=True)


def _look_at(notices: Iterable[Notice], language: Language) -> None:
    """Print what there is to look at, if there is anything."""
    if said := triagering.notices_text(notices, language=language.value):
        typer.echo(said)


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
    _look_at(triagering.find_notices(day, result), language)
    _written(output, html)


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True,
                                          help="Print the version.")] = False,
) -> None:
    """Plan a home-care day. People decide; this proposes, prices and explains."""


@app.command()
def generate(
    folder: Annotated[Path, path_argument(metavar="DIR", help="Folder to write; one per date inside it with --days.")],
    citizens: Annotated[int | None, typer.Option(help="Citizens. [default: five per carer]")] = None,
    carers: Annotated[int | None, typer.Option(help="Carers at work. [default: one per five citizens]")] = None,
    visits: Annotated[int | None, typer.Option(help="Visits. [default: ten per carer, eight with one or two]")] = None,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same days.")] = 1,
    days: Annotated[int, typer.Option(min=1, help="Consecutive days of the same citizens and carers.")] = 1,
    date: Annotated[datetime | None, typer.Option(formats=DATES, metavar="DATE",
                                                  help="The first day, as 2026-03-02.")] = None,
    group_activities: Annotated[int, typer.Option(min=0, help="At most so many on a weekday: day centres and trainings "
                                                  "in turn.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Write a realistic synthetic day, or several."""
    with reported(as_json=as_json):
        first: dict[str, Any] = {} if date is None else {"date": date.date()}
        made = triagering.generate_days(days, citizens, carers, visits, seed=seed,
                                        group_activities=group_activities, **first)
        paths = [folder] if days == 1 else [folder / day.date.isoformat() for day in made]
        for day, path in zip(made, paths, strict=True):
            triagering.write_day(day, path)
        typer.echo(days_json(paths, made) if as_json else days_text(paths, made))


@app.command()
def plan(
    day_path: DayPath,
    output: Annotated[Path | None, path_option("--output", "-o", help="Write the plan and its costs here.")] = None,
    html: Annotated[Path | None, path_option(help="Write run lists to print here, as one HTML file.")] = None,
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
        day = _read(day_path)
        carers_asked(carers, [day])
        result = plan_with_progress(partial(triagering.plan_day, day), seconds=seconds, effort=effort, quiet=quiet,
                                    seed=seed, workers=workers)
        _hand_out(day, result, output, html, language, travel, as_json=as_json, carers=carers)


@app.command()
def replan(
    day_path: DayPath,
    plan_path: Annotated[Path, path_argument(metavar="PLAN", help="What people were told, as written by "
                                             "`triagering plan`.")],
    at: Annotated[str | None, typer.Option(metavar="TIME", help="What began before this time stays, as 10:05. "
                                           "[default: nothing has begun]")] = None,
    gone: Annotated[list[str] | None, typer.Option("--gone", metavar="CARER", help="Goes home when what has begun is "
                                                   "done; may be given again.")] = None,
    early: Annotated[int | None, typer.Option(min=0, metavar="MINUTES", help="Nobody comes more than so much sooner "
                                              "than was told. [default: within the visit's window]")] = None,
    output: Annotated[Path | None, path_option("--output", "-o", help="Write the plan and its costs here.")] = None,
    now_path: Annotated[Path | None, path_option("--now", help="Write the day as it stands here, folder or .json: the "
                                                 "new plan is one of it.")] = None,
    html: Annotated[Path | None, path_option(help="Write run lists to print here, as one HTML file.")] = None,
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
        day, told = _read(day_path), triagering.read_plan(plan_path)
        carers_asked(carers, [day])
        minute = min(shift.start for shift in day.shifts) if at is None else minute_of(day, at, "--at")
        now = triagering.day_at(day, told, minute, gone=gone or (), early=early)
        result = plan_with_progress(partial(triagering.plan_day, now, start=told), seconds=seconds, effort=effort,
                                    quiet=quiet, seed=seed, workers=workers)
        changes = triagering.compare_plans(now, told, result.plan, day_before=day).ahead(minute)
        if now_path is not None:
            triagering.write_day(now, now_path)
        _hand_out(now, result, output, html, language, travel, as_json=as_json, more={"changes": moves_of(changes)},
                  changes=triagering.changes_text(now, changes, language=language.value, before=day),
                  carers=carers)
        _written(now_path)


@app.command()
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
        days = _read_week(folder)
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
        _written(output, html)


@app.command()
def runlists(
    path: Annotated[Path, path_argument(metavar="DAY", help="A day; or a folder as written by `triagering week -o`.")],
    plan_path: Annotated[Path | None, path_argument(metavar="PLAN", show_default=False, help="The plan of a day, as "
                                                    "written by `triagering plan`. [default: plan.json in it]")] = None,
    carers: Carers = None,
    html: Annotated[Path | None, path_option(help="Write run lists to print here, as one HTML file.")] = None,
    language: Read = Language.ENGLISH,
    travel: Travel = TravelDisplay.BETWEEN,
) -> None:
    """Print the run lists of a day or a week that was planned before, of everybody or of some carers."""
    from triagering.io.files import write_text
    from triagering.io.weeks import MOVES, PLAN, days_in

    how: dict[str, Any] = {"language": language.value, "travel_display": travel.value, "carer": carers}
    inner = days_in(path) if plan_path is None else None
    plans = [path / PLAN if plan_path is None else plan_path] if inner is None else [one / PLAN for one in inner]
    with reported(as_json=False):
        require_place(path, html)
        require_other([path, path / MOVES, *(inner or ()), *plans], html)
        if inner is None:
            day, found = _read(path), triagering.read_plan(plans[0])
            lists, page = triagering.run_lists(day, found, **how), partial(triagering.run_lists_html, day, found)
        else:
            week = triagering.read_planned_week(path)
            _tell_not_read(path)
            lists, page = week_lists_text(week, **how), partial(triagering.week_html, week)
        if html is not None:
            write_text(page(**how), html)
        typer.echo(lists, nl=False)
        _written(html)


@app.command()
def split(
    day_path: Annotated[Path, path_argument(metavar="DAY", help="A day; or a folder with a folder, or JSON file, for "
                                            "each day.")],
    folder: Annotated[Path, path_argument(metavar="DIR", help="Folder to write one folder for each part into.")],
    by: Annotated[By, typer.Option(help="What each part is of.")] = By.DISTRICT,
    as_json: AsJson = False,
) -> None:
    """Write the own day, or week, of every district or miniteam, to be planned apart."""
    from triagering.io.weeks import require_free

    with reported(as_json=as_json):
        require_other([day_path], folder)
        days = _read_week(day_path)
        parts = {folder / part_name(name, by.value) / (day.date.isoformat() if len(days) > 1 else ""): part
                 for day in days for name, part in triagering.split_day(day, by.value).items()}
        for path in sorted({path.parent for path in parts}) if len(days) > 1 else ():
            require_free(path, (day.date for day in days))
        for path, part in parts.items():
            triagering.write_day(part, path)
        lost = sum(len(day.visits) for day in days) - sum(len(part.visits) for part in parts.values())
        if lost:
            typer.echo(f"visits in no part, as nobody of their {by.value} is at work: {lost}", err=True)
        written = list(parts), list(parts.values())
        typer.echo(days_json(*written) if as_json else days_text(*written))


@app.command()
def triage(
    day_path: DayPath,
    told_path: Annotated[Path, path_argument(metavar="INPUT", help="Observations, decisions and tasks, JSON.")],
    output: Annotated[Path | None, path_option("--output", "-o", help="Write the triaged day here, to plan.")] = None,
    rules: Annotated[Path | None, path_option(help="Local rules, TOML. [default: the library's]")] = None,
    board: Annotated[bool, typer.Option("--board", help="Print the triage board too.")] = False,
    miniteam: Annotated[str | None, typer.Option(help="Only this miniteam's board. [default: all]")] = None,
    html: Annotated[Path | None, path_option(help="Write the board here, as one HTML file to show or print.")] = None,
    language: Read = Language.ENGLISH,
    as_json: AsJson = False,
) -> None:
    """Turn what was seen and decided into a day to plan; print what was changed and why."""
    from triagering.io.files import write_text

    with reported(as_json=as_json):
        require_other([day_path, told_path, rules], output, html)
        require_place(day_path, html)
        day, told = _read(day_path), triagering.read_triage_input(told_path)
        settings = None if rules is None else triagering.read_triage_settings(rules)
        result = triagering.triage(day, told.observations, told.decisions, told.tasks, at=told.at, settings=settings)
        if output is not None:
            triagering.write_day(result.day, output)
        if html is not None:
            write_text(triagering.triage_board_html(result, miniteam=miniteam, language=language.value), html)
        if as_json:
            typer.echo(json_text(result.model_dump(mode="json", exclude={"day"})))
            return
        if board:
            typer.echo(triagering.triage_board(result, miniteam=miniteam, language=language.value))
        typer.echo(triagering.effects_text(result, language=language.value))
        _written(output, html)


@app.command()
def check(day_path: DayPath, plan_path: PlanPath, as_json: AsJson = False) -> None:
    """Say whether a plan keeps every rule; list violations by rule (exit 1) and what it costs."""
    from triagering.io.outcome import told_line

    with reported(as_json=as_json):
        day = _read(day_path)
        found = triagering.read_plan(plan_path)
        report, notices = triagering.check(day, found), triagering.find_notices(day, found)
        typer.echo(report_json(report, notices) if as_json else report_text(report))
        if not as_json:
            for line in told_line([day], [found], report.costs, Language.ENGLISH.value):
                typer.echo(line)
            _look_at(notices, Language.ENGLISH)
    if not report.valid:
        raise typer.Exit(VIOLATIONS)


@app.command()
def kpis(
    day_path: DayPath, plan_path: PlanPath, as_json: AsJson = False, language: Read = Language.ENGLISH,
) -> None:
    """Print the figures of a plan: delivery, continuity, travel, load."""
    with reported(as_json=as_json):
        day, found = _read(day_path), triagering.read_plan(plan_path)
        figures, broken = triagering.evaluate(day, found), len(triagering.check(day, found).violations)
        if broken:
            typer.echo(f"the plan breaks rules of this day ({broken} violations, see `triagering check`)", err=True)
        typer.echo(json_text(figures.model_dump(mode="json")) if as_json
                   else kpis_text(figures, language.value))


@app.command()
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
        day, found = _read(day_path), triagering.read_plan(plan_path)
        with display(None, quiet=quiet) as shown:  # whom it asks, and a word while the search is compiled: no costs
            said = triagering.explain(day, found, visit, carers=carers, hold=not free,
                                      progress=lambda news: shown.show(news) if news.cost is None else None)
        typer.echo(json_text(said.model_dump(mode="json", exclude={"alternatives": {"__all__": {"plan"}}})) if as_json
                   else triagering.explanation_text(day, said, language=language.value), nl=as_json)


@app.command()
def schema(of: Annotated[SchemaOf, typer.Argument(help="What the schema describes.")]) -> None:
    """Print the JSON Schema of a day, of a plan, or of what a triage is told."""
    made = {SchemaOf.DAY: triagering.day_schema, SchemaOf.PLAN: triagering.plan_schema,
            SchemaOf.TRIAGE: triagering.triage_schema}
    with reported(as_json=False):
        typer.echo(json_text(made[of]()))


@app.command()
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
