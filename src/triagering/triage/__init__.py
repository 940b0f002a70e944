"""Daily triage: who may, who must, what can wait. ``triage(day, observations)`` is the door; docs/triage.md the rules.

The package itself can be called, so that ``triagering.triage`` is both the function and the place of its parts.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from triagering.triage.apply import triage
from triagering.triage.causes import find_causes
from triagering.triage.deviation import find_deviation
from triagering.triage.meeting import hold_meeting
from triagering.triage.scores import score, score_table

__all__ = ["find_causes", "find_deviation", "hold_meeting", "score", "score_table", "triage"]


class _Door(ModuleType):
    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return triage(*args, **kwargs)


sys.modules[__name__].__class__ = _Door
