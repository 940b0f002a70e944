"""Write the bundled example day: ``python examples/make_miniteam.py``; the same on every machine.

Sixty visits to twenty of thirty citizens, by a miniteam of ten on short and long shifts. The seed is one whose day has
some of everything: two-carer visits, medicine gaps, a nurse after a bath, insulin, delegations, a veto, wishes.
"""

from pathlib import Path

from triagering import generate_day, write_day
from triagering.models import Day

SEED = 31


def make() -> Day:
    """Make the day."""
    return generate_day(citizens=30, carers=10, visits=60, seed=SEED)


if __name__ == "__main__":
    write_day(make(), Path(__file__).parent / "miniteam")
