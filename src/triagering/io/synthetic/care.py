"""What citizens need: kinds of visits, how many make a citizen's day, and when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Kind:
    """A kind of visit: how long, when agreed (earliest, peak, latest), how far the window reaches around that."""

    layer: str
    minutes: tuple[int, int]
    agreed: tuple[int, int, int]
    before: int
    after: int
    priority: int = 3
    time_critical: bool = False
    weekdays_only: bool = False


KINDS = {
    "insulin_morning": Kind("day", (10, 10), (455, 480, 525), 15, 15, 1, time_critical=True),
    "medicine_morning": Kind("day", (10, 15), (455, 490, 560), 30, 30, 2, time_critical=True),
    "morning": Kind("day", (25, 40), (440, 495, 590), 30, 90),
    "bath": Kind("day", (30, 45), (480, 540, 600), 45, 75),
    "forenoon": Kind("day", (15, 25), (600, 630, 660), 40, 45),
    "wound": Kind("day", (25, 45), (585, 650, 770), 60, 90, 2),
    "nursing": Kind("day", (20, 30), (570, 640, 780), 60, 75, 2),
    "dispensing": Kind("day", (20, 30), (540, 660, 780), 90, 90, 3, weekdays_only=True),
    "cleaning": Kind("day", (45, 60), (570, 660, 780), 120, 120, 5, weekdays_only=True),
    "rehab": Kind("day", (30, 45), (560, 660, 780), 75, 90, 4, weekdays_only=True),
    "noon": Kind("day", (20, 30), (675, 725, 790), 30, 75),
    "afternoon": Kind("day", (15, 30), (805, 835, 860), 30, 55),
    "insulin_evening": Kind("evening", (10, 10), (1020, 1045, 1080), 15, 15, 1, time_critical=True),
    "supper": Kind("evening", (20, 30), (985, 1050, 1120), 30, 75),
    "bed": Kind("evening", (20, 35), (1135, 1210, 1285), 45, 75),
}
"""Windows, lengths and layers; docs/generator.md gives their sources."""

VISITS_PER_CITIZEN = {1: 0.18, 2: 0.20, 3: 0.32, 4: 0.18, 5: 0.08, 6: 0.04}
PATTERNS: dict[int, list[tuple[float, tuple[str, ...]]]] = {
    1: [(0.40, ("cleaning",)), (0.12, ("nursing",)), (0.12, ("wound",)), (0.10, ("rehab",)), (0.10, ("dispensing",)),
        (0.16, ("bath",))],
    2: [(0.24, ("morning", "noon")), (0.24, ("morning", "bed")), (0.18, ("morning", "supper")),
        (0.08, ("bath", "wound")), (0.08, ("noon", "afternoon")), (0.18, ("morning", "cleaning"))],
    3: [(0.30, ("morning", "noon", "bed")), (0.24, ("morning", "noon", "supper")), (0.14, ("morning", "supper", "bed")),
        (0.08, ("insulin_morning", "noon", "insulin_evening")), (0.10, ("morning", "noon", "afternoon")),
        (0.08, ("morning", "nursing", "bed")), (0.06, ("morning", "cleaning", "bed"))],
    4: [(0.45, ("morning", "noon", "supper", "bed")), (0.20, ("morning", "noon", "afternoon", "bed")),
        (0.10, ("morning", "nursing", "noon", "bed")), (0.10, ("medicine_morning", "noon", "supper", "bed")),
        (0.15, ("morning", "forenoon", "noon", "afternoon"))],
    5: [(0.45, ("morning", "forenoon", "noon", "supper", "bed")),
        (0.35, ("morning", "noon", "afternoon", "supper", "bed")),
        (0.20, ("insulin_morning", "morning", "noon", "insulin_evening", "bed"))],
    6: [(0.7, ("morning", "forenoon", "noon", "afternoon", "supper", "bed")),
        (0.3, ("medicine_morning", "morning", "noon", "afternoon", "supper", "bed"))],
}
"""Kinds of visits that make a citizen's day, by their number; patterns without evening visits fill in when the evening
is full, so every number up to four has one."""


def patterns(
    rng: np.random.Generator, numbers: list[int], evening_minutes: float, *, nurse: bool, therapist: bool,
) -> list[tuple[str, ...]]:
    """Draw a pattern for every number of visits.

    The evening is filled up to ``evening_minutes`` (five and six visits always reach into it), and no nurse or
    therapist is asked for where none works.
    """
    missing = {kind for kind, there in (("nursing", nurse), ("rehab", therapist)) if not there}
    found = []
    for number in numbers:
        possible = [(weight, kinds) for weight, kinds in PATTERNS[number] if not missing & set(kinds)]
        by_day = [(weight, kinds) for weight, kinds in possible if not _evening(kinds)]
        choices = by_day if evening_minutes <= 60 and by_day else possible
        weights = np.array([weight for weight, _ in choices])
        kinds = choices[int(rng.choice(len(choices), p=weights / weights.sum()))][1]
        evening_minutes -= sum(sum(KINDS[kind].minutes) / 2 for kind in _evening(kinds))
        found.append(kinds)
    return found


def numbers_of_visits(rng: np.random.Generator, citizens: int, visits: int, most: int) -> list[int]:
    """Draw visits per citizen until the sum is ``visits``; every number is 1 to ``most``.

    The caller makes sure that ``visits`` is at most ``most`` times ``citizens``.
    """
    shares = {n: share for n, share in VISITS_PER_CITIZEN.items() if n <= most}
    edges = np.cumsum(list(shares.values())) / sum(shares.values())
    expected = max(1, round(visits * sum(shares.values()) / sum(n * share for n, share in shares.items())))
    numbers: list[int] = []
    while sum(numbers) < visits and len(numbers) < citizens:
        drawn = np.searchsorted(edges, (rng.permutation(expected) + rng.random(expected)) / expected)
        numbers += [list(shares)[n] for n in drawn.tolist()]
    numbers = numbers[:citizens]
    while sum(numbers) > visits:
        last = numbers.pop()
        numbers += [last - 1] if last > 1 else []
    while sum(numbers) < visits:
        room = [n for n, number in enumerate(numbers) if number < most]
        numbers[room[int(rng.integers(len(room)))]] += 1
    return numbers


def agreed_times(rng: np.random.Generator, kind: Kind, count: int) -> list[int]:
    """Draw agreed starts evenly over a triangular distribution, in steps of five minutes.

    Even quantiles, because planners agree on times that can be kept: a peak, but no pile.
    """
    low, peak, high = kind.agreed
    u = (rng.permutation(count) + rng.random(count)) / max(1, count)
    cut = (peak - low) / (high - low)
    rising = low + np.sqrt(u * (high - low) * (peak - low))
    falling = high - np.sqrt((1 - u) * (high - low) * (high - peak))
    return [int(5 * round(t / 5)) for t in np.where(u < cut, rising, falling).tolist()]


def length(rng: np.random.Generator, kind: Kind) -> int:
    """Draw a length in steps of five minutes."""
    low, high = kind.minutes
    return int(low + 5 * rng.integers((high - low) // 5 + 1))


def _evening(kinds: tuple[str, ...]) -> list[str]:
    return [kind for kind in kinds if KINDS[kind].layer == "evening"]
