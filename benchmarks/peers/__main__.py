"""Measure engines on generated days, and put what came out in one table.

    python -m benchmarks.peers --quick                                       two sizes, 2 s, a minute or so
    python -m benchmarks.peers --out peers.csv                               everything of docs/benchmarks.md
    python -m benchmarks.peers --sizes 150 --engines triagering pyvrp --prices travel --seconds 10

Each run is one row of the output; rows that are there are not run again, so an interrupted run is continued by the same
command. Engines run one after another, each in a process of its own, on one thread.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from statistics import median

from benchmarks.peers.runs import ENGINES, Row, Run, measure


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked for and not yet in the output; exit code 1 if any plan breaks a rule."""
    options = _options(arguments)
    rows = [row for row in read_rows(options.out) if row.engine not in options.again]
    if options.again:
        options.out.unlink(missing_ok=True)
        for row in rows:
            append(options.out, row)
    done = {row.run for row in rows}
    asked = [Run(days, prices, visits, seed, engine, seconds)
             for visits, seconds, seed, days, prices, engine in product(
                 options.sizes, options.seconds, options.seeds, options.days, options.prices, options.engines)
             if installed(engine)]
    for run in asked:
        if run not in done:
            rows.append(measure(run))
            append(options.out, rows[-1])
            print(" ".join(str(value) for value in asdict(rows[-1]).values()), flush=True)
    rows = [row for row in rows if row.run in set(asked)]
    print("\n" + table(rows))
    return int(any(row.violations for row in rows))


def installed(engine: str) -> bool:
    """Say whether an engine's package is there."""
    return find_spec({"pyvrp": "pyvrp", "vroom": "vroom", "pyjobshop": "pyjobshop"}.get(engine, "ortools")) is not None


def read_rows(path: Path) -> list[Row]:
    """Give the rows of an earlier run, if there was one."""
    if not path.exists():
        return []
    kinds = {"str": str, "int": int, "float": float}
    with path.open(encoding="utf-8", newline="") as file:
        return [Row(**{field.name: kinds[str(field.type)](line[field.name]) for field in fields(Row)})
                for line in csv.DictReader(file)]


def append(path: Path, row: Row) -> None:
    """Add a row, and the header before the first one."""
    fresh = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(Row)])
        if fresh:
            writer.writeheader()
        writer.writerow(asdict(row))


def table(rows: Iterable[Row]) -> str:
    """Give a markdown table: medians over seeds, each beside triagering at the shortest limit, whatever the peer's.

    ``against`` is the median of cost / triagering's cost over seeds where both leave out the same; then on how many
    days the plan was better, equal and worse than triagering's.
    """
    rows = sorted(rows, key=lambda row: -row.seconds)
    ours = {(row.days, row.prices, row.visits, row.seed): row for row in rows if row.engine == "triagering"}
    head = ("days", "prices", "visits", "seconds", "engine", "seeds", "left out", "cost", "against",
            "better, equal, worse", "CPU s", "MB")
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    keys = {(row.days, row.prices, row.visits, row.seconds, row.engine) for row in rows}
    for key in sorted(keys, key=lambda key: (*key[:4], ENGINES.index(key[4]))):
        days, prices, visits, seconds, engine = key
        mine = [row for row in rows if (row.days, row.prices, row.visits, row.seconds, row.engine) == key]
        pairs = [(row, ours[days, prices, visits, row.seed]) for row in mine
                 if (days, prices, visits, row.seed) in ours]
        ratios = [row.cost / our.cost for row, our in pairs if row.order[0] == our.order[0] and our.cost]
        signs = [sum(row.order < our.order for row, our in pairs), sum(row.order == our.order for row, our in pairs),
                 sum(row.order > our.order for row, our in pairs)]
        broken = sum(row.violations > 0 for row in mine)
        cells = [days, prices, visits, f"{seconds:g}", engine + (f" ({broken} invalid)" if broken else ""), len(mine),
                 f"{median(row.left_out for row in mine):g}",
                 f"{median(row.cost for row in mine):g}" if any(row.left_out < row.visits for row in mine) else "-",
                 f"{median(ratios):.3f}" if ratios else "-", ", ".join(map(str, signs)) if pairs else "-",
                 f"{median(row.cpu for row in mine):.1f}", f"{median(row.memory for row in mine):g}"]
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description="triagering beside other engines")
    parser.add_argument("--sizes", type=int, nargs="*", default=[50, 150, 400], help="visits; a carer per ten")
    parser.add_argument("--seconds", type=float, nargs="*", default=[10, 60], help="CPU seconds per run (10 60)")
    parser.add_argument("--seeds", type=int, nargs="*", default=[1, 2, 3, 4, 5], help="days (1 2 3 4 5)")
    parser.add_argument("--engines", nargs="*", default=list(ENGINES), choices=ENGINES, help="all, if installed")
    parser.add_argument("--prices", nargs="*", default=["travel", "all"], choices=["travel", "all"],
                        help="travel: minutes only, which every engine can state; all: the library's own prices")
    parser.add_argument("--days", nargs="*", default=["plain"], choices=["plain", "linked"],
                        help="plain (default); linked: with doubles and links, which few can state")
    parser.add_argument("--again", nargs="*", default=[], choices=ENGINES, help="forget their rows first")
    parser.add_argument("--out", type=Path, default=Path("peers.csv"), help="rows are added to this file")
    parser.add_argument("--quick", action="store_true", help="20 and 50 visits, one seed, 2 s, minutes only")
    options = parser.parse_args(arguments)
    if options.quick:
        options.sizes, options.seconds, options.seeds, options.prices = [20, 50], [2.0], [1], ["travel"]
    return options


if __name__ == "__main__":
    sys.exit(main())
