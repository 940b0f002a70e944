"""docs/data.md and docs/errors.md say what the code does."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from pydantic.fields import FieldInfo

from triagering.io import day_from_frames, day_to_frames, read_day, write_day
from triagering.io.head import setting_kinds
from triagering.io.stops import COLUMNS
from triagering.io.tables import TABLES, Table
from triagering.io.times import Clock
from triagering.models import Settings
from triagering.models.base import Model

ROOT = Path(__file__).parents[2]
DATA = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
ERRORS = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
CLOCK = Clock(date(2026, 3, 2), "Europe/Copenhagen")
OWNERS = {"competences": "Who holds it.", "delegations": "To whom it is delegated."}


def attribute(model: type[Model], path: str) -> FieldInfo:
    """Give what a model says of an attribute, perhaps of one inside another."""
    *outer, last = path.split(".")
    for part in outer:
        model = next(kind for kind in model.model_fields[part + "_"].annotation.__args__ if kind is not type(None))
    return next(field for name, field in model.model_fields.items() if last in (name, field.alias))


def meaning(model: type[Model], path: str) -> str:
    """Give the docstring of an attribute, on one line."""
    return " ".join((attribute(model, path).description or "").split())


def default(table: Table, column: str) -> str:
    """Give what an empty cell means, as one would write it; nothing for nothing."""
    field, kind = attribute(table.model, column), table.columns[column]
    shown = None if field.is_required() or field.default is None else kind.show(field.default, CLOCK)
    if shown is None or isinstance(shown, bool):
        return {None: "", True: "yes", False: "no"}[shown]
    return f"{shown:g}" if isinstance(shown, float) else str(shown)


def described(table: Table) -> str:
    """Give the table of columns that the docs must hold."""
    lines = ["| column | kind | default | meaning |", "|---|---|---|---|"]
    for name, kind in table.columns.items():
        if table.owner and name == table.key:
            lines.append(f"| `{name}` (required) | {kind.name} | | {OWNERS[table.name]} |")
            continue
        inside = "." in name and attribute(table.model, name).is_required()
        mark = " (required)" if name in table.required else " (required with a break)" if inside else ""
        shown = f" {default(table, name)}".rstrip()
        lines.append(f"| `{name}`{mark} | {kind.name} |{shown} | {meaning(table.model, name)} |")
    return "\n".join(lines)


def described_settings() -> str:
    """Give the table of settings that the docs must hold."""
    lines = ["| name | default | meaning |", "|---|---|---|"]
    for name, kind in setting_kinds().items():
        value, model = Settings(), Settings
        for part in name.split("."):
            model, value = type(value), getattr(value, part)
        shown = {True: "yes", False: "no"}[value] if kind.name == "yes or no" else value
        lines.append(f"| `{name}` | {shown} | {meaning(model, name.rpartition('.')[2])} |")
    return "\n".join(lines)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_is_described_column_by_column(table: Table) -> None:
    assert f"### {table.name}.csv" in DATA
    assert described(table) in DATA, f"docs/data.md should hold\n{described(table)}"


def test_every_setting_is_described() -> None:
    assert described_settings() in DATA, f"docs/data.md should hold\n{described_settings()}"


def test_every_column_of_a_plan_is_described() -> None:
    lines = ["| column | meaning |", "|---|---|", *(f"| `{name}` | {said} |" for name, said in COLUMNS.items())]
    assert "\n".join(lines) in DATA


def test_every_attribute_of_a_model_has_a_column() -> None:
    for table in TABLES:
        columns = {name.partition(".")[0] for name in table.columns}
        elsewhere = {owned.into for owned in TABLES if owned.owner == table.name}
        attributes = {field.alias or name for name, field in table.model.model_fields.items()}
        assert attributes - elsewhere == columns - ({table.key} if table.owner else set()), table.name


def test_the_examples_of_the_docs_are_a_day(tmp_path: Path) -> None:
    examples = dict(re.findall(r"^### (\w+)\.csv\n.*?^```\n(.*?)^```", DATA, re.MULTILINE | re.DOTALL))
    assert examples.keys() == {table.name for table in TABLES}
    for name, text in examples.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    day = read_day(tmp_path)
    write_day(day, tmp_path / "again")
    assert read_day(tmp_path / "again") == day == day_from_frames(day_to_frames(day))
    for table in TABLES:
        if table.into and not table.owner:
            assert getattr(day, table.into, None) or getattr(day.municipality, table.into), table.name


def test_every_code_is_documented_and_no_other() -> None:
    documented = re.findall(r"^\| (E\d{3}) \|", ERRORS, re.MULTILINE)
    used = {code for path in (ROOT / "src").rglob("*.py")
            for code in re.findall(r'"(E\d{3})"', path.read_text(encoding="utf-8"))}
    assert len(documented) == len(set(documented))
    assert set(documented) == used


def test_every_code_says_what_to_do() -> None:
    for line in re.findall(r"^\| E\d{3} \|.*", ERRORS, re.MULTILINE):
        code, what, do = (cell.strip() for cell in line.strip("|").split(" | "))
        assert code
        assert what
        assert do.rstrip("|")
