"""Everything that comes in and goes out: days, plans, run lists, made days, public benchmark instances."""

from triagering.io.outcome import describe_result
from triagering.io.runlist import run_lists, run_lists_html
from triagering.io.uhhc import UhhcCase, read_uhhc, uhhc_solution, uhhc_total

__all__ = ["UhhcCase", "describe_result", "read_uhhc", "run_lists", "run_lists_html", "uhhc_solution", "uhhc_total"]
