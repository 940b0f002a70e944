"""Tiny days: no order, assignment and break that the checker accepts is better than what the search finds."""

from __future__ import annotations

from itertools import combinations, pairwise, product
from random import Random

import pytest

from tests.builders import carer, citizen, day, pause, plan, shift, visit
from tests.seeds import seeds
from triagering.evaluation import check
from triagering.models import Acquaintance, CarerRelation, Day, Link, Pin, Prices, Shift, Visit
from triagering.planning import plan_day

STEP = 10
"""All times, ways and lengths are multiples of it, so that what begins as early as can be does, too."""
EARLY = {"waiting": 0, "worst_idle": 0}
"""What would make it worth to begin later."""
PEOPLE = ("c1", "c2")


def tiny(seed: int) -> Day:
    """Give a day of three or four visits in which rules and prices collide."""
    rng = Random(seed)
    homes = [f"z{n}" for n in range(1, 4)]
    visits = [_visit(rng, f"v{n}", rng.choice(homes)) for n in range(1, rng.choice([3, 4]) + 1)]
    first, second = rng.sample(visits, 2)
    alone = first.carers_needed == second.carers_needed == 1
    ids = (first.id, second.id)
    relation = rng.choice([*CarerRelation] if alone else [CarerRelation.ANY, CarerRelation.OTHER])
    pinned = Pin(visit=first.id, start=rng.choice(first.windows).latest_start)
    return day(
        visits, [carer(id_, "lift" if rng.random() < 0.7 else "") for id_ in PEOPLE] + [carer("c9", "lift")],
        shifts=[_shift(rng, id_) for id_ in PEOPLE],
        citizens=[citizen(home, contact_person=rng.choice(PEOPLE)) for home in homes],
        acquaintances=tuple(Acquaintance(citizen=home, carer="c1", days_since=3) for home in homes),
        links=(Link(id="l", first=ids[0], second=ids[1], carers=relation, min_gap=rng.choice([None, -30, 20]),
                    max_gap=rng.choice([None, 40]), all_or_none=rng.random() < 0.3),) if rng.random() < 0.6 else (),
        pins=(pinned,) if rng.random() < 0.3 else (), minutes=STEP,
        legs={f"{a} {b}": rng.choice([10, 20]) for a in ("base", *homes) for b in ("base", *homes)},
        prices=Prices(**{name: rng.choice([0, 1, 5]) for name in Prices.model_fields} | EARLY))


def _visit(rng: Random, id_: str, home: str) -> Visit:
    opens, agreed = rng.randrange(480, 540, STEP), rng.choice([0, STEP])
    return visit(
        id_, f"{opens}-{opens + agreed}-{opens + rng.choice([10, 20, 30])}", citizen=home,
        minutes=rng.choice([10, 20, 30]), tasks="lift" if rng.random() < 0.2 else "",
        carers_needed=2 if rng.random() < 0.2 else 1, heavy=rng.random() < 0.5, priority=rng.randrange(1, 4),
        time_critical=rng.random() < 0.3, unplanned_price=rng.choice([40, 200]) if rng.random() < 0.3 else None)


def _shift(rng: Random, id_: str) -> Shift:
    opens = rng.choice([450, 470])
    rest = pause(f"{opens + 60}-{opens + 80}", 20, mandatory=rng.random() < 0.5, at_ends=rng.random() < 0.5)
    return shift(id_, f"{opens}-{opens + rng.choice([100, 140])}", overtime=rng.choice([0, 20]),
                 break_=rest if rng.random() < 0.5 else None, max_load=rng.choice([None, 80]),
                 reserve=rng.choice([0, 60]), unused_price=rng.choice([0, 50]))


def everything(made: Day) -> tuple[tuple[int, ...], int]:
    """Give what the best of all plans leaves out, class by class, and what it costs."""
    shifts, choices = made.shift_by_carer, [_choices(made, one) for one in made.visits]
    rests = [[None] if (rest := shifts[id_].break_) is None
             else [None, *range(rest.earliest_start, rest.latest_start + 1, STEP)] for id_ in PEOPLE]
    best = []
    for chosen in product(*choices):
        routes = {id_: sorted((start, one.id) for one, (who, start) in zip(made.visits, chosen, strict=True)
                              if id_ in who) for id_ in PEOPLE}
        if any(not _apart(made, id_, route) for id_, route in routes.items()):
            continue
        out = " ".join(f"{one.id}:no_capacity" for one, (who, _) in zip(made.visits, chosen, strict=True) if not who)
        for taken in product(*rests):
            texts = {id_: _text(route, start) for (id_, route), start in zip(routes.items(), taken, strict=True)}
            report = check(made, plan(made, out, **texts))
            if report.valid:
                best.append(report.order)
    return min(best)


def _choices(made: Day, one: Visit) -> list[tuple[tuple[str, ...], int]]:
    able = [id_ for id_ in PEOPLE if made.eligible(made.carer_by_id[id_], one)]
    starts = [start for span in one.windows for start in range(span.earliest_start, span.latest_start + 1, STEP)]
    return [((), 0), *product(combinations(able, one.carers_needed), starts)]


def _apart(made: Day, id_: str, route: list[tuple[int, str]]) -> bool:
    who = made.carer_by_id[id_]
    return all(one + made.visit_by_id[a].minutes + made.travel_minutes(who, made.place_of(a), made.place_of(b)) <= two
               for (one, a), (two, b) in pairwise(route))


def _text(route: list[tuple[int, str]], rest: int | None) -> str:
    stops = [(start, f"{id_}@{start}") for start, id_ in route]
    return " ".join(text for _, text in sorted([*stops, *([] if rest is None else [(rest, f"break@{rest}+20")])]))


@pytest.mark.parametrize("seed", seeds(8, 60))
def test_a_searched_plan_is_as_good_as_the_best_of_all_orders_and_assignments(seed: int) -> None:
    made = tiny(seed)
    found = plan_day(made, effort=300, workers=1)
    assert check(made, found.plan).order == everything(made)
