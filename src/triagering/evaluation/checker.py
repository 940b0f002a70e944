"""The independent checker: judges a plan from docs/rules.md, knowing nothing of how it was made."""

from __future__ import annotations

from collections import Counter

from triagering.evaluation.report import Report
from triagering.evaluation.rules import RULES
from triagering.evaluation.timetable import Timetable
from triagering.evaluation.truth import false_reasons
from triagering.models import URGENCY_CLASSES, Day, Plan, Result, Rule, plan_of


def check(day: Day, plan: Plan | Result) -> Report:
    """Judge a plan: every violation by rule and id, every cost by name.

    Any plan can be judged: what its day does not know (unknown ids, routes without a shift) is a violation
    and counts for nothing else.

    >>> import datetime
    >>> from triagering.models import Carer, Citizen, Shift, TimeWindow, Travel, Visit
    >>> day = Day(
    ...     date=datetime.date(2025, 3, 3), citizens=(Citizen(id="z1", place="p"),),
    ...     carers=(Carer(id="c1", start_place="p"),), shifts=(Shift(carer="c1", start=420, end=900),),
    ...     visits=(Visit(id="v1", citizen="z1", minutes=20,
    ...                   windows=(TimeWindow(earliest_start=480, agreed_start=480, latest_start=510),)),),
    ...     travel=Travel(places=("p",), minutes={"car": ((0,),)}))
    >>> print(check(day, Plan()).violations[0])
    coverage v1: is neither planned nor listed as unplanned
    """
    plan = plan_of(plan)
    table = Timetable(day, plan)
    found = [violation for judge in RULES.values() for violation in judge.violations(table)]
    found += false_reasons(day, plan)
    order = list(Rule)
    return Report(
        violations=tuple(sorted(found, key=lambda violation: order.index(violation.rule))),
        charges=tuple(charge for judge in RULES.values() for charge in judge.charges(table)),
        unplanned_by_class=_unplanned_by_class(table),
    )


def _unplanned_by_class(table: Timetable) -> dict[str, int]:
    counts = Counter(map(table.day.counted_as, table.left_out()))
    return {name: counts[name] for name in URGENCY_CLASSES if counts[name]}
