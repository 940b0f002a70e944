"""Whom to tell what when a plan takes the place of another, in words: per citizen, per carer, and what it costs."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from triagering.io.labels import called, dated
from triagering.io.layout import columns
from triagering.models import Activity, Day
from triagering.models.base import Language
from triagering.models.changes import Move, PlanComparison, concerned

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
        The day of the first plan, if it has visits that the other has not: it names their citizens.
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
    teller = _Teller(day, language, before, elsewhere or {})
    costs = ", ".join(f"{rule.danish if language == 'da' else rule.value} {amount:+d}"
                      for rule, amount in changes.by_rule.items())
    lines = [*teller.lines(changes.moves), f"{teller.words['costs']}: {costs or teller.words['same']}"]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class _Teller:
    """What it takes to put moves in words."""

    day: Day
    language: Language
    before: Day | None
    elsewhere: Mapping[str, dt.date]

    @property
    def words(self) -> dict[str, str]:
        """The words of the list."""
        return WORDS[self.language]

    @property
    def days(self) -> list[Day]:
        """The days that may know what moved."""
        return [self.day] if self.before is None else [self.day, self.before]

    def lines(self, moves: Sequence[Move]) -> Iterator[str]:
        """Give the list, visit by visit and carer by carer."""
        if not moves:
            yield self.words["none"]
            return
        ordered = sorted(moves, key=lambda move: (self.citizen(move), _start(move), move.id))
        yield self.headline(ordered)
        yield from columns([(self.citizen(move) or self.other(move), move.id,
                             f"{self.side(move)} → {self.side(move, after=True)}{self.tell(move)}")
                            for move in ordered])
        yield self.words["carers"]
        yield from (f"  {line}" for line in self.carers(ordered))

    def citizen(self, move: Move) -> str:
        """Give whom it concerns; nobody in particular where it is an activity, or no visit that is known."""
        return next((day.visit_by_id[move.id].citizen for day in self.days if move.id in day.visit_by_id), "")

    def other(self, move: Move) -> str:
        """Say what it is if it is no visit that is known."""
        activity = self.activity(move)
        return called(activity, self.language) if activity else "–"

    def activity(self, move: Move) -> Activity | None:
        """Give the activity that it is, of two days as the one with citizens has it; none where it was a visit."""
        known = [day.activity_by_id[move.id] for day in self.days if move.id in day.activity_by_id]
        return None if self.citizen(move) else max(known, key=lambda one: bool(one.citizens), default=None)

    def group(self, move: Move) -> bool:
        """Say whether it is a group activity."""
        activity = self.activity(move)
        return activity is not None and bool(activity.citizens)

    def tell(self, move: Move) -> str:
        """Name who takes part, or took part, in a group activity; whom a visit is of stands before it."""
        if not self.group(move):
            return ""
        return "; " + self.words["tell"].format(citizens=", ".join(concerned(move.id, self.days)))

    def headline(self, moves: Sequence[Move]) -> str:
        """Say how many visits, meetings and group activities there are, and how many citizens they concern."""
        found = Counter("visit" if activity is None else "group" if activity.citizens else "meeting"
                        for activity in map(self.activity, moves))
        citizens = len({citizen for move in moves for citizen in concerned(move.id, self.days)})
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
        vanished = "off" if self.group(move) else "gone"
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


def _start(move: Move) -> int:
    return min((start for start in (move.start_before, move.start_after) if start is not None), default=0)
