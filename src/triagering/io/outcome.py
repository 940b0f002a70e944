"""What a plan costs, by rule, and what is proven about it: figures and honest words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from triagering.io.labels import TERMS, decimal
from triagering.models import TERM_RULE, Day, Plan, Reason, Result, Status, Term
from triagering.models.base import Language

_WORDS = {
    "en": {
        "planned": "{planned} of {all} visits planned in {seconds} s.",
        "cost": "Cost {cost}{scale}:",
        "scale": " ({travel} is a minute of travel)",
        "optimal": "Proven: no plan is better.",
        "bound": "Proven: no plan that leaves out no more costs less than {bound} ({kind}).",
        "better": " A better plan may exist, cheaper by {gap} % at the most.",
        "unproven": "Nothing is proven about how much better a plan could be.",
        "fewer": " That no plan leaves out less is not proven.",
        "told": "Lateness counts from the times told ({told}). To compare with the day's first plan, count from the "
                "times agreed: lateness {agreed}, cost {cost}.",
    },
    "da": {
        "planned": "{planned} af {all} besøg planlagt på {seconds} s.",
        "cost": "Pris {cost}{scale}:",
        "scale": " ({travel} er et minuts vejtid)",
        "optimal": "Bevist: ingen plan er bedre.",
        "bound": "Bevist: ingen plan, der ikke udelader mere, koster mindre end {bound} ({kind}).",
        "better": " En bedre plan kan eksistere, højst {gap} % billigere.",
        "unproven": "Intet er bevist om, hvor meget bedre en plan kunne være.",
        "fewer": " At ingen plan udelader mindre, er ikke bevist.",
        "told": "Forsinkelse regnes fra de meddelte tider ({told}). Til sammenligning med dagens første plan, fra de "
                "aftalte tider: forsinkelse {agreed}, pris {cost}.",
    },
}

AVOIDABLE = frozenset({Reason.NO_CAPACITY, Reason.PIN_CONFLICT})
"""Reasons of what another plan might not leave out."""

LATE = (Term.LATENESS, Term.WORST_LATENESS)
"""What a late start costs."""

_KINDS: dict[Language, dict[str, str]] = {
    "en": {}, "da": {"column generation": "søjlegenerering", "assignment": "tildeling"},
}
"""How a bound was proven, where it is not said as ``Bound.kind`` says it."""


def describe_result(day: Day, result: Result, *, language: Language = "en") -> str:
    """Say how much is planned, what it costs by rule, and what is proven about it.

    Parameters
    ----------
    day, result
        A day and what ``plan_day`` gave for it.
    language
        ``en`` or ``da``.
    """
    return "\n".join([planned_line([day], [result], language),
                      *cost_lines(result.costs, day.settings.prices.travel, language),
                      *told_line([day], [result.plan], result.costs, language), _proof(result, language)])


def planned_line(days: Iterable[Day], results: Iterable[Result], language: Language,
                 since: dt.date | None = None) -> str:
    """Say how many visits of how many are planned, and how long that took; of days since a date, if there is one."""
    total, out, seconds = 0, 0, 0.0
    for day, result in zip(days, results, strict=True):
        total += len(day.visits)
        out += len(left_out(day, result.plan))
        seconds += result.seconds if since is None or day.date >= since else 0.0
    return _WORDS[language]["planned"].format(planned=total - out, all=total,
                                              seconds=decimal(f"{seconds:.1f}", language))


def left_out(day: Day, plan: Plan) -> set[str]:
    """Give the visits that a plan leaves out."""
    return {entry.id for entry in plan.unplanned} & day.visit_by_id.keys()


def cost_lines(costs: Mapping[Term, int], travel: int, language: Language) -> list[str]:
    """Say what something costs, and by which price, the largest first; ``travel`` is the price of a minute of it."""
    words, scale = _WORDS[language], _WORDS[language]["scale"].format(travel=travel) if travel else ""
    lines = [words["cost"].format(cost=sum(costs.values()), scale=scale)]
    for term, cost in sorted(costs.items(), key=lambda item: -item[1]):
        rule = TERM_RULE[term]
        lines.append(f"  {cost:>8}  {TERMS[language][term]} ({rule.danish if language == 'da' else rule.value})")
    return lines


def told_line(days: Iterable[Day], plans: Iterable[Plan], costs: Mapping[Term, int], language: Language) -> list[str]:
    """Say, of days that were planned again, what lateness from the agreed times would cost; nothing of others."""
    found = list(zip(days, plans, strict=True))
    if not any(visit.agreed for day, _ in found for visit in day.visits):
        return []
    told, agreed = sum(costs.get(term, 0) for term in LATE), sum(_late(day, plan) for day, plan in found)
    return [_WORDS[language]["told"].format(told=told, agreed=agreed, cost=sum(costs.values()) - told + agreed)]


def _late(day: Day, plan: Plan) -> int:
    """Price lateness as docs/rules.md does, from the agreed times."""
    late = [day.visit_by_id[id_].late_by(start) for id_, came in plan.placed.items() if id_ in day.visit_by_id
            for _, start in came]
    return day.settings.prices.lateness * sum(late) + day.settings.prices.worst_lateness * max(late, default=0)


def _proof(result: Result, language: Language) -> str:
    words = _WORDS[language]
    if result.status is Status.OPTIMAL:
        return words["optimal"]
    fewer = words["fewer"] if any(entry.reason in AVOIDABLE for entry in result.plan.unplanned) else ""
    if result.bound is None or result.bound.cost == 0 or result.gap is None:
        return words["unproven"] + fewer
    kind = _KINDS[language].get(result.bound.kind, result.bound.kind)
    said = words["bound"].format(bound=result.bound.cost, kind=kind)
    if result.gap > 0:
        per_mille = -(1000 * (result.bound.cost - result.cost) // result.cost)  # rounded up: at the most
        said += words["better"].format(gap=decimal(f"{per_mille / 10:.1f}", language))
    return said + fewer
