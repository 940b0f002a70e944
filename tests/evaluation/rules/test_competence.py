import datetime as dt

import pytest

from tests.builders import TODAY, carer, day, free, plan, shift, visit
from tests.evaluation.judging import amounts, broken
from triagering.models import Competence, Delegation, Level, Rule, Task, Term

YESTERDAY, TOMORROW = TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)
HOLDER = carer("c9", [Competence(area="medicine", level=Level.EXPERT), Competence(area="lift")])


def med_day(one, task=None):
    return day([visit(tasks=(task or Task(competence="medicine", level=Level.TRAINED),))], [one, HOLDER],
               shifts=[shift("c1")])


@pytest.mark.parametrize(("held", "able"), [
    (Competence(area="medicine", level=Level.TRAINED), True),
    (Competence(area="medicine", level=Level.EXPERT), True),
    (Competence(area="medicine", level=Level.BASIC), False),
    (Competence(area="lift", level=Level.EXPERT), False),
    (Competence(area="medicine", level=Level.TRAINED, valid_until=TODAY), True),
    (Competence(area="medicine", level=Level.TRAINED, valid_until=YESTERDAY), False),
    (Competence(area="medicine", level=Level.TRAINED, valid_from=TODAY), True),
    (Competence(area="medicine", level=Level.TRAINED, valid_from=TOMORROW), False),
])
def test_a_competence_counts_at_its_level_while_it_is_valid(held, able):
    one = med_day(carer("c1", [held]))
    assert broken(Rule.COMPETENCE, one, plan(one, c1="v1@08:00")) == ([] if able else [("v1", "c1")])


@pytest.mark.parametrize(("given", "delegable", "able"), [
    (Delegation(area="medicine"), True, True),
    (Delegation(area="medicine"), False, False),
    (Delegation(area="medicine", citizen="z1"), True, True),
    (Delegation(area="medicine", citizen="z2"), True, False),
    (Delegation(area="lift"), True, False),
    (Delegation(area="medicine", valid_until=TODAY), True, True),
    (Delegation(area="medicine", valid_until=YESTERDAY), True, False),
    (Delegation(area="medicine", valid_from=TOMORROW), True, False),
])
def test_a_delegation_stands_in_for_delegable_tasks_at_its_citizen(given, delegable, able):
    task = Task(competence="medicine", level=Level.EXPERT, delegable=delegable)
    one = day([visit("v1", tasks=(task,)), visit("v2")], [carer("c1", delegations=(given,)), HOLDER],
              shifts=[shift("c1")])
    assert broken(Rule.COMPETENCE, one, plan(one, c1="v1@08:00 v2@09:00")) == ([] if able else [("v1", "c1")])


def test_every_task_and_every_carer_of_a_visit_counts():
    two = day([visit(tasks="medicine lift", carers_needed=2)], [carer("c1", "medicine lift"), carer("c2", "lift")])
    assert broken(Rule.COMPETENCE, two, plan(two, c1="v1@08:00", c2="v1@08:00")) == [("v1", "c2")]


@pytest.mark.parametrize(("profession", "tasks", "amount"), [
    ("nurse", "medicine", 20 * (3 - 2)),
    ("nurse", "medicine lift", 20 * (3 - 2)),
    ("nurse", "lift", 20 * (3 - 1)),
    ("nurse", "", 20 * 3),
    ("nurse", "piano", 20 * 3),
    ("ssa", "medicine", 0),
    ("ssh", "medicine", 0),
    ("pianist", "", 0),
])
def test_hands_above_the_highest_task_are_priced_per_minute_and_step(profession, tasks, amount):
    one = day([visit(tasks=tasks)], [carer("c1", "medicine lift piano", profession=profession)],
              prices=free(over_qualified=1))
    found = amounts(Term.OVER_QUALIFIED, Rule.COMPETENCE, one, plan(one, c1="v1@08:00"))
    assert found == ({("v1", "c1"): amount} if amount else {})
