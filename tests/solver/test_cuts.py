"""No plan breaks a cut, and the bound stays valid where cuts and ranges of the worst lateness make it."""

from __future__ import annotations

import time
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import carer, citizen, day, free, visit
from tests.seeds import seeds
from tests.solver.bounds import column_bound
from tests.solver.test_bound import FAR, FEATURES, left_out, random_small, solved
from tests.solver.test_combining import LINKED, random_roomy
from triagering.io import generate_day
from triagering.models import Day
from triagering.solver.beside import NOTHING, Beside
from triagering.solver.bound import prove_by_columns, tree
from triagering.solver.bound.archive import Archive
from triagering.solver.bound.ascent import ascend
from triagering.solver.bound.columns import CITIZEN
from triagering.solver.bound.cuts import broken, cuts_of, split, splits_of, torn
from triagering.solver.bound.frame import frame_of, framed
from triagering.solver.bound.generation import Generation
from triagering.solver.bound.heritage import left_by, take_over
from triagering.solver.bound.tree import Leaf, Tree
from triagering.solver.compiled import compile_day
from triagering.solver.solution import UNPLANNED
from triagering.solver.tables import lateness


@pytest.fixture(autouse=True)
def as_on_large_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "ALONE", 0)
    monkeypatch.setattr(tree, "NARROW", 0)


def check_bound(made: Day) -> None:
    compiled = compile_day(made)
    found = solved(compiled)
    assert found.cost is not None
    for incumbent in (FAR, found.cost + 200):
        result = column_bound(compiled, seconds=2.0, incumbent=incumbent,
                              left_out=left_out(compiled, found))
        assert result.bound is None or 0 <= result.bound <= found.cost


@pytest.mark.parametrize("seed", seeds(12, 60))
def test_the_bound_is_never_above_the_best_cost_of_a_day_of_links_and_visits_by_two(seed: int) -> None:
    check_bound(random_roomy(seed))


@given(seed=st.integers(1000, 10**6), plain=st.booleans())
@settings(max_examples=6)  # each is proven by two methods
def test_no_random_day_refutes_the_bound(seed: int, plain: bool) -> None:
    check_bound(random_small(seed, plain=plain))


@pytest.mark.parametrize("name", FEATURES)
def test_the_bound_is_tight_where_nothing_ties_the_routes_in_time(name: str) -> None:
    compiled = compile_day(FEATURES[name])
    found = solved(compiled)
    result = column_bound(compiled, seconds=5.0, incumbent=FAR, left_out=left_out(compiled, found))
    assert result.bound == found.cost


@pytest.mark.parametrize("seed", seeds(12, 60))
def test_a_best_plan_breaks_no_cut(seed: int) -> None:
    made = random_roomy(seed)
    compiled = compile_day(made)
    plan = solved(compiled).solution
    assert plan is not None
    frame = frame_of(compiled, range(len(compiled.groups.rank)))
    rng, nodes = Random(seed), frame.nodes
    links = [(u, v, gap, rng.randrange(nodes.windows[u][0][0], nodes.windows[u][-1][2] + 1))
             for u, v, gap in nodes.edges if nodes.windows[u]]
    learned = {node: [rng.randrange(nodes.windows[node][0][0], nodes.windows[node][-1][2] + 1) for _ in range(3)]
               for node in range(len(nodes.jobs)) if nodes.windows[node]}
    cuts = cuts_of(nodes, splits_of(nodes, links, learned), links)
    route_of = {job: route for route, jobs in enumerate(plan.routes) for job in jobs}
    for cut in cuts:
        done = sum(factor for node, route, first, before, factor in cut.terms for job in nodes.jobs[node]
                   if job in route_of and route in (-1, route_of[job]) and first <= plan.starts[job] < before)
        assert done <= cut.limit


def test_relaxed_days_that_break_a_link_are_seen_and_priced() -> None:
    compiled = compile_day(LINKED)
    frame = frame_of(compiled, ())
    (u, v, gap), *_ = frame.nodes.edges
    late, early = frame.nodes.windows[u][-1][2], frame.nodes.windows[v][0][0]
    links = broken(frame.nodes, {u: [(late, 1.0, 0)], v: [(early, 1.0, 1)]})
    assert [(one, two, least) for one, two, least, _ in links] == [(u, v, gap)]
    assert broken(frame.nodes, {u: [(early, 1.0, 0)], v: [(early + gap, 1.0, 1)]}) == []
    values = []
    for splits in ({}, splits_of(frame.nodes, links)):
        run = Generation(framed(frame, frame.nodes.windows, frame.nodes.allowed, frame.worst, splits,
                                links if splits else ()), 10_000)
        assert run.run(10.0, lambda: False)
        values.append(run.value)
    assert values[0] <= values[1] + 1e-6


def test_the_span_is_found_in_which_a_carer_does_more_of_a_visit_than_their_share() -> None:
    nodes = frame_of(compile_day(LINKED), ()).nodes
    double, single = int(nodes.need.argmax()), int(nodes.need.argmin())
    assert torn(nodes, {double: [(480, 0.5, 0), (480, 0.5, 1), (490, 0.5, 0), (490, 0.5, 1)]}) == []
    assert torn(nodes, {double: [(480, 0.5, 0), (485, 0.5, 0), (490, 0.6, 1), (500, 0.4, 1)]}) == [
        (1.0, double, 490, 501), (1.0, double, 480, 486)]
    assert torn(nodes, {single: [(480, 1.0, 0)]}) == []


@pytest.mark.parametrize("seed", seeds(8, 40))
def test_a_leaf_begins_with_what_the_one_before_proved_though_its_cuts_are_finer(seed: int) -> None:
    frame = frame_of(compile_day(random_roomy(seed)), ())
    nodes, rng = frame.nodes, Random(seed)
    wide = framed(frame, nodes.windows, nodes.allowed, frame.worst, splits_of(nodes, ()))
    finer = {node: [rng.randrange(nodes.windows[node][0][0], nodes.windows[node][-1][2] + 1)]
             for node in range(len(nodes.jobs)) if nodes.need[node] > 1 and nodes.windows[node]}
    fine = framed(frame, nodes.windows, nodes.allowed, frame.worst, splits_of(nodes, (), finer))
    archive = Archive()
    before = Generation(wide, FAR, archive=archive)
    assert before.run(10.0, lambda: False)
    after = Generation(fine, FAR, archive=archive)
    start = take_over(after, left_by(before))
    assert sum(store.count for store in after.stores) > len(after.stores)
    after.run(10.0, lambda: False, start=start, enough=0)
    assert before.bound is not None
    assert after.bound is not None
    assert after.bound >= before.bound


@pytest.mark.parametrize("seed", seeds(6, 30))
def test_leaves_that_are_put_back_are_taken_up_again(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "ENOUGH", 0.0)
    compiled = compile_day(random_roomy(seed))
    found = solved(compiled)
    assert found.cost is not None
    result = column_bound(compiled, seconds=10.0, incumbent=found.cost + 200)
    assert result.bound is None or result.bound <= found.cost
    assert not result.converged or result.bound == found.cost


def test_windows_are_cut_only_inside() -> None:
    assert split([(480, 500, 540)], (480, 500, 541)) == [(480, 500, 499), (500, 500, 540)]


@pytest.mark.parametrize("beside", [NOTHING, Beside(((10, 900), (20, 800), (30, 700), (60, 0)))])
@pytest.mark.parametrize("seed", seeds(6, 30))
def test_every_range_of_the_worst_lateness_that_a_plan_is_in_is_bounded_by_it(seed: int, beside: Beside) -> None:
    compiled = compile_day(random_roomy(seed))
    found = solved(compiled)
    assert found.solution is not None
    assert found.cost is not None
    starts = found.solution.starts
    worst = max(lateness(compiled.jobs.windows(job), start) for job, start in enumerate(starts) if start != UNPLANNED)
    frame = frame_of(compiled, left_out(compiled, found))
    grown = Tree(frame, FAR, lambda: False, beside=beside)
    leaf = Leaf(frame.nodes.windows, frame.nodes.allowed, frame.worst, 0)
    while leaf.worst[0] < leaf.worst[1]:
        made, _ = grown._priced(leaf, time.monotonic() + 60.0)
        leaves = grown._by_worst(replace(leaf, heritage=left_by(made)), made)
        assert [minute for part in leaves for minute in range(part.worst[0], part.worst[1] + 1)] == list(
            range(leaf.worst[0], leaf.worst[1] + 1))
        leaf, = (part for part in leaves if part.worst[0] <= worst <= part.worst[1])
        assert leaf.bound <= found.cost + beside.least(worst)


@pytest.mark.parametrize("seed", seeds(8, 40))
def test_what_ascent_alone_proves_is_valid_and_there_after_one_step(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "LARGE", -1)
    monkeypatch.setattr(tree, "SPARE", 10**9)
    made = random_roomy(seed)
    compiled = compile_day(made)
    found = solved(compiled)
    assert found.solution is not None
    assert found.cost is not None
    run = Generation(frame_of(compiled, left_out(compiled, found)), FAR)
    looks = iter(range(3 * len(run.networks)))
    ascend(run, float("inf"), lambda: next(looks, None) is None, 1000)
    assert run.bound is not None
    assert 0 <= run.bound <= found.cost
    ascend(run, float("inf"), lambda: False, 50)
    assert run.bound <= found.cost
    for network in run.networks:
        for number, pair in enumerate(network.pair):
            assert 0 <= network.share[network.table[:, CITIZEN] == number].sum() <= pair
    _, bound = prove_by_columns(compiled, found.solution, 0.5)
    assert bound is None or bound <= found.cost


@pytest.mark.parametrize("seed", seeds(4, 20))
def test_a_large_day_is_priced_without_cuts_first_where_there_is_time(
    seed: int, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tree, "ALONE", 0)
    monkeypatch.setattr(tree, "LARGE", -1)
    made = random_roomy(seed)
    compiled = compile_day(made)
    found = solved(compiled)
    assert found.solution is not None
    grown = tree.Tree(frame_of(compiled, left_out(compiled, found)), FAR, lambda: False)
    leaf = tree.Leaf(grown.frame.nodes.windows, grown.frame.nodes.allowed, grown.frame.worst, 0)
    first, solved_ = grown._priced(leaf, time.monotonic() + 60.0)
    assert solved_
    assert first.frame.cuts == ()
    later, _ = grown._priced(replace(leaf, heritage=left_by(first)), time.monotonic() + 60.0)
    assert bool(later.frame.cuts) == bool((grown.frame.nodes.need > 1).any())
    assert first.bound is not None
    assert later.bound is not None
    assert max(first.bound, later.bound) <= (found.cost or 0)
    _, bound = prove_by_columns(compiled, found.solution, 20.0)
    assert bound == found.cost


def test_what_a_citizen_and_a_carer_who_meet_cost_is_paid_by_the_visits_made() -> None:
    """A third of it, for one of three visits that c1 could make, would not be enough: only c1 can make that one."""
    made = day([visit("v1", citizen="z1", tasks="lift"), visit("v2", citizen="z1"), visit("v3", citizen="z1")],
               [carer("c1", "lift"), carer("c2")], citizens=[citizen("z1", contact_person="c2")],
               prices=free(face=100, not_contact=60))
    run = Generation(frame_of(compile_day(made), ()), 260)
    ascend(run, float("inf"), lambda: False, 1)
    assert (run.bound or 0) < 200
    ascend(run, float("inf"), lambda: False, 100)
    assert 240 <= (run.bound or 0) <= 260


def test_ascent_goes_on_alone_where_there_is_no_time_for_anything_else() -> None:
    compiled = compile_day(generate_day(visits=20, carers=2, seed=1))
    made = Generation(frame_of(compiled, ()), FAR)
    steps = 0

    def enough() -> bool:
        nonlocal steps
        steps += 1
        return steps > 40 * len(made.networks)

    ascend(made, time.monotonic() + 60.0, enough, 2)
    assert steps <= 2 * len(made.networks)
    ascend(made, time.monotonic() + 60.0, enough, 2, spare=10**9)
    assert steps > 40 * len(made.networks)
