"""A proof beside the search: what is left once its parts are proven."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any

import pytest

from tests.builders import carer, day, free, visit
from triagering import InternalError, check, generate_day, plan_day
from triagering.solver import apart, bound, prover
from triagering.solver.bound.pricing import Pricer
from triagering.solver.compiled import compile_day
from triagering.solver.exact import retime
from triagering.solver.search.driver import Found, Search
from triagering.solver.solution import UNPLANNED, Solution

DAY = compile_day(generate_day(visits=6, carers=2, seed=1))


def _found() -> Found:
    return Search(DAY, seed=1, workers=1).run(0.0, effort=200)


def _proven(
    found: Found, parts: int | None, whole: int | None, monkeypatch: pytest.MonkeyPatch,
) -> tuple[list[str], Any]:
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


def test_a_day_is_not_proven_as_a_whole_if_no_part_is(monkeypatch: pytest.MonkeyPatch) -> None:
    found = _found()
    assert _proven(found, None, 12, monkeypatch) == (["parts"], (found.solution, None))


def test_a_better_plan_of_the_parts_is_the_one_that_is_proven_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = compile_day(day([visit("v1"), visit("v2")], [carer("c1")], prices=free(travel=10)))
    mine, better = (retime(compiled, Solution((jobs,), starts, (None,))).solution for jobs, starts in (
        ((0,), (480, UNPLANNED)), ((0, 1), (480, 510))))
    assert mine is not None
    assert better is not None
    told = list[Any]()

    def whole(_: object, plan: Solution, *__: object, **told_of: Any) -> tuple[Solution, int]:
        told_of["tell"](3)
        told.append(made.result)
        return plan, 0 if told_of["stop"]() else 8

    monkeypatch.setattr(prover, "QUICK", 0)
    monkeypatch.setattr(apart, "prove_apart", lambda *_, **__: (better, 5))
    monkeypatch.setattr(bound, "prove_by_columns", whole)
    made = prover.Prover(compiled, Found(mine, 0), apart=True)
    made.start(20.0)
    assert made.finish(20.0, threading.Event()) == (better, 8)
    assert told == [(better, 5)]


@pytest.mark.parametrize(("apart_", "quick", "tied", "links"), [
    (True, -1, 0, [True]), (True, -1, -1, [False]), (True, 0, 0, []), (False, -1, 0, [])])
def test_larger_days_are_proven_in_parts_which_links_tie_in_smaller_ones_only(
        apart_: bool, quick: int, tied: int, links: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    asked, found = list[bool](), _found()

    def prove(*_: object, **given: Any) -> tuple[Solution, None]:
        asked.extend(value for name, value in given.items() if name == "links")
        assert given["columns"] == found.columns != {}
        return given["latest"](), None

    monkeypatch.setattr(prover, "QUICK", DAY.n_jobs + quick)
    monkeypatch.setattr(prover, "TIED", DAY.n_jobs + tied)
    monkeypatch.setattr(apart, "prove_apart", prove)
    monkeypatch.setattr(bound, "prove_by_columns", prove)
    made = prover.Prover(DAY, found, apart=apart_)
    made.start(20.0)
    assert made.finish(20.0, threading.Event()) == (found.solution, None)
    assert asked == links


@pytest.mark.parametrize("seconds", [0.0, 20.0])
def test_a_proof_is_told_to_stop_when_its_time_is_up_or_it_is_cancelled(
        seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    found, cancel, never = _found(), threading.Event(), threading.Event()

    def prove(*_: object, **given: Any) -> tuple[Solution, int]:
        looks = sum(not (given["stop"]() or never.wait(0.05)) for _ in range(100))
        return found.solution, 7 if looks < 100 else 0

    monkeypatch.setattr(bound, "prove_by_columns", prove)
    made = prover.Prover(DAY, found, apart=False)
    made.start(20.0)
    if seconds:
        cancel.set()
    made.finish(seconds, cancel)
    assert made.done.wait(20.0)
    assert made.result == (found.solution, 7)


def test_a_promise_that_the_proof_is_about_to_break_is_heard_of(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise InternalError("the model is malformed")

    monkeypatch.setattr(bound, "prove_by_columns", fail)
    made = prover.Prover(DAY, _found(), apart=False)
    made.start(20.0)
    with pytest.raises(InternalError):
        made.finish(20.0, threading.Event())


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


def _proven_while_heard(compiled: Any, first: Solution, said: Iterable[tuple[Solution, int | None]],
                        monkeypatch: pytest.MonkeyPatch) -> Any:
    """Prove a plan while the search finds others: what it has found when each proof ends, with what that proved."""
    found, coming = Found(first, 0), iter(said)

    def prove(_: object, plan: Solution, *__: object, **___: object) -> tuple[Solution, int | None]:
        found.solution, proven = next(coming)
        return plan, proven

    monkeypatch.setattr(bound, "prove_by_columns", prove)
    made = prover.Prover(compiled, found, apart=False)
    made.start(20.0)
    return made.finish(20.0, threading.Event())


def test_what_was_proven_of_other_plans_is_not_said_of_one_that_leaves_out_less(
        monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = compile_day(day([visit("v1", priority=1), *(visit(f"v{n}", priority=2) for n in (2, 3, 4))]))
    first, second, third = _left(compiled, "v1"), _left(compiled, "v2", "v3", "v4"), _left(compiled, "v2", "v3")
    said = (second, 40), (third, None), (third, 1)
    assert _proven_while_heard(compiled, first, said, monkeypatch) == (third, 1)


def test_what_was_proven_of_plans_that_leave_out_no_more_holds_for_all_that_leave_out_less(
        monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = compile_day(day([visit(f"v{n}") for n in (1, 2, 3, 4)]))
    plans = [_left(compiled, *out) for out in (("v1", "v2", "v3"), ("v1", "v2"), ("v1",))]
    said = (plans[1], 40), (plans[2], None), (plans[2], 30)
    assert _proven_while_heard(compiled, plans[0], said, monkeypatch) == (plans[2], 40)


def test_a_plan_is_kept_whatever_becomes_of_its_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(bound, "prove_by_columns", fail)
    monkeypatch.setattr(apart, "prove_apart", fail)
    made = generate_day(visits=30, carers=3, seed=1)
    result = plan_day(made, seconds=2)
    assert result.info["proof_ended_by"] == "MemoryError"
    assert check(made, result.plan).valid
