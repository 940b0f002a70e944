import datetime as dt
from collections import Counter

import numpy as np
import pytest

from tests.builders import carer, day, pause, plan, shift, visit
from tests.solver.exact.random_days import random_day
from triagering.errors import InputError
from triagering.evaluation import check
from triagering.io.history import History
from triagering.io.simulation import HumanPlanner, deliver, events, simulate
from triagering.io.simulation.days import Staffing, with_calendar
from triagering.io.synthetic import generate_days
from triagering.models import CarerRelation, Link
from triagering.planning import plan_day


@pytest.fixture(scope="module")
def weeks():
    return simulate(8, citizens=20, carers=5, seed=3)


def planned_starts(found):
    return {stop.id: (route.carer, stop.start) for route in found.routes for stop in route.stops}


def test_every_plan_of_the_baseline_keeps_every_hard_rule(weeks):
    planner = HumanPlanner()
    for each in weeks.days:
        published = planner.plan(each.known, each.rounds)
        assert check(each.known, published).violations == ()
        assert check(each.actual, deliver(each.actual, published)).violations == ()


def test_the_baseline_keeps_every_hard_rule_on_any_day_without_pins_and_visits_that_only_go_together():
    planned = 0
    for seed in range(100):
        made = random_day(seed, visits=8)
        links = tuple(link.replace(all_or_none=False) for link in made.links)
        made = made.replace(pins=(), links=links)
        published = HumanPlanner().plan(made)
        assert check(made, published).violations == (), seed
        planned += len(planned_starts(published))
    assert planned > 500


def test_the_same_seed_makes_the_same_weeks_and_another_seed_others():
    one, two, other = (simulate(3, citizens=10, carers=3, seed=seed) for seed in (1, 1, 2))
    assert one.days == two.days
    assert one.tables["visits"].equals(two.tables["visits"])
    assert one.days != other.days


def test_every_visit_is_in_the_history_once_per_carer_delivered_or_not(weeks):
    rows = weeks.tables["visits"]
    seen = set(zip(rows["date"].dt.date, rows["visit"], strict=True))
    expected = {(each.known.date, one.id) for each in weeks.days for one in (*each.known.visits, *each.actual.visits)}
    assert seen == expected
    undelivered = rows[rows["status"] == "undelivered"]
    assert undelivered["reason"].notna().all()
    assert not undelivered.duplicated(["date", "visit"]).any()


def test_the_history_of_the_weeks_can_be_imported(weeks, tmp_path):
    history = History(tmp_path)
    for table, rows in weeks.tables.items():
        assert history.add(table, rows).rows == len(rows)
    assert len(history.frame("visits")) == len(weeks.tables["visits"])


def test_admitted_citizens_get_no_visits_until_they_are_back(weeks):
    made = simulate(30, citizens=60, carers=8, seed=5, planned=False)
    stays = made.tables["stays"]
    assert len(stays) > 0
    for stay in stays.itertuples():
        for each in made.days:
            today = np.datetime64(each.known.date)
            visited = {one.citizen for one in each.actual.visits}
            if stay.first_day <= today <= stay.last_day:
                assert stay.citizen not in visited


def test_nobody_works_while_absent_and_nobody_twice(weeks):
    made = simulate(30, citizens=20, carers=6, seed=6, planned=False)
    absent = made.tables["absences"]
    substitutes = 0
    for each in made.days:
        today = np.datetime64(each.known.date)
        gone = set(absent[(absent["first_day"] <= today) & (absent["last_day"] >= today)]["carer"])
        at_work = Counter(one.carer for one in each.actual.shifts)
        assert not gone & set(at_work)
        assert max(at_work.values()) == 1
        substitutes += sum(one.startswith("s") for one in at_work)
    assert substitutes > 0


def test_whoever_steps_in_has_agreed_on_no_other_rest():
    base = tuple(day.replace(shifts=tuple(one.replace(rest_before=600, rest_after=600) for one in day.shifts))
                 for day in generate_days(14, 10, 6, seed=1))
    staff = sorted({carer.id for day in base for carer in day.carers})
    ill = events.Calendar(absences=[(one, 0, 13, "sick") for one in staff[::2]],
                          active={citizen.id: (0, 13) for citizen in base[0].citizens})
    stepped_in = 0
    for made, each in zip(base, with_calendar(base, ill, np.random.default_rng(1)), strict=True):
        for one in each.actual.shifts:
            own = one.carer in made.shift_by_carer
            assert (one.rest_before, one.rest_after) == ((600, 600) if own else (None, None))
            stepped_in += not own
    assert stepped_in > 0


def test_the_rates_are_those_of_the_sources():
    rng = np.random.default_rng(1)
    people = [f"p{n}" for n in range(300)]
    found = events.calendar(rng, people, people, 100)
    sick = sum(last - first + 1 for _, first, last, reason in found.absences if reason == "sick") / 30_000
    admitted = len(found.stays) / sum(min(100, last) - first for first, last in found.active.values())
    assert 0.07 < sick < 0.11
    assert 0.002 < admitted < 0.003


def test_people_keep_a_visit_on_its_round_whoever_works_it():
    visits = [visit("v1"), visit("v2")]
    monday = day(visits, [carer("c1"), carer("c2")])
    planner = HumanPlanner()
    first = planned_starts(planner.plan(monday, {"c1": "north", "c2": "south"}))
    swapped = planned_starts(planner.plan(monday, {"c1": "south", "c2": "north"}))
    assert {id_: {"c1": "c2", "c2": "c1"}[who] for id_, (who, _) in first.items()} == {
        id_: who for id_, (who, _) in swapped.items()}


def test_the_break_may_come_before_or_after_the_travel_and_is_never_left_out():
    visits = [visit("v1", "08:00-08:00"), visit("v2", "11:00-11:00")]
    rest = shift("c1", break_=pause("10:30-10:40", 20))
    tight = day(visits, [carer("c1")], shifts=[rest])
    assert check(tight, HumanPlanner().plan(tight)).valid
    impossible = day(visits, [carer("c1")], shifts=[shift("c1", break_=pause("10:45-10:50", 20))])
    found = HumanPlanner().plan(impossible)
    assert len(found.unplanned) == 1
    assert check(impossible, found).valid


def test_two_carers_start_together_and_linked_visits_keep_their_gap():
    visits = [visit("v1", carers_needed=2), visit("v2", citizen="z1", window="08:00-11:00")]
    links = (Link(id="l1", first="v1", second="v2", min_gap=60, max_gap=90, carers=CarerRelation.OTHER),)
    found = day(visits, [carer("c1"), carer("c2"), carer("c3")], links=links)
    result = HumanPlanner().plan(found)
    assert result.unplanned == ()
    assert check(found, result).valid


def test_what_falls_to_a_sick_carer_goes_to_the_nearest_free_hands():
    visits = [visit("v1"), visit("v2"), visit("v3")]
    people = [carer("c1"), carer("c2")]
    known = day(visits, people)
    published = plan(known, c1="v1@08:00", c2="v2@08:00 v3@08:40")
    actual = day(visits, people, shifts=[shift("c1")])
    found = planned_starts(deliver(actual, published))
    assert set(found) == {"v1", "v2", "v3"}
    assert found["v1"] == ("c1", 480)


def test_a_quiet_day_is_delivered_as_it_was_published():
    visits = [visit("v1"), visit("v2"), visit("v3")]
    known = day(visits, [carer("c1"), carer("c2")])
    published = plan(known, c1="v1@08:10", c2="v2@08:00 v3@08:45")
    assert deliver(known, published) == published


@pytest.mark.parametrize(("window", "stops"), [
    ("07:10-07:20", ["break", "v1", "v2"]), ("10:00-11:00", ["v1", "v2", "break"])])
def test_a_break_at_an_end_of_the_round_is_delivered_as_published(window, stops):
    made = day([visit("v1", "08:00-08:00"), visit("v2", "08:35-08:35")],
               shifts=[shift("c1", break_=pause(window, 30, at_ends=True))])
    found = deliver(made, plan_day(made, effort=50, workers=1).plan)
    assert [stop.id for stop in found.routes[0].stops] == stops
    assert check(made, found).valid


def test_nobody_is_given_more_than_the_most_load():
    made = day([visit("v1"), visit("v2")], shifts=[shift("c1", max_load=50)])
    found = deliver(made, plan(made, c1="v1@08:00"))
    assert check(made, found).valid
    assert len(found.unplanned) == 1


@pytest.mark.parametrize("seed", range(40))
def test_one_simulated_day_is_enough(seed):
    assert len(simulate(1, citizens=20, carers=4, seed=seed, planned=False).days) == 1


@pytest.mark.parametrize("sunday", [dt.date(2026, 3, 29), dt.date(2026, 10, 25)])
def test_a_weekend_in_which_the_clocks_change_goes_as_any_other_by_the_clock(sunday):
    usual, changed = (simulate(2, citizens=20, carers=5, seed=4, date=sunday - dt.timedelta(days)) for days in (8, 1))
    assert any(one.reason == "acute" for one in changed.days[-1].actual.visits)
    for table in ("visits", "shifts", "plans"):
        before, after = (made.tables[table].drop(columns=["date", "visit"], errors="ignore")
                         for made in (usual, changed))
        assert after.equals(before)
    assert [day.rounds for day in changed.days] == [day.rounds for day in usual.days]


def test_a_short_day_shift_is_no_evening_shift_when_the_clock_is_turned_back():
    layers = [Staffing(generate_days(7, 10, 10, date=dt.date(2026, 10, first)), events.Calendar(),
                       np.random.default_rng(1)).layer for first in (12, 19)]
    assert layers[0] == layers[1]


@pytest.mark.parametrize("seed", range(12))
def test_somebody_works_even_where_only_one_could(seed):
    assert len(simulate(56, citizens=5, carers=1, seed=seed, planned=False).days) == 56


def test_a_seed_below_zero_is_refused_by_name():
    with pytest.raises(InputError, match="seed"):
        simulate(1, citizens=5, carers=1, seed=-1)
