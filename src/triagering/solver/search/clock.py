"""How long: the limit of a search, and the cooling cycles that fill it."""

from __future__ import annotations

import time

CHUNK_S = 0.15
"""Seconds between looks at the clock."""
EFFORT_CHUNK = 200
"""Iterations between looks at the cancel flag when effort is fixed."""


class Clock:
    """How much of the time, or of the effort, is spent; and where in its cooling cycle a walker is."""

    def __init__(self, seconds: float, effort: int | None) -> None:
        self.began = time.monotonic()
        self.seconds, self.effort = seconds, effort
        self.spent, self.cycles, self.last_cycle = 0, 1, 0
        self.rate = 0.0

    @property
    def share(self) -> float:
        """Share of the limit that is spent."""
        if self.effort is not None:
            return self.spent / self.effort if self.effort else 1.0
        return (time.monotonic() - self.began) / self.seconds if self.seconds > 0 else 1.0

    @property
    def over(self) -> bool:
        """Whether the limit is reached."""
        return self.share >= 1.0

    def next_chunk(self) -> int:
        """Give the iterations until the next look at the clock."""
        if self.effort is not None:
            return min(EFFORT_CHUNK, self.effort - self.spent)
        left = self.seconds - (time.monotonic() - self.began)
        return max(1, int(self.rate * min(CHUNK_S, left))) if self.rate else 5

    def spend(self, chunk: int) -> None:
        """Note that a chunk is done."""
        self.spent += chunk
        if self.effort is None:
            self.rate = self.spent / max(1e-6, time.monotonic() - self.began)

    def sensible_cycles(self, iterations: int) -> int:
        """Give the number of cooling cycles that leaves each at least so many iterations."""
        total = self.effort if self.effort is not None else self.rate * self.seconds
        return int(max(1, total // max(1, iterations)))

    def cycle(self) -> int:
        """Give the number of the current cycle."""
        return min(self.cycles - 1, int(self.share * self.cycles))

    def phase(self) -> float:
        """Give the share of the current cycle that is over."""
        return min(1.0, self.share * self.cycles - self.cycle())

    def phase_after(self, chunk: int) -> float:
        """Give what ``phase`` will be after a chunk."""
        step = chunk / self.effort if self.effort else CHUNK_S / self.seconds if self.seconds > 0 else 1.0
        return min(1.0, self.phase() + step * self.cycles)

    def new_cycle(self) -> bool:
        """Say, once, that a new cycle has begun."""
        begun = self.cycle() > self.last_cycle
        self.last_cycle = self.cycle()
        return begun
