"""How long: the limit of a search in seconds or iterations, and how much of it is spent."""

from __future__ import annotations

import math
import time

CHUNK_S = 0.15
"""Seconds between looks at the clock."""
EFFORT_CHUNK = 200
"""Iterations between looks at the cancel flag when effort is fixed."""
TELLING = 50
"""Iterations after which the speed is known well enough."""


class Clock:
    """How much of the time, or of the effort, is spent."""

    def __init__(self, seconds: float, effort: int | None) -> None:
        self.began = time.monotonic()
        self.seconds, self.effort = seconds, None if effort is None else max(0, effort)
        self.spent, self.rate = 0, 0.0

    @property
    def share(self) -> float:
        """Share of the limit that is spent."""
        if self.effort is not None:
            return self.spent / self.effort if self.effort else 1.0
        return (time.monotonic() - self.began) / self.seconds if self.seconds > 0 else 1.0

    @property
    def expected(self) -> float | None:
        """Iterations in all, as far as can be told; None at first."""
        if self.effort is not None:
            return self.effort
        return self.rate * self.seconds if self.spent >= TELLING else None

    def next_chunk(self, until: float) -> int:
        """Give the iterations until the next look at the clock, which is not after a share of the limit."""
        if self.effort is not None:
            return max(1, min(EFFORT_CHUNK, math.ceil(until * self.effort) - self.spent))
        left = until * self.seconds - (time.monotonic() - self.began)
        return max(1, int(self.rate * min(CHUNK_S, left))) if self.rate else 5

    def share_after(self, chunk: int) -> float:
        """Give what ``share`` will be after a chunk."""
        if self.effort is not None:
            return (self.spent + chunk) / self.effort
        return self.share + (chunk / self.rate / self.seconds if self.rate and self.seconds > 0 else 0.0)

    def spend(self, chunk: int) -> None:
        """Note that a chunk is done."""
        self.spent += chunk
        if self.effort is None:
            self.rate = self.spent / max(1e-6, time.monotonic() - self.began)
