"""Travel minutes from coordinates, closed under shortest paths."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import day as make_day
from triagering.errors import InputError
from triagering.io import DEFAULT_MODES, ModeSpeed, closed, read_day, travel_from_coordinates, travel_tables, write_day
from triagering.io.travel import distances_km
from triagering.models import Travel
from triagering.models.base import HORIZON

MATRICES = st.integers(1, 6).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, 99), min_size=n, max_size=n), min_size=n, max_size=n))


@given(MATRICES)
def test_closed_matrices_have_no_quicker_detour_and_no_leg_longer_than_before(rows: list[list[int]]) -> None:
    before, after = np.array(rows), closed(rows)
    assert (after <= before).all()
    assert (closed(after) == after).all()
    off = ~np.eye(len(rows), dtype=bool)
    for via in range(len(rows)):
        assert (after <= after[:, via, None] + after[None, via, :])[off].all()


@given(MATRICES)
def test_closed_matrices_hold_real_paths(rows: list[list[int]]) -> None:
    graph = nx.DiGraph([(a, b, {"minutes": m}) for a, row in enumerate(rows) for b, m in enumerate(row) if a != b])
    graph.add_nodes_from(range(len(rows)))
    lengths = dict(nx.all_pairs_dijkstra_path_length(graph, weight="minutes"))
    for a, row in enumerate(closed(rows).tolist()):
        assert all(m == (lengths[a][b] if a != b else rows[a][a]) for b, m in enumerate(row))


def test_distances_on_the_globe_are_great_circles() -> None:
    aalborg, copenhagen = (9.9217, 57.0488), (12.5683, 55.6761)
    km = distances_km([aalborg, copenhagen, aalborg])
    assert km[0, 1] == pytest.approx(223.6, abs=0.5)
    assert km[0, 2] == 0
    assert (km == km.T).all()


@pytest.mark.parametrize(("km", "speed", "minutes"), [
    (10.0, ModeSpeed(60, 1, 0), 10), (10.001, ModeSpeed(60, 1, 0), 11), (10.0, ModeSpeed(60, 1.3, 2), 15),
    (0.0, ModeSpeed(60, 1, 5), 0), (0.001, ModeSpeed(60, 1, 5), 6),
])
def test_minutes_are_access_and_detour_rounded_up(km: float, speed: ModeSpeed, minutes: int) -> None:
    travel = travel_from_coordinates({"a": (0, 0), "b": (km, 0)}, {"car": speed}, "km")
    assert travel.minutes == {"car": ((0, minutes), (minutes, 0))}
    assert travel.coordinates == ((0, 0), (km, 0))


@given(st.lists(st.tuples(st.integers(-40, 40), st.integers(-40, 40)), min_size=1, max_size=7),
       st.sampled_from([0.0, 0.01, 0.5, 2.0]), st.sampled_from([1.0, 1.3]), st.sampled_from(["km", "degrees"]))
def test_minutes_from_coordinates_have_no_quicker_detour(points, access, detour, unit) -> None:
    places = {str(index): (x / 4, y / 4) for index, (x, y) in enumerate(points)}
    travel = travel_from_coordinates(places, {"car": ModeSpeed(30, detour, access)}, unit)
    assert (closed(travel.minutes["car"]) == np.array(travel.minutes["car"])).all()


def test_a_place_at_the_end_of_the_world_is_out_of_reach() -> None:
    travel = travel_from_coordinates({"a": (0, 0), "b": (1e200, 0)}, unit="km")
    assert travel.minutes["walk"] == ((0, HORIZON), (HORIZON, 0))


def test_metres_are_no_kilometres(tmp_path: Path) -> None:
    replace_travel(tmp_path / "day", SQUARE)
    (tmp_path / "day" / "places.csv").write_text("id;x_km;y_km\nbase;556000;6322000\nz1;55,6;632\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_day(tmp_path / "day")
    assert [(issue.code, issue.field) for issue in caught.value.issues] == [("E511", "x_km"), ("E511", "y_km")]


@pytest.mark.parametrize("far", [16_383, 16_384, 2**30, 2**31, 2**40])
def test_closing_holds_numbers_of_every_size(far: int) -> None:
    assert closed([[0, far, far], [far, 0, 1], [far, 1, 0]]).tolist() == [[0, far, far], [far, 0, 1], [far, 1, 0]]
    assert closed([[0, far, 3], [far, 0, 1], [3, 1, 0]]).tolist() == [[0, 4, 3], [4, 0, 1], [3, 1, 0]]


def test_the_usual_modes_are_there_in_order_of_speed() -> None:
    travel = travel_from_coordinates({"a": (9.92, 57.05), "b": (9.98, 57.05)})
    minutes = [travel.minutes[mode][0][1] for mode in DEFAULT_MODES]
    assert list(DEFAULT_MODES) == ["car", "bicycle", "walk"]
    assert minutes == sorted(minutes)
    assert len(set(minutes)) == 3


def replace_travel(folder: Path, travel: str, more: str = "") -> None:
    write_day(make_day(), folder)
    (folder / "travel.csv").write_text(travel, encoding="utf-8")
    with (folder / "day.csv").open("a", encoding="utf-8") as file:
        file.write(more)


LEGS = "mode;from;to;minutes\ncar;base;z1;9\ncar;z1;base;8\n"
SQUARE = "mode;from;z1;base\ncar;base;9;0\ncar;z1;;8\n"


@pytest.mark.parametrize("text", [LEGS, LEGS.replace("\n", ";\n"), SQUARE, SQUARE.replace("\n", ";;\n")],
                         ids=["legs", "legs and a separator", "square", "square and separators"])
def test_minutes_may_be_given_by_leg_or_as_a_square(tmp_path: Path, text: str) -> None:
    replace_travel(tmp_path / "day", text)
    assert read_day(tmp_path / "day").travel.minutes == {"car": ((0, 9), (8, 0))}


@pytest.mark.parametrize("text", [SQUARE + "walk;z1;1;2;3\n", SQUARE.replace("\n", ";\n") + "walk;z1;1;2;3\n"])
def test_a_value_in_no_column_of_a_square_is_told(tmp_path: Path, text: str) -> None:
    replace_travel(tmp_path / "day", text)
    with pytest.raises(InputError) as caught:
        read_day(tmp_path / "day")
    assert [(issue.code, issue.row) for issue in caught.value.issues] == [("E509", "z1 (line 4)")]


def test_a_leg_that_is_not_given_is_told_beside_other_errors(tmp_path: Path) -> None:
    replace_travel(tmp_path / "day", SQUARE.replace("car;z1;;8", "car;z1;;"), "prices.travl;1\n")
    with pytest.raises(InputError) as caught:
        read_day(tmp_path / "day")
    assert {(issue.code, issue.table) for issue in caught.value.issues} == {("E506", "day"), ("E404", "travel")}


def test_a_misspelt_mode_is_named_before_the_legs_that_it_leaves_open(tmp_path: Path) -> None:
    replace_travel(tmp_path / "day", "mode;from;to;minutes\nbicycle;base;z1;9\nBicycle;z1;base;8\nbicycle;z2;base;7\n"
                   "bicycle;base;z2;6\nbicycle;z1;z2;5\nbicycle;z2;z1;5\n")
    with (tmp_path / "day" / "places.csv").open("a", encoding="utf-8") as places:
        places.write("z2;;\n")
    with pytest.raises(InputError) as caught:
        read_day(tmp_path / "day")
    assert [issue.row for issue in caught.value.issues] == ["Bicycle"] * 5 + ["bicycle"]
    assert "did you mean 'bicycle'?" in caught.value.issues[0].hint
    assert "did you mean" not in caught.value.issues[-1].hint


def test_legs_that_are_not_named_are_counted_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(travel_tables, "_MOST_HOLES", 1)
    replace_travel(tmp_path / "day", "mode;from;to;minutes\ncar;z1;z1;0\nwalk;base;z1;5\n")
    with pytest.raises(InputError) as caught:
        read_day(tmp_path / "day")
    assert [(issue.row, issue.problem) for issue in caught.value.issues] == [
        ("car", "no minutes from base to z1 (and 1 more)"), ("walk", "no minutes from z1 to base")]


@pytest.mark.parametrize(("lon", "code"), [("999", "E511"), ("north", "E510")])
def test_coordinates_missing_after_a_broken_place_are_all_else_told(tmp_path: Path, lon: str, code: str) -> None:
    replace_travel(tmp_path / "day", SQUARE)
    (tmp_path / "day" / "places.csv").write_text(f"id;lon;lat\nbase;{lon};57\nz1;9,9;\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_day(tmp_path / "day")
    assert [(issue.code, issue.row, issue.field) for issue in caught.value.issues] == [
        (code, "base (line 2)", "lon"), ("E406", "z1 (line 3)", "lat")]


def test_a_formula_in_a_matrix_is_all_that_is_told(tmp_path: Path) -> None:
    replace_travel(tmp_path / "day", SQUARE.replace("car;z1;;8", "car;z1;;=B2"))
    with pytest.raises(InputError) as caught:
        read_day(tmp_path / "day")
    assert [(issue.code, issue.table) for issue in caught.value.issues] == [("E514", "travel")]


@pytest.mark.parametrize(("column", "wrong"), [("minutes", "minuts"), ("to", "too"), ("mode", "mod"), ("from", "form")])
def test_a_misspelt_column_of_a_leg_is_no_place(tmp_path: Path, column: str, wrong: str) -> None:
    replace_travel(tmp_path / "day", LEGS.replace(column, wrong, 1))
    with pytest.raises(InputError) as caught:
        read_day(tmp_path / "day")
    assert [(issue.code, issue.field, issue.hint) for issue in caught.value.issues] == [
        ("E505", column, f"add the column {column}"), ("E506", wrong, f"did you mean {column!r}?")]


def test_a_place_may_have_the_name_of_a_column(tmp_path: Path) -> None:
    replace_travel(tmp_path / "day", "mode;from;TO;minutes;base;z1\n" + "".join(
        f"car;{place};{9 - 9 * (place == 'TO')};7;3;3\n" for place in ("TO", "minutes", "base", "z1")),
        "close_travel;no\n")
    with (tmp_path / "day" / "places.csv").open("a", encoding="utf-8") as file:
        file.write("TO;;\nminutes;;\n")
    travel = read_day(tmp_path / "day").travel
    assert travel.minutes["car"][travel.places.index("base")][travel.places.index("TO")] == 9


def test_minutes_that_are_open_in_one_mode_stay_as_they_are_in_every_form(tmp_path: Path) -> None:
    shut, opened = ((0, 5, 5), (5, 0, 5), (5, 5, 0)), ((0, 20, 5), (20, 0, 5), (5, 5, 0))
    for minutes in ({"car": shut, "bus": opened}, {"car": opened, "bus": shut}):
        given = make_day(travel=Travel(places=("base", "z1", "mid"), minutes=minutes))
        for name in ("day", "day.json"):
            write_day(given, tmp_path / name)
            assert read_day(tmp_path / name) == given


def test_given_minutes_are_closed_unless_told_otherwise(tmp_path: Path) -> None:
    square = "mode;from;base;z1;mid\ncar;base;0;20;5\ncar;z1;20;0;5\ncar;mid;5;5;0\n"
    for more, minutes in (("", 10), ("close_travel;no\n", 20)):
        replace_travel(tmp_path / "day", square, more)
        with (tmp_path / "day" / "places.csv").open("a", encoding="utf-8") as file:
            file.write("mid;;\n")
        day = read_day(tmp_path / "day")
        assert day.travel.minutes["car"][0][1] == minutes
        write_day(day, tmp_path / "again")
        assert read_day(tmp_path / "again") == day
