"""Long work that Ctrl-C ends politely: once asks for the best plan so far, twice gives up."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")


def run_cancellable(work: Callable[[threading.Event], T], on_cancel: Callable[[], None]) -> T:
    """Give the result of ``work(cancel)``; the first Ctrl-C sets ``cancel`` and calls ``on_cancel``.

    The work runs in a thread of its own, so that an interrupt is seen at once whatever the work is doing.
    Whatever the work raises is raised here; a second Ctrl-C raises ``KeyboardInterrupt``.
    """
    cancel, finished, outcome = threading.Event(), threading.Event(), Future[T]()

    def worker() -> None:
        try:
            outcome.set_result(work(cancel))
        except BaseException as error:  # noqa: BLE001 - carried to the caller's thread
            outcome.set_exception(error)
        finally:
            finished.set()

    def interrupted(_signum: int, _frame: Any) -> None:
        if cancel.is_set():
            raise KeyboardInterrupt
        cancel.set()
        on_cancel()

    with _on_interrupt(interrupted):
        threading.Thread(target=worker, daemon=True).start()
        while not finished.wait(0.1):
            pass
    return outcome.result()


@contextmanager
def _on_interrupt(handler: Callable[[int, Any], None]) -> Iterator[None]:
    """Handle Ctrl-C with ``handler`` for a while; outside the main thread, where Python has no signals, do nothing."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
