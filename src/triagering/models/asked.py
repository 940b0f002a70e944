"""Names that a caller asks about: each must be one of the day's."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from triagering.errors import Issue
from triagering.models.base import mentions_cpr
from triagering.models.hints import did_you_mean


def names_of(given: Collection[str]) -> list[str]:
    """Give the names that are asked about in order, each once; one name alone is one, not its letters.

    >>> names_of("c10"), names_of(["c2", "c1", "c2"])
    (['c10'], ['c1', 'c2'])
    """
    return sorted({given} if isinstance(given, str) else set(given))


def unknown(argument: str, what: str, names: Collection[str], known: Collection[str]) -> Iterator[Issue]:
    """Name what an argument asks of that is none of those known (E102).

    >>> print(*unknown("gone", "carer", ["c1", "c9"], {"c1"}))
    E102 gone c9 carer='c9': is no carer of the day. Hint: name a carer of the day
    """
    for name in sorted(set(names) - set(known)):
        shown = "" if mentions_cpr(name) else name[:40]
        yield Issue("E102", argument, shown, what, shown, f"is no {what} of the day",
                    did_you_mean(name, known) or f"name a {what} of the day")
