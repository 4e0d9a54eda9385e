"""Which steps are reached, and who is told at which: pure dates and words."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formation.rules.reminders import LADDER
from reminders.rules.ladder import (
    Rule,
    occurrence,
    read_occurrence,
    step_reached,
    step_words,
    steps_between,
    tells,
)

DUE = date(2026, 11, 23)
LADDERS = st.lists(st.integers(-120, 60), unique=True, max_size=8).map(sorted)
DAYS = st.dates(date(2026, 1, 1), date(2029, 12, 31))


@pytest.mark.parametrize(
    ("days", "step"),
    [(-29, None), (-28, -28), (-15, -28), (-14, -14), (-7, -7), (-1, -1), (0, -1), (1, 1), (7, 7)],
)
def test_the_last_step_reached_is_the_one_whose_day_came_last(days, step):
    assert step_reached(DUE, LADDER, DUE + timedelta(days=days)) == step


def test_an_empty_ladder_reminds_of_nothing():
    assert step_reached(DUE, (), DUE) is None
    assert steps_between(DUE, (), DUE - timedelta(days=90), DUE) == []


@given(DAYS, LADDERS, DAYS, st.lists(st.integers(0, 9), max_size=12))
def test_however_the_days_are_swept_each_step_is_found_once(due_on, ladder, begins, pauses):
    found, since = [], begins
    for pause in pauses:
        until = since + timedelta(days=pause)
        found += steps_between(due_on, ladder, since, until)
        since = until
    assert found == steps_between(due_on, ladder, begins, since)
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("rule", "owner", "statutory", "before", "after"),
    [
        (Rule.OWNER, "practice", False, True, True),
        (Rule.OWNER, "commissioner", True, True, True),
        (Rule.OFFICER, "practice", True, True, True),
        (Rule.OFFICER, "practice", False, False, True),
        (Rule.OFFICER, "commissioner", True, False, False),
        (Rule.APPROVER, "practice", True, False, True),
        (Rule.APPROVER, "commissioner", True, False, True),
        (Rule.APPROVER, "commissioner", False, False, False),
    ],
)
def test_it_escalates_to_the_officer_and_then_to_the_approving_officers(
    rule, owner, statutory, before, after
):
    told = [tells(rule, step, statutory=statutory, owner=owner) for step in (-7, 0, 1, 7)]
    assert told == [before, before, after, after]


@given(DAYS, st.integers(-120, 60), st.integers(1, 30))
def test_an_occurrence_is_read_back_as_it_was_written(due_on, step, number):
    assert read_occurrence(occurrence(due_on, step, number)) == (due_on, step)


def test_a_step_is_said_in_words():
    words = [step_words(step) for step in (-28, -1, 0, 1, 7)]
    assert words == ["28 days before", "1 day before", "on the day", "1 day after", "7 days after"]
