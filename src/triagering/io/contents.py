"""What a long page of run lists begins with: links to its sections, which are not printed."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from urllib.parse import quote

LISTED = 10
"""A page with more run lists than these begins with links to them."""


def anchor(*names: str) -> str:
    """Give the name of a section: an id may hold blanks, a name in HTML may not.

    >>> anchor("carer", "a b"), anchor("2026-03-02", "left-out")
    ('carer-a%20b', '2026-03-02-left-out')
    """
    return "-".join(quote(name, safe="") for name in names)


def link(target: str, text: str) -> str:
    """Give a link to the section of an anchor."""
    return f'<a href="#{escape(target)}">{escape(text)}</a>'


def contents(lines: Iterable[str]) -> str:
    """Give what a page begins with, a paragraph for each line of HTML."""
    return "\n".join(["<nav>", *(f"<p>{line}</p>" for line in lines), "</nav>"])
