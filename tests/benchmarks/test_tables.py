"""The tables of scale and ablation say only what the rows say."""

import sys
from types import SimpleNamespace

import pytest

from benchmarks import ablation, promises, scale
from triagering.solver.engine import LAYERS


def scale_row(**changed):
    made = {"visits": 60, "carers": 6, "seed": 1, "seconds": 10.0, "made": 0.1, "used": 10.2, "cpu": 19.0,
            "memory": 300, "first": 0.4, "left_out": 0, "cost": 1000, "bound": 900, "kind": "cp-sat", "gap": 0.1}
    return scale.Row(**(made | changed))


def test_a_gap_is_shown_only_where_every_seed_has_a_bound():
    text = scale.table([scale_row(), scale_row(seed=2, gap=0.3, cost=3000), scale_row(visits=400),
                        scale_row(visits=400, seed=2, bound=None, kind="", gap=None)])
    assert text.splitlines()[2:] == [
        "| 60 | 6 | 2 | 10 | 10.2 | 0.4 | 300 | 0 | 2000 | cp-sat | 20.0 % |",
        "| 400 | 6 | 2 | 10 | 10.2 | 0.4 | 300 | 0 | 1000 | - | - |"]


def test_a_size_that_cannot_be_planned_is_reported_and_the_others_go_on(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(scale, "measure", lambda visits, *_: scale_row() if visits == 60 else None)
    assert scale.main(["--sizes", "60", "70", "--out", str(tmp_path / "rows.csv")]) == 1
    assert "| 60 | 6 | 1 | 10 |" in capsys.readouterr().out
    assert len((tmp_path / "rows.csv").read_text(encoding="utf-8").splitlines()) == 2


def ablation_row(stack, cost, seed=1, left=(0,)):
    return ablation.Row(60, seed, stack, (left, cost), True, 1.0)


def test_a_stack_is_held_against_the_best_plan_of_the_day_and_loses_by_leaving_out():
    text = ablation.table([ablation_row("search", 110), ablation_row("+ parts", 100),
                           ablation_row("search", 200, seed=2), ablation_row("+ parts", 50, seed=2, left=(1,))])
    assert text.splitlines()[2] == "| 60 | 2 | 1.0500 (1) | 1.0000 (1) |"


def test_stacks_grow_by_one_layer_up_to_everything_that_the_engine_has():
    stacks = list(ablation.STACKS.values())
    assert [len(stack) for stack in stacks] == list(range(1, len(stacks) + 1))
    assert stacks[-1] == LAYERS


@pytest.mark.parametrize(("times", "kept"), [
    ([(42, 30, "compiling"), (3.9, 2, ""), (4.5, 2, "")], True),
    ([(44, 30, "compiling"), (3, 2, ""), (3, 2, "")], False),
    ([(30, 30, "compiling"), (4.1, 2, ""), (4.2, 2, "")], False),
    ([(30, 30, ""), (3, 2, ""), (3, 2, "")], False),
    ([(30, 30, "compiling"), (3, 2, "compiling"), (3, 2, "")], False),
])
def test_a_slow_start_is_a_promise_not_kept(monkeypatch, tmp_path, times, kept):
    answers = iter(times)
    monkeypatch.setattr(promises, "_cli", lambda *_: next(answers))
    assert promises.cold_start(tmp_path) is kept


def test_plans_that_differ_are_a_promise_not_kept(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(sys, "executable", "/bin/echo")  # prints its arguments, the same ones twice
    assert promises.repeats(tmp_path, [10])
    monkeypatch.setattr(promises.subprocess, "run", lambda *_, env, **__: SimpleNamespace(stdout=env["PYTHONHASHSEED"]))
    assert not promises.repeats(tmp_path, [10])
    assert "| 10 | DIFFERENT |" in capsys.readouterr().out
