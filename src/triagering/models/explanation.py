"""What is said about one visit of a plan: who comes and at what price, who else could, who could not."""

from __future__ import annotations

from html import escape

from triagering.models.base import CarerId, CitizenId, Minute, Model, Total, VisitId
from triagering.models.html import html_table
from triagering.models.plan import Plan, Reason, hours_of
from triagering.models.rules import Term


class Alternative(Model):
    """The plan as it would be if one more carer came to a visit: what it costs, and whom else it concerns."""

    carer: CarerId
    """Who would come."""
    carers: tuple[CarerId, ...]
    """All who would."""
    start: Minute
    """When."""
    costs: dict[Term, int]
    """Cost beyond the plan's, by term in order of rule; negative is cheaper, and what costs the same is left out."""
    left_out: tuple[VisitId, ...] = ()
    """Visits and activities of the plan that would be left out."""
    brought_back: tuple[VisitId, ...] = ()
    """Those that the plan leaves out, the visit itself aside, that would not be."""
    handed_over: tuple[tuple[VisitId, tuple[CarerId, ...]], ...] = ()
    """Other visits that would get other carers, and whom."""
    moved: tuple[tuple[VisitId, int], ...] = ()
    """Other visits that keep their carers, and by how many minutes they would start later (negative: sooner)."""
    plan: Plan
    """All of it."""

    @property
    def cost(self) -> int:
        """Cost beyond the plan's; says little where it leaves out something else."""
        return sum(self.costs.values())


class RuledOut(Model):
    """A carer at work who cannot come to a visit, and why."""

    carer: CarerId
    """Who."""
    reason: Reason
    """Why: the first of what keeps this carer away, or of what keeps a plan with them from being made."""
    lacks: tuple[str, ...] = ()
    """Competences of the visit's tasks that are not held today; or what the citizen's word is, as ``veto``."""


class Explanation(Model):
    """Why a visit is planned as it is, as far as one plan can say."""

    visit: VisitId
    """Which."""
    citizen: CitizenId
    """Whose."""
    carers: tuple[CarerId, ...]
    """Who comes; nobody where it is left out."""
    start: Minute | None
    """When."""
    reason: Reason | None
    """Why it is left out, where it is."""
    costs: dict[Term, int]
    """Costs about it, and about its citizen and these carers who meet, by term in order of rule; travel is apart."""
    detour: Total
    """Minutes of travel, of all its carers, from the stop before to it and on to the next, less the direct way."""
    alternatives: tuple[Alternative, ...]
    """With each other carer who could come, the best first."""
    ruled_out: tuple[RuledOut, ...]
    """Every other carer at work who was asked about, in order of id."""
    not_asked: tuple[CarerId, ...] = ()
    """Who should have been asked about when it was cancelled: nothing is said of them."""

    def _repr_html_(self) -> str:
        """Give who comes, each alternative and who could not come, for notebooks; ``explanation_text`` tells more."""
        head = f"{self.visit}: " + (f"{', '.join(self.carers)} {hours_of(self.start)}" if self.start is not None
                                    else "not in the plan" if self.reason is None else f"left out ({self.reason})")
        others = ((", ".join(one.carers), hours_of(one.start), f"{one.cost:+}", ", ".join(one.left_out),
                   ", ".join(f"{id_} ({', '.join(carers)})" for id_, carers in one.handed_over))
                  for one in self.alternatives)
        return "\n".join([
            f"<p>{escape(head)}</p>", html_table(self.costs.items(), head=("term", "cost")),
            html_table(others, head=("instead", "start", "cost", "left out", "handed over")),
            html_table(((out.carer, out.reason, ", ".join(out.lacks)) for out in self.ruled_out),
                       head=("could not come", "reason", "lacks")),
            *([f"<p>{escape('not asked: ' + ', '.join(self.not_asked))}</p>"] if self.not_asked else [])])
