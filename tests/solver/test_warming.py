"""Compiling once: what is compiled ahead, what is kept, and that stale machine code never runs."""

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numba
import pytest
from numba.core.registry import CPUDispatcher

import triagering
from tests.builders import carer, day, pause, shift, visit
from triagering import generate_day, plan_day
from triagering.solver import kernels, warming
from triagering.solver.bound import prove_by_columns
from triagering.solver.compiled import compile_day
from triagering.solver.search.driver import Search

SOURCE = """
import numpy as np

from triagering.solver.kernels import inner, kernel

@inner
def double(x):
    return 2 * x

@kernel
def quadruple(x):
    return double(np.int32(double(x))) + double(0)
"""


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Import a module of two kernels anew, its machine code kept in a folder of its own."""
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path / "kept"))
    monkeypatch.setattr(kernels, "_kernels", [])
    file = tmp_path / "sums.py"
    file.write_text(SOURCE, encoding="utf-8")

    def anew() -> ModuleType:
        spec = importlib.util.spec_from_file_location("sums", file)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, "sums", module)
        spec.loader.exec_module(module)
        return module

    return anew


def test_a_kernel_is_compiled_once_and_then_loaded(load: Any) -> None:
    first = load()
    assert not kernels.all_compiled()
    assert first.quadruple(3) == 12
    kernels._kernels.clear()
    second = load()
    assert kernels.all_compiled()
    assert second.quadruple(3) == 12
    assert sum(second.quadruple.stats.cache_hits.values()) == 1


def test_machine_code_made_of_other_sources_is_not_used(load: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    load().quadruple(3)
    monkeypatch.setattr(kernels, "_MADE_OF", b"something else")
    kernels._kernels.clear()
    later = load()
    assert not kernels.all_compiled()
    assert later.quadruple(3) == 12
    assert not later.quadruple.stats.cache_hits


def test_every_byte_of_every_source_of_kernels_counts(tmp_path: Path) -> None:
    file = tmp_path / "search" / "columns.py"
    file.parent.mkdir()
    assert kernels.fingerprint(tmp_path) is None
    file.write_text("A, B = range(2)\n", encoding="utf-8")
    before = kernels.fingerprint(tmp_path)
    assert before == kernels.fingerprint(tmp_path)
    file.write_text("B, A = range(2)\n", encoding="utf-8")
    swapped = kernels.fingerprint(tmp_path)
    (tmp_path / "bound").mkdir()
    (tmp_path / "bound" / "plain.py").write_text("C = 1\n", encoding="utf-8")
    assert kernels.fingerprint(tmp_path) == swapped
    (tmp_path / "bound" / "more.py").write_text(SOURCE, encoding="utf-8")
    assert len({before, swapped, kernels.fingerprint(tmp_path)}) == 3


def test_kernels_are_made_of_nothing_else() -> None:
    root = Path(triagering.__file__).parent / "solver"
    used = set()
    for file in [*(root / "search").glob("*.py"), *(root / "bound").glob("*.py")]:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        home = {alias.asname or alias.name: node.module for node in tree.body if isinstance(node, ast.ImportFrom)
                for alias in node.names}
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and "triagering.solver.kernels" in {
                    home.get(getattr(one, "id", "")) for one in node.decorator_list}:
                used |= {home[name.id] for line in node.body for name in ast.walk(line)
                         if isinstance(name, ast.Name) and name.id in home}
    counted = {"triagering.solver." + name.removesuffix(".py").replace("/", ".") for name in kernels.made_of(root)}
    assert "triagering.solver.search.columns" in used
    assert used <= counted
    assert "triagering.solver.search.arrays" in counted


def test_without_a_place_to_write_kernels_are_compiled_in_each_process(
        load: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(_kernel: Any) -> None:
        raise RuntimeError("cannot cache function: no locator available")

    monkeypatch.setattr(CPUDispatcher, "enable_caching", nowhere)
    assert load().quadruple(3) == 12
    assert not kernels.kept_on_disk()
    assert warming._other_process() is None


def test_a_kernel_for_kernels_cannot_be_called_from_python(load: Any) -> None:
    module = load()
    module.quadruple(3)
    with pytest.raises(TypeError, match="double is called by kernels only"):
        module.double(3)


def test_a_kernel_for_kernels_is_made_once_for_all_widths_and_constants(load: Any) -> None:
    module = load()
    assert module.quadruple(3) == 12
    assert len(module.double.signatures) == 1


def test_whatever_the_day_nothing_is_compiled_a_second_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming, "_other_process", lambda: None)
    warming.warm_up()
    assert kernels.all_compiled()
    plan_day(generate_day(visits=25, carers=3, seed=2), effort=50, workers=1)
    rich = compile_day(day([visit(f"v{n}") for n in range(3)], [carer("c1"), carer("c2")],
                           shifts=[shift("c1", break_=pause()), shift("c2")]))
    found = Search(rich, workers=1).run(0.0, effort=50)
    prove_by_columns(rich, found.solution, 5.0)
    assert {kernel.__name__: len(kernel.signatures) for kernel in kernels._kernels} == {
        kernel.__name__: 1 for kernel in kernels._kernels}


@pytest.mark.parametrize("code", ["raise SystemExit(1)", "import time; time.sleep(60)"])
def test_what_another_process_does_not_compile_is_compiled_here(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    here: list[str] = []
    other = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL)
    monkeypatch.setattr(warming, "PATIENCE", 0.3)
    monkeypatch.setattr(warming, "_other_process", lambda: other)
    monkeypatch.setattr(warming, "warm_loop", lambda: here.append("loop"))
    monkeypatch.setattr(warming, "warm_rest", lambda: here.append("rest"))
    warming.warm_up()
    assert here == ["loop", "rest"]
    assert other.returncode is not None


def test_where_no_python_can_be_started_all_is_compiled_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    assert warming._other_process() is None
    monkeypatch.setattr(sys, "executable", str(tmp_path / "planner.exe"))
    assert warming._other_process() is None
