"""What is allowed but should be looked at, in words."""

from __future__ import annotations

from collections.abc import Iterable

from triagering.io.labels import some_of
from triagering.models.base import Language
from triagering.models.notices import Notice, NoticeKind

WORDS = {
    "en": {
        "title": "Look at",
        NoticeKind.CONTACT_UNFIT: "contact persons who are temps or of no care profession",
        NoticeKind.CONTACT_ELSEWHERE: "contact persons of another miniteam",
        NoticeKind.NO_BREAK: "shifts of more than six hours without a break",
        NoticeKind.KEPT_BY_REST: "meetings and group activities that rest keeps carers from",
        NoticeKind.VISITS_OVERLAP: "two visits to a citizen at the same time",
    },
    "da": {
        "title": "Se på",
        NoticeKind.CONTACT_UNFIT: "kontaktpersoner, der er afløsere eller uden plejefag",
        NoticeKind.CONTACT_ELSEWHERE: "kontaktpersoner fra et andet miniteam",
        NoticeKind.NO_BREAK: "vagter på mere end seks timer uden pause",
        NoticeKind.KEPT_BY_REST: "møder og gruppeaktiviteter, som hvile holder medarbejdere fra",
        NoticeKind.VISITS_OVERLAP: "to besøg hos en borger på samme tid",
    },
}
"""Words of the list."""


def notices_text(found: Iterable[Notice], *, language: Language = "en") -> str:
    """Give what ``find_notices`` found, a line for each kind; nothing if there is nothing.

    >>> print(notices_text([Notice(NoticeKind.NO_BREAK, ("c1",)), Notice(NoticeKind.CONTACT_ELSEWHERE, ("z1", "c2"))]))
    Look at
      contact persons of another miniteam: z1 (c2)
      shifts of more than six hours without a break: c1
    """
    words, about = WORDS[language], {kind: list[str]() for kind in NoticeKind}
    for one in found:
        about[one.kind].append(_about(one))
    shown = [f"  {words[kind]}: {some_of(ids)}" for kind, ids in about.items() if ids]
    return "\n".join([words["title"], *shown]) if shown else ""


def _about(one: Notice) -> str:
    first, *others = one.ids
    return f"{first} ({', '.join(others)})" if others else first
