"""Planning as people watch it: progress, Ctrl-C, and the promise that the best plan so far is kept."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from triagering.cli.progress import display

T = TypeVar("T")


def plan_with_progress(plan: Callable[..., T], *, seconds: float, effort: int | None, quiet: bool, **options: Any) -> T:
    """Plan, showing progress; the first Ctrl-C ends the search with the best plan so far, the second gives up.

    ``plan`` is called with all of these but ``quiet``, and with a ``progress`` and a ``cancel``.
    """
    with display(seconds if effort is None else None, quiet=quiet) as shown, _interrupted(
            lambda: shown.say("interrupted: keeping the best plan so far (again to give up)")) as cancel:
        return plan(seconds=seconds, effort=effort, progress=shown.show, cancel=cancel, **options)


@contextmanager
def _interrupted(say: Callable[[], None]) -> Iterator[threading.Event]:
    """Give an event that the first Ctrl-C sets; outside the main thread, where Python has no signals, nothing does."""
    cancel = threading.Event()

    def handler(_signum: int, _frame: Any) -> None:
        if cancel.is_set():
            raise KeyboardInterrupt
        cancel.set()
        say()

    if threading.current_thread() is not threading.main_thread():
        yield cancel
        return
    before = signal.signal(signal.SIGINT, handler)
    try:
        yield cancel
    finally:
        signal.signal(signal.SIGINT, before)
