"""The tables of a day, in one place: reading, writing, frames and docs/data.md all follow this list."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from triagering.io.cells import (
    BOOL,
    DATE,
    DATES,
    ID,
    IDS,
    INT,
    LEVEL,
    NUMBER,
    POINTS,
    RELATION,
    TASKS,
    TEXT,
    TIME,
    WINDOWS,
    WISHES,
    Cell,
    Kind,
)
from triagering.io.rows import LegRow, LevelRow, ModeRow, PlaceRow, SettingRow
from triagering.models import (
    Acquaintance,
    Activity,
    Carer,
    Citizen,
    Competence,
    Delegation,
    District,
    Link,
    Miniteam,
    Pin,
    Shift,
    Visit,
)
from triagering.models.base import Model
from triagering.models.hints import nearest


@dataclass(slots=True)
class Sheet:
    """A table as it came or as it goes: header, and rows of cells with the place each came from."""

    columns: list[str]
    rows: list[tuple[str, list[Cell]]] = field(default_factory=list)
    """(``line 7``, cells)."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: every row becomes one model, every column one of its attributes (dotted: inside another)."""

    name: str
    model: type[Model]
    into: str
    """Attribute of the day, its municipality or the owner that holds the rows; empty: read in a way of its own."""
    key: str
    """Column that tells which entry is meant."""
    columns: dict[str, Kind]
    owner: str | None = None
    """Table whose entries hold the rows, found by ``key``, which is no attribute of the model then."""

    @property
    def required(self) -> list[str]:
        """Columns that must be there."""
        fields = {field.alias or name for name, field in self.model.model_fields.items() if field.is_required()}
        return [name for name in self.columns if name in fields or name == self.key]


TABLES: tuple[Table, ...] = (
    Table("day", SettingRow, "", "name", {"name": ID, "value": TEXT}),
    Table("levels", LevelRow, "", "name", {"of": ID, "name": ID, "level": INT}),
    Table("places", PlaceRow, "", "id", {
        "id": ID, "lon": NUMBER, "lat": NUMBER, "x_km": NUMBER, "y_km": NUMBER, "x": NUMBER, "y": NUMBER,
    }),
    Table("modes", ModeRow, "", "mode", {
        "mode": ID, "speed_kmh": NUMBER, "detour": NUMBER, "access_minutes": NUMBER,
    }),
    Table("travel", LegRow, "", "from", {"mode": ID, "from": ID, "to": ID, "minutes": INT}),
    Table("districts", District, "districts", "id", {
        "id": ID, "name": TEXT, "neighbours": IDS, "closed": BOOL, "postal_codes": IDS, "boundary": POINTS,
    }),
    Table("miniteams", Miniteam, "miniteams", "id", {"id": ID, "district": ID}),
    Table("citizens", Citizen, "citizens", "id", {
        "id": ID, "place": ID, "miniteam": ID, "contact_person": ID, "preferred": IDS, "vetoes": IDS,
        "closed_circle": IDS, "wishes": WISHES,
    }),
    Table("carers", Carer, "carers", "id", {
        "id": ID, "profession": ID, "miniteam": ID, "substitute": BOOL, "mode": ID, "start_place": ID,
        "end_place": ID, "attributes": IDS,
    }),
    Table("competences", Competence, "competences", "carer", {
        "carer": ID, "area": ID, "level": LEVEL, "valid_from": DATE, "valid_until": DATE,
    }, owner="carers"),
    Table("delegations", Delegation, "delegations", "carer", {
        "carer": ID, "area": ID, "citizen": ID, "valid_from": DATE, "valid_until": DATE,
    }, owner="carers"),
    Table("shifts", Shift, "shifts", "carer", {
        "carer": ID, "start": TIME, "end": TIME, "overtime": INT,
        "break.minutes": INT, "break.earliest_start": TIME, "break.latest_start": TIME, "break.latest_end": TIME,
        "break.paid": BOOL, "break.mandatory": BOOL, "break.at_ends": BOOL,
        "previous_end": TIME, "next_start": TIME, "rest_before": INT, "rest_after": INT, "max_load": INT,
        "reserve": INT, "unused_price": INT, "unused_idle": INT,
    }),
    Table("visits", Visit, "visits", "id", {
        "id": ID, "citizen": ID, "minutes": INT, "windows": WINDOWS, "tasks": TASKS, "carers_needed": INT,
        "time_critical": BOOL, "priority": INT, "heavy": BOOL, "told": IDS, "agreed": WINDOWS,
        "other_dates": DATES, "unplanned_price": INT, "package": ID, "reason": TEXT,
    }),
    Table("activities", Activity, "activities", "id", {
        "id": ID, "carers": IDS, "place": ID, "start": TIME, "minutes": INT, "citizens": IDS, "needs": TASKS,
        "capacity": INT,
    }),
    Table("links", Link, "links", "id", {
        "id": ID, "first": ID, "second": ID, "min_gap": INT, "max_gap": INT, "carers": RELATION, "all_or_none": BOOL,
    }),
    Table("pins", Pin, "pins", "visit", {"visit": ID, "carer": ID, "start": TIME}),
    Table("known_carers", Acquaintance, "acquaintances", "citizen", {"citizen": ID, "carer": ID, "days_since": INT}),
)

REQUIRED = ("day", "places", "citizens", "carers", "shifts", "visits")
"""A day without these is no day."""

BY_NAME = {table.name: table for table in TABLES}

ALIKE = 0.77
"""How close to that of a missing table the name of a file is for it to be a slip: ``activity`` is one."""

DANISH = {
    "dag": "day", "indstillinger": "day", "niveauer": "levels", "steder": "places", "adresser": "places",
    "transportmidler": "modes", "transportformer": "modes", "rejsetider": "travel", "vejtider": "travel",
    "køretider": "travel", "distrikter": "districts", "borgere": "citizens", "medarbejdere": "carers",
    "hjælpere": "carers", "kompetencer": "competences", "delegationer": "delegations", "delegeringer": "delegations",
    "vagter": "shifts", "vagtplan": "shifts", "besøg": "visits", "aktiviteter": "activities", "møder": "activities",
    "gruppeaktiviteter": "activities", "bindinger": "links", "låsninger": "pins",
    "kendte medarbejdere": "known_carers", "kendte hjælpere": "known_carers",
}
"""What planners may call a table: it is not read under such a name, but what is meant is told."""


def table_meant(name: str, known: Iterable[str], alike: float = 0.6) -> str:
    """Give which of some tables a name is close to, in English or Danish; nothing if none.

    >>> table_meant("activity", BY_NAME), table_meant("aktiviteter", BY_NAME), table_meant("BESOEG", BY_NAME)
    ('activities', 'activities', 'visits')
    """
    names = set(known)
    danish = {_plain(word): table for word, table in DANISH.items() if table in names}
    plain = _plain(name)
    return danish.get(plain) or nearest(name, names, alike) or danish.get(nearest(plain, danish, ALIKE), "")


def _plain(name: str) -> str:
    """Give a name as it may be written anywhere: without capitals, accents, and letters that are only Danish."""
    name = unicodedata.normalize("NFC", name).lower().replace("_", " ").replace("-", " ")
    return name.replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
