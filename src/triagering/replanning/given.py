"""What a day that has begun is planned again with: who went elsewhere, and minutes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from triagering.errors import InputError, Issue
from triagering.models import Day
from triagering.models.asked import shown
from triagering.models.base import HORIZON

Came = tuple[tuple[str, int], ...]
"""Who came, and when they began; in order of start."""


def came(went: Mapping[str, Sequence[tuple[str, int]]]) -> dict[str, Came]:
    """Give who came to each visit, in order of start; refuse what lists no carers and starts (E510)."""
    wrong = [""] if not isinstance(went, Mapping) else [id_ for id_, stops in went.items() if not _lists_carers(stops)]
    if wrong:
        raise InputError([Issue("E510", "went", shown(id_), "", "", "is no list of carers and when they began",
                                'give pairs, as {"v1": [("c01", 545)]}; an empty list where nobody came')
                          for id_ in wrong])
    return {str(id_): tuple(sorted(((carer, start) for carer, start in stops), key=lambda one: one[1]))
            for id_, stops in went.items()}


def _lists_carers(came: object) -> bool:
    return isinstance(came, Collection) and not isinstance(came, str | Mapping) and all(
        isinstance(one, tuple | list) and len(one) == 2 and isinstance(one[0], str) and _is_minute(one[1])
        for one in came)


def _is_minute(given: object) -> bool:
    return isinstance(given, int) and not isinstance(given, bool) and abs(given) <= HORIZON


def earlier(day: Day, minute: int) -> Iterator[Issue]:
    """Refuse to take a day back: what has begun since would not have."""
    if not _is_minute(minute):
        yield Issue("E511", "replan", "", "minute", shown(minute), "is no minute of the day", "give minutes, as 605")
    elif day.now is not None and minute < day.now:
        yield Issue("E511", "replan", "", "minute", day.clock(minute),
                    f"is before the minute at which the day stands ({day.clock(day.now)})",
                    "give that time or a later one, or the day as it was before")


def no_minutes(**minutes: int) -> Iterator[Issue]:
    """Refuse what is no number of minutes."""
    for name, given in minutes.items():
        if not _is_minute(given) or given < 0:
            yield Issue("E511", "replan", "", name, shown(given), "is no number of minutes, 0 or more",
                        "give minutes, as 15")
