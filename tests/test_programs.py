"""docs/programs.md says what a program that plans can count on."""

from __future__ import annotations

import dataclasses
import inspect
import logging
import re
import threading
from pathlib import Path

import pytest

from triagering import Progress, generate_day, plan_day, planning, read_result

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
