"""Competence: the right hands.

Hard   on[j, r] = 0 unless the carer of r holds every task of j, or has it delegated
Price  over_qualified * minutes[j] * steps[j, r] * on[j, r]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from triagering.models import Term

if TYPE_CHECKING:
    from triagering.solver.exact.build import Build


def add(build: Build) -> None:
    """Price hands that can do more than is asked."""
    build.charge_stops(Term.OVER_QUALIFIED)
