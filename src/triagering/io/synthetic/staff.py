"""The staff of a miniteam: professions, competences, delegations, shifts and who works when."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from triagering.models import Break, Carer, Competence, Delegation, Level, Shift

EVENING_SHARE = 0.34
DAY_MIX = {"nurse": 0.10, "ssa": 0.26, "ssh": 0.40, "unskilled": 0.17, "cleaner": 0.04, "physiotherapist": 0.03}
EVENING_MIX = {"nurse": 0.10, "ssa": 0.28, "ssh": 0.45, "unskilled": 0.17}
EMPLOYED_PER_SHIFT = 1.5
SERVICE_SHARE, EVENING_FILL = 0.57, 0.50
YEAR = dt.timedelta(days=365)
FULL, SHORTEST, STEP = 480, 240, 30
LAYERS = {"day": (420, 900), "evening": (900, 1380)}
BREAK_MINUTES, BREAK_OVER = 29, 360
OVERTIME, RESERVE, RESERVE_OVER = 15, 15, 420
MALE_SHARE, BICYCLE_SHARE, SUBSTITUTE_SHARE, DELEGATED_SHARE, EXPIRED_SHARE = 0.15, 0.6, 0.5, 0.6, 0.1
LANGUAGES = {"speaks:english": 0.5, "speaks:turkish": 0.08, "speaks:arabic": 0.08}

_CARE = {"practical_help": Level.TRAINED, "personal_care": Level.TRAINED, "lift": Level.TRAINED}
_HEALTH = {**_CARE, "medicine": Level.TRAINED, "compression": Level.TRAINED, "insulin": Level.TRAINED,
           "simple_wound": Level.TRAINED, "observation": Level.TRAINED, "medicine_dispensing": Level.BASIC}
MASTERED: dict[str, dict[str, Level]] = {
    "unskilled": {"practical_help": Level.BASIC, "personal_care": Level.BASIC},
    "cleaner": {"practical_help": Level.TRAINED},
    "ssh": _CARE,
    "ssa": _HEALTH,
    "nurse": {**dict.fromkeys(_HEALTH, Level.EXPERT), "nursing": Level.EXPERT, "complex_wound": Level.EXPERT},
    "physiotherapist": {"rehabilitation": Level.EXPERT, "practical_help": Level.BASIC, "personal_care": Level.BASIC},
}
"""Default areas and levels by profession."""


CRAFTS = ("ssa", "nurse", "ssh", "physiotherapist", "unskilled", "cleaner")


@dataclass
class Staff:
    """The people of one miniteam; ``groups`` rotate through the shifts of their layer and profession."""

    groups: dict[tuple[str, str], list[Carer]] = field(default_factory=dict)
    at_work: dict[tuple[str, str], int] = field(default_factory=dict)

    def everybody(self) -> list[Carer]:
        """List all carers of the team."""
        return [carer for group in self.groups.values() for carer in group]

    def layer(self, layer: str) -> list[Carer]:
        """List the carers of a layer."""
        return [carer for (of, _), group in self.groups.items() if of == layer for carer in group]

    def count(self, layer: str) -> int:
        """Count the shifts of a layer."""
        return sum(n for (of, _), n in self.at_work.items() if of == layer)

    def can(self, layer: str, area: str) -> int:
        """Count shifts of a layer whose profession masters an area."""
        return sum(n for (of, job), n in self.at_work.items() if of == layer and area in MASTERED[job])

    def working(self, layer: str, index: int) -> list[Carer]:
        """Give who works on a day of the rotation: of six days about four on, then two off, the same mix every day.

        One of each craft comes first, because they get the shifts that span the layer.
        """
        ranked = []
        for (of, job), group in self.groups.items():
            ranked += [(n, CRAFTS.index(job), group[(index * len(group) // 6 + n) % len(group)])
                       for n in range(self.at_work[of, job] if of == layer else 0)]
        return [carer for _, _, carer in sorted(ranked, key=lambda entry: entry[:2])]


def professions(layer: str, count: int) -> list[str]:
    """Give the mix of one layer: small teams are skilled, larger ones follow the shares, rarest last.

    >>> professions("day", 2), Counter(professions("day", 20))["nurse"]
    (['ssa', 'ssh'], 2)
    """
    if count < 4:
        return ["ssa", "ssh", "ssh"][:count]
    mix = DAY_MIX if layer == "day" else EVENING_MIX
    exact = {job: share * count for job, share in mix.items()}
    whole = {job: int(value) for job, value in exact.items()}
    whole["nurse"] = max(1, whole["nurse"])
    spare = sorted(mix, key=lambda job: whole[job] - exact[job])
    for n in range(count - sum(whole.values())):
        whole[spare[n % len(spare)]] += 1
    return [job for job in mix for _ in range(whole[job])]


def hire(
    rng: np.random.Generator, team: str, base: str, *, count: int, ids: Iterator[str], date: dt.date,
    rotate: bool,
) -> Staff:
    """Hire a miniteam with ``count`` people at work each day; those who rotate need half as many again."""
    staff = Staff()
    evening = round(EVENING_SHARE * count) if count > 2 else 0
    for layer, number in (("day", count - evening), ("evening", evening)):
        for job, at_work in Counter(professions(layer, number)).items():
            employed = math.ceil(EMPLOYED_PER_SHIFT * at_work) if rotate else at_work
            staff.at_work[layer, job] = at_work
            staff.groups[layer, job] = [
                _carer(rng, next(ids), job, base, date).replace(
                    miniteam=team, delegations=_delegations(rng, date, surely=n == 0) if job == "ssh" else ())
                for n in range(employed)]
    return staff


def _carer(rng: np.random.Generator, id_: str, job: str, base: str, date: dt.date) -> Carer:
    attributes = {"gender:male" if rng.random() < MALE_SHARE else "gender:female"}
    attributes |= {language for language, share in LANGUAGES.items() if rng.random() < share}
    renewed = date + dt.timedelta(days=int(rng.integers(200, 360)))
    return Carer(
        id=id_, profession=job, start_place=base, mode="bicycle" if rng.random() < BICYCLE_SHARE else "car",
        substitute=job == "unskilled" and bool(rng.random() < SUBSTITUTE_SHARE),
        attributes=frozenset(attributes),
        competences=tuple(
            Competence(area=area, level=level, valid_until=renewed if area == "insulin" else None)
            for area, level in MASTERED[job].items()))


def renewed(carer: Carer, today: dt.date) -> Carer:
    """Give a carer as of a day: what has run out by then was renewed, for a year at a time."""
    competences = tuple(
        held if held.valid_until is None or held.valid_until >= today
        else held.replace(valid_until=held.valid_until + YEAR * -((held.valid_until - today) // YEAR))
        for held in carer.competences)
    again: Carer = carer.replace(competences=competences)
    return again


def _delegations(rng: np.random.Generator, date: dt.date, *, surely: bool) -> tuple[Delegation, ...]:
    """Hand dispensed medicine to most helpers, to one of each layer ``surely``; some delegations ran out yesterday."""
    if not surely and rng.random() >= DELEGATED_SHARE:
        return ()
    days = -1 if not surely and rng.random() < EXPIRED_SHARE else int(rng.integers(30, 90))
    return (Delegation(area="medicine", valid_until=date + dt.timedelta(days=days)),)


def shift_times(rng: np.random.Generator, layer: str, count: int, service: int) -> list[tuple[int, int]]:
    """Give start and end of a layer's shifts so that ``service`` minutes take 57 % of them.

    A third are full shifts of 8 h that span the layer, at least three by day (SSA, nurse, SSH) and two in the evening;
    the others are as long as needed, 4 to 8 h.
    """
    first, last = LAYERS[layer]
    full = min(count, max(3 if layer == "day" else 2, -(-count // 3)))
    rest = (service / SERVICE_SHARE - full * FULL) / max(1, count - full)
    times = [(first, last)] * full
    for n in range(count - full):
        length = int(np.clip(STEP * round((rest + rng.choice([-STEP, 0, STEP])) / STEP), SHORTEST, FULL))
        if layer == "day":
            start = first if n % 3 < 2 else last - length
        else:
            start = min(first + 60, last - length) if n % 2 else last - length
        times.append((start, start + length))
    return times


def shift(carer: str, start: int, end: int, *, breaks: bool) -> Shift:
    """Make a shift; more than six hours have a paid break of 29 minutes in the middle."""
    length = end - start
    pause = None
    if breaks and length > BREAK_OVER:
        pause = Break(minutes=BREAK_MINUTES, earliest_start=start + 180 - (FULL - length) // 2,
                      latest_start=end - 150)
    return Shift(carer=carer, start=start, end=end, break_=pause, overtime=OVERTIME,
                 reserve=RESERVE if length >= RESERVE_OVER else 0)
