"""Print what made days look like, beside the ranges of docs/generator.md.

``python benchmarks/generator_figures.py`` measures days of 100 visits and 10 carers over ten seeds; ``--seconds 3``
also plans each of them, to measure what only a plan shows.
"""

from __future__ import annotations

import argparse
from collections import Counter
from statistics import fmean, median

import triagering
from triagering.models import Day

RANGES: dict[str, tuple[float, float]] = {
    "visits per visited citizen, median": (3, 3),
    "length, shortest": (10, 15), "length, longest": (45, 60), "length, mean": (25, 31),
    "starts in the morning (to 11:00)": (0.30, 0.45), "starts at noon (to 13:15)": (0.20, 0.35),
    "starts in the afternoon (to 16:00)": (0.03, 0.15), "starts in the evening": (0.22, 0.36),
    "two-carer visits": (0.03, 0.06),
    "work of shift time": (0.55, 0.70),
    "asking for practical help": (0.02, 0.15), "asking for SSA": (0.10, 0.30), "asking for a nurse": (0, 0.09),
    "time-critical": (0, 0.10), "linked": (0.02, 0.40),
}
"""Documented range per figure of one day of 100 visits or more."""

PLANNED: dict[str, tuple[float, float]] = {
    "planned": (0.98, 1), "travel of attendance": (0.08, 0.12), "direct time of attendance (BTP)": (0.55, 0.70),
}
"""The same for figures of a plan, on average."""


def measure(day: Day) -> dict[str, float]:
    """Give the figures of a day, by the names of ``RANGES``."""
    count = len(day.visits)
    lengths = [visit.minutes for visit in day.visits]
    starts = [visit.windows[0].agreed_start for visit in day.visits]
    levels = [max(day.settings.competence_levels[task.competence] for task in visit.tasks) for visit in day.visits]
    parts = [sum(lo <= start < hi for start in starts) / count
             for lo, hi in ((0, 660), (660, 795), (795, 960), (960, 1440))]
    linked = {id_ for link in day.links for id_ in (link.first, link.second)}
    return dict(zip(RANGES, (
        median(Counter(visit.citizen for visit in day.visits).values()),
        min(lengths), max(lengths), fmean(lengths), *parts,
        sum(visit.carers_needed > 1 for visit in day.visits) / count,
        sum(visit.minutes * visit.carers_needed for visit in day.visits) / sum(s.end - s.start for s in day.shifts),
        levels.count(0) / count, levels.count(2) / count, levels.count(3) / count,
        sum(visit.time_critical for visit in day.visits) / count, len(linked) / count,
    ), strict=True))


def measure_plan(day: Day, seconds: float) -> dict[str, float]:
    """Plan a day and give the figures by the names of ``PLANNED``."""
    kpis = triagering.evaluate(day, triagering.plan_day(day, seconds=seconds).plan)
    return dict(zip(PLANNED, (kpis.planned_share or 0, kpis.travel_share or 0, kpis.direct_share or 0), strict=True))


def main() -> None:
    """Print a Markdown table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--visits", type=int, default=100)
    options.add_argument("--carers", type=int, default=10)
    options.add_argument("--seeds", type=int, default=10)
    options.add_argument("--seconds", type=float, default=0, help="plan each day for so long, to measure travel")
    given = options.parse_args()
    found = []
    for seed in range(1, given.seeds + 1):
        day = triagering.generate_day(visits=given.visits, carers=given.carers, seed=seed)
        found.append(measure(day) | (measure_plan(day, given.seconds) if given.seconds > 0 else {}))
    print("| figure | documented | measured, mean (lowest – highest) |\n|---|---|---|")
    for name, (lo, hi) in (RANGES | PLANNED).items():
        values = [one[name] for one in found if name in one]
        if values:
            print(f"| {name} | {lo:g} – {hi:g} | {fmean(values):.3g} ({min(values):.3g} – {max(values):.3g}) |")


if __name__ == "__main__":
    main()
