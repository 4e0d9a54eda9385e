"""The clock's door: it reads the time and makes one call."""

from celery import shared_task

from accounts.selectors import system_user
from core.clock import now
from formation.actions import verification


@shared_task(name="formation.tasks.verify")
def verify(**kwargs: object) -> int:
    """Check the whole record; beat wakes this each night. Returns how many faults there are."""
    return len(verification.verify(by=system_user(), at=now()))
