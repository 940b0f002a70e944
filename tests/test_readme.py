"""The README tells the truth: its commands parse, its code runs, and the gate runs its tests."""

import contextlib
import io
import re
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from triagering.cli.app import app

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CODE = re.search(r"```python\n(.*?)```", README, re.DOTALL)[1]
OUTPUT = re.search(r"```text\n(.*?)```", README, re.DOTALL)[1]
PLAN, TEST = re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)


def test_the_essentials_are_in_the_first_forty_lines() -> None:
    first = "\n".join(README.splitlines()[:40])
    for essential in (PLAN, TEST, CODE, OUTPUT, "decides nothing about people"):
        assert essential in first


def test_the_code_runs_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(CODE.replace("seconds=5", "seconds=1"), "README.md", "exec"), {})
    fixed = [line for line in OUTPUT.splitlines() if line and not line.startswith((" ", "…"))]
    assert len(fixed) >= 3
    assert set(fixed) <= set(printed.getvalue().splitlines())


def test_the_planning_command_is_one_that_the_program_understands() -> None:
    command, *arguments = PLAN.partition(".venv/bin/triagering ")[2].split()
    assert command == "plan"
    assert (ROOT / arguments[0]).exists()
    help_ = CliRunner().invoke(app, [command, "--help"]).stdout
    assert all(option in help_ for option in arguments if option.startswith("-"))


def test_the_test_command_installs_what_the_tests_need() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    wanted = re.search(r"\.\[(\w+)\]", TEST)[1]
    assert any(requirement.startswith("pytest") for requirement in extras[wanted])


def test_the_gate_takes_its_test_command_from_here() -> None:
    gate = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    pattern = re.search(r"grep -m 1 -E '([^']+)' README\.md", gate)[1]
    assert re.search(pattern, README, re.MULTILINE)[0] == TEST
