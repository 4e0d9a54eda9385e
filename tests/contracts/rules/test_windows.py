"""The golden table of windows: a suspension, its windows, and every day that hangs on them."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.rules.authorities import Authority
from contracts.rules.windows import (
    earliest_return,
    number_of_window,
    patients_return_by_default,
    windows,
)
from core.working_days import is_working_day
from rulebook.rules.figures import FIRST, KINDS

GOLDEN = Path(__file__).with_name("windows.txt")


def cited(key):
    return Authority(KINDS[key].authority, KINDS[key].confirmed)


def found(suspended_on, ends_on=None):
    return windows(suspended_on, FIRST, ends_on=ends_on, is_working_day=is_working_day, cited=cited)


def rows():
    for line in GOLDEN.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield [cell.strip() for cell in line.split("|")]


@pytest.mark.parametrize("row", list(rows()), ids=lambda row: f"{row[0]}-{row[2]}")
def test_each_window_of_the_golden_table(row):
    suspended, ends, number, day, notice_by, advised_by, letters_by, patients = row
    on = date.fromisoformat
    window = next(
        each
        for each in found(on(suspended), on(ends) if ends else None)
        if each.number == int(number)
    )
    assert window.day == on(day)
    assert window.notice_by == on(notice_by)
    assert window.advised_by == on(advised_by)
    assert window.letters_by == (on(letters_by) if letters_by else None)
    said = {True: "return", False: "stay", None: "decide"}[window.patients_return]
    assert said == patients


def test_no_window_lies_after_the_contracts_end():
    days = [each.day for each in found(date(2024, 4, 1), date(2028, 4, 1))]
    assert days == [date(2026, 4, 1), date(2028, 4, 1)]
    assert [each.number for each in found(date(2024, 4, 1), date(2028, 4, 1))] == [1, 0]


def test_without_an_end_there_are_windows_for_the_longest_term():
    days = [each.day for each in found(date(2020, 4, 1))]
    assert (len(days), days[-1]) == (7, date(2034, 4, 1))


def test_a_window_says_what_it_rests_on():
    first, second = found(date(2024, 4, 1))[:2]
    assert first.to_confirm
    assert second.to_confirm
    assert any("paragraph 8" in each for each in first.authorities)
    assert any("(to confirm)" in each for each in first.authorities)


@pytest.mark.parametrize(
    ("on", "day"),
    [
        (date(2024, 4, 2), date(2026, 4, 1)),
        (date(2025, 4, 1), date(2026, 4, 1)),  # the last day of notice
        (date(2025, 4, 2), date(2027, 1, 1)),  # too late for point 1; the contract ends before 2
        (date(2026, 12, 31), date(2027, 1, 1)),
        (date(2027, 1, 1), None),
    ],
)
def test_the_earliest_return_if_notice_were_given_today(on, day):
    window = earliest_return(found(date(2024, 4, 1), date(2027, 1, 1)), on)
    assert (window.day if window else None) == day


def test_which_point_has_come_and_what_patients_do_by_default():
    start = date(2020, 2, 29)
    counted = {
        on: number_of_window(start, on, FIRST, ends_on=None)
        for on in (date(2022, 2, 27), date(2022, 2, 28), date(2024, 2, 28), date(2024, 2, 29))
    }
    assert list(counted.values()) == [0, 1, 1, 2]
    end = date(2023, 5, 1)  # however many points have come, the contract's end is none of them
    assert [
        number_of_window(start, on, FIRST, ends_on=end)
        for on in (date(2022, 2, 28), date(2023, 4, 30), end, date(2024, 2, 29))
    ] == [1, 1, 0, 0]
    assert [patients_return_by_default(n, FIRST) for n in (0, 1, 2)] == [None, True, False]


@given(st.dates(date(2019, 4, 1), date(2060, 12, 31)), st.dates(date(2019, 4, 1), date(2080, 1, 1)))
def test_windows_are_in_order_and_their_advice_is_never_later_than_the_law(suspended_on, ends_on):
    every = found(suspended_on, ends_on)
    assert [each.day for each in every] == sorted({each.day for each in every})
    for each in every:
        assert suspended_on < each.day <= ends_on
        assert each.advised_by <= each.notice_by < each.day
        assert is_working_day(each.advised_by)
