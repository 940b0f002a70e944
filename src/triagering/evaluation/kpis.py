"""The figures of one planned day, each with its unit, its definition, and a label in English and Danish.

Counted are the stops that a plan has and its day knows. A share is None where there is nothing to take it of. No
figure names a carer: spread and utilisation are shown, individuals are not ranked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Annotated, Any, Literal

from triagering.models import Reason, urgency_label
from triagering.models.base import Language, Model

Unit = Literal["", "min", "%", "date"]


@dataclass(frozen=True, slots=True)
class Label:
    """What people read; ``%`` means that a share of 1 is shown as 100."""

    en: str
    da: str
    unit: Unit = ""
    key: Callable[[str, Language], str] | None = None
    """Words for the entries of a table."""


def _reason(key: str, language: Language) -> str:
    """Give a reason, or that there is none, in few words."""
    if language == "en":
        return key.replace("_", " ")
    return "ingen årsag givet" if key == "missing" else Reason(key).danish


@dataclass(frozen=True, slots=True)
class KpiRow:
    """One figure, ready to be shown."""

    name: str
    """Field of ``Kpis``; entries of a table are ``field.key``."""
    label: str
    """In the language asked for."""
    value: Any
    """As in ``Kpis``: shares are 0 to 1."""
    unit: Unit
    """``min``, ``%`` (of 1), ``date`` or nothing for plain numbers."""
    definition: str
    """What exactly was counted."""
    point: str = "."
    """What stands before decimals, in the language asked for."""

    def __str__(self) -> str:
        return f"{self.label}: {self.text}"

    @property
    def text(self) -> str:
        """The value as people read it: ``61.4 %``, ``35 min``; ``–`` if there is nothing to take it of."""
        if self.value is None:
            return "–"
        if self.unit == "%":
            return f"{100 * self.value:.1f} %".replace(".", self.point)
        number = f"{self.value:.1f}".replace(".", self.point) if isinstance(self.value, float) else str(self.value)
        return f"{number} {self.unit}" if self.unit == "min" else number


class Kpis(Model):
    """The figures of a day; the text below each is its definition."""

    date: Annotated[dt.date, Label("date", "dato", "date")]
    """The planned day."""
    visits: Annotated[int, Label("visits", "besøg")]
    """Visits of the day; a visit by two carers is one."""
    planned: Annotated[int, Label("planned visits", "planlagte besøg")]
    """Visits that have a stop."""
    planned_share: Annotated[float | None, Label("planned share of visits", "andel planlagte besøg", "%")]
    """Planned visits / visits."""
    asked: Annotated[int, Label("time asked for", "behov", "min")]
    """Minutes of all visits, a visit by two carers twice; attendance is what there is for it."""
    asked_share: Annotated[float | None, Label("planned share of the time asked for", "planlagt andel af behov", "%")]
    """Direct time / time asked for."""
    unplanned_by_class: Annotated[dict[str, int], Label("unplanned", "ikke planlagt", key=urgency_label)]
    """Visits and activities without a stop, by urgency class, most urgent first; ``own price``: priced by the day."""
    unplanned_by_reason: Annotated[
        dict[str, int], Label("unplanned, reason", "ikke planlagt, årsag", key=_reason)]
    """The same by the reason that the plan gives; ``missing`` if it gives none."""
    attendance: Annotated[int, Label("attendance", "fremmødetid", "min")]
    """Sum over shifts of max(end, return) - start, less unpaid breaks taken; shifts without stops included."""
    direct: Annotated[int, Label("direct time", "direkte brugertid", "min")]
    """Minutes with citizens; a visit by two carers counts twice."""
    direct_share: Annotated[float | None, Label("direct time of attendance (BTP)", "brugertidsprocent (BTP)", "%")]
    """Direct time / attendance."""
    meetings: Annotated[int, Label("meetings", "møder", "min")]
    """Minutes of activities, per carer."""
    travel: Annotated[int, Label("travel", "vejtid", "min")]
    """Minutes of all legs, from and to the start and end places included."""
    travel_share: Annotated[float | None, Label("travel of attendance", "vejtid af fremmødetid", "%")]
    """Travel / attendance."""
    waiting: Annotated[int, Label("waiting", "ventetid", "min")]
    """Minutes between arriving at a stop and its start, breaks excluded; see docs/rules.md, the schedule of a route."""
    overtime: Annotated[int, Label("overtime", "overarbejde", "min")]
    """Minutes back after the end of the shift."""
    punctual_30: Annotated[float | None, Label("within 30 min of agreed", "inden for 30 min af aftalt", "%")]
    """Planned visits with |start - agreed start| <= 30 / planned visits; outside all windows: of the nearest. Of a day
    planned again, agreed is what was agreed at first (``Visit.agreed``), not what was told since."""
    punctual_60: Annotated[float | None, Label("within 60 min of agreed", "inden for 60 min af aftalt", "%")]
    """The same with 60 minutes."""
    lateness_mean: Annotated[float | None, Label("mean lateness", "gennemsnitlig forsinkelse", "min")]
    """Mean over planned visits of max(0, start - agreed start), agreed as above."""
    lateness_max: Annotated[int, Label("largest lateness", "største forsinkelse", "min")]
    """The largest of these."""
    right_hands_share: Annotated[float | None, Label("right hands", "rette hænder", "%")]
    """Direct minutes by a carer of just the level the visit asks for (docs/rules.md, competence), or of a lower one who
    holds what it takes or was given it / direct minutes."""
    over_qualified: Annotated[int, Label("over-qualified time", "højere kompetence end nødvendigt", "min")]
    """Direct minutes by a carer of a higher level than the visit asks for."""
    below_level: Annotated[int, Label("delegated time", "overdraget tid", "min")]
    """Direct minutes by a carer of a lower level than the visit asks for: delegated, or held in person."""
    strangers: Annotated[int, Label("strangers met", "fremmede ved døren")]
    """(Citizen, carer) pairs that meet today and have not met within ``known_for_days`` (or on an unknown date)."""
    carers_per_citizen: Annotated[float | None, Label("carers per citizen", "hjælpere pr. borger")]
    """Mean of distinct carers today, over citizens with a planned visit."""
    carers_per_citizen_max: Annotated[int, Label("most carers at one citizen", "flest hjælpere hos én borger")]
    """The most of these."""
    contact_share: Annotated[float | None, Label("by the contact person", "ved kontaktpersonen", "%")]
    """Stops by the citizen's contact person / stops at citizens who have one."""
    known_share: Annotated[float | None, Label("by known carers", "ved kendte hjælpere", "%")]
    """Stops by a carer met within ``known_for_days`` (or on an unknown date) / stops at citizens."""
    team_share: Annotated[float | None, Label("by the own miniteam", "ved eget miniteam", "%")]
    """Stops by the citizen's miniteam / stops where citizen and carer both have one."""
    outside_team: Annotated[int, Label("stops outside the miniteam", "besøg uden for miniteamet")]
    """Stops by a carer of another miniteam."""
    outside_district: Annotated[int, Label("stops outside the district", "besøg uden for distriktet")]
    """Stops by a carer whose miniteam lies in another district."""
    substitutes: Annotated[int, Label("stops by substitutes", "besøg ved afløsere")]
    """Stops at citizens by substitutes."""
    breaks_due: Annotated[int, Label("breaks due", "pauser, krav")]
    """Shifts with a break and enough stops to need it."""
    breaks_taken: Annotated[int, Label("breaks taken", "pauser, holdt")]
    """Those of them with a break of at least the length due."""
    load_spread: Annotated[int, Label("spread of load", "forskel i belastning", "min")]
    """Largest less smallest load (travel and service) of a shift."""
    load_stdev: Annotated[float, Label("standard deviation of load", "standardafvigelse af belastning", "min")]
    """Over all shifts."""
    utilisation_mean: Annotated[float, Label("mean utilisation", "gennemsnitlig udnyttelse", "%")]
    """Mean over shifts of load / length of the shift."""
    utilisation: Annotated[tuple[float, ...], Label("utilisation", "udnyttelse", "%")]
    """Load / length of every shift, lowest first, without saying whose."""
    heavy_spread: Annotated[int, Label("spread of heavy visits", "forskel i tunge besøg")]
    """Most less fewest stops at heavy visits of a shift."""
    reserve_asked: Annotated[int, Label("reserve asked for", "ressourcetid, ønsket", "min")]
    """Sum of the time that shifts shall keep free."""
    reserve_held: Annotated[int, Label("reserve held", "ressourcetid, holdt", "min")]
    """What is kept free of it: per shift min(reserve, max(0, length - load - its break))."""

    def rows(self, language: Language = "en") -> tuple[KpiRow, ...]:
        """List the figures in order: one row each, one per entry of a table, three for a sequence."""
        found = []
        for name, info in type(self).model_fields.items():
            label = next(extra for extra in info.metadata if isinstance(extra, Label))
            text = label.da if language == "da" else label.en
            for key, shown, value in _entries(getattr(self, name), label, language):
                found.append(KpiRow(f"{name}.{key}" if key else name, f"{text}: {shown}" if shown else text, value,
                                    label.unit, info.description or "", "," if language == "da" else "."))
        return tuple(found)


_POINTS = {"en": ("lowest", "median", "highest"), "da": ("lavest", "median", "højest")}


def _entries(value: Any, label: Label, language: Language) -> list[tuple[str, str, Any]]:
    """Give name, label and value of every row that a figure makes."""
    if isinstance(value, dict):
        return [(key, label.key(key, language) if label.key else key, entry) for key, entry in value.items()]
    if isinstance(value, tuple):
        points = (value[0], median(value), value[-1]) if value else ()
        return list(zip(_POINTS["en"], _POINTS[language], points, strict=False))
    return [("", "", value)]
