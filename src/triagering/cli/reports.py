"""How judgements and figures are written: for people and for programs."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from triagering import Kpis, Report


def report_json(report: Report) -> str:
    """Write a report for programs."""
    return json.dumps({
        "valid": report.valid,
        "violations": [{"rule": broken.rule, "ids": broken.ids, "detail": broken.detail}
                       for broken in report.violations],
        "cost": report.cost,
        "costs": report.costs,
        "unplanned_by_class": report.unplanned_by_class,
    }, ensure_ascii=False, indent=2)


def report_text(report: Report) -> str:
    """Write a report for people: violations by rule, what is left out, costs."""
    lines = ["valid" if report.valid else f"not valid: {len(report.violations)} violations"]
    for rule, broken in groupby(report.violations, key=lambda violation: violation.rule):
        lines += [rule, *(f"  {', '.join(violation.ids)}: {violation.detail}" for violation in broken)]
    lines += [f"unplanned {name}: {count}" for name, count in report.unplanned_by_class.items()]
    lines += [f"cost {report.cost}", *(f"  {cost:>8}  {term}" for term, cost in report.costs.items())]
    return "\n".join(lines)


def kpis_text(figures: Kpis, language: Literal["en", "da"]) -> str:
    """Write figures for people."""
    rows = figures.rows(language)
    width = max(len(row.label) for row in rows)
    return "\n".join(f"{row.label.ljust(width)}  {row.text}" for row in rows)
