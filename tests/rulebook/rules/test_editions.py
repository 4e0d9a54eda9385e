"""What one version of the rulebook says of a figure on a day."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rulebook.rules import editions
from rulebook.rules.editions import BEGINNING, Edition, Entry, first_entry
from rulebook.rules.figures import FIRST, KEYS

KEY = "reactivation_notice_months"
NEW_YEAR, EASTER = date(2027, 1, 1), date(2027, 3, 28)
TWELVE = first_entry(KEY)


def months(value: int, start: date, end: date | None = None) -> Entry:
    return Entry(KEY, value, "A text", True, start, end)


def spans(entries: list[Entry]) -> list[tuple[int, date, date | None]]:
    return [(each.value, each.in_force_from, each.in_force_until) for each in entries]


def test_an_edition_without_rows_is_what_the_programme_began_with():
    edition = Edition(1, {})
    assert edition.figures(NEW_YEAR) == FIRST
    assert [entry.key for entry in edition] == list(KEYS)


def test_a_figure_counts_from_its_first_day_and_not_on_its_last():
    entries = editions.given([TWELVE], months(6, NEW_YEAR, EASTER))
    edition = Edition(2, {KEY: tuple(entries)})
    days = [date(2026, 12, 31), NEW_YEAR, date(2027, 3, 27), EASTER, date(2099, 1, 1)]
    found = [edition.figures(day).reactivation_notice_months for day in days]
    assert found == [12, 6, 6, 12, 12]
    assert edition.figures(NEW_YEAR) == replace(FIRST, version=2, reactivation_notice_months=6)
    assert edition.entry(KEY, NEW_YEAR).authority == "A text"
    assert edition.entry(KEY, date(1900, 1, 1)).value == 12


@pytest.mark.parametrize(
    ("new", "after"),
    [
        (months(6, BEGINNING), [(6, BEGINNING, None)]),
        (months(6, NEW_YEAR), [(12, BEGINNING, NEW_YEAR), (6, NEW_YEAR, None)]),
        (
            months(6, NEW_YEAR, EASTER),
            [(12, BEGINNING, NEW_YEAR), (6, NEW_YEAR, EASTER), (12, EASTER, None)],
        ),
    ],
)
def test_a_new_value_takes_its_days_and_no_others(new, after):
    assert spans(editions.given([TWELVE], new)) == after


some_day = st.dates(BEGINNING, date(2100, 12, 31))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), some_day, st.none() | some_day), max_size=6))
def test_a_figure_has_exactly_one_value_on_every_day_whatever_is_set(steps):
    entries = [TWELVE]
    for value, start, end in steps:
        if end is None or start < end:
            entries = editions.given(entries, months(value, start, end))
            last = (value, start)
            assert Edition(2, {KEY: tuple(entries)}).entry(KEY, last[1]).value == last[0]
    assert entries[0].in_force_from == BEGINNING
    assert entries[-1].in_force_until is None
    for before, after in pairwise(entries):
        assert before.in_force_until == after.in_force_from
