"""A strategy that plans calendar weeks at once, beside those that plan each day alone."""

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.builders import carer, citizen, day, free, shift, visit
from triagering import plan_week
from triagering.errors import InputError
from triagering.io.simulation import SimulatedDay, simulate
from triagering.models import Acquaintance, Day, District, Miniteam, Municipality
from triagering.models.history import UndeliveredReason
from triagering.replay import Replay, Strategy, batch, replay, summarise

MONDAY = dt.date(2026, 3, 2)
DAYS, WEEKS = Strategy("days", effort=200), Strategy("weeks", effort=200, weeks=True)
BOTH = [carer("c1", start_place="z1"), carer("c2"), carer("c3")]
"""On their own, c1 is cheaper: at home where the citizen lives."""


def on(index: int, *at_work: str, **given: Any) -> Day:
    """Give a day with one visit, counted from Monday."""
    return day([visit("v1")], BOTH, date=MONDAY + dt.timedelta(index), shifts=[shift(name) for name in at_work],
               **{"prices": free(stranger=100, travel=1), "citizens": [citizen("z1")]} | given)


def replayed(days: Any, folder: Path, *strategies: Strategy, **options: Any) -> Replay:
    """Replay days with one worker."""
    with ThreadPoolExecutor(1) as pool:
        return replay(days, strategies or (DAYS, WEEKS), out_dir=folder, executor=pool, **options)


def came(found: Replay, name: str) -> list[str]:
    """Say who came, in order of date."""
    return found.tables[name]["visits"].sort_values("date")["carer"].tolist()


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Give what workers are asked to plan, in order."""
    seen = []
    real = batch.run_task

    def listening(payload: str, token: str) -> str:
        seen.append(json.loads(payload))
        return real(payload, token)

    monkeypatch.setattr(batch, "run_task", listening)
    return seen


def dates(task: dict[str, Any]) -> list[int]:
    """Give the days of a task, counted from Monday."""
    return [(dt.date.fromisoformat(one["date"]) - MONDAY).days for one in task["days"]]


def test_a_week_at_once_knows_on_its_first_day_who_is_at_work_on_later_ones(tmp_path: Path) -> None:
    found = replayed([on(0, "c1", "c2"), on(1, "c2")], tmp_path)
    assert came(found, "days") == ["c1", "c2"]
    assert came(found, "weeks") == ["c2", "c2"]
    assert found.failed == ()


def test_a_week_is_planned_once(tmp_path: Path, tasks: list[dict[str, Any]]) -> None:
    one, two = (replayed([on(0, "c1", "c2"), on(1, "c2")], tmp_path, WEEKS) for _ in range(2))
    assert len(tasks) == 1
    assert one.tables["weeks"]["visits"].equals(two.tables["weeks"]["visits"])


def test_weeks_are_those_of_the_calendar_and_may_have_holes(tmp_path: Path, tasks: list[dict[str, Any]]) -> None:
    found = replayed([on(index, "c1") for index in (7, -1, 0, 2, 6)], tmp_path, WEEKS)
    assert [dates(task) for task in tasks] == [[-1], [0, 2, 6], [7]]
    assert {tuple(sorted(task["options"].items())) for task in tasks} == {
        (("effort", 100), ("seed", 1), ("workers", 1))}  # two rounds of it
    assert came(found, "weeks") == ["c1"] * 5


def test_a_week_takes_as_much_time_for_each_day_as_a_day_alone(tmp_path: Path, tasks: list[dict[str, Any]]) -> None:
    replayed([on(0, "c1"), on(2, "c1")], tmp_path, Strategy("weeks", seconds=0.1, weeks=True))
    assert tasks[0]["options"]["seconds"] == 0.2


def test_a_week_remembers_who_came_in_the_weeks_before_it(tmp_path: Path, tasks: list[dict[str, Any]]) -> None:
    replayed([on(-1, "c1"), on(0, "c1"), on(1, "c1")], tmp_path, WEEKS)
    assert [[one["days_since"] for one in listed["acquaintances"]] for listed in tasks[1]["days"]] == [[1], [2]]


@pytest.mark.parametrize("history", [None, pd.DataFrame({
    "date": pd.date_range("2026-03-01", periods=3), "citizen": "z1", "carer": ["c3", "c2", "c2"]})])
def test_out_of_sequence_a_week_knows_what_was_known_before_its_first_day(
        tmp_path: Path, tasks: list[dict[str, Any]], history: pd.DataFrame | None) -> None:
    listed = {"acquaintances": (Acquaintance(citizen="z1", carer="c3", days_since=1),)}
    replayed([on(0, "c1", **listed), on(2, "c1", **listed)], tmp_path, WEEKS, DAYS, sequence=False, history=history)
    *alone, week = tasks
    told = [[(one["carer"], one["days_since"]) for one in one["acquaintances"]]
            for one in (*week["days"], *(task["day"] for task in alone))]
    assert told == ([[("c3", 1)]] * 4 if history is None else [
        [("c3", 1)], [("c3", 3)], [("c3", 1)], [("c2", 1), ("c3", 3)]])


def test_each_day_of_a_week_is_planned_as_it_was_known_the_day_before_and_comes_as_it_came(tmp_path: Path) -> None:
    known, came_ = on(1, "c1"), on(1, "c2")
    gone = on(2, "c1")
    elsewhere = gone.replace(visits=(visit("v2", citizen="z1"),))
    week = [on(0, "c1"), SimulatedDay(known, came_, {}, {}),
            SimulatedDay(gone, elsewhere, {"v1": UndeliveredReason.CANCELLED}, {})]
    found = replayed(week, tmp_path).tables
    for one in found.values():
        rows = one["visits"].sort_values(["date", "visit"])
        assert rows["visit"].tolist() == ["v1", "v1", "v1", "v2"]
        assert rows["planned_carer"].fillna("").tolist() == ["c1", "c1", "c1", ""]
        assert rows["carer"].fillna("").tolist() == ["c1", "c2", "", "c1"]
    one, two = (found[name]["plans"].drop(columns="version") for name in ("days", "weeks"))
    assert one.equals(two)


def test_visits_of_a_week_stay_on_their_dates(tmp_path: Path) -> None:
    """On Tuesday, when its citizen is visited anyway, v2 would take no travel."""
    v2 = visit("v2", other_dates=frozenset({MONDAY + dt.timedelta(1)}))
    people = {"citizens": [citizen("z1"), citizen("z2")]}
    days = [on(0, "c1", **people).replace(visits=(visit("v1"), v2)),
            on(1, "c1", **people).replace(visits=(visit("v3", citizen="z2"),))]
    assert [move.to for move in plan_week(days, effort=100, workers=1).moves] == [days[1].date]
    visits = replayed(days, tmp_path).tables["weeks"]["visits"].sort_values(["date", "visit"])
    assert visits["visit"].tolist() == ["v1", "v2", "v3"]
    assert visits["planned_carer"].tolist() == ["c1"] * 3


def test_parts_of_a_week_are_planned_apart(tmp_path: Path, tasks: list[dict[str, Any]]) -> None:
    municipality = Municipality(districts=(District(id="north"), District(id="south")),
                                miniteams=(Miniteam(id="n1", district="north"), Miniteam(id="s1", district="south")))
    days = [day([visit(id_) for id_ in ids], [carer("c1", miniteam="n1"), carer("c2", miniteam="s1")],
                citizens=[citizen("z1", miniteam="n1"), citizen("z2", miniteam="s1")], municipality=municipality,
                date=MONDAY + dt.timedelta(index)) for index, ids in enumerate((["v2"], ["v1", "v2"], ["v1", "v2"]))]
    found = replayed(days, tmp_path, WEEKS, by="district")
    assert sorted(map(dates, tasks)) == [[0, 1, 2], [1, 2]]
    assert len(found.tables["weeks"]["visits"]) == 5
    assert found.failed == ()


def test_two_days_of_one_date_are_no_week(tmp_path: Path) -> None:
    one, two = on(0, "c1"), on(0, "c2").replace(visits=(visit("v2", citizen="z1"),))
    with pytest.raises(InputError, match="E101 days date='2026-03-02': is the date of two days of a week"):
        replayed([one, two], tmp_path)
    assert replayed([one, two], tmp_path, DAYS).failed == ()


def test_visits_in_no_part_are_told_once_and_a_week_that_fails_is_skipped_as_a_whole(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    municipality = Municipality(districts=(District(id="north"), District(id="south")),
                                miniteams=(Miniteam(id="n1", district="north"), Miniteam(id="s1", district="south")))
    days = [day([visit("v1"), visit("v2")], [carer("c1", miniteam="n1"), carer("c2", miniteam="s1")],
                shifts=[shift("c1")], citizens=[citizen("z1", miniteam="n1"), citizen("z2", miniteam="s1")],
                municipality=municipality, date=MONDAY + dt.timedelta(index)) for index in (0, 1, 7)]
    real = batch.run_task

    def failing(payload: str, token: str) -> str:
        return json.dumps({"failed": "no"}) if len(json.loads(payload).get("days", ())) == 2 else real(payload, token)

    monkeypatch.setattr(batch, "run_task", failing)
    found = replayed(days, tmp_path, by="district")
    assert [(one.name, one.reason[:15]) for one in found.failed] == [
        *((str(one.date), "visits in parts") for one in days), ("weeks north 2026-03-02 – 2026-03-03", "no")]
    assert [len(tables["visits"]) for tables in found.tables.values()] == [3, 1]


def test_all_sides_have_the_same_rows_and_figures(tmp_path: Path) -> None:
    made = simulate(9, citizens=12, carers=4, seed=2)
    first, last = made.days[0].known.date, made.days[-1].known.date
    found = replayed(made.days, tmp_path, history=made.tables["visits"])
    assert found.failed == ()
    keys = [set(zip(rows["date"], rows["visit"], strict=True)) for rows in (
        made.tables["visits"], *(tables["visits"] for tables in found.tables.values()))]
    assert keys[0] == keys[1] == keys[2]
    table = summarise(found.tables, first, last, least=1)
    assert list(table.index) == ["days", "weeks"]
    assert table[["days", "D7_median", "contact_share", "travel_a_visit"]].notna().all(axis=None)
