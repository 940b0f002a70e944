"""What is said about a visit that a plan leaves out."""

from __future__ import annotations

from triagering.models.base import CarerId, CitizenId, Id, Minute, Minutes, Model, Total, VisitId
from triagering.models.plan import Reason


class LeftOut(Model):
    """One visit that is left out: why, what is at risk, what would bring it back."""

    visit: VisitId
    """Which."""
    citizen: CitizenId
    """Whose."""
    urgency: str
    """Its class among ``URGENCY_CLASSES``; ``own price`` if it is outside them."""
    rule: str
    """Code of the triage rule that made it; empty for the day's ordinary visits."""
    reason: Reason
    """Why it is left out."""
    at_risk: tuple[Id, ...]
    """Competences of the tasks that are not done, longest task first."""
    time_critical: bool
    """Whether it cannot wait."""
    carers_needed: int
    """How many carers would be needed at once."""
    minutes: Minutes
    """Minutes with the citizen, per carer."""
    travel: Total
    """Least extra travel, per carer: as a detour of somebody suitable at work, else there and back."""
    competences: tuple[tuple[Id, int], ...]
    """What each of them must hold, with the level."""
    delegable: tuple[Id, ...]
    """Those of the competences for which a delegation would do today."""
    spans: tuple[tuple[Minute, int], ...]
    """From the earliest start to the latest end, window by window, while the citizen is at no activity."""
    suitable: tuple[CarerId, ...]
    """Carers at work who may do it and are accepted."""
    taken_by: tuple[Id, ...]
    """Visits and activities, at least as urgent, that the suitable carers do in these spans."""
