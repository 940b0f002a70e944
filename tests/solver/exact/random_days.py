"""Small random days with one of everything, and random plans of them."""

from __future__ import annotations

from random import Random

from tests.builders import activity, carer, citizen, day, pause, shift, visit
from triagering.models import (
    Acquaintance,
    CarerRelation,
    Continuity,
    Day,
    District,
    Link,
    Miniteam,
    Municipality,
    Pin,
    Prices,
    Shift,
    Travel,
    Visit,
    Wish,
)
from triagering.solver.compiled import Compiled
from triagering.solver.solution import Solution


def random_day(seed: int, visits: int = 6, carers: int = 3) -> Day:
    """Give a day that is tight enough for rules to bite, and mostly possible."""
    rng = Random(seed)
    made = _unpinned(rng, visits, carers)
    made = _pinned(rng, made) if rng.random() < 0.5 else made
    made = made.replace(visits=tuple(_told(rng, visit, made) for visit in made.visits))
    return _rested(Random(f"rest {seed}"), _grouped(Random(f"group {seed}"), made))


def _unpinned(rng: Random, visits: int, carers: int) -> Day:
    ids = [f"v{n}" for n in range(1, visits + 1)]
    names = [f"c{n}" for n in range(1, carers + 1)]
    homes = [f"z{n}" for n in range(1, max(3, visits - 1))]
    return day(
        visits=[_visit(rng, id_, rng.choice(homes)) for id_ in ids],
        carers=[carer(name, "medicine lift" if rng.random() < 0.8 else "lift", miniteam=rng.choice(["n1", "s1", None]),
                      profession=rng.choice(["ssh", "ssa"]), substitute=rng.random() < 0.3,
                      attributes=["female"] if rng.random() < 0.7 else []) for name in [*names, "c9"]],
        shifts=[_shift(rng, name) for name in names],
        citizens=[citizen(
            home, miniteam=rng.choice(["n1", "s1", None]), contact_person=rng.choice([*names, None]),
            preferred=rng.sample(names, 1) if rng.random() < 0.3 else [],
            vetoes=rng.sample(names, 1) if rng.random() < 0.2 else [],
            wishes=(Wish(attribute="female", hard=rng.random() < 0.2),) if rng.random() < 0.4 else (),
        ) for home in homes],
        municipality=Municipality(
            districts=(District(id="north", closed=rng.random() < 0.2), District(id="south")),
            miniteams=(Miniteam(id="n1", district="north"), Miniteam(id="s1", district="south"))),
        activities=(activity("a1", rng.randrange(540, 620), carers=tuple(rng.sample([*names, "c9"], 2)), minutes=15),)
        if rng.random() < 0.4 else (),
        links=_links(rng, ids),
        acquaintances=tuple(
            Acquaintance(citizen=home, carer=name, days_since=rng.choice([None, 3, 20, 40]))
            for home in homes for name in [*names, "c9"] if rng.random() < 0.4),
        travel=_travel(rng, ["base", *homes]),
        prices=Prices(**{name: rng.choice([0, 1, 3, 10]) for name in Prices.model_fields}),
        settings={"wait_before_first": rng.random() < 0.3, "load_share": rng.choice(["equal", "by_shift"]),
                  "continuity": Continuity(target=rng.choice([1, 2, 8]))},
    )


def _visit(rng: Random, id_: str, home: str) -> Visit:
    opens = rng.randrange(480, 620, 5)
    width, agreed = rng.choice([20, 60, 120]), rng.choice([0, 10])
    windows = [(opens, opens + agreed, opens + width)]
    if rng.random() < 0.3:
        windows.append((opens + width + 30, opens + width + 30 + agreed, opens + 2 * width + 30))
    return visit(
        id_, ", ".join("-".join(map(str, window)) for window in windows), citizen=home, minutes=rng.randrange(5, 31, 5),
        tasks="medicine" if rng.random() < 0.3 else "", carers_needed=2 if rng.random() < 0.2 else 1,
        heavy=rng.random() < 0.4, time_critical=rng.random() < 0.3, priority=rng.randrange(1, 6),
        unplanned_price=rng.choice([40, 200]) if rng.random() < 0.2 else None)


def _shift(rng: Random, name: str) -> Shift:
    opens = rng.choice([450, 480])
    early, rest = opens == 450, None
    if rng.random() < 0.8:
        least = rng.choice([10, 20])
        rest = pause(f"{rng.randrange(520, 560)}-{rng.randrange(570, 640)}", least, mandatory=rng.random() < 0.6,
                     at_ends=rng.random() < 0.3, latest_end=rng.choice([None, 640 + least]))
    closes = opens + rng.choice([200, 260])
    return shift(
        name, f"{opens}-{closes}", overtime=rng.choice([0, 30]), break_=rest,
        previous_end=rng.choice([None, opens - 650]), max_load=rng.choice([None, 150]), reserve=rng.choice([0, 120]),
        unused_price=rng.choice([0, 70]), unused_idle=None if early else 90, rest_before=None if early else 653,
        next_start=closes + 665 if early else None, rest_after=650 if early else None)


def _links(rng: Random, ids: list[str]) -> tuple[Link, ...]:
    links = []
    for number in range(rng.randrange(3)):
        first, second = rng.sample(ids, 2)
        least = rng.choice([None, -30, 0, 20])
        links.append(Link(
            id=f"l{number}", first=first, second=second, min_gap=least,
            max_gap=rng.choice([None, (least or 0) + 60]), all_or_none=rng.random() < 0.3,
            carers=rng.choice([CarerRelation.ANY, CarerRelation.OTHER])))
    return tuple(links)


def _travel(rng: Random, places: list[str]) -> Travel:
    points = {place: (rng.randrange(12), rng.randrange(12)) for place in places}
    return Travel(places=tuple(places), minutes={"car": tuple(
        tuple(abs(a[0] - b[0]) + abs(a[1] - b[1]) for b in points.values()) for a in points.values())})


def _pinned(rng: Random, made: Day) -> Day:
    """Pin a visit to a start of its own and, if somebody is left who may do it, to a carer."""
    chosen = rng.choice(made.visits)
    window = rng.choice(chosen.windows)
    start = rng.randint(window.earliest_start, window.latest_start) if rng.random() < 0.6 else None
    able = [one.id for one in made.carers if one.id in made.shift_by_carer and made.eligible(one, chosen)]
    name = rng.choice(able) if able else None
    if start is None and name is None:
        return made
    return made.replace(pins=(Pin(visit=chosen.id, start=start, carer=name),))


def _grouped(rng: Random, made: Day) -> Day:
    """Let some citizens take part in a group activity, at times one without carers of the day."""
    if rng.random() < 0.6:
        return made
    start, lasts = rng.randrange(500, 640), rng.choice([20, 45])
    busy = {made.visit_by_id[pin.visit].citizen for pin in made.pins}
    free = [one.id for one in made.citizens if one.id not in busy]
    who = tuple(rng.sample(free, min(len(free), rng.choice([1, 2, 2]))))
    carers = tuple(rng.sample([one.id for one in made.carers], rng.choice([0, 1, 2])))
    if not (who or carers):
        return made
    return made.replace(activities=(*made.activities, activity(
        "g1", start, minutes=lasts, carers=carers, citizens=who, place=rng.choice(made.travel.places))))


def _rested(rng: Random, made: Day) -> Day:
    """Let rest keep somebody, or nearly, from an activity that others are at."""
    for one in made.staffed:
        for own in made.shifts:
            if own.carer in one.carers and len(made.attending[one.id]) > 1 and rng.random() < 0.5:
                begins = made.way_to(own.carer, one)[1] - rng.choice([0, 1, 5]) + made.settings.daily_rest
                short = own.replace(next_start=begins, rest_after=None)
                made = made.replace(shifts=tuple(short if other is own else other for other in made.shifts))
    return made


def _told(rng: Random, visit: Visit, made: Day) -> Visit:
    """Tell some citizens whom to expect, at times somebody who is not at work."""
    return visit.replace(told=frozenset({rng.choice(made.carers).id})) if rng.random() < 0.3 else visit


def shaken(compiled: Compiled, solution: Solution, seed: int) -> Solution:
    """Move a few starts and breaks a little; the result may be valid or not."""
    rng = Random(seed)
    starts, breaks = list(solution.starts), list(solution.breaks)
    for unit in rng.sample(range(len(compiled.units)), 2):
        by = rng.choice([-5, -1, 0, 1, 4, 10])
        for job in compiled.unit_jobs[unit]:
            if job in solution.planned:
                starts[job] += by
    for route, taken in enumerate(breaks):
        if taken is not None and rng.random() < 0.7:
            start, end = taken[0] + rng.choice([-3, 0, 0, 2]), taken[1] + rng.choice([-2, 0, 1, 5])
            breaks[route] = (start, end) if rng.random() < 0.9 else None
    routes = tuple(tuple(sorted(route, key=lambda job: starts[job])) for route in solution.routes)
    return Solution(routes, tuple(starts), tuple(breaks))
