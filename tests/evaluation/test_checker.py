import datetime as dt
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import activity, carer, day, free, pause, plan, shift, visit
from tests.evaluation.rich import rich_day, rich_plan
from triagering.evaluation import check
from triagering.models import TERM_RULE, Pin, Plan, Route, Stop, StopKind, Term, TimeWindow

DAY, PLAN = rich_day(), rich_plan()
IDS = ("break", "v99", *DAY.visit_by_id, *DAY.activity_by_id)
CARERS = ("c99", *DAY.carer_by_id)
TIMES = st.integers(-2000, 4000)
STOPS = st.builds(Stop, kind=st.sampled_from(StopKind), id=st.sampled_from(IDS), start=TIMES, end=TIMES)


def test_the_report_adds_up():
    report = check(DAY, PLAN)
    assert report.valid
    assert report.cost == sum(report.costs.values()) == sum(charge.cost for charge in report.charges)
    assert list(report.costs) == [term for term in Term if term in report.costs]
    assert all(charge.rule is TERM_RULE[charge.term] and charge.cost > 0 for charge in report.charges)
    assert report.unplanned_by_class == {"priority 5": 1}


@pytest.mark.parametrize(("date", "seven"), [
    (dt.date(2026, 3, 2), 420), (dt.date(2026, 3, 29), 360), (dt.date(2026, 10, 25), 480)])
def test_times_are_told_as_the_clock_shows_them_when_it_changes_too(date, seven):
    """Everything is moved so that the clock shows the same as on any other day."""
    def at(hour, minute):
        return seven + (hour - 7) * 60 + minute

    window = TimeWindow(earliest_start=at(7, 0), agreed_start=at(7, 0), latest_start=at(8, 0))
    rest = pause(f"{at(10, 0)}-{at(10, 10)}")
    one = day([visit("v1", carers_needed=2).replace(windows=(window,)), visit("v2", citizen="z1")],
              [carer("c1"), carer("c2")], date=date, pins=(Pin(visit="v1", start=at(7, 5)),),
              activities=(activity("a1", at(12, 0)),),
              shifts=[shift(id_, f"{at(8, 0)}-{at(11, 0)}", break_=rest) for id_ in ("c1", "c2")])
    made = plan(one, c1=f"v1@{at(8, 20)} v2@{at(8, 20)} break@{at(9, 10)}+30 a1@{at(11, 59)}", c2=f"v1@{at(9, 10)}")
    assert {
        "starts at 08:20, outside 07:00-08:00", "is pinned to 07:05, but planned at 08:20",
        "starts at 11:59 instead of 12:00", "takes the break at 09:10, outside 10:00-10:10",
        "starts at 08:20, 0 minutes of travel after 08:40", "starts at 08:20, 09:10", "is back at 12:29, after 11:00",
    } <= {violation.detail for violation in check(one, made).violations}


def test_the_rich_plan_costs_what_was_computed_by_hand():
    """Loads are 160, 100, 120, 70 and 0 of shifts of 480, 480, 420, 420 and 300 minutes."""
    assert check(DAY, PLAN).costs == {
        Term.OVER_QUALIFIED: 20 + 2 * 20 + 3 * 20 + 2 * 20,
        Term.LATENESS: 5 * (15 + 10 + 210 + 120 + 20 + 60 + 270),
        Term.WORST_LATENESS: 10 * 270,
        Term.TRAVEL: 10 * (50 + 30 + 40 + 30),
        Term.WAITING: (60 + 100 + 20 + 30) + (30 + 150) + (10 + 150),
        Term.STRANGER: 300 * 8,
        Term.FACE: 50 * 9,
        Term.NOT_PREFERRED: 40,
        Term.UNMET_WISH: 60,
        Term.OUTSIDE_TEAM: 150 * 3,
        Term.OUTSIDE_DISTRICT: 300,
        Term.SUBSTITUTE: 60 * 2,
        Term.WORST_IDLE: 480 - 100 - 30,
        Term.LOAD_SPREAD: 58 + 3 + 30 + 20 + 65,
        Term.WORST_HEAVY: 10,
        Term.NOT_TOLD: 100,
        Term.RESERVE: 20 * (380 - (420 - 70)),
    }


def test_prices_of_zero_charge_nothing():
    report = check(DAY.replace(settings=DAY.settings.replace(prices=free())), PLAN)
    assert (report.valid, report.cost, report.charges) == (True, 0, ())


def test_the_order_of_routes_and_of_the_day_does_not_matter():
    mirrored = DAY.replace(visits=DAY.visits[::-1], carers=DAY.carers[::-1], shifts=DAY.shifts[::-1])
    report, twin = check(DAY, PLAN), check(mirrored, PLAN.replace(routes=PLAN.routes[::-1]))
    assert (report.violations, report.costs) == (twin.violations, twin.costs)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(-40, 40), st.integers(-3, 3)), max_size=6))
def test_moved_times_are_judged_and_never_crash(moves):
    routes = [list(route.stops) for route in PLAN.routes]
    for number, place, delay, longer in moves:
        stops = routes[number % len(routes)]
        if stops:
            old = stops[place % len(stops)]
            stops[place % len(stops)] = old.replace(start=old.start + delay, end=old.end + delay + longer)
    changed = [Route(carer=route.carer, stops=tuple(stops)) for route, stops in zip(PLAN.routes, routes, strict=True)]
    report = check(DAY, PLAN.replace(routes=tuple(changed)))
    lasts = [stop for stops in routes for stop in stops if stop.kind is not StopKind.BREAK]
    expected = [stop for route in PLAN.routes for stop in route.stops if stop.kind is not StopKind.BREAK]
    if any(a.end - a.start != b.end - b.start for a, b in zip(lasts, expected, strict=True)):
        assert not report.valid
    assert report.cost == sum(report.costs.values()) >= 0


@given(st.lists(st.tuples(st.sampled_from(CARERS), st.lists(STOPS, max_size=6)), max_size=6))
def test_any_plan_at_all_is_judged_without_crashing(routes):
    report = check(DAY, Plan(routes=tuple(Route(carer=carer, stops=tuple(stops)) for carer, stops in routes)))
    assert not report.valid
    assert all(str(violation) for violation in report.violations)


@given(st.data())
def test_a_stop_may_be_late_by_its_slack_and_not_a_minute_more(data):
    """A chain of visits 10 minutes apart; delaying one is fine up to its window's end and the next departure."""
    count = data.draw(st.integers(1, 5))
    small = st.integers(0, 15)
    lengths = data.draw(st.lists(st.integers(1, 60), min_size=count, max_size=count))
    gaps = data.draw(st.lists(small, min_size=count, max_size=count))
    slacks = data.draw(st.lists(small, min_size=count, max_size=count))
    which, delay = data.draw(st.integers(0, count - 1)), data.draw(st.integers(0, 20))
    steps = [length + 10 + gap for length, gap in zip(lengths, gaps, strict=True)]
    starts = list(accumulate(steps, initial=480))
    windows = [TimeWindow(earliest_start=start, agreed_start=start, latest_start=start + slack)
               for start, slack in zip(starts, slacks, strict=False)]
    one = day([visit(f"v{n}", minutes=lengths[n]).replace(windows=(windows[n],)) for n in range(count)],
              shifts=[shift("c1", f"07:00-{starts[-1]}")])
    route = " ".join(f"v{n}@{starts[n] + (delay if n == which else 0)}" for n in range(count))
    assert check(one, plan(one, c1=route)).valid is (delay <= min(slacks[which], gaps[which]))
