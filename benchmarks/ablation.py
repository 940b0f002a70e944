"""What each layer of the engine is worth: days planned with layers switched off, at the same time limit.

    python benchmarks/ablation.py --sizes 30 60 150 400 --seeds 1 2 3 4 5 --seconds 20

Costs are divided by the best cost that any stack of layers found on that day. A layer that earns nothing on any
size has no right to be there.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from triagering import check, generate_day
from triagering.models import Day
from triagering.solver.engine import LAYERS, Engine
from triagering.solver.export import to_plan

ORDER = ("search", "parts", "bound", "master", "exact", "retime", "apart")
STACKS = {("+ " if index else "") + layer: frozenset(ORDER[:index + 1]) for index, layer in enumerate(ORDER)}
"""Layers by the name of the stack; each has one more than the one before, the last has all."""


@dataclass(frozen=True)
class Row:
    """One planned day."""

    visits: int
    seed: int
    stack: str
    order: tuple[tuple[int, ...], int]
    """What is left out class by class, then cost"""
    valid: bool
    used: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Plan each day with each stack; exit code 1 if any plan breaks a rule."""
    options = _options(arguments)
    if set(ORDER) != LAYERS:
        raise SystemExit(f"layers here and in the engine differ: {sorted(LAYERS ^ set(ORDER))}")
    rows = []
    for visits in options.sizes:
        for seed in options.seeds:
            day = generate_day(visits=visits, carers=max(1, visits // 10), seed=seed)
            for stack in options.stacks:
                rows.append(plan(day, visits, seed, stack, options.seconds))
                print(rows[-1], flush=True)
    print("\n" + table(rows))
    return int(not all(row.valid for row in rows))


def plan(day: Day, visits: int, seed: int, stack: str, seconds: float) -> Row:
    """Plan a day with some layers only."""
    begin = time.perf_counter()
    engine = Engine(day, seconds=seconds, seed=seed, workers=2, effort=None, cancel=threading.Event(),
                    tell=lambda *_, **__: None, layers=STACKS[stack])
    outcome = engine.solve()
    report = check(day, to_plan(engine.compiled, outcome.solution))
    return Row(visits, seed, stack, report.order, report.valid, round(time.perf_counter() - begin, 1))


def table(rows: Sequence[Row]) -> str:
    """Give a markdown table: median cost over the best cost of the day, and on how many days the stack was best."""
    stacks = [stack for stack in STACKS if any(row.stack == stack for row in rows)]
    lines = ["| visits | days | " + " | ".join(stacks) + " |", "|---" * (2 + len(stacks)) + "|"]
    for visits in sorted({row.visits for row in rows}):
        here = [row for row in rows if row.visits == visits]
        best = {seed: min(row.order for row in here if row.seed == seed) for seed in {row.seed for row in here}}
        cells = [str(visits), str(len(best))]
        for stack in stacks:
            mine = [row for row in here if row.stack == stack]
            ratios = [row.order[1] / best[row.seed][1] for row in mine if row.order[0] == best[row.seed][0]]
            wins = sum(row.order == best[row.seed] for row in mine)
            cells.append(f"{median(ratios):.4f} ({wins})" if ratios else f"- ({wins})")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Switch layers of the engine off, and see what it costs.")
    parser.add_argument("--sizes", type=int, nargs="*", default=[30, 60, 150, 400], help="visits; a carer per ten")
    parser.add_argument("--seeds", type=int, nargs="*", default=[1, 2, 3, 4, 5], help="days per size")
    parser.add_argument("--seconds", type=float, default=20, help="limit of each plan (20)")
    parser.add_argument("--stacks", nargs="*", default=list(STACKS), choices=list(STACKS), help="all")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
