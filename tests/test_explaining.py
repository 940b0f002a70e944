"""Why it is this carer: everybody else at work is either an alternative, with what it would change, or ruled out."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.builders import activity, carer, citizen, day, free, pause, plan, shift, visit
from tests.solver.exact.random_days import random_day
from triagering import InputError, Progress, alternatives, check, day_at, explain, explanation_text, plan_day
from triagering.evaluation.truth import eligible
from triagering.lists import day_of_lists
from triagering.models import (
    CarerRelation,
    District,
    Link,
    Miniteam,
    Municipality,
    Pin,
    Plan,
    Reason,
    Result,
    Term,
    Wish,
)
from triagering.models.explanation import RuledOut

ROOT = Path(__file__).parents[1]
CODE = re.search(r"```python\n(.*?)```", (ROOT / "docs" / "explaining.md").read_text(encoding="utf-8"), re.DOTALL)[1]

TWO = day([visit("v1", "08:00-08:10"), visit("v2", "09:00-09:10"), visit("v3", "11:00-11:30", citizen="z1")],
          [carer("c1"), carer("c2")], prices=free(travel=10, not_contact=20, face=50),
          citizens=[citizen("z1", contact_person="c2")])
PLAN = plan(TWO, c1="v1@08:00 v2@09:00 v3@11:00")


def test_one_carer_may_be_named_alone() -> None:
    assert explain(TWO, PLAN, "v1", carers="c2", effort=100) == explain(TWO, PLAN, "v1", carers=["c2"], effort=100)


def test_an_explanation_says_who_comes_and_what_it_costs() -> None:
    found = explain(TWO, PLAN, "v1")
    assert (found.visit, found.citizen, found.carers, found.start, found.reason) == ("v1", "z1", ("c1",), 480, None)
    assert found.costs == {Term.NOT_CONTACT: 20, Term.FACE: 50}
    assert found.detour == 10  # base to z1 to z2, not base to z2
    assert explain(TWO, PLAN, "v2").detour == 20


def test_an_alternative_says_what_it_would_change_from_the_plan() -> None:
    [other] = alternatives(TWO, PLAN, "v1")
    # c2 goes out and home again, twenty minutes; c1 goes to z2 directly, ten less; two now come to z1
    assert (other.carer, other.carers, other.start) == ("c2", ("c2",), 480)
    assert other.costs == {Term.TRAVEL: 100, Term.NOT_CONTACT: -20, Term.FACE: 50}
    assert other.cost == 130
    assert other.plan.placed == {"v1": (("c2", 480),), "v2": (("c1", 540),), "v3": (("c1", 660),)}
    assert (other.left_out, other.brought_back, other.handed_over, other.moved) == ((), (), (), ())


def test_others_are_handed_over_only_if_they_may_be() -> None:
    [free_] = alternatives(TWO, PLAN, "v1", hold=False)
    assert dict(free_.handed_over)["v3"] == ("c2",)
    assert free_.cost < alternatives(TWO, PLAN, "v1")[0].cost
    result = plan_day(TWO, start=PLAN, effort=1, workers=1)
    assert alternatives(TWO, result, "v1") == alternatives(TWO, result.plan, "v1")


def test_others_are_handed_over_where_one_would_be_left_out_otherwise() -> None:
    one = day([visit("v1", "08:00-08:00"), visit("v2", "08:00-08:00")], [carer("c1"), carer("c2")])
    [swap] = alternatives(one, plan(one, c1="v1@08:00", c2="v2@08:00"), "v1")
    assert swap.handed_over == (("v2", ("c1",)),)
    assert not swap.left_out


def test_what_would_be_left_out_comes_last_and_is_named() -> None:
    one = day([visit("v1", "08:00-08:00"), visit("v2", "08:00-08:00", tasks="lift"), visit("v4", "12:00-13:00")],
              [carer("c1"), carer("c2", "lift"), carer("c3")], prices=free(face=10),
              citizens=[citizen("z1", contact_person="c2")])
    found = alternatives(one, plan(one, c1="v1@08:00 v4@12:00", c2="v2@08:00"), "v1")
    assert [(other.carer, other.left_out) for other in found] == [("c3", ()), ("c2", ("v2",))]
    assert "would be left out: v2 (priority 3)" in explanation_text(one, explain(one, plan(
        one, c1="v1@08:00 v4@12:00", c2="v2@08:00"), "v1"))


def test_a_visit_left_out_is_explained_and_brought_in_by_what_it_would_take() -> None:
    one = day([visit("v1", "08:00-08:00"), visit("v2", "08:00-08:00", priority=4)], [carer("c1")])
    found = explain(one, plan(one, "v2:no_capacity", c1="v1@08:00"), "v2")
    assert (found.carers, found.start, found.reason, found.costs) == ((), None, Reason.NO_CAPACITY, {})
    assert [(other.carer, other.left_out) for other in found.alternatives] == [("c1", ("v1",))]
    found = explain(one, Plan(), "v2")
    assert found.reason is None
    assert found.alternatives[0].brought_back == ()  # v1 neither: both begin at once
    assert "not in the plan" in explanation_text(one, found)


def test_what_the_plan_leaves_out_may_be_brought_back() -> None:
    one = day([visit("v1", "08:00-08:00"), visit("v2", "08:00-08:00", tasks="lift")],
              [carer("c1", "lift"), carer("c2")])
    [other] = alternatives(one, plan(one, "v2:no_capacity", c1="v1@08:00"), "v1")
    assert (other.carer, other.brought_back) == ("c2", ("v2",))


def test_who_cannot_come_is_told_why() -> None:
    towns = Municipality(districts=(District(id="north", closed=True), District(id="south")),
                         miniteams=(Miniteam(id="n1", district="north"), Miniteam(id="s1", district="south")))
    one = day([visit("v1", "08:00-10:00", tasks="lift medicine")],
              [carer("c1", "lift medicine", attributes=["female"], miniteam="n1"), carer("c2", "lift"),
               carer("c3", "lift medicine"), carer("c4", "lift medicine"), carer("c5", "lift medicine"),
               carer("c6", "lift medicine", attributes=["female"], miniteam="s1"),
               carer("c7", "lift medicine", attributes=["female"], miniteam="n1")],
              citizens=[citizen("z1", vetoes=["c3"], closed_circle=["c1", "c2", "c3", "c5", "c6", "c7"], miniteam="n1",
                                wishes=(Wish(attribute="female", hard=True),))],
              shifts=[shift(f"c{n}") for n in range(1, 7)] + [shift("c7", "12:00-15:00")], municipality=towns)
    found = explain(one, plan(one, c1="v1@08:00"), "v1")
    assert [(out.carer, out.reason, out.lacks) for out in found.ruled_out] == [
        ("c2", Reason.NOBODY_QUALIFIED, ("medicine",)), ("c3", Reason.NOBODY_ACCEPTED, ("veto",)),
        ("c4", Reason.NOBODY_ACCEPTED, ("closed circle",)), ("c5", Reason.NOBODY_ACCEPTED, ("hard wish female",)),
        ("c6", Reason.CLOSED_DISTRICT, ()), ("c7", Reason.NO_SHIFT_IN_WINDOW, ())]
    assert found.alternatives == ()
    assert explanation_text(one, found).splitlines()[2:] == [
        "Could not come", "  c2: not held today at the level asked: medicine", "  c3: the citizen's veto",
        "  c4: the citizen's closed circle",
        "  c5: the citizen's hard wish female", "  c6: of another district, and this one is closed",
        "  c7: not at work, travel included, when it may start"]
    assert explanation_text(one, found, language="da").splitlines()[2:] == [
        "Kunne ikke komme", "  c2: mangler i dag på det krævede niveau: medicine",
        "  c3: borgerens fravalg", "  c4: borgerens lukkede kreds",
        "  c5: borgerens faste ønske female", "  c6: fra et andet distrikt, og dette er lukket",
        "  c7: ikke på arbejde, vejtid medregnet, når det må starte"]


def test_who_has_no_room_beside_what_is_pinned_is_ruled_out() -> None:
    one = day([visit("v1", "08:00-08:00"), visit("v2", "08:00-08:00")], [carer("c1"), carer("c2")],
              pins=(Pin(visit="v2", carer="c2"),))
    found = explain(one, plan(one, c1="v1@08:00", c2="v2@08:00"), "v1")
    assert found.alternatives == ()
    assert [(out.carer, out.reason) for out in found.ruled_out] == [("c2", Reason.PIN_CONFLICT)]
    assert "c2: no room was found for it beside what cannot be given up" in explanation_text(one, found)


def test_a_pinned_carer_is_set_aside_and_a_pinned_start_is_not() -> None:
    one = day([visit("v1", "08:00-10:00")], [carer("c1"), carer("c2")], pins=(Pin(visit="v1", carer="c1", start=500),))
    [other] = alternatives(one, plan(one, c1="v1@08:20"), "v1")
    assert (other.carer, other.start) == ("c2", 500)


def test_where_two_come_one_more_comes_with_whom_fits_best() -> None:
    one = day([visit("v1", "08:00-08:30", carers_needed=2)], [carer("c1"), carer("c2"), carer("c3")],
              prices=free(not_contact=20), citizens=[citizen("z1", contact_person="c2")])
    [other] = alternatives(one, plan(one, c1="v1@08:00", c2="v1@08:00"), "v1")
    assert (other.carer, set(other.carers)) == ("c3", {"c2", "c3"})


def test_lists_that_are_not_concerned_stay_as_they_are() -> None:
    one = day([visit("v1", "08:00-08:10"), visit("v2", "09:00-11:00"), visit("v3", "09:00-11:00")],
              [carer("c1"), carer("c2"), carer("c3")])
    [c2, c3] = alternatives(one, plan(one, c1="v1@08:00", c2="v2@10:30", c3="v3@10:30"), "v1")
    assert c2.plan.placed["v3"] == (("c3", 630),)
    assert c3.plan.placed["v2"] == (("c2", 630),)
    assert c2.moved == (("v2", -90),)


def test_what_a_plan_says_beyond_its_day_does_no_harm() -> None:
    one = day([visit("v1"), visit("v2", "09:00-10:00", tasks="lift"), visit("v3", "09:00-09:30")],
              [carer("c1"), carer("c2"), carer("c3", "lift"), carer("c9")], shifts=[shift(f"c{n}") for n in (1, 2, 3)])
    odd = plan(one, c1="v1@08:00", c3="v2@09:00", c9="v3@12:00")
    assert {other.carer for other in alternatives(one, odd, "v1")} == {"c2", "c3"}
    assert {other.carer for other in explain(one, odd, "v3").alternatives} == {"c1", "c2", "c3"}


@pytest.mark.parametrize("seed", range(60))
def test_everybody_at_work_is_answered_for_and_every_answer_holds(seed: int) -> None:
    one = random_day(seed)
    found = plan_day(one, effort=200, workers=1).plan
    before = check(one, found)
    for asked in one.visits[:3]:
        told = explain(one, found, asked.id, effort=200)
        others = {other.carer for other in told.alternatives}
        assert sorted([*told.carers, *others, *(out.carer for out in told.ruled_out)]) == sorted(
            {*told.carers, *one.shift_by_carer})
        able = {carer.id for carer in eligible(one, asked)}
        assert others <= able
        firm = {Reason.NOBODY_QUALIFIED, Reason.NOBODY_ACCEPTED, Reason.CLOSED_DISTRICT}
        assert all((out.reason in firm) == (out.carer not in able) for out in told.ruled_out)
        for other in told.alternatives:
            pins = [pin for pin in one.pins if pin.visit != asked.id]
            held = [pin.replace(carer=None) for pin in one.pins if pin.visit == asked.id and pin.start is not None]
            as_asked = one.replace(pins=(*pins, *held, Pin(visit=asked.id, carer=other.carer)))
            after = check(as_asked, other.plan)
            assert after.valid
            assert {term: after.costs.get(term, 0) - before.costs.get(term, 0) for term in Term} == {
                term: other.costs.get(term, 0) for term in Term}
            assert other.carer in other.carers
            assert dict(other.plan.placed[asked.id]) == dict.fromkeys(other.carers, other.start)
            out_before, out_after = ({entry.id for entry in which.unplanned} for which in (found, other.plan))
            assert set(other.left_out) == out_after - out_before
            assert set(other.brought_back) == out_before - out_after - {asked.id}


@pytest.mark.parametrize(("asked", "shown"), [
    ({"visit": "v9"}, "E102 visit v9 visit='v9': is no visit of the day"),
    ({"visit": "a1"}, "E102 visit a1 visit='a1': is no visit of the day"),
    ({"visit": "0101501234"}, "E102 visit visit: is no visit of the day"),
    ({"visit": "v1", "carers": ["c1", "c9"]}, "E102 carers c9 carer at work='c9': is no carer at work of the day"),
])
def test_who_and_what_is_asked_about_must_be_of_the_day(asked: dict[str, Any], shown: str) -> None:
    one = day(carers=[carer("c1"), carer("c9")], shifts=[shift("c1")], activities=(activity("a1"),))
    for ask in (explain, alternatives):
        with pytest.raises(InputError) as error:
            ask(one, Plan(), **asked)
        assert shown in str(error.value)


def test_only_those_asked_about_are_answered_for() -> None:
    assert explain(TWO, PLAN, "v1", carers=["c1"]).alternatives == ()
    assert [other.carer for other in alternatives(TWO, PLAN, "v1", carers={"c1", "c2"})] == ["c2"]


def test_whoever_cancels_has_what_is_there_and_ctrl_c_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    three = day(carers=[carer("c1"), carer("c2"), carer("c3")])
    asked, cancel, done = plan(three, c1="v1@08:00"), threading.Event(), list[str]()

    def tell(news: Progress) -> None:
        done.extend([news.note] if news.note == "done" else [])
        if len(done) == 4:  # c2 was tried three times, c3 once
            cancel.set()

    first = alternatives(three, asked, "v1", cancel=cancel, progress=tell)
    assert [other.carer for other in first] == ["c2"]

    def interrupted(*given: Any, cancel: threading.Event, **options: Any) -> Result:
        cancel.set()  # as Ctrl-C does
        return plan_day(*given, cancel=cancel, **options)

    monkeypatch.setattr("triagering.explaining.plan_day", interrupted)
    with pytest.raises(KeyboardInterrupt):
        explain(three, asked, "v1")


def test_who_was_not_asked_about_before_it_was_cancelled_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing more is planned from then on, not even of the carer at hand."""
    four = day(carers=[carer("c1"), carer("c2"), carer("c3"), carer("c4")])
    asked, cancel, planned = plan(four, c1="v1@08:00"), threading.Event(), list[int]()

    def counting(*given: Any, **options: Any) -> Result:
        planned.append(options["seed"])
        if len(planned) == 5:  # c2 was tried three times, c3 once
            cancel.set()
        return plan_day(*given, **options)

    monkeypatch.setattr("triagering.explaining.plan_day", counting)
    found = explain(four, asked, "v1", cancel=cancel)
    assert ([one.carer for one in found.alternatives], found.ruled_out, found.not_asked) == (["c2"], (), ("c3", "c4"))
    assert planned == [1, 2, 3, 1, 2]
    assert explanation_text(four, found).endswith("Not asked before it was cancelled\n  c3, c4\n")
    assert explanation_text(four, found, language="da").endswith("Ikke undersøgt, før der blev afbrudt\n  c3, c4\n")
    assert "<p>not asked: c3, c4</p>" in found._repr_html_()
    assert explain(four, asked, "v1", carers=["c1", "c2"], effort=100).not_asked == ()


def test_an_explanation_is_read_in_both_languages() -> None:
    found = explain(TWO, PLAN, "v1")
    assert explanation_text(TWO, found) == (
        "v1 (z1): c1 at 08:00\n"
        "  costs 70: face +50, not contact +20; 10 min of travel are for it alone\n"
        "With others, compared with the plan\n"
        "  c2 at 08:00: +130 (travel +100, face +50, not contact -20)\n")
    assert explanation_text(TWO, found, language="da") == (
        "v1 (z1): c1 kl. 08:00\n"
        "  koster 70: ansigter i dag +50, ikke kontaktpersonen +20; 10 min vejtid er kun for dets skyld\n"
        "Med andre, sammenlignet med planen\n"
        "  c2 kl. 08:00: +130 (vejtid +100, ansigter i dag +50, ikke kontaktpersonen -20)\n")


def test_the_lines_say_whom_else_it_concerns() -> None:
    [other] = alternatives(TWO, PLAN, "v1")
    told = explain(TWO, PLAN, "v1").replace(alternatives=(other.replace(
        left_out=tuple(f"v{n}" for n in (1, 2)), brought_back=("v2",), handed_over=(("v3", ("c1", "c2")),),
        moved=(("v2", 5), ("v3", -7))),))
    assert explanation_text(TWO, told).splitlines()[4:] == [
        "    would be left out: v1 (priority 3), v2 (priority 3)", "    would be planned too: v2",
        "    would get other carers: v3 (c1, c2)", "    would begin at another time: v2 +5 min, v3 -7 min"]


def test_the_costs_that_are_shown_add_up_to_what_is_said_however_many_there_are() -> None:
    costs = {term: 2 + number for number, term in enumerate(Term)}
    told = explain(TWO, PLAN, "v1", carers=()).replace(costs=costs)
    said = explanation_text(TWO, told).splitlines()[1].split(";")[0]
    assert said.startswith(f"  costs {sum(costs.values())}: ")
    assert sum(map(int, re.findall(r"\+(\d+)", said))) == sum(costs.values())


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_can_be_told_of_a_carer(reason: Reason) -> None:
    told = explain(TWO, PLAN, "v1", carers=()).replace(ruled_out=(RuledOut(carer="c2", reason=reason, lacks=("x",)),))
    for language in ("en", "da"):
        assert re.fullmatch(r"  c2: \w.+", explanation_text(TWO, told, language=language).splitlines()[-1])


def test_two_are_needed_and_one_alone_may_come() -> None:
    one = day([visit("v1", carers_needed=2, tasks="lift")], [carer("c1", "lift"), carer("c2")])
    found = explain(one, plan(one, "v1:too_few_carers"), "v1")
    assert [(out.carer, out.reason) for out in found.ruled_out] == [
        ("c1", Reason.TOO_FEW_CARERS), ("c2", Reason.NOBODY_QUALIFIED)]


def test_two_who_are_never_at_work_together_are_too_few() -> None:
    one = day([visit("v1", "08:00-15:00", carers_needed=2)], [carer("c1"), carer("c2")],
              shifts=[shift("c1", "07:00-11:00"), shift("c2", "12:00-16:00")])
    found = explain(one, plan(one, "v1:no_shift_in_window"), "v1")
    assert [(out.carer, out.reason) for out in found.ruled_out] == [
        ("c1", Reason.TOO_FEW_CARERS), ("c2", Reason.TOO_FEW_CARERS)]


@pytest.mark.parametrize("given", [{"max_load": 39}, {"break_": pause("07:00-07:09", 30, at_ends=True)}])
def test_who_has_no_room_in_the_shift_is_told_so(given: dict[str, Any]) -> None:
    one = day([visit("v1")], [carer("c1"), carer("c2")], shifts=[shift("c1"), shift("c2", **given)])
    found = explain(one, plan(one, c1="v1@08:00"), "v1")
    assert [(out.carer, out.reason) for out in found.ruled_out] == [("c2", Reason.NO_SHIFT_FITS)]
    assert explanation_text(one, found).splitlines()[-1] == (
        "  c2: no room in the shift: the most load, or the break that must be taken")


def test_who_takes_the_break_at_another_visit_on_the_way_can_come() -> None:
    one = day([visit("v1"), visit("v2", "07:01-07:01", minutes=5)], [carer("c1"), carer("c2")],
              legs={"base z1": 60, "base z2": 1, "z2 z1": 59},
              shifts=[shift("c1"), shift("c2", break_=pause("07:06-07:09", 30, at_ends=True))])
    found = explain(one, plan(one, c1="v1@08:00", c2="v2@07:01 break@07:06+30"), "v1")
    assert [other.carer for other in found.alternatives] == ["c2"]


def test_two_of_whom_one_has_too_little_load_are_too_few() -> None:
    one = day([visit("v1", carers_needed=2)], [carer("c1"), carer("c2")],
              shifts=[shift("c1"), shift("c2", max_load=39)])
    found = explain(one, plan(one, "v1:no_shift_fits"), "v1")
    assert [(out.carer, out.reason) for out in found.ruled_out] == [
        ("c1", Reason.TOO_FEW_CARERS), ("c2", Reason.NO_SHIFT_FITS)]


def test_the_recipe_of_the_document_runs() -> None:
    names: dict[str, Any] = {}
    source = CODE.replace("seconds=5", "effort=2000, workers=1").replace('"examples/', f'"{ROOT}/examples/')
    exec(compile(source, "explaining.md", "exec"), names)
    assert check(names["decided"], names["again"].plan).valid
    assert names["best"].carer in dict(names["again"].plan.placed[names["VISIT"]])


def test_who_comes_to_a_visit_that_is_left_out_makes_room_for_it() -> None:
    one = day([visit("v2", "08:00-12:00"), visit("v3", "08:00-08:00", carers_needed=2)], [carer("c1"), carer("c2")])
    found = explain(one, plan(one, "v3:no_capacity", c2="v2@08:00"), "v3")
    assert [(other.carer, set(other.carers), other.moved) for other in found.alternatives] == [
        ("c1", {"c1", "c2"}, (("v2", 30),)), ("c2", {"c1", "c2"}, (("v2", 30),))]
    one = day([visit("v1", "08:00-08:00"), visit("v2", "08:00-08:00"), visit("v3", "08:00-12:00")],
              [carer("c1"), carer("c2")])
    found = explain(one, plan(one, "v1:no_capacity", c1="v2@08:00", c2="v3@08:00"), "v1", carers=["c1"])
    assert [other.handed_over for other in found.alternatives] == [(("v2", ("c2",)),)]


def test_what_has_a_price_of_its_own_is_handed_over_rather_than_left_out() -> None:
    one = day([visit("v1", "08:00-08:00"), visit("v2", "08:00-08:00", unplanned_price=3)], [carer("c1"), carer("c2")],
              prices=free(travel=1))
    [other] = alternatives(one, plan(one, c1="v1@08:00", c2="v2@08:00"), "v1")
    assert (other.cost, other.handed_over) == (0, (("v2", ("c1",)),))
    found = explain(one, plan(one, "v2:price", c1="v1@08:00"), "v2")
    assert found.costs == {Term.UNPLANNED: 3}
    assert "  costs 3: unplanned +3\n" in explanation_text(one, found)


def test_a_plan_whose_rules_are_broken_is_explained_too() -> None:
    one = day([visit("v1"), visit("v2")], [carer(f"c{n}") for n in (1, 2, 3, 4)])
    twice = plan(one, c1="v1@08:00", c2="v2@08:30", c3="v2@08:30")
    assert [other.carer for other in alternatives(one, twice, "v1")] == ["c2", "c3", "c4"]
    assert [other.carer for other in alternatives(one, twice, "v2")] == ["c1", "c4"]


def test_a_meeting_is_not_given_up() -> None:
    one = day([visit("v1", "08:00-08:00")], [carer("c1"), carer("c2")], prices=free(travel=10), minutes=60,
              activities=(activity("a1", "08:00", carers=("c2",), place="far"),))
    found = explain(one, plan(one, c1="v1@08:00", c2="a1@08:00"), "v1")
    assert [(out.carer, out.reason) for out in found.ruled_out] == [("c2", Reason.PIN_CONFLICT)]


def test_links_to_other_lists_hold_the_few_that_change() -> None:
    one = day([visit("v1", "08:00-10:00"), visit("v2", "08:00-10:00"), visit("v3", "08:00-10:00", carers_needed=2)],
              [carer("c1"), carer("c2"), carer("c3")],
              links=(Link(id="l1", first="v1", second="v2", min_gap=10, max_gap=60),))
    found = plan(one, c1="v3@08:00 v1@09:00", c2="v2@09:15", c3="v3@08:00")
    [c2, c3] = alternatives(one, found, "v1")
    assert c3.plan.placed["v2"] == (("c2", 555),)
    assert 495 <= c3.start <= 545
    few = day_of_lists(one, found, {"c1", "c2"})
    assert [(entry.carers_needed, str(entry.windows[0].earliest_start)) for entry in few.visits] == [
        (1, "480"), (1, "480"), (1, "480")]
    assert few.visits[2].windows[0].latest_start == 480
    few = day_of_lists(one, found, {"c1"})
    assert [(entry.id, entry.windows[0].earliest_start, entry.windows[0].latest_start) for entry in few.visits] == [
        ("v1", 495, 545), ("v3", 480, 480)]
    assert few.links == ()
    assert c2.handed_over == ()


def test_links_are_kept_by_every_alternative() -> None:
    one = day([visit("v1", "08:00-09:00"), visit("v2", "08:00-12:00", citizen="z1")], [carer("c1"), carer("c2")],
              links=(Link(id="l1", first="v1", second="v2", carers=CarerRelation.SAME),))
    [other] = alternatives(one, plan(one, c1="v1@08:00 v2@09:00"), "v1")
    assert other.handed_over == (("v2", ("c2",)),)


def test_nobody_is_ruled_out_who_may_come_when_others_are_handed_over() -> None:
    for seed, asked, who in ((211, "v1", "c1"), (126, "v1", "c3")):
        one = random_day(seed)
        [other] = alternatives(one, plan_day(one, effort=200, workers=1), asked, carers=[who])
        assert (other.carer, other.left_out) == (who, ())


def test_what_cannot_be_kept_anyway_rules_nobody_out() -> None:
    one = day([visit("v1"), visit("v2", "08:00-08:00"), visit("v3", "08:00-08:00")],
              [carer("c1"), carer("c2"), carer("c3")], pins=(Pin(visit="v2", carer="c3"), Pin(visit="v3", carer="c3")))
    clash = plan(one, c1="v1@09:00", c3="v2@08:00 v3@08:00")
    assert [other.carer for other in alternatives(one, clash, "v1")] == ["c2", "c3"]
    kept = plan(one, "v3:pin_conflict", c1="v1@09:00", c3="v2@08:00")
    assert [other.carer for other in alternatives(one, kept, "v1")] == ["c2", "c3"]
    ill = day([visit("v1")], [carer("c1"), carer("c2"), carer("c9")], shifts=[shift("c1"), shift("c2")],
              activities=(activity("a1", carers=("c9",)),))
    assert [other.carer for other in alternatives(ill, plan(ill, c1="v1@08:00"), "v1")] == ["c2"]


def test_few_lists_are_planned_for_what_the_whole_plan_costs() -> None:
    """c3 is late by an hour, so c2 may be, too: the order with the shorter way, though it makes the second later."""
    one = day([visit("v1", "08:00-09:00"), visit("v2", "08:00-09:00"), visit("v3", "08:00-09:00")],
              [carer("c1"), carer("c2"), carer("c3")], prices=free(worst_lateness=100, travel=1),
              legs={"base z1": 1, "z1 z2": 30, "z2 base": 1, "base z2": 20, "z2 z1": 5, "z1 base": 20})
    [c2] = alternatives(one, plan(one, c1="v1@08:00", c2="v2@08:00", c3="v3@09:00"), "v1", carers=["c2"])
    assert (c2.plan.placed["v1"], c2.plan.placed["v2"]) == ((("c2", 480),), (("c2", 530),))


def test_nothing_is_handed_over_to_be_cheaper_however_cheap_the_plan_is() -> None:
    one = day([visit("v1", "08:00-09:00"), visit("v2", "08:00-09:00")], [carer("c1"), carer("c2")],
              prices=free(lateness=1))
    [other] = alternatives(one, plan(one, c1="v1@08:00", c2="v2@08:00"), "v1")
    assert other.handed_over == ()
    assert other.cost == 30


def test_whom_the_citizen_was_told_of_stays_where_one_of_two_must_go() -> None:
    one = day([visit("v1", carers_needed=2, told=["c2"])], [carer("c1"), carer("c2"), carer("c3")],
              prices=free(not_told=100))
    [other] = alternatives(one, plan(one, c1="v1@08:00", c2="v1@08:00"), "v1")
    assert (set(other.carers), other.cost) == ({"c2", "c3"}, 0)


def test_of_the_same_pair_only_the_cheapest_is_said() -> None:
    one = day([visit("v1", carers_needed=2), visit("v2")], [carer("c1"), carer("c2")])
    told = plan(one, "v1:no_capacity", c1="v2@08:00")
    found = explain(one, told, "v1")
    pair = found.alternatives[0]
    dearer = pair.model_copy(update={"carer": "c2", "costs": {**pair.costs, Term.TRAVEL: 500}})
    both = found.model_copy(update={"alternatives": (pair, dearer)})
    assert explanation_text(one, both).count("c1 and c2 at") == 1
    assert "+500" not in explanation_text(one, both)


def test_of_what_has_begun_nobody_else_is_asked() -> None:
    one = day([visit("v1"), visit("v2", "10:00-12:00")], [carer("c1"), carer("c2")])
    told = plan(one, c1="v1@08:00 v2@10:00")
    now = day_at(one, told, 540)
    found = explain(now, told, "v1")
    assert (found.carers, found.alternatives, found.ruled_out, found.not_asked) == (("c1",), (), (), ())
    assert explanation_text(now, found).splitlines()[-1] == "It has begun: who is there stays"
    assert explanation_text(now, found, language="da").splitlines()[-1] == "Det er påbegyndt: den, der er der, bliver"
    assert [one.carer for one in explain(now, told, "v2").alternatives] == ["c2"]
