"""Some carers' lists of a plan as a day of their own: what the others do stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Set

from triagering.models import Day, Plan, TimeWindow, Visit


def day_of_lists(day: Day, plan: Plan, carers: Set[str]) -> Day:
    """Give the day of these carers alone: what they do in a plan, and what it leaves out.

    Where others come to a visit too, those of them who do come at its start. Links to what others do become windows,
    where they can be kept.

    Raises
    ------
    InputError
        If such a day contradicts itself, as it may where the plan breaks rules.
    """
    own = {id_: [who for who, _ in stops if who in carers] for id_, stops in plan.placed.items()}
    visits = [one for one in day.visits if own.get(one.id, True)]
    there = {one.id for one in visits}
    return day.replace(
        visits=tuple(_held(day, plan, one, there, len(own.get(one.id, ()))) for one in visits),
        shifts=tuple(shift for shift in day.shifts if shift.carer in carers),
        activities=day.activities_among(carers),
        links=tuple(link for link in day.links if {link.first, link.second} <= there),
        pins=tuple(still for pin in day.pins if pin.visit in there
                   for still in pin.without(carer=pin.carer not in carers)))


def _held(day: Day, plan: Plan, visit: Visit, there: Set[str], come: int) -> Visit:
    """Give a visit as others hold it: those who come to it, or those who do what it is linked to."""
    came = plan.placed.get(visit.id, ())
    if 0 < come < len(came):
        start = came[0][1]
        return visit.replace(carers_needed=come, windows=(
            TimeWindow(earliest_start=start, agreed_start=start, latest_start=start),))
    windows = visit.windows
    for opens, closes in _gaps(day, plan, visit.id, there):
        windows = tuple(TimeWindow(
            earliest_start=max(one.earliest_start, opens), latest_start=min(one.latest_start, closes),
            agreed_start=min(max(one.agreed_start, opens), closes, one.latest_start))
            for one in windows if max(one.earliest_start, opens) <= min(one.latest_start, closes))
    return visit.replace(windows=windows or visit.windows)


def _gaps(day: Day, plan: Plan, id_: str, there: Set[str]) -> Iterator[tuple[int, int]]:
    """Give from when until when links to what others do let a visit begin."""
    for link in day.links:
        other = link.first if link.second == id_ else link.second
        if id_ in (link.first, link.second) and other not in there and other in plan.placed:
            yield link.span_of(id_, plan.placed[other][0][1])
