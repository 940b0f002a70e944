"""places, modes and travel: three tables, one ``Travel``."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from pydantic import ValidationError

from triagering.io.build import read_value, unread_tables, validate
from triagering.io.cells import ID, Cell, Formula, whole
from triagering.io.issues import Entry, Report
from triagering.io.rows import LegRow, ModeRow, PlaceRow
from triagering.io.sheets import Formulas, empty, header, read_sheet, report_formulas
from triagering.io.tables import BY_NAME, Sheet
from triagering.io.times import BadCell, Clock
from triagering.io.travel import DEFAULT_MODES, ModeSpeed, as_rows, closed, travel_from_coordinates
from triagering.models import Travel
from triagering.models.base import HORIZON, Id

Matrices = dict[str, np.ndarray[Any, np.dtype[np.int64]]]
_UNKNOWN = -1
_MOST_HOLES = 20


def travel_to_sheets(travel: Travel) -> dict[str, Sheet]:
    """Write places and square matrices."""
    points = travel.coordinates or [(None, None)] * len(travel.places)
    places = Sheet(["id", "x", "y"], [("", [id_, x, y]) for id_, (x, y) in zip(travel.places, points, strict=True)])
    square = Sheet(["mode", "from", *travel.places])
    for mode, matrix in travel.minutes.items():
        square.rows += [("", [mode, id_, *row]) for id_, row in zip(travel.places, matrix, strict=True)]
    return {"places": places, "travel": square}


def is_closed(travel: Travel) -> bool:
    """Say whether no detour over a third place is quicker, in any mode."""
    return all((closed(m) == np.array(m, dtype=np.int64)).all() for m in travel.minutes.values() if m)


def travel_from_sheets(sheets: dict[str, Sheet], close: bool, clock: Clock, report: Report) -> Travel | None:
    """Read places and travel; None when something is wrong, which is reported.

    A ``travel`` or ``modes`` with a header only is as if it were not there.
    """
    sheets = {name: sheet for name, sheet in sheets.items() if sheet.rows or name not in ("travel", "modes")}
    entries = read_sheet(BY_NAME["places"], sheets["places"], clock, report)
    index: dict[str, int] = {}
    rows = []
    for entry in entries:
        place = validate(PlaceRow, entry, report)
        if place is not None:
            rows.append((entry, place))
        if place is not None and place.id in index:
            report.add_at(entry, "E101", "id", place.id, "occurs twice", "list each place once")
        else:
            index.setdefault(entry.key, len(index))
    coordinates, unit = _coordinates(rows, report)
    given: Matrices = {}
    if "travel" in sheets and index:
        given = _matrices(sheets["travel"], index, clock, report)
    speeds = _speeds(sheets, clock, report)
    if "travel" not in sheets and "modes" not in sheets and unit:
        speeds = dict(DEFAULT_MODES)
    for mode in sorted(given.keys() & speeds.keys()):
        report.add("E405", "modes", mode, "mode", mode, "is in travel.csv too", "give speeds or minutes, not both")
    unread = any(entry.reported & {"lon", "lat", "x_km", "y_km"} for entry in entries)
    if speeds and (unit is None or coordinates is None) and not unread:
        report.add("E406", "places", "", "lon", "", "coordinates are needed to compute travel",
                   "give every place lon and lat in degrees, or x_km and y_km")
    if _wrong(report):
        return None
    minutes = {mode: as_rows(closed(matrix) if close else matrix) for mode, matrix in given.items()}
    if speeds and coordinates is not None and unit is not None:
        located = dict(zip(index, coordinates, strict=True))
        minutes |= travel_from_coordinates(located, speeds, unit).minutes
    return Travel(places=tuple(index), minutes=minutes, coordinates=coordinates)


def _wrong(report: Report) -> bool:
    """Say whether something of the three tables is wrong; what is missing may then be its consequence."""
    return any(issue.table in ("places", "modes", "travel") for issue in report.issues)


def _coordinates(
    rows: list[tuple[Entry, PlaceRow]], report: Report
) -> tuple[tuple[tuple[float, float], ...] | None, Literal["degrees", "km"] | None]:
    units: tuple[tuple[str, str, Literal["degrees", "km"] | None], ...] = (
        ("lon", "lat", "degrees"), ("x_km", "y_km", "km"), ("x", "y", None))
    for one, two, unit in units:
        points = [(getattr(place, one), getattr(place, two)) for _, place in rows]
        if not any(x is not None or y is not None for x, y in points):
            continue
        for (entry, _), (x, y) in zip(rows, points, strict=True):
            if (x is None or y is None) and not entry.reported:
                report.add_at(entry, "E406", one if x is None else two, "", "has no coordinates",
                              "give coordinates for every place or for none")
            elif unit == "degrees" and x is not None and y is not None and _exchanged(x, y):
                report.add_at(entry, "E408", "lon", x, "lies in the Arabian Sea", "exchange lon and lat")
        return tuple(points), unit
    return None, None


def _exchanged(lon: float, lat: float) -> bool:
    """Say whether these would lie in Denmark the other way round; nobody is visited where they lie."""
    return 54 <= lon <= 58 and 8 <= lat <= 16


def _speeds(sheets: dict[str, Sheet], clock: Clock, report: Report) -> dict[str, ModeSpeed]:
    entries = read_sheet(BY_NAME["modes"], sheets["modes"], clock, report) if "modes" in sheets else []
    speeds: dict[str, ModeSpeed] = {}
    for entry in entries:
        row = validate(ModeRow, entry, report)
        if row is not None and row.mode in speeds:
            report.add_at(entry, "E101", "mode", row.mode, "occurs twice", "give each mode once")
        elif row is not None:
            speeds[row.mode] = ModeSpeed(row.speed_kmh, row.detour, row.access_minutes)
    return speeds


def _matrices(sheet: Sheet, index: dict[str, int], clock: Clock, report: Report) -> Matrices:
    filled: Matrices = {}
    if _lists_legs(sheet, index):
        _read_legs(sheet, index, filled, clock, report)
    else:
        _read_squares(sheet, index, filled, clock, report)
    for matrix in filled.values():
        np.fill_diagonal(matrix, np.maximum(matrix.diagonal(), 0))
    if not _wrong(report):
        _report_holes(filled, list(index), report)
    return filled


def _report_holes(filled: Matrices, names: list[str], report: Report) -> None:
    """Report legs without minutes, first of modes with most of them: such a mode may be another one, misspelt."""
    holes = {mode: np.argwhere(matrix == _UNKNOWN) for mode, matrix in filled.items()}
    for mode in sorted(holes, key=lambda mode: -len(holes[mode])):
        meant = report.nearest(mode, [other for other in holes if len(holes[other]) < len(holes[mode])])
        shown, rest = holes[mode][:_MOST_HOLES], len(holes[mode]) - _MOST_HOLES
        for number, (a, b) in enumerate(shown, 1):
            more = f" (and {rest} more)" if rest > 0 and number == _MOST_HOLES else ""
            report.add("E404", "travel", mode, "minutes", "", f"no minutes from {names[a]} to {names[b]}{more}",
                       "; ".join(filter(None, ("give every pair of places, both ways", meant))))


def _lists_legs(sheet: Sheet, index: dict[str, int]) -> bool:
    """Say whether there is one row per leg, some column perhaps misspelt, and not one column per place."""
    columns = {name: str(column).strip() for name, column in zip(header(sheet), sheet.columns, strict=True) if name}
    return columns.keys() == BY_NAME["travel"].columns.keys() or any(
        name in columns and columns[name] not in index for name in ("to", "minutes"))


def _read_legs(sheet: Sheet, index: dict[str, int], filled: Matrices, clock: Clock, report: Report) -> None:
    for entry in read_sheet(BY_NAME["travel"], sheet, clock, report):
        leg = validate(LegRow, entry, report)
        if leg is None:
            continue
        ends = [_place(name, column, index, entry, report)
                for column, name in (("from", leg.from_), ("to", leg.to))]
        if None not in ends:
            _fill(filled, leg.mode, (ends[0], ends[1]), leg.minutes, index, entry, report)


def _read_squares(sheet: Sheet, index: dict[str, int], filled: Matrices, clock: Clock, report: Report) -> None:
    """Columns mode, from, and one per place."""
    if header(sheet)[:2] != ["mode", "from"]:
        report.add("E505", "travel", "", "mode", "", "the first two columns must be mode and from",
                   "then one column per place; or mode, from, to, minutes")
        return
    targets: list[int | None] = []
    for column in sheet.columns[2:]:
        name = str(column).strip()
        entry = Entry("travel", "", "header", {}, {})
        target = _place(name, name, index, entry, report) if name else None
        if target is not None and target in targets:
            report.add("E507", "travel", "", name, "", "occurs twice", "keep one column of that name")
            target = None
        targets.append(target)
    formulas: Formulas = {}
    known = np.array([target for target in targets if target is not None], dtype=np.int64)
    nameless = [n for n, name in enumerate(sheet.columns) if empty(name)]
    for line, cells in sheet.rows:
        heads = [(name, cell) for name, cell in zip(("mode", "from"), cells, strict=False) if isinstance(cell, Formula)]
        for name, formula in heads:
            formulas.setdefault(name, []).append((Entry("travel", "", line, {}), formula))
        if heads:
            continue
        mode, start = (ID.parse(cell, clock) if not empty(cell) else "" for cell in [*cells, "", ""][:2])
        entry = Entry("travel", start, line, {})
        if not all(map(empty, [*(cells[n] for n in nameless if n < len(cells)), *cells[len(sheet.columns):]])):
            report.add_at(entry, "E509", "", "", "has a value in no place's column",
                          "give each column the id of a place")
        try:
            read_value(Id, mode)
        except ValidationError:
            report.add_at(entry, "E513", "mode", mode, "is not an id", "name the travel mode, as car")
            continue
        a = _place(start, "from", index, entry, report)
        if a is not None and len(known) == len(targets) and (row := _plain_row(cells[2:], len(known))) is not None:
            matrix = _matrix(filled, mode, index)
            if (matrix[a, known] == _UNKNOWN).all():
                matrix[a, known] = row
                continue
        for name, b, cell in zip(sheet.columns[2:], targets, cells[2:], strict=False):
            if a is None or b is None or empty(cell):
                continue
            if isinstance(cell, Formula):
                formulas.setdefault(str(name), []).append((entry, cell))
                continue
            try:
                minutes = whole(cell)
            except BadCell as bad:
                report.add_at(entry, bad.code, str(name), cell, bad.problem, bad.hint)
                continue
            if not 0 <= minutes <= HORIZON:
                report.add_at(entry, "E511", str(name), cell, f"should be 0 to {HORIZON}", "travel takes whole minutes")
                continue
            _fill(filled, mode, (a, b), minutes, index, entry, report)
    report_formulas(formulas, report)


def _plain_row(cells: list[Cell], width: int) -> list[int] | None:
    """Give a full row of plain digits at once, which is what large matrices are made of."""
    texts = [str(cell) for cell in cells]
    plain = len(texts) == width and all(len(text) < 6 and text.isdecimal() and text.isascii() for text in texts)
    return [int(text) for text in texts] if plain else None


def _matrix(filled: Matrices, mode: str, index: dict[str, int]) -> np.ndarray[Any, np.dtype[np.int64]]:
    if mode not in filled:
        filled[mode] = np.full((len(index), len(index)), _UNKNOWN, dtype=np.int64)
    return filled[mode]


def _place(name: str, column: str, index: dict[str, int], entry: Entry, report: Report) -> int | None:
    if name not in index and "" not in index and "places" not in unread_tables(report):  # "": a place without its id
        hint = report.nearest(name, index) or "add the place or correct the id"
        report.add_at(entry, "E102", column, name, "refers to an unknown place", hint)
    return index.get(name)


def _fill(
    filled: Matrices, mode: str, leg: tuple[Any, Any], minutes: int, index: dict[str, int], entry: Entry, report: Report
) -> None:
    matrix = _matrix(filled, mode, index)
    if matrix[leg] != _UNKNOWN:
        report.add_at(entry, "E407", "minutes", minutes, "this leg was given before", "give each leg once per mode")
    matrix[leg] = minutes
