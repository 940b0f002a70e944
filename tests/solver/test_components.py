"""Days that fall apart: what belongs together is noticed, and the parts add up to the whole."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pytest

from tests.builders import activity, carer, citizen, day, free, shift, visit
from tests.seeds import seeds
from tests.solver.exact.random_days import random_day
from tests.solver.test_bound import solved
from triagering.evaluation import check
from triagering.io import generate_day
from triagering.models import Acquaintance, CarerRelation, Day, District, Link, Miniteam, Municipality, Pin, Visit
from triagering.solver import apart
from triagering.solver.apart import _shares, prove_apart
from triagering.solver.compiled import compile_day
from triagering.solver.components import components, part_of, search_apart
from triagering.solver.engine import LAYERS, Engine
from triagering.solver.exact import price_exact, retime, solve_day_exact
from triagering.solver.export import to_plan
from triagering.solver.search.driver import Found, Search
from triagering.solver.solution import UNPLANNED, Solution
from triagering.solver.tables import lateness

TEAMS = Municipality(districts=(District(id="north", closed=True), District(id="south", closed=True)),
                     miniteams=(Miniteam(id="n", district="north"), Miniteam(id="s", district="south")))


def two_teams(visits: list[Visit] | None = None, **given: object) -> Day:
    """Carers c1 and c2 with visits v1 and v2 in the north, c3 with v3 in the south; the districts are closed."""
    homes = {"z1": "n", "z2": "n", "z3": "s"}
    return day(
        visits or [visit("v1"), visit("v2", window="09:00-11:00"), visit("v3")],
        [carer("c1", miniteam="n"), carer("c2", miniteam="n"), carer("c3", miniteam="s")],
        citizens=[citizen(id_, miniteam=team) for id_, team in homes.items()], municipality=TEAMS, **given)


def many(seed: int, visits: int = 24, **prices: int) -> Day:
    """Two closed districts of six carers in all, with a random day's visits, none of them time-critical at a price."""
    made = random_day(seed, visits=visits, carers=6)
    team = {one.id: "ns"[index % 2] for index, one in enumerate(made.citizens)}
    staff = {one.id: "ns"[index % 2] for index, one in enumerate(made.carers)}
    return made.replace(
        municipality=TEAMS, links=(), pins=(), activities=(),
        visits=tuple(one.replace(time_critical=one.time_critical and one.unplanned_price is None)
                     for one in made.visits),
        citizens=tuple(one.replace(miniteam=team[one.id], vetoes=frozenset()) for one in made.citizens),
        carers=tuple(one.replace(miniteam=staff[one.id]) for one in made.carers),
        settings=made.settings.replace(prices=made.settings.prices.replace(waiting=0, worst_idle=0, load_spread=0,
                                                                           worst_heavy=0, **prices)))


def parts(made: Day, *, links: bool = True) -> list[list[str]]:
    """Give the carers of each component and what they may do."""
    compiled = compile_day(made)
    return [[*(compiled.carers[route] for route in part.routes),
             *sorted({compiled.units[compiled.jobs.unit[job]] for job in part.jobs})]
            for part in components(compiled, links=links)]


APART = [["c3", "v3"], ["c1", "c2", "v1", "v2"]]
WHOLE = [["c1", "c2", "c3", "v1", "v2", "v3"]]


def test_closed_districts_do_not_touch() -> None:
    assert parts(two_teams()) == APART


def test_open_districts_touch() -> None:
    made = two_teams()
    opened = tuple(one.replace(closed=False) for one in TEAMS.districts)
    assert parts(made.replace(municipality=TEAMS.replace(districts=opened))) == WHOLE


def test_shifts_that_reach_no_visit_of_the_other_do_not_touch() -> None:
    late = day([visit("v1"), visit("v2", window="18:00-19:00")], [carer("c1"), carer("c2")],
               shifts=[shift("c1"), shift("c2", "17:00-21:00")])
    assert parts(late) == [["c1", "v1"], ["c2", "v2"]]


@pytest.mark.parametrize(("link", "ties"), [
    ({"min_gap": 0}, True), ({"max_gap": 30}, True), ({"min_gap": -120}, False), ({"min_gap": -119}, True),
    ({"max_gap": 120}, False), ({"carers": CarerRelation.OTHER}, False), ({"min_gap": -120, "all_or_none": True}, True),
])
def test_links_tie_parts_unless_windows_or_teams_keep_them_anyway(link: dict[str, object], ties: bool) -> None:
    made = two_teams(links=(Link(id="l", first="v1", second="v3", **link),))
    assert parts(made) == (WHOLE if ties else APART)
    assert parts(made, links=False) == (WHOLE if "all_or_none" in link else APART)


@pytest.mark.parametrize(("gap", "ties"), [(-120, False), (-119, True)])
def test_of_several_windows_the_last_of_one_visit_and_the_first_of_the_other_decide(gap: int, ties: bool) -> None:
    visits = [visit("v1", "08:00-08:20, 09:40-10:00"), visit("v2", "09:00-11:00"),
              visit("v3", "08:00-08:20, 11:00-12:00")]
    made = two_teams(visits, links=(Link(id="l", first="v1", second="v3", min_gap=gap),))
    assert parts(made) == (WHOLE if ties else APART)


def test_visits_by_the_same_carer_that_nobody_could_do_both_tie_those_who_could_do_one() -> None:
    made = day([visit("v1"), visit("v2")], [carer("c1"), carer("c2")],
               citizens=[citizen("z1", vetoes=["c2"]), citizen("z2", vetoes=["c1"])],
               links=(Link(id="l", first="v1", second="v2", carers=CarerRelation.SAME),))
    assert parts(made) == [["c1", "c2", "v1", "v2"]]


def test_a_visit_by_two_and_a_meeting_tie_their_carers() -> None:
    pinned = (Pin(visit="v1", carer="c1"), Pin(visit="v2", carer="c2"))
    assert parts(two_teams(pins=pinned)) == [["c1", "v1"], ["c2", "v2"], ["c3", "v3"]]
    double = [visit("v1", carers_needed=2), visit("v2", window="09:00-11:00"), visit("v3")]
    assert parts(two_teams(double, pins=(Pin(visit="v2", carer="c2"),))) == APART
    meeting = activity("a1", carers=("c1", "c3"))
    assert parts(two_teams(activities=(meeting,))) == [["c1", "c2", "c3", "a1", "v1", "v2", "v3"]]


def test_a_citizen_of_two_shifts_ties_nobody_since_faces_are_priced_by_carer() -> None:
    shared = day(
        [visit("v1", citizen="z1"), visit("v2", window="18:00-19:00", citizen="z1")], [carer("c1"), carer("c2")],
        shifts=[shift("c1"), shift("c2", "17:00-21:00")], prices=free(face=5, stranger=7, beyond_target=11),
        acquaintances=(Acquaintance(citizen="z1", carer="c1", days_since=3),))
    assert parts(shared) == [["c1", "v1"], ["c2", "v2"]]
    compiled = compile_day(shared)
    whole = solve_day_exact(compiled, 10.0, workers=1)
    assert whole.solution is not None
    found = components(compiled)
    each = [price_exact(part.compiled, part.start).cost
            for part in (part_of(compiled, one, whole.solution) for one in found)]
    assert sum(cost or 0 for cost in each) == whole.cost == 17


def test_what_nobody_can_do_is_in_no_part_and_the_idle_are_in_the_largest() -> None:
    late = two_teams([visit("v1"), visit("v2", window="09:00-11:00"), visit("v3", window="20:00-21:00")])
    assert parts(late) == [["c1", "c2", "c3", "v1", "v2"]]


def test_who_has_but_a_meeting_is_in_the_largest_part_with_it() -> None:
    made = two_teams([visit("v1"), visit("v2", "09:00-11:00")], activities=(activity("a1", carers=("c3",)),))
    assert parts(made) == [["c1", "c2", "c3", "a1", "v1", "v2"]]


def test_the_part_with_the_fewest_jobs_is_the_first_however_many_carers_it_has() -> None:
    assert parts(two_teams([visit("v1"), visit("v3"), visit("v4", citizen="z3")])) == [
        ["c1", "c2", "v1"], ["c3", "v3", "v4"]]


def test_parts_keep_their_meetings_links_and_pins_and_add_up() -> None:
    made = two_teams(
        activities=(activity("a1", carers=("c3",)),), pins=(Pin(visit="v1", carer="c1"), Pin(visit="v3", carer="c3")),
        links=(Link(id="l", first="v1", second="v2", min_gap=90),), prices=free(travel=1, lateness=1))
    compiled = compile_day(made)
    whole = solve_day_exact(compiled, 10.0, workers=1)
    assert whole.solution is not None
    cut = [part_of(compiled, one, whole.solution) for one in components(compiled)]
    days = [part.compiled.day for part in cut]
    assert [[one.id for one in (*own.activities, *own.links)] for own in days] == [["l"], ["a1"]]
    assert [[pin.carer for pin in own.pins] for own in days] == [["c1"], ["c3"]]
    assert sum(price_exact(part.compiled, part.start).cost or 0 for part in cut) == whole.cost


def test_a_part_whose_worst_lateness_has_a_price_of_its_own_pays_for_no_fairness() -> None:
    compiled = compile_day(two_teams(prices=free(worst_idle=1, load_spread=1, worst_heavy=1)))
    whole = solve_day_exact(compiled, 10.0, workers=1)
    assert whole.solution is not None
    cut = [part_of(compiled, one, whole.solution, 0) for one in components(compiled)]
    assert [price_exact(part.compiled, part.start).cost for part in cut] == [0, 0]
    assert whole.cost


@pytest.mark.parametrize("seed", seeds(8, 40))
def test_the_parts_prices_add_up_but_for_the_worst_lateness(seed: int) -> None:
    compiled = compile_day(many(seed))
    search = Search(compiled, workers=1)
    search.run(0.0, effort=60)
    whole, found = search.found.solution, components(compiled)
    assert len(found) > 1
    cut = [part_of(compiled, component, whole, 0) for component in found]
    within = {job for component in found for job in component.jobs}
    hopeless = sum(int(compiled.groups.price[group]) for group, jobs in enumerate(compiled.group_jobs)
                   if not within & set(jobs))
    costs = [price_exact(part.compiled, part.start).cost for part in cut]
    price = price_exact(compiled, whole).costs
    assert sum(cost or 0 for cost in costs) + hopeless == sum(
        cost for term, cost in price.items() if term != "worst_lateness")
    for part in cut:
        assert part.put_back(whole, part.start) == whole


@pytest.mark.parametrize("seed", range(4))
def test_the_price_of_the_worst_lateness_is_shared_out_in_full_and_most_to_the_latest(seed: int) -> None:
    made = many(seed)
    prices = made.settings.prices.replace(worst_lateness=10)
    compiled = compile_day(made.replace(settings=made.settings.replace(prices=prices)))
    plan = Search(compiled, workers=1).run(0.0, effort=60).solution
    found = components(compiled)
    late = [max((lateness(compiled.jobs.windows(job), plan.starts[job]) for job in component.jobs), default=0)
            for component in found]
    shares = _shares(compiled, found, plan)
    assert sum(shares) == 10
    assert min(shares) >= 0
    assert shares[int(np.argmax(late))] >= max(shares) - 1


def test_searched_apart_a_day_costs_no_more_than_searched_whole_at_the_same_effort() -> None:
    apart_cost = whole_cost = 0
    for seed in range(16):  # one visit left out more or less outweighs several days
        compiled = compile_day(many(seed, 60))
        begun = Search(compiled, seed=seed, workers=1)
        begun.run(0.0, effort=50)
        whole = Search(compiled, seed=seed, workers=1)
        whole.run(0.0, effort=600, start=begun.found.solution)
        search_apart(begun, components(compiled), 0.0, effort=600)
        report = check(compiled.day, to_plan(compiled, begun.found.solution))
        assert report.violations == ()
        assert report.cost == begun.found.price
        apart_cost, whole_cost = apart_cost + begun.found.cost, whole_cost + whole.found.cost
    assert apart_cost <= whole_cost


@pytest.mark.parametrize(("north", "south", "shared"), [(480, 510, [10, 0]), (510, 480, [0, 10]), (480, 480, [5, 5])])
def test_a_part_that_is_not_late_at_all_pays_for_the_worst_lateness_only_if_nobody_is(
        north: int, south: int, shared: list[int]) -> None:
    """The south is the first part."""
    compiled = compile_day(two_teams([visit("v1"), visit("v2"), visit("v3")], prices=free(worst_lateness=10)))
    plan = Solution(((0,), (1,), (2,)), (480, north, south), (None,) * 3)
    assert _shares(compiled, components(compiled), plan) == shared


def test_parts_share_the_effort_and_leave_their_carer_days_to_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled, shared, cancel = compile_day(many(1, 60)), list[int](), threading.Event()
    begun = Search(compiled, seed=1, workers=1)
    begun.run(0.0, effort=50)
    before, run = set(begun.found.columns), Search.run

    def shares(self: Search, *given: Any, effort: int, **named: Any) -> Found:
        shared.append(effort)
        assert named["cancel"] is cancel
        return run(self, *given, effort=effort, **named)

    monkeypatch.setattr(Search, "run", shares)
    found = components(compiled)
    search_apart(begun, found, 0.0, effort=600, cancel=cancel)
    assert shared == [600 * len(part.jobs) // compiled.n_jobs for part in found]
    new = set(begun.found.columns) - before
    assert new
    assert all(compiled.jobs.allowed[list(jobs), route].all() for route, jobs in new)


@pytest.mark.parametrize("seed", seeds(4, 20))
def test_parts_that_only_links_tie_are_searched_in_turn_and_keep_them(seed: int) -> None:
    compiled = compile_day(generate_day(visits=60, carers=6, seed=seed))
    found = components(compiled, links=False)
    assert len(found) > len(components(compiled))
    begun = Search(compiled, seed=seed, workers=1)
    before = begun.run(0.0, effort=100).cost
    told: list[int] = []
    search_apart(begun, found, 0.0, effort=6000, report=lambda known: told.append(known.cost))
    assert told == sorted(told, reverse=True)
    assert told[-1] == begun.found.cost < before
    report = check(compiled.day, to_plan(compiled, begun.found.solution))
    assert report.violations == ()
    assert report.cost == begun.found.price


@pytest.mark.parametrize("seed", seeds(6, 30))
@pytest.mark.parametrize("price", [0, 10])
def test_the_parts_bounds_add_up_to_no_more_than_the_best_cost(seed: int, price: int) -> None:
    made = many(seed, 8, worst_lateness=price)
    compiled = compile_day(made)
    best = solved(compiled)
    assert best.solution is not None
    plan, bound = prove_apart(compiled, best.solution, 5.0, columns={})
    assert bound is None or bound <= best.cost
    if price == 0 and bound is not None:  # nothing in common: as good as each part's own proof
        assert price_exact(compiled, plan).cost == best.cost


@pytest.mark.parametrize("seed", seeds(6, 30))
def test_what_is_better_for_a_part_is_taken_only_if_the_whole_is_no_dearer(seed: int) -> None:
    compiled = compile_day(many(seed, 12, worst_lateness=30))
    poor = Search(compiled, seed=seed, workers=1).run(0.0, effort=20).solution
    plan, _ = prove_apart(compiled, poor, 1.0, columns={})
    before, after = (price_exact(compiled, one).cost for one in (poor, plan))
    assert before is not None
    assert after is not None
    assert after <= before or plan.planned > poor.planned


@pytest.mark.parametrize("seed", seeds(3, 10))
def test_parts_hear_of_the_better_plan_of_a_search_beside_the_proof(seed: int) -> None:
    compiled = compile_day(many(seed, 8))
    best, poor = solved(compiled).solution, Search(compiled, seed=seed, workers=1).run(0.0, effort=1).solution
    assert best is not None
    asked = []

    def latest() -> Solution:
        asked.append(best)
        return best

    plan, bound = prove_apart(compiled, poor, 20.0, columns={}, latest=latest)
    assert asked
    assert bound is not None
    for component in components(compiled):
        mine, theirs, before = (component.of(one) for one in (plan, best, poor))
        part = part_of(compiled, component, poor, 0)
        costs = [price_exact(part.compiled, one).cost for one in (mine, theirs, before)]
        assert costs[0] == min(cost for cost in costs[1:] if cost is not None)
    assert mine in (theirs, before)  # the last, which hears of it; the others may find as good ones


def test_dropping_links_between_parts_relaxes_the_day() -> None:
    made = two_teams(links=(Link(id="l", first="v3", second="v1", min_gap=90),), prices=free(lateness=1))
    made = made.replace(visits=tuple(one.replace(windows=visit("v", "08:00-08:00-10:00").windows)
                                     for one in made.visits))
    compiled = compile_day(made)
    best = solve_day_exact(compiled, 10.0, workers=1)
    assert best.cost == 90
    assert best.solution is not None
    plan, bound = prove_apart(compiled, best.solution, 5.0, columns={}, links=False)
    assert bound is not None
    assert bound <= 90
    assert price_exact(compiled, plan).cost == 90


@pytest.mark.parametrize("beside", [1, 3])
def test_what_is_left_out_in_one_part_may_be_left_out_in_another_instead(
        beside: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan without v2, which is near, is held against plans without v3, which is far."""
    monkeypatch.setattr(apart, "BESIDE", beside)
    near = {f"{one} {two}": 1 for one in ("base", "z1", "z2") for two in ("base", "z1", "z2")}
    made = two_teams(minutes=50, legs=near, prices=free(travel=1))
    compiled = compile_day(made)
    poor = retime(compiled, Solution(((0,), (), (2,)), (UNPLANNED,) * 3, (None,) * 3)).solution
    assert poor is not None
    assert check(made, to_plan(compiled, poor)).cost == 102
    plan, bound = prove_apart(compiled, poor, 5.0, columns={})
    assert plan.planned == poor.planned
    assert bound is not None
    assert bound <= 3  # v1 and v2 on one round


def test_the_engine_plans_parts_and_prices_the_whole() -> None:
    made = many(1, 30, worst_lateness=10)
    engine = Engine(made, seconds=2.0, seed=1, workers=1, effort=None, cancel=threading.Event(),
                    tell=lambda *_, **__: None, layers=LAYERS)
    assert len(engine.apart) > 1
    found = engine.solve()
    report = check(made, to_plan(engine.compiled, found.solution))
    assert report.violations == ()
    assert found.bound is None or found.bound <= report.cost
