"""Plans many days on any executor, surviving whatever happens to workers and to the driver itself."""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

from triagering.io.files import make_folder
from triagering.replay.store import Task, read_result, write_result
from triagering.replay.worker import die_with_driver, run_task

WAIT = 0.2
"""Seconds between looks at ``cancel`` while workers are busy."""


class Cancel(Protocol):
    """What ends a batch early: a ``threading.Event`` or anything with its ``is_set``."""

    def is_set(self) -> bool:
        """Say whether to stop."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one task."""

    name: str
    key: str
    result: dict[str, Any] | None
    """As ``Result``, without wall time, or of several days as ``Week.results``; None when there is none."""
    reason: str = ""
    """Why there is none; ``cancelled`` if the batch was ended."""
    reused: bool = False
    """Whether it was on disk from an earlier run."""


def process_pool(threads_per_solve: int = 1, processes: int | None = None) -> Executor:
    """Give a pool of fresh processes, one per core (or per so many threads); they end when their driver does."""
    import multiprocessing

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return ProcessPoolExecutor(processes or max(1, cores // threads_per_solve), initializer=die_with_driver,
                               mp_context=multiprocessing.get_context("spawn"))


class Workers:
    """Makes an executor, and keeps it from one batch to the next until it breaks.

    Use as ``with Workers() as workers: solve_many(..., executor=workers)``.
    """

    def __init__(self, make: Callable[[], Executor] = process_pool) -> None:
        self.make = make
        self.pool: Executor | None = None

    def __call__(self) -> Executor:
        """Give the executor at hand, or a new one."""
        self.pool = self.pool or self.make()
        return self.pool

    def discard(self) -> None:
        """Let go of an executor that broke or has to be stopped."""
        if self.pool is not None:
            self.pool.shutdown(wait=False, cancel_futures=True)
        self.pool = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        if self.pool is not None:
            self.pool.shutdown(cancel_futures=True)
        self.pool = None


def solve_many(tasks: Iterable[Task], *, executor: Executor | Callable[[], Executor] | None = None, out_dir: Path | str,
               threads_per_solve: int = 1, window: int | None = None, max_attempts: int = 3,
               cancel: Cancel | None = None,
               progress: Callable[[int, int, Outcome], None] | None = None) -> tuple[Outcome, ...]:
    """Plan every task once; what is on disk already is not planned again.

    Parameters
    ----------
    executor
        Any ``concurrent.futures.Executor`` (Dask: ``client.get_executor(pure=False)``), or a function that makes
        one, so that a broken one can be replaced (``Workers`` keeps it for the next batch). Default: spawned
        processes.
    out_dir
        Folder of the results; may be shared by machines and by runs.
    threads_per_solve
        Threads that each planning may use; ``workers`` of tasks is set to it.
    window
        Tasks handed out at a time; default: twice the workers.
    max_attempts
        A task that fails so often, or takes its worker down so often when run alone, is given up with its reason.
    cancel
        Ends the batch: running searches end within a second, their tasks are reported as cancelled.
    progress
        Called with the number done, the number of different tasks, and each outcome.

    Returns
    -------
    tuple of Outcome
        One per task, in order; never raises for a single day.

    Raises
    ------
    InputError
        If the folder cannot be made or written in (E501).
    """
    listed = [replace(task, options=(*(pair for pair in task.options if pair[0] != "workers"),
                                     ("workers", threads_per_solve))) for task in tasks]
    folder = make_folder(Path(out_dir))
    with ExitStack() as stack:
        if executor is None:
            executor = stack.enter_context(Workers(lambda: process_pool(threads_per_solve)))
        batch = _Batch(executor, folder, max_attempts, len({task.key for task in listed}), progress)
        stack.enter_context(closing(batch)).run(listed, window, cancel)
    by_key = batch.outcomes
    return tuple(replace(by_key[task.key], name=task.name) for task in listed)


class _Batch:
    """One run: the pool, what is in the air, and what came back."""

    def __init__(self, executor: Executor | Callable[[], Executor], folder: Path, max_attempts: int, total: int,
                 progress: Callable[[int, int, Outcome], None] | None) -> None:
        self.pool: Executor | None = None
        self.workers: Workers | None = None
        if isinstance(executor, Executor):
            self.pool = executor
        else:
            self.workers = executor if isinstance(executor, Workers) else Workers(executor)
        self.kept = self.workers is None or self.workers is executor
        self.folder, self.max_attempts, self.total, self.progress = folder, max_attempts, total, progress
        self.token = folder / f".cancel-{uuid4().hex}"
        self.outcomes: dict[str, Outcome] = {}
        self.attempts: dict[str, int] = {}
        self.flying: dict[Future[str], Task] = {}
        self.suspects: deque[Task] = deque()

    def run(self, tasks: list[Task], window: int | None, cancel: Cancel | None) -> None:
        waiting = deque({task.key: task for task in tasks}.values())
        while waiting or self.flying or self.suspects:
            if cancel is not None and cancel.is_set():
                self._stop([*waiting, *self.suspects])
                return
            if self.suspects:
                if not self.flying:
                    self._submit(self.suspects.popleft())
            else:
                while waiting and len(self.flying) < (window or self._window()):
                    task = waiting.popleft()
                    known = read_result(self.folder, task.key)
                    if known is not None:
                        self._report(Outcome(task.name, task.key, known, reused=True))
                    elif not self._submit(task):
                        break
            done, _ = wait(self.flying, timeout=WAIT, return_when=FIRST_COMPLETED)
            self._collect(done)

    def close(self) -> None:
        """Leave nothing running; an executor that was given is left to its owner."""
        if self.flying:
            self.token.touch()
        for future in self.flying:
            future.cancel()
        if self.workers is not None and (self.flying or not self.kept):
            self.workers.discard()
        self.token.unlink(missing_ok=True)

    def _window(self) -> int:
        return 2 * int(getattr(self.pool, "_max_workers", None) or 4)

    def _submit(self, task: Task) -> bool:
        fresh = self.pool is None and self.workers is not None and self.workers.pool is None
        if self.pool is None and self.workers is not None:
            self.pool = self.workers()
        if self.pool is None:
            self._report(Outcome(task.name, task.key, None, "the executor broke and cannot be replaced"))
            return True
        try:
            self.flying[self.pool.submit(run_task, task.payload, str(self.token))] = task
        except RuntimeError as error:
            if fresh and not isinstance(error, BrokenExecutor):
                raise  # a script that its own workers run again, for want of ``if __name__ == "__main__"``
            self._again(task, "its worker process died", count=fresh)
            self._broken()
            return False
        return True

    def _collect(self, done: Iterable[Future[str]]) -> None:
        alone = len(self.flying) == 1
        broken = False
        for future in done:
            task = self.flying.pop(future)
            try:
                text = future.result()
            except BrokenExecutor:
                broken = True
                self._again(task, "its worker process died", count=alone)
            except Exception as error:  # noqa: BLE001 - one day must not end the batch; only its kind is told
                self._again(task, type(error).__name__, count=True)
            else:
                self._take(task, json.loads(text) if text else {"failed": "cancelled"})
        if broken:
            self._broken()

    def _take(self, task: Task, result: dict[str, Any]) -> None:
        if "failed" in result:
            self._report(Outcome(task.name, task.key, None, result["failed"]))
        else:
            write_result(self.folder, task.key, result)
            self._report(Outcome(task.name, task.key, result))

    def _again(self, task: Task, reason: str, *, count: bool) -> None:
        """Try a task again, alone; who else was in the air when a pool broke is suspected, not counted."""
        self.attempts[task.key] = self.attempts.get(task.key, 0) + count
        if self.attempts[task.key] >= self.max_attempts:
            self._report(Outcome(task.name, task.key, None, f"{reason} ({self.max_attempts} times)"))
        else:
            self.suspects.append(task)

    def _broken(self) -> None:
        self.suspects.extend(self.flying.values())
        self.flying.clear()
        if self.workers is not None:
            self.workers.discard()
        self.pool = None

    def _stop(self, left: list[Task]) -> None:
        self.token.touch()
        for task in [*self.flying.values(), *left]:
            self._report(Outcome(task.name, task.key, None, "cancelled"))
        for future in self.flying:
            future.cancel()
        wait(self.flying, timeout=10)
        self.flying.clear()

    def _report(self, outcome: Outcome) -> None:
        self.outcomes[outcome.key] = outcome
        if self.progress is not None:
            self.progress(len(self.outcomes), self.total, outcome)
