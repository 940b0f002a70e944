"""Errors survive the way between processes."""

from __future__ import annotations

import pickle

import pytest

from triagering.errors import InputError, Issue, MissingExtraError


def test_input_errors_keep_their_issues() -> None:
    error = InputError([Issue("E102", "visits", "v7", "citizen", "c9", "refers to an unknown citizen")])
    again = pickle.loads(pickle.dumps(error))
    assert again.issues == error.issues
    assert str(again) == str(error)


def test_missing_extras_keep_their_hint() -> None:
    again = pickle.loads(pickle.dumps(MissingExtraError("duckdb", "history")))
    assert "triagering[history]" in str(again)


@pytest.mark.parametrize("part", ["table", "row", "field", "value", "problem", "hint"])
def test_no_id_ends_the_line_or_steers_a_terminal(part: str) -> None:
    """What people may write stays as it is."""
    parts = dict.fromkeys(("table", "row", "field", "value", "problem", "hint"), "æ '→'")
    line = str(Issue("E102", **parts | {part: "Åse\nE601 \x1b[31m\x00\u2028\ud800"}))
    assert line.isprintable()
    assert "Åse\\nE601 \\x1b[31m\\x00\\u2028\\ud800" in line
    assert str(Issue("E102", **parts)) == "E102 æ '→' æ '→' æ '→'=\"æ '→'\": æ '→'. Hint: æ '→'"
