"""Plans a home-care day: the right hands for each visit, as few strangers as possible at the door.

Everything meant for users is importable from here; each name is loaded when it is first used, so that
``import triagering`` stays quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from triagering.lazy import lazily

if TYPE_CHECKING:
    from triagering.errors import InputError as InputError
    from triagering.errors import InternalError as InternalError
    from triagering.errors import Issue as Issue
    from triagering.errors import MissingExtraError as MissingExtraError
    from triagering.errors import TriageringError as TriageringError
    from triagering.evaluation import Definition as Definition
    from triagering.evaluation import Kpis as Kpis
    from triagering.evaluation import Report as Report
    from triagering.evaluation import check as check
    from triagering.evaluation import compare_periods as compare_periods
    from triagering.evaluation import compare_plans as compare_plans
    from triagering.evaluation import distinct_carers as distinct_carers
    from triagering.evaluation import evaluate as evaluate
    from triagering.evaluation import evaluate_period as evaluate_period
    from triagering.evaluation import find_exchanges as find_exchanges
    from triagering.evaluation import find_notices as find_notices
    from triagering.evaluation import left_out as left_out
    from triagering.explaining import alternatives as alternatives
    from triagering.explaining import explain as explain
    from triagering.io import History as History
    from triagering.io import board_frame as board_frame
    from triagering.io import changes_text as changes_text
    from triagering.io import day_from_frames as day_from_frames
    from triagering.io import day_from_json as day_from_json
    from triagering.io import day_schema as day_schema
    from triagering.io import day_to_frames as day_to_frames
    from triagering.io import describe_result as describe_result
    from triagering.io import describe_week as describe_week
    from triagering.io import effects_text as effects_text
    from triagering.io import explanation_text as explanation_text
    from triagering.io import generate_day as generate_day
    from triagering.io import generate_days as generate_days
    from triagering.io import left_out_text as left_out_text
    from triagering.io import notices_text as notices_text
    from triagering.io import plan_schema as plan_schema
    from triagering.io import plan_to_frame as plan_to_frame
    from triagering.io import read_day as read_day
    from triagering.io import read_meeting as read_meeting
    from triagering.io import read_plan as read_plan
    from triagering.io import read_planned_week as read_planned_week
    from triagering.io import read_result as read_result
    from triagering.io import read_score_table as read_score_table
    from triagering.io import read_triage_input as read_triage_input
    from triagering.io import read_triage_settings as read_triage_settings
    from triagering.io import read_uhhc as read_uhhc
    from triagering.io import read_week as read_week
    from triagering.io import run_lists as run_lists
    from triagering.io import run_lists_html as run_lists_html
    from triagering.io import simulate as simulate
    from triagering.io import triage_board as triage_board
    from triagering.io import triage_board_html as triage_board_html
    from triagering.io import triage_schema as triage_schema
    from triagering.io import uhhc_solution as uhhc_solution
    from triagering.io import uhhc_total as uhhc_total
    from triagering.io import week_board as week_board
    from triagering.io import week_html as week_html
    from triagering.io import with_history as with_history
    from triagering.io import write_day as write_day
    from triagering.io import write_meeting as write_meeting
    from triagering.io import write_plan as write_plan
    from triagering.io import write_triage as write_triage
    from triagering.io import write_week as write_week
    from triagering.models import Day as Day
    from triagering.models import Plan as Plan
    from triagering.models import Prices as Prices
    from triagering.models import Result as Result
    from triagering.models import Rule as Rule
    from triagering.models import Settings as Settings
    from triagering.models import Status as Status
    from triagering.models import Term as Term
    from triagering.models.triage import AgreedTask as AgreedTask
    from triagering.models.triage import ColourDecision as ColourDecision
    from triagering.models.triage import TriageColour as TriageColour
    from triagering.parts import split_day as split_day
    from triagering.planning import Progress as Progress
    from triagering.planning import plan_day as plan_day
    from triagering.replanning import day_at as day_at
    from triagering.replanning import replan_day as replan_day
    from triagering.triage import hold_meeting as hold_meeting
    from triagering.triage import triage as triage
    from triagering.weeks import check_week as check_week
    from triagering.weeks import evaluate_week as evaluate_week
    from triagering.weeks import plan_week as plan_week
    from triagering.weeks import replan_week as replan_week

__version__ = "0.1.0"

_NAMES = {
    "triagering.errors": ("InputError", "InternalError", "Issue", "MissingExtraError", "TriageringError"),
    "triagering.evaluation": (
        "Definition", "Kpis", "Report", "check", "compare_periods", "compare_plans", "distinct_carers", "evaluate",
        "evaluate_period", "find_exchanges", "find_notices", "left_out",
    ),
    "triagering.explaining": ("alternatives", "explain"),
    "triagering.io": (
        "History", "board_frame", "changes_text", "day_from_frames", "day_from_json", "day_schema", "day_to_frames",
        "describe_result", "describe_week", "effects_text", "explanation_text", "generate_day", "generate_days",
        "left_out_text", "notices_text", "plan_schema", "plan_to_frame", "read_day", "read_meeting", "read_plan",
        "read_planned_week", "read_result", "read_score_table", "read_triage_input", "read_triage_settings",
        "read_uhhc", "read_week", "run_lists", "run_lists_html", "simulate", "triage_board", "triage_board_html",
        "triage_schema", "uhhc_solution", "uhhc_total", "week_board", "week_html", "with_history", "write_day",
        "write_meeting", "write_plan", "write_triage", "write_week",
    ),
    "triagering.models": ("Day", "Plan", "Prices", "Result", "Rule", "Settings", "Status", "Term"),
    "triagering.models.triage": ("AgreedTask", "ColourDecision", "TriageColour"),
    "triagering.parts": ("split_day",),
    "triagering.planning": ("Progress", "plan_day"),
    "triagering.replanning": ("day_at", "replan_day"),
    "triagering.triage": ("hold_meeting", "triage"),
    "triagering.weeks": ("check_week", "evaluate_week", "plan_week", "replan_week"),
}
__all__ = sorted(name for names in _NAMES.values() for name in names)  # noqa: PLE0605 - one list of names is enough
__getattr__, __dir__ = lazily(__name__, _NAMES)
