"""When a person is told: at once, or in a digest; never at night. Civil times in England. Pure.

All instants are UTC; days and hours are those of clocks in England, so that eight in the morning is
eight in the morning on both sides of the weekends on which the clocks change.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
EARLIEST_HOUR, LATEST_HOUR = 6, 20
"""A digest goes out at one of these hours, after the night's work is done."""

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Often(StrEnum):
    """How often a person wants to hear of what is not urgent."""

    DAILY = "daily"
    WEEKLY = "weekly"
    EACH = "each"


OFTEN_IN_WORDS = {
    Often.DAILY: "One e-mail a day, if there is anything to say",
    Often.WEEKLY: "One e-mail a week, if there is anything to say",
    Often.EACH: "An e-mail for each reminder",
}


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What one person chose. `weekday` is 1 for Monday; it counts for a weekly digest alone.

    From `quiet_from` until `quiet_until` nothing is sent; equal hours mean that there is no night.
    """

    often: str = Often.DAILY.value
    weekday: int = 1
    hour: int = 8
    quiet_from: int = 19
    quiet_until: int = 7

    def is_quiet(self, hour: int) -> bool:
        """Whether this hour of the clock lies in the quiet hours."""
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= hour < self.quiet_until
        return hour >= self.quiet_from or hour < self.quiet_until

    @property
    def words(self) -> str:
        """Daily at 8:00; quiet from 19:00 to 7:00."""
        said = {
            Often.DAILY.value: f"Daily at {self.hour}:00",
            Often.WEEKLY.value: f"Weekly on {DAYS[self.weekday - 1]} at {self.hour}:00",
        }.get(self.often, "Each at once")
        if self.quiet_from == self.quiet_until:
            return f"{said}; no quiet hours"
        return f"{said}; quiet from {self.quiet_from}:00 to {self.quiet_until}:00"


USUAL = Rhythm()
"""What holds for whoever has chosen nothing."""


def is_immediate(rhythm: Rhythm, *, statutory: bool) -> bool:
    """Whether a reminder goes out by itself: what statute demands does, whatever was chosen."""
    return statutory or rhythm.often == Often.EACH


def at_once(rhythm: Rhythm, at: datetime) -> datetime:
    """When what is urgent goes out: now, or as soon as the quiet hours end."""
    local = at.astimezone(LONDON)
    if not rhythm.is_quiet(local.hour):
        return at
    ends = local.date() + timedelta(days=local.hour >= rhythm.quiet_until)
    return instant(ends, rhythm.quiet_until)


def next_window(rhythm: Rhythm, at: datetime) -> datetime:
    """When the digest goes out that takes in what came up at this instant: the next one after."""
    return next(window for window in _windows(rhythm, at) if window > at)


def due_at(rhythm: Rhythm, at: datetime, *, statutory: bool) -> datetime:
    """When a reminder that came up at this instant is to be sent."""
    if is_immediate(rhythm, statutory=statutory):
        return at_once(rhythm, at)
    return next_window(rhythm, at)


def instant(day: date, hour: int) -> datetime:
    """The instant at which clocks in England show this hour on this day."""
    return datetime.combine(day, time(hour), LONDON).astimezone(UTC)


def _windows(rhythm: Rhythm, at: datetime) -> Iterator[datetime]:
    today = at.astimezone(LONDON).date()
    for ahead in range(15):
        day = today + timedelta(days=ahead)
        if rhythm.often == Often.DAILY or day.isoweekday() == rhythm.weekday:
            yield instant(day, rhythm.hour)
