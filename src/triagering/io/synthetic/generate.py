"""Made days, put together team by team."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import numpy as np

from triagering.errors import InputError, Issue
from triagering.io.synthetic.care import KINDS, numbers_of_visits, patterns
from triagering.io.synthetic.clock import TIMEZONE, by_clock, elapsed
from triagering.io.synthetic.groups import Host, groups_of
from triagering.io.synthetic.needs import Need, links_of, needs_of
from triagering.io.synthetic.relations import acquaintances_of, citizens_of, delegate_insulin
from triagering.io.synthetic.staff import EVENING_FILL, FULL, LAYERS, Staff, hire, renewed, shift, shift_times
from triagering.io.synthetic.town import Area, homes, layout
from triagering.io.travel import DEFAULT_MODES, travel_from_coordinates
from triagering.models import Acquaintance, Activity, Citizen, Day, Link, Settings, Shift, Visit
from triagering.models.base import YEARS

MONDAY = dt.date(2026, 3, 2)
VISITS_PER_CARER, VISITS_PER_CITIZEN, CITIZENS_PER_CARER, MOST_VISITS = 10, 2, 5, 6
VISITS_BY_DAY_ALONE = 8
"""Per carer where one or two work, all by day."""
MEETING_START, MEETING_MINUTES = 420, 15


@dataclass
class Team:
    """One miniteam with all that is fixed from day to day."""

    area: Area
    staff: Staff
    citizens: list[Citizen]
    needs: dict[str, list[Need]]
    weekly: list[str]
    """Citizens who come in turn, ``each_day`` of them a day; the others are visited daily."""
    each_day: int
    links: list[Link]
    known: list[Acquaintance]
    times: dict[str, list[tuple[int, int]]]
    """Start and end of the shifts of each layer."""


def generate_day(
    citizens: int | None = None, carers: int | None = None, visits: int | None = None, *, seed: int = 1,
    date: dt.date = MONDAY, doubles: bool = True, links: bool = True, breaks: bool = True,
    meetings: bool = True, group_activities: int = 0, settings: Settings | None = None,
) -> Day:
    """Make a realistic day of Danish home care; the same arguments always give the same day.

    Parameters
    ----------
    citizens
        Citizens of the miniteams; about a third of them need no visit today. Default: five per carer, or
        half the visits.
    carers
        Carers at work, day and evening; about ten make a miniteam. Default: one per ten visits, or one
        per five citizens.
    visits
        Exactly so many visits (fewer on a weekend: no cleaning, no training). Default: ten per carer (eight
        where one or two carers work by day alone), at most three per citizen.
    seed
        Which of the many such days.
    date
        The planned day.
    doubles, links, breaks, meetings
        Whether there are two-carer visits, linked visits, breaks in shifts over six hours, and a morning
        meeting per team.
    group_activities
        At most so many, none on a weekend: day centres and trainings in turn, as far as enough citizens, and a
        carer, are free. All else in the day stays the same.
    settings
        Prices and limits of the day; default: the library's own.

    Raises
    ------
    InputError
        When the numbers cannot go together, as more than six visits per citizen (four with one or two carers), or
        no such day can be planned.

    Examples
    --------
    >>> day = generate_day(citizens=50, carers=10, seed=1)
    >>> len(day.citizens), len(day.carers), len(day.visits)
    (50, 10, 100)
    >>> day == generate_day(citizens=50, carers=10, seed=1)
    True
    """
    return generate_days(1, citizens, carers, visits, seed=seed, date=date, doubles=doubles, links=links,
                         breaks=breaks, meetings=meetings, group_activities=group_activities, settings=settings)[0]


def generate_days(
    days: int, citizens: int | None = None, carers: int | None = None, visits: int | None = None, *,
    seed: int = 1, date: dt.date = MONDAY, doubles: bool = True, links: bool = True, breaks: bool = True,
    meetings: bool = True, group_activities: int = 0, settings: Settings | None = None,
) -> tuple[Day, ...]:
    """Make consecutive days of one municipality: same citizens, same carers, days off in turn.

    Arguments as for ``generate_day``; ``carers`` are at work each day, and about half as many again are employed
    when there are several days. Daily visits keep their id, length and times, weekly ones come in turn; a
    weekend has no cleaning or training. Acquaintances grow a day older each day: nobody is supposed to have met
    in between. Competences that run out are renewed for a year; delegations are not. Cleaning of who is not
    visited daily may be done on other weekdays of the week.

    >>> first, second = generate_days(2, carers=10, seed=1)
    >>> first.citizens == second.citizens, len(second.carers), len(second.shifts), (second.date - first.date).days
    (True, 17, 10, 1)
    """
    citizens, carers, visits = _sizes(days, citizens, carers, visits, seed, group_activities)
    begin, end = (dt.date(year, 1, 1).toordinal() for year in (YEARS.start, YEARS.stop))
    if not begin <= date.toordinal() <= end - days:
        problem = "is no day that can be planned" if days == 1 else f"does not begin {days} days that can be planned"
        raise InputError([Issue("E213", "generate", "", "date", date.isoformat(), problem,
                                f"the years {YEARS[0]} to {YEARS[-1]} can")])
    rng = np.random.default_rng(seed)
    municipality, areas = layout(carers)
    ids = {letter: _ids(letter, width) for letter, width in
           (("c", len(str(2 * carers))), ("z", max(3, len(str(citizens)))), ("v", 4), ("l", 3))}
    points: dict[str, tuple[float, float]] = {}
    living = _split(citizens, [1] * len(areas))
    shares = zip(areas, living, _split(carers, [1] * len(areas)), _split(visits, living), strict=True)
    teams = [_team(rng, area, citizens=residents, carers=staff, visits=asked, ids=ids, points=points, date=date,
                   rotate=days > 1, doubles=doubles, links=links) for area, residents, staff, asked in shares]
    travel = travel_from_coordinates(points, {mode: DEFAULT_MODES[mode] for mode in ("bicycle", "car")}, "km")
    found = []
    dates = [date + dt.timedelta(days=index) for index in range(days)]
    due = [[need for team in teams for need in _due(team, index)] for index in range(days)]
    in_turn = {citizen for team in teams for citizen in team.weekly}
    for index, today in enumerate(dates):
        visited = _today(due, index, dates, in_turn)
        visited_ids = {visit.id for visit in visited}
        shifts = [entry for team in teams for entry in _shifts(team, index, today, breaks=breaks)]
        found.append(Day(
            date=today, timezone=TIMEZONE, municipality=municipality, travel=travel, settings=settings or Settings(),
            visits=visited,
            citizens=tuple(citizen for team in teams for citizen in team.citizens),
            carers=tuple(sorted((renewed(carer, today) for team in teams for carer in team.staff.everybody()),
                                key=lambda c: c.id)),
            shifts=tuple(sorted(shifts, key=lambda s: s.carer)),
            activities=(*(_meetings(teams, index, today) if meetings else ()),
                        # drawn last of all, so that everything else stays as it is without
                        *groups_of(rng, group_activities, [_host(team, index) for team in teams], visited, today)),
            links=tuple(link for team in teams for link in team.links if {link.first, link.second} <= visited_ids),
            acquaintances=tuple(
                known if known.days_since is None else known.replace(days_since=known.days_since + index)
                for team in teams for known in team.known)))
    return tuple(found)


def _sizes(
    days: int, citizens: int | None, carers: int | None, visits: int | None, seed: int, group_activities: int,
) -> tuple[int, int, int]:
    """Refuse what is too small, fill in what is not given, and refuse what cannot go together."""
    given = (("days", days, 1), ("citizens", citizens, 1), ("carers", carers, 1), ("visits", visits, 1),
             ("seed", seed, 0), ("group_activities", group_activities, 0))
    issues = [Issue("E511", "generate", "", name, str(value), f"must be at least {least}",
                    f"give {least} or more, or leave it out")
              for name, value, least in given if value is not None and value < least]
    if issues:
        raise InputError(issues)
    if carers is None:
        carers = max(1, -(-visits // VISITS_PER_CARER) if visits is not None
                     else round((50 if citizens is None else citizens) / CITIZENS_PER_CARER))
    if citizens is None:
        citizens = CITIZENS_PER_CARER * carers if visits is None else -(-visits // VISITS_PER_CITIZEN)
    if visits is None:
        visits = min((VISITS_PER_CARER if carers > 2 else VISITS_BY_DAY_ALONE) * carers, 3 * citizens)
    most = MOST_VISITS if carers > 2 else 4
    if visits > most * citizens:
        raise InputError([Issue("E511", "generate", "", "visits", str(visits), f"is more than {most} per citizen",
                                "ask for more citizens or fewer visits")])
    return citizens, carers, visits


def _ids(letter: str, width: int) -> Iterator[str]:
    return (f"{letter}{n:0{width}d}" for n in count(1))


def _split(total: int, weights: list[int]) -> list[int]:
    """Share a number over the teams in proportion to weights, as evenly as whole numbers allow."""
    ends = [total * int(weight) // sum(weights) for weight in np.cumsum(weights)]
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]


def _team(
    rng: np.random.Generator, area: Area, *, citizens: int, carers: int, visits: int,
    ids: dict[str, Iterator[str]], points: dict[str, tuple[float, float]], date: dt.date, rotate: bool,
    doubles: bool, links: bool,
) -> Team:
    staff = hire(rng, area.team, area.base, count=carers, ids=ids["c"], date=date, rotate=rotate)
    names = [next(ids["z"]) for _ in range(citizens)]
    places = [f"p{name[1:]}" for name in names]
    points[area.base] = area.centre
    points |= dict(zip(places, homes(rng, area, citizens), strict=True))

    evening = staff.count("evening")
    numbers = numbers_of_visits(rng, citizens, visits, MOST_VISITS if evening else 4)
    numbers += [1] * (citizens - len(numbers)) if rotate else []
    today = sum(np.cumsum(numbers) <= visits)
    drawn = patterns(rng, numbers, evening * EVENING_FILL * FULL, nurse=staff.can("day", "nursing") > 0,
                     therapist=staff.can("day", "rehabilitation") > 0)
    asked = list(zip(names, drawn, strict=False))
    made = [*needs_of(rng, asked[:today], staff, ids["v"], doubles=doubles),
            *needs_of(rng, asked[today:], staff, ids["v"], doubles=False)]
    needs = {citizen: mine for (citizen, _), mine in zip(asked, made, strict=True)}
    delegate_insulin(rng, staff, needs, date)
    residents = citizens_of(rng, dict(zip(names, places, strict=True)), area.team, staff, needs)
    service = {layer: sum(need.visit.minutes * need.visit.carers_needed for mine in made[:today] for need in mine
                          if KINDS[need.kind].layer == layer) for layer in LAYERS}
    return Team(
        area, staff, residents, needs, weekly=[c for c, mine in needs.items() if len(mine) == 1],
        each_day=sum(number == 1 for number in numbers[:today]),
        links=[link for mine in made for link in links_of(rng, mine, ids["l"], alone=carers == 1)] if links else [],
        known=acquaintances_of(rng, residents, staff, needs),
        times={layer: shift_times(rng, layer, staff.count(layer), service[layer]) for layer in LAYERS})


def _today(due: list[list[Need]], index: int, dates: list[dt.date], in_turn: set[str]) -> tuple[Visit, ...]:
    """Give the visits of a day; what can wait for a weekday waits, unless nothing else is left.

    Cleaning of who comes in turn may also be done on those weekdays of its week on which it is not due.
    """
    kept = [need for need in due[index] if dates[index].weekday() < 5 or not KINDS[need.kind].weekdays_only]
    week = dates[index].isocalendar()[:2]
    others = {date: {need.visit.id for need in needs} for date, needs in zip(dates, due, strict=True)
              if date.isocalendar()[:2] == week and date.weekday() < 5}
    found = []
    for need in kept or due[index]:
        free = need.kind == "cleaning" and need.visit.citizen in in_turn
        dated = frozenset(date for date, ids in others.items() if need.visit.id not in ids) if free else frozenset()
        found.append(by_clock(dates[index], need.visit.replace(other_dates=dated) if dated else need.visit))
    return tuple(found)


def _due(team: Team, index: int) -> list[Need]:
    turn = {team.weekly[(index * team.each_day + n) % len(team.weekly)] for n in range(team.each_day)}
    return [need for citizen, mine in team.needs.items() if len(mine) > 1 or citizen in turn for need in mine]


def _roster(team: Team, index: int) -> dict[str, tuple[int, int]]:
    """Give start and end, by the clock, of who works on a day."""
    return {carer.id: times for layer in LAYERS
            for carer, times in zip(team.staff.working(layer, index), team.times[layer], strict=True)}


def _shifts(team: Team, index: int, today: dt.date, *, breaks: bool) -> list[Shift]:
    before, after = _roster(team, index - 1), _roster(team, index + 1)
    return [
        shift(carer, elapsed(today, start), elapsed(today, end), breaks=breaks).replace(
            previous_end=elapsed(today, before[carer][1] - 1440) if carer in before else None,
            next_start=elapsed(today, after[carer][0] + 1440) if carer in after else None)
        for carer, (start, end) in _roster(team, index).items()
    ]


def _host(team: Team, index: int) -> Host:
    """Give what a team has for group activities: helpers hold a training, rarer professions are needed elsewhere."""
    helpers = {carer.id for carer in team.staff.groups.get(("day", "ssh"), ())}
    return Host(team.area.base, [citizen.id for citizen in team.citizens],
                {carer: times for carer, times in _roster(team, index).items() if carer in helpers})


def _meetings(teams: list[Team], index: int, today: dt.date) -> tuple[Activity, ...]:
    """Give a short board meeting at the base to those who start the day together."""
    found = []
    for team in teams:
        present = sorted(carer for carer, (start, _) in _roster(team, index).items() if start == MEETING_START)
        if len(present) > 1:
            found.append(Activity(id=f"m{team.area.team[1:]}", carers=tuple(present), place=team.area.base,
                                  start=elapsed(today, MEETING_START), minutes=MEETING_MINUTES))
    return tuple(found)
