"""The proof beside the search: column generation on a thread of its own."""

from __future__ import annotations

import threading
import time
from functools import partial

from triagering.errors import InternalError
from triagering.solver.compiled import Compiled
from triagering.solver.search.driver import Found
from triagering.solver.solution import Solution

TIED = 60
"""Jobs up to which the proof keeps to links between parts that have nothing else to do with each other."""
QUICK = 45
"""Jobs up to which a short search is enough before all time goes into the proof."""

Proof = tuple[Solution, int | None]
"""A plan, and a bound on plans that leave out no more."""


class Prover:
    """Proves what a search has found so far: its parts, then the whole; begins anew when the search leaves out less."""

    def __init__(self, compiled: Compiled, found: Found, *, apart: bool) -> None:
        self.compiled, self.found, self.apart = compiled, found, apart
        self.pool, self.plan = dict(found.columns), found.solution
        """Carer-days to start from, and the plan being proven."""
        self.done, self.enough = threading.Event(), threading.Event()
        self.error: BaseException | None = None
        self.result: Proof | None = None
        """What holds at any time, also while something is being proven."""

    def start(self, seconds: float) -> None:
        """Begin."""
        threading.Thread(target=self._work, args=(time.monotonic() + seconds,), daemon=True).start()

    def finish(self, seconds: float, cancel: threading.Event) -> Proof | None:
        """Wait so long for the end, and give what was proven by then, or found, whatever is still being done."""
        until = time.monotonic() + seconds
        while not self.done.wait(0.05) and time.monotonic() < until and not cancel.is_set():
            pass
        self.enough.set()
        if self.done.wait(0.5) and isinstance(self.error, InternalError):
            raise self.error
        return self.result

    def _work(self, deadline: float) -> None:
        from triagering.solver.apart import prove_apart
        from triagering.solver.bound import prove_by_columns
        from triagering.solver.exact import price_exact

        # what parts share, as the worst lateness, leaves a gap that a small day's proof as a whole closes
        prove = (partial(prove_apart, links=self.compiled.n_jobs <= TIED)
                 if self.apart and self.compiled.n_jobs > QUICK else prove_by_columns)
        proven = 0
        """What was proven before of plans that leave out no more, as of parts."""

        def tell(bound: int) -> None:
            self.result = self.plan, max(bound, proven)

        try:
            while True:
                overtaken = _Overtaken(self)
                plan, bound = prove(self.compiled, self.plan, deadline - time.monotonic(), columns=self.pool,
                                    stop=overtaken, latest=lambda: self.found.solution, tell=tell)
                if self.result is None or bound is not None:
                    self.result = plan, bound if bound is None else max(bound, proven)
                if self.enough.is_set() or time.monotonic() > deadline:
                    return
                if overtaken():
                    self.plan = overtaken.heard
                    proven = max(bound or 0, proven) if overtaken.leaves_out_no_more else 0
                elif bound and prove is not prove_by_columns and bound < (price_exact(self.compiled, plan).cost or 0):
                    self.plan, proven, prove = plan, max(bound, proven), prove_by_columns
                else:
                    return
        except BaseException as error:  # noqa: BLE001 - a plan is kept whatever becomes of its proof
            self.error = error
        finally:
            self.done.set()


class _Overtaken:
    """Whether there is enough, or the search leaves out less than the plan being proven."""

    def __init__(self, prover: Prover) -> None:
        self.prover, self.heard, self.by_less = prover, prover.plan, False
        self.left = prover.compiled.units_left(prover.plan.planned)

    def __call__(self) -> bool:
        """Say whether to stop."""
        plan = self.prover.found.solution
        if plan is not self.heard:
            self.heard, left = plan, self.prover.compiled.units_left(plan.planned)
            self.by_less = tuple(left) < tuple(self.left)
        return self.by_less or self.prover.enough.is_set()

    @property
    def leaves_out_no_more(self) -> bool:
        """Whether what was proven holds for the plan heard of: plans like that are among those proven of."""
        return bool((self.prover.compiled.units_left(self.heard.planned) <= self.left).all())
