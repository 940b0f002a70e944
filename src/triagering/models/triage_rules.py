"""The rules of triage: one code each, the same on the visit, the board, the effect and in docs/triage.md."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Literal

from triagering.models.base import Language
from triagering.models.codes import CODES


class TriageRule(StrEnum):
    """Every reason (T1x), follow-up (T2x), other effect (T3x) and alert (T4x); docs/triage.md describes each."""

    EVERYDAY_CHANGE = "T10"
    EVENT = "T11"
    WEIGHT_GAIN = "T12"
    WEIGHT_LOSS = "T13"
    SCORE = "T14"
    DEVIATION = "T15"
    TREND = "T16"
    DISCHARGED = "T17"

    RED_ASSESSMENT = "T20"
    YELLOW_FOLLOW_UP = "T21"
    NURSE_CONTACT = "T22"
    REPEAT_MEASUREMENT = "T23"
    DISCHARGE_VISIT = "T24"
    AGREED_TASK = "T25"

    DELEGATION_CLOSED = "T30"
    RED_COMPETENCE = "T31"
    PRIORITY = "T32"
    TIME_CRITICAL = "T33"
    ADMITTED = "T34"

    COLOUR_TO_SET = "T40"
    STALE_COLOUR = "T41"
    FOLLOW_UP_OVERDUE = "T42"
    INSTRUCTION_MISSING = "T43"
    NEW_HABITUAL = "T44"
    PARTIAL_SCORE = "T45"
    DOCTOR_NOW = "T46"
    CONSIDER_ACUTE = "T47"
    DELEGATION_FOLLOW_UP = "T48"
    COMPETENCE_ABSENT = "T49"
    MEASURE_RECTALLY = "T50"
    NOT_AUTHORISED = "T51"
    NOBODY_RESPONSIBLE = "T52"
    REVIEW_TOO_FAR = "T53"
    CHECK_CAUSES = "T54"
    APPROVAL_WAITING = "T55"
    AT_ACTIVITY = "T56"

    def say(self, language: Language = "en", **values: object) -> str:
        """Give the rule in words, with the values it is about.

        >>> TriageRule.WEIGHT_GAIN.say("da", kilograms=2.4, days=3)
        'vægten er steget 2,4 kg inden for 3 dage'
        """
        told = {name: _told(name, str(value), language) for name, value in values.items()}
        words = _WORDS[self]
        if self is TriageRule.DISCHARGED and "home" in values:
            words = _TO_BE_DISCHARGED
        elif self is TriageRule.COMPETENCE_ABSENT and "visit" not in values:
            words = _NOBODY_COMES if "start" in values else _NOBODY_HOLDS
        elif self is TriageRule.COMPETENCE_ABSENT and "activity" in values:
            words = _NOBODY_BESIDE
        elif self is TriageRule.EVENT and told["count"] == "1":
            words = _ONCE
        elif self is TriageRule.ADMITTED:
            of = "activity" if "activity" in values else "visit"
            words = _AWAY[of, values.get("place", "hospital") == "hospital"]
        return words[0 if language == "da" else 1].format(**told)

    def label(self, language: Language = "en") -> str:
        """Give the short name of a follow-up; for other rules, the code."""
        return _LABELS.get(self, (self.value, self.value))[0 if language == "da" else 1]


FollowUpCode = Literal[
    TriageRule.RED_ASSESSMENT, TriageRule.YELLOW_FOLLOW_UP, TriageRule.NURSE_CONTACT, TriageRule.REPEAT_MEASUREMENT,
    TriageRule.DISCHARGE_VISIT, TriageRule.AGREED_TASK,
]
"""Rules that can be carried out."""


def in_words(text: str, language: Language) -> str:
    """Put the codes in a text into words; what is unknown stays.

    >>> in_words("TOBS 3, partial (not measured: pulse, temperature)", "da")
    'TOBS 3, ufuldstændig (ikke målt: puls, temperatur)'
    >>> in_words("worse_wound", "en")
    'worse wound'
    """
    def told(found: re.Match[str]) -> str:
        code = found[0]
        if code not in _DANISH:
            return code
        return _DANISH[code] if language == "da" else _ENGLISH.get(code, code.replace("_", " "))

    return re.sub(r"[a-z][a-z0-9_]*(?: [a-z]+)*", told, text)


def _told(name: str, value: str, language: Language) -> str:
    if name in _IDS:
        return value
    if value in set(TriageRule):
        return TriageRule(value).label(language)
    if language == "da" and name in _MEASURED and re.fullmatch(r"[+-]?\d+\.\d+", value):
        return value.replace(".", ",")
    return in_words(value, language)


_IDS = {"by", "carer", "visit", "visits", "activity"}
"""Values that are ids, which stay as they are."""
_MEASURED = {"kilograms", "percent", "value", "usual", "spread", "change"}
"""Values that may be decimal numbers; ids stay as they are."""


_LABELS = {
    TriageRule.RED_ASSESSMENT: ("vurdering, rød", "assessment, red"),
    TriageRule.YELLOW_FOLLOW_UP: ("opfølgning, gul", "follow-up, yellow"),
    TriageRule.NURSE_CONTACT: ("kontakt til sygeplejerske", "nurse contact"),
    TriageRule.REPEAT_MEASUREMENT: ("gentag måling", "repeat measurement"),
    TriageRule.DISCHARGE_VISIT: ("besøg efter udskrivning", "visit after discharge"),
    TriageRule.AGREED_TASK: ("aftalt på triagemødet", "agreed at the triage meeting"),
}

_WORDS = {
    TriageRule.EVERYDAY_CHANGE: ("ændring fra habituel tilstand: {area} ({change})",
                                 "change from the habitual state: {area} ({change})"),
    TriageRule.EVENT: ("{event}, {count} gange", "{event}, {count} times"),
    TriageRule.WEIGHT_GAIN: ("vægten er steget {kilograms} kg inden for {days} dage",
                             "weight up {kilograms} kg within {days} days"),
    TriageRule.WEIGHT_LOSS: ("vægten er faldet {percent} % inden for {days} dage",
                             "weight down {percent} % within {days} days"),
    TriageRule.SCORE: ("{score}", "{score}"),
    TriageRule.DEVIATION: ("{parameter} {value} mod sædvanligt {usual} (forventet højst ± {spread})",
                           "{parameter} {value} against usually {usual} (expected within ± {spread})"),
    TriageRule.TREND: ("{parameter} har ændret sig {change} over {days} dage (ventet højst ± {spread})",
                       "{parameter} has moved {change} over {days} days (expected within ± {spread})"),
    TriageRule.DISCHARGED: ("udskrevet, ikke set af autoriseret personale siden",
                            "discharged, not seen by authorised staff since"),
    TriageRule.RED_ASSESSMENT: ("rød: vurdering af sygeplejerske/SSA", "red: assessment by nurse or SSA"),
    TriageRule.YELLOW_FOLLOW_UP: ("gul: daglig opfølgning", "yellow: daily follow-up"),
    TriageRule.NURSE_CONTACT: ("kontakt sygeplejerske", "contact the nurse"),
    TriageRule.REPEAT_MEASUREMENT: ("gentag måling", "repeat the measurement"),
    TriageRule.DISCHARGE_VISIT: ("første besøg efter udskrivning", "first visit after discharge"),
    TriageRule.AGREED_TASK: ("aftalt på triagemødet", "agreed at the triage meeting"),
    TriageRule.DELEGATION_CLOSED: ("delegerede sygeplejeopgaver er spærret", "delegated nursing tasks are blocked"),
    TriageRule.RED_COMPETENCE: ("rød: besøget kræver sygeplejerske/SSA", "red: the visit asks for a nurse or SSA"),
    TriageRule.PRIORITY: ("prioritet efter farve", "priority by colour"),
    TriageRule.TIME_CRITICAL: ("tidskritisk efter farve", "time-critical by colour"),
    TriageRule.ADMITTED: ("ingen besøg under indlæggelse", "no visit during admission"),
    TriageRule.COLOUR_TO_SET: ("sæt farve: nye oplysninger peger på {floor}",
                               "set the colour: new reasons suggest {floor}"),
    TriageRule.STALE_COLOUR: ("farven skulle være revurderet {due}", "colour was due for review {due}"),
    TriageRule.FOLLOW_UP_OVERDUE: ("{what} er over tiden (frist {due})", "{what} is overdue (due {due})"),
    TriageRule.INSTRUCTION_MISSING: ("handleanvisning mangler {hours} timer efter mødet",
                                     "no action instruction {hours} hours after the meeting"),
    TriageRule.NEW_HABITUAL: ("gul i {days} dage: ny habituel tilstand? revisitation?",
                              "yellow for {days} days: a new habitual state? reassessment?"),
    TriageRule.PARTIAL_SCORE: ("{score} er ufuldstændig: mangler {missing}", "{score} is partial: {missing} missing"),
    TriageRule.DOCTOR_NOW: ("kontakt læge nu ({score})", "contact the doctor now ({score})"),
    TriageRule.CONSIDER_ACUTE: ("overvej akut indlæggelse / 112 ({score})",
                                "consider acute admission / 112 ({score})"),
    TriageRule.CHECK_CAUSES: (
        "tjek urin, blodsukker, væske og medicin; ring evt. til egen læge ({score})",
        "check urine, blood sugar, fluids and medicine; perhaps call the GP ({score})"),
    TriageRule.DELEGATION_FOLLOW_UP: ("delegation uden gyldig opfølgningsdato: {carer}, {competence}",
                                      "delegation without a valid follow-up date: {carer}, {competence}"),
    TriageRule.COMPETENCE_ABSENT: ("ingen på arbejde med {competence} kan komme til besøg {visit}; kravet er ikke sat",
                                   "nobody at work with {competence} could come to visit {visit}; not required there"),
    TriageRule.MEASURE_RECTALLY: ("temperaturen bør måles rektalt ({value})",
                                "take the temperature rectally ({value})"),
    TriageRule.NOT_AUTHORISED: ("besøg efter udskrivning af {by} tæller ikke: ikke autoriseret",
                                "the visit after discharge by {by} does not count: not authorised"),
    TriageRule.NOBODY_RESPONSIBLE: ("ingen ansvarlig for opfølgningen", "nobody is responsible for following it up"),
    TriageRule.REVIEW_TOO_FAR: ("revurderes først {due}: farven skal revurderes inden for {hours} timer",
                                "review not until {due}: the colour is to be reviewed within {hours} hours"),
    TriageRule.APPROVAL_WAITING: ("ekstra tid har ventet på godkendelse siden {since}",
                                  "extra time has been waiting for approval since {since}"),
    TriageRule.AT_ACTIVITY: (
        "er til aktivitet {activity} {span}: tag borgeren af, eller se til borgeren der (gælder {visits})",
        "is at activity {activity} {span}: take the citizen off it, or see them there (about {visits})"),
}

_TO_BE_DISCHARGED = ("udskrives {home}, skal derefter ses af autoriseret personale",
                     "to be discharged {home}, then to be seen by authorised staff")
"""T17 before it takes effect."""

_ONCE = ("{event}, 1 gang", "{event}, once")
"""T11 with the first event."""

_AWAY = {
    ("visit", True): _WORDS[TriageRule.ADMITTED],
    ("visit", False): ("ingen besøg under {place}", "no visit while away ({place})"),
    ("activity", True): ("deltager ikke under indlæggelse", "does not take part during admission"),
    ("activity", False): ("deltager ikke under {place}", "does not take part while away ({place})"),
}
"""T34 about a visit or an activity, in hospital or elsewhere."""

_NOBODY_HOLDS = ("ingen af dagens medarbejdere har {competence}: {what} er ikke lagt på dagen",
                 "none of the day's carers holds {competence}: {what} is not on the day")
_NOBODY_COMES = ("{what}: ingen på arbejde med {competence} kan komme (start {start})",
                 "{what}: nobody at work with {competence} could come (start {start})")
"""T49 about a follow-up."""
_NOBODY_BESIDE = (
    "ingen på arbejde med {competence} kan komme til besøg {visit} uden for aktivitet {activity}; kravet er ikke sat",
    "nobody at work with {competence} could come to visit {visit} outside activity {activity}; not required there")
"""T49 about a visit for which somebody could come during an activity."""

_DANISH = CODES | {
    "green": "grøn", "yellow": "gul", "red": "rød", "small": "lille", "serious": "alvorlig",
    "unplanned_price": "pris for at udelade",
    "partial": "ufuldstændig", "not measured": "ikke målt", "newly_discharged": "nyudskrevet", "unstable": "ustabil",
    "pulse": "puls", "respiration": "respiration", "temperature": "temperatur", "systolic": "systolisk blodtryk",
    "consciousness": "bevidsthed", "spo2": "iltmætning", "oxygen": "ilt", "kilograms": "vægt",
    "remarks": "bemærkninger",
    "fall": "fald", "new_wound": "nyt sår", "worse_wound": "forværret sår", "pressure_ulcer": "tryksår",
    "new_medicine": "ny medicin", "missed_dose": "glemt medicin", "new_pain": "nye smerter",
    "refused_food": "afvist mad", "refused_help": "afvist hjælp", "relative_concern": "pårørendes bekymring",
    "no_answer": "lukkede ikke op", "eating": "spisning", "drinking": "væske", "confusion": "forvirring",
    "drowsiness": "sløvhed", "mood": "humør", "sleep": "søvn", "mobility": "mobilitet", "pain": "smerter",
    "breathing": "vejrtrækning", "skin": "hud", "swelling": "hævelser", "urination": "vandladning",
    "bowels": "afføring", "behaviour": "adfærd",
    "participants": "deltagere", "nobody takes part": "ingen deltager",
    "respite": "aflastning", "holiday": "ferie", "yes": "ja", "no": "nej",
}
"""Codes as people read them."""

_ENGLISH = {
    "systolic": "systolic blood pressure", "spo2": "oxygen saturation", "kilograms": "weight",
    "relative_concern": "a relative's concern", "no_answer": "nobody opened",
}
"""Likewise; the other codes are the words themselves."""
