import datetime as dt
import random
from itertools import pairwise
from math import isnan

import numpy as np
import pandas as pd
import pytest

from triagering.errors import InputError
from triagering.evaluation.continuity import distinct_carers, indices
from triagering.evaluation.definition import Definition
from triagering.evaluation.distribution import distributions
from triagering.evaluation.ratios import ratios
from triagering.evaluation.rows import days_away

MONDAY = dt.date(2026, 3, 2)
WEEK = Definition(days=7)


def on(day):
    return pd.Timestamp(MONDAY) + pd.Timedelta(days=day)


def history(*rows, **same):
    """Visits from (day, start, carers); several carers of one visit as ``ida+bo``."""
    found = []
    for number, (day, start, carers, *more) in enumerate(rows):
        found += [{"date": on(day), "visit": f"v{number}", "citizen": "c1", "carer": carer, "start": start,
                   "minutes": 30, **same, **(more[0] if more else {})} for carer in carers.split("+")]
    return pd.DataFrame(found)


def sequence(carers, **same):
    """One visit a day at 08:00, by these carers in turn."""
    return history(*((day, 480, who) for day, who in enumerate(carers.split())), **same)


def figures(visits, days=28, **more):
    return indices(visits, MONDAY, MONDAY + dt.timedelta(days - 1), **more).loc["c1"]


# Worked by hand: n is the number of meetings per carer.
HAND = [
    # carers in turn               N  M  UPC      COC                 MMCI                            SECON
    ("ida ida ida ida", 4, 1, 1.0, 1.0, 1.0, 1.0),
    ("ida bo eva liv", 4, 4, 0.25, 0.0, (1 - 4 / 4.1) / (1 - 1 / 4.1), 0.0),
    ("ida ida bo bo", 4, 2, 0.5, (4 + 4 - 4) / 12, (1 - 2 / 4.1) / (1 - 1 / 4.1), 2 / 3),
    ("ida bo ida bo", 4, 2, 0.5, (4 + 4 - 4) / 12, (1 - 2 / 4.1) / (1 - 1 / 4.1), 0.0),
    ("ida ida ida bo eva", 5, 3, 0.6, (9 + 1 + 1 - 5) / 20, (1 - 3 / 5.1) / (1 - 1 / 5.1), 2 / 4),
    ("ida bo", 2, 2, 0.5, 0.0, (1 - 2 / 2.1) / (1 - 1 / 2.1), 0.0),
    ("ida ida bo", 3, 2, 2 / 3, (4 + 1 - 3) / 6, (1 - 2 / 3.1) / (1 - 1 / 3.1), 0.5),
]


@pytest.mark.parametrize(("carers", "n", "m", "upc", "coc", "mmci", "secon"), HAND)
def test_the_indices_are_those_worked_by_hand(carers, n, m, upc, coc, mmci, secon):
    found = figures(sequence(carers))
    assert (found["meetings"], found["carers"]) == (n, m)
    assert found[["upc", "coc", "mmci", "secon"]].tolist() == pytest.approx([upc, coc, mmci, secon])


def test_one_visit_has_a_usual_provider_but_no_dispersion_and_no_sequence():
    found = figures(sequence("ida"))
    assert (found["upc"], found["mmci"]) == (1.0, 1.0)
    assert isnan(found["coc"])
    assert isnan(found["secon"])


@pytest.mark.parametrize(("carers", "secon"), [
    ("ida+bo bo+ida", 1.0),             # the same pair, whoever is named first
    ("ida+bo ida", 0.0),                # half of the pair is another set
    ("ida ida+bo", 0.0),
    ("ida+bo ida+eva", 0.0),
    ("ida+bo ida+bo ida ida", 2 / 3),
])
def test_a_visit_by_two_carers_is_one_visit_by_a_set_in_the_sequence(carers, secon):
    assert figures(sequence(carers))["secon"] == pytest.approx(secon)


def test_a_visit_by_two_carers_is_two_meetings_elsewhere():
    found = figures(sequence("ida+bo ida ida"))
    assert (found["meetings"], found["carers"], found["upc"]) == (4, 2, 0.75)
    assert found["coc"] == pytest.approx((9 + 1 - 4) / 12)


def test_the_sequence_follows_the_clock_not_the_order_of_rows():
    visits = history((0, 1140, "bo"), (0, 480, "ida"), (1, 1140, "bo"), (1, 480, "ida"), (2, 480, "ida"))
    assert figures(visits)["secon"] == pytest.approx(0.0)   # ida bo ida bo ida
    assert figures(visits.sort_values("carer"))["secon"] == pytest.approx(0.0)


def test_a_hospital_day_is_not_counted_and_the_sequence_steps_over_it():
    stays = pd.DataFrame({"citizen": ["c1"], "first_day": [on(1)], "last_day": [on(2)]})
    found = figures(sequence("ida bo eva ida"), stays=stays)
    assert (found["meetings"], found["carers"], found["secon"]) == (2, 1, 1.0)


def test_overlapping_and_open_stays_count_each_day_once():
    stays = pd.DataFrame({"citizen": ["c1", "c1", "c2"], "first_day": [on(-5), on(1), on(40)],
                          "last_day": [on(1), pd.NaT, on(41)]})
    away = days_away(stays, MONDAY, MONDAY + dt.timedelta(3))
    assert away["date"].tolist() == [on(0), on(1), on(2), on(3)]


def test_coc_is_not_averaged_over_citizens_with_fewer_than_four_meetings():
    table = pd.DataFrame({"meetings": [3, 3, 4, 5, 6, 7, 8], "coc": [0, 0, 0.5, 0.5, 0.5, 0.5, 0.5],
                          "upc": [1.0] * 7})
    found = distributions(table)
    assert found.loc["coc", ["citizens", "mean"]].tolist() == [5, 0.5]
    assert found.loc["upc", "citizens"] == 7


def test_contact_and_team_share_are_of_the_visits_or_of_their_minutes():
    visits = pd.concat([
        sequence("ida ida bo eva", contact_person="ida", miniteam="m1", carer_miniteam="m1"),
    ]).assign(minutes=[10, 20, 60, 10])
    visits.loc[3, "carer_miniteam"] = "m2"
    assert figures(visits)[["contact_share", "team_share", "upc"]].tolist() == [0.5, 0.75, 0.5]
    by_minutes = figures(visits, definition=Definition(by="minutes"))
    assert by_minutes[["contact_share", "team_share", "upc"]].tolist() == [0.3, 0.9, 0.6]


def test_without_a_contact_person_or_a_team_there_is_no_share_of_them():
    visits = sequence("ida bo", contact_person=None, miniteam=None, carer_miniteam="m1")
    assert figures(visits)[["contact_share", "team_share"]].isna().all()
    assert figures(sequence("ida bo"))[["contact_share", "team_share"]].isna().all()


def test_a_carer_is_known_to_the_day_and_nobody_is_known_for_having_come_earlier_the_same_day():
    past = [(day, 480, "eva") for day in range(-60, -30, 5)]
    visits = history(*past, (-28, 480, "ida"), (-29, 480, "bo"), (-28, 480, "bo+liv", {"status": "undelivered"}),
                     (0, 480, "ida"), (0, 720, "bo"), (0, 1140, "bo"), (1, 480, "bo"), (1, 720, "liv"))
    visits["status"] = visits["status"].fillna("delivered")
    found = figures(visits, days=2)
    assert found["known_share"] == pytest.approx(2 / 5)     # ida, and bo on the second day
    assert found["strangers"] == 2                          # bo on the first day, once; liv


def test_meetings_whose_past_is_not_in_the_data_are_neither_known_nor_strange():
    found = figures(sequence("ida bo eva"))
    assert isnan(found["known_share"])
    assert isnan(found["strangers"])


def test_nurses_alarms_nights_and_undelivered_visits_count_only_when_asked():
    visits = history(
        (0, 480, "ida"), (0, 1319, "bo"), (0, 1320, "night"), (0, 419, "early"), (0, 420, "seven"),
        (0, 600, "nora", {"profession": "nurse"}), (0, 610, "al", {"kind": "alarm"}),
        (0, 620, "ghost", {"status": "undelivered", "reason": "cancelled"}),
    ).assign(profession=lambda rows: rows["profession"].fillna("ssh"))
    visits["status"] = visits["status"].fillna("delivered")
    day = Definition(days=1)
    assert distinct_carers(visits, MONDAY, definition=day).loc["c1"].tolist() == [3, 3, 1]
    everything = Definition(days=1, without_professions=frozenset(), without_kinds=frozenset(),
                            first_minute=0, last_minute=1440)
    assert distinct_carers(visits, MONDAY, definition=everything).loc["c1", "distinct_carers"] == 7


@pytest.mark.parametrize(("start", "counts"), [(1440 + 419, 0), (1440 + 420, 1), (-60, 0), (-121, 1)])
def test_a_visit_of_a_shift_across_midnight_counts_by_the_time_of_day(start, counts):
    assert len(indices(history((0, start, "ida")), MONDAY, MONDAY)) == counts
    day_and_night = Definition(first_minute=0, last_minute=1440)
    assert len(indices(history((0, start, "ida")), MONDAY, MONDAY, definition=day_and_night)) == 1


def twice_a_day(days, carers=("ida", "bo")):
    return [(day, start, who) for day in days for start, who in zip((480, 1140), carers, strict=True)]


def test_distinct_carers_are_counted_in_a_window_that_ends_on_the_day():
    visits = history((-1, 480, "out"), *twice_a_day(range(7)), (7, 480, "later"))
    assert distinct_carers(visits, MONDAY + dt.timedelta(6), definition=WEEK).loc["c1"].tolist() == [2, 14, 7]


@pytest.mark.parametrize("days", [7, 14, 28])
def test_d7_d14_and_d28_take_the_carers_of_their_days(days):
    visits = history(*((day, start, f"carer-{day}") for day in range(28) for start in (480, 1140)))
    found = distinct_carers(visits, MONDAY + dt.timedelta(27), definition=Definition(days=days))
    assert found.loc["c1", "distinct_carers"] == days


def test_a_day_with_one_visit_due_leaves_the_citizen_out_and_one_undelivered_does_not():
    last = MONDAY + dt.timedelta(6)
    short = history(*twice_a_day(range(6)), (6, 480, "ida"))
    assert distinct_carers(short, last, definition=WEEK).empty
    cancelled = pd.concat([short, history((6, None, "bo", {
        "visit": "x", "status": "undelivered", "reason": "cancelled", "planned_start": 1140}))])
    cancelled["status"] = cancelled["status"].fillna("delivered")
    cancelled["start"] = cancelled["start"].astype(float)
    assert distinct_carers(cancelled, last, definition=WEEK).loc["c1"].tolist() == [2, 13, 7]
    ended = cancelled.assign(reason=cancelled["reason"].replace("cancelled", "closed"))
    assert distinct_carers(ended, last, definition=WEEK).empty


def test_two_carers_at_one_visit_are_two_faces_but_one_visit():
    visits = history((0, 480, "ida+bo"))
    assert distinct_carers(visits, MONDAY, definition=Definition(days=1)).empty
    found = distinct_carers(visits, MONDAY, definition=Definition(days=1, daily_visits=1))
    assert found.loc["c1"].tolist() == [2, 1, 1]


def test_citizens_away_are_left_out_or_only_their_days_away_are():
    visits = history(*twice_a_day(range(5)), (5, 480, "ambulance-day"))
    stays = pd.DataFrame({"citizen": ["c1"], "first_day": [on(5)], "last_day": [pd.NaT]})
    last = MONDAY + dt.timedelta(6)
    assert distinct_carers(visits, last, stays=stays, definition=WEEK).empty
    patient = Definition(days=7, away_days=6)
    assert distinct_carers(visits, last, stays=stays, definition=patient).loc["c1"].tolist() == [2, 10, 5]
    long_gone = pd.DataFrame({"citizen": ["c1"], "first_day": [on(-9)], "last_day": [on(9)]})
    assert distinct_carers(visits, last, stays=long_gone, definition=Definition(days=7, away_days=7)).empty


def test_no_visits_give_empty_tables():
    nothing = history((0, 480, "ida")).iloc[:0]
    assert distinct_carers(nothing, MONDAY).empty
    assert indices(nothing, MONDAY, MONDAY).empty


def test_a_distribution_states_its_definition_and_hides_small_groups():
    found = distributions(pd.DataFrame({"distinct_carers": [8, 9, 10, 11, 20], "contact_share": [0.5] * 4 + [np.nan]}))
    assert found.loc["distinct_carers", ["median", "reached", "above"]].tolist() == [10.0, 0.6, 0.4]
    assert found.loc["distinct_carers", ["p10", "p90"]].tolist() == pytest.approx([8.4, 16.4])
    assert found.loc["contact_share", "citizens"] == 4
    assert found.loc["contact_share", ["median", "reached"]].isna().all()
    assert "07:00-22:00" in found["definition"].iloc[0]
    assert "14 dage" in Definition().danish


def made_history(seed, citizens=12, days=60):
    rng = random.Random(seed)
    rows = []
    for day in range(days):
        for citizen in range(citizens):
            for number, start in enumerate(rng.sample(range(360, 1400, 10), rng.randint(1, 4))):
                for carer in rng.sample(range(12), rng.choice([1, 1, 1, 2])):
                    delivered = rng.random() > 0.05
                    rows.append({
                        "date": on(day), "visit": f"{citizen}-{number}", "citizen": f"c{citizen}",
                        "carer": f"m{carer}", "start": start if delivered else None, "planned_start": start,
                        "minutes": rng.randint(5, 60) if delivered else 0,
                        "status": "delivered" if delivered else "undelivered",
                        "reason": None if delivered else rng.choice(["cancelled", "moved"]),
                        "profession": "nurse" if carer == 0 else "ssh", "kind": rng.choice(["care", "alarm", "care"]),
                        "contact_person": None if citizen == 3 else f"m{citizen % 12}",
                        "miniteam": "t1", "carer_miniteam": f"t{carer % 3}",
                    })
    stays = pd.DataFrame([{"citizen": f"c{rng.randrange(citizens)}", "first_day": on(first := rng.randrange(days)),
                           "last_day": on(first + rng.randint(0, 6))} for _ in range(6)])
    return pd.DataFrame(rows), stays


def by_hand(visits, stays, first, last):
    """The same figures from the definitions, one citizen and one visit at a time, with dictionaries only."""
    away = {(s.citizen, s.first_day + pd.Timedelta(days=n)) for s in stays.itertuples()
            for n in range((s.last_day - s.first_day).days + 1)}
    met = {(r.citizen, r.carer, r.date) for r in visits.itertuples() if r.status == "delivered"}
    start_of_data = min(day for _, _, day in met)
    result = {}
    for citizen in sorted(set(visits["citizen"])):
        rows = [r for r in visits.itertuples() if r.citizen == citizen and r.status == "delivered"
                and first <= r.date <= last and 420 <= r.start < 1320 and r.profession != "nurse"
                and r.kind != "alarm" and (citizen, r.date) not in away]
        if not rows:
            continue
        count, sequence = {}, {}
        known = judged = 0
        strange = set()
        for r in rows:
            count[r.carer] = count.get(r.carer, 0) + 1
            sequence.setdefault((r.date, r.visit), [r.start, set()])[1].add(r.carer)
            before = any((citizen, r.carer, r.date - pd.Timedelta(days=n)) in met for n in range(1, 29))
            if r.date >= start_of_data + pd.Timedelta(days=28):
                judged += 1
                known += before
                if not before:
                    strange.add((r.carer, r.date))
        n, m = len(rows), len(count)
        order = [carers for _, _, _, carers in sorted(
            (day, start, visit, carers) for (day, visit), (start, carers) in sequence.items())]
        contact = [r.carer == r.contact_person for r in rows if r.contact_person is not None
                   and not (isinstance(r.contact_person, float))]
        result[citizen] = {
            "meetings": n, "carers": m, "upc": max(count.values()) / n,
            "coc": (sum(c * c for c in count.values()) - n) / (n * (n - 1)),
            "mmci": (1 - m / (n + 0.1)) / (1 - 1 / (n + 0.1)),
            "secon": sum(a == b for a, b in pairwise(order)) / (len(order) - 1),
            "contact_share": sum(contact) / len(contact) if contact else np.nan,
            "team_share": sum(r.carer_miniteam == r.miniteam for r in rows) / n,
            "known_share": known / judged if judged else np.nan,
            "strangers": len(strange) if judged else np.nan,
        }
    return pd.DataFrame.from_dict(result, orient="index")


@pytest.mark.parametrize("seed", [1, 2])
def test_the_indices_equal_an_independent_computation_from_the_definitions(seed):
    visits, stays = made_history(seed)
    first, last = MONDAY + dt.timedelta(20), MONDAY + dt.timedelta(50)
    expected = by_hand(visits, stays, pd.Timestamp(first), pd.Timestamp(last))
    found = indices(visits, first, last, stays=stays)
    pd.testing.assert_frame_equal(found[expected.columns], expected, check_dtype=False, check_names=False)


@pytest.mark.parametrize("seed", [3, 4])
def test_distinct_carers_equal_an_independent_computation_from_the_definition(seed):
    visits, stays = made_history(seed)
    definition = Definition(days=5, daily_visits=1, away_days=2)
    last = on(40)
    window = [on(40 - n) for n in range(5)]
    away = {(s.citizen, day) for s in stays.itertuples() for day in window if s.first_day <= day <= s.last_day}
    expected = {}
    for citizen in set(visits["citizen"]):
        home = [day for day in window if (citizen, day) not in away]
        rows = [r for r in visits.itertuples() if r.citizen == citizen and r.date in home and r.profession != "nurse"
                and r.kind != "alarm" and 420 <= r.planned_start < 1320]
        due = {r.date for r in rows if r.reason != "moved"}
        if home and len(home) >= 3 and due == set(home):
            expected[citizen] = len({r.carer for r in rows if r.status == "delivered"})
    assert expected
    found = distinct_carers(visits, last.date(), stays=stays, definition=definition)
    assert found["distinct_carers"].to_dict() == expected


@pytest.mark.parametrize("planned", ["nora", "ida"])
def test_a_nurses_visit_that_was_not_delivered_is_not_due_either(planned):
    """One visit by ida and one by nora on every day but the last, when the second is not delivered."""
    came = history(*twice_a_day(range(-1, 0), ("nora", "nora")), *twice_a_day(range(7)), (7, 480, "ida"))
    came["profession"] = came["carer"].map({"nora": "nurse"}).fillna("ssh")
    missed = history((7, None, "x"), visit="missed", carer=None, status="undelivered", reason="cancelled",
                     planned_start=1140, planned_carer=planned, profession=None)
    visits = pd.concat([came.assign(status="delivered"), missed])
    visits["start"] = visits["start"].astype(float)
    found = distinct_carers(visits, MONDAY + dt.timedelta(7), definition=WEEK)
    assert ("c1" in found.index) == (planned == "ida")


@pytest.mark.parametrize("stay", [
    {"first_day": "2026-03-03", "last_day": "2026-03-04"}, {"first_day": MONDAY + dt.timedelta(1), "last_day": None}])
def test_stays_are_read_from_dates_of_any_kind_or_refused(stay):
    found = figures(sequence("ida bo eva"), stays=pd.DataFrame([{"citizen": "c1"} | stay]))
    assert found["meetings"] == 1
    with pytest.raises(InputError, match="E523 stays first_day"):
        figures(sequence("ida"), stays=pd.DataFrame({"citizen": ["c1"], "first_day": ["03-03-2026"]}))


def test_dates_of_any_kind_are_read_and_missing_columns_named():
    visits = sequence("ida bo")
    for dates in (visits["date"].dt.strftime("%Y-%m-%d"), visits["date"].dt.date):
        assert figures(visits.assign(date=dates)).equals(figures(visits))
    with pytest.raises(InputError, match="E505 visits start"):
        indices(visits.drop(columns="start"), MONDAY, MONDAY)
    with pytest.raises(InputError, match="E505 visits minutes"):
        indices(visits.drop(columns="minutes"), MONDAY, MONDAY, definition=Definition(by="minutes"))
    with pytest.raises(InputError, match="E505 visits carer"):
        distinct_carers(visits.drop(columns="carer"), MONDAY)


def test_a_past_under_another_district_or_none_is_a_past():
    """A renamed district, or older rows without one: the four weeks before tell that ida is known."""
    visits = sequence("ida " * 29).assign(district="north")
    for older in ("old north", None):
        moved = visits.assign(district=visits["district"].where(visits["date"] >= on(28), older))
        found = indices(moved, MONDAY + dt.timedelta(28), MONDAY + dt.timedelta(28)).loc["c1"]
        assert (found["known_share"], found["strangers"]) == (1, 0)


def test_the_profession_of_an_undelivered_row_is_the_planned_carers():
    """Bo was to stand in for nora; that she is a nurse says nothing of him."""
    came = history((0, 480, "bo"), (0, 600, "bo"), profession=None, status="delivered", planned_carer="bo")
    gone = history((0, None, "bo"), visit="gone", status="undelivered", planned_carer="nora", planned_start=700)
    found = indices(pd.concat([came, gone.assign(profession="nurse")]), MONDAY, MONDAY)
    assert found.loc["c1", "meetings"] == 2


@pytest.mark.parametrize("order", [1, -1])
def test_a_profession_that_changed_within_a_day_is_the_latest(order):
    """Written as nurse in the morning and as helper at noon; empty in the evening."""
    visits = history((0, 480, "ida", {"profession": "nurse"}), (0, 720, "ida", {"profession": "helper"}),
                     (0, 1140, "ida", {"profession": None}))[::order]
    assert figures(visits, days=1)["meetings"] == 2


@pytest.mark.parametrize("mixed", [False, True])
def test_an_empty_profession_is_filled_from_all_rows_whatever_their_order(mixed):
    """Ida's profession is written before the week, last as nurse."""
    visits = sequence("ida " * 14).assign(profession=["helper"] * 6 + ["nurse"] + [None] * 7, minutes=30)
    visits = visits.iloc[::-1] if mixed else visits
    first, last = MONDAY + dt.timedelta(7), MONDAY + dt.timedelta(13)
    assert indices(visits, first, last).empty
    kept, _, _ = ratios(visits, first, last, stays=None, definition=Definition())
    assert not kept["counts"].any()
