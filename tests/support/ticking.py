"""What the clock does at one tick."""

from datetime import datetime

from accounts.selectors import system_user
from notifications.actions.delivery import deliver_due
from reminders.actions.digests import compose_due
from reminders.actions.sweep import post_due


def tick(at: datetime) -> None:
    """Promise what was reached, bundle what is due, and send."""
    clock = system_user()
    post_due(by=clock, at=at)
    compose_due(by=clock, at=at)
    deliver_due(at=at)
