"""Boundary: districts and miniteams.

Hard   on[j, r] = 0 if the citizen of j lives in a closed district and the carer of r is of another
Price  (outside_team[j, r] + outside_district[j, r] + substitute[r]) * on[j, r]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from triagering.models import Term

if TYPE_CHECKING:
    from triagering.solver.exact.build import Build


def add(build: Build) -> None:
    """Price stops by carers of other teams and districts, and by substitutes."""
    build.charge_stops(Term.OUTSIDE_TEAM, Term.OUTSIDE_DISTRICT, Term.SUBSTITUTE)
