"""Which step of the ladder was reached last: pure dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formation.rules.reminders import (
    LADDER,
    escalates,
    is_overdue,
    latest_due_date,
    step_reached,
)

DUE = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (-29, None),
        (-28, -28),
        (-15, -28),
        (-14, -14),
        (-7, -7),
        (-1, -1),
        (0, -1),
        (1, 1),
        (6, 1),
        (7, 7),
        (400, 7),
    ],
)
def test_the_step_reached_last(days, step):
    assert step_reached(DUE, DUE + timedelta(days=days)) == step


@settings(deadline=None)
@given(st.dates(date(2015, 1, 1), date(2090, 1, 1)), st.dates(date(2015, 1, 1), date(2090, 1, 1)))
def test_a_day_is_asked_for_exactly_if_it_has_a_step(due, on):
    assert (step_reached(due, on) is not None) == (due <= latest_due_date(on))


@settings(deadline=None)
@given(st.dates(date(2015, 1, 1), date(2090, 1, 1)), st.integers(-60, 60))
def test_no_step_is_missed_by_a_day_on_which_nothing_ran(due, days):
    """Whichever days are looked at, the step is the same as if every day had been."""
    on = due + timedelta(days=days)
    day_by_day = [step_reached(due, due + timedelta(days=d)) for d in range(-61, days + 1)]
    assert step_reached(due, on) == day_by_day[-1]
    climbed = [step for step in day_by_day if step is not None]
    assert climbed == sorted(climbed)


def test_after_the_day_it_is_overdue_and_statute_goes_higher():
    assert [step for step in LADDER if is_overdue(step)] == [1, 7]
    assert [step for step in LADDER if escalates(step, statutory=True)] == [1, 7]
    assert not any(escalates(step, statutory=False) for step in LADDER)
