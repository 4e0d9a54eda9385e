"""Working days in England and Wales, by the table that the library ships."""

from datetime import date, timedelta

import pytest

from formation.working_days import end_of_period, is_working_day


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 11, 23), True),
        (date(2026, 11, 21), False),
        (date(2026, 11, 22), False),
        (date(2026, 12, 25), False),
        (date(2026, 12, 28), False),  # Boxing Day falls on a Saturday and is kept on the Monday
        (date(2026, 12, 29), True),
        (date(2026, 4, 3), False),  # Good Friday
        (date(2026, 8, 31), False),
    ],
)
def test_offices_are_open(day, working):
    assert is_working_day(day) is working


@pytest.mark.parametrize(
    ("started", "ends"),
    [
        (date(2026, 11, 13), date(2026, 11, 23)),
        (date(2026, 11, 11), date(2026, 11, 23)),  # the tenth day is a Saturday
        (date(2026, 12, 15), date(2026, 12, 29)),  # Christmas Day, a weekend, a bank holiday
    ],
)
def test_a_period_ends_on_a_working_day(started, ends):
    assert end_of_period(started, 10) == ends
    assert is_working_day(end_of_period(started, 10))
    assert end_of_period(started, 10) - started >= timedelta(days=10)
