"""What a day costs is what the benchmark's own checker says of its instance: random plans, priced by both."""

import importlib.util
import random
import sys
from pathlib import Path

import pytest

from tests.io.uhhc.tiny import meta, weights
from triagering.evaluation import check
from triagering.io.uhhc import read_uhhc, uhhc_routes, uhhc_solution, uhhc_total
from triagering.io.uhhc.idle import priced_trip
from triagering.io.uhhc.instance import LUNCH
from triagering.io.uhhc.solution import Location, total
from triagering.models import Plan, Reason, Route, Rule, Stop, StopKind, Term, Unplanned

SHARED = Path(__file__).parents[4] / "shared" / "benchmarks"
BENCHMARK = sorted(SHARED.glob("uhhc/*/*.json"))
FEW = {*BENCHMARK[::6], *(min(set_.glob("*.json")) for set_ in SHARED.glob("uhhc/*"))}
"""Tried always, some of every set; all of them with ``-m slow``."""
INSTANCES = [pytest.param(path, id=f"{path.parent.name}/{path.stem}", marks=[] if path in FEW else pytest.mark.slow)
             for path in BENCHMARK]
needs_benchmark = pytest.mark.skipif(not BENCHMARK, reason="the benchmark is not beside the project")

PRICED = {
    Term.UNPLANNED: "optional_patients", Term.LATENESS: "total_tardiness", Term.WORST_LATENESS: "highest_tardiness",
    Term.TRAVEL: "travel_time", Term.WAITING: "total_waiting_time", Term.OVERTIME: "total_extra_time",
    Term.NOT_PREFERRED: "caregiver_preferences", Term.WORST_IDLE: "max_idle_time",
    Term.LOAD_SPREAD: "workload_balance",
}


class RandomPlanner:
    """Appends patients to random carers in random order, with random delays, lunches and refusals."""

    def __init__(self, case, seed, *, haste=False):
        self.case, self.day, self.rng, self.haste = case, case.day, random.Random(seed), haste
        self.stops = {shift.carer: [] for shift in self.day.shifts}
        self.free = {shift.carer: shift.start for shift in self.day.shifts}
        matrix, index = self.day.travel.minutes["car"], self.day.place_index
        self.travel = lambda a, b: matrix[index[a]][index[b]]
        self.at = {carer.id: carer.start_place for carer in self.day.carers}
        self.visits = {}
        for visit in self.day.visits:
            self.visits.setdefault(visit.citizen, []).append(visit)
        self.idle = set() if haste else {carer for carer in self.stops if self.rng.random() < 0.2}

    def plan(self):
        citizens = list(self.visits)
        self.rng.shuffle(citizens)
        if self.haste or self.rng.random() < 0.5:
            citizens.sort(key=lambda citizen: self.visits[citizen][0].windows[0].agreed_start)
        left = [visit for citizen in citizens if self.drops(citizen) or not self.place(self.visits[citizen])
                for visit in self.visits[citizen]]
        for carer in self.stops:
            self.close(carer)
        unplanned = [Unplanned(id=v.id, reason=Reason.NO_CAPACITY if v.unplanned_price is None else Reason.PRICE,
                               rule=Rule.COVERAGE) for v in left]
        return Plan(routes=tuple(Route(carer=carer, stops=tuple(self.stops[carer])) for carer in sorted(self.stops)),
                    unplanned=tuple(sorted(unplanned, key=lambda u: u.id)))

    def drops(self, citizen):
        return self.visits[citizen][0].unplanned_price is not None and self.rng.random() < 0.3

    def place(self, visits):
        """Try a few random teams; the first that can come, comes."""
        citizen = self.day.citizen_by_id[visits[0].citizen]
        for attempt in range(30):
            team = [self.rng.choice(able) for visit in visits if (able := self.able(visit, citizen, attempt > 20))]
            if len(set(team)) < len(visits):
                continue
            lunches = {carer: self.lunch(carer, citizen.place) for carer in team}
            starts = self.starts(visits, [lunches[c][1] for c in team])
            if starts is None or any(self.back(c, s + v.minutes, citizen.place) > self.latest_return(c)
                                     for c, v, s in zip(team, visits, starts, strict=True)):
                continue
            for carer, visit, start in zip(team, visits, starts, strict=True):
                self.stops[carer] += lunches[carer][0]
                self.stops[carer].append(Stop(kind=StopKind.VISIT, id=visit.id, start=start, end=start + visit.minutes))
                self.free[carer], self.at[carer] = start + visit.minutes, citizen.place
            return True
        return False

    def able(self, visit, citizen, idle_too):
        circle = citizen.closed_circle or self.stops
        return [carer.id for carer in self.day.carers
                if (idle_too or carer.id not in self.idle) and carer.id in circle and carer.id not in citizen.vetoes
                and {task.competence for task in visit.tasks} <= {c.area for c in carer.competences}]

    def lunch(self, carer, place):
        """Perhaps a lunch on the way, here or there, and when the next visit may start."""
        leg, pause = self.travel(self.at[carer], place), self.day.shift_by_carer[carer].break_
        arrival = self.free[carer] + leg
        if pause is None or self.has_lunch(carer) or self.rng.random() < 0.5:
            return [], arrival
        there = not self.stops[carer] or self.rng.random() < 0.5
        stop = self.break_(pause, arrival if there else self.free[carer])
        return ([stop], stop.end + (0 if there else leg)) if stop else ([], arrival)

    def break_(self, pause, earliest):
        start = max(earliest, pause.earliest_start) + self.delay()
        end = start + pause.minutes + self.delay()
        if pause.latest_end is not None:
            end = min(end, pause.latest_end)
        if start > pause.latest_start or end - start < pause.minutes:
            return None
        return Stop(kind=StopKind.BREAK, id="break", start=start, end=end)

    def has_lunch(self, carer):
        return any(stop.kind is StopKind.BREAK for stop in self.stops[carer])

    def starts(self, visits, earliest):
        """One start per visit as the links ask, inside windows, or None."""
        gap = next(((link.min_gap, link.max_gap) for link in self.day.links if link.first == visits[0].id
                    and link.second == visits[1].id), (None, None)) if len(visits) > 1 else (None, None)
        for round_ in range(10):
            starts = [self.open(v, e + (0 if self.haste and not round_ else self.delay()))
                      for v, e in zip(visits, earliest, strict=True)]
            if None in starts:
                return None
            if gap[0] is None:
                return starts
            for i in range(1, len(starts)):
                starts[i] = max(starts[i], starts[i - 1] + gap[0])
            for i in range(len(starts) - 1, 0, -1):
                starts[i - 1] = max(starts[i - 1], starts[i] - gap[1])
            if all(self.open(v, s) == s for v, s in zip(visits, starts, strict=True)):
                return starts
            earliest = starts
        return None

    @staticmethod
    def open(visit, start):
        return next((max(start, w.earliest_start) for w in visit.windows if start <= w.latest_start), None)

    def delay(self):
        return self.rng.choice([0, 0, 0, 1, 7, 40, 150]) * self.rng.choice([1, self.case.unit])

    def back(self, carer, end, place):
        return end + self.travel(place, self.day.carer_by_id[carer].home)

    def latest_return(self, carer):
        shift = self.day.shift_by_carer[carer]
        return shift.end + shift.overtime

    def close(self, carer):
        """Perhaps a lunch after the last visit."""
        pause = self.day.shift_by_carer[carer].break_
        if self.stops[carer] and pause and not self.has_lunch(carer) and self.rng.random() < 0.8:
            stop = self.break_(pause, self.free[carer])
            if stop and self.back(carer, stop.end, self.at[carer]) <= self.latest_return(carer):
                self.stops[carer].append(stop)


@pytest.fixture(scope="module")
def judge():
    """The benchmark's own checker."""
    spec = importlib.util.spec_from_file_location("uhhc_check", SHARED / "uhhc_check.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["uhhc_check"] = module
    spec.loader.exec_module(module)
    yield module.check
    del sys.modules["uhhc_check"]


def assert_same_prices(case, plan, judge):
    """Every component, and the total, as the benchmark prices them; then lunch-only trips only help."""
    at_home = [s.replace(unused_price=0, unused_idle=None) for s in case.day.shifts]
    report = check(case.day.replace(shifts=tuple(at_home)), plan)
    assert report.valid, report.violations[:3]
    raw = uhhc_solution(case, plan, trips=False)
    judged = judge(case.raw, raw)
    left_out = {case.visits[u.id][0] for u in plan.unplanned if u.reason is Reason.NO_CAPACITY}
    assert {v.ids[0] for v in judged.violations if v.rule == "missing_patient"} == left_out
    assert all(v.rule == "missing_patient" for v in judged.violations), judged.violations[:3]
    counted = {name: c for name, c in judged.components.items() if isinstance(c.weight, int | float)}
    claimed = {name: raw["cost_components"].get(name, 0) for name in counted}
    assert claimed == pytest.approx({name: component.value for name, component in counted.items()})
    assert uhhc_total(case, plan, trips=False) == pytest.approx(judged.total, abs=1e-6)
    parts = {} if case.instance.weight("working_time") else PRICED  # that weight is spread over several terms
    for term, name in parts.items():
        assert report.costs.get(term, 0) / case.divisor == pytest.approx(judged.components[name].cost, abs=1e-6), name
    used = {route.carer for route in plan.routes if route.stops}
    missed = sum(c.lunch for c in case.instance.carers.values() if c.id not in used)
    assert (case.total(report.cost) + missed * case.instance.weight("missed_lunch_break")
            == pytest.approx(judged.total, abs=1e-6))
    written = judge(case.raw, uhhc_solution(case, plan))
    assert {v.rule for v in written.violations} <= {"missing_patient"}
    cost = check(case.day, plan).cost
    with_trips = uhhc_routes(case, plan, trips=False) | priced_trips(case, used)
    assert total(case.instance, with_trips) == pytest.approx(case.total(cost))
    assert case.inexact or case.bound(cost) <= written.total + 1e-6
    assert written.total == pytest.approx(uhhc_total(case, plan), abs=1e-6)
    assert written.total <= case.total(cost) + 1e-6


def priced_trips(case, used):
    """Give the routes that the day has in mind where it prices unused shifts."""
    trips = {s.carer: priced_trip(case.instance, case.instance.carers[s.carer])
             for s in case.day.shifts if s.break_ and s.carer not in used}
    return {carer: [Location(trip.stop[0], LUNCH, *trip.stop[1:])] for carer, trip in trips.items()
            if trip and trip.stop}


@needs_benchmark
@pytest.mark.parametrize("path", INSTANCES)
def test_random_plans_cost_what_the_benchmark_says(path, judge):
    case = read_uhhc(path)
    assert not case.inexact
    for seed in [len(case.day.visits) % 3] if len(case.day.visits) > 60 else range(4):
        assert_same_prices(case, RandomPlanner(case, seed, haste=seed == 3).plan(), judge)


VARIANTS = {
    "lunch": ("lunch", meta()), "ends": ("ends", meta()), "decimals": ("decimals", meta()),
    "lunch at the end": ("lunch", meta(time_window_met="at_service_end")),
    "known carers only": ("lunch", weights(caregiver_preferences="HARD")),
    "nobody left out": ("lunch", weights(optional_patients=None)),
    "all time counts": ("lunch", weights(working_time=1)),
    "halves": ("lunch", weights(travel_time=0.5, missed_lunch_break=2.5)),
    "waiting from the start": ("lunch", meta(origin="bazirha")),
    "no overtime": ("lunch", weights(total_extra_time="HARD")),
    "no lateness": ("lunch", weights(highest_tardiness="HARD")),
    "soft ends": ("ends", weights(total_tardiness=None, total_extra_time=3)),
}


@pytest.mark.parametrize(("name", "change"), VARIANTS.values(), ids=VARIANTS)
def test_random_plans_of_tiny_instances_cost_their_total(name, change, variant):
    case = variant(name, change)
    for seed in range(10):
        plan = RandomPlanner(case, seed).plan()
        report = check(case.day, plan)
        assert report.valid
        assert uhhc_total(case, plan) <= case.total(report.cost) + 1e-6
        if all(route.stops for route in plan.routes):
            assert uhhc_total(case, plan, trips=False) == pytest.approx(case.total(report.cost), abs=1e-6)


@needs_benchmark
@pytest.mark.parametrize(("name", "change"), VARIANTS.values(), ids=VARIANTS)
def test_random_plans_of_tiny_instances_cost_what_the_benchmark_says(name, change, variant, judge):
    case = variant(name, change)
    for seed in range(10):
        assert_same_prices(case, RandomPlanner(case, seed).plan(), judge)
