"""Group activities: a day at the day centre, training in a group; for citizens who keep time for their visits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from triagering.io.synthetic.clock import elapsed
from triagering.models import Activity, Level, Task, Visit


@dataclass(frozen=True)
class Group:
    """A kind of group activity: when it may start, by the clock, how long it takes, how many take part."""

    starts: tuple[int, ...]
    minutes: tuple[int, ...]
    citizens: tuple[int, int]
    needs: tuple[Task, ...] = ()
    """What its carer must hold; none: it has no carer."""


GROUPS = (
    Group((540, 570, 600), (180, 210, 240, 270, 300), (6, 12)),
    Group((600, 630, 810), (60,), (4, 8), (Task(competence="personal_care", level=Level.TRAINED, delegable=False),)),
)
"""In turn: a day centre, the way there and home included, and training."""
KEPT = 60
"""So wide is what is left, around the agreed start, of the window of a visit to somebody who takes part."""
SPARE = 2
"""A training is only made where so many carers who could hold it are left to visit."""


@dataclass(frozen=True)
class Host:
    """What a miniteam has for group activities on a day."""

    place: str
    citizens: Sequence[str]
    trainers: Mapping[str, tuple[int, int]]
    """Carers at work who may hold a training; start and end of their shifts by the clock."""


def groups_of(
    rng: np.random.Generator, count: int, hosts: Sequence[Host], visits: Sequence[Visit], today: dt.date,
) -> Iterator[Activity]:
    """Give up to so many group activities of a day, none on a weekend.

    Each miniteam has a day centre and a training before one has more. Nobody takes part twice, and no carer holds two;
    where too few citizens, or carers, are free there is one less.
    """
    mine: dict[str, list[Visit]] = {}
    for visit in visits:
        mine.setdefault(visit.citizen, []).append(visit)
    busy: set[str] = set()
    for n in range(count if today.weekday() < 5 else 0):
        host, kind = hosts[n // len(GROUPS) % len(hosts)], GROUPS[n % len(GROUPS)]
        start, minutes = int(rng.choice(kind.starts)), int(rng.choice(kind.minutes))
        at = elapsed(today, start)
        free = [who for who in host.citizens
                if who not in busy and all(leaves_time(visit, at, at + minutes) for visit in mine.get(who, ()))]
        staff = [who for who, (first, last) in host.trainers.items()
                 if who not in busy and first <= start and start + minutes <= last]
        least, most = kind.citizens
        size = int(rng.integers(least, most + 1))
        if len(free) < least or (kind.needs and len(staff) <= SPARE):
            continue
        citizens = sorted(rng.permutation(free)[:size].tolist())
        carers = (str(rng.choice(staff)),) if kind.needs else ()
        busy |= {*citizens, *carers}
        yield Activity(id=f"g{n + 1:02d}", carers=carers, place=host.place, start=at, minutes=minutes,
                       citizens=tuple(citizens), needs=kind.needs, capacity=most)


def leaves_time(visit: Visit, start: int, end: int) -> bool:
    """Say whether a visit may still start as agreed, in nearly as much time as before: all of it, or ``KEPT``."""
    window = visit.windows[0]
    return any(left.holds(window.agreed_start) and left.latest_start - left.earliest_start >= min(
        KEPT, window.latest_start - window.earliest_start) for left in window.outside(start - visit.minutes, end))
