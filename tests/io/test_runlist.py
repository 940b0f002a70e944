"""Run lists say what a carer needs to know, in order, in either language, and never let data become markup."""

import datetime
import itertools
import re

import pytest

from tests.builders import activity, carer, citizen, minute, pause, plan, shift, visit
from tests.builders import day as build
from triagering.errors import InputError
from triagering.io import run_lists, run_lists_html
from triagering.io.labels import REASONS, REMEDIES, TERMS, WORDS
from triagering.io.layout import Line, RunList, as_html, columns, noted, page
from triagering.io.legs import legs_of
from triagering.models import Day, Miniteam, Municipality, Pin, Plan, Reason, Route, Settings, Term
from triagering.models.codes import CODES
from triagering.models.triage_settings import TriageSettings

DISPLAYS = ("hidden", "blocks", "between")


def make_day(**given: object) -> Day:
    """Give two carers, a double visit, a meeting and a visit that does not fit; ten minutes between places."""
    parts = {
        "visits": [
            visit("v1", "07:00-08:00", carers_needed=2, time_critical=True),
            visit("v2", "09:00-09:05-10:00", minutes=30, tasks="medicine lift medicine"),
            visit("v3", "10:00-11:00", citizen="z2", minutes=45, priority=5),
        ],
        "carers": [carer("c1", "medicine lift"), carer("c2", profession="nurse")],
        "shifts": [shift("c1", break_=pause("08:00-13:00")), shift("c2")],
        "activities": (activity("a1", "13:00", carers=("c2",)),),
        "pins": (Pin(visit="v2", carer="c1"),),
    }
    return build(**parts | given)


DAY = make_day()
PLAN = plan(DAY, "v3:no_capacity", c1="v1@07:10 break@08:00+30 v2@09:10", c2="v1@07:10 a1@13:00")


def test_a_run_list_reads_in_order_of_time() -> None:
    text = run_lists(DAY, PLAN)
    assert text.split("\n\n")[1].splitlines() == [
        "c1 · ssh · 07:00–15:00",
        "  07:00–07:10  travel 10 min",
        "  07:10–07:30  z1             z1                    v1; with c2; agreed 07:00; time-critical",
        "  08:00–08:30  break",
        "  09:00–09:10  travel 10 min",
        "  09:10–09:40  z2             z2    medicine, lift  v2; agreed 09:05; pinned",
        "  09:40–09:50  travel 10 min  home",
        "  2 visits · 50 min with citizens · 30 min travel · leaves 07:00 · back 09:50",
    ]


def test_what_is_left_out_comes_with_its_reason_and_what_would_help() -> None:
    text = run_lists(DAY, PLAN)
    assert "Unplanned: 1\n  v3  z2  45 min  10:00–11:00  priority 5\n" in text
    assert "no room was found beside what is at least as urgent. Would help: 45 minutes" in text


@pytest.mark.parametrize(("own", "pinned", "said"), [
    (None, True, "pinned"), (70, False, "own price"), (70, True, "pinned"), (None, False, "priority 3")])
def test_how_urgent_it_is_is_said_as_in_all_figures(own, pinned, said):
    made = build([visit("v1"), visit("v2", unplanned_price=own)], pins=(Pin(visit="v2", carer="c1"),) if pinned else ())
    text = run_lists(made, plan(made, "v2:no_capacity", c1="v1@08:00"))
    assert text.split("Unplanned: 1")[1].splitlines()[1].endswith(said)


def test_a_heading_names_the_miniteam_and_a_length_has_two_digits_of_minutes():
    made = build([visit("v1", minutes=65)], [carer("c1", miniteam="m1")],
                 municipality=Municipality(miniteams=(Miniteam(id="m1"),)))
    text = run_lists(made, plan(made, c1="v1@08:00"))
    assert "\nc1 · ssh · m1 · 07:00–15:00\n" in text
    assert "  1 visit · 1 h 05 min with citizens · 20 min travel · " in text


def test_what_was_agreed_is_that_of_the_window_that_the_visit_starts_in() -> None:
    made = build([visit("v1", "08:00-08:15-09:00, 10:00-10:15-11:00")])
    text = run_lists(made, plan(made, c1="v1@10:30"))
    assert "v1; agreed 10:15\n" in text


def test_the_way_home_comes_after_a_break_at_the_last_place_of_the_same_minute() -> None:
    made = build([visit("v1")], shifts=[shift("c1", break_=pause("08:20-13:00", minutes=0, at_ends=True))])
    lines = run_lists(made, plan(made, c1="v1@08:00 break@08:20+0")).split("\n\n")[1].splitlines()
    assert [line.split()[1] for line in lines[1:-1]] == ["travel", "z1", "break", "travel"]


@pytest.mark.parametrize(("start", "said"), [("08:00", False), ("08:01", True)])
def test_what_was_agreed_is_said_of_what_is_late(start: str, said: bool) -> None:
    made = build()
    assert ("agreed" in run_lists(made, plan(made, c1=f"v1@{start}"))) is said


def test_a_plan_that_leaves_nothing_out_says_so() -> None:
    assert "Everything is planned." in run_lists(DAY, PLAN.replace(unplanned=()))


def test_danish_run_lists_keep_the_ids_and_translate_the_words() -> None:
    text = run_lists(DAY, PLAN, language="da")
    for words in ("vejtid 10 min", "pause", "møde a1", "låst", "Ikke planlagt: 1",
                  "v1; sammen med c2; aftalt 07:00; tidskritisk"):
        assert words in text
    assert "travel" not in text


def test_a_text_has_its_date_as_the_language_writes_it() -> None:
    assert run_lists(DAY, PLAN).startswith("Run lists 2025-03-03\n")
    assert run_lists(DAY, PLAN, language="da").startswith("Kørelister 03-03-2025\n")


def test_hidden_travel_lies_inside_the_visits() -> None:
    text = run_lists(DAY, PLAN, travel_display="hidden").partition("Unplanned")[0]
    assert "travel" not in text
    assert "  07:00–07:30  z1" in text
    assert "  09:00–09:40  z2" in text


def test_hidden_travel_before_a_break_at_the_next_place_lies_inside_the_break() -> None:
    there = plan(DAY, "v3:no_capacity", c1="v1@07:10 break@08:50+30 v2@09:20", c2="v1@07:10 a1@13:00")
    assert "\n  08:40–09:20  break  z2\n  09:20–09:50  z2" in run_lists(DAY, there, travel_display="hidden")
    assert "\n  08:00–08:30  break\n  09:00–09:40  z2" in run_lists(DAY, PLAN, travel_display="hidden")


def test_travel_in_blocks_adds_up_to_all_travel_in_at_most_four_lines() -> None:
    times = {f"v{n}": f"{7 + n // 2:02}:{n % 2 * 30:02}" for n in range(1, 11)}
    day = make_day(visits=[visit(id_, f"{at}-{at}", citizen=f"z{n % 2}") for n, (id_, at) in enumerate(times.items())],
                   pins=())
    busy = plan(day, c1=" ".join(f"{id_}@{at}" for id_, at in times.items()))
    lines = [line for line in run_lists(day, busy, travel_display="blocks").splitlines() if "  travel " in line]
    assert len(lines) == 4
    assert sum(int(line.split("travel ")[1].split()[0]) for line in lines) == 11 * 10


def test_a_carer_without_visits_reads_so() -> None:
    assert "\n\nc2 · nurse · 07:00–15:00\n  no visits\n" in run_lists(DAY, Plan(routes=(Route(carer="c2"),)))


@pytest.mark.parametrize("display", DISPLAYS)
@pytest.mark.parametrize("language", ["en", "da"])
def test_every_visit_break_and_meeting_is_in_every_form(language: str, display: str) -> None:
    for give in (run_lists, run_lists_html):
        text = give(DAY, PLAN, language=language, travel_display=display)
        for shown in ("v1", "v2", "v3", "a1", WORDS[language]["break"]):
            assert shown in text


def test_a_column_in_which_nothing_stands_takes_no_room() -> None:
    assert columns([("a", "", "b"), ("long", "", "")]) == ["  a     b", "  long"]


def test_whatever_stands_in_a_list_or_on_a_page_is_text() -> None:
    nasty = '<b>"&'
    run_list = RunList(nasty, (Line((0, 0), nasty, (nasty,)),), nasty)
    html = page("en", nasty, [as_html(run_list, [nasty, nasty], nasty), *noted(nasty)])
    assert "<b>" not in html
    assert '"&"' not in html  # an anchor ends where it should
    assert html.count("&lt;b&gt;") == 10  # two titles, anchor, heading, two heads, two cells, footing and the text


def test_a_page_says_its_language_and_letters_and_prints_every_section_on_a_sheet_of_its_own() -> None:
    html = page("en", "title", [as_html(RunList("c1", (), "no visits"), ()), *noted("")])
    assert '<html lang="en">' in html
    assert '<meta charset="utf-8">' in html
    assert "section { break-after: page; }" in html
    assert html.count("<section>") == 1  # and without an anchor it has no id


def test_ids_never_become_markup() -> None:
    nasty = "<b>[red]&"
    day = build([visit("v1", citizen=nasty)], citizens=[citizen(nasty)])
    given = plan(day, c1="v1@08:00")
    html = run_lists_html(day, given)
    assert "<b>" not in html
    assert "&lt;b&gt;[red]&amp;" in html
    assert nasty in run_lists(day, given)


def test_every_printed_page_bears_the_date() -> None:
    assert run_lists_html(DAY, PLAN).count(f" · {DAY.date.isoformat()}</h2>") == len(PLAN.routes)


@pytest.mark.parametrize(("language", "date", "head"), [
    ("en", "2025-03-03", "<th>time</th><th>what</th><th>where</th><th>tasks</th><th>remarks</th>"),
    ("da", "03-03-2025", "<th>tid</th><th>hvad</th><th>hvor</th><th>opgaver</th><th>bemærkninger</th>")])
def test_a_printed_page_has_its_date_and_headings_as_the_language_writes_them(language, date, head):
    html = run_lists_html(DAY, PLAN, language=language)
    assert html.count(f"{date}</h2>\n<table>\n<thead><tr>{head}</tr></thead>\n") == len(PLAN.routes)
    assert f"<h1>{WORDS[language]['run_lists']} {date}</h1>" in html
    assert f"<th>{WORDS[language]['urgency']}</th>" in html.partition("left-out")[2]


def test_a_list_without_stops_has_no_headings():
    assert "<th>" not in run_lists_html(DAY, Plan(routes=(Route(carer="c2"),)))


def crowd(number: int) -> Day:
    """Give a day of so many carers, the last in no miniteam, one with a blank in its id."""
    ids = ["a b", *(f"c{n}" for n in range(1, number))]
    return build([visit("v1")], [carer(id_, miniteam="m2" if n % 2 else "m1") for n, id_ in enumerate(ids[:-1])]
                 + [carer(ids[-1])], municipality=Municipality(miniteams=(Miniteam(id="m1"), Miniteam(id="m2"))))


def test_a_page_of_more_than_ten_carers_begins_with_links_to_their_lists_by_miniteam():
    day = crowd(11)
    html = run_lists_html(day, plan(day, "v1:no_capacity"))
    index = html.partition("<nav>")[2].partition("</nav>")[0]
    lines = re.sub(r"<[^>]*>", "", index).split("\n")
    assert lines[1:-1] == ["miniteam m1: a b · c2 · c4 · c6 · c8", "miniteam m2: c1 · c3 · c5 · c7 · c9",
                           "without miniteam: c10", "Unplanned: 1"]
    targets = re.findall('href="#([^" ]+)"', index)
    assert len(targets) == 12
    assert all(html.count(f' id="{target}">') == 1 for target in targets)
    assert html.count("<section ") == 11


def test_a_page_of_ten_carers_has_no_such_list_and_none_is_printed():
    day = crowd(10)
    html = run_lists_html(day, plan(day, c1="v1@08:00"))
    assert "<nav>" not in html
    assert "nav { display: none; }" in html.partition("@media print")[2]


def test_one_carer_gets_the_own_list_alone_and_several_get_theirs():
    text = run_lists(DAY, PLAN, carer="c2")
    assert text == "Run lists 2025-03-03\n\n" + run_lists(DAY, PLAN).split("\n\n")[2] + "\n"
    assert run_lists(DAY, PLAN, carer=["c2", "c1", "c2"]) == run_lists(DAY, PLAN).partition("\n\nUnplanned")[0] + "\n"
    html = run_lists_html(DAY, PLAN, carer="c2", note="whom to tell what")
    assert re.findall("<h2>(.*)</h2>", html) == ["c2 · nurse · 07:00–15:00 · 2025-03-03"]
    assert "<pre>whom to tell what</pre>" in html
    assert "v3" not in html  # what is left out


def test_a_page_for_some_of_many_carers_begins_with_links_to_theirs_only():
    day = crowd(12)
    index = run_lists_html(day, plan(day, "v1:no_capacity"), carer=[f"c{n}" for n in range(1, 12)]).partition("</nav>")
    assert re.findall("#([^\"]*)", index[0].partition("<nav>")[2]) == [
        f"carer-c{n}" for n in (10, 2, 4, 6, 8, 1, 3, 5, 7, 9, 11)]
    assert "<nav>" not in run_lists_html(day, plan(day, "v1:no_capacity"), carer=["a b", "c1"])


def test_who_has_no_list_has_no_visits_and_who_is_no_carer_of_the_day_is_refused():
    off = Plan(routes=(Route(carer="c1"),))
    assert run_lists(DAY, off, carer="c2").endswith("\n\nc2 · nurse · 07:00–15:00\n  no visits\n")
    for give in (run_lists, run_lists_html):
        with pytest.raises(InputError) as found:
            give(DAY, PLAN, carer=["c1", "c02"])
        assert [str(issue) for issue in found.value.issues] == [
            "E102 carer c02 carer='c02': is no carer of the day. Hint: did you mean 'c2'?"]


def test_danish_lists_have_danish_words_for_what_the_library_knows_and_local_codes_as_they_are():
    day = build([visit("v1", tasks="personal_care insulin local_task")],
                [carer("c1", "personal_care insulin local_task", profession="nurse")])
    text = run_lists(day, plan(day, c1="v1@08:00"), language="da")
    assert "\nc1 · sygeplejerske · 07:00–15:00\n" in text
    assert "  personlig pleje, insulin, local_task  " in text
    assert "  personal_care, insulin, local_task  " in run_lists(day, plan(day, c1="v1@08:00"))


def test_every_profession_and_competence_of_the_library_has_a_danish_word_or_is_one():
    assert CODES.keys() | {"ssh", "ssa"} == (
        Settings().levels.keys() | Settings().competence_levels.keys() | TriageSettings().nursing)


def test_eye_drops_that_a_triage_knows_have_their_danish_word_on_run_lists_too():
    day = build([visit("v1", tasks="eye_drops")], [carer("c1", "eye_drops")])
    assert "  øjendrypning  " in run_lists(day, plan(day, c1="v1@08:00"), language="da")


@pytest.mark.parametrize("write", [run_lists, run_lists_html])
def test_what_is_left_out_is_listed_most_urgent_first(write):
    day = build([visit("v1", priority=5), visit("v2", unplanned_price=5), visit("v3", "09:00-10:00"), visit("v4"),
                 visit("v5", time_critical=True)], activities=(activity("a9", "13:00"),))
    text = write(day, plan(day, " ".join(f"{id_}:no_capacity" for id_ in ("a9", "v1", "v2", "v3", "v4", "v5"))))
    assert re.findall(r"\b(?:v\d|a9)\b", text.partition("Unplanned: 6")[2]) == ["a9", "v5", "v4", "v3", "v1", "v2"]


def test_html_needs_nothing_from_elsewhere() -> None:
    html = run_lists_html(DAY, PLAN, language="da")
    assert html.startswith("<!DOCTYPE html>\n<html lang=\"da\">")
    assert "http" not in html
    assert "<script" not in html


def test_clock_times_follow_the_change_to_summer_time() -> None:
    day = DAY.replace(date=datetime.date(2025, 3, 30))
    assert "08:10–08:30  z1" in run_lists(day, PLAN)


@pytest.mark.parametrize(("stops", "leaves"), [
    ("v1@07:10 break@08:00+30 v2@08:35", ["07:00", "07:50", "09:05"]),
    ("v1@07:10 break@08:00+30 v2@08:40", ["07:00", "08:30", "09:10"]),
    ("break@08:00+30 v2@09:10", ["07:50", "09:40"]),
    ("v2@09:10 break@10:00+30", ["09:00", "10:30"]),
    ("", []),
])
def test_carers_travel_after_a_break_if_that_leaves_time_and_before_it_otherwise(stops: str, leaves: list[str]) -> None:
    route = plan(DAY, c1=stops).routes[0]
    assert [leg.depart for leg in legs_of(DAY, route)] == [minute(at) for at in leaves]


@pytest.mark.parametrize(("stops", "leaves"), [
    ("v2@09:10", ["07:00", "09:40"]), ("v1@07:30 v2@09:10", ["07:00", "09:00", "09:40"])])
def test_carers_leave_for_the_first_visit_when_the_shift_starts_where_that_is_the_rule(
    stops: str, leaves: list[str],
) -> None:
    day = make_day(settings={"wait_before_first": True})
    assert [leg.depart for leg in legs_of(day, plan(day, c1=stops).routes[0])] == [minute(at) for at in leaves]


def test_every_reason_and_every_price_has_words_in_both_languages() -> None:
    for language, (table, keys) in itertools.product(
            ("en", "da"), ((REASONS, Reason), (REMEDIES, Reason), (TERMS, Term), (WORDS, WORDS["en"]))):
        assert set(table[language]) == set(keys)


@pytest.mark.parametrize("write", [run_lists, run_lists_html])
def test_a_plan_of_another_day_is_refused_with_everything_that_is_unknown(write):
    other = build([visit("v8"), visit("v9")], [carer("c8")], activities=(activity("a8", carers=("c8",)),))
    with pytest.raises(InputError) as found:
        write(make_day(), plan(other, "v9:no_capacity", c8="v8@08:00 a8@12:00"))
    assert [(issue.code, issue.value) for issue in found.value.issues] == [
        ("E102", id_) for id_ in ("c8", "v8", "a8", "v9")]


def test_a_carer_whose_shift_is_gone_keeps_the_run_list_to_hand_over():
    made = build([visit("v1")], [carer("c1"), carer("c2")], settings={"wait_before_first": True})
    today = made.replace(shifts=(shift("c2"),))
    assert "v1" in run_lists(today, plan(made, c1="v1@08:00"))


@pytest.mark.parametrize(("language", "said"), [("en", "triage:T20:z1; assessment, red"),
                                                ("da", "triage:T20:z1; vurdering, rød")])
def test_a_visit_that_a_triage_added_says_what_it_is_for_and_another_reason_is_not_repeated(language, said):
    made = build([visit("triage:T20:z1", citizen="z1", reason="T20"), visit("v2", reason="whatever")])
    text = run_lists(made, plan(made, c1="triage:T20:z1@08:00 v2@09:00"), language=language)
    assert said in text
    assert "whatever" not in text


@pytest.mark.parametrize(("language", "told", "aimed"), [("en", "told 09:10", "aimed at 08:00"),
                                                         ("da", "meddelt 09:10", "ønsket 08:00")])
def test_a_time_that_was_told_or_aimed_at_is_not_called_agreed(language, told, aimed):
    agreed = visit("v1", "08:00-09:00-10:00").windows
    made = build([visit("v1", "08:00-09:10-10:00").replace(agreed=agreed), visit("v2", reason="T24")])
    text = run_lists(made, plan(made, c1="v2@08:20 v1@09:20"), language=language)
    assert f"v1; {told}; {WORDS[language]['agreed']} 09:00\n" in text
    assert f"; {aimed}\n" in text
    assert text.count(WORDS[language]["agreed"]) == 1


@pytest.mark.parametrize(("told", "said"), [("08:00-08:30-10:00", "; told 08:30\n"), ("08:00-09:30-10:00", "v1\n"),
                                            ("08:45-08:45-08:45", "v1\n")])
def test_whoever_comes_by_the_time_agreed_is_late_only_by_what_was_told(told, said):
    made = build([visit("v1", told).replace(agreed=visit("v1", "08:00-09:00-10:00").windows)])
    text = run_lists(made, plan(made, c1="v1@08:45"))
    assert said in text
    assert "agreed" not in text


def test_what_would_help_a_visit_by_two_is_twice_its_time():
    made = build([visit("v1", carers_needed=2, minutes=30)], [carer("c1"), carer("c2")])
    text = run_lists(made, plan(made, "v1:no_capacity"))
    assert "2 × 30 min" in text
    assert "Would help: 2 × 30 minutes and travel" in text


@pytest.mark.parametrize(("language", "begun", "pinned"), [("en", "begun", "pinned"), ("da", "påbegyndt", "låst")])
def test_what_has_begun_is_said_to_have_and_is_not_called_pinned(language, begun, pinned):
    pins = (Pin(visit="v1", carer="c1", start=480), Pin(visit="v2", carer="c1"))
    made = build([visit("v1"), visit("v2", "10:00-12:00")], pins=pins, now=540)
    first, second = (line for line in run_lists(
        made, plan(made, c1="v1@08:00 v2@10:00"), language=language).splitlines() if "; " in line)
    assert (first.endswith(f"v1; {begun}"), second.endswith(f"v2; {pinned}")) == (True, True)
