"""From a miniteam to a municipality: time, memory, cost and what is proven, for days with everything in them.

    python benchmarks/scale.py                                  30 to 3,000 visits, 60 s each
    python benchmarks/scale.py --sizes 400 1600 --seconds 30    two sizes only

Each day is planned in a process of its own, so that its most memory used is its own. A plan that breaks a rule never
leaves ``plan_day``, so every row is a valid plan.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from statistics import median

SIZES = (30, 60, 100, 150, 400, 800, 1600, 3000)


@dataclass(frozen=True)
class Row:
    """One planned day."""

    visits: int
    carers: int
    seed: int
    seconds: float
    made: float
    """Seconds to make the day"""
    used: float
    """Seconds that ``plan_day`` took; what is beyond ``seconds`` is overshoot"""
    cpu: float
    memory: int
    """Most memory used, in MB"""
    first: float
    """Seconds to the first plan"""
    left_out: int
    cost: int
    bound: int | None
    kind: str
    gap: float | None


def main(arguments: Sequence[str] | None = None) -> int:
    """Plan the days one after another and print one table; exit code 1 if any run failed."""
    options = _options(arguments)
    rows, failed = [], 0
    for visits in options.sizes:
        for seed in options.seeds:
            row = measure(visits, seed, options.seconds, options.workers)
            if row is None:
                failed += 1
                continue
            rows.append(row)
            append(options.out, row)
            print(row, flush=True)
    print("\n" + table(rows))
    return int(failed > 0)


def measure(visits: int, seed: int, seconds: float, workers: int) -> Row | None:
    """Plan one day in a process of its own; None if that fails."""
    child = subprocess.run(
        [sys.executable, __file__, "--one", str(visits), str(seed), str(seconds), str(workers)],
        capture_output=True, text=True, check=False)
    if child.returncode:
        print(f"{visits} visits, seed {seed}: {child.stderr.strip().splitlines()[-1]}", file=sys.stderr, flush=True)
        return None
    return Row(**json.loads(child.stdout.splitlines()[-1]))


def plan(visits: int, seed: int, seconds: float, workers: int) -> Row:
    """Plan one day in this process."""
    from triagering import Progress, generate_day, plan_day

    plan_day(generate_day(visits=12, carers=2), effort=20, workers=1)  # kernels are loaded
    begin = time.perf_counter()
    day = generate_day(visits=visits, carers=max(1, visits // 10), seed=seed)
    made = time.perf_counter() - begin
    firsts: list[float] = []

    def seen(progress: Progress) -> None:
        if progress.cost is not None and not firsts:
            firsts.append(progress.seconds)

    begin, cpu = time.perf_counter(), time.process_time()
    result = plan_day(day, seconds=seconds, seed=seed, workers=workers, progress=seen)
    used = time.perf_counter() - begin
    return Row(
        visits=visits, carers=len(day.shifts), seed=seed, seconds=seconds, made=round(made, 1), used=round(used, 1),
        cpu=round(time.process_time() - cpu, 1), memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        first=round(firsts[0] if firsts else used, 1), left_out=sum(result.unplanned_by_class.values()),
        cost=result.cost, bound=result.bound.cost if result.bound else None,
        kind=result.bound.kind if result.bound else "", gap=None if result.gap is None else round(result.gap, 4))


def append(path: Path | None, row: Row) -> None:
    """Add a row to a file, and the header before the first one."""
    if path is None:
        return
    fresh = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(Row)])
        if fresh:
            writer.writeheader()
        writer.writerow(asdict(row))


def table(rows: Sequence[Row]) -> str:
    """Give a markdown table of medians over seeds; gap and bound where one is proven for every seed."""
    lines = ["| visits | carers | seeds | limit s | used s | first plan s | MB | left out | cost | bound | gap |",
             "|---|---|---|---|---|---|---|---|---|---|---|"]
    for visits, seconds in sorted({(row.visits, row.seconds) for row in rows}):
        runs = [row for row in rows if (row.visits, row.seconds) == (visits, seconds)]
        gaps = [row.gap for row in runs if row.gap is not None]
        proven = len(gaps) == len(runs)
        middle = {name: median(getattr(row, name) for row in runs)
                  for name in ("carers", "used", "first", "memory", "left_out", "cost")}
        lines.append("| " + " | ".join([
            str(visits), f"{middle['carers']:g}", str(len(runs)), f"{seconds:g}", f"{middle['used']:.1f}",
            f"{middle['first']:.1f}", f"{middle['memory']:g}", f"{middle['left_out']:g}", f"{middle['cost']:g}",
            ", ".join(sorted({row.kind for row in runs})) if proven else "-",
            f"{100 * median(gaps):.1f} %" if proven else "-"]) + " |")
    return "\n".join(lines)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Plan days from 30 to 3,000 visits.")
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES), help="visits; a carer per ten")
    parser.add_argument("--seeds", type=int, nargs="*", default=[1], help="days per size (1)")
    parser.add_argument("--seconds", type=float, default=60, help="limit of each plan (60)")
    parser.add_argument("--workers", type=int, default=2, help="threads (2)")
    parser.add_argument("--out", type=Path, help="rows are added to this CSV file")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    if "--one" in sys.argv:
        one_visits, one_seed, one_seconds, one_workers = sys.argv[2:]
        print(json.dumps(asdict(plan(int(one_visits), int(one_seed), float(one_seconds), int(one_workers)))))
    else:
        sys.exit(main())
