"""What is allowed but looks wrong is told, and nothing else is."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import carer, citizen, day, pause, plan, shift, visit
from triagering import find_notices, notices_text
from triagering.models import CarerRelation, Link, Miniteam, Municipality
from triagering.models.notices import NoticeKind

TEAMS = Municipality(miniteams=(Miniteam(id="m1"), Miniteam(id="m2")))


@pytest.mark.parametrize(("who", "team", "kinds"), [
    ({"profession": "ssh", "miniteam": "m1"}, "m1", []),
    ({"profession": "nurse", "miniteam": "m1"}, None, []),
    ({"profession": "ssh"}, "m1", []),
    ({"profession": "cleaner", "miniteam": "m1"}, "m1", ["contact_unfit"]),
    ({"profession": "ssh", "miniteam": "m1", "substitute": True}, "m1", ["contact_unfit"]),
    ({"profession": "ssh", "miniteam": "m2"}, "m1", ["contact_elsewhere"]),
    ({"profession": "unskilled", "miniteam": "m2"}, "m1", ["contact_unfit", "contact_elsewhere"]),
])
def test_a_contact_person_is_of_a_care_profession_no_temp_and_of_the_citizens_miniteam(
        who: dict[str, Any], team: str | None, kinds: list[str]) -> None:
    made = day([visit("v1")], [carer("c1", **who)], citizens=[citizen("z1", contact_person="c1", miniteam=team)],
               shifts=[shift("c1", "07:00-13:00")], municipality=TEAMS)
    assert [(one.kind.value, one.ids) for one in find_notices(made)] == [(kind, ("z1", "c1")) for kind in kinds]


@pytest.mark.parametrize(("hours", "rest", "told"), [
    ("07:00-13:00", None, 0), ("07:00-13:01", None, 1), ("07:00-15:00", pause(), 0)])
def test_more_than_six_hours_ask_for_a_break(hours: str, rest: object, told: int) -> None:
    made = day([visit("v1")], shifts=[shift("c1", hours, break_=rest)])
    assert [one.kind for one in find_notices(made)] == [NoticeKind.NO_BREAK] * told


@pytest.mark.parametrize(("routes", "linked", "told"), [
    ({"c1": "v1@08:00 v2@08:40"}, False, False), ({"c1": "v1@08:00", "c2": "v2@08:20"}, False, False),
    ({"c1": "v1@08:00", "c2": "v2@08:19"}, False, True), ({"c1": "v1@08:00", "c2": "v2@08:19"}, True, False)])
def test_two_visits_to_a_citizen_at_the_same_time_are_told_unless_a_link_ties_them(
        routes: dict[str, str], linked: bool, told: bool) -> None:
    links = (Link(id="l1", first="v1", second="v2", carers=CarerRelation.OTHER),) if linked else ()
    made = day([visit("v1", citizen="z1"), visit("v2", citizen="z1"), visit("v3")], [carer("c1"), carer("c2")],
               shifts=[shift("c1", "07:00-12:00"), shift("c2", "07:00-12:00")], links=links)
    found = find_notices(made, plan(made, "v3:no_capacity", **routes))
    assert [one.ids for one in found] == [("z1", "v1", "v2")] * told


def test_the_words_are_there_in_both_languages_and_nothing_is_said_of_nothing() -> None:
    made = day([visit("v1")])
    assert notices_text(find_notices(made)) == "Look at\n  shifts of more than six hours without a break: c1"
    assert notices_text(find_notices(made), language="da").startswith("Se på\n  vagter på mere end seks timer")
    assert notices_text([]) == ""
