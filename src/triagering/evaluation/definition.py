"""What counts when continuity is measured; no figure means anything without it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from numbers import Integral
from typing import Literal

from triagering.errors import InputError, Issue
from triagering.models.asked import names_of
from triagering.models.codes import spoken

TARGETS = {"distinct_carers": 10, "contact_share": 0.4, "team_share": 0.85, "known_share": 0.9}
"""Distinct carers: at most; shares: at least. Local, except the order of magnitude (docs/continuity.md)."""


GROUPS = ("citizen", "miniteam", "district", "day_part", "date", "carer")
"""What figures can be split by."""

OF_CITIZENS = frozenset({"all", "miniteam", "district", "citizen"})
"""Groups that a citizen belongs to all the time, so that figures per citizen have a place."""


def no_days(of: str, name: str, days: int) -> list[Issue]:
    """Give what is wrong with a number of days: it is a whole one of at least 1 (E511)."""
    return [] if isinstance(days, Integral) and days >= 1 else [Issue(
        "E511", of, "", name, str(days), "is not a whole number of at least 1", "give days, as 14")]


@dataclass(frozen=True, slots=True)
class Definition:
    """Choices behind the continuity figures; the defaults follow the Swedish national indicator.

    Swedish: different staff met in 14 days, 07-22, by somebody with two or more visits every day; alarms and meal
    deliveries not counted, home nurses not counted, people away from home in the period not counted.

    Raises
    ------
    InputError
        If a length in days is not a whole number of at least 1 (E511), or shares are of something else (E512).

    Examples
    --------
    >>> print(Definition())
    14 days; visits starting 07:00-22:00; citizens with at least 2 visits every day at home and at most 0 days away, \
days away not counted; without nurse; without alarm, meal_delivery; shares of visits; known: met in the 28 days before
    """

    days: int = 14
    """Length of the window that distinct carers are counted in."""
    first_minute: int = 420
    """A visit counts if it starts at this minute of the day or later …"""
    last_minute: int = 1320
    """… and before this one."""
    daily_visits: int = 2
    """Least visits due on every day at home, for a citizen to be among those whose distinct carers are counted."""
    away_days: int = 0
    """Most days away from home in the window, for the same. Days away are never counted, whatever this says."""
    without_professions: Collection[str] = frozenset({"nurse"})
    """Professions whose visits do not count, or one alone; empty: nurses count."""
    without_kinds: Collection[str] = frozenset({"alarm", "meal_delivery"})
    """Kinds of visit that do not count, or one alone."""
    by: Literal["visits", "minutes"] = "visits"
    """What shares are of: meetings (a carer at a visit), or their minutes."""
    known_days: int = 28
    """A carer is known who was met on one of so many days before."""
    least_visits: int = 4
    """COC is not averaged over citizens with fewer meetings (it is unstable there)."""
    targets: dict[str, float] = field(default_factory=lambda: dict(TARGETS))
    """Target per figure, for the share of citizens that reach it."""

    def __post_init__(self) -> None:
        lengths = {"days": self.days, "known_days": self.known_days}
        issues = [issue for name, days in lengths.items() for issue in no_days("definition", name, days)]
        if self.by not in ("visits", "minutes"):
            issues.append(Issue("E512", "definition", "", "by", str(self.by), "is not one of the choices",
                                "one of visits, minutes"))
        if issues:
            raise InputError(issues)
        for name, days in lengths.items():
            object.__setattr__(self, name, int(days))  # a date cannot add a number of numpy
        for name in ("without_professions", "without_kinds"):
            object.__setattr__(self, name, frozenset(names_of(getattr(self, name))))

    def __str__(self) -> str:
        left_out = "".join(f"; without {', '.join(sorted(names))}"
                           for names in (self.without_professions, self.without_kinds) if names)
        return (f"{self.days} days; visits starting {_clock(self.first_minute)}-{_clock(self.last_minute)}; "
                f"citizens with at least {self.daily_visits} visits every day at home and at most "
                f"{self.away_days} days away, days away not counted{left_out}; shares of {self.by}; "
                f"known: met in the {self.known_days} days before")

    @property
    def danish(self) -> str:
        """The same, for people who read Danish."""
        left_out = "".join(f"; uden {', '.join(sorted(spoken(name, 'da') for name in names))}"
                           for names in (self.without_professions, self.without_kinds) if names)
        shares = "besøg" if self.by == "visits" else "minutter"
        return (f"{self.days} dage; besøg der starter {_clock(self.first_minute)}-{_clock(self.last_minute)}; "
                f"borgere med mindst {self.daily_visits} besøg hver dag hjemme og højst "
                f"{self.away_days} dage ude, dage ude tælles ikke{left_out}; andele af {shares}; "
                f"kendt: mødt i de {self.known_days} dage før")


LOWER_IS_BETTER = frozenset({"distinct_carers", "carers", "strangers"})
"""Figures that reach their target from above."""


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
