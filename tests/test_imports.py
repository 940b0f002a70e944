"""Names are where users look for them, and looking costs little."""

import ast
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import triagering
import triagering.evaluation
import triagering.io

PUBLIC = [
    "AgreedTask", "ColourDecision", "Day", "Definition", "History", "InputError", "InternalError", "Issue", "Kpis",
    "MissingExtraError", "Plan", "Prices", "Progress", "Report", "Result", "Rule", "Settings", "Status", "Term",
    "TriageColour", "TriageringError", "alternatives", "board_frame", "changes_text", "check", "check_week",
    "compare_periods", "compare_plans", "day_at", "day_from_frames", "day_from_json", "day_schema",
    "day_to_frames", "describe_result", "describe_week", "distinct_carers", "effects_text", "evaluate",
    "evaluate_period", "evaluate_week", "explain", "explanation_text", "find_exchanges", "find_notices",
    "generate_day", "generate_days", "hold_meeting", "left_out", "left_out_text", "notices_text", "plan_day",
    "plan_schema", "plan_to_frame", "plan_week",
    "read_day", "read_meeting", "read_plan", "read_planned_week", "read_result", "read_score_table",
    "read_triage_input", "read_triage_settings", "read_uhhc", "read_week", "replan_day", "replan_week",
    "run_lists", "run_lists_html", "simulate", "split_day", "triage", "triage_board", "triage_board_html",
    "triage_schema", "uhhc_solution", "uhhc_total", "week_board", "week_html", "with_history", "write_day",
    "write_meeting", "write_plan", "write_triage", "write_week",
]
"""What programs may rely on; CONTRIBUTING.md says how a name goes."""
HEAVY = ("ortools", "numba", "pandas", "networkx", "duckdb", "pyarrow", "matplotlib")


def imported_by(code: str) -> set[str]:
    """Give the top-level packages that a fresh interpreter has loaded after some code."""
    code += "\nimport sys; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("code", [
    "import triagering",
    "from triagering import InputError, Day, Plan",
    "import triagering.cli.app",
    "import triagering.io, triagering.models, triagering.triage",
])
def test_nothing_heavy_is_loaded_before_it_is_needed(code: str) -> None:
    assert not imported_by(code) & set(HEAVY)


@pytest.mark.parametrize("package", [triagering, triagering.io, triagering.evaluation])
def test_every_public_name_is_there(package: ModuleType) -> None:
    assert all(getattr(package, name) is not None for name in package.__all__)


def test_no_public_name_comes_or_goes_unnoticed() -> None:
    assert triagering.__all__ == PUBLIC


def test_planning_loads_no_model_of_what_it_does_not_do() -> None:
    code = "import triagering.planning, triagering.io.days, triagering.io.runlist, triagering.io.outcome, sys; " \
           "print(*sorted(name for name in sys.modules if name.startswith('triagering.models')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "triagering.models.plan" in done.stdout.split()
    assert "triagering.models.triage_settings" not in done.stdout.split()


@pytest.mark.parametrize("package", [triagering, triagering.io])
def test_type_checkers_and_programs_see_the_same_names(package: ModuleType) -> None:
    tree = ast.parse(Path(str(package.__file__)).read_text(encoding="utf-8"))
    static = {(node.module, alias.name) for block in tree.body if isinstance(block, ast.If)
              for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert static == {(module, name) for module, names in package._NAMES.items() for name in names}


def test_public_names_are_listed_and_unknown_ones_are_missed_as_usual() -> None:
    assert set(triagering.__all__) <= set(dir(triagering))
    with pytest.raises(AttributeError, match="plan_year"):
        _ = triagering.plan_year
