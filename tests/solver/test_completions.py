"""The table of what it takes to finish a carer-day, against its definition."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from tests.seeds import seeds
from triagering import generate_day
from triagering.solver.bound.columns import (
    BEGIN,
    BREAK,
    CLOSES,
    END_WINDOW,
    ENDS,
    FAR,
    FIRST_WINDOW,
    LATEST,
    MINUTES,
    OPENS,
    P_MISSED,
    P_TRAVEL,
)
from triagering.solver.bound.completions import closing, with_break
from triagering.solver.bound.frame import frame_of, framed
from triagering.solver.bound.network import Ints, Network
from triagering.solver.bound.pricing import Pricer, Prices
from triagering.solver.bound.sharpening import remember
from triagering.solver.compiled import compile_day
from triagering.solver.tables import Windows


def defined(network: Network, prices: Prices, shape: tuple[int, ...]) -> Ints:
    """Work the table out cell by cell, every arc at every start."""
    run, table, windows = network.run, network.table, network.windows
    span, _, n, masks = shape
    ahead = np.full(shape, FAR, dtype=np.int64)
    stop = prices.stop + network.share[network.of_window]
    for at, i in itertools.product(range(span - 1, -1, -1), range(n)):
        start = int(run[BEGIN]) + at
        own = windows[table[i, FIRST_WINDOW]:table[i, END_WINDOW]]
        if not ((own[:, 0] <= start) & (start <= own[:, 2])).any():
            continue
        done = start + table[i, MINUTES]
        for taken in range(2):
            cell = ahead[at, taken, i]
            cell[:] = closing.py_func(run, done, network.travel[i, n], taken, True)
            for arc, pause in itertools.product(range(network.ptr[i], network.ptr[i + 1]), range(2 - taken)):
                k, leg = network.succ[arc], network.travel[i, network.succ[arc]]
                arrival = with_break.py_func(run, done, leg) if pause else done + leg
                for window in range(table[k, FIRST_WINDOW], table[k, END_WINDOW]):
                    begin = max(arrival, windows[window, 0])
                    if arrival > windows[window, 2] or begin >= run[BEGIN] + span:
                        continue
                    cost = run[P_TRAVEL] * leg + stop[window] + prices.late[k] * max(0, begin - windows[window, 1])
                    for mask in range(masks):
                        if network.step[arc, mask] >= 0:
                            after = ahead[begin - run[BEGIN], taken + pause, k, network.step[arc, mask]]
                            cell[mask] = min(cell[mask], cost + after)
    return ahead


def in_two(windows: Windows) -> Windows:
    """Take three minutes out of the middle of the first window."""
    (opens, due, closes), *others = windows
    middle = (opens + closes) // 2
    return [(opens, min(due, middle - 2), middle - 2), (middle + 2, max(due, middle + 2), closes), *others]


@pytest.mark.parametrize("seed", seeds(3, 12))
def test_completions_are_what_they_are_defined_to_be(seed: int) -> None:
    whole = frame_of(compile_day(generate_day(visits=14, carers=2, seed=seed)), ())
    frame = framed(whole, [in_two(windows) if node % 3 == 0 else windows
                           for node, windows in enumerate(whole.nodes.windows)], whole.nodes.allowed, whole.worst)
    rng, pricer = np.random.default_rng(seed), Pricer(10)
    for number, plain in enumerate(frame.networks):
        network = remember(plain, [set(rng.integers(0, plain.n, 2).tolist()) for _ in range(plain.n)], 3)
        if seed % 2 == 0:  # a break that is worth taking, in little time
            opens = int(rng.integers(network.run[BEGIN] + 60, network.run[LATEST] - 120))
            run = network.run.copy()
            run[[BREAK, OPENS, CLOSES, ENDS, P_MISSED]] = 30, opens, opens + 40, opens + 60, 1_000_000
            network = replace(network, run=run)
        prices = frame.prices(number, rng.integers(0, 300_000, sum(frame.sizes)))
        _, ahead = pricer.complete(network, prices)
        subsets = 1 << (network.few >= 0).sum(axis=1)
        first = int(network.run[BREAK] < 0)  # without a break in the shift, days begin as if it were taken
        own = np.arange(ahead.shape[2]) < subsets[:, None]  # a node's memories are the subsets of what it remembers
        found = ahead.transpose(3, 1, 0, 2)
        found, right = (np.minimum(table, FAR // 2)[:, first:][:, :, own] for table in (
            found, defined(network, prices, found.shape)))
        np.testing.assert_array_equal(found, right)
        assert (network.step < subsets[network.succ][:, None]).all()  # so no arc leads to a memory that is none
        assert ahead.shape[3] == network.run[LATEST] - network.run[BEGIN] + 1
