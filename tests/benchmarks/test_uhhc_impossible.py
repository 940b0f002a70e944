"""The proof that an instance has no valid plan is right to the minute."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.uhhc_impossible import Instance


def instance(second_closes: int, hard: str | int = "HARD") -> dict[str, Any]:
    """Two patients, one carer; ten minutes between any two places, ten minutes each."""
    def patient(name: str, place: int, closes: int) -> dict[str, Any]:
        return {"id": name, "distance_matrix_index": place, "required_services": [{"service": "s", "duration": 10}],
                "time_windows": [{"start": 0, "end": closes}]}

    return {
        "metadata": {"cost_components": {"total_tardiness": hard}},
        "distances": [[0, 10, 10], [10, 0, 10], [10, 10, 0]],
        "terminal_points": [{"id": "d", "distance_matrix_index": 0}],
        "caregivers": [{"id": "c", "abilities": ["s"], "departing_point": "d", "working_shift": {"start": 0}}],
        "patients": [patient("p", 1, 10), patient("q", 2, second_closes)],
    }


@pytest.mark.parametrize(("closes", "impossible"), [(29, True), (30, False)])
def test_a_minute_decides(closes: int, impossible: bool) -> None:
    found = Instance(instance(closes)).conflict()
    assert (found is not None) == impossible


def test_soft_lateness_is_never_a_proof() -> None:
    assert Instance(instance(29, hard=3)).conflict() is None
