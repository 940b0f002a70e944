"""Plans broken on purpose: the checker names the rule and the id, and no rule that still holds."""

import pytest

from tests.builders import minute
from tests.evaluation.rich import LEFT_OUT, ROUTES, rich_day, rich_plan
from triagering.evaluation import check
from triagering.evaluation.rules import RULES
from triagering.models import Reason, Route, Rule, Unplanned

DAY = rich_day()
C1, C2, C3, C4 = (ROUTES[one] for one in ("c1", "c2", "c3", "c4"))
NO_V12 = C3.replace(" v12@09:00", "")

MUTATIONS = [
    ("a visit is lost", "coverage", "v12", {"c3": NO_V12}),
    ("a visit is done twice", "coverage together", "v11", {"c5": "v11@09:00"}),
    ("a visit lacks its second carer", "coverage", "v2", {"c2": C2.replace("v2@09:00 ", "")}),
    ("a visit is a minute short", "coverage", "v12", {"c3": C3.replace("v12@09:00", "v12@09:00+19")}),
    ("a visit is a minute long", "coverage", "v12", {"c3": C3.replace("v12@09:00", "v12@09:00+21")}),
    ("a visit ends before it starts", "coverage", "v12", {"c3": C3.replace("v12@09:00", "v12@09:00+-20")}),
    ("a visit is unknown", "coverage", "v99", {"c5": "v99@09:00"}),
    ("an activity lacks a carer", "coverage", "a1", {"c1": C1.replace(" a1@13:30", "")}),
    ("an activity has a guest", "coverage", "a1", {"c3": C3 + " a1@13:30"}),
    ("an activity is lost", "coverage", "a1",
     {"c1": C1.replace(" a1@13:30", ""), "c2": "v2@09:00 break@10:30+30 v4@11:10"}),
    ("a carer is not qualified", "competence", "v12", {"c3": NO_V12, "c5": "v12@09:00"}),
    ("a competence has expired", "competence", "v12", {"c3": NO_V12, "c4": "v12@09:00 " + C4}),
    ("a visit is a minute early", "time", "v7", {"c3": C3.replace("v7@08:00", "v7@07:59")}),
    ("a visit starts between its windows", "time", "v6", {"c4": "v6@11:59 v9@12:30"}),
    ("a visit is a minute late", "time", "v6", {"c4": "v9@12:30 v6@13:01"}),
    ("a visit ends a minute into an activity of its citizen", "time", "v12", {"c3": f"{NO_V12} v12@13:11"}),
    ("a visit starts at a negative time", "time shift", "v6", {"c4": "v6@-10 v9@12:30"}),
    ("an activity is a minute late for one", "time together", "a1", {"c2": C2.replace("a1@13:30", "a1@13:31")}),
    ("an activity is a minute late for all", "time", "a1",
     {"c1": C1.replace("a1@13:30", "a1@13:31"), "c2": C2.replace("a1@13:30", "a1@13:31")}),
    ("a carer is a minute too fast", "travel", "v9", {"c4": "v6@12:00 v9@12:29"}),
    ("stops are out of order", "travel", "v6", {"c4": "v9@12:30 v6@12:00"}),
    ("stops overlap", "travel", "v9", {"c4": "v6@12:00 v9@12:00"}),
    ("a carer leaves before the shift", "shift", "c4", {"c4": "v6@08:09 v9@12:30"}),
    ("a carer leaves before the daily rest", "shift", "c1", {"c1": C1.replace("v1@07:30", "v1@07:19")}),
    ("a carer is back after the overtime allowed", "shift", "c5",
     {"c3": C3.replace(" v11@08:20", ""), "c5": "v11@11:41"}),
    ("a carer leaves before the rest agreed on", "shift", "c5",
     {"c3": C3.replace(" v11@08:20", ""), "c5": "v11@08:19"}),
    ("a carer is back in the rest agreed on", "shift", "c3", {"c3": C3.replace("v8@12:00", "v8@13:31")}),
    ("a carer without a shift has a route", "shift", "c6", {"c6": ""}),
    ("a carer is unknown", "shift", "c99", {"c99": ""}),
    ("a carer without a shift does a visit", "shift coverage", "c6", {"c3": NO_V12, "c6": "v12@09:00"}),
    ("a break is left out", "break", "c1", {"c1": C1.replace("break@11:00+30 ", "")}),
    ("a break is a minute short", "break", "c1", {"c1": C1.replace("+30", "+29")}),
    ("a break leaves no time for the road", "break", "c1", {"c1": C1.replace("+30", "+41")}),
    ("a break is a minute early", "break", "c2", {"c2": C2.replace("break@10:30", "break@10:29")}),
    ("a break is a minute late", "break", "c2", {"c2": C2.replace("break@10:30+30", "break@12:01+29")}),
    ("a break ends a minute late", "break", "c2", {"c2": C2.replace("break@10:30+30", "break@11:30+61")}),
    ("a break is taken first", "break", "c1", {"c1": "break@11:00+30 " + C1.replace("break@11:00+30 ", "")}),
    ("a break is taken last", "break", "c1", {"c1": C1.replace("break@11:00+30 ", "") + " break@14:00+30"}),
    ("a break is taken twice", "break", "c1", {"c1": C1.replace("+30", "+30 break@11:30+30")}),
    ("a break is taken where there is none", "break", "c4", {"c4": "v6@08:30 break@09:00+30 v9@12:30"}),
    ("a double is split in time", "together", "v2", {"c2": C2.replace("v2@09:00", "v2@09:01")}),
    ("a double is done by one carer twice", "together", "v2",
     {"c1": C1.replace("v2@09:00", "v2@09:00 v2@09:20"), "c2": C2.replace("v2@09:00 ", "")}),
    ("a gap is too short", "links", "l1", {"c1": C1.replace("v1@07:30", "v1@07:41")}),
    ("a gap is too long", "links", "l1", {"c1": C1.replace("v1@07:30", "v1@07:20").replace("v3@11:40", "v3@11:51")}),
    ("linked visits are not done by the same", "links", "l2",
     {"c2": C2.replace("a1", "v8@12:00 a1"), "c3": C3.replace(" v8@12:00", "")}),
    ("linked visits are done by the same", "links", "l3",
     {"c2": C2.replace("a1", "v11@12:00 a1"), "c3": C3.replace("v11@08:20 ", "")}),
    ("a vetoed carer comes", "continuity", "v9", {"c1": C1.replace("a1", "v9@13:00 a1"), "c4": "v6@12:00"}),
    ("somebody outside the closed circle comes", "continuity", "v3",
     {"c1": C1.replace("v3@11:40 ", ""), "c2": C2.replace("a1", "v3@11:30 a1")}),
    ("a hard wish is not met", "continuity", "v5",
     {"c1": C1.replace("v5@12:30 ", ""), "c2": C2.replace("a1", "v5@12:30 a1")}),
    ("an outsider enters a closed district", "boundary", "v7",
     {"c3": "v12@09:00", "c4": "v7@08:10 v11@08:30 v6@12:00 v8@12:30 v9@13:00"}),
    ("a carer has too much load", "fairness", "c2", {"c2": C2.replace("a1", "v6@12:00 v9@12:30 a1"), "c4": ""}),
    ("a pinned carer is ignored", "stability", "v4",
     {"c1": C1.replace("break", "v4@10:00 break"), "c2": C2.replace("v4@10:00 ", "")}),
    ("a pinned start is ignored", "stability", "v5", {"c1": C1.replace("v5@12:30", "v5@12:31")}),
]

FALSE_REASONS = [
    ("nobody_qualified", "competence"), ("nobody_accepted", "continuity"), ("closed_district", "boundary"),
    ("too_few_carers", "together"), ("no_shift_in_window", "time"), ("no_shift_fits", "shift"),
    ("citizen_away", "time"),
]


def named(report):
    return {(str(violation.rule), id_) for violation in report.violations for id_ in violation.ids}


def test_the_plan_that_is_mutated_holds_every_rule():
    assert check(DAY, rich_plan()).violations == ()


@pytest.mark.parametrize(("what", "rules", "id_", "routes"), MUTATIONS, ids=[mutation[0] for mutation in MUTATIONS])
def test_a_mutated_plan_is_caught_by_rule_and_id(what, rules, id_, routes):
    report = check(DAY, rich_plan(**routes))
    assert (rules.split()[0], id_) in named(report)
    assert {str(violation.rule) for violation in report.violations} == set(rules.split())


def test_every_rule_with_a_hard_side_is_broken_by_some_mutation():
    hard = {str(rule) for rule in Rule} - {str(Rule.SLACK)}
    assert {mutation[1].split()[0] for mutation in MUTATIONS} == hard
    assert RULES.keys() == set(Rule)


@pytest.mark.parametrize("routes", [
    {"c1": C1.replace("v1@07:30", "v1@07:20")},
    {"c1": C1.replace("v1@07:30", "v1@07:40")},
    {"c1": C1.replace("+30", "+40")},
    {"c1": C1.replace("v1@07:30", "v1@07:20").replace("v3@11:40", "v3@11:50")},
    {"c2": C2.replace("break@10:30+30", "break@11:30+60")},
    {"c3": C3.replace("v8@12:00", "v8@13:30")},
    {"c3": C3.replace(" v11@08:20", ""), "c5": "v11@11:40"},
    {"c4": "v6@08:10 v9@12:30"},
    {"c4": "v9@12:30 v6@13:00"},
])
def test_a_change_up_to_the_limit_holds_every_rule(routes):
    assert check(DAY, rich_plan(**routes)).violations == ()


def test_all_or_none_is_broken_by_leaving_one_out():
    report = check(DAY, rich_plan(LEFT_OUT + " v9:price", c4="v6@12:00"))
    assert named(report) == {("links", "l4"), ("links", "v6"), ("links", "v9")}


def test_both_planned_and_left_out_is_named():
    assert named(check(DAY, rich_plan(LEFT_OUT + " v12:no_capacity"))) == {("coverage", "v12")}


def test_unknown_visits_left_out_are_named():
    assert named(check(DAY, rich_plan(LEFT_OUT + " v99:no_capacity"))) == {("coverage", "v99")}


def test_a_second_route_of_a_carer_is_named_and_its_stops_do_not_count():
    good = rich_plan(c3=NO_V12)
    second = rich_plan(c3="v12@09:00").routes[2]
    report = check(DAY, good.replace(routes=(*good.routes, second)))
    assert named(report) == {("shift", "c3"), ("coverage", "v12")}


@pytest.mark.parametrize(("reason", "rule"), FALSE_REASONS)
def test_a_false_reason_is_named_under_the_rule_behind_it(reason, rule):
    assert named(check(DAY, rich_plan(f"{LEFT_OUT} v12:{reason}", c3=NO_V12))) == {(rule, "v12")}


def test_a_true_reason_is_accepted():
    assert check(DAY, rich_plan(f"{LEFT_OUT} v12:no_capacity", c3=NO_V12)).valid


def test_a_reason_belongs_to_its_rule():
    wrong = rich_plan().replace(unplanned=(Unplanned(id="v10", reason=Reason.NOBODY_QUALIFIED, rule=Rule.TIME),))
    assert named(check(DAY, wrong)) == {("competence", "v10")}


def test_an_empty_plan_names_every_visit_and_activity():
    found = named(check(DAY, rich_plan().replace(routes=(), unplanned=())))
    assert found == {("coverage", id_) for id_ in (*DAY.visit_by_id, *DAY.activity_by_id)}


def test_a_violation_reads_as_rule_ids_and_what_is_wrong():
    first = check(DAY, rich_plan(c4="v6@11:59 v9@12:30")).violations[0]
    assert str(first) == "time v6, c4: starts at 11:59, outside 08:00-09:00, 12:00-13:00"


def test_a_route_of_nonsense_is_judged_too():
    stops = tuple(stop.replace(start=minute("23:59"), end=-5) for route in rich_plan().routes for stop in route.stops)
    report = check(DAY, rich_plan().replace(routes=(Route(carer="c1", stops=stops), Route(carer="c1"))))
    assert {Rule.COVERAGE, Rule.TIME, Rule.SHIFT, Rule.BREAK} <= {one.rule for one in report.violations}
    assert all(charge.cost > 0 for charge in report.charges)
