"""What must fit together in a day before anybody plans it; every problem is found in one pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from triagering.errors import Issue
from triagering.models.work import CarerRelation

if TYPE_CHECKING:
    from triagering.models.day import Day
    from triagering.models.people import Carer, Citizen
    from triagering.models.shifts import Shift
    from triagering.models.work import Activity, Pin, Task, Visit


def find_issues(day: Day, known: Day | None = None) -> list[Issue]:
    """List everything inconsistent in a day, in order of table.

    ``known``: the same with more rows, of which not everything is known; only ids and competences are looked at there.
    """
    known = known or day
    return [
        *_tables(day), *_identities(known), *_references(known), *_visits(day), *_shifts(day), *_links(day),
        *_pins(day), *_activities(day), *_competences(known), *_travel(day),
    ]


def _tables(day: Day) -> Iterator[Issue]:
    try:
        ZoneInfo(day.timezone)
    except (KeyError, ValueError, OSError):
        yield Issue("E208", "day", "", "timezone", day.timezone, "is not a known time zone", "use Europe/Copenhagen")
    if not day.visits:
        yield Issue("E110", "visits", "", "", "", "the day has no visits", "check that the right date was exported")
    if not day.shifts:
        yield Issue("E111", "shifts", "", "", "", "nobody is at work", "add at least one shift")


def _identities(day: Day) -> Iterator[Issue]:
    tables: dict[str, Iterable[str]] = {
        "citizens": (x.id for x in day.citizens), "carers": (x.id for x in day.carers),
        "visits": (x.id for x in day.visits), "activities": (x.id for x in day.activities),
        "links": (x.id for x in day.links), "districts": (x.id for x in day.municipality.districts),
        "miniteams": (x.id for x in day.municipality.miniteams), "shifts": (x.carer for x in day.shifts),
    }
    for table, ids in tables.items():
        for id_, count in Counter(ids).items():
            if count > 1:
                hint = ("a carer has one shift a day; give a split duty two carer ids" if table == "shifts"
                        else "ids must be unique")
                yield Issue("E101", table, id_, "carer" if table == "shifts" else "id", id_,
                            f"occurs {count} times", hint)
    for id_ in sorted(day.visit_by_id.keys() & day.activity_by_id.keys()):
        yield Issue("E101", "activities", id_, "id", id_, "is the id of a visit too", "ids must be unique")
    for table, known in (("visits", day.visit_by_id), ("activities", day.activity_by_id)):
        if "break" in known:
            yield Issue("E103", table, "break", "id", "break", "is reserved for breaks", "choose another id")


def _references(day: Day) -> Iterator[Issue]:
    def check(
        known: object, table: str, row: str, field: str, values: Iterable[str | None], what: str,
    ) -> Iterator[Issue]:
        for value in values:
            if value is not None and value not in known:  # type: ignore[operator]
                yield Issue("E102", table, row, field, value, f"refers to an unknown {what}",
                            f"add the {what} or correct the id")

    citizens, carers, visits, places = day.citizen_by_id, day.carer_by_id, day.visit_by_id, day.place_index
    teams, districts = day.miniteam_by_id, day.district_by_id
    for district in day.municipality.districts:
        yield from check(districts, "districts", district.id, "neighbours", sorted(district.neighbours), "district")
    for team in day.municipality.miniteams:
        yield from check(districts, "miniteams", team.id, "district", [team.district], "district")
    for citizen in day.citizens:
        yield from check(places, "citizens", citizen.id, "place", [citizen.place], "place")
        yield from check(teams, "citizens", citizen.id, "miniteam", [citizen.miniteam], "miniteam")
        yield from check(carers, "citizens", citizen.id, "contact_person", [citizen.contact_person], "carer")
        for field in ("preferred", "vetoes", "closed_circle"):
            yield from check(carers, "citizens", citizen.id, field, sorted(getattr(citizen, field)), "carer")
    for carer in day.carers:
        yield from check(places, "carers", carer.id, "start_place", [carer.start_place], "place")
        yield from check(places, "carers", carer.id, "end_place", [carer.end_place], "place")
        yield from check(teams, "carers", carer.id, "miniteam", [carer.miniteam], "miniteam")
        if day.travel.minutes:  # else E403 says it
            yield from check(day.travel.minutes, "carers", carer.id, "mode", [carer.mode], "travel mode")
        for delegation in carer.delegations:
            yield from check(citizens, "carers", carer.id, "delegations", [delegation.citizen], "citizen")
    for shift in day.shifts:
        yield from check(carers, "shifts", shift.carer, "carer", [shift.carer], "carer")
    for visit in day.visits:
        yield from check(citizens, "visits", visit.id, "citizen", [visit.citizen], "citizen")
        yield from check(carers, "visits", visit.id, "told", sorted(visit.told), "carer")
    for activity in day.activities:
        yield from check(carers, "activities", activity.id, "carers", activity.carers, "carer")
        yield from check(places, "activities", activity.id, "place", [activity.place], "place")
        yield from check(citizens, "activities", activity.id, "citizens", activity.citizens, "citizen")
    for link in day.links:
        yield from check(visits, "links", link.id, "first", [link.first], "visit")
        yield from check(visits, "links", link.id, "second", [link.second], "visit")
    for pin in day.pins:
        yield from check(visits, "pins", pin.visit, "visit", [pin.visit], "visit")
        yield from check(carers, "pins", pin.visit, "carer", [pin.carer], "carer")
    for known in day.acquaintances:
        yield from check(citizens, "known_carers", known.citizen, "citizen", [known.citizen], "citizen")
        if known.days_since is None:  # whom a citizen met lately counts, whether or not they can come today
            yield from check(carers, "known_carers", known.citizen, "carer", [known.carer], "carer")


def _visits(day: Day) -> Iterator[Issue]:
    for visit in day.visits:
        for field, windows in (("windows", visit.windows), ("agreed", visit.agreed)):
            for window in windows:
                if not window.earliest_start <= window.agreed_start <= window.latest_start:
                    yield Issue("E201", "visits", visit.id, field,
                                f"{window.earliest_start}/{window.agreed_start}/{window.latest_start}",
                                "earliest, agreed and latest start are out of order",
                                "earliest_start <= agreed_start <= latest_start")
            for one, two in pairwise(windows):
                if one.latest_start >= two.earliest_start:
                    yield Issue("E202", "visits", visit.id, field, str(two.earliest_start),
                                "starts before the window before it has closed",
                                "give disjoint windows in order of time")
        total = sum(task.minutes for task in visit.tasks)
        if total > visit.minutes:
            yield Issue("E203", "visits", visit.id, "minutes", str(visit.minutes),
                        f"is shorter than its tasks together ({total})", "lengthen the visit or shorten a task")


def _shifts(day: Day) -> Iterator[Issue]:
    for shift in day.shifts:
        if shift.end <= shift.start:
            yield Issue("E204", "shifts", shift.carer, "end", str(shift.end), "is not after the start",
                        "a shift across midnight ends above 1440")
        if shift.previous_end is not None and shift.previous_end > shift.start:
            yield Issue("E206", "shifts", shift.carer, "previous_end", str(shift.previous_end),
                        "is after this shift's start", "yesterday's times are negative")
        if shift.next_start is not None and shift.next_start < shift.end:
            yield Issue("E206", "shifts", shift.carer, "next_start", str(shift.next_start),
                        "is before this shift's end", "tomorrow's times are above 1440")
        yield from _rests(day, shift)
        pause = shift.break_
        if pause is None:
            continue
        if pause.earliest_start > pause.latest_start:
            yield Issue("E205", "shifts", shift.carer, "break", str(pause.earliest_start),
                        "starts after its window ends", "earliest_start <= latest_start")
        elif pause.latest_end is not None and pause.earliest_start + pause.minutes > pause.latest_end:
            yield Issue("E205", "shifts", shift.carer, "break", str(pause.latest_end), "is over before it can be taken",
                        "latest_end >= earliest_start + minutes")
        elif pause.latest_start < shift.start or pause.earliest_start + pause.minutes > shift.end + shift.overtime:
            yield Issue("E205", "shifts", shift.carer, "break", str(pause.earliest_start), "is outside the shift",
                        "move the break's window inside the shift")


def _rests(day: Day, shift: Shift) -> Iterator[Issue]:
    settings, (earliest, latest), rests = day.settings, day.span(shift), day.rests(shift)
    if shift.start < shift.end and latest <= earliest:
        yield Issue("E207", "shifts", shift.carer, "start", str(shift.start),
                    f"rest of {rests[0]} minutes before it and {rests[1]} after it leaves nothing of the shift",
                    "correct the roster, or say in rest_before or rest_after what was agreed on")
    agreed = {"rest_before": shift.rest_before, "rest_after": shift.rest_after}
    for field, rest in agreed.items():
        if rest is not None and rest < settings.shortest_rest:
            yield Issue("E215", "shifts", shift.carer, field, str(rest),
                        f"is less than the {settings.shortest_rest} minutes that may be agreed on",
                        "write minutes, as 480, or none")
    short = [field for field, rest in zip(agreed, rests, strict=True) if rest < settings.daily_rest]
    if len(short) > (most := min(settings.short_rests, 1)):
        yield too_short(shift, short[-1], f"{len(short)} rests in a row", most, settings.daily_rest)


def too_short(shift: Shift, field: str, which: str, most: int, daily: int) -> Issue:
    """Say of an agreed rest that it is one too many of those that are shorter than the daily rest."""
    return Issue("E216", "shifts", shift.carer, field, str(getattr(shift, field)),
                 f"is one of {which} that are shorter than {daily} minutes; {most} may be", "correct the roster")


def _links(day: Day) -> Iterator[Issue]:
    for link in day.links:
        if link.first == link.second:
            yield Issue("E104", "links", link.id, "second", link.second, "links a visit to itself", "name two visits")
        if link.min_gap is not None and link.max_gap is not None and link.min_gap > link.max_gap:
            yield Issue("E209", "links", link.id, "min_gap", str(link.min_gap), "is more than max_gap",
                        "exchange them")
        many = [v for v in (link.first, link.second)
                if v in day.visit_by_id and day.visit_by_id[v].carers_needed > 1]
        if link.carers is CarerRelation.SAME and many:
            yield Issue("E303", "links", link.id, "carers", "same", "a linked visit needs more than one carer",
                        "the same carer can only be asked of single-carer visits")


def _pins(day: Day) -> Iterator[Issue]:
    """A pin always wins, so a pin that cannot be kept whatever else is planned is an error, explained at once."""
    for id_, pins in day.pins_by_visit.items():
        visit = day.visit_by_id.get(id_)
        if visit is None:
            continue
        if len({pin.start for pin in pins if pin.start is not None}) > 1:
            yield Issue("E305", "pins", id_, "start", "", "is pinned to two starts", "keep one pin")
        if len({pin.carer for pin in pins if pin.carer is not None}) > visit.carers_needed:
            yield Issue("E305", "pins", id_, "carer", "", f"is pinned to more than {visit.carers_needed} carers",
                        "keep as many pins as carers are needed")
        for pin in pins:
            yield from _pin(day, visit, pin)


def _pin(day: Day, visit: Visit, pin: Pin) -> Iterator[Issue]:
    if pin.carer is None and pin.start is None:
        yield Issue("E304", "pins", visit.id, "", "", "pins neither a carer nor a start", "give one of them")
    if pin.start is not None and not any(window.holds(pin.start) for window in visit.windows):
        yield Issue("E306", "pins", visit.id, "start", str(pin.start), "is outside the visit's windows",
                    "widen a window or move the pin")
    for one in day.activities_of.get(visit.citizen, ()):
        if pin.start is not None and pin.start < one.end and one.start < pin.start + visit.minutes:
            yield Issue("E306", "pins", visit.id, "start", str(pin.start),
                        f"overlaps the activity {one.id}, which the citizen takes part in",
                        "move the pin, or take the citizen off the activity")
    if pin.carer is None or pin.carer not in day.carer_by_id:
        return
    carer, citizen = day.carer_by_id[pin.carer], day.citizen_by_id.get(visit.citizen)
    if pin.carer not in day.shift_by_carer:
        yield Issue("E307", "pins", visit.id, "carer", pin.carer, "has no shift", "pin a carer who is at work")
    for task in visit.tasks:
        if not carer.may_do(task, visit.citizen, day.date):
            yield Issue("E308", "pins", visit.id, "carer", pin.carer, _lacking(task),
                        "record the competence or delegation, or pin somebody else")
    if citizen is not None and (refusal := citizen.refusal(carer)):
        yield Issue("E309", "pins", visit.id, "carer", pin.carer, f"is excluded by the citizen's {refusal}",
                    "that is the citizen's right; pin somebody else")
    if citizen is not None and _shut_out(day, carer, citizen):
        yield Issue("E310", "pins", visit.id, "carer", pin.carer, "is of another district, and the citizen's is closed",
                    "open the district, or pin somebody of it")


def _lacking(task: Task) -> str:
    return f"does not hold {task.competence} (level {int(task.level)}) today"


def _shut_out(day: Day, carer: Carer, citizen: Citizen) -> bool:
    """Say whether a closed district keeps a carer out; not if miniteams or districts are unknown, which is told."""
    home = day.district_of_team.get(citizen.miniteam or "")
    known = carer.miniteam is None or carer.miniteam in day.miniteam_by_id
    return home in day.district_by_id and known and not day.admits(carer, citizen)


def _activities(day: Day) -> Iterator[Issue]:
    for activity in day.activities:
        for field, who in (("carers", activity.carers), ("citizens", activity.citizens)):
            if len(set(who)) < len(who):
                yield Issue("E101", "activities", activity.id, field, "", f"names a {field[:-1]} twice",
                            f"name each {field[:-1]} once")
        if not activity.carers and not activity.citizens:
            yield Issue("E508", "activities", activity.id, "carers", "", "names neither carers nor citizens",
                        "name who takes part")
        if activity.capacity is not None and len(activity.citizens) > activity.capacity:
            yield Issue("E311", "activities", activity.id, "citizens", str(len(activity.citizens)),
                        f"are more than the capacity of {activity.capacity}", "take citizens off, or give it more room")
        for carer in activity.carers:
            yield from _unable(day, activity, carer)
    for citizen, own in day.activities_of.items():
        for one, two in combinations(own, 2):
            if two.start < one.end and one is not two:
                yield Issue("E217", "activities", two.id, "citizens", citizen, f"takes part in {one.id} at that time",
                            "take the citizen off one of them, or move it")


def _unable(day: Day, activity: Activity, carer: str) -> Iterator[Issue]:
    """A delegation stands in where it is for all participants; where nobody is left, one for anybody."""
    known, enough = day.carer_by_id.get(carer), all if activity.citizens else any
    if known is None:
        return
    whom = activity.citizens or ("", *(given.citizen or "" for given in known.delegations))
    for task in activity.needs:
        if not enough(known.may_do(task, citizen, day.date) for citizen in whom):
            yield Issue("E308", "activities", activity.id, "carers", carer, _lacking(task),
                        "record the competence or delegation, or name somebody else")


def _competences(day: Day) -> Iterator[Issue]:
    """A competence that no carer of the house holds is a misspelling; one that is merely absent today is not."""
    held = {c.area for carer in day.carers for c in carer.competences}
    held |= {d.area for carer in day.carers for d in carer.delegations}
    asked = [("visits", visit.id, "tasks", visit.tasks) for visit in day.visits]
    asked += [("activities", activity.id, "needs", activity.needs) for activity in day.activities]
    for table, id_, field, tasks in asked:
        for task in tasks:
            if task.competence not in held:
                yield Issue("E301", table, id_, field, task.competence, "no carer holds this competence",
                            "check the spelling, or add it to the carers who hold it")


def _travel(day: Day) -> Iterator[Issue]:
    if not day.travel.minutes:
        yield Issue("E403", "travel", "", "", "", "there is no travel mode", "give a matrix or coordinates")
    for place, count in Counter(day.travel.places).items():
        if count > 1:
            yield Issue("E101", "travel", "", "places", place, f"occurs {count} times", "list each place once")
    n = len(day.travel.places)
    for mode, matrix in day.travel.minutes.items():
        widths = {len(row) for row in matrix}
        if len(matrix) != n or widths - {n}:
            shape = f"{len(matrix)} by {'/'.join(map(str, sorted(widths))) or 0}"
            yield Issue("E401", "travel", mode, "", shape, f"the matrix is not {n} by {n}",
                        "give a row and a column per place, in the order of places")
    points = day.travel.coordinates
    if points is not None and len(points) != n:
        yield Issue("E402", "travel", "", "coordinates", str(len(points)), f"is not one point for each of {n} places",
                    "give coordinates for every place or for none")
