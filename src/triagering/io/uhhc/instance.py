"""An instance of the public benchmark, read from JSON: every time in minutes, every weight as given."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product
from typing import Any

HARD, LUNCH, RESIDUE = "HARD", "lunch_break", 1e-6
HARD_UNLESS_WEIGHED = frozenset({
    "caregiver_preferences", "optional_patients", "missed_lunch_break", "qualification", "incompabilities",
})
"""Components that must be zero when the instance gives them no weight (``incompabilities``: the format's spelling)."""
WAITS_BEFORE_FIRST = frozenset({"bazirha", "bazirha-caie"})
"""Origins whose carers leave at the start of the shift."""


@dataclass(frozen=True, slots=True)
class Span:
    """A start and an end, in minutes."""

    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Patient:
    """One patient of an instance."""

    id: str
    place: int
    services: dict[str, float]
    """Required service to its minutes, in the order required."""
    windows: tuple[Span, ...]
    """In order of start, one per start."""
    gap: tuple[float, float] | None
    """Allowed difference of the starts of consecutive services; None: independent."""
    preferred: frozenset[str]
    incompatible: frozenset[str]
    optional: bool

    def window(self, start: float) -> Span:
        """Give the window that a service starting then is compared with: the latest one already open."""
        opened = [window for window in self.windows if window.start <= start + RESIDUE]
        return opened[-1] if opened else self.windows[0]


@dataclass(frozen=True, slots=True)
class Caregiver:
    """One carer of an instance."""

    id: str
    abilities: frozenset[str]
    departs: int
    returns: int
    shift: Span | None
    lunch: bool
    """Whether entitled to a lunch break."""


@dataclass(frozen=True, slots=True)
class Lunch:
    """When lunch may be taken, and for how long at least."""

    start: float
    end: float
    minutes: float


@dataclass(frozen=True)
class Instance:
    """A whole instance; patients and carers by id."""

    weights: dict[str, float | str]
    at_end: bool
    """Whether the end of a service, not its start, is compared with the end of its window."""
    wait_before_first: bool
    distances: list[list[float]]
    patients: dict[str, Patient]
    carers: dict[str, Caregiver]
    lunch: Lunch | None

    def weight(self, component: str) -> float:
        """Give the weight of a component; 0 if it has none or is hard."""
        weight = self.weights.get(component, 0)
        return 0 if isinstance(weight, str) else weight

    def hard(self, component: str) -> bool:
        """Say whether a component must be zero."""
        return self.weights.get(component, HARD if component in HARD_UNLESS_WEIGHED else 0) == HARD

    @property
    def places(self) -> list[int]:
        """Rows of ``distances`` that are used, in order."""
        carers = self.carers.values()
        return sorted({patient.place for patient in self.patients.values()}
                      | {carer.departs for carer in carers} | {carer.returns for carer in carers})

    @property
    def ways(self) -> list[float]:
        """Minutes from each of these places to each."""
        return [self.distances[a][b] for a, b in product(self.places, repeat=2)]


def parse(raw: dict[str, Any]) -> Instance:
    """Read the JSON object of an instance; what it lacks or misuses raises whatever Python raises for it."""
    meta, lunch = raw["metadata"], raw.get("lunch_breaks")
    met = meta.get("time_window_met") or "at_service_start"
    if met not in ("at_service_start", "at_service_end"):
        raise ValueError("time_window_met")
    points = {point["id"]: point["distance_matrix_index"] for point in raw["terminal_points"]}
    carers = [_carer(entry, points, lunch is not None) for entry in raw["caregivers"]]
    patients = [_patient(entry) for entry in raw["patients"]]
    instance = Instance(
        weights=dict(meta["cost_components"]), at_end=met == "at_service_end",
        wait_before_first=meta.get("origin") in WAITS_BEFORE_FIRST, distances=raw["distances"],
        patients={patient.id: patient for patient in patients}, carers={carer.id: carer for carer in carers},
        lunch=Lunch(_whole(lunch["start"]), _whole(lunch["end"]), lunch["min_duration"]) if lunch else None,
    )
    if len(instance.patients) < len(patients) or len(instance.carers) < len(carers):
        raise ValueError("an id occurs twice")
    if any(isinstance(weight, str) and weight != HARD for weight in instance.weights.values()):
        raise ValueError("cost_components")
    if instance.places[0] < 0:
        raise ValueError("negative distance_matrix_index")
    if min(instance.ways) < 0:
        raise ValueError("negative distance")
    return instance


def _carer(raw: dict[str, Any], points: dict[str, int], lunch: bool) -> Caregiver:
    shift = raw.get("working_shift")
    return Caregiver(
        raw["id"], frozenset(raw["abilities"]), points[raw["departing_point"]], points[raw["arrival_point"]],
        Span(_whole(shift["start"]), _whole(shift["end"])) if shift else None,
        lunch and bool(raw.get("lunch_break")),
    )


def _patient(raw: dict[str, Any]) -> Patient:
    services = {entry["service"]: entry["duration"] for entry in raw["required_services"]}
    if len(services) < len(raw["required_services"]) or LUNCH in services or not raw["time_windows"]:
        raise ValueError(f"patient {raw['id']}")
    windows = sorted((Span(_whole(w["start"]), _whole(w["end"])) for w in raw["time_windows"]), key=lambda w: w.start)
    return Patient(
        raw["id"], raw["distance_matrix_index"], services, tuple({w.start: w for w in windows}.values()),
        _gap(raw.get("synchronization") or {"type": "independent"}),
        frozenset(raw.get("preferred_caregivers") or ()), frozenset(raw.get("incompatible_caregivers") or ()),
        bool(raw.get("optional")),
    )


def _gap(sync: dict[str, Any]) -> tuple[float, float] | None:
    if sync["type"] == "sequential":
        return sync["distance"]["min"], sync["distance"]["max"]
    fixed: dict[str, tuple[float, float] | None] = {"simultaneous": (0, 0), "independent": None}
    return fixed[sync["type"]]


def _whole(value: float) -> float:
    """Cut floating-point residue (401.99999999999994) to whole minutes, downwards, as the authors do."""
    return math.floor(value) if abs(value - round(value)) < RESIDUE else value
