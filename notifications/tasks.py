"""The clock's door to the outbox.

Beat wakes this task, and nothing else does: there is deliberately no nudge when an act commits.
Publishing to a broker in a web request fails after the commit when the broker is down, and hangs
for minutes when it is frozen; the sweep is frequent enough to do without. A tick that is lost,
late or doubled changes nothing: what is due is read from the table each time.
"""

from celery import shared_task

from core.clock import now
from notifications.actions import delivery


@shared_task(name="notifications.tasks.sweep")
def sweep() -> None:
    """Send what is due."""
    delivery.sweep(at=now())
