"""Compiling the kernels before they are used: once per machine, on two cores, by planning the smallest day."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import numba
import numpy as np

from triagering.models import Carer, Citizen, Day, Shift, TimeWindow, Travel, Visit
from triagering.solver.bound.combining import _add_up
from triagering.solver.bound.frame import frame_of
from triagering.solver.bound.pricing import EXACT, Pricer, Prices
from triagering.solver.bound.sequences import earliest
from triagering.solver.compiled import Compiled, compile_day
from triagering.solver.kernels import kept_on_disk
from triagering.solver.search.annealing import anneal, lay_breaks
from triagering.solver.search.arrays import arrays, empty_state
from triagering.solver.search.driver import Search
from triagering.solver.search.workspace import work_space

PATIENCE = 120.0
"""Seconds that the other process may need longer than this one."""


def warm_up() -> None:
    """Compile the kernels, or load them from the cache on disk.

    The loop of the search is most of it, and is compiled here; the others meanwhile in another process, or here too
    where that cannot be or goes wrong.
    """
    other = _other_process()
    try:
        warm_loop()
        if other is not None:
            other.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        pass
    finally:
        if other is not None:
            other.kill()
            other.wait()
    warm_rest()


def warm_loop() -> None:
    """Compile the loop of the search."""
    problem = arrays(_smallest())
    plans = [empty_state(problem) for _ in range(4)]
    anneal(problem, *plans, work_space(problem, 1), 0, 1.0, 1.0)


def warm_rest() -> None:
    """Compile what else searches, and what proves."""
    search = Search(_smallest(), workers=1)
    lay_breaks(search.problem, search.best, search.walkers[0].work)
    warm_bound()


def warm_bound() -> None:
    """Compile what proves."""
    network = frame_of(_smallest(), ()).networks[0]
    pricer, none = Pricer(9), np.zeros(network.n, dtype=np.int64)
    prices = Prices(none, none)
    root, ahead = pricer.complete(network, prices)
    pricer.path(network, prices, root, ahead)
    pricer.label(network, prices, dominance=EXACT, ahead=ahead)
    earliest(network, network.windows, 1, (0,))
    _add_up(pricer.lab[:0, :2], none, none)


def _other_process() -> subprocess.Popen[bytes] | None:
    """Start compiling all but the loop, if that can help."""
    python = Path(sys.executable or "")
    if not (kept_on_disk() and (os.cpu_count() or 1) > 1 and python.stem.startswith("python")):
        return None
    code = f"import sys; sys.path[:] = {sys.path!r}; from triagering.solver.warming import warm_rest; warm_rest()"
    folder = {"NUMBA_CACHE_DIR": numba.config.CACHE_DIR} if numba.config.CACHE_DIR else {}
    try:
        return subprocess.Popen(
            [python, "-c", code], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, **folder}, creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0))
    except OSError:
        return None


def _smallest() -> Compiled:
    """Give a day of one visit: the types of its arrays are those of all days."""
    return compile_day(Day(
        date=dt.date(2025, 3, 3), citizens=(Citizen(id="z", place="z"),),
        carers=(Carer(id="c", start_place="z"),), shifts=(Shift(carer="c", start=420, end=900),),
        visits=(Visit(id="v", citizen="z", minutes=20, windows=(
            TimeWindow(earliest_start=480, agreed_start=480, latest_start=600),)),),
        travel=Travel(places=("z",), minutes={"car": ((0,),)})))
