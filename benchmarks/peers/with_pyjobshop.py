"""PyJobShop: carers are machines, travel is setup time between tasks, agreed starts are due dates.

It knows no price for a task left out and none for who does it: every visit is required, and only travel, lateness and
the worst lateness are minimised.
"""

from __future__ import annotations

import os
import signal
import threading
import time

import numpy as np
import pyjobshop

from benchmarks.peers.task import Task

MOST_ARCS = 1_500_000
"""More do not fit a few gigabytes."""
NEVER = 100_000
"""Minutes that keep one task from coming right after another."""


def solve(task: Task, seconds: float, seed: int) -> list[list[int]]:
    """Give the visits of each route; nothing if no plan with every visit was found."""
    finished = threading.Event()
    if sum(int(task.allowed[:, route].sum()) ** 2 for route in range(task.m)) > MOST_ARCS:
        raise ValueError("too large: an arc for each pair of visits and carer does not fit the memory")
    model = _model(task)
    threading.Thread(target=_interrupt, args=(time.process_time() + seconds, finished), daemon=True).start()
    found = model.solve(time_limit=4 * seconds, display=False, num_workers=1, random_seed=seed)
    finished.set()
    sequences: list[list[int]] = [[] for _ in range(task.m)]
    if not found.best.tasks:
        return sequences
    for job in sorted(range(task.n), key=lambda job: found.best.tasks[job].start):
        route = next(r for r in range(task.m) if r in found.best.tasks[job].resources)
        sequences[route].append(job)
    return sequences


def _model(task: Task) -> pyjobshop.Model:
    model, prices = pyjobshop.Model(), task.prices
    machines = [model.add_machine() for _ in range(task.m)]
    tasks = []
    for job, (earliest, agreed, latest) in enumerate(task.windows):
        minutes = int(task.minutes[job])
        due = model.add_job(due_date=agreed + minutes)
        tasks.append(model.add_task(due, earliest_start=earliest, latest_start=latest))
        for route in np.flatnonzero(task.allowed[job]):
            model.add_mode(tasks[job], machines[route], minutes)
    late = task.returns if task.prices.overtime == 0 else task.shift_end
    for route, machine in enumerate(machines):
        travel = task.travel[task.mode[route]]
        leave = model.add_task(earliest_start=int(task.leaves[route]), latest_start=int(task.leaves[route]))
        back = model.add_task(latest_end=int(late[route]))
        for end in (leave, back):
            model.add_mode(end, machine, 0)
        model.add_setup_time(machine, back, leave, NEVER)
        able = [int(job) for job in np.flatnonzero(task.allowed[:, route])]
        for a in able:
            model.add_setup_time(machine, leave, tasks[a], int(travel[task.start[route], task.place[a]]))
            model.add_setup_time(machine, tasks[a], back, int(travel[task.place[a], task.end[route]]))
            model.add_setup_time(machine, tasks[a], leave, NEVER)
            model.add_setup_time(machine, back, tasks[a], NEVER)
            for b in able:
                if a != b:
                    model.add_setup_time(machine, tasks[a], tasks[b], int(travel[task.place[a], task.place[b]]))
    for u, v, gap in task.edges.tolist():
        model.add_start_before_start(tasks[u], tasks[v], gap)
    for u, v in task.apart.tolist():
        model.add_different_resources(tasks[u], tasks[v])
    for u, v in task.same.tolist():
        model.add_identical_resources(tasks[u], tasks[v])
    model.set_objective(weight_total_setup_time=prices.travel, weight_total_tardiness=prices.lateness,
                        weight_max_tardiness=prices.worst_lateness)
    return model


def _interrupt(until: float, finished: threading.Event) -> None:
    """End the search, which takes an interrupt for a wish to stop, when the CPU time is used."""
    while not finished.wait(0.05):
        if time.process_time() >= until:
            os.kill(os.getpid(), signal.SIGINT)
            return
