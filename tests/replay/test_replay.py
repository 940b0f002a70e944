import datetime as dt
import json
import re
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser

import pandas as pd
import pytest

from tests.builders import carer, citizen, day, plan, shift, visit
from tests.replay import workers
from triagering.errors import InputError
from triagering.evaluation import check, continuity
from triagering.evaluation.definition import Definition
from triagering.io.history.records import as_frame
from triagering.io.simulation import simulate
from triagering.models import Acquaintance, Continuity, Delegation, District, Miniteam, Municipality, Plan, Settings
from triagering.models.memory import Memory
from triagering.parts import split_day
from triagering.replay import batch, runs
from triagering.replay.report import write_report
from triagering.replay.runs import replay
from triagering.replay.strategies import CONTINUITY_PRICES, Strategy
from triagering.replay.summary import over_time, summarise

MONDAY = dt.date(2026, 3, 2)
EFFORT = 100


@pytest.fixture(scope="module")
def threads():
    with ThreadPoolExecutor(1) as pool:
        yield pool


@pytest.fixture(scope="module")
def weeks():
    return simulate(9, citizens=12, carers=4, seed=2)


@pytest.fixture(scope="module")
def replayed(weeks, threads, tmp_path_factory):
    strategies = [Strategy("no weight", continuity=0, effort=EFFORT), Strategy("weight", continuity=4, effort=EFFORT)]
    return replay(weeks.days[3:], strategies, out_dir=tmp_path_factory.mktemp("results"),
                  history=weeks.tables["visits"], executor=threads)


def test_a_weight_multiplies_the_continuity_prices_and_nothing_else():
    prices = Strategy("s", continuity=3, prices={"travel": 7}).settings(Settings()).prices
    for name, before in Settings().prices:
        expected = 7 if name == "travel" else 3 * before if name in CONTINUITY_PRICES else before
        assert getattr(prices, name) == expected


def test_unknown_and_negative_prices_of_a_strategy_are_refused_at_once():
    with pytest.raises(InputError) as found:
        Strategy("s", continuity=-1, prices={"travle": 1, "stranger": 2})
    issues = found.value.issues
    assert {(issue.code, issue.field) for issue in issues} == {
        ("E506", "travle"), *(("E511", name) for name in CONTINUITY_PRICES if name != "stranger")}
    assert all(issue.row == "s" and issue.hint for issue in issues)


@pytest.mark.parametrize("wrong", [
    {"effort": -1}, {"seconds": -1}, {"seconds": float("nan")}, {"continuity": float("nan")},
    {"continuity": float("inf")}])
def test_effort_time_and_weight_of_a_strategy_out_of_range_are_refused_at_once(wrong):
    with pytest.raises(InputError) as found:
        Strategy("s", **wrong)
    assert [(issue.code, issue.field) for issue in found.value.issues] == [("E511", *wrong)]


def test_strategies_that_would_overwrite_each_other_are_refused(weeks, threads, tmp_path):
    twice = [Strategy("s", effort=EFFORT), Strategy("t", effort=EFFORT), Strategy("s", effort=2 * EFFORT)]
    with pytest.raises(InputError) as found:
        replay(weeks.days[:1], twice, out_dir=tmp_path, executor=threads)
    assert [(issue.code, issue.value) for issue in found.value.issues] == [("E101", "s")]


def test_a_replay_without_a_strategy_is_refused(weeks, threads, tmp_path):
    with pytest.raises(InputError, match="E508 strategies: are missing"):
        replay(weeks.days[:1], [], out_dir=tmp_path, executor=threads)


@pytest.mark.parametrize("sequence", [True, False])
def test_a_day_given_twice_is_refused_before_anything_is_planned(weeks, threads, tmp_path, told, sequence):
    with pytest.raises(InputError) as found:
        replay([*weeks.days[:2], weeks.days[0]], [Strategy("s", effort=EFFORT)], out_dir=tmp_path, executor=threads,
               sequence=sequence)
    assert [(issue.code, issue.field, issue.value) for issue in found.value.issues] == [
        ("E101", "date", str(weeks.days[0].known.date))]
    assert told == []


def test_districts_of_one_date_may_be_days_apart(threads, tmp_path):
    days = [day([visit(f"v{number}", citizen=f"z{number}")], [carer(f"c{number}")], shifts=[shift(f"c{number}")],
                citizens=[citizen(f"z{number}")]) for number in (1, 2)]
    found = replay(days, [Strategy("s", effort=EFFORT)], out_dir=tmp_path, executor=threads)
    assert found.tables["s"]["visits"]["visit"].tolist() == ["v1", "v2"]


def test_a_memory_tells_who_was_met_and_when_as_far_back_as_the_settings_look():
    today = day([visit("v1"), visit("v2")], [carer("c1"), carer("c2")], date=MONDAY)
    memory = Memory()
    memory.learn([("z1", "c1", MONDAY - dt.timedelta(28)), ("z1", "c1", MONDAY - dt.timedelta(40)),
                  ("z2", "c1", MONDAY - dt.timedelta(29)), ("z1", "gone", MONDAY - dt.timedelta(1)),
                  ("z2", "c2", MONDAY)])
    assert memory.tell(today) == (
        Acquaintance(citizen="z1", carer="c1", days_since=28), Acquaintance(citizen="z1", carer="gone", days_since=1))
    memory.remember(today, plan(today, "v2:no_capacity", c2="v1@08:00"))
    tomorrow = today.replace(date=MONDAY + dt.timedelta(1))
    assert Acquaintance(citizen="z1", carer="c2", days_since=1) in memory.tell(tomorrow)


def test_a_memory_looks_back_as_far_as_any_settings_can_ask():
    today = day([visit("v1")], [carer("c1")], date=MONDAY, settings={"continuity": Continuity(known_for_days=36_500)})
    memory = Memory({("z1", "c1"): MONDAY - dt.timedelta(36_500)})
    assert memory.tell(today) == (Acquaintance(citizen="z1", carer="c1", days_since=36_500),)
    with pytest.raises(ValueError, match="36500"):
        Continuity(known_for_days=36_501)


def test_what_a_strategy_delivered_is_what_it_remembers_the_next_day(weeks, threads, tmp_path, monkeypatch):
    seen = []

    def listening(payload, token):
        seen.append(json.loads(payload)["day"]["acquaintances"])
        return workers_run(payload, token)

    workers_run = batch.run_task
    monkeypatch.setattr(batch, "run_task", listening)
    found = replay(weeks.days[:2], [Strategy("s", effort=EFFORT)], out_dir=tmp_path, executor=threads)
    first = found.tables["s"]["visits"]
    first = first[(first["date"] == str(weeks.days[0].known.date)) & (first["status"] == "delivered")]
    known = weeks.days[1].known
    expected = {(row.citizen, row.carer) for row in first.itertuples()
                if row.citizen in known.citizen_by_id}
    assert seen[0] == []
    assert {(one["citizen"], one["carer"]) for one in seen[1]} == expected
    assert {one["days_since"] for one in seen[1]} == {1}


def test_out_of_sequence_every_day_is_planned_on_what_the_history_knew_then(weeks, threads, tmp_path, monkeypatch):
    seen = {}

    def listening(payload, token):
        task = json.loads(payload)["day"]
        seen[task["date"]] = {(one["citizen"], one["carer"]) for one in task["acquaintances"]}
        return workers_run(payload, token)

    workers_run = batch.run_task
    monkeypatch.setattr(batch, "run_task", listening)
    history = weeks.tables["visits"]
    replay([weeks.days[0], weeks.days[4]], [Strategy("s", effort=EFFORT)], out_dir=tmp_path, history=history,
           sequence=False, executor=threads)
    then = weeks.days[4].known
    came = history[(history["date"] < str(then.date)) & (history["status"] == "delivered")]
    expected = {(row.citizen, row.carer) for row in came.itertuples()}
    assert {carer for _, carer in expected} - then.carer_by_id.keys()  # substitutes who are gone are faces all the same
    assert seen[weeks.days[0].known.date.isoformat()] == set()
    assert seen[then.date.isoformat()] == expected


@pytest.fixture
def told(monkeypatch):
    """Whom each planned day was told that its citizens know, in order of planning."""
    seen = []
    real = batch.run_task

    def listening(payload, token):
        seen.append({(one["carer"], one.get("days_since")) for one in json.loads(payload)["day"]["acquaintances"]})
        return real(payload, token)

    monkeypatch.setattr(batch, "run_task", listening)
    return seen


LISTED = (Acquaintance(citizen="z1", carer="c2"), Acquaintance(citizen="z1", carer="c3", days_since=5))
YESTERDAY = pd.DataFrame({"date": [str(MONDAY - dt.timedelta(1))], "citizen": ["z1"], "carer": ["c4"]})


@pytest.mark.parametrize(("options", "first", "second"), [
    ({}, {("c2", None), ("c3", 5)}, {("c2", None), ("c3", 6), ("c1", 1)}),
    ({"history": YESTERDAY}, {("c2", None), ("c3", 5), ("c4", 1)}, {("c2", None), ("c3", 6), ("c4", 2), ("c1", 1)}),
    ({"sequence": False}, {("c2", None), ("c3", 5)}, {("c2", None), ("c3", 5)}),
    ({"sequence": False, "history": YESTERDAY}, {("c2", None), ("c4", 1)}, {("c2", None), ("c4", 2)})])
def test_whom_a_day_lists_as_known_is_known(threads, tmp_path, told, options, first, second):
    """Undated for good; dated in the memory that a sequence begins with, or where no history knows better."""
    days = [day([visit("v1")], [carer("c1"), carer("c2")], shifts=[shift("c1")], citizens=[citizen("z1")],
                date=MONDAY + dt.timedelta(later), acquaintances=LISTED) for later in (0, 1)]
    replay(days[::-1], [Strategy("s", effort=EFFORT)], out_dir=tmp_path, executor=threads, **options)
    assert told == [first, second]


def test_a_history_that_lacks_what_is_learned_of_it_is_refused(weeks, threads, tmp_path):
    with pytest.raises(InputError, match="E505 visits carer"):
        replay(weeks.days[:1], [Strategy("s")], out_dir=tmp_path, executor=threads,
               history=YESTERDAY.drop(columns="carer"))


def test_out_of_sequence_each_meeting_is_learned_once_and_few_days_are_held_at_a_time(
        weeks, threads, tmp_path, monkeypatch):
    learned, held = [], []
    monkeypatch.setattr(Memory, "learn", lambda memory, met: learned.extend(met))
    monkeypatch.setattr(runs, "DAYS_AT_ONCE", 2)
    monkeypatch.setattr(runs, "MOST_ROWS", 1)
    real = runs.solve_many

    def counting(tasks, **options):
        held.append(len(tasks))
        return real(tasks, **options)

    monkeypatch.setattr(runs, "solve_many", counting)
    strategies = [Strategy("s", effort=EFFORT), Strategy("t", effort=EFFORT + 1)]
    history = weeks.tables["visits"]
    found = replay(weeks.days[4:7], strategies, out_dir=tmp_path, executor=threads, history=history, sequence=False)
    assert len(learned) == len(set(learned))
    assert max(met for _, _, met in learned) == weeks.days[5].known.date
    assert held == [4, 2]
    for tables in found.tables.values():
        assert sorted({date.date() for date in tables["visits"]["date"]}) == [one.known.date for one in weeks.days[4:7]]
        assert tables["visits"].dtypes.equals(history.dtypes)


def test_every_visit_of_every_day_is_in_every_strategys_history(weeks, replayed):
    expected = {(each.known.date, one.id) for each in weeks.days[3:]
                for one in (*each.known.visits, *each.actual.visits)}
    for tables in replayed.tables.values():
        rows = tables["visits"]
        assert set(zip(rows["date"].dt.date, rows["visit"], strict=True)) == expected


def test_running_again_reuses_every_result_and_gives_the_same_tables(weeks, threads, tmp_path):
    strategies = [Strategy("s", effort=EFFORT)]
    told = []
    one, two = (replay(weeks.days[:3], strategies, out_dir=tmp_path, executor=threads,
                       progress=lambda done, total, outcome: told.append(outcome.reused)) for _ in range(2))
    assert told == [False] * 3 + [True] * 3
    assert one.tables["s"]["visits"].equals(two.tables["s"]["visits"])


def test_a_day_that_fails_is_skipped_and_reported_and_the_sequence_goes_on(weeks, threads, tmp_path, monkeypatch):
    bad = weeks.days[1].known.date
    real = batch.run_task

    def failing(payload, token):
        if json.loads(payload)["day"]["date"] == bad.isoformat():
            raise MemoryError
        return real(payload, token)

    monkeypatch.setattr(batch, "run_task", failing)
    found = replay(weeks.days[:3], [Strategy("s", effort=EFFORT)], out_dir=tmp_path, executor=threads)
    assert [(one.name, one.reason) for one in found.failed] == [(f"s {bad}", "MemoryError (3 times)")]
    dates = set(found.tables["s"]["visits"]["date"].dt.date)
    assert dates == {weeks.days[0].known.date, weeks.days[2].known.date}


def test_parts_of_a_day_are_planned_apart_and_make_up_the_day(threads, tmp_path):
    made = simulate(1, citizens=40, carers=16, seed=1, planned=False).days[0]
    parts = split_day(made.known, "miniteam")
    assert len(parts) > 1
    assert sorted(one.id for part in parts.values() for one in part.visits) == sorted(made.known.visit_by_id)
    assert sorted(one.carer for part in parts.values() for one in part.shifts) == sorted(made.known.shift_by_carer)
    found = replay([made], [Strategy("s", effort=50)], by="miniteam", out_dir=tmp_path, executor=threads)
    assert set(found.tables["s"]["visits"]["visit"]) == {*made.known.visit_by_id, *made.actual.visit_by_id}


TWO = Municipality(districts=(District(id="north"), District(id="south")),
                   miniteams=(Miniteam(id="n1", district="north"), Miniteam(id="s1", district="south")))


def test_a_part_keeps_whom_its_citizens_and_carers_name_in_other_parts_but_gives_them_nothing_to_do():
    """c1 of the north is refused and known in the south, alone holds nursing, and has a delegation for z2."""
    both = day([visit("v1"), visit("v2", tasks="nursing")],
               [carer("c1", "nursing", miniteam="n1", delegations=(Delegation(area="lift", citizen="z2"),)),
                carer("c2", miniteam="s1")],
               citizens=[citizen("z1", miniteam="n1"),
                         citizen("z2", miniteam="s1", vetoes=["c1"], contact_person="c1", closed_circle=["c1", "c2"])],
               municipality=TWO)
    parts = split_day(both)
    assert {name: ([*part.shift_by_carer], [*part.visit_by_id]) for name, part in parts.items()} == {
        "north": (["c1"], ["v1"]), "south": (["c2"], ["v2"])}
    assert parts["south"].citizen_by_id["z2"] == both.citizen_by_id["z2"]
    assert parts["north"].carer_by_id["c1"] == both.carer_by_id["c1"]


def test_visits_of_a_part_where_nobody_is_at_work_are_reported(threads, tmp_path):
    both = day([visit("v1"), visit("v2")], [carer("c1", miniteam="n1"), carer("c2", miniteam="s1")], date=MONDAY,
               shifts=[shift("c1")], municipality=TWO,
               citizens=[citizen("z1", miniteam="n1"), citizen("z2", miniteam="s1")])
    found = replay([both], [Strategy("s", effort=EFFORT)], by="district", out_dir=tmp_path, executor=threads)
    assert set(found.tables["s"]["visits"]["visit"]) == {"v1"}
    assert [(one.name, one.reason) for one in found.failed] == [
        ("2026-03-02", "visits in parts with nobody at work or nothing left to do: 1")]


def test_a_plain_day_counts_as_having_come_as_it_was_known(threads, tmp_path):
    known = day([visit("v1"), visit("v2")], [carer("c1")], citizens=[citizen("z1")], date=MONDAY)
    found = replay([known], [Strategy("s", effort=EFFORT)], out_dir=tmp_path, executor=threads)
    rows = found.tables["s"]["visits"]
    assert set(rows["status"]) == {"delivered"}
    assert (rows["planned_start"] == rows["start"]).all()


def test_published_plans_pass_the_checker(weeks, threads, tmp_path):
    replay(weeks.days[:2], [Strategy("s", effort=EFFORT)], out_dir=tmp_path, executor=threads)
    plans = [Plan.model_validate_json(json.dumps(json.loads(path.read_text())["result"]["plan"]))
             for path in tmp_path.glob("*.json")]
    assert len(plans) == 2
    assert all(any(check(each.known, one).valid for each in weeks.days[:2]) for one in plans)


def sides(weeks, replayed):
    return {"people": weeks.tables} | replayed.tables


def test_the_summary_has_a_row_per_side_and_the_weight_buys_fewer_strangers(weeks, replayed):
    first, last = weeks.days[3].known.date, weeks.days[-1].known.date
    table = summarise(sides(weeks, replayed), first, last, stays=weeks.tables["stays"], before=weeks.tables["visits"],
                      least=1)
    assert list(table.index) == ["people", "no weight", "weight"]
    assert table.at["weight", "upc_median"] > table.at["no weight", "upc_median"]
    assert table["travel_a_visit"].between(1, 30).all()
    weekly = over_time(sides(weeks, replayed), first, last, every=3, least=1)
    assert list(weekly.index) == [last - dt.timedelta(3), last]


def made(*rows):
    return {"visits": as_frame([{"date": MONDAY + dt.timedelta(day), "visit": "v1", "citizen": "z1", "carer": who,
                                 "start": 480, "minutes": 30, "status": status} | more
                                for day, who, status, more in rows], "visits"),
            "shifts": as_frame([{"date": MONDAY, "carer": "c1", "start": 420, "end": 900, "travel_minutes": 5}],
                               "shifts")}


def test_a_side_that_delivered_nothing_or_has_no_day_at_all_is_in_the_summary():
    undelivered = {"start": None, "minutes": 0, "reason": "no_capacity"}
    table = summarise({"none": made(), "missed": made((0, None, "undelivered", undelivered))}, MONDAY, MONDAY, least=1)
    assert table["travel_a_visit"].isna().all()
    assert table.at["missed", "undelivered_own_share"] == 1


def test_the_days_of_a_summary_are_dates_or_text(tmp_path):
    sides = {"one": made((0, "c1", "delivered", {}))}
    assert summarise(sides, "2026-03-02", "2026-03-02", least=1).equals(summarise(sides, MONDAY, MONDAY, least=1))
    assert list(over_time(sides, "2026-03-02", "2026-03-02").index) == [MONDAY]
    for asked in (over_time, summarise):
        with pytest.raises(InputError, match="E213 period last_day='2026-03-01': is before the first day"):
            asked(sides, "2026-03-02", "2026-03-01")
    write_report(tmp_path / "report.html", sides, "2026-03-02", "2026-03-02")


def test_the_same_deliveries_are_summarised_alike_when_one_side_lacks_its_past():
    full = made(*((day, f"new{day}" if 0 <= day < 28 else "c1", "delivered", {}) for day in range(-28, 56)))
    own = full | {"visits": full["visits"][full["visits"]["date"] >= pd.Timestamp(MONDAY)]}
    table = summarise({"people": full, "replay": own}, MONDAY, MONDAY + dt.timedelta(55), least=1)
    assert table.loc["people"].equals(table.loc["replay"])
    assert table.at["people", "strangers_a_day"] == 1 / 28
    assert table.at["people", "known_share"] == 27 / 28
    alone = summarise({"people": full}, MONDAY, MONDAY + dt.timedelta(55), least=1)
    assert alone.at["people", "strangers_a_day"] == pytest.approx(29 / 56)


def test_a_day_that_one_side_skipped_flatters_nobody():
    """On the second day nobody came; one strategy could not plan it."""
    undelivered = {"start": None, "minutes": 0, "reason": "no_capacity"}
    bad = made((0, "c1", "delivered", {}), (1, None, "undelivered", undelivered), (2, "c1", "delivered", {}))
    bad["shifts"] = pd.concat([bad["shifts"], bad["shifts"].assign(date=bad["shifts"]["date"] + pd.Timedelta(days=1))])
    skipped = made((0, "c1", "delivered", {}), (2, "c1", "delivered", {}))
    for side in (bad, skipped):
        third = skipped["shifts"].iloc[:1].assign(date=pd.Timestamp(MONDAY) + pd.Timedelta(days=2), travel_minutes=0)
        side["shifts"] = pd.concat([side["shifts"], third])
    last = MONDAY + dt.timedelta(2)
    table = summarise({"all": bad, "skipped": skipped}, MONDAY, last, least=1)
    assert table.loc["all"].equals(table.loc["skipped"])
    assert table.loc["all", ["days", "undelivered_own_share", "travel_a_visit"]].tolist() == [2, 0, 2.5]
    assert summarise({"all": bad, "none": made()}, MONDAY, last, least=1)["days"].tolist() == [3, 0]


def test_strangers_a_day_are_of_the_days_that_are_compared():
    """Somebody new every day; one side has nothing of the second day of four."""
    full = made(*((day, f"c{day}", "delivered", {}) for day in range(-28, 4)))
    skipped = full | {"visits": full["visits"][full["visits"]["date"] != pd.Timestamp(MONDAY) + pd.Timedelta(days=1)]}
    table = summarise({"all": full, "skipped": skipped}, MONDAY, MONDAY + dt.timedelta(3), least=1)
    assert table["strangers_a_day"].tolist() == pytest.approx([1, 1])


def test_no_window_is_filled_with_the_days_before_the_replay():
    """Somebody new came every day of four weeks; of the two that were replayed always c1."""
    before = made(*((day, f"new{day}", "delivered", {}) for day in range(-28, 0)))["visits"]
    side = {"same": made(*((day, "c1", "delivered", {}) for day in range(14)))}
    last, daily = MONDAY + dt.timedelta(13), Definition(daily_visits=1)
    table = summarise(side, MONDAY, last, before=before, definition=daily, least=1).loc["same"]
    assert table[["D7_median", "D14_median"]].tolist() == [1, 1]
    assert table[["D28_median", "D28_p90"]].isna().all()
    weekly = over_time(side, MONDAY, last, before=before, definition=daily, least=1)["same"]
    assert weekly.isna().tolist() == [True, False]
    assert weekly.iloc[-1] == 1


def test_what_counts_is_asked_of_all_rows_once_however_many_windows_there_are(monkeypatch):
    side, asked = made(*((day, "c1", "delivered", {}) for day in range(28))), {1: [], 28: []}
    for every, rows_asked in asked.items():
        monkeypatch.setattr(continuity, "when", lambda rows, seen=rows_asked: seen.append(len(rows)) or rows["start"])
        weekly = over_time({"s": side}, MONDAY, MONDAY + dt.timedelta(27), every=every, least=1,
                           definition=Definition(days=7, daily_visits=1))
        assert weekly["s"].iloc[-1] == 1
    assert asked[1] == asked[28]


def test_strangers_a_day_are_of_the_days_whose_past_is_in_the_data():
    """Somebody new every day for 30 days: of the last two days it is known that they are strangers."""
    side = made(*((day, f"c{day}", "delivered", {}) for day in range(30)))
    last = MONDAY + dt.timedelta(29)
    assert summarise({"new": side}, MONDAY, last, least=1).at["new", "strangers_a_day"] == 1


class Text(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text = [], ""

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize(("language", "title"), [("en", "The price of continuity"), ("da", "Prisen for kontinuitet")])
def test_the_report_is_one_file_with_curves_tables_and_the_definition(weeks, replayed, tmp_path, language, title):
    first, last = weeks.days[3].known.date, weeks.days[-1].known.date
    named = {"<b>people</b>": weeks.tables} | replayed.tables
    failed = [batch.Outcome("a <day>", "", None, "it died")]
    write_report(tmp_path / "report.html", named, first, last, before=weeks.tables["visits"],
                 weights={"no weight": 0, "weight": 4}, failed=failed, language=language, least=1,
                 definition=Definition(days=5))
    read = Text()
    read.feed((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert title in read.text
    written = {"en": "%Y-%m-%d", "da": "%d-%m-%Y"}[language]
    assert f"{first:{written}} – {last:{written}}" in read.text
    assert "07:00-22:00" in read.text
    assert "a <day>: it died" in read.text
    assert "<b>people</b>" in read.text
    assert sum(tag == "svg" for tag, _ in read.tags) == 3
    weekly = (tmp_path / "report.html").read_text(encoding="utf-8").split("<svg")[2]
    assert {"en": "Different carers in 5 days", "da": "Forskellige hjælpere på 5 dage"}[language] in weekly
    assert re.findall(r">(\d\d-\d\d|\d+/\d+)</text>", weekly) == [
        {"en": f"{last:%m-%d}", "da": f"{last.day}/{last.month}"}[language]]
    shares = re.findall(r">(0[.,]\d+)</text>", (tmp_path / "report.html").read_text(encoding="utf-8").split("<svg")[3])
    assert shares
    assert all(share[1] == {"en": ".", "da": ","}[language] for share in shares)
    outside = [value for tag, attrs in read.tags for name, value in attrs.items()
               if name in ("src", "href", "xlink:href") and not value.startswith("#")]
    assert outside == []


def test_names_of_strategies_stand_in_the_charts_as_they_are(tmp_path):
    """Neither hidden, as matplotlib does with what begins with ``_``, nor read as a formula."""
    side = made(*((day, "c1", "delivered", {}) for day in range(14)))
    last = MONDAY + dt.timedelta(13)
    names = ("_quiet", r"$\foo$", "5$ to 6$", r"a\$b")
    write_report(tmp_path / "report.html", dict.fromkeys(names, side), MONDAY, last, least=1,
                 definition=Definition(daily_visits=1))
    charts = (tmp_path / "report.html").read_text(encoding="utf-8").split("<svg")[1:]
    assert [[name in chart for name in names] for chart in charts] == [[True] * 4] * 3


def test_workers_are_kept_between_batches_until_they_break(tmp_path, monkeypatch):
    monkeypatch.setattr(batch, "run_task", workers.quick)
    made = []

    def make():
        made.append(ThreadPoolExecutor(1))
        return made[-1]

    with batch.Workers(make) as kept:
        for number in (1, 2):
            batch.solve_many(workers.tasks(2), executor=kept, out_dir=tmp_path / str(number))
        assert len(made) == 1
        kept.discard()
        batch.solve_many(workers.tasks(2), executor=kept, out_dir=tmp_path / "3")
    assert len(made) == 2


def test_shifts_that_name_no_team_are_left_out_with_their_day():
    """The south's second day was skipped on one side, with the long way of its substitute."""
    def shifts(name, team, travel):
        return [{"date": MONDAY + dt.timedelta(day), "carer": name, "start": 420, "end": 900, "travel_minutes": travel,
                 "miniteam": team} for day in range(2)]

    visits = as_frame([{"date": MONDAY + dt.timedelta(day), "visit": team, "citizen": team, "carer": team, "start": 480,
                        "minutes": 30, "miniteam": team} for team in ("north", "south") for day in range(2)], "visits")
    work = as_frame(shifts("north", "north", 10) + shifts("south", "south", 10) + shifts("sub1", None, 0)
                    + shifts("sub2", None, 100), "shifts")
    first = str(MONDAY)
    skipped = {"visits": visits[(visits["miniteam"] == "north") | (visits["date"] == first)],
               "shifts": work[work["carer"].isin(["north", "sub1"]) | (work["date"] == first)]}
    table = summarise({"people": {"visits": visits, "shifts": work}, "skipped": skipped}, MONDAY,
                      MONDAY + dt.timedelta(1), least=1)
    assert table["travel_a_visit"].tolist() == [130 / 3, 130 / 3]


@pytest.mark.parametrize("travel", [None, 90])
def test_travel_a_visit_is_of_the_visits_of_those_whose_travel_counts(travel):
    """Of ten visits c2 does five on one side: the shift of c2 is left out, or its travel empty."""
    def side(carers, *work):
        visits = [{"date": MONDAY, "visit": f"v{n}", "citizen": f"z{n}", "carer": carers[n % 2], "start": 480 + 40 * n,
                   "minutes": 30} for n in range(10)]
        return {"visits": as_frame(visits, "visits"), "shifts": as_frame([
            {"date": MONDAY, "carer": name, "start": 420, "end": 900, "travel_minutes": far} for name, far in work],
            "shifts")}

    two = side(("c1", "c2"), ("c1", 50), ("c2", travel))
    one = side(("c1", "c1"), ("c1", 100), *([("c2", None)] if travel is None else []))
    assert summarise({"two": two, "one": one}, MONDAY, MONDAY, least=1)["travel_a_visit"].tolist() == [10, 10]


def test_no_sides_are_an_empty_summary_and_a_column_that_is_missing_is_named(tmp_path):
    assert summarise({}, MONDAY, MONDAY).empty
    write_report(tmp_path / "report.html", {}, MONDAY, MONDAY)
    side = made((0, "c1", "delivered", {}))
    for table, column in (("visits", "minutes"), ("visits", "start"), ("shifts", "carer"), ("shifts", "end")):
        with pytest.raises(InputError, match=f"E505 {table} {column}"):
            summarise({"s": side | {table: side[table].drop(columns=column)}}, MONDAY, MONDAY)
