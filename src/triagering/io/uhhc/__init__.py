"""The public benchmark for home-health-care routing (UHHC, doi 10.1111/itor.70140): instances in, solutions out."""

from triagering.io.uhhc.case import UhhcCase
from triagering.io.uhhc.reading import read_uhhc
from triagering.io.uhhc.solution import uhhc_routes, uhhc_solution, uhhc_total

__all__ = ["UhhcCase", "read_uhhc", "uhhc_routes", "uhhc_solution", "uhhc_total"]
