"""Everything the library raises on purpose, in one tree.

``TriageringError``
├── ``InputError``      the data given cannot be used; lists every issue at once
├── ``MissingExtraError``  an optional dependency is not installed; says which extra holds it
└── ``InternalError``   a promise of the library was about to be broken; please report it

Messages hold ids, codes and counts, never names, addresses, notes or anything that looks like a CPR number.
"""

from __future__ import annotations

from dataclasses import dataclass


class TriageringError(Exception):
    """The root of all errors raised on purpose."""


def printable(text: str) -> str:
    r"""Give a text as one line, escaping what would end it or steer a terminal.

    >>> print(printable("røde\nE601 forged"))
    røde\nE601 forged
    """
    return text if text.isprintable() else "".join(
        sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing wrong with the input: where, what, and what to do about it.

    >>> print(Issue("E102", "visits", "v7", "citizen", "c9", "refers to an unknown citizen", "add it, or correct it"))
    E102 visits v7 citizen='c9': refers to an unknown citizen. Hint: add it, or correct it
    """

    code: str
    """Stable code, listed in docs/errors.md: E1 identity and references, E2 time, E3 competence, capacity and pins,
    E4 travel, E5 files and format, E6 personal data, E7 triage."""
    table: str
    """The table or collection, as ``visits``."""
    row: str
    """The id of the entry, or ``line 7`` of a file; empty when the whole table is meant."""
    field: str
    """The field or column; empty when the whole entry is meant."""
    value: str
    """The offending value as text; empty when it may not be repeated (personal data) or there is none."""
    problem: str
    hint: str = ""

    def __str__(self) -> str:
        place = " ".join(part for part in (self.table, self.row, self.field) if part)
        shown = f"={self.value!r}" if self.value else ""
        hint = f". Hint: {self.hint}" if self.hint else ""
        return printable(f"{self.code} {place}{shown}: {self.problem}{hint}")


class InputError(TriageringError):
    """The input cannot be used; ``issues`` lists everything that is wrong with it, table by table."""

    def __init__(self, issues: list[Issue]) -> None:
        self.issues = tuple(issues)
        count = f"{len(self.issues)} problem{'s' if len(self.issues) != 1 else ''} in the input"
        super().__init__("\n".join([count, *map(str, self.issues)]))

    def __reduce__(self) -> tuple[type[InputError], tuple[list[Issue]]]:
        """Travel between processes whole."""
        return type(self), (list(self.issues),)


class MissingExtraError(TriageringError):
    """An optional part of the library needs a package that is not installed."""

    def __init__(self, package: str, extra: str) -> None:
        self.package, self.extra = package, extra
        super().__init__(f"{package} is not installed. Hint: pip install 'triagering[{extra}]'")

    def __reduce__(self) -> tuple[type[MissingExtraError], tuple[str, str]]:
        """Travel between processes whole."""
        return type(self), (self.package, self.extra)


class InternalError(TriageringError):
    """The library caught itself breaking one of its promises; nothing is returned. Please report it."""
