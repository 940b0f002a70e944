"""Ways to plan that are compared side by side, and what each of them remembers from day to day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import isfinite

from pydantic import ValidationError

from triagering.io.issues import Entry, Report
from triagering.models import Acquaintance, Day, Plan, Prices, Settings

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


def refuse_same_names(strategies: Iterable[Strategy]) -> None:
    """Raise ``InputError`` (E101) with every name that more than one strategy has."""
    report = Report()
    for name, count in Counter(strategy.name for strategy in strategies).items():
        if count > 1:
            report.add("E101", "strategies", name, "name", name, "occurs more than once", "give each its own name")
    report.raise_if_any()


@dataclass
class Memory:
    """Who met whom last, as the days of one strategy pass."""

    last_met: dict[tuple[str, str], dt.date] = field(default_factory=dict)

    def learn(self, met: Iterable[tuple[str, str, dt.date]]) -> None:
        """Take in citizens, carers and the day they met."""
        for citizen, carer, day in met:
            if day > self.last_met.get((citizen, carer), dt.date.min):
                self.last_met[citizen, carer] = day

    def remember(self, day: Day, delivered: Plan) -> None:
        """Take in a day as it was delivered."""
        self.learn((day.visit_by_id[stop.id].citizen, route.carer, day.date) for route in delivered.routes
                   for stop in route.stops if stop.id in day.visit_by_id)

    def tell(self, day: Day) -> tuple[Acquaintance, ...]:
        """Give the acquaintances of a day's citizens, as far back as its settings look.

        Carers who are not among the day's count too: they are faces that a citizen has met. Who came on the evening
        before counts, although it was not known at 16:00: continuity is about what citizens will have met.
        """
        rules = day.settings.continuity
        oldest = day.date - dt.timedelta(max(rules.known_for_days, rules.horizon_days))
        return tuple(
            Acquaintance(citizen=citizen, carer=carer, days_since=(day.date - met).days)
            for (citizen, carer), met in sorted(self.last_met.items())
            if oldest <= met < day.date and citizen in day.citizen_by_id)
