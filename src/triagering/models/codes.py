"""Danish words for the codes that the library knows itself."""

from __future__ import annotations

from triagering.models.base import Language

CODES = {
    "nurse": "sygeplejerske", "unskilled": "ufaglært", "cleaner": "rengøringsassistent",
    "physiotherapist": "fysioterapeut", "occupational_therapist": "ergoterapeut", "dietitian": "diætist",
    "student": "elev",
    "practical_help": "praktisk hjælp", "personal_care": "personlig pleje", "lift": "forflytning",
    "medicine": "medicin", "medicine_dispensing": "medicindosering", "compression": "kompression",
    "insulin": "insulin", "eye_drops": "øjendrypning", "simple_wound": "enkel sårpleje",
    "complex_wound": "kompleks sårpleje", "observation": "observation", "nursing": "sygepleje",
    "rehabilitation": "genoptræning", "diet": "kostvejledning",
}
"""Danish words for the professions and competences that the library knows itself; SSA and SSH are called that."""

KINDS = {
    "care": "pleje", "practical": "praktisk hjælp", "acute": "akutbesøg", "alarm": "nødkald",
    "meal_delivery": "madudbringning", "group_activity": "gruppeaktivitet",
}
"""Danish words for the kinds of visits of a history; one of them, ``nursing``, is a competence too."""


def spoken(code: str, language: Language) -> str:
    """Give the word for a profession, competence or kind; local codes, and all in English, are shown as they are.

    >>> spoken("nurse", "da"), spoken("nurse", "en"), spoken("team_7", "da")
    ('sygeplejerske', 'nurse', 'team_7')
    """
    return (CODES | KINDS).get(code, code) if language == "da" else code
