"""What runs in a worker: a day, or days, and how to plan them come as JSON, the plans go back as JSON."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import Any

from triagering.errors import TriageringError
from triagering.models import Day

POLL = 0.1
"""Seconds between looks at the token that ends a batch."""


def run_task(payload: str, token: str) -> str:
    """Plan one day, or several together.

    Parameters
    ----------
    payload
        JSON with ``day`` and ``options`` (arguments of ``plan_day``), or with ``days`` and those of ``plan_week``.
    token
        Path of a file; when it appears, the search ends early and the answer is empty.

    Returns
    -------
    str
        The result as JSON, of several days a list as ``results``, without wall time and search figures so that equal
        plans give equal text; empty when ended early; ``failed`` and the reason if the library refuses.
    """
    task = json.loads(payload)
    try:
        return _plan(task, token)
    except TriageringError as error:  # said in ids and counts, and the same every time: told, not tried again
        return json.dumps({"failed": str(error)})


def _plan(task: dict[str, Any], token: str) -> str:
    from triagering.planning import plan_day
    from triagering.weeks import plan_week

    days = [Day.model_validate_json(json.dumps(day)) for day in task.get("days", [task.get("day")])]
    cancel, done = threading.Event(), threading.Event()

    def watch() -> None:
        while not done.wait(POLL):
            if Path(token).exists():
                cancel.set()
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        found = (plan_week(days, cancel=cancel, **task["options"]).results if "days" in task else
                 [plan_day(days[0], cancel=cancel, **task["options"])])
    finally:
        done.set()
    if cancel.is_set():
        return ""
    texts = [result.model_dump_json(exclude={"seconds", "info"}, by_alias=True) for result in found]
    return f'{{"results": [{", ".join(texts)}]}}' if "days" in task else texts[0]


def die_with_driver() -> None:
    """Let a worker process end when the process that started it is gone, however that went."""
    import multiprocessing

    driver = multiprocessing.parent_process()

    def wait() -> None:
        if driver is not None:
            driver.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
