"""What an instance becomes: windows, links, lunches and prices of a day, and routes again."""

import pytest

from tests.io.uhhc.tiny import meta, weights
from triagering.io.uhhc import uhhc_routes, uhhc_total
from triagering.io.uhhc.idle import lunch_trips
from triagering.models import CarerRelation, Plan, Route, Stop, StopKind


def windows(case, visit):
    return [(w.earliest_start, w.agreed_start, w.latest_start) for w in case.day.visit_by_id[visit].windows]


def ten_apart(start, end):
    """Put all places ten minutes apart, and give the first carer another shift."""
    def change(raw):
        raw["caregivers"][0]["working_shift"].update(start=start, end=end)
        raw["distances"] = [[0 if a == b else 10 for b in range(4)] for a in range(4)]
    return change


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


@pytest.mark.parametrize(("origin", "waits"), [("bazirha", True), ("bazirha-caie", True), ("mankowska", False)])
def test_carers_of_some_origins_leave_when_the_shift_starts(variant, origin, waits):
    assert variant("lunch", meta(origin=origin)).day.settings.wait_before_first is waits


def test_at_service_end_the_agreed_start_leaves_time_for_the_service(variant):
    assert windows(variant("lunch", meta(time_window_met="at_service_end")), "p1/s0")[0] == (60, 65, 299)


def test_hard_lateness_closes_windows_and_drops_those_too_short(variant):
    assert windows(variant("ends"), "p1/s0") == [(60, 65, 65), (300, 305, 305)]


def test_soft_lateness_that_cannot_be_avoided_is_said_to_be_inexact_and_has_no_bound(variant):
    case = variant("ends", weights(total_tardiness=1))
    assert case.inexact == ("p1: lateness that cannot be avoided is not priced",)
    assert case.bound(1000) is None
    assert windows(case, "p1/s0")[1] == (90, 90, 299)


def test_decimals_become_whole_units_and_residue_is_cut(variant):
    case = variant("decimals")
    assert (case.unit, case.divisor) == (1000, 1000)
    assert case.day.travel.minutes["car"][0] == (0, 10125, 20500, 15003)
    assert windows(case, "p0/s0")[0][:2] == (100_000, 401_000)


def test_finer_distances_than_a_thousandth_are_rounded_up(variant):
    case = variant("decimals", lambda raw: raw["distances"][0].__setitem__(1, 10.1251))
    assert case.day.travel.minutes["car"][0][1] == 10126


def test_finer_limits_than_a_thousandth_are_rounded_to_the_safe_side(variant):
    gap = {"min": 10.0004, "max": 40.0006}
    link = variant("decimals", lambda raw: raw["patients"][0]["synchronization"].update(distance=gap)).day.links[0]
    assert (link.min_gap, link.max_gap) == (10_001, 40_000)
    shift = variant("lunch", ten_apart(0.0004, 300.0006)).day.shift_by_carer["c0"]
    assert (shift.start, shift.end) == (1, 300_000)


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


def test_a_patient_who_must_be_served_is_not_said_to_be_a_gain_if_left_out(variant):
    def dear(raw):
        weights(working_time=50)(raw)
        for patient in raw["patients"]:
            patient["optional"] = False
    assert variant("lunch", dear).inexact == ()


def test_an_optional_patient_whom_nobody_can_serve_costs_its_price_from_the_start(variant):
    case = variant("lunch", lambda raw: raw["patients"][2]["required_services"][0].update(service="s9"))
    assert case.offset == 180
    assert "p2" not in case.day.citizen_by_id


@pytest.mark.parametrize(("start", "end", "overtime"), [(361, 500, 5), (0, 200, "HARD")])
def test_a_lunch_out_of_reach_is_missed_from_the_start(variant, start, end, overtime):
    def apart(raw):
        weights(total_extra_time=overtime)(raw)
        raw["caregivers"][1]["working_shift"].update(start=start, end=end)
    case = variant("lunch", apart)
    assert case.offset == 70
    assert case.day.shift_by_carer["c1"].break_ is None
    assert case.day.shift_by_carer["c0"].break_ is not None


@pytest.mark.parametrize(("met", "latest_start", "latest_end"), [("at_service_start", 360, None),
                                                                 ("at_service_end", 330, 360)])
def test_lunch_starts_and_perhaps_ends_in_its_window(variant, met, latest_start, latest_end):
    pause = variant("lunch", meta(time_window_met=met)).day.shift_by_carer["c0"].break_
    assert (pause.earliest_start, pause.latest_start, pause.latest_end) == (180, latest_start, latest_end)
    assert (pause.minutes, pause.mandatory, pause.at_ends) == (30, False, True)


@pytest.mark.parametrize("idle", [3, 0])
def test_carers_without_visits_go_to_lunch_where_a_hard_lunch_asks_for_it_whatever_it_costs(variant, idle):
    case = variant("lunch", weights(missed_lunch_break="HARD", max_idle_time=idle))
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


@pytest.mark.parametrize(("start", "end", "idle"), [(350, 480, [0]), (351, 480, []), (350, 360, [0])])
def test_a_lunch_trip_may_begin_in_the_last_minute_and_is_no_idle_time_below_nothing(variant, start, end, idle):
    instance = variant("lunch", ten_apart(start, end)).instance
    assert [trip.idle for trip in lunch_trips(instance, instance.carers["c0"]) if trip.stop] == idle


@pytest.mark.parametrize(("start", "end", "change", "possible"), [
    (320, 480, meta(time_window_met="at_service_end"), True), (321, 480, meta(time_window_met="at_service_end"), False),
    (160, 220, weights(total_extra_time="HARD"), True), (160, 219, weights(total_extra_time="HARD"), False)])
def test_a_lunch_trip_may_take_its_window_and_its_shift_to_the_minute(variant, start, end, change, possible):
    instance = variant("lunch", lambda raw: (ten_apart(start, end)(raw), change(raw))).instance
    assert any(trip.stop for trip in lunch_trips(instance, instance.carers["c0"])) is possible


@pytest.mark.parametrize(("end", "cost"), [(220, 40), (219, 45)])
def test_a_lunch_trip_costs_its_travel_and_its_overtime(variant, end, cost):
    instance = variant("lunch", ten_apart(160, end)).instance
    assert {trip.cost for trip in lunch_trips(instance, instance.carers["c0"]) if trip.stop} == {cost}


def test_a_carer_without_a_shift_takes_the_shortest_lunch_and_is_never_idle(variant):
    instance = variant("lunch", lambda raw: raw["caregivers"][0].pop("working_shift")).instance
    assert [(trip.idle, trip.stop) for trip in lunch_trips(instance, instance.carers["c0"])] == [(0, ("p0", 180, 210))]


def test_who_has_no_right_to_lunch_stays_at_home_also_where_no_lunch_may_be_missed(variant):
    instance = variant("lunch", weights(missed_lunch_break="HARD")).instance
    assert [trip.stop for trip in lunch_trips(instance, instance.carers["c2"])] == [None]
    assert None not in [trip.stop for trip in lunch_trips(instance, instance.carers["c0"])]


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


@pytest.mark.parametrize(("end", "place"), [(2230, "p2"), (2231, "p1")])
def test_a_break_is_written_where_the_times_allow_it_in_tenths_of_a_minute_too(variant, end, place):
    case = variant("lunch", lambda raw: raw["lunch_breaks"].update(min_duration=30.5))
    stops = [Stop(kind=kind, id=id_, start=begin, end=finish) for kind, id_, begin, finish in (
        (StopKind.VISIT, "p2/s1", 1500, 1650), (StopKind.BREAK, "break", 1800, end),
        (StopKind.VISIT, "p1/s0", 2300, 2550))]
    found = uhhc_routes(case, Plan(routes=(Route(carer="c0", stops=tuple(stops)),)))["c0"]
    assert [(stop.patient, stop.start, stop.end) for stop in found] == [
        ("p2", 150, 165), (place, 180, end / 10), ("p1", 230, 255)]


@pytest.mark.parametrize(("name", "change", "told"), [
    ("lunch", weights(max_waiting_time=1), "max_waiting_time is not priced"),
    ("lunch", weights(qualification=5), "qualification is soft, and treated as hard"),
    ("lunch", weights(incompabilities=5), "incompabilities is soft, and treated as hard"),
    ("lunch", weights(travel_time="HARD"), "travel_time is hard, and neither held nor priced"),
    ("lunch", weights(max_idle_time="HARD"), "max_idle_time is hard, and neither held nor priced"),
    ("decimals", weights(workload_balance=1), "workload_balance is rounded to fractions of minutes"),
    ("decimals", weights(max_idle_time=1), "carers without a shift count as idle"),
    ("lunch", weights(workload_balance=1), None)])
def test_what_a_day_cannot_hold_of_an_instance_is_said_and_it_has_no_bound(variant, name, change, told):
    case = variant(name, change)
    assert case.inexact == (() if told is None else (told,))
    assert (case.bound(1000) is None) is (told is not None)


@pytest.mark.parametrize(("weight", "price", "inexact"), [
    (12, 0, ()), (13, 0, ("p2: leaving it out would be a gain",))])
def test_what_would_be_a_gain_if_left_out_costs_nothing_and_is_said(variant, weight, price, inexact):
    case = variant("lunch", weights(working_time=weight))  # a quarter of an hour, and 180 for leaving it out
    assert case.day.visit_by_id["p2/s1"].unplanned_price == price
    assert case.inexact == inexact


def test_an_optional_patient_with_one_service_that_nobody_can_give_is_left_out_whole(variant):
    def change(raw):
        raw["patients"][0]["optional"] = True
        raw["patients"][0]["required_services"][1]["service"] = "s9"
    case = variant("lunch", change)
    assert case.offset == 180
    assert "p0" not in case.day.citizen_by_id


def test_carers_of_whom_an_instance_knows_nothing_are_nobody_s_to_refuse(variant):
    case = variant("lunch", lambda raw: raw["patients"][1].update(incompatible_caregivers=["c2", "gone"]))
    assert case.day.citizen_by_id["p1"].vetoes == {"c2"}


def test_of_windows_that_open_together_the_last_given_counts(variant):
    both = [{"start": 60, "end": 90}, {"start": 60, "end": 100}]
    case = variant("lunch", lambda raw: raw["patients"][1].update(time_windows=both))
    assert [window[:2] for window in windows(case, "p1/s0")] == [(60, 100)]


def test_thousandths_that_no_float_holds_are_not_rounded_once_more(variant):
    gap = {"min": 1.001, "max": 1.001}
    link = variant("decimals", lambda raw: raw["patients"][0]["synchronization"].update(distance=gap)).day.links[0]
    assert (link.min_gap, link.max_gap) == (1001, 1001)


@pytest.mark.parametrize(("start", "end", "overtime"), [(360, 500, 5), (0, 210, "HARD"), (0, 200, 5)])
def test_a_lunch_that_can_just_be_reached_perhaps_in_overtime_is_in_the_day(variant, start, end, overtime):
    def apart(raw):
        weights(total_extra_time=overtime)(raw)
        raw["caregivers"][1]["working_shift"].update(start=start, end=end)
    case = variant("lunch", apart)
    assert case.offset == 0
    assert case.day.shift_by_carer["c1"].break_ is not None


def test_a_carer_without_a_shift_is_at_work_as_long_as_anything_can_last(variant):
    day = variant("decimals").day
    ends = {(shift.start, shift.end, shift.overtime) for shift in day.shifts}
    assert len(ends) == 1
    ((start, end, overtime),) = ends
    assert (start, overtime) == (0, 0)
    assert end > max(window.latest_start + visit.minutes for visit in day.visits for window in visit.windows)


def test_a_carer_without_visits_does_not_travel_from_one_end_of_the_shift_to_the_other(variant):
    def home_elsewhere(raw):
        raw["terminal_points"].append({"id": "d1", "distance_matrix_index": 3})
        for carer in raw["caregivers"]:
            carer["arrival_point"] = "d1"
    usual, elsewhere = (uhhc_total(variant("lunch", change), Plan(), trips=False)
                        for change in (lambda raw: None, home_elsewhere))
    assert elsewhere == usual
