"""What somebody may have meant who wrote a name that is not known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from triagering.models.base import mentions_cpr


def did_you_mean(word: str, known: Iterable[str], alike: float = 0.6) -> str:
    """Give ``did you mean 'c1'?`` when something known is that close (1: the same), else nothing.

    Numbers are the same with and without zeros in front.

    >>> did_you_mean("priorty", ["priority", "minutes"]), did_you_mean("z3", ["z030", "z003", "z013"])
    ("did you mean 'priority'?", "did you mean 'z003'?")
    """
    close = nearest(word, known, alike)
    return f"did you mean {close!r}?" if close else ""


def nearest(word: str, known: Iterable[str], alike: float = 0.6) -> str:
    """Give what is known and that close, or nothing.

    >>> nearest("priorty", ["priority", "minutes"]), nearest("x", ["priority"])
    ('priority', '')
    """
    names = [name for name in known if not mentions_cpr(name)]
    same = [name for name in names if _bare(name) == _bare(word)]
    return next(iter(same or get_close_matches(word, names, n=1, cutoff=alike)), "")


def _bare(name: str) -> str:
    return re.sub(r"(?<!\d)0+(?=\d)", "", name)
