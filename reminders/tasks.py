"""The clock's door: it reads the time and makes one call for each part of the work."""

from celery import shared_task

from accounts.selectors import system_user
from core.clock import now
from reminders.actions import digests, sweep


@shared_task(name="reminders.tasks.post_due")
def post_due(**kwargs: object) -> int:
    """Promise what has been reached, and bundle what is due; twice changes nothing."""
    by, at = system_user(), now()
    posted = sweep.post_due(by=by, at=at)
    return posted + digests.compose_due(by=by, at=at)
