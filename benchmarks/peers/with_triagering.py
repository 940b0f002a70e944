"""triagering, with one worker; its clock counts the CPU time of the process, so that other load is no excuse."""

from __future__ import annotations

import time

import triagering
from benchmarks.peers.task import Task


def prepare() -> None:
    """Load the compiled search."""
    triagering.plan_day(triagering.generate_day(visits=12, carers=2, seed=1), effort=50, workers=1)


def solve(task: Task, seconds: float, seed: int) -> list[list[int]]:
    """Give the visits of each route."""
    clock, time.monotonic = time.monotonic, time.process_time
    try:
        plan = triagering.plan_day(task.day, seconds=seconds, seed=seed, workers=1).plan
    finally:
        time.monotonic = clock
    visit_of = {visit.id: index for index, visit in enumerate(task.day.visits)}
    return [[visit_of[stop.id] for stop in route.stops if stop.kind == "visit"] for route in plan.routes]
