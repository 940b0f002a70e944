"""Follow-ups: what is due for a colour or a reason, by when, and when it is over."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.triage.seen import added, agreed, at, change, colour, done, event, normal, row, run, stay
from triagering.models import Level, Task
from triagering.models.observations import Change, Vitals
from triagering.models.triage import Governance, TriageColour
from triagering.models.triage_rules import TriageRule
from triagering.models.triage_settings import ScoreAction, TriageSettings
from triagering.triage.examples import tiny_day, window

DAY = 1440
DEFAULT = TriageSettings()
SERIOUS = Change.SERIOUS


def test_red_adds_a_time_critical_assessment_within_four_hours_by_somebody_who_observes():
    seen = change("breathing", SERIOUS, minute=410)
    result = run(seen)
    visit = added(result)["triage:T20:c1"]
    [only] = visit.windows
    assert (only.earliest_start, only.agreed_start, only.latest_start) == (420, 530, 650)
    assert (visit.time_critical, visit.priority, visit.minutes, visit.reason) == (True, 1, 30, "T20")
    assert visit.tasks == (Task(competence="observation", level=Level.TRAINED, minutes=30, delegable=False),)
    [effect] = [effect for effect in result.effects if effect.visit == visit.id]
    assert (effect.rule, effect.because) == (TriageRule.RED_ASSESSMENT, (seen.id,))


def test_yellow_adds_one_follow_up_a_day_until_it_is_done():
    assert list(added(run(decisions=[colour("yellow")]))) == ["triage:T21:c1"]
    morning = done(TriageRule.YELLOW_FOLLOW_UP, minute=410)
    assert added(run(morning, decisions=[colour("yellow")])) == {}
    yesterday = done(TriageRule.YELLOW_FOLLOW_UP, minute=410 - DAY)
    assert list(added(run(yesterday, decisions=[colour("yellow", minute=-2 * DAY)]))) == ["triage:T21:c1"]


def due_for_colour(*seen, decisions, now):
    result = run(*seen, decisions=decisions, at=at(now))
    return [(one.rule, one.due) for one in row(result).follow_ups if one.rule in {"T20", "T21"}]


def test_a_reason_for_red_after_todays_assessment_asks_for_another():
    told = done(TriageRule.RED_ASSESSMENT, minute=430), change("confusion", SERIOUS, minute=520)
    red = colour("red", minute=-DAY)
    assert due_for_colour(*told, decisions=[red], now=525) == [("T20", at(520 + 240))]
    assert due_for_colour(told[0], decisions=[red], now=525) == []
    small = change("confusion", Change.SMALL, minute=520)
    assert due_for_colour(told[0], small, decisions=[red], now=525) == []


def test_another_assessment_on_a_day_is_a_visit_of_its_own():
    first = change("breathing", SERIOUS, minute=410)
    once = run(first)
    news = change("confusion", SERIOUS, minute=520)
    again = run(first, done(TriageRule.RED_ASSESSMENT, minute=430), news, day=once.day, at=at(525))
    assert list(added(again)) == [f"triage:T20:c1:{news.id}"]
    assert again.day.visit_by_id["triage:T20:c1"] == once.day.visit_by_id["triage:T20:c1"]


@pytest.mark.parametrize(("rule", "seen", "name"), [
    (TriageRule.RED_ASSESSMENT, change("breathing", SERIOUS, minute=360), "red"),
    (TriageRule.YELLOW_FOLLOW_UP, event("fall", minute=360), "yellow"),
])
def test_setting_the_colour_after_todays_follow_up_asks_for_no_second_unless_there_is_news(rule, seen, name):
    made, decision = done(rule, minute=480), colour(name, minute=540)
    assert due_for_colour(seen, made, decisions=[decision], now=545) == []
    news = seen.replace(id="news", at=at(500))
    assert [one for one, _ in due_for_colour(seen, made, news, decisions=[decision], now=545)] == [rule]
    yesterday = made.replace(at=at(480 - DAY))
    assert [one for one, _ in due_for_colour(yesterday, decisions=[decision], now=545)] == [rule]


@pytest.mark.parametrize(("seen", "rule"), [
    (change("breathing", SERIOUS, minute=410), TriageRule.RED_ASSESSMENT),
    (event("fall", minute=410), TriageRule.YELLOW_FOLLOW_UP),
    (normal(pulse=110, minute=410), TriageRule.NURSE_CONTACT)])
def test_what_is_seen_at_a_follow_up_asks_for_no_second_one(seen, rule):
    assert rule not in {one.rule for one in row(run(seen, done(rule, minute=410))).follow_ups}


def test_a_colour_lowered_to_yellow_after_todays_follow_up_asks_for_no_second():
    told = event("fall", minute=400), done(TriageRule.YELLOW_FOLLOW_UP, minute=430)
    decisions = [colour("yellow", minute=500), colour("red", minute=520), colour("yellow", minute=540)]
    assert due_for_colour(*told, decisions=decisions, now=545) == []


def test_confirming_the_colour_takes_back_no_assessment():
    told = done(TriageRule.RED_ASSESSMENT, minute=430), change("confusion", SERIOUS, minute=520)
    confirmed = [colour("red", minute=-DAY), colour("red", minute=540)]
    assert due_for_colour(*told, decisions=confirmed, now=545) == [("T20", at(520 + 240))]


def test_a_yellow_follow_up_is_overdue_a_day_after_the_last_one():
    decision = colour("yellow", minute=-3 * DAY)
    in_time, late = (done(TriageRule.YELLOW_FOLLOW_UP, minute=420 - DAY - more) for more in (0, 1))
    assert not row(run(in_time, decisions=[decision])).overdue
    assert row(run(late, decisions=[decision])).overdue
    assert row(run(late, event("fall", minute=480 - DAY), decisions=[decision])).overdue
    [alert] = [one for one in run(late, decisions=[decision]).alerts if one.rule is TriageRule.FOLLOW_UP_OVERDUE]
    assert alert.say() == "follow-up, yellow is overdue (due 02-03 06:59)"


def test_a_missed_assessment_is_overdue_and_still_gets_an_hour():
    result = run(change("breathing", SERIOUS, minute=420 - 241))
    assert row(result).overdue
    assert added(result)["triage:T20:c1"].windows == (window(420, 480),)
    assert not row(run(change("breathing", SERIOUS, minute=420 - 240))).overdue


@pytest.mark.parametrize(("known", "last"), [(420 - 200, 460), (420 - 239, 421), (420 - 240, 420), (420 - 241, 480)])
def test_only_what_is_overdue_may_start_after_its_deadline(known, last):
    assert added(run(change("breathing", SERIOUS, minute=known)))["triage:T20:c1"].windows == (window(420, last),)


@pytest.mark.parametrize("decisions", [[], [colour("yellow", minute=-2 * DAY)]])
def test_what_takes_over_something_overdue_keeps_its_own_deadline(decisions):
    result = run(normal(pulse=110, minute=330), decisions=decisions)
    [contact] = [one for one in row(result).follow_ups if one.rule is TriageRule.NURSE_CONTACT]
    assert (contact.due, contact.overdue_since is not None) == (at(450), bool(decisions))
    [start] = added(result)[contact.visit].windows
    assert (start.earliest_start, start.latest_start) == (420, 450)


@pytest.mark.parametrize(("deadline", "last"), [(421, 421), (420, 420), (419, 480)])
def test_what_nobody_is_at_work_for_by_its_deadline_gets_its_hour_from_the_first_shift(deadline, last):
    visit = added(run(tasks=[agreed(id="a", earliest=380, deadline=deadline)], at=at(400)))["triage:T25:a"]
    assert (visit.windows[0].earliest_start, visit.windows[0].latest_start) == (420, last)


@pytest.mark.parametrize(("deadline", "last"), [(700, 700), (661, 661), (659, 720)])
def test_what_is_due_in_hospital_gets_its_hour_from_the_discharge(deadline, last):
    out, home = stay("admission", minute=-DAY), stay("discharge", minute=400, effective=660)
    visit = added(run(out, home, tasks=[agreed(id="a", earliest=540, deadline=deadline)]))["triage:T25:a"]
    assert (visit.windows[0].earliest_start, visit.windows[0].latest_start) == (660, last)


@pytest.mark.parametrize(("admitted", "deadline", "span"), [
    (560, 700, (540, 540)), (559, 700, (600, 700)), (550, 560, (600, 660)), (540, 560, (600, 660))])
def test_a_task_that_ends_when_a_stay_begins_is_done_before_it(admitted, deadline, span):
    told = stay("admission", minute=400, effective=admitted), stay("discharge", minute=401, effective=600)
    visit = added(run(*told, tasks=[agreed(id="a", earliest=540, deadline=deadline)]))["triage:T25:a"]
    assert (visit.windows[0].earliest_start, visit.windows[0].latest_start) == span


def test_tobs_of_two_adds_a_nurse_contact_that_covers_the_yellow_follow_up_and_three_repeats():
    result = run(normal(pulse=110, minute=415))
    visits = added(result)
    assert list(visits) == ["triage:T22:c1", "triage:T23:c1:1", "triage:T23:c1:2", "triage:T23:c1:3"]
    assert visits["triage:T22:c1"].tasks[0].competence == "nursing"
    assert [visits[f"triage:T23:c1:{n}"].windows[0].earliest_start for n in (1, 2, 3)] == [535, 655, 775]


def test_measurements_made_since_count_as_repeats():
    result = run(normal(pulse=110, minute=405), normal(minute=415))
    assert [id_ for id_ in added(result) if ":T23:" in id_] == ["triage:T23:c1:2", "triage:T23:c1:3"]


def test_a_repeat_that_is_measured_and_marked_as_done_is_one_repeat():
    seen, repeat = normal(pulse=110, minute=300), TriageRule.REPEAT_MEASUREMENT
    told = [normal(minute=410), done(repeat, minute=411)]
    left = [[id_ for id_ in added(run(seen, *more)) if ":T23:" in id_] for more in (told[:1], told[1:], told)]
    assert left == [["triage:T23:c1:2", "triage:T23:c1:3"]] * 3
    assert [id_ for id_ in added(run(seen, *told, done(repeat, minute=415))) if ":T23:" in id_] == ["triage:T23:c1:3"]


def repeats(*seen, now=420, **options):
    return [(one.rule, one.due - timedelta(minutes=60)) for one in row(run(*seen, at=at(now), **options)).follow_ups
            if one.rule == "T23"]


def test_a_better_measurement_does_not_stretch_the_repeats():
    first, better = normal(pulse=110, minute=300), normal(pulse=90, minute=420)
    assert repeats(first, better) == [("T23", at(540)), ("T23", at(660))]
    enough = normal(pulse=90, minute=540), normal(pulse=90, minute=660)
    assert repeats(first, better, *enough, now=660) == [("T23", at(660 + n * 480)) for n in (1, 2, 3)]


def test_of_two_scores_that_ask_for_as_many_repeats_the_shorter_interval_holds():
    hourly = ScoreAction(at_least=1, floor=TriageColour.YELLOW, follow_ups=(TriageRule.REPEAT_MEASUREMENT,),
                         repeat=(3, 60))
    settings = DEFAULT.replace(scores=("tobs", "news2"), score_actions=DEFAULT.score_actions | {"news2": (hourly,)})
    assert repeats(normal(pulse=112, minute=415), settings=settings) == [("T23", at(415 + n * 60)) for n in (1, 2, 3)]


@pytest.mark.parametrize(("doing", "left"), [
    ("T24", []), ("T22", []), ("T20", ["T22"]), ("T21", ["T22"]), ("T23", ["T22"]),
])
def test_a_follow_up_that_covers_others_is_theirs_when_it_is_done(doing, left):
    told = [normal(pulse=110, minute=400), done(TriageRule(doing), minute=410)]
    assert [one.rule for one in row(run(*told)).follow_ups if one.rule != "T23"] == left


def test_the_first_visit_after_discharge_is_the_assessment_of_a_red_citizen_until_tomorrow():
    out, home, red = stay("admission", minute=-3 * DAY), stay("discharge", minute=-DAY), colour("red", minute=-DAY)
    today, yesterday = (done(TriageRule.DISCHARGE_VISIT, by="nurse", minute=at_) for at_ in (410, 410 - DAY // 2))
    assert added(run(out, home, today, decisions=[red])) == {}
    assert list(added(run(out, home, yesterday, decisions=[red]))) == ["triage:T20:c1"]


@pytest.mark.parametrize(("measured", "came"), [(310, 330), (290, 300)])
def test_a_visit_after_discharge_that_does_not_count_does_none_of_what_it_covers(measured, came):
    told = [stay("discharge", minute=300), normal(pulse=110, minute=measured)]
    helper = done(TriageRule.DISCHARGE_VISIT, by="ssh", minute=came)
    [visit] = [one for one in row(run(*told, helper)).follow_ups if one.rule is TriageRule.DISCHARGE_VISIT]
    assert visit.because == tuple(one.id for one in told)


def test_a_nurse_contact_is_not_taken_back_by_a_decision_only_by_being_done():
    seen, decision = normal(pulse=110, minute=400), colour("yellow", minute=410)
    assert "triage:T22:c1" in added(run(seen, decisions=[decision]))
    assert "triage:T22:c1" not in added(run(seen, done(TriageRule.NURSE_CONTACT, minute=412), decisions=[decision]))


@pytest.mark.parametrize(("minute", "asked"), [(420 - DAY, True), (419 - DAY, False)])
def test_a_nurse_contact_that_a_decision_has_overtaken_is_asked_for_for_a_day(minute, asked):
    result = run(normal(pulse=110, minute=minute), decisions=[colour("green", minute=410)])
    assert (TriageRule.NURSE_CONTACT in {one.rule for one in row(result).follow_ups}) is asked


def test_a_follow_up_due_on_another_day_is_on_the_board_and_not_on_the_day():
    result = run(normal(pulse=90, minute=415))
    other_day = [one for one in row(result).follow_ups if one.visit is None]
    assert {one.rule for one in other_day} == {TriageRule.REPEAT_MEASUREMENT}
    assert "triage:T23:c1:3" not in result.day.visit_by_id


def test_a_follow_up_that_is_a_phone_call_is_on_the_board_with_its_deadline_and_no_visit():
    rule = TriageRule.NURSE_CONTACT
    by_phone = DEFAULT.follow_ups | {rule: DEFAULT.follow_ups[rule].replace(visit=False)}
    result = run(normal(pulse=110, minute=415), settings=DEFAULT.replace(follow_ups=by_phone))
    [call] = [one for one in row(result).follow_ups if one.rule is rule]
    assert (call.visit, call.due) == (None, at(415 + 120))
    assert "triage:T22:c1" not in result.day.visit_by_id


def test_a_phone_call_takes_over_no_visit():
    rule, visited = TriageRule.NURSE_CONTACT, TriageRule.YELLOW_FOLLOW_UP
    by_phone = DEFAULT.follow_ups | {rule: DEFAULT.follow_ups[rule].replace(visit=False)}
    settings = DEFAULT.replace(follow_ups=by_phone)
    result = run(normal(pulse=110, minute=415), settings=settings)
    assert {rule, visited} <= {one.rule for one in row(result).follow_ups}
    assert f"triage:{visited}:c1" in result.day.visit_by_id
    called = run(normal(pulse=110, minute=405), done(rule, minute=415), at=at(420), settings=settings)
    assert f"triage:{visited}:c1" in called.day.visit_by_id


def test_a_phone_call_takes_over_what_is_no_visit_either():
    call, daily = TriageRule.NURSE_CONTACT, TriageRule.YELLOW_FOLLOW_UP
    known = {rule: how.replace(visit=False) for rule, how in DEFAULT.follow_ups.items()}
    for follow_ups in (known, {rule: how for rule, how in known.items() if rule is not daily}):
        settings = DEFAULT.replace(follow_ups=follow_ups)
        assert settings.covered(settings.follow_ups[call]) == (daily,)
    assert DEFAULT.covered(known[call]) == ()


@pytest.mark.parametrize(("starts", "done_at", "triaged", "due"), [
    (-60, -840, None, True),  # a night shift begins the evening before: done yesterday is not done today
    (420, 600, DAY + 30, False),  # triaged again after midnight: done today is done
    (420, -840, 420, True),
])
def test_once_a_day_means_once_on_the_planned_day(starts, done_at, triaged, due):
    day = tiny_day()
    first = day.shifts[0].replace(start=starts, end=DAY + 420)
    result = run(done(TriageRule.YELLOW_FOLLOW_UP, minute=done_at), day=day.replace(shifts=(first, *day.shifts[1:])),
                 decisions=[colour("yellow", minute=-2000, review=3 * DAY)],
                 at=None if triaged is None else at(triaged))
    assert (TriageRule.YELLOW_FOLLOW_UP in {one.rule for one in row(result).follow_ups}) is due


def test_deadlines_are_hours_that_pass_also_when_the_clocks_change():
    zone = ZoneInfo("Europe/Copenhagen")
    day = tiny_day().replace(date=date(2026, 3, 29), shifts=tuple(
        shift.replace(start=-60, end=600) for shift in tiny_day().shifts))
    half_past_one = datetime(2026, 3, 29, 1, 30, tzinfo=zone)
    seen = Vitals(id="o1", citizen="c1", at=half_past_one, by="ssa", pulse=110, respiration=16, temperature=36.9,
                  systolic=130)
    result = run(seen, day=day, at=half_past_one)
    rule = DEFAULT.follow_ups[TriageRule.NURSE_CONTACT]
    [contact] = [one for one in row(result).follow_ups if one.rule is TriageRule.NURSE_CONTACT]
    assert contact.due.astimezone(UTC) - datetime(2026, 3, 29, 0, 30, tzinfo=UTC) == timedelta(minutes=rule.within)


def test_long_ids_of_citizens_give_visits_of_their_own():
    long = ["c" * 99 + end for end in "12"]
    day = tiny_day()
    citizens = tuple(citizen.replace(id=new) for citizen, new in zip(day.citizens, long, strict=True))
    renamed = dict(zip([citizen.id for citizen in day.citizens], long, strict=True))
    day = day.replace(citizens=citizens, visits=tuple(
        visit.replace(citizen=renamed[visit.citizen]) for visit in day.visits))
    result = run(event("fall", long[0]), event("fall", long[1]), day=day)
    assert len(added(result)) == 2
    assert all(len(id_) == 100 for id_ in added(result))


def test_responsible_and_instructions_are_carried_along():
    decision = colour("red", responsible="ssa", instructions=("i7",))
    [follow_up] = row(run(decisions=[decision])).follow_ups
    assert (follow_up.responsible, follow_up.instructions, follow_up.because) == ("ssa", ("i7",), (decision.id,))


def test_agreed_tasks_become_visits_in_their_window():
    visit = added(run(tasks=[agreed(id="a1", earliest=540, deadline=700)]))["triage:T25:a1"]
    assert (visit.windows[0].earliest_start, visit.windows[0].latest_start, visit.reason) == (540, 700, "T25")


def test_an_agreed_task_is_over_when_it_is_done_and_another_one_is_not():
    tasks = [agreed(id="a1", earliest=300, deadline=700), agreed(id="a2", earliest=540, deadline=700)]
    assert list(added(run(done(TriageRule.AGREED_TASK, about="a2"), tasks=tasks))) == ["triage:T25:a1"]
    assert list(added(run(done(TriageRule.AGREED_TASK), tasks=tasks))) == ["triage:T25:a2"]


@pytest.mark.parametrize(("minute", "left"), [(300, []), (299, ["T25"])])
def test_an_agreed_task_can_be_done_from_its_earliest_start_on(minute, left):
    result = run(done(TriageRule.AGREED_TASK, minute=minute), tasks=[agreed(earliest=300, deadline=700)])
    assert [one.rule for one in row(result).follow_ups] == left


@pytest.mark.parametrize(("deadline", "overdue"), [(420, False), (419, True)])
def test_an_agreed_task_is_overdue_from_the_minute_after_its_deadline(deadline, overdue):
    assert row(run(tasks=[agreed(earliest=300, deadline=deadline)])).overdue is overdue


def test_the_two_mandates_are_kept_apart():
    weekly = {"governance": Governance.WEEKLY_APPROVAL}
    result = run(decisions=[colour("yellow", "c1", **weekly), colour("yellow", "c2")], tasks=[agreed("c2", **weekly)])
    assert [(one.citizen, one.visit[:10]) for one in result.approvals] == [("c1", "triage:T21"), ("c2", "triage:T25")]
    assert len(Governance.WEEKLY_APPROVAL.fsiii) == len(Governance.WITHIN_FRAME.fsiii) == 36


def test_a_follow_up_that_takes_over_another_has_the_stricter_mandate():
    weekly = colour("yellow", governance=Governance.WEEKLY_APPROVAL)
    result = run(normal(pulse=110, minute=395), decisions=[weekly])
    assert [one.visit for one in result.approvals] == ["triage:T22:c1"]


@pytest.mark.parametrize(("minute", "words"), [
    (415, "follow-up, yellow is overdue (due 01-03 00:00)"),
    (250, "nurse contact is overdue (due 02-03 06:10)"),  # both are: the one that is left
])
def test_the_alert_names_the_follow_up_that_is_overdue_when_another_has_taken_it_over(minute, words):
    told = normal(pulse=110, minute=minute), colour("yellow", minute=-2 * DAY)
    [alert] = [one for one in run(told[0], decisions=told[1:]).alerts if one.rule is TriageRule.FOLLOW_UP_OVERDUE]
    assert alert.say() == words


@pytest.mark.parametrize(("home", "overdue"), [(180, True), (181, False)])
def test_what_was_due_in_hospital_is_not_overdue(home, overdue):
    told = stay("admission", minute=-DAY), stay("discharge", minute=home)
    result = run(*told, tasks=[agreed(earliest=100, deadline=180)])
    assert row(result).overdue is overdue


# --- how long an approval has been waiting -----------------------------------------------------------------------

WEEKLY = {"governance": Governance.WEEKLY_APPROVAL}


def waiting(*decisions, tasks=(), observations=(), settings=None):
    """Give since when each extra visit waits, and whether that is too long."""
    result = run(*observations, decisions=decisions, tasks=tasks, settings=settings)
    return [one.since for one in result.approvals], [one for one in result.alerts if one.rule == "T55"]


def test_extra_time_waits_since_the_first_of_the_decisions_in_a_row_that_ask_for_approval():
    first, then = colour("yellow", minute=-3 * DAY, **WEEKLY), colour("red", minute=-DAY, **WEEKLY)
    now = colour("yellow", minute=-60, **WEEKLY)
    assert waiting(first, then, now)[0] == [at(-3 * DAY)]
    assert waiting(first, then.replace(governance=Governance.WITHIN_FRAME), now)[0] == [at(-60)]
    assert waiting(first, then.replace(colour=TriageColour.GREEN), now)[0] == [at(-60)]
    assert waiting(first, now.replace(governance=Governance.WITHIN_FRAME))[0] == []


def test_a_task_waits_since_it_was_agreed_and_what_nobody_decided_since_nobody_knows_when():
    assert waiting(tasks=[agreed(agreed_at=at(-60), **WEEKLY)])[0] == [at(-60)]
    assert waiting(tasks=[agreed(**WEEKLY)])[0] == [None]
    strict = TriageSettings(**WEEKLY)
    assert waiting(observations=[event("fall")], settings=strict) == ([None], [])


@pytest.mark.parametrize(("days", "told"), [(7, True), (0, False), (8, False)])
@pytest.mark.parametrize("by", ["decision", "task"])
def test_an_approval_that_has_waited_longer_than_a_week_is_pointed_out(days, told, by):
    settings = TriageSettings(approval_days=days)
    for minute, late in ((420 - 7 * DAY, False), (419 - 7 * DAY, True)):
        given = ([colour("yellow", minute=minute, **WEEKLY)], ()) if by == "decision" else (
            [], [agreed(agreed_at=at(minute), **WEEKLY)])
        since, alerts = waiting(*given[0], tasks=given[1], settings=settings)
        assert since == [at(minute)]
        assert [one.because for one in alerts] == [((*given[0], *given[1])[0].id,)] * (told and late)


def test_of_several_approvals_of_a_citizen_the_longest_waiting_is_named():
    old, older = (agreed(agreed_at=at(days * -DAY), **WEEKLY) for days in (9, 10))
    [alert] = waiting(tasks=[old, older])[1]
    assert alert.because == (older.id,)
    assert alert.say() == "extra time has been waiting for approval since 20-02 00:00"
    assert alert.say("da") == "ekstra tid har ventet på godkendelse siden 20-02 00:00"


def test_what_is_new_since_the_decision_does_not_wait_since_then():
    weekly, strict = colour("yellow", minute=-9 * DAY, **WEEKLY), TriageSettings(**WEEKLY)
    worse = change("breathing", Change.SERIOUS, minute=410)
    assert waiting(weekly, observations=[worse], settings=strict) == ([None], [])


@pytest.mark.parametrize("settings", [TriageSettings(), TriageSettings(**WEEKLY)])
def test_a_visit_that_takes_over_extra_time_waits_as_long_as_it_did(settings):
    weekly = colour("yellow", minute=-9 * DAY, **WEEKLY)
    since, alerts = waiting(weekly, observations=[normal(pulse=110, minute=410)], settings=settings)
    assert (since[0], len(alerts)) == (at(-9 * DAY), 1)
