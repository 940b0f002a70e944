"""One run: an engine in a process of its own, its answer priced by the independent checker."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from dataclasses import asdict, astuple, dataclass
from importlib import import_module
from pathlib import Path

from benchmarks.peers.task import MINUTES_ONLY, plan_of, task_of
from triagering import check, generate_day
from triagering.models import Day, Plan

ENGINES = ("triagering", "pyvrp", "vroom", "ortools", "pyjobshop")
MEMORY = 6 * 2**30


@dataclass(frozen=True)
class Run:
    """What is asked for."""

    days: str
    """``plain``: every engine can state them; ``linked``: with doubles and links"""
    prices: str
    """``all``: the library's own prices; ``travel``: minutes of travel and nothing else"""
    visits: int
    seed: int
    engine: str
    seconds: float

    @property
    def day(self) -> Day:
        """The day to plan; without breaks, which no peer can state as they are."""
        linked = self.days == "linked"
        return generate_day(visits=self.visits, carers=max(1, self.visits // 10), seed=self.seed, doubles=linked,
                            links=linked, breaks=False, settings=MINUTES_ONLY if self.prices == "travel" else None)


@dataclass(frozen=True)
class Row(Run):
    """What came out."""

    left_out: int
    classes: str
    """Visits left out per class, most urgent first; plans compare by it, then by cost"""
    cost: int
    violations: int
    cpu: float
    wall: float
    memory: int
    """Most memory used, in MB"""
    note: str

    @property
    def run(self) -> Run:
        """What was asked for."""
        return Run(*astuple(self)[:6])

    @property
    def order(self) -> tuple[tuple[int, ...], int]:
        """What is compared: what is left out, class by class, then cost."""
        return tuple(map(int, self.classes.split())), self.cost


def measure(run: Run) -> Row:
    """Let an engine answer in a process of its own, and judge the answer."""
    begin = time.perf_counter()
    try:
        child = subprocess.run(
            [sys.executable, "-m", "benchmarks.peers.runs", json.dumps(asdict(run))], capture_output=True, text=True,
            timeout=6 * run.seconds + 300, check=False, cwd=Path(__file__).parents[2])
        answer = json.loads(child.stdout.splitlines()[-1])
    except subprocess.TimeoutExpired:
        answer = {"note": "no answer in time"}
    except (IndexError, json.JSONDecodeError):
        answer = {"note": (child.stderr.strip().splitlines() or [f"exit code {child.returncode}"])[-1][:120]}
    task = task_of(run.day)
    plan = plan_of(task, answer.get("sequences", [[] for _ in range(task.m)]))
    report = check(task.day, Plan.model_validate_json(answer["plan"]) if "plan" in answer else plan)
    left, cost = report.order
    return Row(
        **asdict(run), left_out=sum(left), classes=" ".join(map(str, left)), cost=cost,
        violations=len(report.violations), cpu=answer.get("cpu", 0.0),
        wall=answer.get("wall", round(time.perf_counter() - begin, 1)), memory=answer.get("memory", 0),
        note=answer.get("note", ""))


def _answer(run: Run) -> dict[str, object]:
    """Solve in this process; what is needed to load libraries and to make the day is not counted."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    task = task_of(run.day)
    engine = import_module(f"benchmarks.peers.with_{run.engine}")
    getattr(engine, "prepare", lambda: None)()
    begin, cpu = time.perf_counter(), time.process_time()
    try:
        plan = engine.solve(task, run.seconds, run.seed)
        found = {"plan": plan.model_dump_json()} if isinstance(plan, Plan) else {"sequences": plan}
    except (ValueError, MemoryError, KeyboardInterrupt) as error:
        found = {"note": str(error) or type(error).__name__}
    return found | {
        "cpu": round(time.process_time() - cpu, 1), "wall": round(time.perf_counter() - begin, 1),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


if __name__ == "__main__":
    print(json.dumps(_answer(Run(**json.loads(sys.argv[1])))))
