"""Eight weeks planned by people and by the library: distinct carers, travel and delivery side by side.

    python benchmarks/continuity_56_days.py OUT_DIR --citizens 50 --carers 10 --effort 5000 --weights 0 1 2 4
    python benchmarks/continuity_56_days.py OUT_DIR --citizens 200 --carers 40 --by miniteam
    python benchmarks/continuity_56_days.py OUT_DIR --weights 1 --weeks

Simulates four weeks that only build memories and eight weeks that are compared, replays the eight weeks under
several weights on continuity, writes a report (HTML) and prints the figures. May be stopped and started again.
"""

from __future__ import annotations

import argparse
import datetime as dt
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd

from triagering.evaluation.compare import compare_periods
from triagering.io.simulation import simulate
from triagering.replay import Strategy, Workers, process_pool, replay, summarise, write_report

WARM_UP, DAYS = 28, 56


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out_dir", type=Path)
    parser.add_argument("--citizens", type=int, default=50)
    parser.add_argument("--carers", type=int, default=10)
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--effort", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--by", choices=["district", "miniteam"])
    parser.add_argument("--weights", type=float, nargs="+", default=[0, 1, 2, 4])
    parser.add_argument("--weeks", action="store_true", help="plan every weight a week at once, too")
    parser.add_argument("--processes", type=int)
    given = parser.parse_args()
    began = time.perf_counter()
    made = simulate(WARM_UP + given.days, citizens=given.citizens, carers=given.carers, seed=given.seed)
    print(f"simulated in {time.perf_counter() - began:.0f} s")
    visits, stays = made.tables["visits"], made.tables["stays"]
    strategies = [Strategy(f"continuity x {weight:g}", continuity=weight, effort=given.effort)
                  for weight in given.weights]
    weights = {strategy.name: strategy.continuity for strategy in strategies}
    if given.weeks:
        strategies += [replace(one, name=f"{one.name}, a week at once", weeks=True) for one in strategies]
    began = time.perf_counter()
    with Workers(lambda: process_pool(processes=given.processes)) as workers:
        found = replay(made.days[WARM_UP:], strategies, out_dir=given.out_dir / "results", history=visits, by=given.by,
                       executor=workers)
    print(f"replayed in {time.perf_counter() - began:.0f} s; failed: {[one.name for one in found.failed]}")
    first = made.days[WARM_UP].known.date
    last = first + dt.timedelta(given.days - 1)
    before = visits[visits["date"].dt.date < first]
    tables = {"people": {"visits": visits, "shifts": made.tables["shifts"]}} | found.tables
    summary = summarise(tables, first, last, stays=stays, before=before)
    print(summary.T.round(3).to_string())
    write_report(given.out_dir / "report.html", tables, first, last, stays=stays, before=before,
                 failed=found.failed, weights=weights)
    write_report(given.out_dir / "rapport.html", tables, first, last, stays=stays, before=before,
                 failed=found.failed, weights=weights, language="da")
    for strategy in strategies:
        rows = pd.concat([before, found.tables[strategy.name]["visits"]], ignore_index=True)
        print(strategy.name)
        for figure, difference in compare_periods(visits, rows, first, first, given.days, stays_before=stays,
                                                  stays_after=stays).items():
            print(f"  {figure:22}{difference.before:8.3f}{difference.after:8.3f}{difference.difference:+8.3f}"
                  f"  [{difference.low:+.3f}, {difference.high:+.3f}]")


if __name__ == "__main__":
    main()
