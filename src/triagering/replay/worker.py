"""What runs in a worker: a day and how to plan it come as JSON, the plan goes back as JSON."""

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
    """Plan one day.

    Parameters
    ----------
    payload
        JSON with ``day`` and ``options`` (arguments of ``plan_day``).
    token
        Path of a file; when it appears, the search ends early and the answer is empty.

    Returns
    -------
    str
        The result as JSON, without wall time and search figures so that equal plans give equal text; empty
        when ended early; ``failed`` and the reason if the library refuses.
    """
    task = json.loads(payload)
    try:
        return _plan(task, token)
    except TriageringError as error:  # said in ids and counts, and the same every time: told, not tried again
        return json.dumps({"failed": str(error)})


def _plan(task: dict[str, Any], token: str) -> str:
    from triagering.planning import plan_day

    day = Day.model_validate_json(json.dumps(task["day"]))
    cancel, done = threading.Event(), threading.Event()

    def watch() -> None:
        while not done.wait(POLL):
            if Path(token).exists():
                cancel.set()
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        result = plan_day(day, cancel=cancel, **task["options"])
    finally:
        done.set()
    return "" if cancel.is_set() else result.model_dump_json(exclude={"seconds", "info"}, by_alias=True)


def die_with_driver() -> None:
    """Let a worker process end when the process that started it is gone, however that went."""
    import multiprocessing

    driver = multiprocessing.parent_process()

    def wait() -> None:
        if driver is not None:
            driver.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
