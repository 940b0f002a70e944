"""The triage meeting: what people decide there, on record, ready for the next triage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from triagering.errors import InputError, Issue
from triagering.models.triage import AgreedTask, ColourDecision, Governance, TriageColour
from triagering.models.triage_result import Meeting, TriageResult
from triagering.triage.checks import identities, out_of_order


def hold_meeting(
    result: TriageResult, decisions: Sequence[ColourDecision], tasks: Sequence[AgreedTask] = (), *,
    id: str,  # noqa: A002 - the field's name
    at: datetime, participants: Sequence[str] = (),
) -> Meeting:
    """Record a triage meeting over a board.

    Pass ``meeting.decisions`` and ``meeting.tasks``, with the earlier ones, to the next ``triage``. The record says
    which colours changed, which were set below what the reasons suggested (a person's right, but on record), which
    yellow and red citizens were not discussed, and what goes to the weekly approval meeting. Without a time zone ``at``
    is local time of the triage.

    Raises
    ------
    InputError
        E701 when a decision or task is about somebody who is not on the board, E702 when one is later than the meeting,
        E704 when two decisions are about the same citizen (a meeting decides once), E706 when two have one id, E707
        when times of a decision or task are out of order, or a decision is not after the one that holds.

    >>> from datetime import UTC, timedelta
    >>> from triagering.models.observations import Event
    >>> from triagering.triage.apply import triage
    >>> from triagering.triage.examples import tiny_day
    >>> seven = datetime(2026, 3, 2, 6, tzinfo=UTC)
    >>> result = triage(tiny_day(), [Event(id="o1", citizen="c2", at=seven, by="ssh", event="fall")], at=seven)
    >>> yellow = ColourDecision(id="d1", citizen="c2", colour=TriageColour.YELLOW, set_by="nurse",
    ...                         set_at=seven + timedelta(hours=2), review_at=seven + timedelta(hours=26))
    >>> meeting = hold_meeting(result, [yellow], id="m1", at=seven + timedelta(hours=2), participants=["nurse", "ssa"])
    >>> meeting.changes, meeting.not_discussed
    ((('c2', <TriageColour.GREEN: 'green'>, <TriageColour.YELLOW: 'yellow'>),), ())
    """
    at = at.replace(tzinfo=result.at.tzinfo) if at.tzinfo is None else at
    rows = {row.citizen: row for row in result.board}
    issues = []
    tables: tuple[tuple[str, Sequence[ColourDecision | AgreedTask]], ...] = (("decisions", decisions), ("tasks", tasks))
    for table, entries in tables:
        issues += [Issue("E701", table, entry.id, "citizen", entry.citizen, "is not on the board",
                         "triage a day that has the citizen") for entry in entries if entry.citizen not in rows]
    holding = {citizen: row.decision for citizen, row in rows.items() if row.decision is not None}
    issues += [*identities("decisions", [*holding.values(), *decisions]), *identities("tasks", tasks)]
    decided: set[str] = set()
    for decision in decisions:
        before_it = holding.get(decision.citizen)
        if decision.citizen in decided:
            issues.append(Issue("E704", "decisions", decision.id, "citizen", decision.citizen,
                                "is decided twice at one meeting", "keep the decision that was made"))
        elif decision.set_at > at:
            issues.append(Issue("E702", "decisions", decision.id, "set_at", decision.set_at.isoformat(),
                                "is later than the meeting", "correct the time, or `at`, the moment of the meeting"))
        elif before_it not in (None, decision) and decision.set_at <= before_it.set_at:
            issues.append(Issue("E707", "decisions", decision.id, "set_at", decision.set_at.isoformat(),
                                f"is not after the decision that holds, {before_it.id!r}", "correct the time"))
        decided.add(decision.citizen)
    issues += [Issue("E702", "tasks", task.id, "agreed_at", task.agreed_at.isoformat(), "is later than the meeting",
                     "correct the time, or `at`, the moment of the meeting")
               for task in tasks if task.agreed_at is not None and task.agreed_at > at]
    issues += out_of_order(decisions, tasks)
    if issues:
        raise InputError(issues)
    before = {citizen: holding[citizen].colour if citizen in holding else TriageColour.GREEN for citizen in rows}
    return Meeting(
        id=id, at=at, participants=tuple(participants), decisions=tuple(decisions), tasks=tuple(tasks),
        changes=tuple((one.citizen, before[one.citizen], one.colour) for one in decisions
                      if before[one.citizen] is not one.colour),
        below_floor=tuple(one.citizen for one in decisions if one.colour.rank < rows[one.citizen].floor.rank),
        not_discussed=tuple(citizen for citizen, row in rows.items()
                            if row.colour is not TriageColour.GREEN and citizen not in decided),
        approvals=(*(one.id for one in decisions if one.governance is Governance.WEEKLY_APPROVAL),
                   *(one.id for one in tasks if one.governance is Governance.WEEKLY_APPROVAL)),
        carers=tuple(dict.fromkeys(one.responsible for one in decisions if one.responsible is not None)))
