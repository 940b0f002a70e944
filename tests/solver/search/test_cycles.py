"""Cooling cycles: they fill the time without gaps, and begin where they say."""

from itertools import pairwise

import pytest

from triagering import generate_day
from triagering.solver.compiled import compile_day
from triagering.solver.search.clock import Clock
from triagering.solver.search.cycles import MOST, SINGLE, cycles
from triagering.solver.search.driver import Search
from triagering.solver.search.walker import Walker


@pytest.mark.parametrize("per_job", [0.0, 1.0, SINGLE - 1, SINGLE, 2500.0, 9_999.0, 250_000.0, 1e15])
@pytest.mark.parametrize("warm", [0.1, 0.5, 1.0])
@pytest.mark.parametrize("linked", [False, True])
def test_cycles_follow_one_another_over_the_whole_time(per_job: float, warm: float, linked: bool) -> None:
    found = cycles(per_job, warm, linked=linked)
    assert (found[0].begin, found[-1].end) == (0.0, 1.0)
    assert len(found) <= 2 * MOST
    assert all(one.end == two.begin for one, two in pairwise(found))
    assert all(one.phase(one.begin) == 0.0 and one.phase(one.end) == 1.0 for one in found)
    assert all(0 < cycle.heat <= warm for cycle in found)


@pytest.mark.parametrize("per_job", [SINGLE / 2, 5 * SINGLE])
def test_a_plan_to_refine_is_never_left_for_nothing(per_job: float) -> None:
    assert not any(cycle.fresh for cycle in cycles(per_job, 0.5))
    assert any(cycle.fresh for cycle in cycles(per_job, 1.0))


def test_the_search_begins_each_cycle_from_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    day = compile_day(generate_day(visits=10, carers=2, seed=1, doubles=False, links=False))
    search, begun = Search(day, workers=1), []
    over, adopt = Walker.start_over, Search._adopt

    def from_nothing(walker: Walker) -> None:
        begun.append("fresh")
        over(walker)

    def from_the_best(one: Search, walker: Walker) -> None:
        begun.append("best")
        adopt(one, walker)

    monkeypatch.setattr(Walker, "start_over", from_nothing)
    monkeypatch.setattr(Search, "_adopt", from_the_best)
    search.run(0.0, effort=3 * SINGLE * day.n_jobs)
    said = ["fresh" if cycle.fresh else "best" for cycle in cycles(3 * SINGLE)]
    assert begun == said
    assert {"fresh", "best"} == set(said)


def test_effort_is_spent_to_the_last_iteration() -> None:
    clock, ends = Clock(0.0, 1001), [0.25, 0.6, 1.0]
    seen = []
    for end in ends:
        while clock.share < end:
            clock.spend(clock.next_chunk(end))
        seen.append(clock.spent)
    assert seen == [251, 601, 1001]
    assert clock.share_after(0) == 1.0
