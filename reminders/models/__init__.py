"""What people chose about their reminders, calendar feeds, and how far the sweep has come."""

from reminders.models.choices import Mute, Preference, Snooze
from reminders.models.feed import CalendarFeed
from reminders.models.mark import Mark

__all__ = ["CalendarFeed", "Mark", "Mute", "Preference", "Snooze"]
