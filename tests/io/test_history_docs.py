"""docs/history.md says what each column holds, as the models do."""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum
from pathlib import Path

import pytest

from tests.io.test_data_docs import ROOT, meaning
from triagering.models.history import TABLES, Column, table_columns

HISTORY = (ROOT / "docs" / "history.md").read_text(encoding="utf-8")
KINDS = {int: "minutes", bool: "yes or no", dt.date: "date", str: "id"}


def kind(column: Column) -> str:
    """Give what a column holds, in a word or in all its codes."""
    if issubclass(column.kind, StrEnum):
        return ", ".join(f"`{code}`" for code in column.kind)
    return "time" if column.is_time else KINDS[column.kind]


def described(table: str) -> str:
    """Give the table of columns that the docs must hold."""
    lines = [f"| `{table}` | kind | default | meaning |", "|---|---|---|---|"]
    for column in table_columns(table):
        mark = " (required)" if column.required else ""
        default = "" if column.default is None else " no" if column.default is False else f" {column.default}"
        lines.append(f"| `{column.name}`{mark} | {kind(column)} |{default} | {meaning(TABLES[table], column.name)} |")
    return "\n".join(lines)


@pytest.mark.parametrize("table", TABLES)
def test_every_table_of_a_history_is_described_column_by_column(table: str) -> None:
    assert described(table) + "\n" in HISTORY, f"docs/history.md should hold\n{described(table)}"


def test_the_first_code_of_the_page_runs_as_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(compile(re.findall(r"```python\n(.*?)```", HISTORY, re.DOTALL)[0], "history.md", "exec"), names)
    assert (names["history"].known(names["day"].date)["carer"].nunique()) > 1
    assert names["day"].acquaintances
