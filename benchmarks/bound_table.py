"""How far the bound is from the best plan found, on made days.

python -m benchmarks.bound_table --sizes 30x3 60x6 --seeds 1 2 3 --search 5 --seconds 60
"""

from __future__ import annotations

import argparse
import time

from triagering.evaluation import check
from triagering.io import generate_day
from triagering.solver.bound import column_bound
from triagering.solver.compiled import compile_day
from triagering.solver.export import to_plan
from triagering.solver.search.driver import Search


def row(visits: int, carers: int, seed: int, search_s: float, seconds: float) -> str:
    """Search, bound, and give one line of the table."""
    day = generate_day(visits=visits, carers=carers, seed=seed)
    compiled = compile_day(day)
    found = Search(compiled, seed=1, workers=1).run(search_s)
    report = check(day, to_plan(compiled, found.solution))
    planned = {int(compiled.jobs.group[job]) for job in found.solution.planned}
    left_out = [group for group in range(len(compiled.groups.rank)) if group not in planned]
    began, busy = time.monotonic(), time.process_time()
    proven = column_bound(compiled, seconds=seconds, incumbent=report.cost, columns=found.columns, left_out=left_out)
    wall, cpu = time.monotonic() - began, time.process_time() - busy
    bound = proven.bound or 0
    gap = 100 * (report.cost - bound) / max(1, report.cost)
    return (f"| {visits} | {carers} | {seed} | {report.cost} | {len(left_out)} | {proven.bound} | "
            f"{proven.stats['root']:.0f} | {gap:.2f} | {wall:.1f} | {cpu:.1f} | {proven.stats['leaves']:.0f} | "
            f"{'yes' if proven.converged else 'no'} |")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", default=["30x3", "60x6"], help="visits x carers")
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3])
    parser.add_argument("--search", type=float, default=5.0, help="seconds of search before")
    parser.add_argument("--seconds", type=float, default=60.0, help="seconds for the bound")
    given = parser.parse_args()
    print("| visits | carers | seed | best cost | left out | bound | root | gap % "
          "| wall s | CPU s | leaves | converged |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    for size in given.sizes:
        visits, carers = map(int, size.split("x"))
        for seed in given.seeds:
            print(row(visits, carers, seed, given.search, given.seconds), flush=True)


if __name__ == "__main__":
    main()
