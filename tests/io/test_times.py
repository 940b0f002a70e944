"""Clock times to elapsed minutes and back, also where the clocks change."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import day as make_day
from triagering.io import day_from_frames, day_to_frames, read_day, write_day
from triagering.io.times import BadCell, Clock, read_date
from triagering.models import Shift

PLAIN, SPRING, AUTUMN = date(2026, 3, 2), date(2026, 3, 29), date(2026, 10, 25)
ZONE = "Europe/Copenhagen"


@pytest.mark.parametrize(("text", "minute"), [
    ("07:30", 450), ("7:30", 450), ("07.30", 450), ("07:30:00", 450), (" 07:30 ", 450), ("00:00", 0), ("24:00", 1440),
    ("25:15", 1515), ("01:15+1", 1515), ("01:15 +1", 1515), ("22:30-1", -90), ("47:59", 2879), ("00:00+2", 2880),
    ("0,3125", 450), ("0.3125", 450), ("0.5", 720), ("0,25", 360), ("0,312500000000001", 450), ("1,052083333", 1515),
    ("1900-01-00 07:30", 450), ("1900-01-00 07:30:00", 450), ("1899-12-30 07:30:00", 450),
    ("2026-03-02T07:30", 450), ("2026-03-02 07:30:00", 450), ("2026-03-03T01:15", 1515), ("02-03-2026 07:30", 450),
    ("2026-03-02T07:30+01:00", 450), ("2026-03-02T06:30Z", 450), ("2026-03-02T06:30:00+00:00", 450), ("07.05", 425),
    ("07:30:00,000", 450), ("1899-12-31 07:30", 450), ("31-12-1899 07:30:00", 450), ("02-03-2026 7:30", 450),
    ("2026-04-02T00:00", 31 * 1440 - 60), ("2026-01-30T00:00", -31 * 1440),
])
def test_a_time_is_read(text: str, minute: int) -> None:
    assert Clock(PLAIN, ZONE).minute(text) == minute


@pytest.mark.parametrize(("text", "code"), [
    ("", "E210"), ("noon", "E210"), ("24:60", "E210"), ("48:00", "E210"), ("25:00+1", "E210"), ("-07:30", "E210"),
    ("07:30:15", "E210"), ("2026-03-02", "E210"), ("2026-13-02T07:30", "E210"), ("2026-03-02T07:30:15", "E210"),
    ("03/02/2026 07:30", "E210"), ("7:30 PM", "E210"), ("0730", "E212"), ("7", "E212"), ("-5", "E212"), ("450", "E212"),
    ("0.25", "E212"), ("1.30", "E212"), ("0,30", "E212"), ("1,15", "E212"), ("1,30", "E212"), ("1,45", "E212"),
    ("7,5", "E212"), ("0,31", "E212"), ("1900-01-01 07:30", "E212"), ("46083.3125", "E212"),
    ("0,3126", "E212"), ("2026-03-02T07:30:00.5", "E210"), ("24:00+1", "E210"), ("2026-04-03T00:00", "E214"),
    ("2026-04-30T07:30", "E214"), ("1926-03-02T07:30", "E214"),
    ("0001-01-01T00:00", "E214"), ("0001-01-01T00:00+14:00", "E214"), ("9999-12-31T23:59-12:00", "E214"),
])
def test_what_is_not_certain_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadCell) as caught:
        Clock(PLAIN, ZONE).minute(text)
    assert caught.value.code == code
    assert caught.value.hint


@pytest.mark.parametrize(("day", "text", "minute"), [
    (SPRING, "01:59", 119), (SPRING, "03:00", 120), (SPRING, "07:30", 390), (SPRING, "00:00+1", 1380),
    (AUTUMN, "02:59", 179), (AUTUMN, "03:00", 240), (AUTUMN, "07:30", 510), (AUTUMN, "00:00+1", 1500),
    (date(2026, 3, 28), "07:00+1", 1440 + 360), (date(2026, 3, 28), "31:00", 1440 + 360), (SPRING, "23:00-1", -60),
])
def test_minutes_are_elapsed_where_the_clocks_change(day: date, text: str, minute: int) -> None:
    clock = Clock(day, ZONE)
    assert clock.minute(text) == minute
    assert clock.minute(clock.text(minute)) == minute


@pytest.mark.parametrize("text", ["02:00", "02:30", "02:59", "2026-03-29T02:30"])
def test_a_time_that_the_clock_skips_does_not_exist(text: str) -> None:
    with pytest.raises(BadCell) as caught:
        Clock(SPRING, ZONE).minute(text)
    assert caught.value.code == "E211"


def test_a_time_that_comes_twice_is_the_first_unless_an_offset_says_so() -> None:
    clock = Clock(AUTUMN, ZONE)
    assert clock.minute("02:30") == clock.minute("2026-10-25T02:30") == clock.minute("2026-10-25T02:30+02:00") == 150
    assert clock.minute("2026-10-25T02:30+01:00") == 210
    assert (clock.text(150), clock.text(210)) == ("02:30", "2026-10-25T02:30+01:00")


@pytest.mark.parametrize(("evening", "hours"), [(date(2026, 3, 28), 7), (date(2026, 10, 24), 9), (PLAIN, 8)])
def test_a_night_shift_from_23_to_07_lasts_as_long_as_it_lasts(tmp_path: Path, evening: date, hours: int) -> None:
    write_day(make_day(date=evening), tmp_path / "day")
    (tmp_path / "day" / "shifts.csv").write_text("carer;start;end\nc1;23:00;07:00+1\n", encoding="utf-8")
    day = read_day(tmp_path / "day")
    assert day.shifts == (Shift(carer="c1", start=1380, end=1380 + hours * 60),)
    write_day(day, tmp_path / "day")
    assert "c1;23:00;07:00+1" in (tmp_path / "day" / "shifts.csv").read_text(encoding="utf-8")


@given(st.sampled_from([PLAIN, SPRING, AUTUMN]), st.sampled_from([ZONE, "UTC", "America/Havana", "Asia/Beirut"]),
       st.integers(-100_000, 100_000))
def test_every_minute_is_written_so_that_it_is_read_back(day: date, zone: str, minute: int) -> None:
    clock = Clock(day, zone)
    text = clock.text(minute)
    if "T" not in text or abs(minute) < 40_000:  # a far time that occurs twice cannot be written
        assert clock.minute(text) == minute


def test_numbers_in_frames_are_minutes_and_moments_are_moments() -> None:
    import pandas as pd

    day = make_day()
    for start in (420, 420.0, "07:00", pd.Timestamp("2025-03-03 07:00"), pd.Timestamp("2025-03-03 07:00").time(),
                  pd.Timestamp("2025-03-03 06:00", tz="UTC")):
        frames = day_to_frames(day)
        frames["shifts"] = frames["shifts"].astype(object)
        frames["shifts"].loc[0, "start"] = start
        assert day_from_frames(frames) == day


@pytest.mark.parametrize("text", ["2026-03-02", "02-03-2026", "2-3-2026", "02.03.2026", "2026-03-02 00:00:00",
                                  "2026-03-02 00:00", "2026-03-02T00:00:00", "02-03-2026 00:00"])
def test_a_date_is_read(text: str) -> None:
    assert read_date(text) == PLAIN


@pytest.mark.parametrize("text", ["", "03/02/2026", "2026-02-30", "46083", "2026-3-2", "02-03-2026 07:30"])
def test_other_dates_are_refused(text: str) -> None:
    with pytest.raises(BadCell) as caught:
        read_date(text)
    assert caught.value.code == "E213"
