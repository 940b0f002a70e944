"""What comes out: routes of stops, what is left unplanned and why, named costs, bound and gap."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from html import escape
from typing import Annotated, Any

from pydantic import Field

from triagering.models.base import CarerId, Id, Minute, Model, VisitId
from triagering.models.html import html_table
from triagering.models.rules import Rule, Term


def hours_of(minute: int) -> str:
    """Write a minute as hours and minutes from midnight, whatever the clock shows."""
    hours, minutes = divmod(abs(minute), 60)
    return f"{'-' * (minute < 0)}{hours:02}:{minutes:02}"


class StopKind(StrEnum):
    """What a carer does at a stop."""

    VISIT = "visit"
    ACTIVITY = "activity"
    BREAK = "break"


class Stop(Model):
    """One entry of a run list."""

    kind: StopKind
    """What it is."""
    id: Id
    """Id of the visit or activity; ``break`` for a break."""
    start: Minute
    """When it starts."""
    end: Minute
    """When it ends."""

    def __str__(self) -> str:
        return f"{hours_of(self.start)} {self.id}"


class Route(Model):
    """One carer's day; stops in order of time."""

    carer: CarerId
    """Whose."""
    stops: tuple[Stop, ...] = ()
    """May be empty."""


class Reason(StrEnum):
    """Why a visit is unplanned; docs/rules.md says what would help for each."""

    CITIZEN_AWAY = "citizen_away"
    """Its citizen takes part in an activity whenever it may start (time)."""
    NOBODY_QUALIFIED = "nobody_qualified"
    """No carer on shift holds the competences (competence)."""
    NOBODY_ACCEPTED = "nobody_accepted"
    """Vetoes, closed circle or hard wishes exclude every qualified carer (continuity)."""
    CLOSED_DISTRICT = "closed_district"
    """Only carers of other districts could, and the district is closed (boundary)."""
    NO_SHIFT_IN_WINDOW = "no_shift_in_window"
    """No eligible carer is at work, with travel, when it may start (shift and time)."""
    NO_SHIFT_FITS = "no_shift_fits"
    """No eligible carer could do it alone within the most load, with the break that must be taken (shift)."""
    TOO_FEW_CARERS = "too_few_carers"
    """Fewer eligible carers than it needs at once (together)."""
    LINKED = "linked"
    """A visit it is linked to, all or none, cannot be planned (links)."""
    PIN_CONFLICT = "pin_conflict"
    """The pins cannot all be kept (stability)."""
    NO_CAPACITY = "no_capacity"
    """Eligible carers are taken by visits that are at least as urgent (coverage)."""
    PRICE = "price"
    """Leaving it out at its own price is cheaper than visiting (coverage)."""

    @property
    def danish(self) -> str:
        """The short label a planner reads."""
        return _DANISH[self]


REASON_RULE = {
    Reason.CITIZEN_AWAY: Rule.TIME,
    Reason.NOBODY_QUALIFIED: Rule.COMPETENCE,
    Reason.NOBODY_ACCEPTED: Rule.CONTINUITY,
    Reason.CLOSED_DISTRICT: Rule.BOUNDARY,
    Reason.TOO_FEW_CARERS: Rule.TOGETHER,
    Reason.NO_SHIFT_IN_WINDOW: Rule.TIME,
    Reason.NO_SHIFT_FITS: Rule.SHIFT,
    Reason.LINKED: Rule.LINKS,
    Reason.PIN_CONFLICT: Rule.STABILITY,
    Reason.PRICE: Rule.COVERAGE,
    Reason.NO_CAPACITY: Rule.COVERAGE,
}
"""The rule behind each reason: the section of docs/rules.md that names it."""

_DANISH = {
    Reason.CITIZEN_AWAY: "borgeren er til aktivitet",
    Reason.NOBODY_QUALIFIED: "ingen med kompetencerne",
    Reason.NOBODY_ACCEPTED: "ingen, som borgeren har accepteret",
    Reason.CLOSED_DISTRICT: "lukket distrikt",
    Reason.NO_SHIFT_IN_WINDOW: "ingen vagt i tidsrummet",
    Reason.NO_SHIFT_FITS: "passer ikke i nogen vagt",
    Reason.TOO_FEW_CARERS: "for få medarbejdere på én gang",
    Reason.LINKED: "afhængigt besøg ikke planlagt",
    Reason.PIN_CONFLICT: "låste besøg i konflikt",
    Reason.NO_CAPACITY: "ingen ledig tid",
    Reason.PRICE: "billigere at udelade",
}


class Unplanned(Model):
    """A visit or activity that is not in any route."""

    id: VisitId
    """The visit, or the activity."""
    reason: Reason
    """Why."""
    rule: Rule
    """The rule behind the reason."""


class Plan(Model):
    """Who does what, when; every visit of the day is in it exactly once, planned or unplanned."""

    routes: tuple[Route, ...] = ()
    """One per shift, in order of carer id."""
    unplanned: tuple[Unplanned, ...] = ()
    """What is left out, in order of id."""

    @cached_property
    def placed(self) -> dict[str, tuple[tuple[str, int], ...]]:
        """Carers and starts of every visit and activity in a route, by id."""
        found: dict[str, tuple[tuple[str, int], ...]] = {}
        for route in self.routes:
            for stop in route.stops:
                if stop.kind is not StopKind.BREAK:
                    found[stop.id] = (*found.get(stop.id, ()), (route.carer, stop.start))
        return found

    def __str__(self) -> str:
        """Give compact run lists: a line per carer, hours and minutes from midnight; ``run_lists`` tells more.

        >>> stop = Stop(kind=StopKind.VISIT, id="v7", start=451, end=470)
        >>> print(Plan(routes=(Route(carer="c1", stops=(stop,)), Route(carer="c2"))))
        c1: 07:31 v7
        c2: -
        """
        lines = [f"{route.carer}: " + (" · ".join(map(str, route.stops)) or "-") for route in self.routes]
        if self.unplanned:
            lines.append("unplanned: " + ", ".join(f"{entry.id} ({entry.reason})" for entry in self.unplanned))
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        """Give the same as tables, for notebooks."""
        tables = [html_table(((route.carer, " · ".join(map(str, route.stops)) or "-") for route in self.routes),
                             head=("carer", "stops"))]
        if self.unplanned:
            tables.append(html_table(((entry.id, entry.reason, entry.rule) for entry in self.unplanned),
                                     head=("unplanned", "reason", "rule")))
        return "\n".join(tables)


class Status(StrEnum):
    """What is known about a plan."""

    OPTIMAL = "optimal"
    """No better plan exists."""
    FEASIBLE = "feasible"
    """A valid plan; a better one may exist."""


class Charge(Model):
    """One named cost: what, for whom, how much."""

    rule: Rule
    """The rule."""
    term: Term
    """The price of it."""
    about: tuple[Id, ...] = ()
    """Ids of visits, citizens and carers it is about; empty for the whole plan."""
    amount: int
    """Units, as minutes or pairs."""
    cost: Annotated[int, Field(ge=0)]
    """Amount times price."""


class Bound(Model):
    """A proven lower bound on the cost of every plan that leaves out no more, class by class."""

    kind: str
    """How it was proven: ``cp-sat``, ``column generation`` or ``assignment``"""
    cost: Annotated[int, Field(ge=0)]
    """No plan is cheaper."""


class Result(Model):
    """A checked plan with everything that is known about it."""

    plan: Plan
    """The plan; it passed the independent checker."""
    status: Status
    """What is known."""
    cost: int
    """Sum of ``costs``."""
    costs: dict[Term, int]
    """Cost per term; terms that cost nothing are left out."""
    unplanned_by_class: dict[str, int] = {}
    """Visits left out per class, most urgent class first; empty classes are left out."""
    bound: Bound | None = None
    """None when nothing is proven."""
    seconds: float
    """Wall time spent."""
    info: dict[str, Any] = {}
    """Figures about the search, for people who tune it; ``proof_ended_by``: the error that a proof ended in."""

    @property
    def gap(self) -> float | None:
        """Share of the cost that is not proven necessary; None without a bound, 0 when optimal."""
        if self.bound is None:
            return None
        return (self.cost - self.bound.cost) / self.cost if self.cost > 0 else 0.0

    def __str__(self) -> str:
        return f"{self._headline()}\n{self.plan}"

    def _repr_html_(self) -> str:
        """Give what is known, every cost and the plan, for notebooks."""
        costs = sorted(self.costs.items(), key=lambda item: -item[1])
        return "\n".join([f"<p>{escape(self._headline())}</p>", html_table(costs, head=("term", "cost")),
                          self.plan._repr_html_()])

    def _headline(self) -> str:
        proven = f", at least {self.bound.cost} is proven necessary" if self.bound is not None else ""
        return f"{self.status}, cost {self.cost}{proven}"


def plan_of(given: Plan | Result) -> Plan:
    """Give the plan itself, where a plan or a result may be given.

    >>> plan_of(Result(plan=Plan(), status=Status.OPTIMAL, cost=0, costs={}, seconds=0.1)) == plan_of(Plan())
    True
    """
    return given.plan if isinstance(given, Result) else given
