"""Who may do which visit, rule by rule: competence, continuity (vetoes, closed circle, hard wishes), boundary."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from triagering.models import Day, Visit

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Eligibility:
    """Each (n_units, n_routes); units are visits, then activities."""

    competence: Bools
    continuity: Bools
    boundary: Bools
    attendance: Bools
    """Carers named by an activity; all True for visits."""

    @property
    def allowed(self) -> Bools:
        """All rules together."""
        return self.competence & self.continuity & self.boundary & self.attendance


def eligibility(day: Day, carers: tuple[str, ...]) -> Eligibility:
    """Work out who may do what among the carers on shift."""
    shape = (len(day.visits) + len(day.activities), len(carers))
    competence, continuity, boundary, attendance = (np.ones(shape, dtype=bool) for _ in range(4))
    skills = _Skills(day, carers)
    accepted = {citizen.id: _accepted(day, citizen.id, carers) for citizen in day.citizens}
    inside = {citizen.id: _inside(day, citizen.id, carers) for citizen in day.citizens}
    for unit, visit in enumerate(day.visits):
        competence[unit] = skills.of(visit)
        continuity[unit] = accepted[visit.citizen]
        boundary[unit] = inside[visit.citizen]
    for unit, activity in enumerate(day.activities, len(day.visits)):
        attendance[unit] = [carer in activity.carers for carer in carers]
    return Eligibility(competence, continuity, boundary, attendance)


class _Skills:
    """Competence vectors over carers, each worked out once."""

    def __init__(self, day: Day, carers: tuple[str, ...]) -> None:
        self.day = day
        self.people = [day.carer_by_id[id_] for id_ in carers]
        self.held: dict[tuple[str, int], Bools] = {}
        self.delegated: dict[tuple[str, str], Bools] = {}

    def of(self, visit: Visit) -> Bools:
        able = np.ones(len(self.people), dtype=bool)
        for task in visit.tasks:
            holds = self._held(task.competence, int(task.level))
            able &= holds | self._delegated(task.competence, visit.citizen) if task.delegable else holds
        return able

    def _held(self, area: str, level: int) -> Bools:
        if (area, level) not in self.held:
            self.held[area, level] = np.array(
                [any(c.holds(area, level, self.day.date) for c in p.competences) for p in self.people], dtype=bool)
        return self.held[area, level]

    def _delegated(self, area: str, citizen: str) -> Bools:
        if (area, citizen) not in self.delegated:
            self.delegated[area, citizen] = np.array(
                [any(d.holds(area, citizen, self.day.date) for d in p.delegations) for p in self.people], dtype=bool)
        return self.delegated[area, citizen]


def _accepted(day: Day, citizen_id: str, carers: tuple[str, ...]) -> Bools:
    citizen = day.citizen_by_id[citizen_id]
    hard = {wish.attribute for wish in citizen.wishes if wish.hard}
    return np.array([
        id_ not in citizen.vetoes
        and (not citizen.closed_circle or id_ in citizen.closed_circle)
        and hard <= day.carer_by_id[id_].attributes
        for id_ in carers
    ], dtype=bool)


def _inside(day: Day, citizen_id: str, carers: tuple[str, ...]) -> Bools:
    home = day.district_of_team.get(day.citizen_by_id[citizen_id].miniteam or "")
    if home is None or not day.district_by_id[home].closed:
        return np.ones(len(carers), dtype=bool)
    return np.array([day.district_of_team.get(day.carer_by_id[id_].miniteam or "") == home for id_ in carers],
                    dtype=bool)
