"""The replay report: one HTML file that needs nothing else, in English or Danish."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Collection, Iterable, Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from triagering.errors import MissingExtraError
from triagering.evaluation.continuity import with_counts
from triagering.evaluation.definition import Definition
from triagering.evaluation.distribution import LEAST_GROUP
from triagering.io.files import write_text
from triagering.io.labels import dated, decimal, short_date
from triagering.models.base import Language
from triagering.models.clock import calendar_day
from triagering.models.html import html_table
from triagering.replay.batch import Outcome
from triagering.replay.labels import LABELS, number
from triagering.replay.summary import Tables, circle, over_time, summarise, together

if TYPE_CHECKING:
    import pandas as pd

STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b}
table{border-collapse:collapse;margin:1rem 0;font-variant-numeric:tabular-nums}
th,td{padding:.3rem .7rem;border-bottom:1px solid #ccc;text-align:right}th:first-child,td:first-child{text-align:left}
svg{max-width:100%;height:auto}.note{color:#555;max-width:50rem}
"""


def write_report(path: Path | str, sides: Tables, first_day: dt.date | str, last_day: dt.date | str, *,
                 stays: pd.DataFrame | None = None, before: pd.DataFrame | None = None,
                 weights: Mapping[str, float] | None = None, failed: Collection[Outcome] = (),
                 definition: Definition | None = None, language: Language = "en", least: int = LEAST_GROUP) -> None:
    """Write the report of a replay.

    Parameters
    ----------
    sides
        Strategy to its tables, as in ``Replay.tables``; add the delivered history to compare with.
    weights
        Continuity weight per strategy: draws the price of continuity in travel as a curve.
    failed
        Days that were skipped; listed with their reasons.
    language
        ``en`` or ``da``.

    Raises
    ------
    MissingExtraError
        Without matplotlib (extra ``plots``).
    """
    definition = definition or Definition()
    first_day, last_day = calendar_day(first_day), calendar_day(last_day)
    words = LABELS[language]
    given: dict[str, Any] = {"stays": stays, "before": before, "definition": definition, "least": least}
    table = summarise(sides, first_day, last_day, **given)
    weeks = over_time(sides, first_day, last_day, **given)
    spread = {name: circle(with_counts(visits, definition), first_day, last_day, stays, definition)
              for name, visits in together(sides, "visits", first_day, last_day, before).items()}
    spread = {name: values for name, values in spread.items() if len(values) >= least}
    stated = definition.danish if language == "da" else str(definition)
    parts = [
        f"<h1>{words['title']}</h1>",
        f"<p>{dated(first_day, language)} – {dated(last_day, language)}</p>",
        f"<p class=note>{words['definition']}: {escape(stated)}.</p>",
        f"<h2>{words['figures']}</h2>", _table(table, words, language),
        f"<h2>{words['curve']}</h2><p class=note>{words['curve_note']}</p>", _curve(table, weights or {}, language),
        f"<h2>{words['weeks']}</h2>", _weeks(weeks, words["weeks_axis"].format(days=definition.days), language),
        f"<h2>{words['spread']}</h2>", _spread(spread, language),
        f"<h2>{words['skipped']}</h2>", _skipped(failed, words),
    ]
    html = (f"<!doctype html><html lang={language}><meta charset=utf-8><title>{words['title']}</title>"
            f"<style>{STYLE}</style><body>{''.join(parts)}</body></html>")
    write_text(html, Path(path), folders=True)


def _table(table: pd.DataFrame, words: Mapping[str, str], language: Language) -> str:
    rows = ((words.get(str(name), name), *(number(value, str(name), language) for value in table[name]))
            for name in table)
    return html_table(rows, head=("", *table.index))


def _skipped(failed: Collection[Outcome], words: Mapping[str, str]) -> str:
    if not failed:
        return f"<p>{words['none']}</p>"
    return "<ul>" + "".join(f"<li>{escape(one.name)}: {escape(one.reason)}</li>" for one in failed) + "</ul>"


def _curve(table: pd.DataFrame, weights: Mapping[str, float], language: Language) -> str:
    """Draw distinct carers against travel: a point per side, a line through the weights."""
    words = LABELS[language]
    if "travel_a_visit" not in table:
        return f"<p>{words['none']}</p>"
    figure, axes = _axes(language)
    line = sorted((weight, name) for name, weight in weights.items() if name in table.index)
    points = [(table.at[name, "travel_a_visit"], table.at[name, "D14_median"]) for _, name in line]
    if points:
        axes.plot(*zip(*points, strict=True), color="#1f6f8b", marker="o")
    for name, row in table.iterrows():
        axes.plot(row["travel_a_visit"], row["D14_median"], "o", color="#1f6f8b" if name in weights else "#c0392b")
        axes.annotate(str(name), (row["travel_a_visit"], row["D14_median"]), xytext=(6, 6),
                      textcoords="offset points", fontsize=9, parse_math=False)
    axes.set_xlabel(words["travel_a_visit"])
    axes.set_ylabel(words["D14_median"])
    return _svg(figure)


def _weeks(weeks: pd.DataFrame, label: str, language: Language) -> str:
    figure, axes = _axes(language)
    for name in weeks:
        axes.plot(range(len(weeks)), weeks[name], marker=".")
    axes.set_xticks(range(len(weeks)), [short_date(day, language) for day in weeks.index], fontsize=8)
    axes.set_ylabel(label)
    axes.set_ylim(bottom=0)
    if len(weeks.columns):
        _legend(axes, weeks)
    return _svg(figure)


def _spread(spread: Mapping[str, pd.Series[Any]], language: Language) -> str:
    """Draw the share of citizens with at most so many carers; a curve says more than a mean."""
    words = LABELS[language]
    if not spread:
        return f"<p>{words['none']}</p>"
    figure, axes = _axes(language)
    most = max(int(values.max()) for values in spread.values())
    for values in spread.values():
        axes.step(range(most + 1), [float((values <= n).mean()) for n in range(most + 1)], where="post")
    axes.set_xlabel(words["carers"])
    axes.set_ylabel(words["share"])
    _legend(axes, spread)
    return _svg(figure)


def _legend(axes: Any, names: Iterable[Any]) -> None:
    """Name the lines in their order; as a line's own label ``_a`` would be hidden, and ``$a$`` be a formula."""
    texts = axes.legend(axes.lines, [""] * len(axes.lines), fontsize=8).get_texts()
    for text, name in zip(texts, names, strict=True):
        text.set(text=str(name), parse_math=False)


def _axes(language: Language) -> tuple[Any, Any]:
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtraError("matplotlib", "plots") from error
    figure = Figure(figsize=(8, 4.2), layout="constrained")
    axes = figure.subplots()
    axes.grid(alpha=0.3)
    axes.margins(0.12)
    if language == "da":
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(lambda value, _: decimal(f"{value:g}", "da"))
    return figure, axes


def _svg(figure: Any) -> str:
    from matplotlib import rc_context

    out = io.StringIO()
    with rc_context({"svg.hashsalt": "triagering", "svg.fonttype": "none"}):
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()[out.getvalue().index("<svg"):]
