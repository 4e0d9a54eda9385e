"""The system's clock. Only doors read it; acts and rules are told the time."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one place


def civil_date(at: datetime) -> date:
    """The date on the calendar in England at this instant: what the law means by a day."""
    if at.tzinfo is None:
        raise ValueError("A time without a time zone has no date in England.")
    return at.astimezone(LONDON).date()


def end_of(day: date) -> datetime:
    """The last instant of a day in England: whatever was recorded on it was recorded by then."""
    next_day = datetime.combine(day + timedelta(days=1), time.min, LONDON)
    return next_day.astimezone(UTC) - timedelta(microseconds=1)


def today() -> date:
    """The date in England now."""
    return civil_date(now())
