"""What the checker says: violations by rule and id, and every cost by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from triagering.models import TERM_RULE, URGENCY_CLASSES, Charge, Rule, Term
from triagering.models.base import summed


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule: which, by whom, how.

    >>> print(Violation(Rule.TIME, ("v7", "c1"), "starts at 07:31, outside 07:00-07:30"))
    time v7, c1: starts at 07:31, outside 07:00-07:30
    """

    rule: Rule
    """The rule."""
    ids: tuple[str, ...]
    """What it is about, most specific first: visits, activities, links, carers."""
    detail: str
    """For people; ids, times and counts only."""

    def __str__(self) -> str:
        return f"{self.rule} {', '.join(self.ids)}: {self.detail}"


@dataclass(frozen=True)
class Report:
    """A plan, judged: valid or not, and what it costs."""

    violations: tuple[Violation, ...]
    """Everything that breaks a rule, in order of rule."""
    charges: tuple[Charge, ...]
    """Every cost that is not zero, with who it is about, in order of rule."""
    unplanned_by_class: dict[str, int]
    """Visits and activities left out per urgency class, most urgent first; empty classes are left out."""

    @property
    def valid(self) -> bool:
        """Whether no rule is broken."""
        return not self.violations

    @property
    def costs(self) -> dict[Term, int]:
        """Cost per term, in order of rule; terms that cost nothing are left out."""
        return summed(((charge.term, charge.cost) for charge in self.charges), Term)

    @property
    def cost(self) -> int:
        """Sum of all charges; says little about a plan that is not valid."""
        return sum(charge.cost for charge in self.charges)

    @property
    def order(self) -> tuple[tuple[int, ...], int]:
        """What plans are compared by, less is better: what they leave out, class by class, and then their cost."""
        return tuple(self.unplanned_by_class.get(name, 0) for name in URGENCY_CLASSES), self.cost


def priced(term: Term, price: int, amount: int, *about: str) -> Iterator[Charge]:
    """Give the charge for some units of a term, or nothing if it costs nothing.

    >>> [charge.cost for charge in priced(Term.TRAVEL, 10, 7, "c1")]
    [70]
    >>> list(priced(Term.TRAVEL, 10, 0, "c1"))
    []
    """
    if price > 0 and amount > 0:
        yield Charge(rule=TERM_RULE[term], term=term, about=about, amount=amount, cost=amount * price)
