import datetime as dt
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from tests.builders import activity, carer, citizen, day, pause, plan, shift, visit
from tests.solver.exact.random_days import random_day
from triagering.errors import InputError
from triagering.evaluation import check
from triagering.io.history import History
from triagering.io.simulation import HumanPlanner, deliver, events, simulate
from triagering.io.simulation.days import Staffing, with_calendar
from triagering.io.synthetic import generate_days
from triagering.models import CarerRelation, Link, Miniteam, Municipality
from triagering.models.history import UndeliveredReason
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


TOWN = Municipality(miniteams=(Miniteam(id="m1"), Miniteam(id="m2")))


def test_a_visit_comes_back_to_its_round_after_a_day_on_another():
    people, planner = [carer("c1"), carer("c2")], HumanPlanner()
    whole, short = day([visit()], people), day([visit()], people, shifts=[shift("c2")])
    rounds = {"c1": "north", "c2": "south"}
    found = [planned_starts(planner.plan(one, {each.carer: rounds[each.carer] for each in one.shifts}))["v1"][0]
             for one in (whole, short, whole)]
    assert found == ["c1", "c2", "c1"]


@pytest.mark.parametrize(("other", "hours", "who"), [
    ({"miniteam": "m2"}, "07:00-15:00", "c1"),      # of the citizen's team, though farther away
    ({"miniteam": None}, "07:00-15:00", "c2"),      # of no team: as good as the team's own
    ({"miniteam": "m2"}, "12:00-15:00", "c2")])     # of another team, where nobody of the team can come
def test_the_nearest_of_the_team_comes_and_where_none_can_the_nearest_of_all(other, hours, who):
    made = day([visit()], [carer("c1", miniteam="m1"), carer("c2", start_place="z1", **other)], municipality=TOWN,
               citizens=[citizen(miniteam="m1")], shifts=[shift("c1", hours), shift("c2")])
    assert planned_starts(HumanPlanner().plan(made))["v1"][0] == who


def test_a_meeting_is_in_the_round_of_each_of_its_carers_who_is_at_work():
    people, both = [carer("c1"), carer("c2"), carer("c3")], (activity(carers=("c1", "c2", "c3")),)
    made = day([visit(window="12:00-12:00")], people, activities=both, shifts=[shift("c1"), shift("c2")])
    found = HumanPlanner().plan(made)
    assert [(route.carer, [stop.id for stop in route.stops]) for route in found.routes] == [
        ("c1", ["a1"]), ("c2", ["a1"])]
    assert [left.id for left in found.unplanned] == ["v1"]


def test_a_visit_is_moved_aside_for_one_that_only_its_carer_can_do_and_stays_where_nobody_else_can_come():
    visits = [visit("v1"), visit("v2", tasks="medicine")]
    people = [carer("c1", "medicine"), carer("c2")]
    for shifts, found in [([shift("c1", max_load=50), shift("c2")], {"v1": "c2", "v2": "c1"}),
                          ([shift("c1", max_load=50)], {"v1": "c1"})]:
        made = day(visits, people, shifts=shifts)
        result = deliver(made, plan(made, c1="v1@08:00"))
        assert check(made, result).valid
        assert {id_: who for id_, (who, _) in planned_starts(result).items()} == found


@pytest.mark.parametrize("more", [{"time_critical": True}, {"priority": 1}, {"time_critical": True, "priority": 5}])
def test_where_hands_are_few_what_is_critical_comes_first_and_then_what_is_urgent(more):
    made = day([visit("v1"), visit("v2", **more)], shifts=[shift("c1", max_load=50)])
    assert set(planned_starts(deliver(made, plan(made)))) == {"v2"}


def test_carers_who_come_together_come_at_the_agreed_time_if_they_can():
    made = day([visit(window="08:00-08:20-10:00", carers_needed=2)], [carer("c1"), carer("c2")])
    late = made.replace(shifts=(shift("c1"), shift("c2", "08:15-15:00")))
    for one, start in ((made, 500), (late, 510)):
        found = HumanPlanner().plan(one)
        assert {stop.start for route in found.routes for stop in route.stops} == {start}


def test_carers_who_come_together_may_come_in_the_last_minute():
    made = day([visit(window="08:00-08:15", carers_needed=2)], [carer("c1"), carer("c2")],
               shifts=[shift("c1"), shift("c2", "08:05-15:00")])
    assert planned_starts(HumanPlanner().plan(made)) == {"v1": ("c2", 495)}


def test_linked_visits_are_exactly_as_far_apart_as_asked_and_by_the_same_carer():
    link = Link(id="l1", first="v1", second="v2", min_gap=60, max_gap=60, carers=CarerRelation.SAME)
    made = day([visit("v1", "08:00-08:00"), visit("v2")], links=(link,),
               carers=[carer("c1", start_place="z1"), carer("c2", start_place="z2")])
    found = HumanPlanner().plan(made)
    assert planned_starts(found) == {"v1": ("c1", 480), "v2": ("c1", 540)}
    assert check(made, found).valid


def test_a_later_window_is_used_where_the_first_is_before_the_shift():
    made = day([visit(window="08:00-09:00, 12:00-13:00")], shifts=[shift("c1", "10:00-15:00")])
    assert planned_starts(HumanPlanner().plan(made)) == {"v1": ("c1", 720)}


@pytest.mark.parametrize(("shift_", "fits"), [
    (shift("c1", "07:50-08:30"), True), (shift("c1", "07:50-08:29"), False), (shift("c1", "07:51-08:30"), False),
    (shift("c1", max_load=40), True), (shift("c1", max_load=39), False)])
def test_a_round_may_fill_its_shift_and_its_load_to_the_minute(shift_, fits):
    made = day([visit(window="08:00-08:00")], shifts=[shift_])
    assert ("v1" in planned_starts(HumanPlanner().plan(made))) is fits


@pytest.mark.parametrize(("second", "fits"), [("08:30-08:30", True), ("08:29-08:29", False)])
def test_two_visits_may_follow_each_other_to_the_minute(second, fits):
    made = day([visit("v1", "08:00-08:00"), visit("v2", second)])
    assert ("v2" in planned_starts(HumanPlanner().plan(made))) is fits
    assert ("v2" in planned_starts(deliver(made, plan(made, c1="v1@08:00")))) is fits
    assert ("v1" in planned_starts(deliver(made, plan(made, c1=f"v2@{second[:5]}")))) is fits


def test_a_visit_that_comes_in_between_is_put_where_it_costs_least_travel():
    made = day([visit("v1", "08:00-08:00"), visit("v2", "08:00-12:00", citizen="z1"), visit("v3", "10:00-10:00")])
    found = deliver(made, plan(made, c1="v1@08:00 v3@10:00"))
    assert [stop.id for stop in found.routes[0].stops] == ["v1", "v2", "v3"]


@pytest.mark.parametrize(("window", "visits", "stops"), [
    ("08:20-08:20", "09:00-09:00", ["v1", "break", "v2"]),              # before the way to the next
    ("10:30-10:40", "10:50-11:10, 11:20-11:20", ["v1", "break", "v2", "v3"])])  # behind it, so that all is in time
def test_a_break_lies_on_either_side_of_the_way_as_the_times_ask(window, visits, stops):
    later = [visit(f"v{n}", times) for n, times in enumerate(visits.split(", "), 2)]
    made = day([visit("v1", "08:00-08:00"), *later], shifts=[shift("c1", break_=pause(window, 20))])
    found = HumanPlanner().plan(made)
    assert [stop.id for stop in found.routes[0].stops] == stops
    assert check(made, found).valid


@pytest.mark.parametrize(("rest", "end", "fits"), [
    (pause("10:45-10:50", 20, mandatory=False), "15:00", True), (pause("10:45-10:50", 20), "15:00", False),
    (pause("10:00-10:40", 20, latest_end=650), "15:00", True),
    (pause("10:00-10:40", 20, latest_end=649), "15:00", False),
    (pause("11:00-11:30", 30, at_ends=True), "12:00", True), (pause("11:00-11:30", 30, at_ends=True), "11:59", False)],
    ids=["may be missed", "may not", "ends in time", "ends late", "home in time", "home late"])
def test_no_visit_gives_way_to_a_break_that_fits_or_may_be_missed(rest, end, fits):
    made = day([visit("v1", "10:10-10:10"), visit("v2", "11:00-11:00")],
               shifts=[shift("c1", f"07:00-{end}", break_=rest)])
    found = HumanPlanner().plan(made)
    assert (found.unplanned == ()) is fits
    assert check(made, found).valid


def test_who_has_no_visits_need_not_be_able_to_go_home_in_the_shift():
    made = day([visit()], [carer("c1"), carer("c2", end_place="far")], legs={"base far": 600, "z1 far": 600},
               shifts=[shift("c1"), shift("c2", max_load=50)])
    assert [len(route.stops) for route in HumanPlanner().plan(made).routes] == [1, 0]


def test_a_visit_that_is_only_late_stays_with_its_carer():
    known = day([visit("v1"), visit("v2")], [carer("c1"), carer("c2", start_place="z2")])
    actual = known.replace(visits=(visit("v1", minutes=60), visit("v2")))
    found = deliver(actual, plan(known, c1="v1@08:00 v2@08:30"))
    assert planned_starts(found) == {"v1": ("c1", 480), "v2": ("c1", 550)}


@pytest.mark.parametrize(("changed", "shifts", "carers", "start"), [
    (visit("v1", "12:00-13:00", carers_needed=2), {"c1": "07:00-15:00", "c2": "07:00-15:00"}, {"c1", "c2"}, 720),
    (visit("v1"), {"c1": "07:00-15:00", "c2": "07:00-15:00"}, {"c1"}, 480),
    (visit("v1", carers_needed=2), {"c1": "07:00-15:00", "c3": "07:00-15:00"}, {"c1", "c3"}, 480),
    (visit("v1", carers_needed=2), {"c1": "07:00-15:00", "c2": "08:30-15:00"}, {"c1", "c2"}, 525)],
    ids=["other hours", "one carer fewer", "one is sick", "one comes later"])
def test_a_visit_that_cannot_go_as_published_is_found_other_hands_or_hours(changed, shifts, carers, start):
    people = [carer("c1"), carer("c2"), carer("c3")]
    known = day([visit("v1", carers_needed=2)], people)
    actual = day([changed], people, shifts=[shift(*entry) for entry in shifts.items()])
    found = deliver(actual, plan(known, c1="v1@08:00", c2="v1@08:00"))
    assert check(actual, found).valid
    assert [(route.carer, stop.start) for route in found.routes for stop in route.stops] == [
        (who, start) for who in sorted(carers)]


@pytest.fixture
def surely(monkeypatch):
    """Leave nothing to chance but whom it meets."""
    def set_(*, covered=1.0, same_day=1.0, colleague=1.0, acute=0.0):
        rates = {"COVERED": covered, "COVERED_SAME_DAY": same_day, "BY_COLLEAGUE": colleague, "CANCELLED": 0.0,
                 "NOT_HOME": 0.0, "ACUTE": acute}
        for name, rate in rates.items():
            monkeypatch.setattr(events, name, rate)
    return set_


@pytest.fixture(scope="module")
def base():
    return generate_days(6, 10, 4, seed=1)


def at_work(found):
    return [one.carer for one in found.shifts]


def everybody(base, **changed):
    return dict.fromkeys((one.id for one in base[0].citizens), (0, 99)) | changed


# On the first day c1 (ssa), c3 and c4 (ssh) work, and c6 in the evening; c2 (ssa), c5 (ssh) and c7 (evening) are off.
@pytest.mark.parametrize(("change", "who"), [
    (lambda staff: None, "c2"),
    (lambda staff: staff.carers.update(c2=staff.carers["c2"].replace(miniteam=None)), "s001"),
    (lambda staff: staff.carers.update(c2=staff.carers["c2"].replace(profession="ssh")), "s001"),
    (lambda staff: staff.layer.update(c2=False), "s001"),
    (lambda staff: staff.calendar.absences.append(("c2", 6, 6, "holiday")), "s001"),
    (lambda staff: staff.worked.update(c2=[0, 1, 2, 3, 4, 5]), "s001"),
    (lambda staff: staff.worked.update(c2=[-1, 0, 1, 2, 3, 4]), "c2")],
    ids=["free", "other team", "other profession", "evening", "away", "six of six days", "five of six days"])
def test_a_colleague_on_a_day_off_covers_who_could_have_had_the_round(surely, base, change, who):
    surely()
    staff = Staffing(base, events.Calendar(absences=[("c1", 6, 6, "holiday")]), np.random.default_rng(1))
    change(staff)
    found = staff.duties(base[0], 6, known=True, before=None)
    assert sorted(duty.carer.id for duty in found.values()) == sorted(["c3", "c4", "c6", who])


@pytest.mark.parametrize("seed", range(5))
def test_whoever_covers_is_not_at_work_already(surely, base, seed):
    surely(colleague=1.0)
    for absent, found in ((["c3"], ["c1", "c4", "c5", "c6"]), (["c3", "c4"], ["c1", "c5", "c6", "s001"])):
        gone = events.Calendar([(who, 0, 0, "holiday") for who in absent], active=everybody(base))
        made, *_ = with_calendar(base, gone, np.random.default_rng(seed))
        assert at_work(made.known) == found
    surely(colleague=0.0)
    made, *_ = with_calendar(base, gone, np.random.default_rng(seed))
    assert at_work(made.known) == ["c1", "c6", "s001", "s002"]


def test_a_substitute_has_the_hours_of_who_is_away_and_neither_team_nor_delegations(surely, base):
    surely(colleague=0.0)
    gone = events.Calendar([("c3", 1, 1, "holiday")], active=everybody(base))
    _, made, *_ = with_calendar(base, gone, np.random.default_rng(1))
    away, who = base[1].carer_by_id["c3"], made.known.carer_by_id["s001"]
    assert away.delegations
    assert (who.substitute, who.miniteam, who.delegations, who.profession) == (True, None, (), "ssh")
    before, after = base[1].shift_by_carer["c3"], made.known.shift_by_carer["s001"]
    assert before.previous_end is not None
    assert (after.start, after.end, after.previous_end, after.next_start) == (before.start, before.end, None, None)


def test_who_calls_in_sick_is_known_from_the_second_day_and_what_was_arranged_stands(surely, base):
    surely(same_day=0.0)
    gone = events.Calendar([("c1", 0, 1, "sick"), ("c3", 1, 1, "holiday")], active=everybody(base))
    first, second, third, *_ = with_calendar(base, gone, np.random.default_rng(1))
    assert (at_work(first.known), at_work(first.actual)) == (["c1", "c3", "c4", "c6"], ["c3", "c4", "c6"])
    assert sorted(first.rounds) == at_work(first.known)
    assert at_work(second.known) == ["c2", "c4", "c5", "c6"]
    assert second.known.shifts == second.actual.shifts
    assert at_work(third.known) == at_work(base[2])


def test_an_absence_that_is_not_covered_leaves_a_round_without_a_carer(surely, base):
    surely(covered=0.0)
    gone = events.Calendar([("c1", 0, 0, "holiday")], active=everybody(base))
    made, *_ = with_calendar(base, gone, np.random.default_rng(1))
    assert at_work(made.known) == ["c3", "c4", "c6"]


def test_a_meeting_to_which_nobody_can_come_is_not_held(surely, base):
    surely(covered=0.0)
    (meeting,) = base[0].activities
    gone = events.Calendar([(who, 0, 0, "holiday") for who in meeting.carers], active=everybody(base))
    first, second, *_ = with_calendar(base, gone, np.random.default_rng(1))
    assert first.known.activities == ()
    assert second.known.activities == base[1].activities


def test_visits_come_from_the_first_to_the_last_day_of_a_grant_and_an_admission_is_known_the_day_after(surely, base):
    surely()
    calendar = events.Calendar(stays=[("z002", 2, 3)], active=everybody(base, z001=(1, 3)))
    made = list(with_calendar(base, calendar, np.random.default_rng(1)))

    def days(citizen, which):
        return [n for n, each in enumerate(made) if any(one.citizen == citizen for one in getattr(each, which).visits)]

    assert days("z001", "known") == days("z001", "actual") == [1, 2, 3]
    assert (days("z002", "known"), days("z002", "actual")) == ([0, 1, 2, 4, 5], [0, 1, 4, 5])
    admitted = {one.id for one in made[2].known.visits if one.citizen == "z002"}
    assert [each.fell_away for each in made] == [
        dict.fromkeys(admitted, UndeliveredReason.HOSPITAL) if n == 2 else {} for n in range(6)]


def test_whoever_is_in_hospital_is_not_visited_in_haste(surely, base):
    surely(acute=2.0)
    stays = [(one.id, 0, 3) for one in base[0].citizens if one.id != "z001"]
    made, *_ = with_calendar(base, events.Calendar(stays=stays, active=everybody(base)), np.random.default_rng(1))
    assert {one.citizen for one in made.actual.visits if one.reason == "acute"} == {"z001"}


def test_rounds_are_dealt_among_those_who_give_care_and_a_nurse_keeps_a_nurse_s():
    made = simulate(7, citizens=60, carers=12, seed=1, planned=False)
    dealt = {(each.known.carer_by_id[who].profession, name.split("/")[1])
             for each in made.days for who, name in each.rounds.items()}
    assert ("ssh", "ssa") in dealt
    assert {pair for pair in dealt if "nurse" in pair} == {("nurse", "nurse")}


def test_what_falls_away_and_what_comes_at_once_is_as_often_as_said():
    made = simulate(28, citizens=200, carers=25, seed=1, planned=False).days
    reasons = Counter(reason.value for each in made for reason in each.fell_away.values())
    visits = sum(len(each.known.visits) for each in made)
    assert 0.016 < reasons["cancelled"] / visits < 0.024
    assert 0.003 < reasons["not_home"] / visits < 0.007
    acute = [(each, one) for each in made for one in each.actual.visits if one.reason == "acute"]
    asked = sum(len({one.citizen for one in each.known.visits}) for each in made)
    assert 0.014 < len(acute) / asked < 0.026
    for each, one in acute:
        (window,) = one.windows
        assert (one.priority, window.latest_start - window.earliest_start) == (1, 120)
        assert 480 <= window.agreed_start == window.earliest_start < 1200
        assert one.citizen in {other.citizen for other in each.known.visits if other.id not in each.fell_away}
    for each in made:
        kept = {one.id for one in each.known.visits} - each.fell_away.keys()
        assert {one.id for one in each.actual.visits if one.reason != "acute"} == kept
        assert each.known.acquaintances == each.actual.acquaintances == ()


def test_holidays_stays_and_grants_are_as_often_and_as_long_as_said():
    people = [f"p{n}" for n in range(1000)]
    found = events.calendar(np.random.default_rng(2), people, people, 100)
    holiday = [(first, last) for _, first, last, reason in found.absences if reason == "holiday"]
    assert 0.085 < sum(last - first + 1 for first, last in holiday) / 100_000 < 0.105
    assert all(first % 7 == 0 and last == min(first + 6, 99) for first, last in holiday)
    spells = [last - first + 1 for _, first, last, reason in found.absences if reason == "sick" and last < 99]
    assert 3.6 < sum(spells) / len(spells) < 4.2
    assert {last - first + 1 for _, first, last in found.stays} == {3, 4, 5, 6, 7}
    assert all(last < 100 for _, _, last, _ in found.absences)
    assert 60 < sum(first > 0 for first, _ in found.active.values()) < 110
    assert 60 < sum(last < 100 for _, last in found.active.values()) < 110
    assert all(found.active[who][0] <= first < found.active[who][1] for who, first, _ in found.stays)
    assert all(one[0] != other[0] or one[2] < other[1] for one, other in pairwise(found.stays))
