"""Files of the triage: observations and decisions in, local rules in, board and meeting records out."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import ValidationError

from triagering.errors import InputError, Issue
from triagering.io.files import read_text, write_text
from triagering.io.issues import Entry, Report
from triagering.io.jsonfiles import load, names_in
from triagering.models import mentions_cpr
from triagering.models.base import Model
from triagering.models.hints import did_you_mean
from triagering.models.observations import Observation
from triagering.models.scores import ScoreTable
from triagering.models.triage import AgreedTask, ColourDecision, TriageInput
from triagering.models.triage_result import Meeting, TriageResult
from triagering.models.triage_settings import TriageSettings

AnyModel = TypeVar("AnyModel", bound=Model)


def read_triage_input(path: str | PathLike[str]) -> TriageInput:
    """Read observations, decisions and tasks from one JSON file.

    Raises
    ------
    InputError
        With everything that is wrong, each with code, place and hint; what they mean is checked by ``triage``.
    """
    return _read_json(TriageInput, path, "triage")


def triage_schema() -> dict[str, Any]:
    """Give the JSON Schema of what a triage is told.

    >>> list(triage_schema()["properties"])
    ['observations', 'decisions', 'tasks', 'at']
    """
    return TriageInput.model_json_schema()


def read_meeting(path: str | PathLike[str]) -> Meeting:
    """Read the record of a triage meeting; raises ``InputError``."""
    return _read_json(Meeting, path, "meeting")


def write_meeting(meeting: Meeting, path: str | PathLike[str]) -> None:
    """Write the record of a triage meeting as JSON; the file appears complete or not at all."""
    write_text(meeting.model_dump_json(indent=2) + "\n", Path(path))


def write_triage(result: TriageResult, path: str | PathLike[str]) -> None:
    """Write board, effects, alerts, cancelled visits and approvals as JSON; the day goes by ``write_day``."""
    write_text(result.model_dump_json(indent=2, exclude={"day"}) + "\n", Path(path))


def read_triage_settings(path: str | PathLike[str]) -> TriageSettings:
    r"""Read local rules from a TOML file; what it does not name keeps its default, table by table.

    Raises
    ------
    InputError
        With everything that is wrong.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "triage.toml")
    ...     _ = file.write_text('grace = 45\n[follow_ups.T21]\nminutes = 20\n')
    ...     settings = read_triage_settings(file)
    >>> settings.grace, settings.follow_ups["T21"].minutes, settings.follow_ups["T21"].within
    (45, 20, 480)
    """
    return _read_toml(TriageSettings, path, json.loads(TriageSettings().model_dump_json()))


def read_score_table(path: str | PathLike[str]) -> ScoreTable:
    """Read a scoring set from a TOML file; ``triagering/triage/tables/tobs.toml`` is an example.

    Put it into ``TriageSettings.tables`` and its name into ``TriageSettings.scores``. Raises ``InputError``.
    """
    return _read_toml(ScoreTable, path, {})


def _read_json(model: type[AnyModel], path: str | PathLike[str], table: str) -> AnyModel:
    report = Report()
    text = read_text(Path(path), table, report)
    doc = load(text, table, report, names_in(model)) if text is not None else None
    report.raise_if_any()
    try:
        return _validated(model, table, json.dumps(doc or {}, default=str), report)
    except InputError as error:
        raise InputError([_by_entry(issue, doc) for issue in error.issues]) from None


def _by_entry(issue: Issue, doc: Any) -> Issue:
    """Name the entry that an issue of an observation, decision or task is about, and what could be written there.

    Nobody counts to the 212th. An unknown attribute is not repeated, as it may be about somebody.
    """
    name, index, *_ = f"{issue.field}..".split(".")
    entry = doc[name][int(index)] if index.isdigit() else doc if not name else {}
    if issue.code == "E506" and (known := _known_in(name, entry)):
        meant = [did_you_mean(one, known) for one in entry if one not in known]
        issue = replace(issue, hint="; ".join(meant) if all(meant) else f"it has only {', '.join(known)}")
    id_ = entry.get("id") if isinstance(entry, dict) else None
    plain = isinstance(id_, str) and re.fullmatch(r"\S{1,100}", id_) and not mentions_cpr(id_)
    return replace(issue, row=str(id_)) if plain else issue


def _known_in(name: str, entry: Any) -> list[str]:
    """Give the attributes of an observation of its kind, a decision, a task or the whole; none if that is not known."""
    kinds = {kind.model_fields["kind"].default: kind for kind in get_args(get_args(Observation)[0])}
    model = {"": TriageInput, "decisions": ColourDecision, "tasks": AgreedTask,
             "observations": kinds.get(entry.get("kind")) if isinstance(entry, dict) else None}.get(name)
    return [] if model is None else list(model.model_fields)


def _read_toml(model: type[AnyModel], path: str | PathLike[str], defaults: dict[str, Any]) -> AnyModel:
    report = Report()
    text = read_text(Path(path), "settings", report)
    report.raise_if_any()
    try:
        whole = json.dumps(_merged(defaults, tomllib.loads(text or "")), default=str)
    except (ValueError, RecursionError) as error:
        report.add("E515", "settings", "", "", Path(path).name, f"is not TOML ({error})", "check quotes and brackets")
        raise InputError(report.issues) from None
    return _validated(model, "settings", whole, report)


def _merged(defaults: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Lay what is given over the defaults, table by table; lists are replaced whole."""
    both = {name: _merged(old, given[name]) if isinstance(old := defaults[name], dict) and isinstance(given[name], dict)
            else given[name] for name in defaults.keys() & given.keys()}
    return defaults | given | both


def _validated(model: type[AnyModel], table: str, text: str, report: Report) -> AnyModel:
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        told = table != "settings"  # settings say nothing about anybody
        guide = "`triagering schema triage`" if told else "docs/triage.md"
        report.add_invalid(Entry(table, "", "", {}, private=told, guide=guide), error, names_in(model))
        raise InputError(report.issues) from None
