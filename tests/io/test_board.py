"""The board, its files and the local rules."""

from __future__ import annotations

import json
import re
from datetime import UTC
from html import unescape
from pathlib import Path

import pytest

from tests.triage.seen import agreed, at, change, colour, event, mark, normal, stay, weight
from triagering.errors import InputError
from triagering.io.board import board_frame, effects_text, triage_board
from triagering.io.board_pages import triage_board_html
from triagering.io.triage_files import (
    read_meeting,
    read_score_table,
    read_triage_input,
    read_triage_settings,
    triage_schema,
    write_meeting,
    write_triage,
)
from triagering.models import Delegation, Miniteam, Municipality, Task, Visit
from triagering.models.codes import CODES
from triagering.models.observations import Change
from triagering.models.triage import Governance, TriageInput
from triagering.models.triage_rules import TriageRule, in_words
from triagering.models.triage_settings import TriageSettings
from triagering.triage import hold_meeting, triage
from triagering.triage.examples import tiny_day, window

COMPETENCES = CODES.keys() & {*TriageSettings().nursing, "practical_help", "personal_care", "lift", "rehabilitation",
                             "diet"}


def result():
    return triage(tiny_day(), [normal(pulse=130), event("fall", "c2", minute=380), stay("discharge", "c2", minute=390)],
                  [colour("yellow", "c2", minute=395, governance=Governance.WEEKLY_APPROVAL, responsible="ssa")])


def test_the_board_puts_what_needs_attention_first_in_both_languages():
    danish, english = triage_board(result(), language="da"), triage_board(result(), language="en")
    assert danish.index("RØD") < danish.index("GUL")
    assert english.index("RED") < english.index("YELLOW")
    assert "overvej akut indlæggelse" in danish
    assert "consider acute admission" in english
    assert "TOBS 3: pulse 3" in english
    assert "TOBS 3: puls 3" in danish
    assert "nyudskrevet, 72 timer" in danish


def test_the_board_can_be_one_team_s():
    assert "c1" in triage_board(result(), miniteam="m1")
    assert "c1" not in triage_board(result(), miniteam="m2")


def test_times_are_shown_in_the_zone_of_the_day_whatever_zone_they_were_told_in():
    fall = event("fall", minute=380)
    told_in_utc = fall.replace(at=fall.at.astimezone(UTC))
    assert triage_board(triage(tiny_day(), [told_in_utc])) == triage_board(triage(tiny_day(), [fall]))
    assert "06:20" in triage_board(triage(tiny_day(), [told_in_utc]))


def test_greens_are_only_counted():
    text = triage_board(triage(tiny_day()), language="en")
    assert "2 green citizens" in text
    assert "c1" not in text


@pytest.mark.parametrize(("seen", "danish", "english"), [
    ([], "2 grønne borgere", "2 green citizens"), (["c1"], "1 grøn borger", "1 green citizen"),
    (["c1", "c2"], "0 grønne borgere", "0 green citizens"),
])
def test_one_green_citizen_is_one(seen, danish, english):
    found = triage(tiny_day(), [event("fall", citizen) for citizen in seen])
    assert danish in triage_board(found, language="da").splitlines()
    assert english in triage_board(found, language="en").splitlines()


def test_measured_values_have_a_decimal_comma_in_danish_and_ids_stay_as_they_are():
    found = triage(tiny_day(), [weight(70.0, minute=-1440), weight(72.4)])
    assert "vægten er steget 2,4 kg inden for 3 dage" in triage_board(found, language="da")
    assert "weight up 2.4 kg within 3 days" in triage_board(found, language="en")
    told = {"parameter": "temperature", "value": "38.4", "usual": "36.9", "spread": "0.9", "change": "+1.5",
            "days": "7"}
    assert TriageRule.DEVIATION.say("da", **told) == "temperatur 38,4 mod sædvanligt 36,9 (forventet højst ± 0,9)"
    assert TriageRule.TREND.say("da", **told) == "temperatur har ændret sig +1,5 over 7 dage (ventet højst ± 0,9)"
    assert "besøg 12.5;" in TriageRule.COMPETENCE_ABSENT.say("da", visit="12.5", competence="observation")
    assert TriageRule.WEIGHT_LOSS.say("da", percent="6.5", days="90") == "vægten er faldet 6,5 % inden for 90 dage"


@pytest.mark.parametrize("id_", ["pain", "no_answer", "T20"])
def test_an_id_that_is_a_code_elsewhere_stays_as_it_is(id_):
    assert TriageRule.COMPETENCE_ABSENT.say("da", visit=id_, competence="pain").endswith(
        f"med smerter kan komme til besøg {id_}; kravet er ikke sat")
    assert f"udskrivning af {id_} tæller ikke" in TriageRule.NOT_AUTHORISED.say("da", by=id_)
    assert f"opfølgningsdato: {id_}, smerter" in TriageRule.DELEGATION_FOLLOW_UP.say("da", carer=id_, competence="pain")


def test_a_follow_up_on_the_board_tells_its_deadline_in_the_time_of_the_day_and_who_sees_to_it():
    decided = colour("yellow", minute=-1440, responsible="nurse", instructions=("i1", "i2"))
    told = decided.replace(set_at=decided.set_at.astimezone(UTC), review_at=decided.review_at.astimezone(UTC))
    text = triage_board(triage(tiny_day(), [], [told]), language="en")
    assert "(set to yellow by nurse 01-03 00:00, review 03-03 09:20)" in text
    assert "  responsible: nurse  instructions: i1, i2\n" in text
    late = triage_board(triage(tiny_day(), [change("breathing", Change.SERIOUS, minute=0)]), language="da")
    assert "  OVER TIDEN" in late
    phoned = triage_board(triage(tiny_day(), [normal(pulse=90, minute=415)]), language="en")
    assert ": no visit today" in phoned


def test_whoever_has_no_miniteam_is_on_a_board_of_its_own_at_the_end():
    first, *others = tiny_day().citizens
    citizens = (first.replace(miniteam="m1"), *(one.replace(miniteam=None) for one in others))
    day = tiny_day().replace(citizens=citizens, municipality=Municipality(miniteams=(Miniteam(id="m1"),)))
    heads = [line.split(", ")[1] for line in triage_board(triage(day), language="en").splitlines()
             if line.startswith("Triage board")]
    assert heads == ["miniteam m1", "without miniteam"]


def test_what_is_to_be_approved_is_on_the_board_of_the_citizen_s_team_only():
    first, second = tiny_day().citizens
    day = tiny_day().replace(citizens=(first, second.replace(miniteam="m2")),
                             municipality=Municipality(miniteams=(Miniteam(id="m1"), Miniteam(id="m2"))))
    found = triage(day, tasks=[agreed("c2", id="a1", governance=Governance.WEEKLY_APPROVAL)])
    told = "\nFor the weekly approval meeting\n  triage:T25:a1 (c2): 20 min\n"
    assert told in triage_board(found, miniteam="m2", language="en")
    assert "approval" not in triage_board(found, miniteam="m1", language="en")


def test_what_is_to_be_approved_is_told_with_how_long_it_has_waited_in_the_time_of_the_day():
    task = agreed("c2", id="a1", governance=Governance.WEEKLY_APPROVAL, agreed_at=at(60).astimezone(UTC))
    found = triage(tiny_day(), tasks=[task])
    assert "  triage:T25:a1 (c2): 20 min, since 02-03 01:00\n" in triage_board(found, language="en")
    assert "  triage:T25:a1 (c2): 20 min, siden 02-03 01:00\n" in triage_board(found, language="da")


def test_effects_are_told_citizen_by_citizen():
    care = tiny_day().visit_by_id["care"]
    day = tiny_day(care.replace(id="a", citizen="c2"), care.replace(id="b"))
    text = effects_text(triage(day, [event("fall", "c1"), event("fall", "c2")]), language="en")
    told = [line.split()[:2] for line in text.splitlines()[1:]]
    assert told == sorted(told)
    assert (["c1", "b"] in told, ["c2", "a"] in told) == (True, True)


def test_a_rule_in_words_is_that_of_a_follow_up_or_its_code():
    assert "nurse contact is overdue" in TriageRule.FOLLOW_UP_OVERDUE.say("en", what="T22", due="02-03 08:00")
    assert (TriageRule.EVENT.label("en"), TriageRule.EVENT.label("da")) == ("T11", "T11")
    assert in_words("NEWS2 5, partial (5-8; not measured: spo2)", "da") == (
        "NEWS2 5, ufuldstændig (5-8; ikke målt: iltmætning)")


def test_a_green_citizen_with_a_mark_is_shown():
    assert "[terminal]" in triage_board(triage(tiny_day(), [mark("terminal")]))


def test_the_competence_of_a_follow_up_is_a_danish_word_on_a_danish_board():
    found = triage(tiny_day(), [stay("discharge", "c1")])
    assert any(row.follow_ups for row in found.board)
    english, danish = triage_board(found), triage_board(found, language="da")
    assert ", nursing, " in english
    assert ", sygepleje, " in danish


def test_alerts_call_a_competence_what_lists_call_it():
    assert {code: in_words(code, "da") for code in COMPETENCES} == {code: CODES[code] for code in COMPETENCES}


def test_a_reason_of_the_minute_of_the_decision_was_known_then():
    text = triage_board(triage(tiny_day(), [event("fall", minute=400)], [colour("yellow", minute=400)]))
    assert "known when the colour was set" in text
    assert "suggested" not in text


def test_codes_are_words_in_both_languages_and_one_event_is_one():
    refused = [event("refused_food", minute=380), event("refused_food", minute=400)]
    changed = change("personal_care", Change.SERIOUS)
    found = triage(tiny_day(), [*refused, event("relative_concern", "c2"), changed])
    english, danish = triage_board(found, language="en"), triage_board(found, language="da")
    assert "T11 refused food, 2 times (" in english
    assert "T11 afvist mad, 2 gange (" in danish
    assert "T11 a relative's concern, once (" in english
    assert "T11 pårørendes bekymring, 1 gang (" in danish
    assert "change from the habitual state: personal care (serious)" in english
    assert "ændring fra habituel tilstand: personlig pleje (alvorlig)" in danish


def delegated(citizen):
    """The tiny day with a delegation that has no follow-up date."""
    ssh = tiny_day().carer_by_id["ssh"].replace(delegations=(Delegation(area="medicine", citizen=citizen),))
    return tiny_day().replace(carers=(*(one for one in tiny_day().carers if one.id != "ssh"), ssh))


def test_a_green_citizen_with_a_delegation_to_look_at_is_shown():
    lines = triage_board(triage(delegated("c2")), language="en").splitlines()
    assert lines[2].startswith("GREEN   c2")
    assert lines[3] == "  ! T48 delegation without a valid follow-up date: ssh, medicine"
    assert lines[4:] == ["1 green citizen"]


def test_what_is_to_be_looked_at_for_no_single_citizen_comes_last():
    found = triage(delegated(None))
    assert triage_board(found).endswith(
        "\n\nLook at, for no single citizen\n  ! T48 delegation without a valid follow-up date: ssh, medicine\n")
    assert triage_board(found, language="da").endswith(
        "\n\nSe på, ikke for en enkelt borger\n  ! T48 delegation uden gyldig opfølgningsdato: ssh, medicin\n")
    assert "Look at" not in triage_board(triage(tiny_day()))


def test_cancelled_visits_are_on_the_board():
    text = triage_board(triage(tiny_day(), [stay("admission", "c1")]), language="da")
    assert "Aflyste besøg" in text
    assert "pills (c1): T34 ingen besøg under indlæggelse" in text


def test_the_board_of_a_team_shows_its_own_cancelled_visits_only():
    made = tiny_day()
    made = made.replace(
        municipality=Municipality(miniteams=(Miniteam(id="m1"), Miniteam(id="m2"))),
        citizens=tuple(one.replace(miniteam="m2") if one.id == "c2" else one for one in made.citizens))
    told = triage(made, [stay("admission")])
    assert "Cancelled visits" in triage_board(told, miniteam="m1")
    assert "Cancelled visits" not in triage_board(told, miniteam="m2")


def test_the_frame_has_a_row_per_citizen_in_board_order():
    frame = board_frame(result())
    assert list(frame["citizen"]) == ["c1", "c2"]
    assert list(frame["colour"]) == ["red", "yellow"]
    assert frame.loc[1, "responsible"] == "ssa"
    assert not frame.loc[0, "delegation_open"]


def test_every_effect_is_told_with_its_rule_and_cause():
    found = result()
    text = effects_text(found, language="en")
    assert len(text.splitlines()) == 1 + len(found.effects)
    assert all(effect.because[0] in text for effect in found.effects)


def test_a_blocked_delegation_is_told_with_what_and_why_in_words():
    day = tiny_day(Visit(id="pills", citizen="c1", minutes=10, windows=(window(480, 490),),
                         tasks=(Task(competence="medicine", minutes=10, delegable=True),)))
    blocked = triage(day, [mark("unstable")], [colour("red")])
    danish, english = (effects_text(blocked, language=language) for language in ("da", "en"))
    assert "delegation spærret: medicin (borgeren er rød, ustabil): T30 delegerede sygeplejeopgaver er" in danish
    assert "delegation closed: medicine (the citizen is red, unstable): T30 delegated nursing tasks are" in english
    assert "  - T30 sygeplejeopgaver må ikke udføres på delegation\n" in triage_board(blocked, language="da")
    assert "  - T30 nursing tasks may not be done by delegation\n" in triage_board(blocked)


def test_what_a_red_citizen_s_visits_ask_for_is_told_in_words():
    asks = triage(tiny_day(), [], [colour("red")], settings=TriageSettings(red_competence="nursing"))
    assert "kompetencekrav tilføjet (sygepleje): T31" in effects_text(asks, language="da")
    assert "competence added (nursing): T31" in effects_text(asks)


def test_input_files_give_back_what_was_said(tmp_path):
    told = TriageInput(observations=(normal(), change("eating", Change.SMALL), stay("discharge", effective=800)),
                       decisions=(colour("red"),), tasks=(agreed(),), at=at(420))
    (tmp_path / "triage.json").write_text(told.model_dump_json())
    assert read_triage_input(tmp_path / "triage.json") == told


def test_a_stay_that_names_no_place_is_in_hospital_and_one_that_does_is_read_back(tmp_path):
    told = {"kind": "stay", "id": "o1", "citizen": "c1", "at": "2026-03-02T06:40:00+01:00", "by": "ssa",
            "move": "admission"}
    for place, read in (({}, "hospital"), ({"place": "respite"}, "respite"), ({"place": "holiday"}, "holiday")):
        (tmp_path / "triage.json").write_text(json.dumps({"observations": [told | place]}))
        [one] = read_triage_input(tmp_path / "triage.json").observations
        assert one.place == read
    (tmp_path / "triage.json").write_text(json.dumps({"observations": [told | {"place": "moon"}]}))
    with pytest.raises(InputError) as caught:
        read_triage_input(tmp_path / "triage.json")
    assert [(issue.code, issue.field) for issue in caught.value.issues] == [("E512", "observations.0.stay.place")]
    assert triage_schema()["$defs"]["StayKind"]["enum"] == ["hospital", "respite", "holiday"]


@pytest.mark.parametrize("entry", [
    {"id": "o1", "kind": "telepathy"}, {"id": "o1", "kind": "event", "citizen": "c1", "by": "x", "event": "fall"},
    {"id": "o1", "kind": "event", "citizen": "c1", "by": "x", "event": "fall", "at": "2026-03-02T07:00:00"},
    {"id": "010150-1234", "kind": "event", "citizen": "c1", "by": "x", "event": "fall", "at": "2026-03-02T07:00:00Z"},
])
def test_bad_entries_are_coded_errors_and_repeat_no_cpr_number(tmp_path, entry):
    (tmp_path / "triage.json").write_text(json.dumps({"observations": [entry]}))
    with pytest.raises(InputError) as caught:
        read_triage_input(tmp_path / "triage.json")
    assert caught.value.issues
    assert "010150" not in str(caught.value)


def test_local_rules_only_name_what_differs(tmp_path):
    file = tmp_path / "triage.toml"
    file.write_text('scores = ["news2"]\n[events.fall]\nfloor = "red"\n[priorities]\nyellow = 3\n')
    settings = read_triage_settings(file)
    assert (settings.scores, settings.events["fall"].floor, settings.events["fall"].hours) == (("news2",), "red", 72)
    assert (settings.priorities["yellow"], settings.priorities["red"]) == (3, 1)
    assert settings.follow_ups == TriageSettings().follow_ups


@pytest.mark.parametrize("text", [
    "grace = ", "greace = 5", 'red_visits = "some"', "grace = -1", "follow_ups = 3", "[grace]\nminutes = 5",
])
def test_wrong_settings_are_coded_errors(tmp_path, text):
    (tmp_path / "triage.toml").write_text(text)
    with pytest.raises(InputError):
        read_triage_settings(tmp_path / "triage.toml")


@pytest.mark.parametrize(("text", "hint"), [
    ("[follow_ups.T21]\nminuts = 20", "did you mean 'minutes'?"),
    ("minutes = 20", "remove it or correct its name"),
    ('grace = "soon"', "see docs/triage.md for what goes here"),
])
def test_hints_about_settings_name_the_attribute_meant_or_the_page(tmp_path, text, hint):
    (tmp_path / "triage.toml").write_text(text)
    with pytest.raises(InputError) as caught:
        read_triage_settings(tmp_path / "triage.toml")
    assert [issue.hint for issue in caught.value.issues] == [hint]


def test_a_score_table_is_read_from_a_file(tmp_path):
    import triagering.triage

    shipped = Path(triagering.triage.__file__).parent / "tables" / "tobs.toml"
    file = tmp_path / "local.toml"
    file.write_text(shipped.read_text(encoding="utf-8").replace('name = "tobs"', 'name = "local"'), encoding="utf-8")
    table = read_score_table(file)
    actions = {"local": TriageSettings().score_actions["tobs"]}
    settings = TriageSettings(scores=("local",), tables=(table,), score_actions=actions)
    assert triage(tiny_day(), [normal(pulse=130)], settings=settings).board[0].colour == "red"


def test_everything_wrong_with_a_score_table_is_said_at_once_with_value_and_hint(tmp_path):
    file = tmp_path / "local.toml"
    rows = ['{ name = "pulse", bands = [{ up_to = 60, points = 1 }, { up_to = 60, points = 0 }, { points = 2 }] }',
            '{ name = "spo2" }', '{ name = "oxygen", choices = { true = 99 } }']
    table = f'name = "local"\ntitle = "Local"\nparameters = [{", ".join(rows)}]\n'
    file.write_text(table)
    with pytest.raises(InputError) as caught:
        read_score_table(file)
    found = {(issue.code, issue.field, issue.value) for issue in caught.value.issues}
    assert found == {("E708", "parameters.0", "60, 60, none"), ("E708", "parameters.1", "0 bands, 0 choices"),
                     ("E511", "parameters.2.choices.true", "99"), ("E508", "source", "")}
    bands = next(issue for issue in caught.value.issues if issue.field == "parameters.0")
    assert bands.problem == "bands of pulse have gaps or are not in ascending order"
    assert all(issue.hint for issue in caught.value.issues if issue.code == "E708")
    file.write_text(f'grace = -1\n[[tables]]\nsource = "here"\n{table}')
    with pytest.raises(InputError) as caught:
        read_triage_settings(file)
    assert [(issue.code, issue.field) for issue in caught.value.issues if issue.code == "E708"] == [
        ("E708", "tables.0.parameters.0"), ("E708", "tables.0.parameters.1")]
    assert "grace" in {issue.field for issue in caught.value.issues}


def test_a_meeting_and_a_result_can_be_written(tmp_path):
    found = result()
    meeting = hold_meeting(found, [colour("red", "c1", minute=430)], id="m1", at=at(430), participants=["nurse"])
    write_meeting(meeting, tmp_path / "meeting.json")
    assert read_meeting(tmp_path / "meeting.json") == meeting
    write_triage(found, tmp_path / "board.json")
    written = json.loads((tmp_path / "board.json").read_text(encoding="utf-8"))
    assert "day" not in written
    assert len(written["effects"]) == len(found.effects)


def test_local_rules_that_are_nested_too_deep_are_no_toml(tmp_path):
    (tmp_path / "triage.toml").write_text(".".join(["a"] * 20_000) + " = 1")
    with pytest.raises(InputError) as caught:
        read_triage_settings(tmp_path / "triage.toml")
    assert [issue.code for issue in caught.value.issues] == ["E515"]


@pytest.mark.parametrize(("id_", "row"), [("o17", "o17"), ("Karen fell", ""), ("0101501234", ""), (17, "")])
def test_a_problem_of_an_observation_names_it_by_its_id_if_that_says_nothing_of_anybody(tmp_path, id_, row):
    told = {"kind": "vitals", "id": id_, "citizen": "c1", "at": "2026-03-02T06:40:00+01:00", "by": "ssa", "puls": 72}
    (tmp_path / "triage.json").write_text(json.dumps({"observations": [told]}))
    with pytest.raises(InputError) as caught:
        read_triage_input(tmp_path / "triage.json")
    [issue] = [issue for issue in caught.value.issues if issue.code == "E506"]
    assert (issue.table, issue.row, issue.field) == ("triage", row, "observations.0.vitals")
    assert issue.hint == "did you mean 'pulse'?"


@pytest.mark.parametrize(("given", "hint"), [
    ({"observations": [{"kind": "weight", "id": "o1", "kilos Karen": 70}]},
     "it has only id, citizen, at, by, source, kind, kilograms"),
    ({"decisions": [{"id": "d1", "set_of": "c1"}]}, "did you mean 'set_by'?"), ({"taks": []}, "did you mean 'tasks'?")])
def test_an_attribute_that_is_not_known_is_told_what_there_is_of_that_kind(tmp_path, given, hint):
    (tmp_path / "triage.json").write_text(json.dumps(given))
    with pytest.raises(InputError) as caught:
        read_triage_input(tmp_path / "triage.json")
    assert "Karen" not in str(caught.value)
    assert [issue.hint for issue in caught.value.issues if issue.code == "E506"] == [hint]


def test_the_board_says_that_a_colour_is_below_what_was_suggested_and_effects_that_there_are_none():
    for decided, said in (("yellow", True), ("red", False)):
        told = triage(tiny_day(), [normal(pulse=135, minute=380)], [colour(decided, minute=395, responsible="ssa")])
        assert ("below what was suggested (red)" in triage_board(told)) is said
        assert ("under det foreslåede (rød)" in triage_board(told, language="da")) is said
    assert effects_text(triage(tiny_day(), [], [])) == "Changes of the day: nothing was changed\n"


@pytest.mark.parametrize("language", ["en", "da"])
def test_the_page_of_the_board_says_what_the_printed_board_says_and_data_is_no_markup(language):
    day = tiny_day()
    strange = day.replace(citizens=(day.citizens[0].replace(id="<b>"), day.citizens[1]),
                          visits=tuple(one.replace(citizen=one.citizen.replace("c1", "<b>")) for one in day.visits))
    triaged = triage(strange, [normal("<b>", pulse=130), event("fall", "c2", minute=380)], [colour("yellow", "c2")])
    page = triage_board_html(triaged, language=language)
    assert "<b>RE" in page or "<b>RØ" in page
    assert "&lt;b&gt;" in page
    text = unescape(re.sub(r"<[^>]+>", " ", page.replace("&lt;b&gt;", "§")))
    for line in triage_board(triaged, language=language).replace("<b>", "§").splitlines():
        if line.startswith("  "):
            assert line[4:] in text
    lists = triage_board(result(), language=language).split("\n\n")[1].splitlines()
    assert len(lists) > 1
    for line in lists:
        assert line.strip() in unescape(re.sub(r"<[^>]+>", " ", triage_board_html(result(), language=language)))
