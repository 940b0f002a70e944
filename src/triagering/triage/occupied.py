"""Citizens who are at an activity when somebody could come to them (T56): people decide what gives way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from triagering.models.triage_result import Alert
from triagering.models.triage_rules import TriageRule
from triagering.models.work import Activity, Visit
from triagering.triage.clock import span_of
from triagering.triage.draft import Draft, somebody_could_come


def in_the_way(
    draft: Draft, visit: Visit, because: tuple[str, ...], too: Sequence[Visit] = (),
) -> tuple[Activity, ...]:
    """Give the activities without which somebody could come to a visit, and note them for the board.

    What is over, the activity or the time of the visit, is not noted: nobody can do anything about it.
    """
    if not somebody_could_come(draft.day, visit, draft.starts_of(visit), too, windows=visit.windows):
        return ()
    found = tuple(one for one in draft.day.activities_of.get(visit.citizen, ()) if any(
        (window,) != tuple(window.outside(one.start - visit.minutes, one.end)) for window in visit.windows))
    for one in found:
        if one.end > draft.now <= visit.windows[-1].latest_start:
            draft.occupied.setdefault((visit.citizen, one.id), {})[visit.id] = because
    return found


def activity_alerts(draft: Draft, citizen: str) -> Iterator[Alert]:
    """Give an alert for each of a citizen's activities that is in the way, with all the visits that it is about."""
    for (who, id_), visits in draft.occupied.items():
        if who == citizen:
            one = draft.day.activity_by_id[id_]
            yield Alert(rule=TriageRule.AT_ACTIVITY, citizen=citizen,
                        because=tuple(dict.fromkeys(id_ for because in visits.values() for id_ in because)),
                        values={"activity": one.id, "span": span_of(draft.day, one.start, one.end),
                                "visits": ", ".join(visits)})
