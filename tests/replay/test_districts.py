"""Parts of a day keep what a planner has settled."""

from tests.builders import carer, citizen, day, visit
from triagering.models import Miniteam, Municipality, Pin
from triagering.replay.districts import split_day


def test_a_pinned_start_stays_pinned_in_a_part_of_the_day():
    made = day([visit()], [carer(miniteam="n")], citizens=[citizen(miniteam="n")],
               municipality=Municipality(miniteams=(Miniteam(id="n"),)), pins=(Pin(visit="v1", start=500),))
    assert split_day(made, "miniteam")["n"].pins == made.pins
