"""Names that a caller asks about: each must be one of the day's."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from triagering.errors import InputError, Issue
from triagering.models.base import mentions_cpr
from triagering.models.hints import did_you_mean

if TYPE_CHECKING:
    from triagering.models.day import Day


def names_of(given: Collection[str]) -> list[str]:
    """Give the names that are asked about in order, each once; one name alone is one, not its letters.

    >>> names_of("c10"), names_of(["c2", "c1", "c2"])
    (['c10'], ['c1', 'c2'])
    """
    return sorted({given} if isinstance(given, str) else set(given))


def carers_asked(given: Collection[str] | None, days: Sequence[Day]) -> list[str] | None:
    """Give the carers that ``carer=`` asks about, each on one of the days at least; None where all are meant.

    Raises
    ------
    InputError
        If one is on none of them (E102).
    """
    if given is None:
        return None
    names, known = names_of(given), {carer.id for day in days for carer in day.carers}
    if issues := list(unknown("carer", "carer", names, known, "day" if len(days) == 1 else "week")):
        raise InputError(issues)
    return names


def unknown(argument: str, what: str, names: Collection[str], known: Collection[str],
            whole: str = "day") -> Iterator[Issue]:
    """Name what an argument asks of that is none of those known (E102).

    >>> print(*unknown("gone", "carer", ["c1", "c9"], {"c1"}))
    E102 gone c9 carer='c9': is no carer of the day. Hint: name a carer of the day
    """
    for name in sorted(set(names) - set(known)):
        yield Issue("E102", argument, shown(name), what, shown(name), f"is no {what} of the {whole}",
                    did_you_mean(name, known) or f"name a {what} of the {whole}")


def shown(name: object) -> str:
    """Give a name as far as it may be repeated."""
    return "" if mentions_cpr(str(name)) else str(name)[:40]
