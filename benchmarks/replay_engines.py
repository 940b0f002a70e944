"""Forty district-days on processes and on a local Dask cluster, with workers and the driver killed on the way.

    python benchmarks/replay_engines.py OUT_DIR

Plans the days undisturbed; again while a worker and then the driver are killed (-9), and resumes; and on Dask while a
worker is killed. Prints what was planned twice or lost, and whether all results are equal byte for byte.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from triagering import generate_days
from triagering.replay.batch import solve_many
from triagering.replay.store import Task

DAYS, EFFORT = 40, 500


def tasks() -> list[Task]:
    return [Task(f"district {day.date}", day, (("effort", EFFORT), ("seed", 1)))
            for day in generate_days(DAYS, citizens=20, carers=5, seed=1)]


def results(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.json")}


def children(pid: int) -> list[int]:
    """Give the worker processes of a driver (Linux)."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parts = (entry / "stat").read_text().rpartition(")")[2].split()
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if int(parts[1]) == pid and b"spawn_main" in command:
                found.append(int(entry.name))
    return found


def wait_for(folder: Path, count: int) -> None:
    while len(list(folder.glob("*.json"))) < count:
        time.sleep(0.02)


def killed(folder: Path) -> None:
    driver = subprocess.Popen([sys.executable, __file__, str(folder), "--drive"])
    wait_for(folder, 8)
    victim = children(driver.pid)[0]
    os.kill(victim, signal.SIGKILL)
    wait_for(folder, 16)
    driver.kill()
    driver.wait()
    before = {path.name: path.stat().st_mtime_ns for path in folder.glob("*.json")}
    found = solve_many(tasks(), out_dir=folder)
    again = sum((folder / name).stat().st_mtime_ns != when for name, when in before.items())
    print(f"killed after {len(before)} of {DAYS}: resumed to {sum(one.result is not None for one in found)}, "
          f"{again} written twice")


def on_dask(folder: Path) -> None:
    from distributed import Client, LocalCluster

    with (LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
          Client(cluster) as client):
        victim = client.run(os.getpid)

        def kill_one(done: int, total: int, outcome: object) -> None:
            if done == 8:
                os.kill(next(iter(victim.values())), signal.SIGKILL)

        found = solve_many(tasks(), executor=client.get_executor(pure=False), out_dir=folder, progress=kill_one)
    print(f"Dask with a killed worker: {sum(one.result is not None for one in found)} of {DAYS}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="OUT_DIR")
    parser.add_argument("--drive", action="store_true", help="only the batch itself, to be killed from outside")
    given = parser.parse_args()
    folder = given.folder
    if given.drive:
        solve_many(tasks(), out_dir=folder)
        return
    began = time.perf_counter()
    solve_many(tasks(), out_dir=folder / "pool")
    print(f"process pool: {len(results(folder / 'pool'))} of {DAYS} in {time.perf_counter() - began:.0f} s")
    killed(folder / "killed")
    on_dask(folder / "dask")
    same = results(folder / "pool") == results(folder / "killed") == results(folder / "dask")
    print("all results equal byte for byte" if same else "RESULTS DIFFER")


if __name__ == "__main__":
    main()
