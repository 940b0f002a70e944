"""What one plan of a day does differently from another: what moved, and what costs more or less."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from triagering.models.base import summed
from triagering.models.day import Day
from triagering.models.rules import Rule, Term

MoveKind = Literal["visit", "group", "meeting"]


@dataclass(frozen=True, slots=True)
class ChargeChange:
    """One named cost in both plans."""

    rule: Rule
    term: Term
    about: tuple[str, ...]
    """As in ``Charge.about``."""
    before: int
    """Cost in the first plan; 0 when it has none."""
    after: int
    """Cost in the second."""

    @property
    def difference(self) -> int:
        """After less before: negative is cheaper."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Move:
    """One visit or activity that the plans place differently."""

    id: str
    """Of the visit or activity."""
    carers_before: tuple[str, ...]
    """Empty when it was unplanned."""
    carers_after: tuple[str, ...]
    start_before: int | None
    start_after: int | None
    why: tuple[ChargeChange, ...]
    """The costs about it, or about its citizen and one of these carers, that differ; largest first."""
    new: bool = False
    """Whether the first plan says nothing of it: it was neither planned nor left out."""
    gone: bool = False
    """Whether the second plan says nothing of it."""
    citizens: tuple[str, ...] = ()
    """Whom it concerns: the citizen of a visit, or who takes part in a group activity, by any of the days compared."""
    kind: MoveKind | None = None
    """What it is by them: a group activity where anybody took part by one of them; none where none of them has it."""

    def known_on(self, days: Sequence[Day]) -> Move:
        """Give the same with what some days, too, say of what it is and whom it concerns."""
        citizens = (*self.citizens, *(citizen for day in days for citizen in day.citizens_of(self.id)))
        kinds = {self.kind, *(_kind(self.id, day) for day in days)}
        return replace(self, citizens=tuple(dict.fromkeys(citizens)),
                       kind=next((kind for kind in get_args(MoveKind) if kind in kinds), None))

    def begun(self, minute: int) -> bool:
        """Say whether it had begun before a minute, by both plans, or by the first where the second has it no more."""
        before, after = self.start_before, self.start_after
        return before is not None and before < minute and (self.gone or (after is not None and after < minute))

    @property
    def changed(self) -> tuple[str, ...]:
        """What changed: ``planned``, ``unplanned``, ``carer``, ``time``."""
        if not self.carers_before or not self.carers_after:
            return ("planned",) if self.carers_after else ("unplanned",)
        return tuple(name for name, one, other in (("carer", self.carers_before, self.carers_after),
                                                   ("time", self.start_before, self.start_after)) if one != other)


def _kind(id_: str, day: Day) -> MoveKind | None:
    if id_ in day.visit_by_id:
        return "visit"
    activity = day.activity_by_id.get(id_)
    return None if activity is None else "group" if activity.citizens else "meeting"


@dataclass(frozen=True)
class PlanComparison:
    """What one plan of a day does differently from another."""

    moves: tuple[Move, ...]
    """In order of id."""
    changes: tuple[ChargeChange, ...]
    """Every cost that differs, in order of rule."""
    left_out_before: dict[str, int]
    """Visits by class, most urgent first, that the first plan leaves out of this day: also those of a carer who has no
    shift on it any more, though their moves say who was to come."""
    left_out_after: dict[str, int]

    def ahead(self, minute: int) -> PlanComparison:
        """Give the same without the moves of what had begun before a minute: nobody is told of that any more."""
        return replace(self, moves=tuple(move for move in self.moves if not move.begun(minute)))

    @property
    def by_rule(self) -> dict[Rule, int]:
        """Cost after less before, rule by rule; rules without a difference are left out."""
        return summed(((change.rule, change.difference) for change in self.changes), Rule)

    def __str__(self) -> str:
        rules = ", ".join(f"{rule} {amount:+d}" for rule, amount in self.by_rule.items())
        return f"{len(self.moves)} moved; {rules or 'no rule costs more or less'}"
