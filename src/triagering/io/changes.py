"""Whom to tell what when a plan takes the place of another, in words: per citizen, per carer, and what it costs."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from triagering.io.labels import WORDS as COMMON
from triagering.io.labels import dated
from triagering.io.layout import columns
from triagering.models import Day
from triagering.models.base import Language
from triagering.models.changes import Move, PlanComparison

WORDS = {
    "en": {
        "title": "Changed", "of": "of", "for": "for", "none": "Nobody comes at another time, or to somebody else.",
        "visit": "1 visit", "visits": "{n} visits", "citizen": "1 citizen", "citizens": "{n} citizens",
        "meeting": "1 meeting", "meetings": "{n} meetings", "group": "1 group activity",
        "groups": "{n} group activities", "and": "and",
        "out": "left out", "gone": "not on this day", "off": "called off", "tell": "tell {citizens}", "new": "new",
        "carers": "By carer", "gives": "gives up",
        "gets": "gets", "shifts": "at another time", "costs": "Cost by rule", "same": "no rule costs more or less",
    },
    "da": {
        "title": "Ændret", "of": "hos", "for": "for", "none": "Ingen kommer på et andet tidspunkt eller til en anden.",
        "visit": "1 besøg", "visits": "{n} besøg", "citizen": "1 borger", "citizens": "{n} borgere",
        "meeting": "1 møde", "meetings": "{n} møder", "group": "1 gruppeaktivitet",
        "groups": "{n} gruppeaktiviteter", "and": "og",
        "out": "udeladt", "gone": "ikke denne dag", "off": "aflyst", "tell": "sig det til {citizens}", "new": "nyt",
        "carers": "Pr. medarbejder", "gives": "afgiver",
        "gets": "får", "shifts": "på et andet tidspunkt", "costs": "Pris pr. regel",
        "same": "ingen regel koster mere eller mindre",
    },
}
"""Words of the list."""


def changes_text(day: Day, changes: PlanComparison, *, language: Language = "en", before: Day | None = None,
                 elsewhere: Mapping[str, dt.date] | None = None) -> str:
    """Say whom to tell what: of each visit who was to come and when, and who comes now; then of each carer.

    Parameters
    ----------
    day
        The day that both plans were compared on.
    changes
        What ``compare_plans`` gave.
    language
        ``en`` or ``da``; ids stay as they are.
    before
        The day of the first plan, if it has visits or activities that the other has not, and ``compare_plans`` was not
        given it: it says whom they concern.
    elsewhere
        The dates on which visits of one of the plans are done, or were to be done, by the other.

    Examples
    --------
    >>> from triagering import compare_plans, generate_day, plan_day
    >>> day = generate_day(visits=12, carers=3, seed=1)
    >>> plan = plan_day(day, effort=50, workers=1).plan
    >>> print(changes_text(day, compare_plans(day, plan, plan)), end="")
    Nobody comes at another time, or to somebody else.
    Cost by rule: no rule costs more or less
    """
    teller = _Teller(day, language, elsewhere or {})
    costs = ", ".join(f"{rule.danish if language == 'da' else rule.value} {amount:+d}"
                      for rule, amount in changes.by_rule.items())
    moves = [move.known_on([day] if before is None else [day, before]) for move in changes.moves]
    lines = [*teller.lines(moves), f"{teller.words['costs']}: {costs or teller.words['same']}"]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class _Teller:
    """What it takes to put moves in words."""

    day: Day
    language: Language
    elsewhere: Mapping[str, dt.date]

    @property
    def words(self) -> dict[str, str]:
        """The words of the list."""
        return WORDS[self.language]

    def lines(self, moves: Sequence[Move]) -> Iterator[str]:
        """Give the list, visit by visit and carer by carer."""
        if not moves:
            yield self.words["none"]
            return
        ordered = sorted(moves, key=lambda move: (_citizen(move), _start(move), move.id))
        yield self.headline(ordered)
        yield from columns([(_citizen(move) or self.other(move), move.id,
                             f"{self.side(move)} → {self.side(move, after=True)}{self.tell(move)}")
                            for move in ordered])
        yield self.words["carers"]
        yield from (f"  {line}" for line in self.carers(ordered))

    def other(self, move: Move) -> str:
        """Say what it is if it is no visit that is known."""
        return "–" if move.kind is None else COMMON[self.language]["group" if move.kind == "group" else "activity"]

    def tell(self, move: Move) -> str:
        """Name who takes part, or took part, in a group activity; whom a visit is of stands before it."""
        return "; " + self.words["tell"].format(citizens=", ".join(move.citizens)) if move.kind == "group" else ""

    def headline(self, moves: Sequence[Move]) -> str:
        """Say how many visits, meetings and group activities there are, and how many citizens they concern."""
        found = Counter(move.kind or "visit" for move in moves)
        citizens = len({citizen for move in moves for citizen in move.citizens})
        said = [self.some(what, found[what]) for what in ("visit", "meeting", "group") if found[what]]
        title = self.words["title"]
        if found["group"]:
            title += f" {self.words['for']} {self.some('citizen', citizens)}"
        elif citizens:
            said[0] += f" {self.words['of']} {self.some('citizen', citizens)}"
        *first, last = said
        return f"{title}: " + (f"{', '.join(first)} {self.words['and']} {last}" if first else last)

    def some(self, what: str, n: int) -> str:
        """Write a number of something."""
        return self.words[what] if n == 1 else self.words[f"{what}s"].format(n=n)

    def side(self, move: Move, *, after: bool = False) -> str:
        """Say when and by whom, before or after."""
        carers, start = (move.carers_after, move.start_after) if after else (move.carers_before, move.start_before)
        if start is not None:
            return f"{self.day.clock(start)} {', '.join(carers)}"
        if not (move.gone if after else move.new):
            return self.words["out"]
        date = self.elsewhere.get(move.id)
        vanished = "off" if move.kind == "group" else "gone"
        return self.words[vanished if after else "new"] if date is None else dated(date, self.language)

    def carers(self, moves: Sequence[Move]) -> Iterator[str]:
        """Say of each carer what goes, what comes, and what is at another time."""
        told: dict[str, dict[str, list[tuple[int, str]]]] = {}
        for move in moves:
            for carer in {*move.carers_before, *move.carers_after}:
                kind = ("gets" if carer not in move.carers_before else "gives" if carer not in move.carers_after
                        else "shifts" if move.start_before != move.start_after else "")
                at = move.start_before if kind == "gives" else move.start_after
                if kind and at is not None:
                    told.setdefault(carer, {}).setdefault(kind, []).append((at, move.id))
        for carer, kinds in sorted(told.items()):
            yield f"{carer}: " + "; ".join(
                f"{self.words[kind]} " + ", ".join(f"{id_} {self.day.clock(at)}" for at, id_ in sorted(kinds[kind]))
                for kind in ("gives", "gets", "shifts") if kind in kinds)


def _citizen(move: Move) -> str:
    """Give whose visit it is; nobody's where it is an activity, or no visit that is known."""
    return move.citizens[0] if move.kind == "visit" else ""


def _start(move: Move) -> int:
    return min((start for start in (move.start_before, move.start_after) if start is not None), default=0)
