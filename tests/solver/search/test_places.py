"""What the search does not work out again: times that nothing changed, and places that it remembers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numba import njit

from tests.builders import day, pause, shift, visit
from triagering import generate_day
from triagering.models import Shift
from triagering.solver.compiled import compile_day
from triagering.solver.search.annealing import mend, refresh
from triagering.solver.search.arrays import arrays
from triagering.solver.search.columns import LEFT_OUT
from triagering.solver.search.copying import copy_changed, copy_state
from triagering.solver.search.driver import Search
from triagering.solver.search.moves import break_choices, insertion_delta, join_cost, may_join
from triagering.solver.search.places import best_position
from triagering.solver.search.pricing import total_cost
from triagering.solver.search.recreate import recreate
from triagering.solver.search.ruin import ruin
from triagering.solver.search.timing import LATE
from triagering.solver.search.walker import Walker
from triagering.solver.solution import UNPLANNED, Solution


@njit
def disturb(p: Any, s: Any, saved: Any, w: Any) -> bool:
    """Take some stops out and set all times, as the search does."""
    copy_state(s, saved)
    w.stamp[0] += 1
    ruin(p, s, w, w.stamp[0], 6.0)
    return mend(p, s, saved, w, w.stamp[0])  # type: ignore[no-any-return]


@njit
def fill(p: Any, s: Any, w: Any, backup: Any, limit: int) -> bool:
    """Put all back that fits, if that costs less than a limit, and price the plan."""
    done = recreate(p, s, w, backup, 0.0, limit)
    total_cost(p, s, w)
    return done  # type: ignore[no-any-return]


@njit
def cheapest(p: Any, s: Any, w: Any, job: int) -> int:
    """Price the best place of a job."""
    return best_position(p, s, w, job, LATE, 0.0, -1)  # type: ignore[no-any-return]


@njit
def cheapest_of_all(p: Any, s: Any, w: Any, job: int) -> int:
    """Price every place of a job, whatever bounds say of it, and give the least price."""
    best = LATE
    total_cost(p, s, w)
    for r in range(p.n_routes):
        if p.stops[job, r] >= LATE or not may_join(p, s, job, r):
            continue
        node, base = p.n_jobs + r, join_cost(p, s, job, r)
        while node < p.n_jobs + p.n_routes:
            choices = break_choices(p, s, r, node)
            for where in range(4):
                if choices & (1 << where):
                    best = min(best, insertion_delta(p, s, w, job, node, r, where, base, LATE, LATE))
            node = s.node[node].nxt
    return best


def _started(seed: int, *, tied: bool = True, short: int = 0) -> tuple[Any, Walker, Any, Any, Any]:
    """Give the problem of a day and a walker in it, with its plan, room for another and work space.

    So many minutes of each shift are overtime.
    """
    made = generate_day(visits=40, carers=5, seed=seed, doubles=tied, links=tied, meetings=tied)
    made = made.replace(shifts=tuple(shift.replace(end=shift.end - short, overtime=shift.overtime + short, break_=None)
                                     if short else shift for shift in made.shifts))
    search = Search(compile_day(made), seed=seed, workers=1)
    search.run(0.0, effort=200)
    walker = search.walkers[0]
    assert bool(search.problem.linked) == tied
    return search.problem, walker, walker.current, walker.saved, walker.work


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_times_set_where_something_moved_are_those_set_from_scratch(seed: int) -> None:
    p, _, s, saved, w = _started(seed)
    compared = 0
    for _ in range(60):
        if disturb(p, s, saved, w):
            quick = s.node.copy(), s.run.copy()
            assert refresh(p, s, w)
            planned = quick[0]["route"] >= 0
            for column in ("begin", "lateness", "leg"):
                np.testing.assert_array_equal(quick[0][column][planned], s.node[column][planned])
            np.testing.assert_array_equal(quick[1]["cost"], s.run["cost"])
            compared += 1
        copy_state(saved, s)
    assert compared > 30


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(("tied", "short"), [(True, 0), (False, 0), (False, 120)])
def test_no_place_is_cheaper_than_the_one_found(seed: int, tied: bool, short: int) -> None:
    p, _, s, saved, w = _started(seed, tied=tied, short=short)
    compared = 0
    for _ in range(100):
        if disturb(p, s, saved, w):
            for job in np.flatnonzero(s.node["route"][:p.n_jobs] < 0):
                least = cheapest_of_all(p, s, w, job)
                w.memo["version"] = -1
                assert cheapest(p, s, w, job) == least
                compared += 1
        copy_state(saved, s)
    assert compared > 200


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("tied", [True, False])
def test_a_remembered_place_costs_what_looking_again_finds(seed: int, tied: bool) -> None:
    p, walker, s, saved, w = _started(seed, tied=tied)
    compared = 0
    for _ in range(40):
        if not disturb(p, s, saved, w):
            assert tied
            copy_state(saved, s)
            continue
        for group in range(len(p.groups)):
            job = int(p.lists[p.groups["first_member"][group], 0])
            if s.node["route"][job] < 0:
                remembered = cheapest(p, s, w, job)
                w.memo["version"] = -1
                assert remembered == cheapest(p, s, w, job)
                compared += 1
        if fill(p, s, w, walker.backup, LATE):
            np.testing.assert_array_equal(w.shared[[0, 2]], [s.run["worst"].max(), s.run["burden"].max()])
        else:
            assert tied
            copy_state(saved, s)
    assert compared > 100


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_rebuilding_ends_as_soon_as_it_costs_too_much(seed: int) -> None:
    p, walker, s, saved, w = _started(seed, tied=False)
    stopped = 0

    def rebuild(limit: int) -> bool:
        copy_state(walker.best, s)
        w.rng[:] = chance
        return bool(fill(p, s, w, walker.backup, limit))

    for _ in range(40):
        assert disturb(p, s, saved, w)
        copy_state(s, walker.best)
        chance = w.rng.copy()
        energies = []
        for forget in (False, True, False):
            if forget:
                w.memo["version"] = -1
            assert rebuild(LATE)
            energies.append(int(s.total[0]))
        energy = energies[0]
        if set(energies) == {energy}:  # else one of two places that cost the same was taken, and led elsewhere
            for limit, fits in ((energy + 1, True), (energy, False)):
                assert rebuild(limit) == fits
                stopped += not fits
        copy_state(saved, s)
    assert stopped >= 39


@njit
def take_back(p: Any, saved: Any, s: Any) -> None:
    """Copy what changed."""
    copy_changed(p, saved, s)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("tied", [True, False])
def test_copying_what_changed_leaves_nothing_else_behind(seed: int, tied: bool) -> None:
    p, walker, s, saved, w = _started(seed, tied=tied)
    half_done = 0
    for step in range(80):
        done = disturb(p, s, saved, w) and fill(p, s, w, walker.backup, LATE if step % 2 else int(s.total[0]))
        half_done += not done
        source, target = (s, saved) if done and step % 3 else (saved, s)
        take_back(p, source, target)
        planned = source.node["route"] >= 0
        np.testing.assert_array_equal(planned, target.node["route"] >= 0)
        np.testing.assert_array_equal(source.node[planned], target.node[planned])
        np.testing.assert_array_equal(source.run, target.run)
        np.testing.assert_array_equal(source.total, target.total)
        left_out = source.out[:source.total[LEFT_OUT]]
        np.testing.assert_array_equal(left_out, target.out[:len(left_out)])
        first = p.lists[p.groups["first_member"], 0]
        assert sorted(left_out) == np.flatnonzero(~planned[first]).tolist()
        assert not target.node["lateness"][~planned].any()
        copy_state(target, s)
    assert 5 < half_done < 75


def test_a_route_seen_before_has_its_version_again() -> None:
    p, walker, s, saved, w = _started(1)
    again = 0
    for _ in range(60):
        done = disturb(p, s, saved, w) and fill(p, s, w, walker.backup, LATE)
        for r in range(p.n_routes if done else 0):
            chain = [node for node in range(p.n_jobs) if s.node["route"][node] == r or saved.node["route"][node] == r]
            columns = [(s.node[name][chain], saved.node[name][chain]) for name in ("prv", "route", "begin")]
            alike = all((now == then).all() for now, then in columns)
            same_break = s.run["brk"][r] == saved.run["brk"][r]
            assert (s.run["version"][r] == saved.run["version"][r]) == (alike and same_break)
            again += bool(alike)
        copy_state(saved, s)
    assert again > 60


def test_a_first_stop_at_midnight_is_part_of_the_version() -> None:
    compiled = compile_day(day([visit("v1", "00:00-00:00"), visit("v2", "01:00-01:00")], minutes=0,
                               shifts=[shift("c1", "00:00-08:00")]))
    versions = set()
    for jobs in [(), (0,), (1,), (0, 1)]:
        walker = Walker(arrays(compiled), 1)
        starts = tuple(60 * job if job in jobs else UNPLANNED for job in (0, 1))
        assert walker.start_from(Solution((jobs,), starts, (None,)))
        versions.add(int(walker.current.run["version"][0]))
    assert len(versions) == 4


def test_a_first_stop_at_midnight_and_a_break_before_one_make_another_route() -> None:
    visits = [visit("v0", "00:00-00:00"), *(visit(f"v{n}", "08:00-10:00") for n in range(1, 30))]
    night = Shift(carer="c1", start=-120, end=600, break_=pause("08:00-08:00", 30, mandatory=False, at_ends=True))
    compiled = compile_day(day(visits, shifts=[night]))
    walker = Search(compiled, workers=1).walkers[0]

    def version(job: int, start: int, pause_: tuple[int, int] | None) -> int:
        starts = tuple(start if other == job else UNPLANNED for other in range(30))
        assert walker.start_from(Solution(((job,),), starts, (pause_,)))
        assert walker.current.node["begin"][job] == start
        return int(walker.current.run["version"][0])

    none = int(Walker(walker.problem, 1).current.run["version"][0])
    assert version(0, 0, None) != none
    assert version(29, 480, None) != version(29, 510, (480, 510))


@pytest.mark.parametrize("seed", [1, 2])
def test_the_price_of_a_plan_follows_every_step(seed: int) -> None:
    p, walker, s, saved, w = _started(seed)
    for _ in range(40):
        if disturb(p, s, saved, w) and fill(p, s, w, walker.backup, LATE):
            followed = s.total.copy()
            assert refresh(p, s, w)
            np.testing.assert_array_equal(followed, s.total)
        else:
            copy_state(saved, s)
