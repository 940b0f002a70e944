"""Ways to plan that are compared side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from math import isfinite

from pydantic import ValidationError

from triagering.io.issues import Entry, Report
from triagering.models import Prices, Settings

CONTINUITY_PRICES = ("stranger", "face", "beyond_target", "not_contact", "not_preferred")
"""Prices that a continuity weight multiplies."""


@dataclass(frozen=True)
class Strategy:
    """A name, and how it prices and searches.

    Raises
    ------
    InputError
        If a price is unknown (E506), or a price, the effort or the time is out of its range (E511).

    >>> Strategy("steady", continuity=2).settings(Settings()).prices.stranger
    600
    """

    name: str
    continuity: float = 1.0
    """Factor on every continuity price; 0 plans without regard to it."""
    prices: dict[str, int] = field(default_factory=dict)
    """Prices that replace the day's own."""
    effort: int = 20_000
    """Iterations per day, so that results repeat exactly."""
    seconds: float | None = None
    """Wall time per day instead of ``effort``."""
    seed: int = 1
    weeks: bool = False
    """Whether the days of a calendar week are planned together (``plan_week``), all of them known on its first."""

    def __post_init__(self) -> None:
        report = Report()
        for name, value in (("effort", self.effort), ("seconds", self.seconds)):
            if value is not None and not value >= 0:
                report.add("E511", "strategies", self.name, name, value, "should be 0 or more",
                           "write a value in that range")
        try:
            if isfinite(self.continuity):
                self.settings(Settings())
            else:
                report.add("E511", "strategies", self.name, "continuity", self.continuity, "is not a finite number",
                           "write a factor of 0 or more")
        except ValidationError as error:
            report.add_invalid(Entry("strategies", self.name, "", {}), error, Prices.model_fields)
        report.raise_if_any()

    def settings(self, base: Settings) -> Settings:
        """Give the settings of a day under this strategy."""
        weighted = {name: round(getattr(base.prices, name) * self.continuity) for name in CONTINUITY_PRICES}
        return base.replace(prices=base.prices.replace(**weighted | self.prices))

    @property
    def options(self) -> tuple[tuple[str, int | float], ...]:
        """Arguments of ``plan_day``."""
        limit = ("seconds", self.seconds) if self.seconds is not None else ("effort", self.effort)
        return (limit, ("seed", self.seed))

    def week_options(self, days: int) -> tuple[tuple[str, int | float], ...]:
        """Give the arguments of ``plan_week`` for so many days: its two rounds take what each day takes alone."""
        limit = ("seconds", self.seconds * days) if self.seconds is not None else ("effort", self.effort // 2)
        return (limit, ("seed", self.seed))


def require_names(strategies: Collection[Strategy]) -> None:
    """Raise ``InputError`` if there is no strategy (E508), or with every name that more than one has (E101)."""
    report = Report()
    if not strategies:
        report.add("E508", "strategies", "", "", "", "are missing", "give at least one")
    for name, count in Counter(strategy.name for strategy in strategies).items():
        if count > 1:
            report.add("E101", "strategies", name, "name", name, "occurs more than once", "give each its own name")
    report.raise_if_any()
