"""Tables of HTML; data never becomes markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def html_table(rows: Iterable[Sequence[object]], head: Sequence[str] = ()) -> str:
    """Give a table of HTML, with a line of headings if there are any; it is printed again on every page.

    >>> print(html_table([("v1", "<b>")], head=("visit", "note")))
    <table>
    <thead><tr><th>visit</th><th>note</th></tr></thead>
    <tr><td>v1</td><td>&lt;b&gt;</td></tr>
    </table>
    """
    lines = [f"<thead>{_row(head, 'th')}</thead>"] if head else []
    return "\n".join(["<table>", *lines, *(_row(row, "td") for row in rows), "</table>"])


def _row(cells: Iterable[object], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(str(cell))}</{tag}>" for cell in cells) + "</tr>"
