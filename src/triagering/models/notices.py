"""What is allowed and planned, but a person should look at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class NoticeKind(StrEnum):
    """What there is to look at."""

    CONTACT_UNFIT = "contact_unfit"
    """A contact person who is a substitute, or whose profession is no care profession (level 0 of ``Settings.levels``).

    A contact person is a social or health care employee, no cleaner and no temp (two municipal papers).
    """
    CONTACT_ELSEWHERE = "contact_elsewhere"
    """A contact person of another miniteam than the citizen's (the same papers: the miniteam carries the citizen)."""
    NO_BREAK = "no_break"
    """A shift of more than six hours without a break (guide to breaks, FOA and KL)."""
    KEPT_BY_REST = "kept_by_rest"
    """A carer of an activity whom daily rest keeps from being there: the others have it without them."""
    VISITS_OVERLAP = "visits_overlap"
    """Two visits to a citizen at the same time, by different carers, that no link ties."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to look at."""

    kind: NoticeKind
    """What it is."""
    ids: tuple[str, ...]
    """Whom or what it is about: citizen and contact person, carer, activity and carer, or citizen and both visits."""
