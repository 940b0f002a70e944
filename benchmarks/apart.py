"""What planning part by part is worth where miniteams do not touch: the same days whole and apart, at the same limit.

    python benchmarks/apart.py --sizes 160x4 400x10 1600x16 --seconds 60

Every miniteam is a closed district of its own, so that nobody helps out elsewhere.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from unittest.mock import patch

from triagering import check, generate_day
from triagering.io.synthetic import town
from triagering.models import Day, District, Miniteam, Municipality
from triagering.solver.engine import LAYERS, Engine
from triagering.solver.export import to_plan


def closed(visits: int, teams: int, seed: int) -> Day:
    """Make a day of so many miniteams, ten visits to a carer, that have nothing to do with each other."""
    carers = visits // 10
    with patch.object(town, "TEAM_SIZE", carers / teams):
        day = generate_day(visits=visits, carers=carers, seed=seed)
    names = [team.id for team in day.municipality.miniteams]
    made: Day = day.replace(municipality=Municipality(
        districts=tuple(District(id=f"only {name}", closed=True) for name in names),
        miniteams=tuple(Miniteam(id=name, district=f"only {name}") for name in names)))
    return made


def row(day: Day, size: str, seed: int, seconds: float, *, apart: bool) -> str:
    """Plan a day and give one line of the table."""
    began, cpu = time.perf_counter(), time.process_time()
    engine = Engine(day, seconds=seconds, seed=seed, workers=2, effort=None, cancel=None, tell=lambda *_, **__: None,
                    layers=LAYERS if apart else LAYERS - {"apart"})
    found = engine.solve()
    used, busy = time.perf_counter() - began, time.process_time() - cpu
    report = check(day, to_plan(engine.compiled, found.solution))
    gap = "no bound" if found.bound is None else f"{100 * (report.cost - found.bound) / max(1, report.cost):.1f} %"
    return (f"| {size} | {seed} | {'apart' if apart else 'whole'} | {sum(report.unplanned_by_class.values())} | "
            f"{report.cost if report.valid else 'INVALID'} | {gap} | {used:.1f} | {busy:.1f} |")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Plan days of miniteams that do not touch, whole and apart.")
    parser.add_argument("--sizes", nargs="*", default=["160x4", "400x10", "1600x16"], help="visits x miniteams")
    parser.add_argument("--seeds", type=int, nargs="*", default=[1], help="days per size (1)")
    parser.add_argument("--seconds", type=float, default=60, help="limit of each plan (60)")
    given = parser.parse_args(arguments)
    print("| visits x miniteams | seed | planned | left out | cost | gap | s | CPU s |", "|---" * 8 + "|", sep="\n")
    for size in given.sizes:
        visits, teams = map(int, size.split("x"))
        for seed in given.seeds:
            day = closed(visits, teams, seed)
            for apart in (False, True):
                print(row(day, size, seed, given.seconds, apart=apart), flush=True)


if __name__ == "__main__":
    main()
