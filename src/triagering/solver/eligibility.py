"""Who may do which visit, rule by rule: competence, continuity (vetoes, closed circle, hard wishes), boundary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from triagering.models import Carer, Day, Visit
from triagering.solver.tables import Bools, citizen_of_visit, named, others


@dataclass(frozen=True)
class Eligibility:
    """Each (n_units, n_routes); units are visits, then activities."""

    competence: Bools
    continuity: Bools
    boundary: Bools
    attendance: Bools
    """Carers who are at an activity; all True for visits."""

    @cached_property
    def allowed(self) -> Bools:
        """All rules together."""
        return self.competence & self.continuity & self.boundary & self.attendance


def eligibility(day: Day, people: Sequence[Carer]) -> Eligibility:
    """Work out who may do what among the carers on shift."""
    shape = (len(day.visits) + len(day.staffed), len(people))
    competence, continuity, boundary, attendance = (np.ones(shape, dtype=bool) for _ in range(4))
    skills = _Skills(day, people)
    visits, at = slice(len(day.visits)), citizen_of_visit(day)
    for unit, visit in enumerate(day.visits):
        competence[unit] = skills.of(visit)
    continuity[visits] = _accepted(day, people)[at]
    boundary[visits] = _inside(day, people)[at]
    attendance[len(day.visits):] = named((day.attending[activity.id] for activity in day.staffed), people)
    return Eligibility(competence, continuity, boundary, attendance)


class _Skills:
    """Competence vectors over carers, each worked out once."""

    def __init__(self, day: Day, people: Sequence[Carer]) -> None:
        self.day, self.people = day, people
        self.held: dict[tuple[str, int], Bools] = {}
        self.delegated: dict[tuple[str, str | None], Bools] = {}
        """By area and citizen; None: for every citizen."""
        nobody = np.zeros(len(people), dtype=bool)
        for route, person in enumerate(people):
            for given in person.delegations:
                if given.holds(given.area, given.citizen, day.date):
                    self.delegated.setdefault((given.area, given.citizen), nobody.copy())[route] = True

    def of(self, visit: Visit) -> Bools:
        able = np.ones(len(self.people), dtype=bool)
        for task in visit.tasks:
            may = self._held(task.competence, int(task.level))
            for citizen in (None, visit.citizen) if task.delegable else ():
                if (task.competence, citizen) in self.delegated:
                    may = may | self.delegated[task.competence, citizen]
            able &= may
        return able

    def _held(self, area: str, level: int) -> Bools:
        if (area, level) not in self.held:
            self.held[area, level] = np.array(
                [any(c.holds(area, level, self.day.date) for c in p.competences) for p in self.people], dtype=bool)
        return self.held[area, level]


def _accepted(day: Day, people: Sequence[Carer]) -> Bools:
    """Say whom each citizen takes in, (n_citizens, n_routes)."""
    refused = others((citizen.closed_circle for citizen in day.citizens), people)
    accepted = ~(refused | named((citizen.vetoes for citizen in day.citizens), people))
    for index, citizen in enumerate(day.citizens):
        hard = {wish.attribute for wish in citizen.wishes if wish.hard}
        if hard:
            accepted[index] &= [hard <= person.attributes for person in people]
    return accepted


def _inside(day: Day, people: Sequence[Carer]) -> Bools:
    """Say whose homes each carer may visit, (n_citizens, n_routes); it depends on the two miniteams alone."""
    homes, one_of_home, home = np.unique(
        [citizen.miniteam or "" for citizen in day.citizens], return_index=True, return_inverse=True)
    teams, one_of_team, team = np.unique(
        [person.miniteam or "" for person in people], return_index=True, return_inverse=True)
    admits = [[day.admits(people[carer], day.citizens[citizen]) for carer in one_of_team] for citizen in one_of_home]
    inside: Bools = np.array(admits, dtype=bool).reshape(len(homes), len(teams))[home][:, team]
    return inside
