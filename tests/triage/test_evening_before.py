"""A day that is triaged before it: what is of the day before, what is overdue, what falls together."""

from __future__ import annotations

import pytest

from tests.triage.seen import added, agreed, at, change, colour, done, event, normal, row, run, stay
from triagering.io.board import effects_text, triage_board
from triagering.models import Pin
from triagering.models.observations import Change
from triagering.models.triage_rules import TriageRule
from triagering.triage import triage
from triagering.triage.examples import tiny_day

DAY = 1440
SERIOUS, REPEAT = Change.SERIOUS, TriageRule.REPEAT_MEASUREMENT
EVENING = -480
"""16:00 of the day before; the first shift starts at 07:00."""


def eve(*seen, now=EVENING, **options):
    return run(*seen, at=at(now), **options)


def visits(result, rule="", day=None):
    """Spans of the visits of follow-ups, by id."""
    found = (day or result.day).visits
    return {one.id: (one.windows[0].earliest_start, one.windows[-1].latest_start)
            for one in found if one.id.startswith(f"triage:{rule}")}


def follow_ups(result, rule):
    return [(one.due, one.visit, one.overdue) for one in row(result).follow_ups if one.rule == rule]


def test_a_repeat_of_this_evening_is_no_visit_of_tomorrow_and_what_falls_together_tomorrow_is_one():
    """Measured at 06:50, to be repeated every eight hours: at 14:50, missed; at 22:50, of today; at 06:50 tomorrow."""
    result = eve(normal(pulse=90, minute=410 - DAY))
    assert visits(result, "T23") == {"triage:T23:c1:3": (420, 470)}
    assert follow_ups(result, "T23") == [(at(-10), None, False), (at(470), "triage:T23:c1:3", True)]
    [alert] = [one for one in row(result).alerts if one.rule is TriageRule.FOLLOW_UP_OVERDUE]
    assert alert.say() == "repeat measurement is overdue (due 01-03 15:50)"


@pytest.mark.parametrize(("told", "ids", "overdue"), [
    ([], ["triage:T23:c1:3"], True), ([done(REPEAT, minute=-60)], ["triage:T23:c1:3"], False),
    ([done(REPEAT, minute=-60), done(REPEAT, minute=415)], [], False)])
def test_the_morning_after_has_the_visits_of_the_evening_before(told, ids, overdue):
    seen = normal(pulse=90, minute=410 - DAY)
    once = eve(seen)
    again = run(seen, *told, day=once.day)
    assert again.effects == ()
    assert visits(again, "T23").keys() == {"triage:T23:c1:3"}
    assert [(visit, late) for _, visit, late in follow_ups(again, "T23")] == [(id_, overdue) for id_ in ids]


def test_in_the_morning_what_was_not_done_last_evening_is_overdue_and_gets_its_hour():
    told = normal(pulse=110, minute=-500), change("breathing", SERIOUS, "c2", minute=EVENING - 10)
    found = visits(run(*told))
    assert (found["triage:T22:c1"], found["triage:T20:c2"]) == ((420, 480), (420, 480))
    again = visits(run(*told, day=eve(*told).day))
    assert (again["triage:T22:c1"], again["triage:T20:c2"]) == ((420, 480), (420, 660))


@pytest.mark.parametrize(("measured", "tomorrow"), [(-600, False), (-601, True)])
def test_a_nurse_contact_of_this_evening_is_today_s_and_one_that_is_overdue_is_not_lost(measured, tomorrow):
    result = eve(normal(pulse=110, minute=measured))
    assert ("triage:T22:c1" in visits(result)) is tomorrow
    assert follow_ups(result, "T22") == [(at(measured + 120), "triage:T22:c1" if tomorrow else None, tomorrow)]


def test_what_is_of_today_takes_over_nothing_of_tomorrow():
    decided = [colour("yellow", minute=-2 * DAY)]
    result = eve(normal(pulse=110, minute=-500), done(TriageRule.YELLOW_FOLLOW_UP, minute=-800), decisions=decided)
    assert visits(result, "T21") == {"triage:T21:c1": (420, 900)}
    assert visits(result, "T22") == {}


def test_an_assessment_of_today_leaves_tomorrow_s_where_it_is():
    result = eve(change("breathing", SERIOUS, minute=EVENING - 10))
    assert follow_ups(result, "T20") == [(at(EVENING + 230), None, False), (at(660), "triage:T20:c1", False)]
    assert visits(result, "T20") == {"triage:T20:c1": (420, 660)}
    late = eve(change("breathing", SERIOUS, minute=EVENING - 241))
    assert follow_ups(late, "T20") == [(at(EVENING - 1), "triage:T20:c1", True)]
    yesterday = done(TriageRule.RED_ASSESSMENT, minute=EVENING - DAY - 10)
    news = eve(change("breathing", SERIOUS, minute=-2 * DAY), yesterday,
               change("confusion", SERIOUS, minute=EVENING - 10))
    assert [late for *_, late in follow_ups(news, "T20")] == [False, False]


@pytest.mark.parametrize(("deadline", "span"), [(-1, None), (0, (420, 480)), (300, (420, 480)), (430, (420, 430))])
def test_the_planned_day_begins_at_midnight(deadline, span):
    """What is due in its night, when nobody is at work yet, has its hour from the first shift."""
    result = eve(tasks=[agreed(id="a", earliest=-600, deadline=deadline)])
    assert visits(result, "T25").get("triage:T25:a") == span


@pytest.mark.parametrize(("deadline", "there"), [(-61, False), (-60, True)])
def test_a_day_with_a_night_shift_begins_with_that(deadline, there):
    day = tiny_day().replace(shifts=tuple(shift.replace(start=-60) for shift in tiny_day().shifts))
    result = eve(tasks=[agreed(id="a", earliest=-600, deadline=deadline)], day=day)
    assert ("triage:T25:a" in visits(result)) is there


@pytest.mark.parametrize(("home", "there"), [(-1, False), (0, True), (500, True)])
def test_what_is_due_while_away_until_tomorrow_is_done_after_the_return(home, there):
    told = stay("admission", minute=-900), stay("discharge", minute=-600, effective=home)
    result = eve(*told, tasks=[agreed(id="a", earliest=-700, deadline=-200)])
    assert ("triage:T25:a" in visits(result)) is there


def test_before_a_weekend_what_is_of_the_days_between_is_theirs():
    result = eve(normal(pulse=90, minute=-3 * DAY), now=-3 * DAY + 10)
    assert visits(result, "T23") == {}
    assert visits(result, "T21") == {"triage:T21:c1": (420, 900)}


@pytest.mark.parametrize(("now", "ids"), [(549, ["1", "2", "3"]), (550, ["2", "3"]), (551, ["2", "3"])])
def test_repeats_that_could_begin_together_are_one_on_the_day_too(now, ids):
    """Every two hours, at 07:10 (missed), 09:10 and 11:10."""
    seen = normal(pulse=110, minute=310)
    result = run(seen, at=at(now))
    assert list(visits(result, "T23")) == [f"triage:T23:c1:{n}" for n in ids]
    if now > 549:
        measured = normal(minute=now + 5)
        begun = result.day.replace(pins=(Pin(visit="triage:T23:c1:2", start=now),))
        again = run(seen, measured, day=begun, at=at(now + 10))
        assert [visit for _, visit, _ in follow_ups(again, "T23")] == ["triage:T23:c1:3"]


def test_repeats_that_wait_for_the_same_return_are_one():
    told = stay("admission", minute=400, effective=430), stay("discharge", minute=401, effective=700)
    result = run(normal(pulse=110, minute=405), *told)
    assert visits(result, "T23") == {"triage:T23:c1:2": (700, 705), "triage:T23:c1:3": (765, 825)}


def test_one_repeat_that_was_made_counts_for_those_missed_before_it_and_for_none_that_is_to_come():
    seen = normal(pulse=110, minute=180)
    for made in (normal(minute=425), done(REPEAT, minute=425)):
        assert [due for due, *_ in follow_ups(run(seen, made, at=at(430)), "T23")] == [at(180 + 420)]
    early = normal(minute=295)
    assert len(follow_ups(run(seen, early, at=at(299)), "T23")) == 2


def test_of_repeats_asked_for_again_the_visits_are_numbered_on_from_all_that_were_asked_for_first():
    again = run(normal(pulse=110, minute=-900), normal(pulse=110, minute=410))
    assert list(visits(again, "T23")) == [f"triage:T23:c1:{n}" for n in (4, 5, 6)]


def test_the_board_says_which_day_is_planned_and_what_is_of_another():
    result = eve(normal(pulse=90, minute=410 - DAY), change("eating", Change.SMALL, "c2", minute=-500),
                 tasks=[agreed(earliest=2 * DAY, deadline=2 * DAY + 60)])
    english, danish = triage_board(result), triage_board(result, language="da")
    assert english.startswith("Triage board, miniteam m1, 01-03-2026 16:00, plan for 02-03-2026\n")
    assert danish.startswith("Triagetavle, miniteam m1, 01-03-2026 16:00, plan for 02-03-2026\n")
    assert "by 01-03 23:50: belongs to 01-03\n" in english
    assert "senest 01-03 23:50: hører til 01-03\n" in danish
    assert ": no visit on 02-03  responsible" in english
    assert ": intet besøg 02-03  ansvarlig" in danish
    assert effects_text(result).startswith("Changes of the day, plan for 02-03-2026\n")
    assert "plan for" not in triage_board(run(event("fall"))) + effects_text(run(event("fall")))


def test_what_is_added_the_evening_before_is_not_added_again():
    told = [change("breathing", SERIOUS, minute=EVENING - 10), normal(pulse=110, minute=-500)]
    once = eve(*told)
    again = triage(once.day, told, at=at(EVENING))
    assert (again.effects, again.board) == ((), once.board)
    assert added(once)
