"""Peers are given the same day, answer in their own process, and are judged by the checker."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.peers import __main__ as peers
from benchmarks.peers.runs import ENGINES, Row, Run, measure
from benchmarks.peers.task import MINUTES_ONLY, plan_of, task_of
from tests.builders import day as make_day
from triagering import check, generate_day

PLAIN = {"doubles": False, "links": False, "breaks": False}


def row(**changed):
    made = Row("plain", "travel", 20, 1, "pyvrp", 2.0, 0, "0 0 0 0 0 0 0 0 0 0 0", 530, 0, 2.0, 2.5, 70, "")
    return replace(made, **changed)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_plans_a_tiny_day_without_breaking_a_rule(engine):
    if not peers.installed(engine):
        pytest.skip(f"{engine} is not installed")
    found = measure(Run("plain", "travel", 12, 1, engine, 0.5))
    assert (found.violations, found.left_out, found.note) == (0, 0, "")
    assert 0 < found.cost < 2000


def test_an_engine_that_fails_leaves_everything_out_with_a_note():
    found = measure(Run("plain", "travel", 12, 1, "nobody", 1.0))
    assert (found.left_out, found.cost) == (12, 0)
    assert "with_nobody" in found.note


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["ortools", "pyjobshop"])
def test_doubles_and_links_are_kept_by_those_who_can_state_them(engine):
    if not peers.installed(engine):
        pytest.skip(f"{engine} is not installed")
    found = measure(Run("linked", "travel", 30, 4, engine, 2.0))
    assert (found.violations, found.left_out) == (0, 0)


@pytest.mark.parametrize("engine", ["pyvrp", "vroom"])
def test_doubles_and_links_are_refused_by_those_who_cannot(engine):
    if not peers.installed(engine):
        pytest.skip(f"{engine} is not installed")
    found = measure(Run("linked", "travel", 30, 4, engine, 1.0))
    assert (found.note, found.left_out) == ("cannot state doubles or links", 30)


def test_breaks_are_refused_at_once():
    with pytest.raises(ValueError, match="breaks"):
        task_of(generate_day(visits=60, seed=1))


def test_shares_of_one_visit_start_together_and_after_what_they_are_linked_to():
    task = task_of(generate_day(visits=60, seed=1, breaks=False))
    one, two = next((u, v) for u, v, gap in task.edges.tolist() if task.visit[u] == task.visit[v])
    routes = [next(r for r in range(task.m) if task.allowed[one, r])]
    routes.append(next(r for r in range(task.m) if task.allowed[two, r] and r not in routes))
    sequences = [[one] if r == routes[0] else [two] if r == routes[1] else [] for r in range(task.m)]
    plan = plan_of(task, sequences)
    assert len(plan.unplanned) == 59
    assert check(task.day, plan).valid


def test_minutes_only_prices_travel_and_nothing_else():
    day = generate_day(visits=12, carers=2, seed=1, settings=MINUTES_ONLY, **PLAIN)
    task = task_of(day)
    sequences = [np.flatnonzero(task.allowed[:, 0]).tolist(), []]
    assert {term.value for term in check(day, plan_of(task, sequences)).costs} == {"travel"}
    assert not task.charge.any()


def test_the_schedule_is_the_earliest_and_meetings_come_first():
    day = generate_day(visits=30, seed=1, **PLAIN)
    task = task_of(day)
    visit = next(v for v in range(task.n) if task.allowed[v, 0])
    plan = plan_of(task, [[visit], *([] for _ in range(task.m - 1))])
    meeting, stop = plan.routes[0].stops
    away = task.travel[task.mode[0]][task.start[0], task.place[visit]]
    assert (meeting.id, stop.start) == ("m01", max(meeting.end + away, task.windows[visit][0]))
    assert check(day, plan).valid
    assert len(plan.unplanned) == 29


def test_costs_of_arcs_are_travel_and_the_charge_of_the_visit_they_lead_to():
    task = task_of(generate_day(visits=60, seed=1, **PLAIN))
    cost, minutes = task.costs(0, np.array([task.start[0], *task.place]), 10**6)
    able, unable = (next(v for v in range(task.n) if task.allowed[v, 0] == may) for may in (True, False))
    assert cost[0, 1 + able] == 10 * minutes[0, 1 + able] + task.charge[able, 0]
    assert cost[0, 1 + unable] >= 10**6
    assert not cost.diagonal().any()


def test_every_prize_is_larger_than_what_a_visit_can_cost():
    task = task_of(generate_day(visits=60, seed=1, **PLAIN))
    detour = 2 * task.prices.travel * task.travel.max()
    assert (task.prizes() > detour + task.charge.max(axis=1)).all()
    assert (np.diff(task.prizes()[np.argsort(task.rank)]) <= 0).all()


def test_plans_compare_by_class_then_cost():
    one_urgent, three_not = row(classes="0 1 0 0 0 0 0 0 0 0 0"), row(classes="0 0 0 0 0 0 0 3 0 0 0", cost=900)
    assert three_not.order < one_urgent.order < row(classes=one_urgent.classes, cost=531).order


def test_rows_that_are_there_are_not_run_again(monkeypatch, tmp_path, capsys):
    asked = []

    def answer(run):
        asked.append(run)
        return row(**vars(run), cost=500 if run.engine == "triagering" else 550)

    monkeypatch.setattr(peers, "measure", answer)
    arguments = ["--sizes", "20", "--seconds", "2", "--seeds", "1", "2", "--prices", "travel", "--out",
                 str(tmp_path / "out.csv"), "--engines", "triagering", "ortools"]
    assert peers.main(arguments) == 0
    assert peers.main([*arguments, "--seeds", "1", "2", "3"]) == 0
    assert [(run.engine, run.seed) for run in asked] == [
        ("triagering", 1), ("ortools", 1), ("triagering", 2), ("ortools", 2), ("triagering", 3), ("ortools", 3)]
    assert peers.main([*arguments, "--again", "triagering"]) == 0
    assert [(run.engine, run.seed) for run in asked[6:]] == [("triagering", 1), ("triagering", 2)]
    assert "| plain | travel | 20 | 2 | ortools | 3 | 0 | 550 | 1.100 | 0, 0, 3 | 2.0 | 70 |" in capsys.readouterr().out


def test_peers_with_more_time_are_held_against_triagering_with_little():
    text = peers.table([row(engine="triagering", cost=500), row(engine="triagering", seconds=9.0, cost=400),
                        row(seconds=9.0, cost=450), row(cost=600)])
    assert [line.split(" | ")[3:10] for line in text.splitlines()[2:]] == [
        ["2", "triagering", "1", "0", "500", "1.000", "0, 1, 0"], ["2", "pyvrp", "1", "0", "600", "1.200", "0, 0, 1"],
        ["9", "triagering", "1", "0", "400", "0.800", "1, 0, 0"], ["9", "pyvrp", "1", "0", "450", "0.900", "1, 0, 0"]]


def test_a_plan_that_breaks_a_rule_shows_in_table_and_exit_code(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(peers, "measure", lambda run: row(**vars(run), violations=2))
    arguments = ["--quick", "--engines", "ortools", "--out", str(tmp_path / "out.csv")]
    assert peers.main(arguments) == 1
    assert "ortools (1 invalid)" in capsys.readouterr().out


def test_a_small_hand_made_day_is_understood():
    day = make_day()
    assert task_of(day).n == len(day.visits)
