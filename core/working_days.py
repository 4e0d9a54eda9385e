"""Working days in England and Wales: not a Saturday, a Sunday or a bank holiday."""

from datetime import date, timedelta
from functools import cache

from govuk_bank_holidays.bank_holidays import BankHolidays


@cache
def _holidays() -> frozenset[date]:
    """The bank holidays that the library ships; it never asks the network."""
    table = BankHolidays(use_cached_holidays=True)
    return frozenset(
        holiday["date"] for holiday in table.get_holidays(BankHolidays.ENGLAND_AND_WALES)
    )


def is_working_day(day: date) -> bool:
    """Whether offices are open on this day."""
    return day.weekday() < 5 and day not in _holidays()


def end_of_period(started: date, days: int) -> date:
    """The last day of a period of calendar days that must end on a working day."""
    last = started + timedelta(days=days)
    while not is_working_day(last):
        last += timedelta(days=1)
    return last
