"""Short-staffed days: triage and planning decide what is left out, strictly by criticality, and nothing is lost.

``benchmarks/short_staffed.py`` is the same over fifty seeds.
"""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.short_staffed import SHARES, problems, short_staffed
from triagering import check, plan_day
from triagering.evaluation import find_exchanges
from triagering.models import Plan, Reason, Route, Rule, StopKind, Unplanned


@pytest.mark.parametrize("share", SHARES)
def test_no_critical_visit_is_left_out_that_an_ordinary_one_could_make_room_for(share):
    for seed in range(3):
        found, _ = problems(short_staffed(seed, share), seed, effort=1500)
        assert found == []


def test_with_hardly_anybody_left_critical_visits_go_too_and_still_no_ordinary_one_is_in_their_way():
    left = Counter()
    for seed in range(2):
        found, missing = problems(short_staffed(seed, 0.7), seed, effort=1500)
        assert found == []
        left += missing
    assert left["critical"] > 0


def test_a_planner_who_gets_urgency_the_wrong_way_round_is_caught():
    day = short_staffed(2, 0.4)
    wrong = day.replace(visits=tuple(visit.replace(time_critical=not visit.time_critical) for visit in day.visits))
    plan = plan_day(wrong, effort=1500, workers=1, seed=1).plan
    assert check(day, plan).valid
    assert find_exchanges(day, plan)


def without_stop(plan, id_):
    """The plan with a visit taken out, and a break that is no longer between two stops."""
    routes = []
    for route in plan.routes:
        stops = [stop for stop in route.stops if stop.id != id_]
        if stops and StopKind.BREAK in (stops[0].kind, stops[-1].kind):
            stops = [stop for stop in stops if stop.kind is not StopKind.BREAK]
        routes.append(Route(carer=route.carer, stops=tuple(stops)))
    out = Unplanned(id=id_, reason=Reason.NO_CAPACITY, rule=Rule.COVERAGE)
    return Plan(routes=tuple(routes), unplanned=tuple(sorted((*plan.unplanned, out), key=lambda one: one.id)))


def test_the_exchange_test_notices_every_critical_visit_that_is_dropped_from_a_real_plan():
    day = short_staffed(1, 0.3)
    plan = plan_day(day, effort=1500, workers=1, seed=1).plan
    planned = {stop.id for route in plan.routes for stop in route.stops}
    critical = sorted(visit.id for visit in day.visits if visit.time_critical and visit.id in planned)
    assert len(critical) >= 5
    for id_ in critical:
        changed = without_stop(plan, id_)
        if check(day, changed).valid:
            assert id_ in {one.visit for one in find_exchanges(day, changed)}
