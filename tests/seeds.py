"""How often a random test is repeated: a few times always, many times with ``pytest -m slow``."""

from __future__ import annotations

from typing import Any

import pytest


def seeds(few: int, many: int) -> list[Any]:
    """Give seeds 0 to ``many`` - 1 as parameters; those from ``few`` on are slow."""
    return repeated(range(many), few)


def repeated(cases: Any, few: int) -> list[Any]:
    """Give cases as parameters; those after the first ``few`` are slow."""
    return [case if n < few else pytest.param(case, marks=pytest.mark.slow) for n, case in enumerate(cases)]
