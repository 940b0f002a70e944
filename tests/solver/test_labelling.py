"""No carer-day is cheaper than pricing says, also where labels forget what they have visited and prune."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from tests.builders import carer, citizen, day, free, shift, visit
from tests.solver.exact.random_days import random_day
from triagering.errors import InputError
from triagering.models import Day
from triagering.solver.bound import network as networks
from triagering.solver.bound import prove_by_columns
from triagering.solver.bound.columns import FAR
from triagering.solver.bound.frame import frame_of
from triagering.solver.bound.pricing import EXACT, NONE, Pricer, Prices
from triagering.solver.bound.sharpening import sharpened
from triagering.solver.compiled import compile_day
from triagering.solver.exact import price_exact, solve_day_exact
from triagering.solver.solution import UNPLANNED, Solution


def random_pairs(seed: int) -> Day | None:
    """Give a day with prices of meeting somebody, if there is one of this seed."""
    rng = Random(seed)
    try:
        made = random_day(seed, visits=rng.randrange(5, 10), carers=2)
    except InputError:
        return None
    prices = made.settings.prices.replace(face=rng.choice([0, 50, 200]), stranger=rng.choice([0, 100]),
                                          lateness=rng.choice([0, 1, 5]))
    return made.replace(settings=made.settings.replace(prices=prices))


# in these a label was once dropped, with what it had dominated, as it paid twice for a citizen it had forgotten
@pytest.mark.parametrize("seed", [24, 1533, 2061, 2101,
                                  *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(200))])
def test_no_day_is_cheaper_than_pricing_says(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "NEAREST", 1)
    made = random_pairs(seed)
    if made is None:
        pytest.skip("no such day")
    compiled = compile_day(made)
    pricer, chance = Pricer(1_000_000), np.random.default_rng(seed)
    choice = Random(seed)
    for network in frame_of(compiled, range(len(compiled.groups.rank))).networks:
        if network.n < 3:
            continue
        for _ in range(8):
            dual = 1000 * chance.integers(0, choice.choice([100, 400]), network.n)
            noise = 1000 * chance.integers(-20, 20, len(network.windows))
            prices = Prices((network.base - dual)[network.of_window] + noise, 1000 * chance.integers(0, 6, network.n))
            everything = np.full_like(network.keep, np.uint64(2**64 - 1))
            made_labels, least = pricer.label(network, prices, dominance=NONE, keep=everything, room=300_000)
            if made_labels < 0:
                continue
            for limit in (FAR, least, least + int(chance.integers(0, 300_000))):
                root, ahead = pricer.complete(network, prices)
                for slack in (0, 20_000):
                    _, low = pricer.label(network, prices, dominance=EXACT, ahead=ahead, limit=limit, slack=slack)
                    assert root <= least
                    assert min(low, limit) <= least
                network, root, ahead = sharpened(network, prices, pricer)  # noqa: PLW2901
                _, low = pricer.label(network, prices, dominance=EXACT, ahead=ahead, limit=limit, slack=0)
                assert root <= least
                assert min(low, limit) <= least


def test_a_day_with_more_visits_than_labels_remember_is_proven_at_what_it_costs() -> None:
    legs = {"base K": 5, "K X": 5, "base X": 10, "base Q": 40, "base R": 40, "K Q": 60, "X Q": 60, "K R": 60,
            "X R": 60, "Q R": 80, "D X": 1, "D K": 5, "D base": 10, "D Q": 60, "D R": 60}
    legs |= {" ".join(reversed(way.split())): minutes for way, minutes in legs.items()}
    visits = [
        visit("k1", "08:05-08:05, 09:10-09:10", minutes=4, citizen="zk", unplanned_price=1500),
        visit("k2", "08:09-08:09, 09:14-09:14", minutes=4, citizen="zk", unplanned_price=1500),
        visit("k3", "08:05-08:05", minutes=9, citizen="zk", unplanned_price=2900),
        visit("x1", "08:18-08:30", minutes=5, citizen="zx1", unplanned_price=1300),
        visit("x2", "09:00-09:00", minutes=5, citizen="zx2", unplanned_price=1300),
        *(visit(y, "08:40-08:55", minutes=5, citizen="z" + y, unplanned_price=1100) for y in ("y1", "y2")),
        *(visit(f"{z}{n}", at, minutes=5, citizen=f"z{z}", unplanned_price=price)
          for z in "qr" for n, at, price in ((1, "08:40-08:40", 2400), (2, "08:50-08:50", 4200))),
        *(visit(f"d{n}", "08:00-09:30", minutes=5, citizen=f"zd{n}", unplanned_price=0) for n in range(22)),
    ]
    citizens = [citizen(name, place=place) for name, place in (
        ("zk", "K"), ("zx1", "X"), ("zx2", "X"), ("zq", "Q"), ("zr", "R"), ("zy1", "X"), ("zy2", "X"))]
    citizens += [citizen(f"zd{n}", place="D", preferred=["c2"]) for n in range(22)]
    compiled = compile_day(day(visits, [carer("c1"), carer("c2")], citizens=citizens, legs=legs,
                               shifts=[shift("c1", "08:00-11:00")], prices=free(face=1000, not_preferred=10_000)))
    starts = [UNPLANNED] * len(visits)
    starts[7], starts[8] = 520, 530
    poor = Solution(((7, 8),), tuple(starts), (None,))
    plan, bound = prove_by_columns(compiled, poor, 20.0, columns={(0, (9, 10)): 0})
    assert price_exact(compiled, plan).cost == bound == solve_day_exact(compiled, 60.0, workers=1).cost == 18_200
