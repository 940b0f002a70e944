"""The checker may not learn from what it judges."""

import ast
from pathlib import Path

import pytest

import triagering.evaluation

FILES = sorted(Path(triagering.evaluation.__file__).parent.rglob("*.py"))
ALLOWED = ("triagering.evaluation", "triagering.models", "triagering.errors")
FORBIDDEN = ("ortools", "numba", "triagering.solver", "triagering.planning", "triagering.io", "triagering.triage")


def imported(path):
    """List every module a file names in an import, at any depth; relative imports with their dots."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in {
                "import_module", "__import__"}:
            yield "dynamic import"


def allowed(name):
    own = name.partition(".")[0] in {"triagering", ""}
    if own:
        return any(name == one or name.startswith(one + ".") for one in ALLOWED)
    return name.partition(".")[0] not in {"ortools", "numba"} and name != "dynamic import"


def test_the_modules_of_the_checker_are_found():
    assert {"checker.py", "timetable.py", "coverage.py"} <= {path.name for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_evaluation_imports_models_and_errors_alone(path):
    assert [name for name in imported(path) if not allowed(name)] == []


@pytest.mark.parametrize("name", FORBIDDEN)
@pytest.mark.parametrize("line", ["import {}.x", "from {} import x", "def f():\n    from {}.y import x"])
def test_a_forbidden_import_would_be_noticed(tmp_path, name, line):
    path = tmp_path / "module.py"
    path.write_text(line.format(name), encoding="utf-8")
    assert not all(allowed(found) for found in imported(path))


def test_an_import_through_the_front_door_would_be_noticed(tmp_path):
    path = tmp_path / "module.py"
    path.write_text("from triagering import plan_day, solver\nfrom ..solver import x", encoding="utf-8")
    assert not any(allowed(found) for found in imported(path))
