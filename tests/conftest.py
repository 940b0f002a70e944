"""Settings of all tests: how many examples Hypothesis tries, and kernels that are compiled once."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

PATIENT = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}

settings.register_profile("few", max_examples=30, **PATIENT)
settings.register_profile("many", max_examples=500, **PATIENT)
settings.load_profile("few")


@pytest.fixture(scope="session")
def compiled_kernels() -> None:
    """Compile the search, or load it, before processes start that would each compile it."""
    from triagering import generate_day, plan_day

    plan_day(generate_day(citizens=4, carers=2, seed=1), seconds=0.1)


@pytest.fixture
def shut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder that may not be searched, not even by root."""
    folder, real = tmp_path / "shut", os.stat
    folder.mkdir()

    def refused(path: Any, *arguments: Any, **options: Any) -> os.stat_result:
        if isinstance(path, str | Path) and folder in Path(path).parents:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *arguments, **options)

    monkeypatch.setattr(os, "stat", refused)
    return folder
