"""When, after removals: earliest starts set anew, only where something changed."""

from __future__ import annotations

from triagering.solver.kernels import inner
from triagering.solver.search.arrays import FAR, Problem, State
from triagering.solver.search.columns import (
    BEGIN,
    END_IN,
    END_OUT,
    FIRST_IN,
    FIRST_OUT,
    LATENESS,
    NXT,
    ROUTE,
    VERSION,
)
from triagering.solver.search.timing import LATE, Work, earliest_start, is_linked, lateness, touch


@inner
def settle_tied(p: Problem, s: State, w: Work, node: int, height: int, mark: int) -> int:
    """Set the least starts of a job and of all that links tie to it, given what comes before them on their routes.

    Who follows a job that moved is put on the stack and its route marked. Give the height of the stack, -1 if there are
    no such starts.
    """
    n, done = 1, 0
    w.order[0] = node
    while done < n:
        here = w.order[done]
        w.log[done, 1] = s.node[here, BEGIN]
        for first, end in ((FIRST_IN, END_IN), (FIRST_OUT, END_OUT)):
            for edge in range(p.node[here, first], p.node[here, end]):
                other = p.lists[edge, 0]
                fresh = s.node[other, ROUTE] >= 0
                for i in range(n):
                    fresh = fresh and w.order[i] != other
                if fresh:
                    w.order[n] = other
                    n += 1
        done += 1
    for i in range(n):
        s.node[w.order[i], BEGIN] = -FAR
    moved = True
    for _ in range(n + 2):
        moved = False
        for i in range(n):
            here = w.order[i]
            begin = earliest_start(p, s, here, True)
            if begin >= LATE:
                return -1
            moved = moved or begin != s.node[here, BEGIN]
            s.node[here, BEGIN] = begin
        if not moved:
            break
    if moved:
        return -1
    for i in range(n):
        here = w.order[i]
        if s.node[here, BEGIN] != w.log[i, 1]:
            s.node[here, LATENESS] = lateness(p, here, s.node[here, BEGIN])
            touch(s, w, s.node[here, ROUTE], mark)
            w.stack[height] = s.node[here, NXT]
            height += 1
    return height


@inner
def relax(p: Problem, s: State, saved: State, w: Work, mark: int) -> bool:
    """Set the least starts after removals, only where something changed; False if there are none.

    ``saved`` is the plan before; the routes of ``mark`` are timed already, as if nothing else moved. Routes whose times
    change are marked.
    """
    height, room = 0, len(w.stack) - p.n_jobs
    for job in range(p.n_jobs):
        if not is_linked(p, job):
            continue
        r = s.node[job, ROUTE]
        if r >= 0 and w.touched[r] == mark:
            w.stack[height] = job
            height += 1
        elif r < 0 and saved.node[job, ROUTE] >= 0:
            for edge in range(p.node[job, FIRST_OUT], p.node[job, END_OUT]):
                if s.node[p.lists[edge, 0], ROUTE] >= 0:
                    w.stack[height] = p.lists[edge, 0]
                    height += 1
    steps = 0
    while height > 0:
        height -= 1
        steps += 1
        node = w.stack[height]
        if steps > room or height > room:
            return False
        if node < p.n_jobs and is_linked(p, node):
            height = settle_tied(p, s, w, node, height, mark)
            if height < 0:
                for r in range(p.n_routes):
                    s.run[r, VERSION] = -1
                return False
            continue
        begin = earliest_start(p, s, node, True)
        if begin >= LATE:
            return False
        if begin != s.node[node, BEGIN]:
            s.node[node, BEGIN] = begin
            touch(s, w, s.node[node, ROUTE], mark)
            if node < p.n_jobs:
                s.node[node, LATENESS] = lateness(p, node, begin)
                w.stack[height] = s.node[node, NXT]
                height += 1
    return True
