import pytest

from tests.builders import day, free, pause, plan, shift
from triagering.evaluation import check
from triagering.models import Term


@pytest.mark.parametrize(("reserve", "break_", "missing"), [
    (80, None, 0), (81, None, 1), (100, None, 20), (50, pause("07:00-08:30", 30), 0), (51, pause("07:00-08:30", 30), 1),
])
def test_missing_reserve_is_priced_by_the_minute(reserve, break_, missing):
    """Two hours of shift, 40 minutes of load; the break counts with its length even if it is not taken."""
    one = day(shifts=[shift("c1", "07:00-09:00", reserve=reserve, break_=break_)], prices=free(reserve=20))
    assert check(one, plan(one, c1="v1@08:00")).costs == ({Term.RESERVE: 20 * missing} if missing else {})


def test_a_shift_without_stops_may_be_too_short_for_its_reserve():
    one = day(shifts=[shift("c1", "07:00-09:00", reserve=121)], prices=free(reserve=20))
    assert check(one, plan(one, "v1:no_capacity")).costs == {Term.RESERVE: 20}
