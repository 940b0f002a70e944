"""A proof beside the search: what is left once its parts are proven."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from triagering import generate_day
from triagering.solver import apart, bound, prover
from triagering.solver.compiled import compile_day
from triagering.solver.search.driver import Search


@pytest.mark.parametrize(("whole", "proven"), [(12, 12), (8, 10), (0, 10), (None, 10)])
def test_what_parts_leave_open_is_proven_of_the_whole(
    whole: int | None, proven: int, monkeypatch: pytest.MonkeyPatch,
) -> None:
    compiled = compile_day(generate_day(visits=6, carers=2, seed=1))
    found = Search(compiled, seed=1, workers=1).run(0.0, effort=200)
    asked = list[str]()

    def said(name: str, cost: int | None) -> Any:
        def prove(*_: object, **__: object) -> tuple[Any, int | None, bool]:
            asked.append(name)
            return found.solution, cost, False
        return prove

    monkeypatch.setattr(prover, "QUICK", 0)
    monkeypatch.setattr(apart, "prove_apart", said("parts", 10))
    monkeypatch.setattr(bound, "prove_by_columns", said("whole", whole))
    made = prover.Prover(compiled, found, apart=True)
    made.start(20.0)
    result = made.finish(20.0, threading.Event())
    assert asked == ["parts", "whole"]
    assert result is not None
    assert result[1] == proven
