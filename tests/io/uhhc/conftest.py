"""Variants of the tiny instances."""

import json

import pytest

from tests.io.uhhc.tiny import TINY
from triagering.io.uhhc import read_uhhc


@pytest.fixture
def variant(tmp_path):
    """Read a tiny instance after a change to its JSON."""
    def read(name, change=lambda raw: None):
        raw = json.loads((TINY / f"{name}.json").read_text(encoding="utf-8"))
        change(raw)
        path = tmp_path / "instance.json"
        path.write_text(json.dumps(raw), encoding="utf-8")
        return read_uhhc(path)
    return read
