"""How run lists are laid out: columns of text, or tables of HTML; data never becomes markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from triagering.models.html import html_table


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a run list: sort key, time, and what people read."""

    at: tuple[int, int]
    time: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunList:
    """One carer's list, ready to be laid out."""

    heading: str
    lines: tuple[Line, ...]
    footing: str


def columns(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Align columns with spaces; empty ones take none."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True) if width).rstrip()
            for row in rows]


def as_text(run_list: RunList) -> str:
    """Lay out one carer's list as text."""
    return "\n".join([run_list.heading, *columns([(line.time, *line.cells) for line in run_list.lines]),
                      f"  {run_list.footing}"])


def as_html(run_list: RunList, head: Sequence[str], anchor: str = "") -> str:
    """Lay out one carer's list as a section of a page, which an anchor leads to."""
    rows = html_table(((line.time, *line.cells) for line in run_list.lines), head=head if run_list.lines else ())
    return section(f"<h2>{escape(run_list.heading)}</h2>\n{rows}\n<p>{escape(run_list.footing)}</p>", anchor)


def section(content: str, anchor: str = "") -> str:
    """Give a section of a page, which an anchor leads to."""
    return (f'<section id="{escape(anchor)}">' if anchor else "<section>") + f"{content}</section>"


def noted(text: str) -> list[str]:
    """Give the section of a text that is printed as it is; none without one."""
    return [section(f"<pre>{escape(text)}</pre>")] if text else []


def page(language: str, title: str, sections: Sequence[str]) -> str:
    """Give a page of HTML that needs nothing else; every section is printed on a sheet of its own, no ``nav`` is."""
    return _PAGE.format(language=language, title=escape(title), body="\n".join(sections))


_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head><meta charset="utf-8"><title>{title}</title>
<style>
body {{ font: 11pt sans-serif; margin: 2em; }}
table {{ border-collapse: collapse; width: 100%; }}
td, th {{ border-bottom: 1px solid #ccc; padding: 0.2em 0.6em; vertical-align: top; text-align: left; }}
td:first-child, td:nth-child(2) {{ white-space: nowrap; }}
ul {{ margin: 0; padding-left: 1.2em; }}
pre, li {{ white-space: pre-wrap; }}
@media print {{ body {{ margin: 0; font-size: 10pt; }} section {{ break-after: page; }} nav {{ display: none; }} }}
</style></head>
<body>
<h1>{title}</h1>
{body}
</body>
</html>
"""
