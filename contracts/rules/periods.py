"""Dates that the law of suspension hangs on: points of reactivation and the notice for each."""

import calendar
from collections.abc import Iterator
from datetime import date
from itertools import count, takewhile

from rulebook.rules.figures import FIRST, Figures

LAST_YEAR = 2100


def add_months(day: date, months: int) -> date:
    """The corresponding date some months later (or earlier), or the last day of that month.

    The corresponding date rule of English law: a month from 31 January ends on 28 February.
    """
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, calendar.monthrange(years, month + 1)[1]))


def reactivation_points(suspended_on: date, figures: Figures = FIRST) -> Iterator[date]:
    """Each day on which a contract suspended on this day may be reactivated, in order."""
    years = (figures.first_point_years + k * figures.point_interval_years for k in count())
    points = (
        add_months(suspended_on, 12 * each) for each in years if suspended_on.year + each < 9999
    )
    return takewhile(lambda point: point.year <= LAST_YEAR, points)


def notice_deadline(point: date, figures: Figures = FIRST) -> date:
    """The last day on which notice can be given for reactivation at this point."""
    return add_months(point, -figures.reactivation_notice_months)


def next_point(suspended_on: date, on: date, figures: Figures = FIRST) -> date | None:
    """The first point for which notice could still be given on this day."""
    return next(
        (
            point
            for point in reactivation_points(suspended_on, figures)
            if notice_deadline(point, figures) >= on
        ),
        None,
    )
