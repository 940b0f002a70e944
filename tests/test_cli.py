"""Every command: what it prints, what it writes, and how it ends."""

import datetime as dt
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner, Result

import triagering
from tests.builders import activity, carer, citizen, day, plan, visit
from triagering.cli.app import app
from triagering.cli.failures import _table
from triagering.cli.progress import Display, progress_line
from triagering.cli.reports import uhhc_text
from triagering.errors import Issue
from triagering.models import Bound, Miniteam, Municipality, Plan, Status
from triagering.models import Result as Planned

DAY = day([visit("v1"), visit("v2", "09:00-10:00"), visit("v3", "07:00-07:00", minutes=500)],
          [carer("c1"), carer("c2")], prices=triagering.Prices())
GOOD = plan(DAY, "v3:no_shift_in_window", c1="v1@08:00 v2@09:00")
BAD = plan(DAY, "v3:no_shift_in_window", c1="v1@07:59 v2@09:00")


def run(*arguments: object) -> Result:
    """Run a command."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def planned(given: triagering.Day, found: Plan, **changes: object) -> Planned:
    """Give a result for a plan, as if a search had found it."""
    report = triagering.check(given, found)
    facts = {"plan": found, "status": Status.FEASIBLE, "cost": report.cost, "costs": report.costs,
             "unplanned_by_class": report.unplanned_by_class, "seconds": 0.5}
    return Planned(**(facts | changes))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with a day in it, and a good and a bad plan beside it."""
    triagering.write_day(DAY, tmp_path / "day")
    triagering.write_plan(GOOD, tmp_path / "good.json")
    triagering.write_plan(BAD, tmp_path / "bad.json")
    return tmp_path


@pytest.mark.parametrize("command", [
    ("plan", "--effort", 5, "-q"), ("check", "good.json"), ("kpis", "good.json"), ("explain", "good.json", "v1", "-q"),
    ("split", "parts"), ("replan", "good.json", "--effort", 5, "-q"), ("week", "--effort", 5, "-q")])
def test_a_file_beside_the_tables_that_is_none_is_named(
        folder: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    name, *others = command
    assert "not read" not in run(name, "day", *others).stderr
    for beside in ("activities.csv", "aktiviteter.csv", "Vejr\n.CSV", "Ida 010150-1234.csv", ".skjult.csv", "a.txt"):
        (folder / "day" / beside).write_text("id;carers;place;start;minutes\n", encoding="utf-8")
    triagering.write_plan(GOOD, folder / "day" / "told.csv", DAY)  # what the library writes itself is known
    done = run(name, "day", *others)
    assert [line for line in done.stderr.splitlines() if "not read" in line] == [
        "not read: Ida ….csv, Vejr\\n.CSV, aktiviteter.csv"]
    assert "not read" not in done.stdout


def test_files_beside_the_tables_of_a_week_are_named_with_their_folder(two_days: Path) -> None:
    first = sorted(two_days.iterdir())[0].name
    for place in ("besøg.csv", f"{first}/vejr.csv", "other/besøg.csv", ".hidden/besøg.csv"):
        (two_days / place).parent.mkdir(exist_ok=True)
        (two_days / place).write_text("a;b\n", encoding="utf-8")
    said = run("week", two_days, "--effort", 5, "-q").stderr
    assert said.startswith(f"not read: besøg.csv, {first}/vejr.csv, other/besøg.csv\n")


EXAMPLE = Path(__file__).parents[1] / "examples" / "triage_day"


def test_a_day_is_triaged_and_written_to_be_planned(tmp_path: Path) -> None:
    done = run("triage", EXAMPLE / "day", EXAMPLE / "triage.json", "--rules", EXAMPLE / "triage.toml",
               "-o", tmp_path / "triaged")
    assert done.exit_code == 0
    told = triagering.read_triage_input(EXAMPLE / "triage.json")
    expected = triagering.triage(
        triagering.read_day(EXAMPLE / "day"), told.observations, told.decisions, told.tasks, at=told.at,
        settings=triagering.read_triage_settings(EXAMPLE / "triage.toml"))
    assert triagering.read_day(tmp_path / "triaged") == expected.day
    assert done.stdout == triagering.effects_text(expected, language="en") + "\n"


def test_the_triage_board_is_printed_if_asked_for_and_json_for_programs() -> None:
    done = run("triage", EXAMPLE / "day", EXAMPLE / "triage.json", "--board", "--language", "da")
    assert "Triagetavle" in done.stdout
    told = json.loads(run("triage", EXAMPLE / "day", EXAMPLE / "triage.json", "--json").stdout)
    assert {"board", "effects", "alerts"} <= told.keys()
    assert "day" not in told


def test_the_board_is_written_as_a_page_of_one_miniteam_or_of_all(tmp_path: Path) -> None:
    asked = ("triage", EXAMPLE / "day", EXAMPLE / "triage.json", "--html", tmp_path / "board.html", "--language", "da")
    assert run(*asked).exit_code == 0
    page = (tmp_path / "board.html").read_text(encoding="utf-8")
    assert page.count("<section>") == 1
    assert "<b>RØD</b>" in page
    assert run(*asked, "--miniteam", "nobody").exit_code == 0
    assert "<b>RØD</b>" not in (tmp_path / "board.html").read_text(encoding="utf-8")
    assert run(*asked[:3], "--html", EXAMPLE / "triage.json").exit_code == 2


def test_triage_of_a_citizen_whom_the_day_does_not_know_is_refused(folder: Path) -> None:
    done = run("triage", folder / "day", EXAMPLE / "triage.json", "-o", folder / "triaged", "--json")
    assert done.exit_code == 2
    assert json.loads(done.stdout)["issues"]
    assert not (folder / "triaged").exists()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Replace the search by one that knows the answer; give what it was asked."""
    questions: dict[str, object] = {}

    def plan_day(given: triagering.Day, **options: object) -> Planned:
        questions.update(options)
        options["progress"](SimpleNamespace(seconds=0.1, cost=900, unplanned=1, bound=None, note="searching"))
        return planned(given, GOOD, bound=Bound(kind="cp-sat", cost=10))

    monkeypatch.setitem(vars(triagering), "plan_day", plan_day)
    return questions


def names_in(folder: Path) -> set[str]:
    """Name what lies in a folder."""
    return {path.name for path in folder.iterdir()}


def test_a_valid_plan_passes_with_exit_code_0(folder: Path) -> None:
    result = run("check", folder / "day", folder / "good.json")
    assert result.exit_code == 0
    assert result.stdout.startswith("valid\n")
    assert "unplanned priority 3: 1" in result.stdout


def test_a_broken_rule_is_named_with_exit_code_1(folder: Path) -> None:
    result = run("check", folder / "day", folder / "bad.json")
    assert result.exit_code == 1
    assert "time\n  v1, c1: " in result.stdout


def test_check_tells_programs_everything(folder: Path) -> None:
    told = json.loads(run("check", folder / "day", folder / "bad.json", "--json").stdout)
    assert not told["valid"]
    assert [(broken["rule"], broken["ids"][0]) for broken in told["violations"]] == [("time", "v1")]
    assert told["cost"] == sum(told["costs"].values())
    assert told["unplanned_by_class"] == {"priority 3": 1}


def test_a_plan_that_is_no_plan_is_unusable_with_exit_code_2(folder: Path) -> None:
    (folder / "torn.json").write_text('{"routes": [', encoding="utf-8")
    for command in ("check", "kpis"):
        assert run(command, folder / "day", folder / "torn.json").exit_code == 2


@pytest.mark.parametrize("arguments", [("plan", "nowhere"), ("check", "nowhere", "nowhere"), ("kpis", "nowhere", "x"),
                                       ("uhhc", "nowhere.json")])
def test_input_that_is_not_there_is_unusable(arguments: tuple[str, ...], tmp_path: Path) -> None:
    result = run(arguments[0], *(tmp_path / name for name in arguments[1:]))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "nowhere" in result.stderr


def test_every_input_error_is_listed_at_once_and_nothing_is_written(folder: Path, asked: dict[str, object]) -> None:
    visits = folder / "day" / "visits.csv"
    visits.write_text(visits.read_text(encoding="utf-8").replace("z1", "ghost1").replace("z2", "ghost2"),
                      encoding="utf-8")
    before = names_in(folder)
    result = run("plan", folder / "day", "-o", folder / "plan.json")
    assert result.exit_code == 2
    assert "2 problems in the input" in result.stderr
    assert "\nE102 visits v1" in result.stderr  # a line each, where there is no wide terminal
    issues = json.loads(run("plan", folder / "day", "-o", folder / "plan.json", "--json").stdout)["issues"]
    assert [(issue["code"], issue["table"], issue["row"].split()[0], issue["value"]) for issue in issues] == [
        ("E102", "visits", "v1", "ghost1"), ("E102", "visits", "v2", "ghost2")]
    assert names_in(folder) == before
    assert not asked


def test_plan_prints_run_lists_and_costs_and_writes_what_check_reads(folder: Path, asked: dict[str, object]) -> None:
    result = run("plan", folder / "day", "-o", folder / "plan.json", "--seconds", 3, "--seed", 7, "--workers", 1)
    assert result.exit_code == 0, result.stderr
    assert "c1 · ssh · 07:00–15:00" in result.stdout
    assert "Unplanned: 1" in result.stdout
    assert "2 of 3 visits planned" in result.stdout
    assert "costs less than 10 (cp-sat)" in result.stdout
    assert (asked["seconds"], asked["seed"], asked["workers"], asked["effort"]) == (3.0, 7, 1, None)
    assert run("check", folder / "day", folder / "plan.json").exit_code == 0


def test_plan_writes_a_table_to_a_path_that_ends_in_csv(folder: Path, asked: dict[str, object]) -> None:
    assert run("plan", folder / "day", "-o", folder / "plan.csv").exit_code == 0
    assert (folder / "plan.csv").read_text(encoding="utf-8-sig").startswith("date;carer;profession;")


def test_plan_tells_programs_the_whole_result(folder: Path, asked: dict[str, object]) -> None:
    result = run("plan", folder / "day", "--json", "--quiet")
    told = json.loads(result.stdout)
    assert told["status"] == "feasible"
    assert told["bound"] == {"kind": "cp-sat", "cost": 10}
    assert [route["carer"] for route in told["plan"]["routes"]] == ["c1", "c2"]
    assert result.stderr == ""


def test_plan_speaks_danish_and_prints_html(folder: Path, asked: dict[str, object]) -> None:
    result = run("plan", folder / "day", "--language", "da", "--travel", "hidden", "--html", folder / "lists.html")
    assert "Ikke planlagt: 1" in result.stdout
    assert "vejtid 10 min" not in result.stdout
    assert '<html lang="da">' in (folder / "lists.html").read_text(encoding="utf-8")


def headings(page: Path) -> list[str]:
    """Give whose run lists a page holds, in order."""
    return re.findall(r"<h2>(\w+) · ssh · ", re.sub("<h2 [^>]*>", "<h2>", page.read_text(encoding="utf-8")))


def test_a_carers_own_list_is_printed_and_laid_out_while_the_whole_plan_is_written(
        folder: Path, asked: dict[str, object]) -> None:
    given = ("plan", folder / "day", "-o", folder / "plan.json", "--html", folder / "c1.html")
    result = run(*given, "--carer", "c1")
    assert "c1 · ssh" in result.stdout
    assert "c2 · ssh" not in result.stdout
    assert "Unplanned" not in result.stdout
    assert "2 of 3 visits planned" in result.stdout
    assert headings(folder / "c1.html") == ["c1"]
    assert triagering.read_plan(folder / "plan.json") == GOOD
    assert "c2 · ssh" in run(*given, "--carer", "c1", "--carer", "c2").stdout
    assert headings(folder / "c1.html") == ["c1", "c2"]


@pytest.mark.parametrize("arguments", [("plan", "day"), ("replan", "day", "good.json"), ("week", "day"),
                                       ("runlists", "day", "good.json")])
def test_run_lists_of_an_unknown_carer_are_refused_before_the_search(
        folder: Path, arguments: tuple[str, ...], asked: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setitem(vars(triagering), "plan_week", triagering.plan_day)
    result = run(*arguments, "--carer", "c01", "--carer", "c2", "--html", "own.html")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "E102 carer c01 carer='c01': is no carer of the day. Hint: did you mean 'c1'?" in result.stderr
    assert not asked
    assert not (folder / "own.html").exists()


def test_run_lists_of_a_plan_that_was_written_are_printed_again_of_all_or_of_some_carers(folder: Path) -> None:
    day_and_plan = ("runlists", folder / "day", folder / "good.json", "--travel", "hidden")
    assert run(*day_and_plan).stdout == triagering.run_lists(DAY, GOOD, travel_display="hidden")
    done = run(*day_and_plan, "--carer", "c1", "--language", "da", "--html", folder / "c1.html")
    assert done.stdout == triagering.run_lists(DAY, GOOD, travel_display="hidden", language="da", carer="c1")
    assert (folder / "c1.html").read_text(encoding="utf-8") == triagering.run_lists_html(
        DAY, GOOD, travel_display="hidden", language="da", carer="c1")
    assert "plan.json" in run("runlists", folder / "day").stderr
    for place in ("good.json", "day/visits.csv"):
        assert "E501" in run(*day_and_plan, "--html", folder / place).stderr


@pytest.mark.parametrize("option", ["-o", "--html"])
@pytest.mark.parametrize("place", ["missing/plan.json", "day", "folder"])
def test_an_unwritable_output_is_refused_before_the_search(
        folder: Path, asked: dict[str, object], place: str, option: str) -> None:
    (folder / "folder").mkdir()
    result = run("plan", folder / "day", option, folder / place)
    assert result.exit_code == 2
    assert "E501" in result.stderr
    assert not asked


def test_an_output_in_place_of_the_input_or_of_another_output_is_refused(
        folder: Path, asked: dict[str, object]) -> None:
    triagering.write_day(DAY, folder / "day.json")
    before = (folder / "day.json").read_bytes()
    for outputs in (("-o", folder / "day.json"), ("-o", folder / "x", "--html", folder / "day" / ".." / "x")):
        result = run("plan", folder / "day.json", *outputs)
        assert result.exit_code == 2
        assert "E501" in result.stderr
    assert not asked
    assert (folder / "day.json").read_bytes() == before
    assert not (folder / "x").exists()


@pytest.mark.parametrize("output", ["day", "told.json", "rules.json", "day/visits.csv"])
def test_a_triaged_day_never_replaces_what_it_was_made_from(tmp_path: Path, output: str) -> None:
    shutil.copytree(EXAMPLE / "day", tmp_path / "day")
    shutil.copy(EXAMPLE / "triage.json", tmp_path / "told.json")
    shutil.copy(EXAMPLE / "triage.toml", tmp_path / "rules.json")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    done = run("triage", tmp_path / "day", tmp_path / "told.json", "--rules", tmp_path / "rules.json",
               "-o", tmp_path / output)
    assert done.exit_code == 2
    assert "E501" in done.stderr
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_plan_never_replaces_a_table_of_its_day(folder: Path, asked: dict[str, object]) -> None:
    before = (folder / "day" / "visits.csv").read_bytes()
    assert run("plan", folder / "day", "--html", folder / "day" / "visits.csv").exit_code == 2
    assert not asked
    assert (folder / "day" / "visits.csv").read_bytes() == before
    assert run("plan", folder / "day", "-o", folder / "day" / "plan.json").exit_code == 0


def test_a_day_that_cannot_be_read_is_told_under_json_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def iterdir(_: Path) -> None:
        raise PermissionError

    monkeypatch.setattr("os.access", lambda *_: False)
    monkeypatch.setattr(Path, "iterdir", iterdir)
    result = run("check", folder / "day", folder / "good.json", "--json")
    assert result.exit_code == 2
    assert [issue["code"] for issue in json.loads(result.stdout)["issues"]] == ["E501"]


@pytest.mark.parametrize("arguments", [
    ("plan", "day", "-o", "good.json", "--html", "good.json"), ("kpis", "day", "good.json"), ("uhhc", "good.json"),
    ("triage", "day", "good.json", "--rules", "good.json"), ("generate", "good.json")])
def test_no_path_is_refused_before_the_library_sees_it(
        folder: Path, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)
    monkeypatch.chdir(folder)
    json.loads(run(*arguments, "--json").stdout)


def test_everything_wrong_with_the_outputs_is_told_at_once(folder: Path, asked: dict[str, object]) -> None:
    outputs = ("-o", folder / "missing" / "x", "--html", folder / "day" / "visits.csv")
    result = run("plan", folder / "day", *outputs, "--json")
    problems = [issue["problem"] for issue in json.loads(result.stdout)["issues"]]
    assert problems == ["cannot be written: no such folder, or no plain file", "is read or written already"]
    (folder / "a").symlink_to(folder / "a")
    result = run("plan", folder / "day", "-o", folder / "a", "--html", folder / "missing" / "x", "--json")
    assert [issue["value"] for issue in json.loads(result.stdout)["issues"]] == ["a", "x"]
    assert not asked


def test_a_read_only_folder_is_refused_before_the_search(
        folder: Path, asked: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda path, _: Path(path) != folder)
    result = run("plan", folder / "day", "-o", folder / "plan.json")
    assert result.exit_code == 2
    assert "E501" in result.stderr
    assert not asked


@pytest.mark.parametrize("option", ["-o", "--html"])
def test_links_in_a_circle_are_no_place(folder: Path, asked: dict[str, object], option: str) -> None:
    (folder / "a").symlink_to(folder / "b")
    (folder / "b").symlink_to(folder / "a")
    result = run("plan", folder / "day", option, folder / "a")
    assert result.exit_code == 2
    assert "E501 output='a': cannot be written (" in result.stderr
    assert not asked
    assert run("plan", folder / "a", option, folder / "x").exit_code == 2
    assert run("triage", folder / "a", folder / "b", "-o", folder / "x").exit_code == 2


def test_an_output_below_a_folder_that_may_not_be_searched_is_told_as_every_other(
        folder: Path, asked: dict[str, object], shut: Path) -> None:
    for option in ("-o", "--html"):
        result = run("plan", folder / "day", option, shut / "x.json", "--json")
        (issue,) = json.loads(result.stdout)["issues"]
        assert (issue["code"], issue["value"]) == ("E501", "x.json")
        assert "Permission denied" in issue["problem"]
    assert not asked


def test_a_personal_number_in_the_name_of_an_output_is_not_repeated(folder: Path, asked: dict[str, object]) -> None:
    name = "010150-1234.json"
    for outputs in (("-o", folder / "missing" / name), ("-o", folder / name, "--html", folder / name),
                    ("-o", folder / "day" / "visits.csv" / name)):
        result = run("plan", folder / "day", *outputs)
        assert "E501" in result.stderr
        assert "1234" not in result.stdout + result.stderr
    assert not asked


def test_a_broken_promise_of_the_library_is_not_taken_for_bad_input(
        folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def plan_day(*_: object, **__: object) -> None:
        raise triagering.InternalError("the checker rejects the plan")

    monkeypatch.setitem(vars(triagering), "plan_day", plan_day)
    result = run("plan", folder / "day", "-o", folder / "plan.json")
    assert result.exit_code == 3
    assert "the checker rejects the plan" in result.stderr
    assert not (folder / "plan.json").exists()


def test_a_bug_is_not_taken_for_a_verdict(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def check(*_: object) -> None:
        raise KeyError("v1")

    monkeypatch.setitem(vars(triagering), "check", check)
    result = run("check", folder / "day", folder / "good.json")
    assert result.exit_code == 3
    assert "KeyError" in result.stderr


def test_ctrl_c_keeps_the_best_plan_so_far_and_leaves_the_handler_alone(
        folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def plan_day(given: triagering.Day, **options: object) -> Planned:
        signal.raise_signal(signal.SIGINT)
        assert options["cancel"].wait(10)
        return planned(given, GOOD)

    monkeypatch.setitem(vars(triagering), "plan_day", plan_day)
    before = signal.getsignal(signal.SIGINT)
    result = run("plan", folder / "day", "-o", folder / "plan.json")
    assert result.exit_code == 0
    assert "keeping the best plan so far" in result.stderr
    assert triagering.read_plan(folder / "plan.json") == GOOD
    assert signal.getsignal(signal.SIGINT) is before


def test_a_second_ctrl_c_gives_up_and_writes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def plan_day(*_: object, **options: object) -> None:
        signal.raise_signal(signal.SIGINT)
        options["cancel"].wait(10)
        signal.raise_signal(signal.SIGINT)
        threading.Event().wait(1)

    monkeypatch.setitem(vars(triagering), "plan_day", plan_day)
    result = run("plan", folder / "day", "-o", folder / "plan.json")
    assert result.exit_code == 130
    assert not (folder / "plan.json").exists()


def test_a_terminal_shows_one_line_that_changes(
        folder: Path, asked: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    result = run("plan", folder / "day", "--seconds", 3)
    assert "0 of 3 s   cost 900   unplanned 1   searching" in result.stderr
    assert "\x1b[2K" in result.stderr


def test_progress_without_a_terminal_is_a_line_now_and_then() -> None:
    lines: list[str] = []
    console = SimpleNamespace(print=lambda text, **_: lines.append(str(text)))
    shown = Display(console, None, 20)
    for seconds in range(21):
        note = "compiling, once" if seconds < 5 else ""
        shown.show(SimpleNamespace(seconds=float(seconds), cost=100 - seconds, unplanned=0, bound=None, note=note))
    assert [line.split()[0] for line in lines] == ["0", "5", "15"]
    assert "compiling, once" in lines[0]


@pytest.mark.parametrize("limit", [None, float("inf")])
def test_a_search_that_does_not_end_by_the_clock_promises_no_seconds(limit: float | None) -> None:
    known = SimpleNamespace(seconds=35.0, cost=None, unplanned=None, bound=None, note="")
    assert progress_line(known, limit) == "  35 s"


def test_a_progress_line_leaves_out_what_is_not_known() -> None:
    known = SimpleNamespace(seconds=1.0, cost=None, unplanned=None, bound=None, note="compiling")
    assert progress_line(known, 20) == "   1 of 20 s   compiling"


@pytest.mark.parametrize(("of", "field"), [("day", "visits"), ("plan", "plan"), ("triage", "decisions")])
def test_schemas_are_json_schema(of: str, field: str) -> None:
    told = json.loads(run("schema", of).stdout)
    assert field in json.dumps(told.get("properties", told))


def test_kpis_are_the_same_for_people_and_programs(folder: Path) -> None:
    arguments = ("kpis", folder / "day", folder / "good.json")
    told = json.loads(run(*arguments, "--json").stdout)
    assert (told["visits"], told["planned"]) == (3, 2)
    assert re.search(r"^planned visits +2$", run(*arguments).stdout, re.MULTILINE)
    assert re.search(r"^planlagte besøg +2$", run(*arguments, "--language", "da").stdout, re.MULTILINE)


def test_kpis_of_a_plan_that_breaks_rules_say_so(folder: Path) -> None:
    assert run("kpis", folder / "day", folder / "good.json").stderr == ""
    told = run("kpis", folder / "day", folder / "bad.json")
    assert told.exit_code == 0
    assert "breaks rules of this day (1 violations" in told.stderr


def test_a_day_is_planned_again_and_says_whom_to_tell_what(folder: Path) -> None:
    out = folder / "again.json", folder / "now"
    asked = ("replan", folder / "day", folder / "good.json", "--at", "08:30", "--gone", "c1", "--effort", 100,
             "--workers", 1, "-q")
    done = run(*asked, "-o", out[0], "--now", out[1], "--html", folder / "again.html")
    assert done.exit_code == 0
    assert "  z2  v2  09:00 c1 → 09:00 c2" in done.stdout
    assert "c1: gives up v2 09:00\n  c2: gets v2 09:00" in done.stdout
    assert triagering.read_day(out[1]) == triagering.day_at(DAY, GOOD, 8 * 60 + 30, gone=("c1",))
    judged = run("check", out[1], out[0])
    assert judged.exit_code == 0
    assert "Lateness counts from the times told" in judged.stdout
    assert "Lateness counts" not in run("check", folder / "day", folder / "good.json").stdout
    assert "<pre>Changed: 1 visit of 1 citizen\n" in (folder / "again.html").read_text(encoding="utf-8")
    assert "Ændret: 1 besøg hos 1 borger" in run(*asked, "--language", "da").stdout
    told = json.loads(run(*asked, "--json").stdout)
    assert [(move["id"], move["carers_before"], move["carers_after"]) for move in told["changes"]] == [
        ("v2", ["c1"], ["c2"])]
    assert told["status"] == "feasible"


def test_a_carers_own_new_list_does_not_say_what_others_are_told(folder: Path) -> None:
    done = run("replan", folder / "day", folder / "good.json", "--gone", "c1", "--carer", "c2", "--html",
               folder / "c2.html", "--effort", 100, "--workers", 1, "-q")
    assert "z1  v1  08:00 c1 → 08:00 c2" in done.stdout
    assert "<pre>" not in (folder / "c2.html").read_text(encoding="utf-8")
    assert headings(folder / "c2.html") == ["c2"]


def test_programs_are_told_whom_a_change_concerns_and_what_is_called_off(folder: Path) -> None:
    then = DAY.replace(activities=(activity("g1", "13:00", carers=("c1",), citizens=("z1", "z2")),))
    triagering.write_day(then, folder / "then")
    triagering.write_plan(plan(then, c1="v1@08:00 v2@09:00 g1@13:00"), folder / "then.json")
    told = json.loads(run("replan", folder / "then", folder / "then.json", "--at", "08:30", "--gone", "c1",
                          "--effort", 100, "--workers", 1, "-q", "--json").stdout)
    assert [(move["id"], move["citizens"], move["changed"], move["new"], move["gone"]) for move in told["changes"]] == [
        ("g1", ["z1", "z2"], ["unplanned"], False, True), ("v2", ["z2"], ["carer"], False, False)]
    assert [move["kind"] for move in told["changes"]] == ["group", "visit"]


def test_without_a_time_nothing_has_begun(folder: Path) -> None:
    told = run("replan", folder / "day", folder / "good.json", "--gone", "c1", "--effort", 100, "--workers", 1, "-q")
    assert "z1  v1  08:00 c1 → 08:00 c2" in told.stdout


def test_a_day_planned_again_is_written_as_a_table_too(folder: Path) -> None:
    done = run("replan", folder / "day", folder / "good.json", "--effort", 10, "-q", "-o", folder / "x.csv")
    assert done.exit_code == 0
    assert ";visit;v1;z1;" in (folder / "x.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(("more", "code"), [
    (("-o", "new.xlsx"), "E501"),
    (("--at", "25:99"), "E210"), (("--gone", "c9"), "E102"), (("--now", "day"), "E501"),
    (("--now", "good.json/now"), "E501"), (("--now", "now", "-o", "now/visits.csv"), "E501"),
    (("-o", "good.json"), "E501")])
def test_a_day_is_planned_again_only_as_it_can_be(
        folder: Path, more: tuple[str, ...], code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    done = run("replan", "day", "good.json", *more, "--effort", 10, "-q")
    assert (done.exit_code, done.stdout) == (2, "")
    assert code in done.stderr
    assert triagering.read_day("day") == DAY


def test_a_visit_is_explained_to_people_and_programs(folder: Path) -> None:
    asked = ("explain", folder / "day", folder / "good.json", "v1")
    found = triagering.explain(DAY, GOOD, "v1")
    assert run(*asked).stdout == triagering.explanation_text(DAY, found)
    assert run(*asked, "--language", "da").stdout == triagering.explanation_text(DAY, found, language="da")
    told = json.loads(run(*asked, "--json").stdout)
    assert [other["carer"] for other in told["alternatives"]] == ["c2"]
    assert "plan" not in told["alternatives"][0]
    free = json.loads(run(*asked, "--json", "--free", "--carer", "c2").stdout)
    assert free["alternatives"][0]["handed_over"] == [["v2", ["c2"]]]
    assert json.loads(run(*asked, "--json", "--carer", "c1").stdout)["alternatives"] == []


def test_a_visit_that_is_not_there_cannot_be_explained(folder: Path) -> None:
    done = run("explain", folder / "day", folder / "good.json", "v7")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "E102" in done.stderr


def test_generate_repeats_a_day_and_writes_one_that_reads(tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert run("generate", tmp_path / name, "--citizens", 8, "--carers", 2, "--seed", 5).exit_code == 0
    assert triagering.read_day(tmp_path / "one") == triagering.read_day(tmp_path / "two")
    assert len(triagering.read_day(tmp_path / "one").citizens) == 8


def test_generate_writes_several_days_by_date(tmp_path: Path) -> None:
    told = json.loads(run("generate", tmp_path, "--visits", 12, "--carers", 4, "--days", 2, "--date", "2026-03-02",
                          "--json").stdout)
    assert [(made["visits"], made["carers"]) for made in told["days"]] == [(12, 4), (12, 4)]
    assert names_in(tmp_path) == {"2026-03-02", "2026-03-03"}
    assert triagering.read_day(tmp_path / "2026-03-03").date.isoformat() == "2026-03-03"


def test_generate_says_how_many_group_activities_it_made(tmp_path: Path) -> None:
    asked = ("generate", tmp_path / "day", "--carers", 10, "--group-activities", 2)
    assert run(*asked).stdout.endswith("100 visits, 50 citizens, 10 carers, 2 group activities\n")
    assert [made["group_activities"] for made in json.loads(run(*asked, "--json").stdout)["days"]] == [2]
    assert triagering.read_day(tmp_path / "day") == triagering.generate_day(carers=10, group_activities=2)
    assert run(*asked[:-2]).stdout.endswith("10 carers\n")
    assert run(*asked[:-1], -1).exit_code == 2


@pytest.mark.parametrize(("date", "good"), [
    ("2026-03-04", True), ("04-03-2026", True), ("4.3.2026", True), ("03/04/2026", False)])
def test_generate_takes_the_dates_that_tables_take(tmp_path: Path, date: str, good: bool) -> None:
    result = run("generate", tmp_path / "day", "--citizens", 8, "--carers", 2, "--date", date)
    assert result.exit_code == (0 if good else 2)
    assert not good or triagering.read_day(tmp_path / "day").date.isoformat() == "2026-03-04"


def test_generate_refuses_what_cannot_go_together(tmp_path: Path) -> None:
    assert run("generate", tmp_path / "day", "--citizens", 1, "--visits", 100).exit_code == 2
    assert not names_in(tmp_path)


@pytest.mark.parametrize("arguments", [
    ("--date", "1700-01-01"), ("--date", "2199-12-31", "--days", 2), ("--date", "9999-12-31"), ("--days", 10**9),
])
def test_generate_refuses_days_that_nobody_can_plan(tmp_path: Path, arguments: tuple[object, ...]) -> None:
    result = run("generate", tmp_path / "day", "--carers", 1, *arguments)
    assert result.exit_code == 2
    assert "E213" in result.stderr
    assert not names_in(tmp_path)


INSTANCE = Path(__file__).parent / "data" / "uhhc" / "lunch.json"


def test_a_public_instance_is_planned_in_its_own_format(tmp_path: Path) -> None:
    result = run("uhhc", INSTANCE, "-o", tmp_path / "solution.json", "--seconds", 1, "--json", "--quiet")
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    assert told["left_out"] == {}
    assert told["bound"] is None or told["bound"] <= told["total"]
    assert json.loads((tmp_path / "solution.json").read_text(encoding="utf-8"))["routes"]


def test_a_solution_that_could_not_be_written_is_refused_before_the_search(
        tmp_path: Path, asked: dict[str, object]) -> None:
    own = shutil.copy(INSTANCE, tmp_path / "own.json")
    for output in (tmp_path / "missing" / "x", own):
        assert run("uhhc", own, "-o", output).exit_code == 2
    assert not asked
    assert own.read_bytes() == INSTANCE.read_bytes()


@pytest.mark.parametrize("optional", [True, False])
def test_a_solution_that_leaves_out_a_patient_who_must_be_served_ends_with_exit_code_1(
        monkeypatch: pytest.MonkeyPatch, optional: bool) -> None:
    def plan_day(given: triagering.Day, **_: object) -> Planned:
        out = [one for one in given.visits if not optional or one.unplanned_price is not None]
        done = [f"{one.id}@{one.windows[0].agreed_start}" for one in given.visits if one not in out]
        return planned(given, plan(given, " ".join(f"{one.id}:no_capacity" for one in out), c0=" ".join(done)))

    monkeypatch.setitem(vars(triagering), "plan_day", plan_day)
    result = run("uhhc", INSTANCE)
    assert result.exit_code == (0 if optional else 1), result.stderr
    assert ("left out, priority 3: " in result.stdout) is not optional


def test_a_total_of_many_digits_is_told_in_full() -> None:
    figures = {"total": 12345678.5, "bound": None, "left_out": {}, "inexact": (), "seconds": 1.0}
    assert uhhc_text(figures) == "total 12345678.5\n1.0 s"


def test_a_made_day_is_planned_and_passes_the_check(tmp_path: Path) -> None:
    run("generate", tmp_path / "day", "--citizens", 8, "--carers", 3)
    result = run("plan", tmp_path / "day", "-o", tmp_path / "plan.json", "--seconds", 2)
    assert result.exit_code == 0, result.stderr
    assert run("check", tmp_path / "day", tmp_path / "plan.json").exit_code == 0


@pytest.mark.parametrize("arguments", [("plan",), ("plan", "day", "--seconds", "-1"), ("schema", "week"), ("fly",)])
def test_a_mistyped_command_ends_with_exit_code_2(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_what_the_output_cannot_encode_is_escaped() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "triagering", "triage", EXAMPLE / "day", EXAMPLE / "triage.json"],
        capture_output=True, check=False, env=os.environ | {"PYTHONIOENCODING": "cp1252"}, timeout=120)
    assert done.returncode == 0, done.stderr
    assert rb"priority raised (3 \u2192 2)" in done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="has no device that is always full")
@pytest.mark.parametrize("arguments", [
    ("check", "day", "good.json"), ("kpis", "day", "good.json"), ("schema", "day"), ("--help",), ("--version",),
    ("check", "day", "good.json", "--json"),
    ("generate", "made", "--visits", "5", "--carers", "2", "--json"), ("check", "day", "absent.json", "--json")])
def test_an_output_that_cannot_be_written_is_no_verdict(folder: Path, arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([sys.executable, "-m", "triagering", *arguments], stdout=full, stderr=subprocess.PIPE,
                              text=True, check=False, cwd=folder, timeout=120)
    assert done.returncode == 2
    assert ("E5" if "absent.json" in arguments else "No space left on device") in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_who_has_seen_enough_is_told_nothing_more(folder: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as closed:
        done = subprocess.run([sys.executable, "-m", "triagering", "schema", "day"], stdout=closed,
                              stderr=subprocess.PIPE, check=False, cwd=folder, timeout=120)
    assert (done.returncode, done.stderr) == (2, b"")


def test_json_is_json_in_any_encoding(tmp_path: Path) -> None:
    nordic = day([visit("vø1", citizen="z1")])
    triagering.write_day(nordic, tmp_path / "day")
    triagering.write_plan(plan(nordic, c1="vø1@07:59"), tmp_path / "plan.json")
    asked = [sys.executable, "-m", "triagering", "check", tmp_path / "day", tmp_path / "plan.json", "--json"]
    done = subprocess.run(asked, capture_output=True, check=False, timeout=120,
                          env=os.environ | {"PYTHONIOENCODING": "cp437"})
    assert json.loads(done.stdout.decode("ascii"))["violations"][0]["ids"][0] == "vø1"


def test_long_ids_of_issues_are_written_out(folder: Path) -> None:
    long = "3f2504e0-4f89-11d3-9a0c-0305e82c3301"
    text = (folder / "day" / "visits.csv").read_text(encoding="utf-8")
    (folder / "day" / "visits.csv").write_text(text.replace("z1", long), encoding="utf-8")
    told = run("check", folder / "day", folder / "good.json").stderr
    assert "…" not in told
    assert "E102" in told


def test_the_module_runs_and_knows_its_version() -> None:
    done = subprocess.run([sys.executable, "-m", "triagering", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"triagering {triagering.__version__}\n"


# several days


@pytest.fixture
def two_days(tmp_path: Path) -> Path:
    """Give a folder with two days of the same people; one visit may be done on either."""
    for date in ("2025-03-03", "2025-03-04"):
        day_date = dt.date.fromisoformat(date)
        given = day([visit("v1"), visit(f"v{day_date.day}", citizen="z1")], [carer("c1"), carer("c2")],
                    prices=triagering.Prices(), date=day_date)
        triagering.write_day(given, tmp_path / "week" / date)
    return tmp_path / "week"


def test_a_week_is_planned_printed_and_written_for_every_other_command(two_days: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run("week", two_days, "-o", out, "--html", tmp_path / "week.html", "--effort", 200, "--workers", 1, "-q")
    assert done.exit_code == 0
    assert done.stdout.startswith("Week 10, 2025-03-03 – 2025-03-04\n")
    assert "4 of 4 visits planned" in done.stdout
    assert (tmp_path / "week.html").read_text(encoding="utf-8").count("<section>") == 2 + 2 * 2
    checked = [run("check", out / date, out / date / "plan.json") for date in ("2025-03-03", "2025-03-04")]
    assert [one.exit_code for one in checked] == [0, 0]
    assert sum(int(re.search(r"^cost (\d+)", one.stdout, re.MULTILINE)[1]) for one in checked) == int(
        re.search(r"^Cost (\d+)", done.stdout, re.MULTILINE)[1])


def test_a_week_is_planned_again_from_a_date_on(two_days: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    assert run("week", two_days, "-o", first, "--effort", 200, "--workers", 1, "-q").exit_code == 0
    done = run("week", two_days, "--again", first, "--since", "04-03-2025", "-o", second, "--effort", 100, "-q")
    assert done.exit_code == 0
    plans = [triagering.read_plan(out / "2025-03-03" / "plan.json") for out in (first, second)]
    assert plans[0] == plans[1]
    assert run("week", two_days, "--again", two_days, "--effort", 10, "-q").exit_code == 2
    assert run("week", two_days, "--since", "2025-03-04", "--effort", 10, "-q").exit_code == 2


def test_a_week_planned_again_says_whom_to_tell_what_to_people_and_programs(two_days: Path, tmp_path: Path) -> None:
    first = tmp_path / "first"
    assert run("week", two_days, "-o", first, "--effort", 200, "--workers", 1, "-q").exit_code == 0
    told, later = triagering.read_planned_week(first), two_days / "2025-03-04"
    placed = told.plans[1].placed
    ill = next(iter(placed.values()))[0][0]
    second = told.days[1]
    triagering.write_day(second.replace(shifts=tuple(one for one in second.shifts if one.carer != ill),
                                        pins=tuple(pin for pin in second.pins if pin.carer != ill)), later)
    asked = ("week", two_days, "--again", first, "--since", "2025-03-04", "--effort", 100, "--workers", 1, "-q")
    done, as_json = run(*asked, "--html", tmp_path / "week.html"), run(*asked, "--json")
    assert "<pre>2025-03-04\nChanged: " in (tmp_path / "week.html").read_text(encoding="utf-8")
    assert "2025-03-04\nChanged: " in done.stdout
    assert "2025-03-03\nChanged: " not in done.stdout
    changes = json.loads(as_json.stdout)["changes"]
    assert list(changes) == ["2025-03-04"]
    assert all(ill not in move["carers_after"] for move in changes["2025-03-04"])
    own = run(*asked, "--carer", ill, "--html", tmp_path / "own.html")
    assert "2025-03-04\nChanged: " in own.stdout  # for who tells them all, not for one carer's page
    assert "Changed" not in (tmp_path / "own.html").read_text(encoding="utf-8")


def test_a_carer_gets_the_own_week_when_it_is_planned_and_from_what_was_written(two_days: Path, tmp_path: Path) -> None:
    out, page = tmp_path / "out", tmp_path / "c2.html"
    first = run("week", two_days, "-o", out, "--carer", "c2", "--html", page, "--effort", 200, "--workers", 1, "-q")
    found, laid_out = triagering.read_planned_week(out), page.read_text(encoding="utf-8")
    board = triagering.week_board(found, carer="c2")
    assert first.stdout.startswith(board)
    assert laid_out == triagering.week_html(found, carer="c2")
    assert headings(page) == ["c2", "c2"]
    done = run("runlists", out, "--carer", "c2", "--html", page)
    assert page.read_text(encoding="utf-8") == laid_out
    lists = [triagering.run_lists(day, plan, carer="c2") for day, plan in found.days_of("c2")]
    assert done.stdout == "\n".join([board, *lists])
    everybody = run("runlists", out, "--language", "da").stdout
    assert everybody.count("\nKørelister 0") == everybody.count("Alt er planlagt.") == 2
    (one, *_) = found.days
    assert run("runlists", out / one.date.isoformat()).stdout == triagering.run_lists(one, found.plans[0])
    for place in ("moves.json", "2025-03-03/plan.json", "2025-03-03/visits.csv"):
        assert "E501" in run("runlists", out, "--html", out / place).stderr


def test_a_week_is_told_to_programs(two_days: Path) -> None:
    done = run("week", two_days, "--effort", 200, "--workers", 1, "--json", "-q")
    found = json.loads(done.stdout)
    assert found.keys() == {"cost", "costs", "unplanned_by_class", "days", "moves", "carers"}
    assert found["cost"] == sum(one["cost"] for one in found["days"])
    assert found["carers"]["z1"].keys() == {"2025-03-03", "2025-03-04"}


def test_a_week_is_not_written_in_place_of_its_days(two_days: Path) -> None:
    days, before = two_days / "2025-03-03", (two_days / "2025-03-03" / "visits.csv").read_bytes()
    (two_days / "file").write_text("kept", encoding="utf-8")
    for arguments in ((two_days, "-o", two_days), (days, "-o", two_days), (two_days, "-o", two_days / "file"),
                      (two_days, "--html", days / "visits.csv"), (two_days, "-o", two_days.parent / "out", "--again",
                                                                 two_days.parent / "out")):
        done = run("week", *arguments, "--effort", 10, "--json")
        assert done.exit_code == 2
        assert {issue["code"] for issue in json.loads(done.stdout)["issues"]} == {"E501"}
    assert (days / "visits.csv").read_bytes() == before


def test_a_day_is_split_into_its_teams(tmp_path: Path) -> None:
    triagering.write_day(triagering.generate_day(citizens=60, carers=20, seed=1), tmp_path / "day")
    done = run("split", tmp_path / "day", tmp_path / "teams", "--by", "miniteam")
    assert done.exit_code == 0
    assert [line.split(":")[0] for line in done.stdout.splitlines()] == [
        str(tmp_path / "teams" / name) for name in ("t01", "t02")]
    parts = [triagering.read_day(tmp_path / "teams" / name) for name in ("t01", "t02")]
    assert {shift.carer for part in parts for shift in part.shifts} == {
        shift.carer for shift in triagering.read_day(tmp_path / "day").shifts}
    assert json.loads(run("split", tmp_path / "day", tmp_path / "d", "--json").stdout)["days"]


def test_visits_in_no_part_are_told(tmp_path: Path) -> None:
    teams = Municipality(miniteams=(Miniteam(id="n"), Miniteam(id="s")))
    given = day([visit("v1"), visit("v2")], [carer("c1", miniteam="n")], municipality=teams,
                citizens=[citizen("z1", miniteam="n"), citizen("z2", miniteam="s")])
    triagering.write_day(given, tmp_path / "day.json")
    done = run("split", tmp_path / "day.json", tmp_path / "teams", "--by", "miniteam")
    assert "visits in no part, as nobody of their miniteam is at work: 1" in done.stderr


def test_a_week_is_split_into_the_weeks_of_its_teams(two_days: Path, tmp_path: Path) -> None:
    assert run("split", two_days, tmp_path / "teams", "--by", "miniteam").exit_code == 0
    assert len(triagering.read_week(tmp_path / "teams" / "without miniteam")) == 2


def test_what_looks_wrong_is_told_to_people_and_programs(folder: Path) -> None:
    said = "shifts of more than six hours without a break: c1, c2"
    assert said in run("check", folder / "day", folder / "good.json").stdout
    assert said in run("plan", folder / "day", "--effort", 50, "--workers", 1, "-q").stdout
    told = json.loads(run("check", folder / "day", folder / "good.json", "--json").stdout)
    assert told["notices"] == [{"kind": "no_break", "ids": [id_]} for id_ in ("c1", "c2")]


def test_a_table_of_issues_steers_no_terminal() -> None:
    issue = Issue("E102", "visits", "v7\x1b[31m", "citizen\n", "c9\x1b[2J", "is unknown", "")
    cells = [cell for column in _table((issue,)).columns for cell in column.cells]
    assert all(str(cell).isprintable() for cell in cells)
