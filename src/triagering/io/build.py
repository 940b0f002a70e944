"""The last step of every reader: entries become models and a day; everything wrong is reported together."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import TypeAdapter, ValidationError

from triagering.errors import InputError, Issue
from triagering.io.cells import IDS, TASKS, TIME, WINDOWS
from triagering.io.issues import Entry, Report, in_rows
from triagering.io.tables import BY_NAME, TABLES, Table
from triagering.io.times import Clock
from triagering.models import Day, Municipality, Settings, Travel, looks_like_cpr
from triagering.models.base import YEARS, Model
from triagering.models.consistency import find_issues

IN_MUNICIPALITY = ("districts", "miniteams")
_HINTS = {
    "E104": "name two visits",
    "E201": "earliest_start <= agreed_start <= latest_start; times of the following night end in +1, as 23:30/00:30+1",
    "E204": "times of the following night end in +1, as 07:00+1",
    "E206": "yesterday's times end in -1 and tomorrow's in +1, as 22:00-1",
    "E209": "max_gap must be at least min_gap",
    "E403": "give a matrix or coordinates: travel.csv, or lon and lat, or x_km and y_km (x and y are for maps only)",
}
"""Hints in terms of the tables, where the day's own speak of minutes and models."""
_DATED = {"E201", "E202", "E204", "E205", "E206", "E217", "E306", "E308"}
"""Codes that moments and validity can cause while the day's date is not known."""
_OF_ROWS = {"E201", "E202", "E204", "E205", "E206"}
"""Those of them that one row causes, so that it does not need a date if its times are minutes."""
_DISTANT = {"E301", "E308"}
"""Codes that competences of a broken row can cause elsewhere."""
_BY_SETTINGS = {"E207", "E215", "E216"}
"""Codes that settings can cause that could not be read."""
_UNREAD = {"E501", "E502", "E503", "E504", "E516"}
"""Codes of tables that are not there or cannot be read, or not to their end."""
_FILLING: dict[str, Any] = {
    **dict.fromkeys(("id", "citizen", "place", "start_place", "carer", "visit", "first", "second", "area"), "-"),
    "start": 0, "end": 0, "minutes": 1, "days_since": 0, "carers": ["-"],
    "windows": [{"earliest_start": 0, "agreed_start": 0, "latest_start": 0}],
}
"""What stands for a value that could not be read while the rest of its row is made."""


@dataclass(slots=True)
class Parts:
    """What a reader found."""

    day: date | None
    """None: not known, which is reported."""
    timezone: str
    now: int | None
    settings: Settings
    travel: Travel | None
    entries: dict[str, list[Entry]] = field(default_factory=dict)


def build_day(parts: Parts, clock: Clock, report: Report) -> Day:
    """Build the day, or raise ``InputError`` with everything in the report and everything inconsistent."""
    if parts.day is not None and parts.day.year not in YEARS:
        report.add("E213", "day", "", "date", parts.day, "is not a day that can be planned", "check the year")
    unread, travel = unread_tables(report), parts.travel
    for name, rows in {**parts.entries, "places": travel is None or travel.places}.items():
        if not rows and name in ("places", "citizens", "carers") and name not in unread:
            report.add("E504", name, "", "", "", "the table has no rows", "check that everything was exported")
    models, known, broken = _models(parts.entries, report)
    content = _content(models, parts, clock)
    inconsistent: Iterable[Issue] = ()
    if not report.issues:
        try:
            return Day(**content)
        except InputError as error:
            inconsistent = error.issues
    else:
        found = find_issues(_incomplete(content), _incomplete(_content(known, parts, clock)))
        inconsistent = _without_consequences(found, parts, clock, broken, report)
    for issue in inconsistent:
        _add_in_place(issue, parts.entries, content, clock, report)
    order = {table.name: position for position, table in enumerate(TABLES)}
    report.issues.sort(key=lambda issue: order.get(issue.table, -1))
    raise InputError(report.issues)


def _content(models: dict[str, list[Any]], parts: Parts, clock: Clock) -> dict[str, Any]:
    """Give the attributes of a day."""
    town = Municipality(**{name: tuple(models.get(name, ())) for name in IN_MUNICIPALITY})
    rows = {BY_NAME[name].into: tuple(found) for name, found in models.items() if name not in IN_MUNICIPALITY}
    return {"date": clock.day, "timezone": parts.timezone, "now": parts.now, "settings": parts.settings,
            "municipality": town, "travel": parts.travel, **rows}


def validate(model: type[Model], entry: Entry, report: Report) -> Any:
    """Make a model of an entry, or report why not and give None."""
    try:
        return model.model_validate_json(json.dumps(entry.doc))
    except ValidationError as error:
        report.add_invalid(entry, error, [field.alias or name for name, field in model.model_fields.items()])
    return None


def _readable(table: Table, entry: Entry) -> Any:
    """Give what could be read of a row that is refused, without checks; None if that does not even tell which it is."""
    bad = {column.partition(".")[0] for column in entry.reported}
    fields = {field.alias or name: field for name, field in table.model.model_fields.items()}
    if "" in bad:  # its cells may be of other columns
        return None
    doc = {name: value for name, value in entry.doc.items() if name in fields and name not in bad}
    filled = {name for name, field in fields.items() if name not in doc and (name in bad or field.is_required())}
    try:
        found = table.model.model_validate_json(json.dumps(
            doc | {name: _FILLING[name] for name in filled if name in _FILLING}))
    except ValidationError:
        return None
    values = {name: getattr(found, name) for name in table.model.model_fields}
    for name in filled & values.keys():
        if isinstance(values[name], str | tuple | frozenset):
            values[name] = None if isinstance(values[name], str) else type(values[name])()
    return None if not table.owner and values[table.key] is None else table.model.model_construct(**values)


def _models(
    entries: dict[str, list[Entry]], report: Report
) -> tuple[dict[str, list[Any]], dict[str, list[Any]], set[str]]:
    """Models by table; the same with what is known of rows left out; names of tables with such rows.

    What is owned is put into its owners.
    """
    models: dict[str, list[Any]] = {table.name: [] for table in TABLES if table.into and not table.owner}
    known: dict[str, list[Any]] = {name: [] for name in models}
    broken: set[str] = set()
    owned: dict[str, dict[str, list[Any]]] = {}
    for table in sorted(TABLES, key=lambda table: table.owner is None):
        if not table.into:
            continue
        for entry in entries.get(table.name, ()):
            if table.owner:
                owner = entry.doc.pop(table.key, None)
            found = validate(table.model, entry, report)
            if whole := found is not None and not entry.reported:  # else some of it is a default that nobody meant
                part = found
            else:
                broken.add(table.name)
                part = _readable(table, entry)
            if table.owner:
                if (held := part if found is None else found) is not None:
                    _own(owner, table.into, held, owned, entries[table.owner], entry, report)
            elif part is not None:
                changes = {into: tuple(things) for into, things in owned.get(entry.key, {}).items()}
                if changes and table.name == "carers":
                    part = part.replace(**changes) if whole else table.model.model_construct(**dict(part) | changes)
                known[table.name].append(part)
                if whole:
                    models[table.name].append(part)
    return models, known, broken


def _own(
    owner: str | None, into: str, found: Any, owned: dict[str, dict[str, list[Any]]], owners: list[Entry],
    entry: Entry, report: Report,
) -> None:
    known = [other.key for other in owners]
    if owner is None:
        report.add_at(entry, "E508", "carer", "", "is missing", "fill it in") if not entry.reported else None
    elif looks_like_cpr(owner):
        report.add_at(entry, "E601", "carer", "", "looks like a CPR number", "replace it with an opaque id")
    elif owner not in known and "" not in known and "carers" not in unread_tables(report):
        hint = report.nearest(owner, known) or "add the carer or correct the id"
        report.add_at(entry, "E102", "carer", owner, "refers to an unknown carer", hint)
    elif owner in known:
        owned.setdefault(owner, {}).setdefault(into, []).append(found)


def _incomplete(content: dict[str, Any]) -> Day:
    """Make a day of the rows that could be read, to look for more problems; it never leaves this module."""
    travel = content["travel"] or Travel.model_construct(places=(), minutes={}, coordinates=None)
    return Day.model_construct(**content | {"travel": travel})


def unread_tables(report: Report) -> set[str]:
    """Name the tables of which nothing, or not all, could be read."""
    return {issue.table for issue in report.issues
            if issue.code in _UNREAD or (issue.code == "E510" and not issue.field)
            or (issue.code == "E505" and issue.field == issue.table)}


def _without_consequences(
    issues: list[Issue], parts: Parts, clock: Clock, broken: set[str], report: Report
) -> list[Issue]:
    """Drop what is only inconsistent because of rows that could not be read; some have no id (key ``""``)."""
    unread = unread_tables(report)
    head_lost = any(issue.table in ("day", "settings") for issue in report.issues)
    keys = {name: {entry.key for entry in entries} for name, entries in parts.entries.items()}
    clocked = {(name, entry.key) for name, entries in parts.entries.items() for entry in entries if entry.clocked}
    kept = []
    for issue in issues:
        lost = {"E110": "visits", "E111": "shifts"}.get(issue.code)
        referred = issue.problem.removeprefix("refers to an unknown ") + "s"
        travel_lost = (parts.travel is None or unread & {"places", "modes", "travel"}) and (
            issue.code == "E403" or issue.problem in ("refers to an unknown place", "refers to an unknown travel mode"))
        if not (
            travel_lost or (lost and (keys.get(lost) or lost in unread))
            or (issue.code == "E102" and (
                referred in unread or (referred in broken and keys.get(referred, set()) & {issue.value, ""})))
            or (issue.code in _DATED and not clock.known
                and (issue.code not in _OF_ROWS or (issue.table, issue.row) in clocked))
            or (issue.code in _BY_SETTINGS and head_lost)
            or (issue.code in _DISTANT and (broken | unread) & {"carers", "competences", "delegations"})
            or (issue.code == "E307" and "shifts" in broken | unread)
        ):
            kept.append(issue)
    return kept


def _add_in_place(
    issue: Issue, entries: dict[str, list[Entry]], content: dict[str, Any], clock: Clock, report: Report
) -> None:
    """Add what was found in a day with the lines it came from, the cell as it was written, and a better hint."""
    table, column, value, hint = issue.table, issue.field, issue.value, _HINTS.get(issue.code, issue.hint)
    if table == "carers" and column == "delegations" and "delegations" in entries:
        table, column = "delegations", "citizen"
    key = issue.row or issue.field  # the head of a day has no id
    found = [entry for entry in entries.get(table, ()) if entry.key == key and entry.line]
    if len(found) > 1 and issue.code == "E102":
        found = [entry for entry in found if value in entry.raw.get(column, "")] or found
    kinds = BY_NAME[table].columns if table in BY_NAME else {}
    if found and (written := found[0].raw.get(column)) and kinds.get(column) in (TIME, WINDOWS):
        value = written
    elif column == "break" and value.lstrip("-").isdigit():
        value = clock.text(int(value))
    if issue.code in ("E102", "E301"):
        known = _known(issue.problem, entries, content)
        several = found and kinds.get(column) in (IDS, TASKS) and _separated(value, known)
        hint = several or report.nearest(value, known) or hint
    row = f"{key} ({in_rows([entry.line for entry in found])})" if found else issue.row
    report.add(issue.code, table, row, column, value, issue.problem, hint)


def _known(problem: str, entries: dict[str, list[Entry]], content: dict[str, Any]) -> Collection[str]:
    what, travel = problem.removeprefix("refers to an unknown "), content["travel"]
    if what == problem:  # a competence
        return {held.area for carer in content["carers"] for held in carer.competences}
    if what == "place":
        return travel.places if travel else ()
    if what == "travel mode":
        return travel.minutes if travel else ()
    return [entry.key for entry in entries.get(what + "s", ())]


def _separated(item: str, known: Collection[str]) -> str:
    """Say how to separate an item of a list that is several known ones; nothing if it is not."""
    several = [part for part in re.split(r"[\s,/;]+", item) if part]
    return f"separate them by |: {'|'.join(several)}" if len(several) > 1 and set(several) <= set(known) else ""


def read_value(type_: Any, value: Any) -> Any:
    """Validate one value strictly, as JSON would be; raises ``ValidationError``."""
    return TypeAdapter(type_).validate_json(json.dumps(value))
