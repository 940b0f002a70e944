"""Every cell of the two tables at both edges, written out here by hand from the sources."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from triagering.models.observations import Consciousness, Site, Vitals
from triagering.models.scores import Band, Parameter, ScoreTable
from triagering.triage.scores import score, score_table

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)


def vitals(**values):
    return Vitals(id="o1", citizen="c1", at=AT, by="k1", **values)


def cells(parameter, text):
    """Read "≤39:2 40-49:1 ≥130:3" into (parameter, value, points) for both edges of every cell."""
    for cell in text.split():
        span, points = cell.split(":")
        edges = [span[1:]] if span[0] in "≤≥" else span.split("-")
        for edge in edges:
            yield parameter, float(edge) if parameter == "temperature" else int(edge), int(points)


TOBS = [
    *cells("pulse", "≤39:2 40-49:1 50-89:0 90-109:1 110-129:2 ≥130:3"),
    *cells("respiration", "≤8:3 9-11:1 12-20:0 21-24:2 ≥25:3"),
    *cells("temperature", "≤33.9:3 34.0-35.9:2 36.0-37.9:0 38.0-38.9:1 39.0-39.9:2 ≥40.0:3"),
    *cells("systolic", "≤69:3 70-79:2 80-99:1 100-199:0 ≥200:2"),
]
NEWS2 = [
    *cells("respiration", "≤8:3 9-11:1 12-20:0 21-24:2 ≥25:3"),
    *cells("systolic", "≤90:3 91-100:2 101-110:1 111-219:0 ≥220:3"),
    *cells("pulse", "≤40:3 41-50:1 51-90:0 91-110:1 111-130:2 ≥131:3"),
    *cells("temperature", "≤35.0:3 35.1-36.0:1 36.1-38.0:0 38.1-39.0:1 ≥39.1:2"),
    *cells("spo2", "≤91:3 92-93:2 94-95:1 ≥96:0"),
]
SCALE_2_AIR = list(cells("spo2", "≤83:3 84-85:2 86-87:1 88-92:0 ≥93:0"))
SCALE_2_OXYGEN = list(cells("spo2", "≤83:3 84-85:2 86-87:1 88-92:0 93-94:1 95-96:2 ≥97:3"))


@pytest.mark.parametrize(("parameter", "value", "points"), TOBS)
def test_every_numeric_tobs_cell_scores_as_printed_at_both_edges(parameter, value, points):
    assert score(vitals(**{parameter: value})).points == {parameter: points}


@pytest.mark.parametrize(("state", "points"), list(zip(Consciousness, [0, 1, 1, 1, 2, 3], strict=True)))
def test_tobs_consciousness(state, points):
    assert score(vitals(consciousness=state)).points == {"consciousness": points}


def test_a_score_of_nothing_names_nothing():
    nothing = score(vitals(pulse=70))
    assert nothing.detail == str(nothing)
    assert score(vitals(pulse=130, respiration=16)).detail.endswith(": pulse 3")


@pytest.mark.parametrize(("parameter", "value", "points"), NEWS2)
def test_every_numeric_news2_cell_scores_as_printed_at_both_edges(parameter, value, points):
    assert score(vitals(**{parameter: value}), "news2").points == {parameter: points}


@pytest.mark.parametrize(("oxygen", "cell"), [
    *((False, cell) for cell in SCALE_2_AIR), *((True, cell) for cell in SCALE_2_OXYGEN),
])
def test_news2_saturation_scale_2_depends_on_oxygen(oxygen, cell):
    _, value, points = cell
    assert score(vitals(spo2=value, spo2_scale=2, oxygen=oxygen), "news2").points["spo2"] == points


@pytest.mark.parametrize(("state", "points"), list(zip(Consciousness, [0, 3, 3, 3, 3, 3], strict=True)))
def test_news2_consciousness(state, points):
    assert score(vitals(consciousness=state), "news2").points == {"consciousness": points}


@pytest.mark.parametrize(("oxygen", "points"), [(False, 0), (True, 2)])
def test_news2_oxygen(oxygen, points):
    assert score(vitals(oxygen=oxygen), "news2").points == {"oxygen": points}


@pytest.mark.parametrize(("name", "highest"), [("tobs", 15), ("news2", 20)])
def test_the_range_is_the_published_one(name, highest):
    table = score_table(name)
    assert sum(map(table.highest, table.names)) == highest
    assert score(vitals(), table).at_most == highest
    assert score(vitals(), table).total == 0


def test_every_whole_number_has_exactly_one_score_in_both_tables():
    for name in ("tobs", "news2"):
        for parameter, values in {"pulse": range(10, 301), "respiration": range(1, 81), "systolic": range(30, 301),
                                  "temperature": [t / 10 for t in range(250, 451)]}.items():
            for value in values:
                assert parameter in score(vitals(**{parameter: value}), name).points


def test_a_value_between_two_printed_decimals_is_rounded_half_up():
    assert score(vitals(temperature=37.94)).points["temperature"] == 0
    assert score(vitals(temperature=37.95)).points["temperature"] == 1


@pytest.mark.parametrize(("site", "read", "points"), [
    (Site.RECTAL, 38.0, 1), (Site.ORAL, 37.4, 0), (Site.ORAL, 37.5, 1), (Site.AXILLARY, 36.9, 0),
    (Site.AXILLARY, 37.0, 1), (Site.EAR, 37.9, 0),
])
def test_tobs_corrects_the_temperature_for_its_site(site, read, points):
    assert score(vitals(temperature=read, site=site)).points["temperature"] == points


@pytest.mark.parametrize(("site", "read", "again"), [
    (Site.ORAL, 35.4, True), (Site.ORAL, 35.5, False), (Site.AXILLARY, 39.0, False), (Site.AXILLARY, 39.1, True),
    (Site.RECTAL, 35.0, False), (Site.RECTAL, 41.0, False),
])
def test_extreme_temperatures_from_other_sites_are_to_be_taken_rectally(site, read, again):
    assert score(vitals(temperature=read, site=site)).rectal_needed is again


def test_news2_does_not_correct_the_temperature():
    assert score(vitals(temperature=37.5, site=Site.AXILLARY), "news2").points["temperature"] == 0


def test_a_partial_score_says_so_and_how_bad_it_may_be():
    found = score(vitals(pulse=95, respiration=22))
    assert (found.total, found.at_most, found.complete) == (3, 12, False)
    assert found.missing == ("temperature", "systolic", "consciousness")
    assert "partial (3-12; not measured: temperature" in str(found)


def test_a_complete_score_does_not_say_partial():
    found = score(vitals(pulse=92, respiration=19, temperature=38.7, systolic=147, consciousness=Consciousness.PAIN))
    assert (str(found), found.worst) == ("TOBS 4", 2)


def test_saturation_scale_2_without_knowing_about_oxygen_is_missing_not_guessed():
    assert "spo2" in score(vitals(spo2=95, spo2_scale=2), "news2").missing


def table(*parameters):
    return ScoreTable(name="local", title="Local", source="here", parameters=parameters)


def test_a_local_table_is_scored_like_the_shipped_ones():
    local = table(Parameter(name="spo2", bands=(Band(up_to=89, points=2), Band(points=0))))
    assert score(vitals(spo2=89), local).total == 2
    assert score(vitals(spo2=90), local).total == 0


@pytest.mark.parametrize("row", [
    {}, {"bands": (Band(points=0),), "choices": {"x": 1}}, {"bands": (Band(up_to=50, points=1),)},
    {"bands": (Band(points=1), Band(points=0))},
    {"bands": (Band(up_to=60, points=1), Band(up_to=60, points=0), Band(points=2))},
    {"bands": (Band(up_to=60, points=1), Band(up_to=50, points=0), Band(points=2))},
])
def test_a_row_with_holes_or_disorder_is_refused(row):
    with pytest.raises(ValidationError, match="E708"):
        Parameter(name="pulse", **row)


@pytest.mark.parametrize("row", [
    {"name": "puls", "bands": (Band(points=0),)}, {"name": "kind", "choices": {"vitals": 1}},
    {"name": "spo2", "bands": (Band(points=0),), "when": {"spo2scale": 2}},
    {"name": "consciousness", "bands": (Band(points=0),)}, {"name": "oxygen", "bands": (Band(points=0),)}])
def test_a_row_about_what_is_not_measured_is_refused(row):
    with pytest.raises(ValidationError, match="E708"):
        Parameter(**row)


def test_an_unknown_table_is_a_key_error():
    with pytest.raises(KeyError):
        score_table("apgar")
