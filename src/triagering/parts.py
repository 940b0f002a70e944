"""A municipality's day in parts that can be planned apart: one per district, or one per miniteam."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Literal, get_args

from triagering.errors import InputError, Issue
from triagering.models import Day, Pin, Travel
from triagering.models.asked import unknown

By = Literal["district", "miniteam"]


def split_day(day: Day, by: By = "district", *, pins: Sequence[Pin] | None = None) -> dict[str, Day]:
    """Give the own day of every district (or miniteam) with visits and carers at work.

    A carer without a miniteam belongs where the others start from the same place. What belongs nowhere is planned
    under the empty name. Links between parts are left out, and so is the help that they could give each other, but for
    what a planner has decided: a visit belongs to the part of the carer whom it is pinned to (of two carers, the first;
    the other pin is left out if they are of different parts), and takes what it is linked to in its citizen's part
    along. ``pins`` say so in place of the day's own.

    Raises
    ------
    InputError
        If it is to be split by something else (E512), or a pin is of a visit that the day does not have (E102).

    Examples
    --------
    >>> from triagering.io import generate_day
    >>> found = split_day(generate_day(citizens=60, carers=20, seed=1), "miniteam")
    >>> {name: len(part.shifts) for name, part in found.items()}
    {'t01': 10, 't02': 10}
    """
    issues = list(unknown("pins", "visit", {pin.visit for pin in pins or ()}, day.visit_by_id))
    if by not in get_args(By):
        issues.append(Issue("E512", "day", "", "by", str(by), "is not one of the choices",
                            f"one of {', '.join(get_args(By))}"))
    if issues:
        raise InputError(issues)

    def part_of(miniteam: str | None) -> str:
        return (miniteam if by == "miniteam" else day.district_of_team.get(miniteam or "")) or ""

    starts = {carer.start_place: part_of(carer.miniteam) for carer in day.carers if carer.miniteam}
    base = {carer.id: part_of(carer.miniteam) if carer.miniteam else starts.get(carer.start_place, "")
            for carer in day.carers}
    home = {citizen.id: part_of(citizen.miniteam) for citizen in day.citizens}
    pinned: dict[str, str] = {}
    for pin in day.pins if pins is None else pins:
        if pin.carer in base:
            pinned.setdefault(pin.visit, base[pin.carer])
    place = {visit.id: home[visit.citizen] for visit in day.visits}
    links = [(link.first, link.second) for link in day.links if place[link.first] == place[link.second]]
    going = list(pinned)
    while going:
        visit = going.pop(0)
        for other in {*chain.from_iterable(link for link in links if visit in link)} - pinned.keys():
            pinned[other] = pinned[visit]
            going.append(other)
    place |= pinned
    names = {*place.values()} & {base[shift.carer] for shift in day.shifts}
    return {name: _part(day, *({id_ for id_ in of if of[id_] == name} for of in (home, base, place)))
            for name in sorted(names)}


def _part(day: Day, citizens: set[str], carers: set[str], visits: set[str]) -> Day:
    """Give a part of a day; whom its citizens and carers name stays on it too, without a shift or visit."""
    citizens = citizens | {day.visit_by_id[id_].citizen for id_ in visits}
    activities = tuple(activity.replace(carers=tuple(carer for carer in activity.carers if carer in carers))
                       for activity in day.activities_among(carers))
    named = citizens | {given.citizen for carer in day.carers for given in carer.delegations}
    named |= {citizen for activity in activities for citizen in activity.citizens}
    kept = [citizen for citizen in day.citizens if citizen.id in named]
    places = {citizen.place for citizen in kept} | {activity.place for activity in activities}
    places |= {place for carer in day.carers for place in (carer.start_place, carer.home)}
    return day.replace(
        citizens=tuple(kept), shifts=tuple(shift for shift in day.shifts if shift.carer in carers),
        activities=activities, visits=tuple(visit for visit in day.visits if visit.id in visits),
        links=tuple(link for link in day.links if {link.first, link.second} <= visits),
        pins=tuple(pin for pin in day.pins if pin.visit in visits and (pin.carer is None or pin.carer in carers)),
        acquaintances=tuple(one for one in day.acquaintances if one.citizen in citizens),
        travel=_travel(day.travel, places))


def _travel(travel: Travel, places: set[str]) -> Travel:
    kept = [index for index, place in enumerate(travel.places) if place in places]
    return Travel(
        places=tuple(travel.places[index] for index in kept),
        minutes={mode: tuple(tuple(rows[a][b] for b in kept) for a in kept) for mode, rows in travel.minutes.items()},
        coordinates=None if travel.coordinates is None else tuple(travel.coordinates[index] for index in kept))
