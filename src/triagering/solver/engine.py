"""The engine: search, parts, master, exact model and bound in turn on one compiled problem, within one time limit."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass, field
from typing import Any, Protocol

from triagering.models import Day
from triagering.solver import exact
from triagering.solver.compiled import Compiled, compile_day
from triagering.solver.components import components, search_apart
from triagering.solver.kernels import all_compiled
from triagering.solver.prover import QUICK, Prover
from triagering.solver.search.cycles import HEAT
from triagering.solver.search.driver import Found, Search
from triagering.solver.solution import Solution
from triagering.solver.warming import warm_bound, warm_up

LAYERS = frozenset({"search", "parts", "master", "exact", "bound", "retime", "apart"})
"""What the engine may use; docs/benchmarks.md shows what each is worth."""
SMALL = 22
"""Jobs up to which the exact model settles the whole day."""
LARGE = 250
"""Jobs from which the plan is refined part by part."""
WHOLE = 0.6
"""Share of the time in which such days are searched whole before that."""
BRIEF = 0.2
"""Share of the time before a proof in which a smaller day that falls apart is searched whole; then its parts are."""
PROVABLE = 700
"""Jobs up to which a bound is attempted."""
SWIFT = 200
"""Jobs from which bound and master only start when there is time: laying out their networks takes seconds."""
PATIENT = 20.0
"""Seconds from which there is."""
EARLY = 0.12
"""Seconds per job from which a large day's proof begins early: with less time its bound is too weak to be worth so much
of the search."""
PER_JOB = 0.05
"""Seconds per job from which proofs part by part get anywhere."""
PER_PAIR, SPARED, ASSIGNING = 7e-7, 0.05, 10.0
"""Seconds that an assignment takes per pair of jobs; the share of the time that it may take, and its seconds where
effort is given instead."""
COMPILING = threading.Lock()
"""Held by whoever compiles: of several first plans at once one does, the others wait."""


class Tell(Protocol):
    """Progress as the engine reports it."""

    def __call__(self, cost: int | None = None, unplanned: int | None = None, bound: int | None = None,
                 note: str = "") -> None:
        """Report what is known."""


@dataclass
class Outcome:
    """What the engine found."""

    solution: Solution
    optimal: bool = False
    bound: int | None = None
    bound_kind: str = ""
    info: dict[str, Any] = field(default_factory=dict)


class Engine:
    """Plans one day."""

    def __init__(self, day: Day, *, seconds: float, seed: int, workers: int, effort: int | None,
                 cancel: threading.Event | None, tell: Tell, layers: frozenset[str] = LAYERS,
                 began: float | None = None) -> None:
        self.began = time.monotonic() if began is None else began
        if effort is None:  # many more threads than cores only keep each other, and the clock, waiting
            workers = min(workers, 2 * (os.cpu_count() or 1))
        self.seconds, self.seed, self.workers, self.effort = seconds, seed, max(1, workers), effort
        self.cancel = cancel or threading.Event()
        self.tell, self.layers = tell, layers
        self.compiled: Compiled = compile_day(day)
        self.apart = components(self.compiled) if "apart" in layers else []
        self.parts = self.apart if self._large or not self.apart else components(self.compiled, links=False)
        """What is searched in turn, the rest held still: links may tie it."""
        self.best = Outcome(Solution((), (), ()))

    def left(self) -> float:
        """Give the seconds that are left."""
        return max(0.0, self.seconds - (time.monotonic() - self.began))

    def solve(self, start: Solution | None = None) -> Outcome:
        """Find the best plan within the limits."""
        if not all_compiled():
            self.tell(note="first run on this machine: compiling the search, once (about half a minute)")
            compiling = time.monotonic()
            with COMPILING:
                if not all_compiled():  # else somebody else has, meanwhile
                    warm_up()
            self.began += time.monotonic() - compiling
        search = Search(self.compiled, seed=self.seed, workers=self.workers)
        plan = self._with_effort if self.effort is not None else self._with_time
        plan(search, None if start is None else search.what_fits(start))
        if self._assigning and not self.cancel.is_set():
            self._assign()
        if self.best.bound is None and search.found.price == 0:  # no price is below 0
            self.best.bound, self.best.bound_kind = 0, "assignment"
        if self.best.bound is not None:
            self._report(search.found)
        self.best.optimal = self.best.optimal or self._proven(search)
        self.best.info["iterations"] = search.found.iterations
        return self.best

    def _with_effort(self, search: Search, start: Solution | None) -> None:
        """Search so many iterations and no clock: what comes out repeats."""
        search.run(0.0, effort=self.effort, cancel=self.cancel, start=start, report=self._report)
        self.best = Outcome(search.found.solution)

    def _with_time(self, search: Search, start: Solution | None) -> None:
        """Share the time: search first; then parts of large days, or proof and search side by side."""
        jobs, full = self.compiled.n_jobs, search.problem.full
        settle, proves = "exact" in self.layers and jobs <= SMALL, self._proves(search)
        if full or settle or proves:
            threading.Thread(target=_load, args=(proves and self._large,)).start()
        closing = min(4.0, 0.08 * self.seconds) if full else min(0.6 + jobs / 2000, 0.05 * self.seconds)
        if not (full or settle or proves):  # nothing but putting the plan down
            closing = min(0.05 + jobs / 4000, closing)
        closing += self._assigning
        first = 0.3 if settle else self._first(proves)
        seconds, by_parts = first * (self.left() - closing), proves and not self._large and len(self.parts) > 1
        search.run(BRIEF * seconds if by_parts else seconds, cancel=self.cancel, start=start, report=self._report)
        if by_parts and not self.cancel.is_set():
            self._improve(search, (1 - BRIEF) * seconds)
        self.best = Outcome(search.found.solution)
        if settle and not self.cancel.is_set() and self.left() > 0.2:
            self._settle()
            return
        if first < 1.0 and not self.cancel.is_set():
            self._beside(search, closing)
        if full and "retime" in self.layers and not self.cancel.is_set():
            self._retime()

    def _first(self, proves: bool) -> float:
        """Give the share of the time in which the day is searched before anything is proven, or searched in parts."""
        if len(self.apart) > 1:
            return 0.2
        if self._large:
            return 0.2 if proves and not self._waits else WHOLE
        if not proves:
            return 0.2 if len(self.parts) > 1 else 1.0
        return 0.1 if self.seconds >= PATIENT else 0.2 if self.compiled.n_jobs <= QUICK else 0.5

    @property
    def _large(self) -> bool:
        """Whether the day is refined part by part."""
        return "parts" in self.layers and self.compiled.n_jobs >= LARGE and self.compiled.n_routes > 1

    @property
    def _assigning(self) -> float:
        """Give the seconds that a bound by assignment takes; 0 where there is too little time for one."""
        takes = PER_PAIR * (self.compiled.n_jobs + self.compiled.n_routes) ** 2
        affords = takes <= (ASSIGNING if self.effort is not None else SPARED * self.seconds)
        return takes if "bound" in self.layers and affords else 0.0

    @property
    def _waits(self) -> bool:
        """Whether a proof waits until the whole day was searched: where little time would give a weak bound only."""
        return self._large and len(self.apart) < 2 and self.seconds < EARLY * self.compiled.n_jobs

    def _proves(self, search: Search) -> bool:
        """Say whether a bound is worth its time: not where most of the cost lies in what the columns leave out."""
        jobs = max((len(part.jobs) for part in self.apart), default=self.compiled.n_jobs)
        least = PER_JOB * self.compiled.n_jobs if len(self.apart) > 1 else 0.0
        return ("bound" in self.layers and not search.problem.full and jobs <= PROVABLE
                and self.seconds >= max(least, 1.0 if jobs <= SWIFT else PATIENT))

    def _improve(self, search: Search, seconds: float) -> None:
        """Go on from the best plan: what falls apart part by part, then what is left in common."""
        until, apart = time.monotonic() + seconds, len(self.parts) > 1
        if apart:
            search_apart(search, self.parts, (0.7 if self._large else 0.9) * seconds, cancel=self.cancel,
                         report=self._report)
        left = max(0.0, until - time.monotonic())
        if not self._large or (self._proves(search) and not self._waits):  # else the whole day has had its time
            search.run(left / 2 if self._large else left, cancel=self.cancel, start=search.found.solution,
                       report=self._report, warm=0.5 if self._large else HEAT if apart else 1.0)
        if self._large and not self.cancel.is_set():
            search.refine(max(0.0, until - time.monotonic()), cancel=self.cancel, report=self._report)

    def _beside(self, search: Search, closing: float) -> None:
        """Go on searching while another thread proves a bound and combines carer-days; keep the best of both."""
        prover = (Prover(self.compiled, search.found, apart="apart" in self.layers) if self._proves(search)
                  else None)
        combines = "master" in self.layers and prover is not None and self.compiled.n_jobs <= SWIFT
        seconds = max(0.0, self.left() - closing - (min(1.0, 0.05 * self.seconds) if combines else 0.0))
        if prover is not None and self.workers > 1:
            prover.start(seconds)
            if self.compiled.n_jobs <= SWIFT or self._waits:
                search.crew = self.workers - 1
        if prover is None or self.compiled.n_jobs > QUICK:
            self._improve(search, seconds if prover is None or self.workers > 1 else seconds / 2)
        self.best.solution = search.found.solution
        if prover is not None:
            if self.workers == 1:
                prover.start(max(0.0, self.left() - closing))
            proof = prover.finish(max(0.2, self.left() - closing / 2), self.cancel)
            if proof is not None:
                self._take_over(*proof)
            if prover.error is not None:
                self.best.info["proof_ended_by"] = type(prover.error).__name__
        if combines and not self.cancel.is_set() and not self._proven(search):
            self._master(search, max(0.0, self.left() - closing))

    def _take_over(self, solution: Solution, bound: int | None) -> None:
        """Keep a plan that the proof found if it is better, and what is proven if that is about the plan kept."""
        best, compiled = self.best, self.compiled
        mine, theirs = self._price(best.solution), self._price(solution)
        left, their_left = (compiled.units_left(plan.planned) for plan in (best.solution, solution))
        if theirs is not None and (mine is None or theirs < mine) and (their_left <= left).all():
            best.solution, mine, left = solution, theirs, their_left
        if bound is not None and (bound or mine == 0) and (left <= their_left).all():
            best.bound, best.bound_kind = bound, "column generation"

    def _price(self, solution: Solution) -> int | None:
        return exact.price_exact(self.compiled, solution, max(1.0, self.left())).cost

    def _assign(self) -> None:
        """Prove what stops and the ways between them cost at least: weak, but there for any number of visits."""
        from triagering.solver.bound import assignment_bound

        bound = assignment_bound(self.compiled, self.compiled.left_out(self.best.solution.planned))
        if bound is not None and bound > (self.best.bound or 0):
            self.best.bound, self.best.bound_kind = bound, "assignment"

    def _proven(self, search: Search) -> bool:
        """Say whether the bound, of whatever kind, is what the best plan costs, and nobody can leave out less."""
        best, found = self.best, search.found
        if best.bound is None or not _nothing_spared(self.compiled, best.solution):
            return False
        cost = found.price if best.solution is found.solution else self._price(best.solution)
        return cost is not None and best.bound >= cost

    def _master(self, search: Search, seconds: float) -> None:
        from triagering.solver.master import improve

        if seconds > 0.05:
            better = improve(self.compiled, dict(search.found.columns), self.best.solution, seconds,
                             cancel=self.cancel, workers=self.workers)
            if better is not None:
                self.best.solution = better

    def _report(self, found: Found) -> None:
        self.tell(found.price, found.unplanned, self.best.bound)

    def _retime(self) -> None:
        seconds = max(0.3, min(5.0, self.left()))
        better = exact.retime(self.compiled, self.best.solution, seconds, cancel=self.cancel)
        if better.solution is not None:
            self.best.solution = better.solution

    def _settle(self) -> None:
        """Solve the whole day by the exact model."""
        result = exact.solve_day_exact(self.compiled, self.left(), self.best.solution, workers=self.workers,
                                       seed=self.seed, cancel=self.cancel)
        if result.solution is not None:
            self.best.solution = result.solution
        self.best.optimal = result.status is exact.ExactStatus.OPTIMAL
        if result.bound is not None:
            self.best.bound, self.best.bound_kind = result.bound, "cp-sat"


def _load(proof: bool) -> None:
    """Load what takes long while the search runs: the exact layer, and the kernels of a proof that has little time."""
    exact.price_exact  # noqa: B018 - loaded when first asked for
    if proof:
        warm_bound()


def _nothing_spared(compiled: Compiled, solution: Solution) -> bool:
    """Say whether nobody can leave out less: then the cheapest plan is the best one."""
    return all(compiled.groups.rank[group] < 0 or group in compiled.hopeless
               for group in compiled.left_out(solution.planned))
