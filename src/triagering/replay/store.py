"""Results on disk: one checked file per task, named by its content, whole or not there."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from triagering.io.files import write_text
from triagering.io.jsonfiles import day_to_json
from triagering.models import Day


@dataclass(frozen=True)
class Task:
    """What is to be planned, and how; the same task has the same key anywhere, and is planned once."""

    name: str
    """For people, as ``north 2026-03-02``."""
    day: Day | tuple[Day, ...]
    """One day, or days of a week that are planned together."""
    options: tuple[tuple[str, Any], ...] = (("effort", 20_000), ("seed", 1), ("workers", 1))
    """Arguments of ``plan_day``, or of ``plan_week``; with ``effort`` and one worker results repeat exactly."""

    @property
    def payload(self) -> str:
        """What is sent to the worker: the same text for the same day and options in every process.

        Made anew each time: the texts of a year of days do not fit in memory together.
        """
        days = [json.loads(day_to_json(day)) for day in (self.day if isinstance(self.day, tuple) else (self.day,))]
        given = {"days": days} if isinstance(self.day, tuple) else {"day": days[0]}
        task = given | {"options": dict(self.options)}
        return json.dumps(task, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    @cached_property
    def key(self) -> str:
        """Hash of the payload and of what turns it into a plan."""
        text = self.payload + "".join(f"\n{name} {_version(name)}" for name in ("triagering", "ortools"))
        return hashlib.sha256(text.encode()).hexdigest()


def read_result(folder: Path, key: str) -> dict[str, Any] | None:
    """Give the result of a key; None when there is none, or the file is torn, changed or of something else."""
    try:
        stored = json.loads((folder / f"{key}.json").read_text(encoding="utf-8"))
        result: dict[str, Any] = stored["result"]
        return result if stored["key"] == key and stored["sha256"] == _checksum(result) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_result(folder: Path, key: str, result: dict[str, Any]) -> None:
    """Store a result in one step."""
    stored = {"key": key, "sha256": _checksum(result), "result": result}
    write_text(json.dumps(stored, sort_keys=True), folder / f"{key}.json", folders=True)


def _checksum(result: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(result, sort_keys=True).encode()).hexdigest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "?"
