"""The words of the replay report, in English and Danish."""

from __future__ import annotations

from math import isnan

from triagering.io.labels import decimal
from triagering.models.base import Language

_WORDS = {
    "title": ("Replay of historical days", "Genafspilning af historiske dage"),
    "definition": ("What is counted", "Hvad der tælles"),
    "figures": ("Side by side", "Side om side"),
    "curve": ("The price of continuity", "Prisen for kontinuitet"),
    "curve_note": ("Each point is a way of planning; the line follows the weight on continuity.",
                   "Hvert punkt er en måde at planlægge på; linjen følger vægten på kontinuitet."),
    "weeks": ("Week by week", "Uge for uge"),
    "weeks_axis": ("Different carers in {days} days, median", "Forskellige hjælpere på {days} dage, median"),
    "spread": ("Citizens, not averages", "Borgere, ikke gennemsnit"),
    "skipped": ("Days that were skipped", "Dage der blev sprunget over"),
    "none": ("None.", "Ingen."),
    "carers": ("Different carers at most", "Højst så mange forskellige hjælpere"),
    "share": ("Share of citizens", "Andel af borgere"),
    "days": ("Days compared", "Dage der sammenlignes"),
    "D7_median": ("Different carers in 7 days, median", "Forskellige hjælpere på 7 dage, median"),
    "D7_p90": ("Different carers in 7 days, 90th percentile", "Forskellige hjælpere på 7 dage, 90-percentil"),
    "D14_median": ("Different carers in 14 days, median", "Forskellige hjælpere på 14 dage, median"),
    "D14_p90": ("Different carers in 14 days, 90th percentile", "Forskellige hjælpere på 14 dage, 90-percentil"),
    "D28_median": ("Different carers in 28 days, median", "Forskellige hjælpere på 28 dage, median"),
    "D28_p90": ("Different carers in 28 days, 90th percentile", "Forskellige hjælpere på 28 dage, 90-percentil"),
    "upc_median": ("Usual carer (UPC), median", "Den faste hjælper (UPC), median"),
    "coc_median": ("Concentration (COC), median", "Koncentration (COC), median"),
    "secon_median": ("Same as last time (SECON), median", "Den samme som sidst (SECON), median"),
    "strangers_a_day": ("Strangers met a day", "Fremmede ved døren pr. dag"),
    "travel_a_visit": ("Travel minutes a visit", "Vejtid i minutter pr. besøg"),
    "travel_share": ("Travel of attendance", "Vejtid af fremmødetid"),
    "delivered_share": ("Delivered of granted minutes", "Leverede af visiterede minutter"),
    "undelivered_own_share": ("Visits not delivered, our own cause", "Ikke leverede besøg, egen årsag"),
    "punctual_30": ("Within 30 min of agreed", "Inden for 30 min af aftalt"),
    "punctual_60": ("Within 60 min of agreed", "Inden for 60 min af aftalt"),
    "contact_share": ("By the contact person", "Ved kontaktpersonen"),
    "team_share": ("By the own miniteam", "Ved eget miniteam"),
    "known_share": ("By known carers", "Ved kendte hjælpere"),
    "right_hands_share": ("Right hands", "Rette hænder"),
}

LABELS: dict[str, dict[str, str]] = {
    language: {key: texts[place] for key, texts in _WORDS.items()} for place, language in enumerate(("en", "da"))
}
"""Language to word."""


def number(value: float, figure: str, language: Language) -> str:
    """Write a figure as people read it.

    >>> number(0.954, "delivered_share", "en"), number(3.26, "travel_a_visit", "da"), number(float("nan"), "x", "en")
    ('95.4 %', '3,3', '–')
    """
    if isnan(value):
        return "–"
    share = figure.endswith("share") or figure.startswith("punctual")
    digits = 2 if figure.startswith(("upc", "coc", "secon")) else 0 if figure == "days" else 1
    text = f"{100 * value:.1f} %" if share else f"{value:.{digits}f}"
    return decimal(text, language)
