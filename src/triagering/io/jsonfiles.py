"""A day or a plan as one JSON document, with the same checks and the same kind of issues as tables."""

from __future__ import annotations

import json
from collections.abc import Container
from datetime import date
from typing import Any, get_origin

from pydantic import TypeAdapter, ValidationError

from triagering.errors import InputError
from triagering.io.build import IN_MUNICIPALITY, Parts, build_day, read_value, validate
from triagering.io.cells import DATE, DATES, TEXT, TIME, WINDOWS
from triagering.io.head import make_clock
from triagering.io.issues import UNPARSED, Entry, Report
from triagering.io.stops import is_plan
from triagering.io.tables import TABLES, Table
from triagering.io.times import BadCell, Clock, read_date
from triagering.models import (
    Day,
    Municipality,
    Plan,
    Result,
    Settings,
    TimeWindow,
    Travel,
    looks_like_cpr,
    mentions_cpr,
)
from triagering.models.base import Minute, Model
from triagering.models.hints import did_you_mean

TIMES = {column.rpartition(".")[2] for table in TABLES for column, kind in table.columns.items() if kind is TIME}
TIMES |= set(TimeWindow.model_fields)
"""Attributes that are times of day: minutes, or text as in the tables."""

LISTED_DAYS = {column for table in TABLES for column, kind in table.columns.items() if kind is DATES}
DAYS = {column for table in TABLES for column, kind in table.columns.items() if kind is DATE} | LISTED_DAYS
"""Attributes of rows that are dates, or lists of them: text as in the tables."""

_SETS = {name for table in TABLES for name, field in table.model.model_fields.items()
         if get_origin(field.annotation) is frozenset}


def load(text: str, table: str, report: Report, known: Container[str] | None = None) -> dict[str, Any] | None:
    """Parse a JSON object; what JSON leaves open (NaN, names given twice) is an error.

    If ``known`` is given, no other name is repeated: it may be about somebody.
    """
    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in found]
        for name in {name for name in names if names.count(name) > 1} if len(set(names)) < len(names) else ():
            shown = name if known is None or name in known else ""
            report.add("E507", table, "", shown, "", "is given twice in one object", "keep one")
        return dict(found)

    def constant(name: str) -> None:
        report.add("E515", table, "", "", name, "is no number in JSON", "leave the attribute out")

    try:
        doc = json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
        if "\\ud" in text.lower():
            json.dumps(doc, ensure_ascii=False).encode()  # half a character cannot be printed or written
    except json.JSONDecodeError as error:
        report.add("E515", table, f"line {error.lineno}", "", "", "is not JSON", "give the plan as it was written with "
                   "a name in .json" if is_plan(text) else "check brackets, commas and quotes")
        return None
    except (RecursionError, ValueError):
        code, problem, hint = UNPARSED
        report.add(code, table, "", "", "", problem, hint)
        return None
    if not isinstance(doc, dict):
        report.add("E515", table, "", "", "", "is not a JSON object", "see `triagering schema`")
        return None
    return doc


def parse_day(text: str, report: Report) -> Day:
    """Build a day of JSON text; raises ``InputError`` with everything that is wrong."""
    doc = load(text, "day", report)
    if doc is None:
        raise InputError(report.issues)
    if doc.keys() & {"plan", "routes"} and not doc.keys() & {"visits", "citizens"}:
        report.add("E518", "day", "", "", "", "is a plan, not a day", "give the day first, then its plan")
        raise InputError(report.issues)
    for name in doc.keys() - Day.model_fields.keys():
        report.add("E506", "day", "", name, "", "is not an attribute of a day",
                   did_you_mean(name, Day.model_fields) or "remove it")
    for name, field in Day.model_fields.items():
        if field.is_required() and name not in doc:
            report.add("E505", name if name != "date" else "day", "", name, "", "is missing", "see `triagering schema`")
    day = _day(doc, report)
    timezone = _part(str, "timezone", doc, "Europe/Copenhagen", report)
    settings = _part(Settings, "settings", doc, Settings(), report)
    now = _part(Minute | None, "now", _clocked(doc, "now", make_clock(day, timezone), report), None, report)
    parts = Parts(day, timezone, now, settings, _part(Travel, "travel", doc, None, report))
    town = _object(doc.get("municipality", {}), "municipality", report)
    for name in town.keys() - Municipality.model_fields.keys():
        hint = did_you_mean(name, Municipality.model_fields) or "remove it"
        report.add("E506", "municipality", "", name, "", "is not an attribute of a municipality", hint)
    clock = make_clock(day, timezone)
    for table in TABLES:
        if table.into and not table.owner:
            rows = (town if table.name in IN_MUNICIPALITY else doc).get(table.into, [])
            parts.entries[table.name] = _entries(table, rows, clock, report)
    return build_day(parts, clock, report)


def _clocked(doc: dict[str, Any], name: str, clock: Clock, report: Report) -> dict[str, Any]:
    """Give the document with minutes in place of a time that is text; without it where that cannot be read."""
    try:
        return {**doc, name: clock.minute(doc[name])} if isinstance(doc.get(name), str) else doc
    except BadCell as bad:
        report.add(bad.code, "day", "", name, doc[name], bad.problem, bad.hint)
    return {key: value for key, value in doc.items() if key != name}


def _day(doc: dict[str, Any], report: Report) -> date | None:
    try:
        return _read_date(doc["date"]) if "date" in doc else None
    except BadCell as bad:
        report.add(bad.code, "day", "", "date", doc["date"], bad.problem, bad.hint)
    return None


def _read_date(value: Any) -> date:
    """Read a date; moments and numbers are none, though JSON readers take them for some."""
    if isinstance(value, str):
        return read_date(value, midnight=False)
    raise BadCell("E213", "is not a date: dates are text", 'write "2026-03-02"')


def _read_days(name: str, value: Any) -> str | list[str]:
    """Read the date, or the dates, of an attribute as models read them."""
    if name in LISTED_DAYS and isinstance(value, list):
        return [_read_date(one).isoformat() for one in value]
    return _read_date(value).isoformat()


def _part(type_: Any, name: str, doc: dict[str, Any], default: Any, report: Report) -> Any:
    if name not in doc:
        return default
    try:
        return read_value(type_, doc[name])
    except ValidationError as error:
        known = type_.model_fields if isinstance(type_, type) and issubclass(type_, Model) else ()
        report.add_invalid(Entry(name if known else "day", "", "", {}), error, known, name if not known else "")
    return default


def names_in(model: type[Model]) -> set[str]:
    """Give the names of all attributes of a model and of the models in it."""
    schema = model.model_json_schema()
    return {name for one in (schema, *schema.get("$defs", {}).values()) for name in one.get("properties", {})}


def _object(value: Any, name: str, report: Report) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    report.add("E510", name, "", "", "", "is not an object", "see `triagering schema`")
    return {}


def _entries(table: Table, rows: Any, clock: Clock, report: Report) -> list[Entry]:
    if not isinstance(rows, list):
        report.add("E510", table.name, "", "", "", "is not a list", "see `triagering schema`")
        return []
    entries = []
    timed = any(kind in (DATE, DATES, TIME, WINDOWS) for part in TABLES if table.name in (part.name, part.owner)
                for kind in part.columns.values())
    for position, row in enumerate(rows):
        if not isinstance(row, dict):
            report.add("E510", table.name, f"entry {position + 1}", "", "", "is not an object",
                       "see `triagering schema`")
            continue
        key = row.get(table.key)
        named = isinstance(key, str) and key and not mentions_cpr(key)
        shown = str(key) if isinstance(key, str | int | float) else ""
        entry = Entry(table.name, shown, "" if named else f"entry {position + 1}", row)
        for name, kind in table.columns.items():
            if kind is TEXT and isinstance(row.get(name), str) and looks_like_cpr(row[name]):
                report.add_at(entry, "E602", name, "", "looks like a CPR number", "leave personal data out")
        if timed:
            _read_times(row, "", entry, clock, report)
        entries.append(entry)
    return entries


def _read_times(node: Any, path: str, entry: Entry, clock: Clock, report: Report) -> None:
    """Put minutes where times are text, dates as models read them, and the agreed start where it is left out."""
    if isinstance(node, dict):
        if path.startswith(("windows.", "agreed.")) and "latest_start" in node:
            node.setdefault("agreed_start", node["latest_start"])
        for name, value in list(node.items()):
            entry.clocked |= name in TIMES and isinstance(value, str)
            if (name in TIMES and isinstance(value, str)) or (name in DAYS and value is not None):
                try:
                    node[name] = clock.minute(value) if name in TIMES else _read_days(name, value)
                except BadCell as bad:
                    report.add_at(entry, bad.code, path + name, value, bad.problem, bad.hint)
            else:
                _read_times(value, f"{path}{name}.", entry, clock, report)
    elif isinstance(node, list):
        for position, value in enumerate(node):
            _read_times(value, f"{path}{position}.", entry, clock, report)


def day_to_json(day: Day) -> str:
    """Write a day; the same day gives the same text."""
    return json.dumps(_ordered(day.model_dump(mode="json", by_alias=True)), ensure_ascii=False, allow_nan=False) + "\n"


def _ordered(node: Any) -> Any:
    if isinstance(node, dict):
        return {name: sorted(value) if name in _SETS and isinstance(value, list) else _ordered(value)
                for name, value in node.items()}
    return [_ordered(value) for value in node] if isinstance(node, list) else node


def result_from_json(text: str, report: Report) -> Result | Plan:
    """Read what ``triagering plan -o`` writes, or a plan alone."""
    doc = load(text, "plan", report)
    report.raise_if_any()
    model: type[Model] = Result if doc is not None and "plan" in doc else Plan
    if doc is not None and not doc.keys() & {"plan", "routes", "unplanned"}:
        report.add("E518", "plan", "", "", "", "has neither routes nor a plan", "give what `triagering plan` writes")
    else:
        found = validate(model, Entry("plan", "", "", doc or {}), report)
        if found is not None:
            return found  # type: ignore[no-any-return]
    raise InputError(report.issues)


def day_schema() -> dict[str, Any]:
    """Give the JSON Schema of a day file; times may be minutes or text, dates Danish, agreed starts left out.

    >>> day_schema()["required"]
    ['date', 'citizens', 'carers', 'shifts', 'visits', 'travel']
    """
    schema = Day.model_json_schema(by_alias=True)
    for definition in (schema, *schema["$defs"].values()):
        for name, property_ in definition.get("properties", {}).items():
            for choice in property_.get("anyOf", [property_]) if name in DAYS | {"date"} else ():
                day = choice.get("items", choice)
                if day.pop("format", ""):
                    day["examples"] = ["2026-03-02", "02-03-2026"]
            if name in TIMES:
                choices = property_.setdefault("anyOf", [{"type": property_.pop("type", "integer")}])
                choices.append({"type": "string", "examples": ["07:30", "01:15+1", "2026-03-02T07:30+01:00"]})
    schema["$defs"]["TimeWindow"]["required"].remove("agreed_start")
    return schema


def plan_schema() -> dict[str, Any]:
    """Give the JSON Schema of a plan file: a result, or a plan alone.

    >>> [choice["$ref"] for choice in plan_schema()["anyOf"]]
    ['#/$defs/Result', '#/$defs/Plan']
    """
    return TypeAdapter(Result | Plan).json_schema(by_alias=True)
