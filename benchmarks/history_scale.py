"""A year of a municipality in the history: how long an import and the questions of a day take.

    python benchmarks/history_scale.py [visits]

Makes the visits (600,000 by default: 4 districts, 365 days), adds them to a history in a temporary folder,
asks who knows whom before a day, and prints times and the peak memory of the process.
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from triagering.io.history import History

FIRST, DAYS, DISTRICTS, CITIZENS, CARERS = dt.date(2025, 1, 1), 365, 4, 1600, 320


def make_visits(count: int, seed: int = 1) -> pd.DataFrame:
    """Give visits by the carers of the citizen's own district, one in ten by somebody of another."""
    random = np.random.default_rng(seed)
    citizen = random.integers(0, CITIZENS, count)
    district = citizen % DISTRICTS
    carer = random.integers(0, CARERS // DISTRICTS, count) * DISTRICTS
    carer += np.where(random.random(count) < 0.1, random.integers(0, DISTRICTS, count), district)
    minutes = random.integers(5, 60, count)
    return pd.DataFrame({
        "date": pd.Timestamp(FIRST) + pd.to_timedelta(random.integers(0, DAYS, count), unit="D"),
        "visit": [f"v{n}" for n in range(count)],
        "citizen": [f"c{n}" for n in citizen], "carer": [f"m{n}" for n in carer],
        "start": random.integers(420, 1350, count), "minutes": minutes,
        "granted_minutes": minutes, "planned_minutes": minutes,
        "kind": random.choice(["care", "nursing", "practical"], count),
        "profession": random.choice(["ssh", "ssa", "nurse"], count),
        "district": [f"district-{n}" for n in district],
    })


def timed(label: str, call):
    """Run, print how long it took, and give what came of it."""
    start = time.perf_counter()
    result = call()
    print(f"{label:<55}{time.perf_counter() - start:8.2f} s")
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("visits", type=int, nargs="?", default=600_000)
    count = parser.parse_args().visits
    visits = make_visits(count)
    day = FIRST + dt.timedelta(DAYS - 10)
    with tempfile.TemporaryDirectory() as folder:
        history = History(Path(folder) / "store")
        print(timed(f"import of {count} visits", lambda: history.add("visits", visits)))
        print(timed("the same import again", lambda: history.add("visits", visits)))
        known = timed("who knows whom before a day (28 days)", lambda: history.known(day))
        timed("the same as acquaintances of a day", lambda: history.acquaintances(day))
        timed("distinct carers per citizen before a day", lambda: history.circles(day))
        timed("28 days of visits as a frame", lambda: history.frame("visits", day - dt.timedelta(28), day))
        timed("who knows whom over the whole year", lambda: history.known(day, days=DAYS))
        size = sum(path.stat().st_size for path in Path(folder).rglob("*.parquet"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(known)} pairs; {size / 1e6:.0f} MB on disk; peak memory {peak:.0f} MB")


if __name__ == "__main__":
    main()
