"""Weeks of a made municipality, as days to be planned and as the history of how people planned them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from triagering.io.history.records import as_frame, plan_records, shift_records, visit_records
from triagering.io.simulation import events
from triagering.io.simulation.days import SimulatedDay, with_calendar
from triagering.io.simulation.human import HumanPlanner, deliver
from triagering.io.synthetic import generate_days
from triagering.io.synthetic.generate import MONDAY
from triagering.models import Settings

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Simulation:
    """What happened, day by day and as the tables of a history."""

    days: tuple[SimulatedDay, ...]
    """In order of date."""
    tables: dict[str, pd.DataFrame]
    """``visits``, ``shifts``, ``absences``, ``stays``, ``plans``, ready for ``History.add``."""


def simulate(days: int = 56, *, citizens: int = 50, carers: int = 10, seed: int = 1, date: dt.date = MONDAY,
             settings: Settings | None = None, planned: bool = True) -> Simulation:
    """Make weeks of a municipality: rosters, sickness, holidays, admissions, citizens who come and go, acute visits.

    The days are planned at 16:00 the day before on what was known then, and carried through by the same people,
    with fixed rounds and the nearest free hands (``HumanPlanner``, ``deliver``). However many are away, somebody works.

    Parameters
    ----------
    days, citizens, carers, seed, date, settings
        As for ``generate_days``: ``carers`` are at work each day, about half as many again are employed.
    planned
        Whether to plan and carry through the days; without it only ``absences`` and ``stays`` are filled.

    Raises
    ------
    InputError
        As ``generate_days``, and if a day is left without visits (E110), as it may be with two or three citizens.

    Examples
    --------
    >>> made = simulate(2, citizens=10, carers=3, seed=1)
    >>> len(made.days), set(made.tables["visits"]["status"]) <= {"delivered", "undelivered"}
    (2, True)
    """
    base = generate_days(days, citizens, carers, seed=seed, date=date, settings=settings)
    rng = np.random.default_rng(seed)
    staff = sorted({carer.id for day in base for carer in day.carers})
    calendar = events.calendar(rng, staff, [citizen.id for citizen in base[0].citizens], days)
    made = tuple(with_calendar(base, calendar, rng))
    planner = HumanPlanner()
    visits, shifts, plans = [], [], []
    for day in made if planned else ():
        published = planner.plan(day.known, day.rounds)
        delivered = deliver(day.actual, published)
        visits += visit_records(day.actual, delivered, published=published, known=day.known, fell_away=day.fell_away)
        shifts += shift_records(day.actual, delivered)
        plans += plan_records(day.known, published)
    dates = [date + dt.timedelta(index) for index in range(days + max(events.STAY_DAYS))]
    absences = [{"carer": carer, "first_day": dates[first], "last_day": dates[last], "reason": reason}
                for carer, first, last, reason in calendar.absences]
    stays = [{"citizen": citizen, "first_day": dates[first], "last_day": dates[last], "kind": "hospital"}
             for citizen, first, last in calendar.stays]
    rows = {"visits": visits, "shifts": shifts, "absences": absences, "stays": stays, "plans": plans}
    return Simulation(made, {table: as_frame(found, table) for table, found in rows.items()})
