"""Short-staffed days: triage and planning decide what is left out, strictly by criticality, and nothing is lost."""

from __future__ import annotations

import math
import random
from collections import Counter
from functools import cache

import pytest

from triagering import check, generate_day, plan_day
from triagering.evaluation.exchange import find_exchanges
from triagering.evaluation.left_out import left_out
from triagering.models.observations import Event, Vitals
from triagering.triage import triage
from triagering.triage.clock import first_shift

SHARES = (0.1, 0.2, 0.3, 0.4)


@cache
def triaged(seed, visits=36, carers=7):
    """A generated day on which two citizens turn red and four yellow, and medicine cannot wait."""
    day = generate_day(visits=visits, carers=carers, seed=seed)
    day = day.replace(visits=tuple(
        visit.replace(time_critical=True) if any(task.competence in {"medicine", "insulin"} for task in visit.tasks)
        else visit for visit in day.visits))
    chance, at = random.Random(seed), first_shift(day)
    ill = chance.sample(sorted(citizen.id for citizen in day.citizens), 6)
    seen = [Vitals(id=f"o{n}", citizen=citizen, at=at, by="k", pulse=125, systolic=95)
            for n, citizen in enumerate(ill[:2])]
    seen += [Event(id=f"e{n}", citizen=citizen, at=at, by="k", event="fall") for n, citizen in enumerate(ill[2:])]
    return triage(day, seen)


def without(day, share, seed):
    """The day after a share of the shifts, rounded up, has been called in sick."""
    shifts = list(day.shifts)
    for shift in random.Random(1000 * seed + round(100 * share)).sample(shifts, math.ceil(share * len(shifts))):
        shifts.remove(shift)
    return day.replace(shifts=tuple(shifts))


def verify(seed, share, effort):
    """Plan one short-staffed day, hold it to the promises, and give what was left out per class."""
    day = without(triaged(seed).day, share, seed)
    result = plan_day(day, effort=effort, workers=1, seed=seed)
    assert check(day, result.plan).valid
    planned = {stop.id for route in result.plan.routes for stop in route.stops} - {"break"}
    unplanned = [out.id for out in result.plan.unplanned]
    assert len(set(unplanned)) == len(unplanned)
    assert planned.isdisjoint(unplanned)
    assert planned | set(unplanned) == {*day.visit_by_id, *day.activity_by_id}
    assert find_exchanges(day, result) == [], (seed, share)
    explained = left_out(day, result)
    assert {one.visit for one in explained} == set(unplanned) & day.visit_by_id.keys()
    return Counter(one.urgency.split()[0] for one in explained)


@pytest.mark.parametrize("share", SHARES)
def test_no_critical_visit_is_left_out_that_an_ordinary_one_could_make_room_for(share):
    for seed in range(3):
        verify(seed, share, effort=1500)


def test_with_hardly_anybody_left_critical_visits_are_left_out_too_and_still_no_ordinary_one_is_in_their_way():
    found = Counter()
    for seed in range(2):
        found += verify(seed, 0.7, effort=1500)
    assert found["critical"] > 0


@pytest.mark.slow
@pytest.mark.parametrize("share", SHARES)
def test_fifty_short_staffed_days_keep_the_order_of_urgency(share):
    left = Counter()
    for seed in range(50):
        left += verify(seed, share, effort=2000)
    print(f"{share:.0%} of the staff away, 50 days: left out {dict(left)}")
