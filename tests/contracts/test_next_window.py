"""The next window by SQL is the next window by law, whatever the days and the figures."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import DateField, IntegerField, Value
from django.db.models.functions import Cast
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from contracts.models import PracticeContract
from contracts.rules.authorities import Authority
from contracts.rules.windows import earliest_return, windows
from contracts.selectors.next_window import FIGURES, NextWindow, with_next_window
from contracts.selectors.ways_back import windows_of
from organisations.models import Vanguard
from rulebook.rules.figures import FIRST, Figures
from tests.casework.world import SUSPENDED, World
from tests.support.people import TODAY

DAYS = st.dates(date(2019, 4, 1), date(2040, 12, 31))
FIGURES_OF = st.builds(
    lambda first, between, months, longest: replace(
        FIRST,
        first_point_years=first,
        point_interval_years=between,
        reactivation_notice_months=months,
        longest_term_years=longest,
    ),
    st.integers(1, 5),
    st.integers(1, 5),
    st.integers(1, 24),
    st.integers(5, 20),
)


def by_law(suspended_on: date, ends_on: date | None, figures: Figures, on: date) -> Any:
    found = windows(
        suspended_on,
        figures,
        ends_on=ends_on,
        is_working_day=lambda day: True,
        cited=lambda key: Authority(key, confirmed=True),
    )
    window = earliest_return(found, on)
    return (window.day, window.notice_by) if window else (None, None)


def by_sql(suspended_on: date, ends_on: date | None, figures: Figures, on: date) -> Any:
    days = [Cast(Value(day), DateField()) for day in (suspended_on, ends_on)]
    numbers = [Cast(Value(getattr(figures, name)), IntegerField()) for name in FIGURES]
    arguments = [*days, *numbers, Cast(Value(on), DateField())]
    rows = Vanguard.objects.annotate(
        first=NextWindow(*arguments, column="day"),
        last=NextWindow(*arguments, column="notice_by"),
    )
    return rows.values_list("first", "last")[0]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    suspended_on=DAYS,
    after=st.one_of(st.none(), st.integers(-40, 7000)),
    figures=FIGURES_OF,
    later=st.integers(-400, 8000),
)
@example(date(2020, 2, 29), None, FIRST, 366)
@example(date(2020, 2, 29), 731, FIRST, 400)
@example(date(2023, 8, 31), None, replace(FIRST, reactivation_notice_months=6), 500)
@example(date(2024, 1, 15), 0, FIRST, 0)
def test_sql_and_law_name_the_same_window(world: World, suspended_on, after, figures, later):
    assert world.vanguard
    ends_on = None if after is None else suspended_on + timedelta(days=after)
    on = suspended_on + timedelta(days=later)
    asked = (suspended_on, ends_on, figures, on)
    assert by_sql(*asked) == by_law(*asked)


def told(on: date = TODAY) -> dict[str, Any]:
    rows = with_next_window(PracticeContract.objects.all(), on)
    return {row.practice.code: (row.next_return_on, row.next_notice_by) for row in rows}


def test_a_list_tells_the_window_that_the_page_of_the_contract_shows(world: World):
    mcp = world.mcp_contract("signed", ends_on=date(2029, 4, 1))
    own = world.practice_contract("suspended", mcp_contract=mcp)
    world.practice_contract("retained", practice=world.other_practice)
    window = earliest_return(windows_of(own, on=TODAY), TODAY)
    assert window is not None
    assert told() == {
        world.practice.code: (window.day, window.notice_by),
        world.other_practice.code: (None, None),
    }


def test_a_vanguard_with_a_rulebook_of_its_own_is_told_by_its_figures(world: World):
    mcp = world.mcp_contract("signed", ends_on=date(2039, 4, 1))
    own = world.practice_contract("suspended", mcp_contract=mcp)
    usual = told()[world.practice.code]
    world.pin(world.rulebook("published"))  # six months of notice
    window = earliest_return(windows_of(own, on=TODAY), TODAY)
    assert window is not None
    assert told()[world.practice.code] == (window.day, window.notice_by) != usual


@pytest.mark.parametrize("late", [date(2035, 1, 1), date(2036, 1, 1)])
def test_who_is_too_late_for_every_window_has_none(world: World, late: date):
    mcp = world.mcp_contract("signed", ends_on=date(2035, 1, 1))
    world.practice_contract("suspended", mcp_contract=mcp)
    assert late > SUSPENDED
    assert told(late) == {world.practice.code: (None, None)}
