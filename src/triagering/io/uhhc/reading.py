"""Reading instance files, with everything wrong in them said as issues."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from triagering.errors import InputError
from triagering.io.files import named
from triagering.io.issues import Entry, Report
from triagering.io.uhhc.case import UhhcCase
from triagering.io.uhhc.instance import parse
from triagering.io.uhhc.mapping import Mapper

FIELDS = frozenset({
    "abilities", "arrival_point", "caregivers", "cost_components", "departing_point", "distance",
    "distance_matrix_index", "distances", "duration", "end", "id", "max", "metadata", "min", "min_duration", "patients",
    "required_services", "service", "start", "terminal_points", "time_windows", "type",
})
"""What an instance must have somewhere."""


def read_uhhc(path: str | Path) -> UhhcCase:
    """Read an instance of the public benchmark and map it onto a day.

    Raises
    ------
    InputError
        If the file is no JSON (E540), lacks or misuses a field (E541), holds a mandatory patient who can never be
        served in time (E542), or if ids, sizes and references are not what a day accepts (other codes).

    Examples
    --------
    >>> case = read_uhhc("tests/data/uhhc/lunch.json")
    >>> len(case.day.visits), len(case.day.links), case.unit
    (4, 1, 1)
    """
    report, file = Report(), Entry("uhhc", named(Path(path)), "", {})
    try:
        raw = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        report.add_at(file, "E540", "", "", f"cannot be read ({type(error).__name__})", "give a JSON file")
        raise InputError(report.issues) from None
    try:
        return Mapper(parse(raw)).case(raw)
    except ValidationError as error:
        report.add_invalid(file, error)
        raise InputError(report.issues) from None
    except (LookupError, TypeError, AttributeError, ValueError, ArithmeticError) as error:
        what = f"lacks or misuses a field ({type(error).__name__}{_named(error)})"
        report.add_at(file, "E541", "", "", what, "docs/uhhc.md describes the format")
        raise InputError(report.issues) from None


def _named(error: Exception) -> str:
    """Name the field that is missing, if it is one of the format: anything else may be personal."""
    known = isinstance(error, KeyError) and error.args[0] in FIELDS
    return f": {error.args[0]}" if known else ""
