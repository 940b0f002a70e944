"""docs/programs.md says what a program that plans can count on."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import json
import logging
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import triagering
from triagering import (
    Day,
    InputError,
    Plan,
    Progress,
    Result,
    day_from_json,
    generate_day,
    plan_day,
    planning,
    read_day,
    read_result,
    read_uhhc,
    write_day,
)

PAGE = (Path(__file__).parents[1] / "docs" / "programs.md").read_text(encoding="utf-8")
CODE = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)[1]


def test_the_code_of_the_page_runs_as_written(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(compile(CODE.replace("Timer(3,", "Timer(0.5,"), "programs.md", "exec"), names)
    result = names["result"]
    assert result.seconds < 50  # cancelled
    assert read_result("plan.json") == result
    assert capsys.readouterr().out.splitlines()[-1].endswith(
        f"cost {result.cost}, left out {len(result.plan.unplanned)}, at least {result.bound and result.bound.cost}")


def test_every_attribute_of_progress_is_described() -> None:
    said = re.findall(r'^    (\w+): [^\n]*\n    """(.*?)"""', inspect.getsource(planning.Progress), re.MULTILINE)
    assert [name for name, _ in said] == [field.name for field in dataclasses.fields(Progress)]
    assert "\n".join(f"| `{name}` | {text} |" for name, text in said) in PAGE


DAY = generate_day(visits=12, carers=3, seed=1)
VISIT = DAY.visits[0].id
TAKES_PLANS: dict[str, Callable[[Plan | Result, Path], Any]] = {
    "alternatives": lambda plan, _: triagering.alternatives(DAY, plan, VISIT, effort=20),
    "check": lambda plan, _: triagering.check(DAY, plan),
    "check_week": lambda plan, _: triagering.check_week([DAY], [plan]),
    "compare_plans": lambda plan, _: triagering.compare_plans(DAY, plan, plan),
    "day_at": lambda plan, _: triagering.day_at(DAY, plan, 600),
    "evaluate": lambda plan, _: triagering.evaluate(DAY, plan),
    "explain": lambda plan, _: triagering.explain(DAY, plan, VISIT, carers=[]),
    "find_exchanges": lambda plan, _: triagering.find_exchanges(DAY, plan),
    "find_notices": lambda plan, _: triagering.find_notices(DAY, plan),
    "left_out": lambda plan, _: triagering.left_out(DAY, plan),
    "plan_day": lambda plan, _: plan_day(DAY, start=plan, effort=1, workers=1).plan,
    "plan_to_frame": lambda plan, _: triagering.plan_to_frame(DAY, plan).to_csv(),
    "plan_week": lambda plan, _: triagering.plan_week([DAY], start=[plan], effort=1, workers=1).plans,
    "replan_day": lambda plan, _: triagering.replan_day(DAY, plan, 600, effort=1, workers=1)[1].plan,
    "run_lists": lambda plan, _: triagering.run_lists(DAY, plan),
    "run_lists_html": lambda plan, _: triagering.run_lists_html(DAY, plan),
    "uhhc_solution": lambda plan, _: triagering.uhhc_solution(LUNCH, plan),
    "uhhc_total": lambda plan, _: triagering.uhhc_total(LUNCH, plan),
    "write_plan": lambda plan, place: triagering.write_plan(plan, place / "plan.csv", DAY),
}
"""Every function that takes a plan."""
LUNCH = read_uhhc(Path(__file__).parent / "data" / "uhhc" / "lunch.json")


@pytest.mark.parametrize("name", TAKES_PLANS)
def test_a_result_will_do_wherever_a_plan_is_taken(name: str, tmp_path: Path) -> None:
    result = plan_day(DAY, effort=50, workers=1)
    call = TAKES_PLANS[name]
    if name.startswith("uhhc"):
        result = plan_day(LUNCH.day, effort=50, workers=1)
    assert call(result, tmp_path) == call(result.plan, tmp_path)


def test_no_function_that_takes_a_plan_is_forgotten() -> None:
    taking = {name for name in triagering.__all__ if inspect.isfunction(found := getattr(triagering, name))
              for asked in inspect.signature(found).parameters.values() if re.search(r"\bPlan\b", asked.annotation)}
    assert taking == TAKES_PLANS.keys()


@pytest.mark.parametrize("form", [
    lambda text: text, lambda text: "\ufeff" + text, str.encode, json.loads,
    lambda text: Day.model_dump(day_from_json(text), by_alias=True)])
def test_a_day_in_memory_is_read_as_one_in_a_file(form: Callable[[str], Any], tmp_path: Path) -> None:
    write_day(DAY, tmp_path / "day.json")
    given = form((tmp_path / "day.json").read_text(encoding="utf-8"))
    kept = copy.deepcopy(given)
    assert day_from_json(given) == read_day(tmp_path / "day.json") == DAY
    assert given == kept


@pytest.mark.parametrize(("given", "code", "field"), [
    ("", "E515", ""), ("[]", "E515", ""), (b"\xff\xfe", "E503", ""), ("\ud800", "E515", ""),
    ({"date": object()}, "E515", ""), ({"date": float("nan")}, "E515", ""), ('{"routes": []}', "E518", ""),
    (DAY.model_dump(by_alias=True) | {"visit": []}, "E506", "visit"),
])
def test_what_is_no_day_in_memory_is_told_as_of_a_file(given: Any, code: str, field: str) -> None:
    with pytest.raises(InputError) as refused:
        day_from_json(given)
    first = refused.value.issues[0]
    assert (first.code, first.table, first.field, bool(first.hint)) == (code, "day", field, True)


@pytest.mark.parametrize("text", ['{"citizens": [{"id": "Karen/Holm"}]}', "id;name\nz1;Karen Holm", "Karen Holm" * 30,
                                  "Karen Holm\0"])
@pytest.mark.parametrize("read", [read_day, read_result, triagering.read_triage_input, triagering.read_meeting,
                                  triagering.read_week, triagering.read_triage_settings, read_uhhc])
def test_text_that_is_given_for_a_path_is_never_repeated(read: Callable[[str], Any], text: str) -> None:
    with pytest.raises(InputError) as refused:
        read(text)
    assert "Holm" not in str(refused.value)
    assert refused.value.issues[0].hint


def test_news_come_on_the_calling_thread_and_nothing_is_logged_or_printed(
        caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    heard: list[tuple[threading.Thread, str]] = []
    with caplog.at_level(logging.DEBUG, logger="triagering"):
        plan_day(generate_day(visits=12, carers=3, seed=1), effort=300, workers=1,
                 progress=lambda news: heard.append((threading.current_thread(), news.note)))
    assert {thread for thread, _ in heard} == {threading.current_thread()}
    assert heard[-1][1] == "done"
    assert not [record for record in caplog.records if record.name.startswith("triagering")]
    assert capfd.readouterr() == ("", "")


def test_a_listener_that_raises_ctrl_c_cancels_and_gets_the_plan() -> None:
    told, cancel = list[Progress](), threading.Event()

    def listen(news: Progress) -> None:
        told.append(news)
        if len(told) == 1:
            raise KeyboardInterrupt

    assert plan_day(generate_day(visits=40, carers=5, seed=1), seconds=60, progress=listen, cancel=cancel).seconds < 50
    assert cancel.is_set()
