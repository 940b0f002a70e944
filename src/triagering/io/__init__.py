"""Everything that comes in and goes out: days, plans, run lists, made days, public benchmark instances.

Names are loaded when they are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from triagering.lazy import lazily

if TYPE_CHECKING:
    from triagering.io.board import board_frame, effects_text, triage_board
    from triagering.io.board_pages import triage_board_html
    from triagering.io.changes import changes_text
    from triagering.io.days import day_from_json, read_day, read_plan, read_result, write_day, write_plan
    from triagering.io.explanation import explanation_text
    from triagering.io.frames import day_from_frames, day_to_frames
    from triagering.io.history import History, with_history
    from triagering.io.jsonfiles import day_schema, plan_schema
    from triagering.io.left_out import left_out_text
    from triagering.io.notices import notices_text
    from triagering.io.outcome import describe_result
    from triagering.io.runlist import run_lists
    from triagering.io.runlist_pages import run_lists_html
    from triagering.io.simulation import simulate
    from triagering.io.stops import plan_to_frame
    from triagering.io.synthetic import generate_day, generate_days
    from triagering.io.travel import DEFAULT_MODES, ModeSpeed, closed, travel_from_coordinates
    from triagering.io.triage_files import (
        read_meeting,
        read_score_table,
        read_triage_input,
        read_triage_settings,
        triage_schema,
        write_meeting,
        write_triage,
    )
    from triagering.io.uhhc import UhhcCase, read_uhhc, uhhc_solution, uhhc_total
    from triagering.io.week_pages import week_html
    from triagering.io.week_texts import describe_week, week_board
    from triagering.io.weeks import read_planned_week, read_week, write_week

__all__ = [
    "DEFAULT_MODES", "History", "ModeSpeed", "UhhcCase", "board_frame", "changes_text", "closed", "day_from_frames",
    "day_from_json", "day_schema", "day_to_frames", "describe_result", "describe_week", "effects_text",
    "explanation_text", "generate_day", "generate_days", "left_out_text", "notices_text", "plan_schema",
    "plan_to_frame", "read_day", "read_meeting", "read_plan", "read_planned_week", "read_result", "read_score_table",
    "read_triage_input", "read_triage_settings", "read_uhhc", "read_week", "run_lists", "run_lists_html", "simulate",
    "travel_from_coordinates", "triage_board", "triage_board_html", "triage_schema", "uhhc_solution", "uhhc_total",
    "week_board", "week_html", "with_history", "write_day", "write_meeting", "write_plan", "write_triage",
    "write_week",
]

_NAMES = {
    "triagering.io.board": ("board_frame", "effects_text", "triage_board"),
    "triagering.io.board_pages": ("triage_board_html",),
    "triagering.io.changes": ("changes_text",),
    "triagering.io.days": ("day_from_json", "read_day", "read_plan", "read_result", "write_day", "write_plan"),
    "triagering.io.explanation": ("explanation_text",),
    "triagering.io.frames": ("day_from_frames", "day_to_frames"),
    "triagering.io.history": ("History", "with_history"),
    "triagering.io.jsonfiles": ("day_schema", "plan_schema"),
    "triagering.io.left_out": ("left_out_text",),
    "triagering.io.notices": ("notices_text",),
    "triagering.io.outcome": ("describe_result",),
    "triagering.io.runlist": ("run_lists",),
    "triagering.io.runlist_pages": ("run_lists_html",),
    "triagering.io.simulation": ("simulate",),
    "triagering.io.stops": ("plan_to_frame",),
    "triagering.io.synthetic": ("generate_day", "generate_days"),
    "triagering.io.travel": ("DEFAULT_MODES", "ModeSpeed", "closed", "travel_from_coordinates"),
    "triagering.io.triage_files": (
        "read_meeting", "read_score_table", "read_triage_input", "read_triage_settings", "triage_schema",
        "write_meeting", "write_triage",
    ),
    "triagering.io.uhhc": ("UhhcCase", "read_uhhc", "uhhc_solution", "uhhc_total"),
    "triagering.io.week_pages": ("week_html",),
    "triagering.io.week_texts": ("describe_week", "week_board"),
    "triagering.io.weeks": ("read_planned_week", "read_week", "write_week"),
}
__getattr__, __dir__ = lazily(__name__, _NAMES)
