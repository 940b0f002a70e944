"""A day with three red and eight yellow citizens, a discharge and an admission: ``python examples/triage_day/run.py``.

Reads the day of a miniteam (``day``), what was seen and decided (``triage.json``) and the local rules
(``triage.toml``); prints the triage board, what was changed in the day and why, the run lists, and what had to be left
out.
"""

from pathlib import Path

from triagering import (
    check,
    effects_text,
    left_out,
    left_out_text,
    plan_day,
    read_day,
    read_triage_input,
    read_triage_settings,
    run_lists,
    triage,
    triage_board,
)
from triagering.models.triage_result import TriageResult

HERE = Path(__file__).parent


def triaged() -> TriageResult:
    """Triage the example day."""
    told = read_triage_input(HERE / "triage.json")
    return triage(read_day(HERE / "day"), told.observations, told.decisions, told.tasks, at=told.at,
                  settings=read_triage_settings(HERE / "triage.toml"))


if __name__ == "__main__":
    result = triaged()
    print(triage_board(result, language="en"))
    print(effects_text(result, language="en"))
    planned = plan_day(result.day, seconds=10)
    print(run_lists(result.day, planned.plan))
    print(left_out_text(result.day, left_out(result.day, planned)))
    print("valid:", check(result.day, planned.plan).valid)
