"""The figures of the law as the programme first knew them."""

from datetime import date

import pytest

from rulebook.rules.figures import FIRST, KEYS, KINDS, Unit, read, written


def test_every_figure_says_what_it_is_and_on_what_authority():
    assert dict(FIRST.items()).keys() == KINDS.keys() == set(KEYS)
    for kind in KINDS.values():
        assert kind.label, kind.key
        assert kind.authority, kind.key
        assert isinstance(kind.first, date if kind.unit is Unit.DATE else int), kind.key


@pytest.mark.parametrize("key", KEYS)
def test_a_figure_is_read_as_it_was_written(key):
    value = getattr(FIRST, key)
    assert read(key, written(value)) == value


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("suspension_law_from", "1 April 2019"),
        ("suspension_law_from", "1947-12-31"),
        ("suspension_law_from", "2101-01-01"),
        ("standstill_days", "0"),
        ("standstill_days", "ten"),
        ("reactivation_notice_months", "-1"),
        ("least_population", "1000001"),
    ],
)
def test_what_is_no_such_figure_is_refused(key, text):
    with pytest.raises(ValueError, match=r"."):
        read(key, text)
