"""Parts of a day keep what a planner has settled."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.builders import carer, citizen, day, visit
from triagering.errors import InputError
from triagering.io.simulation import SimulatedDay
from triagering.models import Link, Miniteam, Municipality, Pin
from triagering.parts import split_day
from triagering.replay import Strategy, replay

TWO = Municipality(miniteams=(Miniteam(id="n"), Miniteam(id="s")))


def test_a_day_is_split_by_miniteam_or_district_and_by_nothing_else():
    with pytest.raises(InputError, match="E512"):
        split_day(day(), "Miniteam")
    with pytest.raises(InputError, match="E102 pins v7"):
        split_day(day(), pins=[Pin(visit="v7", carer="c1")])


def test_a_pinned_start_stays_pinned_in_a_part_of_the_day():
    made = day([visit()], [carer(miniteam="n")], citizens=[citizen(miniteam="n")],
               municipality=Municipality(miniteams=(Miniteam(id="n"),)), pins=(Pin(visit="v1", start=500),))
    assert split_day(made, "miniteam")["n"].pins == made.pins


def pinned(*pins, **given):
    """Two teams of one carer each; both visits are at the northern citizen, v3 is at the southern one."""
    return day([visit("v1", citizen="z1", **given), visit("v2", citizen="z1"), visit("v3", citizen="z3")],
               [carer("c1", miniteam="n"), carer("c2", miniteam="s")], municipality=TWO, pins=pins,
               citizens=[citizen("z1", miniteam="n"), citizen("z3", miniteam="s")])


def placed(parts):
    return {name: ([*part.visit_by_id], part.pins) for name, part in parts.items()}


def test_a_visit_belongs_to_the_part_of_the_carer_whom_it_is_pinned_to():
    pin = Pin(visit="v1", carer="c2", start=500)
    assert placed(split_day(pinned(pin), "miniteam")) == {"n": (["v2"], ()), "s": (["v1", "v3"], (pin,))}


def test_of_carers_of_two_parts_the_first_pinned_says_where_a_visit_belongs():
    pins = Pin(visit="v1", carer="c2"), Pin(visit="v1", carer="c1")
    assert placed(split_day(pinned(*pins, carers_needed=2), "miniteam")) == {
        "n": (["v2"], ()), "s": (["v1", "v3"], (pins[0],))}


def test_a_link_stays_with_two_visits_of_one_part():
    linked = pinned(*(Pin(visit=id_, carer="c2") for id_ in ("v1", "v2")))
    linked = linked.replace(links=(Link(id="l", first="v1", second="v2", min_gap=30),))
    assert split_day(linked, "miniteam")["s"].links == linked.links


def test_what_a_visit_is_linked_to_goes_with_it_unless_it_is_of_another_part_already():
    made = pinned(Pin(visit="v1", carer="c2"))
    links = Link(id="a", first="v1", second="v2", min_gap=30), Link(id="b", first="v2", second="v3", min_gap=30)
    parts = split_day(made.replace(links=links), "miniteam")
    assert {name: [*part.visit_by_id] for name, part in parts.items()} == {"s": ["v1", "v2", "v3"]}
    back = Pin(visit="v3", carer="c1")
    parts = split_day(made.replace(links=links, pins=(*made.pins, back)), "miniteam")
    assert {name: ([*part.visit_by_id], part.links) for name, part in parts.items()} == {
        "n": (["v3"], ()), "s": (["v1", "v2"], links[:1])}


def test_a_replay_in_parts_keeps_a_pin_to_a_carer_of_another_part(tmp_path):
    known = pinned(Pin(visit="v1", carer="c2", start=500))
    came = SimulatedDay(known, known.replace(pins=()), {}, {})
    with ThreadPoolExecutor(1) as executor:
        found = replay([came], [Strategy("s", effort=50)], by="miniteam", out_dir=tmp_path, executor=executor)
    rows = found.tables["s"]["visits"].set_index("visit")
    assert (rows.at["v1", "carer"], rows.at["v1", "planned_carer"]) == ("c2", "c2")
    assert sorted(rows.index) == ["v1", "v2", "v3"]
