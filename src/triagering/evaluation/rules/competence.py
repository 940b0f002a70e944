"""Competence: each carer at a visit can do all of it today; hands that could do more cost a little."""

from __future__ import annotations

from collections.abc import Iterator

from triagering.evaluation.report import Violation, priced
from triagering.evaluation.timetable import Timetable
from triagering.models import Carer, Charge, Competence, Day, Delegation, Rule, Task, Term, Visit


def violations(table: Timetable) -> Iterator[Violation]:
    """Name each stop whose carer may not do a task of the visit."""
    for work, visit, _ in table.visits():
        lacking = sorted({task.competence for task in visit.tasks
                          if not _may_do(table.day, work.carer, visit.citizen, task)})
        if lacking:
            areas = ", ".join(lacking)
            yield Violation(Rule.COMPETENCE, (visit.id, work.carer.id), f"not held today: {areas}")


def charges(table: Timetable) -> Iterator[Charge]:
    """Price the minutes spent by hands above the level that the visit asks for."""
    price = table.day.settings.prices.over_qualified
    for work, visit, _ in table.visits():
        above = max(0, steps_above(table.day, work.carer, visit))
        yield from priced(Term.OVER_QUALIFIED, price, visit.minutes * above, visit.id, work.carer.id)


def steps_above(day: Day, carer: Carer, visit: Visit) -> int:
    """Give how many levels a carer's profession is above what a visit asks for; below 0 if it is below."""
    asked = (day.settings.competence_levels.get(task.competence, 0) for task in visit.tasks)
    return day.settings.levels.get(carer.profession, 0) - max(asked, default=0)


def qualified(day: Day, carer: Carer, visit: Visit) -> bool:
    """Say whether a carer may do every task of a visit today."""
    return all(_may_do(day, carer, visit.citizen, task) for task in visit.tasks)


def _may_do(day: Day, carer: Carer, citizen: str, task: Task) -> bool:
    if any(held.area == task.competence and held.level >= task.level and _valid(day, held)
           for held in carer.competences):
        return True
    return task.delegable and any(
        given.area == task.competence and given.citizen in (None, citizen) and _valid(day, given)
        for given in carer.delegations
    )


def _valid(day: Day, held: Competence | Delegation) -> bool:
    begun = held.valid_from is None or held.valid_from <= day.date
    return begun and (held.valid_until is None or day.date <= held.valid_until)
