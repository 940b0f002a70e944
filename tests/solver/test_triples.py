"""No plan does too many pairs of a triple, days pay for the pairs they do, and the bound stays valid with triples."""

from __future__ import annotations

import itertools
from collections import Counter
from random import Random

import numpy as np
import pytest

from tests.seeds import seeds
from tests.solver.test_bound import FAR, left_out, solved
from tests.solver.test_combining import random_roomy
from triagering import generate_day
from triagering.solver.bound.frame import Frame, frame_of, framed
from triagering.solver.bound.generation import Generation
from triagering.solver.bound.heritage import left_by, take_over
from triagering.solver.bound.pricing import EXACT, HEURISTIC, NONE, Pricer
from triagering.solver.bound.sequences import priced
from triagering.solver.bound.store import Store
from triagering.solver.bound.triples import OVER, Triple, overdone
from triagering.solver.compiled import compile_day


def with_triples(frame: Frame, seed: int, most: int = 9) -> Frame:
    """Give the problem with random triples, some of them remembered everywhere."""
    rng, nodes = Random(seed), range(len(frame.nodes.jobs))
    threes = list(itertools.combinations(nodes, 3))
    chosen = rng.sample(threes, min(most, len(threes)))
    triples = [Triple(three, frozenset(three) | set(rng.sample(nodes, rng.choice((0, len(nodes) // 2, len(nodes))))))
               for three in chosen]
    return framed(frame, frame.nodes.windows, frame.nodes.allowed, frame.worst, triples=triples)


def pairs_along(triple: Triple, day: tuple[int, ...]) -> int:
    """Count pairs as a triple is defined."""
    pairs, odd = 0, False
    for node in day:
        if node in triple.nodes:
            pairs, odd = pairs + odd, not odd
        elif node not in triple.memory:
            odd = False
    return pairs


@pytest.mark.parametrize("seed", seeds(12, 60))
def test_a_best_plan_does_no_more_pairs_of_any_three_visits_than_the_limit(seed: int) -> None:
    compiled = compile_day(random_roomy(seed))
    plan = solved(compiled).solution
    assert plan is not None
    nodes = frame_of(compiled, range(len(compiled.groups.rank))).nodes
    days = [tuple(int(nodes.of_job[job]) for job in jobs) for jobs in plan.routes]
    everywhere = frozenset(range(len(nodes.jobs)))
    for three in itertools.combinations(range(len(nodes.jobs)), 3):
        triple = Triple(three, everywhere)
        assert sum(pairs_along(triple, day) for day in days) <= triple.limit(nodes)
    assert overdone(nodes, [(1.0, day) for day in days]) == []


@pytest.mark.parametrize("seed", seeds(6, 40))
def test_what_days_in_part_do_too_often_is_found(seed: int) -> None:
    rng = Random(seed)
    nodes = frame_of(compile_day(random_roomy(seed)), ()).nodes
    n = len(nodes.jobs)
    days = [(rng.choice((0.3, 0.5, 1.0)), tuple(rng.sample(range(n), rng.randrange(n)))) for _ in range(8)]
    found = {three: over for over, three in overdone(nodes, days)}
    everywhere = frozenset(range(n))
    for three in itertools.combinations(range(n), 3):
        triple = Triple(three, everywhere)
        over = sum(value * pairs_along(triple, day) for value, day in days) - triple.limit(nodes)
        assert found.get(three, 0.0) == pytest.approx(over if over > OVER else 0.0, abs=1e-5)


def test_a_triple_is_remembered_between_the_two_of_a_pair_and_not_beyond() -> None:
    triple = Triple((2, 5, 7), frozenset()).along([(1, 2, 3, 5, 4, 7, 6), (8, 7, 9)])
    assert triple.memory == {2, 3, 5, 7}
    assert pairs_along(triple, (2, 3, 5)) == 1
    assert pairs_along(triple, (2, 4, 5)) == 0


@pytest.mark.parametrize("seed", seeds(6, 40))
def test_days_pay_for_the_pairs_they_do_wherever_they_are_priced(seed: int) -> None:
    frame = with_triples(frame_of(compile_day(random_roomy(seed)), ()), seed)
    rng, pricer = np.random.default_rng(seed), Pricer(200_000)
    dual = frame.safe(rng.integers(0, 200_000, sum(frame.sizes)).astype(float))
    tolls, paid = frame.split(dual)[-1], 0
    assert tolls.any()
    for number, network in enumerate(frame.networks):
        prices = frame.prices(number, dual)
        store = Store(network, 5000)
        everything = np.full_like(network.keep, np.uint64(2**64 - 1))
        made, best = pricer.label(network, prices, dominance=NONE, keep=everything)
        assert made > 0
        final, order, starts = pricer.days(made, 10_000)
        stops = store.spent(order, starts)
        cost = final - store.shifted(prices, stops)
        for row in range(len(final)):
            there = order[row] >= 0
            day = tuple(network.ids[order[row][there]].tolist())
            pairs = [pairs_along(triple, day) for triple in frame.triples]
            assert stops.pairs[row].tolist() == pairs
            paid += sum(pairs)
            alone = priced(network, np.full(network.n, 5000), tuple(order[row][there].tolist()))
            assert alone is not None
            assert alone[0] <= cost[row]  # these starts are as early as can be, with the break where the label has it
        every = [pricer.label(network, prices, dominance=how)[1] for how in (EXACT, HEURISTIC)]
        root, ahead = pricer.complete(network, prices)
        assert root <= every[0] <= min(best, every[1])
        made, pruned = pricer.label(network, prices, dominance=EXACT, ahead=ahead)
        assert made > 0
        assert pruned == every[0]
    assert paid > 0


@pytest.mark.parametrize("seed", seeds(8, 40))
def test_triples_raise_the_relaxation_and_never_above_the_best_plan(seed: int) -> None:
    compiled = compile_day(random_roomy(seed))
    found = solved(compiled)
    assert found.cost is not None
    plain = frame_of(compiled, left_out(compiled, found))
    before = Generation(plain, FAR)
    assert before.run(20.0, lambda: False, closer=0.0)
    run = Generation(with_triples(plain, seed, most=20), FAR)
    assert run.run(20.0, lambda: False, closer=0.0)
    assert run.bound is not None
    assert before.bound is not None
    assert before.bound - 1 <= run.bound <= found.cost
    assert run.value >= before.value - 0.01


def test_overdone_triples_lift_the_bound_of_a_made_day() -> None:
    frame = frame_of(compile_day(generate_day(visits=24, carers=3, seed=7)), ())
    run = Generation(frame, FAR)
    assert run.run(60.0, lambda: False, closer=0.0)
    days = [(value, column.nodes) for value, column in run.linear.support]
    triples = [Triple(three, frozenset()).along(day for _, day in days)
               for _, three in overdone(frame.nodes, days)][:20]
    assert triples
    lifted = Generation(framed(frame, frame.nodes.windows, frame.nodes.allowed, frame.worst, triples=triples), FAR)
    start = take_over(lifted, left_by(run))
    assert start is not None
    assert lifted.run(60.0, lambda: False, start=start, closer=0.0)
    assert run.bound is not None
    assert lifted.bound is not None
    assert lifted.bound > run.bound


@pytest.mark.parametrize("seed", seeds(6, 30))
def test_what_triples_were_worth_is_handed_on_whatever_order_they_come_in(seed: int) -> None:
    frame = with_triples(frame_of(compile_day(random_roomy(seed)), ()), seed)
    before = Generation(frame, FAR)
    before.run(20.0, lambda: False)
    other = framed(frame, frame.nodes.windows, frame.nodes.allowed, frame.worst, triples=frame.triples[:0:-1])
    after = Generation(other, FAR)
    start = take_over(after, left_by(before))
    assert start is not None
    worth = dict(zip((triple.nodes for triple in frame.triples), frame.split(before.centre)[-1], strict=True))
    assert other.split(start)[-1].tolist() == [worth[triple.nodes] for triple in other.triples]
    for old, new in zip(before.networks, after.networks, strict=True):
        for node in range(new.n):
            kept = Counter(frame.triples[other - old.n].nodes for other in old.few[node] if other >= old.n)
            assert {other.triples[item - new.n].nodes for item in new.few[node] if item >= new.n} <= set(kept)
