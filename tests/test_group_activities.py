"""Group activities: who takes part is not at home, in every way a day is planned, read, written and counted."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.builders import activity, carer, citizen, day, free, plan, shift, visit
from tests.solver.exact.random_days import random_day
from tests.solver.exact.solving import best
from triagering import (
    Definition,
    History,
    InputError,
    check,
    check_week,
    day_at,
    describe_week,
    evaluate_week,
    explain,
    explanation_text,
    find_exchanges,
    left_out,
    left_out_text,
    plan_day,
    plan_week,
    read_day,
    run_lists,
    run_lists_html,
    split_day,
    week_board,
    week_html,
    write_day,
)
from triagering.cli.reports import week_changes, week_changes_text
from triagering.evaluation import evaluate_period
from triagering.io.history import read_table
from triagering.io.history.records import as_delivered
from triagering.io.simulation.human import HumanPlanner, deliver
from triagering.lists import day_of_lists
from triagering.models import (
    Activity,
    Competence,
    Day,
    Delegation,
    District,
    Level,
    Miniteam,
    Municipality,
    Pin,
    Plan,
    Reason,
    Result,
    Status,
    Task,
)
from triagering.models.week import Week
from triagering.replay.past import Past
from triagering.replay.runs import _groups_once
from triagering.solver.compiled import compile_day
from triagering.solver.components import components, part_of
from triagering.triage.draft import somebody_could_come

LONG = "08:00-12:00"


def outing(start: str | int = "10:00", *who: str, **given: Any) -> Activity:
    """Half an hour of citizen z1, unless others are named, without carers."""
    return activity("g1", start, **{"carers": (), "citizens": who or ("z1",)} | given)


def planned(made: Day) -> dict[str, str]:
    """Plan a day by search: clock times, and the reasons of what is left out."""
    found = plan_day(made, effort=300, workers=1).plan
    assert check(made, found).valid
    starts = {id_: made.clock(stops[0][1]) for id_, stops in found.placed.items()}
    return starts | {out.id: str(out.reason) for out in found.unplanned}


@pytest.mark.parametrize(("window", "said"), [
    ("09:40-10:29", "09:40"), ("09:41-10:29", "citizen_away"), ("09:41-10:30", "10:30"),
    ("09:41-10:29, 11:00-11:10", "11:00")])
def test_search_and_model_keep_visits_out_of_an_activity_to_the_minute(window: str, said: str) -> None:
    made = day([visit(window=window)], activities=(outing(),), prices=free(lateness=1))
    assert planned(made) == {"v1": said}
    found = best(made).solution
    assert (None if found is None else made.clock(found.starts[0])) == (None if said == "citizen_away" else said)
    assert planned(made.replace(activities=())) == {"v1": window[:5]}


def test_lateness_counts_from_what_was_agreed_before_the_activity() -> None:
    made = day([visit(window=LONG)], activities=(outing("08:00"),), prices=free(lateness=1, worst_lateness=2))
    assert (planned(made), plan_day(made, effort=300, workers=1).cost) == ({"v1": "08:30"}, 90)
    assert best(made).cost == 90


def test_no_shift_in_the_time_at_home_is_said_as_such() -> None:
    made = day([visit(window="09:41-12:00")], shifts=[shift("c1", "07:00-10:59")], activities=(outing(),))
    assert planned(made) == {"v1": "no_shift_in_window"}


def test_an_activity_that_is_left_out_keeps_its_citizens_away_all_the_same() -> None:
    made = day([visit(window="10:00-10:29")], [carer("c1"), carer("c2")], shifts=[shift("c1")],
               activities=(outing(carers=("c2",)),))
    assert planned(made) == {"v1": "citizen_away", "g1": "too_few_carers"}


def test_only_the_citizens_who_take_part_are_away() -> None:
    made = day([visit("v1", "10:00-10:20"), visit("v2", "10:00-10:20")], activities=(outing(),))
    assert planned(made) == {"v1": "citizen_away", "v2": "10:00"}


def test_an_activity_without_carers_is_no_part_of_a_plan() -> None:
    made = day([visit()], activities=(outing("14:00"),))
    assert check(made, plan(made, c1="v1@08:00")).valid
    assert [str(one) for one in check(made, plan(made, "g1:no_capacity", c1="v1@08:00")).violations] == [
        "coverage g1: is listed as unplanned, but is not on the day"]


def test_what_keeps_a_visit_out_is_told_to_whoever_asks() -> None:
    made = day([visit(window="10:00-10:20"), visit("v2", "10:00-10:31")], activities=(outing("10:00", "z1", "z2"),))
    nobody = plan(made, "v1:citizen_away v2:no_capacity")
    assert [one.reason for one in explain(made, nobody, "v1", carers="c1").ruled_out] == [Reason.CITIZEN_AWAY]
    assert [one.spans for one in left_out(made, nobody)] == [(), ((630, 651),)]
    assert [somebody_could_come(made, one) for one in made.visits] == [False, True]
    assert "taking the citizen off the activity" in run_lists(made, nobody)


@pytest.mark.parametrize(("language", "why", "lines"), [
    ("en", "z1 is at g1 10:00–10:30", ["v1 (z1): left out: z1 is at g1 10:00–10:30", "Could come"]),
    ("da", "z1 er til g1 10:00–10:30", ["v1 (z1): udeladt: z1 er til g1 10:00–10:30", "Kunne komme"])])
def test_the_reason_names_the_activity_and_one_line_says_it_of_all_carers(
    language: Any, why: str, lines: list[str],
) -> None:
    made = day([visit(window="10:00-10:20", tasks="lift")], [carer("c1", "lift"), carer("c2")], activities=(
        outing(), activity("g2", "07:00", carers=(), citizens=("z1",))))
    nobody = plan(made, "v1:citizen_away")
    found = explain(made, nobody, "v1")
    assert [(out.carer, out.reason) for out in found.ruled_out] == [
        ("c1", Reason.CITIZEN_AWAY), ("c2", Reason.CITIZEN_AWAY)]
    who = {"en": "nobody", "da": "ingen"}[language]
    assert explanation_text(made, found, language=language).splitlines() == [*lines, f"  {who}: {why}"]
    assert left_out_text(made, left_out(made, nobody), language=language).splitlines()[1].endswith(f": {why}")
    assert f"\n    {why}. " in run_lists(made, nobody, language=language)
    assert describe_week(week_of(made, nobody), language=language).count(f"  {why}\n") == 1


@pytest.mark.parametrize(("last", "named"), [("11:08", ", g2 11:08–11:38"), ("11:09", "")])
def test_every_activity_that_keeps_a_visit_out_is_named_and_no_other(last: str, named: str) -> None:
    made = day([visit(window="10:10-10:49", minutes=20)], activities=(
        outing("09:40"), outing(last).replace(id="g2"), outing("10:40", minutes=28).replace(id="g3"),
        outing("10:10").replace(id="g4")))
    text = run_lists(made, plan(made, "v1:citizen_away"))
    assert f"\n    z1 is at g4 10:10–10:40, g3 10:40–11:08{named}. Would help" in text


def test_a_reason_that_no_activity_of_the_day_bears_out_names_none() -> None:
    made = day([visit()])
    assert "\n    its citizen takes part in an activity whenever" in run_lists(made, plan(made, "v1:citizen_away"))


def test_who_asks_why_somebody_is_at_an_activity_is_told_that_it_is_given() -> None:
    made = day([visit()], activities=(outing(carers=("c1",)),))
    with pytest.raises(InputError) as caught:
        explain(made, plan(made, c1="v1@08:00 g1@10:00"), "g1")
    assert [str(one) for one in caught.value.issues] == [
        "E102 visit g1 visit='g1': is no visit of the day. Hint: an activity is given, not chosen: name a visit"]


def week_of(made: Day, found: Plan) -> Week:
    """Give a week of one day, as if a search had found its plan."""
    return Week(days=(made,), results=(Result(plan=found, status=Status.FEASIBLE, cost=0, costs={}, seconds=1),))


@pytest.mark.parametrize(("language", "out"), [("en", "left out"), ("da", "udeladt")])
def test_the_board_of_a_week_says_what_its_citizens_take_part_in(language: Any, out: str) -> None:
    made = day([visit(), visit("v2"), visit("v3", window="10:00-10:20", citizen="z1")], [carer("c1"), carer("c2")],
               citizens=[citizen("z1", contact_person="c1")], shifts=[shift("c1")], activities=(
                   outing(), activity("g2", "13:00", carers=("c2",), citizens=("z1", "z2"))))
    found = week_of(made, plan(made, "v3:citizen_away g2:too_few_carers", c1="v1@08:00 v2@08:30"))
    board = [" ".join(line.split()) for line in week_board(found, language=language).splitlines()]
    own = f"(g2 13:00–13:30 {out})"
    assert f"z1 c1 c1+ (1 {out}) (g1 10:00–10:30) {own} 1 " in " ".join(board)
    assert f"z2 c1 {own} 1" in board
    assert f"<td>c1 {own}</td>" in week_html(found, language=language)


def test_the_board_of_a_week_names_who_takes_part_and_has_no_visit() -> None:
    made = day([visit()], citizens=[citizen("z1"), citizen("z2", contact_person="c1")], activities=(
        outing("10:00", "z2"), activity("g2", "13:00", carers=("c1",), citizens=("z2",))))
    found = week_of(made, plan(made, c1="v1@08:00 g2@13:00"))
    board = [" ".join(line.split()) for line in week_board(found).splitlines()]
    assert "z2 c1 (g1 10:00–10:30) (g2 13:00–13:30) 0" in board
    assert "z2" not in week_board(found, carer="c1")


def test_the_page_of_a_week_lists_the_group_activities_of_each_day_as_the_day_does_but_no_carers_own_page() -> None:
    first = day([visit()], activities=(outing("10:00", "z1"),))
    days = (first, first.replace(date=first.date + dt.timedelta(1), activities=()), first.replace(
        date=first.date + dt.timedelta(2), activities=(outing("11:00", "z1"),)))
    found = Week(days=days, results=tuple(week_of(one, plan(one, c1="v1@08:00")).results[0] for one in days))
    page = week_html(found)
    at = [page.index(f"<section><h2>Group activities: 1 · 2025-03-0{number}</h2>") for number in (3, 5)]
    lists = [page.index(f":00 · 2025-03-0{number}") for number in (3, 4, 5)]
    assert at[0] < lists[0] < lists[1] < at[1] < lists[2]
    assert "Group activities" not in week_html(found, carer="c1")


@pytest.mark.parametrize(("language", "said", "head"), [
    ("en", ["Group activities: 3", "  10:00–10:30  g1  base            2 citizens: z1, z2",
            "  13:00–13:30  g2  base  c1        1 citizen: z1", "  14:00–14:30  <g3  base  left out  1 citizen: z2"],
     "Group activities: 3 · 2025-03-03"),
    ("da", ["Gruppeaktiviteter: 3", "  10:00–10:30  g1   base           2 borgere: z1, z2",
            "  13:00–13:30  g2   base  c1       1 borger: z1", "  14:00–14:30  <g3  base  udeladt  1 borger: z2"],
     "Gruppeaktiviteter: 3 · 03-03-2025")])
def test_the_group_activities_of_a_day_are_listed_once_beside_the_run_lists(
    language: Any, said: list[str], head: str,
) -> None:
    made = day([visit(), visit("v2")], [carer("c1"), carer("c2")], shifts=[shift("c1")], activities=(
        activity("g2", "13:00", citizens=("z1",)), activity("a1", "12:00"), outing("10:00", "z1", "z2"),
        activity("<g3", "14:00", carers=("c2",), citizens=("z2",))))
    found = plan(made, "<g3:too_few_carers", c1="v1@08:00 v2@08:30 a1@12:00 g2@13:00")
    parts = run_lists(made, found, language=language).split("\n\n")
    assert [" ".join(line.split()) for line in parts[-2].splitlines()] == [" ".join(line.split()) for line in said]
    page = run_lists_html(made, found, language=language)
    assert f"<section><h2>{head}</h2>" in page
    assert page.count("<td>g1</td>") == 1
    assert "<g3" not in page
    alone = made.replace(activities=(activity("a1", "12:00"),))
    for write in (run_lists, run_lists_html):
        assert said[0][:-3] not in write(made, found, language=language, carer="c1")
        assert said[0][:-3] not in write(alone, plan(alone, c1="v1@08:00 v2@08:30 a1@12:00"), language=language)


def test_room_is_sought_after_the_activity() -> None:
    made = day([visit("v1", "10:00-10:40", priority=1), visit("v2", "10:30-10:50", priority=5)],
               activities=(outing(),))
    assert [(one.visit, one.start) for one in find_exchanges(
        made, plan(made, "v1:no_capacity", c1="v2@10:40"), critical=False)] == [("v1", 630)]


def test_a_planner_by_hand_keeps_visits_out_too() -> None:
    made = day([visit("v1", "09:50-10:40"), visit("v2", "09:50-10:40", carers_needed=2)], [carer("c1"), carer("c2")],
               activities=(outing("10:00", "z1", "z2"),))
    assert check(made, HumanPlanner().plan(made)).valid


CODES = [
    ({"citizens": ("z1", "gone")}, [("E102", "citizens", "gone")]),
    ({"citizens": ("z1", "z1")}, [("E101", "citizens", "")]),
    ({"capacity": 1}, []), ({"capacity": 1, "citizens": ("z1", "z2")}, [("E311", "citizens", "2")]),
    ({"needs": (Task(competence="lift"),), "carers": ("c1",)}, []),
    ({"needs": (Task(competence="lift"),), "carers": ("c2",)}, [("E308", "carers", "c2")]),
    ({"needs": (Task(competence="lift", level=Level.TRAINED),), "carers": ("c1",)}, [("E308", "carers", "c1")]),
    ({"needs": (Task(competence="medicine"),), "carers": ("c2",)}, []),
    ({"needs": (Task(competence="medicine"),), "carers": ("c2",), "citizens": ("z1", "z2")},
     [("E308", "carers", "c2")]),
    ({"needs": (Task(competence="medicine", delegable=False),), "carers": ("c2",)}, [("E308", "carers", "c2")]),
    ({"needs": (Task(competence="lfit"),)}, [("E301", "needs", "lfit")]),
    ({"citizens": ()}, [("E508", "carers", "")]),
    ({"needs": (Task(competence="medicine"),), "carers": ("c2",), "citizens": ()}, []),
    ({"needs": (Task(competence="medicine"),), "carers": ("c1",), "citizens": ()}, [("E308", "carers", "c1")]),
    ({"needs": (Task(competence="lift"),), "carers": ("c2",), "citizens": ()}, [("E308", "carers", "c2")]),
]


@pytest.mark.parametrize(("given", "told"), CODES)
def test_what_can_never_be_is_an_error_of_the_day(given: dict[str, Any], told: list[tuple[str, str, str]]) -> None:
    staff = [carer("c1", "lift"), carer("c2", [Competence(area="observation")], delegations=(
        Delegation(area="medicine", citizen="z1"),))]
    found = []
    try:
        day([visit("v1"), visit("v2")], staff, activities=(outing(**given),))
    except InputError as error:
        found = [(one.code, one.field, one.value) for one in error.issues if one.row == "g1"]
    assert found == told


@pytest.mark.parametrize(("start", "fits"), [("09:30", True), ("09:31", False), ("10:29", False), ("10:30", True)])
def test_nobody_is_at_two_activities_at_once_however_many_lie_between(start: str, fits: bool) -> None:
    both = (outing(), activity("g2", "07:00", carers=(), citizens=("z1",), minutes=10),
            activity("g3", start, carers=(), citizens=("z1",)))
    if fits:
        assert day(activities=both).activities_of["z1"][0].id == "g2"
        return
    with pytest.raises(InputError, match="E217 activities"):
        day(activities=both)


@pytest.mark.parametrize(("start", "fits"), [(580, True), (581, False), (629, False), (630, True)])
def test_no_visit_is_pinned_into_an_activity(start: int, fits: bool) -> None:
    given: dict[str, Any] = {"activities": (outing(),), "pins": (Pin(visit="v1", start=start),)}
    if fits:
        assert planned(day([visit(window=LONG)], **given)) == {"v1": f"{start // 60:02}:{start % 60:02}"}
        return
    with pytest.raises(InputError, match="E306 pins"):
        day([visit(window=LONG)], **given)


def full_day() -> Day:
    """Give a day with a group activity that says everything."""
    return day([visit("v1"), visit("v2")], [carer("c1", "lift")], activities=(outing(
        "13:00", "z1", "z2", carers=("c1",), capacity=8,
        needs=(Task(competence="lift", delegable=False),)), activity("a1", "09:00")),
        settings={"group_minutes": "shared"})


@pytest.mark.parametrize("form", ["day.json", "folder"])
def test_a_group_activity_is_read_as_it_was_written(form: str, tmp_path: Path) -> None:
    write_day(full_day(), tmp_path / form)
    assert read_day(tmp_path / form) == full_day()


def test_what_is_wrong_in_the_table_is_told_at_once_and_by_line(tmp_path: Path) -> None:
    write_day(full_day(), tmp_path / "day")
    path = tmp_path / "day" / "activities.csv"
    text = path.read_text(encoding="utf-8-sig").replace("z1|z2;lift!;8", "z1|z3|z1;lfit;1")
    path.write_text(f"{text}\ng2;;base;13:10;20;z1;;\ng3;;base;15:00;20;;;\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_day(tmp_path / "day")
    assert sorted((one.code, one.row.split()[0], one.field) for one in caught.value.issues) == [
        ("E101", "g1", "citizens"), ("E102", "g1", "citizens"), ("E217", "g2", "citizens"), ("E301", "g1", "needs"),
        ("E308", "g1", "carers"), ("E311", "g1", "citizens"), ("E508", "g3", "carers")]
    assert "line" in caught.value.issues[0].row


@pytest.mark.parametrize(("language", "said"), [
    ("en", ("group activity g1", "lift", "2 citizens: z1, z2")),
    ("da", ("gruppeaktivitet g1", "forflytning", "2 borgere: z1, z2"))])
def test_a_run_list_says_who_takes_part(language: Any, said: tuple[str, ...]) -> None:
    made = full_day()
    text = run_lists(made, plan(made, "v1:no_capacity v2:no_capacity", c1="a1@09:00 g1@13:00"), language=language)
    line = next(line for line in text.splitlines() if "g1" in line)
    assert all(part in line for part in said)
    assert "g1" not in next(line for line in text.splitlines() if "a1" in line)


TEAMS = Municipality(districts=(District(id="north", closed=True), District(id="south", closed=True)),
                     miniteams=(Miniteam(id="n", district="north"), Miniteam(id="s", district="south")))


def two_teams() -> Day:
    """Carer c2 of the south takes z1 of the north out; districts are closed."""
    return day([visit("v1", LONG), visit("v2", LONG)], [carer("c1", miniteam="n"), carer("c2", miniteam="s")],
               citizens=[citizen("z1", miniteam="n"), citizen("z2", miniteam="s")], municipality=TEAMS,
               activities=(outing(carers=("c2",), minutes=100),), prices=free(lateness=1))


def test_a_part_of_a_day_knows_of_the_activities_of_others() -> None:
    made = two_teams()
    parts = [*split_day(made).values(), day_of_lists(made, plan(made, c1="v1@08:00", c2="v2@08:00 g1@10:00"), {"c1"})]
    assert [[one.windows_of(one.visit_by_id["v1"]) for one in parts if "v1" in one.visit_by_id]] == [
        [made.windows_of(made.visits[0])] * 2]
    assert [one.to_plan for one in parts] == [("v1",), ("v2", "g1"), ("v1",)]
    assert evaluate_week_minutes(parts[1]) == {"z1": 100.0, "z2": 20.0}


def test_the_parts_of_a_day_that_fall_apart_know_of_the_activities_of_each_other() -> None:
    compiled = compile_day(two_teams())
    whole = best(two_teams()).solution
    assert whole is not None
    found = components(compiled)
    assert len(found) == 2
    for component in found:
        own = part_of(compiled, component, whole).compiled
        assert [own.jobs.windows(job) for job in range(own.n_jobs)] == [
            compiled.jobs.windows(job) for job in component.jobs]


@pytest.mark.parametrize("seed", range(12))
def test_random_days_are_planned_around_activities(seed: int) -> None:
    made = random_day(seed)
    everybody = made.replace(pins=(), activities=(outing(560, *made.citizen_by_id, minutes=40),))
    found = plan_day(everybody, effort=500, workers=1).plan
    assert check(everybody, found).valid
    assert all(stops[0][1] + everybody.visit_by_id[id_].minutes <= 560 or stops[0][1] >= 600
               for id_, stops in found.placed.items())


def test_a_day_that_has_begun_keeps_its_activities_but_for_whoever_was_visited_meanwhile() -> None:
    made = day([visit("v1", LONG), visit("v2", LONG)], [carer("c1"), carer("c2")],
               activities=(outing("10:00", "z1", "z2", carers=("c1",)),))
    told = plan(made, c1="g1@10:00", c2="v1@10:30 v2@11:00")
    assert day_at(made, told, 600).activities == made.activities
    [left] = day_at(made, told, 615, went={"v1": [("c2", 605)]}).activities
    assert left.citizens == ("z2",)
    assert day_at(made, told, 590, gone={"c1"}).activities == ()
    helper = carer("c1", delegations=(Delegation(area="medicine", citizen="z1"),))
    given = outing(carers=("c1",), needs=(Task(competence="medicine"),))
    held = made.replace(carers=(helper, carer("c2", "medicine")), activities=(given,))
    assert day_at(held, told, 615, went={"v1": [("c2", 605)]}).activities == (given.replace(citizens=()),)
    alone = made.replace(activities=(outing(),))
    assert day_at(alone, plan(alone, c1="v1@08:00", c2="v2@08:00"), 610).activities == alone.activities


def test_a_week_is_planned_around_activities_and_counts_them() -> None:
    monday = day([visit("v1", LONG)], activities=(outing("08:00", minutes=60, carers=("c1",)),))
    tuesday = day([visit("v1", LONG)], date=monday.date.replace(day=monday.date.day + 1))
    week = plan_week([monday, tuesday], effort=300, workers=1)
    assert all(report.valid for report in check_week(week))
    assert week.plans[0].placed["v1"][0][1] >= 540
    figures = evaluate_week(week, by="citizen").figures.loc["z1"]
    assert list(figures[["granted", "planned", "delivered", "planned_share", "visits"]]) == [100, 100, 100, 1, 2]


def test_a_week_planned_again_says_to_whom_a_group_activity_that_is_called_off_must_be_told() -> None:
    monday = day([visit("v1", LONG)], activities=(outing("13:00", carers=("c1",)),))
    told = plan_week([monday], effort=300, workers=1)
    changed = list(week_changes(plan_week([monday.replace(activities=())], effort=300, workers=1), told))
    assert [(move.id, move.citizens) for _, _, found in changed for move in found.moves] == [("g1", ("z1",))]
    assert "13:00 c1 → called off; tell z1" in next(week_changes_text(changed, "en"))


def evaluate_week_minutes(made: Day, how: str = "full") -> dict[str, float]:
    """Give the delivered minutes of each citizen if the day came as searched."""
    made = made.replace(settings=made.settings.replace(group_minutes=how))
    tables = as_delivered([made], [plan_day(made, effort=300, workers=1).plan])
    figures = evaluate_period(tables["visits"], made.date, made.date, by="citizen").figures
    return {str(id_): float(minutes) for id_, minutes in figures["delivered"].items()}


@pytest.mark.parametrize(("how", "minutes"), [
    ("full", {"z1": 70.0, "z2": 50.0, "z3": 50.0}), ("shared", {"z1": 37.0, "z2": 17.0, "z3": 16.0})])
def test_each_citizen_has_the_minutes_of_a_group_or_a_share_of_them(how: str, minutes: dict[str, float]) -> None:
    made = day([visit("v1")], [carer("c1"), carer("c2")], citizens=[citizen("z2"), citizen("z3")],
               activities=(outing("13:00", "z1", "z2", "z3", minutes=50, carers=("c1", "c2")),))
    assert evaluate_week_minutes(made, how) == minutes


@pytest.mark.parametrize("by", ["citizen", "carer", ()])
def test_what_a_group_activity_counts_is_in_no_other_figure(by: Any) -> None:
    made = day([visit("v1", "08:00-08:00-10:00")], [carer("c1"), carer("c2")],
               activities=(outing("13:00", minutes=50, carers=("c2",)),))
    tables = as_delivered([made], [plan(made, c1="v1@09:00", c2="g1@13:00")])
    visits = tables["visits"]
    met = visits.assign(date=visits["date"] - pd.Timedelta(days=3)).query("kind == 'group_activity'").assign(carer="c1")
    past = visits.assign(date=visits["date"] - pd.Timedelta(days=40)).query("kind != 'group_activity'")

    def of(rows: pd.DataFrame) -> Any:
        return evaluate_period(rows, made.date, made.date, shifts=tables["shifts"], least=1, individuals=True, by=by,
                               definition=Definition(days=1, daily_visits=1))

    with_, without = of(pd.concat([past, met, visits])), of(pd.concat([past, visits.query("kind != 'group_activity'")]))
    of_packages = [] if by == "carer" else ["granted", "planned", "delivered"]
    same = with_.figures.columns.difference(of_packages)
    pd.testing.assert_frame_equal(with_.figures.loc[without.figures.index, same], without.figures[same])
    assert with_.figures[of_packages].to_numpy().tolist() == [[70.0] * len(of_packages)] * len(with_.figures)
    assert with_.missing == without.missing


def test_who_was_in_no_visit_has_the_minutes_of_a_group_and_no_visits() -> None:
    made = day([visit("v1")], [carer("c1"), carer("c2")], citizens=[citizen("z2")],
               activities=(outing("13:00", "z2", carers=("c2",)),))
    tables = as_delivered([made], [plan(made, c1="v1@08:00", c2="g1@13:00")])
    found = evaluate_period(tables["visits"], made.date, made.date, by="citizen").figures
    assert list(found.loc["z2", ["delivered", "visits", "undelivered"]]) == [30, 0, 0]
    only_c1 = tables["shifts"].query("carer == 'c1'")
    missing = evaluate_period(tables["visits"], made.date, made.date, shifts=only_c1).missing
    assert not any("delivered minutes" in figure for figure in missing)


def test_a_history_knows_nobody_from_a_group_activity(tmp_path: Path) -> None:
    made = day([visit("v1")], [carer("c1"), carer("c2")], activities=(outing("13:00", carers=("c2",)),))
    history = History(tmp_path / "history")
    history.add("visits", as_delivered([made], [plan(made, c1="v1@08:00", c2="g1@13:00")])["visits"])
    after = made.date + dt.timedelta(days=1)
    assert history.known(after)["carer"].tolist() == ["c1"]
    assert history.circles(after)["circle_7"].tolist() == [1]


def test_what_is_not_known_to_be_at_once_is_not_told_without_a_date(tmp_path: Path) -> None:
    write_day(full_day().replace(activities=(*full_day().activities, activity(
        "g2", "14:00", carers=(), citizens=("z1",)))), tmp_path / "day")
    for table, old, new in (("day", "2025-03-03", ""), ("activities", "14:00", "13:10")):
        path = tmp_path / "day" / f"{table}.csv"
        path.write_text(path.read_text(encoding="utf-8-sig").replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_day(tmp_path / "day")
    assert {one.table for one in caught.value.issues} == {"day"}


def test_who_has_no_room_is_ruled_out_whatever_activities_ask_for_nobody() -> None:
    one = day([visit("v1", "08:00-08:00")], [carer("c1"), carer("c2")], prices=free(travel=10),
              legs={"base far": 50}, activities=(activity("a1", "08:00", carers=("c2",), place="far"), outing("14:00")))
    found = explain(one, plan(one, c1="v1@08:00", c2="a1@08:00"), "v1")
    assert [(out.carer, out.reason) for out in found.ruled_out] == [("c2", Reason.PIN_CONFLICT)]


def test_a_week_says_which_group_activity_is_left_out() -> None:
    made = day([visit("v1", LONG)], [carer("c1"), carer("c2")], shifts=[shift("c1")],
               activities=(outing("13:00", carers=("c2",)),))
    assert "g1  group activity" in describe_week(plan_week([made], effort=300, workers=1))


def test_a_group_activity_that_was_planned_and_did_not_come_about_was_not_delivered() -> None:
    made = day([visit("v1")], [carer("c1"), carer("c2")], activities=(outing("13:00", carers=("c2",)),))
    tables = as_delivered([made], [plan(made, "g1:no_capacity", c1="v1@08:00")])
    found = evaluate_period(tables["visits"], made.date, made.date, by="citizen").figures.loc["z1"]
    assert list(found[["granted", "planned", "delivered", "visits", "undelivered"]]) == [50, 20, 20, 1, 0]


def test_a_group_activity_left_out_for_its_price_is_undelivered_for_another_reason() -> None:
    made = day([visit("v1")], [carer("c1"), carer("c2")], activities=(outing("13:00", carers=("c2",)),))
    visits = as_delivered([made], [plan(made, "g1:price", c1="v1@08:00")])["visits"]
    assert visits.set_index("visit")["reason"].dropna().to_dict() == {"g1/1": "other"}


def test_who_is_at_an_activity_is_no_want_of_capacity_in_a_week_nor_on_a_day_that_came_otherwise() -> None:
    away = day([visit("v1", "09:30-10:00"), visit("v2", "09:30-10:00", citizen="z2")], [carer("c1"), carer("c2")],
               shifts=[shift("c1", "12:00-15:00"), shift("c2", "12:00-15:00")],
               citizens=[citizen("z2")], activities=(outing("09:00", minutes=120),))
    figures = evaluate_week(plan_week([away], effort=300, workers=1), least=1).figures.loc["all"]
    assert list(figures[["undelivered_cancelled", "undelivered_no_capacity", "undelivered_own_share"]]) == [1, 1, 0.5]
    for left in (deliver(away, plan(away)), HumanPlanner().plan(away)):
        assert check(away, left).valid
        assert [(out.id, out.reason) for out in left.unplanned] == [
            ("v1", Reason.CITIZEN_AWAY), ("v2", Reason.NO_CAPACITY)]


def written(**given: Any) -> pd.DataFrame:
    """Rows of a group activity as people write them: one id, one carer, a row for each citizen."""
    return pd.DataFrame({"date": "2026-03-02", "visit": "gym1", "citizen": ["z1", "z2", "z3"], "carer": "c1",
                         "start": 600, "minutes": 60, "kind": "group_activity", "district": "north"} | given)


def test_a_group_activity_may_have_one_id_for_all_its_citizens(tmp_path: Path) -> None:
    history, rows = History(tmp_path / "history"), written()
    history.add("visits", rows)
    assert history.add("visits", rows[::-1]).unchanged == 1
    kept = history.frame("visits")
    assert kept["citizen"].tolist() == ["z1", "z2", "z3"]
    both = pd.concat([kept, read_table("visits", written(visit="v1", kind="care")[:1])])
    found = evaluate_period(both, "2026-03-02", "2026-03-02", by="citizen").figures
    assert found["delivered"].to_dict() == {"z1": 120, "z2": 60, "z3": 60}
    assert found["visits"].to_dict() == {"z1": 1, "z2": 0, "z3": 0}


@pytest.mark.parametrize("given", [{"citizen": ["z1", "z2", "z1"]}, {"kind": "care"}, {"kind": ["care", None, "care"]}])
def test_rows_of_a_group_activity_are_told_apart_by_citizen_and_those_of_a_visit_are_not(given: Any) -> None:
    for use in (lambda rows: read_table("visits", rows),
                lambda rows: evaluate_period(rows, "2026-03-02", "2026-03-02")):
        with pytest.raises(InputError, match=r"E524 visits row [23]: repeats the date, visit, carer of an earlier row"):
            use(written(**given))


def test_rows_of_a_group_activity_with_a_very_long_id_can_be_read() -> None:
    for id_, names in (("g" * 98, ["g" * 98 + "/1", "g" * 98 + "/2"]), ("g" * 99, ["g" * 99] * 2)):
        made = day([visit("v1")], [carer("c1"), carer("c2")], citizens=[citizen("z2")],
                   activities=(activity(id_, "13:00", citizens=("z1", "z2"), carers=("c2",)),))
        visits = as_delivered([made], [plan(made, c1="v1@08:00", c2=f"{id_}@13:00")])["visits"]
        assert visits["visit"].tolist() == ["v1", *names]


def counted(**given: Any) -> pd.DataFrame:
    """Rows of one visit to z1 by c1, and of a group activity of five others with c2."""
    others = [f"z{number}" for number in range(2, 7)]
    made = day([visit("v1", "08:00-08:00-10:00")], [carer("c1"), carer("c2")], citizens=[citizen(z) for z in others],
               activities=(outing("13:00", *others, carers=("c2",)),))
    return as_delivered([made], [plan(made, c1="v1@09:00", c2="g1@13:00")])["visits"].assign(**given)


def test_kinds_that_are_not_said_are_of_visits_whatever_texts_are_kept_as() -> None:
    rows = counted()
    rows["kind"] = rows["kind"].astype("string").replace("care", pd.NA)
    assert rows["kind"].isna().sum() == 1
    when = rows["date"].iloc[0].date()
    assert evaluate_period(rows, when, when, least=1).figures.loc["all", "visits"] == 1
    without = rows[rows["visit"] == "v1"].drop(columns="kind").astype({"visit": "string"})
    assert evaluate_period(without.assign(visit=pd.NA), when, when, least=1).figures.loc["all", "visits"] == 1


def test_who_only_takes_part_in_a_group_does_not_hide_who_is_visited() -> None:
    rows = counted()
    when = rows["date"].iloc[0].date()
    found = evaluate_period(rows, when, when, least=2).figures.loc["all"]
    assert (found["citizens"], found["suppressed"]) == (1, True)
    whole = evaluate_period(rows, when, when, least=1).figures.loc["all"]
    assert (whole["visits"], whole["delivered"], whole["suppressed"]) == (1, 170, False)


def test_a_team_that_has_group_activities_alone_has_their_minutes_and_no_visits() -> None:
    rows = counted(miniteam="t1").query("kind == 'group_activity'")
    when = rows["date"].iloc[0].date()
    found = evaluate_period(rows, when, when, by="miniteam").figures.loc["t1"]
    assert found[["delivered", "visits", "citizens", "suppressed"]].tolist() == [150, 0, 0, False]
    assert evaluate_period(rows, when, when, by="miniteam", least=6).figures.loc["t1", "suppressed"]


def test_a_replay_learns_nobody_from_a_group_activity_of_the_history() -> None:
    met = Past(counted()).until(dt.date(2030, 1, 1)).last_met
    assert set(met) == {("z1", "c1")}


def test_a_group_with_carers_of_two_parts_counts_once_for_each_citizen() -> None:
    rows = counted()
    missed = rows[rows["kind"] == "group_activity"].assign(carer=None, start=None, minutes=0, status="undelivered")
    for both in ([missed, rows], [rows, missed]):
        found = _groups_once(pd.concat(both, ignore_index=True))
        assert (len(found), found["minutes"].sum()) == (len(rows), rows["minutes"].sum())
    assert len(_groups_once(pd.concat([rows, rows.query("visit == 'v1'").assign(carer="c2")]))) == len(rows) + 1
