"""Short-staffed days: triage and planning decide what is left out, strictly by criticality, and nothing is lost.

``benchmarks/short_staffed.py`` is the same over fifty seeds.
"""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.short_staffed import SHARES, problems, short_staffed


@pytest.mark.parametrize("share", SHARES)
def test_no_critical_visit_is_left_out_that_an_ordinary_one_could_make_room_for(share):
    for seed in range(3):
        found, _ = problems(short_staffed(seed, share), seed, effort=1500)
        assert found == []


def test_with_hardly_anybody_left_critical_visits_go_too_and_still_no_ordinary_one_is_in_their_way():
    left = Counter()
    for seed in range(2):
        found, missing = problems(short_staffed(seed, 0.7), seed, effort=1500)
        assert found == []
        left += missing
    assert left["critical"] > 0
