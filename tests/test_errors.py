"""Errors survive the way between processes."""

from __future__ import annotations

import pickle

from triagering.errors import InputError, Issue, MissingExtraError


def test_input_errors_keep_their_issues() -> None:
    error = InputError([Issue("E102", "visits", "v7", "citizen", "c9", "refers to an unknown citizen")])
    again = pickle.loads(pickle.dumps(error))
    assert again.issues == error.issues
    assert str(again) == str(error)


def test_missing_extras_keep_their_hint() -> None:
    again = pickle.loads(pickle.dumps(MissingExtraError("duckdb", "history")))
    assert "triagering[history]" in str(again)
