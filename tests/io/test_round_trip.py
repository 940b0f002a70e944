"""What is written is read back equal, in every form, whatever the ids look like."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import json
import os
import re
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import day as make_day
from tests.builders import plan as make_plan
from triagering.errors import InputError
from triagering.io import (
    csvfiles,
    day_from_frames,
    day_schema,
    day_to_frames,
    generate_day,
    plan_schema,
    read_day,
    read_plan,
    read_result,
    triage_schema,
    write_day,
    write_meeting,
    write_plan,
)
from triagering.io.files import write_text
from triagering.io.issues import Report
from triagering.models import (
    Acquaintance,
    Activity,
    Break,
    Carer,
    CarerRelation,
    Citizen,
    Competence,
    Continuity,
    Day,
    Delegation,
    District,
    Level,
    Link,
    Miniteam,
    Municipality,
    Pin,
    Plan,
    Prices,
    Result,
    Settings,
    Shift,
    Status,
    Task,
    Term,
    TimeWindow,
    Travel,
    Visit,
    Wish,
    looks_like_cpr,
)
from triagering.models.triage_result import Meeting

IDS = st.text(st.one_of(st.sampled_from("ab1=+-@#'\"|;:/!\\,. 0"), st.characters(codec="utf-8")), min_size=1, max_size=5
              ).filter(lambda s: s == s.strip() and s.isprintable() and s != "break" and not looks_like_cpr(s))
DATES = st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1))
COUNTS = st.integers(0, 1000)
DAYS = st.sampled_from([dt.date(2026, 3, 2), dt.date(2026, 3, 29), dt.date(2026, 10, 25), dt.date(2026, 10, 24)])


@st.composite
def days(draw: st.DrawFn) -> Day:
    """Draw a day with everything in it, nothing sensible."""
    def some(ids: tuple[str, ...]) -> Any:
        return st.frozensets(st.sampled_from(ids), max_size=2)

    def maybe(ids: tuple[str, ...]) -> Any:
        return st.none() | st.sampled_from(ids)

    pool = tuple(draw(st.lists(IDS, min_size=3, max_size=3, unique=True)))
    any_id = st.sampled_from(pool)

    def ids() -> tuple[str, ...]:
        return pool[-draw(st.integers(1, 3)):]

    places, citizens, carers, areas, teams, districts, modes = (ids() for _ in range(7))
    work = pool
    start = draw(st.integers(-600, 600))
    window = TimeWindow(earliest_start=start, agreed_start=start + draw(st.integers(0, 9)), latest_start=start + 9)
    later = draw(st.integers(start + 10, 3000))
    tasks = st.lists(st.builds(Task, competence=st.sampled_from(areas), level=st.sampled_from(Level),
                               minutes=st.integers(0, 5), delegable=st.booleans()), max_size=2).map(tuple)
    visits = tuple(Visit(
        id=id_, citizen=draw(st.sampled_from(citizens)), minutes=10 + draw(COUNTS), tasks=draw(tasks),
        windows=(window, TimeWindow(earliest_start=later, agreed_start=later, latest_start=later)),
        carers_needed=draw(st.integers(1, 4)), time_critical=draw(st.booleans()), priority=draw(st.integers(1, 5)),
        heavy=draw(st.booleans()), unplanned_price=draw(st.none() | COUNTS), package=draw(st.none() | any_id),
        agreed=draw(st.sampled_from([(), (window,)])),
        reason=draw(st.sampled_from(["", "=1+1", " spaced", 'a "word"', "two\nlines", "'", "-"])),
    ) for id_ in work[:2])
    return Day(
        date=draw(DAYS), timezone=draw(st.sampled_from(["Europe/Copenhagen", "UTC", "America/Havana"])),
        municipality=Municipality(
            districts=tuple(District(id=id_, name=draw(st.sampled_from(["", "Nord", "Ærø;="])),
                                     neighbours=draw(some(districts)), closed=draw(st.booleans()),
                                     postal_codes=draw(st.frozensets(st.sampled_from(["0800", "9000"]))),
                                     boundary=((0.5, -1e-7), (1.0, 3.25))) for id_ in districts),
            miniteams=tuple(Miniteam(id=id_, district=draw(maybe(districts))) for id_ in teams)),
        citizens=tuple(Citizen(
            id=id_, place=draw(st.sampled_from(places)), miniteam=draw(maybe(teams)),
            contact_person=draw(maybe(carers)), preferred=draw(some(carers)), vetoes=draw(some(carers)),
            closed_circle=draw(some(carers)),
            wishes=tuple(draw(st.lists(st.builds(Wish, attribute=any_id, hard=st.booleans()), max_size=2))),
        ) for id_ in citizens),
        carers=tuple(Carer(
            id=id_, profession=draw(any_id), miniteam=draw(maybe(teams)), substitute=draw(st.booleans()),
            mode=draw(st.sampled_from(modes)), start_place=draw(st.sampled_from(places)), end_place=draw(maybe(places)),
            attributes=draw(st.frozensets(any_id, max_size=2)),
            competences=tuple(Competence(area=area, level=draw(st.sampled_from(Level)), valid_from=draw(DATES),
                                         valid_until=draw(DATES)) for area in areas),
            delegations=tuple(draw(st.lists(st.builds(Delegation, area=any_id, citizen=maybe(citizens)), max_size=2))),
        ) for id_ in carers),
        shifts=tuple(Shift(
            carer=id_, start=0, end=1800, overtime=draw(COUNTS), max_load=draw(st.none() | COUNTS),
            reserve=draw(COUNTS),
            previous_end=draw(st.none() | st.integers(-40_000, -660)), unused_price=draw(COUNTS),
            rest_before=draw(st.none() | st.integers(480, 660)), rest_after=draw(st.none() | st.integers(480, 900)),
            unused_idle=draw(st.none() | COUNTS),
            break_=draw(st.none() | st.builds(Break, minutes=st.integers(0, 30), earliest_start=st.just(500),
                                              latest_start=st.integers(500, 900), paid=st.booleans(),
                                              mandatory=st.booleans(), at_ends=st.booleans())),
        ) for id_ in carers),
        visits=visits,
        activities=(Activity(id=work[2], carers=carers, place=places[0], start=draw(COUNTS), minutes=5),),
        links=tuple(Link(id=id_, first=work[0], second=work[1], min_gap=draw(st.none() | st.integers(-99, 0)),
                         max_gap=draw(st.none() | COUNTS), all_or_none=draw(st.booleans()), carers=relation)
                    for id_, relation in zip(ids(), [CarerRelation.OTHER, CarerRelation.ANY], strict=False)),
        pins=draw(st.sampled_from([(), (Pin(visit=work[0], start=start),)])),
        acquaintances=tuple(Acquaintance(citizen=citizen, carer=carers[0], days_since=draw(st.none() | COUNTS))
                            for citizen in citizens),
        travel=Travel(
            places=places,
            coordinates=draw(st.sampled_from([None, tuple((0.1 * i, -i / 3) for i, _ in enumerate(places))])),
            minutes={mode: tuple(tuple(draw(st.integers(0, 30)) for _ in places) for _ in places) for mode in modes}),
        settings=Settings(
            prices=Prices(travel=draw(COUNTS)), continuity=Continuity(target=4), wait_before_first=draw(st.booleans()),
            load_share=draw(st.sampled_from(["equal", "by_shift"])), daily_rest=0,
            levels=draw(st.sampled_from([{}, {"ssh": 1}, Settings().levels]))),
    )


@given(days())
@settings(max_examples=12)  # a whole day each
def test_every_form_gives_back_the_same_day(day: Day) -> None:
    with TemporaryDirectory() as place:
        write_day(day, Path(place) / "folder")
        assert read_day(Path(place) / "folder") == day
        write_day(day, Path(place) / "day.json")
        assert read_day(Path(place) / "day.json") == day
    assert day_from_frames(day_to_frames(day)) == day


@pytest.mark.parametrize("odd", [
    "a|b", "a;b", "a\\b", "a:b", "a/b", "a!", "=a", "'=a", "'a", "a'b", '"a"', "a,b", "-1", "1.0",
])
def test_characters_with_a_meaning_may_stand_in_ids(tmp_path: Path, odd: str) -> None:
    base = make_day()
    carer = base.carers[0].replace(id=odd, attributes=frozenset({odd, "other"}), profession=odd,
                                   competences=(Competence(area=odd),))
    citizen = base.citizens[0].replace(preferred=frozenset({odd}),
                                       wishes=(Wish(attribute=odd), Wish(attribute=odd, hard=True)))
    visit = base.visits[0].replace(tasks=(Task(competence=odd, minutes=5, level=Level.BASIC), Task(competence=odd)))
    day = base.replace(carers=(carer,), citizens=(citizen,), visits=(visit,),
                       shifts=(base.shifts[0].replace(carer=odd),))
    write_day(day, tmp_path / "day")
    assert read_day(tmp_path / "day") == day
    assert day_from_frames(day_to_frames(day)) == day


@pytest.mark.parametrize("odd", ["a|b", "a;b", "a\\b"])
def test_what_parts_lists_of_text_parts_no_item_of_a_list_in_a_frame(odd: str) -> None:
    base = make_day()
    day = base.replace(carers=(base.carers[0].replace(id=odd),), shifts=(base.shifts[0].replace(carer=odd),),
                       citizens=(base.citizens[0].replace(preferred=frozenset({odd})),))
    frames = {name: frame.astype(object) for name, frame in day_to_frames(day).items()}
    frames["citizens"]["preferred"] = [[odd]]
    assert day_from_frames(frames) == day


def test_a_made_day_survives_every_form(tmp_path: Path) -> None:
    day = generate_day(citizens=15, carers=4, seed=1)
    write_day(day, tmp_path / "day")
    write_day(day, tmp_path / "day.json")
    assert read_day(tmp_path / "day") == read_day(tmp_path / "day.json") == day


@pytest.mark.parametrize("levels", [{"levels": {"nurse": 9}}, {"competence_levels": {"lift": 9}}, {"levels": {}}])
def test_levels_survive_every_form_whichever_of_them_is_local(
        tmp_path: Path, levels: dict[str, dict[str, int]]) -> None:
    day = generate_day(citizens=3, carers=2, seed=1)
    day = day.replace(settings=day.settings.replace(**levels))
    for name in ("day", "day.json"):
        write_day(day, tmp_path / name)
        assert read_day(tmp_path / name).settings == day.settings


def test_a_long_outline_is_read_back(tmp_path: Path) -> None:
    outline = tuple((9 + n / 7, 57 + n / 13) for n in range(5000))
    day = make_day(municipality=Municipality(districts=(District(id="north", boundary=outline),)))
    write_day(day, tmp_path / "day")
    assert (tmp_path / "day" / "districts.csv").stat().st_size > 131_072
    assert read_day(tmp_path / "day") == day


def test_text_that_a_spreadsheet_would_run_is_neutralised(tmp_path: Path) -> None:
    day = generate_day(citizens=3, carers=2, seed=1)
    risky = [f"{first}cmd" for first in "=+-@#'"]
    visits = tuple(visit.replace(package=text) for visit, text in zip(day.visits, risky, strict=False))
    write_day(day.replace(visits=visits, pins=(), links=()), tmp_path / "day")
    assert [v.package for v in read_day(tmp_path / "day").visits] == [v.package for v in visits]
    for path in (tmp_path / "day").iterdir():
        for line in path.read_text(encoding="utf-8-sig").splitlines():
            cells = line.split(";")
            assert not any(cell.startswith(("=", "+", "@")) or cell == "-cmd" for cell in cells)


def test_the_same_day_is_written_the_same(tmp_path: Path) -> None:
    day = generate_day(citizens=5, carers=3, seed=2)
    again = Day(**{name: getattr(day, name) for name in Day.model_fields})
    write_day(day, tmp_path / "one.json")
    write_day(again, tmp_path / "two.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()


def test_a_folder_is_replaced_whole_and_other_files_stay(tmp_path: Path) -> None:
    place = tmp_path / "day"
    write_day(generate_day(citizens=5, carers=3, seed=1), place)
    (place / "plan.json").write_text("{}", encoding="utf-8")
    (place / "pins.csv").write_text("visit;carer;start\nv1;;\n", encoding="utf-8")
    day = make_day()
    write_day(day, place)
    assert read_day(place) == day
    assert (place / "plan.json").read_text(encoding="utf-8") == "{}"
    assert [path.name for path in tmp_path.iterdir()] == ["day"]


@pytest.mark.parametrize("name", ["day", "day.json"])
def test_a_failure_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    before, after = make_day(), generate_day(citizens=3, carers=2, seed=1)
    write_day(before, tmp_path / name)
    written = []

    def disk_full(descriptor: int) -> None:
        written.append(descriptor)
        if len(written) == (3 if name == "day" else 1):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", disk_full)
    with pytest.raises(InputError, match=r"E501 output=.*No space left on device"):
        write_day(after, tmp_path / name)
    assert read_day(tmp_path / name) == before
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize("name", ["day", "day.json"])
def test_ctrl_c_while_writing_leaves_what_was_there(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, call: str) -> None:
    write_day(make_day(), tmp_path / name)
    before = {path: path.is_file() and path.read_bytes() for path in tmp_path.rglob("*")}
    calls, real = [], getattr(os, call)

    def interrupted(*arguments: Any) -> None:
        calls.append(arguments)
        if len(calls) == (3 if name == "day" else 1):
            raise KeyboardInterrupt
        real(*arguments)

    monkeypatch.setattr(os, call, interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_day(generate_day(citizens=3, carers=2, seed=1), tmp_path / name)
    assert {path: path.is_file() and path.read_bytes() for path in tmp_path.rglob("*")} == before


CHANGES = ("replace", "rename", "mkdir", "rmdir", "unlink")


def cut_off(monkeypatch: pytest.MonkeyPatch, at: int, *, killed: bool) -> list[str]:
    """Let the process end at a change of files: killed before it, with nothing after it, or interrupted after it."""
    calls: list[str] = []

    def hooked(name: str) -> Any:
        real = getattr(os, name)

        def call(*arguments: Any, **options: Any) -> None:
            calls.append(name)
            if killed and len(calls) >= at:
                raise SystemExit
            real(*arguments, **options)
            if len(calls) == at:
                raise KeyboardInterrupt
        return call

    for name in CHANGES:
        monkeypatch.setattr(os, name, hooked(name))
    return calls


def written_days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, killed: bool) -> Iterator[tuple[Path, Day, Day]]:
    """Give the folder, the old and the new day of a writer that ends at its first change of files, its second, ..."""
    before, after = make_day(), generate_day(citizens=3, carers=2, seed=1)
    monkeypatch.setattr(os, "fsync", lambda _: None)  # only takes time
    write_day(before, tmp_path / "day")
    (tmp_path / "day" / "plan.json").write_text("{}", encoding="utf-8")
    for at in itertools.count(1):
        place = shutil.copytree(tmp_path / "day", tmp_path / f"day{at}")
        with monkeypatch.context() as patch:
            calls = cut_off(patch, at, killed=killed)
            with contextlib.suppress(SystemExit, KeyboardInterrupt):
                write_day(after, place)
        assert (place / "plan.json").read_text(encoding="utf-8") == "{}"
        yield place, before, after
        if len(calls) < at:
            return


def test_a_writer_that_is_killed_leaves_the_old_day_the_new_one_or_none(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for place, before, after in written_days(tmp_path, monkeypatch, killed=True):
        try:
            found.append([before, after].index(read_day(place)))
        except InputError as error:
            (issue,) = error.issues
            found.append(-1 if (issue.code, issue.table) == ("E504", "day") and "interrupted" in issue.problem else 2)
            (whole,) = place.glob(".new.*")
            assert read_day(whole) == after
            write_day(before, place)
            assert read_day(place) == before
            assert not [path.name for path in place.iterdir() if path.is_dir()], "leftovers go when it is next written"
    assert list(dict.fromkeys(found)) == [0, -1, 1]


def test_a_writer_that_is_interrupted_leaves_the_old_day_or_the_new_one(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [[before, after].index(read_day(place))
             for place, before, after in written_days(tmp_path, monkeypatch, killed=False)]
    assert list(dict.fromkeys(found)) == [0, 1]


def test_a_day_that_is_written_while_it_is_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_day(make_day(), tmp_path / "day")
    real = csvfiles.read_text

    def slow(path: Path, table: str, report: Report) -> str | None:
        text = real(path, table, report)
        if table == "citizens":
            write_day(generate_day(citizens=3, carers=2, seed=1), tmp_path / "day")
        return text

    monkeypatch.setattr(csvfiles, "read_text", slow)
    with pytest.raises(InputError, match=r"^1 problem .*\nE501 day='day': was changed while it was read") as caught:
        read_day(tmp_path / "day")
    assert len(caught.value.issues) == 1


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("kept", encoding="utf-8")
    for folders in (False, True):
        with pytest.raises(InputError, match="E501 output="):
            write_text("new", tmp_path / "taken" / "day.json", folders=folders)
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


@pytest.mark.parametrize("name", ["day", "day.json"])
def test_a_place_below_a_folder_that_may_not_be_searched_is_told(shut: Path, name: str) -> None:
    with pytest.raises(InputError, match=f"E501 output='{name}': cannot be written .Permission denied"):
        write_day(make_day(), shut / name)


MEETING = Meeting(id="m1", at=dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC), participants=(), decisions=())


@pytest.mark.parametrize("write", [
    lambda path: write_day(make_day(), path), lambda path: write_plan(make_plan(make_day()), path),
    lambda path: write_text("{}", path), lambda path: write_meeting(MEETING, path)])
def test_links_are_followed_and_lead_nowhere_in_a_circle(tmp_path: Path, write: Callable[[Path], None]) -> None:
    for name, target in (("link", "target"), ("a", "b"), ("b", "a")):
        (tmp_path / name).symlink_to(tmp_path / target)
    write(tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").exists()
    with pytest.raises(InputError, match="E501 output='a': cannot be written"):
        write(tmp_path / "a")
    assert (tmp_path / "a").is_symlink()


def test_a_personal_number_in_the_name_of_a_file_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="E501 output: cannot be written") as caught:
        write_text("{}", tmp_path / "missing" / "010150-1234.json")
    assert "1234" not in str(caught.value)


def test_a_day_is_no_folder_in_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "day").write_text("kept", encoding="utf-8")
    with pytest.raises(InputError, match="E501 output='day': cannot be written"):
        write_day(make_day(), tmp_path / "day")
    assert (tmp_path / "day").read_text(encoding="utf-8") == "kept"
    assert [path.name for path in tmp_path.iterdir()] == ["day"]


def test_a_day_is_written_into_the_folder_one_stands_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_day(generate_day(citizens=5, carers=3, seed=1), ".")
    write_day(make_day(), ".")
    assert Path.cwd() == tmp_path
    assert read_day(".") == make_day()
    assert not [path.name for path in tmp_path.iterdir() if path.suffix != ".csv"]


def test_a_table_that_cannot_be_moved_in_leaves_the_tables_that_were_there(tmp_path: Path) -> None:
    place = tmp_path / "day"
    write_day(make_day(), place)
    (place / "miniteams.csv").mkdir()
    before = {path: path.is_file() and path.read_bytes() for path in place.rglob("*")}
    with pytest.raises(InputError, match="E501 output='day': cannot be written"):
        write_day(generate_day(citizens=5, carers=3, seed=1), place)
    assert {path: path.is_file() and path.read_bytes() for path in place.rglob("*")} == before
    assert [path.name for path in tmp_path.iterdir()] == ["day"]


def test_a_folder_that_cannot_be_synchronised_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synchronise = os.fsync

    def no_folders(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(22, "Invalid argument")
        synchronise(descriptor)

    monkeypatch.setattr(os, "fsync", no_folders)
    write_day(make_day(), tmp_path / "day.json")
    assert read_day(tmp_path / "day.json") == make_day()


def test_plans_and_results_are_read_back(tmp_path: Path) -> None:
    plan = make_plan(make_day(), c1="v1@08:00")
    result = Result(plan=plan, status=Status.FEASIBLE, cost=7, costs={Term.TRAVEL: 7}, seconds=1.5, info={"runs": [1]})
    write_plan(result, tmp_path / "result.json")
    write_plan(plan, tmp_path / "plan.json")
    assert read_result(tmp_path / "result.json") == result
    assert read_result(tmp_path / "plan.json") == plan
    assert read_plan(tmp_path / "result.json") == read_plan(tmp_path / "plan.json") == plan


def test_a_plan_in_which_nobody_works_may_tell_only_what_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text('{"unplanned": []}', encoding="utf-8")
    assert read_plan(tmp_path / "plan.json") == Plan()


def test_schemas_describe_every_attribute() -> None:
    for schema in (day_schema(), plan_schema(), triage_schema()):
        for definition in schema["$defs"].values():
            for name, attribute in definition.get("properties", {}).items():
                assert attribute.get("description"), name
    window = day_schema()["$defs"]["TimeWindow"]
    assert {"integer", "string"} == {choice["type"] for choice in window["properties"]["latest_start"]["anyOf"]}
    assert "02-03-2026" in day_schema()["properties"]["date"]["examples"]
    assert '"format": "date"' not in json.dumps(day_schema()), "Danish dates are valid"
    assert window["required"] == ["earliest_start", "latest_start"]


def test_times_in_json_may_be_text(tmp_path: Path) -> None:
    day = make_day()
    write_day(day, tmp_path / "day.json")
    doc = json.loads((tmp_path / "day.json").read_text(encoding="utf-8"))
    doc["shifts"][0] |= {"start": "07:00", "end": "2025-03-03T15:00+01:00"}
    window = doc["visits"][0]["windows"][0]
    window |= {"earliest_start": "8:00", "latest_start": "10.00"}
    del window["agreed_start"]
    doc["visits"][0]["agreed"] = [window]
    (tmp_path / "day.json").write_text(json.dumps(doc), encoding="utf-8")
    again = read_day(tmp_path / "day.json")
    assert again.shifts == day.shifts
    assert again.visits[0].agreed == again.visits[0].windows
    assert again.visits[0].windows[0].agreed_start == 600


def test_dates_in_json_may_be_danish(tmp_path: Path) -> None:
    competence = Competence(area="medicine", valid_from=dt.date(2025, 1, 1), valid_until=dt.date(2025, 12, 31))
    day = make_day().replace(carers=(make_day().carers[0].replace(competences=(competence,)),))
    write_day(day, tmp_path / "day.json")
    text = (tmp_path / "day.json").read_text(encoding="utf-8")
    danish = re.sub(r'"(\d{4})-(\d\d)-(\d\d)"', r'"\3-\2-\1"', text)
    assert danish.count("-2025\"") == 3
    (tmp_path / "day.json").write_text(danish, encoding="utf-8")
    assert read_day(tmp_path / "day.json") == day
