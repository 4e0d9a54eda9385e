"""The day that a publication describes, from the name of its file. Pure Python."""

import re
from calendar import monthrange
from datetime import date

_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
        start=1,
    )
}
_DAY = re.compile(r"(?<!\d)(20\d\d)[-_]?([01]\d)[-_]?([0-3]\d)(?!\d)")
_YEARS = re.compile(r"(?<!\d)(20\d\d)[-_](\d\d)(?![\d])")
_QUARTER = re.compile(r"(?<!\d)(20\d\d)[-_ ]?[qQ]([1-4])")
_MONTH_NAME = re.compile(r"([a-z]{3})[a-z]*[-_ ]?(20\d\d)(?!\d)", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


def _end_of(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _day(name: str) -> date | None:
    found = _DAY.search(name)
    if not found:
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None


def _two_numbers(name: str) -> date | None:
    """2017-18 is a financial year, which ends on 31 March; 2018-05 is a month."""
    found = _YEARS.search(name)
    if not found:
        return None
    year, second = int(found[1]), int(found[2])
    if second == (year + 1) % 100:
        return date(year + 1, 3, 31)
    return _end_of(year, second) if 1 <= second <= 12 else None


def as_of_from_name(name: str) -> date | None:
    """2018-05-25 as it stands; 2018-05 and May 2018 the month's end; 2016Q1 the quarter's end;
    2017-18 the end of that financial year; 2018 alone the first of April, when bodies change."""
    if found := _day(name) or _two_numbers(name):
        return found
    if quarter := _QUARTER.search(name):
        return _end_of(int(quarter[1]), int(quarter[2]) * 3)
    month = _MONTH_NAME.search(name)
    if month and month[1].lower() in _MONTHS:
        return _end_of(int(month[2]), _MONTHS[month[1].lower()])
    year = _YEAR.search(name)
    return date(int(year[1]), 4, 1) if year else None
