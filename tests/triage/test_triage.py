"""From observations and decisions to the day: each effect, its cause, and what is left alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.triage.seen import agreed, at, change, colour, done, event, mark, normal, stay, vitals
from triagering.models import Delegation, District, Level, Link, Miniteam, Municipality, Pin, Task, Visit
from triagering.models.observations import Change, Site, Vitals
from triagering.models.triage import Governance, Marker
from triagering.models.triage_result import EffectKind
from triagering.models.triage_rules import TriageRule
from triagering.models.triage_settings import TriageSettings
from triagering.triage import triage
from triagering.triage.examples import tiny_day, window
from triagering.triage.needs import Need, _folded

DAY = 1440
DEFAULT = TriageSettings()
SERIOUS = Change.SERIOUS


def run(*observations, decisions=(), tasks=(), day=None, **options):
    return triage(day or tiny_day(), observations, decisions, tasks, **options)


def row(result, citizen="c1"):
    return next(row for row in result.board if row.citizen == citizen)


def rules(alerts):
    return {alert.rule for alert in alerts}


def added(result):
    return {effect.visit: result.day.visit_by_id[effect.visit] for effect in result.effects
            if effect.kind is EffectKind.VISIT_ADDED}


# --- colours -----------------------------------------------------------------------------------------------------

def test_nothing_seen_changes_nothing():
    result = run()
    assert result.day == tiny_day()
    assert (result.effects, result.alerts, result.cancelled) == ((), (), ())
    assert {one.colour for one in result.board} == {"green"}


def test_a_reason_after_the_decision_raises_what_the_day_is_planned_by_and_asks_a_person():
    result = run(event("fall", minute=410), decisions=[colour("green", minute=400)])
    assert (row(result).colour, row(result).decision.colour) == ("yellow", "green")
    assert TriageRule.COLOUR_TO_SET in rules(row(result).alerts)


def test_a_decision_after_the_reason_holds_even_below_the_floor():
    result = run(event("fall", minute=400), decisions=[colour("green", minute=410)])
    assert row(result).colour == "green"
    assert [cause.rule for cause in row(result).causes] == [TriageRule.EVENT]


@pytest.mark.parametrize("decided", ["yellow", "red"])
def test_no_observation_and_no_time_lowers_a_decided_colour(decided):
    result = run(normal(minute=410), decisions=[colour(decided, minute=400 - 40 * DAY, review=-30 * DAY)])
    assert row(result).colour == decided
    assert TriageRule.STALE_COLOUR in rules(row(result).alerts)


def test_a_colour_is_stale_from_the_minute_after_its_review():
    assert TriageRule.STALE_COLOUR not in rules(run(decisions=[colour("green", minute=0, review=420)]).alerts)
    assert TriageRule.STALE_COLOUR in rules(run(decisions=[colour("green", minute=0, review=419)]).alerts)


def test_action_instructions_are_missed_after_48_hours_and_not_before():
    late = colour("yellow", minute=419 - 2 * DAY)
    assert TriageRule.INSTRUCTION_MISSING in rules(run(decisions=[late]).alerts)
    assert TriageRule.INSTRUCTION_MISSING not in rules(run(decisions=[late.replace(instructions=("i1",))]).alerts)
    assert TriageRule.INSTRUCTION_MISSING not in rules(run(decisions=[colour("yellow", minute=420 - 2 * DAY)]).alerts)


def test_missing_action_instructions_count_from_the_first_decision_without_them():
    def missed(*decisions):
        return TriageRule.INSTRUCTION_MISSING in rules(run(decisions=decisions).alerts)
    first, again = colour("yellow", minute=419 - 2 * DAY), colour("red", minute=-DAY)
    assert missed(first, again)
    assert not missed(first, colour("green", minute=-2 * DAY + 500), again)
    assert not missed(first.replace(instructions=("i1",)), again)
    assert not missed(first, again.replace(instructions=("i1",)))


def test_yellow_for_more_than_two_weeks_raises_the_question_of_a_new_habitual_state():
    old, again = colour("yellow", minute=-15 * DAY, review=-14 * DAY), colour("yellow", minute=-DAY)
    assert TriageRule.NEW_HABITUAL in rules(run(decisions=[old, again]).alerts)
    between = colour("green", minute=-2 * DAY)
    assert TriageRule.NEW_HABITUAL not in rules(run(decisions=[old, between, again]).alerts)


# --- follow-ups ---------------------------------------------------------------------------------------------------

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


@pytest.mark.parametrize(("deadline", "last"), [(421, 421), (420, 420), (419, 480)])
def test_what_nobody_is_at_work_for_by_its_deadline_gets_its_hour_from_the_first_shift(deadline, last):
    visit = added(run(tasks=[agreed(id="a", earliest=380, deadline=deadline)], at=at(400)))["triage:T25:a"]
    assert (visit.windows[0].earliest_start, visit.windows[0].latest_start) == (420, last)


@pytest.mark.parametrize(("deadline", "last"), [(700, 700), (661, 661), (659, 720)])
def test_what_is_due_in_hospital_gets_its_hour_from_the_discharge(deadline, last):
    out, home = stay("admission", minute=-DAY), stay("discharge", minute=400, effective=660)
    visit = added(run(out, home, tasks=[agreed(id="a", earliest=540, deadline=deadline)]))["triage:T25:a"]
    assert (visit.windows[0].earliest_start, visit.windows[0].latest_start) == (660, last)


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


def repeats(*seen, now=420):
    return [(one.rule, one.due - timedelta(minutes=60)) for one in row(run(*seen, at=at(now))).follow_ups
            if one.rule == "T23"]


def test_a_better_measurement_does_not_stretch_the_repeats():
    first, better = normal(pulse=110, minute=300), normal(pulse=90, minute=420)
    assert repeats(first, better) == [("T23", at(540)), ("T23", at(660))]
    enough = normal(pulse=90, minute=540), normal(pulse=90, minute=660)
    assert repeats(first, better, *enough, now=660) == [("T23", at(660 + n * 480)) for n in (1, 2, 3)]


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


def test_a_visit_after_discharge_that_does_not_count_does_none_of_what_it_covers():
    told = [stay("discharge", minute=300), normal(pulse=110, minute=310)]
    helper = done(TriageRule.DISCHARGE_VISIT, by="ssh", minute=330)
    [visit] = [one for one in row(run(*told, helper)).follow_ups if one.rule is TriageRule.DISCHARGE_VISIT]
    assert visit.because == tuple(one.id for one in told)


def test_a_nurse_contact_is_not_taken_back_by_a_decision_only_by_being_done():
    seen, decision = normal(pulse=110, minute=400), colour("yellow", minute=410)
    assert "triage:T22:c1" in added(run(seen, decisions=[decision]))
    assert "triage:T22:c1" not in added(run(seen, done(TriageRule.NURSE_CONTACT, minute=412), decisions=[decision]))


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


def test_a_follow_up_by_phone_needs_nobody_who_could_visit():
    rule = TriageRule.NURSE_CONTACT
    by_phone = DEFAULT.follow_ups | {rule: DEFAULT.follow_ups[rule].replace(visit=False, competence="telephone")}
    result = run(normal(pulse=110, minute=415), settings=DEFAULT.replace(follow_ups=by_phone))
    assert rule in {one.rule for one in row(result).follow_ups}


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


def test_the_two_mandates_are_kept_apart():
    weekly = {"governance": Governance.WEEKLY_APPROVAL}
    result = run(decisions=[colour("yellow", "c1", **weekly), colour("yellow", "c2")], tasks=[agreed("c2", **weekly)])
    assert [(one.citizen, one.visit[:10]) for one in result.approvals] == [("c1", "triage:T21"), ("c2", "triage:T25")]
    assert len(Governance.WEEKLY_APPROVAL.fsiii) == len(Governance.WITHIN_FRAME.fsiii) == 36


def test_a_follow_up_that_takes_over_another_has_the_stricter_mandate():
    weekly = colour("yellow", governance=Governance.WEEKLY_APPROVAL)
    result = run(normal(pulse=110, minute=395), decisions=[weekly])
    assert [one.visit for one in result.approvals] == ["triage:T22:c1"]


def test_the_alert_names_the_follow_up_that_is_overdue_when_another_has_taken_it_over():
    told = normal(pulse=110, minute=415), colour("yellow", minute=-2 * DAY)
    [alert] = [one for one in run(told[0], decisions=told[1:]).alerts if one.rule is TriageRule.FOLLOW_UP_OVERDUE]
    assert alert.say() == "follow-up, yellow is overdue (due 01-03 00:00)"


@pytest.mark.parametrize(("home", "overdue"), [(180, True), (181, False)])
def test_what_was_due_in_hospital_is_not_overdue(home, overdue):
    told = stay("admission", minute=-DAY), stay("discharge", minute=home)
    result = run(*told, tasks=[agreed(earliest=100, deadline=180)])
    assert row(result).overdue is overdue


def test_where_no_carer_is_a_nurse_everybody_else_is_triaged_and_the_nurse_contact_is_an_alert():
    day = tiny_day()
    day = day.replace(carers=tuple(carer.replace(competences=tuple(
        one for one in carer.competences if one.area != "nursing")) for carer in day.carers))
    result = run(normal(pulse=110, minute=415), event("fall", "c2"), day=day)
    contact = next(one for one in row(result).follow_ups if one.rule is TriageRule.NURSE_CONTACT)
    assert (contact.visit, contact.due) == (None, at(415 + 120))
    [alert] = [one for one in row(result).alerts if one.rule is TriageRule.COMPETENCE_ABSENT]
    assert alert.say() == "none of the day's carers holds nursing: nurse contact is not on the day"
    assert {"triage:T21:c1", "triage:T21:c2"} <= added(result).keys()


def shifts_of(carer, **times):
    """The tiny day with the shift of one carer at another time; ``start=None`` takes it away."""
    day = tiny_day()
    return day.replace(shifts=tuple(
        shift.replace(**times) if shift.carer == carer else shift for shift in day.shifts
        if shift.carer != carer or times["start"] is not None))


def without_nursing(day, **changes):
    """The day with the nurse's competence in nursing changed."""
    return day.replace(carers=tuple(carer.replace(competences=tuple(
        one.replace(**changes) if one.area == "nursing" else one for one in carer.competences))
        for carer in day.carers))


@pytest.mark.parametrize("day", [
    shifts_of("nurse", start=None), shifts_of("nurse", start=901, end=1380),
    shifts_of("nurse", start=420, previous_end=-120),
    without_nursing(tiny_day(), valid_until=date(2026, 3, 1)),
])
def test_a_first_visit_that_nobody_at_work_could_do_takes_over_no_assessment(day):
    told = stay("discharge", minute=-600), change("breathing", SERIOUS, minute=300)
    result = run(*told, day=day, at=at(420))
    assert "triage:T20:c1" in added(result)
    [alert] = [one for one in row(result).alerts if one.rule is TriageRule.COMPETENCE_ABSENT]
    assert alert.say() == "visit after discharge: nobody at work with nursing could come (start 07:00-08:00)"
    assert run(*told, day=result.day, at=at(420)).effects == ()


def test_a_deadline_that_a_nurse_cannot_keep_is_not_taken_over():
    out, seen = stay("discharge", minute=400, effective=700), change("breathing", SERIOUS, minute=500)
    found = {one.rule: one.due for one in row(run(out, seen, day=shifts_of("nurse", start=800), at=at(710))).follow_ups}
    assert found == {TriageRule.RED_ASSESSMENT: at(740), TriageRule.DISCHARGE_VISIT: at(940)}
    [both] = row(run(out, seen, at=at(710))).follow_ups
    assert (both.rule, both.due) == (TriageRule.DISCHARGE_VISIT, at(740))


@pytest.mark.parametrize(("starts", "told"), [(510, False), (511, True)])
def test_a_nurse_contact_that_nobody_at_work_could_make_in_time_is_an_alert(starts, told):
    result = run(normal(pulse=110, minute=395), day=shifts_of("nurse", start=starts), at=at(420))
    assert added(result)["triage:T22:c1"].windows[0].latest_start == 515
    assert (TriageRule.COMPETENCE_ABSENT in rules(row(result).alerts)) is told


@pytest.mark.parametrize(("earliest", "told"), [(540, True), (2 * DAY, False)])
def test_an_agreed_task_that_nobody_holds_is_an_alert_on_its_day_and_stops_nobody_s_triage(earliest, told):
    task = agreed("c2", competence="rehabilitation", earliest=earliest, deadline=earliest + 60)
    result = run(change("breathing", SERIOUS), tasks=[task])
    assert list(added(result)) == ["triage:T20:c1"]
    assert [one.visit for one in row(result, "c2").follow_ups] == [None]
    assert [alert.say() for alert in row(result, "c2").alerts] == [
        "none of the day's carers holds rehabilitation: agreed at the triage meeting is not on the day"] * told


# --- delegation ---------------------------------------------------------------------------------------------------

def gate(*observations, **options):
    result = run(*observations, **options)
    closed = not result.day.visit_by_id["pills"].tasks[0].delegable
    assert row(result).delegation_open is not closed
    return closed


def test_delegated_medicine_needs_green():
    assert not gate()
    assert not gate(decisions=[colour("green")])
    assert gate(decisions=[colour("yellow")])
    assert gate(event("fall"))


def test_delegated_medicine_needs_stability():
    assert gate(mark("unstable"))
    assert not gate(mark("unstable", minute=300), mark("unstable", minute=400, on=False))


def test_after_a_discharge_delegation_waits_for_an_authorised_visit():
    home, green = stay("discharge", minute=-DAY), colour("green", minute=410)
    assert gate(home, decisions=[green])
    assert gate(home, done(TriageRule.DISCHARGE_VISIT, by="ssh", minute=300), decisions=[green])
    assert not gate(home, done(TriageRule.DISCHARGE_VISIT, by="nurse", minute=300), decisions=[green])
    before = done(TriageRule.DISCHARGE_VISIT, by="nurse", minute=-DAY - 1)
    assert gate(home, before, decisions=[green])


def test_a_visit_after_discharge_by_somebody_not_authorised_is_pointed_out():
    result = run(stay("discharge", minute=-DAY), done(TriageRule.DISCHARGE_VISIT, by="ssh", minute=300))
    assert TriageRule.NOT_AUTHORISED in rules(row(result).alerts)


def test_a_planned_admission_does_not_hide_that_nobody_has_seen_a_citizen_since_the_last_discharge():
    home, planned = stay("discharge", minute=-DAY), stay("admission", minute=400, effective=5 * DAY)
    result = run(home, planned)
    assert TriageRule.DISCHARGE_VISIT in {one.rule for one in row(result).follow_ups}
    assert gate(home, planned, decisions=[colour("green", minute=410)])
    seen = done(TriageRule.DISCHARGE_VISIT, by="nurse", minute=-DAY + 60)
    back = stay("discharge", minute=401, effective=9 * DAY)
    assert row(run(home, seen, planned, back)).colour == "green"


def test_care_that_is_not_nursing_stays_delegable():
    assert run(event("fall")).day.visit_by_id["care"].tasks[0].delegable


def test_a_pin_that_the_closed_gate_forbids_is_dropped_and_recorded():
    day = tiny_day().replace(pins=(Pin(visit="pills", carer="ssh", start=730),))
    result = run(event("fall"), day=day)
    assert result.day.pins == (Pin(visit="pills", start=730),)
    assert [effect.before for effect in result.effects if effect.kind is EffectKind.PIN_DROPPED] == ["ssh"]


def test_delegations_without_a_valid_follow_up_date_are_pointed_out():
    day = tiny_day()
    ssh = day.carer_by_id["ssh"].replace(delegations=(Delegation(area="medicine"),))
    others = tuple(carer for carer in day.carers if carer.id != "ssh")
    assert TriageRule.DELEGATION_FOLLOW_UP in rules(run(day=day.replace(carers=(*others, ssh))).alerts)
    assert TriageRule.DELEGATION_FOLLOW_UP not in rules(run(day=day).alerts)


@pytest.mark.parametrize(("days", "told"), [(92, False), (93, True)])
@pytest.mark.parametrize("given", [None, date(2026, 3, 2)])
def test_a_delegation_of_unknown_start_is_followed_up_in_time_from_today(given, days, told):
    until = date(2026, 3, 2) + timedelta(days=days)
    ssh = tiny_day().carer_by_id["ssh"].replace(
        delegations=(Delegation(area="medicine", valid_from=given, valid_until=until),))
    others = tuple(carer for carer in tiny_day().carers if carer.id != "ssh")
    result = run(day=tiny_day().replace(carers=(*others, ssh)))
    assert (TriageRule.DELEGATION_FOLLOW_UP in rules(result.alerts)) is told


@pytest.mark.parametrize(("citizen", "in_row"), [("c2", True), (None, False)])
def test_an_alert_about_a_delegation_is_in_its_citizen_s_row_and_once_among_all(citizen, in_row):
    ssh = tiny_day().carer_by_id["ssh"].replace(delegations=(Delegation(area="medicine", citizen=citizen),))
    others = tuple(carer for carer in tiny_day().carers if carer.id != "ssh")
    result = run(day=tiny_day().replace(carers=(*others, ssh)))
    assert [alert.rule for alert in result.alerts] == [TriageRule.DELEGATION_FOLLOW_UP]
    assert [alert in row(result, "c2").alerts for alert in result.alerts] == [in_row]
    assert row(result, "c1").alerts == ()


# --- priority and competence ----------------------------------------------------------------------------------------

def test_colours_raise_the_priority_of_care_and_leave_cleaning_alone():
    result = run(decisions=[colour("yellow", "c1"), colour("red", "c2")])
    priorities = {visit.id: visit.priority for visit in result.day.visits}
    assert (priorities["care"], priorities["pills"], priorities["cleaning"]) == (2, 2, 5)
    assert run(decisions=[colour("red")]).day.visit_by_id["care"].priority == 1


def test_no_priority_is_ever_lowered():
    urgent = Visit(id="v", citizen="c1", minutes=10, windows=(window(480, 500),), priority=1,
                   tasks=(Task(competence="personal_care"),))
    assert run(decisions=[colour("yellow")], day=tiny_day(urgent)).day.visit_by_id["v"].priority == 1


def test_red_makes_nursing_time_critical_and_asks_for_nurse_or_ssa():
    visits = run(decisions=[colour("red")]).day.visit_by_id
    assert (visits["care"].time_critical, visits["pills"].time_critical) == (False, True)
    assert all("observation" in {task.competence for task in visits[id_].tasks} for id_ in ("care", "pills"))


def only(**values):
    """The tiny day with one visit of c1."""
    return tiny_day(Visit(id="v", citizen="c1", minutes=10, windows=(window(480, 500),), **values))


def test_a_red_citizen_s_observation_is_protected_also_when_its_delegation_is_closed():
    day = only(tasks=(Task(competence="observation"),))
    result = run(decisions=[colour("red")], day=day)
    assert result.day.visit_by_id["v"].time_critical
    assert run(decisions=[colour("red")], day=result.day).effects == ()


def test_what_cannot_wait_loses_a_price_of_its_own_on_record():
    day = only(tasks=(Task(competence="medicine", minutes=10),), unplanned_price=300)
    result = run(decisions=[colour("yellow")], day=day)
    assert result.day.visit_by_id["v"].unplanned_price is None
    [effect] = [one for one in result.effects if one.kind is EffectKind.PRIORITY_RAISED]
    assert (effect.before, effect.after) == ("3, unplanned_price 300", "2")
    urgent = day.replace(visits=tuple(one.replace(priority=1, time_critical=True) for one in day.visits))
    assert run(decisions=[colour("red")], day=urgent).day.visit_by_id["v"].unplanned_price is None
    cleaning = only(tasks=(Task(competence="practical_help"),), unplanned_price=300)
    assert run(decisions=[colour("red")], day=cleaning).day.visit_by_id["v"].unplanned_price == 300


def test_a_visit_that_says_no_tasks_is_care():
    visit = run(decisions=[colour("red")], day=only()).day.visit_by_id["v"]
    assert (visit.priority, [task.competence for task in visit.tasks]) == (1, ["observation"])


@pytest.mark.parametrize(("pinned", "asked"), [(815, True), (816, False)])
def test_a_pinned_start_at_which_nobody_could_come_is_not_asked_for(pinned, asked):
    day = tiny_day(Visit(id="v", citizen="c1", minutes=30, windows=(window(480, 860),),
                         tasks=(Task(competence="personal_care"),)))
    day = day.replace(pins=(Pin(visit="v", start=pinned),), shifts=tuple(
        shift.replace(end=850) if shift.carer != "ssh" else shift for shift in day.shifts))
    result = run(decisions=[colour("red")], day=day)
    assert (TriageRule.COMPETENCE_ABSENT in rules(result.alerts)) is not asked
    assert len(result.day.visit_by_id["v"].tasks) == 1 + asked


def test_which_visits_ask_for_nurse_or_ssa_is_a_setting():
    def asking(mode):
        result = run(decisions=[colour("red")], settings=TriageSettings(red_visits=mode))
        return [effect.visit for effect in result.effects if effect.kind is EffectKind.COMPETENCE_ADDED]
    assert (asking("all"), asking("first"), asking("none")) == (["care", "pills"], ["care"], [])


@pytest.mark.parametrize(("max_gap", "citizen", "asked"), [
    (0, "c1", ["a"]), (1, "c1", ["a", "b"]), (None, "c1", ["a", "b"]), (0, "c2", ["a", "b"]),
])
@pytest.mark.parametrize("first", ["a", "b"])
def test_of_two_visits_at_the_same_start_one_asks_for_nurse_or_ssa(max_gap, citizen, asked, first):
    care = Visit(id="a", citizen="c1", minutes=30, windows=(window(500, 540),))
    lift = care, care.replace(id="b", citizen=citizen)
    day = tiny_day(*lift).replace(links=(
        Link(id="l1", first=first, second="ab".replace(first, ""), min_gap=0, max_gap=max_gap),))
    red = [colour("red", "c1"), colour("red", "c2")]
    result = run(decisions=red, day=day)
    assert [one.visit for one in result.effects if one.kind is EffectKind.COMPETENCE_ADDED] == asked
    assert run(decisions=red, day=result.day).effects == ()


def test_the_requirement_never_leaves_a_visit_to_nobody():
    evening = Visit(id="late", citizen="c1", minutes=30, windows=(window(840, 860),),
                    tasks=(Task(competence="personal_care", minutes=30),))
    day = tiny_day(evening)
    day = day.replace(shifts=tuple(
        shift.replace(end=780) if shift.carer != "ssh" else shift.replace(end=960) for shift in day.shifts))
    result = run(decisions=[colour("red")], day=day)
    assert [task.competence for task in result.day.visit_by_id["late"].tasks] == ["personal_care"]
    assert TriageRule.COMPETENCE_ABSENT in rules(result.alerts)


def town(closed, home):
    """The tiny day with nurse and SSA of the south; c1 and the helper are of ``home``."""
    day = tiny_day()
    towns = Municipality(
        districts=(District(id="north", closed=closed), District(id="south")),
        miniteams=(Miniteam(id="m1", district=None), Miniteam(id="n1", district="north"),
                   Miniteam(id="s1", district="south")))
    return day.replace(
        municipality=towns,
        citizens=tuple(one.replace(miniteam=home) if one.id == "c1" else one for one in day.citizens),
        carers=tuple(one.replace(miniteam=home if one.id == "ssh" else "s1") for one in day.carers))


@pytest.mark.parametrize(("closed", "home", "asked"), [
    (True, "n1", False), (False, "n1", True), (True, "s1", True), (True, "m1", True),
])
def test_a_nurse_whom_a_closed_district_keeps_out_is_nobody(closed, home, asked):
    result = run(decisions=[colour("red")], day=town(closed, home))
    assert ("observation" in {task.competence for task in result.day.visit_by_id["care"].tasks}) is asked
    assert (TriageRule.COMPETENCE_ABSENT in rules(result.alerts)) is not asked


def test_a_pin_wins_over_the_requirement():
    day = tiny_day().replace(pins=(Pin(visit="care", carer="ssh"),))
    result = run(decisions=[colour("red")], day=day)
    assert result.day.pins == day.pins
    assert len(result.day.visit_by_id["care"].tasks) == 1


# --- hospital -----------------------------------------------------------------------------------------------------

def test_admission_cancels_what_cannot_be_done_before_it_and_nothing_is_lost():
    admitted = stay("admission", minute=400, effective=600)
    result = run(admitted)
    assert [one.visit for one in result.cancelled] == [tiny_day().visit_by_id["pills"]]
    assert result.cancelled[0].because == (admitted.id,)
    assert {visit.id for visit in tiny_day().visits} == {
        *(visit.id for visit in result.day.visits), *(one.visit.id for one in result.cancelled)}


@pytest.mark.parametrize(("admitted", "left"), [(570, 540), (569, 539), (511, 481), (510, 480)])
def test_windows_are_cut_so_that_the_visit_is_over_before_the_admission(admitted, left):
    result = run(stay("admission", effective=admitted))
    assert result.day.visit_by_id["care"].windows[0].latest_start == left


def test_a_visit_that_does_not_fit_before_the_admission_is_cancelled():
    assert "care" in {one.visit.id for one in run(stay("admission", effective=509)).cancelled}


def test_visits_resume_from_the_minute_of_the_discharge():
    out, home = stay("admission", minute=-DAY), stay("discharge", minute=400, effective=735)
    visit = run(out, home).day.visit_by_id["pills"]
    assert (visit.windows[0].earliest_start, visit.windows[0].latest_start) == (735, 750)
    result = run(out, stay("discharge", minute=400, effective=751))
    assert {"care", "pills"} == {one.visit.id for one in result.cancelled}


@pytest.mark.parametrize(("first", "then"), [(600, 735), (900, 735)])
def test_of_announced_discharges_the_one_told_last_holds(first, then):
    told = (stay("admission", minute=-DAY), stay("discharge", minute=300, effective=first),
            stay("discharge", minute=400, effective=then))
    visits = run(*told).day.visit_by_id
    assert "care" not in visits
    assert [visits[id_].windows[0].earliest_start for id_ in ("pills", "triage:T24:c1")] == [735, 735]


def test_a_postponed_admission_leaves_the_visits_before_it():
    told = stay("admission", minute=300, effective=500), stay("admission", minute=400, effective=900)
    assert run(*told).cancelled == ()


def test_a_transfer_is_no_new_admission():
    told = [stay("admission", minute=-DAY), stay("admission", minute=300), stay("discharge", minute=410)]
    assert Marker.HOSPITAL_RESPONSIBLE in row(run(*told)).markers
    assert Marker.HOSPITAL_RESPONSIBLE not in row(run(*told[1:])).markers


def test_links_and_pins_of_cancelled_visits_go_with_them_on_record():
    day = tiny_day().replace(links=(Link(id="l1", first="care", second="pills", min_gap=60),),
                             pins=(Pin(visit="pills", start=730),))
    result = run(stay("admission"), day=day)
    assert (result.day.links, result.day.pins) == ((), ())
    kinds = [effect.kind for effect in result.effects]
    assert EffectKind.LINK_DROPPED in kinds
    assert EffectKind.PIN_DROPPED in kinds


def test_an_admitted_citizen_gets_no_follow_up():
    result = run(change("breathing", SERIOUS), stay("admission", minute=410))
    assert added(result) == {}
    assert row(result).markers == (Marker.ADMITTED,)


def test_a_discharge_adds_an_authorised_visit_from_its_minute_that_covers_the_rest():
    result = run(change("breathing", SERIOUS), stay("discharge", minute=405, effective=660))
    assert list(added(result)) == ["triage:T24:c1"]
    visit = added(result)["triage:T24:c1"]
    assert visit.windows[0].earliest_start == 660
    assert (visit.tasks[0].competence, visit.tasks[0].delegable) == ("nursing", False)


@pytest.mark.parametrize(("hours_ago", "hours_in", "marked"), [
    (72, 25, True), (73, 25, False), (1, 24, False), (1, None, True),
])
def test_the_72_hour_marker_needs_a_stay_of_more_than_a_day(hours_ago, hours_in, marked):
    result = run(stay("discharge", minute=420 - hours_ago * 60, admitted_hours=hours_in))
    assert (Marker.HOSPITAL_RESPONSIBLE in row(result).markers) is marked


@pytest.mark.parametrize(("effective", "marked"), [(421, ()), (420, (Marker.NEWLY_DISCHARGED,
                                                                     Marker.HOSPITAL_RESPONSIBLE))])
def test_a_discharge_is_marked_from_the_minute_it_happens(effective, marked):
    result = run(stay("discharge", minute=400, effective=effective))
    assert row(result).markers == marked


def test_an_admission_announced_for_later_takes_no_marker_of_the_last_discharge_away():
    out = stay("admission", minute=-3 * DAY), stay("discharge", minute=-DAY)
    result = run(*out, stay("admission", minute=400, effective=800))
    assert row(result).markers == (Marker.NEWLY_DISCHARGED, Marker.HOSPITAL_RESPONSIBLE)


def test_terminal_citizens_are_marked_and_not_scored():
    result = run(normal(pulse=130), mark("terminal", minute=300))
    assert (row(result).colour, row(result).markers) == ("green", (Marker.TERMINAL,))


def test_terminal_citizens_have_no_score_and_no_alert_about_one():
    partly = vitals(temperature=35.0, site=Site.ORAL)
    assert rules(row(run(partly)).alerts) >= {TriageRule.PARTIAL_SCORE, TriageRule.MEASURE_RECTALLY}
    result = run(partly, mark("terminal", minute=300))
    assert (row(result).score, row(result).alerts) == (None, ())


@pytest.mark.parametrize(("minute", "asked"), [(420, True), (419, False)])
def test_nobody_is_asked_about_a_score_that_is_older_than_reasons_are(minute, asked):
    result = run(vitals(minute=minute - 30 * DAY, temperature=35.0, site=Site.ORAL))
    alerts = {TriageRule.PARTIAL_SCORE, TriageRule.MEASURE_RECTALLY}
    assert alerts & rules(row(result).alerts) == (alerts if asked else set())
    assert row(result).score is not None


@pytest.mark.parametrize(("later", "shown"), [
    ({"spo2": 95}, "TOBS 2"),
    ({"pulse": 90}, "TOBS 1, partial (1-13; not measured: respiration, temperature, systolic, consciousness)"),
])
def test_the_score_on_the_board_is_of_what_the_scoring_set_holds(later, shown):
    result = run(normal(pulse=110, minute=380), vitals(minute=410, **later))
    assert str(row(result).score) == shown
    assert (TriageRule.PARTIAL_SCORE in rules(row(result).alerts)) is ("partial" in shown)


def test_follow_ups_are_in_order_of_deadline_in_the_hour_that_the_clock_shows_twice():
    zone = ZoneInfo("Europe/Copenhagen")
    day = tiny_day().replace(date=date(2026, 10, 25))
    first = datetime(2026, 10, 25, 0, 50, tzinfo=UTC)  # 02:50, and twenty minutes later 02:10
    tasks = [agreed("c1", id="first").replace(earliest=first, deadline=first),
             agreed("c2", id="then").replace(earliest=first, deadline=first + timedelta(minutes=20))]
    result = run(tasks=tasks, day=day, at=datetime(2026, 10, 25, 0, 30, tzinfo=zone))
    assert [one.because for one in result.follow_ups] == [("first",), ("then",)]


# --- the whole --------------------------------------------------------------------------------------------------

def test_triaging_the_triaged_day_again_changes_nothing():
    seen = [normal(pulse=130), event("fall", "c2"), stay("discharge", "c2", minute=-DAY)]
    once = run(*seen)
    again = run(*seen, day=once.day)
    assert again.day == once.day
    assert again.effects == ()


def test_a_planner_may_change_a_visit_that_triage_added():
    once = run(event("fall"))
    moved = once.day.visit_by_id["triage:T21:c1"].replace(minutes=5, tasks=())
    day = once.day.replace(visits=tuple(moved if visit.id == moved.id else visit for visit in once.day.visits))
    assert run(event("fall"), day=day).day.visit_by_id[moved.id] == moved


def test_the_board_shows_first_what_needs_attention():
    result = run(event("fall", "c1"), change("breathing", SERIOUS, "c2"))
    assert [one.citizen for one in result.board] == ["c2", "c1"]
    overdue = run(decisions=[colour("yellow", "c1"), colour("yellow", "c2", minute=-2 * DAY)])
    assert [one.citizen for one in overdue.board] == ["c2", "c1"]


def test_every_effect_names_a_rule_and_something_that_was_given():
    seen = [normal(pulse=130), event("fall", "c2"), stay("discharge", "c2", minute=-DAY)]
    result = run(*seen, decisions=[colour("red", "c2", id="d")], tasks=[agreed(id="a")])
    given = {one.id for one in seen} | {"d", "a"}
    assert result.effects
    assert all(effect.because and set(effect.because) <= given for effect in result.effects)


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
def test_a_triage_without_time_zone_is_made_at_local_time_of_the_day_wherever_the_machine_stands(zone):
    told = datetime(2026, 3, 2, 11, 40)
    result = run(at=told, day=tiny_day().replace(timezone=zone))
    assert result.at == told.replace(tzinfo=ZoneInfo(zone))


def test_late_in_the_day_windows_start_at_the_triage():
    result = run(event("fall"), at=at(700))
    assert added(result)["triage:T21:c1"].windows[0].earliest_start == 700


def test_what_is_taken_over_twice_hands_on_what_it_took_over():
    """Local rules may chain: the nurse contact covers the assessment, which covers the follow-up that is overdue."""
    rules = TriageSettings()
    chained = rules.replace(follow_ups=rules.follow_ups | {
        TriageRule.NURSE_CONTACT: rules.follow_ups[TriageRule.NURSE_CONTACT].replace(
            covers=(TriageRule.RED_ASSESSMENT,))})

    def need(rule, due, **more):
        how = chained.follow_ups[rule]
        return Need(rule, "c1", rule.value, at(0), at(due), how=how, because=(rule.value,), **{
            "overdue_since": None} | more)

    (left,) = _folded([
        need(TriageRule.RED_ASSESSMENT, 700), need(TriageRule.YELLOW_FOLLOW_UP, 600, overdue_since=at(-600)),
        need(TriageRule.NURSE_CONTACT, 720)], chained, lambda _: True)
    assert (left.rule, left.late, left.due) == (TriageRule.NURSE_CONTACT, TriageRule.YELLOW_FOLLOW_UP, at(600))
    assert set(left.because) == {"T20", "T21", "T22"}
