"""Who met whom, remembered from day to day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from triagering.models.day import Day
from triagering.models.people import Acquaintance
from triagering.models.plan import Plan


def meetings(day: Day, plan: Plan) -> set[tuple[str, str]]:
    """Give every citizen and carer who meet in a plan."""
    return {(day.visit_by_id[stop.id].citizen, route.carer) for route in plan.routes for stop in route.stops
            if stop.id in day.visit_by_id}


def expected(day: Day, plan: Plan, id_: str) -> frozenset[str]:
    """Give whom a citizen expects at a visit by a plan: of those who come, whom the day lists."""
    return frozenset(carer for carer, _ in plan.placed.get(id_, ()) if carer in day.carer_by_id)


@dataclass
class Memory:
    """Who met whom last, as days pass."""

    last_met: dict[tuple[str, str], dt.date] = field(default_factory=dict)

    def learn(self, met: Iterable[tuple[str, str, dt.date]]) -> None:
        """Take in citizens, carers and the day they met."""
        for citizen, carer, day in met:
            if day > self.last_met.get((citizen, carer), dt.date.min):
                self.last_met[citizen, carer] = day

    def remember(self, day: Day, delivered: Plan) -> None:
        """Take in a day as it was delivered."""
        self.learn((*pair, day.date) for pair in meetings(day, delivered))

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
