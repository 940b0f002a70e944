"""A proof beside the search: what is left once its parts are proven."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from tests.builders import day, visit
from triagering import check, generate_day, plan_day
from triagering.solver import apart, bound, prover
from triagering.solver.bound.pricing import Pricer
from triagering.solver.compiled import compile_day
from triagering.solver.search.driver import Found, Search
from triagering.solver.solution import UNPLANNED, Solution

DAY = compile_day(generate_day(visits=6, carers=2, seed=1))


def _found() -> Found:
    return Search(DAY, seed=1, workers=1).run(0.0, effort=200)


def _proven(found: Found, parts: int, whole: int | None, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], Any]:
    """Give which proofs were asked, and what came out, where these are their bounds."""
    asked = list[str]()

    def said(name: str, cost: int | None) -> Any:
        def prove(*_: object, **__: object) -> tuple[Any, int | None]:
            asked.append(name)
            return found.solution, cost
        return prove

    monkeypatch.setattr(prover, "QUICK", 0)
    monkeypatch.setattr(apart, "prove_apart", said("parts", parts))
    monkeypatch.setattr(bound, "prove_by_columns", said("whole", whole))
    made = prover.Prover(DAY, found, apart=True)
    made.start(20.0)
    return asked, made.finish(20.0, threading.Event())


@pytest.mark.parametrize(("whole", "proven"), [(12, 12), (8, 10), (0, 10), (None, 10)])
def test_what_parts_leave_open_is_proven_of_the_whole(
    whole: int | None, proven: int, monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked, result = _proven(_found(), 10, whole, monkeypatch)
    assert asked == ["parts", "whole"]
    assert result is not None
    assert result[1] == proven


def test_what_parts_prove_in_full_is_not_proven_again(monkeypatch: pytest.MonkeyPatch) -> None:
    found = _found()
    assert found.price is not None
    asked, result = _proven(found, found.price, None, monkeypatch)
    assert asked == ["parts"]
    assert result is not None
    assert result[1] == found.price


def test_what_is_proven_by_then_is_given_although_the_proof_cannot_be_interrupted(
        monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = compile_day(generate_day(visits=30, carers=4, seed=3, meetings=False))
    known, go_on = threading.Event(), threading.Event()
    told, label = list[int](), Pricer.label

    def slow(self: Pricer, *given: Any, **named: Any) -> tuple[int, int]:
        if told:
            known.set()
            go_on.wait(60)
        return label(self, *given, **named)

    class Told(prover.Prover):
        def __setattr__(self, name: str, value: Any) -> None:
            super().__setattr__(name, value)
            if name == "result" and value is not None and value[1]:
                told.append(value[1])

    monkeypatch.setattr(Pricer, "label", slow)
    made = Told(compiled, Search(compiled, seed=1, workers=1).run(0.0, effort=1), apart=False)
    made.start(60.0)
    assert known.wait(60)
    result = made.finish(0.0, threading.Event())
    assert not made.done.is_set()
    go_on.set()
    assert result is not None
    assert result[1] == told[-1] > 0


def _left(compiled: Any, *out: str) -> Solution:
    """Give a plan, of no times, that plans all but these visits."""
    jobs = tuple(job for job in range(compiled.n_jobs) if compiled.units[int(compiled.jobs.unit[job])] not in out)
    return Solution((jobs,), tuple(0 if job in jobs else UNPLANNED for job in range(compiled.n_jobs)), (None,))


def test_what_was_proven_of_other_plans_is_not_said_of_one_that_leaves_out_less(
        monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = compile_day(day([visit("v1", priority=1), *(visit(f"v{n}", priority=2) for n in (2, 3, 4))]))
    first, second, third = _left(compiled, "v1"), _left(compiled, "v2", "v3", "v4"), _left(compiled, "v2", "v3")
    found, coming = Found(first, 0), iter([(second, 40), (third, None), (third, 1)])

    def prove(_: object, plan: Solution, *__: object, **___: object) -> tuple[Solution, int | None]:
        found.solution, bound = next(coming)
        return plan, bound

    monkeypatch.setattr(bound, "prove_by_columns", prove)
    made = prover.Prover(compiled, found, apart=False)
    made.start(20.0)
    assert made.finish(20.0, threading.Event()) == (third, 1)


def test_a_plan_is_kept_whatever_becomes_of_its_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(bound, "prove_by_columns", fail)
    monkeypatch.setattr(apart, "prove_apart", fail)
    made = generate_day(visits=30, carers=3, seed=1)
    result = plan_day(made, seconds=2)
    assert result.info["proof_ended_by"] == "MemoryError"
    assert check(made, result.plan).valid
