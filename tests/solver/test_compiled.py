"""The compiled problem forbids nothing that a plan may do."""

from __future__ import annotations

from tests.builders import carer, citizen, day, plan, shift, visit
from triagering.evaluation import check
from triagering.models import Day
from triagering.solver.compiled import compile_day

LEGS = {"base z1": 5, "z1 base": 5, "z1 z2": 5, "z2 z1": 5, "base z2": 60, "z2 base": 60}


def by_the_way(opens: str = "08:30") -> Day:
    """Give a day whose second visit is an hour from the start, and ten minutes by the first."""
    return day([visit("v1", "08:10-08:10", minutes=10), visit("v2", f"{opens}-08:30", minutes=10)],
               [carer("c1")], citizens=[citizen("z1"), citizen("z2")], shifts=[shift("c1", "08:00-08:50")], legs=LEGS)


def test_a_visit_that_is_near_by_another_is_possible_although_the_way_is_long() -> None:
    made = by_the_way()
    back = plan(made, c1="v1@08:10 v2@08:30")
    assert not check(made, back).valid  # from there it is an hour home
    longer = made.replace(shifts=(shift("c1", "08:00-09:50"),))
    assert check(longer, back).valid
    assert compile_day(longer).jobs.allowed.all()


def test_a_visit_that_no_way_reaches_in_time_is_not() -> None:
    made = day([visit("v1", "08:00-08:09")], shifts=[shift("c1", "08:00-15:00")])
    assert not compile_day(made).jobs.allowed.any()
