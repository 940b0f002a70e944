"""Combining all days within the gap finds the best plan below an incumbent, and says so only when there is none."""

from __future__ import annotations

import threading
from random import Random

import pytest

from tests.builders import carer, day, free, pause, shift, visit
from tests.seeds import seeds
from tests.solver.test_bound import FEATURES, solved
from triagering.models import Day, Link, Shift, TimeWindow
from triagering.solver.bound import combining as combining_of_days
from triagering.solver.bound.columns import SCALE
from triagering.solver.bound.combining import Combining
from triagering.solver.bound.frame import frame_of, framed
from triagering.solver.bound.generation import Generation
from triagering.solver.bound.sequences import earliest
from triagering.solver.compiled import compile_day
from triagering.solver.engine import PROVABLE
from triagering.solver.exact import price_exact, retime, solve_day_exact
from triagering.solver.solution import Solution


def combining(made: Day, incumbent: int) -> Combining:
    run = Generation(frame_of(compile_day(made), ()), incumbent)
    run.run(10.0, lambda: False)
    return Combining(run, lambda: False)


LINKED = day([visit("v1", "08:00-10:00"), visit("v2", "08:00-10:00"), visit("v3", "08:00-10:00", carers_needed=2)],
             [carer("c1"), carer("c2")], links=(Link(id="l", first="v1", second="v2", min_gap=45),),
             prices=free(travel=10, lateness=5, worst_lateness=10))


def random_roomy(seed: int) -> Day:
    """Give a day on which everything can be planned: wide windows, visits by two, links, breaks, several windows."""
    rng = Random(seed)
    visits = []
    for number in range(1, rng.randrange(4, 7)):
        opens = 480 + 10 * rng.randrange(12)
        times = [f"{t // 60:02}:{t % 60:02}" for t in (opens, opens + rng.randrange(40), opens + 120, opens + 150)]
        window = f"{times[0]}-{times[1]}-{times[2]}" + (f", {times[3]}-14:00" if rng.random() < 0.2 else "")
        visits.append(visit(f"v{number}", window, carers_needed=rng.choice([1, 1, 2]), minutes=rng.randrange(10, 60),
                            citizen=f"z{rng.randrange(1, 4)}"))
    gap = rng.randrange(-30, 60)
    return day(visits, [carer("c1"), carer("c2"), carer("c3")],
               links=(Link(id="l", first="v1", second="v2", min_gap=gap, max_gap=gap + 60),),
               shifts=[shift("c1", break_=pause("08:30-11:00", mandatory=rng.random() < 0.5)), shift("c2", overtime=60),
                       shift("c3", unused_price=rng.choice([0, 200]))],
               prices=free(travel=10, lateness=5, worst_lateness=10, face=50, stranger=70, overtime=30,
                           missed_break=90))


@pytest.mark.parametrize("seed", seeds(16, 60))
def test_what_is_found_below_an_incumbent_is_what_the_exact_layer_proves_best(seed: int) -> None:
    made = random_roomy(seed)
    compiled = compile_day(made)
    best = solved(compiled)
    assert best.solution is not None
    assert best.cost is not None
    if len(best.solution.planned) < compiled.n_jobs:
        pytest.skip("something has to be left out")
    found = combining(made, best.cost + 100).settle(best.cost + 100)
    assert found is not None
    assert found[0] == best.cost
    assert found[1] is not None
    assert price_exact(compiled, found[1]).cost == best.cost
    assert combining(made, best.cost).settle(best.cost) == (best.cost, None)


def test_links_and_visits_by_two_count_when_days_are_combined() -> None:
    best = solve_day_exact(compile_day(LINKED), 20.0, workers=1)
    assert best.cost is not None
    found = combining(LINKED, best.cost + 200).settle(best.cost + 200)
    assert found is not None
    assert found[0] == best.cost
    assert combining(LINKED, best.cost).settle(best.cost) == (best.cost, None)


@pytest.mark.parametrize("name", [name for name in FEATURES if name != "price of leaving out"])
def test_the_best_plan_is_found_however_little_it_is_below_the_incumbent(name: str) -> None:
    best = solved(compile_day(FEATURES[name]))
    assert best.cost is not None
    found = combining(FEATURES[name], best.cost + 1).settle(best.cost + 1)
    assert found is not None
    assert (found[0], found[1] is None) == (best.cost, False)


@pytest.mark.parametrize("gap", [45, 119, 120])
def test_what_days_cost_together_at_least_counts_links_visits_by_two_and_the_worst_lateness(gap: int) -> None:
    """With a gap of 120 the second visit starts at its last minute."""
    made = LINKED.replace(links=(LINKED.links[0].replace(min_gap=gap),))
    best = solved(compile_day(made))
    assert best.cost is not None
    one = combining(made, best.cost + 100)
    found = one.settle(best.cost + 100)
    assert found is not None
    assert found[1] is not None
    orders = []
    for route, jobs in enumerate(found[1].routes):
        own = one.frame.networks[one.made.of_route[route]].local
        orders.append((route, tuple(own[node] for node in one.frame.nodes.of_job[list(jobs)].tolist())))
    one.incumbent = best.cost + 100
    assert one._least(orders) == best.cost


@pytest.mark.parametrize("seed", seeds(6, 30))
def test_one_leaf_is_combined_below_one_incumbent_after_the_other(seed: int) -> None:
    compiled = compile_day(made := random_roomy(seed))
    best = solved(compiled)
    assert best.solution is not None
    assert best.cost is not None
    if len(best.solution.planned) < compiled.n_jobs:
        pytest.skip("something has to be left out")
    one = combining(made, best.cost + 100)
    assert one.settle(best.cost) == (best.cost, None)
    for incumbent in (best.cost + 1, best.cost + 100):
        found = one.settle(incumbent)
        assert found is not None
        assert (found[0], found[1] is None) == (best.cost, False)


def test_what_the_rest_of_the_day_costs_is_part_of_what_is_found_unless_other_times_might_suit_it_better() -> None:
    best = solve_day_exact(compile_day(LINKED), 20.0, workers=1)
    assert best.cost is not None
    frame = frame_of(compile_day(LINKED), ())
    run = Generation(framed(frame, frame.nodes.windows, frame.nodes.allowed, frame.worst, beside=100), best.cost + 300)
    run.run(10.0, lambda: False)
    found = Combining(run, lambda: False, lambda _, cost: cost + 100).settle(best.cost + 300)
    assert found is not None
    assert (found[0], found[1] is None) == (best.cost + 100, False)
    assert Combining(run, lambda: False, lambda _, cost: cost + 101).settle(best.cost + 300) is None


def test_a_day_whose_visits_may_be_left_out_is_not_combined() -> None:
    made = day([visit("v1", unplanned_price=5)], [carer("c1")], prices=free(travel=1))
    assert combining(made, 100).settle(100) is None


@pytest.mark.parametrize(("name", "most"), [("LABELS", 1), ("PREFIXES", 0), ("COMBINED", -1), ("RETIMED", 0)])
def test_where_there_is_too_much_to_combine_nothing_is_claimed(
        name: str, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    one = combining(LINKED, 5000)
    assert one.settle(5000) is not None
    monkeypatch.setattr(combining_of_days, name, most)
    assert one.settle(5000) is None


def test_combining_that_is_cancelled_claims_nothing() -> None:
    cancel = threading.Event()
    run = combining(LINKED, 5000)
    cancel.set()
    assert Combining(run.made, cancel.is_set).settle(5000) is None


def test_days_before_midnight_are_combined_as_those_after() -> None:
    def together(start: int) -> Day:
        window = TimeWindow(earliest_start=start + 20, agreed_start=start + 20, latest_start=start + 60)
        both = visit("v1", carers_needed=2).replace(windows=(window,))
        shifts = [Shift(carer=name, start=start, end=start + 90) for name in ("c1", "c2")]
        return day([both], [carer("c1"), carer("c2")], shifts=shifts, prices=free(travel=10, lateness=5))

    found = [combining(together(start), 1000).settle(1000) for start in (400, -100)]
    assert [one and one[0] for one in found] == [400, 400]


SPANS = (
    (20, "485-496 500-513 516-530"), (7, "494-505 510-514 516-531 533-541"), (7, "518-536 541-564 569-584 590-609"),
    (13, "531-544 547-564 566-590"), (12, "543-555 559-568 576-601"), (17, "550-573 574-583 585-599"),
    (9, "565-578 579-595 598-623 629-641"), (9, "578-601 604-611 619-640"), (9, "601-615 617-634 635-643 651-658"),
    (5, "613-624 627-635 642-664"), (19, "622-646 652-675 676-688"), (11, "641-662 670-693 695-714"),
    (11, "649-668 675-685 691-695 698-720"))


def test_a_round_with_more_schedules_than_are_told_apart_costs_no_less_than_is_said() -> None:
    """With so many windows schedules are merged; what a merged one costs at least holds for those it stands for."""
    visits = [visit(f"v{number:02}", ", ".join(spans.split()), minutes=minutes, citizen="z1")
              for number, (minutes, spans) in enumerate(SPANS)]
    links = tuple(Link(id=f"l{n}", first=f"v{n:02}", second=f"v{n + 1:02}", min_gap=1) for n in range(len(SPANS) - 1))
    made = day(visits, [carer("c1", start_place="z1")], links=links,
               shifts=[shift("c1", "07:00-23:20", break_=pause("635-635", 24))],
               prices=free(lateness=5, missed_break=50))
    compiled = compile_day(made)
    network = frame_of(compiled, ()).networks[0]
    order = tuple(range(len(SPANS)))
    timed = retime(compiled, Solution((order,), tuple(visit.windows[0].earliest_start for visit in visits), (None,)))
    assert timed.cost is not None
    least = earliest(network, network.windows, 5000, network.order(order))[0]
    assert least <= SCALE * timed.cost


def test_sets_of_as_many_stops_as_are_proven_have_keys_of_64_bits() -> None:
    assert int(combining(LINKED, 1000).numbers.max()) < 2 ** 63 // (2 * PROVABLE)
