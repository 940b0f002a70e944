"""What a day is worth depends neither on the order of its rows nor on the ids in them."""

from __future__ import annotations

import json
import re
from random import Random
from typing import Any

import pytest

from tests.seeds import seeds
from tests.solver.exact.random_days import random_day
from triagering.evaluation import check
from triagering.models import Day
from triagering.solver.compiled import compile_day
from triagering.solver.exact import ExactStatus, solve_day_exact
from triagering.solver.export import to_plan


def renamed(made: Day) -> Day:
    """Give the same day with other ids, of which the first in order were the last."""
    text = made.model_dump_json(by_alias=True)
    return Day.model_validate_json(re.sub(r'"([aclnsvz])(\d+)"', lambda id_: f'"{id_[1]}x{99 - int(id_[2])}"', text))


def shuffled(made: Day, seed: int) -> Day:
    """Give the same day with the rows of all tables in another order, those of its places too."""
    rng = Random(seed)
    doc: dict[str, Any] = json.loads(made.model_dump_json(by_alias=True))
    for table in ("citizens", "carers", "shifts", "visits", "activities", "links", "pins", "acquaintances"):
        rng.shuffle(doc[table])
    for name in ("districts", "miniteams"):
        rng.shuffle(doc["municipality"][name])
    order = rng.sample(range(len(made.travel.places)), len(made.travel.places))
    doc["travel"] = {"places": [made.travel.places[place] for place in order], "minutes": {
        mode: [[rows[a][b] for b in order] for a in order] for mode, rows in made.travel.minutes.items()}}
    return Day.model_validate_json(json.dumps(doc))


def worth(made: Day) -> tuple[tuple[int, ...], int]:
    """Give what the best plan, proven so, leaves out class by class and costs."""
    compiled = compile_day(made)
    found = solve_day_exact(compiled, 60.0, workers=1)
    assert found.status is ExactStatus.OPTIMAL
    assert found.solution is not None
    return check(made, to_plan(compiled, found.solution)).order


@pytest.mark.parametrize("seed", seeds(3, 20))
def test_a_day_is_worth_the_same_whatever_the_order_and_names_of_its_rows(seed: int) -> None:
    made = random_day(seed, visits=6)
    best, other = worth(made), renamed(made)
    assert other.visit_by_id.keys().isdisjoint(made.visit_by_id)
    assert worth(other) == best
    assert worth(shuffled(made, seed)) == best
