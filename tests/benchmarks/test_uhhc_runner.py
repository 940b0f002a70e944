"""The benchmark runner continues where it stopped and sums up honestly."""

import importlib.util
import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

import triagering
from triagering.models import Plan

ROOT = Path(__file__).parents[2]
JUDGE = """
from types import SimpleNamespace
def check(instance, solution):
    return SimpleNamespace(total=len(instance["patients"]) * 100.0, valid=not instance["metadata"].get("broken"))
"""


@pytest.fixture
def runner(monkeypatch):
    spec = importlib.util.spec_from_file_location("uhhc_runner", ROOT / "benchmarks" / "uhhc_runner.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "uhhc_runner", module)
    spec.loader.exec_module(module)
    sys.modules.pop("uhhc_check", None)
    yield module
    sys.modules.pop("uhhc_check", None)


@pytest.fixture
def folder(tmp_path):
    """A benchmark of one set with two instances and a judge of its own."""
    (tmp_path / "uhhc" / "tiny").mkdir(parents=True)
    for name in ("lunch", "ends"):
        shutil.copy(ROOT / "tests" / "data" / "uhhc" / f"{name}.json", tmp_path / "uhhc" / "tiny")
    (tmp_path / "uhhc_check.py").write_text(JUDGE, encoding="utf-8")
    (tmp_path / "best_known.csv").write_text(
        "set,instance,patients,carers,best_known\ntiny,lunch,3,3,250\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def planned(monkeypatch):
    """Days that were planned, by a planner who leaves everything out."""
    days = []

    def plan_day(day, *, seconds, seed, workers, prove):
        days.append((day, seconds, seed, workers))
        return SimpleNamespace(plan=Plan())

    monkeypatch.setitem(vars(triagering), "plan_day", plan_day)
    return days


class OneProcess:
    """Runs at once, here, what would be run in other processes."""

    def __init__(self, max_workers):
        self.max_workers = max_workers

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    @staticmethod
    def submit(function, job):
        from concurrent.futures import Future
        future = Future()
        try:
            future.set_result(function(job))
        except RuntimeError as error:
            future.set_exception(error)
        return future


@pytest.fixture
def run(runner, folder, monkeypatch):
    monkeypatch.setattr(runner, "ProcessPoolExecutor", OneProcess)
    return lambda *more: runner.main(["--instances", str(folder), "--out", str(folder / "out.csv"), *more])


def row(runner, **changed):
    made = runner.Row("tiny", "lunch", 3, 3, 1, 20.0, 1, 19.5, 300.0, True, 250.0, 0.2)
    return replace(made, **changed)


def test_each_instance_and_seed_is_one_row_with_its_gap(run, runner, folder, planned):
    assert run("--seeds", "1", "2", "--seconds", "5", "--workers", "3") == 0
    rows = runner.read_rows(folder / "out.csv")
    assert sorted(r.key for r in rows) == [
        ("tiny", name, seed, 5.0, 3) for name in ("ends", "lunch") for seed in (1, 2)]
    assert {(r.instance, r.total, r.gap) for r in rows} == {("ends", 300.0, None), ("lunch", 300.0, 0.2)}
    assert {(seconds, workers) for _, seconds, _, workers in planned} == {(5.0, 3)}


def test_rows_that_are_there_are_not_run_again(run, planned, folder):
    run("--match", "lunch")
    run()
    assert len(planned) == 2
    assert len((folder / "out.csv").read_text(encoding="utf-8").splitlines()) == 3


def test_another_time_limit_is_another_run(run, planned):
    run("--match", "lunch", "--seconds", "5")
    run("--match", "lunch", "--seconds", "6")
    assert len(planned) == 2


def test_an_invalid_plan_is_a_row_and_a_bad_exit_code(run, runner, folder, planned, capsys):
    path = folder / "uhhc" / "tiny" / "ends.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"name"', '"broken": true, "name"'), encoding="utf-8")
    assert run() == 1
    assert {r.instance: r.valid for r in runner.read_rows(folder / "out.csv")} == {"lunch": True, "ends": False}
    assert "INVALID" in capsys.readouterr().out


def test_a_run_that_fails_leaves_no_row_and_the_others_go_on(run, runner, folder, monkeypatch, capsys):
    def plan_day(day, **_):
        if len(day.carers) == 3 and day.settings.wait_before_first:
            raise ZeroDivisionError
        return SimpleNamespace(plan=Plan())

    monkeypatch.setitem(vars(triagering), "plan_day", plan_day)
    assert run() == 1
    assert [r.instance for r in runner.read_rows(folder / "out.csv")] == ["lunch"]
    assert "tiny/ends seed 1: ZeroDivisionError()" in capsys.readouterr().err


@pytest.mark.usefixtures("planned")
def test_solutions_are_kept_on_request(run, folder):
    run("--match", "lunch", "--solutions", str(folder / "kept"))
    kept = json.loads((folder / "kept" / "tiny" / "lunch-1.json").read_text(encoding="utf-8"))
    assert kept["routes"][0]["locations"][0]["service"] == "lunch_break"


def test_the_best_total_of_earlier_valid_runs_counts_as_best_known(runner, folder):
    earlier = folder / "earlier.csv"
    runner.append(earlier, row(runner, total=240.0))
    runner.append(earlier, row(runner, total=1.0, valid=False))
    runner.append(earlier, row(runner, instance="ends", total=70.0, best_known=None, gap=None))
    assert runner.read_best_known([folder / "best_known.csv", earlier]) == {
        ("tiny", "lunch"): 240.0, ("tiny", "ends"): 70.0}


def test_the_summary_counts_only_valid_plans_and_forgives_rounding(runner):
    table = runner.summary([
        row(runner, total=250.001, gap=0.000004), row(runner, seed=2), row(runner, seed=3, total=1.0, valid=False),
        row(runner, set="none", best_known=None, gap=None)])
    assert table.splitlines()[2:] == [
        "| none | 1 | 1 | 300.0 | - | - | - |", "| tiny | 3 | 2 | 275.0 | 10.00 % | 20.00 % | 1 of 2 |"]
