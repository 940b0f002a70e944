"""Each rule carries weight: take it out of the model, and the independent checker notices."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from tests.builders import carer, citizen, day, free, pause, shift, visit
from tests.solver.exact.random_days import random_day
from tests.solver.exact.solving import best
from triagering.evaluation import check
from triagering.models import Day, District, Link, Miniteam, Municipality, Pin, Rule
from triagering.solver.compiled import compile_day
from triagering.solver.eligibility import Eligibility
from triagering.solver.exact.rules import MODULES
from triagering.solver.exact.scope import _masks
from triagering.solver.export import to_plan

PAIR = [carer("c1"), carer("c2")]
WANTS_C1 = [shift("c1", unused_price=100), shift("c2")]
EARLY = free(lateness=1)

DAYS: dict[Rule, Day] = {
    Rule.COVERAGE: day([visit(unplanned_price=500)], prices=free(travel=1)),
    Rule.COMPETENCE: day([visit(tasks="medicine")], [carer("c1"), carer("c2", "medicine")], shifts=WANTS_C1),
    Rule.TIME: day([visit("v1", "08:00-08:10"), visit("v2", "12:00-12:10")], prices=free(waiting=1)),
    Rule.TRAVEL: day([visit("v1", "08:00-09:00"), visit("v2", "08:00-09:00")], prices=EARLY),
    Rule.SHIFT: day([visit("v1", "07:00-12:00")], shifts=[shift("c1", "08:00-12:00")], prices=EARLY),
    Rule.BREAK: day([visit("v1"), visit("v2")], shifts=[shift(break_=pause("08:00-09:00"))], prices=EARLY),
    Rule.TOGETHER: day([visit(carers_needed=2)], PAIR, prices=free(travel=1)),
    Rule.LINKS: day([visit("v1"), visit("v2")], links=(Link(id="l", first="v1", second="v2", min_gap=60),),
                    prices=EARLY),
    Rule.CONTINUITY: day([visit()], PAIR, shifts=WANTS_C1, citizens=[citizen("z1", vetoes=["c1"])]),
    Rule.BOUNDARY: day(
        [visit()], [carer("c1"), carer("c2", miniteam="n1")], shifts=WANTS_C1,
        citizens=[citizen("z1", miniteam="n1")],
        municipality=Municipality(districts=(District(id="north", closed=True),),
                                  miniteams=(Miniteam(id="n1", district="north"),))),
    Rule.FAIRNESS: day([visit("v1"), visit("v2")], PAIR, prices=free(travel=1),
                       shifts=[shift("c1", max_load=60), shift("c2", max_load=60)]),
    Rule.STABILITY: day([visit()], PAIR, shifts=WANTS_C1, pins=(Pin(visit="v1", carer="c2"),)),
    Rule.SLACK: day([visit("v1"), visit("v2")], PAIR, prices=free(travel=1, reserve=10),
                    shifts=[shift("c1", reserve=440), shift("c2", reserve=440)]),
}


@pytest.mark.parametrize("rule", Rule)
def test_without_the_rule_the_plan_is_rejected_or_dearer(rule: Rule) -> None:
    made = DAYS[rule]
    droppable = rule is Rule.COVERAGE
    right, wrong = best(made, droppable), best(made, droppable, without=[rule])
    assert right.solution is not None
    assert wrong.solution is not None
    good, bad = (check(made, to_plan(compile_day(made), solution)) for solution in (right.solution, wrong.solution))
    assert good.valid
    assert good.cost == right.cost
    assert not bad.valid or bad.cost > good.cost


def test_every_rule_has_its_module_in_the_model() -> None:
    assert list(MODULES) == list(Rule)


def test_every_step_of_who_may_come_belongs_to_a_rule_of_the_model() -> None:
    assert len(_masks(compile_day(DAYS[Rule.BOUNDARY]))) == len(fields(Eligibility))
    for seed in range(20):
        compiled = compile_day(random_day(seed).replace(activities=(), pins=()))
        together = np.logical_and.reduce(list(_masks(compiled).values()))
        np.testing.assert_array_equal(together, compiled.eligibility.allowed[compiled.jobs.unit])
