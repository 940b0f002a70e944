"""The record of a triage meeting, and the triage after it."""

from __future__ import annotations

import pytest

from tests.triage.seen import agreed, at, change, colour, event
from triagering.errors import InputError
from triagering.models.observations import Change
from triagering.models.triage import Governance
from triagering.models.triage_result import Meeting
from triagering.triage import hold_meeting, triage
from triagering.triage.examples import tiny_day

SEEN = [event("fall", "c1", 380), change("breathing", Change.SERIOUS, "c2", 390)]


def board():
    return triage(tiny_day(), SEEN)


def meet(*decisions, tasks=()):
    return hold_meeting(board(), decisions, tasks, id="m1", at=at(500), participants=["nurse", "ssa"])


def test_the_record_says_what_changed_what_is_below_the_floor_and_what_is_left():
    meeting = meet(colour("green", "c1", 500))
    assert meeting.changes == ()
    assert (meeting.below_floor, meeting.not_discussed) == (("c1",), ("c2",))
    meeting = meet(colour("yellow", "c1", 500), colour("red", "c2", 500, responsible="nurse"))
    assert [citizen for citizen, _, _ in meeting.changes] == ["c1", "c2"]
    assert (meeting.not_discussed, meeting.carers) == ((), ("nurse",))


def test_a_colour_lowered_after_a_decision_without_new_reasons_is_not_below_the_floor():
    held = triage(tiny_day(), (), [colour("red", "c1", 300)])
    assert hold_meeting(held, [colour("yellow", "c1", 421)], id="m1", at=at(421)).below_floor == ()


def test_without_a_time_zone_a_meeting_is_in_local_time():
    meeting = hold_meeting(board(), [], id="m1", at=at(500).replace(tzinfo=None))
    assert meeting.at == at(500)


def test_what_needs_approval_is_on_the_list():
    weekly = {"governance": Governance.WEEKLY_APPROVAL}
    tasks = [agreed("c2", id="a1", **weekly), agreed("c1")]
    meeting = meet(colour("yellow", "c1", 500, id="d1", **weekly), tasks=tasks)
    assert meeting.approvals == ("d1", "a1")


def test_a_meeting_decides_once_about_people_on_the_board():
    with pytest.raises(InputError) as caught:
        meet(colour("red", "c1", 500), colour("green", "c1", 501), colour("red", "c9", 500))
    assert [issue.code for issue in caught.value.issues] == ["E701", "E704"]


def test_a_meeting_sets_no_times_that_the_next_triage_would_refuse():
    with pytest.raises(InputError) as caught:
        meet(colour("red", "c1", 500, review=500), tasks=[agreed("c2", 700, 699)])
    assert [(issue.code, issue.table) for issue in caught.value.issues] == [("E707", "decisions"), ("E707", "tasks")]


def test_a_meeting_records_no_decision_that_the_next_triage_would_refuse_or_pass_over():
    held = triage(tiny_day(), SEEN, [colour("red", "c1", 400, id="d0")])

    def refused(*decisions, tasks=()):
        with pytest.raises(InputError) as caught:
            hold_meeting(held, decisions, tasks, id="m1", at=at(500))
        return [(issue.code, issue.table, issue.row, issue.field) for issue in caught.value.issues]

    assert refused(colour("green", "c1", 400, id="d1")) == [("E707", "decisions", "d1", "set_at")]
    assert refused(colour("green", "c1", 501, id="d1")) == [("E702", "decisions", "d1", "set_at")]
    assert refused(colour("red", "c1", 500, id="d1"), colour("red", "c2", 500, id="d1")) == [
        ("E706", "decisions", "d1", "id")]
    assert refused(colour("red", "c2", 500, id="d0")) == [("E706", "decisions", "d0", "id")]
    assert refused(tasks=[agreed("c1", id="a1"), agreed("c2", id="a1")]) == [("E706", "tasks", "a1", "id")]
    assert hold_meeting(held, [colour("green", "c1", 401)], id="m1", at=at(500)).changes
    assert hold_meeting(held, [colour("red", "c1", 400, id="d0")], id="m1", at=at(500)).changes == ()


def test_a_task_of_the_meeting_was_agreed_by_then():
    with pytest.raises(InputError) as caught:
        meet(tasks=[agreed("c1", id="a1", agreed_at=at(501))])
    assert [(issue.code, issue.row, issue.field) for issue in caught.value.issues] == [("E702", "a1", "agreed_at")]
    assert meet(tasks=[agreed("c1", agreed_at=at(500))]).tasks


def test_the_next_triage_follows_the_meeting():
    meeting = meet(colour("green", "c1", 500), colour("yellow", "c2", 500), tasks=[agreed("c1", 520, 600, id="a1")])
    result = triage(tiny_day(), SEEN, meeting.decisions, meeting.tasks, at=at(510))
    assert {row.citizen: str(row.colour) for row in result.board} == {"c2": "yellow", "c1": "green"}
    assert "triage:T25:a1" in result.day.visit_by_id


def test_the_record_survives_json():
    meeting = meet(colour("yellow", "c1", 500), tasks=[agreed("c2")])
    assert Meeting.model_validate_json(meeting.model_dump_json()) == meeting
