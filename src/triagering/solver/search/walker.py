"""One annealing run, and the way between plans and the kernels' arrays."""

from __future__ import annotations

from triagering.solver.search.annealing import anneal, lay_breaks, refresh
from triagering.solver.search.arrays import Problem, State, empty_state
from triagering.solver.search.pricing import price_route
from triagering.solver.search.copying import copy_state
from triagering.solver.search.workspace import Work, work_space
from triagering.solver.solution import UNPLANNED, Pause, Round, Solution


class Walker:
    """One annealing run: a current and a best plan of its own."""

    def __init__(self, problem: Problem, seed: int) -> None:
        self.problem = problem
        self.current, self.best, self.saved, self.backup = (empty_state(problem) for _ in range(4))
        self.work: Work = work_space(problem, seed)
        self.iterations = 0
        refresh(problem, self.current, self.work)
        copy_state(self.current, self.best)

    def start_over(self) -> None:
        """Take a first plan, made from nothing, as current."""
        copy_state(empty_state(self.problem), self.current)
        refresh(self.problem, self.current, self.work)
        self.run(1, 1.0, 1.0)

    def start_from(self, solution: Solution) -> bool:
        """Take a plan as current, breaks laid anew if need be; False (and nothing changed) if it cannot be timed."""
        trial = empty_state(self.problem)
        load(self.problem, trial, solution)
        if not refresh(self.problem, trial, self.work) and not (
                lay_breaks(self.problem, trial, self.work) and refresh(self.problem, trial, self.work)):
            return False
        copy_state(trial, self.current)
        if trial.total[1] < self.best.total[1]:
            copy_state(trial, self.best)
        return True

    def run(self, iterations: int, hot: float, cold: float) -> None:
        """Anneal for some iterations between two temperatures."""
        anneal(self.problem, self.current, self.best, self.saved, self.backup, self.work, iterations, hot, cold)
        self.iterations += iterations

    def warmth(self) -> tuple[float, float]:
        """Give start and end temperature from what an average stop costs in the current plan."""
        per_stop = max(10.0, float(self.current.run["cost"].sum()) / max(1, int(self.current.run["count"].sum())))
        return per_stop, 0.06 * per_stop


def load(problem: Problem, state: State, solution: Solution) -> None:
    """Write a plan's routes, and breaks where they may lie, into an empty state; times are left to ``refresh``."""
    for r, jobs in enumerate(solution.routes):
        before = problem.n_jobs + r
        pause, mode, due = solution.breaks[r], problem.run["mode"][r], problem.run["break_from"][r]
        for job in (*jobs, problem.n_jobs + problem.n_routes + r):
            inside = before < problem.n_jobs and job < problem.n_jobs
            if pause is not None and state.run["brk"][r] < 0 and due <= (2 if inside else 1) and (
                    job >= problem.n_jobs or solution.starts[job] >= pause[1]):
                state.run["brk"][r] = job
            state.node["nxt"][before], state.node["prv"][job], state.node["route"][job] = job, before, r
            if jobs:
                state.node["leg"][job] = problem.travel[mode, problem.node["place"][before], problem.node["place"][job]]
            before = job
        state.run["count"][r] = len(jobs)


def extract(problem: Problem, state: State, work: Work) -> Solution:
    """Give the tightened schedule of a refreshed state."""
    starts = [UNPLANNED] * problem.n_jobs
    routes: list[tuple[int, ...]] = []
    breaks: list[Pause | None] = []
    for r in range(problem.n_routes):
        price_route(problem, state, work, r)
        jobs = _jobs_of(problem, state, r)
        for job in jobs:
            starts[job] = int(work.final[job])
        routes.append(jobs)
        pause = (int(work.figures["break_begin"][0]), int(work.figures["break_end"][0]))
        breaks.append(pause if jobs and state.run["brk"][r] >= 0 else None)
    return Solution(tuple(routes), tuple(starts), tuple(breaks))


def columns_of(problem: Problem, state: State) -> dict[Round, int]:
    """Give the routes of a state with their local costs."""
    return {(r, _jobs_of(problem, state, r)): int(state.run["cost"][r]) for r in range(problem.n_routes)}


def _jobs_of(problem: Problem, state: State, r: int) -> tuple[int, ...]:
    jobs: list[int] = []
    node = int(state.node["nxt"][problem.n_jobs + r])
    while node < problem.n_jobs:
        jobs.append(node)
        node = int(state.node["nxt"][node])
    return tuple(jobs)
