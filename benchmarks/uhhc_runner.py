"""Plan the instances of the public benchmark, let its own checker judge the plans, and sum up the gaps.

    python benchmarks/uhhc_runner.py --instances ../shared/benchmarks --sets validation kummer --seconds 30

The folder given holds ``uhhc/<set>/<instance>.json``, ``uhhc_check.py`` and ``best_known.csv``. Every run is one row of
the output; rows that are there already are not run again, so an interrupted run is continued by the same command.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from statistics import mean
from types import ModuleType

ROUNDING = 0.0015
"""Published thirds are printed with three decimals, so three times that is off by so much."""


@dataclass(frozen=True)
class Job:
    """One run that is asked for."""

    folder: Path
    set: str
    instance: str
    seed: int
    seconds: float
    workers: int
    best_known: float | None
    solutions: Path | None

    @property
    def key(self) -> tuple[str, str, int, float, int]:
        """What makes two runs the same."""
        return self.set, self.instance, self.seed, self.seconds, self.workers


@dataclass(frozen=True)
class Row:
    """One run that was made."""

    set: str
    instance: str
    patients: int
    carers: int
    seed: int
    seconds: float
    workers: int
    used: float
    total: float
    valid: bool
    best_known: float | None
    gap: float | None
    """(total - best known) / best known; None without a best known total."""

    @property
    def key(self) -> tuple[str, str, int, float, int]:
        """What makes two runs the same."""
        return self.set, self.instance, self.seed, self.seconds, self.workers


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked for and not yet in the output; exit code 1 if any plan is invalid or any run failed."""
    options = _options(arguments)
    best = read_best_known([options.instances / "best_known.csv", *options.reference])
    folders = sorted(path for path in (options.instances / "uhhc").iterdir() if path.is_dir())
    wanted = [
        Job(options.instances, folder.name, path.stem, seed, options.seconds, options.workers,
            best.get((folder.name, path.stem)), options.solutions)
        for seed in options.seeds for folder in folders if not options.sets or folder.name in options.sets
        for path in sorted(folder.glob("*.json")) if options.match in path.stem
    ]
    rows = read_rows(options.out)
    done = {row.key for row in rows}
    jobs = [job for job in wanted if job.key not in done]
    print(f"{len(wanted)} runs, {len(wanted) - len(jobs)} of them there already", flush=True)
    failed = 0
    with ProcessPoolExecutor(max_workers=options.jobs) as pool:
        for future in as_completed([pool.submit(run, job) for job in jobs]):
            if future.exception():
                failed += 1
                print(f"failed: {future.exception()!r}", file=sys.stderr, flush=True)
                continue
            rows.append(future.result())
            append(options.out, rows[-1])
            gap = "" if rows[-1].gap is None else f" {100 * rows[-1].gap:+.2f} %"
            print(f"{rows[-1].set}/{rows[-1].instance} seed {rows[-1].seed}: {rows[-1].total:g}{gap}"
                  f"{'' if rows[-1].valid else ' INVALID'}", flush=True)
    asked = {job.key for job in wanted}
    rows = [row for row in rows if row.key in asked]
    print("\n" + summary(rows))
    return int(failed > 0 or not all(row.valid for row in rows))


def run(job: Job) -> Row:
    """Plan one instance and let the benchmark's checker judge what is written."""
    import triagering
    from triagering.io.uhhc import read_uhhc, uhhc_solution

    case = read_uhhc(job.folder / "uhhc" / job.set / f"{job.instance}.json")
    begin = time.perf_counter()
    try:
        result = triagering.plan_day(case.day, seconds=job.seconds, seed=job.seed, workers=job.workers, prove=False)
    except Exception as error:
        raise RuntimeError(f"{job.set}/{job.instance} seed {job.seed}: {error!r}"[:500]) from error
    used = time.perf_counter() - begin
    solution = uhhc_solution(case, result.plan)
    report = load_checker(job.folder).check(case.raw, solution)
    if job.solutions:
        file = job.solutions / job.set / f"{job.instance}-{job.seed}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(solution), encoding="utf-8")
    gap = None if not job.best_known else round(report.total / job.best_known - 1, 6)
    return Row(job.set, job.instance, len(case.instance.patients), len(case.instance.carers), job.seed, job.seconds,
               job.workers, round(used, 1), report.total, report.valid, job.best_known, gap)


def load_checker(folder: Path) -> ModuleType:
    """Import the benchmark's checker from where it lies."""
    if "uhhc_check" not in sys.modules:
        spec = importlib.util.spec_from_file_location("uhhc_check", folder / "uhhc_check.py")
        if spec is None or spec.loader is None:
            raise FileNotFoundError(folder / "uhhc_check.py")
        sys.modules["uhhc_check"] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules["uhhc_check"]


def read_best_known(paths: Iterable[Path]) -> dict[tuple[str, str], float]:
    """Give the best known total per (set, instance): the smallest ``best_known`` or valid ``total`` of all files."""
    best: dict[tuple[str, str], float] = {}
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            for line in csv.DictReader(file):
                value = line.get("total") if line.get("valid") == "True" else line["best_known"]
                if value:
                    key = line["set"], line["instance"]
                    best[key] = min(best.get(key, float(value)), float(value))
    return best


def read_rows(path: Path) -> list[Row]:
    """Give the rows of an earlier run, if there was one."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [Row(line["set"], line["instance"], int(line["patients"]), int(line["carers"]), int(line["seed"]),
                    float(line["seconds"]), int(line["workers"]), float(line["used"]), float(line["total"]),
                    line["valid"] == "True",
                    *(float(line[name]) if line[name] else None for name in ("best_known", "gap")))
                for line in csv.DictReader(file)]


def append(path: Path, row: Row) -> None:
    """Add a row, and the header before the first one."""
    fresh = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(Row)])
        if fresh:
            writer.writeheader()
        writer.writerow(asdict(row))


def summary(rows: Iterable[Row]) -> str:
    """Give a markdown table with one line per set; only valid plans count for totals and gaps."""
    sets: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        sets[row.set].append(row)
    lines = ["| set | runs | valid | mean total | mean gap | worst gap | at or below best |",
             "|---|---|---|---|---|---|---|"]
    for name, runs in sorted(sets.items()):
        valid = [row for row in runs if row.valid]
        gaps = [row.gap for row in valid if row.gap is not None]
        best = sum(row.best_known is not None and row.total <= row.best_known + ROUNDING for row in valid)
        cells = [name, str(len(runs)), str(len(valid)), f"{mean(row.total for row in valid):.1f}" if valid else "-"]
        cells += ([f"{100 * mean(gaps):.2f} %", f"{100 * max(gaps):.2f} %", f"{best} of {len(gaps)}"] if gaps
                  else ["-"] * 3)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Plan the public benchmark and sum up the gaps.")
    parser.add_argument("--instances", type=Path, required=True, help="folder of the benchmark")
    parser.add_argument("--sets", nargs="*", default=[], help="names of sets; all if not given")
    parser.add_argument("--match", default="", help="only instances with this in their name")
    parser.add_argument("--seconds", type=float, default=20, help="per run (20)")
    parser.add_argument("--seeds", type=int, nargs="*", default=[1], help="one run per seed and instance (1)")
    parser.add_argument("--jobs", type=int, default=2, help="runs at a time (2)")
    parser.add_argument("--workers", type=int, default=1, help="workers of one run (1)")
    parser.add_argument("--out", type=Path, default=Path("uhhc_results.csv"), help="rows are added to this file")
    parser.add_argument("--solutions", type=Path, help="folder to keep the solutions in")
    parser.add_argument("--reference", type=Path, nargs="*", default=[], help="earlier results; the best total counts")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
