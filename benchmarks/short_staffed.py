"""Short-staffed days: remove 10 to 40 % of the staff at random and hold each plan to the order of urgency.

    python benchmarks/short_staffed.py                 50 seeds for each share, about four minutes

Each day is generated, two citizens turn red and four yellow, medicine cannot wait. For every plan: it is valid, every
visit is planned or listed, and the exchange test finds no time-critical visit that an ordinary one could make room for.
"""

from __future__ import annotations

import argparse
import math
import random
from collections import Counter
from functools import cache

from triagering import check, generate_day, plan_day
from triagering.evaluation.exchange import find_exchanges
from triagering.evaluation.left_out import left_out
from triagering.models import Day
from triagering.models.observations import Event, Observation, Vitals
from triagering.triage import triage
from triagering.triage.clock import first_shift

SHARES = (0.1, 0.2, 0.3, 0.4)
CANNOT_WAIT = {"medicine", "insulin"}


@cache
def triaged(seed: int, visits: int = 50, carers: int = 10) -> Day:
    """Give a triaged day with two red and four yellow citizens."""
    day = generate_day(visits=visits, carers=carers, seed=seed)
    day = day.replace(visits=tuple(
        visit.replace(time_critical=True) if any(task.competence in CANNOT_WAIT for task in visit.tasks) else visit
        for visit in day.visits))
    at = first_shift(day)
    ill = random.Random(seed).sample(sorted(citizen.id for citizen in day.citizens), 6)
    seen: list[Observation] = [
        *(Vitals(id=f"o{n}", citizen=ill[n], at=at, by="k", pulse=125, systolic=95) for n in range(2)),
        *(Event(id=f"o{n}", citizen=ill[n], at=at, by="k", event="fall") for n in range(2, 6)),
    ]
    return triage(day, seen).day


def short_staffed(seed: int, share: float) -> Day:
    """Give the triaged day after a share of the shifts, rounded up, has called in sick."""
    day = triaged(seed)
    shifts = list(day.shifts)
    for shift in random.Random(1000 * seed + round(100 * share)).sample(shifts, math.ceil(share * len(shifts))):
        shifts.remove(shift)
    return day.replace(shifts=tuple(shifts))


def problems(day: Day, seed: int, effort: int) -> tuple[list[str], Counter[str]]:
    """Plan a day; give what breaks a promise, and how much was left out of what kind."""
    result = plan_day(day, effort=effort, workers=1, seed=seed)
    planned = {stop.id for route in result.plan.routes for stop in route.stops} - {"break"}
    unplanned = Counter(out.id for out in result.plan.unplanned)
    everything = {*day.visit_by_id, *day.activity_by_id}
    found = [str(violation) for violation in check(day, result.plan).violations]
    found += [f"{id_}: lost" for id_ in sorted(everything - planned - unplanned.keys())]
    found += [f"{id_}: both planned and not" for id_ in sorted(planned & unplanned.keys())]
    found += [f"{id_}: listed {count} times" for id_, count in unplanned.items() if count > 1]
    found += [f"{one.visit}: {one.carers} could do it at {one.start} instead of {one.removed}"
              for one in find_exchanges(day, result)]
    explained = left_out(day, result)
    unexplained = (unplanned.keys() & day.visit_by_id.keys()) - {one.visit for one in explained}
    found += [f"{id_}: not explained" for id_ in sorted(unexplained)]
    return found, Counter(one.urgency.split()[0] for one in explained)


def main(seeds: int = 50, effort: int = 2000) -> None:
    """Print one line per share."""
    for share in SHARES:
        left: Counter[str] = Counter()
        broken = 0
        for seed in range(seeds):
            found, missing = problems(short_staffed(seed, share), seed, effort)
            left += missing
            broken += len(found)
            for problem in found:
                print(f"seed {seed}, {share:.0%} away: {problem}")
        print(f"{share:.0%} of the staff away, {seeds} days: {broken} broken promises; left out "
              f"{left['critical']} time-critical and {left['priority']} other visits")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--effort", type=int, default=2000)
    main(**vars(parser.parse_args()))
