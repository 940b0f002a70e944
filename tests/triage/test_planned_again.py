"""Triage of a day that was planned again, or the other way round: figures count from the same times agreed."""

from __future__ import annotations

from itertools import product

import pytest

from tests.builders import plan
from tests.triage.seen import agreed, at, only, run, stay
from triagering import day_at, evaluate
from triagering.io.board import effects_text
from triagering.io.runlist import run_lists
from triagering.models import TimeWindow
from triagering.models.observations import StayKind
from triagering.models.triage_result import EffectKind

NOW = 540
DAY = 1440


def of(*windows):
    """The tiny day with one visit, of 10 minutes, in windows of earliest, agreed and latest start."""
    one = only()
    return one.replace(visits=(one.visits[0].replace(windows=tuple(
        TimeWindow(earliest_start=first, agreed_start=start, latest_start=last) for first, start, last in windows)),))


def away(since, to):
    """A holiday, after which visits resume and nothing else."""
    return [stay(move, minute=300, effective=when, place=StayKind.HOLIDAY)
            for move, when in (("admission", since), ("discharge", to))]


def both(day, told, seen, *, now=NOW):
    """The day triaged and then planned again, and the other way round."""
    before = plan(day, ssh=f"v@{told // 60}:{told % 60}") if told else plan(day, "v:no_capacity")
    first = run(*seen, day=day, at=at(now - 5)).day
    return day_at(first, before, now), run(*seen, day=day_at(day, before, now), at=at(now - 5)).day


STAYS = ((400, 500), (400, 600), (500, 520), (500, 600), (570, 620), (570, 1000), (650, 660), (700, 1000))


@pytest.mark.parametrize("stays", STAYS)
def test_it_does_not_matter_whether_a_day_is_triaged_or_planned_again_first(stays):
    for start, told in product((480, 560, 660), (None, 545, 560, 600, 705)):
        for windows in ([(480, start, 720)], [(480, min(start, 600), 600), (640, max(start, 640), 720)]):
            once, other = both(of(*windows), told, away(*stays))
            assert (once.visits, once.now) == (other.visits, other.now), (windows, told)


@pytest.mark.parametrize("triaged_first", [True, False])
def test_figures_count_from_what_a_stay_leaves_of_the_time_agreed(triaged_first):
    """Agreed at 8:00, when the citizen was away until 8:45; told 9:30, and at 9:10 it was possible."""
    day = both(of((480, 480, 720)), 570, away(400, 525))[not triaged_first]
    visit = day.visit_by_id["v"]
    assert visit.agreed == (TimeWindow(earliest_start=525, agreed_start=525, latest_start=720),)
    given = plan(day, ssh="v@9:10")
    figures = evaluate(day, given)
    assert (figures.punctual_30, figures.punctual_60, figures.lateness_mean) == (1, 1, 25)
    assert (visit.late_by(550), visit.told_at(550)) == (25, 570)


def test_a_cut_of_what_was_agreed_alone_is_on_record_once():
    """Of the windows since the day was planned again nothing is cut."""
    day = day_at(of((480, 480, 720)), plan(of((480, 480, 720)), ssh="v@9:30"), NOW)
    result = run(*(seen := away(400, 525)), day=day)
    assert [(one.kind, one.before, one.after) for one in result.effects] == [
        (EffectKind.WINDOWS_CUT, "08:00-12:00", "08:45-12:00")]
    assert "08:00-12:00 → 08:45-12:00" in effects_text(result)
    assert run(*seen, day=result.day).effects == ()


def test_where_nothing_is_left_of_what_was_agreed_what_is_left_of_the_windows_counts():
    """Its windows had closed, and planning again gave it an hour from then."""
    day = of((480, 480, 500))
    day = day_at(day, plan(day, "v:no_capacity"), NOW)
    [visit] = run(*away(400, 545), day=day).day.visits
    left = TimeWindow(earliest_start=545, agreed_start=545, latest_start=600)
    assert (visit.windows, visit.agreed, visit.late_by(550)) == ((left,), (), 5)
    [visit] = run(*away(400, 520), day=day).day.visits
    assert (visit.windows[0].earliest_start, visit.agreed, visit.late_by(550)) == (540, (), 10)


def test_what_had_begun_before_a_stay_keeps_what_was_agreed():
    day = of((480, 490, 720))
    day = day_at(day, plan(day, ssh="v@8:05"), NOW)
    assert run(*away(500, 1000), day=day).day == day


def test_a_follow_up_that_gets_another_time_is_aimed_at_that_and_was_agreed_at_no_other():
    task = agreed(id="a", earliest=450, deadline=500)
    day = run(day=only(), tasks=[task], at=at(450)).day
    name = "triage:T25:a"
    again = day_at(day, plan(day, "v:no_capacity"), NOW)
    assert again.visit_by_id[name].agreed[0].agreed_start == 500
    moved = run(day=again, tasks=[task], at=at(780)).day
    visit = moved.visit_by_id[name]
    assert (visit.windows, visit.agreed) == (
        (TimeWindow(earliest_start=780, agreed_start=780, latest_start=840),), ())
    assert (visit.late_by(830), visit.told_at(830)) == (50, None)
    assert "aimed at 13:00" in run_lists(moved, plan(moved, "v:no_capacity", ssh=f"{name}@13:50"))


def test_a_first_visit_of_a_discharge_that_is_postponed_is_aimed_at_its_new_time_in_both_orders():
    """Home at 8:00, aimed at 10:00; home at 12:00, aimed at 14:00."""
    out, first, then = (stay("admission", minute=-DAY), stay("discharge", minute=300, effective=480),
                        stay("discharge", minute=470, effective=720))
    day, name = run(out, first, day=only(), at=at(420)).day, "triage:T24:c1"
    before = plan(day, "v:no_capacity", nurse=f"{name}@9:30")
    triaged = run(out, first, then, day=day, at=at(535))
    once = day_at(triaged.day, before, NOW)
    other = run(out, first, then, day=day_at(day, before, NOW), at=at(535))
    assert [one.kind for one in other.effects if one.visit == name] == [EffectKind.WINDOWS_MOVED]
    found = [one.visit_by_id[name] for one in (once, other.day)]
    assert [(one.windows, one.window_at(800), one.late_by(860), one.told_at(800)) for one in found] == [
        ((left := TimeWindow(earliest_start=720, agreed_start=840, latest_start=960),), left, 20, None)] * 2
