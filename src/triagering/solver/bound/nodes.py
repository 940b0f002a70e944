"""Interchangeable jobs as one node, and links as tighter windows."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from triagering.solver.compiled import Compiled
from triagering.solver.tables import Bools, Ints, Windows, clipped


@dataclass(frozen=True)
class Nodes:
    """Jobs of one unit that the same routes may do are one node, to be done ``need`` times by different routes."""

    jobs: tuple[tuple[int, ...], ...]
    of_job: Ints
    need: Ints
    group: Ints
    allowed: Bools
    """(n_nodes, n_routes)"""
    windows: tuple[Windows, ...]
    before: tuple[frozenset[int], ...]
    """Nodes that no route may visit after this one."""
    edges: tuple[tuple[int, int, int], ...]
    """(u, v, w): start of v >= start of u + w whenever both are planned, of different nodes"""

    @property
    def tied(self) -> set[int]:
        """Nodes whose start others depend on: linked ones, and those done by several carers."""
        return {node for u, v, _ in self.edges for node in (u, v)} | set(np.flatnonzero(self.need > 1).tolist())


def nodes_of(compiled: Compiled, sure: Bools) -> Nodes:
    """Join interchangeable jobs and tighten windows; ``sure`` says which groups every plan in question contains."""
    found: list[tuple[int, ...]] = []
    allowed_rows = []
    for unit, members in enumerate(compiled.unit_jobs):
        rows = {job: compiled.jobs.allowed[job].copy() for job in members}
        if unit < len(compiled.day.visits):
            for job in members:
                if rows[job].sum() == 1:  # pinned: the other slots are for other carers
                    for other in members:
                        if other != job and not np.array_equal(rows[other], rows[job]):
                            rows[other] &= ~rows[job]
        by_row: dict[bytes, list[int]] = {}
        for job in members:
            by_row.setdefault(rows[job].tobytes(), []).append(job)
        for alike in by_row.values():
            found.append(tuple(alike))
            allowed_rows.append(rows[alike[0]])
    of_job = np.zeros(compiled.n_jobs, dtype=np.int64)
    for node, jobs in enumerate(found):
        of_job[list(jobs)] = node
    group = np.array([compiled.jobs.group[jobs[0]] for jobs in found], dtype=np.int64)
    edges = sorted({(int(of_job[u]), int(of_job[v]), int(w)) for u, v, w in compiled.edges} - {
        (node, node, 0) for node in range(len(found))})
    windows = [compiled.jobs.windows(jobs[0]) for jobs in found]
    before: list[set[int]] = [set() for _ in found]
    for one, two in of_job[compiled.apart].tolist() if len(compiled.apart) else []:
        if one != two:
            before[one].add(two)
            before[two].add(one)
    minutes = compiled.jobs.minutes[[jobs[0] for jobs in found]]
    for early, late, gap in edges:
        if gap > -minutes[late]:
            before[late].add(early)
    nodes = Nodes(
        jobs=tuple(found), of_job=of_job, need=np.array([len(jobs) for jobs in found], dtype=np.int64), group=group,
        allowed=np.array(allowed_rows), windows=tuple(windows), before=tuple(map(frozenset, before)),
        edges=tuple(edges))
    return replace(nodes, windows=tuple(tightened(nodes, list(nodes.windows), sure)))


def tightened(nodes: Nodes, windows: list[Windows], sure: Bools) -> list[Windows]:
    """Pass windows along the links between nodes that are planned together, until nothing changes."""
    bound = [(u, v, w) for u, v, w in nodes.edges
             if nodes.group[u] == nodes.group[v] or (sure[nodes.group[u]] and sure[nodes.group[v]])]
    for _ in range(100):
        before = list(windows)
        for u, v, gap in bound:
            if windows[u] and windows[v]:
                windows[v] = clipped(windows[v], windows[u][0][0] + gap, np.inf)
            if windows[u] and windows[v]:
                windows[u] = clipped(windows[u], -np.inf, windows[v][-1][2] - gap)
            if not windows[u] or not windows[v]:
                windows[u] = windows[v] = []
        if windows == before:
            break
    return windows
