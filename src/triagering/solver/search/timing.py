"""When: earliest starts as the least fixpoint of travel, windows, breaks and links, with undo.

Starts only ever move later while a plan grows, so a move is priced by propagating its delay and undone from a log.
"""

from __future__ import annotations

from triagering.solver.kernels import hot, index, inner
from triagering.solver.search.arrays import FAR, Problem, State
from triagering.solver.search.workspace import Work

LATE = 10**12
"""No feasible time."""


@hot
def touch(s: State, w: Work, r: int, mark: int) -> None:
    """Mark a route as one that is changed."""
    w.touched[r] = mark
    s.run[r].version = -1


@hot
def ride(p: Problem, mode: int, one: int, two: int) -> int:
    """Give the travel from node to node."""
    return p.travel[mode, p.node[one].place, p.node[two].place]


@hot
def is_linked(p: Problem, job: int) -> bool:
    """Say whether a job's start is tied to another's."""
    return p.node[job].end_in > p.node[job].first_in or p.node[job].end_out > p.node[job].first_out


@hot
def arrival(p: Problem, s: State, node: int) -> int:
    """Give the earliest time at a node's place, break before it included; LATE if the break does not fit."""
    r = s.node[node].route
    before = s.node[node].prv
    free = s.node[before].begin
    at_start, at_end = False, node >= p.n_jobs
    if before < p.n_jobs:
        free += p.node[before].minutes
    else:
        at_start = True
        if at_end:
            return free
    leg = s.node[node].leg
    if s.run[r].brk != node:
        return free + leg
    length = p.run[r].break_minutes
    if at_end:
        begin = max(free, p.run[r].break_opens)
        if begin > p.run[r].break_closes or begin + length > p.run[r].break_ends:
            return LATE
        return begin + length + leg
    begin = max(free + leg, p.run[r].break_opens)
    if begin <= p.run[r].break_closes and begin + length <= p.run[r].break_ends:
        return begin + length
    begin = max(free, p.run[r].break_opens)
    if at_start or begin > p.run[r].break_closes or begin + length > p.run[r].break_ends:
        return LATE
    return begin + length + leg


@inner
def may_wait(p: Problem, s: State, job: int, begin: int) -> bool:
    """Say whether a carer who starts a job then is in time at the next stop, or at home; breaks and links aside."""
    after = s.node[job].nxt
    there = begin + p.node[job].minutes + s.node[after].leg
    if after >= p.n_jobs:
        return there <= p.run[s.node[job].route].latest_return  # type: ignore[no-any-return]
    return there <= p.node[after].closes  # type: ignore[no-any-return]


@hot
def fit(p: Problem, s: State, job: int, earliest: int, waits: bool) -> int:
    """Give the start chosen for a job that can start from ``earliest``; LATE if no window is left.

    If it ``waits``, a job that would be late is done in its next window when that is cheaper, and leaves time to be
    where the carer goes next.
    """
    if p.node[job].due != FAR:
        return max(earliest, p.node[job].opens) if earliest <= p.node[job].closes else LATE
    for window in range(p.node[job].first_window, p.node[job].end_window):
        if earliest > p.lists[window, 2]:
            continue
        begin = max(earliest, p.lists[window, 0])
        late = begin - p.lists[window, 1]
        if waits and late > 0 and window + 1 < p.node[job].end_window:
            gap = p.lists[window + 1, 0] - begin
            if (p.p_late + p.p_worst_late) * late > (p.p_waiting + p.p_late) * gap and may_wait(
                    p, s, job, p.lists[window + 1, 0]):
                return p.lists[window + 1, 0]
        return begin
    return LATE


@hot
def lateness(p: Problem, job: int, begin: int) -> int:
    """Give the minutes after the agreed start of the window that a start lies in."""
    if p.node[job].due != FAR:
        return max(0, begin - p.node[job].due)
    for window in range(p.node[job].first_window, p.node[job].end_window):
        if begin <= p.lists[window, 2]:
            return max(0, begin - p.lists[window, 1])
    return LATE


@hot
def earliest_start(p: Problem, s: State, node: int, waits: bool) -> int:
    """Give the least start that route and links allow a planned node, or the return of an end node; LATE if none."""
    begin = arrival(p, s, node)
    if begin >= LATE:
        return LATE
    if node >= p.n_jobs:
        return begin if begin <= p.run[s.node[node].route].latest_return else LATE
    if p.linked:
        for edge in range(p.node[node].first_in, p.node[node].end_in):
            source = index(p.lists[edge, 0])
            if s.node[source].route >= 0:
                begin = max(begin, s.node[source].begin + p.lists[edge, 1])
    return fit(p, s, node, begin, waits)


@hot
def propagate(p: Problem, s: State, w: Work, node: int, budget: int) -> int:
    """Move a node and all that depend on it to their earliest starts; give the length of the log.

    -1 if that is impossible, or if lateness and overtime cost more than ``budget`` (then it is not finished). Changes
    are logged also when it fails; ``undo`` takes them back. What lateness and overtime cost more is ``w.stamp[3]``.
    """
    height, logged, spent = 1, 0, 0
    w.stack[0] = node
    room = len(w.log) - 1
    while height > 0:
        height -= 1
        here = index(w.stack[height])
        begin = earliest_start(p, s, here, True)
        if begin >= LATE or logged >= room or height >= room - 64:
            w.stamp[1] = logged
            return -1
        if begin == s.node[here].begin and here != node:
            continue
        w.log[logged, 0] = here
        w.log[logged, 1] = s.node[here].begin
        w.log[logged, 2] = s.node[here].lateness
        logged += 1
        s.node[here].begin = begin
        if here >= p.n_jobs:
            end = p.run[s.node[here].route].end
            spent += p.p_overtime * (max(0, begin - end) - max(0, w.log[logged - 1, 1] - end))
            continue
        late = lateness(p, here, begin)
        spent += p.p_late * (late - s.node[here].lateness)
        s.node[here].lateness = late
        if spent > budget:
            w.stamp[1] = logged
            return -1
        if p.linked:
            for edge in range(p.node[here].first_out, p.node[here].end_out):
                target = index(p.lists[edge, 0])
                if s.node[target].route >= 0 and s.node[target].begin < begin + p.lists[edge, 1]:
                    w.stack[height] = target
                    height += 1
        w.stack[height] = s.node[here].nxt
        height += 1
    w.stamp[1], w.stamp[3] = logged, spent
    return logged


@hot
def undo(s: State, w: Work, logged: int) -> None:
    """Take back what ``propagate`` logged."""
    for entry in range(logged - 1, -1, -1):
        node = index(w.log[entry, 0])
        s.node[node].begin = w.log[entry, 1]
        s.node[node].lateness = w.log[entry, 2]


@hot
def retime_route(p: Problem, s: State, r: int, waits: bool) -> bool:
    """Set the earliest starts along one route, links to planned jobs of other routes included as they stand."""
    node = s.node[p.n_jobs + r].nxt
    while True:
        begin = earliest_start(p, s, node, waits)
        if begin >= LATE:
            return False
        s.node[node].begin = begin
        if node >= p.n_jobs:
            return True
        s.node[node].lateness = lateness(p, node, begin)
        node = s.node[node].nxt


@inner
def retime_all(p: Problem, s: State, w: Work) -> bool:
    """Set all starts from scratch, waiting for next windows where that is cheaper; False if no times will do.

    Whoever waits may be too late after the next stop. Then nobody waits.
    """
    return retime_waiting(p, s, w) or retime_early(p, s)


@inner
def retime_waiting(p: Problem, s: State, w: Work) -> bool:
    """Set all starts, waiting for next windows where that is cheaper; False if somebody is then too late."""
    for job in range(p.n_jobs):
        s.node[job].begin = -FAR
    for r in range(p.n_routes):
        if not retime_route(p, s, r, True):
            return False
    if p.linked:
        for job in range(p.n_jobs):
            if s.node[job].route >= 0 and p.node[job].end_in > p.node[job].first_in:
                if earliest_start(p, s, job, True) != s.node[job].begin and propagate(p, s, w, job, LATE) < 0:
                    return False
    return True


@inner
def retime_early(p: Problem, s: State) -> bool:
    """Set all starts to the earliest: there are such wherever any times keep the routes, their breaks and links."""
    for job in range(p.n_jobs):
        s.node[job].begin = -FAR
    before, total = 0, 0
    while True:  # links move starts from sweep to sweep, only ever later, and no later than the last window
        before, total = total, p.n_jobs * int(FAR)
        for r in range(p.n_routes):
            if not retime_route(p, s, r, False):
                return False
            total += s.node[p.n_jobs + p.n_routes + r].begin
        for job in range(p.n_jobs):
            total += s.node[job].begin if s.node[job].route >= 0 else 0
        if total == before or not p.linked:
            return True
