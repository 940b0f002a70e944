"""Commands that make days: synthetic ones, those of a part, triaged ones; and what a day is."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

import triagering
from triagering.cli.failures import reported, require_other, require_place
from triagering.cli.options import DATES, AsJson, By, DayPath, Language, Read, SchemaOf, path_argument, path_option
from triagering.cli.reports import days_json, days_text, json_text, part_name
from triagering.cli.shared import read_day, read_week, written


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
        days = read_week(day_path)
        parts = {folder / part_name(name, by.value) / (day.date.isoformat() if len(days) > 1 else ""): part
                 for day in days for name, part in triagering.split_day(day, by.value).items()}
        for path in sorted({path.parent for path in parts}) if len(days) > 1 else ():
            require_free(path, (day.date for day in days))
        for path, part in parts.items():
            triagering.write_day(part, path)
        lost = sum(len(day.visits) for day in days) - sum(len(part.visits) for part in parts.values())
        if lost:
            typer.echo(f"visits in no part, as nobody of their {by.value} is at work: {lost}", err=True)
        made = list(parts), list(parts.values())
        typer.echo(days_json(*made) if as_json else days_text(*made))


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
        day, told = read_day(day_path), triagering.read_triage_input(told_path)
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
        written(output, html)


def schema(of: Annotated[SchemaOf, typer.Argument(help="What the schema describes.")]) -> None:
    """Print the JSON Schema of a day, of a plan, or of what a triage is told."""
    made = {SchemaOf.DAY: triagering.day_schema, SchemaOf.PLAN: triagering.plan_schema,
            SchemaOf.TRIAGE: triagering.triage_schema}
    with reported(as_json=False):
        typer.echo(json_text(made[of]()))
