import pytest

from tests.builders import day, free, pause, plan, shift, visit
from tests.evaluation.judging import broken
from triagering.evaluation import check
from triagering.models import Rule, Stop, StopKind, Term


def break_day(visits=2, **given):
    return day([visit(f"v{n + 1}", "07:00-14:00") for n in range(visits)],
               shifts=[shift(break_=pause("11:00-11:30", 30, **given))], prices=free(missed_break=600))


@pytest.mark.parametrize(("route", "holds"), [
    ("v1@10:40 break@11:00+30 v2@11:40", True),
    ("v1@10:40 break@11:00+30 v2@11:39", False),
    ("v1@10:40 break@11:10+30 v2@11:40", True),
    ("v1@10:40 break@11:09+30 v2@11:40", False),
    ("v1@10:40 break@11:05+35 v2@11:40", False),
    ("v1@10:41 break@11:00+30 v2@12:00", False),
    ("v1@10:00 break@11:00+30 v2@11:30", True),
    ("v1@10:00 break@10:59+31 v2@12:00", False),
    ("v1@10:00 break@11:30+30 v2@12:00", True),
    ("v1@10:00 break@11:31+30 v2@12:30", False),
    ("v1@10:00 break@11:00+29 v2@12:00", False),
    ("v1@10:00 break@11:00+50 v2@12:00", True),
    ("v1@10:00 break@11:00+-30 v2@12:00", False),
    ("v1@09:00 break@11:00+30 break@11:30+30 v2@12:10", False),
    ("v1@10:00 v2@12:00", False),
    ("v1@09:00 v2@10:00 break@11:00+30", False),
    ("break@11:00+30 v1@12:00 v2@13:00", False),
    ("break@11:00+30", False),
    ("v1@10:00", True),
    ("v1@10:00 break@11:00+30", False),
    ("", True),
])
def test_one_break_long_enough_in_its_window_beside_a_stop_and_between_two(route, holds):
    assert broken(Rule.BREAK, break_day(), plan(break_day(), c1=route)) == ([] if holds else [("c1",)])


@pytest.mark.parametrize(("route", "holds"), [
    ("v1@10:00", False),
    ("v1@10:00 break@11:00+30", True),
    ("v1@10:40 break@11:00+30", True),
    ("v1@10:41 break@11:00+30", False),
    ("break@11:00+30 v1@11:30", True),
    ("break@11:00+31 v1@11:30", False),
    ("break@11:00+30", False),
    ("", True),
])
def test_at_the_ends_the_break_is_due_from_one_stop_on(route, holds):
    one = break_day(visits=1, at_ends=True)
    assert broken(Rule.BREAK, one, plan(one, c1=route)) == ([] if holds else [("c1",)])


@pytest.mark.parametrize(("length", "holds"), [(30, True), (40, True), (41, False)])
def test_a_break_ends_by_its_latest_end(length, holds):
    one = break_day(latest_end=11 * 60 + 40)
    found = broken(Rule.BREAK, one, plan(one, c1=f"v1@10:00 break@11:00+{length} v2@12:00"))
    assert found == ([] if holds else [("c1",)])


def test_a_shift_without_a_break_has_none():
    two = day([visit("v1"), visit("v2")])
    assert broken(Rule.BREAK, two, plan(two, c1="v1@08:00 break@08:20+5 v2@09:00")) == [("c1",)]


def test_a_break_has_no_id_of_its_own():
    one = break_day()
    good = plan(one, c1="v1@10:00 break@11:00+30 v2@12:00")
    first, stop, last = good.routes[0].stops
    odd = Stop(kind=StopKind.BREAK, id="v1", start=stop.start, end=stop.end)
    mutated = good.replace(routes=(good.routes[0].replace(stops=(first, odd, last)),))
    assert broken(Rule.BREAK, one, mutated) == [("c1",)]


@pytest.mark.parametrize(("visits", "at_ends", "route", "missed"), [
    (2, False, "v1@10:00 v2@12:00", 1),
    (2, False, "v1@10:00 break@11:00+30 v2@12:00", 0),
    (1, False, "v1@10:00", 0),
    (1, True, "v1@10:00", 1),
    (1, True, "v1@10:00 break@11:00+30", 0),
])
def test_a_break_that_is_not_mandatory_costs_when_due_and_not_taken(visits, at_ends, route, missed):
    one = break_day(visits, at_ends=at_ends, mandatory=False)
    report = check(one, plan(one, c1=route))
    assert report.valid
    assert report.costs == ({Term.MISSED_BREAK: 600} if missed else {})
