"""Points of reactivation and their notice: dates worked out by hand."""

from datetime import date
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.rules.periods import add_months, next_point, notice_deadline, reactivation_points

D = date.fromisoformat


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2019-01-31", 1, "2019-02-28"),
        ("2020-01-31", 1, "2020-02-29"),
        ("2020-02-29", 12, "2021-02-28"),
        ("2020-02-29", 24, "2022-02-28"),
        ("2020-02-29", 48, "2024-02-29"),
        ("2022-02-28", -24, "2020-02-28"),
        ("2019-12-31", 2, "2020-02-29"),
        ("2019-03-31", -1, "2019-02-28"),
        ("2019-05-31", 1, "2019-06-30"),
        ("2019-11-30", 3, "2020-02-29"),
        ("2019-12-15", 1, "2020-01-15"),
        ("2020-01-15", -1, "2019-12-15"),
        ("2019-04-01", 0, "2019-04-01"),
    ],
)
def test_the_corresponding_date(day, months, expected):
    assert add_months(D(day), months) == D(expected)


@settings(deadline=None)
@given(st.dates(date(1948, 7, 5), date(2100, 12, 31)), st.integers(-600, 600))
def test_the_corresponding_date_is_the_same_day_or_the_months_last(day, months):
    there = add_months(day, months)
    assert (there.year * 12 + there.month) - (day.year * 12 + day.month) == months
    assert there.day == day.day or (there.day < day.day and add_months(there, 0) == there)
    assert add_months(there, -months).day <= day.day


@pytest.mark.parametrize(
    ("suspended", "points"),
    [
        ("2019-04-01", ["2021-04-01", "2023-04-01", "2025-04-01"]),
        ("2020-02-29", ["2022-02-28", "2024-02-29", "2026-02-28"]),
        ("2019-08-31", ["2021-08-31", "2023-08-31", "2025-08-31"]),
    ],
)
def test_points_follow_every_second_year(suspended, points):
    assert list(islice(reactivation_points(D(suspended)), 3)) == [D(p) for p in points]


def test_points_come_to_an_end():
    assert list(reactivation_points(D("2097-06-01"))) == [D("2099-06-01")]
    assert list(reactivation_points(D("2099-06-01"))) == []
    assert list(reactivation_points(date(9990, 1, 1))) == []


@pytest.mark.parametrize(
    ("point", "last"),
    [("2021-04-01", "2020-04-01"), ("2024-02-29", "2023-02-28"), ("2022-02-28", "2021-02-28")],
)
def test_notice_is_given_twelve_months_before(point, last):
    assert notice_deadline(D(point)) == D(last)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2020-01-01", "2021-04-01"),
        ("2020-04-01", "2021-04-01"),
        ("2020-04-02", "2023-04-01"),
        ("2100-12-31", None),
    ],
)
def test_the_next_point_is_one_that_notice_can_still_be_given_for(on, expected):
    found = next_point(D("2019-04-01"), D(on))
    assert found == (D(expected) if expected else None)
