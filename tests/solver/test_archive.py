"""What pricing found for one leaf serves another where it is possible, and changes nothing that is proven."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from tests.builders import day, visit
from tests.seeds import seeds
from tests.solver.test_bound import FAR
from tests.solver.test_combining import random_roomy
from triagering.solver.bound import pricing
from triagering.solver.bound.archive import Archive, Waiting
from triagering.solver.bound.columns import FAR as NO_DAY
from triagering.solver.bound.columns import FIRST_WINDOW, SCALE
from triagering.solver.bound.frame import Frame, frame_of, framed
from triagering.solver.bound.generation import Generation
from triagering.solver.bound.pricing import EXACT, NONE, Column, Pricer, Prices
from triagering.solver.bound.store import Store
from triagering.solver.compiled import compile_day
from triagering.solver.tables import clipped


def narrowed(frame: Frame, seed: int) -> Frame:
    """Give the problem with one window cut at a random minute."""
    rng, windows = Random(seed), list(frame.nodes.windows)
    node = rng.randrange(len(windows))
    at = rng.randrange(windows[node][0][0], windows[node][-1][2] + 1)
    windows[node] = clipped(windows[node], *((-np.inf, at) if rng.random() < 0.5 else (at, np.inf)))
    return framed(frame, windows, frame.nodes.allowed, frame.worst)


@pytest.mark.parametrize("seed", seeds(8, 40))
def test_archived_days_are_offered_where_their_starts_are_possible_and_there_cost_the_same(seed: int) -> None:
    frame, archive = frame_of(compile_day(random_roomy(seed)), ()), Archive()
    assert Generation(frame, FAR, archive=archive).run(120.0, lambda: False)
    leaf = narrowed(frame, seed)
    made, offered, known = Generation(leaf, FAR), 0, 0
    for number, network in enumerate(leaf.networks):
        days = archive.of(network.routes[0])
        waiting = Waiting(made.stores[number], days)
        fit = [day for day in days if all(
            any(opens <= start <= closes for opens, _, closes in leaf.nodes.windows[node])
            for node, start in zip(day.nodes, day.starts, strict=True)) and set(day.nodes) <= network.local.keys()]
        assert {(day.nodes, day.starts) for day in waiting.days} == {(day.nodes, day.starts) for day in fit}
        free = leaf.prices(number, np.zeros_like(made.centre))
        assert waiting.priced(free).tolist() == [day.cost for day in waiting.days]
        offered, known = offered + len(fit), known + len(days)
    assert 0 < offered <= known


@pytest.mark.parametrize("seed", seeds(8, 40))
def test_a_leaf_with_an_archive_is_worth_what_it_is_without(seed: int) -> None:
    frame, archive = frame_of(compile_day(random_roomy(seed)), ()), Archive()
    assert Generation(frame, FAR, archive=archive).run(120.0, lambda: False)
    leaf = narrowed(frame, seed)
    runs = [Generation(leaf, FAR), Generation(leaf, FAR, archive=archive)]
    assert all(run.run(120.0, lambda: False, closer=0.0) for run in runs)
    assert runs[0].value == pytest.approx(runs[1].value, abs=0.5)
    assert runs[0].bound == pytest.approx(runs[1].bound, abs=1)


@pytest.mark.parametrize("room", [0, 1, 5])
def test_with_little_room_to_settle_labels_the_cheapest_day_is_still_found(
        room: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(6):
        frame = frame_of(compile_day(random_roomy(seed)), ())
        prices = np.random.default_rng(seed).integers(0, 200_000, sum(frame.sizes))
        monkeypatch.setattr(pricing, "SETTLED", 2 * room * max(network.n for network in frame.networks))
        little, dual = Pricer(50_000), frame.safe(prices.astype(float))
        for number, network in enumerate(frame.networks):
            at = frame.prices(number, dual)
            all_kept = np.full_like(network.keep, np.uint64(2**64 - 1))
            (_, exact), (made, free) = (
                little.label(network, at, dominance=how, keep=all_kept) for how in (EXACT, NONE))
            assert made > 0
            assert exact == free


def test_a_start_counts_for_the_window_that_it_lies_in_up_to_its_last_minute() -> None:
    made = day([visit("v1", "08:00-08:00-09:00, 09:30-09:30-10:00"), visit("v2", "08:00-08:30-11:00")])
    network = frame_of(compile_day(made), ()).networks[0]
    store = Store(network, 5 * SCALE)
    first, second = network.order((0, 1))
    early, late = (int(network.table[first, FIRST_WINDOW]) + place for place in (0, 1))
    only = int(network.table[second, FIRST_WINDOW])
    order = np.array([[first, second]] * 4 + [[second, -1]])
    starts = np.array([[480, 510], [540, 660], [570, 480], [600, 511], [520, 600]])
    windows, over = store.spent(order, starts)
    assert windows.tolist() == [[early, only], [early, only], [late, only], [late, only], [only, store.none]]
    assert over.tolist() == [[0, 0], [60, 150], [0, 0], [30, 1], [10, 0]]


def test_days_are_priced_together_as_they_are_one_by_one_however_many_and_long() -> None:
    rng, made = np.random.default_rng(1), day([visit(f"v{n}", "08:00-08:10-09:00") for n in range(1, 9)])
    network = frame_of(compile_day(made), ()).networks[0]
    network = replace(network, base=rng.integers(0, 900, network.n))
    store = Store(network, 3)
    prices = Prices(rng.integers(-9000, 9000, len(network.windows)), rng.integers(3, 90, network.n))
    assert store.least(prices) == NO_DAY
    expected = []
    for _ in range(600):
        order = rng.permutation(network.n)[:rng.integers(1, network.n + 1)]
        windows, over = store.spent(order, rng.integers(480, 541, len(order)))
        cost = int(rng.integers(10**6))
        store.add(Column(0, (), (), cost), windows, over)
        of = network.of_window[windows]
        expected.append(cost + int((prices.stop[windows] - network.base[of] + (prices.late[of] - 3) * over).sum()))
    assert store.priced(prices).tolist() == expected
    assert store.least(prices) == min(expected)
