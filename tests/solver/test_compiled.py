"""The compiled problem forbids nothing that a plan may do, and prices it as the checker does."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.builders import carer, citizen, day, free, plan, shift, visit
from triagering.evaluation import check
from triagering.models import Acquaintance, Carer, Citizen, Day, Miniteam, Municipality, Term, Wish
from triagering.solver.compiled import compile_day
from triagering.solver.tables import Ints

LEGS = {"base z1": 5, "z1 base": 5, "z1 z2": 5, "z2 z1": 5, "base z2": 60, "z2 base": 60}


def by_the_way(opens: str = "08:30") -> Day:
    """Give a day whose second visit is an hour from the start, and ten minutes by the first."""
    return day([visit("v1", "08:10-08:10", minutes=10), visit("v2", f"{opens}-08:30", minutes=10)],
               [carer("c1")], citizens=[citizen("z1"), citizen("z2")], shifts=[shift("c1", "08:00-08:50")], legs=LEGS)


def costs(layers: Mapping[Term, Ints]) -> dict[Term, int]:
    """Give what the first of the rows costs with the first carer, term by term."""
    return {term: int(layer[0, 0]) for term, layer in layers.items() if layer[0, 0]}


def test_a_visit_that_is_near_by_another_is_possible_although_the_way_is_long() -> None:
    made = by_the_way()
    back = plan(made, c1="v1@08:10 v2@08:30")
    assert not check(made, back).valid  # from there it is an hour home
    longer = made.replace(shifts=(shift("c1", "08:00-09:50"),))
    assert check(longer, back).valid
    assert compile_day(longer).jobs.allowed.all()


@pytest.mark.parametrize("out", [5, 60])
def test_a_visit_whose_way_home_is_shorter_by_others_is_possible(out: int) -> None:
    legs = {"base z2": 5, "z2 z3": 5, "z3 z1": 5, "z1 base": 5, "base z1": out}
    made = day([visit("v2", "08:10-08:10", minutes=10), visit("v3", "08:30-08:30", minutes=10),
                visit("v1", "08:50-08:50", minutes=10)], legs=legs, minutes=60,
               shifts=[shift("c1", "08:00-09:05")])
    assert check(made, plan(made, c1="v2@08:10 v3@08:30 v1@08:50")).valid
    assert compile_day(made).jobs.allowed.all()


def test_a_visit_that_fits_only_its_second_window_is_possible() -> None:
    made = day([visit("v1", "06:00-06:30, 09:00-09:30"), visit("v2")])
    assert compile_day(made).jobs.allowed.all()


def test_a_visit_that_no_way_reaches_in_time_is_not() -> None:
    made = day([visit("v1", "08:00-08:09")], shifts=[shift("c1", "08:00-15:00")])
    assert not compile_day(made).jobs.allowed.any()


@pytest.mark.parametrize("known", [(14,), (15,), (28,), (29,), (None,), (29, 3), (3, 29), (15, 14), (14, 15)])
def test_whom_a_citizen_knows_is_priced_as_the_checker_does(known: tuple[int | None, ...]) -> None:
    met = tuple(Acquaintance(citizen="z1", carer="c1", days_since=since) for since in known)
    others = tuple(Acquaintance(citizen="z1", carer=f"gone{n}", days_since=1) for n in range(8))
    made = day(acquaintances=met + others, prices=free(stranger=7, beyond_target=100))
    assert costs(compile_day(made).pair_layers) == check(made, plan(made, c1="v1@08:00")).costs


@pytest.mark.parametrize(("home", "who"), [
    (citizen(), carer(profession="unknown")), (citizen(), carer(profession="ssh")),
    (citizen(wishes=(Wish(attribute="a"), Wish(attribute="b"))), carer()),
    (citizen(miniteam="m1"), carer()), (citizen(), carer(miniteam="m1")),
    (citizen(miniteam="m1"), carer(miniteam="m2")),
])
def test_a_stop_is_priced_as_the_checker_does(home: Citizen, who: Carer) -> None:
    made = day(carers=[who], citizens=[home], prices=free(over_qualified=1, unmet_wish=60, outside_team=150),
               municipality=Municipality(miniteams=(Miniteam(id="m1"), Miniteam(id="m2"))))
    assert costs(compile_day(made).stop_layers) == check(made, plan(made, c1="v1@08:00")).costs
