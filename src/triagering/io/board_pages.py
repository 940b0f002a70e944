"""The triage board as a page to print or to show on a wall."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from triagering.io.board import WORDS, board_cells, board_of, boards_of, general_alerts
from triagering.io.layout import page
from triagering.models.base import Language
from triagering.models.triage import TriageColour
from triagering.models.triage_result import BoardRow, TriageResult

SHADES = {TriageColour.GREEN: "#cfe8cf", TriageColour.YELLOW: "#fff2a8", TriageColour.RED: "#f4b6b0"}
"""Background of a colour; its name stands on it, for who cannot tell them apart and for printers without."""


def triage_board_html(result: TriageResult, *, miniteam: str | None = None, language: Language = "en") -> str:
    """Give the same as ``triage_board`` as one HTML page that needs nothing else, a printed page per miniteam.

    It holds health data: show it to the team, and keep it no longer than the board.
    """
    sections = [_section(result, team, language) for team in boards_of(result, miniteam)]
    if general := general_alerts(result, language):
        sections.append(f"<h2>{escape(WORDS[language]['general'])}</h2>\n{_list(general)}")
    return page(language, WORDS[language]["board"], sections)


def _section(result: TriageResult, team: str | None, language: Language) -> str:
    words, board = WORDS[language], board_of(result, team, language)
    head = "".join(f"<th>{escape(words[name])}</th>" for name in ("citizen", "decision", "alert", "why", "do"))
    rows = "\n".join(_row(result, row, language) for row in board.rows)
    lists = "\n".join(f"<h3>{escape(title)}</h3>\n{_list(entries)}" for title, entries in board.lists)
    table = f"<table>\n<thead><tr><th></th>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody></table>\n" if rows else ""
    return f"<section><h2>{escape(board.title)}</h2>\n{table}<p>{escape(board.green)}</p>\n{lists}</section>"


def _row(result: TriageResult, row: BoardRow, language: Language) -> str:
    cells = board_cells(result, row, language)
    who = row.citizen + (f" [{cells.markers}]" if cells.markers else "")
    colour = f'<td style="background:{SHADES[row.colour]}"><b>{escape(cells.colour.upper())}</b></td>'
    parts = [escape(who), escape(cells.decided), *map(_list, (cells.alerts, cells.why, cells.follow_ups))]
    return "<tr>" + colour + "".join(f"<td>{part}</td>" for part in parts) + "</tr>"


def _list(entries: Iterable[str]) -> str:
    shown = "".join(f"<li>{escape(entry)}</li>" for entry in entries)
    return f"<ul>{shown}</ul>" if shown else ""
