"""From whatever went wrong to coded issues with a place and a hint; nothing personal gets through."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from triagering.errors import InputError, Issue
from triagering.models import mentions_cpr
from triagering.models.base import CPR
from triagering.models.hints import did_you_mean

UNPARSED = ("E515", "is nested too deeply or holds a number too long or half a character", "correct it")
"""Code, problem and hint where text that looks like JSON cannot be parsed, by Python or by pydantic."""

_CODES = {
    "json_invalid": UNPARSED,
    "missing": ("E508", "is missing", "fill it in"),
    "extra_forbidden": ("E506", "is not known here", ""),
    "enum": ("E512", "is not one of the choices", ""),
    "literal_error": ("E512", "is not one of the choices", ""),
    **dict.fromkeys(("greater_than", "greater_than_equal", "less_than", "less_than_equal"),
                    ("E511", "", "write a value in that range")),
    "too_short": ("E508", "is empty", "give at least one"),
    "string_too_short": ("E513", "is empty", "give an id"),
    "string_too_long": ("E513", "is too long", "an id has at most 100 characters"),
}
"""Kind of pydantic error to code, problem and hint; everything else is a value of the wrong kind."""


MANY = 200
"""After so many issues ids are no longer compared with all known ones."""

MOST_LINES = 10
"""So many lines are named where one issue is about many."""


@dataclass(slots=True)
class Entry:
    """One row on its way to a model: where it is, what it says, what is already known to be wrong."""

    table: str
    key: str
    """Its id, or what comes closest."""
    line: str
    """``line 7`` of a file; empty where ids say it all."""
    doc: dict[str, Any]
    raw: dict[str, str] = field(default_factory=dict)
    """Cells as they were written; empty for JSON."""
    reported: set[str] = field(default_factory=set)
    """Columns with an issue."""
    clocked: bool = False
    """Whether it has clock times: what minute one is depends on the date."""
    private: bool = False
    """Whether values may be about somebody's health, so that none is repeated, nor a name that is not known."""
    guide: str = "docs/data.md"
    """Where it is written what goes here."""

    @property
    def row(self) -> str:
        """The place for an issue."""
        if not self.key or mentions_cpr(self.key):
            return self.line
        return f"{cut(self.key)} ({self.line})" if self.line else cut(self.key)


def in_rows(lines: Sequence[str]) -> str:
    """Name lines, the first few of many.

    >>> in_rows(["line 2", "line 7"])
    'line 2, line 7'
    """
    more = f" and {len(lines) - MOST_LINES} more" if len(lines) > MOST_LINES else ""
    return ", ".join(lines[:MOST_LINES]) + more


def cut(text: str, most: int = 120) -> str:
    """Give the beginning of a text that is longer; ids and names of columns are at most ``ID_LENGTH``."""
    return text if len(text) <= most else text[:most] + "…"


class Report:
    """Collects issues; values that look like CPR numbers are left out, long ones are cut."""

    def __init__(self) -> None:
        self.issues: list[Issue] = []

    def add(self, code: str, table: str, row: str, column: str, value: object, problem: str, hint: str) -> None:
        """Note one issue."""
        shown = "" if isinstance(value, dict | list) or mentions_cpr(str(value)) else cut(str(value), 60)
        table, row, column, problem, hint = (CPR.sub("…", text) for text in (table, row, cut(column), problem, hint))
        issue = Issue(code, table, row, column, shown, problem, hint)
        if issue not in self.issues[-50:]:
            self.issues.append(issue)

    def add_at(self, entry: Entry, code: str, column: str, value: object, problem: str, hint: str) -> None:
        """Note one issue with an entry."""
        entry.reported.add(column)
        self.add(code, entry.table, entry.row, column, value, problem, hint)

    def add_invalid(self, entry: Entry, error: ValidationError, known: Iterable[str] = (), column: str = "") -> None:
        """Note everything that a model does not accept in an entry, except what was noted before."""
        before = set(entry.reported)
        for code, place, value, problem, hint in _translated(entry, error, list(known)):
            if not any(place == old or place.startswith(old + ".") for old in before):
                self.add_at(entry, code, place or column, value, problem, hint)

    def nearest(self, word: str, known: Iterable[str]) -> str:
        """Give ``did_you_mean``, but after many issues nothing: comparing with thousands of ids takes a while."""
        return did_you_mean(word, known) if len(self.issues) < MANY else ""

    def raise_if_any(self) -> None:
        """Raise ``InputError`` with all issues."""
        if self.issues:
            raise InputError(self.issues)


def _translated(
    entry: Entry, error: ValidationError, known: list[str]
) -> Iterator[tuple[str, str, object, str, str]]:
    errors = error.errors(include_url=False)
    places = [".".join(map(str, found["loc"])) for found in errors]
    for place, found in zip(places, errors, strict=True):
        if any(other.startswith(place + ".") for other in places):
            continue  # an empty list because its items are wrong
        column = next((c for c in entry.raw if place == c or place.startswith(c + ".")), place)
        given = found["input"]
        whole = isinstance(given, dict | list) or found["type"] in ("missing", "json_invalid")
        value = entry.raw.get(column, "" if whole else given)
        message = str(found["ctx"]["error"]) if found["type"] == "value_error" else found["msg"].removeprefix("Input ")
        if found["type"] == "union_tag_invalid":
            message = f"is none of {found['ctx']['expected_tags']}"
        code, problem, hint = _CODES.get(found["type"], ("E510", "", f"see {entry.guide} for what goes here"))
        if found["type"] == "value_error":
            code = "E601" if "CPR" in message else "E513"
            value, hint = ("", "replace it with an opaque id") if code == "E601" else (value, "correct the text")
        if found["type"] in ("E511", "E708"):  # a model's own check
            code, value, hint = found["type"], found["ctx"]["value"], found["ctx"]["hint"]
        if found["type"] == "extra_forbidden":
            *where, name = map(str, found["loc"])
            meant = "" if name in known else did_you_mean(name, known)  # what is known may belong elsewhere
            value, hint = "", meant or "remove it or correct its name"
            column = ".".join(where) if entry.private and name not in known else column
        if code == "E512":
            hint = re.sub(r"<[\w.]+: ('\w+')>", r"\1", message.replace("should be", "one of"))
        yield code, column, "" if entry.private else value, problem or message, hint
