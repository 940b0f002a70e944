"""The recipe of docs/replanning.md runs as written, and changes nothing that has begun."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from triagering import check
from triagering.models import Day, TimeWindow

ROOT = Path(__file__).parents[1]
CODE = re.search(r"```python\n(.*?)```", (ROOT / "docs" / "replanning.md").read_text(encoding="utf-8"), re.DOTALL)[1]


def narrowed(day: Day, id_: str, start: int) -> Day:
    """Let a visit begin at no other time."""
    only = TimeWindow(earliest_start=start, agreed_start=start, latest_start=start)
    made: Day = day.replace(visits=tuple(
        visit.replace(windows=(only,)) if visit.id == id_ else visit for visit in day.visits))
    return made


@pytest.fixture(scope="module")
def ran() -> dict[str, Any]:
    """Run the recipe with a fixed effort, on a day that leaves who goes home no other start than the planned one."""
    names: dict[str, Any] = {"narrowed": narrowed}
    source = CODE.replace("seconds=5", "effort=2000, workers=1").replace('"examples/', f'"{ROOT}/examples/')
    source = source.replace("begun[last] =", "day = narrowed(day, last, begun[last][0][1])\nbegun[last] =")
    assert "narrowed" in source
    exec(compile(source, "replanning.md", "exec"), names)
    return names


def test_what_has_begun_is_planned_as_it_was(ran: dict[str, Any]) -> None:
    plan, begun = ran["again"].plan, ran["begun"]
    assert check(ran["now"], plan).valid
    assert len(begun) > 15
    assert {visit: set(plan.placed[visit]) for visit in begun} == {visit: set(stops) for visit, stops in begun.items()}
    last = ran["day"].visit_by_id[ran["last"]]
    assert not last.windows[0].holds(begun[last.id][0][1])


def test_nothing_else_begins_before_now_nor_is_with_who_goes_home(ran: dict[str, Any]) -> None:
    placed = ran["again"].plan.placed
    others = [stop for id_ in placed.keys() & ran["day"].visit_by_id.keys() - ran["begun"].keys()
              for stop in placed[id_]]
    assert len(others) > 20
    assert all(start >= ran["NOW"] and carer != ran["SICK"] for carer, start in others)
