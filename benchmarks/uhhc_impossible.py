"""Prove that an instance of the public benchmark has no valid plan, without any solver.

    python benchmarks/uhhc_impossible.py ../shared/benchmarks/uhhc/small/*.json

Where lateness is HARD, a few mandatory services can already be too many: this looks for a set of them that the able
carers cannot do in time, whoever does what in whatever order. Everything else is given away: no other patients, no
lunch, no synchronisation, no end of shift, travel by the shortest way through any places. So a set that fails here
fails in every plan. Finding none proves nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, permutations, product
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Service:
    """One mandatory service: where, how long, when it may start, who can do it."""

    name: str
    patient: str
    place: int
    minutes: int
    windows: tuple[tuple[int, int], ...]
    able: tuple[str, ...]


class Instance:
    """What matters of an instance."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self.late_is_hard = raw["metadata"]["cost_components"].get("total_tardiness") == "HARD"
        at_end = raw["metadata"].get("time_window_met") == "at_service_end"
        self.travel = shortest(raw["distances"])
        points = {point["id"]: point["distance_matrix_index"] for point in raw["terminal_points"]}
        self.start = {
            carer["id"]: (points[carer["departing_point"]], (carer.get("working_shift") or {"start": 0})["start"])
            for carer in raw["caregivers"]}
        self.services = [
            Service(f"{patient['id']}/{entry['service']}", patient["id"], patient["distance_matrix_index"],
                    entry["duration"], tuple((window["start"], window["end"] - (entry["duration"] if at_end else 0))
                                             for window in patient["time_windows"]),
                    tuple(carer["id"] for carer in raw["caregivers"] if entry["service"] in carer["abilities"]
                          and carer["id"] not in (patient.get("incompatible_caregivers") or ())))
            for patient in raw["patients"] if not patient.get("optional") for entry in patient["required_services"]]

    def in_time(self, carer: str, order: Sequence[Service]) -> bool:
        """Say whether one carer can do services in this order, each inside one of its windows."""
        place, free = self.start[carer]
        for service in order:
            ready = free + self.travel[place][service.place]
            starts = [max(ready, opens) for opens, closes in service.windows if max(ready, opens) <= closes]
            if not starts:
                return False
            place, free = service.place, min(starts) + service.minutes
        return True

    def possible(self, services: Sequence[Service]) -> bool:
        """Say whether these services alone can be done, services of one patient by different carers."""
        for carers in product(*(service.able for service in services)):
            pairs = list(zip(carers, services, strict=True))
            if len({(carer, service.patient) for carer, service in pairs}) < len(pairs):
                continue
            if all(any(self.in_time(carer, order) for order in permutations(
                    [service for other, service in pairs if other == carer])) for carer in set(carers)):
                return True
        return False

    def conflict(self, most: int = 4) -> tuple[Service, ...] | None:
        """Give a smallest set of mandatory services that cannot be done together; None if none was found."""
        if not self.late_is_hard:
            return None
        for size in range(1, most + 1):
            for services in combinations(self.services, size):
                if not self.possible(services):
                    return services
        return None


def shortest(distances: list[list[int]]) -> list[list[int]]:
    """Close a matrix under shortest paths."""
    closed = [row[:] for row in distances]
    for via, through in enumerate(closed):
        for row in closed:
            for target, onward in enumerate(through):
                row[target] = min(row[target], row[via] + onward)
    return closed


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what cannot be done, per instance; exit code 1 if any instance is impossible."""
    parser = argparse.ArgumentParser(description="Look for mandatory services that cannot be done together.")
    parser.add_argument("instances", nargs="+", type=Path)
    parser.add_argument("--most", type=int, default=4, help="largest set tried")
    options = parser.parse_args(arguments)
    impossible = 0
    for path in options.instances:
        found = Instance(json.loads(path.read_text(encoding="utf-8"))).conflict(options.most)
        impossible += found is not None
        print(path.stem, "IMPOSSIBLE: " + ", ".join(
            f"{one.name} (able: {' '.join(one.able) or 'nobody'})" for one in found) if found else "no conflict found")
    return int(impossible > 0)


if __name__ == "__main__":
    sys.exit(main())
