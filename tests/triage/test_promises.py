"""What triage promises, whatever it is told."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.triage.seen import agreed, at, change, colour, done, event, mark, stay, vitals, weight
from triagering.models import Link, Pin
from triagering.models.observations import Change, Consciousness, StayKind
from triagering.models.triage import Governance
from triagering.models.triage_rules import TriageRule
from triagering.triage import triage
from triagering.triage.examples import tiny_day

WEEK = 7 * 1440
citizens = st.sampled_from(["c1", "c2"])


def told(last):
    """Observations and decisions of the last week, none later than ``last``."""
    common = {"citizen": citizens, "minute": st.integers(-WEEK, last)}
    observations = st.lists(st.one_of(
        st.builds(vitals, **common, pulse=st.integers(10, 300), respiration=st.none() | st.integers(1, 80),
                  temperature=st.none() | st.floats(25, 45), systolic=st.none() | st.integers(30, 300),
                  consciousness=st.none() | st.sampled_from(Consciousness)),
        st.builds(event, st.sampled_from(["fall", "refused_food", "new_wound"]), **common),
        st.builds(change, st.sampled_from(["eating", "breathing"]), st.sampled_from(Change), **common),
        st.builds(weight, st.floats(40, 120), **common),
        st.builds(stay, st.sampled_from(["admission", "discharge"]), **common,
                  effective=st.none() | st.integers(-WEEK, 1440), place=st.sampled_from(StayKind)),
        st.builds(mark, st.sampled_from(["terminal", "unstable"]), **common, on=st.booleans()),
        st.builds(done, st.sampled_from([rule for rule in TriageRule if rule.startswith("T2")]), **common,
                  by=st.sampled_from(["nurse", "ssh", "n01"])),
    ), max_size=8).filter(lambda seen: len(times := [(one.citizen, one.effective or one.at) for one in seen
                                                     if one.kind == "stay"]) == len(set(times)))
    decisions = st.lists(st.builds(
        colour, st.sampled_from(["green", "yellow", "red"]), **common, governance=st.sampled_from(Governance),
    ), max_size=3, unique_by=lambda one: (one.citizen, one.set_at))
    return st.tuples(observations, decisions)


tasks = st.lists(
    st.builds(agreed, citizens, earliest=st.integers(-600, 600), deadline=st.integers(600, 2000)), max_size=2)


def busy_day():
    """The tiny day with a link and pins that triage may have to drop."""
    return tiny_day().replace(links=(Link(id="l1", first="care", second="pills", min_gap=60),),
                              pins=(Pin(visit="pills", carer="ssh", start=730), Pin(visit="care", start=500)))


def rank(colour_):
    return ["green", "yellow", "red"].index(colour_)


@given(told(420), tasks)
def test_whatever_is_told_nothing_is_lost_lowered_or_untraced(told_, agreed_):
    (seen, decided), day = told_, busy_day()
    assume(not all(any(one.kind == "stay" and one.citizen == c for one in seen) for c in ("c1", "c2")))
    result = triage(day, seen, decided, agreed_)

    # books: every visit is kept or cancelled, once
    cancelled = [one.visit.id for one in result.cancelled]
    kept = day.visit_by_id.keys() & result.day.visit_by_id.keys()
    assert len(set(cancelled)) == len(cancelled)
    assert kept.isdisjoint(cancelled)
    assert kept | set(cancelled) == set(day.visit_by_id)
    assert all(one.visit == day.visit_by_id[one.visit.id] for one in result.cancelled)

    # colours: never below what a person decided
    latest = {one.citizen: one for one in sorted(decided, key=lambda one: one.set_at)}
    for row in result.board:
        assert row.decision == latest.get(row.citizen)
        assert rank(row.colour) >= rank(row.decision.colour if row.decision else "green")
        assert rank(row.colour) >= rank(row.floor)

    # work: never less urgent, never open to more people, and every difference has an effect
    for id_ in kept:
        old, new = day.visit_by_id[id_], result.day.visit_by_id[id_]
        assert (new.priority, new.time_critical) <= (old.priority, True)
        assert new.time_critical >= old.time_critical
        assert all(task.delegable <= before.delegable for before, task in zip(old.tasks, new.tasks, strict=False))
        assert (new.minutes, new.carers_needed) == (old.minutes, old.carers_needed)
    touched = {effect.visit for effect in result.effects}
    changed = {visit.id for visit in result.day.visits if day.visit_by_id.get(visit.id) != visit} | set(cancelled)
    pins = {pin.visit for pin in {*day.pins} ^ {*result.day.pins}}
    assert changed | pins == touched or changed | pins | set(cancelled) == touched

    # traces: each effect names something that was told
    ids = {one.id for one in (*seen, *decided, *agreed_)}
    assert all(effect.because and set(effect.because) <= ids for effect in result.effects)
    assert all(set(cause.because) <= ids for row in result.board for cause in row.causes)

    # again: the same input gives the same, and triaging the result changes nothing
    assert triage(day, seen, decided, agreed_) == result
    again = triage(result.day, seen, decided, agreed_)
    assert again.effects == ()
    assert again.day == result.day


@given(told(900), tasks, st.integers(-60, 900), st.integers(-60, 900))
def test_whenever_a_day_is_triaged_again_its_follow_ups_can_still_begin(told_, agreed_, one, two):
    (seen, decided), day = told_, busy_day()
    day = day.replace(shifts=tuple(shift.replace(start=-60, end=1860) for shift in day.shifts))
    assume(not all(any(one.kind == "stay" and one.citizen == c for one in seen) for c in ("c1", "c2")))
    for now in sorted((one, two)):
        known = [x for x in seen if x.at <= at(now)], [x for x in decided if x.set_at <= at(now)], agreed_
        result = triage(day, *known, at=at(now))
        day = result.day
        visits = [day.visit_by_id[one.visit] for one in result.follow_ups if one.visit is not None]
        assert len({visit.id for visit in visits}) == len(visits)
        assert all(visit.windows[-1].latest_start >= now for visit in visits)
        assert day.visit_by_id.keys().isdisjoint(one.visit.id for one in result.cancelled)

        # nor does it matter in which order, or how often, something is told
        again = triage(day, *([*reversed(part), *part] for part in known), at=at(now))
        assert (again.effects, again.day) == ((), day)
