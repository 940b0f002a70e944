"""From kinds to visits: times, windows, tasks, two-carer visits, and the links between a citizen's visits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from triagering.io.synthetic.care import KINDS, agreed_times, length
from triagering.io.synthetic.staff import LAYERS, Staff
from triagering.models import CarerRelation, Level, Link, Task, TimeWindow, Visit

DOUBLE_SHARE = 0.045
LIFTERS = {"morning": 4, "noon": 2, "bed": 2}
"""How many carers of the layer must be able to lift before two of them meet: the morning peak leaves least room."""
MEDICINE_SHARE, COMPRESSION_SHARE, TRAINED_SHARE, SAME_CARER_SHARE = 0.18, 0.10, 0.35, 0.04
OFFERED = ("morning", "noon", "supper", "bed")
COLOURS = {0: 0.85, 1: 0.12, 2: 0.03}
"""How many steps more urgent a citizen's visits are: green, yellow, red."""
TASK_OF = {
    "insulin_morning": "insulin", "insulin_evening": "insulin", "medicine_morning": "medicine", "nursing": "nursing",
    "dispensing": "medicine_dispensing", "cleaning": "practical_help", "rehab": "rehabilitation",
}
GAP_MARGIN_BEFORE, GAP_MARGIN_AFTER = 60, 60
NURSE_WITHIN = 45

Patterns = list[tuple[str, tuple[str, ...]]]
"""Citizens, each with the kinds of visits of the day."""


@dataclass(frozen=True)
class Need:
    """A visit, and the kind it was made from."""

    visit: Visit
    kind: str


def needs_of(
    rng: np.random.Generator, patterns: Patterns, staff: Staff, ids: Iterator[str], *,
    doubles: bool,
) -> list[list[Need]]:
    """Make the visits of citizens: one list per (citizen, kinds), in order of time."""
    times = {kind: iter(agreed_times(rng, KINDS[kind], sum(kinds.count(kind) for _, kinds in patterns)))
             for kind in KINDS}
    double = _doubles(rng, patterns, staff) if doubles else set()
    extra = _extras(rng, patterns)
    return [
        _citizen(rng, citizen, kinds, [next(times[kind]) for kind in kinds], ids=ids, staff=staff,
                 double={kind for owner, kind in double if owner == citizen}, extra=extra.get(citizen, ""))
        for citizen, kinds in patterns
    ]


def _extras(rng: np.random.Generator, patterns: Patterns) -> dict[str, str]:
    """Choose whose care comes with medicine, and whose with compression stockings, among those with several visits."""
    several = [citizen for citizen, kinds in patterns if len(kinds) > 1]
    shuffled = [several[n] for n in rng.permutation(len(several))]
    medicine, both = (round(share * len(several)) for share in (MEDICINE_SHARE, MEDICINE_SHARE + COMPRESSION_SHARE))
    return dict.fromkeys(shuffled[:medicine], "medicine") | dict.fromkeys(shuffled[medicine:both], "compression")


def _doubles(rng: np.random.Generator, patterns: Patterns, staff: Staff) -> set[tuple[str, str]]:
    """Choose (citizen, kind) for two carers: few citizens, most of their care, where two can lift."""
    wanted = round(DOUBLE_SHARE * sum(len(kinds) for _, kinds in patterns))
    able = {layer: staff.can(layer, "lift") for layer in LAYERS}
    possible = {kind for kind, least in LIFTERS.items() if able[KINDS[kind].layer] >= least}
    chosen: set[tuple[str, str]] = set()
    order = sorted(rng.permutation(len(patterns)).tolist(), key=lambda n: len(patterns[n][1]) < 3)
    for n in order:
        citizen, kinds = patterns[n]
        for kind in kinds:
            if len(chosen) < wanted and kind in possible:
                chosen.add((citizen, kind))
    return chosen


def _citizen(
    rng: np.random.Generator, citizen: str, kinds: tuple[str, ...], agreed: list[int], *, ids: Iterator[str],
    staff: Staff, double: set[str], extra: str,
) -> list[Need]:
    colour = int(rng.choice(list(COLOURS), p=list(COLOURS.values())))
    minutes = [length(rng, KINDS[kind]) for kind in kinds]
    for n in range(1, len(kinds)):
        agreed[n] = max(agreed[n], agreed[n - 1] + minutes[n - 1] + 30)
        if kinds[n - 1:n + 1] == ("bath", "wound"):
            agreed[n] = agreed[n - 1] + minutes[n - 1] + 10
    return [
        Need(Visit(
            id=next(ids), citizen=citizen, minutes=minutes[n], windows=(_window(kinds, agreed, minutes, n),),
            tasks=_tasks(rng, kind, minutes[n], "lift" if kind in double else extra, staff),
            carers_needed=2 if kind in double else 1, heavy=kind in double or kind == "bath",
            time_critical=KINDS[kind].time_critical, priority=max(1, KINDS[kind].priority - colour),
            package="practical" if kind == "cleaning" else "health" if kind in TASK_OF or kind == "wound" else "care",
        ), kind)
        for n, kind in enumerate(kinds)
    ]


def _window(kinds: tuple[str, ...], agreed: list[int], minutes: list[int], n: int) -> TimeWindow:
    """Reach around the agreed start, within the layer, without touching the citizen's visit before or after."""
    kind = KINDS[kinds[n]]
    first, last = LAYERS[kind.layer]
    earliest, latest = agreed[n] - kind.before, agreed[n] + kind.after
    if n:
        earliest = max(earliest, (agreed[n - 1] + minutes[n - 1] + agreed[n]) // 2)
    if n + 1 < len(kinds):
        latest = min(latest, (agreed[n] + minutes[n] + agreed[n + 1]) // 2 - minutes[n])
    return TimeWindow(
        earliest_start=min(agreed[n], max(earliest, first + 10)), agreed_start=agreed[n],
        latest_start=max(agreed[n], min(latest, last - 15 - minutes[n])))


def _tasks(rng: np.random.Generator, kind: str, minutes: int, extra: str, staff: Staff) -> tuple[Task, ...]:
    layer = KINDS[kind].layer
    if kind == "wound":
        nurse = staff.can(layer, "complex_wound") and rng.random() < 0.5
        return (Task(competence="complex_wound" if nurse else "simple_wound", minutes=minutes, delegable=not nurse),)
    if kind in TASK_OF:
        return (Task(competence=TASK_OF[kind], minutes=minutes, delegable=kind != "nursing"),)
    level = Level.TRAINED if rng.random() < TRAINED_SHARE else Level.BASIC
    if extra and kind in OFFERED and (extra != "compression" or kind in ("morning", "bed")):
        return (Task(competence="personal_care", level=level, minutes=minutes - 5), Task(competence=extra, minutes=5))
    return (Task(competence="personal_care", level=level, minutes=minutes),)


def links_of(rng: np.random.Generator, needs: list[Need], ids: Iterator[str], *, alone: bool) -> list[Link]:
    """Link a citizen's visits: medicine gaps, the nurse soon after the bath, the same face morning and noon.

    Who works ``alone`` does both, bath and wound.
    """
    links = []
    medicine = [need.visit for need in needs if any(task.competence == "medicine" for task in need.visit.tasks)]
    for one, two in pairwise(medicine):
        gap = two.windows[0].agreed_start - one.windows[0].agreed_start
        links.append(Link(id=next(ids), first=one.id, second=two.id, min_gap=gap - GAP_MARGIN_BEFORE,
                          max_gap=gap + GAP_MARGIN_AFTER))
    for before, after in pairwise(needs):
        first, second = before.visit, after.visit
        if (before.kind, after.kind) == ("bath", "wound"):
            links.append(Link(id=next(ids), first=first.id, second=second.id, min_gap=first.minutes,
                              max_gap=first.minutes + NURSE_WITHIN,
                              carers=CarerRelation.ANY if alone else CarerRelation.OTHER))
        single = first.carers_needed == second.carers_needed == 1
        if (before.kind, after.kind) == ("morning", "noon") and single and rng.random() < SAME_CARER_SHARE:
            links.append(Link(id=next(ids), first=first.id, second=second.id, carers=CarerRelation.SAME))
    return links
