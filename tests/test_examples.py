"""The example of a planner's day runs as written, and what it says about pins, vetoes and re-planning is true."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from triagering import check
from triagering.models import Plan

SCRIPT = Path(__file__).parents[1] / "examples" / "plan_a_day.py"


@pytest.fixture(scope="module")
def ran() -> dict[str, Any]:
    """Run the script with short searches; give what it leaves behind."""
    names: dict[str, Any] = {"__file__": str(SCRIPT)}
    source = SCRIPT.read_text(encoding="utf-8")
    exec(compile(source.replace("SECONDS = 5\n", "SECONDS = 0.5\n"), str(SCRIPT), "exec"), names)
    assert names["SECONDS"] == 0.5
    return names


def places(plan: Plan) -> set[tuple[str, str, int]]:
    """Say who comes to which visit and when."""
    return {(stop.id, route.carer, stop.start) for route in plan.routes for stop in route.stops if stop.id != "break"}


@pytest.mark.parametrize("name", ["free", "calm"])
def test_pin_and_veto_are_kept(ran: dict[str, Any], name: str) -> None:
    plan = ran[name].plan
    assert check(ran["decided"], plan).valid
    assert ("v0040", "c02", 510) in places(plan)
    visits = {visit.id for visit in ran["day"].visits if visit.citizen == "z017"}
    assert not [visit for visit, carer, _ in places(plan) if visit in visits and carer == ran["unwanted"]]


def test_what_is_held_stays_where_it_was(ran: dict[str, Any]) -> None:
    before = {place for place in places(ran["first"].plan) if place[0] not in ran["loose"]}
    assert len(before) > 20
    assert before <= places(ran["calm"].plan)


def test_cells_can_be_opened_as_a_notebook() -> None:
    source = SCRIPT.read_text(encoding="utf-8")
    text = [block for block in source.split("# %%")[1:] if block.startswith(" [markdown]")]
    assert len(text) >= 5
    assert all(line.startswith("#") for block in text for line in block.strip().splitlines()[1:] if line)
