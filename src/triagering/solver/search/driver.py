"""Threads, clock and incumbent around the compiled search."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from triagering.solver.compiled import Compiled
from triagering.solver.search.arrays import arrays, empty_state
from triagering.solver.search.carving import carve, holds_together, nearby_routes
from triagering.solver.search.clock import Clock
from triagering.solver.search.columns import LEFT_OUT
from triagering.solver.search.cycles import Cycle, cycles
from triagering.solver.search.copying import copy_state
from triagering.solver.search.fitting import what_fits
from triagering.solver.search.walker import Walker, columns_of, extract
from triagering.solver.solution import Round, Solution

PART_JOBS = 200
"""About how many jobs are refined together."""
PART_S = 1.5
"""Seconds per part."""
INSISTED, INSISTING, INSISTING_S = 500, 200, 0.1
"""Groups left out up to which they are put in whatever it costs, as more are an unfinished plan; iterations of that;
and seconds there are for it at least, beyond the time of the search, unless that is shorter."""
PART_ABSENT = 60
"""Jobs left out from which no more groups are tried in a part."""


@dataclass
class Found:
    """What a search knows, updated while it runs."""

    solution: Solution
    cost: int
    """True cost, what is left out included."""
    price: int | None = None
    """Cost as docs/rules.md has it: without what is left out by class; None before the first plan."""
    unplanned: int | None = None
    """Groups left out; None before the first plan."""
    iterations: int = 0
    columns: dict[Round, int] = field(default_factory=dict)
    """Carer-days seen in good plans, with their local costs."""


class Search:
    """Several walkers on threads; the best plan is there at any time."""

    def __init__(self, compiled: Compiled, *, seed: int = 1, workers: int = 2) -> None:
        self.compiled, self.seed = compiled, seed
        self.problem = arrays(compiled)
        self.class_price = self.problem.groups["price"] - compiled.groups.price
        self.walkers = [Walker(self.problem, seed * 1000 + number) for number in range(max(1, workers))]
        self.found = Found(extract(self.problem, self.walkers[0].best, self.walkers[0].work),
                           int(self.walkers[0].best.total[1]))
        self.best = empty_state(self.problem)
        """What ``found`` says, as the kernels know it: a walker's own best changes while others read."""
        copy_state(self.walkers[0].best, self.best)
        self.lock = threading.Lock()
        self.crew = len(self.walkers)
        """How many walkers go on: fewer while another thread proves."""

    def run(self, seconds: float, *, effort: int | None = None, cancel: threading.Event | None = None,
            start: Solution | None = None, report: Callable[[Found], None] | None = None, warm: float = 1.0) -> Found:
        """Search until the time is up, the effort spent (iterations of each walker), or ``cancel`` is set.

        ``warm`` scales the first temperature: below 1 a plan to start from is refined rather than left behind.
        """
        cancel, began = cancel or threading.Event(), time.monotonic()
        self._on_threads(
            lambda number: self._walk(self.walkers[number], seconds, effort, cancel, start, warm), report)
        if 0 < (self.found.unplanned or 0) <= INSISTED and not cancel.is_set():
            more = max(0.02 * seconds, min(INSISTING_S, seconds))
            self._insist(math.inf if effort is not None else began + seconds + more, cancel)
        return self.found

    def _insist(self, until: float, cancel: threading.Event) -> None:
        """Put in what is left out wherever it can be, however dear: the energy that guides the walkers is moderate."""
        groups = self.problem.groups.copy()
        groups["energy"] = groups["price"]
        walker = Walker(self.problem._replace(groups=groups), self.seed)
        if walker.start_from(self.found.solution):
            _, cold = walker.warmth()
            for _ in range(INSISTING):
                if time.monotonic() >= until or cancel.is_set():
                    break
                walker.run(1, cold, cold)
            self.offer(extract(self.problem, walker.best, walker.work))

    def _on_threads(self, work: Callable[[int], None], report: Callable[[Found], None] | None) -> None:
        """Run ``work`` for every walker on a thread of its own; reports are made here meanwhile."""
        done = [threading.Event() for _ in self.walkers[:self.crew]]
        errors: list[BaseException] = []

        def guarded(number: int) -> None:
            try:
                work(number)
            except BaseException as error:  # noqa: BLE001 - raised by the waiting thread
                errors.append(error)
            finally:
                done[number].set()

        for number in range(self.crew):
            threading.Thread(target=guarded, args=(number,), daemon=True).start()
        last = None
        while not all(event.is_set() for event in done):
            next((event for event in done if not event.is_set()), done[0]).wait(0.1)
            if report is not None and self.found.cost != last:
                last = self.found.cost
                report(self.found)
        if errors:
            raise errors[0]

    def _walk(self, walker: Walker, seconds: float, effort: int | None, cancel: threading.Event,
              start: Solution | None, warm: float) -> None:
        clock = Clock(seconds, effort)
        if start is None or not walker.start_from(start):
            walker.start_over()
        self._keep(walker)
        hot, cold = walker.warmth()
        coming, known = [Cycle(0.0, 1.0, warm, fresh=False)], False
        while (share := clock.share) < 1.0 and not cancel.is_set():
            if not known and (total := clock.expected) is not None:
                per_job, linked = total / self.problem.n_jobs, bool(self.problem.linked)
                coming, known = cycles(per_job, warm, linked=linked), True
            if share >= coming[0].end:
                coming = [cycle for cycle in coming if cycle.end > share]
                if coming[0].fresh:
                    walker.start_over()
                else:
                    self._adopt(walker)
            cycle = coming[0]
            chunk = clock.next_chunk(cycle.end)
            first = hot * cycle.heat
            begin, end = cycle.phase(share), cycle.phase(clock.share_after(chunk))
            walker.run(chunk, first * (cold / first) ** begin, first * (cold / first) ** max(begin, end))
            clock.spend(chunk)
            self._keep(walker)

    def _adopt(self, walker: Walker) -> None:
        """Go on from the best plan of all walkers."""
        with self.lock:
            copy_state(self.best, walker.current)

    def refine(self, seconds: float, *, cancel: threading.Event | None = None,
               report: Callable[[Found], None] | None = None, size: int = PART_JOBS) -> Found:
        """Improve the best plan part by part: a few neighbouring routes at a time, each as a small problem.

        Large days gain most: a kernel's time grows with the whole plan, a part's does not.
        """
        cancel = cancel or threading.Event()
        deadline = time.monotonic() + seconds
        busy: list[set[int]] = [set() for _ in self.walkers]

        def work(number: int) -> None:
            chance = np.random.default_rng((self.seed % 2**64, number))
            while time.monotonic() < deadline and not cancel.is_set():
                with self.lock:
                    whole = self.found.solution
                    taken = set().union(*(other for n, other in enumerate(busy) if n != number))
                    seed = int(chance.integers(self.problem.n_jobs))
                    chosen = nearby_routes(whole, self.problem.near, seed, size, taken)
                    busy[number] = set(chosen)
                if len(chosen) >= 2:
                    left = deadline - time.monotonic()
                    self._refine_part(whole, chosen, int(chance.integers(2**31)), min(PART_S, left), number, cancel)

        self._on_threads(work, report)
        return self.found

    def _refine_part(self, whole: Solution, chosen: list[int], seed: int, seconds: float, number: int,
                     cancel: threading.Event) -> None:
        part = carve(self.compiled, whole, chosen, self._absent(whole))
        search = Search(part.compiled, seed=seed, workers=1)
        walker = search.walkers[0]
        if not walker.start_from(part.start):
            return
        before = int(walker.best.total[1])
        search._walk(walker, seconds, None, cancel, part.start, 0.25)
        if int(walker.best.total[1]) >= before:
            return
        with self.lock:
            better = part.put_back(self.found.solution, search.found.solution)
        if better is not None:
            self.offer(better, number)

    def _absent(self, whole: Solution) -> list[int]:
        """Give the jobs of some groups that a plan leaves out, and that nothing ties to others."""
        tied = {int(self.compiled.jobs.group[job]) for pair in self.compiled.same for job in pair}
        absent: list[int] = []
        for group in self.compiled.left_out(whole.planned):
            if group not in tied and len(absent) < PART_ABSENT:
                absent.extend(self.compiled.group_jobs[group])
        return absent

    def what_fits(self, plan: Solution) -> Solution:
        """Give as much of a plan as the day still allows."""
        return what_fits(self.compiled, plan, self.walkers[0].start_from)

    def offer(self, solution: Solution, number: int = 0) -> bool:
        """Take over a plan as the best if it is; its times and price are worked out anew."""
        walker = self.walkers[number]
        if not holds_together(self.compiled, solution):
            return False
        with self.lock:
            if not walker.start_from(solution) or int(walker.current.total[1]) >= self.found.cost:
                return False
        self._keep(walker)
        return True

    def _keep(self, walker: Walker) -> None:
        columns = columns_of(self.problem, walker.best) | columns_of(self.problem, walker.current)
        with self.lock:
            if len(self.found.columns) < 200_000:
                self.found.columns.update(columns)
            self.found.iterations = sum(other.iterations for other in self.walkers)
            if walker.best.total[1] < self.found.cost or not self.found.solution.planned:
                self.found.cost = int(walker.best.total[1])
                self.found.unplanned = int(walker.best.total[LEFT_OUT])
                left_out = walker.best.out[:self.found.unplanned]
                self.found.price = self.found.cost - int(self.class_price[left_out].sum())
                self.found.solution = extract(self.problem, walker.best, walker.work)
                copy_state(walker.best, self.best)
