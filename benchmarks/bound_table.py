"""How far the proof alone gets on made days, from plans that come out the same every time.

python -m benchmarks.bound_table --sizes 60x6 80x8 --seeds 1 2 3 --effort 200000 --seconds 60
"""

from __future__ import annotations

import argparse
import time

from triagering.io import generate_day
from triagering.solver.apart import prove_apart
from triagering.solver.compiled import compile_day
from triagering.solver.exact import price_exact
from triagering.solver.prover import TIED
from triagering.solver.search.driver import Search


def row(visits: int, carers: int, seed: int, effort: int, seconds: float) -> str:
    """Search, prove, and give one line of the table."""
    compiled = compile_day(generate_day(visits=visits, carers=carers, seed=seed))
    found = Search(compiled, seed=1, workers=1).run(0.0, effort=effort)
    busy = time.process_time()
    better, bound = prove_apart(compiled, found.solution, seconds, columns=found.columns,
                                links=compiled.n_jobs <= TIED)
    busy = time.process_time() - busy
    cost = price_exact(compiled, better).cost
    gap = "-" if bound is None or not cost else f"{100 * (cost - bound) / cost:.2f}"
    return (f"| {visits} | {carers} | {seed} | {found.price} | {found.unplanned} | {cost} | {bound} | {gap} | "
            f"{busy:.1f} |")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", default=["60x6", "80x8"], help="visits x carers")
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3])
    parser.add_argument("--effort", type=int, default=200_000, help="iterations of the search before")
    parser.add_argument("--seconds", type=float, default=60.0, help="seconds for the proof")
    given = parser.parse_args()
    print("| visits | carers | seed | cost | left out | cost after | bound | gap % | CPU s |")
    print("|---|---|---|---|---|---|---|---|---|")
    for size in given.sizes:
        visits, carers = map(int, size.split("x"))
        for seed in given.seeds:
            print(row(visits, carers, seed, given.effort, given.seconds), flush=True)


if __name__ == "__main__":
    main()
