"""Made days keep to the documented ranges, on every seed."""

import datetime as dt
import os
import re
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.generator_figures import PLANNED, RANGES, measure
from triagering.errors import InputError
from triagering.io import run_lists
from triagering.io.days import read_day
from triagering.io.synthetic import generate_day, generate_days
from triagering.io.synthetic.staff import renewed
from triagering.models import Activity, CarerRelation, Day, Plan, Route, Visit, looks_like_cpr

SEEDS = range(1, 6)
SIZES = [(30, 3), (60, 6), (150, 15), (400, 40)]
SATURDAY = dt.date(2026, 3, 7)
CLOCKS_CHANGE = (dt.date(2026, 3, 29), dt.date(2026, 10, 25))


def able(day: Day, visit: Visit) -> list[str]:
    """Who at work may do a visit, time aside."""
    citizen = day.citizen_by_id[visit.citizen]
    return [
        carer.id for carer in day.carers
        if carer.id in day.shift_by_carer and carer.id not in citizen.vetoes
        and all(wish.attribute in carer.attributes for wish in citizen.wishes if wish.hard)
        and all(any(held.holds(task.competence, task.level, day.date) for held in carer.competences)
                or (task.delegable and any(given.holds(task.competence, visit.citizen, day.date)
                                           for given in carer.delegations)) for task in visit.tasks)
    ]


def in_time(day: Day, visit: Visit, carer: str) -> bool:
    """Whether a carer with nothing else to do can be there, in the window, and home within the shift."""
    who, shift, window = day.carer_by_id[carer], day.shift_by_carer[carer], visit.windows[0]
    minutes = day.travel.minutes[who.mode]
    base, home = day.place_index[who.start_place], day.place_index[day.citizen_by_id[visit.citizen].place]
    start = max(window.earliest_start, shift.start + minutes[base][home])
    return start <= window.latest_start and start + visit.minutes + minutes[home][base] <= shift.end


@pytest.mark.parametrize(("visits", "carers"), SIZES)
def test_the_day_has_exactly_the_visits_and_carers_asked_for(visits: int, carers: int) -> None:
    for seed in SEEDS:
        day = generate_day(visits=visits, carers=carers, seed=seed)
        assert (len(day.visits), len(day.carers), len(day.shifts)) == (visits, carers, carers)


@given(st.integers(1, 60), st.integers(1, 25), st.integers(0, 1000))
def test_any_size_makes_a_consistent_day(citizens: int, carers: int, seed: int) -> None:
    day = generate_day(citizens=citizens, carers=carers, seed=seed)
    assert (len(day.citizens), len(day.shifts)) == (citizens, carers)
    assert len(day.visits) == min((10 if carers > 2 else 8) * carers, 3 * citizens)


def test_the_figures_lie_in_the_documented_ranges() -> None:
    for visits, carers in ((100, 10), *SIZES[2:]):
        for seed in SEEDS:
            for name, value in measure(generate_day(visits=visits, carers=carers, seed=seed)).items():
                assert RANGES[name][0] <= value <= RANGES[name][1], (visits, seed, name, value)


def test_the_documentation_states_the_ranges_that_are_tested() -> None:
    text = (Path(__file__).parents[2] / "docs" / "generator.md").read_text(encoding="utf-8")
    rows = [f"| {name} | {lo:g} – {hi:g} |" for name, (lo, hi) in (RANGES | PLANNED).items()]
    assert [row for row in rows if row not in text] == []


def test_the_bundled_example_is_the_day_that_its_script_makes() -> None:
    bundled = read_day(Path(__file__).parents[2] / "examples" / "miniteam")
    assert bundled == generate_day(citizens=30, carers=10, visits=60, seed=31)
    assert (len(bundled.visits), len(bundled.shifts)) == (60, 10)
    assert {link.carers for link in bundled.links} == set(CarerRelation)
    assert any(visit.carers_needed == 2 for visit in bundled.visits)
    assert any(citizen.vetoes for citizen in bundled.citizens)


def test_the_agreed_start_lies_inside_the_window_which_is_narrow_where_time_is_critical() -> None:
    day = generate_day(visits=400, seed=1)
    for visit in day.visits:
        window = visit.windows[0]
        assert window.earliest_start <= window.agreed_start <= window.latest_start
        if any(task.competence == "insulin" for task in visit.tasks):
            assert visit.time_critical
            assert window.latest_start - window.earliest_start <= 30
    assert any(visit.time_critical for visit in day.visits)
    assert {visit.priority for visit in day.visits} == {1, 2, 3, 4, 5}


def test_a_citizens_visits_cannot_overlap_except_where_a_link_orders_them() -> None:
    for seed in SEEDS:
        day = generate_day(visits=150, seed=seed)
        linked = {(link.first, link.second) for link in day.links}
        mine: dict[str, list[Visit]] = {}
        for visit in day.visits:
            mine.setdefault(visit.citizen, []).append(visit)
        for before, after in (pair for visits in mine.values() for pair in pairwise(visits)):
            apart = before.windows[0].latest_start + before.minutes <= after.windows[0].earliest_start
            assert apart or (before.id, after.id) in linked


@pytest.mark.parametrize(("visits", "carers"), [(10, 1), (20, 2), *SIZES])
def test_every_visit_can_be_reached_in_time_by_enough_able_carers(visits: int, carers: int) -> None:
    for seed in SEEDS:
        day = generate_day(visits=visits, carers=carers, seed=seed)
        for visit in day.visits:
            reached = [carer for carer in able(day, visit) if in_time(day, visit, carer)]
            assert len(reached) >= visit.carers_needed, (seed, visit)


def test_links_can_hold_at_the_agreed_starts() -> None:
    for seed in SEEDS:
        day = generate_day(visits=150, seed=seed)
        assert any(link.min_gap is not None and link.max_gap is not None for link in day.links)
        for link in day.links:
            first, second = (day.visit_by_id[id_] for id_ in (link.first, link.second))
            gap = second.windows[0].agreed_start - first.windows[0].agreed_start
            assert link.min_gap is None or link.min_gap <= gap
            assert link.max_gap is None or gap <= link.max_gap
            if link.carers is not CarerRelation.ANY:
                assert first.carers_needed == second.carers_needed == 1


def test_what_is_switched_off_is_not_there() -> None:
    full, bare = generate_day(visits=150), generate_day(visits=150, doubles=False, links=False, breaks=False,
                                                        meetings=False)
    for day, there in ((full, True), (bare, False)):
        assert any(visit.carers_needed > 1 for visit in day.visits) is there
        assert bool(day.links) is there
        assert any(shift.break_ is not None for shift in day.shifts) is there
        assert bool(day.activities) is there


def test_shifts_over_six_hours_have_a_paid_break_away_from_their_ends() -> None:
    for shift in generate_day(visits=400).shifts:
        assert (shift.break_ is not None) == (shift.end - shift.start > 360)
        if shift.break_ is not None:
            assert (shift.break_.minutes, shift.break_.paid) == (29, True)
            assert shift.start + 60 < shift.break_.earliest_start <= shift.break_.latest_start < shift.end - 60


def test_everybody_belongs_to_a_miniteam_of_about_ten_and_has_a_qualified_contact_in_it() -> None:
    day = generate_day(visits=400, carers=40)
    sizes = Counter(carer.miniteam for carer in day.carers)
    assert set(sizes) == {team.id for team in day.municipality.miniteams}
    assert all(8 <= size <= 12 for size in sizes.values())
    for citizen in day.citizens:
        contact = day.carer_by_id[citizen.contact_person or ""]
        assert contact.miniteam == citizen.miniteam
        assert contact.profession in ("ssh", "ssa", "nurse")
        assert contact.id not in citizen.vetoes


def test_nobody_is_vetoed_who_is_preferred_or_the_contact_person() -> None:
    for seed in range(40):
        for citizen in generate_day(carers=20, seed=seed).citizens:
            assert not citizen.vetoes & {*citizen.preferred, citizen.contact_person}


def test_nobody_meets_alone() -> None:
    assert generate_day(carers=1).activities == ()
    meetings = [meeting for seed in SEEDS for meeting in generate_day(carers=12, seed=seed).activities]
    assert min(len(meeting.carers) for meeting in meetings) > 1


def test_districts_are_neighbours_of_each_other() -> None:
    districts = {district.id: district for district in generate_day(carers=120, visits=130).municipality.districts}
    assert len(districts) == 3
    assert all(one.id in districts[other].neighbours for one in districts.values() for other in one.neighbours)
    assert any(one.neighbours for one in districts.values())


def test_a_large_day_has_a_bit_of_everything() -> None:
    day = generate_day(visits=400, carers=40)
    assert {carer.profession for carer in day.carers} >= {"unskilled", "ssh", "ssa", "nurse"}
    assert {carer.mode for carer in day.carers} == {"bicycle", "car"}
    assert any(carer.substitute for carer in day.carers)
    assert any(given.citizen is not None for carer in day.carers for given in carer.delegations)
    assert any(citizen.vetoes for citizen in day.citizens)
    assert any(wish.hard for citizen in day.citizens for wish in citizen.wishes)
    assert any(not wish.hard for citizen in day.citizens for wish in citizen.wishes)
    since = [known.days_since for known in day.acquaintances]
    assert None in since
    assert min(days for days in since if days is not None) <= 5
    assert max(days for days in since if days is not None) > day.settings.continuity.known_for_days


def test_the_same_seed_gives_the_same_day_whatever_the_hash_seed() -> None:
    code = ("from triagering.io.synthetic import generate_day; import hashlib; "
            "print(hashlib.sha256(generate_day(visits=60).model_dump_json(exclude={'carers', 'citizens'})"
            ".encode()).hexdigest())")
    seen = {subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, check=True,
                           capture_output=True, text=True).stdout for seed in ("0", "1")}
    assert len(seen) == 1
    assert generate_day(visits=60, seed=1) == generate_day(visits=60, seed=1)
    assert generate_day(visits=60, seed=1) != generate_day(visits=60, seed=2)


def test_ids_are_opaque_and_never_look_like_cpr() -> None:
    for seed in SEEDS:
        day = generate_day(visits=150, seed=seed)
        ids = {*day.citizen_by_id, *day.carer_by_id, *day.visit_by_id, *day.activity_by_id, *day.travel.places,
               *(link.id for link in day.links)}
        assert all(re.fullmatch(r"[a-z]\d{1,6}", id_) for id_ in ids)
        assert not any(looks_like_cpr(id_) for id_ in ids)


def test_impossible_numbers_are_refused_all_at_once() -> None:
    with pytest.raises(InputError) as refused:
        generate_day(citizens=0, carers=-1, visits=5)
    assert [(issue.code, issue.field) for issue in refused.value.issues] == [("E511", "citizens"), ("E511", "carers")]
    with pytest.raises(InputError, match="more than 6 per citizen"):
        generate_day(citizens=10, visits=61)
    assert len(generate_day(citizens=10, visits=60).visits) == 60


def test_a_weekend_has_no_cleaning_and_no_training() -> None:
    weekday, weekend = (generate_day(visits=400, date=date) for date in (SATURDAY - dt.timedelta(1), SATURDAY))
    asked = [{task.competence for visit in day.visits for task in visit.tasks} for day in (weekday, weekend)]
    assert asked[0] - asked[1] >= {"practical_help"}
    assert len(weekend.visits) < len(weekday.visits) == 400


def test_consecutive_days_share_everything_but_the_turn() -> None:
    days = generate_days(8, carers=10, seed=3)
    assert [day.date for day in days] == [days[0].date + dt.timedelta(n) for n in range(8)]
    for day in days[1:]:
        assert (day.citizens, day.carers, day.travel) == (days[0].citizens, days[0].carers, days[0].travel)
        assert len(day.shifts) == 10
    worked = Counter(shift.carer for day in days for shift in day.shifts)
    assert set(worked) == {carer.id for carer in days[0].carers}
    assert max(worked.values()) < 8
    weekdays = [day for day in days if day.date.weekday() < 5]
    assert {len(day.visits) for day in weekdays} == {100}
    assert len({frozenset(visit.citizen for visit in day.visits) for day in weekdays}) > 1
    same = days[0].visit_by_id.keys() & days[1].visit_by_id.keys()
    assert len(same) > 70
    assert all(days[0].visit_by_id[id_] == days[1].visit_by_id[id_] for id_ in same)


def test_a_roster_knows_the_shift_before_and_after() -> None:
    for yesterday, today in pairwise(generate_days(4, carers=10)):
        for shift in today.shifts:
            before = yesterday.shift_by_carer.get(shift.carer)
            assert shift.previous_end == (before.end - 1440 if before is not None else None)
            if before is not None:
                assert before.next_start == shift.start + 1440


def test_acquaintances_grow_a_day_older_each_day() -> None:
    first, second = generate_days(2, carers=10)
    assert [known.days_since + 1 if known.days_since is not None else None for known in first.acquaintances] == [
        known.days_since for known in second.acquaintances]


def by_the_clock(day: Day) -> list[object]:
    """Everything in a day that has a time, as the clock shows it."""
    pauses = {shift.carer: shift.break_ for shift in day.shifts if shift.break_ is not None}
    return [
        [(shift.carer, *(None if minute is None else day.clock(minute) for minute in (
            shift.start, shift.end, shift.previous_end, shift.next_start))) for shift in day.shifts],
        [(carer, day.clock(pause.earliest_start), day.clock(pause.latest_start)) for carer, pause in pauses.items()],
        [(visit.id, *(day.clock(minute) for _, minute in window)) for visit in day.visits for window in visit.windows],
        [(activity.id, day.clock(activity.start)) for activity in day.activities],
        day.links,
    ]


@pytest.mark.parametrize("sunday", CLOCKS_CHANGE)
@pytest.mark.parametrize("days", [-1, 0, 1])
def test_around_a_change_of_the_clocks_everything_is_at_its_usual_time_by_the_clock(
    sunday: dt.date, days: int,
) -> None:
    changed, usual = (generate_day(carers=10, date=sunday + dt.timedelta(shift)) for shift in (days, days - 7))
    assert by_the_clock(changed) == by_the_clock(usual)
    assert {day.clock(0) for day in (changed, usual)} == {"00:00"}


@pytest.mark.parametrize("sunday", CLOCKS_CHANGE)
def test_run_lists_show_seven_oclock_where_the_clocks_change(sunday: dt.date) -> None:
    day = generate_day(carers=1, date=sunday)
    lists = run_lists(day, Plan(routes=tuple(Route(carer=shift.carer) for shift in day.shifts)))
    assert "07:00–15:00" in lists


@pytest.mark.parametrize("sunday", CLOCKS_CHANGE)
def test_a_roster_over_a_change_of_the_clocks_keeps_to_the_clock(sunday: dt.date) -> None:
    for yesterday, today in pairwise(generate_days(3, carers=10, date=sunday - dt.timedelta(1))):
        for shift in today.shifts:
            before = yesterday.shift_by_carer.get(shift.carer)
            if before is not None:
                assert today.clock(shift.previous_end or 0) == yesterday.clock(before.end) + "-1"
                assert yesterday.clock(before.next_start or 0) == today.clock(shift.start) + "+1"


@pytest.mark.parametrize("date", ["1900-01-01", "1916-05-14", "1916-09-30", "1940-05-15", "2199-12-31"])
def test_days_can_be_made_long_ago_and_far_ahead_even_where_the_clock_jumps_over_the_end_of_a_shift(date: str) -> None:
    day = generate_day(carers=10, date=dt.date.fromisoformat(date))
    assert {day.clock(shift.start) for shift in day.shifts} >= {"07:00", "15:00"}


def test_years_that_cannot_be_planned_are_refused() -> None:
    last = dt.date(2199, 12, 31)
    for days, date, told in ((1, last + dt.timedelta(1), "is no day"), (2, last, "does not begin 2 days")):
        with pytest.raises(InputError, match=told) as refused:
            generate_days(days, carers=1, date=date)
        assert [(issue.code, issue.field) for issue in refused.value.issues] == [("E213", "date")]


@pytest.mark.parametrize(("given", "value"), [
    ("citizens", 0), ("carers", -1), ("visits", 0), ("seed", -1), ("group_activities", -1)])
def test_only_what_was_given_is_refused(given: str, value: int) -> None:
    with pytest.raises(InputError) as refused:
        generate_day(**{given: value})
    assert [(issue.field, issue.value) for issue in refused.value.issues] == [(given, str(value))]


def test_a_weekend_without_anything_else_keeps_its_cleaning() -> None:
    for seed in range(10):
        assert len(generate_day(1, 1, 1, seed=seed, date=SATURDAY).visits) == 1
        assert len(generate_days(7, 5, 1, 1, seed=seed)) == 7


def test_where_one_carer_works_alone_no_link_asks_for_another() -> None:
    links = [link for seed in range(20) for link in generate_day(carers=1, seed=seed).links]
    assert any(link.max_gap == 45 + link.min_gap for link in links if link.min_gap is not None and link.max_gap)
    assert CarerRelation.OTHER not in {link.carers for link in links}


def test_insulin_can_be_given_all_year_and_longer() -> None:
    days = generate_days(400, carers=5, seed=7)
    assert all(able(day, visit) for day in days[::10] for visit in day.visits)
    assert any(task.competence == "insulin" for visit in days[0].visits for task in visit.tasks)
    later = days[0].date + dt.timedelta(1500)
    ends = {held.valid_until for carer in days[0].carers for held in renewed(carer, later).competences} - {None}
    assert all(later <= end < later + dt.timedelta(365) for end in ends if end is not None)
    assert ends


GROUPED = [({"carers": 10}, 2), ({"visits": 400, "carers": 40}, 8), ({"citizens": 30, "carers": 10, "visits": 60}, 6),
           ({"carers": 3}, 2), ({"carers": 13}, 8)]


def groups(day: Day) -> list[Activity]:
    """What citizens take part in."""
    return [activity for activity in day.activities if activity.citizens]


@pytest.mark.parametrize(("size", "asked"), GROUPED)
def test_group_activities_leave_the_rest_of_a_day_as_it_is(size: dict[str, int], asked: int) -> None:
    for seed in SEEDS:
        day, plain = generate_day(**size, seed=seed, group_activities=asked), generate_day(**size, seed=seed)
        assert day.replace(activities=tuple(one for one in day.activities if not one.citizens)) == plain
        assert groups(plain) == []
        assert len(groups(day)) <= asked
        assert day == generate_day(**size, seed=seed, group_activities=asked)


def test_group_activities_are_day_centres_and_trainings_of_the_documented_size() -> None:
    days = [generate_day(carers=20, seed=seed, group_activities=4) for seed in range(20)]
    many = [generate_day(carers=14, seed=seed, group_activities=8) for seed in range(20)]
    assert any(sum(bool(one.carers) for one in groups(day)) > 1 for day in many)
    centres = [one for day in days for one in groups(day) if not one.carers]
    trainings = [(one, day) for day in days for one in groups(day) if one.carers]
    assert len(centres) == 40
    assert len(trainings) > 30
    assert {one.minutes for one in centres} == {180, 210, 240, 270, 300}
    assert {len(one.citizens) for one in centres} == {*range(6, 13)}
    assert {(one.minutes, one.capacity) for one, _ in trainings} == {(60, 8)}
    assert {len(one.citizens) for one, _ in trainings} == {*range(4, 9)}
    for one, day in trainings:
        [carer], [need] = one.carers, one.needs
        shift = day.shift_by_carer[carer]
        assert shift.start <= one.start <= one.end <= shift.end
        assert any(held.holds(need.competence, need.level, day.date) for held in day.carer_by_id[carer].competences)
    for day in days + many:
        taking_part = [citizen for one in groups(day) for citizen in one.citizens]
        leading = [carer for one in groups(day) for carer in one.carers]
        assert len(set(taking_part)) == len(taking_part)
        assert len(set(leading)) == len(leading)
        for one in groups(day):
            assert len({day.citizen_by_id[who].miniteam for who in one.citizens}) == 1


@pytest.mark.parametrize(("size", "asked"), GROUPED)
def test_who_takes_part_can_be_visited_as_agreed_in_an_hour_or_more_by_enough_able_carers(
    size: dict[str, int], asked: int,
) -> None:
    cut = 0
    for seed in range(1, 11):
        day = generate_day(**size, seed=seed, group_activities=asked)
        for visit in (visit for visit in day.visits if visit.citizen in day.activities_of):
            whole = visit.windows[0]
            [left] = [one for one in day.windows_of(visit) if one.holds(whole.agreed_start)]
            assert left.latest_start - left.earliest_start >= min(60, whole.latest_start - whole.earliest_start)
            cut += left != whole
            reached = [carer for carer in able(day, visit) if in_time(day, visit.replace(windows=(left,)), carer)]
            assert len(reached) >= visit.carers_needed
    assert cut


@pytest.mark.parametrize(("size", "asked"), GROUPED)
def test_where_a_helper_holds_a_training_two_more_are_at_work(size: dict[str, int], asked: int) -> None:
    for seed in range(1, 11):
        day = generate_day(**size, seed=seed, group_activities=asked)
        for one in groups(day):
            for carer in map(day.carer_by_id.__getitem__, one.carers):
                assert carer.profession == "ssh"
                assert sum(other.miniteam == carer.miniteam and other.profession == "ssh"
                           and day.shift_by_carer[other.id].start <= one.start
                           and one.end <= day.shift_by_carer[other.id].end for other in day.carers) >= 3


def test_a_week_has_other_people_in_groups_every_weekday_and_none_at_the_weekend() -> None:
    days = generate_days(7, carers=10, group_activities=2)
    assert [len(groups(day)) for day in days] == [2, 2, 2, 2, 2, 0, 0]
    assert len({one.citizens for day in days for one in groups(day)}) == 10
    assert [day.replace(activities=()) for day in days] == [
        day.replace(activities=()) for day in generate_days(7, carers=10)]


def test_too_few_citizens_or_helpers_make_no_group() -> None:
    assert groups(generate_day(carers=1, citizens=5, group_activities=3)) == []
    assert groups(generate_day(carers=10, meetings=False)) == []
    few = [generate_day(carers=3, seed=seed, group_activities=4) for seed in range(1, 11)]
    assert [one for day in few for one in groups(day) if one.carers] == []
    assert any(map(groups, few))


def test_group_activities_are_at_their_times_by_the_clock_also_where_it_changes_on_a_weekday() -> None:
    wednesday = dt.date(1940, 5, 15)
    changed, usual = (generate_day(carers=10, date=date, group_activities=2)
                      for date in (wednesday, wednesday - dt.timedelta(7)))
    assert by_the_clock(changed) == by_the_clock(usual)
    assert groups(changed)[0].start != groups(usual)[0].start
