"""Days made from benchmark instances price every plan exactly as the benchmark's own checker does."""

import importlib.util
import json
import random
import sys
from pathlib import Path

import pytest

from triagering.errors import InputError
from triagering.evaluation import check
from triagering.io.uhhc import read_uhhc, uhhc_routes, uhhc_solution, uhhc_total
from triagering.io.uhhc.idle import lunch_trips, priced_trip
from triagering.io.uhhc.instance import LUNCH
from triagering.io.uhhc.solution import Location, total
from triagering.models import CarerRelation, Plan, Reason, Route, Rule, Stop, StopKind, Term, Unplanned

TINY = Path(__file__).parents[1] / "data" / "uhhc"
SHARED = Path(__file__).parents[3] / "shared" / "benchmarks"
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


def weights(**changed):
    def change(raw):
        for name, weight in changed.items():
            raw["metadata"]["cost_components"].pop(name, None)
            if weight is not None:
                raw["metadata"]["cost_components"][name] = weight
    return change


def meta(**changed):
    return lambda raw: raw["metadata"].update(changed)


@pytest.fixture
def variant(tmp_path):
    """Read a tiny instance after a change to its JSON."""
    def read(name, change=lambda raw: None):
        raw = json.loads((TINY / f"{name}.json").read_text(encoding="utf-8"))
        change(raw)
        path = tmp_path / "instance.json"
        path.write_text(json.dumps(raw), encoding="utf-8")
        return read_uhhc(path)
    return read


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


def windows(case, visit):
    return [(w.earliest_start, w.agreed_start, w.latest_start) for w in case.day.visit_by_id[visit].windows]


def test_a_window_lasts_until_the_next_one_opens(variant):
    (early, late) = windows(variant("lunch"), "p1/s0")
    assert early == (60, 90, 299)
    assert late[:2] == (300, 330)


def test_a_window_that_ends_as_the_next_one_opens_is_never_late(variant):
    def touching(raw):
        raw["patients"][1]["time_windows"][0]["end"] = 300
    assert windows(variant("lunch", touching), "p1/s0")[0] == (60, 299, 299)
    hard = variant("lunch", lambda raw: (touching(raw), weights(total_tardiness="HARD")(raw)))
    assert windows(hard, "p1/s0") == [(60, 299, 299), (300, 330, 330)]


def test_overtime_is_without_limit_unless_hard(variant):
    soft, hard = variant("lunch"), variant("lunch", weights(total_extra_time="HARD"))
    assert {shift.overtime for shift in hard.day.shifts} == {0}
    assert min(shift.end + shift.overtime for shift in soft.day.shifts) > 600


def test_at_service_end_the_agreed_start_leaves_time_for_the_service(variant):
    assert windows(variant("lunch", meta(time_window_met="at_service_end")), "p1/s0")[0] == (60, 65, 299)


def test_hard_lateness_closes_windows_and_drops_those_too_short(variant):
    assert windows(variant("ends"), "p1/s0") == [(60, 65, 65), (300, 305, 305)]


def test_soft_lateness_that_cannot_be_avoided_is_said_to_be_inexact(variant):
    case = variant("ends", weights(total_tardiness=1))
    assert case.inexact == ("p1: lateness that cannot be avoided is not priced",)
    assert windows(case, "p1/s0")[1] == (90, 90, 299)


def test_decimals_become_whole_units_and_residue_is_cut(variant):
    case = variant("decimals")
    assert (case.unit, case.divisor) == (1000, 1000)
    assert case.day.travel.minutes["car"][0] == (0, 10125, 20500, 15003)
    assert windows(case, "p0/s0")[0][:2] == (100_000, 401_000)


def test_finer_distances_than_a_thousandth_are_rounded_up(variant):
    case = variant("decimals", lambda raw: raw["distances"][0].__setitem__(1, 10.1251))
    assert case.day.travel.minutes["car"][0][1] == 10126


def test_services_of_a_patient_are_tied_in_order_and_kept_apart(variant):
    links = variant("decimals").day.links
    assert [(link.id, link.min_gap, link.max_gap) for link in links] == [
        ("p0/s0/s1", 10_000, 40_000), ("p1/s0/s1", 0, 0), ("p1/s0/s2", None, None), ("p1/s1/s2", 0, 0)]
    assert all(link.carers is CarerRelation.OTHER and link.all_or_none for link in links)


def test_hard_preferences_close_the_circle_and_soft_ones_do_not(variant):
    soft, hard = variant("lunch"), variant("lunch", weights(caregiver_preferences=None))
    assert soft.day.citizen_by_id["p0"].closed_circle == frozenset()
    assert hard.day.citizen_by_id["p0"].closed_circle == {"c0"}


def test_only_one_visit_of_an_optional_patient_carries_its_price(variant):
    case = variant("lunch", lambda raw: raw["patients"][0].update(optional=True))
    prices = {visit.id: visit.unplanned_price for visit in case.day.visits}
    assert prices == {"p0/s0": 180, "p0/s1": 0, "p1/s0": None, "p2/s1": 180}


def test_an_optional_patient_whom_nobody_can_serve_costs_its_price_from_the_start(variant):
    case = variant("lunch", lambda raw: raw["patients"][2]["required_services"][0].update(service="s9"))
    assert case.offset == 180
    assert "p2" not in case.day.citizen_by_id


def test_a_lunch_out_of_reach_is_missed_from_the_start(variant):
    case = variant("lunch", lambda raw: raw["caregivers"][1]["working_shift"].update(start=361, end=500))
    assert case.offset == 70
    assert case.day.shift_by_carer["c1"].break_ is None
    assert case.day.shift_by_carer["c0"].break_ is not None


@pytest.mark.parametrize(("met", "latest_start", "latest_end"), [("at_service_start", 360, None),
                                                                 ("at_service_end", 330, 360)])
def test_lunch_starts_and_perhaps_ends_in_its_window(variant, met, latest_start, latest_end):
    pause = variant("lunch", meta(time_window_met=met)).day.shift_by_carer["c0"].break_
    assert (pause.earliest_start, pause.latest_start, pause.latest_end) == (180, latest_start, latest_end)
    assert (pause.minutes, pause.mandatory, pause.at_ends) == (30, False, True)


def test_carers_without_visits_go_to_lunch_where_a_hard_lunch_asks_for_it(variant):
    case = variant("lunch", weights(missed_lunch_break="HARD"))
    assert case.day.shift_by_carer["c0"].break_.mandatory
    routes = uhhc_routes(case, Plan())
    assert {carer: [stop.service for stop in stops] for carer, stops in routes.items()} == {
        "c0": ["lunch_break"], "c1": ["lunch_break"]}


def test_a_lunch_trip_is_not_made_where_missing_lunch_is_cheaper(variant):
    case = variant("lunch", weights(missed_lunch_break=1, max_idle_time=0))
    assert uhhc_routes(case, Plan()) == {}
    assert case.day.shift_by_carer["c0"].unused_price == 1


def test_lunch_trips_trade_travel_for_idle_time(variant):
    at_start, at_end = variant("lunch").instance, variant("lunch", meta(time_window_met="at_service_end")).instance
    assert [(t.cost, t.idle, t.stop) for t in lunch_trips(at_end, at_end.carers["c0"])] == [
        (44, 218, ("p0", 180, 360)), (58, 211, ("p2", 180, 360)), (80, 200, ("p1", 180, 360))]
    assert [(t.cost, t.idle, t.stop) for t in lunch_trips(at_start, at_start.carers["c0"])] == [
        (44, 110, ("p0", 180, 468)), (58, 105, ("p2", 180, 466)), (80, 100, ("p1", 180, 460))]
    assert [(t.cost, t.idle, t.stop) for t in lunch_trips(at_end, at_end.carers["c2"])] == [(0, 300, None)]


@pytest.mark.parametrize(("weight", "price", "idle"), [(0, 44, 110), (1, 44, 110), (3, 58, 105), (10, 80, 100)])
def test_an_unused_shift_is_priced_like_the_trip_that_is_best_for_its_carer_alone(variant, weight, price, idle):
    case = variant("lunch", weights(max_idle_time=weight))
    assert case.day.shift_by_carer["c0"].unused_price == price * case.divisor
    assert case.day.shift_by_carer["c0"].unused_idle == idle
    assert case.day.shift_by_carer["c2"].unused_idle is None  # no right to lunch: idle all day


def test_a_bound_on_the_day_is_one_on_the_instance_less_what_cheaper_trips_save(variant):
    none, weighed = variant("lunch", weights(max_idle_time=0)), variant("lunch", weights(max_idle_time=10))
    assert none.bound(1000) == none.total(1000)
    cheapest = [variant("lunch", weights(max_idle_time=0)).day.shift_by_carer[c].unused_price for c in ("c0", "c1")]
    priced = [weighed.day.shift_by_carer[c].unused_price for c in ("c0", "c1")]
    assert weighed.total(1000) - weighed.bound(1000) == sum(priced) - sum(cheapest) > 0


def test_a_break_is_written_where_the_times_allow_it(variant):
    case = variant("lunch")
    first = Stop(kind=StopKind.VISIT, id="p2/s1", start=150, end=165)
    last = Stop(kind=StopKind.VISIT, id="p1/s0", start=230, end=255)
    for start, end, place in [(180, 223, "p2"), (180, 224, "p1"), (180, 230, "p1")]:
        pause = Stop(kind=StopKind.BREAK, id="break", start=start, end=end)
        plan = Plan(routes=(Route(carer="c0", stops=(first, pause, last)),))
        assert uhhc_routes(case, plan)["c0"][1].patient == place


@pytest.mark.parametrize(("content", "code"), [
    ("{", "E540"), ("[" * 100_000, "E540"), ("[]", "E541"), ("{}", "E541"), ('{"metadata": {}}', "E541"),
])
def test_files_that_are_no_instances_are_refused(tmp_path, content, code):
    path = tmp_path / "broken.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_uhhc(path)
    assert [issue.code for issue in caught.value.issues] == [code]


def test_a_byte_order_mark_does_not_matter(tmp_path):
    path = tmp_path / "lunch.json"
    path.write_bytes(b"\xef\xbb\xbf" + (TINY / "lunch.json").read_bytes())
    assert read_uhhc(path).day == read_uhhc(TINY / "lunch.json").day


@pytest.mark.parametrize(("place", "value", "code"), [
    (("patients", 0, "id"), "0101501234", "E601"), (("patients", 0, "required_services", 0, "duration"), 0, "E511"),
    (("patients", 0, "required_services", 0, "duration"), "long", "E541"),
    (("patients", 0, "time_windows", 0, "end"), float("nan"), "E541"),
    (("patients", 0, "preferred_caregivers"), ["nobody"], "E102"), (("distances", 0, 1), -1, "E541"),
    (("metadata", "cost_components", "travel_time"), "hard", "E541"),
    (("patients", 0, "distance_matrix_index"), -1, "E541"),
    (("patients", 1, "id"), "p0", "E541"), (("metadata", "time_window_met"), "whenever", "E541"),
])
def test_what_a_day_cannot_hold_is_refused_with_its_code(variant, place, value, code):
    def change(raw):
        *path, last = place
        for step in path:
            raw = raw[step]
        raw[last] = value
    with pytest.raises(InputError) as caught:
        variant("lunch", change)
    assert code in {issue.code for issue in caught.value.issues}
    assert "0101501234" not in str(caught.value)


@pytest.mark.parametrize(("change", "told"), [
    (lambda raw: raw["caregivers"][0].pop("abilities"), "(KeyError: abilities)"),
    (lambda raw: raw["caregivers"][0].update(departing_point="Anna Hansen"), "(KeyError)"),
    (lambda raw: raw["patients"][0].update(id="Anna Hansen", time_windows=[]), "(ValueError)"),
    (lambda raw: raw["patients"][0].update(required_services="Anna Hansen"), "(TypeError)"),
])
def test_a_misused_field_is_named_but_never_repeated(variant, change, told):
    with pytest.raises(InputError) as caught:
        variant("lunch", change)
    assert told in str(caught.value)
    assert "Hansen" not in str(caught.value)


def test_a_mandatory_patient_who_is_late_whatever_happens_is_refused_if_lateness_is_hard(variant):
    with pytest.raises(InputError) as caught:
        variant("ends", lambda raw: raw["patients"][2].update(time_windows=[{"start": 20, "end": 30}]))
    assert [issue.code for issue in caught.value.issues] == ["E542"]
