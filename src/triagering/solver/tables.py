"""The tables of the compiled problem: jobs, routes, groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

NEVER = 10**12
"""Later than every time and costlier than every price."""


@dataclass(frozen=True)
class Jobs:
    """Arrays of shape (n_jobs,) unless said otherwise; windows of job j are ``ptr[j]:ptr[j + 1]``."""

    unit: Ints
    """Index of the visit or activity."""
    citizen: Ints
    """Index of the citizen; -1 for activities."""
    place: Ints
    minutes: Ints
    heavy: Bools
    ptr: Ints
    """(n_jobs + 1,)"""
    opens: Ints
    """(n_windows,) earliest start"""
    due: Ints
    """(n_windows,) agreed start"""
    closes: Ints
    """(n_windows,) latest start"""
    group: Ints
    """Jobs with the same group are planned all or none."""
    allowed: Bools
    """(n_jobs, n_routes) competence, continuity, boundary, pins and reachability together"""
    stop_cost: Ints
    """(n_jobs, n_routes) sum of the stop layers"""


@dataclass(frozen=True)
class Routes:
    """Arrays of shape (n_routes,)."""

    mode: Ints
    start_place: Ints
    end_place: Ints
    start: Ints
    end: Ints
    available: Ints
    """Rested start."""
    latest_return: Ints
    max_load: Ints
    reserve: Ints
    unused_price: Ints
    unused_idle: Ints
    """Idle minutes without stops: the shift's length unless it says otherwise."""
    share: Ints
    """Weight in the fair share of the load."""
    break_minutes: Ints
    """-1 when the shift has no break."""
    break_opens: Ints
    break_closes: Ints
    break_ends: Ints
    break_mandatory: Bools
    break_at_ends: Bools


@dataclass(frozen=True)
class Groups:
    """What is planned all or none; arrays of shape (n_groups,)."""

    rank: Ints
    """Most urgent class of its units (index into URGENCY_CLASSES); -1 when all of them have a price of their own."""
    price: Ints
    """Sum of the prices its units name themselves."""
    counts: Ints
    """(n_groups, n_classes) units of each class"""
