"""Historical days planned again, side by side with what was planned and delivered then."""

from triagering.models.memory import Memory
from triagering.parts import split_day
from triagering.replay.batch import Outcome, Workers, process_pool, solve_many
from triagering.replay.report import write_report
from triagering.replay.runs import Replay, replay
from triagering.replay.store import Task
from triagering.replay.strategies import Strategy
from triagering.replay.summary import over_time, summarise

__all__ = [
    "Memory", "Outcome", "Replay", "Strategy", "Task", "Workers", "over_time", "process_pool", "replay", "solve_many",
    "split_day", "summarise", "write_report",
]
