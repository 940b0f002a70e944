"""When, after removals: earliest starts set anew, only where something changed."""

from __future__ import annotations

from triagering.solver.kernels import inner
from triagering.solver.search.arrays import FAR, Problem, State
from triagering.solver.search.timing import LATE, earliest_start, is_linked, lateness, touch
from triagering.solver.search.workspace import Work


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
        w.log[done, 1] = s.node[here].begin
        for inward in (True, False):
            first, end = p.node[here].first_out, p.node[here].end_out
            if inward:
                first, end = p.node[here].first_in, p.node[here].end_in
            for edge in range(first, end):
                other = p.lists[edge, 0]
                fresh = s.node[other].route >= 0
                for i in range(n):
                    fresh = fresh and w.order[i] != other
                if fresh:
                    w.order[n] = other
                    n += 1
        done += 1
    for i in range(n):
        s.node[w.order[i]].begin = -FAR
    moved = True
    for _ in range(n + 2):
        moved = False
        for i in range(n):
            here = w.order[i]
            begin = earliest_start(p, s, here, True)
            if begin >= LATE:
                return -1
            moved = moved or begin != s.node[here].begin
            s.node[here].begin = begin
        if not moved:
            break
    if moved:
        return -1
    for i in range(n):
        here = w.order[i]
        if s.node[here].begin != w.log[i, 1]:
            s.node[here].lateness = lateness(p, here, s.node[here].begin)
            touch(s, w, s.node[here].route, mark)
            w.stack[height] = s.node[here].nxt
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
        r = s.node[job].route
        if r >= 0 and w.touched[r] == mark:
            w.stack[height] = job
            height += 1
        elif r < 0 and saved.node[job].route >= 0:
            for edge in range(p.node[job].first_out, p.node[job].end_out):
                if s.node[p.lists[edge, 0]].route >= 0:
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
                    s.run[r].version = -1
                return False
            continue
        begin = earliest_start(p, s, node, True)
        if begin >= LATE:
            return False
        if begin != s.node[node].begin:
            s.node[node].begin = begin
            touch(s, w, s.node[node].route, mark)
            if node < p.n_jobs:
                s.node[node].lateness = lateness(p, node, begin)
                w.stack[height] = s.node[node].nxt
                height += 1
    return True
