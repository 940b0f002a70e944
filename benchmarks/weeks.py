"""What planning days together is worth, beside planning each alone, or one after the other.

``python benchmarks/weeks.py`` prints the tables of docs/weeks.md. All take about as many iterations: a day alone, or
after the others, gets what it has in both rounds of a week, and a week's days a little less, for what is offered.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Sequence

from triagering import Plan, check_week, generate_days, plan_day, plan_week
from triagering.models import Day, Term
from triagering.models.week import days_of_week


def main() -> None:
    """Print a table each of weeks whose citizens know many carers, of some who know nobody, and with absences."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--effort", type=int, default=60_000, help="iterations of a day in each of two rounds")
    parser.add_argument("--citizens", type=int, default=50)
    parser.add_argument("--carers", type=int, default=10)
    given = parser.parse_args()
    for name, change in (("known", list), ("nobody known", _strange), ("three ill on Tuesday", _short)):
        rows: dict[str, list[tuple[int, int, float, int]]] = {}
        for seed in given.seeds:
            days = change(generate_days(7, given.citizens, given.carers, seed=seed))
            for how, plans, moves in _planned(days, given.effort):
                rows.setdefault(how, []).append(_figures(days, plans, moves))
        print(f"\n{name}: sums over weeks {given.seeds}; carers of who is visited daily in the mean")
        print("| | left out | cost | strangers | carers of a citizen |\n|---|---|---|---|---|")
        for how, found in rows.items():
            out, cost, faces, new = zip(*found, strict=True)
            print(f"| {how} | {sum(out)} | {sum(cost)} | {sum(new)} | {statistics.mean(faces):.2f} |", flush=True)


def _strange(days: Sequence[Day]) -> list[Day]:
    return [day.replace(acquaintances=()) for day in days]


def _short(days: Sequence[Day]) -> list[Day]:
    """Let three who begin in the morning be ill on the second day."""
    ill = [shift.carer for shift in days[1].shifts if shift.start < 600][:3]
    short = days[1].replace(activities=(), shifts=tuple(one for one in days[1].shifts if one.carer not in ill))
    return [days[0], short, *days[2:]]


def _planned(days: Sequence[Day], effort: int):
    how = {"workers": 1, "prove": False, "effort": 2 * effort}
    yield "each alone", [plan_day(day, **how).plan for day in days], ()
    plans: list[Plan] = []
    for index in range(len(days)):
        (*_, day) = days_of_week(days[:index + 1], [*plans, Plan()])
        plans.append(plan_day(day, **how).plan)
    yield "one after the other", plans, ()
    week = plan_week(days, effort=round(0.92 * effort), workers=1)
    yield "as a week", week.plans, week.moves


def _figures(days: Sequence[Day], plans: Sequence[Plan], moves) -> tuple[int, int, float, int]:
    reports = check_week(days, plans, moves)
    assert all(report.valid for report in reports)
    met: dict[str, set[str]] = {}
    daily: dict[str, int] = {}
    for day, plan in zip(days_of_week(days, plans, moves), plans, strict=True):
        today: dict[str, set[str]] = {}
        for id_, came in plan.placed.items():
            if id_ in day.visit_by_id:
                today.setdefault(day.visit_by_id[id_].citizen, set()).update(carer for carer, _ in came)
        for citizen, carers in today.items():
            met.setdefault(citizen, set()).update(carers)
            daily[citizen] = daily.get(citizen, 0) + 1
    price = days[0].settings.prices.stranger
    faces = [len(carers) for citizen, carers in met.items() if daily[citizen] == len(days)]
    return (sum(sum(report.unplanned_by_class.values()) for report in reports), sum(report.cost for report in reports),
            statistics.mean(faces), sum(report.costs.get(Term.STRANGER, 0) for report in reports) // price)


if __name__ == "__main__":
    main()
