import pytest

from tests.builders import activity, carer, day, free, plan, visit
from tests.evaluation.judging import amounts, broken
from triagering.evaluation import check
from triagering.models import Rule, Term

WINDOWS = "08:00-08:15-08:30, 12:00-12:00-12:30"


@pytest.mark.parametrize(("start", "inside"), [
    ("07:59", False), ("08:00", True), ("08:30", True), ("08:31", False), ("10:00", False),
    ("11:59", False), ("12:00", True), ("12:30", True), ("12:31", False), ("-10", False),
])
def test_a_visit_starts_inside_one_of_its_windows_ends_included(start, inside):
    one = day([visit(window=WINDOWS)])
    assert broken(Rule.TIME, one, plan(one, c1=f"v1@{start}")) == ([] if inside else [("v1", "c1")])


@pytest.mark.parametrize(("start", "exact"), [("11:59", False), ("12:00", True), ("12:01", False)])
def test_an_activity_starts_when_it_starts(start, exact):
    one = day(activities=(activity(start="12:00"),))
    assert broken(Rule.TIME, one, plan(one, c1=f"v1@08:00 a1@{start}")) == ([] if exact else [("a1", "c1")])


@pytest.mark.parametrize(("start", "apart"), [
    ("09:40", True), ("09:41", False), ("10:00", False), ("10:29", False), ("10:30", True)])
def test_a_visit_ends_before_an_activity_of_its_citizen_or_starts_after_it(start, apart):
    one = day([visit(window="08:00-12:00"), visit("v2", window="08:00-12:00")], [carer("c1"), carer("c2")],
              activities=(activity(start="10:00", carers=(), citizens=("z1",)),))
    assert broken(Rule.TIME, one, plan(one, c1=f"v1@{start}", c2="v2@10:00")) == ([] if apart else [("v1", "c1")])


def test_an_activity_leaves_lateness_as_it_was_agreed():
    one = day([visit(window="08:00-12:00")], prices=free(lateness=1),
              activities=(activity(start="08:00", carers=(), citizens=("z1",)),))
    assert amounts(Term.LATENESS, Rule.TIME, one, plan(one, c1="v1@08:30")) == {("v1", "c1"): 30}


@pytest.mark.parametrize(("start", "late"), [
    ("08:00", 0), ("08:15", 0), ("08:16", 1), ("08:30", 15), ("12:00", 0), ("12:10", 10), ("10:00", 0)])
def test_lateness_counts_from_the_agreed_start_of_the_window_it_starts_in(start, late):
    one = day([visit(window=WINDOWS)], prices=free(lateness=5))
    found = amounts(Term.LATENESS, Rule.TIME, one, plan(one, c1=f"v1@{start}"))
    assert found == ({("v1", "c1"): late} if late else {})


def test_lateness_is_paid_per_stop_and_once_more_for_the_worst_of_the_plan():
    two = day([visit("v1", carers_needed=2), visit("v2")], [carer("c1"), carer("c2")],
              prices=free(lateness=5, worst_lateness=100))
    report = check(two, plan(two, c1="v1@08:07", c2="v1@08:07 v2@08:40"))
    assert report.costs == {Term.LATENESS: 5 * (7 + 7 + 40), Term.WORST_LATENESS: 100 * 40}
    assert report.charges[-1].about == ("v2", "c2")
