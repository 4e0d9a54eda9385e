"""The clock, the civil date, columns' own checks, and words as people read them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import models

from core import clock
from core.apps import CoreConfig
from core.context_processors import demonstration
from core.fields import CivilDateField, reasons_against_text
from core.models import between
from core.wording import count, day, listed, number, per_cent, weekday


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        ("2026-06-30T22:59:59+00:00", "2026-06-30"),
        ("2026-06-30T23:00:00+00:00", "2026-07-01"),
        ("2026-12-31T23:59:59+00:00", "2026-12-31"),
        ("2026-03-29T00:59:59+00:00", "2026-03-29"),
        ("2026-10-25T23:30:00+00:00", "2026-10-25"),
        ("2026-11-23T01:00:00+05:30", "2026-11-22"),
    ],
)
def test_the_law_counts_days_in_england(instant, expected):
    assert clock.civil_date(datetime.fromisoformat(instant)) == date.fromisoformat(expected)


def test_a_time_without_a_zone_has_no_date():
    with pytest.raises(ValueError, match="without a time zone"):
        clock.civil_date(datetime(2026, 11, 23, 10, 0))


@time_machine.travel(datetime(2026, 6, 30, 23, 30, tzinfo=UTC), tick=False)
def test_doors_read_the_clock():
    assert clock.now() == datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert clock.now().utcoffset() == timedelta(0)
    assert clock.today() == date(2026, 7, 1)


@pytest.mark.parametrize("good", [date(1948, 7, 5), date(2026, 2, 28), date(2100, 12, 31)])
def test_a_civil_date_is_within_the_life_of_the_health_service(good):
    assert CivilDateField().clean(good, None) == good


@pytest.mark.parametrize(
    ("bad", "said"),
    [(date(1948, 7, 4), "on or after 5 July 1948"), (date(2101, 1, 1), "before 2101")],
)
def test_a_civil_date_outside_of_it_is_refused(bad, said):
    with pytest.raises(ValidationError, match=said):
        CivilDateField().clean(bad, None)


@pytest.mark.parametrize("text", ["", "Ω 🩺 é", "line\nbreak\ttab", "x" * 20])
def test_what_people_type_can_be_kept(text):
    assert reasons_against_text("note", "Reason", text, longest=20) == []


@pytest.mark.parametrize("text", ["a\x00b", "\ud800 half", "x" * 21])
def test_what_cannot_be_kept_is_refused(text):
    reasons = reasons_against_text("note", "Reason", text, longest=20)
    assert [reason.code for reason in reasons] == ["invalid_note"]
    assert reasons[0].text.startswith("Reason: this ")


def test_both_faults_of_a_text_are_told():
    assert len(reasons_against_text("note", "Reason", "\x00" * 21, longest=20)) == 2


def test_words():
    assert day(date(2026, 12, 4)) == "4 December 2026"
    assert weekday(date(2026, 12, 4)) == "Friday 4 December 2026"
    assert number(1234567) == "1,234,567"
    assert [per_cent(Decimal(x)) for x in ("33.40", "100", "0.5")] == ["33.4%", "100%", "0.5%"]
    assert [count(n, "practice") for n in (0, 1, 2)] == ["0 practices", "1 practice", "2 practices"]
    assert count(2, "practice has", "practices have") == "2 practices have"


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([], ""),
        (["A"], "A"),
        (["A", "B"], "A and B"),
        (["A", "B", "C"], "A, B and C"),
        (list("ABCDE"), "A, B, C, D and E"),
        (list("ABCDEF"), "A, B, C, D and 2 more"),
    ],
)
def test_lists(items, expected):
    assert listed(items) == expected


def test_shared_constraints_carry_the_name_of_their_table():
    assert between("share", 0, 100, name="share_range").name.endswith("_share_range")
    assert isinstance(between("share", 0, 100, name="x"), models.CheckConstraint)


def test_the_page_says_whether_it_shows_fiction(settings, rf):
    settings.DEMONSTRATION = True
    assert demonstration(rf.get("/")) == {"demonstration": True}
    assert CoreConfig.name == "core"
