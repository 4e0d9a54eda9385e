"""What a person may choose about their own reminders. Pure; every rule gives all its reasons."""

from collections.abc import Iterator
from datetime import date, timedelta

from core.law import Reason
from core.wording import day
from reminders.rules.rhythm import EARLIEST_HOUR, LATEST_HOUR, Often, Rhythm

LONGEST_SNOOZE = timedelta(days=28)
"""Longer than this nobody puts off a milestone without giving it another date."""


def against_rhythm(rhythm: Rhythm) -> Iterator[Reason]:
    """Why this rhythm cannot be kept."""
    if rhythm.often not in set(Often):
        yield Reason("rhythm_unknown", "Choose how often you want to hear.")
    if not 1 <= rhythm.weekday <= 7:
        yield Reason("weekday_unknown", "Choose a day of the week.")
    if not (0 <= rhythm.quiet_from <= 23 and 0 <= rhythm.quiet_until <= 23):
        yield Reason("quiet_hours_unknown", "Quiet hours begin and end at an hour from 0 to 23.")
    if not EARLIEST_HOUR <= rhythm.hour <= LATEST_HOUR:
        text = f"A digest leaves at an hour from {EARLIEST_HOUR}:00 to {LATEST_HOUR}:00."
        yield Reason("digest_hour_unknown", text)
    elif rhythm.often != Often.EACH and rhythm.is_quiet(rhythm.hour):
        text = f"{rhythm.hour}:00 lies in your quiet hours. Choose another hour for your digest."
        yield Reason("digest_in_quiet_hours", text)


def against_snoozing(until_on: date, *, on: date) -> Iterator[Reason]:
    """Why a milestone cannot be put off until this day."""
    if until_on <= on:
        yield Reason("snooze_is_over", "Choose a day after today.")
    elif until_on > on + LONGEST_SNOOZE:
        text = f"Choose a day by {day(on + LONGEST_SNOOZE)}: at most 28 days ahead."
        yield Reason("snooze_too_long", text)
