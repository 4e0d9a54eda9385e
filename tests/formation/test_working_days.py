"""Working days in England and Wales, by the table that the library ships."""

from datetime import date, timedelta

import pytest

from core.working_days import end_of_period, is_working_day


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
        (date(2026, 12, 14), date(2026, 12, 24)),  # the last working day before Christmas
        (date(2026, 12, 18), date(2026, 12, 29)),  # the bank holiday in place of Boxing Day
        (date(2026, 12, 22), date(2027, 1, 4)),  # New Year's Day, a weekend
        (date(2026, 3, 24), date(2026, 4, 7)),  # Good Friday, Easter, Easter Monday
        (date(2026, 3, 26), date(2026, 4, 7)),  # Easter Sunday and Monday
        (date(2026, 4, 24), date(2026, 5, 5)),  # the early May bank holiday
        (date(2026, 5, 15), date(2026, 5, 26)),  # the spring bank holiday
        (date(2026, 8, 21), date(2026, 9, 1)),  # the summer bank holiday
        (date(2028, 2, 19), date(2028, 2, 29)),  # a leap day is a day
        (date(2026, 11, 20), date(2026, 11, 30)),  # ten days from a Friday
    ],
)
def test_a_period_ends_on_a_working_day(started, ends):
    assert end_of_period(started, 10) == ends
    assert is_working_day(end_of_period(started, 10))
    assert end_of_period(started, 10) - started >= timedelta(days=10)
