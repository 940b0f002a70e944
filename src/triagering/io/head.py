"""day.csv and levels.csv: date, time zone and settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from triagering.io.build import unread_tables, validate
from triagering.io.cells import BOOL, INT, NUMBER, TEXT, TIME, Kind
from triagering.io.issues import Entry, Report
from triagering.io.rows import LevelRow, SettingRow
from triagering.io.sheets import read_sheet
from triagering.io.tables import BY_NAME, Sheet
from triagering.io.times import BadCell, Clock, read_date
from triagering.models import Day, Settings
from triagering.models.base import YEARS, Model
from triagering.models.hints import did_you_mean

ANY_DAY = date(2026, 1, 1)
_OWN = ("date", "timezone", "now", "close_travel")
_KINDS: dict[Any, Kind] = {bool: BOOL, int: INT, float: NUMBER}


@dataclass(slots=True)
class Head:
    """What day.csv and levels.csv say."""

    day: date | None = None
    """None: not told, or told wrongly."""
    timezone: str = "Europe/Copenhagen"
    now: int | None = None
    close_travel: bool = True
    settings: Settings = Settings()  # noqa: RUF009 - frozen
    entries: list[Entry] = field(default_factory=list)

    @property
    def clock(self) -> Clock:
        """The clock of the day; UTC when the time zone is unknown, which is reported elsewhere."""
        return make_clock(self.day, self.timezone)


def make_clock(day: date | None, timezone: str) -> Clock:
    """Give the clock of a day, in UTC if there is no such time zone, of any day if none is known or can be planned."""
    try:
        ZoneInfo(timezone)
    except (KeyError, ValueError, OSError):
        timezone = "UTC"
    return Clock(day, timezone) if day is not None and day.year in YEARS else Clock(ANY_DAY, timezone, known=False)


def setting_kinds(model: type[Model] = Settings, prefix: str = "") -> dict[str, Kind]:
    """List the settings that day.csv may hold, with the kind of their values.

    >>> setting_kinds()["prices.travel"].name
    'whole number'
    """
    kinds: dict[str, Kind] = {}
    for name, info in model.model_fields.items():
        inner = info.annotation
        if isinstance(inner, type) and issubclass(inner, Model):
            kinds |= setting_kinds(inner, f"{prefix}{name}.")
        elif getattr(inner, "__origin__", None) is not dict:
            kinds[prefix + name] = _KINDS.get(inner, TEXT)
    return kinds


def read_head(sheets: dict[str, Sheet], report: Report) -> Head:
    """Read date, time zone and settings; what cannot be read is reported and keeps its default."""
    head, clock = Head(), Clock(ANY_DAY, "UTC")
    by_name: dict[str, Entry] = {}
    values: dict[str, Any] = {}
    kinds = {"date": TEXT, "timezone": TEXT, "now": TEXT, "close_travel": BOOL, **setting_kinds()}
    for entry in read_sheet(BY_NAME["day"], sheets["day"], clock, report):
        row = validate(SettingRow, entry, report)
        if row is None:
            by_name.setdefault(entry.key, entry)
        elif row.name in by_name:
            report.add_at(entry, "E101", "name", row.name, "occurs twice", "give each setting once")
        elif row.name not in kinds:
            hint = did_you_mean(row.name, kinds) or "see docs/data.md for the settings"
            report.add_at(entry, "E506", "name", row.name, "is not a setting", hint)
        else:
            by_name[row.name] = entry
            values |= _value(row.name, row.value, kinds[row.name], clock, entry, report)
    if "date" in values:
        head.day = values["date"]
    elif not by_name.keys() & {"date", ""} and "day" not in unread_tables(report):
        report.add("E508", "day", "", "date", "", "is missing", "add a row: date;2026-03-02")
    head.timezone = values.get("timezone", head.timezone)
    if "now" in values:
        head.now = _value("now", values["now"], TIME, head.clock, by_name["now"], report).get("now")
    head.close_travel = values.get("close_travel", True)
    head.entries = list(by_name.values())
    head.settings = _settings(values, by_name, sheets, report)
    return head


def _value(name: str, text: str, kind: Kind, clock: Clock, entry: Entry, report: Report) -> dict[str, Any]:
    try:
        return {name: read_date(text) if name == "date" else kind.parse(text.strip(), clock)}
    except BadCell as bad:
        report.add_at(entry, bad.code, "value", text, bad.problem, bad.hint)
    return {}


def _settings(values: dict[str, Any], by_name: dict[str, Entry], sheets: dict[str, Sheet], report: Report) -> Settings:
    doc: dict[str, Any] = {}
    for name in values.keys() - set(_OWN):
        outer, _, last = name.rpartition(".")
        (doc.setdefault(outer, {}) if outer else doc)[last] = values[name]
    if "levels" in sheets:
        doc |= {"levels": {}, "competence_levels": {}}
        for entry in read_sheet(BY_NAME["levels"], sheets["levels"], Clock(ANY_DAY, "UTC"), report):
            row = validate(LevelRow, entry, report)
            if row is not None:
                levels = doc["levels" if row.of == "profession" else "competence_levels"]
                if levels.setdefault(row.name, row.level) != row.level:
                    report.add_at(entry, "E101", "name", row.name, "occurs twice", "give one level")
    try:
        return Settings.model_validate(doc)
    except ValidationError as error:
        for found in error.errors(include_url=False):
            name = ".".join(map(str, found["loc"]))
            problem = found["msg"].removeprefix("Input ")
            entry = by_name.get(name, Entry("day", name, "", {}))
            code = "E512" if found["type"] in ("enum", "literal_error") else "E511"
            hint = found.get("ctx", {}).get("hint", "see docs/data.md for the settings")
            report.add_at(entry, code, "value", values.get(name, ""), problem, hint)
    return Settings()


def head_to_sheets(day: Day, close_travel: bool) -> dict[str, Sheet]:
    """Write date, time zone and every setting; levels only where they are not the default."""
    rows: list[tuple[str, Any]] = [("date", day.date.isoformat()), ("timezone", day.timezone)]
    if day.now is not None:
        rows.append(("now", day.clock(day.now)))
    if not close_travel:
        rows.append(("close_travel", "no"))
    for name, kind in setting_kinds().items():
        value: Any = day.settings
        for part in name.split("."):
            value = getattr(value, part)
        rows.append((name, {True: "yes", False: "no"}[value] if kind == BOOL else str(value)))
    sheets = {"day": Sheet(["name", "value"], [("", list(row)) for row in rows])}
    standard = Settings()
    if (day.settings.levels, day.settings.competence_levels) != (standard.levels, standard.competence_levels):
        levels = [("profession", *item) for item in day.settings.levels.items()]
        levels += [("competence", *item) for item in day.settings.competence_levels.items()]
        sheets["levels"] = Sheet(["of", "name", "level"], [("", list(row)) for row in levels])
    return sheets
